"""Chapter 13 shows every number that the five reports print: beside ours, or beside the reason why there is none.

Its tables carry each number's path in published_results.json as a `title`. This test reads them back from the stored
notebook, so it fails when a number is missing, is another than is printed, or stands alone.
"""

import copy
import html
import re
from html.parser import HTMLParser

import nbformat
import pytest

from mlp.course.build import NOTEBOOKS
from mlp.plots.report_tables import sentences, told
from mlp.reports import compare, numbers
from mlp.reports.published import REPORTS

CHAPTER = NOTEBOOKS / "13_five_reports.ipynb"
NUMBER = r"-?\d[\d.e-]*"
TOLD = re.compile(
    rf"(?P<name>[a-z_0-9/]+ )?(?P<printed>{NUMBER})( / (?P<ours>{NUMBER}|none)( ± (?P<spread>{NUMBER}|\?))?)?"
    r"(?P<ended> \(\d+ of \d+ ended\))? (?P<mark>[=○~≠–])(\[(?P<why>\d+)\])?"
)
REASON = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)


class Titles(HTMLParser):
    """Collects what stands in the elements that have a title: a list of pairs (title, text)."""

    def __init__(self, text):
        super().__init__()
        self.found, self._title = [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self._title = dict(attributes).get("title")

    def handle_endtag(self, tag):
        self._title = None

    def handle_data(self, data):
        if self._title is not None:
            self.found.append((self._title, data))


def shown(notebook):
    """What the notebook's tables show: path -> (text, {reason's number: sentence}), one per element with a title."""
    found = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            text = "".join(output.get("data", {}).get("text/html", ""))
            reasons = dict(REASON.findall(html.unescape(re.sub(r"<[^>]*>", "\n", text))))
            found.update({path: (words, reasons) for path, words in Titles(text).found})
    return found


def problems(notebook, comparison):
    """One line for each printed number that the notebook does not show as it should."""
    tables = shown(notebook)
    return [
        f"{row.path}: {problem}"
        for row in comparison.itertuples()
        if (problem := _problem(row, *tables.get(row.path, (None, None))))
    ]


def _problem(row, text, reasons):
    if text is None:
        return f"{row.printed} is not shown"
    match = TOLD.fullmatch(text)
    if not match:
        return f"cannot be read: {text!r}"
    if float(match["printed"]) != row.printed:
        return f"{row.printed} is printed, {match['printed']} is shown"
    reason = reasons.get(match["why"], "") if match["why"] else ""
    if match["mark"] in "~≠–" and len(reason.split()) < 5:
        return f"{text!r} without a reason"
    if match["mark"] in "=○" and row.kind == "result" and match["ours"] in (None, "none"):
        return f"{text!r} without ours"
    now = told(row, [row.why])
    if re.sub(r"\[\d+\]", "", now) != re.sub(r"\[\d+\]", "", text.removeprefix(match["name"] or "")):
        return f"{text!r} is shown, and the results files say {now!r}: build the chapter again"
    return "" if reason == row.why else f"the reason is {reason!r}, expected {row.why!r}"


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(CHAPTER, as_version=4)


@pytest.fixture(scope="module")
def comparison():
    return compare()


def test_every_printed_number_stands_beside_ours_or_a_reason(notebook, comparison):
    assert set(comparison.path) == set(numbers()) and len(comparison) > 900
    found = problems(notebook, comparison)
    assert not found, "\n".join([f"{len(found)} of {len(comparison)} numbers", *found[:20]])


def test_what_is_printed_in_words_is_shown(notebook):
    tables = shown(notebook)
    for report in REPORTS:
        for path, words in sentences(report).items():
            assert tables.get(path, ("",))[0] == words, path


def test_the_text_of_a_table_shows_the_same_numbers(notebook):
    """For readers without HTML: each number of a table stands in its text/plain, too."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            plain = "".join(data.get("text/plain", ""))
            for path, words in Titles("".join(data.get("text/html", ""))).found:
                assert words in plain, f"{cell.id}: {path}"


def changed(notebook, old, new):
    """A copy of the notebook in which `old` is `new` in every HTML output; it must be there."""
    changed = copy.deepcopy(notebook)
    hits = 0
    for cell in changed.cells:
        for output in cell.get("outputs", []):
            if old in "".join(output.get("data", {}).get("text/html", "")):
                output.data["text/html"] = "".join(output.data["text/html"]).replace(old, new)
                hits += 1
    assert hits == 1, f"{old!r} stands in {hits} outputs"
    return changed


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title="report_000/grid_search/3/val_accuracy"', 'title="gone"', "0.6599 is not shown"),
        ('title="report_004/cnn/confusion/6/0"', "", "146.0 is not shown"),
        (
            '"report_000/grid_search/3/val_accuracy">0.6599',
            '"report_000/grid_search/3/val_accuracy">0.66',
            "0.66 is shown",
        ),
    ],
)
def test_a_missing_or_changed_number_is_told(notebook, comparison, old, new, told):
    found = problems(changed(notebook, old, new), comparison)
    assert len(found) == 1 and told in found[0], found


def test_a_number_without_ours_needs_its_reason(notebook, comparison):
    row = comparison[comparison.kind == "not re-run"].iloc[0]
    without = changed(notebook, html.escape(row.why), "")
    assert len(problems(without, comparison)) == (comparison.why == row.why).sum()
