"""What comes out of grading: a table, a row for each notebook, and a page for each student."""

import csv
import io
import re

COLUMNS = ("student", "chapter", "points", "out_of", "exercises", "file", "note")


def as_csv(rows):
    """The table as text: one line for each notebook; exercises as "linear_forward 1/1; linear_backward 0/3"."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_harmless(row[column]) for column in COLUMNS])
    return file.getvalue()


def _harmless(value):
    """A spreadsheet runs what begins with = + - @ as a formula; a name that a student chose must not be one."""
    text = str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" and not isinstance(value, (int, float)) and text else text


def row_of(submission, result):
    """The row of a notebook: `result` is what was stored of its grading."""
    marks = result["marks"]
    exercises = "; ".join(f"{mark['exercise']} {mark['points']}/{mark['out_of']}" for mark in marks)
    notes = [
        submission.remark,
        result["note"],
        *(f"{mark['exercise']}: {mark['note']}" for mark in marks if mark["note"]),
    ]
    return {
        "student": submission.student,
        "chapter": result["chapter"],
        "points": sum(mark["points"] for mark in marks),
        "out_of": sum(mark["out_of"] for mark in marks),
        "exercises": exercises,
        "file": submission.place,
        "note": " | ".join(filter(None, notes)),
    }


def page_of(student, graded):
    """The page of a student, in Markdown: `graded` is a list of (row, result)."""
    lines = [f"# {_plain(student)}", ""]
    for row, result in graded:
        lines += [f"## {row['chapter'] or _plain(row['file'])}: {row['points']} of {row['out_of']} points", ""]
        lines += [f"{_plain(row['note'])}.", ""] if row["note"] else []
        for mark in result["marks"]:
            lines.append(f"- **{mark['exercise']}**, {mark['points']} of {mark['out_of']}: {_plain(mark['said'])}")
        lines.append("")
    return "\n".join(lines)


def _plain(text):
    """Text without what a page would take for layout: signs that begin HTML are written out."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;")


def file_name(student):
    """A name for the student's page that every system takes."""
    return re.sub(r"[^\w.-]+", "_", student).strip("._") or "student"
