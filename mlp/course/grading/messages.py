"""What a worker sends back, a line of JSON: numbers, arrays, text, tuples. Nothing in it runs when it is read."""

import base64
import json

import numpy as np

LONGEST = 64 * 2**20  # bytes of one line


class Unlike:
    """Stands for a value that is no number, text, array or a tuple, list or dict of them: equal to nothing."""

    def __init__(self, kind):
        self.kind = kind

    def __repr__(self):
        return f"<{self.kind}>"


def to_line(message):
    """One line of bytes for a dict of values."""
    return json.dumps(_plain(message)).encode() + b"\n"


def from_line(line):
    """The dict again. Raises ValueError for anything else than what `to_line` makes."""
    try:
        message = _restored(json.loads(line))
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError, MemoryError) as error:
        raise ValueError(f"not a message: {error}") from None
    if not isinstance(message, dict):
        raise ValueError("not a message: expected a dict")
    return message


def _plain(value):
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biufc":
        array = np.ascontiguousarray(value)
        data = base64.b64encode(array.tobytes()).decode()
        return {"array": data, "dtype": array.dtype.str, "shape": np.shape(value), "scalar": np.isscalar(value)}
    if type(value) in (tuple, list):
        return {type(value).__name__: [_plain(part) for part in value]}
    if type(value) is dict:
        return {"dict": [[_plain(key), _plain(part)] for key, part in value.items()]}
    return {"unlike": type(value).__name__}


def _restored(value):
    if not isinstance(value, dict):
        if isinstance(value, list):
            raise ValueError("a bare list")
        return value
    if "array" in value:
        dtype = np.dtype(value["dtype"])
        if dtype.kind not in "biufc":
            raise ValueError(f"an array of dtype {dtype}")
        array = np.frombuffer(base64.b64decode(value["array"]), dtype).reshape(value["shape"])
        return array[()] if value["scalar"] else array.copy()
    if "dict" in value:
        return {_restored(key): _restored(part) for key, part in value["dict"]}
    if "unlike" in value:
        return Unlike(str(value["unlike"])[:100])
    (kind,) = value
    return {"tuple": tuple, "list": list}[kind](_restored(part) for part in value[kind])
