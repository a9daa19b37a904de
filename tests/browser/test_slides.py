"""A deck in a browser, without any other host: nothing is cut off, formulas are set, the keyboard turns its pages."""

import pytest

from mlp.course.slides import slides
from tests.browser.lab import REPOSITORY
from tests.requirements import require

WHY = "a deck has its scripts beside it"
READABLE = 20  # pixels, on a slide of 1280 x 720
OVER_THE_EDGE = """() => [...document.querySelectorAll(".page")].filter((page) => {
    const box = page.getBoundingClientRect()
    return [...page.querySelectorAll("*:not(mjx-assistive-mml *)")].some((part) => {
        const inner = part.getBoundingClientRect()
        return inner.right > box.right + 1 || inner.bottom > box.bottom + 1
    })
}).map((page) => page.innerText)"""
SIZES = """() => [...document.querySelectorAll(".page")].map((page) => parseFloat(page.style.fontSize))"""

OPENED = """() => Reveal.getCurrentSlide().querySelectorAll(".fragment.visible").length"""


@pytest.fixture
def deck(browser, tmp_path):
    """Chapter 05's deck, open; `asked` are the addresses of other hosts and missing files that it asked for."""
    require("sphinx_revealjs", WHY)
    require("mathjax", WHY)
    (path,) = slides(REPOSITORY / "notebooks", "05", tmp_path)
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.asked, page.errors = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("requestfailed", lambda request: page.errors.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector(".reveal.ready")
    yield page
    page.close()


def test_all_of_a_deck_can_be_read_and_the_keyboard_turns_its_pages(deck):
    assert deck.errors == []
    assert [address for address in deck.asked if not address.startswith(("file:", "data:", "blob:"))] == []
    assert deck.locator("mjx-container").count() > 100 and deck.locator("[data-mml-node=merror]").count() == 0
    assert deck.evaluate("Reveal.getTotalSlides()") > 40 and min(deck.evaluate(SIZES)) >= READABLE
    deck.add_style_tag(content=".slides section { display: block !important; visibility: visible !important; }")
    assert deck.evaluate(OVER_THE_EDGE) == []
    for key, opened in (("ArrowRight", 0), ("PageDown", 0), ("Space", 1), ("ArrowLeft", 0)):
        deck.keyboard.press(key)
        assert deck.evaluate("Reveal.getSlidePastCount()") == (1 if key == "ArrowRight" else 2), key
        assert deck.evaluate(OPENED) == opened, key
