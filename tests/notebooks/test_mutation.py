"""A notebook whose stored outputs are not what its code gives makes the run fail: nbval, --check, or the rules.

So does another picture under the same words, and a guard that does not hold: the same run of nbval finds both.
"""

import base64
import os
import re
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

import nbformat
import pytest

from mlp.course.build import target
from mlp.course.compare import differences
from mlp.plots import new_figure
from mlp.plots.show import to_png
from tests.notebooks import rules
from tests.notebooks.one_run import drawn_otherwise

SANITIZE = Path(__file__).with_name("sanitize.cfg")
REPOSITORY = Path(__file__).parents[2]
GUARD = '# %% [guard] name="accuracy-guard"\nassert 0.5 < {accuracy}, {accuracy}\n'


def cells(notebook):
    return {cell.id: cell for cell in notebook.cells}


def number(notebook):
    output = cells(notebook)["number"].outputs[0]
    output["text"] = output["text"].replace("1.6250", "1.6251")


def table(notebook):
    data = cells(notebook)["table"].outputs[0]["data"]
    data["text/html"] = data["text/html"].replace("0.8750", "0.8751")


def words(notebook):
    data = cells(notebook)["figure"].outputs[0]["data"]
    data["text/plain"] = data["text/plain"].replace("16", "17")


def count(notebook):
    cells(notebook)["widget"].execution_count = None


def exception(notebook):
    output = cells(notebook)["error"].outputs[0]
    output["evalue"] = output["evalue"].replace("size 5", "size 6")


def missing(notebook):
    cells(notebook)["accuracy-check"].outputs = []


def raises(notebook):
    cells(notebook)["bar"].source = "1 / 0"


def figure(notebook):
    """Another picture under the same words: nbval itself does not see it."""
    drawn, axes = new_figure()
    axes.plot([3, 1, 2])
    data = cells(notebook)["figure"].outputs[0]["data"]
    encoded = base64.b64encode(to_png(drawn)).decode()
    data["text/html"] = re.sub('base64,[^"]+', f"base64,{encoded}", data["text/html"])


def alt_text(notebook):
    data = cells(notebook)["figure"].outputs[0]["data"]
    data["text/html"] = data["text/html"].replace("A rising curve.", "A falling curve.")


def stripped(notebook):
    for cell in cells(notebook).values():
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


# What nbval has to find, with the cell in which it fails. All are made in one copy: each fails in its own cell.
BY_NBVAL = {
    number: "number",
    table: "table",
    words: "figure",
    count: "widget",
    exception: "error",
    missing: "accuracy-check",
    raises: "bar",
}


def mutated(chapter, *mutations):
    notebook = nbformat.read(target(chapter), as_version=4)
    for mutation in mutations:
        before = nbformat.writes(notebook)
        mutation(notebook)
        assert nbformat.writes(notebook) != before, f"{mutation.__name__} changed nothing"
    return notebook


@pytest.fixture(scope="module")
def outcome(chapter, tmp_path_factory):
    """Run nbval over copies as over chapters; return ({copy: {cell's name: whether it passed}}, what it printed)."""
    folder = tmp_path_factory.mktemp("mutated")
    copies = {"good": mutated(chapter), "bad": mutated(chapter, *BY_NBVAL), "drawn": mutated(chapter, figure)}
    (folder / "source").mkdir()
    for name, notebook in copies.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
        guard = GUARD.format(accuracy=0.4 if name == "drawn" else 0.6)
        (folder / "source" / f"{name}.py").write_text(f'# %% name="bar"\nhistory = 1\n{guard}')
    command = [sys.executable, "-m", "pytest", str(folder), "--nbval", "--nbval-current-env", "--nbval-cell-timeout=60"]
    command += [
        "-p",
        "notebooks.conftest",
        f"--nbval-sanitize-with={SANITIZE}",
        "--rootdir",
        str(folder),
        "-c",
        "/dev/null",
        "-p",
        "no:cacheprovider",
    ]
    run = subprocess.run(
        [*command, "--junitxml", str(folder / "report.xml"), "-q"],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
    )
    assert run.returncode == 1, run.stdout + run.stderr
    results = {name: {} for name in copies}
    for case in xml.etree.ElementTree.parse(folder / "report.xml").iter("testcase"):
        name = case.get("classname").split(".")[0]
        code = [cell.id for cell in copies[name].cells if cell.cell_type == "code"]
        results[name][code[int(case.get("name").split()[-1])]] = not len(case)
    return results, run.stdout


def test_the_unmutated_copy_passes(outcome, chapter):
    results, _ = outcome
    assert len(results["good"]) == 9 and all(results["good"].values()), results["good"]
    assert differences(nbformat.writes(mutated(chapter)) + "\n", target(chapter).read_text()) == []


@pytest.mark.parametrize("mutation", BY_NBVAL, ids=lambda mutation: mutation.__name__)
def test_nbval_finds(outcome, mutation):
    assert outcome[0]["bad"][BY_NBVAL[mutation]] is False


def test_nbval_fails_nowhere_else(outcome):
    assert {name for name, passed in outcome[0]["bad"].items() if not passed} == set(BY_NBVAL.values())


def test_the_same_run_finds_another_picture_and_a_guard_that_does_not_hold(outcome):
    results, printed = outcome
    by_pixels = not drawn_otherwise()
    assert {name for name, passed in results["drawn"].items() if not passed} == {"bar", *["figure"] * by_pixels}
    assert ("cell 'figure': a picture differs" in printed) == by_pixels
    assert "drawn.py, guard 'accuracy-guard': AssertionError: 0.4" in printed


def test_the_rules_refuse_a_stripped_notebook(chapter):
    """nbval passes a notebook without counts and outputs: nothing is compared. The rule of the counts refuses it."""
    assert len(rules.counts_from_1_to_n(mutated(chapter, stripped))) == 9
    assert rules.counts_from_1_to_n(mutated(chapter)) == []


@pytest.mark.parametrize("mutation", [*BY_NBVAL, figure, alt_text, stripped], ids=lambda m: m.__name__)
def test_check_finds_and_names_the_cell(chapter, mutation):
    found = differences(nbformat.writes(mutated(chapter, mutation)) + "\n", target(chapter).read_text())
    name = BY_NBVAL.get(mutation, "number" if mutation is stripped else "figure")
    assert any(line.startswith(f"cell {name!r}: ") for line in found), found
