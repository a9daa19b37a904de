"""The rules of a chapter's notebook. Each takes a notebook and returns one line for every cell that breaks it."""

import ast
import re
from itertools import groupby, pairwise

from mlp.course.learner import STUB, solution_lines
from mlp.widgets.engine.panel import STILL

MAX_CODE_LINES = 15  # that a reader must understand: no blank ones, no docstrings, no places to write in
MAX_WIDTH = 88  # characters: on a laptop 1280 pixels wide, a longer line runs out of the cell
MAX_WORDS = 180  # of a text between two runs
MAX_DRAWING_LINES = 12  # of a whole chapter: a figure is one call
MAX_CELLS_OF_CODE_IN_A_ROW = 3
MAX_CORE_MINUTES = 60
MAX_PNG_BYTES = 100_000
MAX_NOTEBOOK_BYTES = 1_000_000
ENDING = ["Recap", "Quiz", "Where to go next"]
FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)[^)]*\)")
RULES = []


def rule(function):
    """Add a rule to the list that every notebook is held against."""
    RULES.append(function)
    return function


def is_check(cell):
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def is_exercise(cell):
    return cell.metadata.get("nbgrader", {}).get("solution", False)


def is_solution(cell):
    return cell.cell_type == "markdown" and cell.id.endswith("-solution")


def prose(cell):
    """A markdown cell's text without its code blocks, where # is a comment."""
    return FENCE.sub("", cell.source) if cell.cell_type == "markdown" else ""


def headings(notebook):
    """Every heading as (cell's name, level, text)."""
    return [
        (cell.id, len(match[1]), match[2])
        for cell in notebook.cells
        for match in re.finditer(r"^(#{1,6}) +(.+?)\s*$", prose(cell), re.MULTILINE)
    ]


def outputs(notebook):
    """Every output that holds data, as (cell's name, data by kind)."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                yield cell.id, output["data"]


@rule
def counts_from_1_to_n(notebook):
    """nbval compares nothing in a cell without a count: a stripped notebook would pass unread."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [
        f"{cell.id}: execution count {cell.execution_count}, expected {number}"
        for number, cell in enumerate(code, start=1)
        if cell.execution_count != number
    ]


def code_lines(source):
    """The lines of a code cell that a reader must understand: no blank ones, docstrings, or places to write in."""
    hidden = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
            hidden |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = [line for number, line in enumerate(source.splitlines(), 1) if number not in hidden]
    return [line for line in lines if line.strip() and line.strip() not in STUB]


def code_cells(notebook):
    """Every code cell as (name, its lines)."""
    return [(cell.id, code_lines(cell.source)) for cell in notebook.cells if cell.cell_type == "code"]


@rule
def short_code_cells(notebook):
    """A cell shows one thing."""
    return [
        f"{name}: {len(lines)} lines of code, at most {MAX_CODE_LINES}"
        for name, lines in code_cells(notebook)
        if len(lines) > MAX_CODE_LINES
    ]


@rule
def no_line_is_cut_off(notebook):
    """Neither of the code nor of an exercise's docstring or its folded solution."""
    return [
        f"{cell.id}: a line of {len(line)} characters, at most {MAX_WIDTH}: {line.strip()[:60]}"
        for cell in notebook.cells
        if cell.cell_type == "code" or is_solution(cell)
        for line in cell.source.splitlines()
        if len(line) > MAX_WIDTH and not line.startswith("<summary>")
    ]


@rule
def short_texts(notebook):
    """A text between two runs can be read in a minute; the folded solution is code."""
    return [
        f"{cell.id}: {len(cell.source.split())} words, at most {MAX_WORDS}"
        for cell in notebook.cells
        if cell.cell_type == "markdown" and not is_solution(cell) and len(cell.source.split()) > MAX_WORDS
    ]


@rule
def a_figure_is_one_call(notebook):
    """Axes, labels, alt text and words belong to a function of mlp.plots, not to the page."""
    drawing = re.compile(r"\b(axes|axis|figure|legend|set_title|suptitle|alt=|words=|show_figure)\b")
    found = [
        f"{name}: {line.strip()}" for name, lines in code_cells(notebook) for line in lines if drawing.search(line)
    ]
    return [] if len(found) <= MAX_DRAWING_LINES else [f"{len(found)} lines that only draw", *found]


@rule
def claims_are_held_by_guards(notebook):
    """An assertion holds the text, it does not teach: in the source it stands in a guard beside the cell."""
    return [
        f"{name}: {line.strip()}"
        for name, lines in code_cells(notebook)
        for line in lines
        if line.lstrip().startswith("assert ")
    ]


@rule
def a_number_answers_a_question(notebook):
    """Not "True": a question that asks for a number is answered by that number."""
    return [
        f"{cell.id}: an output says {match[0]}"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for match in re.finditer(r"(?<![\w.])(True|False)(?!\w)", text_of(output))
    ]


def text_of(output):
    """What an output says in plain text."""
    return "".join(output.get("text", "")) + "".join(output.get("data", {}).get("text/plain", ""))


@rule
def prose_between_code(notebook):
    """A run, its picture and a second look may touch; an exercise and its check count as one."""
    cells = [cell for cell in notebook.cells if not is_solution(cell) and not is_check(cell)]
    runs = [(kind, list(group)) for kind, group in groupby(cells, key=lambda cell: cell.cell_type)]
    return [
        f"{group[0].id}: {len(group)} code cells in a row, at most {MAX_CELLS_OF_CODE_IN_A_ROW}"
        for kind, group in runs
        if kind == "code" and len(group) > MAX_CELLS_OF_CODE_IN_A_ROW
    ]


@rule
def one_h1_first(notebook):
    titles = [(name, text) for name, level, text in headings(notebook) if level == 1]
    if len(titles) != 1:
        return [f"{len(titles)} headings of level 1, expected exactly one: {titles}"]
    starts = notebook.cells[0].source.startswith("# ")
    return [] if starts else [f"{notebook.cells[0].id}: the notebook starts with its title, '# NN Title'"]


@rule
def ordered_headings(notebook):
    return [
        f"{name}: heading {text!r} of level {level} after one of level {before}: a level is left out"
        for (_, before, _), (name, level, text) in pairwise(headings(notebook))
        if level > before + 1
    ]


@rule
def first_cell_says_what_comes(notebook):
    """The promise in one sentence, objectives, prerequisites, minutes."""
    cell = notebook.cells[0]
    promise, _, rest = cell.source.partition("\n## What you will be able to do")
    promise = " ".join(promise.split("\n")[1:]).strip()
    problems = []
    if not re.fullmatch(r"[^.!?]+([.][^\s][^.!?]*)*[.!?]", promise):
        problems.append(f"{cell.id}: under the title stands the promise, one sentence; got {promise!r}")
    if not re.search(r"^[-*\d]", rest.strip(), re.MULTILINE):
        problems.append(f"{cell.id}: expected '## What you will be able to do' and a list under it")
    if "Prerequisites" not in rest:
        problems.append(f"{cell.id}: expected 'Prerequisites'")
    return problems


@rule
def minutes_for_core_and_side_paths(notebook):
    """A section that the next chapter does not need is called "## Side path: …"; the first cell gives both times."""
    side_paths = [text for _, level, text in headings(notebook) if level == 2 and text.startswith("Side path: ")]
    wanted = "Minutes: N for the core, M with the side paths" if side_paths else "Minutes: N"
    pattern = wanted.replace("N", r"(?P<core>\d+)").replace("M ", r"(?P<all>\d+) ") + r"\b"
    minutes = re.search(pattern, notebook.cells[0].source.replace("*", ""))
    if not minutes:
        return [f"{notebook.cells[0].id}: expected '{wanted}'"]
    core = int(minutes["core"])
    return [] if core <= MAX_CORE_MINUTES else [f"the core takes {core} minutes, a lab hour has {MAX_CORE_MINUTES}"]


@rule
def symbols_one_click_away(notebook):
    """The first cell links to the table of symbols, which lies beside the chapters."""
    cell = notebook.cells[0]
    linked = any(match["target"] == "symbols.md" for match in LINK.finditer(prose(cell)))
    return [] if linked else [f"{cell.id}: expected '- Symbols: [the table of symbols](symbols.md)'"]


@rule
def glossary_one_click_away(notebook):
    """The first cell links to the glossary, too."""
    cell = notebook.cells[0]
    linked = any(match["target"] == "glossary.md" for match in LINK.finditer(prose(cell)))
    return [] if linked else [f"{cell.id}: expected '- Words: [the glossary](glossary.md)'"]


@rule
def predict_before_running(notebook):
    asked = any(re.search(r"\bpredict", prose(cell), re.IGNORECASE) for cell in notebook.cells)
    return [] if asked else ["no cell asks the reader to predict anything"]


@rule
def box_of_what_the_reports_found(notebook):
    found = any("What the reports found" in prose(cell) for cell in notebook.cells)
    return [] if found else ["no box 'What the reports found'"]


@rule
def recap_quiz_and_where_next(notebook):
    found = [(name, text) for name, level, text in headings(notebook) if level == 2 and text in ENDING]
    if [text for _, text in found] != ENDING:
        return [f"the chapter ends with ## {', ## '.join(ENDING)}; found {[text for _, text in found]}"]
    cells = {name for name, _ in found}
    return [] if len(cells) == len(ENDING) else ["recap, quiz and where to go next are cells of their own"]


@rule
def folded_quiz_answers(notebook):
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    quiz = text.partition("\n## Quiz")[2].partition("\n## ")[0]
    problems = [] if "<details>" in quiz else ["the quiz has no answers in <details>"]
    opened = [cell.id for cell in notebook.cells if re.search(r"<details\s+open", cell.source)]
    unbalanced = [
        cell.id for cell in notebook.cells if prose(cell).count("<details") != prose(cell).count("</details>")
    ]
    problems += [f"{name}: <details> must be closed for the reader to open" for name in opened]
    return problems + [f"{name}: <details> without </details>" for name in unbalanced]


@rule
def figures_have_alt_text(notebook):
    texts = [(name, "".join(data.get("text/html", ""))) for name, data in outputs(notebook)]
    texts += [(cell.id, prose(cell)) for cell in notebook.cells]
    problems = [
        f"{name}: a picture without alt text: {tag[:80]}"
        for name, text in texts
        for tag in IMG.findall(text)
        if not re.search(r"""\balt=("[^"]*\w[^"]*"|'[^']*\w[^']*')""", tag)
    ]
    bare = [
        cell.id for cell in notebook.cells for m in LINK.finditer(prose(cell)) if m["picture"] and not m["text"].strip()
    ]
    return problems + [f"{name}: a picture without alt text" for name in bare]


@rule
def figures_through_show_figure(notebook):
    """A picture stands in HTML, with its alt text and its words: show_figure and the widgets see to that."""
    problems = []
    for name, data in outputs(notebook):
        words = "".join(data.get("text/plain", ""))
        pictures = [kind for kind in data if kind.startswith("image/")]
        if pictures and not (pictures == ["image/png"] and IMG.search("".join(data.get("text/html", "")))):
            problems.append(f"{name}: shows {sorted(data)}; figures are shown with show_figure")
        if words.startswith(("<Figure", "<Axes", "[<matplotlib")):
            problems.append(f"{name}: ends with {words!r}; keep it out of the output")
    return problems


@rule
def pictures_survive_exports(notebook):
    """nbconvert takes image/png for LaTeX and PDF: the picture that stands in the HTML, once more."""
    return [
        f"{name}: its picture is not there as image/png: exports to LaTeX and PDF would lose it"
        for name, data in outputs(notebook)
        for picture in PNG.findall("".join(data.get("text/html", "")))
        if data.get("image/png") != picture
    ]


@rule
def at_least_one_widget(notebook):
    stills = [name for name, data in outputs(notebook) if f'class="{STILL}"' in "".join(data.get("text/html", ""))]
    return [] if stills else ["no widget (an output with a still)"]


@rule
def small_pictures(notebook):
    problems = []
    for name, data in outputs(notebook):
        found = re.findall(r"data:image/\w+;base64,([A-Za-z0-9+/=]+)", "".join(data.get("text/html", "")))
        problems += [
            f"{name}: a picture of {len(text) * 3 // 4} bytes, expected under {MAX_PNG_BYTES}"
            for text in found
            if len(text) * 3 // 4 >= MAX_PNG_BYTES
        ]
    return problems


@rule
def no_output_of_machines(notebook):
    """No warnings, no widget views or states, no addresses: what one machine says another does not."""
    problems = [] if "widgets" not in notebook.metadata else ["the notebook holds widget states"]
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            text = str(output.get("text", "")) + "".join(map(str, output.get("data", {}).values()))
            if output.get("name") == "stderr":
                problems.append(f"{cell.id}: stored standard error: {output['text'][:100]!r}")
            if any("widget-view" in kind for kind in output.get("data", {})):
                problems.append(f"{cell.id}: stored a widget's view")
            if re.search(r"\bat 0x[0-9a-f]{6,}", text):
                problems.append(f"{cell.id}: an object's address in the output")
    return problems


@rule
def unstarted_checks(notebook):
    """The learner's notebook runs from top to bottom untouched, and each check says that nothing is written yet."""
    problems = []
    for cell in filter(is_check, notebook.cells):
        text = "".join(text_of(output) for output in cell.outputs)
        if not text.startswith("Not started yet"):
            problems.append(f"{cell.id}: the untouched exercise must give 'Not started yet', got {text[:80]!r}")
    return problems


def dead_links(notebook, folder):
    """Local links to files that are not there, and links whose text does not say where they lead."""
    problems = []
    for cell in notebook.cells:
        for match in LINK.finditer(prose(cell)):
            target = match["target"].partition("#")[0]
            if target and not re.match(r"[a-z]+:", target) and not (folder / target).exists():
                problems.append(f"{cell.id}: the link to {target} leads nowhere")
            if match["text"].strip().lower() in {"here", "link", "this", "click here"}:
                problems.append(f"{cell.id}: the link text {match['text']!r} does not say where it leads")
    return problems


def leaks(notebook, cell):
    """Lines of a solution that stand outside its folded cell. Lines without a call or an operator give nothing away."""
    telling = [line for line in solution_lines(cell) if not re.fullmatch(r"(return )?[\w., :=]*", line)]
    shown = [other for other in notebook.cells if other.id != f"{cell.name}-solution"]
    return [
        f"{other.id}: {line}"
        for other in shown
        for line in telling
        if line in other.source + str(other.get("outputs", ""))
    ]
