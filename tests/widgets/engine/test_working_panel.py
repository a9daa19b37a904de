"""A panel that works by itself: four buttons, one lock, and no thread but while it works."""

import threading

import ipywidgets
import pytest

from mlp.plots import new_figure
from mlp.widgets.engine.working_panel import WorkingPanel
from tests.widgets.engine.test_worker import wait_until


class Counting(WorkingPanel):
    """Counts, one a piece, up to `end`; the slider only makes it redraw."""

    def __init__(self, end=10**9):
        self.count, self.end, self.calls = 0, end, []
        self.work_with(self._one_more, pieces_per_second=500)
        self.slider = ipywidgets.IntSlider(description="Slider")
        figure, axes = new_figure(width=2, height=1)
        super().__init__([[self.slider], self.buttons], figure, [axes.title], alt="Nothing to see.")

    def _one_more(self):
        self.count += 1
        return self.count < self.end

    def update(self):
        return f"{'Running' if self.worker.running else 'Standing'} at {self.count}."

    def has_begun(self):
        return self.count > 0

    def before_start(self):
        self.calls.append("before start")

    def after_reset(self):
        self.calls.append("after reset")
        self.count = 0


@pytest.fixture
def panel():
    panel = Counting()
    yield panel
    panel.close()


def live_line(panel):
    return panel.children[-1].value


def test_start_goes_on_until_pause_and_the_picture_follows(panel):
    panel.start.click()
    assert panel.calls == ["before start"]
    wait_until(lambda: panel.count > 5 and panel.words.startswith("Running at"))
    assert 'aria-live="off"' in live_line(panel)
    panel.pause.click()
    assert panel.words == f"Standing at {panel.count}." and 'aria-live="polite"' in live_line(panel)


def test_step_does_one_piece_and_stands_still(panel):
    panel.start.click()
    panel.pause.click()
    before = panel.count
    panel.step.click()
    assert panel.words == f"Standing at {before + 1}."


def test_reset_stops_the_work_before_it_is_made_anew(panel):
    panel.start.click()
    wait_until(lambda: panel.count > 2)
    panel.reset.click()
    assert panel.calls[-1] == "after reset" and panel.words == "Standing at 0."


def test_a_control_is_no_button(panel):
    panel.start.click()
    panel.slider.value = 3
    assert panel.worker.running and panel.calls == ["before start"]


def test_work_that_ends_by_itself_is_told():
    panel = Counting(end=3)
    panel.start.click()
    wait_until(lambda: panel.words == "Standing at 3.")


def test_a_closed_panel_leaves_no_thread(panel):
    panel.start.click()
    panel.close()
    wait_until(lambda: not any(thread.name == "mlp worker" for thread in threading.enumerate()))


def test_a_list_of_controls_is_a_row_that_wraps(panel):
    rows = panel.children[0].children
    assert [type(row) for row in rows] == [ipywidgets.HBox] * 2
    assert all(row.layout.flex_flow == "row wrap" for row in rows)


def test_the_still_of_a_panel_that_nobody_started_is_some_steps_on_and_the_panel_as_before(panel):
    panel.still_steps = 7
    assert panel.still()[1] == "Standing at 7." and panel.words == "Standing at 0."
    panel.step.click()
    assert panel.still()[1] == panel.words == "Standing at 1."


def test_a_panel_at_work_is_not_disturbed_for_its_still(panel):
    panel.still_steps = 7
    with panel.worker.lock:
        panel.start.click()  # the thread waits: nothing is done yet
        assert panel.still()[1] == "Running at 0." and panel.worker.running


def test_without_steps_the_still_is_what_is_shown(panel):
    assert panel.still()[1] == "Standing at 0."
