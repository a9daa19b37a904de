"""What makes a function this one and no other: the same text in every process, and another one for every edit."""

import contextlib
import functools
import os
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from mlp.data import Part
from mlp.data.augmentation import Augmentation
from mlp.training.identity import describe, fingerprint, is_own
from mlp.training.schedules import Cosine, WarmUp
from tests.packages import ROOT
from tests.training.training_samples import TRAIN


def made(source, **outside):
    """What `source` defines as `f`, in a module of its own in which the names `outside` stand."""
    module = {"__name__": "a notebook", "np": np, "functools": functools, "contextlib": contextlib, **outside}
    exec(source, module)
    return module["f"]


LAMBDA = "f = lambda iteration, epoch: 0.5 ** epoch"
FUNCTION = "def f(iteration, epoch, rate=0.5, *, low=0.1):\n    return max(low, rate ** epoch)"
CLASS = """
class Base:
    floor = 0.1
    def low(self): return self.floor
class Halving(Base):
    _power = 2
    def __init__(self, rate): self.rate = rate
    def __call__(self, iteration, epoch): return max(self.low(), self.scaled(self.rate) ** epoch, self.high)
    @staticmethod
    def scaled(rate): return rate / 2
    @property
    def high(self): return 1.0
    @functools.cached_property
    def far(self): return 3.0
f = Halving(0.5)
"""
OUTSIDE = "f = lambda iteration, epoch: RATES[epoch] if epoch < LAST else later(epoch)"
SAME = {  # what is edited: a source, what stands there, and what stands there afterwards
    "comments and lines": (LAMBDA, "f =", "\n\n# halve it\nf ="),
    "names of its own": ("def f(i):\n    x = i + 1\n    return x * 2", "x", "y"),
    "a docstring": (FUNCTION, "):", '):\n    """Halve it."""'),
    "a name that is not read": (LAMBDA, "f =", "g = 3\nf ="),
}
DIFFERENT = {
    "a constant": (LAMBDA, "0.5", "0.4"),
    "the kind of a constant": ("f = lambda i, e: 1", ": 1", ": 1.0"),
    "a sign of zero": ("f = lambda i, e: 0.0", "0.0", "-0.0"),
    "an operation": (LAMBDA, "**", "*"),
    "a function of NumPy": ("f = lambda i, e: np.sin(i)", "sin", "cos"),
    "a default": (FUNCTION, "rate=0.5", "rate=0.6"),
    "a keyword's default": (FUNCTION, "low=0.1", "low=0.2"),
    "the order of arguments": ("f = lambda i, e: i", "i, e", "e, i"),
    "an inner function": ("f = lambda i, e: [x * 2 for x in range(e)]", "* 2", "* 3"),
    "a set": ("f = lambda i, e: e in {'a', 'b'}", "'b'", "'c'"),
    "what try holds": ("def f(i, e):\n  try: x = 1\n  except ValueError: x = 2\n  return x", "ValueError", "KeyError"),
    "what stars take": ("def f(*a): return a", "*a", "**a"),
    "an attribute": (CLASS, "Halving(0.5)", "Halving(0.6)"),
    "a method": (CLASS, "** epoch", "* epoch"),
    "a constant of the class": (CLASS, "_power = 2", "_power = 3"),
    "a constant of the class above": (CLASS, "floor = 0.1", "floor = 0.2"),
    "a static method": (CLASS, "rate / 2", "rate / 3"),
    "a property": (CLASS, "1.0", "2.0"),
    "a cached property": (CLASS, "3.0", "4.0"),
    "whose method it is": (CLASS + "f = f.low", "Halving(0.5)", "Halving(0.6)"),
    "what partial gives": ("f = functools.partial(lambda rate, i, e: rate ** e, 0.5)", "0.5", "0.6"),
    "what partial calls": ("f = functools.partial(lambda rate, i, e: rate ** e, 0.5)", "**", "*"),
    "what lru_cache keeps": ("f = functools.lru_cache(lambda i, e: 0.5)", "0.5", "0.6"),
    "what wraps wraps": ("f = contextlib.contextmanager(lambda i, e: 0.5)", "0.5", "0.6"),
}


@pytest.mark.parametrize("edit", SAME)
def test_what_changes_nothing_changes_no_text(edit):
    source, before, after = SAME[edit]
    assert source.count(before) >= 1 and describe(made(source)) == describe(made(source.replace(before, after)))


@pytest.mark.parametrize("edit", DIFFERENT)
def test_an_edit_is_another_text(edit):
    source, before, after = DIFFERENT[edit]
    assert describe(made(source)) == describe(made(source)) != describe(made(source.replace(before, after)))


@pytest.mark.parametrize("outside", [
    {"LAST": 4},
    {"RATES": [1.0, 0.5, 0.2]},
    {"RATES": np.array([1.0, 0.5, 0.1], "float32")},
    {"later": made("f = lambda epoch: 0.02")},
    {"later": functools.partial(max, 0.1)},
])  # fmt: skip
def test_what_it_reads_from_outside_counts(outside):
    usual = {"LAST": 3, "RATES": [1.0, 0.5, 0.1], "later": made("f = lambda epoch: 0.01"), "unread": 3}
    before = describe(made(OUTSIDE, **usual))
    assert before == describe(made(OUTSIDE, **usual | {"unread": 4}))
    assert before != describe(made(OUTSIDE, **usual | outside))


def test_what_an_inner_function_reads_from_outside_counts():
    texts = {describe(made("f = lambda i, e: [RATE**e for _ in range(1)][0]", RATE=rate)) for rate in (0.5, 0.6)}
    assert len(texts) == 2


def test_without_logs_what_may_grow_does_not_count_and_numbers_and_functions_do():
    def text(**outside):
        return describe(made(OUTSIDE, **{"LAST": 3, "RATES": [1.0], "later": len} | outside), logs=False)

    assert text() == text(RATES=[1.0, 0.5]) == text(RATES={}) == text(RATES=np.zeros(3))
    assert len({text(), text(LAST=4), text(later=max)}) == 3


def test_a_module_of_ones_own_counts_as_far_as_it_is_read():
    texts = []
    for rate, unread in [(0.5, 1), (0.5, 2), (0.6, 2)]:
        module = ModuleType("mine")
        module.rate, module.unread = rate, unread
        texts.append(describe(made("f = lambda i, e: mine.rate ** e", mine=module)))
    assert texts[0] == texts[1] != texts[2]


def test_functions_that_call_each_other_have_a_text():
    source = "def f(i, e): return 1 if e < 1 else g(i, e - 1)\ndef g(i, e): return f(i, e - {}) / 2"
    assert describe(made(source.format(1))) == describe(made(source.format(1))) != describe(made(source.format(2)))


def test_plain_things_and_those_of_libraries_say_themselves():
    assert describe(Cosine(8)) == "Cosine(iterations=8, final=0.0)"
    assert describe(WarmUp(3, then=Cosine(8))) == "WarmUp(iterations=3, then=Cosine(iterations=8, final=0.0))"
    assert describe(np.sin) == "<ufunc 'sin'>" and describe(os.path.join).endswith(".join")
    assert describe({"a": [1, 2.0, None], "b": ("x",)}) == "('a': (1, 2.0, None), 'b': ('x'))"
    assert describe(object()) == "<object object>"
    assert describe(Augmentation(2, black=np.zeros(784))) != describe(Augmentation(2, black=np.ones(784)))
    assert describe(SimpleNamespace(x=np.zeros(5000))) != describe(SimpleNamespace(x=np.eye(1, 5000, 2500)[0]))
    assert describe(np.random.default_rng(0)) != describe(np.random.default_rng(1))


def test_what_is_ones_own():
    assert is_own(made(LAMBDA)) and is_own(type(made(CLASS))) and is_own(test_what_is_ones_own)
    assert not any(map(is_own, (describe, Cosine, np.mean, np.ndarray, os.path.join, int, functools.partial, os)))


SCRIPT = """
import numpy as np
from mlp.training.identity import describe
from tests.training.test_identity import CLASS, FUNCTION, OUTSIDE, made
things = [CLASS, FUNCTION, "f = lambda i, e: e in {'a', 'b', 'c', 'd'}", "f = {'a', 'b', 'c'}"]
print([describe(made(source)) for source in things])
print(describe(made(OUTSIDE, LAST=3, RATES={"a": {"x", "y", "z"}}, later=made(CLASS))))
"""


def test_it_is_the_same_text_in_every_process():
    printed = set()
    for seed in ("1", "2", "3"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", SCRIPT]
        printed.add(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout)
    assert len(printed) == 1 and b"code" in printed.pop()


def test_a_fingerprint_sees_every_pixel_and_every_label():
    prints = {fingerprint(TRAIN), fingerprint(None)}
    for row in range(100):
        images, labels = TRAIN.images.copy(), TRAIN.labels.copy()
        images[row, row % 4] += 1e-3
        labels[row] = (labels[row] + 1) % 3
        prints |= {fingerprint(Part(images, TRAIN.labels)), fingerprint(Part(TRAIN.images, labels))}
    assert len(prints) == 2 + 2 * 100
