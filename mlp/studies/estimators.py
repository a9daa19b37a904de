"""Two estimators: `mlp.estimator.MLPClassifier` beside scikit-learn's class of that name, on the same data. Chapter 10.

beside   both, one after the other in the same run, with the same settings: one hidden layer of 100 units, Adam with a
         rate of 0.001, start by Glorot and Bengio, penalty 0.0001 in scikit-learn's measure (its alpha is added to the
         sum over a batch, our l2 to the mean: l2 = alpha / batch size), ten epochs, no early end. Pixels from 0 to 1,
         as float64, which is what dividing by 255 gives, or as float32. Batches of 128, and of 200, its default

A seed decides the start, the order, and the 5,000 validation images (`mlp.studies.folds`); even seeds begin with ours.
Seconds are the processor's, with one thread. What differs between the two is the code, the random numbers, and that
ours computes in float32 for both kinds of pixels, while scikit-learn's keeps what it gets.

It needs scikit-learn (`pip install scikit-learn`); to read the results needs nothing.
"""

import time
import warnings

from threadpoolctl import threadpool_limits

from mlp.studies.folds import fold_data
from mlp.studies.study import Part, Study

EPOCHS, ALPHA = 10, 1e-4
SETTINGS = [
    {"pixels": pixels, "batch_size": size, "epochs": EPOCHS} for pixels in ("float64", "float32") for size in (128, 200)
]
SEEDS = (0, 1, 2, 3, 4, 5, 6, 7)


def beside(settings, seed):
    """Accuracy on the validation images and the processor's seconds in `fit`, of ours and of theirs."""
    data = fold_data(seed, "unit")
    pixels = data.train.images.astype(settings["pixels"])
    both, result = estimators(settings["batch_size"], settings["epochs"], seed), {}
    for name in sorted(both, reverse=seed % 2 == 1):
        with threadpool_limits(1, user_api="blas"), warnings.catch_warnings(action="ignore"):  # "not converged"
            start = time.process_time()
            both[name].fit(pixels, data.train.labels)
            result[f"{name}_seconds"] = round(time.process_time() - start, 2)
        score = both[name].score(data.validation.images.astype(settings["pixels"]), data.validation.labels)
        result[f"{name}_accuracy"] = round(float(score), 4)
    return result


def estimators(batch_size, epochs, seed, sizes=(100,)):
    """The two with the same settings, name -> estimator; `sizes` of the hidden layers."""
    from sklearn.neural_network import MLPClassifier as Theirs

    from mlp.estimator import MLPClassifier as Ours

    common = {"batch_size": batch_size, "random_state": seed}
    ours = Ours(sizes, initializer="xavier", l2=ALPHA / batch_size, epochs=epochs, patience=None, **common)
    theirs = Theirs(sizes, alpha=ALPHA, max_iter=epochs, n_iter_no_change=epochs, **common)
    return {"ours": ours, "theirs": theirs}


STUDY = Study(
    name="estimators",
    chapters="10",
    asks="is our estimator as accurate as scikit-learn's own, and how much faster?",
    parts=(Part("beside", beside, SETTINGS, SEEDS),),
)
