"""`make bench`: every benchmark in one run. Ratios are within the run; times are this machine's and this moment's."""

from benchmarks import loader, step, widgets


def main():
    """Print the training step, the loader and the widgets' redraw, one table each."""
    for benchmark in (step, loader, widgets):
        benchmark.main()
        print()


if __name__ == "__main__":
    main()
