"""The repository's address: one setting, from which every link is made, and none where it is not set."""

from email.message import Message

import pytest

from mlp.course import CourseError, address


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Write [project.urls] of a clone of its own: a function of the address."""
    monkeypatch.setattr(address, "PACKAGE", tmp_path / "mlp")

    def write(url):
        (tmp_path / "pyproject.toml").write_text(f'[project.urls]\nRepository = "{url}"\n')

    return write


@pytest.mark.parametrize("ending", ["", "/", ".git"])
def test_the_links_open_a_chapter_from_the_address(project, ending):
    project(f"https://github.com/ann/mlp-course{ending}")
    assert address.repository() == "https://github.com/ann/mlp-course"
    assert address.doors("notebooks/08_training.ipynb") == {
        "Binder": "https://mybinder.org/v2/gh/ann/mlp-course/main?urlpath=lab/tree/notebooks/08_training.ipynb",
        "Colab": "https://colab.research.google.com/github/ann/mlp-course/blob/main/notebooks/08_training.ipynb",
    }


def test_another_host_has_an_address_and_no_links(project):
    project("https://git.example.org/ann/mlp-course")
    assert address.repository() == "https://git.example.org/ann/mlp-course"
    assert address.doors() == {}


def test_an_address_of_another_kind_is_refused(project):
    project("git@github.com:ann/mlp-course")
    with pytest.raises(CourseError, match="expected https://host/owner/name"):
        address.repository()


def test_a_wheel_has_the_address_in_its_metadata(tmp_path, monkeypatch):
    monkeypatch.setattr(address, "PACKAGE", tmp_path / "mlp")
    message = Message()
    message["Project-URL"] = "Repository, https://github.com/ann/mlp-course"
    monkeypatch.setattr(address.metadata, "metadata", lambda name: message)
    assert address.repository() == "https://github.com/ann/mlp-course"


def test_without_the_setting_there_is_neither(tmp_path, monkeypatch):
    monkeypatch.setattr(address, "PACKAGE", tmp_path / "mlp")
    monkeypatch.setattr(address, "DISTRIBUTION", "a-course-that-nobody-has-installed")
    assert address.repository() is None
    assert address.doors() == {}
