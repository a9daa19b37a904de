"""Show a figure so that everybody gets its finding: the picture, its alt text, and a line of words under it.

`show_figure` is how every figure of a page is shown: a drawing function `draw_…` makes its figure with `new_figure`,
draws what it was given, and ends with this call, so that a chapter's cell is one line.
"""

import base64
import html
import io
import os

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from mlp.plots.readable import problems

MAX_PNG_BYTES = 100_000
COLOURS = 64  # in a stored picture


def show_figure(figure, alt, words):
    """Display `figure` with its alt text and, under it, a line of words; then close the figure.

    figure   a matplotlib Figure, from `new_figure` or from pyplot
    alt      a sentence that says what is to be seen, for readers who cannot see it
    words    a sentence computed from the plotted data: the finding, with its numbers. Where only text is shown
             it stands for the picture, and the notebook tests compare it

    Raises ValueError when `alt` or `words` is not a sentence. When a chapter is built (MLP_FIGURES_STRICT=1), also when
    the picture is 100 kB or more, or something in it is hard to read (`mlp.plots.readable`): text or lines too pale,
    series that only their colours tell apart, and too little. Your own figures are yours.

        figure, axes = new_figure()
        axes.plot(history.epoch, history.loss)
        axes.set_title("The loss falls fast, then slowly")
        show_figure(figure, alt="A line that falls steeply for two epochs and then flattens.",
                    words=f"The loss falls from {history.loss[0]:.2f} to {history.loss[-1]:.2f}.")
    """
    check_sentence("alt", alt)
    check_sentence("words", words)
    pixels = to_pixels(figure)
    png = stored_png(pixels)
    if os.environ.get("MLP_FIGURES_STRICT") == "1":
        check_size(png)
        check_readable(figure)
    plt.close(figure)
    height, width, _ = pixels.shape
    display(ShownFigure(image_tag(png, alt, width, height), png, words))


class ShownFigure:
    """What a cell shows: HTML with picture and words, the picture for LaTeX and PDF, the words for plain text."""

    def __init__(self, tag, png, words):
        self.tag, self.png, self.words = tag, png, words

    def _repr_mimebundle_(self, **options):
        return still_bundle(f"{self.tag}\n<p>{html.escape(self.words)}</p>", self.png, self.words)

    def __repr__(self):
        return self.words


def still_bundle(page, png, words):
    """What a notebook stores of a picture, by kind: HTML for pages, PNG for LaTeX and PDF, words for plain text."""
    return {"text/html": page, "image/png": base64.b64encode(png).decode("ascii"), "text/plain": words}


def to_pixels(figure):
    """Draw a figure as it is on the page, and on white where it is transparent: (height, width, 3) uint8.

    A reader's settings for `savefig` (tight, transparent, another resolution) are for files: nothing of them counts.
    """
    before = figure.canvas
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    canvas.draw()  # the layout of the first leaves too little room where Axes keep their shape, as images do
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba()))
    figure.set_canvas(before)
    white = Image.new("RGBA", picture.size, "white")
    return np.asarray(Image.alpha_composite(white, picture).convert("RGB"))


def stored_png(pixels):
    """(height, width, 3) uint8 -> PNG bytes, small enough for a notebook; the same pixels give the same bytes.

    Of all colours the 64 are kept that come nearest to all: a quarter of the bytes. White stays white. In a picture of
    lines and text no channel is off by more than 8 of 255, in one of many colours by more than 40.
    """
    png = io.BytesIO()
    picture = Image.fromarray(pixels).quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    picture.save(png, format="png", optimize=True)
    return png.getvalue()


def to_png(figure):
    """The figure as the PNG bytes that a notebook stores: `to_pixels`, then `stored_png`."""
    return stored_png(to_pixels(figure))


def image_tag(png, alt, width, height):
    """An HTML `<img>` that carries its PNG bytes, its alt text and its size in pixels, and shrinks in a narrow window.

    `decoding="sync"` lets a live picture replace the one before it without a blank frame between them.
    """
    data = base64.b64encode(png).decode("ascii")
    return (
        f'<img alt="{html.escape(alt)}" width="{width}" height="{height}" decoding="sync" '
        f'style="display: block; max-width: 100%; height: auto" src="data:image/png;base64,{data}">'
    )


def check_sentence(name, text):
    """Return `text`, or raise ValueError when it is not a sentence: a string that ends with a full stop, ! or ?."""
    if not isinstance(text, str) or not text.strip() or text.strip()[-1] not in ".!?":
        raise ValueError(
            f'{name} is {text!r}; expected a sentence that ends with a full stop, such as "The loss falls to 0.31."'
        )
    return text


def check_size(png):
    """Raise ValueError when a picture of `png` bytes is too large to be stored in a notebook."""
    if len(png) >= MAX_PNG_BYTES:
        raise ValueError(
            f"the picture is {len(png) / 1000:.0f} kB; expected under {MAX_PNG_BYTES // 1000} kB: "
            "draw it smaller (width, height), or show fewer images or points"
        )


def check_readable(figure):
    """Raise ValueError when something in a drawn `figure` is hard to read, with what it is."""
    found = problems(figure)
    if found:
        raise ValueError(f"the picture is hard to read: {'; '.join(found)}")
