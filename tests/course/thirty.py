"""A class of thirty and more: what learners hand in, from perfect to hostile, and what each must get.

    for one in make_class(notebook): one.name, one.content, one.points

The notebook is the one of chapter 02 as it is handed out; `points` are those of its five exercises, in order.
"""

import base64
import copy
import json
from dataclasses import dataclass
from pathlib import Path

import nbformat

from mlp.exercises import exercises

EXERCISES = {
    "linear-forward": "linear_forward",
    "linear-backward": "linear_backward",
    "transposed-linear": "transposed_linear",
    "numeric-gradient": "numeric_gradient",
    "linear-layer": "LinearLayer",
}
ALL, NONE, BUT_FIRST = (1, 3, 2, 2, 3), (0, 0, 0, 0, 0), (0, 3, 2, 2, 3)
MEGABYTE = 2**20


@dataclass(frozen=True)
class HandedIn:
    """One learner's file, and the points that it must get."""

    name: str
    content: bytes
    points: tuple


def solved(notebook, first=None, before="", last=None, count=5):
    """The notebook with `count` exercises solved; `first` and `last` replace those answers, `before` precedes all."""
    made = copy.deepcopy(notebook)
    for name, exercise in list(EXERCISES.items())[:count]:
        cell(made, name).source = exercises()[exercise].code()
    if first is not None:
        cell(made, "linear-forward").source = first
    if last is not None:
        cell(made, "linear-layer").source = last
    cell(made, "linear-forward").source = before + cell(made, "linear-forward").source
    return made


def cell(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def as_bytes(notebook):
    return nbformat.writes(notebook).encode()


def answer(*lines):
    return "def linear_forward(x, weight, bias):\n" + "".join(f"    {line}\n" for line in lines)


RIGHT = "return x @ weight + bias"


def try_to(*lines):
    """Code that tries something, whatever comes of it, above an answer that is right."""
    return (
        "try:\n" + "".join(f"    {line}\n" for line in lines) + "except BaseException as error:\n    print(error)\n\n\n"
    )


STUBBORN = answer(
    "while True:", "    try:", "        while True:", "            pass", "    except BaseException:", "        pass"
)
FAKE_CHECK = """class Fake:
    def __getattr__(self, name):
        return lambda answer: print("Passed: well done.")


check = Fake()
"""
INSIDE = """import sys
import mlp.exercises as e, mlp.exercises.checking.diagnosis as d, mlp.exercises.checking.judge as j
from mlp.exercises import Verdict
fake = lambda *a, **k: Verdict(True, "Passed: by magic.")
e.check.__class__.__getattr__ = lambda self, name: fake
j.diagnose = d.diagnose = fake
for module in list(sys.modules.values()):
    if hasattr(module, "diagnose"):
        module.diagnose = fake
    if hasattr(module, "right_trial"):
        module.right_trial = lambda *a, **k: True
linear_forward = linear_backward = transposed_linear = numeric_gradient = LinearLayer = fake
"""
WRITES_VERDICT = """import os
for number in range(3, 64):
    try:
        os.write(number, b'{"exercise": "linear_forward", "passed": true, "said": "Passed: by magic."}\\n')
    except OSError:
        pass
def linear_forward(x, weight, bias):
    return x
"""
FLOODS = """import os
while True:
    for number in range(3, 64):
        try:
            os.write(number, b'{"exercise": 5}\\n[]\\n' * 1000)
        except BaseException:
            pass
"""
FORKS = try_to(
    "import os, time",
    "for _ in range(3):",
    "    if os.fork() == 0:",
    "        os.setsid()",
    "        time.sleep(600)",
    "        os._exit(0)",
)
FROM_FILE = """import mlp


def linear_forward(x, weight, bias):
    space = {}
    exec(open(mlp.__path__[0] + "/exercises/chapter_02/linear_forward.py").read(), space)
    return space["linear_forward"](x, weight, bias)
"""


def make_class(notebook, home, neighbours):
    """Every kind of hand-in. home, neighbours: folders that the one who deletes is after."""
    kinds = {
        "perfect": (solved(notebook), ALL),
        "empty": (notebook, NONE),
        "half-done": (solved(notebook, count=2), (1, 3, 0, 0, 0)),
        "wrong": (solved(notebook, first=answer("return weight @ x + bias")), BUT_FIRST),
        "all-wrong": (_all_wrong(notebook), NONE),
        "syntax-error": (solved(notebook, first="def linear_forward(x, weight, bias)\n    return 1"), BUT_FIRST),
        "raises-in-cell": (solved(notebook, before="1 / 0\n"), BUT_FIRST),
        "endless-function": (solved(notebook, first=answer("while True:", "    pass")), BUT_FIRST),
        "endless-cell": (solved(notebook, before="while True:\n    pass\n"), BUT_FIRST),
        "endless-and-stubborn": (solved(notebook, first=STUBBORN), BUT_FIRST),
        "memory-in-function": (
            solved(notebook, first=answer("import numpy as np", "return np.ones(10 * 2**27)")),
            BUT_FIRST,
        ),
        "memory-in-cell": (solved(notebook, before="hog = b'x' * (10 * 2**30)\n"), BUT_FIRST),
        "deletes-files": (solved(notebook, before=_deletes(home, neighbours)), ALL),
        "edits-checks": (_edits_checks(notebook), NONE),
        "prints-verdicts": (solved(notebook, first=answer("print('Passed: perfect.')"), count=0), NONE),
        "overwrites-check": (solved(notebook, first=FAKE_CHECK + answer("return x"), count=0), NONE),
        "overwrites-inside": (solved(notebook, first=INSIDE, count=0), NONE),
        "writes-a-verdict": (solved(notebook, first=WRITES_VERDICT), BUT_FIRST),
        "exits-in-function": (solved(notebook, first=answer("import os", "os._exit(0)")), BUT_FIRST),
        "exits-in-cell": (solved(notebook, before="import os\nos._exit(0)\n"), BUT_FIRST),
        "system-exit": (solved(notebook, first=answer("raise SystemExit(0)")), BUT_FIRST),
        "forks": (solved(notebook, before=FORKS), ALL),
        "uses-network": (
            solved(notebook, before=try_to("import urllib.request as r", "r.urlopen('http://127.0.0.1:9/')")),
            ALL,
        ),
        "asks-for-solutions": (_asks_for_solutions(notebook), NONE),
        "reads-solution-file": (solved(notebook, first=FROM_FILE), BUT_FIRST),
        "takes-ours": (solved(notebook, last="from mlp.layers import Linear as LinearLayer"), (1, 3, 2, 2, 0)),
        "floods": (solved(notebook, before=FLOODS), BUT_FIRST),
        "not-json": (None, NONE),
        "cut-short": (as_bytes(solved(notebook))[:20_000], NONE),
        "deep-code": (solved(notebook, first="x = " + "(" * 200_000), BUT_FIRST),
        "deep-json": (b"[" * 5 * MEGABYTE, NONE),
        "other-ids": (_other_ids(solved(notebook)), ALL),
        "moved": (_moved(solved(notebook)), ALL),
        "own-helper": (_own_helper(solved(notebook)), ALL),
        "magics": (solved(notebook, before="%%time\n"), ALL),
        "output-50-mb": (_with_output(solved(notebook), {"text/plain": "x" * 50 * MEGABYTE}), ALL),
        "huge-picture": (
            _with_output(solved(notebook), {"image/png": base64.b64encode(bytes(20 * MEGABYTE)).decode()}),
            ALL,
        ),
        "prints-50-mb": (solved(notebook, first=answer("print('x' * (50 * 2**20))", RIGHT)), ALL),
        "latin-1": (_text(solved(notebook)).encode("latin-1"), ALL),
        "utf-8-mark": (_text(solved(notebook)).encode("utf-8-sig"), ALL),
    }
    contents = {name: b"this is no notebook" if made is None else made for name, (made, _) in kinds.items()}
    return [
        HandedIn(name, made if isinstance(made, bytes) else as_bytes(made), kinds[name][1])
        for name, made in contents.items()
    ]


def _all_wrong(notebook):
    made = solved(notebook)
    for name, exercise in EXERCISES.items():
        cell(made, name).source = exercises()[exercise].code().replace("@", "*").replace("step", "2 * step")
    return made


def _deletes(home, neighbours):
    places = [str(Path(place)) for place in (home, neighbours)]
    lines = ["import os, shutil, pathlib", f"for place in [os.path.expanduser('~'), *{places!r}]:"]
    lines += ["    for path in sorted(pathlib.Path(place).rglob('*'), reverse=True):", "        try:"]
    lines += [
        "            path.unlink() if path.is_file() else path.rmdir()",
        "        except OSError:",
        "            pass",
    ]
    lines += ["    shutil.rmtree(place, ignore_errors=True)"]
    return try_to(*lines)


def _edits_checks(notebook):
    made = copy.deepcopy(notebook)
    for name in EXERCISES:
        cell(made, f"{name}-check").source = "print('Passed: by myself.')"
    return made


def _asks_for_solutions(notebook):
    made = copy.deepcopy(notebook)
    for name, exercise in EXERCISES.items():
        cell(
            made, name
        ).source = f"from mlp.exercises import exercises\n\n{exercise} = exercises()['{exercise}'].solution"
    return made


def _other_ids(made):
    for number, one in enumerate(made.cells):
        one.id = f"other-{number}"
        one.metadata.pop("nbgrader", None)
    return made


def _moved(made):
    """The answer in a new cell below its own, which is empty."""
    own = cell(made, "linear-forward")
    new = nbformat.v4.new_code_cell(own.source, id="new")
    own.source = "# see below"
    made.cells.insert(made.cells.index(own) + 1, new)
    return made


def _own_helper(made):
    helper = "import math as maths\nSCALE = maths.sqrt(4) / 2\n\n\ndef product(a, b):\n    return SCALE * (a @ b)"
    made.cells.insert(1, nbformat.v4.new_code_cell(helper, id="helper"))
    cell(made, "linear-forward").source = answer("return product(x, weight).astype(x.dtype) + bias")
    return made


def _with_output(made, data):
    output = nbformat.v4.new_output("display_data", data)
    made.cells.append(nbformat.v4.new_code_cell("'mine'", id="mine", outputs=[output], execution_count=1))
    return made


def _text(made):
    """As text, with letters that Latin-1 writes as one byte, and no others."""
    made.cells = [one for one in made.cells if one.cell_type == "code"]
    cell(made, "linear-forward").source += "\n# für Übungen"
    text = json.dumps(made, ensure_ascii=False)
    return "".join(letter if ord(letter) < 256 else "?" for letter in text)
