"""The glossary: a line for each term, in the order of the alphabet, each explained in the chapter that it names."""

import re

import nbformat
import pytest

from mlp.course.build import NOTEBOOKS

LINE = re.compile(r"- \*\*(?P<term>[^*]+)\*\*: (?P<meaning>.+) \((?P<chapter>\d\d)\)")
LINES = [line for line in (NOTEBOOKS / "glossary.md").read_text().splitlines() if line.startswith("- ")]
TERMS = [LINE.fullmatch(line) for line in LINES]


def test_every_line_has_a_term_its_meaning_and_its_chapter():
    assert len(TERMS) > 20
    assert [line for line, term in zip(LINES, TERMS) if not term] == []


def test_each_term_stands_once_and_in_the_order_of_the_alphabet():
    terms = [term["term"].casefold() for term in TERMS]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["term"])
def test_the_chapter_that_explains_a_term_speaks_of_it(term):
    (path,) = NOTEBOOKS.glob(f"{term['chapter']}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    text = " ".join(" ".join(cell.source.split()) for cell in cells if cell.cell_type == "markdown")
    assert re.search(re.escape(term["term"][:-1]), text, re.IGNORECASE)
