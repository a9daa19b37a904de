"""MLPClassifier: scikit-learn's own checks, the same training as `Trainer`'s, weights, early stopping, bad settings."""

import inspect
import pickle
import re

import numpy as np
import pandas
import pytest

from mlp import Adam, Trainer, build_mlp
from mlp.data import Part
from mlp.search import grid, run_trials
from mlp.search.sharing import SearchData
from tests.packages import ROOT
from tests.requirements import require

require("sklearn", "the estimator follows its conventions")

from sklearn.base import clone  # noqa: E402
from sklearn.calibration import CalibratedClassifierCV  # noqa: E402
from sklearn.exceptions import NotFittedError  # noqa: E402
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
    values = {"hidden_sizes": [(8,), (16,)], "learning_rate": [0.001, 0.02], "batch_norm": [False, True]}
    fixed = {"batch_size": 32, "optimizer": "adam", "l2": 1e-5}
    classifier = MLPClassifier(**fixed, epochs=20, patience=None, random_state=3)
    fold = PredefinedSplit(np.where(np.arange(300) < 200, -1, 0))
    theirs = GridSearchCV(classifier, values, cv=fold, refit=False).fit(X, LABELS).cv_results_
    data = SearchData(Part(X[:200], LABELS[:200]), Part(X[200:], LABELS[200:]), None)
    ours = run_trials(grid(values, **fixed), data, seeds=(3,), epochs=20, progress=False)
    scores = {key(settings): score for settings, score in zip(theirs["params"], theirs["mean_test_score"], strict=True)}
    assert scores == {key(row): row["validation_accuracy"] for row in ours.to_dict("records")} and len(scores) == 8


def key(settings):
    return tuple(settings["hidden_sizes"]), settings["learning_rate"], settings["batch_norm"]


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


def test_the_code_that_chapter_10_shows_runs(capsys):
    page = (ROOT / "notebooks/source/10_searching.py").read_text(encoding="utf-8")
    (code,) = re.findall(r"^# ```python\n(.*?)^# ```$", page, re.MULTILINE | re.DOTALL)
    few = SearchData(Part(X, LABELS), None, None)
    exec(re.sub("^# ?", "", code, flags=re.MULTILINE), {"few": few})
    assert capsys.readouterr().out.startswith("{'mlpclassifier__learning_rate': 0.003} 0.")


def test_in_a_pipeline_it_gets_scaled_numbers_weights_and_its_settings_by_name():
    raw = 1000 + 50 * X.astype("float64")
    whole = make_pipeline(StandardScaler(), MLPClassifier(**QUICK))
    whole.set_params(mlpclassifier__hidden_sizes=(8, 4))
    assert whole.fit(raw, NAMES, mlpclassifier__sample_weight=np.ones(300)).score(raw, NAMES) > 0.7
    assert len(whole[-1].network_.weights()) == 3 and whole[-1].get_params()["hidden_sizes"] == (8, 4)


def test_cross_validation_judges_a_new_network_in_each_fold():
    scores = cross_val_score(MLPClassifier(**QUICK), X, NAMES, cv=3)
    assert scores.shape == (3,) and scores.min() > 0.6 and len(set(scores)) > 1


def test_halving_may_count_in_epochs():
    search = HalvingGridSearchCV(
        MLPClassifier(**QUICK),
        {"learning_rate": [0.0002, 0.002, 0.02]},
        resource="epochs",
        min_resources=2,
        max_resources=12,
        cv=2,
        random_state=0,
    ).fit(X, NAMES)
    assert search.best_params_ == {"epochs": 6, "learning_rate": 0.02} and search.n_resources_ == [2, 6]


def test_probabilities_can_be_calibrated():
    calibrated = CalibratedClassifierCV(MLPClassifier(**QUICK), cv=2).fit(X, NAMES)
    probabilities = calibrated.predict_proba(X)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert probabilities.shape == (300, 4) and calibrated.score(X, NAMES) > 0.7


def test_get_and_set_params_know_every_setting():
    settings = MLPClassifier().get_params()
    assert list(settings) == sorted(inspect.signature(MLPClassifier).parameters)
    assert MLPClassifier().set_params(l2=0.5, dtype="float64").get_params() == settings | {
        "l2": 0.5,
        "dtype": "float64",
    }
    with pytest.raises(ValueError, match="Invalid parameter 'alpha'"):
        MLPClassifier().set_params(alpha=1)


def test_any_number_of_features_and_of_classes():
    for features, classes in ((1, 2), (3, 7), (50, 2)):
        data, labels = RNG.standard_normal((40, features)), np.arange(40) % classes - 3
        classifier = MLPClassifier((), epochs=2).fit(data, labels)
        assert classifier.n_features_in_ == features and classifier.predict_proba(data).shape == (40, classes)
        assert set(classifier.predict(data)) <= set(range(-3, 4))
        with pytest.raises(
            ValueError, match=f"X has {features + 1} features, but MLPClassifier is expecting {features}"
        ):
            classifier.predict(np.ones((2, features + 1)))


def test_what_is_not_fitted_predicts_nothing():
    for method in ("predict", "predict_proba", "predict_log_proba"):
        with pytest.raises(NotFittedError):
            getattr(MLPClassifier(), method)(X)


def test_one_random_state_gives_one_network():
    def numbers(random_state):
        return fitted(random_state=random_state, epochs=2).network_.parameters

    np.testing.assert_array_equal(numbers(5), numbers(5))
    np.testing.assert_array_equal(numbers(np.random.RandomState(5)), numbers(np.random.RandomState(5)))
    assert not np.array_equal(numbers(5), numbers(6)) and not np.array_equal(numbers(None), numbers(None))


def test_the_score_counts_each_sample_by_its_weight():
    classifier, weights = fitted(epochs=2), RNG.random(300)
    right = classifier.predict(X) == NAMES
    assert classifier.score(X, NAMES, weights) == pytest.approx((right * weights).sum() / weights.sum())


def test_large_data_are_trained_in_float32_and_small_data_in_their_own():
    def dtype(data, **settings):
        labels = np.arange(len(data)) % 2
        classifier = MLPClassifier((2,), epochs=1, batch_size=2048, **settings).fit(data, labels)
        assert classifier.predict_proba(data[:2]).dtype == classifier.network_.dtype
        return str(classifier.network_.dtype)

    small, large = RNG.standard_normal((1023, 32)), RNG.standard_normal((2**15, 32))
    assert [dtype(small), dtype(small.astype("float32")), dtype((9 * small).astype(int))] == [
        "float64",
        "float32",
        "float64",
    ]
    assert dtype(large) == dtype(large.astype("uint8")) == dtype(small, dtype="float32") == "float32"
    assert dtype(large, dtype="float64") == "float64"


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
    settings = QUICK | {"batch_size": 1000, "epochs": 20, "dtype": "float64"}
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
        ({"dtype": "float16"}, "dtype is 'float16'; expected one of 'auto', 'float32', 'float64'"),
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
