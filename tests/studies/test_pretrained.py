"""The networks that come with the course: they load, they are good, they are small."""

import pytest

from mlp import evaluate, load_fashion_mnist
from mlp.studies.pretrained import FOLDER, RECIPES, load_pretrained


@pytest.mark.parametrize("name", RECIPES)
def test_it_is_as_good_as_its_recipe_makes_it_on_images_it_was_not_chosen_by(name):
    network = load_pretrained(name)
    assert [layer.n_out for layer in network.layers if hasattr(layer, "n_out")] == [*RECIPES[name][0], 10]
    assert evaluate(network, load_fashion_mnist().validation).accuracy > 0.89
    assert (FOLDER / f"{name}.npz").stat().st_size < 3_000_000


def test_another_name_is_refused():
    with pytest.raises(ValueError, match="name is 'resnet'; expected one of '128-64', '500-324'"):
        load_pretrained("resnet")
