"""The figures of chapter 07: steps down a valley, momentum's memory, schedules, and each rule's learning rate."""

import numpy as np

from mlp.plots.bands import draw_bands
from mlp.plots.show import show_figure
from mlp.plots.style import GREY, MARKERS, PALETTE, new_figure
from mlp.plots.surfaces import draw_surface
from mlp.plots.words import digits, measured, percent

KINDS = {"constant": "o", "schedule": "s"}  # how a learning rate goes, and its marker


def draw_one_valley(paths, curvature):
    """Show the first steps down the parabola ½ · curvature · x², a panel for each learning rate.

    paths   learning rate -> (steps + 1,), the places x, the start first; ten steps are drawn
    """
    figure, axes = new_figure(1, len(paths), width=9.5, height=3)
    reach = 1.15 * max(np.abs(places[:11]).max() for places in paths.values())
    x = np.linspace(-reach, reach, 101)
    for axis, (rate, places) in zip(axes[0], paths.items()):
        places = np.asarray(places)[:11]
        axis.plot(x, curvature * x**2 / 2, "-", color=GREY, linewidth=1)
        axis.plot(places, curvature * places**2 / 2, ":", color=PALETTE[0], linewidth=1.2)
        axis.plot(places, curvature * places**2 / 2, "o", color=PALETTE[0], markersize=5)
        axis.plot(places[0], curvature * places[0] ** 2 / 2, "s", color=PALETTE[5], markersize=8)
        axis.set(title=f"learning rate {rate:g}", xlabel="x")
        axis.tick_params(labelleft=axis is axes[0, 0])
    axes[0, 0].set_ylabel("L")
    figure.suptitle("One valley, one slope, and four ways down it")
    after = "; ".join(f"{rate:g} to x = {places[1]:.2f}" for rate, places in paths.items())
    show_figure(
        figure,
        alt="Four parabolas with the steps of gradient descent as dots, the start as a square. In the first the dots "
        "come down on one side; in the second one step lands at the bottom; in the third they jump from side to side, "
        "ever lower; in the fourth they jump from side to side, ever higher.",
        words=f"From x = {places[0]:.2f}, the first step leads with a learning rate of {after}.",
    )


def draw_ravine(surface, paths):
    """Show paths down a surface from above, a panel for each learning rate: rate -> (steps + 1, 2)."""
    figure, axes = new_figure(1, len(paths), width=10, height=3.2)
    for axis, (rate, path) in zip(axes[0], paths.items()):
        draw_surface(axis, surface)
        axis.plot(*path.T, "-", color=PALETTE[0], linewidth=1, marker=".", markersize=4)
        axis.plot(*path[0], "s", color=PALETTE[5], markersize=8)
        axis.set(title=f"learning rate {rate:g}", ylabel="y" if axis is axes[0, 0] else "")
    figure.suptitle("The steep direction sets the ceiling, the flat one the pace")
    left = {rate: np.abs(path[-1] / path[0]) for rate, path in paths.items()}
    show_figure(
        figure,
        alt="A long flat ravine along x, from above, three times; the start is a square. With the smallest learning "
        "rate the path drops to the floor and creeps along; with the next it jumps from wall to wall, ever less, and "
        "gets farther; with the largest it jumps ever higher.",
        words="In the end this is left of x and of y: "
        + "; ".join(f"{rate:g} {percent(x)} and {percent(y)}" for rate, (x, y) in left.items())
        + ".",
    )


def draw_velocities(velocities):
    """Show how a velocity grows: name of the gradients -> (steps,), V after each step."""
    figure, axes = new_figure(width=7, height=3.4)
    for (name, line), marker in zip(velocities.items(), MARKERS):
        axes.plot(np.arange(1, len(line) + 1), line, marker=marker, markersize=4, linewidth=1, label=name)
    axes.set(xlabel="step", ylabel="velocity V")
    axes.set_title("Equal gradients pile up, alternating ones cancel")
    axes.legend(frameon=False, loc="center right")
    show_figure(
        figure,
        alt="The velocity by step. With gradients that are all alike it climbs and levels off far above one gradient; "
        "with gradients that change their sign it jumps up and down, and stays below one gradient.",
        words="In the end V has the size: "
        + "; ".join(f"{name} {digits(abs(line[-1]))}" for name, line in velocities.items())
        + ".",
    )


def draw_heights(heights, title):
    """Show heights above the lowest point on a log axis: name -> (steps + 1,), two to four.

    title   the finding
    """
    figure, axes = new_figure(width=8, height=3.6)
    for name, line in heights.items():
        axes.plot(np.arange(len(line)), line, linewidth=1.6, label=name)
    axes.set(yscale="log", xlabel="step", ylabel="height", title=title)
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    lowest, *_, highest = sorted(heights, key=lambda name: heights[name][-1])
    show_figure(
        figure,
        alt=f"The height above the lowest point by step, on a log axis, a line for each setting: {', '.join(heights)}. "
        f"In the end {lowest} is lowest and {highest} highest.",
        words=f"At step {len(line) - 1}: "
        + "; ".join(f"{name} {line[-1]:.1e}" for name, line in heights.items())
        + ".",
    )


def draw_schedules(panels):
    """Show schedules beside each other: title of a panel -> name -> (iterations,), the factor in each iteration."""
    figure, axes = new_figure(1, len(panels), width=9, height=3.6)
    share = {}
    for axis, (title, schedules) in zip(axes[0], panels.items()):
        for name, factors in schedules.items():
            share[name] = np.mean(np.asarray(factors) > 0.5)
            axis.plot(factors, label=name)
        axis.set(title=title, xlabel="iteration", ylim=(0, 1.4), yticks=[0, 0.5, 1])
        axis.legend(fontsize=9, frameon=False, loc="upper right", ncols=2)
    axes[0, 0].set_ylabel("factor on the learning rate")
    show_figure(
        figure,
        alt="Left: constant at 1; exponential going down in small stairs; step falling to a tenth twice; inverse time "
        "falling at once, then ever more slowly. Right: half a cosine from 1 to 0; one-cycle rising at first and "
        "then falling to 0; warm-up rising steeply and joining the cosine.",
        words="Share of the iterations with a factor above one half: "
        + ", ".join(f"{name} {percent(part)}" for name, part in share.items())
        + ".",
    )


def draw_range_tests(tests):
    """Show range tests: rule -> `RangeTest`. The smoothed losses, and a mark where each is lowest."""
    figure, axes = new_figure(width=8, height=3.8)
    for number, ((name, test), marker) in enumerate(zip(tests.items(), MARKERS)):
        color = PALETTE[number]
        axes.plot(test.learning_rates, test.smooth, color=color, label=name)
        axes.plot(test.turning_point, test.smooth.min(), marker, color=color, markersize=9)
    axes.set(xscale="log", xlabel="learning rate, growing from step to step", ylabel="loss, smoothed", ylim=(0, 4))
    axes.set_title("Each update rule has a range of its own; marks: where the loss turns")
    axes.legend(frameon=False, loc="lower left")
    show_figure(
        figure,
        alt="Four curves of loss against a learning rate that grows, on a log axis: level, then falling, then shooting "
        "up. RMSprop and Adam fall and turn first, then momentum, and SGD last.",
        words="The loss is lowest at a learning rate of: "
        + "; ".join(f"{name} {measured(digits(test.turning_point, 1))}" for name, test in tests.items())
        + ".",
    )


def draw_rates_of_rules(scores):
    """Show the accuracy that each rule reaches against its learning rate, one curve each.

    scores   rule -> learning rate -> the mean accuracy, from 0 to 1
    """
    figure, axes = new_figure(width=8, height=3.8)
    for (name, curve), marker in zip(scores.items(), MARKERS):
        axes.plot(list(curve), [100 * value for value in curve.values()], marker=marker, label=name)
    _accuracy_against_rate(axes)
    axes.set_title("Four hills of nearly the same height, each at its own rates")
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    best = {name: max(curve, key=curve.get) for name, curve in scores.items()}
    show_figure(
        figure,
        alt="Validation accuracy against the learning rate, on a log axis: four hills, side by side and of nearly the "
        "same height, RMSprop's and Adam's at the smallest rates, then momentum's, then SGD's.",
        words="Highest at: "
        + "; ".join(f"{n} {rate:g}, {percent(scores[n][rate], 1)}" for n, rate in best.items())
        + ".",
    )


def draw_hills(scores):
    """Show what a schedule does to the choice of the learning rate, a panel for each rule.

    scores   rule -> "constant" or "schedule" -> learning rate -> the mean accuracy, from 0 to 1
    """
    figure, axes = new_figure(1, len(scores), width=10, height=3.4)
    best = []
    for number, (axis, (rule, kinds)) in enumerate(zip(axes[0], scores.items())):
        for kind, curve in kinds.items():
            axis.plot(list(curve), [100 * value for value in curve.values()], marker=KINDS[kind], label=kind)
        _accuracy_against_rate(axis)
        axis.set_title(rule)
        axis.tick_params(labelleft=number == 0)
        if number:
            axis.set_ylabel("")
        best.append(f"{rule} {' and '.join(f'{max(curve, key=curve.get):g}' for curve in kinds.values())}")
    axes[0, -1].legend(frameon=False, loc="lower left", fontsize=9)
    figure.suptitle("A schedule moves each hill up and to the right, to larger learning rates")
    show_figure(
        figure,
        alt="Four panels, one per update rule: validation accuracy against the learning rate, with a constant rate and "
        "with a schedule. In each, the schedule's hill lies lower on the left, and higher and farther to the right.",
        words=f"Best learning rate when constant, and with the schedule: {'; '.join(best)}.",
    )


def _accuracy_against_rate(axes):
    axes.set(xscale="log", xlabel="learning rate", ylabel="validation accuracy in %", ylim=(79, 89))
    axes.grid(axis="y", color="#DDDDDD")


def draw_races(panels):
    """Show the losses of several rules beside each other: title of a panel -> rule -> (seeds, steps), smoothed."""
    figure, axes = new_figure(1, len(panels), width=9, height=3.8)
    for axis, (title, losses) in zip(axes[0], panels.items()):
        steps = np.shape(next(iter(losses.values())))[1]
        draw_bands(axis, np.arange(1, steps + 1), losses)
        axis.set(title=title, xlabel="iteration", ylabel="", ylim=(0, 2.4))
    axes[0, 0].set_ylabel("loss of the batch, smoothed")
    ends = "; ".join(f"{title} ({_end_losses(losses)})" for title, losses in panels.items())
    show_figure(
        figure,
        alt="Two panels of falling losses, a band of one standard deviation over the seeds for each rule. Left, with "
        "one learning rate for all, SGD falls slowly, momentum faster, RMSprop and Adam fastest. Right, each with its "
        "own rate, the four bands lie over each other.",
        words=f"Mean loss in the end. {ends}.",
    )


def _end_losses(losses):
    return ", ".join(f"{name} {measured(digits(np.mean(np.asarray(runs)[:, -1])))}" for name, runs in losses.items())


def draw_last_steps(losses, title):
    """Show the smoothed loss of single trainings: name -> (steps,)."""
    figure, axes = new_figure(width=8, height=3.6)
    for name, line in losses.items():
        axes.plot(np.arange(1, len(line) + 1), line, label=name)
    axes.set(xlabel="iteration", ylabel="loss of the batch, smoothed", ylim=(0.3, 0.9), title=title)
    axes.legend(frameon=False)
    show_figure(
        figure,
        alt="The smoothed loss of three trainings. The two with a constant learning rate level off together; the one "
        "with the schedule goes on falling to the end.",
        words="In the end: " + "; ".join(f"{name} {measured(digits(line[-1]))}" for name, line in losses.items()) + ".",
    )
