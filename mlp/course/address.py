"""Where the course's repository is on the web, from its one setting, and the links that open a chapter from there.

The setting is the line `Repository` of the table [project.urls] in pyproject.toml. A wheel carries it in its metadata.
"""

import re
import tomllib
from importlib import metadata

from mlp.checks.places import PACKAGE
from mlp.course import CourseError
from mlp.course.installation import DISTRIBUTION

ADDRESS = re.compile(r"https://(?P<host>[\w.-]+)/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?")
GITHUB = "github.com"


def repository():
    """The address of the repository, such as "https://github.com/owner/name", or None where it is not set.

    Raises CourseError where it is set to something else than https://host/owner/name.
    """
    address = _setting()
    if address is None:
        return None
    match = ADDRESS.fullmatch(address)
    if match is None:
        raise CourseError(f"Repository in [project.urls] is {address!r}, expected https://host/owner/name")
    return f"https://{match['host']}/{match['name']}"


def doors(page="notebooks/00_start_here.ipynb", branch="main"):
    """Name -> link that opens the notebook `page` of `branch`: "Binder" and "Colab"; none where there is no address.

    Both take a repository from GitHub; from another host there are none either.
    """
    match = ADDRESS.fullmatch(repository() or "")
    if match is None or match["host"] != GITHUB:
        return {}
    return {
        "Binder": f"https://mybinder.org/v2/gh/{match['name']}/{branch}?urlpath=lab/tree/{page}",
        "Colab": f"https://colab.research.google.com/github/{match['name']}/blob/{branch}/{page}",
    }


def _setting():
    """The setting as it stands: in a clone that of pyproject.toml, else that of the installed course."""
    project = PACKAGE.parent / "pyproject.toml"
    if project.is_file():
        urls = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {}).get("urls", {})
        return urls.get("Repository")
    try:
        lines = metadata.metadata(DISTRIBUTION).get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return None
    return dict(line.split(", ", 1) for line in lines).get("Repository")
