"""The bug hunt: each bug is there, its network trains a little, and the taught tools find it where it is."""

import numpy as np
import pytest

from mlp import SGD, Trainer, TrainingDiverged, check_gradients, load_fashion_mnist
from mlp.data import Part
from mlp.exercises.chapter_05 import bug_hunt
from mlp.exercises.chapter_05.bugs import BUGS
from mlp.gradient_check import check_layer
from mlp.layers import Linear
from mlp.network import Network

NUMBERS = list(range(1, 11))
RIGHT, WRONG = 1e-6, 1e-3  # relative errors below the one are round-off, above the other they are mistakes


@pytest.fixture(scope="module")
def part():
    train = load_fashion_mnist().train
    return Part(train.images[:1000], train.labels[:1000])


@pytest.fixture(scope="module")
def costs():
    return {number: bug_hunt.cost(number) for number in NUMBERS}


def trained(network, part, steps, learning_rate=0.001):
    for start in range(0, 20 * steps, 20):
        network.loss_and_gradient(part.images[start : start + 20], part.labels[start : start + 20])
        SGD(learning_rate).step(network.parameters, network.gradient)
    return network


def suspicious(network, part):
    """What the chapter teaches: check each layer by itself, then the whole; what is left is the loss."""
    found = set()
    for layer in network.layers:
        width = layer.n_in if isinstance(layer, Linear) else 32
        x = np.random.default_rng(1).standard_normal((6, width))
        if check_layer(layer, x, samples=60).max_relative_error > WRONG:
            found.add(f"{type(layer).__name__}.backward")
    if found:
        return found
    try:
        with np.errstate(all="ignore"):
            whole = check_gradients(network, part.images[:30], part.labels[:30], samples=60).max_relative_error
    except ValueError:
        return {"loss.forward"}
    return {"loss.backward"} if whole > WRONG else set()


@pytest.mark.parametrize("number", NUMBERS)
def test_the_taught_tools_find_the_bug_where_it_is(number, part):
    network = bug_hunt.suspect(number)
    if number == 8:  # nothing has added up yet
        assert suspicious(network, part) == set()
        network = trained(network, part, steps=3)
    if number == 10:  # small scores hide it
        assert suspicious(network, part) == set()
        part = Part(1000 * part.images, part.labels)
    assert suspicious(network, part) == {BUGS[number].place}


@pytest.fixture(scope="module")
def ten(part):
    """One image of each class, as the chapter has them."""
    rows = [int(np.argmax(part.labels == label)) for label in range(10)]
    return Part(part.images[rows], part.labels[rows])


HIDDEN = (2, 8, 10)  # from ten images of a fresh network


@pytest.mark.parametrize("number", NUMBERS)
def test_the_first_step_of_the_hunt_sees_what_the_chapter_says(number, ten):
    errors = check_gradients(bug_hunt.suspect(number), ten.images, ten.labels).summary()["max_relative_error"]
    assert errors.max() < RIGHT if number in HIDDEN else errors.max() > 1e-2  # the chapter's scale of errors
    if number == 9:
        wrong = errors > WRONG
        assert list(wrong[wrong].index) == [f"layer {layer} Linear bias" for layer in (0, 2, 4)]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_thousand_times_larger_images_accuse_no_right_network(number, ten):
    report = check_gradients(bug_hunt._network(number, buggy=False), 1000 * ten.images, ten.labels)
    assert report.max_relative_error < RIGHT


@pytest.mark.parametrize("number", NUMBERS)
def test_the_right_class_in_its_place_is_innocent(number, part):
    network = trained(bug_hunt._network(number, buggy=False), part, steps=3)
    assert suspicious(network, part) == set()
    if number == 10:
        assert suspicious(network, Part(1000 * part.images, part.labels)) == set()


@pytest.mark.parametrize("number", [number for number in NUMBERS if number != 10])
def test_the_bug_changes_the_gradient_and_nothing_else(number, part):
    suspect, right = bug_hunt.suspect(number), bug_hunt._network(number, buggy=False)
    for network in (suspect, right):
        trained(network, part, steps=2, learning_rate=0)
    np.testing.assert_array_equal(suspect.forward(part.images), right.forward(part.images))
    assert np.abs(suspect.gradient - right.gradient).max() > 0.002 * np.abs(right.gradient).max()


def test_the_tenth_bug_changes_the_loss_of_large_scores_only(part):
    suspect, right = bug_hunt.suspect(10), bug_hunt._network(10, buggy=False)
    images, labels = part.images[:20], part.labels[:20]
    assert suspect.loss_and_gradient(images, labels) == pytest.approx(right.loss_and_gradient(images, labels), rel=1e-5)
    with np.errstate(all="ignore"):
        assert not np.isfinite(suspect.loss_and_gradient(1000 * images, labels))
    assert np.isfinite(right.loss_and_gradient(1000 * images, labels))


def test_ten_images_do_not_show_the_second_bug_and_eleven_do(part):
    network = bug_hunt.suspect(2)
    ten, eleven = (
        check_gradients(network, part.images[:n], part.labels[:n], samples=50).max_relative_error for n in (10, 11)
    )
    assert ten < RIGHT and eleven > WRONG


def test_only_the_biases_show_the_ninth_bug(part):
    summary = check_layer(bug_hunt.suspect(9).layers[2], np.random.default_rng(0).standard_normal((6, 32))).summary()
    errors = summary["max_relative_error"]
    assert errors["bias"] > 0.5 and errors[["x", "weight"]].max() < RIGHT


@pytest.mark.parametrize("number", NUMBERS)
def test_the_network_trains_a_little(number, part):
    """The loss of a fixed batch falls within ten small steps; the fifth comes to its end later, as documented."""
    network, bug = bug_hunt.suspect(number), BUGS[number]
    images, labels = part.images[:100], part.labels[:100]
    before = network.loss_and_gradient(images, labels)
    optimizer = SGD(0.01 if bug.scaling == "raw" else bug.learning_rate)
    losses = []
    for _ in range(10):
        losses.append(network.loss_and_gradient(images, labels))
        optimizer.step(network.parameters, network.gradient)
    assert np.all(np.isfinite(losses))
    assert min(losses) < before - 0.001


def test_what_the_bugs_cost(costs):
    """The sentences of the chapter: which bugs ruin a training, which only slow it, which nobody would notice."""
    gaps = {number: cost.right - cost.buggy for number, cost in costs.items()}
    assert [number for number, cost in costs.items() if cost.diverged is not None] == [5, 10]
    assert all(gaps[number] > 0.2 for number in (1, 2, 5, 6, 8, 10))
    assert all(0.02 < gaps[number] < 0.25 for number in (3, 4))
    assert all(abs(gaps[number]) < 0.02 for number in (7, 9))
    assert costs[5].diverged > 50 and costs[10].diverged == 0
    assert costs[5].losses and costs[5].losses[0] < 2.25  # ln 10 at the start: it has learned before


def test_the_words_on_a_cost():
    words = lambda *figures: bug_hunt.Cost(*figures).words()  # noqa: E731
    assert "loses more than 20 percentage points" in words(0.8, 0.3, None, (), "standardize")
    assert "loses about 7 percentage points" in words(0.8, 0.73, None, (), "standardize")
    assert "within 2 percentage points" in words(0.8, 0.81, None, (), "standardize")
    assert "with raw pixels" in words(0.5, 0.0, 3, (), "raw")
    assert "no longer a finite number" in words(0.5, 0.0, 3, (), "raw")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_right_accusation_explains_the_bug_and_a_wrong_one_gives_the_reason(number):
    bug = BUGS[number]
    verdict = bug_hunt.accuse(number, f" {bug.place.upper()} ")
    assert verdict and verdict.message.startswith(f"Right: {bug.place}. ")
    for part in (bug.what, bug.source, "After 300 steps", bug.lesson):
        assert part in verdict.message
    others = [place for place in bug_hunt.PLACES if place != bug.place]
    for place in others:
        verdict = bug_hunt.accuse(number, place)
        assert not verdict and verdict.message.startswith(f"Not {place}: ") and "only" not in verdict.message


def test_the_reasons_for_innocence():
    reasons = {place: bug_hunt.accuse(1, place).message for place in bug_hunt.PLACES}
    assert "below one in a million" in reasons["Linear.backward"]
    assert "Look at the other one" in reasons["ReLU.forward"]
    assert "made of Linear, ReLU and the loss" in reasons["Tanh.backward"]
    assert "its backward pass gives what the formula does" in reasons["loss.backward"]
    assert "each Linear gives what its formula says" in reasons["Linear.forward"]


def test_an_unknown_place_lists_those_there_are():
    verdict = bug_hunt.accuse(1, "softmax")
    assert not verdict
    for place in bug_hunt.PLACES:
        assert place in verdict.message


@pytest.mark.parametrize("number, words", [(0, "number is 0"), (11, "number is 11; expected"), ("1", "number is '1'")])
def test_an_unknown_number_is_refused(number, words):
    for function in (bug_hunt.suspect, bug_hunt.cost, lambda number: bug_hunt.accuse(number, "ReLU.backward")):
        with pytest.raises(ValueError, match=words):
            function(number)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_suspect_does_not_say_what_it_is(number):
    """Names, addresses and attributes are those of the right classes, and each call gives a new network."""
    suspect, right = bug_hunt.suspect(number), bug_hunt._network(number, buggy=False)
    assert type(suspect) is Network and suspect is not bug_hunt.suspect(number)
    for mine, other in zip([*suspect.layers, suspect.loss], [*right.layers, right.loss], strict=True):
        for name in ("__module__", "__name__", "__qualname__", "__doc__"):
            assert getattr(type(mine), name) == getattr(type(other), name)
        assert vars(mine).keys() == vars(other).keys()
    np.testing.assert_array_equal(suspect.parameters, right.parameters)


def test_a_suspect_can_be_trained_by_the_trainer(part):
    history = Trainer(bug_hunt.suspect(7), SGD(0.1), batch_size=50, progress=False).fit(part, epochs=2)
    assert history.loss[1] < history.loss[0]
    with pytest.raises(TrainingDiverged), np.errstate(all="ignore"):
        raw = Part(1000 * part.images, part.labels)
        Trainer(bug_hunt.suspect(10), SGD(0.1), batch_size=50, progress=False).fit(raw, epochs=1)
