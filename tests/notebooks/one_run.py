"""One run of a chapter serves three comparisons: nbval's of the words, and here those of the pictures and the guards.

Together with `test_chapter_is_what_its_source_makes`, which compares what needs no run, this is what
`python -m mlp.course build --check` finds; that command runs the chapter by itself.

Another matplotlib draws other pixels. Where one is installed that did not draw the stored pictures, they are compared
by their size alone.
"""

import functools
import json
import re
from importlib.metadata import version
from pathlib import Path
from queue import Empty

from mlp.course.compare import TRAINED, WHY, same_pictures
from mlp.course.execute import TIMEOUT
from mlp.course.learner import guards
from mlp.course.source import read_source

CONSTRAINTS = Path(__file__).parents[2] / "constraints.txt"
DRAWN_BY = ("matplotlib", "seaborn", "pillow")


@functools.cache
def drawn_otherwise():
    """What draws here in another version than it drew the stored pictures: "matplotlib 3.8.4 (stored: 3.11.2)", …"""
    stored = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)$", CONSTRAINTS.read_text(encoding="utf-8")))
    here = {name: version(name) for name in DRAWN_BY}
    return [f"{name} {here[name]} (stored: {stored[name]})" for name in DRAWN_BY if here[name] != stored[name]]


def check_pictures(cell, outputs):
    """Raise AssertionError where the pictures of `outputs` are not those that the notebook's `cell` stores."""
    by_size = TRAINED in cell.metadata.get("tags", []) or bool(drawn_otherwise())
    assert same_pictures(json.dumps(cell.outputs), json.dumps(outputs), by_size), (
        f"cell {cell.id!r}: a picture differs ({WHY}). Rebuild with: python -m mlp.course build"
    )


def run_guards(path, cell, kernel):
    """Run, in nbval's `kernel`, what the source holds of `cell`; raise AssertionError where it does not hold."""
    source = path.parent / "source" / f"{path.stem}.py"
    for guard in _guards(source).get(cell.id, []) if source.exists() else []:
        error = run_in(kernel, guard.text)
        assert error is None, f"{source.name}, guard {guard.name!r}: {error}"


@functools.cache
def _guards(source):
    return guards(read_source(source))


def run_in(kernel, code):
    """Run `code` in an nbval kernel; return what it raised, as one line, or None. It shows nothing, so none is read."""
    message = kernel.kc.execute(code, store_history=False, allow_stdin=False, stop_on_error=False)
    try:
        kernel.await_idle(message, TIMEOUT)
        while True:
            reply = kernel.get_message("shell", TIMEOUT)
            if reply["parent_header"].get("msg_id") == message:
                break
    except Empty:
        kernel.interrupt()
        return f"still running after {TIMEOUT} s"
    content = reply["content"]
    return f"{content['ename']}: {content['evalue']}" if content["status"] == "error" else None
