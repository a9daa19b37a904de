"""Reads what the project declares (pyproject.toml, environment.yml, constraints.txt) and what its code imports."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).parents[1]

# What conda-forge and import statements call by another name than the package index.
CONDA_NAMES = {"matplotlib-base": "matplotlib", "seaborn-base": "seaborn"}
IMPORT_NAMES = {
    "PIL": "pillow",
    "mathjax": "django-static-mathjax",
    "rattler": "py-rattler",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


def project_table():
    """Return the table [project] of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def declared(extra=None):
    """Return name -> bounds of the project's own dependencies, or of one of its extras."""
    project = project_table()
    lines = project["dependencies"] if extra is None else project["optional-dependencies"][extra]
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in requirements}


def declared_anywhere():
    """Return name -> bounds of the project's dependencies and of all its extras together."""
    packages = declared()
    for extra in project_table()["optional-dependencies"]:
        packages |= declared(extra)
    return packages


def conda_packages(text):
    """Return name -> bounds of the conda packages in an environment.yml's `text`, and the lines of its pip part.

    Names are those of the package index. A line that conda would refuse raises rattler's InvalidMatchSpecError.
    """
    conda, pip = {}, []
    for line in yaml.safe_load(text)["dependencies"]:
        if isinstance(line, dict):
            pip += line["pip"]
        else:
            match = MatchSpec(line, strict=True)
            name = match.name.normalized
            conda[canonicalize_name(CONDA_NAMES.get(name, name))] = SpecifierSet(str(match.version or ""))
    return conda, pip


def pinned(text):
    """Return name -> version of a constraints file's `text`; ValueError names a line that is not name==version."""
    versions = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        match = re.fullmatch(r"([A-Za-z0-9][\w.-]*)==(\d+(?:\.\w+)*)", line)
        if match is None:
            raise ValueError(f"expected name==version, got {line!r}")
        versions[canonicalize_name(match[1])] = match[2]
    return versions


def import_name(package):
    """Return the name by which code imports `package`."""
    names = {package: name for name, package in IMPORT_NAMES.items()}
    return names.get(package, package.replace("-", "_"))


def imported_packages(source):
    """Return the packages outside the standard library and this project that Python `source` imports.

    The tests' `require("torch", why)` counts as an import.
    """
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            modules.add(node.module)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "require":
            modules.add(ast.literal_eval(node.args[0]))
    tops = {module.partition(".")[0] for module in modules}
    outside = tops - sys.stdlib_module_names - {"mlp", "tests", "benchmarks"}
    return {canonicalize_name(IMPORT_NAMES.get(top, top)) for top in outside}


def imported_in(*places):
    """Return package -> the files that import it, of all Python files in these folders of the project."""
    found = {}
    for place in places:
        for path in sorted((ROOT / place).rglob("*.py")):
            for package in imported_packages(path.read_text()):
                found.setdefault(package, set()).add(str(path.relative_to(ROOT)))
    return found
