"""Every picture in the stored notebooks says what is to be seen, and can be seen, in a light theme and in a dark one.

The colours inside a figure are held against `mlp.plots.readable` where it is drawn: by `show_figure` when a chapter is
built; tests/widgets/engine/test_panel.py does it for the panels.
"""

import base64
import html
import io
import re

import nbformat
import numpy as np
import pytest
from PIL import Image

from mlp.course.build import NOTEBOOKS
from tests.notebooks.rules import IMG, outputs

CHAPTERS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
LEAST_WORDS = 8
SRC = re.compile(r'src="data:image/png;base64,([A-Za-z0-9+/=]+)"')
ALT = re.compile(r'\balt="([^"]*)"')


def pictures(notebook):
    """Every picture among the outputs, as (cell's name, alt text, PNG bytes)."""
    for name, data in outputs(notebook):
        for tag in IMG.findall("".join(data.get("text/html", ""))):
            alt, source = ALT.search(tag), SRC.search(tag)
            yield name, html.unescape(alt[1]) if alt else "", base64.b64decode(source[1]) if source else b""


def alt_problems(found):
    """One line for each alt text that is no sentence of 8 words or more, or stands at two pictures.

    found   a list of (chapter, cell's name, alt text).
    """
    told = []
    for chapter, cell, alt in found:
        if len(alt.split()) < LEAST_WORDS or alt.strip()[-1] not in ".!?":
            told.append(f"{chapter} {cell}: the alt text {alt!r} is no sentence of {LEAST_WORDS} words or more")
    places = {}
    for chapter, cell, alt in found:
        places.setdefault(alt, []).append(f"{chapter} {cell}")
    return told + [f"{', '.join(where)}: the same alt text, {alt!r}" for alt, where in places.items() if len(where) > 1]


def ground_problems(png):
    """What a dark theme would do to a picture: transparent pixels, or a ground that is not white."""
    try:
        pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))
    except OSError:
        return ["cannot be read as a picture"]
    found = [] if pixels[..., 3].min() == 255 else ["has transparent pixels: on a dark page its black text is lost"]
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])[:, :3]
    white = np.mean((border == 255).all(axis=1))
    return found + ([] if white > 0.5 else [f"only {white:.0%} of its border are white"])


@pytest.fixture(scope="module")
def shown():
    """Every picture of every stored notebook: (chapter, cell's name, alt text, PNG bytes)."""
    found = []
    for path in CHAPTERS:
        found += [(path.stem[:2], *picture) for picture in pictures(nbformat.read(path, as_version=4))]
    return found


def test_every_picture_says_what_is_to_be_seen(shown):
    assert len(shown) > 50
    found = alt_problems([picture[:3] for picture in shown])
    assert not found, "\n".join(found)


def test_every_picture_is_opaque_and_on_white(shown):
    found = [f"{chapter} {cell}: {problem}" for chapter, cell, _, png in shown for problem in ground_problems(png)]
    assert not found, "\n".join(found)


def test_a_bad_alt_text_is_told():
    good = "A line that falls steeply and then stays flat."
    assert alt_problems([("01", "a", good)]) == []
    assert "no sentence" in alt_problems([("01", "a", "A figure.")])[0]
    assert "no sentence" in alt_problems([("01", "a", good.removesuffix("."))])[0]
    assert "the same alt text" in alt_problems([("01", "a", good), ("02", "b", good)])[0]


@pytest.mark.parametrize(
    ("color", "told"),
    [((255, 255, 255, 255), ""), ((255, 255, 255, 0), "transparent"), ((17, 17, 17, 255), "border")],
)
def test_a_ground_that_a_dark_theme_would_swallow_is_told(color, told):
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 30), color).save(buffer, format="png")
    found = ground_problems(buffer.getvalue())
    assert bool(found) == bool(told) and told in "".join(found)


def test_what_is_no_picture_is_told():
    assert ground_problems(b"no picture") == ["cannot be read as a picture"]
