"""Where the files are looked for, and the download, against a real HTTP server on this machine."""

import functools
import gzip
import os
import signal
import struct
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from mlp.data import download as module
from mlp.data import load_fashion_mnist, read_idx
from mlp.data.download import COURSE_FOLDER, SHA256, check_content, download, locate_files, read_checked

NAME = "t10k-labels-idx1-ubyte"  # the smallest of the four files: 5 kB
OTHER = "train-labels-idx1-ubyte"


class Mirror(BaseHTTPRequestHandler):
    """A server whose first folder says how it behaves: http://127.0.0.1:port/BEHAVIOUR/name.gz."""

    def do_GET(self):
        _, behaviour, filename = self.path.split("/")
        self.server.requests.append(behaviour)
        if behaviour == "missing":
            return self.send_error(404)
        body = (COURSE_FOLDER / filename).read_bytes()
        length = len(body)
        if behaviour == "wrong":  # a sound file with one label changed
            content = bytearray(gzip.decompress(body))
            content[-1] = (content[-1] + 1) % 10
            body = gzip.compress(content)
            length = len(body)
        elif behaviour == "page":
            body = b"<html>Please log in to this network first.</html>"
            length = len(body)
        elif behaviour == "recompressed":
            body = gzip.compress(gzip.decompress(body), compresslevel=1)
            length = len(body)
        elif behaviour in ("truncated", "stuck"):
            body = body[: length // 2]
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)
        if behaviour == "stuck":
            self.wfile.flush()
            self.server.half_sent.set()
            self.server.test_is_over.wait(30)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    server.handle_error = lambda request, address: None  # a client that hangs up is part of the tests
    server.requests = []
    server.half_sent, server.test_is_over = threading.Event(), threading.Event()
    server.url = lambda behaviour: f"http://127.0.0.1:{server.server_port}/{behaviour}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.test_is_over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def mirrors(server, monkeypatch):
    """Call it with behaviours: the mirrors are then this server's folders, in that order."""
    return lambda *behaviours: monkeypatch.setattr(module, "MIRRORS", tuple(map(server.url, behaviours)))


@pytest.fixture
def bare_machine(tmp_path, monkeypatch):
    """A machine without any of the files; returns the folder of its user's cache."""
    monkeypatch.delenv("MLP_DATA", raising=False)
    monkeypatch.setattr(module, "COURSE_FOLDER", tmp_path / "no-repository")
    monkeypatch.setattr(module, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def copy(name, folder, new_name=None):
    """Copy a real file into `folder`, which is made where needed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{new_name or name}.gz"
    path.write_bytes((COURSE_FOLDER / f"{name}.gz").read_bytes())
    return path


# --- the download -----------------------------------------------------------------------------------------


def test_a_bare_machine_downloads_once_and_then_never_again(bare_machine, mirrors, server):
    mirrors("good")
    data = load_fashion_mnist(scaling="raw")
    assert sorted(path.name for path in bare_machine.iterdir()) == sorted(f"{name}.gz" for name in SHA256)
    assert server.requests == ["good"] * 4
    pixels = read_idx(COURSE_FOLDER / "t10k-images-idx3-ubyte.gz").reshape(-1, 784)
    assert np.array_equal(data.test.images, pixels)

    assert set(locate_files().values()) == set(bare_machine.iterdir())
    assert server.requests == ["good"] * 4


def test_progress_is_shown(tmp_path, mirrors, capfd):
    mirrors("good")
    download(NAME, tmp_path)
    shown = capfd.readouterr().err
    assert f"/good/{NAME}.gz" in shown and "100%" in shown and "5.12k/5.12k" in shown


def test_another_compression_of_the_same_content_is_welcome(tmp_path, mirrors):
    mirrors("recompressed")
    path = download(NAME, tmp_path)
    assert path.read_bytes() != (COURSE_FOLDER / path.name).read_bytes()
    assert len(read_checked(NAME, path)) == 10_000


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("missing", "404 Client Error"),
        ("wrong", f"is not Fashion-MNIST's {NAME}: the SHA-256 of its content is .*; expected {SHA256[NAME]}"),
        ("truncated", "IncompleteRead|cut short"),
        ("page", r"starts with the bytes '3c 68 74 6d'; expected '00 00 08'.*: it is a web page"),
    ],
)
def test_a_bad_answer_is_refused_leaves_nothing_and_the_second_mirror_is_used(
    tmp_path, mirrors, server, behaviour, reason
):
    mirrors(behaviour)
    with pytest.raises(ConnectionError, match=f"could not download {NAME}.gz:\n- {server.url(behaviour)}.*{reason}"):
        download(NAME, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()

    mirrors(behaviour, "good")
    path = download(NAME, tmp_path / "cache")
    assert server.requests == [behaviour, behaviour, "good"]
    assert list((tmp_path / "cache").iterdir()) == [path]
    assert path.read_bytes() == (COURSE_FOLDER / path.name).read_bytes()


def test_a_refused_connection_is_reported_and_the_second_mirror_is_used(tmp_path, server, monkeypatch):
    closed = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)  # takes a free port and gives it back
    closed.server_close()
    nobody = f"http://127.0.0.1:{closed.server_port}/good/"
    monkeypatch.setattr(module, "MIRRORS", (nobody,))
    with pytest.raises(ConnectionError, match=r"(?s)127.0.0.1.*[Rr]efused.*set the environment variable MLP_DATA"):
        download(NAME, tmp_path)
    monkeypatch.setattr(module, "MIRRORS", (nobody, server.url("good")))
    assert download(NAME, tmp_path).is_file()


def test_a_mirror_that_falls_silent_is_given_up(tmp_path, mirrors, server, monkeypatch):
    monkeypatch.setattr(module, "TIMEOUT", 0.3)
    mirrors("stuck")
    with pytest.raises(ConnectionError, match="timed out"):
        download(NAME, tmp_path)
    mirrors("stuck", "good")
    path = download(NAME, tmp_path)
    assert list(tmp_path.iterdir()) == [path] and server.requests == ["stuck", "stuck", "good"]


def test_when_all_mirrors_fail_each_is_named_with_its_reason(tmp_path, mirrors, server):
    mirrors("missing", "wrong")
    with pytest.raises(ConnectionError) as caught:
        download(NAME, tmp_path)
    lines = str(caught.value).splitlines()
    assert server.url("missing") in lines[1] and "404" in lines[1]
    assert server.url("wrong") in lines[2] and "SHA-256" in lines[2]


# --- interruptions ----------------------------------------------------------------------------------------

DOWNLOAD = """
import sys
from pathlib import Path
from mlp.data import download
download.MIRRORS = (sys.argv[1],)
download.download(sys.argv[2], Path(sys.argv[3]))
"""


@pytest.mark.parametrize("interruption", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_a_process_interrupted_half_way_leaves_nothing_and_the_next_recovers(tmp_path, mirrors, server, interruption):
    command = [sys.executable, "-c", DOWNLOAD, server.url("stuck"), NAME, str(tmp_path)]
    # A shell's background jobs ignore SIGINT, and so do their children: a person at a keyboard has it back.
    heed = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, preexec_fn=heed) as process:
        assert server.half_sent.wait(30), "the download never got half way"
        process.send_signal(getattr(signal, interruption))
        assert process.wait(30) != 0
    assert list(tmp_path.iterdir()) == []

    mirrors("good")
    path = download(NAME, tmp_path)
    assert list(tmp_path.iterdir()) == [path]
    assert len(read_checked(NAME, path)) == 10_000


def test_a_failure_while_the_file_is_saved_leaves_nothing(tmp_path, mirrors, monkeypatch):
    def full_disk(source, target):
        raise OSError("No space left on device")

    mirrors("good")
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full_disk)
        with pytest.raises(OSError, match="No space left"):
            download(NAME, tmp_path)
    assert list(tmp_path.iterdir()) == []
    path = download(NAME, tmp_path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("obstacle", ["a file for the folder", "a folder for the file"])
def test_a_cache_that_cannot_be_written_to_is_named_with_a_way_round(tmp_path, mirrors, obstacle):
    mirrors("good")
    cache = tmp_path / "cache"
    cache.write_text("") if obstacle == "a file for the folder" else (cache / f"{NAME}.gz").mkdir(parents=True)
    with pytest.raises(OSError, match=f"downloaded {NAME}.gz, but could not write it to {cache}: .*; .*MLP_DATA to it"):
        download(NAME, cache)


# --- where files are looked for ---------------------------------------------------------------------------


def test_the_clone_holds_all_four_files_and_needs_no_network(monkeypatch):
    monkeypatch.delenv("MLP_DATA", raising=False)
    monkeypatch.setattr(module, "MIRRORS", ())
    paths = locate_files()
    assert paths == {name: COURSE_FOLDER / f"{name}.gz" for name in SHA256}
    for name, path in paths.items():
        read_checked(name, path)  # raises unless the content is the official one


@pytest.mark.parametrize("subfolder", ["", "fashion-mnist"])
def test_mlp_data_comes_first(tmp_path, monkeypatch, subfolder):
    copies = [copy(name, tmp_path / subfolder) for name in SHA256]
    monkeypatch.setenv("MLP_DATA", str(tmp_path))
    assert sorted(locate_files().values()) == sorted(copies)


def test_mlp_data_may_hold_decompressed_files(tmp_path, monkeypatch):
    for name in SHA256:
        content = gzip.decompress((COURSE_FOLDER / f"{name}.gz").read_bytes())
        (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("MLP_DATA", str(tmp_path))
    assert locate_files() == {name: tmp_path / name for name in SHA256}
    assert len(load_fashion_mnist().test) == 10_000


def test_a_file_that_mlp_data_lacks_is_named_and_found_elsewhere(tmp_path, monkeypatch):
    path = copy(NAME, tmp_path)
    monkeypatch.setenv("MLP_DATA", str(tmp_path))
    with pytest.warns(UserWarning, match=f"MLP_DATA is {tmp_path}, which lacks train-images.*; looking elsewhere"):
        paths = locate_files()
    assert paths[NAME] == path and paths[OTHER] == COURSE_FOLDER / f"{OTHER}.gz"


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.write_text("")])
def test_an_mlp_data_that_is_no_folder_is_named(tmp_path, monkeypatch, make):
    make(tmp_path / "data")
    monkeypatch.setenv("MLP_DATA", str(tmp_path / "data"))
    with pytest.warns(UserWarning, match="MLP_DATA is .*data, which is not a folder that is there; looking elsewhere"):
        assert set(locate_files()) == set(SHA256)


def test_the_cache_is_asked_before_the_network(bare_machine, mirrors, server):
    mirrors("good")
    path = copy(NAME, bare_machine)
    before = path.stat().st_mtime_ns
    assert locate_files()[NAME] == path and path.stat().st_mtime_ns == before
    assert len(server.requests) == 3  # the other three files


def test_the_cache_is_the_one_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = module.cache_folder()
    assert folder.parts[-2:] == ("mlp-course", "fashion-mnist")
    assert sys.platform != "linux" or folder.is_relative_to(tmp_path)


# --- only the real files are accepted ---------------------------------------------------------------------


def refused(tmp_path, monkeypatch, message):
    """Load with MLP_DATA at `tmp_path`, and expect `message`."""
    monkeypatch.setenv("MLP_DATA", str(tmp_path))
    with pytest.warns(UserWarning, match="looking elsewhere"), pytest.raises(ValueError, match=message):
        load_fashion_mnist()


def test_a_truncated_file_is_named(tmp_path, monkeypatch):
    path = copy(NAME, tmp_path)
    path.write_bytes(path.read_bytes()[:-100])
    refused(tmp_path, monkeypatch, f"{path} is cut short")


def test_a_corrupt_file_is_named(tmp_path, monkeypatch):
    path = copy(NAME, tmp_path)
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[5000] ^= 1
    path.write_bytes(gzip.compress(content))
    refused(tmp_path, monkeypatch, f"{path} is not Fashion-MNIST's {NAME}")


def test_swapped_files_are_named(tmp_path, monkeypatch):
    path = copy(OTHER, tmp_path, new_name=NAME)
    refused(tmp_path, monkeypatch, f"{path} holds {OTHER}; expected {NAME}: were two files swapped")


def test_mnist_is_named(tmp_path, monkeypatch):
    """A stand-in for MNIST's file: its sum is put on the list, since the digits are not in the repository."""
    content = struct.pack(">4BI", 0, 0, 8, 1, 10_000) + bytes(10_000)
    digest = module.hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(module, "DIGITS_SHA256", {digest})
    path = tmp_path / NAME
    path.write_bytes(content)
    refused(tmp_path, monkeypatch, f"{path} is not Fashion-MNIST: it is MNIST, the handwritten digits")


def test_the_sums_of_mnist_are_not_those_of_fashion_mnist():
    assert len(module.DIGITS_SHA256) == 4 and module.DIGITS_SHA256.isdisjoint(SHA256.values())
    assert all(len(digest) == 64 for digest in module.DIGITS_SHA256)


def test_files_of_the_right_shape_and_other_content_are_refused():
    content = struct.pack(">4BI", 0, 0, 8, 1, 10_000) + bytes(10_000)
    with pytest.raises(ValueError, match="somewhere is not Fashion-MNIST's .* from before 31 August 2017"):
        check_content(content, NAME, "somewhere")
