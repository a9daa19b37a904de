"""The referee and its workers: right answers get their points, messages carry nothing that runs, answers are found."""

import ast

import nbformat
import numpy as np
import pytest

from mlp.course.grading.answers import Chapter, Task, find_answer, read_cells
from mlp.course.grading.chapters import chapters
from mlp.course.grading.messages import from_line, to_line
from mlp.course.grading.referee import grade_content, seeds_of
from mlp.exercises import exercises


def notebook(*sources):
    """The bytes of a notebook with these cells, called cell-0, cell-1, ..."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()


def test_the_solution_of_every_exercise_gets_its_points():
    """All in one notebook: what is left in a worker that has no solutions is enough to run every exercise."""
    tasks = [task for chapter in chapters().values() for task in chapter.tasks]
    imports = [line for chapter in chapters().values() for line in chapter.imports]
    content = notebook(*(exercises()[task.exercise].code() for task in tasks))
    _, marks = grade_content(content, [Chapter("all", tasks, imports)])
    assert [mark for mark in marks if mark.points != mark.out_of] == []
    assert sum(mark.points for mark in marks) == sum(exercise.points for exercise in exercises().values())


def test_the_inputs_depend_on_every_byte_of_the_file():
    seeds = {seeds_of("softmax", content)[-1][0] for content in (b"a", b"b", b"a ")}
    assert len(seeds) == 3 and seeds_of("softmax", b"a") == seeds_of("softmax", b"a") != seeds_of("relu", b"a")


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6, dtype=np.float32).reshape(2, 3),
        np.zeros((0, 3)),
        np.array(2.5),
        np.int64(7),
        np.float32(np.nan),
        np.array([1 + 2j]),
        (1, [2.5, "x", None, True], {"weight": (3, 4)}),
        {1: "one"},
    ],
)
def test_what_is_said_arrives_as_it_was(value):
    got = from_line(to_line({"value": value}))["value"]
    assert type(got) is type(value) and repr(got) == repr(value)
    if isinstance(value, np.ndarray):
        assert (got.dtype, got.shape) == (value.dtype, value.shape)


def test_what_is_neither_number_nor_text_arrives_as_its_kind_alone():
    class Sly:
        def __reduce__(self):
            return print, ("this runs when it is read",)

    for value, kind in ((Sly(), "Sly"), (np.array([Sly()]), "ndarray"), (print, "builtin_function_or_method")):
        got = from_line(to_line({"value": value}))["value"]
        assert repr(got) == f"<{kind}>" and got != from_line(to_line({"value": value}))["value"]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"Passed",
        b"[1]",
        b'{"array": "AAAA", "dtype": "O", "shape": [1], "scalar": false}',
        b'{"value": {"array": "AAAA", "dtype": "<f8", "shape": [9], "scalar": false}}',
        b'{"value": [1]}',
        b'{"value": {"tuple": [], "list": []}}',
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_no_message_is_refused(line):
    with pytest.raises(ValueError, match="not a message"):
        from_line(line)


TASK = Task("softmax", "cell-1", 2, "def softmax(z):\n    # YOUR CODE HERE\n    raise NotImplementedError")


def taken(*sources, task=TASK):
    """The statements that are taken for `task` from a notebook with these cells, or why there are none."""
    answer = find_answer(read_cells(notebook(*sources)), task, ["import numpy as np", "import nothing_needed"])
    return answer.missing or [ast.unparse(part.node) for part in answer.parts]


def test_only_what_an_answer_needs_is_taken():
    helper = "data = load()\nfrom math import exp\nprint(data)\ndef row(z):\n    return exp(z)"
    answer = "def softmax(z):\n    return row(z) / np.sum(z)"
    assert taken(helper, answer) == [
        "import numpy as np",
        "from math import exp",
        "def row(z):\n    return exp(z)",
        "def softmax(z):\n    return row(z) / np.sum(z)",
    ]


def test_the_last_definition_before_the_check_counts():
    first, second, third = (f"softmax = {number}" for number in "123")
    check = "check.softmax(softmax)"
    assert taken(first, second, check, third) == ["softmax = 2"]
    assert taken(check, first, second) == ["softmax = 2"]
    assert taken(first, TASK.stub, check) == ["softmax = 1"], "the stub is no answer where there is another"
    assert taken("x = 1", TASK.stub, check) == [ast.unparse(ast.parse(TASK.stub))]


def test_why_there_is_nothing_to_run_is_said():
    assert "is it lost?" in taken("x = 1")
    assert "was softmax renamed" in taken("x = 1", "def soft_max(z):\n    return z")
    assert "line 1" in taken("x = 1", "def softmax(z)\n    return z")


@pytest.mark.parametrize(
    "source",
    [
        "%%time\nsoftmax = 1",
        "%matplotlib inline\nsoftmax = 1\n!ls",
        "softmax = 1\nsoftmax?",
        "if True:\n    softmax = 1",
        "from mine import softmax",
        "@wrapped\ndef softmax(z):\n    return z",
        "x, softmax = 1, 1",
    ],
)
def test_an_answer_is_found_however_it_is_written(source):
    assert isinstance(taken("x = 1", source), list)
