"""How good a network is, and how sure that is.

evaluation    evaluate: accuracy, loss, confusion matrix, table per class
metrics       accuracy, confusion matrix, precision, recall, F1
intervals     what a number from so many images can tell: Wilson, bootstrap, McNemar
comparisons   which of two is better: the one rule for a tie in this course
calibration   whether a probability means what it says
"""

from mlp.evaluation.evaluation import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
