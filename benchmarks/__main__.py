"""`make bench`: every benchmark in one run. Ratios are within the run; times are this machine's and this moment's."""

from benchmarks import loader, step, training, variants, widgets


def main():
    """Print the training step, its variants, the loader, a whole training and the widgets' redraw, one table each."""
    for benchmark in (step, variants, loader, training, widgets):
        benchmark.main()
        print()


if __name__ == "__main__":
    main()
