"""Files that many processes write and read at once, that break in the middle, or whose names are unusual."""

import os
import stat
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from mlp import Network, build_mlp
from mlp.archive import read_archive, write_archive, write_whole
from mlp.training.checkpoints import Checkpoints

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="NOT RUN: permissions and links as on Linux and macOS")


def saved_often(path, seed, times):
    """A process that saves its network again and again."""
    network = build_mlp([784, 60, 10], seed=seed)
    for _ in range(times):
        network.save(path)


def loaded_often(path, times):
    """A process that loads it again and again: the seeds of the networks that it found."""
    own = {build_mlp([784, 60, 10], seed=seed).parameters.tobytes(): seed for seed in range(3)}
    return {own[Network.load(path).parameters.tobytes()] for _ in range(times)}


def test_three_processes_save_one_file_and_two_load_it(tmp_path):
    path = tmp_path / "network.npz"
    saved_often(path, 0, 1)
    with ProcessPoolExecutor(5, mp_context=get_context("spawn")) as processes:
        writers = [processes.submit(saved_often, path, seed, 60) for seed in range(3)]
        readers = [processes.submit(loaded_often, path, 150) for _ in range(2)]
        for writer in writers:
            writer.result(timeout=120)
        found = set.union(*(reader.result(timeout=120) for reader in readers))
    assert found <= {0, 1, 2} and len(found) > 1, "what was read came from several writers, each time whole"
    assert [entry.name for entry in tmp_path.iterdir()] == ["network.npz"]


def checkpoints_saved(folder, times):
    """A process that writes checkpoints into a folder and reads the newest: how many it found whole."""
    checkpoints = Checkpoints(folder)
    found = 0
    for number in range(times):
        checkpoints.save(number, {"number": number, "array": np.arange(5000.0)})
        found += checkpoints.newest()["number"] >= 0
    return found


def test_two_processes_keep_checkpoints_in_one_folder(tmp_path):
    """Nobody should; but who starts a program twice loses none of the two."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        runs = [processes.submit(checkpoints_saved, tmp_path, 60) for _ in range(2)]
        assert [run.result(timeout=120) for run in runs] == [60, 60]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failing_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch, failing):
    path = tmp_path / "a.txt"
    write_whole(path, "old")

    def fail(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    assert path.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def test_a_file_that_a_reader_has_open_is_replaced_as_soon_as_it_lets_go(tmp_path, monkeypatch):
    """Windows refuses the one and the other with PermissionError for the moment."""
    path, tries, replace = tmp_path / "a.npz", [], os.replace

    def busy(*arguments):
        tries.append(arguments)
        if len(tries) % 3:
            raise PermissionError(13, "The process cannot access the file because it is being used by another process")
        return replace(*arguments)

    monkeypatch.setattr(os, "replace", busy)
    write_archive(path, {"format": "x"}, {})
    assert len(tries) == 3
    monkeypatch.setattr(
        "builtins.open", lambda *arguments: busy() if len(tries) < 5 else os.fdopen(os.open(path, 0), "rb")
    )
    assert read_archive(path, "x", "test")[0] == {"format": "x"} and len(tries) == 5


def test_a_file_that_stays_refused_says_so_and_is_not_called_damaged(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    write_archive(path, {"format": "x"}, {})
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr("builtins.open", lambda *arguments: (_ for _ in ()).throw(PermissionError(13, "denied")))
    with pytest.raises(PermissionError):
        read_archive(path, "x", "test")


@POSIX
def test_permissions_are_those_of_the_file_before_or_what_the_system_gives_new_ones(tmp_path):
    path, plain = tmp_path / "a.txt", tmp_path / "plain.txt"
    plain.write_text("")
    write_whole(path, "1")
    assert path.stat().st_mode == plain.stat().st_mode
    path.chmod(0o640)
    write_whole(path, "2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 and path.read_text() == "2"


@POSIX
def test_a_link_stays_a_link(tmp_path):
    there, link = tmp_path / "there", tmp_path / "link.txt"
    there.mkdir()
    link.symlink_to(there / "a.txt")
    write_whole(link, "1")
    assert link.is_symlink() and (there / "a.txt").read_text() == "1"


def test_folders_are_made_and_one_in_the_files_place_is_refused(tmp_path):
    write_whole(tmp_path / "a" / "b" / "c.bin", b"\x00\r\n")
    assert (tmp_path / "a" / "b" / "c.bin").read_bytes() == b"\x00\r\n"
    with pytest.raises(ValueError, match="is a folder or a device; expected the path of a file"):
        write_whole(tmp_path / "a", "text")


def test_what_killed_processes_left_goes_when_it_is_old(tmp_path):
    old, young = tmp_path / ".0a.mlp-part", tmp_path / ".0b.mlp-part"
    for left in (old, young):
        left.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    write_whole(tmp_path / "a.txt", "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".0b.mlp-part", "a.txt"]


@pytest.mark.parametrize("name", ["Müller.npz", "網.npz", "with space.npz", "n" * 250 + ".npz", "'quoted'.npz"])
def test_any_name_that_the_disk_takes(tmp_path, name):
    network = build_mlp([4, 3], seed=1)
    for path in (tmp_path / name, str(tmp_path / name)):
        network.save(path)
        assert Network.load(path).parameters.tobytes() == network.parameters.tobytes()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder of its own, and an empty folder to stand in."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "home"


@pytest.mark.parametrize("kind", [str, Path])
def test_a_tilde_is_the_home_folder(home, kind):
    build_mlp([4, 3]).save(kind("~/nets/a.npz"))
    Network.load(kind("~/nets/a.npz"))
    assert (home / "nets" / "a.npz").is_file() and not list(Path.cwd().iterdir())


@pytest.mark.parametrize("path, words", [
    (b"a.npz", "path is b'a.npz'; expected a text or a Path"),
    ("", "path is ''; expected a text or a Path"),
    (3, "path is 3; expected a text or a Path"),
    (None, "path is None; expected a text or a Path"),
    ("~nobody-of-that-name/a.npz", "expected a home folder that exists"),
])  # fmt: skip
def test_what_is_no_path_is_refused_in_words(path, words):
    for action in (build_mlp([4, 3]).save, Network.load):
        with pytest.raises(ValueError, match=words):
            action(path)
