"""Whether a figure can be read: text on its ground, marks on white, series that only colour tells apart."""

import numpy as np
import pytest
import seaborn

from mlp.plots import DIVERGING, PALETTE, SEQUENTIAL, new_figure
from mlp.plots.readable import problems
from mlp.plots.show import to_png


def told(draw):
    """What `problems` says of a figure that `draw(axes)` has drawn in."""
    figure, axes = new_figure()
    draw(axes)
    to_png(figure)
    return problems(figure)


def test_a_figure_of_the_course_is_readable():
    def draw(axes):
        for number in range(8):
            axes.plot([0, 1], [number, number + 1], label=str(number))
        axes.bar([3], [2], color=PALETTE[0], hatch="//")
        axes.set(title="Lines", xlabel="x")
        axes.axhline(1, color="#DDDDDD")
        axes.legend()

    assert told(draw) == []


def test_every_colour_of_the_palette_can_be_seen_on_white():
    for color in PALETTE:
        assert told(lambda axes, color=color: axes.plot([0, 1], [0, 1], color=color)) == []


@pytest.mark.parametrize(
    ("look", "fits"),
    [
        ({"color": "#777777"}, False),
        ({"color": "#767676"}, True),
        ({"color": "black", "alpha": 0.3}, False),
        ({"color": "#949494", "fontsize": 18}, True),
        ({"color": "#949494", "fontsize": 14}, False),
        ({"color": "#949494", "fontsize": 14, "weight": "bold"}, True),
        ({"color": "white"}, False),
        ({"color": "white", "bbox": {"facecolor": "black"}}, True),
        ({"color": "white", "visible": False}, True),
    ],
)
def test_text_has_contrast_to_white_or_to_its_box(look, fits):
    found = told(lambda axes: axes.text(0.5, 0.5, "words", **look))
    assert (not found) == fits and all("the text 'words'" in problem for problem in found)


@pytest.mark.parametrize("origin", ["upper", "lower"])
def test_text_on_an_image_is_held_against_its_own_cell(origin):
    def cell_texts(colors):
        def draw(axes):
            axes.imshow([[0, 1], [1, 0]], cmap="gray_r", origin=origin)
            for (row, column), color in zip(np.ndindex(2, 2), colors):
                axes.text(column, row, f"{row}{column}", color=color, ha="center", va="center")

        return draw

    assert told(cell_texts(["black", "white", "white", "black"])) == []
    wrong = told(cell_texts(["black", "black", "white", "white"]))
    assert len(wrong) == 2 and "'01'" in wrong[0] and "'11'" in wrong[1]


@pytest.mark.parametrize("upside_down", [False, True])
def test_a_number_on_a_heat_map_is_held_against_its_own_cell(upside_down):
    def heat_map(colors):
        def draw(axes):
            seaborn.heatmap([[0, 1], [1, 0]], cmap="gray_r", annot=True, cbar=False, ax=axes)
            if upside_down:
                axes.invert_yaxis()
            for text, color in zip(axes.texts, colors):
                text.set_color(color)

        return draw

    assert told(heat_map(["black", "white", "white", "black"])) == []
    wrong = told(heat_map(["black", "black", "white", "black"]))
    assert len(wrong) == 1 and "'1', #000000 on #000000" in wrong[0]


def test_text_on_a_bar_is_held_against_the_bar():
    def draw(axes, color):
        axes.bar([0], [2], color=PALETTE[0])
        axes.text(0, 1, "two", color=color, ha="center")

    assert told(lambda axes: draw(axes, "white")) == []
    assert "'two'" in told(lambda axes: draw(axes, "black"))[0]


def test_names_of_an_axis_that_is_off_do_not_count():
    def draw(axes):
        axes.tick_params(labelcolor="#CCCCCC")
        axes.set_axis_off()

    assert told(draw) == []
    assert told(lambda axes: axes.tick_params(labelcolor="#CCCCCC"))


def test_pale_marks_are_told_but_for_grey_ones_and_those_with_an_edge():
    pale = "#F0E442"
    assert "line" in told(lambda axes: axes.plot([0, 1], [0, 1], color=pale))[0]
    assert "bar" in told(lambda axes: axes.bar([0], [1], color=pale))[0]
    assert "points" in told(lambda axes: axes.scatter([0], [1], color=pale))[0]
    assert told(lambda axes: axes.bar([0], [1], color=pale, edgecolor="black")) == []
    assert told(lambda axes: axes.plot([0, 1], "o", color=pale, markeredgecolor="black")) == []
    assert told(lambda axes: axes.plot([0, 1], [0, 1], color="#CCCCCC")) == []


def test_red_and_green_need_another_cue():
    red, green = "#B5651D", "#6B8E23"

    def lines(*styles):
        return lambda axes: [axes.plot([0, 1], style, color=color) for style, color in zip(styles, (red, green))]

    assert "colour alone" in told(lines("-", "-"))[0]
    assert told(lines("-", "--")) == [] and told(lines("o", "s")) == []


def test_a_name_on_a_bar_is_a_cue():
    def bars(axes, names):
        for place, (name, color) in enumerate(zip(names, ("#B5651D", "#6B8E23"))):
            axes.bar([place], [1], color=color)
            axes.text(place, 0.5, name, color="black", weight="bold", fontsize=14, ha="center")

    assert told(lambda axes: bars(axes, "XW")) == []
    assert "colour alone" in told(lambda axes: bars(axes, ["", ""]))[0]


def test_colours_of_one_lightness_need_another_cue():
    assert "in grey" in told(lambda axes: [axes.plot([0, 1], "-", color=c) for c in ("#005F99", "#8D4C00")])[0]


@pytest.mark.parametrize("name, spread", [(SEQUENTIAL, 60), (DIVERGING, 0)])
def test_the_colour_maps_keep_order_and_sign(name, spread):
    import matplotlib

    from mlp.plots.vision import deuteranopia, difference, lightness

    colors = matplotlib.colormaps[name](np.linspace(0, 1, 11))[:, :3]
    if spread:
        steps = np.diff(lightness(colors))
        assert np.all(steps > 0) and steps.sum() > spread
    else:
        assert difference(*deuteranopia(colors[[0, -1]])) > 15 and np.argmax(lightness(colors)) == 5
