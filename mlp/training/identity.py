"""What makes a training this one and no other, as texts: two that differ in anything that counts differ here too."""

import zlib

import numpy as np


def fingerprint(part):
    """The number of images of `part` (`.images`, `.labels`) and the checksums of both, to the last pixel; "none"."""
    if part is None:
        return "none"
    images, labels = (checksum(np.asarray(array)) for array in (part.images, part.labels))
    return f"{len(part.labels)} images, checksums {images} {labels}"


def checksum(array):
    """Eight digits that differ, in all likelihood, for arrays of other bytes. A second for 4 GB."""
    return f"{zlib.crc32(np.ascontiguousarray(array)):08x}"
