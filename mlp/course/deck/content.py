"""What of a chapter stands on its slides, in which order, and how much on each.

A section's heading opens a column of slides. Of a paragraph its first sentence is on the slide, and what is set in bold
or leads to a formula; lists, formulas, tables and pictures are there as they are. A prediction is whole. What its cells
print or draw comes at the next press of a key, and the first words of the text below, which take the prediction
up, at the one after that. A folded answer comes at a press, too. Exercises show what they ask for and no code but the
first line; what is printed below them, checks and solutions stay in the chapter, and so does code of more than a few
lines. The whole text of each cell is in the speaker's notes.
"""

import ast
import math
import re
from dataclasses import dataclass, field

from mlp.course.release import is_solution

ROOM = 13  # lines of a slide of 1280 x 720 below its heading
MORE = 2  # so many more where an answer then stands beside its question: letters get smaller to fit
WIDTH = 84  # letters of a line
FIGURE = 10  # lines that a picture needs to be seen from the last row,
TALL, TALL_FIGURE = 1.6, 12  # and one that is not TALL times as wide as high
LONG_CODE = 8  # lines; longer code is looked at in the chapter
LONG_OUTPUT = 14  # lines, or rows of a table; more of them are cut off, and the slide says so
SKIPPED = {"Before you start"}
QUESTION = re.compile(r"\*\*(Predict|Work out)\b")
ATOM = re.compile(r"\$[^$]+\$|`[^`]+`|\[[^\]]*\]\([^)]*\)|\*\*.+?\*\*", re.DOTALL)  # a dot in it ends no sentence
SENTENCE_END = re.compile(r"[.?!][)\"”]?\s+(?=[A-Z“\"])")
LIST_ITEM = re.compile(r"(?m)^(?=(?:[-*]|\d+\.) )")
FOLDED = re.compile(r"<details>\s*<summary>(?P<summary>.*?)</summary>(?P<text>.*?)</details>", re.DOTALL)
IMPORT = re.compile(r"(?m)^(import|from) .*\n")
HEADING = re.compile(r"(?P<level>#+) (?P<title>.+)")


@dataclass
class Part:
    """Something on a slide."""

    kind: str  # "text", "question", "answer", "folded", "code", "printed", "table", "figure"
    text: str  # Markdown; of "code" and "printed" as it is; of a "table" (its rows) and a "figure" HTML
    lines: float  # about how much of a slide's ROOM it takes
    step: bool = False  # whether it waits for a press of a key
    words: str = ""  # a line below it
    panel: str = ""  # of a live panel's picture: its name


@dataclass
class Slide:
    """A slide: `opens` a new column or not."""

    heading: str
    opens: bool
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # Markdown

    @property
    def lines(self):
        return sum(part.lines for part in self.parts)


def slides_of(cells):
    """Return the slides of a chapter's `cells`, the title's first."""
    writer = _Writer()
    for cell in cells:
        if is_solution(cell):
            continue
        if cell.cell_type == "markdown":
            writer.text(cell.source)
        else:
            writer.code(cell)
    return [slide for slide in writer.slides if slide.parts]


class _Writer:
    """Goes through the cells and fills slide after slide."""

    def __init__(self):
        self.slides = []
        self.skipped = False  # in a section that has no slides
        self.asked = False  # a prediction waits for what its cells show
        self.shown = False  # they have shown it, so that the next words are its answer
        self.in_lab = False  # below an exercise: what follows is the lab's

    def text(self, source):
        """A cell of text. Its whole text is in the notes of the slide on which it begins."""
        self.in_lab = False
        parts = blocks(source)
        for block, after in zip(parts, [*parts[1:], ""]):
            heading = HEADING.fullmatch(block)
            if heading:
                self._open(heading["title"], len(heading["level"]))
            elif not self.skipped:
                self._block(block, leads=after.startswith("$$"))
        if not self.skipped:
            self.slides[-1].notes.append(source)

    def code(self, cell):
        """A cell of code: what it shows, and the code itself where it is short."""
        role = cell.metadata.get("nbgrader", {})
        if role.get("solution"):
            self.in_lab, self.shown = True, self.asked
            self._add(Part("code", signature(cell.source), 1.5))
        if self.skipped:
            return
        shown = [part for part in _shown(cell, self.asked) if part.kind == "figure" or not self.in_lab]
        code = IMPORT.sub("", cell.source).strip().replace("\n\n\n", "\n\n")
        if any(part.kind != "figure" for part in shown) and len(code.splitlines()) <= LONG_CODE:
            self._add(Part("code", code, 0.5 + 0.8 * len(code.splitlines())))
        for part in shown:
            self._add(part)
            self.shown = self.asked

    def _open(self, title, level):
        """A heading: a new slide, and for a section's a new column."""
        self.skipped = title in SKIPPED
        self.asked = self.shown = False
        empty = self.slides[-1] if self.slides and not self.slides[-1].parts else None
        if not self.skipped:
            self.slides.append(Slide(title, level < 3 or (empty is not None and empty.opens)))

    def _block(self, block, leads):
        if block.startswith("<details"):
            for folded in FOLDED.finditer(block):
                self._add(_folded(folded))
        elif LIST_ITEM.match(block) and "<details" in block:
            for item in LIST_ITEM.split(block):
                self._quiz(item)
        elif block.startswith(">"):
            for inside in blocks(re.sub(r"(?m)^> ?", "", block)):
                self._block(inside, leads=False)
        elif QUESTION.search(block):
            self._question(block)
        elif self.asked and self.shown:
            self.asked = self.shown = False
            self._add(_text("answer", short(block, leads, first=2), step=True))
        elif self.asked and self.slides[-1].parts[-1].text.endswith(":"):  # and here is what
            question = self.slides[-1].parts.pop()
            self._add(_text("question", f"{question.text}\n\n{block}"))
        else:
            self._add(_text("text", short(block, leads)))

    def _question(self, block):
        """A prediction, or a list of them, whole; the sentences before it in short form."""
        said = [block] if LIST_ITEM.match(block) else sentences(block)
        start = next(i for i, sentence in enumerate(said) if QUESTION.search(sentence))
        before = " ".join(said[:start])
        if before:
            self._block(before, leads=False)
        if self.slides[-1].lines > ROOM / 2:
            self._next()
        self._add(_text("question", " ".join(said[start:])))
        self.asked, self.shown = True, False

    def _quiz(self, item):
        """A question of the quiz on a slide of its own, its answer folded."""
        if not item:
            return
        if self.slides[-1].parts:
            self._next()
        self._add(_text("question", FOLDED.sub("", item).strip()))
        for folded in FOLDED.finditer(item):
            self._add(_folded(folded))

    def _next(self):
        self.slides.append(Slide(self.slides[-1].heading, opens=False))

    def _add(self, part):
        """Put the part on the slide, or on a new one where there is no room; words that lead to it go along."""
        here = self.slides[-1]
        if here.parts and here.lines + part.lines > ROOM + MORE * part.step:
            leads = part.kind == "text" and len(here.parts) > 1 and here.parts[-1].text.endswith((":", ","))
            along = [here.parts.pop()] if leads else []
            self._next()
            self.slides[-1].parts += along
        self.slides[-1].parts.append(part)


def blocks(text):
    """The blocks of a text in Markdown: headings, paragraphs, lists, formulas, tables; what is folded is one block."""
    found = []
    for chunk in re.split(r"\n[ \t]*\n", text.strip()):
        inside = found and (
            found[-1].count("<details") > found[-1].count("</details")
            or (LIST_ITEM.match(found[-1]) and chunk.startswith(" "))
        )
        if inside:
            found[-1] += "\n\n" + chunk
        else:
            found.append(chunk)
    return found


def sentences(text):
    """The sentences of a paragraph; a dot in a formula, in code, in a link or in bold ends none."""
    hidden = ATOM.sub(lambda atom: "X" * len(atom[0]), text)
    places = [0, *(end.end() for end in SENTENCE_END.finditer(hidden)), len(text)]
    return [text[a:b].strip() for a, b in zip(places, places[1:])]


def short(block, leads=False, first=1):
    """The block in short form: of a paragraph, or of a list's long items, what a slide needs.

    That is the `first` sentences, those with bold words, and the last where it ends in ":" or `leads` to a formula.
    """
    if LIST_ITEM.match(block):
        return "\n".join(item if len(item) < 2 * WIDTH else short_item(item) for item in LIST_ITEM.split(block) if item)
    if block.startswith(("|", "$$", "<")):
        return block
    said = sentences(block)
    kept = [
        sentence
        for i, sentence in enumerate(said)
        if i < first or "**" in sentence or (i == len(said) - 1 and (leads or sentence.endswith(":")))
    ]
    return " ".join(kept)


def short_item(item):
    """A list's item in short form, with its mark."""
    mark, _, text = item.partition(" ")
    return f"{mark} {' '.join(short(text).split())}"


def signature(code):
    """The first line of the function or class that an exercise asks for."""
    node = next(node for node in ast.parse(code).body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    if isinstance(node, ast.ClassDef):
        return f"class {node.name}({', '.join(ast.unparse(base) for base in node.bases)}):".replace("()", "")
    return f"def {node.name}({ast.unparse(node.args)}):"


def _text(kind, text, step=False):
    return Part(kind, text, _lines(text) + (0.8 if kind != "text" else 0.3), step)


def _folded(match):
    text = f"**{match['summary']}.** " + "\n".join(line.strip() for line in match["text"].strip().splitlines())
    return _text("folded", text.replace(".** |", ".**\n\n|"), step=True)


def _lines(text):
    """About how many lines a text takes on a slide."""
    total = 0
    for block in blocks(text):
        if block.startswith("$$"):
            total += 2 + 1.5 * ("underbrace" in block) + block.count("\\\\")
        elif block.startswith("|"):
            total += 1.3 * len(block.splitlines())
        elif LIST_ITEM.match(block):
            total += sum(0.2 + math.ceil(len(item) / WIDTH) for item in LIST_ITEM.split(block) if item)
        else:
            total += math.ceil(len(block) / WIDTH)
    return total


def _shown(cell, step):
    """What the cell has printed, drawn or returned, as parts of a slide."""
    for output in cell.outputs:
        data = output.get("data", {})
        html, plain = data.get("text/html", ""), output.get("text", data.get("text/plain", "")).rstrip()
        picture = re.search(r"<img [^>]*>", html)
        if picture:
            panel = cell.source.rpartition("\n")[2].partition("(")[0] if "mlp-live-panel-still" in html else ""
            yield Part("figure", picture[0], _height(picture[0]) + math.ceil(len(plain) / 110), step, plain, panel)
        elif "<table" in html:
            rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
            shown, more = _cut(rows)
            yield Part("table", "\n".join(shown), 1.1 * len(shown) + bool(more), step, more)
        elif plain:
            shown, more = _cut(plain.splitlines())
            yield Part("printed", "\n".join(shown), 0.5 + 0.8 * len(shown) + bool(more), step, more)


def _height(picture):
    width, height = (int(re.search(rf'{name}="(\d+)"', picture)[1]) for name in ("width", "height"))
    return FIGURE if width > TALL * height else TALL_FIGURE


def _cut(lines):
    """As many of the lines as a slide shows, and a sentence on the others."""
    if len(lines) <= LONG_OUTPUT:
        return lines, ""
    more = len(lines) - (LONG_OUTPUT - 2)
    return lines[:-more], f"… and {more} more in the chapter"
