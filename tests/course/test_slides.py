"""`mlp-course slides`: what of a chapter stands on its slides, and what the command refuses."""

import importlib.util
import re

import nbformat
import pytest

from mlp.course.__main__ import main
from mlp.course.deck.content import QUESTION, blocks, sentences, short, slides_of
from mlp.course.deck.page import MADE_BY, page
from mlp.course.learner import solution_lines
from mlp.course.source import read_source
from tests.packages import ROOT
from tests.requirements import require

NOTEBOOKS = ROOT / "notebooks"
NAME = "05_backpropagation"
ALT = re.compile(r'alt="([^"]+)"')
WHY = "a deck has its scripts beside it"


@pytest.fixture(scope="module")
def cells():
    """The cells of chapter 05."""
    return nbformat.read(NOTEBOOKS / f"{NAME}.ipynb", as_version=4).cells


@pytest.fixture(scope="module")
def deck(cells):
    """Its slides."""
    return slides_of(cells)


def parts(deck, *kinds):
    return [part for slide in deck for part in slide.parts if part.kind in kinds]


def test_every_section_prediction_and_picture_is_there(cells, deck):
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    headings = [slide.heading for slide in deck if slide.opens]
    assert headings[0] == "05 Backpropagation and the gradient check"
    sections = re.findall(r"(?m)^## (.+)$", text)
    assert [title for title in sections if title not in headings] == ["Before you start"]
    asked = " ".join(part.text for part in parts(deck, "question"))
    assert len(QUESTION.findall(asked)) == len(QUESTION.findall(text)) > 20
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    drawn = [ALT.search(data["text/html"])[1] for data in outputs if "image/png" in data]
    assert [ALT.search(part.text)[1] for part in parts(deck, "figure")] == drawn


def test_what_comes_out_waits_for_a_press_of_a_key_and_so_do_answers(deck):
    asked = next(slide for slide in deck if slide.heading == "Single numbers on wires")
    kinds = [(part.kind, part.step) for part in asked.parts]
    assert kinds[-3:] == [("question", False), ("code", False), ("printed", True)]
    assert all(part.step for part in parts(deck, "answer", "folded", "figure"))
    quiz = [slide for slide in deck if slide.heading == "Quiz"]
    assert [[part.kind for part in slide.parts] for slide in quiz] == [["question", "folded"]] * 6


def test_no_solution_is_on_a_slide_or_in_the_notes(deck):
    shown = "\n".join(part.text for slide in deck for part in slide.parts)
    said = "\n".join(note for slide in deck for note in slide.notes)
    for cell in read_source(NOTEBOOKS / "source" / f"{NAME}.py"):
        if "exercise" in cell.metadata:
            for line in solution_lines(cell):
                assert len(line) < 12 or (line not in shown and line not in said), line
    assert "def two_layer_backward(x, z, h, s, labels, w2):" in shown and "Not started yet" not in shown


def test_every_chapter_keeps_its_predictions_and_pictures_on_a_page_that_asks_no_other_host():
    for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        deck = slides_of(cells)
        asked = [len(QUESTION.findall(cell.source)) for cell in cells if cell.cell_type == "markdown"]
        drawn = ["image/png" in output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
        assert sum(len(QUESTION.findall(part.text)) for part in parts(deck, "question")) == sum(asked) > 0, path.name
        assert len(parts(deck, "figure")) == sum(drawn) > 0, path.name
        text = page(deck)
        assert not re.search(r'(src|<link[^>]*href)="(https?:)?//', text), path.name
        assert not re.search(r'<a href="(?!https?:)', text), path.name  # nothing stands beside the deck
        assert text.count("<section>") == text.count("</section>") and "<details" not in text.partition("<aside")[0]


def test_a_text_is_cut_at_its_blocks_and_sentences_and_not_inside():
    text = "## A\n\nOne. Two $a. B$ `c. D`:\n\n- x\n\n  y\n- z\n\n<details><summary>S</summary>\n\nhidden\n\n</details>"
    assert [block[:9] for block in blocks(text)] == ["## A", "One. Two ", "- x\n\n  y\n", "<details>"]
    said = "A first one. **Bold.** It goes on. Nothing of it. In the end:"
    assert sentences("Two $a. B$ `c. D`. Three") == ["Two $a. B$ `c. D`.", "Three"]
    assert short(said) == "A first one. **Bold.** It goes on. In the end:"
    assert short("One. Two. Three.", first=2) == "One. Two." and short("One. Two.", leads=True) == "One. Two."


def test_it_writes_decks_and_what_they_need_and_never_over_a_page_of_one_s_own(tmp_path, capsys):
    require("sphinx_revealjs", WHY)
    require("mathjax", WHY)
    assert main(["slides", "05", str(tmp_path / "für morgen"), "--core"]) == 0
    deck = tmp_path / "für morgen" / f"{NAME}.html"
    text = deck.read_text(encoding="utf-8")
    assert str(deck) in capsys.readouterr().out and MADE_BY in text and "Side path" not in text
    for name in re.findall(r'(?:src|<link[^>]*href)="([^":]+)"', text):
        assert (deck.parent / name).stat().st_size > 500, name
    deck.write_text("mine")
    assert main(["slides", "04-05", str(deck.parent)]) == 1
    assert "is not a deck of this command" in capsys.readouterr().err
    assert deck.read_text() == "mine" and not (deck.parent / "04_softmax_and_cross_entropy.html").exists()


@pytest.mark.parametrize(
    ("chapters", "missing", "message"), [("77", None, "no chapter 77"), ("05", "mathjax", "`slides`")]
)
def test_what_it_cannot_do_is_one_sentence_and_nothing_is_written(
    chapters, missing, message, tmp_path, capsys, monkeypatch
):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if missing else found(name))
    assert main(["slides", chapters, str(tmp_path)]) == 1
    assert message in capsys.readouterr().err and list(tmp_path.iterdir()) == []
