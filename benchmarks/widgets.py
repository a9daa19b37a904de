"""Every widget's redraw in JupyterLab in Chromium, from key press (or pen) to pixels, against a bare label's echo."""

import tempfile
from pathlib import Path

import ipywidgets
import nbformat

import mlp.widgets
from benchmarks.timing import interleaved, milliseconds, ratio
from tests.browser.controls import controls_of, focus_of, own_value
from tests.browser.lab import CHROMIUM_ARGS, find_chromium, jupyterlab, open_notebook

CHANGES = 20
LABEL = "a bare label"
WITH_PEN = ["YourPicture"]  # also measured from the pen's touch

# From the event of key or pen until the frame after the change has been painted: the message arrives when it has.
ARM = """(panel, event) => {
    const shown = () => panel.querySelector('img')?.src ?? panel.querySelector('[role=status]')?.textContent
    const before = shown()
    let pressed = 0
    document.addEventListener(event, ({ timeStamp }) => { pressed = timeStamp }, { capture: true, once: true })
    window.painted = new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('nothing changed within 20 s')), 20000)
        const observer = new MutationObserver(() => {
            if (shown() === undefined || shown() === before) return
            observer.disconnect()
            clearTimeout(timer)
            requestAnimationFrame(() => {
                const channel = new MessageChannel()
                channel.port1.onmessage = () => resolve((performance.now() - pressed) / 1000)
                channel.port2.postMessage(null)
            })
        })
        observer.observe(panel, { childList: true, subtree: true, attributes: true, characterData: true })
    })
    window.painted.catch(() => {})
}"""


def bare_label():
    """The floor: a slider whose value a tiny HTML widget repeats, in the frame of a live panel."""
    slider = ipywidgets.IntSlider(description="Echo")
    row, line = ipywidgets.Box([slider]), ipywidgets.HTML('<p role="status">0</p>')
    slider.observe(lambda change: setattr(line, "value", f'<p role="status">{change.new}</p>'), names="value")
    panel = ipywidgets.VBox([row, line])
    row.add_class("mlp-controls")
    panel.add_class("mlp-live-panel")
    return panel


def seconds_to_pixels(panel, turn):
    """Move the panel's first control once by keyboard; return the seconds until the change is on the screen."""
    control = controls_of(panel)[0]
    part, keys = focus_of(control)
    part.focus()
    panel.evaluate(ARM, "keydown")
    for key in (keys[turn % 2 :] + keys)[: len(keys)]:
        value = own_value(control)
        part.press(key)
        if key == "Enter" or own_value(control) != value:
            return panel.page.evaluate("() => window.painted")
    raise RuntimeError(f"no key moves the first control of {panel}")


def seconds_after_stroke(panel, turn):
    """Put the pen down somewhere on the panel's drawing pad; return the seconds until the change is on the screen."""
    canvas, mouse = panel.locator("canvas"), panel.page.mouse
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    mouse.move(box["x"] + 10 * (turn % 27 + 1), box["y"] + 10 * (turn % 2 + 1))
    panel.evaluate(ARM, "pointerdown")
    mouse.down()
    seconds = panel.page.evaluate("() => window.painted")
    mouse.up()
    return seconds


def measure_in_browser(cells):
    """{name: code whose last line makes a widget} -> {name: [seconds, …]}, in one notebook, taking turns."""
    from playwright.sync_api import sync_playwright

    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_code_cell, cells.values())], metadata=kernel)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        nbformat.write(notebook, Path(folder, "widgets.ipynb"))
        browser = driver.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)
        with jupyterlab(folder) as lab, open_notebook(browser, lab, "widgets.ipynb") as page:
            page.run_all()
            if page.errors():
                raise RuntimeError("\n".join(page.errors()))
            return _take_turns(dict(zip(cells, page.panels(), strict=True)))


def _take_turns(panels):
    measures = {name: (seconds_to_pixels, panel) for name, panel in panels.items()}
    measures |= {f"{name}, pen": (seconds_after_stroke, panels[name]) for name in panels if name in WITH_PEN}
    times = {name: [] for name in measures}
    for turn in range(CHANGES + 1):
        for name, (seconds, panel) in measures.items():
            times[name].append(seconds(panel, turn))
    return {name: seconds[1:] for name, seconds in times.items()}  # without the first, which warms up


def measure_in_kernel(widgets):
    """{name: widget class} -> {name: [seconds, …]}: `update`, the drawing and the PNG, without a page."""
    return interleaved({name: widget().refresh for name, widget in widgets.items()})


def main():
    """Print one row per widget of the course."""
    widgets = {name: getattr(mlp.widgets, name) for name in mlp.widgets.__all__ if name != "LivePanel"}
    cells = {LABEL: "from benchmarks.widgets import bare_label\nbare_label()"}
    cells |= {name: f"from mlp.widgets import {name}\n{name}()" for name in widgets}
    print(f"Widgets: from key press to pixels in JupyterLab, {CHANGES} changes each, taking turns; median ms")
    if not find_chromium():
        print("not measured: no Chromium or Chrome on PATH")
        return
    in_browser, in_kernel = measure_in_browser(cells), measure_in_kernel(widgets)
    print(f"{'widget':26} {'browser':>8} {'/label':>7} {'kernel part':>12}")
    for name in in_browser:
        kernel_part = f"{milliseconds(in_kernel, name):12.1f}" if name in in_kernel else ""
        print(f"{name:26} {milliseconds(in_browser, name):8.0f} {ratio(in_browser, name, LABEL):7.2f} {kernel_part}")


if __name__ == "__main__":
    main()
