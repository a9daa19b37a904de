"""What INSTRUCTORS.md says is what the course has: minutes, points, mistakes, commands, files."""

import argparse
import importlib
import re
import shlex

import pytest

from mlp.course import way
from mlp.course.__main__ import COMMANDS, main
from mlp.course.grading.chapters import chapters
from mlp.course.overview import BEGIN, END, minutes, overview
from tests.packages import ROOT, declared

PAGE = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
PLAN = re.compile(r"^\| [^|]+ \| (\d\d(?:, \d\d)*) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
CODE = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def test_a_plan_adds_up():
    plans = PLAN.findall(PAGE)
    assert len(plans) == 6
    names = {path.stem[:2]: path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    for numbers, core, whole, points in plans:
        taken = [names[number] for number in numbers.split(", ")]
        stated = [minutes(name) for name in taken]
        sums = [sum(part) for part in zip(*stated)] + [sum(chapters()[name].points for name in taken)]
        assert [int(core), int(whole), int(points)] == sums, numbers


def test_the_tables_are_what_the_course_has():
    written = PAGE.partition(BEGIN)[2].partition(END)[0].strip()
    assert written == overview().strip(), "run: mlp-course overview --into INSTRUCTORS.md"


@pytest.mark.parametrize("page", way.PAGES)
def test_the_map_and_the_index_are_what_the_course_has(page):
    text = (ROOT / "notebooks" / page).read_text(encoding="utf-8")
    assert text.partition(way.BEGIN)[2].partition(way.END)[0].strip() == way.PAGES[page]().strip(), (
        "run: mlp-course way"
    )


def test_the_index_has_every_exercise_and_panel():
    text = way.index()
    for chapter in chapters().values():
        assert all(f"| `{task.exercise}` |" in text for task in chapter.tasks)
    assert "| `Playground` |" in text and "| `draw_six` |" in text


def test_the_tables_name_every_exercise_and_its_first_mistake():
    text = overview(few=None)
    for chapter in chapters().values():
        for task in chapter.tasks:
            assert f"- `{task.exercise}`, {task.points} point" in text
    assert "\n  - is the bias missing?" in text and "more" not in re.findall(r"  - and \d+ (\w+)", text)


def test_every_command_on_the_page_is_one():
    lines = [line for block in CODE.findall(PAGE) for line in block.splitlines() if line.startswith("mlp-course ")]
    assert len(lines) >= 4
    for line in lines:
        _, name, *arguments = shlex.split(line)
        parser = argparse.ArgumentParser(exit_on_error=False)
        assert name in COMMANDS
        importlib.import_module(f"mlp.course.{name}").add_arguments(parser)
        parser.parse_args(arguments)


def test_every_file_that_the_page_links_to_is_there():
    links = LINK.findall(PAGE)
    assert "tools/hub/Dockerfile" in links
    assert all((ROOT / link).exists() for link in links)


def test_the_image_is_made_of_what_there_is():
    text = (ROOT / "tools" / "hub" / "Dockerfile").read_text()
    (extras,) = re.findall(r'"/opt/mlp-course\[(\w+)\]"', text)
    assert declared(extras) and "COPY . /opt/mlp-course" in text
    assert (ROOT / re.search(r"-c /opt/mlp-course/(\S+)", text)[1]).is_file()
    assert re.search(r"mlp-course (\w+) ", text.partition("CMD")[2])[1] in COMMANDS
    assert (ROOT / "notebooks" / re.search(r"JUPYTERHUB_DEFAULT_URL=/lab/tree/work/(\S+)", text)[1]).is_file()
    assert "nbgitpuller" not in text or " git " in text  # which it calls


def test_a_file_without_the_marks_is_left_alone(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("mine")
    assert main(["overview", "--into", str(page)]) == 1
    assert page.read_text() == "mine" and "lacks the two lines" in capsys.readouterr().err
    page.write_text(f"above\n{BEGIN}\nold\n{END}\nbelow\n")
    assert main(["overview", "--into", str(page), "--chapters", "02"]) == 0
    text = page.read_text()
    assert text.startswith("above\n") and text.endswith(f"{END}\nbelow\n") and "old\n" not in text
    assert "**02 The linear layer**" in text and "**03" not in text


@pytest.mark.parametrize("wrong", ["99", "x"])
def test_chapters_that_there_are_not(wrong, capsys):
    assert main(["overview", "--chapters", wrong]) == 1
    assert wrong in capsys.readouterr().err
