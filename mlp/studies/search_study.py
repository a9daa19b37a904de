"""The searches of chapter 10: grid, random and successive halving over the same four settings.

Where nothing else is said, a training has 1,000 steps of batches of 128 on 50,000 standardised images, and is judged on
the other 10,000.

grid            72 trainings: 6 learning rates, 3 momenta, 2 penalties, 2 sizes
random          72 draws from the box that the grid spans, rates and penalties on a log scale
halving_grid    the grid's 72, halved at a quarter of its cost
halving_random  288 draws, the first 72 of them those of `random`, halved at the grid's cost
seeds           one setting from a hundred seeds, 300 steps each, judged by two halves of the validation images
finalists       the grid's ten best and the winners of the other three, trained anew from three other seeds
topologies      report 001's nine shapes of sigmoids, with its settings, three seeds, 4,000 steps each

What these winners are worth on images that did not choose them is `mlp.studies.search_luck`.
"""

from functools import cache

from mlp.data import load_fashion_mnist
from mlp.evaluation import evaluate
from mlp.search import Choice, LogUniform, Uniform, grid, halving, random_trials, train_trial
from mlp.search.training import make_trainer
from mlp.studies.store import read
from mlp.studies.study import Part, Study

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
    """The table of one of the parts as `run_trials` would give it: `mlp.studies.read`, the length behind the seed.

    In the two parts of halving, `iterations` is the number of steps at which the row's rung ends.
    Raises ValueError for another name, FileNotFoundError where the course is installed without its data.
    """
    table = read("search_study", part).drop(columns="part")
    length = table.pop("iterations")
    table.insert(table.columns.get_loc("seed") + 1, "iterations", length)
    return table


def trial(settings, seed):
    """One training of the study; `iterations` and `record_every` are among its settings."""
    length = {name: settings[name] for name in ("iterations", "record_every") if name in settings}
    return study_trial({name: settings[name] for name in settings if name not in length}, _data(), seed, **length)


def halved(settings, seed):
    """A whole successive halving of the grid, or of so many random draws: {"rows": a row for each trial and rung}."""
    trials = grid(GRID, batch_size=128) if settings["trials"] == "grid" else _draws(settings["trials"])
    table = halving(trials, _data(), RUNGS, seeds=(seed,), function=study_trial, progress=False)
    names = [*SETTINGS, "batch_size", "iterations"]
    results = ["status", "validation_accuracy", "history_iteration", "history_loss", "history_validation_accuracy"]
    return {
        "rows": [
            {"settings": {name: row[name] for name in names}} | {name: row[name] for name in results}
            for row in table.to_dict("records")
        ]
    }


def judged_twice(settings, seed):
    """Train, and return the accuracy on every second validation image, and that on the others."""
    settings, data = dict(settings), _data()
    iterations = settings.pop("iterations")
    trainer = make_trainer(settings, data, seed)
    trainer.begin(data.train, iterations=iterations)
    while not trainer.done:
        trainer.advance()
    right = evaluate(trainer.network, data.validation).predictions == data.validation.labels
    return {"first_half": round(right[::2].mean(), 4), "second_half": round(right[1::2].mean(), 4)}


def study_trial(settings, data, seed, iterations, record_every=100, folder=None):
    """`train_trial`, with four digits of what the chapter shows: the accuracy, and the curves of it and of the loss."""
    result = train_trial(settings, data, seed, iterations, record_every=record_every, folder=folder)
    curves = ("history_loss", "history_validation_accuracy")
    return {
        "validation_accuracy": round(result["validation_accuracy"], 4),
        "history_iteration": result["history_iteration"],
        **{name: [round(number, 4) for number in result[name]] for name in curves},
    }


def best_settings(table, n=1):
    """The settings of the `n` best rows that were trained to the end, a list of trials, the best first."""
    whole = table[(table.status == "done") & (table.iterations == ITERATIONS)]
    best = whole.sort_values("validation_accuracy", ascending=False, kind="stable").head(n)
    return [{name: row[name] for name in (*SETTINGS, "batch_size")} for row in best.to_dict("records")]


def halving_cost(table):
    """How many steps a stored halving has trained, an int: each rung only goes on from the one before."""
    return int(sum(steps - dict(zip(RUNGS, (0, *RUNGS)))[steps] for steps in table.iterations))


def winners(read):
    """The grid's ten best, then those of the other searches that are not among them: a list of trials."""
    found = best_settings(read("grid"), 10)
    for part in ("random", "halving_grid", "halving_random"):
        found += [trial for trial in best_settings(read(part)) if trial not in found]
    return found


@cache
def _data():
    return load_fashion_mnist(validation=VALIDATION)


def _draws(n):
    return random_trials(SPACE, n, batch_size=128)


def _with(trials, **more):
    return [trial | more for trial in trials]


STUDY = Study(
    name="search_study",
    chapters="10",
    asks="what do a grid, a random search and successive halving find in the same box?",
    parts=(
        Part("grid", trial, grid(GRID, batch_size=128, iterations=ITERATIONS)),
        Part("random", trial, _with(_draws(72), iterations=ITERATIONS)),
        Part("halving_grid", halved, [{"trials": "grid"}]),
        Part("halving_random", halved, [{"trials": 288}]),
        Part("seeds", judged_twice, [OFTEN | {"iterations": RUNGS[1]}], tuple(range(100))),
        Part("finalists", trial, lambda read: _with(winners(read), iterations=ITERATIONS), (1, 2, 3)),
        Part(
            "topologies",
            trial,
            grid({"hidden_sizes": SHAPES}, **SIGMOIDS, iterations=4000, record_every=1000),
            (0, 1, 2),
        ),
    ),
)
