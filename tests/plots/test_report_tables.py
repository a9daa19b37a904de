"""Tables of printed numbers: each cell says what the comparison says, in HTML with its path and in text."""

import html
import math
import re

import pandas
import pytest

from mlp.plots.report_tables import (
    LEGEND,
    ReportTable,
    sentences,
    table_of_claims,
    table_of_groups,
    table_of_rows,
    table_of_words,
    told,
)
from mlp.reports.comparison import compare
from mlp.reports.setting import Setting

NAN = math.nan
COLUMNS = ["path", "printed", "kind", "ours", "spread", "seeds", "diverged", "verdict", "why"]
GRID = "report_000/grid_search"


def frame(*rows):
    return pandas.DataFrame(rows, columns=COLUMNS)


def one(printed=0.8665, kind="result", ours=0.87014, spread=0.0021, diverged=0, verdict="agrees", why="", path="a/b"):
    number = frame((path, printed, kind, ours, spread, 3, diverged, verdict, why))
    return told(next(number.itertuples()), ["first", "second"])


@pytest.fixture(scope="module")
def comparison():
    return compare()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ({}, "0.8665 / 0.8701 ± 0.0021 ="),
        ({"spread": NAN, "verdict": "close"}, "0.8665 / 0.8701 ± ? ○"),
        ({"verdict": "differs", "why": "second"}, "0.8665 / 0.8701 ± 0.0021 ≠[2]"),
        ({"ours": NAN, "spread": NAN, "verdict": "differs", "why": "first"}, "0.8665 / none ± ? ≠[1]"),
        ({"diverged": 2}, "0.8665 / 0.8701 ± 0.0021 (3 of 5 ended) ="),
        ({"printed": 870, "ours": 866.333, "spread": 9.07}, "870 / 866.3 ± 9.1 ="),
        ({"printed": 1, "ours": 0.99, "spread": 0.01}, "1 / 0.9900 ± 0.0100 ="),
        ({"printed": 0, "ours": 0.333, "spread": 0.6, "path": "a/confusion/0/0"}, "0 / 0.3 ± 0.6 ="),
        ({"printed": 0.843254, "ours": 0.85, "spread": 0.002}, "0.843254 / 0.850000 ± 0.002000 ="),
        ({"kind": "setting", "printed": 0.001, "ours": 0.001, "verdict": "same"}, "0.001 ="),
        ({"kind": "setting", "printed": 0.5, "ours": 0.05, "verdict": "differs", "why": "first"}, "0.5 / 0.05 ≠[1]"),
        ({"kind": "computed", "printed": 109386, "ours": 109386, "verdict": "same"}, "109386 ="),
        ({"kind": "not re-run", "printed": 1e-05, "ours": NAN, "verdict": "none", "why": "second"}, "1e-05 –[2]"),
    ],
)
def test_a_number_is_told_with_ours_and_its_mark(number, text):
    assert one(**number) == text


def test_a_table_has_a_row_per_entry_and_each_number_its_path(comparison):
    table = table_of_rows(comparison, GRID)
    assert table.head == ["grid_search", "hidden/0", "hidden/1", "reg", "learning_rate", "val_accuracy"]
    assert len(table.rows) == 27
    found = dict(re.findall(r'<span title="([^"]+)">([^<]+)</span>', table._repr_html_()))
    chosen = comparison[comparison.path.str.startswith(GRID)]
    assert list(found) == list(chosen.path)
    for number in chosen.itertuples():
        assert html.unescape(found[number.path]) == told(number, table.reasons)


def test_rows_of_different_length_keep_their_columns(comparison):
    table = table_of_rows(comparison, "report_001/test_accuracy")
    assert table.head[1:4] == ["hidden/0", "hidden/1", "hidden/2"]
    assert table.rows[12][0] == "sigmoid" and table.rows[12][2] == table.rows[12][3] == ""
    assert table.rows[9][3][0][0] == "report_001/test_accuracy/9/hidden/2"


@pytest.mark.parametrize(
    ("under", "labels"),
    [
        ("report_002/one_at_a_time", ["Neuron Layer", "Neuron Layer"]),
        ("report_001/gradient_check/rows", ["Output Layer Bias [0]", "Hidden Layer 2 Bias [0]"]),
        ("report_000/per_class", ["T-shirt/top", "Trouser"]),
        ("report_004/cnn/confusion", ["0", "1"]),
    ],
)
def test_rows_are_called_what_the_report_calls_them(comparison, under, labels):
    table = table_of_rows(comparison, under)
    assert [row[0] for row in table.rows[:2]] == labels


def test_labels_and_columns_can_be_given(comparison):
    table = table_of_rows(comparison, "report_004/cnn/confusion", labels="ABCDEFGHIJ", columns="abcdefghij")
    assert table.head == ["cnn/confusion", *"abcdefghij"] and [row[0] for row in table.rows] == [*"ABCDEFGHIJ"]


def test_single_numbers_stand_by_group(comparison):
    table = table_of_groups(comparison[comparison.path.str.startswith("report_000/best")])
    assert table.rows == [
        [
            "best",
            [
                ("report_000/best/hidden/0", "hidden/0 128 ="),
                ("report_000/best/hidden/1", "hidden/1 64 ="),
                ("report_000/best/reg", "reg 0.001 ="),
                ("report_000/best/learning_rate", "learning_rate 0.01 ="),
            ],
        ]
    ]


def test_text_and_html_say_the_same_and_reasons_stand_below_once():
    numbers = frame(
        ("report_000/x/0/a", 0.5, "not re-run", NAN, NAN, 0, 0, "none", "It is <not> ours."),
        ("report_000/x/1/a", 0.6, "not re-run", NAN, NAN, 0, 0, "none", "It is <not> ours."),
    )
    table = ReportTable(["", "a"], [["row", [("report_000/x/0/a", "0.5 –[1]")]]], ["It is <not> ours."])
    assert repr(table) == "     a\nrow  0.5 –[1]\n[1] It is <not> ours."
    assert "It is &lt;not&gt; ours." in table._repr_html_() and LEGEND in html.unescape(table._repr_html_())
    made = table_of_groups(numbers)
    assert repr(made).count("It is <not> ours.") == 1 and repr(made).count("–[1]") == 2


def test_what_is_said_in_words_stands_above_our_setting():
    assert sentences("002") == {
        "report_002/split": "45000/15000 train/validation",
        "report_002/normalisation": "(x-127.5)/127.5",
        "report_002/lr_decay": "lr/(1+decay*iterations)",
    }
    assert "report_004/cnn/layers/0" in sentences("004") and not any("rows" in path for path in sentences("001"))
    table = table_of_words("002", {"rows": Setting(scaling="symmetric", epochs=10)})
    assert repr(table).splitlines()[1].split() == ["split", "45000/15000", "train/validation"]
    assert repr(table).splitlines()[-1].split(maxsplit=2) == ["ours:", "rows", "scaling symmetric, epochs 10"]
    assert LEGEND not in table._repr_html_()


def test_an_unknown_table_is_refused(comparison):
    with pytest.raises(ValueError, match="no number is printed under 'report_000/grid'"):
        table_of_rows(comparison, "report_000/grid")


def test_a_folded_table_opens_on_a_click_and_has_the_same_text():
    table = ReportTable(["a"], [["x", [("p", "1 =")]]], [])
    folded = ReportTable(["a"], [["x", [("p", "1 =")]]], [], title="Table 1 & more")
    text = folded._repr_html_()
    assert text.startswith("<details>\n<summary>Table 1 &amp; more</summary>") and text.endswith("</details>")
    assert table._repr_html_() in text and repr(folded) == repr(table)


def test_claims_have_a_row_each():
    frame = pandas.DataFrame([("000", "x < y", "holds", "3 seeds", "nothing")], columns=list("abcde"))
    text = table_of_claims(frame)._repr_html_()
    assert "x &lt; y" in text and "white-space: normal" in text and repr(table_of_claims(frame)).count("holds") == 1
