"""Schedules: by hand, beside PyTorch's lr_scheduler, within their bounds, and bad settings refused."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp.training.schedules import (
    Constant,
    Cosine,
    Exponential,
    InverseTime,
    OneCycle,
    Step,
    WarmUp,
    check_schedule,
)
from tests.requirements import require

STEPS = 40
ALL = [
    Constant(),
    Exponential(0.9),
    InverseTime(0.01),
    Step(every=10),
    Cosine(30, final=0.1),
    OneCycle(30),
    WarmUp(5, Cosine(30)),
]


def theirs(make, steps=STEPS):
    """The learning rates of a scheduler of PyTorch over `steps` of its own steps, from a rate of 1."""
    torch = require("torch", "schedules compared with PyTorch's")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, rates = make(torch.optim.lr_scheduler, optimizer), []
    for number in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if number < steps - 1:
            scheduler.step()
    return rates


def by_iteration(schedule, steps=STEPS):
    return [schedule(iteration, 0) for iteration in range(steps)]


def by_epoch(schedule, epochs=STEPS):
    return [schedule(100 * epoch, epoch) for epoch in range(epochs)]


def same(ours, others):
    assert ours == pytest.approx(others, rel=0, abs=1e-12)


def test_exponential_as_pytorch():
    same(by_epoch(Exponential(0.9)), theirs(lambda lr, optimizer: lr.ExponentialLR(optimizer, gamma=0.9)))


def test_step_as_pytorch():
    same(by_epoch(Step(every=7, factor=0.5)), theirs(lambda lr, optimizer: lr.StepLR(optimizer, 7, gamma=0.5)))


def test_cosine_as_pytorch_until_its_end():
    """After it PyTorch's goes up again; ours stays."""
    ours = by_iteration(Cosine(30, final=0.1))
    same(ours[:31], theirs(lambda lr, optimizer: lr.CosineAnnealingLR(optimizer, 30, eta_min=0.1), 31))
    same(ours[30:], [0.1] * 10)


def test_warm_up_as_pytorchs_linear():
    """From 1/8 to 1 in 8 steps: PyTorch counts the 7 steps between them."""
    linear = theirs(lambda lr, optimizer: lr.LinearLR(optimizer, start_factor=1 / 8, total_iters=7))
    same(by_iteration(WarmUp(8)), linear)


def test_inverse_time_as_a_lambda_of_pytorch():
    same(
        by_iteration(InverseTime(0.1)),
        theirs(lambda lr, optimizer: lr.LambdaLR(optimizer, lambda i: 1 / (1 + 0.1 * i))),
    )


def test_one_cycle_as_pytorch_where_both_count_alike():
    """PyTorch's reaches its peak at 0.3 · 40 - 1 and its end at 40 - 1, ours at 0.3 · 40 and 40: one step later."""
    pytorch = theirs(lambda lr, optimizer: lr.OneCycleLR(optimizer, 1.0, total_steps=40, cycle_momentum=False))
    same(by_iteration(OneCycle(39, warm_up=(0.3 * 40 - 1) / 39)), pytorch)
    ours = by_iteration(OneCycle(40))
    assert pytorch.index(max(pytorch)) == 11 and ours.index(max(ours)) == 12
    assert pytorch[39] == pytest.approx(4e-6) and OneCycle(40)(40, 0) == pytest.approx(4e-6)


@pytest.mark.parametrize("schedule, iteration, epoch, factor", [
    (Constant(), 10_000, 7, 1.0),
    (Exponential(), 999, 2, 0.81),
    (InverseTime(0.1), 10, 0, 0.5),
    (InverseTime(0.1), 4689, 9, 1 / 469.9),  # report 002's setting at its last iteration
    (Step(every=3), 0, 2, 1.0), (Step(every=3), 0, 3, 0.1), (Step(every=3), 0, 6, 0.01),
    (Cosine(100), 0, 0, 1.0), (Cosine(100), 50, 0, 0.5), (Cosine(100), 100, 0, 0.0),
    (Cosine(100), 25, 0, (2 + 2**0.5) / 4),
    (Cosine(100, final=0.2), 50, 0, 0.6), (Cosine(100, final=0.2), 1000, 0, 0.2),
    (OneCycle(100), 0, 0, 0.04), (OneCycle(100), 15, 0, 0.52), (OneCycle(100), 30, 0, 1.0),
    (OneCycle(100), 65, 0, (1 + 4e-6) / 2), (OneCycle(100), 200, 0, 4e-6),
    (WarmUp(4), 0, 0, 0.25), (WarmUp(4), 3, 0, 1.0), (WarmUp(4), 4, 0, 1.0),
    (WarmUp(4, Exponential(0.5)), 1, 2, 0.125), (WarmUp(4, lambda iteration, epoch: 3.0), 9, 0, 3.0),
])  # fmt: skip
def test_by_hand(schedule, iteration, epoch, factor):
    assert schedule(iteration, epoch) == pytest.approx(factor, abs=1e-12)


@given(st.sampled_from(ALL), st.integers(0, 10**6), st.integers(0, 200))
def test_every_factor_is_a_float_between_0_and_1(schedule, iteration, epoch):
    factor = schedule(iteration, epoch)
    assert isinstance(factor, float) and 0 <= factor <= 1


@given(st.integers(2, 500), st.floats(0.05, 0.95))
def test_one_cycle_goes_up_then_down_and_never_leaves_its_bounds(iterations, warm_up):
    factors = by_iteration(OneCycle(iterations, warm_up, start=0.2, final=0.1), iterations + 5)
    peak = factors.index(max(factors))
    assert factors[: peak + 1] == sorted(factors[: peak + 1])
    assert factors[peak:] == sorted(factors[peak:], reverse=True)
    assert abs(peak - warm_up * iterations) <= 1 and min(factors) >= 0.1 and factors[-1] == pytest.approx(0.1)


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_it_can_be_written_down_and_pickled(schedule):
    """A checkpoint compares what a schedule says of itself."""
    assert eval(repr(schedule)) == schedule == pickle.loads(pickle.dumps(schedule))
    with pytest.raises(AttributeError):
        schedule.decay = 0.5


@pytest.mark.parametrize("make, words", [
    (lambda: Exponential(0), "decay is 0; expected a finite number above 0 and at most 1"),
    (lambda: Exponential(1.1), "decay is 1.1"),
    (lambda: InverseTime(-1), "decay is -1; expected a finite number of at least 0"),
    (lambda: Step(0), "every is 0; expected a whole number, 1 or more"),
    (lambda: Step(2, factor=0), "factor is 0"),
    (lambda: Cosine(0), "iterations is 0"),
    (lambda: Cosine(10.5), "iterations is 10.5"),
    (lambda: Cosine(10, final=2), "final is 2"),
    (lambda: OneCycle(10, warm_up=0), "warm_up is 0; expected a finite number above 0 and below 1"),
    (lambda: OneCycle(10, warm_up=1), "warm_up is 1"),
    (lambda: OneCycle(10, start=-0.1), "start is -0.1"),
    (lambda: OneCycle(10, final=1.5), "final is 1.5"),
    (lambda: WarmUp(0), "iterations is 0"),
    (lambda: WarmUp(5, 0.9), "then is 0.9; expected a function .iteration, epoch. -> factor"),
    (lambda: check_schedule("schedule", "cosine"), "schedule is 'cosine'"),
])  # fmt: skip
def test_bad_settings_are_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()
