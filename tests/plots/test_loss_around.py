"""The loss around a network: lines of equal height, and words that say how steep each direction is at 10 %."""

import numpy as np

from mlp.plots.loss_around import draw_loss_around


def test_the_steeper_side_is_told(shown):
    steps, shares = np.linspace(-1, 1, 15), np.linspace(-0.3, 0.3, 25)
    surface = 0.1 + steps[:, None] ** 2 + steps**2
    lines = {"a random direction": 1 + shares**2, "the gradient": np.exp(30 * np.abs(shares) + 5 * shares)}
    draw_loss_around(steps, surface, shares, lines)
    assert shown.words == (
        f"The loss at 10 %, on the steeper side: 1.01 times along a random direction, {np.exp(3.5):.3g} times along "
        "the gradient."
    )
    assert [line.get_label() for line in shown.figure.axes[1].lines] == [f"along {name}" for name in lines]
