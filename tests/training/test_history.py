"""The history: entries as arrays and as a table."""

import math
import pickle

import numpy as np
import pytest

from mlp.training.history import FIELDS, History

ROWS = [
    dict(zip(FIELDS, (4, 1.0, 1.5, 0.6, 0.5, 1.4, 0.1))),
    dict(zip(FIELDS, (6, 1.5, 1.2, 0.7, math.nan, 1.3, 0.05))),
]


def test_each_field_is_an_array_with_one_number_per_entry():
    history = History(ROWS)
    assert len(history) == 2
    np.testing.assert_array_equal(history.iteration, [4, 6])
    np.testing.assert_array_equal(history.validation_accuracy, [0.5, math.nan])
    assert history.loss.dtype == float and history.iteration.dtype.kind == "i"


def test_the_table_has_a_row_per_entry_and_a_column_per_field():
    frame = History(ROWS).frame()
    assert list(frame.columns) == list(FIELDS) and frame.to_dict("records")[0] == ROWS[0]
    assert np.isnan(frame.validation_accuracy[1])


def test_an_empty_one_has_empty_arrays_and_an_empty_table():
    history = History()
    assert len(history) == 0 and history.loss.shape == (0,)
    assert list(history.frame().columns) == list(FIELDS) and history.frame().empty


def test_the_rows_it_was_made_of_are_not_its_own():
    rows = ROWS[:1]
    history = History(rows)
    history.rows.append(ROWS[1])
    assert len(rows) == 1 and len(history) == 2


def test_an_unknown_field_is_refused_with_those_there_are():
    with pytest.raises(AttributeError, match="no 'accuracy'; it has iteration, epoch, loss, train_accuracy"):
        History().accuracy  # noqa: B018


def test_it_can_be_sent_to_another_process():
    assert pickle.loads(pickle.dumps(History(ROWS))).rows[0] == ROWS[0]
