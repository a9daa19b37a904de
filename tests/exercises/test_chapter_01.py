"""The checks of chapter 01: the solutions pass, and typical mistakes are refused with their actual cause."""

import numpy as np
import pytest

from mlp.exercises import check, exercises
from mlp.exercises.chapter_01.parse_idx import PARSE_IDX, parse_idx
from mlp.exercises.chapter_01.split_indices import SPLIT_INDICES, split_indices
from mlp.exercises.chapter_01.standardize import STANDARDIZE, standardize
from mlp.exercises.checking.judge import judge

EXERCISES = (PARSE_IDX, STANDARDIZE, SPLIT_INDICES)


# What learners write, not the module's own examples of mistakes: other code, the same slip.
def idx_little_endian(content):
    shape = np.frombuffer(content[4 : 4 + 4 * content[3]], dtype="<u4")
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(shape)


def idx_with_header(content):
    shape = np.frombuffer(content[4 : 4 + 4 * content[3]], dtype=">u4")
    return np.frombuffer(content, np.uint8).reshape(shape)


def idx_sizes_as_numbers(content):
    shape = np.frombuffer(content[4 : 4 + 4 * content[3]], dtype=">u4")
    return np.frombuffer(content[4:], np.uint8).reshape(shape)


def idx_always_images(content):
    shape = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(content[3])]
    return np.frombuffer(content, np.uint8)[16:].reshape(shape)


def idx_always_labels(content):
    shape = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(content[3])]
    return np.frombuffer(content, np.uint8)[8:].reshape(shape)


def idx_small_sizes(content):
    shape = [content[7 + 4 * i] for i in range(content[3])]
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(shape)


def idx_fortran(content):
    array = parse_idx(content)
    return array.ravel().reshape(array.shape, order="F")


def idx_signed(content):
    return parse_idx(content).view(np.int8)


def idx_flat(content):
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3])


def idx_list(content):
    return np.array(list(content[4 + 4 * content[3] :])).reshape(parse_idx(content).shape)


def idx_28(content):
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(-1, 28, 28)


def scale_by_all(train, validation):
    both = np.vstack([train, validation])
    mean = both.mean(axis=0)
    return (train - mean) / (both - mean).std(), (validation - mean) / (both - mean).std()


def scale_each(train, validation):
    return tuple((part - part.mean(axis=0)) / (part - part.mean(axis=0)).std() for part in (train, validation))


def scale_scalar_mean(train, validation):
    return (train - np.mean(train)) / np.std(train), (validation - np.mean(train)) / np.std(train)


def scale_axis_1(train, validation):
    train = train - train.mean(axis=1).reshape(-1, 1)
    return train / train.std(), (validation - validation.mean(axis=1).reshape(-1, 1)) / train.std()


def scale_per_pixel(train, validation):
    return (train - train.mean(0)) / train.std(0), (validation - train.mean(0)) / train.std(0)


def scale_std_first(train, validation):
    deviation = np.std(train)
    return (train - train.mean(0)) / deviation, (validation - train.mean(0)) / deviation


def scale_variance(train, validation):
    variance = np.mean((train - train.mean(0)) ** 2)
    return (train - train.mean(0)) / variance, (validation - train.mean(0)) / variance


def scale_in_place(train, validation):
    mean = train.mean(axis=0)
    train -= mean
    validation -= mean
    return train / train.std(), validation / train.std()


def scale_only_centred(train, validation):
    return train - train.mean(0), validation - train.mean(0)


def scale_one_result(train, validation):
    return standardize(train, validation)[0]


def scale_float64(train, validation):
    return standardize(train.astype(float), validation.astype(float))


def split_at_random(labels, per_class, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    n = per_class * len(set(labels.tolist()))
    return order[n:], order[:n]


def split_keeping_all(labels, per_class, seed):
    return np.arange(len(labels)), split_indices(labels, per_class, seed)[1]


def split_swapped(labels, per_class, seed):
    train, validation = split_indices(labels, per_class, seed)
    return validation, train


def split_first_rows(labels, per_class, seed):
    chosen = np.concatenate([np.flatnonzero(labels == label)[:per_class] for label in np.unique(labels)])
    return np.setdiff1d(np.arange(len(labels)), chosen), chosen


def split_unseeded(labels, per_class, seed):
    rng = np.random.default_rng()
    chosen = [rng.permutation(np.flatnonzero(labels == label))[:per_class] for label in np.unique(labels)]
    return np.setdiff1d(np.arange(len(labels)), np.concatenate(chosen)), np.concatenate(chosen)


def split_own_seed(labels, per_class, seed):
    return split_indices(labels, per_class, 42)


def split_with_replacement(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    chosen = [rng.choice(np.flatnonzero(labels == label), size=per_class) for label in np.unique(labels)]
    return np.setdiff1d(np.arange(len(labels)), np.concatenate(chosen)), np.concatenate(chosen)


def split_wrong_rows(labels, per_class, seed):
    rng, chosen = np.random.default_rng(seed), np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        chosen[rng.permutation(len(rows))[:per_class]] = True
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)


def split_masks(labels, per_class, seed):
    chosen = np.zeros(len(labels), dtype=bool)
    chosen[split_indices(labels, per_class, seed)[1]] = True
    return ~chosen, chosen


def split_losing_rows(labels, per_class, seed):
    train, validation = split_indices(labels, per_class, seed)
    return train[: -len(validation)], validation


def split_labels(labels, per_class, seed):
    train, validation = split_indices(labels, per_class, seed)
    return labels[train], labels[validation]


def split_lists(labels, per_class, seed):
    train, validation = split_indices(labels, per_class, seed)
    return train.tolist(), validation.tolist()


MISTAKES = [  # exercise, the learner's answer, what its sentence must say
    ("parse_idx", idx_little_endian, "big-endian"),
    ("parse_idx", idx_with_header, "start at byte 0"),
    ("parse_idx", idx_sizes_as_numbers, "start at byte 4"),
    ("parse_idx", idx_always_images, "16 bytes long"),
    ("parse_idx", idx_always_labels, "8 bytes long"),
    ("parse_idx", idx_small_sizes, "above 255 needs all four"),
    ("parse_idx", idx_fortran, 'order="F"'),
    ("parse_idx", idx_signed, "int8 is signed"),
    ("parse_idx", idx_flat, ".reshape(shape)"),
    ("parse_idx", idx_list, "dtype=np.uint8"),
    ("parse_idx", idx_28, "28 is written as a number"),
    ("standardize", scale_by_all, "leak"),
    ("standardize", scale_each, "of its own"),
    ("standardize", scale_scalar_mean, "axis=0) is the mean image"),
    ("standardize", scale_axis_1, "axis=1"),
    ("standardize", scale_per_pixel, "per pixel"),
    ("standardize", scale_std_first, "before the mean image was subtracted"),
    ("standardize", scale_variance, "square root"),
    ("standardize", scale_in_place, "changed its input"),
    ("standardize", scale_only_centred, "division by the standard deviation missing"),
    ("standardize", scale_one_result, "expected 2"),
    ("standardize", scale_float64, "float64, expected float32"),
    ("split_indices", split_at_random, "from all classes at once"),
    ("split_indices", split_keeping_all, "are all rows in the training part"),
    ("split_indices", split_swapped, "swapped"),
    ("split_indices", split_first_rows, "without a random order"),
    ("split_indices", split_unseeded, "seed missing"),
    ("split_indices", split_own_seed, "seed written as a number"),
    ("split_indices", split_with_replacement, "with replacement"),
    ("split_indices", split_wrong_rows, "place within the class"),
    ("split_indices", split_masks, "np.flatnonzero"),
    ("split_indices", split_losing_rows, "in neither part"),
    ("split_indices", split_labels, "are these labels"),
    ("split_indices", split_lists, "a pair with a list"),
]


@pytest.fixture(autouse=True)
def as_a_learner(monkeypatch):
    for variable in ("MLP_CHECK_STRICT", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
class TestEveryExercise:
    def test_is_found_by_its_name(self, exercise):
        assert exercises()[exercise.name] is exercise

    def test_the_stub_is_not_started_yet(self, exercise):
        def stub(*inputs):
            raise NotImplementedError

        assert judge(exercise, stub).message.startswith("Not started yet")

    def test_a_function_without_return_is_not_started_yet(self, exercise):
        assert judge(exercise, lambda *inputs: None).message.startswith("Not started yet")

    def test_strict_raises(self, exercise, monkeypatch):
        monkeypatch.setenv("MLP_CHECK_STRICT", "1")
        with pytest.raises(AssertionError, match="Not yet"):
            judge(exercise, exercise.mistakes[0].wrong)


@pytest.mark.parametrize(("name", "answer", "cause"), MISTAKES, ids=[answer.__name__ for _, answer, _ in MISTAKES])
def test_a_typical_mistake_is_refused_and_its_cause_named(name, answer, cause):
    verdict = getattr(check, name)(answer)
    assert not verdict
    assert cause in verdict.message, verdict.message


def other_parse_idx(content):
    shape = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(content[3])]
    return np.array(list(content[4 + 4 * content[3] :]), dtype=np.uint8).reshape(shape)


def other_standardize(train, validation):
    train, validation = train / 255, validation / 255  # a scaling before makes no difference
    mean = np.mean(train, axis=0, keepdims=True)
    deviation = np.sqrt(np.mean(np.square(train - mean)))
    return (train - mean) / deviation, (validation - mean) / deviation


def other_split_indices(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    order, taken = rng.permutation(len(labels)), dict.fromkeys(labels.tolist(), 0)
    train, validation = [], []
    for row in order:
        taken[labels[row]] += 1
        (validation if taken[labels[row]] <= per_class else train).append(row)
    return np.array(train), np.array(validation)


@pytest.mark.parametrize("answer", [other_parse_idx, other_standardize, other_split_indices])
def test_another_right_way_passes_too(answer):
    verdict = getattr(check, answer.__name__.removeprefix("other_"))(answer)
    assert verdict, verdict.message
