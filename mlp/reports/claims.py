"""What the reports say in words, and what became of it: each claim is judged from the stored runs, by one rule."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlp.evaluation.comparisons import compare_paired, holm
from mlp.reports.audit import diagonal_accuracy, top_ten
from mlp.reports.comparison import allowed
from mlp.reports.curves import curves_of, gap_at, ours
from mlp.reports.published import published

VERDICTS = ("holds", "in part", "does not hold", "cannot tell")
RAW = "raw pixels, batches of 200"
AVERAGE = "momentum as an average, weights from N(0, 1)"
CLAIMS = []


@dataclass(frozen=True)
class Claim:
    """A sentence of a report, and how it is judged.

    report   "000" … "004";  says   the claim, in a few words;  chosen   what we chose by closeness to printed numbers
    judge    a function without arguments that returns one of `VERDICTS` and the evidence in words
    """

    report: str
    says: str
    chosen: str
    judge: Callable


def claims():
    """All of them, as a pandas.DataFrame: report, claim, verdict, evidence, chosen by fit."""
    import pandas

    rows = [(claim.report, claim.says, *claim.judge(), claim.chosen) for claim in CLAIMS]
    return pandas.DataFrame(rows, columns=["report", "claim", "verdict", "evidence", "chosen by fit"])


def claim(report, says, chosen="nothing"):
    """Add the decorated function to `CLAIMS` as the judge of what `report` says."""

    def add(judge):
        CLAIMS.append(Claim(report, says, chosen, judge))
        return judge

    return add


@claim("000", "30,000 steps: 89.64 % of the test images", f"{RAW[:10]}, batches of 100: by this number")
def _long_training():
    return _same_number(0.8964, ours("000", "full/30000"))


@claim("000", "the rate matters more than the widths or the penalty", RAW)
def _rate_first():
    rows = published("000")["grid_search"]
    found = np.array([ours("000", f"grid/{place:02d}").mean() for place in range(len(rows))])
    reach = {name: _reach(rows, found, name) for name in ("learning_rate", "hidden", "reg")}
    largest = max(reach["hidden"], reach["reg"])
    told = (
        f"27 settings, 3 seeds: by rate {reach['learning_rate']:.1f} points apart, by the others {largest:.1f} at most"
    )
    return ("holds" if reach["learning_rate"] > 2 * largest else "does not hold"), told


@claim("000", "best: ReLU-ReLU, then ReLU-Sigmoid, then ReLU-Tanh", RAW)
def _order_of_pairs():
    pairs = {name: 100 * ours("000", f"pairs/relu-{name}") for name in ("relu", "sigmoid", "tanh")}
    second = compare_paired(pairs["tanh"], pairs["sigmoid"])
    first = pairs["relu"].mean() > max(pairs["tanh"].mean(), pairs["sigmoid"].mean())
    told = f"first yes; ReLU-Tanh is {second.difference:.1f} ± {second.error:.1f} points above ReLU-Sigmoid, 3 seeds"
    return ("in part" if first and second.low > 0 else "cannot tell"), told


@claim("000", "ReLU in the second layer alone degrades", RAW)
def _second_alone():
    both = {first: compare_pair(f"{first}-relu", f"{first}-tanh") for first in ("tanh", "sigmoid")}
    lost = compare_pair("tanh-relu", "relu-relu")
    told = ", ".join(f"{first}-ReLU and {first}-tanh {_tie(found)}" for first, found in both.items())
    verdict = "in part" if lost.high < 0 and all(found.is_tie for found in both.values()) else "cannot tell"
    return verdict, f"behind ReLU-ReLU, yes; but {told}: the first layer does it"


@claim("000", "ReLU wins because tanh's gradient vanishes", RAW)
def _tanh():
    raw, scaled = (compare_pair("tanh-tanh", "relu-relu", group) for group in ("pairs", "pairs_scaled"))
    told = (
        f"tanh-tanh minus ReLU-ReLU: {raw.difference:.1f} points on raw pixels, {scaled.difference:.1f} on scaled ones"
    )
    return ("in part" if raw.difference < -10 and abs(scaled.difference) < 1 else "cannot tell"), told


@claim("000", "all update rules are far better than plain SGD", RAW)
def _rules():
    gains = {}
    for rate in ("0.01", "0.001"):
        sgd = ours("000", f"rules/sgd-{rate}").mean()
        others = [ours("000", f"rules/{name}-{rate}").mean() for name in ("momentum", "rmsprop", "adam")]
        gains[rate] = 100 * (np.array(others) - sgd)
    told = "; ".join(f"rate {rate}: {min(g):+.1f} to {max(g):+.1f} points" for rate, g in gains.items())
    return ("in part" if max(gains["0.01"]) < 0 < min(gains["0.001"]) else "cannot tell"), f"{told}, 3 seeds"


@claim("001", "L2 makes the tanh net better", AVERAGE)
def _penalty():
    return _better("nets/01", "nets/00", "of 110 and 100 epochs, as printed")


@claim("001", "sigmoid is better than tanh", AVERAGE)
def _sigmoid():
    return _better("nets/02", "nets/01", "at the same rate")


@claim("001", "a rate of 0.5 is too high for ReLU and leaky ReLU", AVERAGE)
def _too_high():
    relu, leaky = (100 * ours("001", f"words/{name} at 0.5") for name in ("relu", "leaky_relu"))
    poor = len(relu) == 3 and relu.max() < 20 and len(leaky) == 0
    return (
        "holds" if poor else "does not hold"
    ), f"ReLU {relu.mean():.1f} %, leaky ReLU: {len(leaky)} of 3 trainings end"


@claim("001", "ReLU acts as an implicit regularizer", AVERAGE)
def _regularizer():
    gaps = gaps_at(0.35)
    relu, tanh = np.array(gaps["ReLU"]), np.array(gaps["tanh"])
    told = f"at a training loss of 0.35 the gap is {relu.mean():.2f}, with tanh {tanh.mean():.2f}; 3 seeds each"
    return ("does not hold" if relu.min() > 1.5 * tanh.max() else "cannot tell"), told


@claim("001", "the larger layer should come first", AVERAGE)
def _larger_first():
    found = larger_first()
    told = ", ".join(f"{row.difference:+.2f} ± {row.error:.2f}" for row in found.itertuples())
    return ("holds" if (found.p_holm < 0.05).all() else "cannot tell"), f"{told} points in three pairs, 3 seeds"


@claim("002", "the final net has 85 % of the test images", "first weights of 0.01")
def _final():
    return _same_number(published("002")["test_accuracy"], ours("002", "final/optimal"))


@claim("003", "the best of 216 settings has a rate of 0.2", "when the rate falls")
def _best_of_all():
    fall, seeds = 100 * top_ten()["best minus tenth"], 100 * ours("003", "rows/00")
    chance = chance_of_best(seeds.std(ddof=1))
    told = f"the best ten span {fall:.2f} points; 72 equal settings would span {chance:.2f}"
    return ("cannot tell" if fall < 2 * chance else "holds"), told


@claim("004", "one hidden layer by hand: 73.56 %", "weights from N(0, 1), the rate times ten: by this log")
def _single():
    found = 100 * ours("004", "single/200")
    reach = 100 * allowed(found.std(ddof=1) / 100, len(found))
    told = f"2 seeds: {found.min():.1f} and {found.max():.1f} %; the rule would allow ± {reach:.0f} points"
    return ("cannot tell" if reach > 10 else "holds"), told


@claim("004", "two hidden layers: 88.07 %", "Adam, batches of 32: by this number")
def _two_layers():
    found, matrix = 100 * ours("004", "multilayer/tanh-sigmoid"), diagonal_accuracy("multilayer")
    told = f"ours {found.mean():.1f} ± {found.std(ddof=1):.1f} %; but its own matrix has {100 * matrix:.2f} %"
    return ("holds" if round(matrix, 4) == 0.8807 else "in part"), told


@claim("004", "convolutional net: 91.24 %", "nothing: Adam, batches of 32, as the net before")
def _convolutional():
    found, matrix = 100 * ours("004", "cnn/batch-32", "log/validation_accuracy"), diagonal_accuracy("cnn")
    told = f"ours {found.mean():.1f} ± {found.std(ddof=1):.1f} %; but its own matrix has {100 * matrix:.2f} %"
    return ("holds" if round(matrix, 4) == 0.9124 else "in part"), told


def compare_pair(a, b, group="pairs"):
    """Report 000's pairs of activations a and b, such as "tanh-relu", in points: a `Comparison` over the same seeds."""
    return compare_paired(*(100 * ours("000", f"{group}/{pair}") for pair in (a, b)))


def larger_first():
    """Report 001: what it gains to have the larger layer first, for its three pairs of nets with the same widths.

    A pandas.DataFrame with one row per pair: printed, in points; difference and error of ours, paired by seed; p_holm.
    """
    import pandas

    printed = [net["accuracy"] for net in published("001")["test_accuracy"]]
    names = {"50-25": (6, 5), "100-50": (8, 7), "50-30-20": (11, 9)}
    rows = {}
    for name, (large, small) in names.items():
        found = compare_paired(*(100 * ours("001", f"nets/{place:02d}") for place in (large, small)))
        rows[name] = {"printed": 100 * (printed[large] - printed[small]), **found._asdict()}
    frame = pandas.DataFrame.from_dict(rows, orient="index")
    return frame[["printed", "difference", "error"]].assign(p_holm=holm(frame.p_value))


def gaps_at(training_loss):
    """Report 001's four activations when the training loss first falls to `training_loss`: validation loss minus it.

    A dict, name -> a list with one gap per seed, of the nets with 50-50 units and L2.
    """
    names = {"tanh": "01", "sigmoid": "02", "ReLU": "03", "leaky ReLU": "04"}
    runs = curves_of("001", "nets")
    return {name: [gap_at(run, training_loss) for run in runs[number]] for name, number in names.items()}


def chance_of_best(spread, settings=72, listed=10, times=20_000):
    """By how much the best of so many equally good settings is ahead of the `listed`-th best, by chance, on average."""
    scores = np.random.default_rng(0).normal(0, spread, (times, settings))
    ranked = np.sort(scores, axis=1)[:, ::-1]
    return float(np.mean(ranked[:, 0] - ranked[:, listed - 1]))


def _reach(rows, found, name):
    """How far the mean accuracies of the values of one setting are apart, in points."""
    values = [str(row[name]) for row in rows]
    means = [100 * found[[value == each for each in values]].mean() for value in set(values)]
    return max(means) - min(means)


def _same_number(printed, found):
    """The verdict on a printed accuracy, by the rule of `compare`."""
    reach = allowed(found.std(ddof=1), len(found))
    told = f"ours {100 * found.mean():.2f} ± {100 * found.std(ddof=1):.2f} %, {len(found)} seeds"
    return ("holds" if abs(found.mean() - printed) <= reach else "does not hold"), told


def _better(a, b, words):
    found = compare_paired(100 * ours("001", a), 100 * ours("001", b))
    told = f"{found.difference:+.2f} ± {found.error:.2f} points, {found.n} seeds, {words}"
    return ("cannot tell" if found.is_tie else "holds" if found.difference > 0 else "does not hold"), told


def _tie(found):
    return "tie" if found.is_tie else f"differ by {found.difference:+.1f}"
