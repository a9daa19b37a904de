"""`import mlp` is light, and no floor of the package imports from above itself."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mlp"
FLOORS = [  # lowest first; a module imports only from floors below its own
    {"checks", "idx", "archive", "history", "picture"},
    {"metrics", "intervals", "smoothing", "download", "scaling", "initializers", "schedules", "augmentation"},
    {"batches", "callbacks", "checkpoints", "resume"},
    {"data", "toys", "surfaces"},
    {"layer", "losses"},
    {"layers", "calibration"},
    {"network"},
    {"optimizers", "gradient_check", "evaluation", "signals", "inside"},
    {"trainer"},
    {"range_test", "search"},
    {"reports", "pretrained", "search_study", "label_noise"},
    {"plots"},
    {"widgets", "exercises"},
    {"course"},
]
HEAVY = {"matplotlib", "ipywidgets", "pandas", "seaborn", "IPython", "PIL"}


def test_importing_the_package_loads_nothing_heavy():
    code = f"import sys, mlp; print(*sorted({HEAVY} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""


def floor_of(name):
    return next((number for number, floor in enumerate(FLOORS) if name in floor), None)


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert floor_of(own) is not None, f"say on which floor {own} stands"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = [
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and not node.level
    ]
    for module in imported:
        parts = module.split(".")
        if parts[0] == "mlp" and len(parts) > 1 and parts[1] != own:
            assert floor_of(parts[1]) < floor_of(own), f"{own} imports from {module}, which does not stand below it"
