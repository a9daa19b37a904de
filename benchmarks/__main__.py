"""`make bench`: every benchmark in one run. Ratios are within the run; times are this machine's and this moment's."""

from benchmarks import convolution, loader, step, training, variants, widgets


def main():
    """Print the tables: the step, its variants, a convolutional net's, the loader, a whole training, the widgets."""
    for benchmark in (step, variants, convolution, loader, training, widgets):
        benchmark.main()
        print()


if __name__ == "__main__":
    main()
