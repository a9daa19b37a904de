"""Whose notebook is it? Names as learners and learning platforms write them, in folders and in zip files."""

import zipfile

import pytest

from mlp.course.grading.submissions import find_submissions
from mlp.course.grading.table import as_csv, file_name, row_of

FILE = "02_the_linear_layer.ipynb"


def make(folder, *names, content=b"{}"):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def make_zip(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("mueller_anna.ipynb", "mueller_anna"),
        (f"mueller_anna_{FILE}", "mueller_anna"),
        (f"mueller_anna/{FILE}", "mueller_anna"),
        (f"Anna Müller/02_the_linear_layer/{FILE}", "Anna Müller"),
        (f"Anna Müller_4711_assignsubmission_file_/{FILE}", "Anna Müller"),
        (f"Anna Müller_4711_assignsubmission_file_{FILE}", "Anna Müller"),
        (f"muelleranna_4711_2345_{FILE}", "muelleranna"),
        ("muelleranna_LATE_4711_2345_02_the_linear_layer-1.ipynb", "muelleranna"),
        (f"Müller_Anna_amueller_4711/20261130235900_{FILE}", "Müller_Anna_amueller"),
        ("Anna/Untitled (1).ipynb", "Anna"),
    ],
)
def test_whose_it_is(tmp_path, name, student):
    make(tmp_path / "folder", name)
    (tmp_path / "zipped").mkdir()
    make_zip(tmp_path / "zipped" / "submissions.zip", {name: b"{}", "another_student.ipynb": b"another"})
    for folder in ("folder", "zipped"):
        found, passed_over = find_submissions(tmp_path / folder)
        assert [one.student for one in found if one.read() == b"{}"] == [student] and passed_over == []


def test_a_zip_file_of_a_students_own(tmp_path):
    make_zip(tmp_path / "anna.zip", {FILE: b"{}", "03_activations.ipynb": b"{}"})
    make_zip(tmp_path / "ben.zip", {"homework.ipynb": b"{}"})
    assert [one.student for one in find_submissions(tmp_path)[0]] == ["anna", "anna", "ben"]


def test_a_zip_file_of_zip_files(tmp_path):
    inner = make_zip(tmp_path / "x", {FILE: b"inner", f"__MACOSX/._{FILE}": b"", "notes.txt": b""})
    (tmp_path / "in").mkdir()
    make_zip(tmp_path / "in" / "all.zip", {"Anna Müller_4711_assignsubmission_file_/work.zip": inner})
    (found,), passed_over = find_submissions(tmp_path / "in")
    assert (found.student, found.read()) == ("Anna Müller", b"inner")
    assert [line.partition(": ")[2] for line in passed_over] == ["not a notebook"]


def test_what_cannot_be_read_is_told_and_stops_nobody(tmp_path):
    make(tmp_path, "broken.zip", content=b"PK no zip")
    make(tmp_path, f"anna/{FILE}", "anna/thesis.pdf", f"anna/.ipynb_checkpoints/{FILE}")
    (tmp_path / "eve.ipynb").symlink_to(tmp_path / "anna" / FILE)
    found, passed_over = find_submissions(tmp_path)
    assert [one.student for one in found] == ["anna"]
    assert passed_over == [
        "anna/thesis.pdf: not a notebook",
        "broken: a damaged zip file",
        "eve.ipynb: a link, which is not followed",
    ]


def test_a_path_out_of_a_zip_file_leads_nowhere(tmp_path):
    (tmp_path / "in").mkdir()
    make_zip(tmp_path / "in" / "evil.zip", {f"../../evil/{FILE}": b"{}"})
    (found,), _ = find_submissions(tmp_path / "in")
    assert found.read() == b"{}" and not (tmp_path.parent / "evil").exists() and ".." not in found.student


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("mlp.course.grading.submissions.LARGEST", 1000)
    (tmp_path / "in").mkdir()
    make_zip(tmp_path / "in" / "a.zip", {f"anna/{FILE}": b" " * 1001})
    (found,), _ = find_submissions(tmp_path / "in")
    with pytest.raises(ValueError, match="more than"):
        found.read()


def test_no_folder():
    with pytest.raises(ValueError, match="expected one with notebooks"):
        find_submissions("no-such-folder")


def test_a_name_is_no_formula_and_no_path(tmp_path):
    make(tmp_path, f"=cmd|calc/{FILE}")
    (found,), _ = find_submissions(tmp_path)
    row = row_of(found, {"chapter": "", "marks": [], "note": ""})
    assert "\n'=cmd|calc," in as_csv([row])
    assert file_name("../../etc/passwd") == "etc_passwd" and file_name("..") == "student"
