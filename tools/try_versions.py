"""Does the course work with the oldest versions that pyproject.toml allows, and with the newest that there are?

    python3.11 tools/try_versions.py oldest
    python3.11 tools/try_versions.py newest

Installs the course, in a temporary environment of the Python that runs this, and without constraints.txt; then runs
the unit tests and chapters 00 to 05 there. That takes about half an hour. The tests in a browser and the extra `bench`
(PyTorch) stay out. Pictures are compared by their size alone where another matplotlib draws them.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("lab", "test", "distributed", "sklearn", "slides", "nbgrader")
ALL_TESTS = ["-p", "no:nbval", "--ignore=tests/browser", "tests"]
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
CHAPTERS = [*NBVAL, "--nbval-sanitize-with=tests/notebooks/sanitize.cfg"]


def oldest(pyproject):
    """The lines of a constraints file with the lower bound of every package in `pyproject`, the text of the file."""
    project = tomllib.loads(pyproject)["project"]
    wanted = [*project["dependencies"], *(line for extra in EXTRAS for line in project["optional-dependencies"][extra])]
    return sorted({re.fullmatch(r"([\w.-]+)>=([\w.]+)", line).expand(r"\1==\2") for line in wanted})


def main(which):
    """Make the environment, run the tests, and return pytest's worst exit status."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "Scripts" if os.name == "nt" else "bin", "python")
        constraints = Path(folder, "constraints.txt")
        lines = oldest((ROOT / "pyproject.toml").read_text(encoding="utf-8")) if which == "oldest" else []
        constraints.write_text("\n".join(lines), encoding="utf-8")
        install = [python, "-m", "pip", "install", "-q", "-c", constraints, "-e", f".[{','.join(EXTRAS)}]"]
        subprocess.run(install, cwd=ROOT, check=True)
        chapters = sorted(str(path) for path in (ROOT / "notebooks").glob("0[0-5]_*.ipynb"))
        return max(
            subprocess.run([python, "-m", "pytest", "-q", "-o", "addopts=", *options], cwd=ROOT).returncode
            for options in (ALL_TESTS, [*CHAPTERS, *chapters])
        )


if __name__ == "__main__":
    if sys.argv[1:] not in (["oldest"], ["newest"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
