"""A drawing pad for mouse, finger, pen and keyboard, which also opens picture files; drawing_pad.js is its page's side.

Uses anywidget, whose documentation (anywidget.dev) describes `_esm`, `_css` and how the traits reach the page.
"""

import math
from pathlib import Path
from types import SimpleNamespace

import anywidget
import numpy as np
import traitlets
from PIL import Image, ImageDraw

from mlp.data.picture import MAX_BYTES

SIDE = 280  # units in which a drawing is measured, and pixels on the page
CLOSING = 28  # a stroke that ends so near to its beginning is closed


class DrawingPad(anywidget.AnyWidget):
    """White paper and a black pen.

    value        the drawing: a list of strokes, each a list of at least one [x, y], from [0, 0] top left to [280, 280].
                 It changes with each movement of the pen; set it, and the pad shows that
    brush        the pen's width, in the same units
    fill         whether closed strokes are filled
    photo        the file that was opened last: {"name": str, "size": int, "content": bytes}, without content when it
                 has more than `max_bytes`; set it to {} when it was read, so that it does not stay in memory
    description  the visible label
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = """
        .mlp-drawing-pad { display: grid; grid-template: auto 1fr auto auto / auto 160px; gap: 4px 12px; margin: 2px; }
        .mlp-drawing-pad .widget-label { grid-column: 1 / 3; text-align: left; }
        .mlp-drawing-pad canvas { grid-row: 2 / 5; }
        .mlp-drawing-pad canvas { touch-action: none; cursor: crosshair; border: 1px solid #767676; max-width: 100%; }
        .mlp-drawing-pad canvas:focus, .mlp-open-picture:focus-within { outline: 3px solid #0072B2; }
        .mlp-drawing-help { font-size: var(--jp-ui-font-size1, 13px); line-height: 1.4; }
        .mlp-open-picture { position: relative; width: auto; }
        .mlp-open-picture input { position: absolute; inset: 0; opacity: 0; width: 100%; cursor: pointer; }
    """
    description = traitlets.Unicode("Draw here").tag(sync=True)
    style = traitlets.Instance(
        SimpleNamespace, ()
    )  # a LivePanel sets on it how wide the label is; here it has its own line
    value = traitlets.List().tag(sync=True, echo_update=False)
    brush = traitlets.Int(8).tag(sync=True)
    fill = traitlets.Bool(True).tag(sync=True)
    photo = traitlets.Dict().tag(sync=True, echo_update=False)
    side = traitlets.Int(SIDE, read_only=True).tag(sync=True)
    closing = traitlets.Int(CLOSING, read_only=True).tag(sync=True)
    max_bytes = traitlets.Int(MAX_BYTES, read_only=True).tag(sync=True)
    formats = traitlets.Unicode("image/png,image/jpeg,image/gif,image/bmp,image/webp", read_only=True).tag(sync=True)


def draw_strokes(strokes, brush, fill):
    """Return the drawing as the pad shows it: (280, 280) uint8, 255 (paper) and 0 (ink). Arguments as in DrawingPad."""
    image = Image.new("L", (SIDE, SIDE), 255)
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        points = [tuple(point) for point in stroke]
        if fill and is_closed(points):
            pen.polygon(points, fill=0)
        pen.line(points, fill=0, width=brush)
        for x, y in points:  # round ends and corners
            pen.ellipse((x - brush / 2, y - brush / 2, x + brush / 2, y + brush / 2), fill=0)
    return np.asarray(image)


def is_closed(stroke):
    """Whether a stroke ends where it began, or within CLOSING of that."""
    return len(stroke) > 2 and math.dist(stroke[0], stroke[-1]) <= CLOSING
