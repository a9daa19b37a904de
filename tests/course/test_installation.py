"""What chapter 00 says of the installation: all is well here, and each thing that is missing is named."""

import importlib.metadata
import re

import pytest

from mlp.course import installation
from mlp.course.installation import installation_report, missing_packages


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


def test_data_that_cannot_be_fetched_are_told_with_what_to_do(monkeypatch):
    def fail():
        raise ConnectionError("no network")

    monkeypatch.setattr(installation, "locate_files", fail)
    assert installation_report() == f"Something is missing:\n- data: no network\n{installation.HOW}"
