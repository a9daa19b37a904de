"""What goes to disk goes whole: files that are replaced in one step, and numbers in .npz files, never pickled."""

import contextlib
import io
import json
import os
import shutil
import time
import uuid
import zipfile
import zlib

import numpy as np

from mlp.checks import check_file, check_path

PART = ".mlp-part"  # ending of a file that is being written; a killed process leaves it behind
LONG = 3600  # seconds: no file takes so long to write


def write_whole(path, content):
    """Write `content`, bytes, a text (as UTF-8) or a list of buffers, to `path` in one step; makes folders on the way.

    Whatever happens (a crash, a full disk, a power cut, another process that writes the same file), a reader of `path`
    finds either the old content or one complete new one, never a part of one or a mixture of two. Of several writers
    the last one wins. The file keeps its permissions, and a link stays a link to the file that is written.
    Raises ValueError where a folder stands at `path`, OSError where the disk does not take it.
    """
    path = check_path("path", path).resolve()
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is a folder or a device; expected the path of a file, new or old")
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path.parent)
    part = path.with_name(f".{uuid.uuid4().hex}{PART}")  # in the same folder, so that one step can replace `path`
    try:
        with open(part, "xb") as file:
            content = content.encode() if isinstance(content, str) else content
            file.writelines(content if isinstance(content, list) else [content])
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):  # there may be no file yet
            shutil.copymode(path, part)
        _patiently(os.replace, part, path)
    finally:
        part.unlink(missing_ok=True)


def write_archive(path, description, arrays):
    """Write `description` (a dict for JSON) and `arrays` (name -> array) to `path`, as `write_whole` does."""
    file = io.BytesIO()
    np.savez(file, description=np.array(json.dumps(description)), **arrays)
    write_whole(path, file.getbuffer())


def read_archive(path, kind, writer):
    """The description and the arrays in `path`. Each array's checksum, which the format keeps, is compared.

    kind     what description["format"] must be;  writer   what wrote it, for the error: "Network.save"

    Raises ValueError, with the reason, for a file that is cut short, damaged, of another kind, or that carries pickled
    objects; an OSError when it cannot be opened: FileNotFoundError when there is none.
    """
    path = check_file("path", path)
    try:
        with _patiently(open, path, "rb") as file:
            description, arrays = _read(file)
    except (FileNotFoundError, PermissionError, IsADirectoryError):
        raise
    except EOFError:
        raise ValueError(f"{path} is cut short or not an .npz file; expected one written by {writer}") from None
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


def _patiently(action, *arguments):
    """action(*arguments), tried again for a second: Windows refuses a file that another process has open."""
    for pause in (0.01, 0.03, 0.1, 0.3, 0.6):
        try:
            return action(*arguments)
        except PermissionError:
            time.sleep(pause)
    return action(*arguments)


def _sweep(folder):
    """Remove what killed processes have left of files that they were writing."""
    for part in folder.glob(f".*{PART}"):
        try:
            if time.time() - part.stat().st_mtime > LONG:
                part.unlink()
        except OSError:  # its writer has just finished, or it is not ours to remove
            pass
