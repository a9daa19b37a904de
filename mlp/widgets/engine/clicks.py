"""Clicks on a live panel's picture, a way beside its controls; picture_clicks.js is its page's side.

Uses anywidget, whose documentation (anywidget.dev) describes `_esm`, `_css` and how the traits reach the page.
"""

from pathlib import Path

import anywidget
import traitlets


class PictureClicks(anywidget.AnyWidget):
    """Nothing to be seen: put it among a panel's `children`, and it tells where the panel's picture was clicked last.

    value   [across, down], shares of the picture's width and height from its upper left corner; [] before a click
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = ".mlp-live-panel:has(.mlp-picture-clicks) img { cursor: pointer; }"
    value = traitlets.List().tag(sync=True)

    def __init__(self):
        super().__init__(layout={"display": "none"})
        self.add_class("mlp-picture-clicks")

    def point_in(self, axes):
        """The clicked point in the coordinates of `axes`, (x, y); None where it lies outside, or there is none."""
        if not self.value:
            return None
        width, height = axes.figure.bbox.size
        point = self.value[0] * width, (1 - self.value[1]) * height
        return tuple(axes.transData.inverted().transform(point)) if axes.bbox.contains(*point) else None
