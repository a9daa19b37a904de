"""The package without readable sources, for a release without solutions. It imports nothing of the package.

The package is the course's reference: its layers, losses and checks are what the exercises ask for. So a release
without solutions has all its modules in one compressed file, from which Python imports them. To read one takes intent
(a few lines of Python), and no editor, no search and no `??` shows it by accident. It is no secret: what a machine can
run, its owner can read.
"""

import json
import sys
import zlib
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path

ARCHIVE = "_share/package.sealed"  # in the folder of the package


def seal(texts):
    """The content of the archive: `texts` is a dict, path in the package -> source."""
    return zlib.compress(json.dumps(texts, sort_keys=True).encode(), 9)


def unseal(content):
    """The dict that was sealed."""
    return json.loads(zlib.decompress(content))


class SealedLoader(SourceFileLoader):
    """Loads a module from its text as if it stood in the file `path`, and caches its bytecode as Python does."""

    def __init__(self, name, path, text, modified):
        super().__init__(name, path)
        self.text, self.modified = text, modified

    def get_data(self, path):
        """The bytes of the module's text, or of the file of bytecode at another path."""
        return self.text.encode() if path == self.path else super().get_data(path)

    def path_stats(self, path):
        """By what Python knows whether the bytecode is of this text."""
        return {"mtime": self.modified, "size": len(self.text.encode())}

    def get_source(self, name):
        """Nothing: tracebacks and `??` show no line."""
        return None


class SealedFinder:
    """Finds the modules of the package in the archive."""

    def __init__(self, package):
        self.package, archive = package, package / ARCHIVE
        self.texts, self.modified = unseal(archive.read_bytes()), int(archive.stat().st_mtime)

    def find_spec(self, name, path=None, target=None):
        """The spec of the module `name`, or None where the archive has no such module."""
        top, _, inside = name.partition(".")
        if top != self.package.name or not inside:
            return None
        module = inside.replace(".", "/")
        for place in (f"{module}.py", f"{module}/__init__.py"):
            if place in self.texts:
                file = str(self.package / place)
                loader = SealedLoader(name, file, self.texts[place], self.modified)
                folder = [str(self.package / module)] if place.endswith("/__init__.py") else None
                return spec_from_file_location(name, file, loader=loader, submodule_search_locations=folder)
        return None


def install():
    """From here on, Python imports the package's modules from the archive."""
    sys.meta_path.insert(0, SealedFinder(Path(__file__).resolve().parent))
