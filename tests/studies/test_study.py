"""Studies: what is stored is not run again, whatever happened in between, and everything declared is stored."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from mlp.studies import store
from mlp.studies.__main__ import main, overview
from mlp.studies.folds import FOLDS, everything, fold_data, folds
from mlp.studies.registry import NAMES, study_of
from mlp.studies.runner import run
from mlp.studies.store import read, runs_of
from tests.packages import ROOT
from tests.studies.study_runs import slow, study

SCRIPT = "import sys; from tests.studies.study_runs import slow; slow(sys.argv[1], sys.argv[2], int(sys.argv[3]))"


@pytest.fixture
def notes(tmp_path, monkeypatch):
    """Where the runs note that they were called; the study is known by its name."""
    folder = tmp_path / "notes"
    folder.mkdir()
    monkeypatch.setattr(store, "study_of", lambda name: study(folder))
    return folder


def called(notes):
    """(number, seed) of each call, in order."""
    calls = [path.name.split() for path in notes.iterdir() if not path.name.startswith("fail")]
    return [(int(number), int(seed)) for number, seed, *_ in sorted(calls, key=lambda call: int(call[2]))]


def quiet(declared, folder, jobs=1):
    run(declared, jobs, folder, say=lambda line: None)


def test_every_run_is_made_once_and_a_later_part_is_declared_by_what_an_earlier_one_found(notes, tmp_path):
    quiet(study(notes), tmp_path)
    numbers = [(1, 0), (2, 0), (3, 0), (1, 1), (2, 1), (3, 1)]
    assert called(notes) == [*numbers, (3, 2), (3, 3)]
    quiet(study(notes), tmp_path)
    assert len(called(notes)) == 8
    frame = read("squares", "numbers", tmp_path)
    assert list(zip(frame.number, frame.seed)) == numbers
    assert frame.score.tolist() == [1, 4, 9, 2, 5, 10]
    assert (frame.status == "done").all() and (frame.cpu_seconds >= 0).all()


def test_a_changed_setting_is_run_again_and_what_is_declared_no_longer_is_forgotten(notes, tmp_path):
    quiet(study(notes), tmp_path)
    quiet(study(notes, (2, 3, 4)), tmp_path)
    assert called(notes)[8:] == [(4, 0), (4, 1), (4, 2), (4, 3)]
    assert read("squares", "numbers", tmp_path).number.tolist() == [2, 3, 4, 2, 3, 4]
    assert read("squares", "best", tmp_path).number.tolist() == [4, 4]


def test_a_run_that_is_a_search_gives_several_rows(notes, tmp_path):
    quiet(study(notes), tmp_path)
    frame = read("squares", "search", tmp_path)
    assert frame[["number", "seed", "score"]].values.tolist() == [[1, 0, 1], [2, 0, 2]]
    assert set(read("squares", folder=tmp_path).part) == {"numbers", "best", "search"}


def test_what_failed_is_tried_again(notes, tmp_path):
    (notes / "fail 2").touch()
    with pytest.raises(RuntimeError, match="2 of 6 runs failed; the first: number 2, .*: failed: OSError: no disk"):
        quiet(study(notes), tmp_path)
    assert len(called(notes)) == 6  # all of the part, and nothing that may need it
    (notes / "fail 2").unlink()
    quiet(study(notes), tmp_path)
    assert called(notes)[6:] == [(2, 0), (2, 1), (3, 2), (3, 3)]


def test_a_diverged_run_is_not_made_again(notes, tmp_path):
    declared = study(notes, (1,), diverges=True)
    declared = type(declared)(declared.name, declared.chapters, declared.asks, declared.parts[:1])
    quiet(declared, tmp_path)
    quiet(declared, tmp_path)
    assert len(called(notes)) == 2
    assert read("squares", "numbers", tmp_path).status.tolist() == ["diverged"] * 2


@pytest.mark.skipif(os.name != "posix", reason="NOT RUN: kill -9")
def test_killed_and_started_again_it_ends_as_without_the_kill(notes, tmp_path):
    folder, file = tmp_path / "killed", tmp_path / "killed" / "squares" / "numbers.jsonl"
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, notes, folder, "1"], cwd=ROOT)
    while not file.exists() or file.read_bytes().count(b"\n") < 4:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = file.read_bytes().count(b"\n")
    with open(file, "ab") as torn:
        torn.write(b'{"identity": {"fun')
    assert len(read("squares", "numbers", folder)) == done < 12
    assert file.read_bytes().endswith(b'{"identity": {"fun'), "reading leaves the file as it is"
    slow(notes, folder, 1)
    slow(notes, tmp_path / "whole", 1)
    score = "score"
    assert read("squares", folder=folder)[score].equals(read("squares", folder=tmp_path / "whole")[score])
    calls = called(notes)
    assert len(calls) <= 14 + 1 + 14  # the two studies, and the run that was under way


def test_two_at_a_time_give_the_same_file(notes, tmp_path):
    quiet(study(notes), tmp_path / "one")
    quiet(study(notes), tmp_path / "two", jobs=2)
    for part in ("numbers", "best"):
        one, two = (
            [json.loads(line) for line in (tmp_path / jobs / "squares" / f"{part}.jsonl").read_text().splitlines()]
            for jobs in ("one", "two")
        )
        same = [[(run["identity"], run["status"], run["result"]["score"]) for run in runs] for runs in (one, two)]
        assert same[0] == same[1]
        assert all("NumPy" in run["environment"] for run in two)


def test_reading_what_is_not_there_says_what_makes_it(tmp_path):
    with pytest.raises(FileNotFoundError, match="python -m mlp.studies regularisation makes it"):
        read("regularisation", "few", tmp_path)
    with pytest.raises(ValueError, match="study is 'regularization'; expected one of"):
        read("regularization")
    with pytest.raises(ValueError, match="part is 'fwe'; the study regularisation has few, full"):
        read("regularisation", "fwe")


def test_the_overview_tells_what_is_missing(tmp_path, capsys):
    lines = overview(tmp_path).splitlines()
    assert len(lines) == 1 + len(NAMES) + sum(len(study_of(name).parts) for name in NAMES)
    (few,) = [line.split() for line in lines if line.startswith("  few ")]
    assert few == ["few", "216", "216", "0.0"]
    assert any("waits for what it is made from" in line for line in lines)
    main(["--folder", str(tmp_path)])
    assert capsys.readouterr().out.splitlines() == lines


# Their trainings take hours: what is stored is looked at in test_record.py and test_convolution.py.
UNFINISHED = {"convolution", "record"}


@pytest.mark.parametrize("name", sorted(set(NAMES) - UNFINISHED))
def test_everything_that_is_declared_is_stored_and_nothing_else(name):
    declared = study_of(name)
    assert declared.name == name and declared.asks.endswith("?")
    for part in declared.parts:
        runs = runs_of(declared, part)
        assert not runs.missing, part.name
        keys = [json.dumps(wanted, sort_keys=True) for wanted in runs.wanted]
        assert len(keys) == len(set(keys)), f"{part.name} declares the same run twice"
        assert runs.path.read_text().splitlines() == [json.dumps(record) for record in runs.records]


def test_the_folds_are_twelve_that_share_no_image_and_have_the_same_share_of_each_class():
    _, labels = everything()
    fold = folds(labels)
    assert (np.bincount(fold) == 5000).all() and len(np.bincount(fold)) == FOLDS
    for number in range(FOLDS):
        assert (np.bincount(labels[fold == number]) == 500).all()
    data, other = fold_data(3, "raw"), fold_data(15, "raw")
    assert np.array_equal(data.validation.images, other.validation.images)
    assert len(data.train) == 55_000 and np.array_equal(data.validation.labels, labels[fold == 3])
    assert fold_data(3).transform.offset == pytest.approx(
        data.train.images.mean(axis=0) / fold_data(3).transform.divisor
    )
