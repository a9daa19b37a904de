"""Loading Fashion-MNIST: checked, split and scaled anew, or from the file that kernels share (mlp/data/mapped.py).

The floor of the first: only decompressing the four files.
"""

import gzip

import numpy as np

from benchmarks.timing import interleaved, milliseconds, ratio
from mlp import load_fashion_mnist
from mlp.data.download import locate_files


def decompress_only():
    """What no loader of these files can avoid: decompress each and view its bytes as numbers."""
    for path in locate_files().values():
        np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8)


def anew():
    """The same work as with the default arguments, for a split that is in no shared file."""
    return load_fashion_mnist(seed=1)


def main():
    """Print the median time of both and their ratio."""
    times = interleaved({"ours": anew, "shared": load_fashion_mnist, "floor": decompress_only}, repeats=5, seconds=0)
    print("load_fashion_mnist(), with checksums, split and scaling, against decompressing the files: median ms")
    ours, floor, shared = (milliseconds(times, name) for name in ("ours", "floor", "shared"))
    print(f"ours {ours:.0f}, decompressing {floor:.0f}, ratio {ratio(times, 'ours', 'floor'):.2f}; shared {shared:.0f}")


if __name__ == "__main__":
    main()
