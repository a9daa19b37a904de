"""The results of trials: records in a file, one line of JSON each, and the table made of them.

A record is a dict with the key "identity" (what was run: function, settings, seed, options, data) and the outcome:
"status", "reason", "seconds" and "result". The identity decides what is done already, so no run is in a table
twice. Numbers keep every digit; NaN and infinity stand as NaN and Infinity.
"""

import json
import os
import time

import numpy as np

from mlp.checks import check_path
from mlp.training.history import History

HISTORY = tuple(f"history_{field}" for field in History.FIELDS)
OUTCOME = ("status", "reason", "seconds")


class ResultFile:
    """The records of one file, by identity, and the way to add to them; without a file (None), of this process alone.

    An unfinished last line, which a killed search leaves, is cut off when a record is added. Of several records with
    the same identity, the last one counts. Two searches may add to one file at the same time; neither sees what the
    other one adds.
    Raises ValueError for a file with any other line that is not a record, naming the line.
    """

    def __init__(self, path=None):
        self.path = None if path is None else check_path("file", path)
        self.records = read_records(self.path) if self.path is not None and self.path.exists() else {}
        self._looked_for_half_a_line = False

    def is_settled(self, identity):
        """Whether it has a result for `identity`, a text: done or diverged. What failed may work next time."""
        return identity in self.records and self.records[identity]["status"] != "failed"

    def add(self, record):
        """Keep `record`, on disk before anything else happens."""
        self.records[identity_of(record)] = record
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(record).encode() + b"\n"
        with open(self.path, "ab", buffering=len(line) + 1) as file:  # in one piece, beside what others may add
            if not self._looked_for_half_a_line:
                self._cut_off_half_a_line()
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def _cut_off_half_a_line(self):
        """Cut off an unfinished last line, unless another search is writing it at this moment."""
        content = self.path.read_bytes()
        if content and not content.endswith(b"\n"):
            time.sleep(0.1)
            if self.path.stat().st_size == len(content):
                os.truncate(self.path, content.rfind(b"\n") + 1)
        self._looked_for_half_a_line = True


def identity_of(record):
    """The record's identity as one text, the same for the same content."""
    return json.dumps(record["identity"], sort_keys=True)


def read_results(path):
    """The table of all records in the file `path`, in its order, each identity once. The file stays as it is."""
    return frame([{"record": record} for record in read_records(path).values()])


def read_records(path):
    """The records in the file `path`, identity -> record, in its order. The file stays as it is."""
    return {identity_of(record): record for record in _read(path)}


def frame(rows):
    """A pandas.DataFrame from dicts, each with a "record" and what is to stand before it, such as "trial".

    Then come the settings, lists among them as tuples, so that one can group by them; the seed; the options; status,
    reason, seconds; and what the function returned, its lists as they are.
    """
    import pandas

    flat = []
    for row in rows:
        leading = {name: value for name, value in row.items() if name != "record"}
        record, identity = row["record"], row["record"]["identity"]
        settings = {name: _hashable(value) for name, value in identity["settings"].items()}
        outcome = {name: record[name] for name in OUTCOME}
        flat.append(leading | settings | {"seed": identity["seed"]} | identity["options"] | outcome | record["result"])
    return pandas.DataFrame(flat)


def plain(name, value):
    """`value` as JSON gives it back, so that a fresh result and one read from a file are alike.

    Raises ValueError, naming `name`, when it is not made of numbers, texts, True, False, None, lists and dicts.
    """
    try:
        return json.loads(json.dumps(value, default=_from_numpy))
    except TypeError as error:
        raise ValueError(
            f"{name} is {value!r}; expected plain data, numbers, texts and lists of them: {error}"
        ) from None


def _from_numpy(value):
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    raise TypeError(f"a {type(value).__name__} is none")


def _hashable(value):
    return tuple(map(_hashable, value)) if isinstance(value, list) else value


def _read(path):
    """The records in `path`, a list. An unfinished last line is ignored."""
    *lines, _ = check_path("file", path).read_bytes().split(b"\n")
    records = []
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
            complete = record.keys() >= {"identity", "result", *OUTCOME}
        except (ValueError, AttributeError):
            complete = False
        if not complete:
            raise ValueError(
                f"line {number} of {path} is not a result of a search; remove the line, or give another file"
            )
        records.append(record)
    return records
