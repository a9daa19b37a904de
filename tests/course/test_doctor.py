"""`mlp-course doctor`: a line for everything it looks at, a sentence for each problem, and the exit status."""

import socket
import types

import pytest

from mlp.course import doctor, installation
from mlp.course.__main__ import main
from mlp.course.build import NOTEBOOKS


@pytest.fixture(autouse=True)
def any_machine(monkeypatch, tmp_path):
    """Whatever this one has: memory, kernels of its user's own; and the data are read elsewhere (test_installation)."""
    monkeypatch.setattr(doctor, "missing_data", list)
    monkeypatch.setattr("psutil.virtual_memory", lambda: types.SimpleNamespace(available=8e9))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)


def said(capsys):
    """(exit status, what was looked at -> what was found, problems)."""
    status = main(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    problems = [line.removeprefix("Problem: ") for line in lines if line.startswith("Problem: ")]
    return status, {line[:9].strip(): line[10:] for line in lines[: len(doctor.LOOKS)]}, problems


def test_here_all_is_well(capsys):
    status, found, problems = said(capsys)
    assert (status, problems) == (0, [])
    assert list(found) == list(doctor.LOOKS)
    assert "numpy 2" in found["packages"] and "jupyterlab 4" in found["packages"]
    assert f"{len(list(NOTEBOOKS.glob('*.ipynb')))} chapters" in found["course"]


def too_little_memory(monkeypatch, tmp_path):
    monkeypatch.setattr("psutil.virtual_memory", lambda: types.SimpleNamespace(available=0.4e9))


def a_missing_package(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "declared", lambda extra=None: [] if extra else ["no-such-package>=1.0"])


def damaged_data(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "missing_data", lambda: ["data: t10k-labels is cut short"])


def no_chapters(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "course_folder", lambda name: tmp_path / name)


def a_folder_that_takes_nothing(monkeypatch, tmp_path):
    def refuse(dir):
        raise PermissionError("read-only")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)


def ports_that_are_taken(monkeypatch, tmp_path):
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    monkeypatch.setattr(doctor, "PORTS", [taken.getsockname()[1]])
    monkeypatch.setattr(doctor, "kept", taken, raising=False)  # open until the test ends


def another_kernel_called_python3(monkeypatch, tmp_path):
    (tmp_path / "kernels/python3").mkdir(parents=True)
    kernel = '{"argv": ["/usr/bin/other"], "display_name": "x", "language": "python"}'
    (tmp_path / "kernels/python3/kernel.json").write_text(kernel)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))


def no_browser_on_a_desktop(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "opens_browser", lambda: True)
    monkeypatch.setattr(doctor.webbrowser, "get", lambda: (_ for _ in ()).throw(doctor.webbrowser.Error()))


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (too_little_memory, "only 0.4 GB free, a chapter may take 1.5: close other programs"),
        (a_missing_package, "the package no-such-package is not installed: install the course again"),
        (damaged_data, "data: t10k-labels is cut short"),
        (no_chapters, "there are no chapters in"),
        (a_folder_that_takes_nothing, "nothing can be written to"),
        (ports_that_are_taken, "are all taken"),
        (another_kernel_called_python3, "a kernel called python3 runs /usr/bin/other and not"),
        (no_browser_on_a_desktop, "no browser was found"),
    ],
)
def test_each_problem_is_one_sentence_and_the_status_is_1(monkeypatch, tmp_path, capsys, harm, sentence):
    harm(monkeypatch, tmp_path)
    status, _, problems = said(capsys)
    assert status == 1 and len(problems) == 1 and sentence in problems[0]


def test_a_course_that_is_not_installed(monkeypatch, capsys):
    def unknown(name):
        raise installation.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(installation.metadata, "requires", unknown)
    status, _, problems = said(capsys)
    assert status == 1 and "mlp-course, is not installed in this Python" in problems[0]
