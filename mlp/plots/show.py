"""Show a figure so that everybody gets its finding: the picture, its alt text, and a line of words under it."""

import base64
import html
import io
import os

import matplotlib.pyplot as plt
from IPython.display import display
from PIL import Image

from mlp.plots.readable import problems

MAX_PNG_BYTES = 100_000


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
    png = to_png(figure)
    if os.environ.get("MLP_FIGURES_STRICT") == "1":
        check_size(png)
        check_readable(figure)
    width, height = (round(inches * figure.dpi) for inches in figure.get_size_inches())
    plt.close(figure)
    display(ShownFigure(image_tag(png, alt, width, height), words))


class ShownFigure:
    """What a cell shows: HTML with picture and words, and the words alone where only text is shown."""

    def __init__(self, tag, words):
        self.tag, self.words = tag, words

    def _repr_html_(self):
        return f"{self.tag}\n<p>{html.escape(self.words)}</p>"

    def __repr__(self):
        return self.words


def to_png(figure):
    """The figure as PNG bytes on a white ground: the same figure gives the same bytes, without date or program name.

    It is stored with the 256 colours that come nearest to all of its own, about a third of the bytes. A figure of lines
    and text has no more than that, and keeps them to 1 of 255; of one in many colours no channel is off by over 20.
    """
    raw, png = io.BytesIO(), io.BytesIO()
    figure.savefig(raw, format="raw", dpi=figure.dpi, facecolor="white")
    picture = Image.frombytes("RGBA", figure.canvas.get_width_height(), raw.getvalue()).convert("RGB")
    picture = picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    picture.save(png, format="png", optimize=True)
    return png.getvalue()


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
