"""Accuracy against the learning rate: which rates can work."""

from mlp.plots.show import show_figure
from mlp.plots.style import GREY, MARKERS, new_figure
from mlp.plots.words import measured, percent


def draw_rates(curves, printed=()):
    """Show the accuracy that a network reaches after a short training, against the learning rate.

    curves    a dict from a curve's name to its accuracies, a dict from a learning rate to a number from 0 to 1
    printed   pairs (learning rate, accuracy) that a report prints, drawn as crosses
    """
    figure, axes = new_figure(width=9, height=3.8)
    for (name, accuracies), marker in zip(curves.items(), MARKERS):
        axes.plot(accuracies.keys(), [100 * value for value in accuracies.values()], marker=marker, label=name)
    if printed:
        rates, values = zip(*printed)
        axes.plot(
            rates, [100 * value for value in values], "x", color=GREY, markersize=7, label="printed in the report"
        )
    axes.axhline(10, color=GREY, linewidth=1, linestyle="-")
    axes.text(1, 0.11, "guessing", color=GREY, ha="right", va="bottom", transform=axes.get_yaxis_transform())
    axes.set(xscale="log", xlabel="learning rate", ylabel="validation accuracy in %", ylim=(0, 100))
    axes.set_title("How large a learning rate may be depends on the scaling")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    told = [_best_and_next(name, accuracies) for name, accuracies in curves.items()]
    show_figure(
        figure,
        alt="Accuracy against the learning rate, on a logarithmic axis. Each curve rises to its best rate and then "
        "falls off to guessing, at rates that differ widely between the curves.",
        words=f"Of these learning rates the best are: {'; '.join(told)}.",
    )


def _best_and_next(name, accuracies):
    """The best rate and what it reaches, and what the next larger one does."""
    rates = sorted(accuracies)
    best = max(rates, key=accuracies.get)
    told = f"{name} at {best:g} with {measured(percent(accuracies[best]))}"
    if best == rates[-1]:
        return told
    after = rates[rates.index(best) + 1]
    return f"{told}, at {after:g} {measured(percent(accuracies[after]))}"
