"""`import mlp` is light; the rooms of the package stand on floors, and no import runs upward or in a circle."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mlp"
FLOORS = [  # lowest first; a module imports only from its own room and from floors below
    {"checks"},
    {"archive"},
    {"data", "initializers", "losses"},
    {"layers", "evaluation"},
    {"convolution"},
    {"network", "gradient_check"},
    {"training", "inside"},
    {"search", "estimator"},
    {"reports"},
    {"studies"},
    {"plots"},
    {"widgets", "exercises"},
    {"course"},
]
HEAVY = {"matplotlib", "ipywidgets", "pandas", "seaborn", "IPython", "PIL"}


def test_importing_the_package_loads_nothing_heavy():
    code = f"import sys, mlp; print(*sorted({HEAVY} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""


def test_a_newcomer_sees_at_most_twelve_folders_and_nine_files():
    inside = [path for path in PACKAGE.iterdir() if path.name != "__pycache__"]
    assert len([path for path in inside if path.is_dir()]) <= 12
    assert len([path for path in inside if path.is_file()]) <= 9


def floor_of(name):
    return next((number for number, floor in enumerate(FLOORS) if name in floor), None)


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def name_of(path):
    """mlp/data/idx.py -> "mlp.data.idx", mlp/data/__init__.py -> "mlp.data"."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path):
    """The modules of the package that the file imports, also those that a function imports when it is called."""
    known = {name_of(module) for module in modules()}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are written out in full, from mlp.… import …"
            names = {f"{node.module}.{alias.name}" for alias in node.names} & known
            yield from names or {node.module} & known


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path):
    own = name_of(path).split(".")[1]
    assert floor_of(own) is not None, f"say on which floor {own} stands"
    for module in imports(path):
        room = module.split(".")[1]
        assert room == own or floor_of(room) < floor_of(own), f"{own} imports from {module}, which is not below it"


def test_no_circle():
    files = [path for path in modules() if path.name != "__init__.py"]
    graph = {name_of(path): set(imports(path)) - {name_of(path)} for path in files}
    TopologicalSorter(graph).prepare()  # raises CycleError, with the circle


def test_the_readme_shows_the_floors_as_they_are():
    rows = re.findall(
        r"^\| (\d+) \| (.*?) \|", (PACKAGE.parent / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    shown = {int(number): set(re.findall(r"`(\w+)/?`", rooms)) for number, rooms in rows if "`" in rooms}
    assert shown == dict(enumerate(FLOORS, start=1))


def test_the_rooms_of_the_tests_are_those_of_the_package():
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    tests = {path.name for path in Path(__file__).parent.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert tests - {"browser", "notebooks"} == rooms
