"""The fixture chapter, built once for the tests of the build and of the mutations."""

import shutil
from pathlib import Path

import pytest

from mlp.course.build import build

FIXTURE = Path(__file__).parent / "fixtures" / "source" / "90_fixture.py"


@pytest.fixture(scope="session")
def chapter(tmp_path_factory):
    """The source of the fixture chapter in a folder of its own, its notebook built beside it. Not to be changed."""
    source = tmp_path_factory.mktemp("chapter") / "source" / FIXTURE.name
    source.parent.mkdir()
    shutil.copy(FIXTURE, source)
    build(source)
    return source
