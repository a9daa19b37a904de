"""The first exercise of chapter 01: read an IDX file by hand.

Its other two, scaling and splitting, are in `chapter_01_standardize` and `chapter_01_split`.
"""

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
    dimensions = content[3]
    sizes = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(dimensions)]
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * dimensions).reshape(sizes)
    # END SOLUTION


def _with(content, order=">", start=None, dtype=np.uint8, layout="C"):
    """`parse_idx` with one thing changed: the bytes' order, where the numbers start, their type, or the axes."""
    header = 4 + 4 * content[3]
    shape = struct.unpack(f"{order}{content[3]}I", content[4:header])
    start = header if start is None else start
    return np.frombuffer(content[start:], dtype=dtype).reshape(shape, order=layout)


def one_byte_per_size(content):
    sizes = [content[4 + 4 * i + 3] for i in range(content[3])]
    return np.frombuffer(content[4 + 4 * content[3] :], dtype=np.uint8).reshape(sizes)


def idx_files(rng):
    """The bytes of small IDX files of one, two and three dimensions; the last holds no number at all."""
    for shape in [(3, 4, 5), (7,), (300,), (2, 6), (0,)]:
        numbers = rng.integers(0, 256, shape, dtype=np.uint8)
        yield (bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + numbers.tobytes(),)


PARSE_IDX = Exercise(
    name="parse_idx",
    points=3,
    solution=parse_idx,
    cases=idx_files,
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
            lambda content: _with(content, order="<"),
            "are the sizes read with the least significant byte first? They are big-endian",
        ),
        Mistake(
            lambda content: _with(content, start=0),
            "do the numbers start at byte 0? The header comes first: 4 bytes, and 4 for each dimension",
        ),
        Mistake(
            lambda content: _with(content, start=4),
            "do the numbers start at byte 4? The sizes stand there, 4 bytes for each dimension",
        ),
        Mistake(
            lambda content: _with(content, start=16),
            "is the header taken to be 16 bytes long? It is with three dimensions; in general 4, and 4 per dimension",
        ),
        Mistake(
            lambda content: _with(content, start=8),
            "is the header taken to be 8 bytes long? It is with one dimension; in general 4, and 4 per dimension",
        ),
        Mistake(
            one_byte_per_size,
            "is only one byte of each size read? A size above 255 needs all four",
        ),
        Mistake(
            lambda content: _with(content, layout="F"),
            'is there an order="F" in the reshape? In the file the last index runs fastest, which is NumPy\'s default',
        ),
        Mistake(
            lambda content: _with(content, dtype=np.int8),
            "int8 is signed, from -128 to 127, so a pixel of 200 comes out as -56; np.uint8 runs from 0 to 255",
        ),
        Mistake(
            lambda content: _with(content).ravel(),
            "is the .reshape(shape) at the end missing?",
        ),
        Mistake(
            lambda content: np.array(list(content[4 + 4 * content[3] :])).reshape(parse_idx(content).shape),
            "the bytes are numbers already: is a dtype=np.uint8 missing?",
        ),
    ),
    proves="your code reads files of any shape, so it reads all four files of Fashion-MNIST, and MNIST's too.",
)
