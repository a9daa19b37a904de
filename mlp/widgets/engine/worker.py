"""Work that takes too long for one redraw: done piece by piece in a thread of its own, which can be paused."""

import asyncio
import math
import signal
import threading
import time
import weakref

REST = 0.001  # seconds between two pieces in which the lock is free, so that a thread that waits for it gets it
SHARE = 3  # a report that took so long is followed by three times that without one: on a busy machine there are fewer
_listening = weakref.WeakSet()  # every worker that was ever started, for the kernel's interrupt


class Worker:
    """Calls `work` again and again in a thread of its own, until it is paused or `work` says that it is done.

    work     does one short piece, well under 100 ms; returns True while there is more to do
    report   shows how far the work is; called from the thread, and when the work ends by itself
    pieces_per_second, reports_per_second   at most so many of each

    lock     held during each piece and each report. Hold it to change what they use: `with worker.lock: …`
    running  whether there is a thread at work
    error    the exception that ended the work, or None

    A thread exists only while it works: `pause` waits for the piece under way, no other begins, and the thread ends.
    Interrupting a notebook's idle kernel pauses too (while a cell runs, the interrupt goes to the cell).
    """

    def __init__(self, work, report, pieces_per_second=math.inf, reports_per_second=12):
        self.work, self.report = work, report
        self.piece_time, self.report_time = 1 / pieces_per_second, 1 / reports_per_second
        self.lock, self.error = threading.RLock(), None
        self._stop = threading.Event()  # each thread has its own, so that a paused one cannot come back to life
        self._stop.set()

    @property
    def running(self):
        return not self._stop.is_set()

    def start(self):
        """Begin, or go on; nothing happens when it runs already. RuntimeError where Python can start no thread."""
        with self.lock:
            if self.running:
                return
            self._stop, self.error = threading.Event(), None
            try:
                threading.Thread(target=self._run, args=[self._stop], name="mlp worker", daemon=True).start()
                _listen_for_interrupts(self)
            except (
                BaseException
            ):  # no thread could be started, or it was interrupted just now: nothing may run unnoticed
                self._stop.set()
                raise

    def pause(self):
        """Stop after the piece under way; when this returns, none is being done."""
        with self.lock:
            self._stop.set()

    def step(self):
        """Pause, and do one piece here and now."""
        with self.lock:
            self.reset()
            self._do_piece()

    def reset(self):
        """Pause and forget the error; the owner makes what `work` works on again."""
        with self.lock:
            self._stop.set()
            self.error = None

    def _run(self, stop):
        due = -math.inf
        while not stop.is_set():
            began = time.monotonic()
            with self.lock:
                if stop.is_set():  # paused while it waited for the lock
                    return
                self._do_piece()
                if stop.is_set() or began >= due:
                    asked = time.monotonic()
                    self.report()
                    due = began + max(self.report_time, SHARE * (time.monotonic() - asked))
            stop.wait(max(REST, began + self.piece_time - time.monotonic()))

    def _do_piece(self):
        try:
            more = self.work()
        except Exception as error:  # a thread's exception would reach nobody: the report tells it
            self.error, more = error, False
        if not more:
            self._stop.set()


def _listen_for_interrupts(worker):
    """Let an interrupt of the idle kernel pause `worker`: by itself an idle kernel ignores it.

    Outside a notebook (no event loop) nothing changes. The kernel puts its own handler back after each message that
    it has dealt with, such as this press of a button, so ours is set a moment later.
    """
    _listening.add(worker)
    try:
        asyncio.get_running_loop().call_soon(_set_handler)
    except RuntimeError:
        return


def _set_handler():
    in_main_thread = threading.current_thread() is threading.main_thread()  # Python sets handlers in no other
    if in_main_thread and signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, _pause_all)


def _pause_all(number, frame):
    for worker in list(_listening):
        if worker.running:
            worker.pause()
            worker.report()
