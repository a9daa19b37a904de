"""Running trials: one after the other or several at a time, with what is done kept in a file."""

import contextlib
import inspect
import os
import sys
import warnings

from threadpoolctl import threadpool_limits

from mlp.checks import check_count
from mlp.search.identities import folder_for, identities, known_as
from mlp.search.parallel import records_of
from mlp.search.results import ResultFile, frame, identity_of
from mlp.search.sharing import SharedData
from mlp.search.training import train_trial

SCORE = "validation_accuracy"  # by which the progress bar and halving tell better from worse

CHANGES = (
    "changes what it reads from outside itself, such as a list that it adds to: its runs will not be recognised, and "
    "run again next time. Let it return what it notes"
)


def run_trials(
    trials, data, function=train_trial, seeds=(0,), jobs=None, file=None, folder=None, progress=True, **options
):
    """Run every trial with every seed; return a table with a row for each, in that order, whatever `jobs` is.

    trials     a list of dicts of plain data: those of `grid`, `random_trials`, or your own
    data       .train and .validation, as `load_fashion_mnist` gives them. Its test part is never looked at
    function   what runs one trial: function(settings, data, seed=…, **options) -> a dict of plain data, whose entries
               become columns. With "validation_accuracy" among them, the bar shows the best. With several jobs it
               must be importable, or defined in the notebook. A file knows it by its name and, if it is yours, by what
               it does and reads from outside itself, see `mlp.training.identity`: edited, it runs again
    seeds      one run of each trial for each of them
    jobs       how many at a time, each in a process of its own with one thread for matrix products, all reading one
               copy of the data. None: one, in this process, or what a surrounding `joblib.parallel_config` says;
               under its backend="dask", always as many as the cluster has cores
    file       where each result is appended as it comes, a line of JSON. Run the same line again, after a stop, a
               kill, or with more trials, and what the file holds is not run again, save what failed
    folder     where the trainings keep checkpoints: function gets folder=…, another one for each run. None: nowhere
    progress   whether to show a bar, with the best score so far
    options    passed on to function: iterations=2000, or epochs=10, record_every=100, …

    Columns: trial (its number in `trials`), the settings, seed, the options, status, reason, seconds, and what the
    function returned. status is "done"; "diverged", when the loss was not finite; or "failed", with the error, or the
    death of its process, as the reason. Neither stops the other trials. Ctrl-C does, and leaves the file whole.

    Raises ValueError for settings that are unknown or not plain data, for data without validation images, and for a
    file that holds anything else than results; TypeError for options that function does not take. All before anything
    is run.
    """
    jobs = None if jobs is None else check_count("jobs", jobs)
    inspect.signature(function).bind({}, data, seed=0, **options, **({} if folder is None else {"folder": folder}))
    known = known_as(function)
    rows = identities(trials, data, function, seeds, options)
    results = ResultFile(file)
    todo = {key: row["identity"] for row in rows if not results.is_settled(key := identity_of(row))}
    runs = [(function, identity, folder_for(folder, identity)) for identity in todo.values()]
    keys = [identity_of(row) for row in rows]
    with (
        threadpool_limits(limits=1, user_api="blas"),
        SharedData(data) as shared,
        _bar(len(set(keys)), len(runs), progress) as bar,
    ):
        try:
            with contextlib.closing(records_of(runs, shared, jobs)) as records:
                for record in records:
                    results.add(record)
                    bar.set_postfix_str(_best(results, keys), refresh=False)
                    bar.update()
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_last_words(results, keys, file)) from None
    if known_as(function) != known and (file or folder):
        warnings.warn(f"{known['function']} {CHANGES}", stacklevel=2)
    return frame([{"trial": row["trial"], "record": results.records[key]} for row, key in zip(rows, keys)])


def _bar(total, to_do, progress):
    from tqdm.auto import tqdm

    # TQDM_DISABLE is tqdm's own switch, which its notebook bar ignores.
    off = not progress or os.environ.get("TQDM_DISABLE") == "1"
    settings = {"desc": "Searching", "unit": "trial", "disable": off, "leave": False, "file": sys.stdout}
    return tqdm(total=total, initial=total - to_do, **settings)


def _best(results, keys):
    found = [results.records[key]["result"].get(SCORE) for key in keys if key in results.records]
    scores = [score for score in found if score is not None]
    return f"best so far {max(scores):.3f}" if scores else ""


def _last_words(results, keys, file):
    done, total = sum(key in results.records for key in set(keys)), len(set(keys))
    kept = "Give it a file=… and it can go on." if file is None else f"Run it again to go on: they are in {file}."
    return f"the search was stopped with {done} of {total} runs done. {kept}"
