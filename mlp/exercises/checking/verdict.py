"""What a check answers, and what it saw."""

import os
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Verdict:
    """What a check answers: shown as its sentence, and true when the answer passed."""

    passed: bool
    message: str

    def __bool__(self):
        return self.passed

    def __repr__(self):
        return self.message

    def _ipython_display_(self):
        """Where nbgrader runs the notebook, the sentence is printed: a value that a cell gives back means points."""
        if "NBGRADER_EXECUTION" not in os.environ:
            raise NotImplementedError  # so that IPython shows it as any other value
        print(self.message)


class Finding(NamedTuple):
    """What a check saw that is wrong; what follows from it, where that is certain (or ""); which output it is about."""

    what: str
    why: str = ""
    output: int | None = None
