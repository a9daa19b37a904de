"""A learner who has solved every exercise can run the chapter, too: the same cells, with the solutions in place."""

import contextlib
import io

import pytest

from mlp.course.build import NOTEBOOKS
from mlp.course.learner import solution
from mlp.course.source import read_source

SOURCES = sorted((NOTEBOOKS / "source").glob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_solved_chapter_runs_and_its_guards_hold(source, monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    names, said = {"__name__": "chapter"}, io.StringIO()
    for cell in read_source(source):
        if cell.markdown:
            continue
        code = compile(solution(cell), f"{source.stem}: {cell.name}", "exec")
        expected = pytest.raises(Exception) if "raises-exception" in cell.metadata.get("tags", []) else None
        with contextlib.redirect_stdout(said), expected or contextlib.nullcontext():
            exec(code, names)
    assert "has not passed its check" not in said.getvalue()
