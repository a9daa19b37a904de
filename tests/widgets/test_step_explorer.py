"""StepExplorer: curve, dot and sentence follow function, dtype and step, and the curves are what theory says."""

import math

import numpy as np
import pytest

from mlp import load_fashion_mnist
from mlp.widgets import StepExplorer
from mlp.widgets.step_explorer import EXACT, KINK, NETWORK, SCALARS, STEPS


@pytest.fixture(scope="module")
def data():
    return load_fashion_mnist()


@pytest.fixture(scope="module")
def panel(data):
    return StepExplorer(data)


def show(panel, function, dtype, step):
    panel.function.value, panel.dtype.value, panel.step.value = function, dtype, step
    assert panel.error is None
    return panel.curve.get_ydata()


def test_it_starts_at_the_step_of_report_001(panel):
    assert "exp at x = 1 in float64, h = 1.0e-02" in panel.words
    assert panel.curves[NETWORK]["float64"].shape == STEPS.shape == (61,)


@pytest.mark.parametrize("function", [name for name in SCALARS if name != KINK] + [NETWORK])
def test_truncation_falls_with_the_square_of_the_step_and_round_off_rises(panel, function):
    errors = show(panel, function, "float64", 1e-5)
    large = (STEPS > 5e-4) & (STEPS < 0.05)
    slope = np.polyfit(np.log(STEPS[large]), np.log(errors[large]), 1)[0]
    assert slope == pytest.approx(2, abs=0.05)
    best = STEPS[errors.argmin()]
    assert 3e-7 < best < 1e-4
    assert errors[STEPS < 1e-13].max() > 1e4 * errors.min()


@pytest.mark.parametrize("function", [name for name in SCALARS if name != KINK] + [NETWORK])
def test_the_best_step_of_float32_is_hundreds_of_times_longer(panel, function):
    single = show(panel, function, "float32", 1e-2)
    assert 3e-4 < STEPS[single.argmin()] < 0.1
    assert single[STEPS < 1e-5].max() > 0.1
    assert single.min() > 10 * panel.curves[function]["float64"].min()


@pytest.mark.parametrize("function, factor", [("exp at x = 1", 1 / 6), ("sin at x = 1", 1 / 6)])
def test_the_dashed_line_is_the_taylor_term(panel, function, factor):
    """|f'''| / |f'| = 1 for both functions, so c = 1/6."""
    show(panel, function, "float64", 1e-2)
    drawn = panel.truncation.get_ydata()
    np.testing.assert_allclose(drawn, factor * STEPS**2, rtol=1e-3)


def test_the_dotted_line_is_eps_times_f_over_the_step(panel):
    show(panel, "sin at x = 1", "float32", 1e-2)
    drawn, right = panel.round_off.get_ydata(), 2.0**-23 * math.tan(1) / STEPS
    shown = np.isfinite(drawn)
    np.testing.assert_allclose(drawn[shown], right[shown], rtol=1e-6)
    assert (right[~shown] >= 10).all()


@pytest.mark.parametrize("step", [1e-15, 1e-5, 10**-2.25, 1.0])
def test_the_dot_stands_on_the_curve_at_the_step(panel, step):
    errors = show(panel, "tanh at x = 0.5", "float64", step)
    x, y = panel.here.get_data()
    assert x[0] == pytest.approx(step) and y[0] == errors[np.isclose(STEPS, step)][0]
    assert np.allclose(panel.upright.get_xdata(), step)
    assert f"h = {step:.1e}" in panel.words


def test_the_sentence_says_which_error_rules_and_where_the_two_meet(panel):
    show(panel, "sin at x = 1", "float64", 0.1)
    assert "the relative error is 2e-03. Truncation makes most of it" in panel.words  # 0.1² / 6
    assert "balance near h = 1e-05" in panel.words  # the cube root of 3 eps tan(1)
    show(panel, "sin at x = 1", "float64", 1e-9)
    assert "Round-off makes most of it" in panel.words


def test_the_kink_is_crossed_by_steps_longer_than_its_distance(panel):
    errors = show(panel, KINK, "float64", 0.01)
    assert "reaches across the kink" in panel.words
    assert errors[np.isclose(STEPS, 0.01)][0] == pytest.approx(0.45)  # (0.001 + 0.01) / 0.02 instead of 1
    assert errors[(STEPS < 9e-4) & (STEPS > 1e-8)].max() < 1e-7
    assert np.all(errors >= EXACT) and not np.isfinite(panel.truncation.get_ydata()).any()
    show(panel, KINK, "float64", 1e-4)
    assert "one side of the kink" in panel.words


def test_the_network_is_left_as_it_was_by_every_difference(data):
    first, second = StepExplorer(data), StepExplorer(data)
    for dtype in ("float32", "float64"):
        np.testing.assert_array_equal(first.curves[NETWORK][dtype], second.curves[NETWORK][dtype])


def test_other_data_are_refused():
    with pytest.raises(ValueError, match="data is a list; expected what load_fashion_mnist"):
        StepExplorer([1, 2])
