"""From a source to a notebook: execution, normalising, writing, the command; every chapter is what its source makes."""

import json
import sys

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager

from mlp.course.__main__ import main
from mlp.course.build import NOTEBOOKS, BuildError, build, build_text, check, find_sources, target
from mlp.course.compare import differences
from mlp.course.learner import learner_notebook
from mlp.course.normalize import normalized
from mlp.course.source import read_source


def test_the_built_notebook_holds_what_means_something_and_no_more(chapter):
    notebook = nbformat.read(target(chapter), as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    cells = {cell.id: cell for cell in notebook.cells}
    assert cells["number"].outputs[0]["text"] == "half of a number: 1.6250\n"
    assert set(cells["widget"].outputs[0]["data"]) == {"text/plain"}
    assert cells["error"].outputs[0]["ename"] == "ValueError"
    assert cells["accuracy-check"].outputs[0]["text"] == "Not started yet.\n"
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


FAILING["guard"] = ('n = 2\n# %% [guard] name="c"\nassert n == 3, n', "chapter 01_x, cell 'c': AssertionError: 2")


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


def test_a_guard_is_run_and_leaves_no_trace(tmp_path):
    source = tmp_path / "source" / "01_x.py"
    source.parent.mkdir()
    cells = ['name="a"\nn = 2', '[guard] name="b"\nassert n == 2\nprint(n)', '[markdown] name="c"\n# c', 'name="d"\nn']
    source.write_text("".join(f"# %% {cell}\n" for cell in cells))
    with_guard = build_text(source)
    source.write_text("".join(f"# %% {cell}\n" for cell in cells if "guard" not in cell))
    assert with_guard == build_text(source)
    assert json.loads(with_guard)["cells"][-1]["execution_count"] == 2


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


CHAPTERS = sorted((NOTEBOOKS / "source").glob("*.py"))


@pytest.mark.parametrize("source", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_is_what_its_source_makes(source):
    """All but outputs and guards, which need a run: nbval's serves them too (notebooks/conftest.py)."""
    stored = nbformat.read(target(source), as_version=4)
    assert normalized(stored, source.stem) == target(source).read_text(encoding="utf-8"), "not written by the build"
    made = learner_notebook(read_source(source))
    for number, cell in enumerate((cell for cell in made.cells if cell.cell_type == "code"), start=1):
        cell.execution_count = number
    for cell in [*stored.cells, *made.cells]:
        if cell.cell_type == "code":
            cell.outputs = []
    found = differences(normalized(stored, source.stem), normalized(made, source.stem))
    assert not found, "\n".join([*found, "Rebuild with: python -m mlp.course build"])
