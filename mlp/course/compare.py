"""Say where a stored notebook is not what its source makes: text to the letter, pictures by their pixels."""

import base64
import io
import json
import re
from itertools import zip_longest

import numpy as np
from PIL import Image

PICTURE = re.compile(r'(?P<start>data:image/png;base64,|"image/png": ")(?P<data>[A-Za-z0-9+/=\\n]+)')
# A number that training produced, ≈ 87.4 % or ≈ 87.4 ± 0.2: its digits, and its width, differ between processors.
NUMBER = r"\d+(,\d{3})*(\.\d+)?(e[-+]?\d+)?"
ABOUT = re.compile(rf"[ \t]*≈\s*[-+−]?{NUMBER}( ± {NUMBER})?")
# A pixel differs when it is more than LEVELS of 255 away in some colour; at most SHARE of a picture's pixels may.
LEVELS, SHARE = 32, 0.001
# Training in float32 ends elsewhere on another processor: the pictures of a cell with this tag are compared by
# their size alone, and by their words like all others.
TRAINED = "trained"
WHY = f'where a training decides what it shows, tag the cell "{TRAINED}"; another matplotlib also draws another one'


def differences(stored, built):
    """Return one line per cell in which the two .ipynb texts differ, or an empty list."""
    if stored == built:
        return []
    stored_cells, built_cells = _cells(stored), _cells(built)
    found = [f"cell {name!r}: not made by the source" for name in stored_cells if name not in built_cells]
    for name, cell in built_cells.items():
        if name not in stored_cells:
            found.append(f"cell {name!r}: missing")
        else:
            found += [f"cell {name!r}: {what}" for what in _cell_differences(stored_cells[name], cell)]
    if not found and list(stored_cells) != list(built_cells):
        found.append("the cells are in another order")
    if not found and _masked(stored) != _masked(built):
        found.append("the notebook's own metadata or the layout of the file")
    return found


def _cells(text):
    return {cell.get("id", f"number {i}"): cell for i, cell in enumerate(json.loads(text)["cells"], start=1)}


def _cell_differences(stored, built):
    found = []
    for key in sorted(stored.keys() | built.keys()):
        before, after = (
            json.dumps(cell.get(key), indent=1, sort_keys=True, ensure_ascii=False) for cell in (stored, built)
        )
        if _masked(before) != _masked(after):
            found.append(f"{key.replace('_', ' ')} differ{'' if key == 'outputs' else 's'}{_first(before, after)}")
            continue
        if not same_pictures(before, after, trained=TRAINED in built["metadata"].get("tags", [])):
            found.append(f"a picture differs ({WHY})")
    return found


def same_pictures(stored, built, trained=False):
    """Whether two texts of JSON hold as many pictures, each the same one; only of the same size where `trained`."""
    pairs = list(zip_longest(_pictures(stored), _pictures(built)))
    same = same_size if trained else same_picture
    return all(a is not None and b is not None and same(a, b) for a, b in pairs)


def _first(before, after):
    """The first line that differs, shortened."""
    for a, b in zip(_masked(before).splitlines(), _masked(after).splitlines(), strict=False):
        if a != b:
            return f": stored {a.strip()[:200]}, built {b.strip()[:200]}"
    return ": one has more lines than the other"


def _masked(text):
    return ABOUT.sub(" ≈ #", PICTURE.sub(r"\g<start>...", text))


def _pictures(text):
    return [base64.b64decode(match["data"].replace("\\n", "")) for match in PICTURE.finditer(text)]


def same_picture(stored, built):
    """Whether two PNG files have the same size and, up to LEVELS and SHARE, the same pixels."""
    if stored == built:
        return True
    if not same_size(stored, built):
        return False
    a, b = (np.asarray(_opened(data), dtype=np.int16) for data in (stored, built))
    if a.shape != b.shape:
        return False
    differing = (np.abs(a - b) > LEVELS).any(axis=-1)
    return bool(differing.mean() <= SHARE)


def same_size(stored, built):
    """Whether two PNG files can be read and have the same size, up to the pixel that another matplotlib rounds away."""
    try:
        sizes = zip(_opened(stored).size, _opened(built).size)
        return all(abs(a - b) <= 1 for a, b in sizes)
    except OSError:  # not a picture at all
        return False


def _opened(png):
    return Image.open(io.BytesIO(png)).convert("RGBA")
