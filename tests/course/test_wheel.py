"""The course from its wheel, in an empty environment outside the clone, in a folder with a space and an umlaut.

What the course needs is taken from the environment of the tests (a .pth file leads there), because to download and
install it again would take a minute. The course itself comes from the wheel alone: each test looks where it came from.
PATH has nothing but the new environment, so there is no git, no make, no other Python.
"""

import contextlib
import json
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import nbformat
import pytest
from jupyter_client import BlockingKernelClient

from mlp.course.build import NOTEBOOKS
from mlp.course.release import package_files
from mlp.course.wheel import SETTINGS
from mlp.exercises import exercises
from mlp.exercises.handed_out import FILE, HandedOut
from tests.browser.lab import Lab, free_port, wait_for_answer
from tests.packages import ROOT
from tests.requirements import require

TOKEN = "0123456789"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel that the clone makes."""
    require("hatchling", "makes the wheel")
    dist = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", dist], cwd=ROOT, check=True)
    (wheel,) = dist.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def room(tmp_path_factory, wheel):
    """The folder in which the wheel is installed, in `.venv`, and nothing else is."""
    room = tmp_path_factory.mktemp("Prüf raum")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", room / ".venv"], check=True)
    pip = [sys.executable, "-m", "pip", "--python", python(room), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--no-compile", wheel], check=True)
    (packages,) = room.glob(".venv/lib/python*/site-packages")
    others = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "others.pth").write_text("\n".join(others), encoding="utf-8")
    return room


def python(room):
    return room / ".venv" / "bin" / "python"


def environment(room):
    """Nothing of this process's environment but where JupyterLab's pages are, which the tests' environment has."""
    jupyter = Path(sys.prefix, "share", "jupyter")
    return {
        "PATH": str(room / ".venv" / "bin"),
        "HOME": str(room),
        "LANG": "C.UTF-8",
        "JUPYTERLAB_DIR": str(jupyter / "lab"),
        "JUPYTER_PATH": str(jupyter),
        "JUPYTER_RUNTIME_DIR": str(room / "runtime"),
    }


def test_it_has_what_a_release_of_everything_has_and_weighs_what_the_data_weigh(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    inside = {name for name in names if name.startswith("mlp/")}
    chapters = [path.name for path in NOTEBOOKS.iterdir() if path.suffix in (".ipynb", ".md")]
    released = package_files(chapters, dict.fromkeys(chapters, ""), HandedOut())
    assert inside == set(released) - {f"mlp/_share/{FILE}"}
    assert any(name.endswith(f".data/data/{SETTINGS}") for name in names)
    assert wheel.stat().st_size < 60e6, "the wheel has grown by a half: what came into it?"


def test_the_doctor_finds_chapters_and_data_in_the_wheel(room):
    command = [room / ".venv/bin/mlp-course", "doctor"]
    run = subprocess.run(command, cwd=room, env=environment(room), capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    found = {line[:9].strip(): line[10:] for line in run.stdout.splitlines()}
    assert str(room / ".venv") in found["course"] and not found["course"].startswith("0 chapters")
    assert "_share" in found["data"] and str(room / ".venv") in found["data"]


def test_lab_serves_chapter_00_and_its_first_exercise_passes(room):
    lab = Lab(f"http://127.0.0.1:{free_port()}", TOKEN, room)
    port = lab.address.rpartition(":")[2]
    command = [room / ".venv/bin/mlp-course", "lab", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    log = room / "log"
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=room, env=environment(room), stdout=output, stderr=output)
    try:
        wait_for_answer(lab, server, log)
        chapter = ask(lab, "GET", "api/contents/work/00_start_here.ipynb")["content"]
        session = ask(lab, "POST", "api/sessions", NEW_SESSION)
        kernel = room / "runtime" / f"kernel-{session['kernel']['id']}.json"
        cells = {cell["id"]: cell["source"] for cell in nbformat.from_dict(chapter).cells}
        answer = cells["accuracy"].replace("raise NotImplementedError", "return np.mean(labels == predictions)")
        ours = "import mlp\nprint(mlp.__file__)"
        code = [cells["imports"], cells["accuracy-check"], answer, cells["accuracy-check"], ours]
        unfinished, passed, file = run_cells(kernel, [code[0], cells["accuracy"], *code[1:]])
        assert unfinished.startswith("Not started yet")
        assert passed.strip() == f"Passed: {exercises()['accuracy'].proves}"
        assert Path(file.strip()).is_relative_to(room / ".venv")
        ask(lab, "POST", "api/shutdown")
        assert server.wait(30) == 0, log.read_text()
    finally:
        server.kill()


NEW_SESSION = {"path": "work/00_start_here.ipynb", "name": "", "type": "notebook", "kernel": {"name": "python3"}}


def ask(lab, method, path, body=None):
    """What the server of `lab` answers, from JSON."""
    data = json.dumps(body).encode() if body is not None else None if method == "GET" else b""
    request = urllib.request.Request(f"{lab.address}/{path}", data, method=method)
    request.add_header("Authorization", f"token {lab.token}")
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def run_cells(connection_file, cells):
    """Run `cells` in a kernel that the server has started; return what each that shows something has shown."""
    client = BlockingKernelClient()
    client.load_connection_file(str(connection_file))
    client.start_channels()
    try:
        with contextlib.suppress(RuntimeError):  # on a busy machine its heart misses a beat, and it is taken for dead
            client.wait_for_ready(20)
        client.wait_for_ready(60)
        return list(filter(None, (shown_by(client, cell) for cell in cells)))
    finally:
        client.stop_channels()


def shown_by(client, cell):
    shown = []

    def keep(message):
        content = message["content"]
        if message["msg_type"] == "stream":
            shown.append(content["text"])
        elif message["msg_type"] == "execute_result":
            shown.append(content["data"]["text/plain"])

    reply = client.execute_interactive(cell, timeout=60, output_hook=keep)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(shown)
