"""Read an IDX file, the format of MNIST and Fashion-MNIST, byte by byte.

An IDX file is a header and then the numbers, row after row, with nothing between them:

    bytes 0-1   two zeros
    byte  2     the type of the numbers: 08 means unsigned bytes, 0 to 255
    byte  3     how many dimensions the array has: 1 for labels, 3 for images
    then        one size per dimension, four bytes each, the most significant byte first ("big-endian")
    then        the numbers themselves

Source: the section on file formats of http://yann.lecun.com/exdb/mnist/.
"""

import gzip
import io
import math
import struct
import zlib

import numpy as np

from mlp.checks import check_file

TYPES = {  # byte 2 of an IDX file
    0x08: "unsigned bytes",
    0x09: "signed bytes",
    0x0B: "16-bit integers",
    0x0C: "32-bit integers",
    0x0D: "32-bit floats",
    0x0E: "64-bit floats",
}
STARTS = {  # of files that people take for IDX files, and what to do with them
    b"<": "a web page, such as a server's error: fetch the file again",
    b"PK": "a zip archive: unpack it first",
    b"\x93NUMPY": "a NumPy file: np.load reads it",
    b"version https://git-lfs": "a Git LFS pointer: `git lfs pull` fetches the file itself",
}


def read_idx(path):
    """Return the array in the IDX file at `path`, gzip-compressed or plain.

    The array is uint8 and has the shape that the header gives: (n,) for labels, (n, 28, 28) for images,
    whose pixels run from 0 (background) to 255.

    Raises FileNotFoundError when there is no file, and ValueError, naming the file, what was found and what
    was expected, when it is damaged: cut short, too long, or not an IDX file of unsigned bytes, the most significant
    byte of each size first.
    """
    content = decompress(check_file("path", path).read_bytes(), path)
    return parse_idx(content, path).copy()  # a copy, because an array laid over `bytes` cannot be changed


def decompress(raw, source):
    """Return the decompressed bytes of `raw`, or `raw` itself where it is not gzip.

    Raises ValueError, naming `source`, when the gzip data are cut short or damaged.
    """
    if raw[:2] != b"\x1f\x8b":  # every gzip file starts with these two bytes
        return raw
    try:
        with gzip.open(io.BytesIO(raw)) as file:
            return file.read()
    except EOFError:
        raise ValueError(
            f"{source} is cut short: its {len(raw):,} bytes stop before the end of the gzip data; "
            "expected a whole file: fetch it again"
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{source} is damaged: {error}; expected a sound gzip file: fetch it again") from None


def parse_idx(content, source):
    """Return the array in the decompressed bytes of an IDX file: a read-only uint8 view of those bytes.

    Raises ValueError, naming `source`, as `read_idx` does.
    """
    _check_start(content, source)
    dimensions = content[3]
    header = 4 + 4 * dimensions
    if len(content) < header:
        raise ValueError(
            f"{source} is cut short: it holds {len(content)} bytes; expected {header} for its header alone: "
            "fetch it again"
        )
    shape = struct.unpack(f">{dimensions}I", content[4:header])  # ">" big-endian, "I" four bytes, unsigned
    size = math.prod(shape)
    if size == 0:
        raise ValueError(f"{source} has the shape {shape} in its header; expected at least one number")
    if len(content) != header + size:
        swapped = struct.unpack(f"<{dimensions}I", content[4:header])
        if len(content) == header + math.prod(swapped):
            raise ValueError(
                f"{source} gives its shape {swapped} with the least significant byte of each size first; expected the "
                f"most significant one first: write the header with struct.pack('>{dimensions}I', *shape)"
            )
        fault = "cut short" if len(content) < header + size else "too long"
        raise ValueError(
            f"{source} is {fault}: it holds {len(content):,} bytes; expected {header + size:,} "
            f"for the shape {shape} in its header: fetch it again"
        )
    return np.frombuffer(content, dtype=np.uint8, offset=header).reshape(shape)


def _check_start(content, source):
    """Raise ValueError unless the first four bytes announce unsigned bytes in one, two or three dimensions."""
    start = content[:4]
    if len(start) == 4 and start[:3] == b"\x00\x00\x08" and start[3] in (1, 2, 3):
        return
    if len(content) < 4:
        raise ValueError(f"{source} is cut short: it holds {len(content)} bytes; expected a whole file: fetch it again")
    if start[:2] == b"\x00\x00" and start[2] in TYPES and start[2] != 0x08:
        raise ValueError(
            f"{source} is an IDX file of {TYPES[start[2]]} (type {start[2]:02x}); expected unsigned bytes (type 08), "
            "which hold labels and pixels from 0 to 255: write it again from array.astype(np.uint8)"
        )
    if start[2:] == b"\x00\x00" and start[1] in TYPES:
        raise ValueError(
            f"{source} starts with the bytes '{start.hex(' ')}', the least significant one first; expected "
            f"'{start[::-1].hex(' ')}': write the header's numbers as struct.pack('>I', number) does"
        )
    kinds = [kind for known, kind in STARTS.items() if content.startswith(known)]
    raise ValueError(
        f"{source} starts with the bytes '{start.hex(' ')}'; expected '00 00 08', which announce unsigned bytes, and "
        f"then '01', '02' or '03', the number of dimensions: "
        + (f"it is {kinds[0]}" if kinds else "it is not an IDX file of images or labels")
    )
