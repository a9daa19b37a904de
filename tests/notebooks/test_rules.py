"""Every notebook keeps the rules of the course. That each rule refuses is shown in test_rules_refuse.py."""

import ast

import nbformat
import pytest

from mlp.course.build import NOTEBOOKS
from mlp.course.learner import solution, stub
from mlp.course.source import read_source
from mlp.exercises import Verdict, exercises
from mlp.exercises.checking.judge import judge
from tests.notebooks import rules

SOURCES = sorted((NOTEBOOKS / "source").glob("*.py"))
STORED = sorted(NOTEBOOKS.glob("*.ipynb"))
EXERCISE_CELLS = [(source, cell) for source in SOURCES for cell in read_source(source) if "exercise" in cell.metadata]


def each(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


each_exercise = pytest.mark.parametrize(
    ("source", "cell"), EXERCISE_CELLS, ids=[cell.metadata["exercise"] for _, cell in EXERCISE_CELLS]
)


def test_every_notebook_has_a_source_and_the_reverse():
    assert SOURCES, f"no sources in {NOTEBOOKS / 'source'}"
    assert [path.stem for path in STORED] == [path.stem for path in SOURCES]


@each(STORED)
@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_rule(path, rule):
    problems = rule(nbformat.read(path, as_version=4))
    assert not problems, "\n".join([path.name, *problems])


@each(STORED)
def test_links_lead_somewhere(path):
    problems = rules.dead_links(nbformat.read(path, as_version=4), path.parent)
    assert not problems, "\n".join([path.name, *problems])


@each(STORED)
def test_notebook_is_valid_and_small(path):
    nbformat.validate(nbformat.read(path, as_version=4))
    assert path.stat().st_size < rules.MAX_NOTEBOOK_BYTES


def test_every_exercise_stands_in_a_notebook_once():
    assert sorted(cell.metadata["exercise"] for _, cell in EXERCISE_CELLS) == sorted(exercises())


@each_exercise
def test_exercise_has_its_check_points_and_hints(source, cell):
    exercise = exercises()[cell.metadata["exercise"]]
    assert exercise.points == cell.metadata["points"], f"{source.name}: {cell.name}"
    assert len(set(exercise.hints)) == 3 and all(hint.strip() for hint in exercise.hints)
    check = next(c for c in read_source(source) if c.metadata.get("check") == exercise.name)
    assert f"check.{exercise.name}({exercise.name})" in check.text, f"{source.name}: {check.name}"
    assert f'# hint("{exercise.name}")' in check.text, f"{source.name}: {check.name} offers no hint"


def namespace(source, until, code_of):
    """What the cells up to `until` define: the imports of the chapter, and its exercises as `code_of` gives them."""
    names = {}
    for cell in read_source(source):
        if cell.markdown:
            continue
        imports = [node for node in ast.parse(cell.text).body if isinstance(node, (ast.Import, ast.ImportFrom))]
        exec(compile(ast.Module(imports, []), cell.name, "exec"), names)
        if "exercise" in cell.metadata:
            exec(compile(code_of(cell), cell.name, "exec"), names)
        if cell.name == until.name:
            return names
    raise AssertionError(f"no cell {until.name}")


@each_exercise
def test_the_solution_passes_and_the_stub_is_not_started(source, cell):
    name = cell.metadata["exercise"]
    verdict = judge(exercises()[name], namespace(source, cell, solution)[name])
    assert verdict.passed, verdict
    verdict = judge(exercises()[name], namespace(source, cell, stub)[name])
    assert isinstance(verdict, Verdict) and verdict.message.startswith("Not started yet"), verdict


@each_exercise
def test_no_solution_leaks(source, cell):
    notebook = nbformat.read(NOTEBOOKS / f"{source.stem}.ipynb", as_version=4)
    assert not rules.leaks(notebook, cell)
    assert "raise NotImplementedError" in next(c.source for c in notebook.cells if c.id == cell.name)
