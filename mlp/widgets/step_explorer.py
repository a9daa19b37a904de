"""A live panel for chapter 05: how far a central difference is off, for every step, in float32 and in float64."""

import math

import ipywidgets
import numpy as np

from mlp.network import build_mlp
from mlp.plots import GREY, PALETTE, new_figure
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.arguments import given_data

EXPONENTS = np.arange(-60, 1) / 4  # log10 of the steps: from 1e-15 to 1, four in each decade
STEPS = 10.0**EXPONENTS
START = 1e-2  # report 001's step
EXACT, HIGHEST = 1e-17, 10  # an error of 0 is drawn at the first; guiding lines end at the second
NETWORK = "loss by one weight"
KINK = "ReLU at x = 0.001"
SCALARS = {  # f, x, f'(x)
    "exp at x = 1": (np.exp, 1.0, math.e),
    "sin at x = 1": (np.sin, 1.0, math.cos(1.0)),
    "tanh at x = 0.5": (np.tanh, 0.5, 1 - math.tanh(0.5) ** 2),
    KINK: (lambda x: np.maximum(x, 0), 0.001, 1.0),
}


class StepExplorer(LivePanel):
    """The relative error of (f(x + h) - f(x - h)) / 2h against h, with the step of the slider marked.

    data   a FashionMNIST, whose first training image of each class gives the loss that is one of the functions: that
           of a 784-50-50-10 tanh network by its largest derivative in the first layer. None loads it

    Dashed is the truncation c h², dotted the round-off eps |f| / (h |f'|); where the two meet is the best step.
    Raises ValueError for data that is not a FashionMNIST.
    """

    def __init__(self, data=None):
        self.curves = {name: _scalar_curves(*entry) for name, entry in SCALARS.items()}
        self.curves[NETWORK] = _network_curves(given_data(data, train=1))
        self.function = ipywidgets.Dropdown(options=list(self.curves), description="Function")
        self.dtype = ipywidgets.Dropdown(options=["float64", "float32"], description="Type of the numbers")
        self.step = ipywidgets.FloatLogSlider(
            value=START, base=10, min=-15, max=0, step=0.25, description="Step h", readout_format=".1e"
        )
        figure, axes = new_figure(width=8, height=4)
        axes.set(xscale="log", yscale="log", xlim=(6e-16, 1.8), ylim=(3e-18, 1e4))
        axes.set(xlabel="step h", ylabel="relative error of the central difference")
        axes.set_title("Too long a step cuts a corner, too short a step drowns in rounding", fontsize=12)
        (self.truncation,) = axes.plot(STEPS, STEPS, "--", color=GREY, label="truncation, c h²")
        (self.round_off,) = axes.plot(STEPS, STEPS, ":", color=GREY, label="round-off, eps |f| / (h |f'|)")
        (self.curve,) = axes.plot(STEPS, STEPS, "-", color=PALETTE[0], marker=".", label="measured")
        (self.here,) = axes.plot([START], [1], "o", color=PALETTE[5], markersize=11, label="your step")
        (self.upright,) = axes.plot([START, START], [EXACT, HIGHEST], "-", color=PALETTE[5], linewidth=1)
        axes.legend(loc="upper center", ncols=4, fontsize=9, frameon=False)
        super().__init__(
            [self.function, self.dtype, self.step],
            figure,
            moving=[self.truncation, self.round_off, self.curve, self.upright, self.here],
            alt="Relative error against the step, both on log axes: a V that falls with the step from the right, and "
            "rises again from a best step to the left. A dot marks the step of the slider.",
        )

    def update(self):
        """Draw the chosen curve, mark the step, say how large the error is and what makes it."""
        curve, dtype = self.curves[self.function.value], self.dtype.value
        place = int(np.abs(EXPONENTS - math.log10(self.step.value)).argmin())
        step, errors = STEPS[place], curve[dtype]
        rounding = np.finfo(dtype).eps * curve["size"]
        self.curve.set_ydata(np.maximum(errors, EXACT))
        self.truncation.set_ydata(_guide(curve["bend"] * STEPS**2))
        self.round_off.set_ydata(_guide(rounding / STEPS))
        self.here.set_data([step], [max(errors[place], EXACT)])
        self.upright.set_xdata([step, step])
        start = f"{self.function.value} in {dtype}, h = {step:.1e}: the relative error is {_short(errors[place])}. "
        if self.function.value == KINK:
            return start + _kink_words(step)
        balance = (rounding / (2 * curve["bend"])) ** (1 / 3)
        cause = "Truncation" if step > balance else "Round-off"
        least = curve["bend"] * balance**2 + rounding / balance
        meet = f"The two balance near h = {balance:.0e}, with an error around {least:.0e}."
        return f"{start}{cause} makes most of it. {meet}"


def _scalar_curves(function, x, derivative):
    """The errors for both dtypes, |f| / |f'| as "size", and c of the truncation c h² as "bend"."""
    curves = {"size": abs(float(function(x)) / derivative)}
    for dtype in (np.float64, np.float32):
        at = dtype(x)
        found = [(function(at + dtype(h)) - function(at - dtype(h))) / (2 * dtype(h)) for h in STEPS]
        curves[dtype.__name__] = np.abs(np.array(found, dtype=np.float64) - derivative) / abs(derivative)
    curves["bend"] = math.nan if function is SCALARS[KINK][0] else _bend(curves["float64"])
    return curves


def _network_curves(data):
    """The same for the loss of a network on ten images, one of each class, by one of its first weights."""
    train = data.train
    rows = [int(np.flatnonzero(train.labels == label)[0]) for label in range(10)]
    images, labels = train.images[rows], train.labels[rows]
    network = build_mlp([784, 50, 50, 10], activation="tanh", initializer="xavier", dtype="float64")
    loss = network.loss_and_gradient(images, labels)
    place = int(np.abs(network.layers[0].d_weight).argmax())
    derivative = float(network.gradient[place])
    curves = {"size": abs(loss / derivative)}
    for dtype in ("float64", "float32"):
        twin = network.copy(dtype=dtype)
        found = [_difference(twin, images.astype(dtype), labels, place, h) for h in STEPS]
        curves[dtype] = np.abs(np.array(found) - derivative) / abs(derivative)
    curves["bend"] = _bend(curves["float64"])
    return curves


def _difference(network, images, labels, place, h):
    original, losses = network.parameters[place], []
    for sign in (1, -1):
        network.parameters[place] = original + sign * network.dtype.type(h)
        losses.append(network.loss.forward(network.forward(images), labels))
    network.parameters[place] = original
    return (losses[0] - losses[1]) / (2 * h)


def _bend(errors):
    """c in error = c h², read off at h = 0.01, where truncation is all that shows in float64."""
    return float(errors[np.abs(EXPONENTS + 2).argmin()] / START**2)


def _kink_words(step):
    if step > 0.001:
        return "The step reaches across the kink at 0, so the difference mixes the slopes 0 and 1."
    return "The step stays on one side of the kink at 0, on a straight line: no truncation, only round-off."


def _guide(errors):
    """What is drawn of a dashed line: nothing above the largest error that can be measured."""
    return np.where(errors < HIGHEST, errors, np.nan)


def _short(error):
    return "0 to the last digit" if error == 0 else f"{error:.0e}"
