"""Find the four files of Fashion-MNIST on this machine, or download them, and accept only the real ones."""

import hashlib
import io
import os
import sys
import warnings
from pathlib import Path

from mlp.archive import write_whole
from mlp.checks import check_path
from mlp.checks.places import course_folder
from mlp.data.idx import decompress, parse_idx

SHA256 = {  # of the decompressed files: distributors compress them differently, the contents are the same
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}
DIGITS_SHA256 = {  # the files of MNIST, the handwritten digits, have the same names and shapes
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
MIRRORS = (  # the official repository, then its mirror; what arrives is checked, so plain http will do
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
)
COURSE_FOLDER = course_folder("data", "fashion-mnist")
TIMEOUT = 30  # seconds without a sign of life before the next mirror is tried


def locate_files():
    """Return where each of the four files is: a dict with a path for every name in SHA256.

    Looks in the folder that the environment variable MLP_DATA names (or its subfolder fashion-mnist), then
    in the course's own data/fashion-mnist, then in the user's cache; only then downloads, into that cache.
    Warns when MLP_DATA is set and a file is missing there. Raises ConnectionError when a download fails, and OSError
    when what was downloaded cannot be written.
    """
    found = _files_in(COURSE_FOLDER)
    if os.environ.get("MLP_DATA"):
        folder = check_path("MLP_DATA", os.environ["MLP_DATA"])
        named = _files_in(folder / "fashion-mnist") | _files_in(folder)
        missing = [f"{name}.gz" for name in SHA256 if name not in named]
        if missing:
            reason = f"lacks {', '.join(missing)}" if folder.is_dir() else "is not a folder that is there"
            message = f"MLP_DATA is {folder}, which {reason}; looking elsewhere"
            warnings.warn(message, stacklevel=3)
        found |= named
    if len(found) < len(SHA256):
        cache = cache_folder()
        found = _files_in(cache) | found
        for name in [name for name in SHA256 if name not in found]:
            found[name] = download(name, cache)
    return found


def cache_folder():
    """Return the folder of the user's cache that downloads go to; it need not exist yet."""
    import pooch  # here, because only a machine without the files needs it

    return Path(pooch.os_cache("mlp-course")) / "fashion-mnist"


def read_checked(name, path):
    """Return the array of the Fashion-MNIST file `name`, at `path`, once its content is known to be right.

    The array is uint8 and read-only. Raises ValueError as `check_content` does.
    """
    content = decompress(path.read_bytes(), path)
    check_content(content, name, path)
    return parse_idx(content, path)


def check_content(content, name, source):
    """Raise ValueError, naming `source`, unless the decompressed `content` is the official file `name`."""
    found = hashlib.sha256(content).hexdigest()
    if found == SHA256[name]:
        return
    if found in DIGITS_SHA256:
        raise ValueError(
            f"{source} is not Fashion-MNIST: it is MNIST, the handwritten digits, whose files have the same "
            f"names and shapes; expected Fashion-MNIST's {name}.gz"
        )
    for other, sha256 in SHA256.items():
        if found == sha256:
            raise ValueError(f"{source} holds {other}; expected {name}: were two files swapped?")
    parse_idx(content, source)  # a file that is cut short, or not an IDX file at all, says so itself
    raise ValueError(
        f"{source} is not Fashion-MNIST's {name}: the SHA-256 of its content is {found}; expected "
        f"{SHA256[name]}: it is damaged, another dataset, or from before 31 August 2017: fetch it again"
    )


def download(name, folder):
    """Download the file `name` into `folder` and return its path; the mirrors are tried in their order.

    The file appears in `folder` whole and checked, or not at all: it stays in memory until its content is
    known to be right. Raises ConnectionError, with the reason of each mirror, when none has the right file, and OSError
    when the folder does not take it.
    """
    reasons = []
    for mirror in MIRRORS:
        url = f"{mirror}{name}.gz"
        try:
            body = _fetch(url)
            check_content(decompress(body, url), name, url)
        except (OSError, ValueError) as error:  # no connection, an HTTP error; a wrong or shortened file
            reasons.append(f"- {url}: {error}")
        else:
            return _save(body, folder / f"{name}.gz")
    raise ConnectionError(
        "\n".join([f"could not download {name}.gz:", *reasons])
        + "\nTry again when there is a network, or put the four files into a folder "
        "and set the environment variable MLP_DATA to that folder."
    )


def _files_in(folder):
    """Return the path of each file of the dataset that `folder` holds, compressed or plain."""
    candidates = [(name, folder / f"{name}{ending}") for name in SHA256 for ending in ("", ".gz")]
    return {name: path for name, path in candidates if path.is_file()}


def _save(body, path):
    """Write the file that was downloaded, and return its path."""
    try:
        write_whole(path, body)
    except (OSError, ValueError) as error:  # no permission, a full disk; a folder of that name
        raise OSError(
            f"downloaded {path.name}, but could not write it to {path.parent}: {error}; "
            "change that, or put the four files into another folder and set the environment variable MLP_DATA to it"
        ) from error
    return path


def _fetch(url):
    """Return the bytes that the server sends for `url`, and show a progress bar meanwhile."""
    import pooch

    print(f"Downloading {url}", file=sys.stderr)  # where the progress bar goes too
    body = io.BytesIO()
    pooch.HTTPDownloader(progressbar=True, timeout=TIMEOUT)(url, body, pooch=None)
    return body.getvalue()
