"""Folders that are named by people: with umlauts, spaces and ~, whatever encoding a program's words are printed in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlp.search import halving, read_results, run_trials
from tests.packages import ROOT
from tests.search.search_runs import TRIALS, Data

DATA = Data()
SCRIPT = """
import sys
from mlp.search import run_trials
from tests.search.search_runs import TRIALS, Data

if __name__ == "__main__":
    table = run_trials(TRIALS[:3], Data(), jobs=2, iterations=9, file=sys.argv[1], folder=sys.argv[2])
    print(*table.status)
"""


@pytest.mark.parametrize("settings", [
    {"JOBLIB_TEMP_FOLDER": "here"},  # as where there is no /dev/shm: macOS, Windows, many containers
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
])  # fmt: skip
def test_two_processes_in_folders_with_umlauts(tmp_path, settings):
    here = tmp_path / "Jürgen Müller"
    here.mkdir()
    settings = {name: str(here) if value == "here" else value for name, value in settings.items()}
    environment = os.environ | {"TMPDIR": str(here), "TEMP": str(here), "PYTHONPATH": str(ROOT)} | settings
    file, folder = here / "größe.jsonl", here / "läufe"
    search = [sys.executable, "-c", SCRIPT, str(file), str(folder)]
    result = subprocess.run(search, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert result.stdout.split()[-3:] == ["done"] * 3, result.stderr
    assert len(read_results(file)) == 3 and len(list(folder.iterdir())) == 3
    assert {path.name for path in here.iterdir()} == {"größe.jsonl", "läufe"}, "the copy of the data is still there"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder of its own, and an empty folder to stand in."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "home"


def test_a_tilde_is_the_home_folder(home):
    arguments = {"file": "~/results.jsonl", "folder": Path("~/kept"), "progress": False}
    run_trials(TRIALS[:1], DATA, iterations=3, **arguments)
    halving(TRIALS[:2], DATA, (3, 5), keep=0.5, **arguments)
    assert len(read_results("~/results.jsonl")) == 3
    assert {path.name for path in home.iterdir()} == {"results.jsonl", "kept"}
    assert not list(Path.cwd().iterdir())


def where(settings, data, seed, folder):
    """A trial that tells the folder that it was given."""
    return {"validation_accuracy": 0.5, "given": folder}


def test_a_folder_is_where_the_search_stands_whoever_trains(tmp_path, monkeypatch):
    for name in ("a", "b"):  # a worker that is used again still stands where the first search stood
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        given = run_trials([{"x": 1}, {"x": 2}], DATA, where, jobs=2, folder="kept", progress=False).given
        assert {Path(folder).parent for folder in given} == {tmp_path / name / "kept"}


@pytest.mark.parametrize("arguments, words", [
    ({"file": b"results.jsonl"}, "file is b'results.jsonl'; expected a text or a Path"),
    ({"file": ""}, "file is ''; expected a text or a Path"),
    ({"folder": 3}, "folder is 3; expected a text or a Path"),
])  # fmt: skip
def test_what_is_no_path_is_refused_before_anything_runs(arguments, words):
    with pytest.raises(ValueError, match=words):
        run_trials(TRIALS[:1], DATA, iterations=1, progress=False, **arguments)
