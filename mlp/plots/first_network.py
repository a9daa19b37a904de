"""The pictures of chapter 00: the ten classes, the network, how it learns, and where it is sure and wrong."""

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.plots.architecture import draw_layers
from mlp.plots.show import show_figure
from mlp.plots.style import PALETTE, draw_images, new_figure
from mlp.plots.words import digits, measured, percent


def draw_ten_classes(data):
    """Show the first training image of each class, with its name.

    data   a FashionMNIST, scaled in any way
    """
    rows = [np.flatnonzero(data.train.labels == label)[0] for label in range(len(CLASS_NAMES))]
    figure, axes = new_figure(2, 5, width=8, height=3.8)
    draw_images(axes, data.to_pixels(data.train.images[rows]), CLASS_NAMES)
    figure.suptitle("Ten classes: the first training image of each", fontsize=12)
    show_figure(
        figure,
        alt="Ten small grey images in two rows: " + ", ".join(CLASS_NAMES) + ".",
        words=f"The classes 0 to 9 are: {', '.join(CLASS_NAMES)}.",
    )


def draw_network(image, sizes):
    """Show a network as columns of dots, the pixels of an image first and the ten classes last.

    image   (784,) pixels from 0 to 255
    sizes   how many numbers each column stands for, such as [784, 128, 64, 10]
    """
    names = [f"{sizes[0]} pixels", *(f"{size} hidden units" for size in sizes[1:-1]), f"{sizes[-1]} classes"]
    figure, axes = new_figure(width=8, height=2.6)
    draw_layers(axes, sizes, names, image=np.reshape(image, (28, 28)))
    axes.set_title(f"{len(sizes) - 1} linear layers lead from the pixels to the classes", fontsize=12)
    show_figure(
        figure,
        alt="An image, an arrow, and columns of dots. Every dot of a column is joined by a line to every dot of the "
        "next column.",
        words=f"From left to right: {', '.join(names)}. Every line is a weight; of most columns only some dots are "
        "drawn.",
    )


def draw_learning(before_train, before, history):
    """Show loss and accuracy against the epoch, from epoch 0, before any step.

    before_train, before   the Evaluations of the untrained network, on training and on validation images
    history                of its training with validation images, an entry per epoch
    """
    epochs = np.concatenate([[0], history.epoch])
    loss = np.concatenate([[before.loss], history.validation_loss])
    train = 100 * np.concatenate([[before_train.accuracy], history.train_accuracy])
    validation = 100 * np.concatenate([[before.accuracy], history.validation_accuracy])
    figure, axes = new_figure(1, 3, width=9.4, height=3.3)
    fall, rise, enlarged = axes[0]
    _draw_fall(fall, epochs, loss)
    _draw_rise(rise, epochs, train, validation)
    rise.set(ylim=(0, 100), title=f"Validation: from {validation[0]:.0f} %\nto {validation[-1]:.0f} %")
    rise.legend(loc="lower right", frameon=False)
    _draw_rise(enlarged, epochs[1:], train[1:], validation[1:])
    lead = train[-1] - validation[-1]
    enlarged.set_title(f"Enlarged: at the end they are\n{abs(lead):.1f} points apart")
    for place in axes[0]:
        place.title.set_fontsize(11)
    at_each = ", ".join(f"{measured(f'{value:.1f} %')} at epoch {epoch:g}" for epoch, value in zip(epochs, validation))
    show_figure(
        figure,
        alt="Three pictures against the epoch. The loss falls steeply from epoch 0 to epoch 1 and then flattens. "
        "The accuracies on training and on validation images rise steeply, then slowly. Enlarged, the two part.",
        words=f"Accuracy on the validation images: {at_each}. On training images it ends "
        f"{measured(f'{abs(lead):.1f}')} points {'higher' if lead > 0 else 'lower'}. The loss on validation images "
        f"falls from {measured(digits(loss[0]))} to {measured(digits(loss[-1]))}.",
    )


def _draw_fall(axes, epochs, loss):
    first = percent((loss[0] - loss[1]) / (loss[0] - loss[-1]))
    axes.plot(epochs, loss, marker="s", color=PALETTE[1])
    axes.set(xlabel="epoch", ylabel="loss on validation images", xticks=epochs, ylim=(0, 1.1 * loss.max()))
    axes.set_title(f"Epoch 1 brings {first}\nof the fall of the loss")


def _draw_rise(axes, epochs, train, validation):
    axes.plot(epochs, train, marker="o", label="training images")
    axes.plot(epochs, validation, marker="s", label="validation images")
    axes.set(xlabel="epoch", ylabel="accuracy in %", xticks=epochs)


def draw_sure_mistakes(result, data, count=10):
    """Show the validation images of whose wrong class the network is surest, with both names.

    result   what `evaluate` gave for data.validation
    data     a FashionMNIST
    """
    labels, confidence = data.validation.labels, result.probabilities.max(axis=1)
    wrong = np.flatnonzero(result.predictions != labels)
    rows = wrong[np.argsort(-confidence[wrong], kind="stable")][:count]
    titles = [f"is: {CLASS_NAMES[labels[i]]}\nnetwork: {CLASS_NAMES[result.predictions[i]]}" for i in rows]
    figure, axes = new_figure(2, -(-count // 2), width=8.6, height=4.6)
    draw_images(axes, data.to_pixels(data.validation.images[rows]), titles)
    figure.suptitle("Sure and wrong: the true class, and what the network says", fontsize=12)
    show_figure(
        figure,
        alt=f"{len(rows)} images of clothes, each with two different names above it: its true class and the "
        "network's answer.",
        words=f"The {len(rows)} wrong answers of which the network is surest have probabilities from "
        f"{measured(percent(confidence[rows].min(), 1))} to {measured(percent(confidence[rows].max(), 1))}.",
    )
