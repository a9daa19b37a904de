"""An exercise of chapter 12: the linear function that a ReLU network is for one image."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake

WIDTHS = [((6, 5, 4, 3), "float64"), ((4, 4, 4, 4), "float64"), ((5, 7, 3), "float32"), ((6, 8, 7, 5, 4), "float64")]


def effective_map(image, weights, biases):
    """The linear function that a ReLU network is for one image.

    image     (n_in,)
    weights   a list [W1, W2, ...] of any length; a ReLU follows each but the last
    biases    a list [b1, b2, ...]

    Return weight, (n_in, classes), and bias, (classes,), such that image @ weight +
    bias are the image's scores. Change no input.
    """
    # BEGIN SOLUTION
    weight, bias = weights[0], biases[0]
    for next_weight, next_bias in zip(weights[1:], biases[1:]):
        fires = image @ weight + bias > 0
        weight = weight * fires @ next_weight
        bias = bias * fires @ next_weight + next_bias
    return weight, bias
    # END SOLUTION


def effective_cases(rng):
    for widths, dtype in WIDTHS:
        weights = [rng.normal(size=shape).astype(dtype) for shape in zip(widths, widths[1:], strict=False)]
        biases = [rng.normal(size=width).astype(dtype) for width in widths[1:]]
        yield rng.normal(size=widths[0]).astype(dtype), weights, biases


def _masked(fires, mask_weight=True, mask_bias=True, add=True):
    """The solution with another fires(z), or with one of its parts left out."""

    def wrong(image, weights, biases):
        weight, bias = weights[0], biases[0]
        for w, b in zip(weights[1:], biases[1:], strict=True):
            now = fires(image @ weight + bias)
            kept = weight * now if mask_weight else weight
            carried = bias * now if mask_bias else bias
            weight, bias = kept @ w, carried @ w + (b if add else 0)
        return weight, bias

    return wrong


def _mask_without_bias(image, weights, biases):
    """The units are asked without their biases."""
    weight, bias, z = weights[0], biases[0], image @ weights[0]
    for w, b in zip(weights[1:], biases[1:], strict=True):
        fires = z > 0
        z = (z * fires) @ w
        weight, bias = weight * fires @ w, bias * fires @ w + b
    return weight, bias


def _masks_without_relus(image, weights, biases):
    """The masks come from a pass in which nothing was cut off."""
    z, fires = image @ weights[0] + biases[0], []
    for w, b in zip(weights[1:], biases[1:], strict=True):
        fires.append(z > 0)
        z = z @ w + b
    weight, bias = weights[0], biases[0]
    for w, b, now in zip(weights[1:], biases[1:], fires, strict=True):
        weight, bias = weight * now @ w, bias * now @ w + b
    return weight, bias


def _last_masked(image, weights, biases):
    weight, bias = effective_map(image, weights, biases)
    fires = image @ weight + bias > 0
    return weight * fires, bias * fires


def _weights_only(image, weights, biases):
    weight, _ = effective_map(image, weights, biases)
    return weight, biases[-1]


def _bias_as_scores(image, weights, biases):
    weight, bias = effective_map(image, weights, biases)
    return weight, image @ weight + bias


def _mask_by_image(image, weights, biases):
    """The mask goes to the rows, where only the image's pixels stand."""
    weight, bias = effective_map(image, weights, biases)
    return weight * (image > 0)[:, None], bias


def _transposed(image, weights, biases):
    weight, bias = effective_map(image, weights, biases)
    return weight.T, bias


def run_effective(answer, image, weights, biases):
    """Run the answer; whether its masks have made float64 of float32 is left to the learner."""
    result = answer(image, weights, biases)
    if not isinstance(result, (tuple, list)):
        return result
    return tuple(part.astype(image.dtype) if _is_float(part) else part for part in result)


def _is_float(part):
    return isinstance(part, np.ndarray) and part.dtype.kind == "f"


EFFECTIVE_MAP = Exercise(
    name="effective_map",
    points=4,
    solution=effective_map,
    cases=effective_cases,
    run=run_effective,
    outputs=("weight", "bias"),
    hints=(
        "Begin with the first layer's weight and bias. For each further layer: see which units fire, switch the others "
        "off, go through the layer.",
        "So far, image @ weight + bias is what goes into the ReLU. Where it is above 0 the unit fires: fires = image @ "
        "weight + bias > 0. Multiplying by this mask sets the columns of the units that are silent to 0.",
        "The next layer takes weight * fires to (weight * fires) @ w. The bias goes the same way, and then b is added.",
    ),
    proves="for one image, a ReLU network is one linear layer, and you can write it down.",
    mistakes=(
        Mistake(
            _masked(np.ones_like),
            "is every unit taken to fire? That is the product without the ReLUs: leave out the silent units",
        ),
        Mistake(
            _masked(lambda z: z > 0, mask_bias=False),
            "does the bias of silent units go on? Multiply it by the mask, too",
        ),
        Mistake(
            _masked(lambda z: z > 0, mask_weight=False),
            "do the weights of silent units go on? Multiply their columns by the mask, too",
        ),
        Mistake(_masked(lambda z: z < 0), "is the mask the wrong way round? A unit fires where its input is above 0"),
        Mistake(
            _masked(lambda z: np.maximum(z, 0)),
            "are the columns multiplied by what comes out of the ReLU? The mask is 1 or 0",
        ),
        Mistake(_masked(lambda z: z > 0, add=False), "is a layer's own bias b missing?"),
        Mistake(
            _mask_without_bias, "were the units asked without their biases? What goes into a ReLU has the bias in it"
        ),
        Mistake(
            _masks_without_relus,
            "do later masks come from a pass without the ReLUs? Silent units still speak there: what goes to the "
            "next layer is "
            "what comes out of the ReLU",
        ),
        Mistake(_last_masked, "is there a mask after the last layer, too? No ReLU follows it"),
        Mistake(
            _weights_only,
            "is that the last layer's bias alone? Those of the layers before go through the weights that follow them",
        ),
        Mistake(_bias_as_scores, "is that the scores? The bias is what is left of them for an image of zeros"),
        Mistake(_mask_by_image, "was the mask put on the pixels? It belongs to the hidden units, the columns"),
        Mistake(_transposed, "does each class stand in a row? A weight has the shape (pixels, classes)"),
    ),
)
