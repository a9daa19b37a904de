"""What a check answers, and what it saw."""

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


class Finding(NamedTuple):
    """What a check saw that is wrong; what follows from it, where that is certain (or ""); which output it is about."""

    what: str
    why: str = ""
    output: int | None = None
