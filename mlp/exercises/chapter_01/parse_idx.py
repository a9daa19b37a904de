"""An exercise of chapter 01: read an IDX file by hand."""

import math
import struct

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def parse_idx(content):
    """Return the array in the bytes of an IDX file.

    content  bytes: the header (4 bytes, then 4 for each dimension), then one byte
             for each number
    returns  a uint8 array of the shape in the header: (n, 28, 28) for images, (n,)
             for labels
    """
    # BEGIN SOLUTION
    start = 4 + 4 * content[3]
    sizes = [int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4)]
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(sizes)
    # END SOLUTION


def case(rng, dimensions=3, first=5):
    """The bytes of a small file; `first` is the length of its first axis."""
    shape = (first, 2, 3, 2)[:dimensions]
    numbers = rng.integers(0, 256, shape, dtype=np.uint8)
    return (bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + numbers.tobytes(),)


def _sizes(content, order=">", count=None, start=4):
    count = content[3] if count is None else count
    return struct.unpack(f"{order}{count}I", content[start : start + 4 * count])


def _parsed(content, sizes=None, start=None, dtype=np.uint8, layout="C"):
    """`parse_idx` with one thing changed: the sizes, where the numbers start, their type, or the order of the axes."""
    sizes = _sizes(content) if sizes is None else sizes
    start = 4 + 4 * content[3] if start is None else start
    return np.frombuffer(content, dtype=dtype, offset=start).reshape(sizes, order=layout)


def _bytes_of_sizes(content, bytes_used):
    """The sizes, of which only some bytes are read; the fourth is the last."""
    return [sum(content[4 + 4 * i + b] << 8 * (3 - b) for b in bytes_used) for i in range(content[3])]


def _as_many_as_fit(content, start):
    sizes = _sizes(content)
    return np.frombuffer(content, dtype=np.uint8, offset=start, count=math.prod(sizes)).reshape(sizes)


def _sliced(content, start):
    return np.frombuffer(content[start:], dtype=np.uint8).reshape(_sizes(content))


def _three_sizes(content):
    return _parsed(content, sizes=_sizes(content, count=3), start=16)


def _first_four_bytes_as_dimensions(content):
    dimensions = int.from_bytes(content[:4], "big")
    sizes = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(dimensions)]
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * dimensions).reshape(sizes)


HEADER = "in general it has 4 bytes, and 4 for each dimension"
FIELDS = (
    "the sizes are read one field too early: the first four bytes are the magic number, the sizes stand from byte 4 on"
)
THREE = "three dimensions are read from every file: how many there are stands in byte 3, content[3] (labels: one)"

PARSE_IDX = Exercise(
    name="parse_idx",
    points=3,
    solution=parse_idx,
    case=case,
    vary={"dimensions": (1, 2, 4), "first": (1, 300, 70_000, 0)},
    because={
        ("dimensions", 2): "it reads files of two dimensions only: how many there are stands in byte 3, content[3]",
        (
            "dimensions",
            1,
        ): "it reads files of one dimension only: how many there are stands in byte 3, content[3], and each "
        "size has four bytes of its own",
        "dimensions": "it reads files of one number of dimensions and no others: how many there are stands in byte 3, "
        "content[3]",
    },
    outputs=("the array",),
    hints=(
        "Three steps: how many dimensions are there (byte 3)? How long is each (four bytes each, from byte 4 on)? "
        "Where do the numbers start?",
        'One size is `int.from_bytes(content[4:8], "big")`, the next one `content[8:12]`, and so on. The header is '
        "4 bytes long plus 4 for each dimension.",
        "`np.frombuffer(content, dtype=np.uint8, offset=...)` lays a flat array over the bytes from `offset` on; "
        "what is left is `.reshape(shape)`.",
    ),
    mistakes=(
        Mistake(
            lambda content: _parsed(content, sizes=_sizes(content, order="<")),
            "are the sizes read with the least significant byte first (little-endian)? They are big-endian",
        ),
        Mistake(
            lambda content: _parsed(content, sizes=_sizes(content, start=0)),
            FIELDS,
        ),
        Mistake(
            lambda content: _parsed(content, sizes=_sizes(content)[::-1]),
            "the sizes come in reversed order: the first size in the file is that of axis 0",
        ),
        Mistake(
            _first_four_bytes_as_dimensions,
            "the number of dimensions is byte 3 alone, content[3]: all of the first four bytes together are the magic "
            "number, 2051 for images",
        ),
        Mistake(
            lambda content: _parsed(content, sizes=_sizes(content, count=content[2]), start=4 + 4 * content[2]),
            "byte 2 is the type of the numbers (8 for uint8): the number of dimensions is byte 3, content[3]",
        ),
        Mistake(_three_sizes, THREE),
        Mistake(
            lambda content: np.frombuffer(content, dtype=np.uint8, offset=16).reshape(-1, 28, 28),
            "28 is written as a number: the sizes stand in the header, and labels have none of 28",
        ),
        Mistake(
            lambda content: np.frombuffer(content[16:], dtype=np.uint8).reshape(-1, 28, 28),
            "28 is written as a number: the sizes stand in the header, and labels have none of 28",
        ),
        Mistake(
            lambda content: np.frombuffer(content, dtype=np.uint8),
            "the header is part of what comes back, and the shape is missing: the header has 4 bytes, and 4 for each "
            "dimension, and the numbers start after it",
        ),
        Mistake(
            lambda content: _parsed(content, dtype=np.uint16),
            "np.uint16 takes two bytes for one number: each number is one byte, np.uint8",
        ),
        Mistake(
            lambda content: _parsed(content, sizes=[sum(content[4 + 4 * i : 8 + 4 * i]) for i in range(content[3])]),
            "the four bytes of a size are added up: the first counts 256³, then 256², 256 and 1",
        ),
        Mistake(
            lambda content: _parsed(content, sizes=(-1, 28, 28)),
            "28 is written as a number: the sizes stand in the header, and labels have none of 28",
        ),
        Mistake(
            lambda content: _parsed(content, start=0),
            "do the numbers start at byte 0? The header comes first: 4 bytes, and 4 for each dimension",
        ),
        Mistake(
            lambda content: _parsed(content, start=4),
            "do the numbers start at byte 4? The sizes stand there, 4 bytes for each dimension",
        ),
        Mistake(
            lambda content: _as_many_as_fit(content, 4),
            "do the numbers start at byte 4? The sizes stand there, 4 bytes for each dimension",
        ),
        Mistake(
            lambda content: _as_many_as_fit(content, 0),
            "do the numbers start at byte 0? The header comes first: 4 bytes, and 4 for each dimension",
        ),
        Mistake(
            lambda content: _as_many_as_fit(content, 8),
            f"do the numbers start at byte 8? So they do with one dimension; {HEADER}",
        ),
        Mistake(
            lambda content: _as_many_as_fit(content, 4 * content[3]),
            "do the numbers start 4 bytes too early? In front of the sizes stand the first 4 bytes: 4 + 4 * dimensions",
        ),
        Mistake(
            lambda content: _parsed(content, start=4 * content[3]),
            "do the numbers start 4 bytes too early? In front of the sizes stand the first 4 bytes: 4 + 4 * dimensions",
        ),
        Mistake(
            lambda content: _parsed(content, start=16),
            f"is the header taken to be 16 bytes long? It is with three dimensions; {HEADER}",
        ),
        Mistake(
            lambda content: _sliced(content, 16),
            f"is the header taken to be 16 bytes long? It is with three dimensions; {HEADER}",
        ),
        Mistake(
            lambda content: _sliced(content, 8),
            f"is the header taken to be 8 bytes long? It is with one dimension; {HEADER}",
        ),
        Mistake(
            lambda content: _as_many_as_fit(content, 16),
            f"is the header taken to be 16 bytes long? It is with three dimensions; {HEADER}",
        ),
        Mistake(
            lambda content: _parsed(content, start=8),
            f"is the header taken to be 8 bytes long? It is with one dimension; {HEADER}",
        ),
        Mistake(
            lambda content: _parsed(content, start=5 + 4 * content[3]),
            "the numbers begin one byte late: the first one is lost; the header has 4 bytes, and 4 for each dimension",
        ),
        Mistake(
            lambda content: _parsed(content, start=3 + 4 * content[3]),
            "the numbers begin one byte too early: the header has 4 bytes, and 4 for each dimension",
        ),
        Mistake(
            lambda content: _parsed(content, sizes=_bytes_of_sizes(content, [3])),
            "is only one byte of each size read? A size above 255 needs all four",
        ),
        Mistake(
            lambda content: _parsed(content, sizes=_bytes_of_sizes(content, [0])),
            "is only the first byte of each size read, which is 0 for all sizes that are not enormous? A size has four",
        ),
        Mistake(
            lambda content: _parsed(content, sizes=_bytes_of_sizes(content, [2, 3])),
            "are only the last two bytes of each size read? A size above 65,535 needs all four",
        ),
        Mistake(
            lambda content: _parsed(content, layout="F"),
            'is there an order="F" in the reshape? In the file the last index runs fastest, which is NumPy\'s default',
        ),
        Mistake(
            lambda content: _parsed(content).T,
            "a transpose too many (.T): the file has its axes in the right order, and reshape(sizes) keeps them",
        ),
        Mistake(
            lambda content: _parsed(content, dtype=np.int8),
            "int8 is signed, from -128 to 127, so a pixel of 200 comes out as -56; np.uint8 runs from 0 to 255",
        ),
        Mistake(
            lambda content: _parsed(content) / 255,
            "the numbers are divided by 255: scaling comes later, here the bytes are wanted as they are",
        ),
        Mistake(
            lambda content: _parsed(content).ravel(),
            "is the .reshape(shape) at the end missing?",
        ),
        Mistake(
            lambda content: np.array(list(content[4 + 4 * content[3] :])).reshape(_sizes(content)),
            "the bytes are numbers already: is a dtype=np.uint8 missing?",
        ),
        Mistake(
            lambda content: content[4 + 4 * content[3] :],
            "these are bytes, not an array yet: np.frombuffer makes one of them",
        ),
        Mistake(
            lambda content: np.array(_sizes(content)),
            "these are the sizes from the header: the numbers that follow it are wanted, in that shape",
        ),
        Mistake(
            lambda content: _sizes(content),
            "these are the sizes from the header: the numbers that follow it are wanted, in that shape",
        ),
    ),
    proves="your code reads files of any shape, so it reads all four files of Fashion-MNIST, and MNIST's too.",
)
