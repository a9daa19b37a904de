"""Nothing in the package assumes Linux: what only some systems have is asked for first. CI has no other to try."""

import ast
import os
import textwrap
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mlp"
MODULES = sorted(PACKAGE.rglob("*.py"))
NOWHERE_NEEDED = {"fork", "forkpty", "symlink", "symlink_to", "hardlink_to", "system", "popen", "mkfifo"}
POSIX_ALONE = {"geteuid", "getuid", "getgid", "killpg", "setsid", "getpgid", "sched_getaffinity", "setrlimit", "nice"}
POSIX_MODULES = {"resource", "fcntl", "pwd", "grp", "pty", "termios"}
TEXT = {"read_text", "write_text"}


def assumptions(text):
    """A line for each thing in a module's `text` that not every system has or does."""
    tree, found = ast.parse(text), []
    tried = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Try) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "os":
            if node.attr in NOWHERE_NEEDED:
                found.append(f"line {node.lineno}: os.{node.attr}")
            elif node.attr in POSIX_ALONE and f'hasattr(os, "{node.attr}")' not in text and id(node) not in tried:
                found.append(f"line {node.lineno}: os.{node.attr}, which Windows lacks")
        elif isinstance(node, ast.Attribute) and node.attr in ("symlink_to", "hardlink_to"):
            found.append(f"line {node.lineno}: {node.attr}")
        elif isinstance(node, ast.Import) and id(node) not in tried:
            found += [f"line {node.lineno}: {name.name}" for name in node.names if name.name in POSIX_MODULES]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/tmp"):
            found.append(f"line {node.lineno}: a fixed temporary folder")
        elif isinstance(node, ast.Call):
            found += [f"line {node.lineno}: {said}" for said in _of_call(node)]
    return found


def _of_call(call):
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    keywords = {keyword.arg: getattr(keyword.value, "value", None) for keyword in call.keywords}
    if keywords.get("shell"):
        yield "a shell"
    if name == "get_context" and any(getattr(argument, "value", "") == "fork" for argument in call.args):
        yield "a forked process"
    mode = next((argument.value for argument in call.args[1:2] if isinstance(argument, ast.Constant)), "r")
    is_open = isinstance(call.func, ast.Name) and name == "open" and "b" not in str(mode)
    if (is_open or name in TEXT) and "encoding" not in keywords:
        yield f"{name} without an encoding, which differs from system to system"


WHY = {
    "exercises/checking/limit.py": "/proc, where there is a module `resource` as well, has digits in any encoding",
    "course/grading/": "grading says itself on which systems its walls stand",
    "course/wheel.py": "the metadata of a package are read as UTF-8, and take no other encoding",
}


def test_no_module_assumes_a_system():
    found = {path.relative_to(PACKAGE).as_posix(): assumptions(path.read_text("utf-8")) for path in MODULES}
    assert {name: lines for name, lines in found.items() if lines and not name.startswith(tuple(WHY))} == {}


@pytest.mark.parametrize(
    "code",
    [
        "os.fork()",
        "os.geteuid()",
        "import resource",
        "subprocess.run('ls', shell=True)",
        "path.symlink_to(other)",
        "folder = '/tmp/course'",
        "path.read_text()",
        "open(path)",
        "multiprocessing.get_context('fork')",
    ],
)
def test_an_assumption_is_found(code):
    assert len(assumptions(code)) == 1


def test_what_is_asked_for_first_is_no_assumption():
    code = """
    import os
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        pass
    try:
        import resource
    except ImportError:
        pass
    open(path, "rb")
    path.read_text(encoding="utf-8")
    """
    assert assumptions(textwrap.dedent(code)) == []
    assert hasattr(os, "geteuid") or os.name == "nt"
