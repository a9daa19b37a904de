"""Each finding of the audit, computed from what the reports print."""

import numpy as np
import pytest

from mlp.network import build_mlp
from mlp.reports import audit
from mlp.reports.published import printed_log, published


def test_confusion_matrices_and_accuracies():
    diagonals = {"single_hidden": 0.7356, "multilayer": 0.8757, "cnn": 0.9069}
    missing = {"single_hidden": 0, "multilayer": 50, "cnn": 55}
    for net, diagonal in diagonals.items():
        assert round(audit.diagonal_accuracy(net), 4) == diagonal
        assert round(10_000 * (published("004")[net]["test_accuracy"] - diagonal)) == missing[net]
        assert (np.sum(published("004")[net]["confusion"], axis=1) == 1000).all()


def test_no_printed_epoch_has_the_accuracy_of_its_matrix():
    """Neither the last epoch nor the restored one is the network of the matrix."""
    for net, section in (("multilayer", "4.2"), ("cnn", "4.3")):
        accuracies = printed_log(section)["validation_accuracy"]
        assert min(abs(accuracy - audit.diagonal_accuracy(net)) for accuracy in accuracies) > 0.0009
        assert accuracies[-1] == published("004")[net]["test_accuracy"]


def test_early_stopping_as_it_is_described():
    found = audit.best_epochs()
    assert found["multilayer"] == {"best": 9, "ends": 14, "last": 14, "accuracy": 0.8835}
    assert found["cnn"] == {"best": 6, "ends": 8, "last": 9, "accuracy": 0.9120}


def test_parameters():
    assert audit.dense_parameters(784, 128, 64, 10) == len(build_mlp([784, 128, 64, 10]).parameters)
    assert audit.dense_parameters(784, 128, 64, 10) == published("004")["multilayer"]["parameters"] == 109_386
    assert list(audit.cnn_layers().values()) == [320, 4112, 100_480, 1290]
    assert audit.cnn_parameters() == published("004")["cnn"]["parameters"] == 106_202


def test_the_printed_rate_of_004_moves_nothing_if_the_loss_is_a_mean():
    loss, fall = audit.largest_fall_of_004()
    assert loss > 20 and 0 < fall < 0.1
    assert audit.largest_fall_of_004(2e-6, 100)[1] == pytest.approx(fall)
    log = printed_log("4.1")["loss"]
    assert log[0] - log[-1] > 30 * fall


def test_the_tolerance_of_001_accepts_wrong_gradients():
    found = audit.tolerance()
    smallest = found.loc[found.derivative.abs().idxmin()]
    assert smallest.derivative == -0.00015532
    assert smallest.accepted == pytest.approx(0.644, abs=0.001)
    assert 1 < smallest.zero_misses_by < 1.6
    assert found.error.max() < 2e-4  # the printed pairs themselves are close


def test_what_black_is_in_001():
    found = audit.black_of_001()
    assert found["by its table"] == pytest.approx(-0.00313974 / 0.00328705)
    assert found["one mean for all"] == pytest.approx(-0.8103, abs=1e-4)  # -mean / deviation of all training pixels
    assert found["a mean per pixel"] < 1e-4
    assert found["by image, 5 %"] < found["by its table"] < found["by image, 95 %"]


def test_the_gradients_of_a_corner_give_its_black():
    """The quotient is the pixel's value, if both gradients are of the same weights, whatever these are."""
    net = build_mlp([784, 50, 50, 10], "tanh", 1.0, dtype="float64", seed=3)
    images = np.random.default_rng(0).uniform(0, 1, (10, 784))
    images[:, 0] = -0.75
    net.loss_and_gradient(images, np.arange(10))
    first = net.layers[0]
    assert first.d_weight[0, 0] / first.d_bias[0] == pytest.approx(-0.75)


def test_a_numeric_gradient_is_best_between_truncation_and_round_off():
    steps = np.array([1e-8, 1e-4, 0.01, 0.1, 1.0])
    double, single = (audit.errors_by_step(steps, dtype) for dtype in ("float64", "float32"))
    assert double.argmin() == 1 and double[1] < 1e-8 and double[0] > 100 * double[1]
    assert single.argmin() == 2 and single[2] < 1e-3 and single[0] > 0.5
    # truncation grows with the square of the step: Bishop (1995), the source that the report gives
    assert double[3] / double[2] == pytest.approx(100, rel=0.1)


def test_the_relu_equation_of_000_fails_a_gradient_check():
    found = audit.relu_equation()
    assert found["as printed"] > 0.1 and found["dY where Y > 0"] < 1e-5


def test_the_softmax_index_of_000_is_an_error():
    assert audit.softmax_indexing() in ("TypeError", "ValueError", "IndexError")
    probabilities, y = np.full((4, 10), 0.1), np.zeros(4, int)
    probabilities[np.arange(len(y)), y] -= 1  # what it must mean
    np.testing.assert_allclose(probabilities.sum(axis=1), 0, atol=1e-12)


def test_a_variance_of_root_two_over_n_starts_far_above_ln_ten():
    found = audit.variance_or_deviation()
    assert 2.3 < found["standard deviation"] < 5 and found["variance"] > 50


def test_the_top_ten_of_003():
    found = audit.top_ten()
    assert found["best minus tenth"] == pytest.approx(0.0016) and found["one standard error"] == pytest.approx(
        0.00302, abs=1e-5
    )
    assert found["best minus tenth"] < found["one standard error"] < found["validation minus test"]
    assert found["decays that Table 1 does not list"] == [0.2] and found["different penalties"] == 1


def test_repeated_settings_show_a_reports_own_noise():
    found = audit.repeated_settings()
    assert sorted(found["002"]) == [0.8539, 0.8543, 0.855, 0.8561, 0.8605, 0.8609]
    assert found["000"] == [0.8665, 0.8668]


def test_the_collapsed_row_of_002_does_not_add_up():
    assert audit.collapsed_row() == pytest.approx(5872.5)
