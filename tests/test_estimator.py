"""MLPClassifier: scikit-learn's own checks, the same training as `Trainer`'s, weights, early stopping, bad settings."""

import pickle

import numpy as np
import pandas
import pytest

from mlp import Adam, Trainer, build_mlp
from mlp.data import Part
from tests.requirements import require

require("sklearn", "the estimator follows its conventions")

from sklearn.base import clone  # noqa: E402
from sklearn.calibration import CalibratedClassifierCV  # noqa: E402
from sklearn.experimental import enable_halving_search_cv  # noqa: E402, F401
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV, PredefinedSplit, cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.utils.estimator_checks import check_estimator  # noqa: E402

from mlp.estimator import MLPClassifier  # noqa: E402

RNG = np.random.default_rng(0)
X = RNG.standard_normal((300, 6)).astype("float32")
LABELS = (X[:, 0] * X[:, 1] > 0).astype(int) + 2 * (X[:, 2] > 0.8)
NAMES = np.array(["ankle boot", "bag", "coat", "dress"])[LABELS]
QUICK = {"hidden_sizes": (16,), "epochs": 30, "learning_rate": 0.02, "batch_size": 32, "random_state": 3}


def fitted(**settings):
    return MLPClassifier(**QUICK | settings).fit(X, NAMES)


def test_scikit_learns_own_checks_pass_without_an_exception_made_for_us():
    results = check_estimator(MLPClassifier(), on_fail=None, on_skip=None)
    assert {result["check_name"] for result in results if result["status"] == "skipped"} <= {"check_array_api_input"}
    failed = [result for result in results if result["status"] not in ("passed", "skipped")]
    assert not failed and len(results) > 50, failed
    assert not any(result["expected_to_fail"] for result in results)


def test_it_trains_bitwise_as_the_trainer_does():
    ours = build_mlp([6, 16, 4], seed=3)
    history = Trainer(ours, Adam(0.02), 32, l2=1e-5, seed=3, progress=False).fit(Part(X, LABELS), epochs=30)
    classifier = fitted(patience=None)
    np.testing.assert_array_equal(classifier.network_.parameters, ours.parameters)
    np.testing.assert_allclose(
        classifier.loss_curve_, [row["loss"] for row in history.rows], rtol=0.1
    )  # theirs: of batches
    assert (
        classifier.n_iter_ == 30 and classifier.t_ == 30 * 300 and classifier.best_loss_ == min(classifier.loss_curve_)
    )


def test_a_grid_of_scikit_learns_finds_what_ours_does():
    rows = np.arange(300)
    fold = PredefinedSplit(np.where(rows < 200, -1, 0))
    grid = {"hidden_sizes": [(8,), (16,)], "learning_rate": [0.001, 0.02]}
    found = GridSearchCV(MLPClassifier(**QUICK | {"patience": None}), grid, cv=fold, refit=False).fit(X, LABELS)
    for settings, score in zip(found.cv_results_["params"], found.cv_results_["mean_test_score"], strict=True):
        net = build_mlp([6, *settings["hidden_sizes"], 4], seed=3)
        trainer = Trainer(net, Adam(settings["learning_rate"]), 32, l2=1e-5, seed=3, progress=False)
        trainer.fit(Part(X[:200], LABELS[:200]), epochs=30)
        assert score == (net.predict(X[200:]) == LABELS[200:]).mean(), settings


def test_names_columns_and_probabilities():
    frame = pandas.DataFrame(X, columns=list("abcdef"))
    classifier = MLPClassifier(**QUICK).fit(frame, NAMES)
    assert classifier.classes_.tolist() == sorted(set(NAMES)) and classifier.feature_names_in_.tolist() == list(
        "abcdef"
    )
    assert classifier.n_features_in_ == 6 and classifier.score(frame, NAMES) > 0.9
    probabilities = classifier.predict_proba(frame)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(classifier.predict(frame), classifier.classes_[probabilities.argmax(axis=1)])
    np.testing.assert_allclose(np.exp(classifier.predict_log_proba(frame)), probabilities, rtol=1e-5)


def test_it_works_inside_scikit_learns_tools():
    whole = make_pipeline(StandardScaler(), MLPClassifier(**QUICK))
    assert cross_val_score(whole, X, NAMES, cv=3).mean() > 0.7
    grid = {"learning_rate": [0.002, 0.02]}
    search = HalvingGridSearchCV(
        MLPClassifier(**QUICK), grid, resource="epochs", min_resources=4, max_resources=16, cv=2
    ).fit(X, NAMES)
    assert search.best_params_["learning_rate"] == 0.02
    calibrated = CalibratedClassifierCV(MLPClassifier(**QUICK), cv=2).fit(X, NAMES)
    assert calibrated.predict_proba(X).shape == (300, 4)


def test_copies():
    classifier = fitted()
    assert clone(classifier).get_params() == classifier.get_params() and not hasattr(clone(classifier), "network_")
    again = pickle.loads(pickle.dumps(classifier))
    np.testing.assert_array_equal(again.predict_proba(X), classifier.predict_proba(X))
    for each in (classifier, again):
        each.partial_fit(X, NAMES)
    np.testing.assert_array_equal(again.network_.parameters, classifier.network_.parameters)


def test_a_weight_of_two_is_the_sample_twice_and_one_of_zero_is_none():
    weights = RNG.integers(0, 3, 300)
    settings = QUICK | {"batch_size": 1000, "epochs": 20}
    data = X.astype("float64")
    weighted = MLPClassifier(**settings).fit(data, NAMES, sample_weight=weights)
    repeated = MLPClassifier(**settings).fit(np.repeat(data, weights, axis=0), np.repeat(NAMES, weights))
    np.testing.assert_allclose(weighted.network_.parameters, repeated.network_.parameters, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(weighted.loss_curve_, repeated.loss_curve_, rtol=1e-9)


def test_class_weights_move_the_border():
    share = [(fitted(class_weight=weight).predict(X) == "coat").mean() for weight in (None, {"coat": 50.0})]
    assert share[1] > share[0]
    balanced = fitted(class_weight="balanced", epochs=3)
    counts = {name: len(NAMES) / (4 * (NAMES == name).sum()) for name in set(NAMES)}
    by_hand = fitted(class_weight=counts, epochs=3)
    np.testing.assert_allclose(balanced.network_.parameters, by_hand.network_.parameters, atol=1e-6)


def test_early_stopping_keeps_the_best_network():
    classifier = fitted(early_stopping=True, epochs=200, patience=4, validation_fraction=0.3)
    assert classifier.n_iter_ < 200 and len(classifier.validation_scores_) == classifier.n_iter_
    assert classifier.best_validation_score_ == max(classifier.validation_scores_)
    best = int(np.argmax(classifier.validation_scores_)) + 1
    undisturbed = fitted(early_stopping=True, epochs=best, patience=None, validation_fraction=0.3)
    np.testing.assert_array_equal(classifier.network_.parameters, undisturbed.network_.parameters)


def test_without_it_the_training_loss_decides_when_to_stop():
    classifier = fitted(epochs=500, patience=3, tolerance=0.01)
    assert 4 < classifier.n_iter_ < 100


def test_warm_start_and_partial_fit_go_on():
    whole = fitted(epochs=10, patience=None)
    warm = MLPClassifier(**QUICK | {"epochs": 5, "warm_start": True})
    assert warm.fit(X, NAMES).fit(X, NAMES).n_iter_ == 10 and whole.n_iter_ == 10
    assert warm.loss_ < warm.loss_curve_[4]
    bit_by_bit = MLPClassifier(**QUICK)
    for _ in range(10):
        bit_by_bit.partial_fit(X, NAMES, classes=np.unique(NAMES))
    assert bit_by_bit.n_iter_ == 10 and bit_by_bit.score(X, NAMES) > 0.8


def test_verbose_prints_each_epoch(capsys):
    fitted(epochs=2, verbose=True, early_stopping=True)
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 4 and printed[0].startswith("epoch 1: loss ") and "validation accuracy" in printed[1]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"optimizer": "lbfgs"}, "optimizer is 'lbfgs'; expected one of 'sgd', 'rmsprop', 'adam', 'adamw'"),
        ({"activation": "logistic"}, "activation is 'logistic'; expected one of"),
        ({"epochs": 0}, "epochs is 0; expected a whole number, 1 or more"),
        ({"batch_size": "auto"}, "batch_size is 'auto'; expected a whole number"),
        ({"learning_rate": -1}, "learning_rate is -1"),
        ({"early_stopping": True, "validation_fraction": 1.0}, "validation_fraction is 1.0"),
    ],
)
def test_bad_settings_are_named_at_fit(settings, message):
    with pytest.raises(ValueError, match=message):
        fitted(**settings)


def test_bad_calls_are_named():
    classifier = MLPClassifier(**QUICK)
    with pytest.raises(ValueError, match="classes is None; expected, at the first call of partial_fit"):
        classifier.partial_fit(X, NAMES)
    classifier.partial_fit(X, NAMES, classes=np.unique(NAMES))
    with pytest.raises(ValueError, match=r"y holds the classes \['hat'\]; the network was begun with"):
        classifier.partial_fit(X[:1], ["hat"])
    with pytest.raises(ValueError, match="[Ss]ample.weight.* (for every sample|at least one non-zero)"):
        classifier.fit(X, NAMES, sample_weight=np.zeros(300))
    with pytest.raises(ArithmeticError, match="try a smaller learning_rate"):
        fitted(optimizer="sgd", learning_rate=1e30)
