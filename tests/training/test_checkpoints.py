"""Checkpoints: written whole or not at all; a damaged file is passed over, by name, for the one before it."""

import os
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlp.training.checkpoints import Checkpoints
from tests.training.training_samples import TRAIN, VALIDATION, small_trainer

STATE = {"text": "é", "number": 0.1, "list": [1, None, True], "array": np.arange(5.0), "nested": {"x": np.float32(0.3)}}


def shown(state):
    """A state as text, to compare; NumPy's own repr tells every float apart."""
    return repr(state)


def two_files(folder, older, newer):
    """Checkpoints of iterations 1 and 2, and the path of the second."""
    checkpoints = Checkpoints(folder)
    checkpoints.save(1, older)
    checkpoints.save(2, newer)
    return checkpoints, checkpoints.paths()[0]


def read(checkpoints):
    """The newest state, and what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        state = checkpoints.newest()
    return state, [str(one.message) for one in caught]


def assert_passed_over(checkpoints, path, older):
    state, warned = read(checkpoints)
    assert shown(state) == shown(older)
    assert len(warned) == 1 and str(path) in warned[0] and "the checkpoint before it is used" in warned[0]


def test_what_is_saved_comes_back(tmp_path):
    checkpoints = Checkpoints(tmp_path / "made" / "on the way")
    assert checkpoints.newest() is None
    checkpoints.save(10, STATE)
    state, warned = read(checkpoints)
    assert shown(state) == shown(STATE) and not warned
    assert state["array"].dtype == np.float64 and type(state["nested"]["x"]) is np.float32


def test_the_last_two_are_kept(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    for iteration in (9, 10, 100, 1000):  # in the order of their numbers, not of their names' letters
        checkpoints.save(iteration, {"iteration": iteration})
    assert [path.name for path in checkpoints.paths()] == ["checkpoint-000001000.npz", "checkpoint-000000100.npz"]
    assert checkpoints.newest() == {"iteration": 1000}


def test_cut_at_every_length_it_gives_way_to_the_one_before(tmp_path):
    older = {"number": 1}
    checkpoints, path = two_files(tmp_path, older, STATE)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert_passed_over(checkpoints, path, older)
    path.write_bytes(whole)
    assert shown(checkpoints.newest()) == shown(STATE)


def test_any_changed_byte_is_noticed_or_harmless(tmp_path):
    older = {"number": 1}
    checkpoints, path = two_files(tmp_path, older, STATE)
    whole, harmless = path.read_bytes(), 0
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= (1, 8, 255)[place % 3]
        path.write_bytes(damaged)
        state, warned = read(checkpoints)
        if warned:
            assert_passed_over(checkpoints, path, older)
        else:
            harmless += 1
            assert shown(state) == shown(STATE), f"a change of byte {place} went unnoticed"
    assert harmless < 0.3 * len(whole)  # dates and the like


class Real:
    """A real training's last two checkpoints: the newer one's path and bytes, the older one's state."""

    def __init__(self, checkpoints, path, whole, older):
        self.checkpoints, self.path, self.whole, self.older = checkpoints, path, whole, older


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    trainer = small_trainer(patience=3)
    trainer.fit(TRAIN, VALIDATION, epochs=3, checkpoints=Checkpoints(folder, every=4))
    checkpoints = Checkpoints(folder)
    newer = checkpoints.paths()[0]
    whole = newer.read_bytes()
    newer.unlink()
    older = checkpoints.newest()
    newer.write_bytes(whole)
    return Real(checkpoints, newer, whole, older)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(share=st.floats(0, 1, exclude_max=True), change=st.none() | st.integers(1, 255))
def test_a_real_one_cut_or_changed_anywhere(real, share, change):
    place, damaged = int(share * len(real.whole)), bytearray(real.whole)
    if change is None:
        damaged = damaged[:place]
    else:
        damaged[place] ^= change
    real.path.write_bytes(damaged)
    state, warned = read(real.checkpoints)
    if warned:
        assert_passed_over(real.checkpoints, real.path, real.older)
    else:
        real.path.write_bytes(real.whole)
        assert change is not None and shown(state) == shown(real.checkpoints.newest())


@pytest.mark.parametrize("end", [1, 22, 100])
def test_a_training_goes_on_from_the_one_before_and_ends_the_same(tmp_path, end):
    checkpoints = Checkpoints(tmp_path, every=3)
    small_trainer().fit(TRAIN, VALIDATION, iterations=9, checkpoints=checkpoints)
    newest = checkpoints.paths()[0]
    newest.write_bytes(newest.read_bytes()[:-end])
    resumed, whole = small_trainer(), small_trainer()
    with pytest.warns(UserWarning, match=f"{newest.name} is .*the checkpoint before it is used"):
        resumed.fit(TRAIN, VALIDATION, iterations=12, checkpoints=checkpoints)
    whole.fit(TRAIN, VALIDATION, iterations=12)
    assert resumed.network.parameters.tobytes() == whole.network.parameters.tobytes()


def test_with_all_files_damaged_it_starts_anew_and_keeps_what_it_saves_then(tmp_path):
    checkpoints = Checkpoints(tmp_path, every=3)
    small_trainer().fit(TRAIN, iterations=9, checkpoints=checkpoints)
    for path in checkpoints.paths():
        path.write_bytes(b"PK")
    with pytest.warns(UserWarning, match="passed over"):
        small_trainer().fit(TRAIN, iterations=3, checkpoints=checkpoints)
    state, warned = read(checkpoints)
    assert state["iteration"] == 3 and len(warned) == 2


@pytest.mark.parametrize("failing", ["savez", "fsync", "replace"])
def test_a_failing_disk_leaves_the_old_ones(tmp_path, monkeypatch, failing):
    checkpoints = Checkpoints(tmp_path, every=3)
    small_trainer().fit(TRAIN, iterations=6, checkpoints=checkpoints)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(file, *arguments, **arrays):
        if failing == "savez":
            file.write(b"PK half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np if failing == "savez" else os, failing, fail)
    with pytest.raises(OSError, match="No space left"):
        small_trainer().fit(TRAIN, iterations=12, checkpoints=checkpoints)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    small_trainer().fit(TRAIN, iterations=12, checkpoints=checkpoints)
    assert checkpoints.newest()["iteration"] == 12


def test_a_half_written_file_is_no_checkpoint(tmp_path, monkeypatch):
    checkpoints = Checkpoints(tmp_path)
    checkpoints.save(5, {"number": 5})
    monkeypatch.setattr(os, "replace", lambda part, path: os.link(part, tmp_path / ".killed.mlp-part"))
    checkpoints.save(6, {"number": 6})  # what a kill in the middle of writing leaves
    monkeypatch.undo()
    assert (tmp_path / ".killed.mlp-part").exists() and read(checkpoints) == ({"number": 5}, [])
    os.utime(tmp_path / ".killed.mlp-part", (0, 0))
    checkpoints.save(6, {"number": 6})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint-000000005.npz", "checkpoint-000000006.npz"]


def test_files_that_another_process_removes_meanwhile_are_no_error(tmp_path, monkeypatch):
    checkpoints, lists = Checkpoints(tmp_path), []
    checkpoints.save(5, {"number": 5})
    paths = checkpoints.paths

    def listed_late():
        lists.append(1)
        gone = [tmp_path / f"checkpoint-{number:09}.npz" for number in (3, 2)]
        return gone + paths() if len(lists) == 1 else paths() + gone

    monkeypatch.setattr(checkpoints, "paths", listed_late)
    assert read(checkpoints) == ({"number": 5}, []) and len(lists) == 2
    checkpoints.save(6, {"number": 6})
    assert [path.name for path in paths()] == ["checkpoint-000000006.npz", "checkpoint-000000005.npz"]


@pytest.mark.parametrize("arguments, words", [
    ({"every": 0}, "every is 0"),
    ({"every": 2.5}, "every is 2.5"),
    ({"keep": 1}, "keep is 1; expected a whole number, 2 or more"),
])  # fmt: skip
def test_bad_settings_are_refused(tmp_path, arguments, words):
    with pytest.raises(ValueError, match=words):
        Checkpoints(tmp_path, **arguments)
