"""The course's network by scikit-learn's conventions, for pipelines, grids and whatever else takes an estimator.

It needs scikit-learn (`pip install scikit-learn`):

    from mlp.estimator import MLPClassifier
    classifier = MLPClassifier((128, 64), early_stopping=True, random_state=0).fit(X, y)    # (n, features), (n,)
    classifier.score(X_new, y_new), classifier.predict_proba(X_new)

Inside are the course's own parts: `build_mlp`, the optimisers, and `Trainer.step` on `Batches`. With a whole number as
`random_state` it trains bitwise as `Trainer` does with that seed.
"""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from mlp.checks import check_choice, check_count, check_number
from mlp.checks.threads import few_threads
from mlp.losses import WeightedCrossEntropy
from mlp.network import build_mlp
from mlp.training.batches import Batches
from mlp.training.optimizers import SGD, Adam, AdamW, RMSprop
from mlp.training.trainer import Trainer, TrainingDiverged

LARGE = 2**20  # numbers in X from which on dtype "auto" takes half the digits: below, either takes seconds
OPTIMIZERS = {"sgd": SGD, "rmsprop": RMSprop, "adam": Adam, "adamw": AdamW}


class MLPClassifier(ClassifierMixin, BaseEstimator):
    """A multilayer perceptron with softmax cross-entropy, trained in mini-batches.

    hidden_sizes     how many units each hidden layer has, or one number for one layer; () for none
    activation, initializer, dropout, batch_norm   as for `mlp.build_mlp`
    dtype            "float32" or "float64": what is computed in, whatever X holds. "auto": float32, which is twice as
                     fast and as accurate; but float64 where X is neither float32 nor large (LARGE numbers or more)
    optimizer        "sgd", "rmsprop", "adam" or "adamw", with learning_rate; momentum is for "sgd" alone
    l2               strength λ of the penalty λ/2 · Σ W². (scikit-learn's alpha is λ · batch size.)
    label_smoothing  ε of `mlp.losses.SoftmaxCrossEntropy`
    batch_size       images per step
    epochs           passes over the data, at most
    patience         stop after so many epochs in a row without a gain of `tolerance`: in the training loss, or, with
                     early_stopping, in the accuracy on a part of the data, `validation_fraction` of it, that is not
                     trained on; then the best network so far is kept. None: never stop
    class_weight     None, "balanced" or {class: weight}; multiplied with `sample_weight`
    warm_start       whether `fit` goes on with the network of the last `fit`
    random_state     a whole number for the same result every time, a numpy RandomState, or None
    verbose          whether to print a line for each epoch

    Scale the images first, as with StandardScaler in a pipeline.

    classes_, n_features_in_, feature_names_in_ (for a DataFrame), as everywhere in scikit-learn
    network_         the `mlp.Network`;  n_iter_  epochs made;  t_  images seen
    loss_curve_      the mean training loss of each epoch;  loss_  the last;  best_loss_  the lowest
    validation_scores_, best_validation_score_   with early_stopping: accuracies, else None
    """

    def __init__(
        self,
        hidden_sizes=(100,),
        activation="relu",
        initializer="kaiming",
        dropout=0.0,
        batch_norm=False,
        dtype="auto",
        optimizer="adam",
        learning_rate=0.001,
        momentum=0.9,
        l2=1e-5,
        label_smoothing=0.0,
        batch_size=128,
        epochs=100,
        patience=10,
        tolerance=1e-4,
        early_stopping=False,
        validation_fraction=0.1,
        class_weight=None,
        warm_start=False,
        random_state=None,
        verbose=False,
    ):
        self.hidden_sizes = hidden_sizes
        self.activation = activation
        self.initializer = initializer
        self.dropout = dropout
        self.batch_norm = batch_norm
        self.dtype = dtype
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.l2 = l2
        self.label_smoothing = label_smoothing
        self.batch_size = batch_size
        self.epochs = epochs
        self.patience = patience
        self.tolerance = tolerance
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.class_weight = class_weight
        self.warm_start = warm_start
        self.random_state = random_state
        self.verbose = verbose

    def fit(self, X, y, sample_weight=None):
        """Train on X (n, features) and y (n,), any kind of classes; sample_weight (n,) of 0 or more. Returns self.

        Raises ValueError for data or settings that do not fit, TrainingDiverged where the loss is no longer finite.
        """
        going_on = self.warm_start and hasattr(self, "network_")
        X, y, weights = self._checked(X, y, sample_weight, first=not going_on)
        epochs = check_count("epochs", self.epochs)
        patience = np.inf if self.patience is None else check_count("patience", self.patience)
        if not going_on:
            self._begin(np.unique(y), X.dtype)
        labels, weights = self._labels(y), weights * compute_sample_weight(self.class_weight, y)
        X, labels, weights, held_out = self._split(X, labels, weights)
        batches = self._batches(X)
        best, waited = None, 0
        for _ in range(epochs):
            self._epoch(batches, labels, weights)
            value = -self.loss_ if held_out is None else self._validate(*held_out)
            waited = 0 if best is None or value > best + self.tolerance else waited + 1
            if best is None or value > best:
                best, kept = value, None if held_out is None else self.network_.snapshot()
            if waited >= patience:
                break
        if held_out is not None:
            self.network_.restore(kept)
        return self

    def partial_fit(self, X, y, classes=None, sample_weight=None):
        """One pass over X and y, with what was learned before. `classes`: all there will ever be, at the first call."""
        first = not hasattr(self, "network_")
        if first and classes is None:
            raise ValueError("classes is None; expected, at the first call of partial_fit, every class there will be")
        if not first and classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ValueError(f"classes are {np.unique(classes)}; expected those of the first call, {self.classes_}")
        if self.class_weight == "balanced":
            raise ValueError("class_weight is 'balanced'; expected weights, {class: weight}: a part tells no frequency")
        if self.early_stopping:
            raise ValueError("early_stopping is for fit; partial_fit makes one pass, and you decide when to stop")
        X, y, weights = self._checked(X, y, sample_weight, first)
        if first:
            self._begin(np.unique(classes), X.dtype)
        weights = weights * compute_sample_weight(self.class_weight, y)
        self._epoch(self._batches(X), self._labels(y), weights)
        return self

    def predict_proba(self, X):
        """(n, features) -> (n, classes): the probability of each of `classes_`."""
        check_is_fitted(self)
        return self.network_.predict_proba(validate_data(self, X, dtype=self.network_.dtype, reset=False))

    def predict_log_proba(self, X):
        """(n, features) -> (n, classes): the logarithms of the probabilities."""
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))

    def predict(self, X):
        """(n, features) -> (n,): the most probable class of each."""
        chosen = self.predict_proba(X).argmax(axis=1)
        return self.classes_[chosen]

    def _checked(self, X, y, sample_weight, first):
        """X, y and weights as arrays, without the rows that weigh nothing."""
        X, y = validate_data(self, X, y, reset=first)
        X = np.ascontiguousarray(X, self._dtype(X) if first else self.network_.dtype)
        check_classification_targets(y)
        weights = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        counts = weights > 0
        if not counts.any():
            raise ValueError("sample_weight is 0 for every sample; expected a positive weight for at least one")
        return (X, y, weights) if counts.all() else (X[counts], y[counts], weights[counts])

    def _dtype(self, X):
        """What to compute in."""
        if check_choice("dtype", self.dtype, ("auto", "float32", "float64")) != "auto":
            return self.dtype
        return np.float32 if X.dtype == np.float32 or X.size >= LARGE else np.float64

    def _begin(self, classes, dtype):
        """A new network, its trainer, and empty records."""
        self.classes_ = classes
        given = self.random_state
        seed = int(given) if isinstance(given, (int, np.integer)) else check_random_state(given).randint(2**31)
        self.network_ = build_mlp(
            [self.n_features_in_, *np.atleast_1d(self.hidden_sizes).tolist(), len(classes)],
            activation=self.activation,
            initializer=self.initializer,
            dropout=self.dropout,
            batch_norm=self.batch_norm,
            dtype=str(dtype),
            seed=seed,
            loss=WeightedCrossEntropy(self.label_smoothing),
        )
        settings = {"momentum": self.momentum} if self.optimizer == "sgd" else {}
        optimizer = OPTIMIZERS[check_choice("optimizer", self.optimizer, OPTIMIZERS)](self.learning_rate, **settings)
        self._trainer = Trainer(self.network_, optimizer, seed=seed, progress=False)  # `_batches` sets the rest
        self.n_iter_, self.t_, self.loss_curve_, self.best_loss_ = 0, 0, [], np.inf
        self.validation_scores_ = self.best_validation_score_ = None

    def _labels(self, y):
        """The place of each of y in `classes_`."""
        unknown = np.setdiff1d(y, self.classes_)
        if len(unknown):
            raise ValueError(f"y holds the classes {unknown}; the network was begun with {self.classes_}")
        return np.searchsorted(self.classes_, y)

    def _split(self, X, labels, weights):
        """With early stopping, what is trained on, and apart from it (X, labels, weights) to judge by."""
        if not self.early_stopping:
            return X, labels, weights, None
        share = check_number("validation_fraction", self.validation_fraction, 0, 1, low_open=True, high_open=True)
        parts = train_test_split(
            X, labels, weights, test_size=share, stratify=labels, random_state=check_random_state(self.random_state)
        )
        self.validation_scores_ = self.validation_scores_ or []
        return *parts[::2], parts[1::2]

    def _batches(self, X):
        """Batches of X whose labels are row numbers: a row leads to its class and its weight.

        The settings that may change between two calls, as with `set_params`, are those of now.
        """
        self._trainer.batch_size = check_count("batch_size", self.batch_size)
        self._trainer.l2 = check_number("l2", self.l2, low=0)
        self._trainer.optimizer.learning_rate = check_number("learning_rate", self.learning_rate, low=0, low_open=True)
        if len(X) < self.network_.smallest_batch:
            raise ValueError(f"n_samples={len(X)}; batch_norm needs {self.network_.smallest_batch} or more")
        return Batches(X, np.arange(len(X)), self._trainer.rng)

    def _epoch(self, batches, labels, weights):
        """One pass over the data, and its mean loss."""
        network, total = self.network_, 0.0
        smallest, alike = self._trainer.smallest_batch, np.ptp(weights) == 0
        with few_threads(network.largest_matrix):
            while True:
                images, rows = batches.next(self._trainer.batch_size, smallest)
                network.loss.weights = None if alike else weights[rows]
                loss = self._trainer.step(images, labels[rows])
                if not np.isfinite(loss):
                    raise TrainingDiverged(f"the loss is {loss}; try a smaller learning_rate", self.t_, None)
                total += loss * weights[rows].sum()
                if batches.pass_ended:
                    break
        self.n_iter_, self.t_ = self.n_iter_ + 1, self.t_ + len(labels)
        self.loss_ = total / weights.sum()
        self.loss_curve_.append(self.loss_)
        self.best_loss_ = min(self.best_loss_, self.loss_)
        if self.verbose:
            print(f"epoch {self.n_iter_}: loss {self.loss_:.4f}")

    def _validate(self, X, labels, weights):
        """The accuracy on images that are held out."""
        score = accuracy_score(labels, self.network_.predict(X), sample_weight=weights)
        self.validation_scores_.append(score)
        self.best_validation_score_ = max(self.validation_scores_)
        if self.verbose:
            print(f"         validation accuracy {score:.4f}")
        return score
