"""The list of the reports' figures and tables, and the curves behind them."""

import numpy as np
import pytest

from mlp.reports.figures import figures, histories, history
from mlp.reports.published import REPORTS
from mlp.reports.registry import module
from mlp.training.history import FIELDS


def test_every_entry_is_complete_and_stands_once():
    for figure in figures():
        assert {"report", "label", "kind", "shows", "chapter", "cell"} <= set(figure), figure
        assert figure["report"] in REPORTS and figure["kind"] in ("figure", "table", "formulas"), figure
    names = [(figure["report"], figure["label"]) for figure in figures()]
    assert len(names) == len(set(names))


def test_the_experiments_behind_the_panels_exist_and_keep_their_curves():
    for figure in figures():
        experiments = {experiment.name: experiment for experiment in module(figure["report"]).experiments()}
        for name in figure.get("panels", {}).values():
            assert "curve" in experiments[name].details, (figure["label"], name)


def test_histories_are_ours_and_the_printed_logs():
    found = histories("004")
    assert list(found) == ["4.1, printed", "4.1, ours", "4.2, printed", "4.2, ours", "4.3, printed", "4.3, ours"]
    assert found["4.2, printed"].iteration.tolist() == [1875 * epoch for epoch in range(8, 15)]
    assert found["4.2, printed"].validation_accuracy.max() == 0.8835
    assert found["4.1, printed"].train_accuracy[-1] == 0.7617
    assert found["4.3, ours"].iteration.tolist()[:3] == [1875, 3750, 5625]
    assert found["4.1, ours"].iteration.tolist() == list(range(10, 201, 10))


def test_a_run_that_has_not_ended_is_told(tmp_path):
    with pytest.raises(ValueError, match="no run of overfit/500 of report 000 has ended"):
        histories("000", folder=tmp_path)


def test_a_history_of_columns_has_nan_for_what_it_lacks():
    found = history({"iteration": [10, 20], "loss": [2.0, 1.0]})
    assert found.iteration.tolist() == [10, 20] and found.loss.tolist() == [2.0, 1.0]
    assert all(np.isnan(getattr(found, field)).all() for field in FIELDS if field not in ("iteration", "loss"))
