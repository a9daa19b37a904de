"""Loading Fashion-MNIST, checked, split and scaled, against the floor: only decompressing the four files."""

import gzip

import numpy as np

from benchmarks.timing import interleaved, milliseconds, ratio
from mlp import load_fashion_mnist
from mlp.data.download import locate_files


def decompress_only():
    """What no loader of these files can avoid: decompress each and view its bytes as numbers."""
    for path in locate_files().values():
        np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8)


def main():
    """Print the median time of both and their ratio."""
    times = interleaved({"ours": load_fashion_mnist, "floor": decompress_only}, repeats=5, seconds=0)
    print("load_fashion_mnist(), with checksums, split and scaling, against decompressing the files: median ms")
    print(f"ours {milliseconds(times, 'ours'):.0f}, decompressing {milliseconds(times, 'floor'):.0f}, "
          f"ratio {ratio(times, 'ours', 'floor'):.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
