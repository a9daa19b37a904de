"""JupyterLab on this machine alone, and a notebook in it, for the browser tests and the widget benchmark."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# A browser as root in a container needs --no-sandbox; the rest keeps it quiet and off the network.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # keeps cells off screen in the page
}
PATIENCE = 120  # seconds, for a machine that is busy with other tests

SESSION = "window.jupyterapp?.shell.currentWidget?.context?.sessionContext"
KERNEL_READY = f"() => {{ const s = {SESSION}; return s?.isReady && s.session?.kernel?.status === 'idle' }}"
RUN_ALL = """() => {
    window.ranAll = false
    window.jupyterapp.commands.execute('notebook:run-all-cells').finally(() => { window.ranAll = true })
}"""
RUN_CELLS = """ids => {
    const notebook = window.jupyterapp.shell.currentWidget.content
    const wanted = notebook.widgets.filter(cell => ids.includes(cell.model.id))
    if (wanted.length !== ids.length) throw new Error(`${wanted.length} of the cells ${ids} are in the page`)
    notebook.deselectAll()
    notebook.activeCellIndex = notebook.widgets.indexOf(wanted[0])
    wanted.forEach(cell => notebook.select(cell))
    window.ranAll = false
    window.jupyterapp.commands.execute('notebook:run-cell').finally(() => { window.ranAll = true })
}"""
WIDGETS_SHOWN = """() => [...document.querySelectorAll('[data-mime-type="application/vnd.jupyter.widget-view+json"]')]
    .every(output => output.querySelector('.jupyter-widgets'))"""
PICTURES_SHOWN = """() => [...document.querySelectorAll('.jp-OutputArea img')]
    .every(image => image.complete && image.naturalWidth > 0)"""


@dataclass
class Lab:
    """A running JupyterLab: `root` is the folder that it shows."""

    address: str
    token: str
    root: Path


@contextlib.contextmanager
def jupyterlab(root, settings=SETTINGS):
    """Run JupyterLab over the folder `root` on a free loopback port, with `settings` of its own; yields a `Lab`."""
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as home:
        overrides = Path(home, "config/labconfig/default_setting_overrides.json")
        overrides.parent.mkdir(parents=True)
        overrides.write_text(json.dumps(settings))
        lab = Lab(f"http://127.0.0.1:{free_port()}", secrets.token_hex(16), Path(root).resolve())
        log = Path(home, "log")
        with log.open("w") as output:
            server = subprocess.Popen(_command(lab), env=_environment(home), stdout=output, stderr=output)
        try:
            wait_for_answer(lab, server, log)
            yield lab
        finally:
            server.terminate()  # stops its kernels too
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


class Notebook:
    """A notebook open in a browser page, with what the page did that it should not."""

    def __init__(self, page, lab):
        self.page = page
        self.page_errors, self.requests_away = [], []
        local = (lab.address, lab.address.replace("http", "ws"), "data:", "blob:")
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        page.on("request", lambda request: self._note(request.url, local))

    def _note(self, address, local):
        if not address.startswith(local):
            self.requests_away.append(address)

    def run_all(self, timeout=PATIENCE):
        """Run all cells and wait until they have run, or one has failed, and every widget and picture is there."""
        self.page.evaluate(RUN_ALL)
        self._wait_for_outputs(timeout)

    def run_cells(self, names, timeout=PATIENCE):
        """Run the cells with these names, in the notebook's order, and wait as `run_all` does."""
        self.page.evaluate(RUN_CELLS, list(names))
        self._wait_for_outputs(timeout)

    def _wait_for_outputs(self, timeout):
        self._wait("() => window.ranAll", timeout)
        self._wait(KERNEL_READY, timeout)
        self._wait(WIDGETS_SHOWN, timeout)
        self._wait(PICTURES_SHOWN, timeout)

    def errors(self):
        """The text of every error output in the notebook."""
        return self.page.locator('[data-mime-type="application/vnd.jupyter.error"]').all_inner_texts()

    def panels(self):
        """Every live panel in the page."""
        return self.page.locator(".mlp-live-panel").all()

    def use_theme(self, name):
        """Switch to the theme "JupyterLab Light" or "JupyterLab Dark"."""
        self.page.evaluate("theme => { window.jupyterapp.commands.execute('apputils:change-theme', { theme }) }", name)
        self._wait(f"() => document.body.dataset.jpThemeName === '{name}'", PATIENCE)
        self._wait("() => !document.querySelector('#jupyterlab-splash')", PATIENCE)

    def _wait(self, condition, timeout):
        self.page.wait_for_function(condition, timeout=timeout * 1000)


@contextlib.contextmanager
def open_notebook(browser, lab, name):
    """Open the notebook `name` of the folder `lab.root` and wait for its kernel; yields a `Notebook`."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(PATIENCE * 1000)
    try:
        notebook = Notebook(page, lab)
        page.goto(f"{lab.address}/doc/tree/{name}?token={lab.token}&reset")
        page.wait_for_function(f"() => ({KERNEL_READY})() || document.querySelector('.jp-Dialog')")
        assert page.locator(".jp-Dialog").count() == 0, page.locator(".jp-Dialog").inner_text()
        yield notebook
        page.evaluate(f"async () => {{ await {SESSION}.shutdown() }}")
    finally:
        page.close()


def find_chromium():
    """The path of a Chromium or Chrome on this machine, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _command(lab):
    options = {
        "ip": "127.0.0.1",
        "port": lab.address.rpartition(":")[2],
        "IdentityProvider.token": lab.token,
        "ServerApp.root_dir": lab.root,
        "ServerApp.port_retries": 0,
        "ServerApp.terminals_enabled": False,
        "LabApp.extension_manager": "readonly",
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    # --expose-app-in-browser gives the page `window.jupyterapp`, through which the tests run its commands.
    return [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser", *words]


def _environment(home):
    """This process's environment, with JupyterLab's folders in `home` and one thread per kernel."""
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    return {
        **os.environ,
        **{variable: str(Path(home, folder)) for variable, folder in folders.items()},
        "PYTHONPATH": str(REPOSITORY),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def free_port():
    """A port on this machine that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_answer(lab, server, log):
    """Return when the server of `lab`, a process that writes to the file `log`, answers. RuntimeError when it ends."""
    start = time.monotonic()
    while True:
        try:
            urllib.request.urlopen(f"{lab.address}/api/status?token={lab.token}", timeout=5).read()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() - start > PATIENCE:
                raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}") from None
            time.sleep(0.1)
