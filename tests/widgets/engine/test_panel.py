"""The live panel without a browser: what it draws, what it says, and what it does with faults; then every widget."""

import base64
import io
import re
import threading

import ipywidgets
import numpy as np
import pytest
from matplotlib.patches import Rectangle
from PIL import Image, ImageColor

import mlp.widgets
from mlp.plots import PALETTE, new_figure
from mlp.plots.readable import problems
from mlp.plots.show import MAX_PNG_BYTES
from mlp.widgets import LivePanel
from mlp.widgets.engine.png import encode_png
from tests.notebooks.test_figures_readable import LEAST_WORDS, ground_problems
from tests.plots.reader_styles import READER_STYLES, reader_style

WIDGETS = [getattr(mlp.widgets, name) for name in mlp.widgets.__all__ if name != "LivePanel"]


class Level(LivePanel):
    """One bar as high as the slider says; a button that empties it; three is a planted fault."""

    def __init__(self, **changes):
        self.slider = ipywidgets.IntSlider(value=1, min=0, max=5, description="Level")
        self.empty = ipywidgets.Button(description="Empty")
        self.updates = 0
        figure, axes = new_figure(width=4, height=2)
        axes.set(ylim=(0, 5), xlim=(0, 1))
        self.bars = axes.bar([0.5], [0])
        self.title = axes.set_title("level 0")
        given = {"controls": [self.slider, self.empty], "figure": figure, "alt": "One bar.", **changes}
        super().__init__(moving=[self.bars, self.title, None], **given)

    def update(self):
        self.updates += 1
        if self.slider.value == 3:
            raise ValueError("three is <forbidden>")
        self.bars[0].set_height(self.slider.value)
        self.title.set_text(f"level {self.slider.value}")
        return f"The bar is {self.slider.value} < 6 high."

    def pressed(self, button):
        self.slider.value = 0


class Wide(Level):
    """The same bar on axes whose numbers grow with it; a patch, a legend and words, made in all sorts of ways."""

    def update(self):
        (axes,) = self.figure.axes
        if not axes.patches[1:]:
            axes.add_patch(Rectangle((0.1, 0.2), 0.2, 0.5, fill=False))
            axes.plot([0, 1], [1, 2], label="a line")
            axes.legend(loc="upper left")
            axes.text(0.7, 0.1, "$10^{-3}$ of it")
        axes.set_ylim(-1, 5 if self.slider.value < 5 else 9e5)
        if hasattr(self, "_background"):
            self.redraw_background()
        return super().update()


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)))


def blue(panel):
    """How many pixels of the picture have the bar's colour."""
    return int((pixels(panel.png) == ImageColor.getrgb(PALETTE[0])).all(axis=-1).sum())


def test_the_first_picture_and_sentence_are_there_at_once():
    panel = Level()
    assert panel.words == "The bar is 1 < 6 high."
    assert panel.error is None
    assert pixels(panel.png).shape == (200, 400, 3)
    assert blue(panel) > 0


def test_picture_and_sentence_follow_the_control():
    panel = Level()
    low = blue(panel)
    panel.slider.value = 4
    assert panel.words == "The bar is 4 < 6 high."
    assert blue(panel) == pytest.approx(4 * low, rel=0.1)


def test_nothing_of_an_earlier_picture_stays():
    panel = Level()
    first = panel.png
    panel.slider.value = 5
    assert panel.png != first
    panel.slider.value = 1
    assert panel.png == first


def test_the_moving_parts_drawn_over_the_background_make_the_full_picture():
    panel = Level()
    panel.slider.value = 2
    for artist in [*panel.bars, panel.title]:
        artist.set_animated(False)
    panel.figure.canvas.draw()
    full = np.asarray(panel.figure.canvas.buffer_rgba())[..., :3]
    different = (np.abs(full.astype(int) - pixels(panel.png)).max(axis=-1) > 0).mean()
    assert different < 0.01  # the bar's foot covers the axis line, which the full picture draws last


def test_the_page_gets_an_image_with_alt_text_and_one_live_line():
    panel = Level()
    html = [part.value for part in panel.children if isinstance(part, ipywidgets.HTML)]
    assert 'alt="One bar."' in html[0] and 'width="400" height="200"' in html[0]
    assert base64.b64encode(panel.png).decode() in html[0]
    assert 'role="status" aria-live="polite"' in html[1] and "The bar is 1 &lt; 6 high." in html[1]


def test_a_button_is_handed_to_pressed_and_costs_one_redraw():
    panel = Level()
    before = panel.updates
    panel.empty.click()
    assert panel.words == "The bar is 0 < 6 high."
    assert panel.updates == before + 1


def test_an_exception_is_told_and_the_next_value_works_again():
    panel = Level()
    before = panel.png
    panel.slider.value = 3
    assert isinstance(panel.error, ValueError)
    assert panel.words.startswith("This setting cannot be drawn (ValueError: three is <forbidden>).")
    assert "three is &lt;forbidden&gt;" in panel.children[-1].value
    assert panel.png == before
    panel.slider.value = 4
    assert panel.error is None and panel.words == "The bar is 4 < 6 high."


def test_an_exception_in_pressed_is_told_too():
    class Breaks(Level):
        def pressed(self, button):
            raise RuntimeError("no more images")

    panel = Breaks()
    panel.empty.click()
    assert "no more images" in panel.words
    panel.slider.value = 2
    assert panel.words == "The bar is 2 < 6 high."


def test_an_update_that_moves_a_control_is_drawn_once():
    class Clamps(Level):
        def update(self):
            self.slider.value = min(self.slider.value, 2)
            return super().update()

    panel = Clamps()
    before = panel.updates
    panel.slider.value = 5
    assert panel.words == "The bar is 2 < 6 high."
    assert panel.updates == before + 1


def test_a_fault_in_the_first_update_reaches_the_author():
    class Silent(Level):
        def update(self):
            return None

    with pytest.raises(ValueError, match=r"what update\(\) returns is None; expected a sentence"):
        Silent()


def test_a_subclass_without_update_is_told_what_to_write():
    figure, axes = new_figure()
    with pytest.raises(NotImplementedError, match="write update"):
        LivePanel([ipywidgets.IntSlider(description="x")], figure, [axes.title], "Nothing.")


def test_a_control_without_a_visible_label_is_refused():
    with pytest.raises(ValueError, match="a IntSlider has no description"):
        Level(controls=[ipywidgets.IntSlider()])


def test_alt_text_is_asked_for():
    with pytest.raises(ValueError, match="alt is ''; expected a sentence"):
        Level(alt="")


def test_controls_inside_boxes_are_heard_and_their_labels_are_not_cut():
    slider = ipywidgets.IntSlider(value=1, max=5, description="A long description of the level")
    panel = Level(controls=[ipywidgets.VBox([ipywidgets.HBox([slider])])])
    before = panel.updates
    slider.value = 2
    assert panel.updates == before + 1
    assert slider.style.description_width == "initial"


def still_png(bundle):
    return base64.b64decode(re.search(r'src="data:image/png;base64,([^"]+)"', bundle["text/html"])[1])


def test_without_a_kernel_there_is_a_still_picture_and_the_words():
    panel = Level()
    panel.slider.value = 2
    bundle = panel._repr_mimebundle_()
    assert bundle["text/plain"] == "The bar is 2 < 6 high."
    still = np.asarray(Image.open(io.BytesIO(still_png(bundle))).convert("RGB"))
    assert np.abs(still.astype(int) - pixels(panel.png)).max() <= 8
    assert base64.b64decode(bundle["image/png"]) == still_png(bundle)  # for exports to LaTeX and PDF
    assert f'alt="{panel.alt}"' in bundle["text/html"] and "<p>The bar is 2 &lt; 6 high.</p>" in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_a_background_that_changed_is_drawn_anew_without_moving_the_axes():
    class Grid(Level):
        def update(self):
            self.figure.axes[0].set_ylim(0, 500 if self.slider.value == 5 else 5)
            self.redraw_background()
            return super().update()

    panel = Grid()
    place, first = panel.figure.axes[0].get_position().bounds, panel.png
    panel.slider.value = 5
    assert panel.figure.axes[0].get_position().bounds == place
    assert panel.png != first
    panel.slider.value = 1
    assert panel.png == first


def test_the_same_settings_give_the_same_bytes():
    assert Level().png == Level().png


@pytest.mark.parametrize("channels", [3, 4])
def test_another_reader_sees_the_same_pixels_in_our_png(channels):
    drawn = np.random.default_rng(0).integers(0, 256, (7, 5, channels), dtype=np.uint8)
    png = encode_png(drawn)
    Image.open(io.BytesIO(png)).verify()  # the check sums
    assert np.array_equal(pixels(png), drawn[:, :, :3])


@pytest.mark.parametrize("name", [*READER_STYLES, "all"])
def test_a_panel_is_the_same_whatever_style_the_reader_has(name):
    plain, other = Wide(), None
    with reader_style(name):
        other = Wide()
        assert other.png == plain.png
        for panel in (plain, other):
            panel.slider.value = 5  # new ticks, a new background
        assert other.png == plain.png
        assert other._repr_mimebundle_()["image/png"] == plain._repr_mimebundle_()["image/png"]


def test_a_redraw_from_another_thread_looks_the_same():
    expected, panel = Wide(), Wide()
    expected.slider.value = 5
    with reader_style("all"):
        thread = threading.Thread(target=setattr, args=[panel.slider, "value", 5])
        thread.start()
        thread.join()
    assert panel.error is None and panel.png == expected.png


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget.__name__)
def test_every_widget_starts_by_itself_can_be_read_and_looks_the_same_in_any_readers_style(widget):
    assert issubclass(widget, LivePanel)
    panel = widget()
    assert panel.error is None
    assert len(still_png(panel._repr_mimebundle_())) < MAX_PNG_BYTES
    assert len(panel.alt.split()) >= LEAST_WORDS
    assert not (found := problems(panel.figure) + ground_problems(panel.png)), "\n".join(found)
    with reader_style("all"):
        assert widget().png == panel.png
