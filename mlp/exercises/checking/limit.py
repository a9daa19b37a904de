"""Stop an answer that runs for too long, or that asks for more memory than there is, and keep the kernel usable.

Python lets nobody end a function from outside; what there is differs from place to place. On the main thread of Linux
and macOS a timer's signal raises OutOfTime in the answer. On another thread, and on Windows, a second thread asks
Python to raise it there. In a browser there is neither: each line of the answer looks at the clock, and there alone
an answer that catches everything (`except:`) can go on for ever.

Elsewhere the timer goes on when an answer has caught OutOfTime in its loop, and each OutOfTime brings another a few
lines later, at another place each time, until one falls where nothing catches it.
"""

import contextlib
import ctypes
import itertools
import signal
import sys
import sysconfig
import threading
import time
from pathlib import Path

SECONDS = 3.0
AGAIN = 0.02  # seconds from one OutOfTime to the next, where the first was caught
BYTES = 2 * 2**30
OURS = (str(Path(__file__).parents[2]), sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), "<frozen")


class OutOfTime(BaseException):
    """An answer has run for too long. No Exception, so that `except Exception` does not catch it."""

    raised = 0

    def __init__(self):
        super().__init__()
        OutOfTime.raised += 1
        again = _after(OutOfTime.raised % 8)
        for frame in _frames_of_answer(sys._getframe(1)):
            frame.f_trace = again
        sys.settrace(lambda frame, event, argument: None if frame.f_code.co_filename.startswith(OURS) else again)


def _frames_of_answer(frame):
    """What runs in the code of an answer, from `frame` outwards to `call_within`."""
    found = []
    while frame and frame.f_code is not call_within.__code__:
        if not frame.f_code.co_filename.startswith(OURS):
            found.append(frame)
        frame = frame.f_back
    return found


def _after(lines):
    """A trace function that raises OutOfTime when so many more lines of the answer have begun."""
    seen = itertools.count()

    def trace(frame, event, argument):
        if next(seen) >= lines:
            raise OutOfTime
        return trace

    return trace


def call_within(seconds, function):
    """Return function(), or raise OutOfTime when it runs for longer than `seconds`."""
    traced = sys.gettrace()
    if sys.platform == "emscripten":
        start, stop = _clock(seconds)
    elif hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        start, stop = _alarm(seconds)
    else:
        start, stop = _other_thread(seconds)
    start()
    try:
        return function()
    finally:
        while True:
            try:
                sys.settrace(traced)
                stop()
                break
            except OutOfTime:  # the time was over just now
                continue


def _alarm(seconds):
    """A timer of the operating system; one that was running already, such as a test's, goes on afterwards."""
    kept, began = [], time.monotonic()

    def out(number, frame):
        if _frames_of_answer(frame):
            raise OutOfTime

    def start():
        kept.append(signal.signal(signal.SIGALRM, out))
        kept.append(signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN))

    def stop():
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, kept[0])
        left, interval = kept[1]
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - began), 1e-3), interval)

    return start, stop


def _other_thread(seconds):
    """A thread that waits, and then asks Python to raise OutOfTime in this one, until that has ended."""
    here, lock, done = ctypes.c_ulong(threading.get_ident()), threading.Lock(), threading.Event()

    def out():
        wait = seconds
        while not done.wait(wait):
            wait = AGAIN
            with lock:
                if not done.is_set() and _frames_of_answer(sys._current_frames().get(here.value)):
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(here, ctypes.py_object(OutOfTime))

    def stop():
        done.set()
        with lock:  # from here on nothing more is asked for; what was asked for before comes within the next steps
            for _ in range(100):
                pass

    return threading.Thread(target=out, daemon=True).start, stop


def _clock(seconds):
    """Look at the clock at each line of the answer. Slow, and all that there is in a browser."""
    end = time.monotonic() + seconds

    def line(frame, event, argument):
        if time.monotonic() > end:
            raise OutOfTime
        return line

    def frame_begins(frame, event, argument):
        return None if frame.f_code.co_filename.startswith(OURS) else line

    return lambda: sys.settrace(frame_begins), lambda: None


@contextlib.contextmanager
def limited_memory(room=BYTES):
    """Within it, Linux refuses more than `room` bytes beyond what the process has: MemoryError, not a dead kernel."""
    try:
        import resource

        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        before = resource.getrlimit(resource.RLIMIT_AS)
    except (ImportError, OSError):
        yield
        return
    allowed = [used + room, *(limit for limit in before if limit != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(allowed), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
