"""The look of the course's figures: colours that survive colour blindness and a grey printer, and readable type.

A reader may have a style of their own (matplotlib's rcParams: a matplotlibrc file, a style sheet, LaTeX for the texts).
It is for their own figures: ours look the same for everybody, because all that is done to them is done in STYLE.
"""

import contextlib
import inspect
import threading

from matplotlib import cycler, rcParams, rcParamsDefault
from matplotlib.axes import Axes
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.figure import Figure

from mlp.checks import as_array, how_to_reshape

# After Okabe and Ito, "Color Universal Design" (2008), darker: each has a contrast of 3:1 to white or more. Neighbours
# differ in lightness, and so do two that share a line style; two that do are also apart for the colour-blind.
PALETTE = ("#005F99", "#C68700", "#000000", "#00805C", "#3B9BDA", "#B34700", "#948900", "#86336A")
LINE_STYLES = ("-", "--", ":", "-.")
MARKERS = "os^Dv"  # so that colour is not all that tells lines apart
SEQUENTIAL = "cividis"  # from small to large
DIVERGING = "RdBu_r"  # blue below zero, white at zero, red above: for signed weights
GREY = "#595959"  # for what is context, not the finding; 7:1 contrast on white

STYLE = {name: value for name, value in dict.items(rcParamsDefault) if name != "backend"} | {
    "axes.prop_cycle": cycler(color=PALETTE, linestyle=LINE_STYLES * 2),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.family": ["DejaVu Sans"],  # by its name: it comes with matplotlib, and no other font stands in for it
    "xtick.color": "#333333",
    "ytick.color": "#333333",
}
_in_style = False


@contextlib.contextmanager
def course_style():
    """Within it, artists are made in the course's style; afterwards the reader's own is back. Also a decorator.

    In a thread beside the main one it does nothing: rcParams belong to all threads, and the reader may be drawing.
    """
    global _in_style
    if _in_style or threading.current_thread() is not threading.main_thread():
        yield
        return
    theirs = {name: dict.__getitem__(rcParams, name) for name in STYLE}
    dict.update(rcParams, STYLE)  # as plain dicts: these values have been checked, and checking takes a millisecond
    _in_style = True
    try:
        yield
    finally:
        _in_style = False
        dict.update(rcParams, theirs)


def _styled(kind):
    """A subclass of `kind`, matplotlib's Figure or Axes, whose methods run in the course's style.

    But for those that make no artist, and for `savefig`: where and how a reader stores a figure is up to them.
    """
    found = inspect.getmembers(kind, inspect.isfunction)
    aside = ("_", "get_", "draw_", "savefig")
    methods = {name: course_style()(method) for name, method in found if not name.startswith(aside) and name != "cla"}
    return type(f"Styled{kind.__name__}", (kind,), methods)


class CourseAxes(_styled(Axes)):
    """Axes on which everything is drawn in the course's style, a reader's own lines and words too."""

    def clear(self):
        super().clear()
        self.tick_params(labelsize=10)  # how many numbers fit beside an axis is asked at each drawing, in any thread


class CourseFigure(_styled(Figure)):
    """A figure in the course's style, whose Axes are `CourseAxes`."""

    def add_subplot(self, *args, **options):
        return super().add_subplot(*args, **{"axes_class": CourseAxes} | options)

    def add_axes(self, *args, **options):
        return super().add_axes(*args, **{"axes_class": CourseAxes} | options)


class _QuietCanvas(FigureCanvasBase):
    """Draws nothing: seaborn asks for drawings of figures that are not finished, and the layout would follow those."""

    def draw(self):
        self.figure.stale = False


@course_style()
def new_figure(rows=1, columns=1, width=8, height=4):
    """A new figure in the course's style: returns (figure, axes).

    `width` and `height` are inches, drawn at 100 pixels per inch. With one row and one column `axes` is one Axes,
    otherwise an array of shape (rows, columns). pyplot knows nothing of it, and rcParams stay as they are.
    """
    figure = CourseFigure(figsize=(width, height), dpi=100, facecolor="white", layout="constrained")
    _QuietCanvas(figure)
    axes = figure.subplots(rows, columns, squeeze=False)
    return figure, axes[0, 0] if rows == columns == 1 else axes


def draw_images(axes, images, titles=None):
    """Draw grey 28x28 images, one per Axes, in reading order; Axes without an image are left empty.

    axes     one Axes or an array of them, as `new_figure` makes them
    images   (n, 784) or (n, 28, 28), pixels 0 (drawn white) to 255 (drawn black)
    titles   n strings, or None

    Raises ValueError for another shape, for pixels in another range, such as those of scaled images, for more images
    than Axes, and when there is not one title per image.
    """
    given, images = images, as_array("images", images)
    if images.ndim < 2 or images[:1].size != 784 * len(images[:1]):
        advice = how_to_reshape("images", given, images.shape, 784)
        raise ValueError(f"images have shape {images.shape}; expected (n, 784){advice}")
    _check_pixels(images)
    places = list(axes.flat) if hasattr(axes, "flat") else [axes]
    titles = [""] * len(images) if titles is None else titles
    if len(images) > len(places):
        raise ValueError(
            f"got {len(images)} images for {len(places)} Axes; expected at most one each: ask new_figure for more Axes"
        )
    if len(titles) != len(images):
        raise ValueError(f"got {len(titles)} titles for {len(images)} images; expected one title per image")
    for place in places:
        place.set_axis_off()
    for place, image, title in zip(places, images, titles, strict=False):
        place.imshow(image.reshape(28, 28), cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
        place.set_title(title, fontsize=10)


def _check_pixels(images):
    """Raise ValueError for images whose pixels do not go from 0 to 255, but for the rounding of `to_pixels`."""
    low, high = (images.min(), images.max()) if images.size else (0, 0)
    if not (-0.5 <= low <= high <= 255.5) or 0 < high <= 1:
        raise ValueError(
            f"pixels go from {low:.3g} to {high:.3g}; expected 0 to 255: draw data.to_pixels(images), which undoes the "
            "scaling"
        )


def image_figure(images, titles=None, in_a_row=10, size=0.95):
    """A new figure of grey 28x28 images in reading order, so many `in_a_row`: returns the Figure.

    images, titles   as for `draw_images`;  size   of each image, in inches
    """
    count = len(images)
    columns = min(in_a_row, count)
    rows = -(-count // columns)
    lines = max((title.count("\n") + 1 for title in titles), default=0) if titles is not None else 0
    figure, axes = new_figure(rows, columns, width=size * columns, height=(size + 0.17 * lines) * rows + 0.4)
    draw_images(axes, images, titles)
    return figure
