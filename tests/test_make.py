"""The commands of the Makefile, tried in a copy of the project in which Python is a stand-in that only takes notes."""

import os
import re
import shutil
import subprocess

import pytest

from tests.packages import ROOT
from tests.requirements import require_program

# Says that it is Python 3.12, makes a .venv with itself in it, and notes what else it is asked to do.
# While the file `no-network` is there, its pip fails.
STAND_IN = """#!/bin/sh
case "$*" in
    *version_info*) echo 3.12 ;;
    *"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *"pip install"*) echo "$*" >>notes; echo "$PWD" >>places; [ ! -e no-network ] ;;
    *"import ensurepip"* | *"pip --version"*) ;;
    *) echo "$*" >>notes ;;
esac
"""


@pytest.fixture
def project(tmp_path):
    """A copy of the set-up, in a folder with a space in its name."""
    folder = tmp_path / "my course"
    folder.mkdir()
    for name in ["Makefile", "pyproject.toml", "constraints.txt"]:
        shutil.copy(ROOT / name, folder)
    for name in ["tools", ".ci"]:
        shutil.copytree(ROOT / name, folder / name)
    program(tmp_path / "python", STAND_IN)
    return folder


def program(path, text):
    """Write an executable file."""
    path.write_text(text)
    path.chmod(0o755)
    return path


def make(project, *words, **environment):
    """Run `make` in `project` without what an outer make, CI or a desktop sets, and with PYTHON as the stand-in."""
    unset = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "CI", "DISPLAY", "WAYLAND_DISPLAY"}
    outer = {name: value for name, value in os.environ.items() if name not in unset}
    return subprocess.run(
        [require_program("make", "runs the Makefile"), *words],
        cwd=project,
        env=outer | {"PYTHON": str(project.parent / "python")} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def notes(project):
    """Return what the stand-in was asked to do since the last call, one line each."""
    path = project / "notes"
    lines = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return lines


def sentence(run):
    """Return the one line that a failed run printed beside make's own; fail where there are more."""
    assert run.returncode != 0
    lines = [line for line in (run.stdout + run.stderr).splitlines() if not line.startswith("make")]
    assert len(lines) == 1, lines
    return lines[0]


def test_make_alone_lists_every_command(project):
    targets = re.search(r"^\.PHONY: (.*)$", (project / "Makefile").read_text(), re.MULTILINE)[1].split()
    listed = [line.split()[1] for line in make(project).stdout.splitlines()]
    assert listed == targets


@pytest.mark.parametrize("old", ["3.9", "2.7", "3.10", "Python 3.9.18"])
def test_an_old_python_gets_one_sentence(project, old):
    program(project.parent / "old", f"#!/bin/sh\necho {old}\n")
    said = sentence(make(project, "lab", PYTHON=str(project.parent / "old")))
    assert "needs Python 3.11 or newer" in said
    assert f"is Python {old.removeprefix('Python ')}" in said
    assert "https://www.python.org/downloads/" in said and "conda" in said
    assert not (project / ".venv").exists()


def test_a_missing_python_gets_one_sentence(project):
    assert "none was found (tried: no-such-python)" in sentence(make(project, "test", PYTHON="no-such-python"))


def test_a_python_without_venv_gets_one_sentence(project):
    bare = program(project.parent / "bare", STAND_IN.replace('*"import ensurepip"*', "*ensurepip*) exit 1 ;; x"))
    assert "apt install python3-venv" in sentence(make(project, "lab", PYTHON=str(bare)))


def test_the_first_fit_python_is_taken(project):
    folder = project.parent / "bin"
    folder.mkdir()
    program(folder / "python3", "#!/bin/sh\necho 3.9\n")
    program(folder / "python3.13", "#!/bin/sh\necho 'not installed' >&2; exit 127\n")
    program(folder / "python3.12", STAND_IN)
    run = make(project, "lab", PYTHON="", PATH=f"{folder}:{os.environ['PATH']}")
    assert run.returncode == 0, run.stderr
    assert (project / ".venv/bin/python").read_text() == STAND_IN


def test_lab_installs_once_and_runs_the_command(project):
    assert make(project, "lab").returncode == 0
    install, lab = notes(project)
    assert install.endswith("-c constraints.txt -e .[lab]")
    assert lab.split() == ["-m", "mlp.course", "lab"]
    assert make(project, "lab", "OPTIONS=--ip=0.0.0.0").returncode == 0
    assert notes(project) == ["-m mlp.course lab --ip=0.0.0.0"]


def test_a_failed_installation_is_taken_up_again(project):
    (project / "no-network").touch()
    run = make(project, "lab")
    assert run.returncode != 0 and "did not finish" in run.stderr
    assert len(notes(project)) == 1, "JupyterLab was started although the installation had failed"
    (project / "no-network").unlink()
    assert make(project, "lab").returncode == 0
    assert "pip install" in notes(project)[0]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_list_of_packages_is_installed(project, name):
    make(project, "lab")
    notes(project)
    with (project / name).open("a") as file:
        file.write("# changed\n")
    make(project, "lab")
    assert "pip install" in notes(project)[0]


def test_a_moved_folder_is_installed_where_it_is_now(project):
    make(project, "lab")
    moved = project.rename(project.parent / "moved")
    notes(moved)
    make(moved, "lab")
    assert "pip install" in notes(moved)[0]
    assert (moved / "places").read_text().splitlines()[-1] == str(moved)


@pytest.mark.parametrize("half", ["exit 1", 'case "$*" in *pip*) exit 1 ;; *) echo 3.12 ;; esac'])
def test_a_half_made_venv_is_made_again(project, half):
    (project / ".venv/bin").mkdir(parents=True)
    program(project / ".venv/bin/python", f"#!/bin/sh\n{half}\n")
    assert make(project, "lab").returncode == 0
    assert (project / ".venv/bin/python").read_text() == STAND_IN


def test_work_copies_the_chapters(project):
    assert make(project, "work").returncode == 0
    assert notes(project)[-1] == "-m mlp.course work"


@pytest.mark.parametrize(("ci", "extras"), [("", "[lab,test]"), ("true", "[lab,test,bench,distributed,slides]")])
def test_test_runs_pytest_with_what_it_needs(project, ci, extras):
    assert make(project, "test", CI=ci).returncode == 0
    install, tests = notes(project)
    assert install.endswith(extras)
    assert tests == "-m pytest"


@pytest.mark.parametrize("status", [0, 3])
def test_ci_runs_the_tests_and_tells_how_they_ended(project, status):
    folder = project.parent / "bin"
    folder.mkdir()
    program(folder / "make", f'#!/bin/sh\necho "make $* in $PWD"\nexit {status}\n')
    program(folder / "chromium", "#!/bin/sh\n")
    path = f"{folder}:{os.environ['PATH']}"
    run = subprocess.run(
        [project / ".ci/run"], cwd="/", env=os.environ | {"PATH": path}, capture_output=True, text=True
    )
    assert run.stdout == f"make test in {project}\n"
    assert (run.returncode == 0) == (status == 0)
