"""The curves of the reports, from our stored runs: what a training did, and what its report drew of it."""

import numpy as np

from mlp.plots.bands import draw_band
from mlp.plots.curves import draw_curves as draw_histories
from mlp.plots.show import show_figure
from mlp.plots.style import GREY, LINE_STYLES, PALETTE, new_figure
from mlp.plots.words import digits, measured
from mlp.reports.curves import gap_at

START = 0.1  # of a training: its steep beginning may leave the axes


def draw_learning(histories, title, seen, in_a_row=5):
    """Show the loss and, under it, the accuracy of some trainings, on axes that fit them.

    histories   a dict, title of a panel -> `History`;  title   what the picture shows
    seen        for the alt text: which figures of which report these are, and what is to be seen

    All losses share one axis and all accuracies another: from the lowest to the highest that a training has after its
    first tenth. Raises ValueError as `mlp.plots.curves.draw_curves` does.
    """
    named = {name.replace(": ", "\n"): history for name, history in histories.items()}
    figure = draw_histories(named, title, in_a_row)
    losses = fitting([values for history in histories.values() for values in (history.loss, history.validation_loss)])
    shares = [getattr(h, f"{part}_accuracy") for h in histories.values() for part in ("train", "validation")]
    low, high = fitting([100 * share for share in shares])
    columns = min(in_a_row, len(histories))
    for place, axes in enumerate(figure.axes):
        axes.set_ylim(*((low, min(high, 101)) if place // columns % 2 else losses))
    inside = figure.axes[columns].get_legend()
    handles, labels = figure.axes[columns].get_legend_handles_labels()
    inside.remove()  # on axes that fit there is no room for it
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    best = {name: 100 * h.validation_accuracy.max() for name, h in histories.items()}
    told = [f"{name} {percent:.0f} %" for name, percent in best.items() if percent > 0]  # of one log it is NaN
    show_figure(
        figure,
        alt=f"{seen}. Losses above, accuracies below; training is solid, validation dashed.",
        words=f"Best validation accuracy: {', '.join(told)}.",
    )


def fitting(curves):
    """Where an axis begins and ends that fits all curves after their first tenth, with a little room."""
    values = np.concatenate([curve[int(START * len(curve)) :] for curve in curves])
    values = values[np.isfinite(values)]
    room = 0.05 * np.ptp(values) + 1e-3
    return float(values.min() - room), float(values.max() + room)


def draw_curves(axes, curves, column="loss"):
    """Draw a stored curve for each name: the mean over its seeds, in a band from the lowest to the highest.

    curves   a dict, name -> a list of curves, one per seed, as the results files hold them: column -> list; an empty
             list (no run has ended) is named in the legend, and has no line
    column   "loss", "train_accuracy", "validation_accuracy" or "validation_loss"

    Seeds that trained for different lengths are cut to the shortest.
    """
    for number, (name, runs) in enumerate(curves.items()):
        if not runs:
            axes.plot([], [], " ", label=f"{name}: no run ended")
            continue
        length = min(len(run[column]) for run in runs)
        values = [run[column][:length] for run in runs]
        draw_band(axes, runs[0]["iteration"][:length], values, name, number, band="range")
    axes.set(xlabel="step", ylabel=column.replace("_", " "))
    axes.legend(fontsize=9, frameon=False, ncols=2, loc="lower left", bbox_to_anchor=(-0.05, 1))


def draw_rates_and_rules(rates, rules, accuracies):
    """Show report 000's six learning rates (Figure 5) and its four update rules (Figure 6) at two rates.

    rates        a dict, rate -> curves, as `mlp.reports.curves.curves_of` gives them
    rules        a dict, rate -> a dict, rule -> curves;  accuracies   rate -> rule -> mean test accuracy in percent
    """
    figure, axes = new_figure(1, 3, width=10, height=3.9)
    draw_curves(axes[0, 0], rates)
    axes[0, 0].set_title("Figure 5: six rates", pad=52)
    for place, (rate, curves) in zip(axes[0, 1:], rules.items(), strict=True):
        draw_curves(place, curves)
        place.set_title(f"Figure 6 at rate {rate}", pad=52)
        place.set_ylabel("")
    for place in axes[0]:
        place.set(ylim=(0, 3.2))
    figure.suptitle("Whether SGD is the best or the worst rule depends on the rate")
    told = [
        f"{rate}: {', '.join(f'{n} {share:.1f} %' for n, share in row.items())}" for rate, row in accuracies.items()
    ]
    show_figure(
        figure,
        alt="Report 000, Figures 5 and 6: loss against steps, bands from the lowest to the highest seed. At rate 0.01 "
        "plain SGD is lowest, at 0.001 it is highest.",
        words=f"Test accuracies at rate {'; '.join(told)}.",
    )


def draw_gaps(curves):
    """Show how far the validation loss is above the training loss when a net has come to the same training loss.

    curves   a dict, name -> a list of curves, one per seed, as the results files hold them
    """
    figure, axes = new_figure(width=7.5, height=3.8)
    levels, told = np.arange(0.55, 0.149, -0.025), []
    for number, (name, runs) in enumerate(curves.items()):
        found = np.array([[gap_at(run, level) for level in levels] for run in runs])
        style = {"color": PALETTE[number], "linestyle": LINE_STYLES[number]}
        axes.plot(levels, found.mean(axis=0), label=name, **style)
        axes.fill_between(levels, found.min(axis=0), found.max(axis=0), color=PALETTE[number], alpha=0.2)
        told.append(f"{name} {found[:, np.isclose(levels, 0.35)].mean():.2f}")
    axes.invert_xaxis()
    axes.set(xlabel="training loss that has been reached", ylabel="validation loss minus it")
    axes.set_title("At the same training loss both ReLU nets have the larger gap")
    axes.legend(frameon=False, loc="upper left")
    show_figure(
        figure,
        alt="Gaps that grow as the training loss falls. ReLU and leaky ReLU lie above tanh and sigmoid all the way; "
        "the line of ReLU ends first, at a training loss of about 0.35.",
        words=f"At a training loss of 0.35: {', '.join(told)}.",
    )


def draw_schedule(rates):
    """Show how a learning rate falls: rates (steps,), report 002's Figure 2c."""
    figure, axes = new_figure(width=6, height=2.8)
    axes.plot(np.arange(len(rates)), rates)
    axes.set(title="From 1 to 0.01 within a quarter of the steps", xlabel="step", ylabel="learning rate", yscale="log")
    show_figure(
        figure,
        alt="Report 002, Figure 2c: a curve on a log scale that falls steeply at first, then ever more slowly.",
        words=f"It is {rates[0]:g} at first, {rates[90]:.2f} at step 90, {rates[-1]:.4f} at the end.",
    )


def draw_step_errors(steps, errors):
    """Show the relative error of a numeric gradient for each step h.

    steps   (n,);  errors   a dict, dtype -> (n,)
    """
    figure, axes = new_figure(height=3.4)
    for dtype, wrong in errors.items():
        axes.loglog(steps, np.maximum(wrong, 1e-12), label=dtype)
    axes.axvline(0.01, color=GREY, linewidth=1, linestyle=":", label="report 001's step")
    axes.set(title="A step too small rounds off, one too large cuts off", xlabel="step h", ylabel="relative error")
    axes.legend(frameon=False)
    best = {name: (steps[wrong.argmin()], wrong.min()) for name, wrong in errors.items()}
    told = [f"{n}: h {measured(digits(h, 1))} with error {measured(digits(e, 1))}" for n, (h, e) in best.items()]
    show_figure(
        figure,
        alt="Two V-shaped curves on log axes; float32's lowest point is higher and further right.",
        words=f"The best step, {'; '.join(told)}.",
    )
