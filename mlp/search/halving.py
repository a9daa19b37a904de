"""Successive halving: train all trials a little, keep the better ones, continue with those, and so forth."""

import contextlib
import math
import tempfile

from mlp.checks import check_count, check_number
from mlp.search.run import SCORE, run_trials


def halving(trials, data, iterations, keep=1 / 3, seeds=(0,), folder=None, **settings):
    """Train all `trials` up to iterations[0], the best `keep` of them on to iterations[1], and so on; return a table.

    iterations   rising numbers of steps, one per rung, such as (200, 600, 1800)
    keep         the share, between 0 and 1, that goes on to the next rung, rounded up
    seeds        each trial is trained with each of them and judged by its mean validation accuracy, of the last
                 entry; a trial of which one training diverged or failed does not go on
    folder       where the trainings are kept from rung to rung; None: in a temporary one
    settings     `run_trials`'s others: function (which must take iterations and folder), jobs, file, record_every, …

    The trainings go on from their checkpoints, so that a rung costs only the steps since the one before, and ends
    bitwise where a training without the stop would. A schedule that needs the training's length, such as "cosine",
    takes the last rung's.

    The table is `run_trials`'s, that of the first rung on top, with two columns more: rung, from 0, and cost, the steps
    that the rung added, so that table.cost.sum() is what the search cost. trial is the number in `trials`.
    Raises ValueError for iterations that do not rise, and for keep out of range. Jamieson, Talwalkar 2016, section 3.
    """
    import pandas

    _check_rungs(iterations)
    check_number("keep", keep, low=0, low_open=True, high=1, high_open=True)
    numbers, tables, before = list(range(len(trials))), [], 0
    with contextlib.nullcontext(folder) if folder else tempfile.TemporaryDirectory(prefix="mlp-halving-") as kept:
        for rung, steps in enumerate(iterations):
            chosen = [trials[number] for number in numbers]
            table = run_trials(chosen, data, seeds=seeds, folder=kept, iterations=steps, **settings)
            table["trial"] = [numbers[trial] for trial in table.trial]
            table.insert(0, "rung", rung)
            table.insert(1, "cost", steps - before)
            tables.append(table)
            numbers, before = _best(table, math.ceil(keep * len(numbers))), steps
            if not numbers:
                break
    return pandas.concat(tables, ignore_index=True)


def _best(table, count):
    """The numbers of the `count` best trials, in their order; of equal ones, the earlier."""
    if SCORE not in table and (table.status == "done").any():
        raise ValueError(f"the function returned no {SCORE!r}, by which halving chooses; let it return one")
    scores = {int(trial): runs[SCORE].mean() for trial, runs in table.groupby("trial") if (runs.status == "done").all()}
    return sorted(sorted(scores, key=scores.get, reverse=True)[:count])


def _check_rungs(iterations):
    steps = [0, *iterations] if isinstance(iterations, (list, tuple)) else []
    if len(steps) < 2 or any(check_count("iterations", after) <= before for before, after in zip(steps, steps[1:])):
        raise ValueError(
            f"iterations is {iterations!r}; expected rising numbers, one per rung, such as (200, 600, 1800)"
        )
