"""What you have solved: remembered in a small file beside your chapters, where you have asked for it.

The file has a line for each check that has passed, with its time. It stays on your machine; delete it, and everything
is forgotten. What is not yours is not remembered: the course's own answers, and whatever a build or a test runs.
"""

import json
import os
from datetime import datetime
from pathlib import Path

FILE = "progress.jsonl"
OFF = "MLP_PROGRESS"  # "off" in the environment: nothing is remembered or shown, as in a build


def remember_progress():
    """Make the file beside this chapter: from now on, the checks that pass are remembered there."""
    path = Path.cwd() / FILE
    path.touch()
    print(f"From now on, passed checks are remembered in {path}. To forget them, delete that file.")


def note_passed(name, answer):
    """Remember that `answer` has passed the check of the exercise `name`, if that is wanted and it is the learner's.

    Never raises: a check must work in a folder that cannot be written to.
    """
    path = Path(FILE)
    ours = (getattr(answer, "__module__", None) or "").partition(".")[0] == "mlp"
    if ours or os.environ.get(OFF) == "off" or not path.is_file():
        return
    try:
        if name not in passed_in(path.parent):
            line = json.dumps({"exercise": name, "passed": datetime.now().astimezone().isoformat(timespec="seconds")})
            with path.open("a", encoding="utf-8") as file:  # in one piece, so that two chapters may write at once
                file.write(f"{line}\n")
    except OSError as error:
        print(f"(This could not be remembered in {path.resolve()}: {error})")


def passed_in(folder):
    """Name of exercise -> when it passed first, as a datetime, by the file in `folder`; None where there is no file.

    Lines that cannot be read are left out.
    """
    path, found = folder / FILE, {}
    if not path.is_file():
        return None
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            noted = json.loads(line)
            found.setdefault(noted["exercise"], datetime.fromisoformat(noted["passed"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found
