"""Searching hyper-parameters: make trials, run them, several at a time if you like, and get one table.

    from mlp.search import LogUniform, grid, random_trials, run_trials, halving

    trials = grid({"learning_rate": [0.01, 0.1], "hidden_sizes": [[128, 64], [64, 32]]}, batch_size=200)
    trials = random_trials({"learning_rate": LogUniform(1e-4, 1)}, n=21, seed=0, hidden_sizes=[128, 64])

    results = run_trials(trials, data, seeds=(0, 1, 2), jobs=2, file="results.jsonl", iterations=2000)
    results = halving(trials, data, iterations=(220, 660, 2000), keep=1 / 3, jobs=2)

A trial is a dict of plain data, and `train_trial` says what may be in it. `results` is a pandas.DataFrame with one row
per trial and seed. Its columns named in HISTORY hold lists, one number per entry of the training's history:
`results.explode(list(HISTORY))` gives the curves, a row per entry.

An experiment of your own is a function (settings, data, seed, …) -> dict of plain data, passed as function=…: the
dict's entries become columns. It gets data.train, data.validation and data.transform, in arrays that cannot be
written to. Its further keywords are the options that you pass to `run_trials`, and, if you pass a folder, folder=….

    def width_and_depth(settings, data, seed, iterations):
        ...
        return {"validation_accuracy": 0.87, "parameters": 109386}

    results = run_trials([{"width": 128}, {"width": 256}], data, function=width_and_depth, iterations=500)

    spaces      grid, random_trials and what they draw from
    training    train_trial: from plain settings to a trained network
    identities  what tells one run from another
    results     the file and the table
    sharing     one copy of the data
    parallel    runs in several processes, some of which may die
    run         run_trials
    halving     successive halving
"""

from mlp.search.halving import halving
from mlp.search.results import HISTORY, read_results
from mlp.search.run import run_trials
from mlp.search.spaces import Choice, IntegerRange, LogUniform, Uniform, grid, random_trials
from mlp.search.training import train_trial

__all__ = [
    "HISTORY",
    "Choice",
    "IntegerRange",
    "LogUniform",
    "Uniform",
    "grid",
    "halving",
    "random_trials",
    "read_results",
    "run_trials",
    "train_trial",
]
