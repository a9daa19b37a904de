"""Four of a picture's steps, copied pixel for pixel into a figure: with imshow they would take most of a redraw."""

import numpy as np
from matplotlib.artist import Artist
from PIL import Image

WIDTH, HEIGHT = 310, 360  # pixels of the board, which is the left part of a figure
CELL = 142  # pixels of each side of the square for one step
CORNERS = {"as it is": (4, 28), "light on black": (162, 28), "cropped": (4, 206), "what the net sees": (162, 206)}


class StepsBoard(Artist):
    """Four squares with their titles at the left edge of `figure`, which is 360 pixels high.

    pixels   (360, 310, 4) uint8, red, green, blue and opacity: what is drawn
    """

    def __init__(self, figure):
        super().__init__()
        width, height = figure.get_size_inches() * figure.dpi
        for title, (x, y) in CORNERS.items():
            figure.text((x + CELL / 2) / width, 1 - (y - 5) / height, title, ha="center", fontsize=10)
        figure.add_artist(self)
        self.clear()

    def show(self, picture):
        """Draw a mlp.data.picture.Picture's steps."""
        first, last = picture.steps[0][1], picture.steps[-1][1]
        self._compose({"as it is": first, "what the net sees": last, **dict(picture.steps)})

    def clear(self):
        """Draw four empty squares."""
        self._compose({})

    def draw(self, renderer):
        renderer.draw_image(renderer.new_gc(), 0, 0, self.pixels[::-1])  # rows from the bottom up

    def _compose(self, steps):
        """Put each of `steps`, name -> array, into the middle of its square."""
        board = Image.new("RGBA", (WIDTH, HEIGHT))  # transparent, so that the titles show
        for name, (x, y) in CORNERS.items():
            board.paste("#dddddd", (x, y, x + CELL, y + CELL))
            if name in steps:
                step = _fitted(steps[name])
                board.alpha_composite(step, (x + (CELL - step.width) // 2, y + (CELL - step.height) // 2))
        self.pixels = np.asarray(board)


def _fitted(pixels):
    """An RGBA image of a step whose longer side leaves a frame of one pixel in its square."""
    image = Image.fromarray(pixels).convert("RGBA")
    scale = (CELL - 2) / max(image.size)
    return image.resize([max(1, round(scale * side)) for side in image.size], Image.Resampling.NEAREST)
