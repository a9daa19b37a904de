"""The drawing pad in a real page: real pointer events, the keyboard, picture files good and bad."""

import io
import os
from pathlib import Path

import nbformat
import pytest
from PIL import Image, ImageDraw

from mlp.data.picture import MAX_BYTES
from tests.browser.checks import check_accessible, check_panel
from tests.browser.controls import SETTLED, controls_of, label_of, shown_by
from tests.browser.lab import open_notebook

SAYS = "([panel, words]) => panel.querySelector('[role=status]').textContent.includes(words)"
ACTIVE_CELL = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
EMPTY = "The pad is empty"
QUIET = 150  # milliseconds without a redraw after which it is believed that none is on its way


@pytest.fixture(scope="module")
def notebook(browser, lab):
    """A notebook with a drawing pad, and cells after it to which a stray arrow key would move."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    cells = [
        nbformat.v4.new_code_cell(source) for source in ("import mlp.widgets\nmlp.widgets.YourPicture()", "1", "2")
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.root / "your_picture.ipynb")
    with open_notebook(browser, lab, "your_picture.ipynb") as notebook:
        notebook.run_all()
        assert notebook.errors() == []
        yield notebook
        assert notebook.errors() == []
        assert notebook.page_errors == []
        assert notebook.requests_away == []


@pytest.fixture
def panel(notebook):
    """The panel with an empty pad, in view."""
    panel = notebook.panels()[0]
    panel.locator("canvas").scroll_into_view_if_needed()
    press(panel, "Clear")
    wait(panel, EMPTY)
    return panel


def press(panel, label):
    next(control for control in controls_of(panel) if label_of(control) == label).press("Enter")


def wait(panel, words):
    """Wait until the live line has these words and nothing changes any more; return all that is shown."""
    panel.page.wait_for_function(SAYS, arg=[panel.element_handle(), words])
    before, after = None, shown_by(panel)
    while after != before:
        panel.page.wait_for_timeout(QUIET)
        panel.page.wait_for_function(SETTLED)
        before, after = after, shown_by(panel)
    return after


def points_of(panel, *shares):
    """Places on the pad, each given as shares of its side, in pixels of the page."""
    box = panel.locator("canvas").bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in shares]


def darkness(panel):
    """How many pixels of the pad in the page are black."""
    count = """canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]
        .filter((value, place) => place % 4 === 0 && value < 64).length"""
    return panel.locator("canvas").evaluate(count)


def png(draw, size=(300, 200)):
    """The bytes of a picture on white that `draw(pen)` has drawn."""
    image, buffer = Image.new("RGB", size, "white"), io.BytesIO()
    draw(ImageDraw.Draw(image))
    image.save(buffer, "PNG")
    return buffer.getvalue()


def open_file(panel, name, content):
    panel.locator("input[type=file]").set_input_files({"name": name, "mimeType": "image/png", "buffer": content})


def test_probabilities_follow_the_mouse_while_it_draws(panel):
    mouse = panel.page.mouse
    corners = points_of(panel, (0.3, 0.2), (0.7, 0.2), (0.7, 0.8), (0.3, 0.8), (0.3, 0.22))
    mouse.move(*corners[0])
    mouse.down()
    dot = wait(panel, "1 stroke, brush 8, filled: the net says ")
    mouse.move(*corners[1], steps=4)
    mouse.move(*corners[2], steps=4)
    half = wait(panel, "1 stroke")
    assert half["picture"] != dot["picture"], "nothing follows before the button is let go"
    mouse.move(*corners[3], steps=4)
    mouse.move(*corners[4], steps=4)
    mouse.up()
    whole = wait(panel, "1 stroke")
    assert whole["picture"] != half["picture"]
    assert 0.2 * 280**2 < darkness(panel) < 0.3 * 280**2, "the closed stroke is not filled on the pad"
    mouse.move(*points_of(panel, (0.9, 0.9))[0])  # without a button this draws nothing
    assert wait(panel, "1 stroke") == whole


def test_a_stroke_beyond_the_edge_goes_on_at_the_edge(panel):
    mouse = panel.page.mouse
    start, outside, end = points_of(panel, (0.9, 0.5), (1.2, 0.5), (0.5, 0.9))
    mouse.move(*start)
    mouse.down()
    mouse.move(*outside, steps=3)
    mouse.move(*end, steps=3)
    mouse.up()
    wait(panel, "1 stroke")
    assert darkness(panel) > 0


def test_a_finger_draws(panel):
    touch = panel.page.context.new_cdp_session(panel.page)
    for kind, point in zip(
        ["touchStart", "touchMove", "touchMove"], points_of(panel, (0.2, 0.2), (0.5, 0.6), (0.8, 0.2))
    ):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [dict(zip("xy", point))]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    wait(panel, "1 stroke")
    assert darkness(panel) > 280, "the finger left a dot and no line"


def test_the_keyboard_draws_and_the_notebook_stays_where_it_is(panel):
    canvas, page = panel.locator("canvas"), panel.page
    canvas.focus()
    cell = page.evaluate(ACTIVE_CELL)
    page.keyboard.press("ArrowDown")  # with the pen up
    assert shown_by(panel)["words"].startswith(EMPTY)
    page.keyboard.press("Space")
    assert panel.locator("input[type=checkbox]").last.is_checked()
    for key in ["ArrowRight"] * 6 + ["ArrowDown"] * 4 + ["Shift+ArrowLeft"] * 3:
        page.keyboard.press(key)
    before = wait(panel, "1 stroke")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert wait(panel, "1 stroke") == before, "a lifted pen draws"
    page.keyboard.press("Space")
    wait(panel, "2 strokes")
    assert page.evaluate(ACTIVE_CELL) == cell
    assert canvas.evaluate("canvas => canvas === document.activeElement")
    page.keyboard.press("Tab")
    assert not canvas.evaluate("canvas => canvas === document.activeElement"), "Tab does not leave the pad"


def test_undo_takes_back_strokes_and_brings_back_a_photo(panel):
    mouse = panel.page.mouse
    open_file(panel, "square.png", png(lambda pen: pen.rectangle((100, 50, 200, 150), fill="red")))
    photo = wait(panel, "square.png: the net says ")
    for place in points_of(panel, (0.3, 0.3), (0.6, 0.6)):
        mouse.move(*place)
        mouse.down()
        mouse.up()
    wait(panel, "2 strokes")
    press(panel, "Undo")
    wait(panel, "1 stroke,")
    press(panel, "Undo")
    assert wait(panel, "square.png: ") == photo
    assert darkness(panel) == 0
    press(panel, "Undo")
    wait(panel, EMPTY)


def test_what_cannot_be_used_is_told_and_the_next_file_works(panel):
    good = png(lambda pen: pen.ellipse((100, 50, 200, 150), fill="navy"))
    open_file(panel, "good.png", good)
    before = wait(panel, "good.png: the net says ")
    bad = {
        "letter.png": (b"Dear reader", "is not a picture that can be read"),
        "cut.png": (good[: len(good) // 2], "is damaged or cut short"),
        "white.png": (png(lambda pen: None), "is of one colour"),
        "large.png": (bytes(MAX_BYTES + 1), "expected at most 9: make the picture smaller"),
        "empty.png": (b"", "the file is empty"),
    }
    for name, (content, reason) in bad.items():
        open_file(panel, name, content)
        after = wait(panel, f"{name} is not used: ")
        assert reason in after["words"]
        assert after["picture"] == before["picture"]
    open_file(panel, "good.png", good)  # the same file as before
    assert wait(panel, "good.png: the net says ") == before


def test_files_are_opened_by_keyboard(panel):
    with panel.page.expect_file_chooser() as chooser:
        panel.locator("input[type=file]").press("Enter")
    image = png(lambda pen: pen.rectangle((50, 50, 250, 150), fill="black"))
    chooser.value.set_files({"name": "box.png", "mimeType": "image/png", "buffer": image})
    wait(panel, "box.png: the net says ")


def test_every_control_by_keyboard(panel, notebook):
    panel.locator("select").select_option("T-shirt")
    wait(panel, "2 strokes, brush 8, filled: the net says T-shirt/top")
    check_accessible(notebook)
    if folder := os.environ.get("MLP_SCREENSHOTS"):
        save_screenshots(panel, notebook, Path(folder))
    check_panel(panel)


def save_screenshots(panel, notebook, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for theme in ("Light", "Dark"):
        notebook.use_theme(f"JupyterLab {theme}")
        panel.screenshot(path=folder / f"your-picture-{theme.lower()}.png")
