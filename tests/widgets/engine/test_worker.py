"""The worker: one thread while it works, none otherwise, and whoever needs what it works on gets its turn."""

import asyncio
import signal
import threading
import time

import pytest

from mlp.widgets.engine.worker import Worker

PATIENCE = 30  # seconds until a condition must hold, on a machine that is busy with other tests


def wait_until(condition):
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.002)


class Counting:
    """Work that counts its pieces up to `last`; notes the threads it ran in and what was reported."""

    def __init__(self, last=10**9, **limits):
        self.count, self.last, self.reported, self.threads = 0, last, [], set()
        self.worker = Worker(self.piece, lambda: self.reported.append(self.count), **limits)

    def piece(self):
        self.count += 1
        self.threads.add(threading.current_thread())
        return self.count < self.last

    def no_thread_is_left(self):
        return not any(thread.is_alive() for thread in self.threads - {threading.main_thread()})


@pytest.fixture
def counting():
    work = Counting()
    yield work
    work.worker.pause()


def test_nothing_happens_before_the_start():
    before = threading.active_count()
    work = Counting()
    assert not work.worker.running
    assert threading.active_count() == before
    assert work.count == 0


def test_it_works_in_one_other_thread_until_the_work_is_done():
    work = Counting(last=50)
    work.worker.start()
    wait_until(lambda: not work.worker.running)
    assert work.count == 50
    assert len(work.threads) == 1 and threading.current_thread() not in work.threads
    wait_until(work.no_thread_is_left)
    assert work.worker.error is None


def test_after_pause_no_piece_is_done_and_the_thread_ends(counting):
    counting.worker.start()
    wait_until(lambda: counting.count > 5)
    counting.worker.pause()
    stopped_at = counting.count
    assert not counting.worker.running
    wait_until(counting.no_thread_is_left)
    assert counting.count == stopped_at


def test_a_pause_ends_a_thread_that_rests_for_long():
    work = Counting(pieces_per_second=0.001)  # a rest of 1,000 seconds after the first piece
    work.worker.start()
    wait_until(lambda: work.count == 1)
    work.worker.pause()
    wait_until(work.no_thread_is_left)
    assert work.count == 1


def test_started_again_it_goes_on_and_the_first_thread_does_not_come_back(counting):
    for _ in range(20):
        counting.worker.start()
        counting.worker.pause()
    counting.worker.start()
    counting.worker.start()  # changes nothing
    counted = counting.count
    wait_until(lambda: counting.count > counted + 5)
    wait_until(lambda: sum(thread.name == "mlp worker" for thread in threading.enumerate()) == 1)
    assert counting.worker.running


def test_step_pauses_and_does_one_piece_in_the_callers_thread(counting):
    counting.worker.start()
    wait_until(lambda: counting.count > 5)
    with counting.worker.lock:
        before = counting.count
        counting.worker.step()
        assert counting.count == before + 1
    assert not counting.worker.running
    assert threading.current_thread() in counting.threads
    wait_until(counting.no_thread_is_left)
    assert counting.count == before + 1


def test_the_first_and_the_last_piece_are_reported_and_between_them_only_so_many():
    work = Counting(last=50, reports_per_second=0.001)
    work.worker.start()
    wait_until(lambda: not work.worker.running)
    wait_until(work.no_thread_is_left)
    assert work.reported == [1, 50]


def test_while_the_lock_is_held_no_piece_begins_and_who_waits_for_it_gets_it(counting):
    counting.worker.start()
    for _ in range(10):
        assert counting.worker.lock.acquire(timeout=PATIENCE)
        before = counting.count
        time.sleep(0.005)  # room for a piece that should not begin
        assert counting.count == before
        counting.worker.lock.release()
        wait_until(lambda before=before: counting.count > before)


def test_an_exception_ends_the_work_and_is_reported_kept_and_forgotten_at_the_next_start():
    broken, reported = [True], []

    def piece():
        if broken:
            raise ArithmeticError("the loss is not finite")
        return False

    worker = Worker(piece, lambda: reported.append(worker.error))
    worker.start()
    wait_until(lambda: reported)
    assert str(worker.error) == "the loss is not finite" and reported == [worker.error]
    assert not worker.running
    worker.step()
    assert str(worker.error) == "the loss is not finite"
    worker.reset()
    assert worker.error is None
    broken.clear()
    worker.start()
    wait_until(lambda: len(reported) == 2)
    assert worker.error is None


@pytest.mark.parametrize("trouble", [RuntimeError("can't start new thread"), KeyboardInterrupt()])
def test_a_start_that_fails_leaves_nothing_running(counting, monkeypatch, trouble):
    start = threading.Thread.start

    def start_and_fail(thread):
        start(thread)
        raise trouble

    monkeypatch.setattr(threading.Thread, "start", start_and_fail)
    with pytest.raises(type(trouble)):
        counting.worker.start()
    assert not counting.worker.running and counting.count == 0
    wait_until(lambda: not any(thread.name == "mlp worker" for thread in threading.enumerate()))
    assert counting.count == 0


def test_an_interrupt_of_an_idle_kernel_pauses_and_reports(counting):
    async def kernel():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what an idle kernel does
        counting.worker.start()
        await asyncio.sleep(0)
        signal.raise_signal(signal.SIGINT)
        assert not counting.worker.running
        assert counting.reported[-1] == counting.count

    before = signal.getsignal(signal.SIGINT)
    try:
        asyncio.run(kernel())
    finally:
        signal.signal(signal.SIGINT, before)
    wait_until(counting.no_thread_is_left)


def test_outside_a_notebook_the_interrupt_stays_as_it_was(counting):
    before = signal.getsignal(signal.SIGINT)
    counting.worker.start()
    assert signal.getsignal(signal.SIGINT) is before
