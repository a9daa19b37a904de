"""The first exercise of chapter 09: a dropout layer of your own."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.exercises.checking.layer_runs import AT_ONCE, BECAUSE, in_turn, step
from mlp.layers import Layer


class OwnDropout(Layer):
    """Inverted dropout, equations (3) and (4).

    rate  r, the share that is dropped, in [0, 1)
    rng   a numpy.random.Generator, to draw the masks with

    forward(x, training=False)  x (n, units). In training: one call of
                                rng.random(x.shape); entries where that is less than
                                rate become 0, the others are divided by 1 - rate.
                                Outside training: x
    backward(d_output)          (n, units): dX, for the forward pass that came last, in
                                training or not

    The dtype stays that of x. Neither method changes what it is given.
    """

    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x, training=False):
        # BEGIN SOLUTION
        self.training = training
        if not training:
            return x
        self.keep = self.rng.random(x.shape) >= self.rate
        return x * self.keep / (1 - self.rate)
        # END SOLUTION

    def backward(self, d_output):
        # BEGIN SOLUTION
        if not self.training:
            return d_output
        return d_output * self.keep / (1 - self.rate)
        # END SOLUTION


def case(rng, n=6, units=5, rate=0.4, dtype="float64"):
    x = np.maximum(rng.standard_normal((n, units)), -0.3).astype(dtype) + np.asarray(0.3, dtype)  # zeros, as of a ReLU
    return x, rng.standard_normal((n, units)).astype(dtype), rate, np.random.default_rng(rng.integers(2**32))


def run(own_dropout, x, d_output, rate, rng):
    """Two training steps on different batches, one pass outside training, then two layers in turn."""
    if not (isinstance(own_dropout, type) and issubclass(own_dropout, Layer)):
        raise TypeError("the class must inherit from Layer; keep the line `class OwnDropout(Layer):` as it was")
    twins = [own_dropout(rate, generator) for generator in rng.spawn(2)]
    layer = own_dropout(rate, rng)
    step(layer, x[::-1].copy(), d_output[::-1].copy())
    return *step(layer, x, d_output), *step(layer, x, d_output, training=False), in_turn(*twins, x, d_output)


class NoDivision(OwnDropout):
    def forward(self, x, training=False):
        return super().forward(x, training) * (1 - self.rate if training else 1)

    def backward(self, d_output):
        return super().backward(d_output) * (1 - self.rate if self.training else 1)


class NoDivisionForward(OwnDropout):
    def forward(self, x, training=False):
        return super().forward(x, training) * (1 - self.rate if training else 1)


class NoDivisionBackward(OwnDropout):
    def backward(self, d_output):
        return super().backward(d_output) * (1 - self.rate if self.training else 1)


class AsInThePaper(NoDivision):
    def forward(self, x, training=False):
        output = super().forward(x, training)
        return output if training else output * (1 - self.rate)


class AsInThePaperBothWays(AsInThePaper):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        return d_input if self.training else d_input * (1 - self.rate)


class BothCorrections(OwnDropout):
    def forward(self, x, training=False):
        output = super().forward(x, training)
        return output if training else output * (1 - self.rate)


class DividedByRate(OwnDropout):
    def forward(self, x, training=False):
        return super().forward(x, training) * ((1 - self.rate) / self.rate if training else 1)

    def backward(self, d_output):
        return super().backward(d_output) * ((1 - self.rate) / self.rate if self.training else 1)


class KeepsTheRate(OwnDropout):
    """Drops with probability 1 - rate; divides by 1 - rate or, which is consistent, by rate."""

    divisor = staticmethod(lambda rate: 1 - rate)

    def forward(self, x, training=False):
        self.training = training
        if not training:
            return x
        self.keep = self.rng.random(x.shape) < self.rate
        return x * self.keep / self.divisor(self.rate)

    def backward(self, d_output):
        return d_output * self.keep / self.divisor(self.rate) if self.training else d_output


class KeepsTheRateConsistently(KeepsTheRate):
    divisor = staticmethod(lambda rate: rate)


class DropsAlways(OwnDropout):
    def forward(self, x, training=False):
        return super().forward(x, True)


class DropsForwardAlways(OwnDropout):
    def forward(self, x, training=False):
        output = super().forward(x, True)
        self.training = training
        return output


class DropsBackwardAlways(OwnDropout):
    def backward(self, d_output):
        return d_output * self.keep / (1 - self.rate)


class NoMaskBackward(OwnDropout):
    def backward(self, d_output):
        return d_output


class ScaledWithoutMask(OwnDropout):
    def backward(self, d_output):
        return d_output / (1 - self.rate) if self.training else d_output


class NewMaskBackward(OwnDropout):
    def backward(self, d_output):
        if not self.training:
            return d_output
        return d_output * (self.rng.random(d_output.shape) >= self.rate) / (1 - self.rate)


class MaskFromOutput(OwnDropout):
    def forward(self, x, training=False):
        self.output = super().forward(x, training)
        return self.output

    def backward(self, d_output):
        return d_output * (self.output != 0) / (1 - self.rate) if self.training else d_output


class OldMask(OwnDropout):
    keep = None

    def forward(self, x, training=False):
        self.training = training
        if not training:
            return x
        if self.keep is None:
            self.keep = self.rng.random(x.shape) >= self.rate
        return x * self.keep / (1 - self.rate)


class WholeUnits(OwnDropout):
    def forward(self, x, training=False):
        self.training = training
        if not training:
            return x
        self.keep = self.rng.random(x.shape[1]) >= self.rate
        return x * self.keep / (1 - self.rate)


class WholeImages(OwnDropout):
    def forward(self, x, training=False):
        self.training = training
        if not training:
            return x
        self.keep = self.rng.random((len(x), 1)) >= self.rate
        return x * self.keep / (1 - self.rate)


def _kept_by(draw):
    """The layer whose mask is draw(rng, shape, rate)."""

    class OtherDraws(OwnDropout):
        def forward(self, x, training=False):
            self.training = training
            if not training:
                return x
            self.keep = draw(self.rng, x.shape, self.rate)
            return (x * self.keep / (1 - self.rate)).astype(x.dtype)

        def backward(self, d_output):
            return super().backward(d_output).astype(d_output.dtype)

    return OtherDraws


def _fixed(rate):
    """The layer that drops the share `rate`, whatever it was made with."""

    class Fixed(OwnDropout):
        def __init__(self, other, rng):
            super().__init__(rate, rng)

    return Fixed


class InPlace(OwnDropout):
    def forward(self, x, training=False):
        self.training = training
        if training:
            self.keep = self.rng.random(x.shape) >= self.rate
            x *= self.keep
            x /= 1 - self.rate
        return x


NO_DIVISION = "is the division by 1 - rate missing {}? Without it the mean shrinks to (1 - rate) times what it was"
PAPER = (
    "that is the paper's first form, which multiplies by 1 - rate outside training. Here, the division in training "
    "has made up for it already: outside, x passes as it is"
)
LUCK = "it drops outside training too: a prediction must not depend on luck"
KEPT = "rate is the share that is dropped: keep where rng.random(x.shape) >= rate"

OWN_DROPOUT = Exercise(
    name="OwnDropout",
    points=3,
    solution=OwnDropout,
    case=case,
    vary={"n": (9,), "units": (7,), "rate": (0.25, 0.75), "dtype": ("float32",)},
    because={AT_ONCE: BECAUSE[AT_ONCE], "rate": "it is right for one rate only: is rate written as a number?"},
    run=run,
    outputs=(
        "what forward returns in training",
        "what backward returns after it",
        "what forward returns outside training",
        "what backward returns after that",
        AT_ONCE,
    ),
    hints=(
        "forward has two cases: in training a mask and a division, outside it nothing at all. backward must know in "
        "which of the two the forward pass was, and with which mask.",
        "keep = rng.random(x.shape) >= rate is True where an entry stays. Multiplied, True and False count as 1 and 0, "
        "and float32 stays float32. Keep it in self for backward.",
        "In training Y = X ⊙ M / (1 - rate) is one factor per entry, so dX = dY ⊙ M / (1 - rate), with the same M. "
        "Outside training return what came in, both ways.",
    ),
    proves="what it drops forward gets no gradient back, the mean is kept, and outside training it does nothing.",
    mistakes=(
        Mistake(NoDivision, NO_DIVISION.format("in both directions")),
        Mistake(NoDivisionForward, NO_DIVISION.format("in forward")),
        Mistake(
            NoDivisionBackward,
            "is the division by 1 - rate missing in backward? It takes the factor that forward took",
        ),
        Mistake(AsInThePaper, PAPER),
        Mistake(AsInThePaperBothWays, PAPER),
        Mistake(BothCorrections, "two corrections are one too many: divide in training, or multiply outside, not both"),
        Mistake(DividedByRate, "was it divided by rate? What stays is the share 1 - rate, so divide by that"),
        Mistake(KeepsTheRate, KEPT),
        Mistake(KeepsTheRateConsistently, KEPT),
        Mistake(DropsAlways, LUCK),
        Mistake(DropsForwardAlways, LUCK),
        Mistake(
            DropsBackwardAlways,
            "backward uses the old mask even when forward dropped nothing: remember in self whether it was training",
        ),
        Mistake(NoMaskBackward, "backward lets every gradient pass: what was dropped had no part in the loss"),
        Mistake(ScaledWithoutMask, "backward divides, but does not mask: what was dropped had no part in the loss"),
        Mistake(NewMaskBackward, "backward draws a mask of its own: it must be the one that forward used"),
        Mistake(
            MaskFromOutput,
            "is the mask read off the output, where it is not 0? An entry may be 0 because x was: keep the mask itself",
        ),
        Mistake(OldMask, "forward keeps its first mask for ever: each batch in training gets a new one"),
        Mistake(
            WholeUnits,
            "the same units are dropped for all images: draw a number for every entry, rng.random(x.shape)",
        ),
        Mistake(WholeImages, "whole images are dropped: draw a number for every entry, rng.random(x.shape)"),
        Mistake(
            _kept_by(lambda rng, shape, rate: rng.binomial(1, 1 - rate, shape)),
            "rng.binomial draws other random numbers: asked for is one call of rng.random(x.shape), and an entry is "
            "dropped where that is less than rate",
        ),
        Mistake(
            _kept_by(lambda rng, shape, rate: rng.random(shape) < 1 - rate),
            "the share that stays is right, and other entries stay: dropped are those where rng.random(x.shape) is "
            "less than rate, so keep >= rate",
        ),
        Mistake(
            _kept_by(lambda rng, shape, rate: rng.random(shape[::-1]).T >= rate),
            "the mask is drawn as (units, n) and turned over, so that other entries are dropped: rng.random(x.shape)",
        ),
        Mistake(
            _kept_by(lambda rng, shape, rate: rng.standard_normal(shape) >= rate),
            "the mask comes from normal numbers, of which another share lies below rate: rng.random is even from 0 "
            "to 1",
        ),
        *(
            Mistake(_fixed(rate), f"the share that is dropped is {rate}, written as a number: it is self.rate")
            for rate in (0.5, 0.2, 0.1, 0.3)
        ),
        Mistake(InPlace, "forward writes into x: `x * keep` makes a new array, `x *= keep` does not"),
    ),
)
