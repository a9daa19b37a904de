"""The training dashboard in a real page, while it trains: it pauses at once, its settings count at once."""

import json
import os
import statistics
import time
from pathlib import Path

import nbformat
import pytest

from tests.browser.checks import check_accessible, check_panel
from tests.browser.controls import controls_of, label_of
from tests.browser.lab import SESSION, open_notebook

DASHBOARD = """
import json, threading, time
import mlp.widgets
from mlp.training.trainer import Trainer

ends, advance = [], Trainer.advance
def advance_and_note_the_time(trainer):
    advance(trainer)
    ends.append(time.time())
Trainer.advance = advance_and_note_the_time
panel = mlp.widgets.TrainingDashboard()
panel
"""
ASK = """
shown = ["iteration", "learning_rate", "batch_size", "epoch"]
print(json.dumps({
    "threads": [thread.name for thread in threading.enumerate()].count("mlp worker"),
    "iteration": panel.training.trainer.iteration,
    "ends": ends[-1:],
    "points": [{name: point[name] for name in shown} for point in panel.training.points],
}))
"""
ITERATION_OVER = """([panel, iteration]) => {
    const found = panel.querySelector('[role=status]').textContent.match(/at iteration ([0-9,]+)/)
    return found && Number(found[1].replace(',', '')) > iteration
}"""
SAYS = "([panel, words]) => panel.querySelector('[role=status]').textContent.includes(words)"
INTERRUPT = f"async () => {{ await {SESSION}.session.kernel.interrupt() }}"
ANSWERED = "([prompt, old]) => prompt.textContent !== old && /[0-9]/.test(prompt.textContent)"
TIMES = 5  # how often a time is measured: the median counts, because other tests share the machine
PAUSED_WITHIN = 0.2  # seconds from the press of the key to the end of the last iteration
ECHO_FACTOR, ECHO_WAIT = 4, 0.3  # the echo of a slider may take so much longer while it trains: a factor, and seconds


@pytest.fixture(scope="module")
def notebook(browser, lab):
    """A notebook with a dashboard, whose kernel notes when each iteration ends, and a cell that tells how it stands."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in (DASHBOARD, ASK)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.root / "dashboard.ipynb")
    with open_notebook(browser, lab, "dashboard.ipynb") as notebook:
        notebook.run_all()
        assert notebook.errors() == []
        yield notebook
        assert notebook.page_errors == []
        assert notebook.requests_away == []


@pytest.fixture
def panel(notebook):
    """The dashboard, at iteration 0 and not training."""
    panel = notebook.panels()[0]
    press(panel, "Reset")
    wait(panel, SAYS, "Ready at iteration 0 of")
    return panel


def control(panel, label):
    return next(control for control in controls_of(panel) if label_of(control) == label)


def press(panel, label, key="Enter"):
    """Focus the button `label` and press `key`; returns the time just before."""
    control(panel, label).focus()
    before = time.time()
    panel.page.keyboard.press(key)
    return before


def move(panel, label, key):
    """Focus the slider `label` and press `key`."""
    control(panel, label).locator(".noUi-handle").press(key)


def wait(panel, condition, value):
    panel.page.wait_for_function(condition, arg=[panel.element_handle(), value])


def echoes(panel):
    """Seconds from a slider's key to the words on the page, several times."""
    handle, seconds = control(panel, "Momentum").locator(".noUi-handle"), []
    for key, words in [("ArrowRight", "momentum 0.5,"), ("ArrowLeft", "momentum 0,")] * TIMES:
        before = time.monotonic()
        handle.press(key)
        wait(panel, SAYS, words)
        seconds.append(time.monotonic() - before)
    return seconds


def start(panel, key="Enter"):
    """Press Start, and wait until it trains and has shown so."""
    press(panel, "Start", key)
    wait(panel, ITERATION_OVER, 100)


def ask(notebook):
    """Run the notebook's second cell; return what the kernel answers."""
    page = notebook.page
    cell = page.locator(".jp-CodeCell").nth(1)
    prompt = cell.locator(".jp-InputPrompt").inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_function(ANSWERED, arg=[cell.locator(".jp-InputPrompt").element_handle(), prompt])
    return json.loads(cell.locator(".jp-OutputArea-output").inner_text())


def test_pause_takes_effect_within_200_ms_and_nothing_follows(panel, notebook):
    seconds = []
    for key in ["Enter", "Space"] * TIMES:
        start(panel, key)
        panel.page.wait_for_timeout(300)  # somewhere between two redraws
        pressed = press(panel, "Pause", key)
        wait(panel, SAYS, "Paused at iteration")
        first = ask(notebook)
        panel.page.wait_for_timeout(300)
        assert ask(notebook) == first and first["threads"] == 0
        seconds.append(first["ends"][0] - pressed)
        press(panel, "Reset")
        wait(panel, SAYS, "Ready at iteration 0 of")
    assert statistics.median(seconds) < PAUSED_WITHIN, seconds


def test_a_setting_changed_while_it_trains_is_in_the_next_point(panel, notebook):
    start(panel)
    for label, key, words in (
        ("Learning rate", "ArrowLeft", "Learning rate 0.03,"),
        ("Batch size", "ArrowRight", "batch size 256,"),
    ):
        move(panel, label, key)
        wait(panel, SAYS, words)
        known = len(ask(notebook)["points"])
        wait(panel, ITERATION_OVER, 100 * known)
        assert ask(notebook)["threads"] == 1
        setting = label.lower().replace(" ", "_")
        values = [point[setting] for point in ask(notebook)["points"]]
        new = {"learning_rate": 0.03, "batch_size": 256}[setting]
        assert values[0] != new and set(values[known:]) == {new}
    press(panel, "Pause")
    last, before = reversed(ask(notebook)["points"][-2:])
    assert last["epoch"] - before["epoch"] == pytest.approx(100 * 256 / 55_000, rel=0.05)
    for label, key in (("Learning rate", "ArrowRight"), ("Batch size", "ArrowLeft")):
        move(panel, label, key)


def test_while_it_trains_words_follow_a_slider_almost_as_fast_as_in_a_pause(panel, notebook):
    paused = echoes(panel)
    start(panel)
    training = echoes(panel)
    assert ask(notebook)["threads"] == 1
    assert statistics.median(training) < ECHO_FACTOR * statistics.median(paused) + ECHO_WAIT, (paused, training)


def test_reset_leaves_no_thread_and_starts_anew(panel, notebook):
    start(panel)
    press(panel, "Reset", "Space")
    wait(panel, SAYS, "Ready at iteration 0 of")
    first = ask(notebook)
    assert (first["threads"], first["iteration"], len(first["points"])) == (0, 0, 1)
    panel.page.wait_for_timeout(300)
    assert ask(notebook) == first
    press(panel, "Step")
    wait(panel, SAYS, "Paused at iteration 100 of")
    assert [point["iteration"] for point in ask(notebook)["points"]] == [0, 100]


def test_an_interrupt_of_the_kernel_pauses(panel, notebook):
    start(panel)
    panel.page.evaluate(INTERRUPT)
    wait(panel, SAYS, "Paused at iteration")
    first = ask(notebook)
    assert first["threads"] == 0
    panel.page.wait_for_timeout(300)
    assert ask(notebook) == first
    press(panel, "Start")
    wait(panel, ITERATION_OVER, first["iteration"] + 100)


def test_every_control_by_keyboard(panel, notebook):
    check_accessible(notebook)
    if folder := os.environ.get("MLP_SCREENSHOTS"):
        save_screenshots(panel, notebook, Path(folder))
    check_panel(panel)


def save_screenshots(panel, notebook, folder):
    folder.mkdir(parents=True, exist_ok=True)
    start(panel)
    wait(panel, ITERATION_OVER, 1200)
    move(panel, "Learning rate", "ArrowLeft")
    wait(panel, ITERATION_OVER, 2600)
    for theme in ("Light", "Dark"):
        notebook.use_theme(f"JupyterLab {theme}")
        panel.screenshot(path=folder / f"training-dashboard-{theme.lower()}.png")
