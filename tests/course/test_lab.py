"""`mlp-course lab` up to the moment at which JupyterLab runs; tests/course/test_wheel.py runs it whole."""

import os
import sys

import pytest

from mlp.checks.threads import CHOICES
from mlp.course import lab
from mlp.course.__main__ import COMMANDS, main
from mlp.course.build import NOTEBOOKS


@pytest.fixture
def launched(monkeypatch, tmp_path):
    """What JupyterLab was started with: filled by a stand-in for it."""
    from jupyterlab.labapp import LabApp

    options = []
    monkeypatch.setattr(LabApp, "launch_instance", options.extend)
    for name in CHOICES:
        monkeypatch.setenv(name, "")  # so that it is put back
    monkeypatch.chdir(tmp_path)
    return options


def test_it_opens_the_first_chapter_of_a_copy_in_this_folder(launched, tmp_path):
    assert main(["lab", "--ip=0.0.0.0", "--port", "9999"]) == 0
    assert f"--ServerApp.root_dir={tmp_path}" in launched
    assert "--LabApp.default_url=/lab/tree/work/00_start_here.ipynb" in launched
    assert launched[-3:] == ["--ip=0.0.0.0", "--port", "9999"]
    assert (tmp_path / "work/00_start_here.ipynb").exists()
    assert os.environ["OPENBLAS_NUM_THREADS"] == os.environ["MKL_NUM_THREADS"] == "1"
    (tmp_path / "work/00_start_here.ipynb").write_text("mine")
    main(["lab"])
    assert (tmp_path / "work/00_start_here.ipynb").read_text() == "mine"


def test_a_folder_with_a_space_and_an_umlaut_and_a_chosen_number_of_threads(launched, tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    main(["lab", "--work", "Prüf raum/meine Kopie"])
    assert f"--ServerApp.root_dir={tmp_path / 'Prüf raum'}" in launched
    assert "--LabApp.default_url=/lab/tree/meine%20Kopie/00_start_here.ipynb" in launched
    assert os.environ["OMP_NUM_THREADS"] == "8" and not os.environ["OPENBLAS_NUM_THREADS"]


@pytest.mark.parametrize(
    ("platform", "screen", "opens"), [("linux", {}, False), ("linux", {"DISPLAY": ":0"}, True), ("win32", {}, True)]
)
def test_a_browser_is_asked_for_only_where_one_can_open(monkeypatch, platform, screen, opens):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in screen.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert ("--no-browser" not in lab.jupyterlab_options(NOTEBOOKS, "work")) == opens


def test_root_is_allowed_only_to_root(monkeypatch):
    for user, allowed in [(0, True), (1000, False)]:
        monkeypatch.setattr(os, "geteuid", lambda user=user: user, raising=False)
        assert ("--allow-root" in lab.jupyterlab_options(NOTEBOOKS, "work")) == allowed
    monkeypatch.delattr(os, "geteuid")  # Windows
    assert "--allow-root" not in lab.jupyterlab_options(NOTEBOOKS, "work")


def test_without_jupyterlab_one_sentence(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    assert main(["lab"]) == 1
    assert "JupyterLab is not installed" in capsys.readouterr().err


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    said = capsys.readouterr().out
    assert end.value.code == 0 and all(f"    {name} " in said for name in COMMANDS)


@pytest.mark.parametrize("arguments", [["work", "--port=1"], ["nonsense"], []])
def test_what_is_unknown_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2 and "error: " in capsys.readouterr().err
