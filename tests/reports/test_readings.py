"""Which reading of what a report leaves unsaid ends nearest to its printed numbers: mlp/reports/readings.py."""

import numpy as np
import pytest

from mlp.reports import module, published
from mlp.reports.published import printed_log
from mlp.reports.readings import TAKEN, readings, readings_of_the_first_net
from mlp.reports.store import Store


@pytest.mark.parametrize("report", TAKEN)
def test_every_reading_that_was_declared_is_a_row(report):
    names = {
        e.name.removeprefix("unsaid/").rstrip("0123456789").rstrip("/")
        for e in module(report).experiments()
        if e.group == "unsaid"
    }
    frame = readings(report)
    assert set(frame.index) == names and len(names) >= 3
    assert (frame.rows >= frame.diverged).all() and (frame.rows > 0).all()


def test_one_row_worked_out_by_hand():
    """Report 002's "L2 as λ/2", on its rows 20, 21 and 22."""
    found = []
    for row in (20, 21, 22):
        run = next(run for run in Store("002").runs if run["experiment"] == f"unsaid/l2 as λ/2/{row}")
        found.append(abs(run["validation"]["accuracy"] - published("002")["one_at_a_time"][row]["val_accuracy"]))
    assert readings("002").loc["l2 as λ/2", "away"] == pytest.approx(100 * np.median(found))


@pytest.mark.parametrize("report", ["001", "002"])
def test_no_reading_is_nearer_than_the_one_that_was_taken(report):
    frame = readings(report)
    whole = frame[frame.diverged < frame.rows]
    assert (whole.taken < whole.away).all()


def test_nothing_stored_is_no_reading(tmp_path):
    frame = readings("001", tmp_path)
    assert (frame.diverged == frame.rows).all() and frame.away.isna().all()


def test_the_first_net_of_report_004_is_judged_by_its_log():
    log = printed_log("4.1")
    assert len(log["loss"]) == 18 and (log["iteration"][-1], log["loss"][-1], log["train_accuracy"][-1]) == (
        190,
        2.3944,
        0.7617,
    )
    frame = readings_of_the_first_net()
    assert (frame.loss >= 1).all() and (frame.accuracy >= 0).all()
    assert frame.index[0].startswith("taken")
    ten_times = [f"{scaling}, N(0, 1.0²), rate 10e-6" for scaling in ("unit", "raw")]
    assert np.ptp(frame.loss[ten_times]) < 0.1 and (frame.accuracy[ten_times] < 6).all()  # a tie
    assert frame.accuracy["unit, N(0, 1.0²), rate 1e-6"] > 15
