"""What the studies have found: one file per part, one line of JSON per run."""

from mlp.checks import check_path
from mlp.checks.places import course_folder
from mlp.search.declared import DeclaredRuns
from mlp.search.results import frame, read_records
from mlp.studies.registry import study_of

FOLDER = course_folder("data", "studies")


def read(study, part=None, folder=FOLDER):
    """The stored runs of a study, or of one of its parts: a pandas.DataFrame with a row per run, in declared order.

        frame = read("regularisation", "few")
        scores = frame.pivot(index="seed", columns="arm", values="validation_accuracy")
        compare_with(scores["none"], scores[["L2", "dropout"]])

    Columns: part; the settings, lists among them as tuples; seed; status ("done" or "diverged"), reason, seconds; and
    what the run returned. Settings that a part does not have are NaN beside one that has them.

    Raises ValueError for another name, FileNotFoundError for what was not run, or where the course is installed without
    its data.
    """
    import pandas

    declared = study_of(study)
    parts = declared.parts if part is None else [declared.part(part)]
    tables = [frame(_rows(each.name, _file(declared, each, folder))) for each in parts]
    return tables[0] if part else pandas.concat(tables, ignore_index=True)


def runs_of(study, part, folder=FOLDER):
    """The `DeclaredRuns` of a part of a study: what it declares, and which of it the file has.

    Raises FileNotFoundError where the part is declared by results that are not there yet.
    """
    wanted = part.identities(lambda name, of=study.name: read(of, name, folder))
    return DeclaredRuns(_file(study, part, folder), wanted)


def _file(study, part, folder):
    return check_path("folder", folder) / study.name / f"{part.name}.jsonl"


def _rows(part, path):
    """What `frame` takes: each record of the file, or each row of a record of a whole search."""
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there: python -m mlp.studies {path.parent.name} makes it")
    for record in read_records(path).values():
        for row in record["result"].get("rows", [None]):
            yield {"part": part, "record": record if row is None else _unfolded(record, row)}


def _unfolded(record, row):
    """The record of one row of a search: its own settings and status, if it has them."""
    row = dict(row)
    identity = record["identity"]
    identity = identity | {"settings": identity["settings"] | row.pop("settings", {})}
    return record | {"identity": identity, "status": row.pop("status", record["status"]), "result": row}
