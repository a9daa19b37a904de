"""Write a wheel: a zip file with the package and what pip must know of it (PEP 427)."""

import base64
import hashlib
import io
import re
import zipfile
from importlib import metadata

from mlp.checks.places import PACKAGE
from mlp.course import CourseError
from mlp.course.installation import DISTRIBUTION

DATE = (2020, 2, 2, 0, 0, 0)  # of all files: the same content gives the same bytes
COMMAND = "[console_scripts]\nmlp-course = mlp.course.__main__:main\n"
TAGS = "Wheel-Version: 1.0\nGenerator: mlp-course\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
COMPRESSED = (".gz", ".npz")  # already: to do it again would take seconds and gain nothing
SETTINGS = "etc/jupyter/labconfig/default_setting_overrides.d/mlp-course.json"  # as pyproject.toml has it


def make_wheel(files, kind):
    """(Name, bytes) of a wheel with `files`, a dict from path to bytes.

    kind    a word for the version, such as "release": 0.1.0 becomes 0.1.0+release.1a2b3c4d, with a checksum of the
            files, so that pip takes another release for another version

    Its metadata are those of the course that is installed here. Raises CourseError where none is.
    """
    try:
        installed = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        raise CourseError(f"{DISTRIBUTION} is not installed in this Python, and its metadata are needed") from None
    checksum = hashlib.sha256(b"".join(path.encode() + content for path, content in sorted(files.items())))
    version = f"{installed.version.partition('+')[0]}+{kind}.{checksum.hexdigest()[:8]}"
    name = f"{DISTRIBUTION.replace('-', '_')}-{version}"
    files = files | {
        f"{name}.dist-info/METADATA": re.sub(
            r"(?m)^Version: .*$", f"Version: {version}", installed.read_text("METADATA"), count=1
        ).encode(),
        f"{name}.dist-info/WHEEL": TAGS.encode(),
        f"{name}.dist-info/entry_points.txt": COMMAND.encode(),
        f"{name}.data/data/{SETTINGS}": (PACKAGE / "course" / "jupyterlab_settings.json").read_bytes(),
        f"{name}.dist-info/licenses/LICENSE": (installed.read_text("licenses/LICENSE") or "").encode(),
    }
    record = f"{name}.dist-info/RECORD"
    lines = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in sorted(files.items())]
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    return f"{name}-py3-none-any.whl", _zipped(files)


def _digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _zipped(files):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, DATE)
            entry.compress_type = zipfile.ZIP_STORED if path.endswith(COMPRESSED) else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return body.getvalue()
