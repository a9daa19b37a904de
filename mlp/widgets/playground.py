"""Watch a small network learn to tell two classes of points in the plane apart."""

import ipywidgets
import numpy as np
from matplotlib import colormaps
from matplotlib.colors import ListedColormap

from mlp.checks import check_choice, check_count
from mlp.data.toys import TOYS
from mlp.plots import DIVERGING, PALETTE, new_figure
from mlp.plots.words import measured
from mlp.training.trainer import TrainingDiverged
from mlp.widgets.engine.working_panel import WorkingPanel
from mlp.widgets.parts.toy_training import POINTS, ToyTraining
from mlp.widgets.parts.unit_maps import UnitMaps

NAMES = {"xor": "XOR", "rings": "Rings", "moons": "Moons", "spirals": "Spirals"}
HIDDEN = {"none": [], "2": [2], "4": [4], "8": [8], "8-8": [8, 8], "16-16-8": [16, 16, 8]}
WEIGHTS = {"Xavier": "xavier", "Kaiming": "kaiming", "0.01": 0.01, "all zero": 0.0}
EPOCHS_PER_SECOND = 20  # slow enough to watch; the arithmetic alone would do hundreds
EPOCHS_PER_START = 1000  # then it stops by itself, so that a forgotten playground does not run for ever
REACH, CELLS = 1.5, 60  # the surface is drawn from -REACH to REACH, in so many cells along each side
GRID = np.stack(np.meshgrid(*2 * [np.linspace(-REACH, REACH, CELLS)]), axis=-1).reshape(-1, 2)
SEEN_WITHOUT_EYES = (
    "Left, a square coloured from blue to red by the probability that the net gives class 1 at each place, under "
    "blue circles (class 0) and orange triangles (class 1). In the middle, the network: for every input, hidden unit "
    "and class a small map of where it is above 0 (red) and below (blue), joined by lines as thick as the weights. "
    "Right, the loss per epoch: a solid line for these points, a dashed one for new points."
)


class Playground(WorkingPanel):
    """Start, pause, step and reset a training on points in the plane, and see what the network says of every place.

    dataset  what is shown first: "xor", "rings", "moons" or "spirals"
    seed     of the points, of the starting weights and of the order of the points

    Another data set, noise or network starts anew from epoch 0; the learning rate and L2 change while it trains.
    After 1,000 epochs it stops by itself. Raises ValueError for another data set or seed.
    """

    still_steps = 60  # epochs

    def __init__(self, dataset="xor", seed=0):
        self.work_with(self._train_one_epoch, pieces_per_second=EPOCHS_PER_SECOND)
        self.seed = check_count("seed", seed, low=0)
        self._make_controls(check_choice("dataset", dataset, TOYS))
        self.training, self._settings, self._stop_at = None, None, 0
        figure, (left, middle, right) = _new_figure()
        self.surface, self.markers, self.units = _draw_surface(left), _draw_markers(left), UnitMaps(middle, REACH)
        self.curves = _draw_curves(right)
        moving = [self.surface, self.markers, self.units.artists, self.curves, left.title, middle.title, right.title]
        super().__init__(self._rows(), figure, moving, alt=SEEN_WITHOUT_EYES)

    def _make_controls(self, dataset):
        menu, slider = ipywidgets.Dropdown, ipywidgets.SelectionSlider
        names = [(name, value) for value, name in NAMES.items()]
        self.dataset = menu(options=names, value=dataset, description="Data set")
        self.noise = slider(options=[0, 0.05, 0.1, 0.15, 0.2, 0.3], value=0.05, description="Noise")
        self.hidden = menu(options=list(HIDDEN), value="8-8", description="Hidden sizes")
        self.activation = menu(options=["tanh", "sigmoid", "relu", "leaky_relu"], description="Activation")
        self.weights = menu(options=list(WEIGHTS), description="Starting weights")
        rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]
        self.learning_rate = slider(options=rates, value=0.1, description="Learning rate")
        self.l2 = slider(options=[0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1], description="L2")
        for control in (self.dataset, self.hidden, self.activation, self.weights):
            control.layout.width = "auto"

    def _rows(self):
        yield [self.dataset, self.noise]
        yield [self.hidden, self.activation, self.weights]
        yield [self.learning_rate, self.l2]
        yield self.buttons

    def before_start(self):
        self._stop_at = self.training.epoch + EPOCHS_PER_START

    def after_reset(self):
        self._settings = None

    def has_begun(self):
        return self.training.epoch > 0

    def update(self):
        self._follow_controls()
        with np.errstate(over="ignore", invalid="ignore"):
            probabilities = self.training.network.predict_proba(GRID)[:, 1]
        self.surface.set_data(probabilities.reshape(CELLS, CELLS))
        with np.errstate(over="ignore", invalid="ignore"):
            self.units.draw(self.training.network)
        points, labels = self.training.points.images, self.training.points.labels
        for label, markers in enumerate(self.markers):
            markers.set_data(*points[labels == label].T)
        self._draw_losses()
        return self._words()

    def _follow_controls(self):
        """Start anew when the data or the network is another; hand on what may change while it trains."""
        data, network = (self.dataset, self.noise), (self.hidden, self.activation, self.weights)
        settings = [control.value for control in (*data, *network)]
        if settings != self._settings:
            self.worker.reset()
            self._settings = settings
            self.training = ToyTraining(
                self.dataset.value,
                self.noise.value,
                HIDDEN[self.hidden.value],
                self.activation.value,
                WEIGHTS[self.weights.value],
                self.seed,
            )
        self.training.trainer.optimizer.learning_rate = self.learning_rate.value
        self.training.trainer.l2 = self.l2.value

    def _train_one_epoch(self):
        self.training.run_epoch()
        return self.training.epoch < self._stop_at

    def _draw_losses(self):
        training, axes = self.training, self.curves[0].axes
        for curve, losses in zip(self.curves, (training.losses, training.new_losses)):
            curve.set_data(range(len(losses)), np.minimum(losses, 1))
        last = 100
        while last < training.epoch:
            last *= 2
        if axes.get_xlim() != (0, last):
            axes.set_xlim(0, last)
            self.redraw_background()
        left = f"{self._state()}, epoch {training.epoch:,}: {training.right[-1]} of {POINTS} right"
        titles = {
            self.surface.axes: left,
            self.units.axes: "What each unit sees",
            axes: f"Loss {training.losses[-1]:.2f}\nrate {self.learning_rate.value:g}, L2 {self.l2.value:g}",
        }
        for place, title in titles.items():
            place.title.set_text(title)

    def _state(self):
        if isinstance(self.worker.error, TrainingDiverged):
            return "Diverged"
        if self.worker.running:
            return "Training"
        if self.training.epoch == 0:
            return "Ready"
        return "Stopped" if self.training.epoch == self._stop_at else "Paused"

    def _words(self):
        if self._state() == "Diverged":
            return (
                f"Diverged in epoch {self.training.epoch + 1:,}: the loss is no longer a finite number. "
                f"The learning rate {self.learning_rate.value:g} is too large here: choose a smaller one, press Reset."
            )
        if self.worker.error:
            raise self.worker.error
        sizes = "-".join(map(str, [2, *HIDDEN[self.hidden.value], 2]))
        return (
            f"{self._progress()} {NAMES[self.dataset.value]}, noise {self.noise.value:g}; {sizes}, "
            f"{self.activation.value}, weights {self.weights.value}; learning rate {self.learning_rate.value:g}, "
            f"L2 {self.l2.value:g}."
        )

    def _progress(self):
        training, state = self.training, self._state()
        more = f" after {EPOCHS_PER_START:,} epochs, press Start for more," if state == "Stopped" else ""
        return (
            f"{state}{more} at epoch {training.epoch:,}: loss {measured(f'{training.losses[-1]:.2f}')}, "
            f"{measured(str(training.right[-1]))} of {POINTS} points right, "
            f"{measured(str(training.new_right[-1]))} of {POINTS} new ones."
        )


def _new_figure():
    figure, axes = new_figure(1, 3, width=9, height=3.7)
    axes[0, 0].get_gridspec().set_width_ratios([1, 1.1, 0.7])
    for place in axes[0]:
        place.set_title(" ", fontsize=11)
    return figure, axes[0]


def _draw_surface(axes):
    edge = REACH + REACH / (CELLS - 1)  # each cell's centre is a place of GRID
    surface = axes.imshow(
        np.zeros((CELLS, CELLS)),
        cmap=_surface_colours(),
        vmin=0,
        vmax=1,
        extent=(-edge, edge, -edge, edge),
        origin="lower",
        interpolation="nearest",
    )
    axes.set(xlabel="red: class 1 (triangles) is likely", ylabel="blue: class 0 (circles)")
    axes.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    return surface


def _surface_colours():
    """The diverging map in bands of 5 %, which keep the picture small, without its dark ends, which hide the points."""
    return ListedColormap(colormaps[DIVERGING](np.linspace(0.12, 0.88, 20)))


def _draw_markers(axes):
    looks = ({"marker": "o", "color": PALETTE[0]}, {"marker": "^", "color": PALETTE[1]})
    style = {"linestyle": "none", "markersize": 6, "markeredgecolor": "black", "markeredgewidth": 0.7}
    return [axes.plot([], [], **look, **style)[0] for look in looks]


def _draw_curves(axes):
    curves = [axes.plot([], [], label=label)[0] for label in ("these points", "new points")]
    axes.set(xlabel="epoch", ylabel="loss (above 1: at the top)", xlim=(0, 100), ylim=(0, 1.02))
    axes.legend(loc="upper right", frameon=False)
    return curves
