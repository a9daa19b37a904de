"""A live panel whose picture follows work that goes on in a thread: started, paused and reset by four buttons."""

import ipywidgets

from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.engine.worker import Worker


class WorkingPanel(LivePanel):
    """The base of panels that work by themselves, such as those in which a network trains.

    A subclass calls `work_with` before `super().__init__`, and puts `buttons` among its controls: `start`, `pause`,
    `step` and `reset`. Its `update` reads how far the work is and whether `worker` is running; it has the work's lock.
    `before_start`, `do_step` and `after_reset` do what else a button needs. `close` ends the thread.

    still_steps   how often Step is pressed for the picture that stands in where no kernel runs, if nobody has begun;
                  the panel itself is as before. Then `has_begun` is asked
    """

    still_steps = 0

    def work_with(self, work, **speed):
        """Make the `worker` that calls `work` piece by piece, and the four buttons; `speed` as for `Worker`."""
        self.worker = Worker(work, self.follow, **speed)
        self.buttons = [ipywidgets.Button(description=name) for name in ("Start", "Pause", "Step", "Reset")]
        self.start, self.pause, self.step, self.reset = self.buttons

    def before_start(self):
        """Called when Start is pressed, before the work goes on."""

    def do_step(self):
        """What Step does, after which the work stands still: one piece."""
        self.worker.step()

    def after_reset(self):
        """Called when Reset is pressed and the work stands still: make what it works on anew."""

    def has_begun(self):
        """Whether any of the work was done since the panel was made, or reset."""
        raise NotImplementedError("write has_begun(self) in your subclass: whether any of the work was done")

    def pressed(self, button):
        if button is self.start:
            self.before_start()
            self.worker.start()
        elif button is self.step:
            self.do_step()
        elif button is self.pause:
            self.worker.pause()
        elif button is self.reset:
            self.worker.reset()
            self.after_reset()

    def refresh(self, button=None):
        with self.worker.lock:
            super().refresh(button)

    def follow(self):
        """Called by the worker: redraw. Assistive technology is left in peace while the work goes on."""
        with self._live_line.hold_sync():
            self.refresh()
            if self.worker.running:
                self._live_line.value = self._live_line.value.replace('aria-live="polite"', 'aria-live="off"')

    def still(self):
        with self.worker.lock:
            if not self.still_steps or self.worker.running or self.has_begun():
                return super().still()
            for _ in range(self.still_steps):
                self.do_step()
            self.refresh()
            shown = super().still()
            self.refresh(self.reset)
            return shown

    def close(self):
        self.worker.pause()
        super().close()
