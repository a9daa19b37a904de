"""Numbers on disk: an .npz file with a description and named arrays, written whole or not at all, never pickled."""

import json
import os
import zipfile
import zlib
from pathlib import Path

import numpy as np


def write_archive(path, description, arrays):
    """Write `description` (a dict for JSON) and `arrays` (name -> array) to `path`; what stood there before goes last.

    A crash, a full disk or a power cut leaves the old file or the new one, and nothing in between.
    """
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            np.savez(file, description=np.array(json.dumps(description)), **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def read_archive(path, kind, writer):
    """The description and the arrays in `path`. Each array's checksum, which the format keeps, is compared.

    kind     what description["format"] must be;  writer   what wrote it, for the error: "Network.save"

    Raises ValueError, with the reason, for a file that is cut short, damaged, of another kind, or that carries pickled
    objects; FileNotFoundError when there is none.
    """
    try:
        with open(path, "rb") as file:
            description, arrays = _read(file)
    except FileNotFoundError:
        raise
    except EOFError:
        raise ValueError(f"{path} is cut short or is no .npz file; expected one written by {writer}") from None
    except KeyError as error:
        raise ValueError(f"{path} was not written by {writer}: {error.args[0]}") from None
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError) as error:
        raise ValueError(f"{path} is damaged ({error}); expected a file written by {writer}") from None
    except ValueError as error:
        reason = (
            "carries pickled objects, which are never loaded" if "pickle" in str(error) else f"is damaged ({error})"
        )
        raise ValueError(f"{path} {reason}; expected a file written by {writer}") from None
    if not isinstance(description, dict) or description.get("format") != kind:
        raise ValueError(f"{path} was not written by {writer}: its format is not {kind!r}")
    return description, arrays


def _read(file):
    """The description and the arrays in an open file."""
    if not zipfile.is_zipfile(file):
        raise EOFError("no directory at its end")
    file.seek(0)
    with np.load(file, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    return json.loads(str(arrays.pop("description"))), arrays
