"""What is handed out: chapters that run, with a package that checks and shows no solution, and nothing written over."""

import ast
import builtins
import json
import re
import subprocess
import sys
import zipfile

import nbformat
import pytest

from mlp.checks.places import course_folder
from mlp.course import CourseError
from mlp.course.__main__ import main
from mlp.course.build import NOTEBOOKS
from mlp.course.execute import execute
from mlp.course.release import chosen, package_files, release, with_choices, without_dead_links
from mlp.course.sealed import ARCHIVE, unseal
from mlp.course.source import BEGIN, END
from mlp.exercises import check, exercises, handed_out, hint
from mlp.exercises.handed_out import SEED, HandedOut
from tests.notebooks.dependent_cells import names_in

CHAPTERS = sorted(NOTEBOOKS.glob("*.ipynb"))
BARE = HandedOut(hints=0, solutions=False, seed=5)


def read(name):
    """The stored notebook of the chapter whose file name begins with `name`."""
    (path,) = NOTEBOOKS.glob(f"{name}*.ipynb")
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module")
def handed(tmp_path_factory):
    """The folder of a release of all chapters, with as little help as can be chosen."""
    folder = tmp_path_factory.mktemp("Prüf raum") / "out"
    release(NOTEBOOKS, folder, None, BARE, core=True)
    return folder


@pytest.fixture(scope="module")
def installed(handed, tmp_path_factory):
    """Where pip has installed the wheel of that release, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    (wheel,) = handed.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
    subprocess.run([*pip, "--target", folder, wheel], check=True)
    return folder


# No solution is in anything that is handed out.

ANYBODYS = {"rng = np.random.default_rng(seed)"}  # a line of NumPy's manual, with which several cells begin


def telling_lines(exercise):
    """The lines of a solution that give something away: with a call or an operator, and not given to the learner."""
    inside, secret, given = False, [], set()
    for line in map(str.strip, exercise.code().splitlines()):
        if line in (BEGIN, END):
            inside = line == BEGIN
        elif inside:
            secret.append(line)
        else:
            given.add(line)
    plain = re.compile(r"#.*|(return )?[\w., :=]*")
    return [line for line in secret if not plain.fullmatch(line)], given


def leaks(files):
    """(file, exercise, line) for each line of a solution in `files`, name -> bytes; also as JSON would write it."""
    lines = {name: telling_lines(exercise) for name, exercise in exercises().items()}
    given = ANYBODYS.union(*(given for _, given in lines.values()))  # one chapter's stub may give another's line
    wanted = [(name, line) for name, (secret, _) in lines.items() for line in secret if line not in given]
    found = []
    for file, content in files.items():
        found += [
            (file, name, line)
            for name, line in wanted
            if line.encode() in content or json.dumps(line)[1:-1].encode() in content
        ]
    return found


def files_of(folder):
    """Name -> bytes of every file in `folder`, and of every file in the wheels there; without the images and networks.

    Those are the course's own, byte by byte, or they would be searched.
    """
    data = {path.name: path for path in course_folder("data").rglob("*") if path.suffix in (".gz", ".npz")}
    files = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".whl"}
    for path in folder.glob("*.whl"):
        with zipfile.ZipFile(path) as wheel:
            files |= {name: wheel.read(name) for name in wheel.namelist()}
    own = [name for name in files if (path := data.get(name.rpartition("/")[2])) and path.read_bytes() == files[name]]
    return {name: content for name, content in files.items() if name not in own}


def test_no_line_of_a_solution_is_in_any_file(handed):
    assert leaks(files_of(handed)) == []


def test_that_search_finds_every_solution_where_there_are_solutions(handed):
    stored = {path.name: path.read_bytes() for path in CHAPTERS}
    assert {name for _, name, _ in leaks(stored)} == set(exercises())
    (archive,) = (content for name, content in files_of(handed).items() if name.endswith(ARCHIVE))
    unsealed = {path: text.encode() for path, text in unseal(archive).items()}
    assert {name for _, name, _ in leaks(unsealed)} == set(exercises()), "a determined student finds them, as we say"
    package = package_files([], {}, HandedOut())
    assert leaks({name: content for name, content in package.items() if name.endswith("layers.py")})


def test_the_wheel_has_no_readable_module_but_two_and_no_metadata_with_code(handed):
    python = [name for name in files_of(handed) if name.endswith((".py", ".pyc"))]
    assert sorted(python) == ["mlp/__init__.py", "mlp/_sealed.py"]


# The chapters run with that package, and its checks still find causes.


def test_a_chapter_runs_and_its_checks_say_what_is_wrong(handed, installed, monkeypatch):
    notebook = nbformat.read(handed / "chapters/02_the_linear_layer.ipynb", as_version=4)
    checks = [cell.id for cell in notebook.cells if cell.id.endswith("-check")]
    stub = next(cell.source for cell in notebook.cells if cell.id == "linear-forward")
    wrong = stub.replace("raise NotImplementedError", "return x @ weight + 2 * bias")  # no declared mistake
    asked = "print(inspect.getsource(exercises()['linear_forward'].solution))"
    look = (
        f"import inspect\nfrom mlp.exercises import exercises\ntry:\n    {asked}\nexcept OSError:\n    print('sealed')"
    )
    for name, code in {
        "wrong": f"{wrong}\ncheck.linear_forward(linear_forward)",
        "right": f"{wrong.replace('2 * ', '')}\ncheck.linear_forward(linear_forward)",
        "hint": 'hint("linear_backward")',
        "look": look,
        "where": "import mlp\nprint(mlp.__file__)",
    }.items():
        notebook.cells.append(nbformat.v4.new_code_cell(code, id=name))
    monkeypatch.setenv("PYTHONPATH", str(installed))
    execute(notebook, handed / "chapters", "02")
    said = {cell.id: "".join(map(_text, cell.outputs)) for cell in notebook.cells if cell.cell_type == "code"}
    assert len(checks) >= 4 and all(said[name].startswith("Not started yet") for name in checks)
    assert said["wrong"].startswith("Not yet: ") and "bias" in said["wrong"].partition("What came out")[0]
    assert said["right"].startswith("Passed: ")
    assert said["hint"].startswith("This copy of the course has no further hint.\nNot started yet")
    assert said["look"] == "sealed\n"
    assert said["where"].startswith(str(installed))


def _text(output):
    return output.get("text") or output.get("data", {}).get("text/plain", "")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_core_needs_nothing_that_a_side_path_makes(path):
    """Statement by statement: what the core reads was given by the core, or never by a side path."""
    cells = nbformat.read(path, as_version=4).cells
    core = with_choices(read(path.stem), [path.name], HandedOut(), core=True).cells
    ids = {cell.id for cell in core}
    aside = [cell for cell in cells if cell.cell_type == "code" and cell.id not in ids]
    by_side_paths = set().union(*(names_in(ast.parse(cell.source))[1] for cell in aside))
    there = set(dir(builtins))
    for cell in core:
        for statement in ast.parse(cell.source).body if cell.cell_type == "code" else ():
            reads, gives, _ = names_in(ast.Module([statement], []))
            lacking = (reads - gives - there) & by_side_paths
            assert not lacking, f"{cell.id} reads {lacking}"
            there |= gives
    assert not any("## Side path" in cell.source for cell in core)
    assert bool(aside) == ("with the side paths" in cells[0].source)


# What is chosen.


@pytest.mark.parametrize("hints", range(4))
@pytest.mark.parametrize("solutions", [True, False])
def test_chapter_00_says_what_help_there_is(hints, solutions):
    choices = HandedOut(hints, solutions)
    text = "\n".join(cell.source for cell in with_choices(read("00"), ["00_start_here.ipynb"], choices, False).cells)
    assert ("is folded under the check" in text) == ("<b>Solution</b>" in text) == solutions
    assert ("ask for a hint" in text) == (hints > 0)
    assert ('`hint("accuracy")`' in text) == ('# hint("accuracy")' in text) == (hints > 0)
    assert "[chapter 01](" not in text.lower() and "01_the_data" not in text
    if hints == 3 and solutions:
        assert "Stuck? `hint(" in text


def test_fewer_hints_are_announced_in_every_chapter():
    for path in CHAPTERS:
        for hints, words in [(3, "three hints"), (2, "two hints"), (1, "one hint")]:
            cells = with_choices(read(path.stem), [path.name], HandedOut(hints), False).cells
            said = {match for cell in cells for match in re.findall(r"\b\w+ hints?(?=, one|$)", cell.source, re.M)}
            assert said <= {words}, path.stem


def test_hints_stop_where_the_release_says(monkeypatch, capsys):
    monkeypatch.setattr("mlp.exercises.registry.handed_out", lambda: HandedOut(hints=2, solutions=False))
    monkeypatch.setattr("mlp.exercises.registry._hints_shown", {})
    monkeypatch.setattr("mlp.exercises.registry._verdicts", {})
    for _ in range(3):
        hint("linear_forward")
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.startswith("Hint 1 of 2: ") and second.startswith("Hint 2 of 2: ")
    assert third == "This copy of the course has no further hint."


def test_another_seed_draws_other_numbers_and_the_same_verdicts(monkeypatch):
    def without_bias(x, weight, bias):
        return x @ weight - bias

    said = {}
    for seed in ("0", "5", "6"):
        handed_out.handed_out.cache_clear()
        monkeypatch.setenv(SEED, seed)
        said[seed] = check.linear_forward(without_bias).message
    handed_out.handed_out.cache_clear()
    monkeypatch.delenv(SEED)
    assert check.linear_forward(without_bias).message == said["0"] and len(set(said.values())) == 3
    assert len({message.partition(" What came out")[0] for message in said.values()}) == 1
    handed_out.handed_out.cache_clear()
    monkeypatch.setenv(SEED, "-1")
    with pytest.raises(ValueError, match="MLP_CHECK_SEED is '-1'; expected a whole number"):
        handed_out.handed_out()


def test_links_to_chapters_that_are_not_handed_out_are_plain_words():
    text = "[01 The data](01_the_data.ipynb), [the recap](02_the_linear_layer.ipynb#Recap), [symbols](symbols.md)"
    assert without_dead_links(text, ["01_the_data.ipynb"]) == (
        "[01 The data](01_the_data.ipynb), the recap, [symbols](symbols.md)"
    )


def test_every_link_of_a_release_leads_somewhere(handed):
    for path in handed.glob("chapters/*.*"):
        for link in re.findall(r"\]\(([\w./-]+\.(?:ipynb|md|txt))\b", path.read_text(encoding="utf-8")):
            assert (path.parent / link).is_file(), f"{path.name} links to {link}"


@pytest.mark.parametrize(
    ("chapters", "found"), [("02-05", "02 03 04 05"), ("0, 2-3", "00 02 03"), ("5", "05"), (None, "00 01 02 03 04 05")]
)
def test_chapters_are_chosen_by_number(chapters, found):
    names = [f"{number:02}_x.ipynb" for number in range(6)]
    assert chosen(names, chapters) == [f"{number}_x.ipynb" for number in found.split()]


@pytest.mark.parametrize(
    ("chapters", "message"),
    [
        ("2-", "expected two numbers such as 02-05"),
        ("two", "expected"),
        ("04-07", "no chapter 6; there are"),
        ("5-2", "no chapter"),
    ],
)
def test_a_slip_in_chapters_is_named(chapters, message):
    with pytest.raises(CourseError, match=message):
        chosen([f"{number:02}_x.ipynb" for number in range(6)], chapters)


def test_only_the_chosen_chapters_and_their_exercises_are_in_it():
    files = package_files(["02_the_linear_layer.ipynb"], {"02_the_linear_layer.ipynb": "{}"}, BARE)
    sealed = unseal(files[f"mlp/{ARCHIVE}"])
    assert {path for path in sealed if path.startswith("exercises/chapter_")} == {
        path for path in sealed if path.startswith("exercises/chapter_02/")
    }
    assert [path for path in files if path.endswith(".ipynb")] == ["mlp/_share/notebooks/02_the_linear_layer.ipynb"]


# Nothing is written over, and nothing half-written is called done.


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path, capsys):
    """Also where it is an older release: a student's or a colleague's newer work may be in there."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out/02_the_linear_layer.ipynb").write_text("a student's")
    assert main(["release", str(tmp_path / "out"), "--chapters", "02"]) == 1
    assert "is not empty: name a new folder; nothing was written" in capsys.readouterr().err
    assert [path.read_text() for path in (tmp_path / "out").iterdir()] == ["a student's"]


def test_a_release_that_cannot_be_made_writes_nothing(tmp_path, capsys):
    for arguments in (["--chapters", "20"], ["--chapters", "x"]):
        assert main(["release", str(tmp_path / "out"), *arguments]) == 1
        assert "--chapters" in capsys.readouterr().err and not (tmp_path / "out").exists()
    (tmp_path / "none").mkdir()
    assert main(["release", str(tmp_path / "out")], tmp_path / "none") == 1
    assert "there are no chapters in" in capsys.readouterr().err and not (tmp_path / "out").exists()
    with pytest.raises(SystemExit):
        main(["release", str(tmp_path / "out"), "--seed", "-1"])


def test_a_disk_that_refuses_is_told(tmp_path, capsys, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.writes(nbformat.v4.new_notebook())
    (tmp_path / "notebooks/02_x.ipynb").write_text(notebook)
    monkeypatch.setattr("mlp.course.release.make_wheel", lambda files, kind: ("x.whl", b""))
    monkeypatch.setattr("os.replace", lambda *paths: (_ for _ in ()).throw(OSError("disk full")))
    assert main(["release", str(tmp_path / "out")], tmp_path / "notebooks") == 1
    assert "disk full; this release is not whole" in capsys.readouterr().err


def test_a_copy_that_was_handed_out_without_solutions_makes_no_release(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("mlp.course.release.handed_out", lambda: BARE)
    assert main(["release", str(tmp_path / "out")]) == 1
    assert "make a release from the whole one" in capsys.readouterr().err and not (tmp_path / "out").exists()
