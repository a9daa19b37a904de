"""The course's own long experiments, whose numbers the chapters show: declared, run, stored and read in one way.

    from mlp.studies import read
    from mlp.evaluation.comparisons import compare_with

    frame = read("regularisation", "few")          # a pandas.DataFrame, one row per training; see `read`
    frame = frame[frame.epochs == 60]
    scores = 100 * frame.pivot(index="seed", columns="arm", values="validation_accuracy")   # (seeds, arms), in %
    compare_with(scores["none"], scores.drop(columns="none"))       # paired differences, Holm, who ties

`python -m mlp.studies` lists them, with what is missing and how long the processor was busy;
`python -m mlp.studies regularisation --jobs 2` runs what is missing of one. Results are in data/studies/, one file per
part; each module says what its parts are, what differs between their arms, and what a seed decides.

    optimisers         07   rules, rates, schedule: one changed at a time
    long_run           08   30,000 steps
    regularisation     09   each regulariser, on few and many images, short and long
    search_study       10   grid, random search, halving over the same box
    search_luck        10   what the winners are worth on other seeds and images; the whole procedure, twelve times
    activation_pairs   10   pixels, starting weights, learning rate: one changed at a time
    effective_rates    10   learning rate with momentum, and with the batch size
    estimators         10   our MLPClassifier beside scikit-learn's: accuracy and time
    label_noise        11   wrong labels, found and left out
    convolution        14   a better small convolutional net
    record             15   how far three linear layers go, one change at a time

    study      what a study is;  registry   by name;  runner, store   running, keeping, reading
    folds      each seed has other validation images;  training   from plain settings to a trained network
    pretrained   the trained networks in data/pretrained/
"""

from mlp.studies.store import read

__all__ = ["read"]
