"""What the studies have found: one file per part, one line of JSON per run."""

import json
from pathlib import Path

from mlp.archive import write_whole
from mlp.search.results import frame, identity_of, read_records
from mlp.studies.registry import study_of

FOLDER = Path(__file__).parents[2] / "data" / "studies"


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


class PartFile:
    """The results of one part of a study on disk, and which runs it lacks.

    .wanted    the identities that are declared;  .missing   those of them that have no result, or one that failed
    .records   the stored records of what is declared, in its order
    """

    def __init__(self, study, part, folder=FOLDER):
        self.path = _file(study, part, folder)
        self.wanted = part.identities(lambda name, of=study.name: read(of, name, folder))
        stored = read_records(self.path) if self.path.exists() else {}
        found = [(wanted, stored.get(identity_of({"identity": wanted}))) for wanted in self.wanted]
        self.missing = [wanted for wanted, record in found if record is None or record["status"] == "failed"]
        self.records = [record for _, record in found if record is not None]

    def tidy(self):
        """Bring the file into declared order and forget what is declared no longer: whole, or not at all."""
        lines = "".join(json.dumps(record) + "\n" for record in self.records)
        if self.path.exists() and lines.encode() != self.path.read_bytes():
            write_whole(self.path, lines)


def _file(study, part, folder):
    return Path(folder, study.name, f"{part.name}.jsonl")


def _rows(part, path):
    """What `frame` takes: each record of the file, or each row of a record that is a whole search."""
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
