"""Run what a study declares and its files do not hold yet."""

from functools import partial

from mlp.studies.store import FOLDER, runs_of


def run(study, jobs=1, folder=FOLDER, say=print):
    """Run the missing runs of a `Study`, part by part; see `mlp.search.declared.DeclaredRuns.run`.

    Raises RuntimeError when runs failed, after the others of the same part, and before parts that may need them.
    """
    for part in study.parts:
        runs = runs_of(study, part, folder)
        runs.run(
            lambda identity, part=part: part.function, jobs, partial(_say, say, f"{study.name}/{part.name}"), _told
        )


def _say(say, name, text):
    say(f"{name}, {text}")


def _told(record):
    settings, result = record["identity"]["settings"], record["result"]
    name = settings.get("arm", ", ".join(f"{key} {value}" for key, value in settings.items()))
    score = f"{result['validation_accuracy']:.4f}" if "validation_accuracy" in result else record["status"]
    return f"{name}, seed {record['identity']['seed']}: {score}"
