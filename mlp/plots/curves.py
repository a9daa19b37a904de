"""Learning curves: loss and accuracy of a training, on training and on validation images."""

import math

from matplotlib.ticker import MaxNLocator

from mlp.plots.style import LINE_STYLES, PALETTE, new_figure

WIDEST = 10  # inches
HIGHEST_LOSS = 2.6  # a little above ln 10, what guessing costs


def draw_curves(histories, title, in_a_row=3, highest_loss=HIGHEST_LOSS):
    """Draw the loss of each training and, under it, its accuracy in percent, against the iteration; the figure.

    histories      a dict from a training's name to its `History`, with validation entries
    title          what the picture shows
    in_a_row       how many trainings stand side by side
    highest_loss   where the axes of the losses end

    All losses share one axis, from 0 to a little above ln 10, and all accuracies one from 0 to 100 %. Solid: training
    images; dashed: validation images. Raises ValueError for no histories, or an empty one.
    """
    if not histories or not all(len(history) for history in histories.values()):
        raise ValueError("expected at least one history, and each with at least one entry")
    columns = min(in_a_row, len(histories))
    rows = math.ceil(len(histories) / columns)
    width = min(3, WIDEST / columns)
    figure, axes = new_figure(2 * rows, columns, width=width * columns, height=(1 + width) * rows)
    for number, (name, history) in enumerate(histories.items()):
        row, column = divmod(number, columns)
        loss, accuracy = axes[2 * row, column], axes[2 * row + 1, column]
        _draw(loss, history.iteration, history.loss, history.validation_loss)
        loss.set_title(name, fontsize=3 + 3 * width)
        loss.set(ylim=(0, highest_loss), ylabel="" if column else "loss")
        _draw(accuracy, history.iteration, 100 * history.train_accuracy, 100 * history.validation_accuracy)
        accuracy.set(ylim=(0, 105), xlabel="iteration", ylabel="" if column else "accuracy in %")
        loss.tick_params(labelbottom=False)
    for unused in axes.reshape(rows, 2, columns)[-1, :, len(histories) - (rows - 1) * columns :].flat:
        unused.set_axis_off()
    axes[1, 0].legend(frameon=False, loc="lower right")
    figure.suptitle(title)
    return figure


def _draw(axes, iteration, train, validation):
    axes.plot(iteration, train, LINE_STYLES[0], color=PALETTE[0], label="training")
    axes.plot(iteration, validation, LINE_STYLES[1], color=PALETTE[5], label="validation")
    axes.grid(axis="y", color="#DDDDDD")
    axes.xaxis.set_major_locator(MaxNLocator(3))
