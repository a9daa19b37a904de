"""Tables of printed numbers with ours beside them: what chapter 13 shows of the five reports.

A number reads "0.8665 / 0.8701 ± 0.0021 =": printed, ours, the spread over seeds, and a mark for the verdict of
`mlp.reports.compare`. In HTML each carries its path in published_results.json as its title, so that a reader who
points at it sees where it is from, and a test finds every one of them.
"""

import html
import math

from IPython.display import display

from mlp.reports.experiment import walk
from mlp.reports.published import published

MARKS = {"agrees": "=", "same": "=", "close": "○", "too noisy": "~", "differs": "≠", "none": "–", "untrained": "–"}
LEGEND = (
    "printed / ours ± spread over seeds (?: one seed). "
    "= agrees, or is used as printed; ○ close; ~ too noisy to tell; ≠ differs; – not re-run; [1] says why"
)


class ReportTable:
    """A table that shows itself: as HTML, and as text where only text is shown.

    head     the words above the columns
    rows     lists of cells; a cell is a string, or a list of pairs (path, text), one for each number in it
    reasons  the sentences that [1], [2], … stand for
    legend   what the marks mean, under the HTML
    title    None, or the line to which the table is folded in HTML until the reader opens it
    """

    def __init__(self, head, rows, reasons, legend=LEGEND, title=None):
        self.head, self.rows, self.reasons, self.legend, self.title = head, rows, reasons, legend, title

    def _repr_html_(self):
        head = "".join(f"<th>{html.escape(word)}</th>" for word in self.head)
        body = "\n".join(f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in self.rows)
        notes = [self.legend, *(f"[{i}] {why}" for i, why in enumerate(self.reasons, start=1))]
        long = not self.legend or any(len(cell) > 1 for row in self.rows for cell in row if not isinstance(cell, str))
        style = f"font-size: 85%; white-space: {'normal' if long else 'nowrap'}"
        table = f'<table style="{style}">\n<tr>{head}</tr>\n{body}\n</table>'
        below = "<br>\n".join(html.escape(note) for note in notes)
        shown = f'<div style="overflow-x: auto">{table}</div>\n<p style="font-size: 85%">{below}</p>'
        if self.title is None:
            return shown
        return f"<details>\n<summary>{html.escape(self.title)}</summary>\n{shown}\n</details>"

    def __repr__(self):
        cells = [self.head, *([_text(cell) for cell in row] for row in self.rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.head))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells]
        return "\n".join([*lines, *(f"[{i}] {why}" for i, why in enumerate(self.reasons, start=1))])


def show_folded(tables):
    """Display tables, each folded to its title: a dict, title -> `ReportTable`."""
    for title, table in tables.items():
        display(ReportTable(table.head, table.rows, table.reasons, table.legend, title))


def table_of_claims(claims):
    """A table with one row per claim in words; claims  a frame as `mlp.reports.claims.claims` returns it."""
    rows = [[row[0], *([("", text)] for text in row[1:])] for row in claims.itertuples(index=False)]
    return ReportTable(list(claims), rows, [], legend="")


def table_of_rows(comparison, under, labels=None, columns=None):
    """A table with one row per entry of a printed table, such as "report_000/grid_search".

    comparison  a frame as `mlp.reports.compare` returns it
    labels      what stands before each row; None: the words that the report prints there, or the entry's name
    columns     what stands above the numbers; None: their names

    Raises ValueError when nothing is printed under that path.
    """
    chosen = comparison[comparison.path.str.startswith(under + "/")]
    if chosen.empty:
        raise ValueError(f'no number is printed under {under!r}; expected a path such as "report_000/grid_search"')
    reasons = list(dict.fromkeys(why for why in chosen.why if why))
    entries = {}
    for number in chosen.itertuples():
        entry, name = _entry(number.path.removeprefix(under + "/"))
        entries.setdefault(entry, {})[name] = [(number.path, told(number, reasons))]
    names = dict.fromkeys(name for row in sorted(entries.values(), key=len, reverse=True) for name in row)
    printed = labels or [_words_of(under, entry) for entry in entries]
    rows = [[str(label), *(row.get(name, "") for name in names)] for label, row in zip(printed, entries.values())]
    return ReportTable([under.partition("/")[2], *(columns or names)], rows, reasons)


def table_of_groups(comparison):
    """A table of single numbers, one row per group: "defaults" and, beside it, all that is printed under it."""
    reasons = list(dict.fromkeys(why for why in comparison.why if why))
    groups = {}
    for number in comparison.itertuples():
        group, _, name = number.path.partition("/")[2].rpartition("/")
        if name.isdigit():  # a list in a group: 128, 64
            group, _, folder = group.rpartition("/")
            name = f"{folder}/{name}"
        groups.setdefault(group, []).append((number.path, f"{name} {told(number, reasons)}"))
    return ReportTable(["", "numbers"], [[group or "report", cells] for group, cells in groups.items()], reasons)


def table_of_words(report, settings):
    """What a report, such as "000", says of its settings in words, and under it the settings that we took it for.

    settings   a dict, name -> `mlp.reports.setting.Setting`, shown as far as it is not a default
    """
    rows = [[path.partition("/")[2], [(path, sentence)]] for path, sentence in sentences(report).items()]
    for name, setting in settings.items():
        said = ", ".join(f"{field} {value}" for field, value in setting.describe().items())
        rows.append([f"ours: {name}", [(f"ours: {name}", said)]])
    return ReportTable(["", "in words"], rows, [], legend="")


def sentences(report):
    """All that a report prints in words, path -> words, but for the names in the rows of its tables."""
    return {path: value for path, value in _strings(published(report), f"report_{report}") if not _in_a_row(path)}


def _strings(thing, path):
    if isinstance(thing, str):
        yield path, thing
    parts = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for name, part in parts:
        yield from _strings(part, f"{path}/{name}")


def _in_a_row(path):
    steps = path.split("/")
    return steps[-1] == "file" or any(step.isdigit() for step in steps[:-1])


def told(number, reasons=()):
    """One row of a comparison as text, "0.8665 / 0.8701 ± 0.0021 =" or "0.957 –[2]"; `reasons` number the whys."""
    text = f"{number.printed:.10g}"
    if number.kind == "result":
        digits = digits_of(number)
        ours = "none" if math.isnan(number.ours) else f"{number.ours:.{digits}f}"
        spread = "?" if math.isnan(number.spread) else f"{number.spread:.{digits}f}"
        text += f" / {ours} ± {spread}"
        if number.diverged:
            text += f" ({number.seeds} of {number.seeds + number.diverged} ended)"
    elif number.verdict == "differs":
        text += f" / {number.ours:.10g}"
    text += f" {MARKS[number.verdict]}"
    return f"{text}[{reasons.index(number.why) + 1}]" if number.why else text


def digits_of(number):
    """How many decimals our number gets: 1 for counts, four for shares and losses, or as many as are printed."""
    if abs(number.printed) > 1 and float(number.printed).is_integer() or "confusion" in number.path:
        return 1
    return max(4, len(f"{number.printed:.10f}".rstrip("0").partition(".")[2]))


def _entry(path):
    """The row and the column of a number: "3", "hidden/0" of 3/hidden/0, and "T-shirt/top", "f1" of T-shirt/top/f1."""
    first, _, rest = path.partition("/")
    return (first, rest) if first.isdigit() else path.rsplit("/", 1)


def _words_of(under, entry):
    """What a report prints in words at the beginning of a row: the strings there, else the entry's name."""
    if not entry.isdigit():
        return entry
    report, _, inside = under.partition("/")
    thing = walk(published()[report], f"{inside}/{entry}")
    values = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    return ", ".join(value for value in values if isinstance(value, str)) or entry


def _html_cell(cell):
    if isinstance(cell, str):
        return f"<th>{html.escape(cell)}</th>" if cell else "<td></td>"
    numbers = (f'<span title="{html.escape(path)}">{html.escape(text)}</span>' for path, text in cell)
    return f"<td>{', '.join(numbers)}</td>"


def _text(cell):
    return cell if isinstance(cell, str) else ", ".join(text for _, text in cell)
