"""What must hold for every live panel and every picture of a notebook page."""

from tests.browser.controls import controls_of, label_of, move, shown_by


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
