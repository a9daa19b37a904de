"""The lists of packages agree with each other and with the code; nothing in them belongs to one machine."""

import os
import re
import runpy
import subprocess
import sys

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from tests.packages import (
    ROOT,
    conda_packages,
    declared,
    declared_anywhere,
    import_name,
    imported_in,
    imported_packages,
    pinned,
    project_table,
)
from tests.requirements import require_program

ENVIRONMENT = (ROOT / "environment.yml").read_text()
CONSTRAINTS = (ROOT / "constraints.txt").read_text()

# Used as a program or a plug-in and not imported: package -> a file that uses it, and how.
PROGRAMS = {
    "ipykernel": ("mlp/course", '"python3"'),
    "pytest-xdist": ("pyproject.toml", '"--dist=loadscope"'),
    "nbval": ("pyproject.toml", '"--nbval"'),
    "hatchling": ("tests/course/test_wheel.py", '"hatchling"'),
    "nbgrader": ("benchmarks/grading.py", '"nbgrader"'),
    "ruff": ("tests/test_setup.py", '"ruff"'),
}


TEST_NOTEBOOKS = {"pytest", "pytest-xdist", "nbval"}  # of the extra `test`: what `pytest --nbval notebooks` needs


def disagreements(environment):
    """Return a line for each package that `environment` lists otherwise than pyproject.toml does."""
    conda, _ = conda_packages(environment)
    tested_with = {name: bounds for name, bounds in declared("test").items() if name in TEST_NOTEBOOKS}
    wanted = declared() | declared("lab") | tested_with | {"python": SpecifierSet(project_table()["requires-python"])}
    wanted["pip"] = SpecifierSet()  # installs the course itself
    return [
        f"{name}: environment.yml has {conda.get(name)!r}, pyproject.toml {wanted.get(name)!r}"
        for name in sorted(conda | wanted)
        if conda.get(name) != wanted.get(name)
    ]


def test_environment_agrees_with_pyproject():
    assert disagreements(ENVIRONMENT) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("- numpy >=2.0", "- numpy >=2.1"),
        ("- numpy >=2.0", "- numpy"),
        ("  - numpy >=2.0\n", ""),
        ("  - nbval >=0.11\n", ""),
        ("- numpy >=2.0", "- numpy >=2.0\n  - sympy >=1.0"),
        ("- python >=3.11", "- python >=3.10"),
    ],
)
def test_a_wrong_environment_is_found(right, wrong):
    assert right in ENVIRONMENT
    assert len(disagreements(ENVIRONMENT.replace(right, wrong))) == 1


COLLECT = """
import sys
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hide())
import pytest
sys.exit(pytest.main([*{plugins}, "--nbval", "--collect-only", "-q", "notebooks"]))
"""
PLUGINS = {"pytest-xdist": "xdist.plugin", "nbval": "nbval.plugin"}  # which pytest finds by itself where they are


def test_the_chapters_can_be_tested_with_what_the_environment_has():
    """All that conda's environment lacks is hidden; then pytest reads its settings and finds every cell."""
    there = set(conda_packages(ENVIRONMENT)[0]) | {"packaging", "pyyaml"}  # which pytest and JupyterLab bring with them
    hidden = [import_name(name) for name in declared_anywhere() if name not in there]
    assert {"hypothesis", "playwright", "torch"} <= set(hidden) and "nbval" not in hidden
    plugins = [word for name in there & set(PLUGINS) for word in ("-p", PLUGINS[name])]
    command = [sys.executable, "-c", COLLECT.format(hidden=hidden, plugins=plugins)]
    only_those = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(command, cwd=ROOT, env=only_those, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    for chapter in sorted((ROOT / "notebooks").glob("*.ipynb")):
        assert f"{chapter.name}::Cell 0" in run.stdout


def test_a_line_that_conda_would_refuse_is_found():
    with pytest.raises(Exception, match="unable to parse version spec"):
        conda_packages(ENVIRONMENT.replace("- numpy >=2.0", '- "numpy=>2.1,,<3"'))


def test_environment_takes_all_from_conda_forge_but_the_course_itself():
    environment = yaml.safe_load(ENVIRONMENT)
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert set(environment) == {"name", "channels", "dependencies"}
    assert conda_packages(ENVIRONMENT)[1] == ["-e ."]


def test_constraints_pin_every_declared_package_within_its_bounds():
    versions = pinned(CONSTRAINTS)
    for name, bounds in declared_anywhere().items():
        assert name in versions, f"{name} is declared in pyproject.toml and not pinned in constraints.txt"
        assert versions[name] in bounds, f"{name}=={versions[name]} is outside {bounds}"


def test_the_oldest_versions_are_those_that_pyproject_allows():
    names = runpy.run_path(str(ROOT / "tools" / "try_versions.py"))
    oldest = pinned("\n".join(names["oldest"]((ROOT / "pyproject.toml").read_text())))
    wanted = declared().keys() | set().union(*map(declared, names["EXTRAS"]))
    assert oldest.keys() == wanted
    assert all(SpecifierSet(f">={oldest[name]}") == declared_anywhere()[name] for name in wanted)


def test_constraints_hold_nothing_that_belongs_to_one_machine():
    graphics_card = [name for name in pinned(CONSTRAINTS) if re.match("nvidia|cuda|triton", name)]
    assert graphics_card == []


@pytest.mark.parametrize(
    "line",
    ["torch==2.13.0+cpu", "numpy>=2.0", "mlp-course @ file:///home/me/mlp", "-e .", "numpy==2.0 --hash=x"],
)
def test_a_wrong_line_in_constraints_is_found(line):
    with pytest.raises(ValueError, match="expected name==version"):
        pinned(CONSTRAINTS + line)


def test_every_import_is_declared():
    everything = set(declared_anywhere())
    for places, allowed in [
        (["mlp", "notebooks/source"], set(declared()) | set().union(*map(declared, ("lab", "slides", "sklearn")))),
        (["tests", "benchmarks"], everything),
    ]:
        undeclared = {name: files for name, files in imported_in(*places).items() if name not in allowed}
        assert undeclared == {}


def test_only_the_building_of_chapters_needs_the_extra_lab():
    elsewhere = {
        name: [file for file in files if not file.startswith("mlp/course/")]
        for name, files in imported_in("mlp", "notebooks/source").items()
        if name in declared("lab")
    }
    assert not any(elsewhere.values()), elsewhere


def test_only_the_estimator_and_its_study_need_scikit_learn():
    found = imported_in("mlp", "notebooks/source")
    assert {name: found[name] for name in declared("sklearn")} == {
        "scikit-learn": {"mlp/estimator.py", "mlp/studies/estimators.py"}
    }


def test_every_declared_package_is_used():
    assert set(declared()) - set(imported_in("mlp", "notebooks/source")) == set()
    used = set(imported_in("mlp", "notebooks/source", "tests", "benchmarks")) | set(PROGRAMS)
    assert set(declared_anywhere()) - used == set()


@pytest.mark.parametrize("package", PROGRAMS)
def test_a_package_used_as_a_program_is_named_where_it_is_used(package):
    place, words = PROGRAMS[package]
    path = ROOT / place
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    assert any(words in file.read_text() for file in files)


def test_imports_are_found_wherever_they_stand():
    source = 'import os\nfrom PIL import Image\ndef f():\n    import yaml.nodes\n    require("sklearn.svm", "why")'
    assert imported_packages(source) == {"pillow", "pyyaml", "scikit-learn"}


def files_in_git():
    """Return the paths of all files that git tracks here."""
    git = require_program("git", "lists the project's files")
    listing = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listing.stdout.split("\0")[:-1]


def test_no_file_names_a_package_index():
    option = re.compile(rb"--(extra-)?index-url|--find-links|--trusted-host|/simple/|/whl/|file:///(opt|work|root)")
    here = "tests/test_setup.py"
    suspects = [name for name in files_in_git() if name != here and not name.endswith(".gz")]
    assert [name for name in suspects if option.search((ROOT / name).read_bytes())] == []
    assert option.search((ROOT / here).read_bytes())


def test_git_ignores_what_the_commands_make():
    git = require_program("git", "reads .gitignore")
    made = [".venv/bin/python", "work/00_start_here.ipynb", "mlp/__pycache__/data.pyc"]
    ignored = subprocess.run([git, "check-ignore", *made], cwd=ROOT, capture_output=True, text=True)
    assert ignored.stdout.split() == made


def test_the_citation_gives_the_package_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == project_table()["version"]
    assert citation["license"] == project_table()["license"]


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_the_code_follows_ruff(command):
    run = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "."], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
