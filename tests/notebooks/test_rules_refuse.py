"""Each rule refuses what it is for: a small chapter that keeps all rules is broken in one place at a time."""

import copy

import nbformat
import pytest

from mlp.course.learner import learner_notebook, solution_lines
from mlp.course.source import read_source
from mlp.widgets.engine.panel import STILL
from tests.notebooks import rules

GOOD = """
# %% [markdown] name="title"
# # 07 A title
#
# After this chapter you can test a rule.
#
# ## What you will be able to do
#
# - break it
#
# **Prerequisites:** none. **Minutes:** 20 for the core, 30 with the side paths.
# **Symbols:** [the table of symbols](symbols.md). **Words:** [the glossary](glossary.md)
"""
GOOD += "".join(f'# %% name="code-{i}"\n{i}\n# %% [markdown] name="prose-{i}"\n# Predict the next.\n' for i in range(6))
GOOD += """
# %% name="ex" exercise="accuracy"

# %% name="ex-check" check="accuracy"
check.accuracy(accuracy)
# %% [markdown] name="side"
# ## Side path: another way
# %% [markdown] name="end"
# ## What the reports found
# ## Recap
# %% [markdown] name="quiz"
# ## Quiz
# <details>An answer</details>
# %% [markdown] name="next"
# ## Where to go next
"""
PICTURE = "data:image/png;base64," + "A" * 40


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "07_good.py"
    path.write_text(GOOD)
    for page in ("symbols.md", "glossary.md"):
        (tmp_path / page).touch()
    notebook = learner_notebook(read_source(path))
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.execution_count = number
        cell.outputs = [show(picture("A line."))]
    still = f'<div class="{STILL}"><img alt="A slider." src="{PICTURE}"></div>'
    code[0].outputs.append(show(picture("A slider.") | {"text/html": still, "text/plain": "The slider stands at 3."}))
    next(cell for cell in code if cell.id == "ex-check").outputs = [show({"text/plain": "Not started yet: ..."})]
    return notebook


def picture(alt):
    """What show_figure gives for a picture whose words are its alt text."""
    _, _, png = PICTURE.partition(",")
    return {"text/html": f'<img alt="{alt}" src="{PICTURE}">', "image/png": png, "text/plain": alt}


def show(data):
    return nbformat.v4.new_output("display_data", data)


def edit(name, before, after):
    """Replace text in the source of the cell `name`."""

    def breaker(notebook):
        cell = next(cell for cell in notebook.cells if cell.id == name)
        assert before in cell.source
        cell.source = cell.source.replace(before, after, 1)

    return breaker


def store(data):
    """Put an output into the third code cell."""
    return lambda notebook: next(c for c in notebook.cells if c.id == "code-2").outputs.append(show(data))


def set_count(notebook):
    next(cell for cell in notebook.cells if cell.id == "code-3").execution_count = None


def drop_prose(notebook):
    notebook.cells[:] = [cell for cell in notebook.cells if cell.id not in ("prose-1", "prose-2", "prose-3")]


def join_ending(notebook):
    """Recap, quiz and where to go next in one cell."""
    end = next(cell for cell in notebook.cells if cell.id == "end")
    for name in ("quiz", "next"):
        end.source += "\n\n" + next(cell for cell in notebook.cells if cell.id == name).source
    notebook.cells[:] = [cell for cell in notebook.cells if cell.id not in ("quiz", "next")]


def drop_predictions(notebook):
    for cell in notebook.cells:
        cell.source = cell.source.replace("Predict", "Think of")


def store_warning(notebook):
    notebook.cells[1].outputs.append(nbformat.v4.new_output("stream", name="stderr", text="Warning"))


def start_exercise(notebook):
    next(c for c in notebook.cells if c.id == "ex-check").outputs = [show({"text/plain": "Passed: well done."})]


def drop_widget(notebook):
    notebook.cells[1].outputs.pop()


BROKEN = [
    (rules.counts_from_1_to_n, set_count, "code-3: execution count None, expected 4"),
    (rules.short_code_cells, edit("code-1", "1", "1\n" * 16), "code-1: 16 lines"),
    (rules.no_line_is_cut_off, edit("code-1", "1", "1 + " * 22 + "1"), "code-1: a line of 89 characters"),
    (rules.short_texts, edit("prose-1", "the", "the " * 179), "prose-1: 181 words"),
    (rules.a_figure_is_one_call, edit("code-1", "1", "axes\n" * 13), "13 lines that only draw"),
    (rules.claims_are_held_by_guards, edit("code-1", "1", "assert 1"), "code-1: assert 1"),
    (rules.a_number_answers_a_question, store({"text/plain": "it falls: True"}), "code-2: an output says True"),
    (rules.prose_between_code, drop_prose, "code-1: 4 code cells in a row"),
    (rules.one_h1_first, edit("prose-1", "Predict", "# Second"), "2 headings of level 1"),
    (rules.one_h1_first, edit("title", "# 07", "Hello\n# 07"), "title: the notebook starts with"),
    (rules.ordered_headings, edit("prose-1", "Predict", "#### Deep"), "prose-1: heading 'Deep the next.' of level 4"),
    (rules.first_cell_says_what_comes, edit("title", "a rule.", "a rule. And more."), "one sentence"),
    (rules.first_cell_says_what_comes, edit("title", "## What you", "## What they"), "will be able to do"),
    (rules.first_cell_says_what_comes, edit("title", "Prerequisites", "Before"), "Prerequisites"),
    (rules.minutes_for_core_and_side_paths, edit("title", "20", "some"), "Minutes: N for the core"),
    (rules.minutes_for_core_and_side_paths, edit("title", "20", "61"), "the core takes 61 minutes"),
    (rules.minutes_for_core_and_side_paths, edit("title", " for the core, 30", ""), "M with the side paths"),
    (rules.symbols_one_click_away, edit("title", "symbols.md", "letters.md"), "title: expected '- Symbols:"),
    (rules.glossary_one_click_away, edit("title", "glossary.md", "words.md"), "title: expected '- Words:"),
    (rules.predict_before_running, drop_predictions, "predict"),
    (rules.box_of_what_the_reports_found, edit("end", "reports found", "others say"), "reports found"),
    (rules.recap_quiz_and_where_next, edit("end", "## Recap", "## Summary"), "## Recap"),
    (rules.recap_quiz_and_where_next, join_ending, "cells of their own"),
    (rules.folded_quiz_answers, edit("quiz", "<details>", "<details open>"), "quiz: <details> must be closed"),
    (rules.folded_quiz_answers, edit("quiz", "</details>", ""), "quiz: <details> without </details>"),
    (rules.folded_quiz_answers, edit("quiz", "<details>An answer</details>", "An answer"), "no answers"),
    (rules.figures_have_alt_text, store({"text/html": f'<img src="{PICTURE}">'}), "code-2: a picture without alt"),
    (rules.figures_have_alt_text, store({"text/html": f'<img alt=" " src="{PICTURE}">'}), "code-2: a picture without"),
    (rules.figures_have_alt_text, edit("prose-1", "Predict", "![](a.png)"), "prose-1: a picture without alt"),
    (rules.figures_through_show_figure, store({"image/png": "AAAA"}), "code-2: shows"),
    (rules.figures_through_show_figure, store({"text/plain": "<Figure size 1x1>"}), "code-2: ends with"),
    (rules.figures_through_show_figure, store({"image/svg+xml": "<svg>"}), "code-2: shows"),
    (rules.figures_through_show_figure, store({"text/plain": "[<matplotlib.lines.Line2D>]"}), "code-2: ends with"),
    (rules.pictures_survive_exports, store({"text/html": f'<img alt="A." src="{PICTURE}">'}), "code-2: its picture is"),
    (rules.pictures_survive_exports, store(picture("A.") | {"image/png": "AAAA"}), "code-2: its picture is not there"),
    (rules.at_least_one_widget, drop_widget, "no widget"),
    (
        rules.small_pictures,
        store({"text/html": f'<img src="{PICTURE + "A" * 140_000}">'}),
        "code-2: a picture of 105030",
    ),
    (rules.no_output_of_machines, store_warning, "code-0: stored standard error"),
    (rules.no_output_of_machines, store({"text/plain": "<object at 0x7f0012345678>"}), "code-2: an object's address"),
    (rules.no_output_of_machines, store({"application/vnd.jupyter.widget-view+json": {}}), "code-2: stored a widget"),
    (rules.unstarted_checks, start_exercise, "ex-check: the untouched exercise"),
]


def test_the_good_notebook_keeps_every_rule(good, tmp_path):
    assert [problem for rule in rules.RULES for problem in rule(good)] == []
    assert rules.dead_links(good, tmp_path) == []


@pytest.mark.parametrize(("rule", "breaker", "message"), BROKEN, ids=lambda part: getattr(part, "__name__", None))
def test_a_broken_rule_is_found(good, rule, breaker, message):
    broken = copy.deepcopy(good)
    breaker(broken)
    assert message in "\n".join(rule(broken))


def test_every_rule_is_broken_once():
    assert {rule for rule, _, _ in BROKEN} == set(rules.RULES)


def test_dead_links_are_found(good, tmp_path):
    (tmp_path / "there.md").touch()
    edit("prose-1", "Predict", "[a](there.md) [b](there.md#part) [c](https://example.org) [gone](gone.md) [here](#x)")(
        good
    )
    problems = rules.dead_links(good, tmp_path)
    assert len(problems) == 2 and "gone.md leads nowhere" in problems[0] and "'here'" in problems[1]


def test_a_leaked_solution_is_found(good, tmp_path):
    cell = next(cell for cell in read_source(tmp_path / "07_good.py") if cell.name == "ex")
    assert rules.leaks(good, cell) == []
    edit("prose-1", "Predict", f"`{solution_lines(cell)[-1]}`")(good)
    assert rules.leaks(good, cell) == [f"prose-1: {solution_lines(cell)[-1]}"]
