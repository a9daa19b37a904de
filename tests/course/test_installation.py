"""What chapter 00 says of the installation: all is well here, and each thing that is missing is named."""

import importlib.metadata
import re

import pytest

from mlp.course import installation
from mlp.course.installation import installation_report, missing_packages
from mlp.data import download


def test_here_everything_is_in_place():
    assert installation_report() == "Everything is in place: Python, the packages and the data."


@pytest.mark.parametrize(
    ("requirement", "line"),
    [
        ("numpy>=99.0", "numpy is version .*, expected 99.0 or newer"),
        ("no-such-package>=1.0", "the package no-such-package is not installed"),
    ],
)
def test_a_package_that_is_missing_or_too_old_is_named(requirement, line):
    (found,) = missing_packages(requirements=[requirement, "pytest>=1.0"])
    assert re.fullmatch(line, found)


def test_versions_are_compared_as_numbers(monkeypatch):
    monkeypatch.setattr(installation.metadata, "version", lambda name: "3.10.1")
    assert missing_packages(requirements=["matplotlib>=3.8"]) == []
    assert missing_packages(requirements=["matplotlib>=3.11"]) != []


def test_an_older_python_is_named():
    assert missing_packages(python=(3, 9, 2), requirements=[]) == ["Python is 3.9, expected 3.11 or newer"]


def test_extras_are_not_asked_for():
    assert missing_packages(requirements=["no-such-package>=1.0; extra == 'bench'"]) == []


def test_every_declared_package_is_looked_at(monkeypatch):
    asked = []
    monkeypatch.setattr(installation.metadata, "version", lambda name: asked.append(name) or "999")
    assert missing_packages() == []
    assert {"numpy", "matplotlib", "pandas", "ipywidgets", "tqdm", "pooch"} <= set(asked)


def test_a_course_that_is_not_installed_says_so(monkeypatch):
    def unknown(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(installation.metadata, "requires", unknown)
    assert missing_packages() == ["the course's own package, mlp-course, is not installed in this Python"]


def test_a_cache_that_cannot_be_written_to_is_told_and_raises_nothing(monkeypatch, tmp_path):
    """No data, a network, and a file where the cache's folder should be made: in a read-only home it is the same."""
    (tmp_path / "cache").write_text("")
    content = (download.COURSE_FOLDER / "t10k-labels-idx1-ubyte.gz").read_bytes()
    monkeypatch.delenv("MLP_DATA", raising=False)
    monkeypatch.setattr(download, "COURSE_FOLDER", tmp_path / "nowhere")
    monkeypatch.setattr(download, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(download, "SHA256", {"t10k-labels-idx1-ubyte": download.SHA256["t10k-labels-idx1-ubyte"]})
    monkeypatch.setattr(download, "_fetch", lambda url: content)
    report = installation_report()
    assert "- data: downloaded t10k-labels-idx1-ubyte.gz, but could not write it to" in report
    assert "MLP_DATA" in report and report.endswith(installation.HOW)


@pytest.mark.parametrize(
    "error", [PermissionError("not yours"), OSError("No space left"), ModuleNotFoundError("No module named 'pooch'")]
)
def test_whatever_keeps_the_data_away_is_a_line_of_the_report(monkeypatch, error):
    def fail():
        raise error

    monkeypatch.setattr(installation, "locate_files", fail)
    assert installation_report() == f"Something is missing:\n- data: {error}\n{installation.HOW}"


def test_data_that_are_there_and_damaged_are_told(monkeypatch, tmp_path):
    path = tmp_path / "t10k-labels-idx1-ubyte"
    path.write_bytes(b"\x00\x00\x08\x01")
    monkeypatch.setattr(installation, "locate_files", lambda: {path.name: path})
    assert f"- data: {path} is cut short" in installation_report()


def test_data_that_cannot_be_fetched_are_told_with_what_to_do(monkeypatch):
    def fail():
        raise ConnectionError("no network")

    monkeypatch.setattr(installation, "locate_files", fail)
    assert installation_report() == f"Something is missing:\n- data: no network\n{installation.HOW}"
