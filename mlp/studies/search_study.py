"""The searches of chapter 10, run once and kept: grid, random and successive halving over the same four settings.

    OPENBLAS_NUM_THREADS=1 python -m mlp.studies.search_study

writes data/reports/course_search/<part>.jsonl, one line per training (where nothing else is said, of 1,000 steps, on
50,000 standardised images, judged on the other 10,000). What is in a file is not trained again, so the command can be
stopped at any time; to start from nothing, delete the files. A dozen minutes of one core.

grid            72 trainings: 6 learning rates, 3 momenta, 2 penalties, 2 sizes
random          72 draws from the box that the grid spans, rates and penalties on a log scale
halving_grid    the grid's 72, halved at a quarter of its cost
halving_random  288 draws, the first 72 of them those of `random`, halved at the grid's cost
seeds           one setting from a hundred seeds, 300 steps each, judged by two halves of the validation images
finalists       the grid's ten best and the winners of the other three, trained anew from three other seeds
topologies      report 001's nine shapes of sigmoids, with its settings, three seeds, 4,000 steps each
"""

from pathlib import Path

from mlp.checks import check_choice
from mlp.data import load_fashion_mnist
from mlp.evaluation import evaluate
from mlp.network import build_mlp
from mlp.search import Choice, LogUniform, Uniform, grid, halving, random_trials, read_results, run_trials, train_trial
from mlp.training.optimizers import SGD
from mlp.training.trainer import Trainer

FOLDER = Path(__file__).parents[2] / "data" / "reports" / "course_search"
PARTS = ("grid", "random", "halving_grid", "halving_random", "seeds", "finalists", "topologies")
SETTINGS = ["learning_rate", "momentum", "l2", "hidden_sizes"]  # those that are searched
VALIDATION = 10_000
ITERATIONS, RUNGS = 1000, (100, 300, 1000)
GRID = {
    "learning_rate": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
    "momentum": [0.0, 0.5, 0.9],
    "l2": [1e-5, 1e-3],
    "hidden_sizes": [[64, 48], [128, 64]],
}
SPACE = {
    "learning_rate": LogUniform(0.003, 1.0),
    "momentum": Uniform(0.0, 0.9),
    "l2": LogUniform(1e-5, 1e-3),
    "hidden_sizes": Choice([[64, 48], [128, 64]]),
}
SHAPES = [[50, 50], [25, 50], [50, 25], [50, 100], [100, 50], [20, 30, 50], [33, 33, 33], [50, 30, 20], [100]]
# Its learning rate is 0.5, its momentum an average whose steps are a tenth as long: see mlp.reports.report_001.
SIGMOIDS = {"activation": "sigmoid", "learning_rate": 0.05, "momentum": 0.9, "l2": 1e-4, "batch_size": 64}
OFTEN = {"hidden_sizes": [128, 64], "learning_rate": 0.1, "momentum": 0.5, "l2": 1e-5, "batch_size": 128}


def read_study(part):
    """The stored results of one of PARTS, a pandas.DataFrame with one row per training; see `mlp.search.read_results`.

    In the two parts of halving, `iterations` is the number of steps at which the row's rung ends.
    Raises ValueError for another name, FileNotFoundError where the course is installed without its data.
    """
    return read_results(FOLDER / f"{check_choice('part', part, PARTS)}.jsonl")


def study_trial(settings, data, seed, iterations, record_every=100, folder=None):
    """`train_trial`, with four digits of what the chapter shows: the accuracy, and the curves of it and of the loss."""
    result = train_trial(settings, data, seed, iterations, record_every=record_every, folder=folder)
    curves = ("history_loss", "history_validation_accuracy")
    return {
        "validation_accuracy": round(result["validation_accuracy"], 4),
        "history_iteration": result["history_iteration"],
        **{name: [round(number, 4) for number in result[name]] for name in curves},
    }


def judged_twice(settings, data, seed, iterations):
    """Train, and return the accuracy on every second validation image, and that on the others."""
    network = build_mlp([784, *settings["hidden_sizes"], 10], seed=seed)
    optimizer = SGD(settings["learning_rate"], settings["momentum"])
    trainer = Trainer(network, optimizer, settings["batch_size"], l2=settings["l2"], seed=seed, progress=False)
    trainer.begin(data.train, iterations=iterations)
    while not trainer.done:
        trainer.advance()
    right = evaluate(network, data.validation).predictions == data.validation.labels
    return {"first_half": round(right[::2].mean(), 4), "second_half": round(right[1::2].mean(), 4)}


def best_settings(table, n=1):
    """The settings of the `n` best rows that were trained to the end, a list of trials, the best first."""
    whole = table[(table.status == "done") & (table.iterations == ITERATIONS)]
    best = whole.sort_values("validation_accuracy", ascending=False, kind="stable").head(n)
    return [{name: row[name] for name in (*SETTINGS, "batch_size")} for row in best.to_dict("records")]


def halving_cost(table):
    """How many steps a stored halving has trained, an int: each rung only goes on from the one before."""
    return int(sum(steps - dict(zip(RUNGS, (0, *RUNGS)))[steps] for steps in table.iterations))


def _winners():
    """The grid's ten best, then those of the other searches that are not among them."""
    found = best_settings(read_study("grid"), 10)
    for part in ("random", "halving_grid", "halving_random"):
        found += [trial for trial in best_settings(read_study(part)) if trial not in found]
    return found


def main():
    """Run what is missing, part by part."""
    data = load_fashion_mnist(validation=VALIDATION)
    every = grid(GRID, batch_size=128)
    draws = random_trials(SPACE, 288, batch_size=128)
    shapes = grid({"hidden_sizes": SHAPES}, **SIGMOIDS)
    full = {"function": study_trial, "iterations": ITERATIONS}
    run_trials(every, data, file=FOLDER / "grid.jsonl", **full)
    halving(every, data, RUNGS, function=study_trial, file=FOLDER / "halving_grid.jsonl")
    run_trials(draws[:72], data, file=FOLDER / "random.jsonl", **full)
    halving(draws, data, RUNGS, function=study_trial, file=FOLDER / "halving_random.jsonl")
    run_trials([OFTEN], data, function=judged_twice, seeds=range(100), file=FOLDER / "seeds.jsonl", iterations=RUNGS[1])
    run_trials(_winners(), data, seeds=(1, 2, 3), file=FOLDER / "finalists.jsonl", **full)
    long = {"function": study_trial, "iterations": 4000, "record_every": 1000}
    run_trials(shapes, data, seeds=(0, 1, 2), file=FOLDER / "topologies.jsonl", **long)


if __name__ == "__main__":
    main()
