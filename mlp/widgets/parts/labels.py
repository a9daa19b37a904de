"""Short words at fixed places of a picture, kept as pixels: twenty of them are drawn faster than one Text."""

import functools

import numpy as np
from matplotlib.artist import Artist
from matplotlib.font_manager import findfont
from PIL import Image, ImageDraw, ImageFont


class Labels(Artist):
    """One label for each of `places`, (n, 2) in the data coordinates of `axes`; list it as a moving artist.

    size      of the type, in points
    centred   whether a label's middle is at its place, or its left end
    texts     n strings: set others, and the next drawing shows them
    """

    def __init__(self, axes, places, size=9, centred=False):
        super().__init__()
        self.places, self.size, self.centred = np.asarray(places, dtype=float), size, centred
        self.texts = [""] * len(self.places)
        axes.add_artist(self)
        self.set_in_layout(False)

    def draw(self, renderer):
        if not self.get_visible():
            return
        context = renderer.new_gc()
        pixels_per_point = renderer.points_to_pixels(1)
        for (x, y), text in zip(self.axes.transData.transform(self.places), self.texts):
            if text:
                pixels = _render(text, self.size * pixels_per_point)
                height, width = pixels.shape[:2]
                renderer.draw_image(context, round(x - width / 2 * self.centred), round(y - height / 2), pixels)
        context.restore()


@functools.cache
def _font(height):
    return ImageFont.truetype(findfont("DejaVu Sans"), height)


@functools.lru_cache(maxsize=2000)
def _render(text, height):
    """The text in black on nothing: (rows from the bottom up, columns, 4) uint8, red, green, blue and opacity."""
    font = _font(height)
    above, below = font.getmetrics()  # the same for every text, so that all stand on one line
    opacity = Image.new("L", (int(font.getlength(text)) + 2, above + below))
    ImageDraw.Draw(opacity).text((1, 0), text, fill=255, font=font)
    pixels = np.zeros((*opacity.size[::-1], 4), np.uint8)
    pixels[..., 3] = opacity
    return np.ascontiguousarray(pixels[::-1])
