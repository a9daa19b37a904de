"""What must hold for every live panel and every picture of a notebook page."""

from tests.browser.controls import controls_of, label_of, move, shown_by

SCREENS = ((1280, 800), (1920, 1080))  # pixels: a laptop and a desk
CUT_OFF = """() => [...document.querySelectorAll('.jp-NotebookPanel .jp-CodeCell .jp-InputArea .cm-scroller')]
    .filter(code => code.scrollWidth > code.clientWidth + 1)
    .map(code => `${code.scrollWidth} of ${code.clientWidth} pixels: ${code.innerText.slice(0, 200)}`)"""


def check_panel(panel):
    """Every control has a visible label, words and picture follow it by keyboard, and the panel's height stays."""
    height = shown_by(panel)["height"]
    controls = controls_of(panel)
    assert controls, "a live panel has no controls"
    for control in controls:
        label = label_of(control)
        assert label, f"a control has no visible label: {control.get_attribute('class')}"
        after = move(panel, control)
        assert "cannot be drawn" not in after["words"], f"moving {label!r} breaks the panel: {after['words']}"
        assert abs(after["height"] - height) <= 1, f"{label!r} makes the panel jump from {height} to {after['height']}"


def check_accessible(notebook):
    """Every picture among the outputs has alt text, and every live panel announces its line."""
    alts = notebook.page.locator(".jp-OutputArea img").evaluate_all("images => images.map(image => image.alt.trim())")
    assert all(alts), f"{alts.count('')} of {len(alts)} pictures have no alt text"
    for panel in notebook.panels():
        line = panel.locator("p[role=status][aria-live=polite]")
        assert line.count() == 1 and line.inner_text().strip(), "a live panel has no live line"


def check_nothing_cut_off(notebook):
    """With the list of files open, as JupyterLab starts, every line of code is whole on a laptop's screen."""
    page = notebook.page
    before = page.viewport_size
    page.evaluate("() => window.jupyterapp.commands.execute('filebrowser:activate')")
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            f"() => innerWidth === {width} && document.querySelector('.jp-FileBrowser')?.offsetWidth"
        )
        page.wait_for_timeout(300)  # while the lines are laid out anew
        cut_off = page.evaluate(CUT_OFF)
        assert not cut_off, f"{width} x {height}: {cut_off}"
    page.set_viewport_size(before)
    page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
