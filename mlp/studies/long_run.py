"""Report 000's last training, 784-128-64-10 for 30,000 iterations, with the scaling that the course teaches.

    OPENBLAS_NUM_THREADS=1 python -m mlp.studies.long_run

writes data/reports/course_training.json, which chapter 08 shows. Two parts, each with three seeds:

candidates   recipes, trained on 55,000 images, and judged by the accuracy on the other 5,000 (validation) at the end
final        the best of them, unchanged, on all 60,000 images; then, once, the accuracy on the test images

Another processor rounds differently, and a training makes more of that: accuracies then move by a tenth of a point.
"""

import json
import os
import platform
import time
from pathlib import Path

import numpy as np

from mlp import SGD, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.training.schedules import Cosine

REPORT = Path(__file__).parents[2] / "data" / "reports" / "course_training.json"
ITERATIONS, BATCH_SIZE, MOMENTUM = 30_000, 128, 0.9
SEEDS = (0, 1, 2)
CANDIDATES = [
    {"learning_rate": 0.05, "l2": 1e-4},
    {"learning_rate": 0.05, "l2": 5e-4},
    {"learning_rate": 0.05, "l2": 2e-3},
    {"learning_rate": 0.05, "l2": 3e-3},
    {"learning_rate": 0.1, "l2": 2e-3},
]


def train(data, recipe, seed):
    """The network trained by `recipe` on data.train, and what is kept of the run, a dict for JSON."""
    network = build_mlp([784, 128, 64, 10], seed=seed)
    trainer = Trainer(
        network,
        SGD(recipe["learning_rate"], MOMENTUM),
        BATCH_SIZE,
        recipe["l2"],
        schedule=Cosine(ITERATIONS),
        record_every=1000,
        seed=seed,
        progress=False,
    )
    start = time.perf_counter()
    history = trainer.fit(data.train, data.validation, iterations=ITERATIONS)
    if trainer.interrupted:
        raise KeyboardInterrupt
    run = {"seed": seed, "seconds": round(time.perf_counter() - start, 1), "iteration": history.iteration.tolist()}
    for name in ("loss", "train_accuracy", "validation_accuracy", "validation_loss"):
        values = getattr(history, name)
        if np.isfinite(values).all():  # without validation images there is nothing to keep
            run[name] = values.round(4).tolist()
    return network, run


def main():
    """Make all runs, print each, and write the report."""
    report = {
        "command": "OPENBLAS_NUM_THREADS=1 python -m mlp.studies.long_run",
        "machine": {
            "processor": platform.machine(),
            "threads": os.environ.get("OPENBLAS_NUM_THREADS", "default"),
            "python": platform.python_version(),
            "numpy": np.__version__,
        },
        "common": {
            "iterations": ITERATIONS,
            "batch_size": BATCH_SIZE,
            "momentum": MOMENTUM,
            "schedule": "half a cosine",
        },
        "candidates": [],
        "final": [],
    }
    data = load_fashion_mnist(validation=5000)
    for recipe in CANDIDATES:
        runs = [train(data, recipe, seed)[1] for seed in SEEDS]
        mean = np.mean([run["validation_accuracy"][-1] for run in runs])
        report["candidates"].append({"recipe": recipe, "mean_validation_accuracy": round(mean, 4), "runs": runs})
        print(f"{recipe}: {mean:.4f} on validation, {[run['seconds'] for run in runs]} s", flush=True)
    chosen = max(report["candidates"], key=lambda candidate: candidate["mean_validation_accuracy"])["recipe"]
    report["chosen"] = chosen

    everything = load_fashion_mnist(validation=0)
    for seed in SEEDS:
        network, run = train(everything, chosen, seed)
        report["final"].append(run | {"test_accuracy": evaluate(network, everything.test).accuracy})
        print(f"all images, seed {seed}: {run['seconds']} s", flush=True)
    test = [100 * run["test_accuracy"] for run in report["final"]]
    print(f"{chosen}: {np.mean(test):.2f} ± {np.std(test, ddof=1):.2f} % of the test images, seeds {SEEDS}")
    REPORT.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
