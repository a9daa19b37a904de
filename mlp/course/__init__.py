"""Build the notebooks from their sources, and copy them for a learner: `python -m mlp.course --help`."""
