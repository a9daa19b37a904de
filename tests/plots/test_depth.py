"""Sizes by depth: every line where it belongs, told apart by more than its colour, on one axis for all panels."""

import pytest

from mlp.plots.depth import draw_activations, draw_by_depth, draw_directions, draw_gradients, draw_starts

PANELS = {"ReLU": {"0.01": [1e-2, 1e-9], "Kaiming": [1, 2]}, "tanh": {"0.01": [0.1, 1e-20], "Kaiming": [0.5, 0.6]}}


def draw(panels=PANELS, depths=(1, 20)):
    return draw_by_depth(panels, depths, "A title", "layer", "size")


def test_every_line_shows_its_numbers_in_its_panel():
    figure = draw()
    assert [axes.get_title() for axes in figure.axes] == list(PANELS)
    for axes, lines in zip(figure.axes, PANELS.values(), strict=True):
        drawn = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
        assert drawn == lines
        assert len({(line.get_marker(), line.get_linestyle()) for line in axes.lines}) == len(lines)


def test_the_panels_share_one_log_axis():
    figure = draw()
    assert {axes.get_yscale() for axes in figure.axes} == {"log"}
    assert len({axes.get_ylim() for axes in figure.axes}) == 1


def test_a_single_panel_is_drawn_too():
    assert len(draw({"ReLU": PANELS["ReLU"]}).axes) == 1


def test_a_line_of_another_length_is_refused():
    with pytest.raises(ValueError, match="line '0.01' of 'ReLU' has 2 numbers, expected 3"):
        draw(depths=(1, 2, 3))


def words_of(capsys):
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("show", "words"),
    [
        (lambda: draw_activations(PANELS), "layer 2: ReLU with 0.01 1e-07; ReLU with Kaiming 2; tanh with 0.01 1e-19"),
        (lambda: draw_gradients(PANELS, [1, 20]), "at layer 20, this arrives at layer 1: ReLU with 0.01 1e-09"),
        (lambda: draw_directions({"ReLU": [0, 0.3, 0.9]}, [0, 0.32, 0.4]), "ReLU 0.30 after layer 1, 0.90 at the end"),
        (lambda: draw_starts({"8 layers": [0.5, 0.7], "20": [0.1]}), "8 layers ≈ 60 %; 20 ≈ 10 %"),
    ],
)
def test_a_figure_is_shown_with_its_finding_in_words(show, words, capsys, monkeypatch):
    monkeypatch.setenv("MLP_FIGURES_STRICT", "1")
    show()
    assert words in words_of(capsys)
