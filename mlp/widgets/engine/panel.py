"""A live panel: controls, one picture that follows them within a blink, and one line that says what changed."""

import html

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg

from mlp.plots.show import check_sentence, image_tag, still_bundle, stored_png
from mlp.plots.style import course_style
from mlp.widgets.engine.png import encode_png

MOST_TICKS = 15  # on one axis
STILL = "mlp-live-panel-still"  # the class of the picture that stands in for a panel where no kernel runs


class LivePanel(ipywidgets.VBox):
    """The base of every widget. A subclass prepares its figure once; `update` then changes a few artists per redraw.

        class SineExplorer(LivePanel):
            def __init__(self):
                self.waves = ipywidgets.IntSlider(value=1, min=1, max=9, description="Waves")
                self.reset = ipywidgets.Button(description="Reset")
                self.x = np.linspace(0, 1, 200)
                figure, axes = new_figure()
                axes.set(title="A sine wave", xlabel="x", ylabel="sin(x)", ylim=(-1.1, 1.1))
                (self.line,) = axes.plot(self.x, np.zeros_like(self.x))
                controls = [self.waves, self.reset]
                super().__init__(controls, figure, moving=[self.line], alt="A sine wave for x from 0 to 1.")

            def update(self):
                self.line.set_ydata(np.sin(2 * np.pi * self.waves.value * self.x))
                return f"The curve has {self.waves.value} maxima."

            def pressed(self, button):
                self.waves.value = 1

    controls   ipywidgets, each with a `description`, its visible label; a list of them is a row, and boxes may group
               them in other ways
    figure     a Figure with fixed axes: what is not in `moving` is drawn once and kept as a background
    moving     the artists that `update` changes, in any nesting of lists and containers. A title that changes
               (`axes.title`), an axis whose ticks change (`axes.xaxis`) or whole Axes may be listed too: slower
    alt        a sentence: what the picture shows, whatever the controls say

    The figure's layout is settled by the first drawing, so that nothing jumps later. Moving artists lie over the
    still ones. Set what `update` reads before you call `super().__init__`: it draws the first picture.

    For tests: `panel.words` is the sentence on show, `panel.png` the picture's bytes, `panel.error` the exception
    of the last update or None.
    """

    def __init_subclass__(cls, **options):
        """What a panel makes while it starts is made in the course's style, whatever the reader's own is."""
        super().__init_subclass__(**options)
        cls.__init__ = course_style()(cls.__init__)

    lines_of_words = 2  # the room that is kept for them; a subclass that says more has more

    def __init__(self, controls, figure, moving, alt):
        self.figure, self.alt = figure, check_sentence("alt", alt)
        self.words, self.png, self.error = "", b"", None
        self._busy = False
        self._moving_artists = sorted(_artists(moving), key=lambda artist: artist.get_zorder())
        self._canvas = FigureCanvasAgg(figure)
        plt.close(figure)
        self._live_picture = ipywidgets.HTML()
        self._live_line = ipywidgets.HTML()
        controls = [ipywidgets.HBox(part, layout=_wrapped()) if isinstance(part, list) else part for part in controls]
        top = ipywidgets.Box(controls, layout=_wrapped(align_items="flex-start"))
        top.add_class("mlp-controls")
        super().__init__([top, self._live_picture, self._live_line])
        self.add_class("mlp-live-panel")
        self._first_drawing()
        for control in _leaves(controls):
            self._listen_to(control)

    def update(self):
        """Read the controls, change the moving artists, return the sentence that says what is seen now."""
        raise NotImplementedError("write update(self) in your subclass: change the artists, return a sentence")

    def pressed(self, button):
        """Called when one of the `controls` that is a Button is pressed; the panel redraws afterwards."""

    def refresh(self, button=None):
        """Call `update` (after `pressed`, when a `button` or its stand-in is given) and show its picture and sentence.

        An exception is told in the live line and kept in `error`; the picture before it stays.
        """
        if self._busy:  # `update` or `pressed` has moved a control: the redraw under way shows it
            return
        self._busy = True
        try:
            if button is not None:
                self.pressed(button)
            self._blit(check_sentence("what update() returns", self.update()))
        except Exception as error:
            self._tell_error(error)
        finally:
            self._busy = False

    def still(self):
        """What stands in for the panel where no kernel runs: PNG bytes and a sentence, by default what it shows now."""
        return stored_png(np.asarray(self._canvas.buffer_rgba())[..., :3]), self.words

    def redraw_background(self):
        """Draw the still artists anew, after `update` has changed one of them. Costs about three redraws."""
        self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(self.figure.bbox)

    def _first_drawing(self):
        words = check_sentence("what update() returns", self.update())
        for artist in self._moving_artists:
            artist.set_animated(True)
        for axes in self.figure.axes:
            if axes.axison:  # ticks are made when they are first needed: now, so that later redraws find them
                axes.xaxis.get_major_ticks(MOST_TICKS)
                axes.yaxis.get_major_ticks(MOST_TICKS)
        self.redraw_background()
        self.figure.set_layout_engine("none")
        self._blit(words)

    def _blit(self, words):
        self._canvas.restore_region(self._background)
        for artist in self._moving_artists:
            self.figure.draw_artist(artist)
        self.words, self.error = words, None
        self.png = encode_png(np.asarray(self._canvas.buffer_rgba()))
        self._live_picture.value = self._image_tag(self.png)
        self._live_line.value = _line(words, self.lines_of_words)

    def _tell_error(self, error):
        self.error = error
        self.words = (
            f"This setting cannot be drawn ({type(error).__name__}: {error}). "
            "Move the control back, or run the cell again."
        )
        self._live_line.value = _line(self.words, self.lines_of_words)

    def _image_tag(self, png):
        return image_tag(png, self.alt, *self._canvas.get_width_height())

    def _listen_to(self, control):
        if not getattr(control, "description", ""):
            raise ValueError(
                f"a {type(control).__name__} has no description; expected one: it is the control's visible label"
            )
        control.tooltip = control.tooltip or control.description  # without one the page shows the word "null"
        if isinstance(control, ipywidgets.Button):
            control.on_click(self.refresh)
        else:
            control.style.description_width = "initial"
            control.observe(lambda change: self.refresh(), names="value")

    def __repr__(self):
        return f"{type(self).__name__}: {self.words}"

    def _repr_mimebundle_(self, **options):
        """The live view, and for places where no kernel runs a still picture, its alt text and the words."""
        bundle = super()._repr_mimebundle_(**options)
        png, words = self.still()
        page = f'<div class="{STILL}">{self._image_tag(png)}\n<p>{html.escape(words)}</p></div>'
        return bundle | still_bundle(page, png, words)


def _wrapped(**layout):
    """Side by side, and in a narrow window one under the other."""
    return ipywidgets.Layout(flex_flow="row wrap", **layout)


def _line(words, lines):
    """The live region. Its room for so many lines keeps the panel's height when a sentence grows."""
    style = (
        f"margin: 0.4em 0; min-height: {1.5 * lines}em; line-height: 1.5; font-size: var(--jp-content-font-size1, 14px)"
    )
    return f'<p role="status" aria-live="polite" style="{style}">{html.escape(words)}</p>'


def _artists(moving):
    """Every artist in `moving`, whatever lists, tuples and matplotlib containers it sits in."""
    if isinstance(moving, Artist):
        return [moving]
    return [artist for part in moving if part is not None for artist in _artists(part)]


def _leaves(controls):
    """Every control in `controls`, inside boxes too."""
    for control in controls:
        if isinstance(control, ipywidgets.Box):
            yield from _leaves(control.children)
        else:
            yield control
