"""A deck's page: the slides in HTML for reveal.js, with formulas for MathJax, both beside the page."""

import re
from html import escape

from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown import markdown2html

from mlp.checks.places import PACKAGE

MADE_BY = '<meta name="generator" content="mlp-course slides">'
FRAME = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
{made_by}
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="stylesheet" href="reveal/reset.css">
<link rel="stylesheet" href="reveal/reveal.css">
<style>
{css}</style>
<script src="reveal/reveal.js"></script>
<script src="reveal/notes.js"></script>
<script>
{js}</script>
<script src="mathjax/tex-svg-full.js" defer></script>
</head>
<body>
<div class="reveal"><div class="slides">
{columns}
</div></div>
</body>
</html>
"""
RELATIVE_LINK = re.compile(r'<a href="(?!https?:)[^"]*">(.*?)</a>', re.DOTALL)
ANCHOR = re.compile(r'<a class="anchor-link"[^>]*>.*?</a>')  # which nbconvert puts behind a heading
STYLE = re.compile(r' (style|decoding)="[^"]*"')
HERE = PACKAGE / "course" / "deck"


def page(slides):
    """The page of a deck of `slides` (`mlp.course.deck.content.slides_of`), as HTML."""
    columns = []
    for slide in slides:
        if slide.opens or not columns:
            columns.append([])
        columns[-1].append(_slide(slide, first=slide is slides[0]))
    return FRAME.format(
        made_by=MADE_BY,
        title=escape(slides[0].heading),
        css=(HERE / "deck.css").read_text(encoding="utf-8"),
        js=(HERE / "deck.js").read_text(encoding="utf-8"),
        columns="\n".join("<section>\n" + "\n".join(column) + "\n</section>" for column in columns),
    )


def _slide(slide, first):
    level = 1 if first else 2
    heading = f"<h{level}>{_inline(slide.heading)}</h{level}>"
    notes = f'<aside class="notes">{"".join(map(_html, slide.notes))}</aside>' if slide.notes else ""
    parts = "\n".join(map(_part, slide.parts))
    return f'<section><div class="page{" title" if first else ""}">\n{heading}\n{parts}\n</div>{notes}</section>'


def _part(part):
    """One part of a slide; one that waits for a press of a key is reveal.js's fragment."""
    classes = f"{part.kind} fragment" if part.step else part.kind
    return f'<div class="{classes}">{_inside(part)}</div>'


def _inside(part):
    words = f"<p>{escape(part.words)}</p>" if part.words else ""
    if part.kind == "code":
        return Highlight2HTML(pygments_lexer="python")(part.text)
    if part.kind == "printed":
        return f"<pre>{escape(part.text)}</pre>{words}"
    if part.kind == "table":
        return f"<table>{part.text}</table>{words}"
    if part.kind == "figure":
        panel = f"<p>Live in the chapter: <code>{escape(part.panel)}</code></p>" if part.panel else ""
        return STYLE.sub("", part.text) + words + panel
    return _html(part.text)


def _html(markdown):
    """A text in HTML; a link to another page of the course becomes plain words, for the deck stands alone."""
    return RELATIVE_LINK.sub(r"\1", ANCHOR.sub("", markdown2html(markdown)))


def _inline(markdown):
    return _html(markdown).strip().removeprefix("<p>").removesuffix("</p>")
