"""Causes are named by experiments: each kind of experiment speaks where it should, and nowhere else."""

import dataclasses
import linecache

import numpy as np
import pytest

from mlp.exercises import Exercise, Mistake, exercises
from mlp.exercises.checking.exercise import Told
from mlp.exercises.checking.judge import judge

HINTS = ("One.", "Two.", "Three.")


def spread(x, weights, power=2):
    """A weighted mean of powers of the distances from the mean of each column."""
    distances = x - x.mean(axis=0)
    total = np.zeros(x.shape[1], x.dtype)
    for i in range(len(x)):
        total += weights[i] * np.abs(distances[i]) ** power
    return total / weights.sum()


def case(rng, n=6, columns=3, dtype="float64", power=2):
    return rng.normal(2, 1, (n, columns)).astype(dtype), rng.uniform(0.5, 1, n).astype(dtype), power


SPREAD = Exercise(
    name="spread",
    points=1,
    solution=spread,
    case=case,
    vary={"n": (9, 2), "columns": (5,), "dtype": ("float32",), "power": (3,)},
    because={"n": "it depends on n", ("power", 3): "it is right for cubes only"},
    outputs=("the spread",),
    hints=HINTS,
    proves="it spreads.",
    mistakes=(Mistake(lambda x, weights, power: x.std(axis=0) ** power, "the weights are missing"),),
)

RIGHT = """def spread(x, weights, power=2):
    d = x - x.mean(axis=0)
    t = np.zeros(x.shape[1], x.dtype)
    for i in range(len(x)):
        t += weights[i] * np.abs(d[i]) ** power
    return t / weights.sum()
"""


def written(source, **known):
    """What a learner's cell defines, with its source where Python looks for it."""
    name = f"<cell {abs(hash(source))}>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    space = {"np": np} | known
    exec(compile(source, name, "exec"), space)
    return space["spread"]


REPAIRS = {  # what stands for what, and a part of the sentence
    "sign": ("x - x.mean", "x + x.mean", "a minus belongs there"),
    "axis": ("mean(axis=0)", "mean(axis=1, keepdims=True)", ""),
    "all axes": ("x.mean(axis=0)", "x.mean()", "goes over the wrong axis (no axis, so over all numbers at once)"),
    "sum for mean": ("x.mean(axis=0)", "x.sum(axis=0)", "is a sum, and a mean belongs there"),
    "no abs": ("np.abs(d[i])", "d[i]", ""),
    "a number for a parameter": ("** power", "** 2", "2 is written as a number"),
    "a number for a size": ("range(len(x))", "range(6)", "6 is written as a number"),
    "range": ("range(len(x))", "range(len(x) - 1)", "the last one is left out"),
    "range from 1": ("range(len(x))", "range(1, len(x))", "the first is left out"),
    "return in the loop": ("    return t", "        return t", "stands inside the loop"),
    "starts again": (
        "    for i in range(len(x)):\n",
        "    for i in range(len(x)):\n        t = np.zeros(x.shape[1], x.dtype)\n",
        "starts again in each round",
    ),
    "= for +=": ("t += weights", "t = weights", "`+=` adds to it"),
    "name": ("weights[i] *", "d[i] *", "stands where"),
    "integers": ("x.shape[1], x.dtype", "x.shape[1], int", ""),
    "dtype": ("x.shape[1], x.dtype", "x.shape[1]", "has not the dtype of `weights`"),
    "rounded": ("return t / weights.sum()", "return np.round(t / weights.sum(), 2)", "rounds, which loses digits"),
    "sorted": ("return t / weights.sum()", "return np.sort(t / weights.sum())", "takes numbers from their own places"),
    "transposed": ("len(x)", "len(x.T)", "is a transpose too many"),
    "brackets": ("weights[i] * np.abs(d[i]) ** power", "(weights[i] * np.abs(d[i])) ** power", "brackets"),
    "// for /": ("t / weights.sum()", "t // weights.sum()", "// rounds down"),
    "a line too many": ("    return", "    t = t / len(x)\n    return", ""),
    "changed input": (
        "d = x - x.mean(axis=0)",
        "x -= x.mean(axis=0)\n    d = x",
        "the array `x` belongs to whoever called",
    ),
    "a variable of another cell": ("x - x.mean", "DATA - x.mean", "comes from outside, from another cell"),
}


@pytest.mark.parametrize("slip", REPAIRS)
def test_a_change_that_makes_the_answer_right_is_its_cause(slip):
    right, wrong, part = REPAIRS[slip]
    assert right in RIGHT
    message = judge(SPREAD, written(RIGHT.replace(right, wrong), DATA=np.ones((6, 3)))).message
    assert message.startswith("Not yet: ") and part in message
    cause = message.split("What came out: ")[0]
    assert len(cause) > 20, message


def test_the_answer_itself_passes():
    assert judge(SPREAD, written(RIGHT))


SLIPS = {  # answers without a text: only their results are known
    "no abs, odd power": (lambda x, w, power: spread(x, w, power) * -1, "sign"),
    "another power": (lambda x, w, power: spread(x, w, power + 1), ""),
    "unweighted": (lambda x, w, power: x.std(axis=0) ** power, ""),
    "rounded": (lambda x, w, power: np.round(spread(x, w, power), 3), "is rounded to 3 decimals"),
    "reversed": (lambda x, w, power: spread(x, w, power)[::-1], "reverse order"),
    "summed": (lambda x, w, power: spread(x, w, power).sum(), "summed over every axis"),
    "times 100": (lambda x, w, power: 100 * spread(x, w, power), "per cent"),
    "not divided": (lambda x, w, power: spread(x, w, power) * w.sum(), "division by `weights.sum()` is missing"),
    "last": (lambda x, w, power: np.append(spread(x, w, power)[:-1], x.dtype.type(0)), "is right but for the last"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_results_alone_tell_an_effect_or_a_slip_of_the_solution(slip):
    answer, part = SLIPS[slip]
    message = judge(SPREAD, answer).message
    assert message.startswith("Not yet: ") and part in message, message


def test_a_setting_that_alone_makes_it_wrong_is_told_by_its_own_sentence():
    message = judge(SPREAD, lambda x, w, power: spread(x, w, power) + x.dtype.type(0.1 * (len(x) != 6) ** 1)).message
    assert message.startswith("Not yet: it depends on n. What came out: ")


def test_a_setting_without_a_sentence_is_told_as_a_fact():
    message = judge(SPREAD, lambda x, w, power: spread(x, w, power) + x.dtype.type(0.1 * (x.shape[1] == 5))).message
    assert message.startswith("Not yet: it is right with columns = 3 and wrong with columns = 5, all else the same")


def test_right_with_one_value_only_has_a_sentence_of_its_own():
    message = judge(SPREAD, lambda x, w, power: spread(x, w, 3)).message
    assert message.startswith("Not yet: it is right for cubes only")


def test_nothing_is_named_where_nothing_was_found():
    rng = np.random.default_rng(3)
    offset = rng.standard_normal(9)
    message = judge(SPREAD, lambda x, w, power: spread(x, w, power) + offset[: x.shape[1]].astype(x.dtype)).message
    assert "What came out" not in message and message.startswith("Not yet: the spread[")


def test_what_is_kept_from_one_call_to_the_next_is_told():
    message = judge(
        SPREAD,
        written(
            RIGHT.replace("power=2)", "power=2, kept={})").replace(
                "weights.sum()", "kept.setdefault('sum', weights.sum())"
            )
        ),
    ).message
    assert message.startswith("Not yet: something is kept from one call to the next"), message
    in_a_global = RIGHT.replace("    d =", "    global kept\n    kept = globals().get('kept', weights.sum())\n    d =")
    message = judge(SPREAD, written(in_a_global.replace("/ weights.sum()", "/ kept"))).message
    assert message.startswith("Not yet: something is kept in `kept` from one call to the next"), message


def test_a_name_that_the_answer_itself_binds_is_never_from_outside():
    for wrong in ("(lambda q: q)(x) + x.mean", "sum([part for part in x]) - x.mean"):
        message = judge(SPREAD, written(RIGHT.replace("x - x.mean", wrong))).message
        assert "comes from outside" not in message, message


def test_a_limit_that_comes_too_early_is_told_and_no_other_limit_offered():
    for wrong, words in {
        "x = np.clip(x, -2.2, 2.2)": "x is cut off (clipped) at 2.2, too early",
        "x = np.minimum(x, 2.5)": "x is cut off (clipped) at 2.5, too early",
    }.items():
        message = judge(SPREAD, written(RIGHT.replace("    d =", f"    {wrong}\n    d ="))).message
        assert words in message and "belongs" not in message, message


def test_rounding_of_large_float32_numbers_is_allowed_and_no_more():
    shifted = Exercise(
        "shifted",
        1,
        lambda x: x - x.max(),
        hints=HINTS,
        proves="ok.",
        case=lambda rng, high=0, dtype="float32": ((rng.standard_normal(6) + high).astype(dtype),),
        vary={"high": (3000,), "dtype": ("float64",)},
    )
    assert judge(shifted, lambda x: x - np.float32(x.max() * (1 + 1e-7)) if x.dtype == "float32" else x - x.max())
    assert not judge(shifted, lambda x: (x - x.max()) * x.dtype.type(1.001))


def test_the_size_of_a_factor_is_that_of_the_case_that_is_spoken_of():
    message = judge(SPREAD, lambda x, w, power: spread(x, w, power) * x.dtype.type(len(x))).message
    assert "a factor of 6, the length of axis 0 of x" in message and "x of shape (6, 3)" in message, message


def test_what_is_close_and_not_exact_is_told_as_that():
    message = judge(SPREAD, lambda x, w, power: spread(x + 1e-4 * x**3, w, power)).message
    assert message.startswith("Not yet: the spread comes close and is not exact"), message
    message = judge(SPREAD, lambda x, w, power: spread(x, w, power) * x.dtype.type(1.0001)).message
    assert "a factor of 1" not in message


def test_an_exception_about_a_number_that_is_written_down():
    answer = written(RIGHT.replace("    d =", "    x.reshape(18, 1), x.reshape(3, 6)\n    d ="))
    message = judge(SPREAD, answer).message
    assert "18 is written as a number, in line 2" in message or "the line" in message, message


def test_lists_of_arrays_among_the_inputs_and_an_exception():
    """Their sizes are looked at one by one: arrays of different shapes make no array."""
    message = judge(
        exercises()["backward_std"],
        written("""def spread(d_output, weights, slopes):
    return np.zeros(20)[[i for i in range(20) if weights[i] is not None]]
"""),
    ).message
    assert message.startswith("Not yet: 20 is written as a number"), message


def test_values_on_the_way_are_told_one_by_one():
    exercise = dataclasses.replace(SPREAD, steps=("distances", "total"))
    names = RIGHT.replace("d =", "distances =").replace("d[i]", "distances[i]").replace("t =", "total =")
    names = names.replace("t +=", "total +=").replace("return t", "return total")
    assert judge(exercise, written(names))
    last = judge(exercise, written(names.replace("weights.sum()", "(1 + weights.sum())"))).message
    assert last.endswith("On the way: distances, total are right."), last
    second = judge(exercise, written(names.replace("np.abs(", "2 * np.abs("))).message
    assert "On the way: distances is right, total[" in second and ", expected " in second.partition("On the way")[2]
    first = judge(exercise, written(names.replace("x - x.mean(axis=0)", "x"))).message
    assert "On the way: distances[" in first, first
    assert "On the way" not in judge(exercise, written(RIGHT.replace("x - x.mean(axis=0)", "x"))).message


def run_two(answer, x):
    first = answer(x)
    if first is None:
        raise Told("say it so")
    return first, answer(2 * x)


TWO = Exercise(
    name="two",
    points=1,
    solution=lambda x: 3 * x,
    case=lambda rng, n=3: (rng.standard_normal(n),),
    vary={"n": (5,)},
    because={"of twice x": "only the second output is wrong"},
    run=run_two,
    outputs=("of x", "of twice x"),
    hints=HINTS,
    proves="ok.",
)


def test_an_output_that_is_the_first_to_be_wrong_has_a_sentence():
    kept = []

    def answer(x):
        kept.append(x)
        return 3 * x if len(kept) % 2 else 3 * kept[-2]

    assert "only the second output is wrong" in judge(TWO, answer).message
    assert "only the second" not in judge(TWO, lambda x: 4 * x).message


def test_what_a_run_tells_is_the_sentence():
    assert judge(TWO, lambda x: None if len(x) == 5 else 3 * x).message == "Not yet: say it so."


def test_a_list_that_unpacks_is_as_good_as_a_tuple():
    pair = Exercise("pair", 1, lambda x: (x, 2 * x), lambda r: [(r.random(3),)], HINTS, "ok.", outputs=("a", "b"))
    for make in (list, tuple, np.array):
        assert judge(pair, lambda x, make=make: make([x, 2 * x]))
    assert "expected 2: a, b" in judge(pair, lambda x: x).message


@pytest.mark.parametrize(
    "changes",
    [{"vary": {"size": (1,)}}, {"because": {"size": "…"}}, {"cases": lambda rng: []}, {"case": None}],
)
def test_slips_in_a_declaration(changes):
    options = dict(name="x", points=1, solution=spread, case=case, hints=HINTS, proves="ok.") | changes
    with pytest.raises(ValueError, match="exercise 'x'"):
        Exercise(**options)
