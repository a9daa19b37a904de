"""The live panel in a real page: every kind of control by keyboard, no blank frame, no jump, faults told in words."""

import nbformat
import pytest

from tests.browser.checks import check_accessible, check_panel
from tests.browser.controls import KINDS, controls_of, label_of, shown_by
from tests.browser.lab import open_notebook

PANELS = ["EveryControl", "Wave", "DeadSlider", "BreaksAtTwo"]
START_SAMPLING = """panel => {
    const seen = window.seen = { frames: 0, blank: 0, heights: new Set(), sampling: true }
    const sample = () => {
        const image = panel.querySelector('img')
        seen.frames += 1
        if (!image || !image.complete || !image.naturalWidth || !image.clientWidth) seen.blank += 1
        seen.heights.add(panel.getBoundingClientRect().height)
        if (seen.sampling) requestAnimationFrame(sample)
    }
    requestAnimationFrame(sample)
}"""
STOP_SAMPLING = "() => { seen.sampling = false; return { ...seen, heights: [...seen.heights] } }"
PICTURE_CHANGED = "([panel, old]) => panel.querySelector('img') && panel.querySelector('img').src !== old"
WORDS_ARE = "([panel, words]) => panel.querySelector('[role=status]')?.textContent === words"


@pytest.fixture(scope="module")
def demo(browser, lab):
    """A notebook with one cell for each of the demo's panels."""
    code = [f"from tests.browser import demo\ndemo.{name}()" for name in PANELS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(source) for source in code]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.root / "demo.ipynb")
    with open_notebook(browser, lab, "demo.ipynb") as notebook:
        notebook.run_all()
        assert notebook.errors() == []
        yield notebook


@pytest.fixture
def panel(demo, request):
    """The demo's panel that the test names."""
    return demo.panels()[PANELS.index(request.param)]


def shows(name):
    return pytest.mark.parametrize("panel", [name], indirect=True)


@shows("EveryControl")
def test_every_kind_of_control_works_by_keyboard(panel, demo):
    labels = [label_of(control) for control in controls_of(panel)]
    assert sorted(labels) == sorted(
        "Whole Part Step Between Shape Place Side Count Noise Seed Name Press".split() + ["Turn over"]
    )
    for selector, _ in KINDS:
        assert panel.locator(selector).count(), f"the demo has no {selector}"
    check_panel(panel)
    check_accessible(demo)
    assert demo.page_errors == []
    assert demo.requests_away == []


@shows("Wave")
def test_while_a_slider_moves_no_frame_is_blank_and_nothing_jumps(panel):
    slider = panel.locator(".noUi-handle")
    panel.evaluate(START_SAMPLING)
    for key in ["ArrowRight"] * 5 + ["ArrowLeft"] * 10:
        before = shown_by(panel)["picture"]
        slider.press(key)
        panel.page.wait_for_function(PICTURE_CHANGED, arg=[panel.element_handle(), before])
    seen = panel.page.evaluate(STOP_SAMPLING)
    assert seen["frames"] >= 15
    assert seen["blank"] == 0
    assert len(seen["heights"]) == 1


@shows("Wave")
def test_keys_faster_than_the_kernel_end_at_the_last_value(panel):
    panel.locator(".noUi-handle").focus()
    for key in ["End"] + ["ArrowLeft"] * 30:
        panel.page.keyboard.press(key)
    words = "The wave is shifted by 10 steps."
    panel.page.wait_for_function(WORDS_ARE, arg=[panel.element_handle(), words])


@shows("BreaksAtTwo")
def test_an_exception_is_told_in_the_live_line_and_goes_with_the_next_value(panel):
    slider, line = panel.locator(".noUi-handle"), panel.get_by_role("status")
    slider.press("ArrowRight")
    line.get_by_text("two is forbidden").wait_for()
    assert "Move the control back" in line.inner_text()
    slider.press("ArrowRight")
    line.get_by_text("The level is 3.").wait_for()


@shows("DeadSlider")
def test_the_check_finds_a_slider_that_nothing_follows(panel, monkeypatch):
    monkeypatch.setattr("tests.browser.controls.PATIENCE", 1)
    with pytest.raises(AssertionError, match="the picture and the words stay when 'Dead' is moved"):
        check_panel(panel)
