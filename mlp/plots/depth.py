"""The size of a network's signals by depth: one panel per activation, one line per start of the weights."""

from mlp.plots.style import new_figure

MARKERS = "os^Dv"


def draw_by_depth(panels, depths, title, xlabel, ylabel):
    """Draw sizes on a log axis, which is the same for all panels: returns the figure.

    panels   a dict from a panel's name to a dict from a line's name to its positive numbers, one per depth
    depths   the places of the numbers on the axis, from 1 to 20

    Raises ValueError when a line has another length than `depths`.
    """
    figure, axes = new_figure(1, len(panels), width=9, height=3.4)
    places = [axes] if len(panels) == 1 else list(axes[0])
    everything = [number for lines in panels.values() for numbers in lines.values() for number in numbers]
    limits = (min(everything) / 10, max(everything) * 10)
    for place, (name, lines) in zip(places, panels.items(), strict=True):
        for (label, numbers), marker in zip(lines.items(), MARKERS):
            if len(numbers) != len(depths):
                raise ValueError(f"line {label!r} of {name!r} has {len(numbers)} numbers, expected {len(depths)}")
            place.plot(depths, numbers, marker=marker, markersize=4, label=label)
        place.set(title=name, yscale="log", ylim=limits, xlabel=xlabel, xticks=[1, 10, 20])
        place.tick_params(labelleft=place is places[0])
    places[0].set_ylabel(ylabel)
    places[0].legend(loc="lower left", frameon=False)
    figure.suptitle(title)
    return figure
