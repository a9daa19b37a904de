"""The one way in: what every panel takes where it is given nothing, and what it refuses."""

import dataclasses

import pytest

from mlp import build_mlp
from mlp.data import Part
from mlp.widgets.parts.arguments import given_data, given_network
from tests.widgets.panel_samples import BAD_ARGUMENTS, make_data


def test_nothing_is_the_courses_own():
    assert len(given_data(None, validation=1).train) == 55_000
    assert given_data(None, scaling="raw").scaling == "raw"
    assert given_network(None).layers[0].weight.shape == (784, 128)
    assert given_network(None, "500-324").layers[0].weight.shape == (784, 500)


def test_what_is_given_is_taken_as_it_is():
    data, network = make_data([0, 1, 2]), build_mlp([784, 10])
    assert given_data(data, train=3, test=1) is data and given_network(network) is network


@pytest.mark.parametrize("arguments, message", BAD_ARGUMENTS)
def test_what_does_not_fit_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        given_network(arguments.get("network"))
        given_data(arguments.get("data"))


@pytest.mark.parametrize(
    "least, message",
    [
        ({"train": 4}, "data has 3 training images; expected 4 or more"),
        ({"train": 1, "validation": 5_000}, "data has no validation images; expected 5,000 or more: .*validation=5000"),
    ],
)
def test_too_few_images_are_refused(least, message):
    data = make_data([0, 1, 2])
    none = Part(data.train.images[:0], data.train.labels[:0])
    with pytest.raises(ValueError, match=message):
        given_data(dataclasses.replace(data, validation=none), **least)
