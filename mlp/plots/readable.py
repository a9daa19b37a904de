"""Whether a figure can be read: with weak sight, without green receptors, on a grey printer."""

from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from mlp.plots.vision import contrast_ratio, deuteranopia, difference, lightness

TEXT, LARGE_TEXT = 4.5, 3.0  # least contrast of text, WCAG 2.2 (1.4.3); large: 18 points, or 14 in bold
MARK = 3.0  # least contrast of a line, a point or a bar that carries data, WCAG 2.2 (1.4.11)
APART = 15  # least Delta E between two series that only colour tells apart, as seen without green receptors
GREY_APART = 10  # least difference in lightness between them
WHITE = (1.0, 1.0, 1.0)


def problems(figure):
    """What is hard to read in a matplotlib Figure that has been drawn: a list of sentences, empty when all is well.

    Text has a contrast of 4.5 (3 where it is large) to what lies under it: its box, an image, a bar, or white. Lines,
    points and bars have one of 3 to white, or an edge that has; but for grey ones, which are context. Two series in
    one Axes of other colours, and of the same line style, marker, hatch and name on a bar, are Delta E 15 apart
    without green receptors, and 10 in lightness.
    """
    found = []
    for artist, axes in _seen(figure, None):
        if isinstance(artist, Text) and artist.get_text().strip():
            found += _text_problems(artist, axes)
    for axes in figure.axes:
        series = _series(axes)
        found += [problem for one in series for problem in _mark_problems(*one)]
        found += [problem for one, other in combinations(series, 2) for problem in _pair_problems(one, other)]
    return list(dict.fromkeys(found))


def _seen(artist, axes):
    """Every artist that is drawn inside `artist`, as pairs (artist, the Axes it is in or None)."""
    for child in artist.get_children():
        if not child.get_visible():
            continue
        if isinstance(artist, Axes) and not artist.axison and (child in (artist.xaxis, artist.yaxis)):
            continue
        inside = child if isinstance(child, Axes) else axes
        yield child, inside
        yield from _seen(child, inside)


def _text_problems(text, axes):
    ground = _ground(text, axes)
    color = _over(to_rgba(text.get_color(), text.get_alpha()), ground)
    size, bold = text.get_fontsize(), text.get_fontweight() in ("bold", 700)
    least = LARGE_TEXT if size >= 18 or bold and size >= 14 else TEXT
    ratio = float(contrast_ratio(color, ground))
    if ratio >= least - 0.005:
        return []
    return [
        f"the text {text.get_text()!r}, {to_hex(color)} on {to_hex(ground)}, has a contrast of {ratio:.1f}; "
        f"expected {least}"
    ]


def _ground(text, axes):
    """The colour under the middle of `text`: of its box, else of the topmost image, bar or cell there, else white."""
    box = text.get_bbox_patch()
    color = WHITE
    middle = text.get_window_extent().get_points().mean(axis=0)
    if axes is not None and axes.bbox.contains(*middle):
        grounds = (*axes.images, *_meshes(axes), *axes.patches)
        for artist in sorted(grounds, key=lambda artist: artist.get_zorder()):
            if artist.get_visible():
                color = _over(_color_at(artist, middle), color)
    return color if box is None else _over(box.get_facecolor(), color)


def _meshes(axes):
    """The heat maps in `axes`, as seaborn draws them."""
    return [collection for collection in axes.collections if isinstance(collection, QuadMesh)]


def _color_at(artist, point):
    """What an image, a heat map or a patch paints at a point of the canvas, RGBA; nothing outside of it."""
    if isinstance(artist, AxesImage):
        left, right, bottom, top = artist.get_extent()
        start, end = (left, top), (right, bottom)
        if artist.origin == "lower":
            start, end = (left, bottom), (right, top)
        return _cell_at(artist.to_rgba(artist.get_array()), start, end, artist.axes, point)
    if isinstance(artist, QuadMesh):
        corners = artist.get_coordinates()  # (rows + 1, columns + 1, 2)
        return _cell_at(artist.to_rgba(artist.get_array()), corners[0, 0], corners[-1, -1], artist.axes, point)
    inside = artist.get_fill() and artist.get_window_extent().contains(*point)
    return artist.get_facecolor() if inside else (0, 0, 0, 0)


def _cell_at(colors, start, end, axes, point):
    """The colour of the cell at a point of the canvas: (rows, columns, 4) colours fill the axes from start to end."""
    place = axes.transData.inverted().transform(point)
    shares = (place - start) / np.subtract(end, start)  # how far along, from left to right and from the first row on
    column, row = np.floor(shares * (colors.shape[1], colors.shape[0])).astype(int)
    inside = 0 <= column < colors.shape[1] and 0 <= row < colors.shape[0]
    return colors[row, column] if inside else (0, 0, 0, 0)


def _series(axes):
    """What carries data in `axes`: tuples (what it is, colour of its face, of its edge, what else tells it apart)."""
    found = []
    for line in axes.lines:
        drawn = line.get_linestyle() not in ("None", " ", "") or line.get_marker() not in ("None", " ", "")
        if line.get_visible() and drawn and len(line.get_xdata()):
            cue = (line.get_linestyle(), line.get_marker(), round(line.get_linewidth()))
            color = line.get_markerfacecolor() if cue[0] in ("None", " ", "") else line.get_color()
            edge = line.get_markeredgecolor()
            found.append(("line", to_rgba(color), to_rgba(edge), cue))
    for patch in axes.patches:
        if isinstance(patch, Rectangle) and patch.get_visible() and patch.get_fill() and patch.get_width():
            found.append(("bar", patch.get_facecolor(), _edge(patch), (patch.get_hatch(), *_words_on(patch))))
    for points in axes.collections:
        single = isinstance(points, PathCollection) and points.get_array() is None and len(points.get_offsets())
        if single and points.get_visible():
            shape = points.get_paths()[0].vertices.tobytes()
            face = points.get_facecolor()
            edge = points.get_edgecolor()
            colors = {tuple(color) for color in np.atleast_2d(face if len(face) else edge)}
            found += [("points", color, tuple(edge[0]) if len(edge) else color, (shape,)) for color in colors]
    return [one for one in found if one[1][3] > 0]


def _words_on(patch):
    """The texts that stand on a bar: its own name tells it apart, whatever its colour."""
    middles = {text.get_text(): text.get_window_extent().get_points().mean(axis=0) for text in patch.axes.texts}
    return [words for words, middle in middles.items() if words and patch.get_window_extent().contains(*middle)]


def _edge(patch):
    return patch.get_edgecolor() if patch.get_linewidth() else (0, 0, 0, 0)


def _mark_problems(kind, face, edge, cue):
    if _is_context(face) or max(contrast_ratio(_over(color, WHITE), WHITE) for color in (face, edge)) >= MARK - 0.005:
        return []
    ratio = float(contrast_ratio(_over(face, WHITE), WHITE))
    return [
        f"a {kind} of colour {to_hex(face)} has a contrast of {ratio:.1f} to white; expected {MARK}, or a darker edge"
    ]


def _pair_problems(one, other):
    same = one[0] == other[0] and one[3] == other[3]
    if not same or _is_context(one[1]) or _is_context(other[1]) or to_hex(one[1]) == to_hex(other[1]):
        return []
    colors = [np.array(to_rgb(each[1])) for each in (one, other)]
    apart = float(difference(*map(deuteranopia, colors)))
    grey = abs(float(lightness(colors[0]) - lightness(colors[1])))
    if apart >= APART and grey >= GREY_APART:
        return []
    return [
        f"two series, a {one[0]} of {to_hex(one[1])} and one of {to_hex(other[1])}, are told apart by colour alone, by "
        f"{apart:.0f} without green receptors and by {grey:.0f} in grey; expected {APART} and {GREY_APART}, or another "
        "line style, marker or hatch"
    ]


def _is_context(color):
    """Whether a colour is a grey, which this course draws what is not the finding in; black is a series' colour."""
    red, green, blue = color[:3]
    return red == green == blue and red > 0


def _over(color, ground):
    """`color`, RGBA, laid over an opaque ground: RGB."""
    *rgb, alpha = to_rgba(color)
    return tuple(alpha * c + (1 - alpha) * g for c, g in zip(rgb, ground))
