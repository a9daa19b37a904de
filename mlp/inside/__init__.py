"""Look inside a trained network: one module for each question that can be put to it.

    weights               the weights multiplied out, without the ReLUs and with those of one image
    principal_components  along which few directions rows of numbers differ most
    units                 when hidden units fire, which never do, which do for one class
    separability          how well a linear classifier tells the classes apart at each depth
    tsne                  points in the plane, with the same neighbours
    occlusion             which places of an image an answer needs
    input_gradients       the gradient of a number inside with respect to the pixels
    ascent                the image that most excites a unit or a class
    smallest_change       the smallest change that flips an answer
    landscape             the loss around the parameters

Their main functions stand here, too: `from mlp import inside`, then `inside.tsne(rows)`.
"""

from mlp.inside.ascent import most_exciting
from mlp.inside.input_gradients import input_gradient
from mlp.inside.landscape import loss_surface, losses_along, random_direction
from mlp.inside.occlusion import cover, occlusion_map
from mlp.inside.principal_components import principal_components
from mlp.inside.separability import linear_probe, similarity
from mlp.inside.smallest_change import smallest_change
from mlp.inside.tsne import tsne
from mlp.inside.units import activations, class_means, dead_units, firing_rate, selectivity
from mlp.inside.weights import effective_map, linear_layers, product

__all__ = [
    "activations",
    "class_means",
    "cover",
    "dead_units",
    "effective_map",
    "firing_rate",
    "input_gradient",
    "linear_layers",
    "linear_probe",
    "loss_surface",
    "losses_along",
    "most_exciting",
    "occlusion_map",
    "principal_components",
    "product",
    "random_direction",
    "selectivity",
    "similarity",
    "smallest_change",
    "tsne",
]
