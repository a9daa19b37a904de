"""Reading a source: the parser's errors, the learner's version, nbgrader's metadata."""

from dataclasses import dataclass

import pytest

from mlp.course import source
from mlp.course.learner import learner_notebook, solution_lines
from mlp.course.source import SourceError, read_source

FUNCTION = "def ex(x):\n    # BEGIN SOLUTION\n    return x + 1\n    # END SOLUTION\n"
CLASS = '''class Layer:
    def forward(self, x):
        """Return x doubled."""
        # BEGIN SOLUTION
        self.x = 2 * x
        return self.x
        # END SOLUTION

    def backward(self, d):
        # BEGIN SOLUTION
        return 2 * d
        # END SOLUTION
'''


@dataclass
class Written:
    """An exercise as far as a source needs one: its code and its points."""

    text: str
    points: int = 2

    def code(self):
        return self.text


EXERCISES = {
    "ex": Written(FUNCTION),
    "Layer": Written(CLASS, points=3),
    "unmarked": Written(FUNCTION.replace("# BEGIN", "# ").replace("# END", "# ")),
    "unended": Written(FUNCTION.replace("    # END SOLUTION\n", "")),
    "unbegun": Written(FUNCTION.replace("    # BEGIN SOLUTION\n", "")),
    "twice": Written(FUNCTION.replace("return x + 1", "# BEGIN SOLUTION")),
}


@pytest.fixture(autouse=True)
def known_exercises(monkeypatch):
    monkeypatch.setattr(source, "exercises", lambda: EXERCISES)


def parsed(tmp_path, text):
    path = tmp_path / "01_x.py"
    path.write_text(text)
    return read_source(path)


def exercise(name):
    return f'# %% name="{name}" exercise="{name}"\n'


def checked(name):
    return exercise(name) + f'\n# %% name="{name}-check" check="{name}"\ncheck.{name}({name})\n'


EXERCISE = exercise("ex")
CHECK = '# %% name="ex-check" check="ex"\ncheck.ex(ex)\n'

SLIPS = {
    "no cells": ("", "1: no cells"),
    "text before": ("import numpy\n", "1: text before the first cell"),
    "no name": ('# %% name="a"\n1\n# %%\n2\n', "3: this cell has no name"),
    "same name": ('# %% name="a"\n1\n# %% name="a"\n2\n', "3: the name 'a' is taken by the cell in line 1"),
    "bad name": ('# %% name="two words"\n1\n', "1: name 'two words'"),
    "unknown key": ('# %% name="a" colour="red"\n1\n', "1: unknown metadata colour; known are check"),
    "unknown tag": (
        '# %% name="a" tags=["nbval-skip"]\n1\n',
        "1: unknown tag nbval-skip; known are raises-exception, trained",
    ),
    "unreadable": ('# %% name="a" points=two\n1\n', "1: cannot read 'points=two'"),
    "key twice": ('# %% name="a" name="b"\n1\n', "1: name is given twice"),
    "empty cell": ('# %% name="a"\n\n# %% name="b"\n1\n', "1: this cell is empty"),
    "no comment sign": ('# %% [markdown] name="a"\n# one\ntwo\n', "3: a line of a markdown cell starts with '# '"),
    "no check": (EXERCISE, "1: exercise 'ex': the next cell must be its check"),
    "check later": (EXERCISE + '# %% name="b"\n1\n' + CHECK, "1: exercise 'ex': the next cell must be its check"),
    "check alone": ('# %% name="b"\n1\n' + CHECK, "3: check 'ex' does not follow a cell with exercise=\"ex\""),
    "points": ('# %% name="a" points=2\n1\n', "1: unknown metadata points"),
    "unknown exercise": ('# %% name="a" exercise="a"\n', "1: there is no exercise 'a'; there are ex, Layer"),
    "code in place": (EXERCISE + "def ex(x): ...\n", "2: the code of exercise 'ex' stands in its module"),
    "markdown check": (EXERCISE + '# %% [markdown] name="a" check="ex"\n# a\n', "2: a markdown cell cannot be"),
    "guard check": ('# %% name="b"\n1\n# %% [guard] name="a" check="ex"\n1\n', "3: a guard cell cannot be"),
    "guard first": ('# %% [guard] name="a"\n1\n', "1: a guard stands below the cell"),
    "no markers": (checked("unmarked"), "1: exercise 'unmarked' has no # BEGIN"),
    "never ended": (checked("unended"), "3: # BEGIN SOLUTION is never ended"),
    "never begun": (checked("unbegun"), "4: # END SOLUTION without # BEGIN"),
    "begun twice": (checked("twice"), "4: # BEGIN SOLUTION before the"),
    "marker elsewhere": ('# %% name="a"\n# BEGIN SOLUTION\n', "2: # BEGIN SOLUTION in a cell without exercise"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named_with_file_and_line(tmp_path, slip):
    text, message = SLIPS[slip]
    with pytest.raises(SourceError) as caught:
        parsed(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / '01_x.py'}:{message}")


def test_cells_are_read(tmp_path):
    cells = parsed(
        tmp_path,
        '# %% [markdown] name="a"\n# # Title\n#\n# Text\n\n\n# %% name="b" tags=["raises-exception"]\n\n1/0\n\n',
    )
    assert [(cell.name, cell.markdown, cell.text) for cell in cells] == [
        ("a", True, "# Title\n\nText"),
        ("b", False, "1/0"),
    ]
    assert cells[1].metadata["tags"] == ["raises-exception"]


def test_learners_version(tmp_path):
    cells_read = parsed(tmp_path, checked("ex") + checked("Layer"))
    cells = learner_notebook(cells_read).cells
    assert [cell.id for cell in cells] == ["ex", "ex-check", "ex-solution", "Layer", "Layer-check", "Layer-solution"]
    assert cells[0].source == "def ex(x):\n    # YOUR CODE HERE\n    raise NotImplementedError"
    assert cells[3].source.count("        # YOUR CODE HERE\n        raise NotImplementedError") == 2
    assert '"""Return x doubled."""' in cells[3].source
    assert cells[5].source.startswith("<details>\n<summary>") and cells[5].source.endswith("\n</details>")
    assert "```python\nclass Layer:" in cells[5].source and "SOLUTION" not in cells[5].source
    for line in solution_lines(cells_read[2]):
        assert line in cells[5].source
        assert not any(line in cell.source for cell in cells if cell.id != "Layer-solution")
    names = {}
    exec(cells[0].source, names)
    with pytest.raises(NotImplementedError):
        names["ex"](1)


def test_nbgrader_metadata(tmp_path):
    cells = learner_notebook(parsed(tmp_path, EXERCISE + CHECK)).cells
    common = {"schema_version": 3, "task": False}
    assert cells[0].metadata["nbgrader"] == common | {
        "grade_id": "ex",
        "grade": False,
        "locked": False,
        "solution": True,
    }
    expected = common | {"grade_id": "ex-check", "grade": True, "locked": True, "solution": False, "points": 2}
    assert cells[1].metadata["nbgrader"] == expected
    assert cells[2].metadata == {}
