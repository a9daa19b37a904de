"""Draw a piece of clothing, or open a photo of one, and watch what a network says of it."""

import ipywidgets
import numpy as np

from mlp.data import CLASS_NAMES
from mlp.data.picture import check_bytes, from_grey, read_picture
from mlp.plots import new_figure
from mlp.plots.words import chance
from mlp.widgets.engine.pad import DrawingPad, draw_strokes
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.answers import draw_bars
from mlp.widgets.parts.arguments import given_data, given_network
from mlp.widgets.parts.outlines import OUTLINES
from mlp.widgets.parts.steps_board import WIDTH, StepsBoard

OWN = "your own"
SEEN_WITHOUT_EYES = (
    "Left, four small pictures: the drawing or photo as it is, light on black, cropped, and at 28 x 28 pixels, "
    "which is what the net sees. Right, ten bars, one for each class, as long as the probability that the net gives it."
)


class YourPicture(LivePanel):
    """A drawing pad, four steps from your picture to what the network sees, and its ten probabilities, live.

    network  a Network from 784 pixels to ten classes; by default the course's trained 784-128-64-10
    data     the FashionMNIST whose scaling the network was trained with; by default it is loaded

    Draw with mouse, finger, pen or the arrow keys; or open a picture file (`mlp.data.picture.read_picture` says which).
    "Example" draws an outline to begin with, "Brush" and "Fill closed outlines" redraw all of it, "Undo" goes back
    stroke by stroke.

    What to expect: the network knows photos of clothes from one shop, filled shapes in one pose. Of the seven examples
    it names all seven when they are filled, three as bare outlines, and neither of the two shoes when they point to
    the right, since those of the data point to the left. Its percentages say nothing of how likely it is to be right
    about drawings: it is sure of wrong answers too, and it has no answer for what is not clothing.

    Raises ValueError for a network or data that do not fit.
    """

    def __init__(self, network=None, data=None):
        self.network = given_network(network)
        self.transform = given_data(data).transform
        self.example = ipywidgets.Dropdown(options=[OWN, *OUTLINES], value=next(iter(OUTLINES)), description="Example")
        self.brush = ipywidgets.IntSlider(value=8, min=2, max=40, step=2, description="Brush")
        self.fill = ipywidgets.Checkbox(value=True, description="Fill closed outlines", indent=False)
        self.undo, self.clear = (ipywidgets.Button(description=name) for name in ("Undo", "Clear"))
        self.pad = DrawingPad(value=OUTLINES[self.example.value])
        self.photo = None  # (name, Picture) while a photo is shown
        self._example, self._complaint = self.example.value, ""
        self._states = [(self.pad.value, None)]  # what Undo goes back to: strokes and photo, the newest last
        figure = self._new_figure()
        left = ipywidgets.VBox([self.example, self.brush, self.fill, ipywidgets.HBox([self.undo, self.clear])])
        moving = [self.board, self.bars, self.marks]
        super().__init__([left, self.pad], figure, moving, alt=SEEN_WITHOUT_EYES)
        self.pad.observe(self._open_photo, names="photo")

    def update(self):
        self._follow_example()
        if self.pad.value:
            self.photo = None  # a stroke takes the photo's place
        self._remember((self.pad.value, self.photo))
        self.pad.brush, self.pad.fill = self.brush.value, self.fill.value
        self.brush.disabled = self.fill.disabled = self.photo is not None
        complaint, self._complaint = self._complaint, ""
        if complaint:
            return complaint
        if not self.pad.value and self.photo is None:
            return self._draw_nothing("The pad is empty: draw a piece of clothing, or choose an example.")
        try:
            return self._draw(self._picture())
        except ValueError as error:  # the pad is black all over
            return self._draw_nothing(f"There is nothing to see: {error}.")

    def pressed(self, button):
        if button is self.clear:
            self.pad.value, self.photo = [], None
        elif len(self._states) > 1:
            self._states.pop()
            self.pad.value, self.photo = self._states[-1]

    def _follow_example(self):
        """Draw the example that was chosen; after a stroke of the learner's the menu says that it is their own."""
        if self.example.value != self._example:
            self.pad.value = OUTLINES.get(self.example.value, [])
            self.photo = None
        elif self.pad.value != OUTLINES.get(self.example.value):
            self.example.value = OWN
        self._example = self.example.value

    def _remember(self, state):
        """Keep a state that is new; a stroke that grows is one state."""
        if state == self._states[-1]:
            return
        if _has_grown(self._states[-1][0], state[0]):
            self._states[-1] = state
        else:
            self._states.append(state)

    def _open_photo(self, change):
        """Read the file that was opened. What is wrong with one is told in the live line; the picture stays."""
        file = change.new
        if not file:
            return
        name = file["name"] if len(file["name"]) <= 30 else file["name"][:29] + "…"
        self.pad.photo = {}
        try:
            check_bytes(file["size"])
            self.photo = name, read_picture(file["content"])
            self.pad.value = []
        except ValueError as error:
            self._complaint = f"{name} is not used: {error}."
        self.refresh()

    def _picture(self):
        if self.photo is not None:
            return self.photo[1]
        return from_grey(draw_strokes(self.pad.value, self.brush.value, self.fill.value))

    def _draw(self, picture):
        """Show the steps and the probabilities of a Picture; return the sentence."""
        self.board.show(picture)
        probabilities = self.network.predict_proba(self.transform.apply(picture.pixels)[None])[0]
        for bar, probability in zip(self.bars, probabilities):
            bar.set_width(probability)
        first, second = np.argsort(-probabilities, kind="stable")[:2]
        for mark, place in zip(self.marks, (first, second)):
            mark.set_position((probabilities[place] + 0.03, place))
            mark.set_text(chance(probabilities[place]))
        return (
            f"{self._source()}: the net says {CLASS_NAMES[first]}, {chance(probabilities[first])}; "
            f"then {CLASS_NAMES[second]}, {chance(probabilities[second])}. "
            f"It sees ink in {np.count_nonzero(picture.pixels)} of 784 pixels."
        )

    def _draw_nothing(self, words):
        self.board.clear()
        for bar in self.bars:
            bar.set_width(0)
        for mark in self.marks:
            mark.set_text("")
        return words

    def _source(self):
        if self.photo is not None:
            return self.photo[0]
        strokes, filled = len(self.pad.value), "filled" if self.fill.value else "not filled"
        return f"{strokes} stroke{'s' * (strokes != 1)}, brush {self.brush.value}, {filled}"

    def _new_figure(self):
        figure, axes = new_figure(width=8, height=3.6)
        left = WIDTH / 800
        figure.get_layout_engine().set(rect=(left, 0, 1 - left, 1))
        self.board, self.bars = StepsBoard(figure), draw_bars(axes, room=1.25)
        self.marks = [axes.text(0, 0, "", va="center", fontsize=10) for _ in range(2)]  # at the two longest bars
        return figure


def _has_grown(before, after):
    """Whether `after` is the drawing `before`, its last stroke possibly longer."""
    if not before or len(before) != len(after):
        return False
    return before[:-1] == after[:-1] and before[-1] == after[-1][: len(before[-1])]
