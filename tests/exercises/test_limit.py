"""An answer that never ends, calls itself for ever or asks for too much memory is told so, and the kernel goes on."""

import signal
import sys
import threading
import time

import numpy as np
import pytest

from mlp.exercises.checking import limit, trials
from mlp.exercises.checking.judge import judge
from tests.exercises.exercise_samples import CENTER, learner

ENDLESS = {
    "a loop": "def answer(x):\n    while True:\n        x = x + 1",
    "a loop of NumPy's": "def answer(x):\n    while True:\n        x = np.sin(x)",
    "except Exception": "def answer(x):\n    while True:\n        try:\n            x = x + 1\n"
    "        except Exception:\n            pass",
}
SWALLOWING = {
    "except": "def answer(x):\n    while True:\n        try:\n            x = x + 1\n        except:\n            pass",
    "except around except": "def answer(x):\n    while True:\n        try:\n            while True:\n"
    "                try:\n                    x = x + 1\n                except:\n                    pass\n"
    "        except BaseException:\n            continue",
}


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(trials.run_trial, "__defaults__", (0.2,))


def refused_for_its_time(source):
    began = time.monotonic()
    message = judge(CENTER, learner(source)).message
    assert message.startswith("Not yet: your code was stopped") and "does its loop ever end?" in message
    assert time.monotonic() - began < 5
    assert sys.gettrace() is None


@pytest.mark.parametrize("kind", [*ENDLESS, *SWALLOWING])
def test_on_the_main_thread(kind):
    refused_for_its_time((ENDLESS | SWALLOWING)[kind])
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize("kind", [*ENDLESS, *SWALLOWING])
def test_on_another_thread_and_where_there_are_no_signals(kind):
    caught = []

    def body():
        try:
            refused_for_its_time((ENDLESS | SWALLOWING)[kind])
        except BaseException as error:
            caught.append(error)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join(20)
    assert not thread.is_alive() and not caught


@pytest.mark.parametrize("kind", ENDLESS)
def test_in_a_browser(kind, monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    refused_for_its_time(ENDLESS[kind])


def test_a_timer_that_was_running_goes_on():
    heard = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: heard.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.6)
        with pytest.raises(limit.OutOfTime):
            limit.call_within(0.1, lambda: learner(ENDLESS["a loop"])(0))
        assert not heard
        time.sleep(0.7)
        assert heard == [signal.SIGALRM]
    finally:
        signal.signal(signal.SIGALRM, before)


def test_a_call_in_time_gives_its_result_and_leaves_no_timer():
    for _ in range(200):
        assert limit.call_within(0.2, lambda: 3) == 3
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_recursion_without_an_end(monkeypatch):
    monkeypatch.setattr(trials.run_trial, "__defaults__", (60,))  # seconds: also where a machine stands still for three
    message = judge(CENTER, learner("def answer(x): return answer(x - x.mean(axis=0))")).message
    assert message.startswith("Not yet: your function calls itself, again and again")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_too_much_memory():
    message = judge(CENTER, learner("def answer(x): return np.ones((200_000, 200_000)) @ x")).message
    assert message.startswith("Not yet: your code asks for more memory than there is")
    np.ones(10)  # and the limit is gone
