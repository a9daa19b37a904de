"""The doors: what a reader brings is taken, or refused with a sentence whose advice works."""

import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mlp import CLASS_NAMES, build_mlp, evaluate
from mlp.checks import check_data, check_image, check_images, check_labels, check_part, check_rows
from mlp.data import Part
from tests.requirements import require

IMAGES = np.random.default_rng(0).normal(size=(5, 784)).astype("float32")
SQUARES = IMAGES.reshape(5, 28, 28)
LABELS = np.array([0, 3, 9, 1, 2])
NAMES = [CLASS_NAMES[label] for label in LABELS]


def refusal(check, *arguments):
    with pytest.raises(ValueError) as raised:
        check(*arguments)
    return str(raised.value)


def followed(message, **names):
    """What the code at the end of `message` makes when a reader types it."""
    code = message.rpartition("use ")[2].partition(", else ")[0]
    return eval(code, {"np": np, "CLASS_NAMES": CLASS_NAMES, **names})


# --- images -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("images", "code"),
    [
        (SQUARES, "images.reshape(5, 784)"),
        (SQUARES[..., None], "images.reshape(5, 784)"),
        (SQUARES[:, None], "images.reshape(5, 784)"),
        (SQUARES[:1], "for a single image use images.reshape(1, 784)"),
        (SQUARES.tolist(), "np.asarray(images).reshape(5, 784)"),
        (IMAGES.T, "here each column is an image, so use images.reshape(784, 5).T"),
        (np.moveaxis(SQUARES, 0, -1), "here each column is an image, so use images.reshape(784, 5).T"),
        (IMAGES[0], "for a single image use images.reshape(1, 784)"),
        (SQUARES[0], "for a single image use images.reshape(1, 784)"),
        (SQUARES[0, ..., None], "for a single image use images.reshape(1, 784)"),
        (IMAGES[0].tolist(), "for a single image use np.asarray(images).reshape(1, 784)"),
        (IMAGES.astype(str), "use images.astype(np.float32)"),
    ],
)
def test_the_advice_on_images_makes_images(images, code):
    message = refusal(check_images, images, 784, np.float32)
    assert message.endswith(code) and "expect" in message
    made = check_images(followed(message, images=images), 784, np.float32)
    np.testing.assert_allclose(made, IMAGES[: len(made)], rtol=1e-6)


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (np.zeros((5, 32, 32)), r"shape \(5, 32, 32\); expected \(n, 784\), one image per row$"),
        (np.zeros((5, 1024)), r"1024 numbers each \(shape \(5, 1024\)\); this network's first layer expects 784$"),
        ([], r"got zero images \(shape \(0,\)\); expected at least one row"),
        ([[1, 2], [3]], "images are lists of different lengths; expected one length for all"),
        (IMAGES.astype(complex), "dtype complex128; expected numbers, such as float32: .* is not a number"),
        ([[1, 2], [3, "x"]], "images have dtype <U21; expected numbers, such as float32: 'x' is not a number"),
        ("bag.png", "images are 'bag.png'; expected an array of numbers: read_picture of mlp.data.picture"),
        (Path("bag.png"), "images are 'bag.png'; expected an array of numbers: read_picture of mlp.data.picture"),
        (Part(IMAGES, LABELS), "images are of type Part; expected an array of numbers: use its .images"),
        (None, "images are of type NoneType; expected an array of numbers$"),
        (iter(IMAGES), "images are of type array_?iterator|images are of type iterator"),
    ],
)
def test_images_that_cannot_be_used_are_told_what_they_are(images, words):
    assert re.search(words, refusal(check_images, images, 784, np.float32))


def test_images_of_other_libraries_are_taken_or_told_how():
    pandas = require("pandas", "tables as images")
    torch = require("torch", "tensors as images")
    table = pandas.DataFrame(IMAGES)
    for images in (table, table.astype(object), torch.tensor(IMAGES)):
        try:
            made = check_images(images, 784, np.float32)
        except ValueError as error:
            made = check_images(followed(str(error), images=images), 784, np.float32)
        np.testing.assert_array_equal(made, IMAGES)
    message = refusal(check_images, torch.tensor(IMAGES, requires_grad=True), 784, np.float32)
    assert "images cannot be made an array: " in message and "tensor.detach().numpy()" in message


def test_one_image_comes_in_any_shape():
    for image in (IMAGES[0], IMAGES[:1], SQUARES[0], SQUARES[:1], SQUARES[0].tolist()):
        np.testing.assert_array_equal(check_image(image, 784, np.float32), IMAGES[0])
    assert "image has 3920 numbers (shape (5, 784)); this network's first layer expects 784: pass one of them" in (
        refusal(check_image, IMAGES, 784, np.float32)
    )
    assert "image has 27 numbers" in refusal(check_image, IMAGES[0, :27], 784, np.float32)


def test_rows_are_finite_numbers_in_two_dimensions():
    assert check_rows("outputs", [[1, 2], [3, 4]]).shape == (2, 2)
    assert "outputs have shape (2,); expected (n, d)" in refusal(check_rows, "outputs", [1, 2])
    assert "outputs have 2 numbers each (shape (1, 2)); expected 3" in refusal(check_rows, "outputs", [[1, 2]], 3)
    assert "outputs hold NaN or infinite numbers in 1 of 2 rows" in refusal(
        check_rows, "outputs", [[1, np.nan], [3, 4]]
    )
    assert check_rows("outputs", np.full((2, 2), 6e4, np.float16)).max() == np.float16(6e4)  # the sum of squares is inf


# --- labels -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (NAMES, "labels are names, such as 'T-shirt/top'; expected integers from 0 to 9"),
        (np.array(NAMES), "labels are names, such as 'T-shirt/top'; expected integers from 0 to 9"),
        (LABELS.astype(str), "labels have dtype <U"),
        (LABELS.astype(float).astype(str).tolist(), "labels have dtype <U"),
        (LABELS.astype(object), "labels have dtype object"),
        (LABELS.astype(float), "labels have dtype float64; expected integers from 0 to 9: use labels.astype(int)"),
        (LABELS.astype(float).tolist(), "labels have dtype float64"),
        (LABELS[:, None], "labels have shape (5, 1)"),
        (LABELS[None].tolist(), "labels have shape (1, 5)"),
        (
            np.eye(10)[LABELS],
            "labels have shape (5, 10); expected one class number per image, shape (n,): this looks one",
        ),
        (np.eye(10)[LABELS] / 2 + 0.1, "this looks like a score for each class, so use labels.argmax(axis=1)"),
        (np.eye(10, dtype=int)[LABELS].tolist(), "this looks one-hot, so use np.asarray(labels).argmax(axis=1)"),
    ],
)
def test_the_advice_on_labels_makes_labels(labels, words):
    message = refusal(check_labels, labels, 10, 5)
    assert words in message and "expected" in message
    np.testing.assert_array_equal(check_labels(followed(message, labels=labels), 10, 5), LABELS)


@pytest.mark.parametrize("labels", [np.arange(1, 11), list(range(1, 11))])
def test_labels_that_count_from_1_are_told_so(labels):
    message = refusal(check_labels, labels, 10)
    assert "labels hold 10; expected class numbers from 0 to 9: they seem to count from 1" in message
    assert check_labels(followed(message, labels=labels), 10).tolist() == list(range(10))


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([0, None, 1, 2, 3], "labels hold None; expected integers from 0 to 9, for each image the number of its class"),
        ([0, np.nan, 1, 2, 3], "labels hold nan; expected integers from 0 to 9"),
        ([0, 0.5, 1, 2, 3], "labels hold 0.5; expected integers from 0 to 9"),
        ([0, 1, 2, 3, 12], "labels hold 12; expected class numbers from 0 to 9"),
        ([1, 2, 3, 4, 12], "labels hold 12; expected class numbers from 0 to 9"),
        ([0, 1, 2, 3, -1], "labels hold -1; expected class numbers from 0 to 9"),
        ([0, 1], "got 2 labels for 5 images"),
        (3, r"labels have shape \(\); expected one class number per image.*: for a single image use \[labels\]"),
        (IMAGES, r"labels have shape \(5, 784\); expected one class number per image, shape \(n,\)$"),
        ("Bag", "labels are 'Bag'; expected an array of numbers$"),
        (Part(IMAGES, LABELS), "labels are of type Part; expected an array of numbers: use its .labels"),
        (np.array(["2017-08-31"], "M8[D]"), r"labels hold datetime.date\(2017, 8, 31\)"),
        (LABELS.astype(complex), r"labels hold 0j; expected integers"),
    ],
)
def test_labels_that_cannot_be_used_are_told_what_they_are(labels, words):
    assert re.search(words, refusal(check_labels, labels, 10, 5))


def test_names_that_are_not_fashion_mnist_s_have_a_way_as_well():
    animals = ["cat", "dog", "cat"]
    message = refusal(check_labels, animals, 2)
    assert eval(message.partition(", else ")[2], {"np": np, "labels": animals}).tolist() == [0, 1, 0]


def test_labels_of_other_libraries_are_taken_or_told_how():
    pandas = require("pandas", "columns as labels")
    torch = require("torch", "tensors as labels")
    column = pandas.Series(LABELS)
    whole = [column, column.astype(float), column.astype("Int64"), column.to_frame(), torch.tensor(LABELS)]
    for labels in [*whole, torch.tensor(LABELS).float(), pandas.Series(NAMES)]:
        try:
            made = check_labels(labels, 10, 5)
        except ValueError as error:
            made = check_labels(followed(str(error), labels=labels), 10, 5)
        np.testing.assert_array_equal(made, LABELS)
    assert "labels hold nan" in refusal(check_labels, pandas.Series([1, None], dtype="Int64"), 10)


def test_truth_values_are_the_classes_0_and_1():
    labels = check_labels([True, False], 2)
    assert labels.tolist() == [1, 0] and labels.dtype == np.int64


def test_rows_of_any_width_are_made_of_squares():
    message = refusal(check_rows, "outputs", SQUARES)
    assert message.endswith("use outputs.reshape(5, 784)")
    assert check_rows("outputs", followed(message, outputs=SQUARES)).shape == (5, 784)


# --- parts ------------------------------------------------------------------------------------------------


def test_a_part_is_anything_with_images_and_labels():
    part = SimpleNamespace(images=IMAGES, labels=LABELS)
    assert check_part("train", part) is part


def test_data_have_a_part_to_train_on_and_one_to_validate_on():
    part = Part(IMAGES, LABELS)
    data = SimpleNamespace(train=part, validation=part)
    assert check_data(data) is data
    for given in (part, SimpleNamespace(train=part), SimpleNamespace(validation=part)):
        assert "expected .train and .validation, as load_fashion_mnist gives them" in refusal(check_data, given)
    for train, validation in ((IMAGES, part), (part, LABELS)):
        message = refusal(check_data, SimpleNamespace(train=train, validation=validation))
        assert f"data.{'train' if train is IMAGES else 'validation'} is of type ndarray" in message


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((IMAGES,), "part is of type ndarray and shape (5, 784); expected images and their labels in one object"),
        ((IMAGES, LABELS), "of type ndarray and shape (5, 784), with 1 argument too many after it; expected images"),
        ((Part(IMAGES, LABELS), 128, 3), "part is of type Part, with 2 arguments too many after it; expected"),
        (((IMAGES, LABELS),), "part is of type tuple; expected"),
        ((None,), "part is of type NoneType; expected"),
        ((build_mlp([784, 10]),), "part is of type Network; expected"),
        (
            (SimpleNamespace(train=Part(IMAGES, LABELS)),),
            "part is a whole dataset; expected one part of it, such as data.t",
        ),
    ],
)
def test_evaluate_wants_one_part_and_says_how_to_make_it(given, words):
    network = build_mlp([784, 10])
    message = refusal(evaluate, network, *given)
    assert words in message
    if "pass" in message:
        code = re.search(r"pass (.*?), after `(.*)`$", message)
        names = {"images": IMAGES, "labels": LABELS}
        exec(code[2], names)
        assert evaluate(network, eval(code[1], names)).confusion.sum() == 5
