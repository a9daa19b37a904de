"""Every figure and table of the five reports is re-made by a cell of a chapter, which names it.

`data/reports/figures.json` lists them. The reports' texts are not in the repository, so what they print is here.
"""

import copy
import re

import nbformat
import pytest

from mlp.course.build import NOTEBOOKS
from mlp.reports.figures import figures
from tests.notebooks.rules import IMG

# The numbers under the captions of each report: the last figure and the last table, and the letters of what has parts.
PRINTED = {
    "000": (12, 4, {}),
    "001": (8, 1, {6: "abcd", 7: "abc"}),
    "002": (4, 2, {2: "abc"}),
    "003": (6, 2, {6: "abc"}),
}
# Report 004 numbers nothing: what stands in which section, in its order.
UNNUMBERED = [
    "Section 2.1, drawing",
    "Section 2.2, drawing",
    "Section 2.5, drawing",
    "Section 3, images",
    "Section 5.1, drawing",
    "Section 5.1, formulas",
    "Section 5.2, table",
    "Section 5.3, drawing",
    "Section 5.3, table",
    *(f"Section 4.1, {what}" for what in ("log", "loss", "accuracy", "confusion matrix")),
    *(f"Section 4.2, {what}" for what in ("log", "loss", "accuracy", "confusion matrix")),
    *(f"Section 4.3, {what}" for what in ("log", "loss", "confusion matrix")),
]
MENTION = re.compile(
    r"\breports?\s(?P<report>00\d)|\b(?P<again>00\d)\b(?='s|,|:)"
    r"|(\b(?P<kind>Figure|Table|section)s? |\((?=\d\.\d\)))(?P<first>\d+(\.\d+)?)(?P<letter>[a-d])?"
    r"(?P<more>((, | and |, and | to )\d+(\.\d+)?[a-d]?(?![\w%]))*)(?P<after> of report (00\d))?",
    re.IGNORECASE,
)


def printed(report):
    """The labels of a report, each as (kind, label)."""
    if report == "004":
        return [(None, label) for label in UNNUMBERED]
    last_figure, last_table, parts = PRINTED[report]
    found = [("table", f"Table {number}") for number in range(1, last_table + 1)]
    for number in range(1, last_figure + 1):
        found += [("figure", f"Figure {number}{letter}") for letter in parts.get(number, [""])]
    return found


def mentions(text):
    """What a text names: a set of pairs such as ("000", "Figure 5"), ("004", "Section 4.1").

    "Figures 1, 2 and 7" and "Figures 1 to 3" name three each; "(5.1)" is a section. They belong to the report that was
    named last before them, or to the one after them in "Figure 2 of report 003".
    """
    found, report = set(), None
    for match in MENTION.finditer(text):
        report = match["report"] or match["again"] or report
        if match["first"]:
            of = match["after"][-3:] if match["after"] else report
            kind = (match["kind"] or "section").capitalize()
            found |= {(of, f"{kind} {number}") for number in _numbers(match)}
    return found


def _numbers(match):
    numbers = [match["first"]]
    for link, number in re.findall(r"(, and |, | and | to )(\d+(?:\.\d+)?)", match["more"]):
        if link == " to " and number.isdigit() and numbers[-1].isdigit():
            numbers += [str(between) for between in range(int(numbers[-1]) + 1, int(number))]
        numbers.append(number)
    return numbers


def problems(listed, notebooks):
    """One line for each printed label that the list lacks, and each entry that its cell does not re-make.

    listed      as `mlp.reports.figures.figures()`;  notebooks   chapter -> notebook
    """
    found = []
    for report in (*PRINTED, "004"):
        labels = [entry["label"] for entry in listed if entry["report"] == report]
        found += [f"{report} {label}: not in the list" for _, label in printed(report) if label not in labels]
        known = [label for _, label in printed(report)]
        found += [f"{report} {label}: the report has no such thing" for label in labels if label not in known]
    for entry in listed:
        problem = _problem(entry, notebooks.get(entry["chapter"]))
        found += [f"{entry['report']} {entry['label']}: {problem}"] if problem else []
    return found


def _problem(entry, notebook):
    if notebook is None:
        return f"there is no chapter {entry['chapter']}"
    places = [place for place, cell in enumerate(notebook.cells) if cell.id == entry["cell"]]
    if not places:
        return f"chapter {entry['chapter']} has no cell {entry['cell']!r}"
    cell = notebook.cells[places[0]]
    shown = "".join("".join(output.get("data", {}).get("text/html", "")) for output in cell.get("outputs", []))
    printed = "".join(output.get("text", "") for output in cell.get("outputs", []))
    if entry["kind"] == "figure" and "<img" not in shown:
        return f"cell {cell.id!r} shows no picture"
    if entry["kind"] == "table" and not ("<table" in shown or "<img" in shown or printed.strip()):
        return f"cell {cell.id!r} shows no table"
    label = re.match(r"(Figure|Table|Section) [\d.]+", entry["label"])[0].rstrip(".")
    return "" if (entry["report"], label) in _named(notebook, places[0]) else f"cell {cell.id!r} does not name it"


def _named(notebook, place):
    """What the text before a cell names, and the cell's alt texts. The report is that of the section, if it has one."""
    before = [cell.source for cell in notebook.cells[: place + 1] if cell.cell_type == "markdown"]
    outputs = notebook.cells[place].get("outputs", [])
    shown = "".join("".join(output.get("data", {}).get("text/html", "")) for output in outputs)
    alts = [re.search(r'alt="([^"]*)"', tag)[1] for tag in IMG.findall(shown)]
    section = [report for text in before for report in re.findall(r"^## Report (00\d)", text, re.MULTILINE)]
    start = f"Report {section[-1]}. " if section else ""
    last = [before[-1], *([notebook.cells[place].source] if notebook.cells[place].cell_type == "markdown" else [])]
    return set().union(*(mentions(start + text) for text in [*last, *alts]))


@pytest.fixture(scope="module")
def notebooks():
    return {path.stem[:2]: nbformat.read(path, as_version=4) for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))}


def test_every_figure_and_table_is_made_again_and_named(notebooks):
    assert len(figures()) > 60
    found = problems(figures(), notebooks)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("place", [0, 20, -1])
def test_a_label_that_is_not_listed_is_told(notebooks, place):
    gone = figures()[place]
    without = [entry for entry in figures() if entry is not gone]
    assert f"{gone['report']} {gone['label']}: not in the list" in problems(without, notebooks)


def changed(entry, **changes):
    return [{**other, **changes} if other is entry else other for other in figures()]


def test_an_entry_that_leads_nowhere_is_told(notebooks):
    entry = next(entry for entry in figures() if entry["kind"] == "figure" and entry["chapter"] == "05")
    assert "has no cell 'nowhere'" in "".join(problems(changed(entry, cell="nowhere"), notebooks))
    assert "shows no picture" in "".join(problems(changed(entry, cell="setup"), notebooks))
    assert "there is no chapter 99" in "".join(problems(changed(entry, chapter="99"), notebooks))
    assert "has no such thing" in "".join(problems(changed(entry, label="Figure 99"), notebooks))


def test_a_picture_that_is_gone_and_a_name_that_is_gone_are_told(notebooks):
    entry = next(entry for entry in figures() if entry["kind"] == "figure" and entry["chapter"] == "05")
    without = dict(notebooks) | {"05": copy.deepcopy(notebooks["05"])}
    cells = without["05"].cells
    place = next(place for place, cell in enumerate(cells) if cell.id == entry["cell"])
    text = next(cell for cell in reversed(cells[:place]) if cell.cell_type == "markdown")
    text.source = text.source.replace("Figure 3", "a figure")
    assert "does not name it" in "".join(problems(figures(), without))
    cells[place].outputs = []
    assert "shows no picture" in "".join(problems(figures(), without))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Report 000's Figure 5", {("000", "Figure 5")}),
        ("report 001. In its Figures 1 to 3", {("001", "Figure 1"), ("001", "Figure 2"), ("001", "Figure 3")}),
        ("report 000: Figures 1, 2 and 7", {("000", "Figure 1"), ("000", "Figure 2"), ("000", "Figure 7")}),
        ("report 000, Figure 1; 002, Figure 2", {("000", "Figure 1"), ("002", "Figure 2")}),
        ("of report 000, as Figure 2 of report 003", {("003", "Figure 2")}),
        ("report 004 (section 4.1)", {("004", "Section 4.1")}),
        ("report 004 (section 2.1), its net (5.1)", {("004", "Section 2.1"), ("004", "Section 5.1")}),
        ("report 004, sections 4.1, 4.2 and 4.3", {("004", f"Section 4.{i}") for i in (1, 2, 3)}),
        ("report 001's Table 1 and its Figure 6a", {("001", "Table 1"), ("001", "Figure 6")}),
        ("Figure 5", {(None, "Figure 5")}),
    ],
)
def test_what_a_text_names(text, named):
    assert mentions(text) == named
