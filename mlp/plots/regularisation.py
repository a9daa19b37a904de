"""The pictures of chapter 09: overfitting, what each regulariser does to numbers and images, and what it is worth."""

import numpy as np
import pandas

from mlp.evaluation.comparisons import compare_with
from mlp.plots.distributions import draw_distributions
from mlp.plots.heat import draw_heat
from mlp.plots.show import show_figure
from mlp.plots.strips import draw_paired
from mlp.plots.style import GREY, LINE_STYLES, PALETTE, image_figure, new_figure
from mlp.plots.words import measured, percent


def draw_overfitting(history):
    """Show the losses and the accuracies of a training, a `History` with an entry per epoch, side by side."""
    figure, axes = _two_curves(history)
    axes[0, 0].set_title("The validation loss turns, and rises")
    axes[0, 1].set_title("The validation accuracy does not fall")
    best = int(np.argmin(history.validation_loss))
    epoch, low, end = f"{history.epoch[best]:.0f}", history.validation_loss[best], history.validation_loss[-1]
    train, validation = (percent(a[-1], 1) for a in (history.train_accuracy, history.validation_accuracy))
    show_figure(
        figure,
        alt="Left, losses by epoch: the training loss falls to 0, the validation loss falls for a few epochs and then "
        "rises steadily. Right, accuracies: training reaches 1, validation levels off a little above 0.8 and stays.",
        words=f"Validation loss: lowest after epoch {measured(epoch)}, {measured(f'{low:.2f}')}; at "
        f"the end {measured(f'{end:.2f}')}. Accuracy at the end: training {measured(train)}, validation "
        f"{measured(validation)}.",
    )


def draw_stops(history, stops):
    """Show where early stopping ends a training, and to which epoch it goes back.

    history   of the training that nobody stopped
    stops     (watch, patience) -> (epoch of the best entry, epoch of the stop); watch is "loss" or "accuracy"
    """
    figure, axes = _two_curves(history, training=False)
    curves = history.validation_loss, history.validation_accuracy
    for place, watch, curve in zip(axes[0], ("loss", "accuracy"), curves):
        mine = {patience: ends for (watched, patience), ends in stops.items() if watched == watch}
        for (patience, ends), marker in zip(mine.items(), "so^"):
            at = np.searchsorted(history.epoch, ends)
            label = f"patience {patience}: best, and stop"
            place.plot(ends, curve[at], marker, color=PALETTE[2], markersize=8, fillstyle="none", label=label)
        place.set_title(f"Watching the {watch}")
        place.legend(frameon=False, loc="center right")
    figure.suptitle("What you watch decides when you stop")
    told = [
        f"by {watch}, patience {patience}: back to epoch {measured(str(best))}, stopped after {measured(str(stop))}"
        for (watch, patience), (best, stop) in stops.items()
    ]
    show_figure(
        figure,
        alt="The curves of validation loss and validation accuracy by epoch, with two marks for each patience: the "
        "best epoch, and the one after which the training stops. By loss both lie in the first third; by accuracy "
        "later.",
        words="; ".join(told).capitalize() + ".",
    )


def _two_curves(history, training=True):
    """A figure with the losses at the left and the accuracies at the right, by epoch."""
    figure, axes = new_figure(1, 2, width=9, height=3.6)
    pairs = (history.loss, history.validation_loss), (history.train_accuracy, history.validation_accuracy)
    for place, (train, validation) in zip(axes[0], pairs):
        if training:
            place.plot(history.epoch, train, LINE_STYLES[0], color=PALETTE[0], label="training")
        place.plot(history.epoch, validation, LINE_STYLES[1], color=PALETTE[5], label="validation")
        place.set_xlabel("epoch")
    axes[0, 0].set(ylabel="loss", ylim=(0, 1.1 * max(history.validation_loss)))
    low = min(history.validation_accuracy) - 0.02
    axes[0, 1].set(ylabel="accuracy", ylim=(low, 1.01 if training else max(history.validation_accuracy) + 0.01))
    axes[0, 0].legend(frameon=False)
    return figure, axes


def draw_dropout(x, mask, y):
    """Show activations, a mask, and what dropout makes of the two: (images, units) each."""
    figure, axes = new_figure(1, 3, width=9, height=2.6)
    parts = {"Before: X": (x, 1), "The mask M: 0 drops a unit": (mask, 0), "After: Y": (y, 1)}
    for place, (title, (numbers, decimals)) in zip(axes[0], parts.items()):
        rows = [f"image {row + 1}" for row in range(len(numbers))]
        frame = pandas.DataFrame(numbers, index=rows, columns=range(1, numbers.shape[1] + 1))
        draw_heat(place, frame, decimals, colours="Greys", low=0, high=max(1, numbers.max()))
        place.set(title=title, xlabel="unit")
    figure.suptitle("Each image gets its own mask, and what is kept grows")
    show_figure(
        figure,
        alt="Three tables with a row per image and a column per unit: the activations, a mask of zeros and ones, and "
        "the activations after dropout, which are 0 where the mask is and larger elsewhere.",
        words=f"{int(np.sum(mask == 0))} of {mask.size} entries are dropped. Mean before: {x.mean():.2f}, after: "
        f"{y.mean():.2f}.",
    )


def draw_normalised(before, after):
    """Show the numbers of a few units over a batch, before and after batch normalisation: name -> (n,) for both."""
    figure, axes = new_figure(1, 2, width=9, height=3.2)
    for place, values, title in zip(axes[0], (before, after), ("Before", "After: mean 0, deviation 1")):
        draw_distributions(place, values, bins=30).set(title=title, xlabel="what enters the activation")
    figure.suptitle("Batch normalisation gives every unit the same mean and the same size")
    sizes = {name: (measured(f"{z.mean():.1f}"), measured(f"{z.std():.1f}")) for name, z in before.items()}
    told = [f"{name}: mean {mean}, deviation {deviation}" for name, (mean, deviation) in sizes.items()]
    show_figure(
        figure,
        alt="Left, histograms of three units over a batch, at different places and of different widths. Right, the "
        "same after batch normalisation: they lie over each other around 0.",
        words=f"Before, {'; '.join(told)}. After, all have mean 0 and deviation 1.",
    )


def draw_moved(plain, right, wrong):
    """Show an image, its shift with black coming in, and its shift with the number 0 coming in: (784,), 0 to 255."""
    titles = ["as it is", "black comes in", "0 comes in"]
    figure = image_figure(np.clip([plain, right, wrong], 0, 255), titles, in_a_row=3, size=1.9)
    figure.suptitle("0 is the mean image, a grey ghost")
    show_figure(
        figure,
        alt="An image of clothing; the same shifted, with black in the strip that came into view; the same shifted, "
        "with a grey ghost in that strip and in the picture's other parts.",
        words=f"{int(np.sum(np.abs(right - wrong) > 1))} of 784 pixels differ between the two shifted images by more "
        "than 1 of 255.",
    )


def draw_regularisers(images, tables):
    """Show what each regulariser gains, seed by seed, in a panel for each length of training.

    images   on which they trained, for the title: "2,000 images"
    tables   panel's name -> a table (seeds, arms) of accuracies in percent, with the arm "none"; the rows of the
             figure are the other arms, in the table's order

    Intervals and ties are those of `compare_with`: all rows of a panel are counted together.
    """
    rows = max(table.shape[1] - 1 for table in tables.values())
    figure, axes = new_figure(1, len(tables), width=9.5, height=1.7 + 0.42 * rows)
    words, ends, counts = [], [], []
    for place, (name, table) in zip(np.ravel(axes), tables.items()):
        arms = {arm: table[arm] for arm in table.columns if arm != "none"}
        draw_paired(place, table["none"], arms, factor=1)
        place.set(title=f"{name}, {len(table)} seeds", xlabel="points above “none”; black: mean, interval; grey: a tie")
        place.tick_params(labelleft=place is np.ravel(axes)[0])
        ends.append(place.get_xlim())
        found = compare_with(table["none"], arms)
        gain, lose = (int(np.sum(~found.tie & (sign * found.difference > 0))) for sign in (1, -1))
        counts.append(f"after {name} {gain} of {len(found)} gain, {lose} lose")
        told = [f"{arm} {row.difference:+.2f}{' (tie)' * bool(row.tie)}" for arm, row in found.iterrows()]
        words.append(f"{name}: " + ", ".join(told))
    for place in np.ravel(axes):
        place.set_xlim(min(low for low, _ in ends), max(high for _, high in ends))
    figure.suptitle(f"{images}: {'; '.join(counts)}")
    show_figure(
        figure,
        alt=f"Trained on {images}, a panel for {' and for '.join(tables)}. In each, a row per regulariser: a dot per "
        "seed for its accuracy minus that of the training without, a diamond at the mean, a bar for the interval. "
        "Ties, whose bar reaches over 0, are grey.",
        words="Mean differences in points. " + "; ".join(words) + ".",
    )


def draw_wrong_calls(shares, seeds):
    """Show how often a rule calls two equals different: rule -> (len(seeds),) shares; 5 % is what was promised."""
    figure, axes = new_figure(width=7, height=3.4)
    for (name, line), marker in zip(shares.items(), "os^"):
        axes.plot(seeds, 100 * np.asarray(line), marker=marker, label=name)
    axes.axhline(5, color=GREY, linewidth=1, linestyle="-")
    axes.set(xlabel="seeds", ylabel="called different, in %", xticks=seeds, ylim=(0, None))
    axes.set_title("Only Student's t keeps the promise of 5 % with few seeds")
    axes.legend(frameon=False)
    told = "; ".join(f"{name} {100 * line[0]:.0f} % to {100 * line[-1]:.0f} %" for name, line in shares.items())
    show_figure(
        figure,
        alt="The share of equals that are called different, by number of seeds. One line stays at 5 %; the others "
        "start far above it at three seeds and fall.",
        words=f"From {seeds[0]} to {seeds[-1]} seeds: {told}.",
    )
