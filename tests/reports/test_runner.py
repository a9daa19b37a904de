"""Running, storing and going on: a training is made once, and what was made is kept whatever happens."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from mlp.reports import registry, runner
from mlp.reports.__main__ import chosen, main, order, summary
from mlp.reports.comparison import compare
from mlp.reports.experiment import Experiment
from mlp.reports.published import published
from mlp.reports.report_001 import EPSILON, check_seven
from mlp.reports.setting import Setting
from mlp.reports.store import Store
from mlp.reports.training import load, prepare, renormalise_batch, renormalise_pixels, train
from mlp.search.declared import machine
from mlp.training.schedules import InverseTime

TINY = Setting(hidden=(4,), first_images=200, iterations=5, scaling="unit", record_every=5)


@pytest.fixture
def declared(monkeypatch):
    """A report "000" of three small experiments; runs with jobs=1 stay in this process and see it."""
    experiments = [
        Experiment("a/1", TINY, details=("curve", "by_class"), seeds=2),
        Experiment("a/2", replace(TINY, learning_rate=0.2), seeds=1, quick=True),
        Experiment("b/1", replace(TINY, learning_rate=1e30, scaling="raw"), seeds=1),
    ]
    fake = type("fake", (), {"experiments": staticmethod(lambda: experiments)})
    monkeypatch.setattr(runner, "module", lambda report: fake)
    return experiments


def test_a_run_is_stored_with_what_it_depends_on(declared, tmp_path):
    store = runner.run("000", declared, jobs=1, folder=tmp_path, say=lambda line: None)
    again = Store("000", tmp_path)
    assert again.runs == store.runs and len(again.runs) == 4
    first = again.runs_of(declared[0])[0]
    assert first["status"] == "done" and first["seed"] == 0
    assert first["environment"] == machine()
    assert set(first["curve"]) == {"iteration", "loss", "train_accuracy", "validation_accuracy", "validation_loss"}
    assert np.sum(first["test"]["confusion"]) == 10_000
    assert 0 <= first["cpu_seconds"] < 600
    assert {record["identity"]["settings"]["setting"].get("learning_rate") for record in again.records.values()} == {
        None,
        0.2,
        1e30,
    }
    second = again.runs_of(declared[1])[0]
    assert "curve" not in second and set(second["test"]) == {"accuracy", "loss", "loss_error"}
    assert again.runs_of(declared[2])[0]["status"] == "diverged"


def test_what_is_stored_is_not_run_again(declared, tmp_path, monkeypatch):
    runner.run("000", declared[:2], seeds=1, jobs=1, folder=tmp_path, say=lambda line: None)
    said = []
    runner.run("000", declared[:2], jobs=1, folder=tmp_path, say=said.append)
    assert len(said) == 1 and "a/1, seed 1" in said[0]


def test_a_changed_setting_is_run_again_and_its_old_runs_are_forgotten(declared, tmp_path):
    runner.run("000", declared[:1], jobs=1, folder=tmp_path, say=lambda line: None)
    changed = replace(declared[0], setting=replace(TINY, momentum=0.5), seeds=1)
    store = Store("000", tmp_path)
    assert store.missing(declared[0], 2) == [] and store.missing(changed, 2) == [0, 1]
    declared[0] = changed
    runner.run("000", [changed], jobs=1, folder=tmp_path, say=lambda line: None)
    (run,) = Store("000", tmp_path).runs
    assert run["seed"] == 0 and Store("000", tmp_path).runs_of(changed) == [run]


def test_runs_of_what_is_no_longer_declared_are_forgotten_and_others_kept(declared, tmp_path):
    runner.run("000", declared[:2], jobs=1, folder=tmp_path, say=lambda line: None)
    del declared[0]
    runner.run("000", declared[1:], jobs=1, folder=tmp_path, say=lambda line: None)
    store = Store("000", tmp_path)
    assert {run["experiment"] for run in store.runs} == {"a/2", "b/1"}


def test_a_failed_run_is_named_and_not_stored(declared, tmp_path):
    broken = Experiment("a/2", TINY, seeds=1, run=lambda setting, seed: 1 / 0)
    declared[1] = broken
    with pytest.raises(RuntimeError, match="1 of 3 runs failed.*a/2, seed 0: failed: ZeroDivisionError"):
        runner.run("000", declared[:2], jobs=1, folder=tmp_path, say=lambda line: None)
    assert len(Store("000", tmp_path).runs) == 2


def test_a_kill_loses_what_is_under_way_and_nothing_else(tmp_path):
    """kill -9 in the middle, twice; the end is the same as without."""
    command = [sys.executable, "-m", "mlp.reports", "001", "--quick", "--seeds", "6", "--jobs", "1"]
    whole = tmp_path / "whole"
    subprocess.run([*command, "--folder", whole], check=True, capture_output=True)
    cut = tmp_path / "cut"
    for wanted in (1, 3):
        process = subprocess.Popen([*command, "--folder", cut], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(Store("001", cut).runs) < wanted:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert wanted <= len(Store("001", cut).runs) <= 6
    subprocess.run([*command, "--folder", cut], check=True, capture_output=True)
    ends = [[{**run, "seconds": 0, "cpu_seconds": 0} for run in Store("001", folder).runs] for folder in (whole, cut)]
    assert ends[0] == ends[1] and len(ends[0]) == 6


def test_the_same_seed_gives_the_same_row():
    setting = replace(TINY, validation=1000, first_images=None, iterations=3)
    first, again, other = (train(setting, seed) for seed in (1, 1, 2))
    assert first == again and first["validation"] != other["validation"]


def test_last_loss_has_the_penalty():
    with_penalty = replace(TINY, l2=0.5, learning_rate=0.0)
    network, _ = prepare(with_penalty, 0)
    squares = sum(float((layer.weight**2).sum()) for layer in network.layers if "weight" in layer.shapes)
    without = train(replace(with_penalty, l2=0.0), 0)["last_loss"]
    assert train(with_penalty, 0)["last_loss"] == pytest.approx(without + 0.25 * squares, rel=1e-5)


def test_renormalising():
    rng = np.random.default_rng(0)
    images = rng.uniform(5, 9, (300, 784)).astype(np.float32)
    images[:, 3] = 7
    pixels, together = images.copy(), images.copy()
    renormalise_pixels(pixels)
    renormalise_batch(together)
    others = np.delete(pixels, 3, axis=1)
    np.testing.assert_allclose(others.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(others.std(axis=0), 1, atol=1e-3)
    np.testing.assert_allclose(pixels[:, 3], 0, atol=1e-6)
    assert together.mean() == pytest.approx(0, abs=1e-4) and together.std() == pytest.approx(1, abs=1e-4)
    assert np.abs(together[:, 3]).max() > 0 or images[:, 3].mean() == pytest.approx(images.mean(), abs=1e-3)


def test_settings_describe_themselves_as_json_gives_them_back():
    setting = Setting(hidden=(5, 6), schedule=InverseTime(0.1), l2=0.5)
    described = setting.describe()
    assert described == {"hidden": [5, 6], "schedule": "InverseTime(decay=0.1)", "l2": 0.5}
    assert json.loads(json.dumps(described)) == described


def test_the_gradient_check_of_001_takes_one_image_of_each_class_and_agrees_as_printed():
    experiment = next(e for e in registry.module("001").experiments() if e.run is check_seven)
    rows = np.array(check_seven(experiment.setting, 0)["rows"])
    printed = np.array([row[1:] for row in published("001")["gradient_check"]["rows"]])
    assert EPSILON == published("001")["gradient_check"]["epsilon"]
    assert rows.shape == printed.shape
    assert np.abs(rows[:, 0] - rows[:, 1]).max() < 1e-4
    assert np.abs(rows[:, 0] - rows[:, 1]).max() > 0


def test_data_are_kept_for_the_next_training():
    assert load(0, "unit", 0) is load(0, "unit", 0)


def test_an_unknown_group_is_refused_with_those_that_exist():
    with pytest.raises(ValueError, match="no group 'grdi'; expected one of .*grid"):
        chosen("000", group="grdi")


def test_the_command_prints_ours_beside_theirs(tmp_path, capsys):
    main(["001", "--quick", "--seeds", "2", "--jobs", "1", "--folder", str(tmp_path)])
    shown = capsys.readouterr().out
    assert "printed" in shown and "gradient_check/rows/0/1" in shown
    assert "rank correlation" not in shown
    assert (tmp_path / "report_001.jsonl").exists()


def test_what_no_run_is_stored_of_is_untrained_and_not_different(tmp_path):
    frame = compare("001", tmp_path)
    results = frame[frame.kind == "result"]
    assert (results.verdict == "untrained").all() and results.why.str.contains("python -m mlp.reports 001").all()
    assert "untrained" in summary(frame) and order(frame) == ""


def test_the_order_of_the_grid_is_told():
    assert re.fullmatch(
        r"grid search: rank correlation 0\.9\d\d; largest difference 0\.01\d\d, of 27 settings", order(compare("000"))
    )
