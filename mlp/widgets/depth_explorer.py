"""A live panel for chapter 06: how large the signals are in each layer of a deep network, before and in training."""

import ipywidgets
import numpy as np
from matplotlib.colors import ListedColormap

from mlp.checks import check_count
from mlp.data import Part
from mlp.inside.signals import trace_signals
from mlp.network import ACTIVATIONS, build_mlp
from mlp.plots import PALETTE, new_figure
from mlp.plots.words import digits, measured, percent
from mlp.training.optimizers import SGD
from mlp.training.trainer import Trainer, TrainingDiverged
from mlp.widgets.engine.working_panel import WorkingPanel
from mlp.widgets.parts.arguments import given_data

DEEPEST = 20
WIDTHS = (16, 32, 64, 128)
NAMES = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "tanh": "tanh", "sigmoid": "sigmoid"}
ONE_SIGMA = "one σ for all layers"
STARTS = {ONE_SIGMA: None, "Xavier": "xavier", "Kaiming": "kaiming"}
TRAINING_IMAGES, BATCH_SIZE = 5_000, 128
STEPS = 10  # of the training in one piece of work
STEPS_PER_START = 1_000  # then it stops by itself
LOW, HIGH, STEP = -12, 6, 0.25  # powers of ten; each bar of a histogram is a quarter of a power of ten high
BARS, LONGEST = round((HIGH - LOW) / STEP), 30  # the longest bar has 30 cells, of the 32 from one layer to the next
TICKS = {-12: "$10^{-12}$, 0", -9: "$10^{-9}$", -6: "$10^{-6}$", -3: "$10^{-3}$", 0: "1", 3: "$10^3$", 6: "$10^6$"}
SEEN_WITHOUT_EYES = (
    "Two pictures side by side, activations and gradients. For each layer a histogram stands on its side: the bars "
    "tell how many of the layer's numbers have which size, on a log axis from 10 to the minus 12 to 10 to the 6. A "
    "line joins the layers' standard deviations."
)


class DepthExplorer(WorkingPanel):
    """Histograms of each layer's activations Y and gradients dL/dY, on real images, before and in training.

    data    a FashionMNIST; None loads it, standardised
    images  how many of its training images run through the network
    seed    of the generators that draw the weights and shuffle the images

    Controls: depth (hidden layers), width (units in each), activation, how the weights are drawn (one standard
    deviation σ for all layers, Xavier, Kaiming), σ (moving it chooses one σ), and a learning rate. Start, Pause, Step
    and Reset train the network on 5,000 images, ten steps of SGD at a time; another network begins anew, and after a
    training that diverged the histograms stay as they were. Biases start at zero. Sizes beyond the axis stand in its
    first or last bar.
    Raises ValueError when there are fewer training images than `images`, or it is below 1.
    """

    lines_of_words = 4

    def __init__(self, data=None, images=60, seed=0):
        self.work_with(self._train)
        self._settings, self._stop_at = None, 0
        data = given_data(data, train=check_count("images", images))
        self.part = Part(data.train.images[:TRAINING_IMAGES], data.train.labels[:TRAINING_IMAGES])
        self.images, self.labels = data.train.images[:images], data.train.labels[:images]
        self.seed = check_count("seed", seed, low=0)
        controls = self._make_controls()
        figure, moving = self._draw_figure()
        super().__init__(controls, figure, moving, alt=SEEN_WITHOUT_EYES)

    def _make_controls(self):
        slider, menu = ipywidgets.SelectionSlider, ipywidgets.Dropdown
        self.depth = ipywidgets.IntSlider(value=DEEPEST, min=2, max=DEEPEST, description="Depth")
        self.width = slider(options=WIDTHS, value=128, description="Width")
        self.activation = menu(options=[(NAMES[name], name) for name in ACTIVATIONS], description="Activation")
        self.start_from = menu(options=list(STARTS.items()), description="Weights")
        self.sigma = ipywidgets.FloatLogSlider(
            value=0.01, min=-3, max=0, step=0.025, description="σ", readout_format=".3g"
        )
        self.learning_rate = slider(
            options=[0.001, 0.003, 0.01, 0.03, 0.1, 0.3], value=0.03, description="Learning rate"
        )
        self.sigma.observe(self._follow_sigma, names="value")
        network = [self.depth, self.width, self.activation, self.start_from, self.sigma]
        return [network, [self.learning_rate, *self.buttons]]

    def _follow_sigma(self, change):
        self.start_from.value = None

    def _draw_figure(self):
        figure, axes = new_figure(1, 2, width=8, height=3.8)
        self.histograms, self.lines = [], []
        for place in axes[0]:
            place.set(title=" ", xlabel="layer", xlim=(0.5, DEEPEST + 0.5), ylim=(LOW, HIGH))
            place.set(xticks=[1, 5, 10, 15, 20], yticks=list(TICKS), yticklabels=list(TICKS.values()))
            self.histograms.append(_draw_empty_histograms(place))
            style = {"color": PALETTE[5], "markersize": 4, "markeredgecolor": "white"}
            self.lines += place.plot([], [], "o-", label="standard deviation", **style)
        axes[0, 0].set_ylabel("size of the numbers")
        axes[0, 1].tick_params(labelleft=False)
        axes[0, 1].legend(loc="upper right", frameon=False)
        self.titles = [place.title for place in axes[0]]
        return figure, [self.histograms, self.lines, self.titles]

    def update(self):
        """Build the network anew where another is wanted, run the images through it, draw the sizes in each layer."""
        self._follow_controls()
        rate = self.learning_rate.value
        self.titles[0].set_text(f"Activations Y: {self._state()}")
        self.titles[1].set_text(f"Gradients dY, learning rate {rate:g}")
        if isinstance(self.worker.error, TrainingDiverged):
            return (
                f"Diverged after step {self.steps:,} at learning rate {rate:g}: choose a smaller one and press Reset."
            )
        signals = trace_signals(self.network, self.images, self.labels)
        deviations = [np.array([layer.std(dtype=np.float64) for layer in layers]) for layers in signals]
        for histogram, line, layers, deviation in zip(self.histograms, self.lines, signals, deviations, strict=True):
            histogram.set_data(_histograms(layers))
            inside = np.clip(np.log10(np.maximum(deviation, 1e-300)), LOW + STEP / 2, HIGH - STEP / 2)
            line.set_data(np.arange(1, len(deviation) + 1), inside)
        return self._words(*deviations, last=signals[0][-1].astype(np.float64))

    def _follow_controls(self):
        """Draw a new network when its controls have moved; the learning rate changes while it trains."""
        controls = (self.depth, self.width, self.activation, self.start_from, self.sigma)
        settings = [control.value for control in controls]
        if settings != self._settings:
            self.worker.reset()
            self._settings, self.steps, self.loss = settings, 0, None
            sizes = [self.images.shape[1], *[self.width.value] * self.depth.value, 10]
            initializer = self.start_from.value or self.sigma.value
            self.network = build_mlp(sizes, self.activation.value, initializer, seed=self.seed)
            self.trainer = Trainer(self.network, SGD(), batch_size=BATCH_SIZE, seed=self.seed, progress=False)
        self.trainer.optimizer.learning_rate = self.learning_rate.value

    def before_start(self):
        if self.worker.error:  # nothing is to be got from a network that diverged: begin anew
            self.after_reset()
            self.worker.reset()
            self._follow_controls()
        self._stop_at = self.steps + STEPS_PER_START

    def after_reset(self):
        self._settings = None

    def _train(self):
        with np.errstate(over="ignore", invalid="ignore"):
            self.loss = self.trainer.fit(self.part, iterations=STEPS).loss[-1]
        self.steps += STEPS
        return self.steps < self._stop_at

    def _words(self, forward, backward, last):
        variance = last.var()
        images = last.var(axis=0).mean() / variance if variance else 0.0
        name = self.start_from.label if self.start_from.value else f"σ = {self.sigma.value:.3g}"
        settings = f"{NAMES[self.activation.value]}, {name}, {self.depth.value} layers of {self.width.value}"
        return (
            f"{settings}, {self._progress()}, learning rate {self.learning_rate.value:g}. "
            f"From layer 1 to {self.depth.value} the activations {_course(forward)}; "
            f"back to layer 1 the gradients {_course(backward[::-1])}. "
            f"In the last layer {percent(np.mean(last == 0))} of the activations are 0; "
            f"{percent(images)} of the variance is due to the images."
        )

    def _progress(self):
        if self.worker.error:
            raise self.worker.error
        if not self.steps:
            return self._state()
        return f"{self._state()}, loss {measured(f'{self.loss:.2f}')}"

    def _state(self):
        if isinstance(self.worker.error, TrainingDiverged):
            return "diverged"
        if self.worker.running:
            return f"training, after {self.steps:,} steps"
        return f"paused after {self.steps:,} steps" if self.steps else "untrained"


def _draw_empty_histograms(axes):
    return axes.imshow(
        _histograms([]),
        cmap=ListedColormap(["none", PALETTE[4]]),
        vmin=0,
        vmax=1,
        extent=(0.5, DEEPEST + 0.5, LOW, HIGH),
        origin="lower",
        aspect="auto",
        interpolation="nearest",
    )


def _histograms(layers):
    """All layers' histograms, each on its side, as one picture of zeros and ones, (BARS, DEEPEST * cells per layer).

    The lowest bar holds what is smaller than the axis, zeros among it. It has no part in the scale of the others.
    """
    cells = np.arange(LONGEST + 2) - (LONGEST + 1) / 2  # of one bar, from its middle
    picture = np.zeros((BARS, DEEPEST, len(cells)), np.uint8)
    for number, layer in enumerate(layers):
        with np.errstate(divide="ignore"):
            powers = np.log10(np.abs(layer.ravel()))
        counts = np.bincount(np.clip((powers - LOW) / STEP, 0, BARS - 1).astype(int), minlength=BARS)
        lengths = LONGEST * np.minimum(counts / max(counts[1:].max(), 1), 1)
        picture[:, number] = np.abs(cells) < lengths[:, None] / 2
    return picture.reshape(BARS, -1)


def _course(deviations):
    """What becomes of a standard deviation between the first entry and the last, and by what factor per layer."""
    first, last = deviations[0], deviations[-1]
    if not last or not first:
        return "are exactly 0"
    ratio = last / first
    change = "stay" if 0.5 <= ratio <= 2 else "shrink" if ratio < 1 else "grow"
    factor = ratio ** (1 / (len(deviations) - 1))
    return f"{change} ({digits(first)} to {digits(last)}, by {factor:.2f} per layer)"
