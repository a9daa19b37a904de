"""A live panel for chapter 11: images whose labels look wrong to networks, and your vote on each of them."""

from types import MappingProxyType

import ipywidgets
import numpy as np
from matplotlib.patches import Rectangle

from mlp.checks import check_count
from mlp.data import CLASS_NAMES
from mlp.plots import PALETTE, draw_images, new_figure
from mlp.studies.label_noise import read_label_noise
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.arguments import given_data
from mlp.widgets.parts.mosaic import mosaic, places_of_names

NONE = "."
VOTES = MappingProxyType({"w": "The label is wrong", "r": "The label is right", "?": "I cannot say"})
COLUMNS, ABOVE, BESIDE = 6, 10, 6
SEEN_WITHOUT_EYES = (
    "Left, all images in rows, each with its number and, once you have voted on it, w for wrong, r for right, or a "
    "question mark; a frame surrounds the one that is up. Right, that image enlarged, with its label above it."
)


class LabelVotes(LivePanel):
    """Vote image by image: is the label wrong, is it right, or can you not say?

    suspects  a list of dicts: row, an image of data.train; label; predictions, what networks said that were not trained
              on it. None reads the 200 most suspicious of the course, `read_label_noise()["suspicious"]`
    data      a FashionMNIST with these training images; None loads it
    count     how many of the suspects are voted on;  seed   which: drawn at random, in the order of the list

    Three buttons vote and go on to the next image without a vote; "Image" goes to any. Only after your vote the panel
    says what the networks said: before, it might sway you. `votes` is a string with a letter for each image: w, r, ?,
    or a dot where there is no vote yet. Raises ValueError when there are fewer suspects than `count`.
    """

    def __init__(self, suspects=None, data=None, count=24, seed=0):
        suspects = read_label_noise()["suspicious"] if suspects is None else suspects
        if check_count("count", count) > len(suspects):
            raise ValueError(f"count is {count} and there are {len(suspects)} suspects; expected at most so many")
        self.data = given_data(data)
        chosen = np.sort(np.random.default_rng(seed).choice(len(suspects), count, replace=False))
        self.suspects, self._votes = [suspects[place] for place in chosen], [NONE] * count
        self.images = self.data.to_pixels(self.data.train.images[[one["row"] for one in self.suspects]])
        self.image = ipywidgets.IntSlider(value=1, min=1, max=count, description="Image")
        self.image.layout.width = "420px"
        self.buttons = {letter: ipywidgets.Button(description=says) for letter, says in VOTES.items()}
        figure, moving = self._draw_figure()
        super().__init__([[self.image], [*self.buttons.values()]], figure, moving, alt=SEEN_WITHOUT_EYES)

    @property
    def votes(self):
        """A letter for each image, in the order of the slider."""
        return "".join(self._votes)

    def _draw_figure(self):
        rows = -(-len(self.images) // COLUMNS)
        figure, axes = new_figure(1, 2, width=9.4, height=0.4 + 1.02 * rows)
        left, right = axes[0]
        axes[0, 0].get_gridspec().set_width_ratios([1.45, 1])
        board = np.nan_to_num(mosaic(self.images, rows, COLUMNS, ABOVE, BESIDE))
        left.imshow(board, cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
        left.set_axis_off()
        places = places_of_names(rows, COLUMNS, ABOVE, BESIDE)[: len(self.images)]
        self.marks = [left.text(x, y, "", ha="center", va="center", fontsize=9) for x, y in places]
        self.ring = left.add_patch(Rectangle((0, 0), 32, 40, fill=False, edgecolor=PALETTE[5], linewidth=2))
        draw_images(right, np.zeros((1, 784)), ["The image"])
        return figure, [self.marks, self.ring, right.images[0], right.title]

    def update(self):
        """Show the image, its label and all votes; say what the networks said if you have voted on it."""
        number = self.image.value
        one, vote = self.suspects[number - 1], self._votes[number - 1]
        for place, (mark, letter) in enumerate(zip(self.marks, self._votes), start=1):
            mark.set_text(f"{place}" if letter == NONE else f"{place}: {letter}")
            mark.set_fontweight("normal" if letter == NONE else "bold")
        x, y = self.marks[number - 1].get_position()
        self.ring.set_xy((x - 16, y - 4))
        right = self.figure.axes[1]
        right.images[0].set_data(self.images[number - 1].reshape(28, 28))
        right.set_title(f"Image {number}, labelled {CLASS_NAMES[one['label']]}", fontsize=12)
        return f"{self._verdict(number, one, vote)} {self._tally()}"

    def pressed(self, button):
        """Note the vote, and go on to the next image that has none."""
        letter = next(letter for letter, one in self.buttons.items() if one is button)
        at = self.image.value - 1
        self._votes[at] = letter
        later = [(at + step) % len(self._votes) for step in range(1, len(self._votes))]
        self.image.value = 1 + next((place for place in later if self._votes[place] == NONE), at)

    def _verdict(self, number, one, vote):
        labelled = f"Image {number}, labelled {CLASS_NAMES[one['label']]}"
        if vote == NONE:
            return f"{labelled}: is it one?"
        said = sorted({CLASS_NAMES[answer] for answer in one["predictions"]})
        return f"{labelled}: you voted “{VOTES[vote].lower()}”, the networks said {' or '.join(said)}."

    def _tally(self):
        wrong, right, unsure = (self._votes.count(letter) for letter in VOTES)
        voted = len(self._votes) - self._votes.count(NONE)
        return f"Votes on {voted} of {len(self._votes)}: {wrong} wrong, {right} right, {unsure} I cannot say."
