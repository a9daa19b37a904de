"""Checks at the door: each says what it got, what it expected and what to do.

arrays     images, labels, rows of numbers, and parts of the data that hold both
settings   numbers, counts, choices
paths      of files and folders
places     where the course's own files are, in a clone and in a wheel
threads    how many make matrix products
"""

from mlp.checks.arrays import (
    as_array,
    check_data,
    check_image,
    check_images,
    check_labels,
    check_part,
    check_rows,
    how_to_reshape,
    write_into,
)
from mlp.checks.paths import check_file, check_path
from mlp.checks.settings import check_choice, check_count, check_dtype, check_number

__all__ = [
    "as_array",
    "check_choice",
    "check_count",
    "check_data",
    "check_dtype",
    "check_file",
    "check_image",
    "check_images",
    "check_labels",
    "check_number",
    "check_part",
    "check_path",
    "check_rows",
    "how_to_reshape",
    "write_into",
]
