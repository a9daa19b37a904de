"""Build the notebooks from their sources: `python -m mlp.course build [NN ...] [--check]`."""
