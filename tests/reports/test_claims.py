"""What became of the reports' claims: the verdicts follow from the stored runs, and would change with them."""

import numpy as np
import pytest

from mlp.reports import claims as claims_module
from mlp.reports.claims import CLAIMS, VERDICTS, chance_of_best, claims, gaps_at, larger_first
from mlp.reports.curves import curves_of, gap_at, ours
from mlp.reports.published import FOLDER

SAID = {
    "000": ("followed by ['ReLU',", "exclusively applied in the second layer", "mitigating the gradient vanishing"),
    "001": ("somehow acts as an implicit regularizer", "resulted in very poor performance", "larger layer first"),
    "004": (
        "Test Accuracy with the current Model: 73.56",
        "multilayer NN with Keras is 88.07%",
        "Convolutional Neural network is 91.24%",
    ),
}


@pytest.fixture(scope="module")
def found():
    return claims().set_index("claim")


def test_each_claim_has_a_verdict_and_evidence_with_a_number(found):
    assert len(found) == len(CLAIMS) == 16 and set(found.verdict) <= set(VERDICTS)
    assert found.evidence.str.contains(r"\d|tie").all() and found.index.is_unique


@pytest.mark.parametrize("report", SAID)
def test_the_reports_say_so(report):
    text = " ".join((FOLDER / "texts" / f"{report}.txt").read_text(encoding="utf-8").split())
    for words in SAID[report]:
        assert words in text


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("best: ReLU-ReLU, then ReLU-Sigmoid, then ReLU-Tanh", "in part"),
        ("ReLU in the second layer alone degrades", "in part"),
        ("a rate of 0.5 is too high for ReLU and leaky ReLU", "holds"),
        ("ReLU acts as an implicit regularizer", "does not hold"),
        ("the larger layer should come first", "cannot tell"),
        ("L2 makes the tanh net better", "holds"),
    ],
)
def test_verdicts(found, claim, verdict):
    assert found.verdict[claim] == verdict


def test_other_runs_would_have_another_verdict(monkeypatch):
    def swapped(report, name, *place):
        exchanged = {"pairs/relu-tanh": "pairs/relu-sigmoid", "pairs/relu-sigmoid": "pairs/relu-tanh"}
        return ours(report, exchanged.get(name, name), *place)

    monkeypatch.setattr(claims_module, "ours", swapped)
    order = next(claim for claim in CLAIMS if claim.says.startswith("best: ReLU-ReLU"))
    assert order.judge()[0] == "cannot tell"


def test_the_second_relu_pair_is_reversed_at_every_rate():
    for rate in (0.0001, 0.001, 0.01):
        tanh, sigmoid = (ours("000", f"unsaid_pairs/relu-{name} {rate}") for name in ("tanh", "sigmoid"))
        assert tanh > sigmoid + 0.02


def test_three_pairs_of_widths_are_compared_and_counted():
    frame = larger_first()
    assert list(frame.index) == ["50-25", "100-50", "50-30-20"]
    assert frame.printed.tolist() == pytest.approx([0.95, 0.47, 1.66]) and (frame.p_holm > 0.05).all()


def test_the_gap_at_a_training_loss_is_twice_as_large_with_relu():
    gaps = gaps_at(0.35)
    assert list(gaps) == ["tanh", "sigmoid", "ReLU", "leaky ReLU"] and all(len(gap) == 3 for gap in gaps.values())
    assert min(gaps["ReLU"]) > 1.5 * max(gaps["tanh"])


def test_with_pixels_from_minus_1_to_1_the_gap_of_relu_is_the_larger_one_too():
    runs = curves_of("001", "unsaid")
    tanh, sigmoid, relu = (runs[f"average, N(0, 1), pixels from -1 to 1/0{number}"][0] for number in (1, 2, 3))
    assert gap_at(relu, 0.4) > 1.2 * max(gap_at(tanh, 0.4), gap_at(sigmoid, 0.4))
    assert np.isnan(gap_at(relu, 0.35)), "it never gets there"


def test_the_best_of_two_equals_is_ahead_by_what_theory_says():
    assert chance_of_best(1.0, settings=2, listed=2) == pytest.approx(2 / np.sqrt(np.pi), rel=0.02)
    assert chance_of_best(0.15) == pytest.approx(1.5 * chance_of_best(0.1))
