"""From a source to a notebook: the parser's errors, the learner's version, execution, normalising, comparing."""

import base64
import json
import sys

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager

from mlp.course.__main__ import main
from mlp.course.build import NOTEBOOKS, BuildError, build, build_text, check, find_sources, target
from mlp.course.compare import differences, same_picture
from mlp.course.learner import learner_notebook, solution_lines
from mlp.course.source import SourceError, read_source
from mlp.plots.show import to_png


def parsed(tmp_path, text):
    path = tmp_path / "01_x.py"
    path.write_text(text)
    return read_source(path)


EXERCISE = (
    '# %% name="ex" exercise="ex" points=2\ndef ex(x):\n    # BEGIN SOLUTION\n    return x + 1\n    # END SOLUTION\n'
)
CHECK = '# %% name="ex-check" check="ex"\ncheck.ex(ex)\n'

SLIPS = {
    "no cells": ("", "1: no cells"),
    "text before": ("import numpy\n", "1: text before the first cell"),
    "no name": ('# %% name="a"\n1\n# %%\n2\n', "3: this cell has no name"),
    "same name": ('# %% name="a"\n1\n# %% name="a"\n2\n', "3: the name 'a' is taken by the cell in line 1"),
    "bad name": ('# %% name="two words"\n1\n', "1: name 'two words'"),
    "unknown key": ('# %% name="a" colour="red"\n1\n', "1: unknown metadata colour; known are check"),
    "unknown tag": ('# %% name="a" tags=["nbval-skip"]\n1\n', "1: unknown tag nbval-skip; known are raises-exception"),
    "unreadable": ('# %% name="a" points=two\n1\n', "1: cannot read 'points=two'"),
    "key twice": ('# %% name="a" name="b"\n1\n', "1: name is given twice"),
    "empty cell": ('# %% name="a"\n\n# %% name="b"\n1\n', "1: this cell is empty"),
    "no comment sign": ('# %% [markdown] name="a"\n# one\ntwo\n', "3: a line of a markdown cell starts with '# '"),
    "no check": (EXERCISE, "1: exercise 'ex': the next cell must be its check"),
    "check later": (EXERCISE + '# %% name="b"\n1\n' + CHECK, "1: exercise 'ex': the next cell must be its check"),
    "check alone": ('# %% name="b"\n1\n' + CHECK, "3: check 'ex' does not follow a cell with exercise=\"ex\""),
    "no points": (EXERCISE.replace(" points=2", "") + CHECK, "1: exercise and points go together: add points=1"),
    "points alone": ('# %% name="a" points=2\n1\n', "1: exercise and points go together"),
    "markdown check": (EXERCISE + '# %% [markdown] name="a" check="ex"\n# a\n', "6: a markdown cell cannot be"),
    "no markers": (EXERCISE.replace("# BEGIN", "# ").replace("# END", "# ") + CHECK, "1: exercise 'ex' has no # BEGIN"),
    "never ended": (EXERCISE.replace("    # END SOLUTION\n", "") + CHECK, "3: # BEGIN SOLUTION is never ended"),
    "never begun": (EXERCISE.replace("    # BEGIN SOLUTION\n", "") + CHECK, "4: # END SOLUTION without # BEGIN"),
    "begun twice": (EXERCISE.replace("return x + 1", "# BEGIN SOLUTION") + CHECK, "4: # BEGIN SOLUTION before the"),
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


CLASS = '''# %% name="layer" exercise="Layer" points=3
class Layer:
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
# %% name="layer-check" check="Layer"
check.Layer(Layer)
'''


def test_learners_version(tmp_path):
    source = parsed(tmp_path, EXERCISE + CHECK + CLASS)
    cells = learner_notebook(source).cells
    assert [cell.id for cell in cells] == ["ex", "ex-check", "ex-solution", "layer", "layer-check", "layer-solution"]
    assert cells[0].source == "def ex(x):\n    # YOUR CODE HERE\n    raise NotImplementedError"
    assert cells[3].source.count("        # YOUR CODE HERE\n        raise NotImplementedError") == 2
    assert '"""Return x doubled."""' in cells[3].source
    assert cells[5].source.startswith("<details>\n<summary>") and cells[5].source.endswith("\n</details>")
    assert "```python\nclass Layer:" in cells[5].source and "SOLUTION" not in cells[5].source
    for line in solution_lines(source[2]):
        assert line in cells[5].source
        assert not any(line in cell.source for cell in cells if cell.id != "layer-solution")
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


def test_the_built_notebook_holds_what_means_something_and_no_more(chapter):
    notebook = nbformat.read(target(chapter), as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    cells = {cell.id: cell for cell in notebook.cells}
    assert cells["number"].outputs[0]["text"] == "half of a number: 1.6250\n"
    assert set(cells["widget"].outputs[0]["data"]) == {"text/plain"}
    assert cells["error"].outputs[0]["ename"] == "ValueError"
    assert cells["double-check"].outputs[0]["text"] == "Not started yet.\n"
    assert cells["bar"].outputs == []
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    text = target(chapter).read_text()
    assert text.endswith("}\n") and str(chapter.parent) not in text and sys.prefix not in text


def test_the_same_bytes_again_in_another_environment(chapter, tmp_path, monkeypatch):
    """A user's own kernel called python3 that cannot start, another hash seed, strict checks, another backend."""
    kernel = tmp_path / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps({"argv": ["/bin/false"], "display_name": "x", "language": "python"}))
    for name in ("JUPYTER_PATH", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    assert KernelSpecManager().get_kernel_spec("python3").argv == ["/bin/false"]
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setenv("MLP_CHECK_STRICT", "1")
    monkeypatch.setenv("MPLBACKEND", "agg")
    assert build_text(chapter) == target(chapter).read_text()


FAILING = {
    "exception": ("1 / 0", "chapter 01_x, cell 'b': ZeroDivisionError: division by zero"),
    "warning": ("import warnings\nwarnings.warn('old')", "chapter 01_x, cell 'b' wrote to standard error; "),
    "nothing raised": ("2 + 2", "chapter 01_x, cell 'b': tagged raises-exception, but it raised nothing"),
    "dead kernel": ("import os\nos._exit(1)", "chapter 01_x, cell 'b': the kernel died"),
}


@pytest.mark.parametrize("kind", FAILING)
def test_a_cell_that_fails_is_named_and_nothing_is_written(tmp_path, kind, capsys):
    code, message = FAILING[kind]
    source = tmp_path / "source" / "01_x.py"
    source.parent.mkdir()
    tags = ' tags=["raises-exception"]' if kind == "nothing raised" else ""
    source.write_text(f'# %% name="a"\n1\n# %% name="b"{tags}\n{code}\n')
    target(source).write_text("old")
    assert main(["build", "01"], tmp_path) == 1
    error = capsys.readouterr().err
    assert error.startswith(message) and "Traceback" not in error
    assert target(source).read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01_x.ipynb", "source"]


def test_nothing_half_written_when_the_last_step_fails(chapter, monkeypatch):
    before = target(chapter).read_bytes(), sorted(chapter.parents[1].iterdir())
    monkeypatch.setattr("mlp.course.build.build_text", lambda source: "new")
    monkeypatch.setattr("os.replace", lambda *paths: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        build(chapter)
    assert (target(chapter).read_bytes(), sorted(chapter.parents[1].iterdir())) == before


def test_command(chapter, monkeypatch, capsys):
    text = target(chapter).read_text()
    monkeypatch.setattr("mlp.course.build.build_text", lambda source: text.replace("1.6250", "1.6251"))
    notebooks = chapter.parents[1]
    assert main(["build", "90", "--check"], notebooks) == 1
    assert "90_fixture.ipynb: cell 'number': outputs differ: stored" in capsys.readouterr().err
    monkeypatch.setattr("mlp.course.build.build_text", lambda source: text)
    assert main(["build", "--check"], notebooks) == 0
    assert capsys.readouterr().out.startswith("90_fixture: checked in ")
    assert main(["build", "91"], notebooks) == 1
    assert "no chapter 91; there are 90_fixture" in capsys.readouterr().err
    monkeypatch.undo()
    (notebooks / "source" / "92_slip.py").write_text("oh\n")
    assert main(["build", "92"], notebooks) == 1
    assert "92_slip.py:1: text before the first cell" in capsys.readouterr().err
    (notebooks / "source" / "92_slip.py").unlink()


def test_no_sources_and_no_notebook(tmp_path):
    with pytest.raises(BuildError, match="run this in a clone"):
        find_sources(tmp_path)
    assert check(tmp_path / "source" / "01_x.py") == ["01_x.ipynb: there is no notebook for 01_x.py"]


def notebook_text(*cells):
    made = [{"cell_type": "code", "execution_count": 1, "metadata": {}, **cell} for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def test_differences_name_the_cell():
    a, b = {"id": "a", "source": "1", "outputs": []}, {"id": "b", "source": "2", "outputs": []}
    stored = notebook_text(a, b)
    assert differences(stored, stored) == []
    assert differences(stored, notebook_text(a)) == ["cell 'b': not made by the source"]
    assert differences(notebook_text(a), stored) == ["cell 'b': missing"]
    assert differences(stored, notebook_text(b, a)) == ["the cells are in another order"]
    assert differences(stored, notebook_text(a, b | {"source": "3"})) == [
        'cell \'b\': source differs: stored "2", built "3"'
    ]
    assert differences(stored, notebook_text(a, b | {"execution_count": 2}))[0].startswith(
        "cell 'b': execution count differs"
    )
    assert differences(stored + "\n", stored) == ["the notebook's own metadata or the layout of the file"]


def picture(height=2.0, dpi=50, colour="black"):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4, 2), dpi=dpi)
    figure.subplots().bar([1, 2, 3], [1, height, 3], color=colour)
    return to_png(figure)


def test_pictures_are_compared_by_pixels():
    assert same_picture(picture(), picture())
    assert same_picture(picture(2.0), picture(2.0 + 1e-6))
    assert same_picture(picture(colour="#000000"), picture(colour="#010101"))
    for other in (picture(1.5), picture(dpi=60), picture(colour="red"), b"no picture"):
        assert not same_picture(picture(), other)


def test_a_picture_within_the_tolerance_passes_the_check():
    def text(png):
        data = base64.b64encode(png).decode()
        html = f'<img alt="Bars." src="data:image/png;base64,{data}">'
        return notebook_text({"id": "a", "source": "", "outputs": [{"data": {"text/html": html, "image/png": data}}]})

    black, nearly, other = (picture(colour=colour) for colour in ("#000000", "#010101", "red"))
    assert black != nearly and differences(text(black), text(nearly)) == []
    assert differences(text(black), text(other))[0].startswith("cell 'a': a picture differs")


CHAPTERS = sorted((NOTEBOOKS / "source").glob("*.py"))


@pytest.mark.parametrize("source", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_is_what_its_source_makes(source):
    found = check(source)
    assert not found, "\n".join([*found, "Rebuild with: python -m mlp.course build"])
