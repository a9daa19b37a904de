"""What tells one training from another, as texts: two that differ in anything that counts have different texts.

A text is the same in every process. Of a function of yours, what it does counts: its code and constants, its defaults,
and what it reads from outside itself, including other functions of yours. Comments, its docstring and the names of its
own variables do not. Functions and classes of this package and of libraries are identified by their names, their
objects by their attributes or their `repr`.
"""

import contextlib
import functools
import re
import sys
import sysconfig
import types
import zlib
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np

PLAIN = (type(None), bool, int, float, complex, str, bytes)
FIXED = (*PLAIN, np.generic, types.ModuleType)  # what no function can change
FUNCTION_IN = {staticmethod: "__func__", classmethod: "__func__", property: "fget", functools.cached_property: "func"}
LIBRARIES = [Path(__file__).parents[1], *(Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib"))]
PYTHON = f"Python {sys.version_info[0]}.{sys.version_info[1]}"  # each has instructions of its own


def fingerprint(part):
    """The number of images of `part` (`.images`, `.labels`) and the checksums of both, to the last pixel; "none"."""
    if part is None:
        return "none"
    images, labels = (checksum(np.asarray(array)) for array in (part.images, part.labels))
    return f"{len(part.labels)} images, checksums {images} {labels}"


def checksum(content):
    """Eight digits that almost certainly differ when the content does: of a text, or of an array (4 GB a second)."""
    return f"{zlib.crc32(content.encode() if isinstance(content, str) else np.ascontiguousarray(content)):08x}"


def describe(thing, logs=True):
    """A text for `thing`: plain data, arrays, functions, classes, and objects with their attributes.

    logs   whether a list, dict or array that a function reads from outside itself counts. Without, it may be a log,
           which is longer after each run
    """
    return _Description(logs).of(thing)


def is_own(thing):
    """Whether a function, class or module is yours: of a notebook, a program, or a module beside it."""
    if isinstance(thing, types.FunctionType):
        return not _is_in_library(thing.__code__.co_filename)
    name = thing.__name__ if isinstance(thing, types.ModuleType) else thing.__module__
    file = getattr(sys.modules.get(name), "__file__", None)
    return name.partition(".")[0] not in sys.stdlib_module_names and not _is_in_library(file or "")


def _is_in_library(file):
    return file.startswith("<frozen") or any(folder in Path(file).parents for folder in LIBRARIES)


class _Description:
    """One description. It knows what it has described, since functions may read each other."""

    def __init__(self, logs):
        self.logs, self.known = logs, {}

    def of(self, thing):
        """The text for `thing`."""
        if id(thing) not in self.known:
            self.known[id(thing)] = thing, f"this {type(thing).__name__}"  # for when it leads back to itself
            self.known[id(thing)] = thing, self._new(thing)
        return self.known[id(thing)][1]

    def _new(self, thing):
        kinds = {
            (*PLAIN, np.generic): repr,
            np.ndarray: lambda array: f"{array.dtype} {array.shape} with checksum {checksum(array)}",
            np.random.Generator: lambda rng: f"Generator with state {checksum(repr(rng.bit_generator.state))}",
            types.FunctionType: self._function,
            types.MethodType: lambda method: f"{self.of(method.__func__)} of {self.of(method.__self__)}",
            types.ModuleType: lambda module: module.__name__,
            type: self._class,
            functools.partial: lambda partial: f"partial{self.of((partial.func, partial.args, partial.keywords))}",
            Mapping: lambda thing: self._joined(f"{self.of(key)}: {self.of(value)}" for key, value in thing.items()),
            Set: lambda thing: self._joined(sorted(map(self.of, thing))),
            (list, tuple): lambda thing: self._joined(map(self.of, thing)),
        }
        return next((made for kind, made in kinds.items() if isinstance(thing, kind)), self._object)(thing)

    def _joined(self, texts):
        return f"({', '.join(texts)})"

    def _object(self, thing):
        kind = type(thing)
        attributes = dict(getattr(thing, "__dict__", {}))
        if is_dataclass(thing):
            attributes |= {field.name: getattr(thing, field.name) for field in fields(thing)}
        elif not is_own(kind) and kind is not types.SimpleNamespace:
            wrapped = getattr(thing, "__wrapped__", None)  # a function that a library has decorated
            return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(thing)) if wrapped is None else self.of(wrapped)
        name = self.of(kind) if is_own(kind) else kind.__name__
        return name + self._joined(f"{name}={self.of(value)}" for name, value in attributes.items())

    def _class(self, kind):
        if not is_own(kind):
            return f"{kind.__module__}.{kind.__qualname__}"
        parts = [self.of(base) for base in kind.__bases__]
        for name, value in vars(kind).items():
            value = getattr(value, FUNCTION_IN[type(value)]) if type(value) in FUNCTION_IN else value
            if isinstance(value, types.FunctionType) or not re.fullmatch("__.*__|_abc_impl", name):
                parts.append(f"{name}={self.of(value)}")
        return f"{kind.__name__} (code {checksum(repr(parts))}, {PYTHON})"

    def _function(self, function):
        if not is_own(function):
            decorated = f" of {self.of(function.__wrapped__)}" if hasattr(function, "__wrapped__") else ""
            return f"{function.__module__}.{function.__qualname__}{decorated}"
        parts = [self._code(function.__code__, function.__doc__)]
        parts += [self.of(function.__defaults__), self.of(function.__kwdefaults__)]
        for name, value in _outside(function).items():
            if self.logs or callable(value) or isinstance(value, FIXED):
                parts.append(f"{name}={self.of(value)}")
        return f"{function.__name__} (code {checksum(repr(parts))}, {PYTHON})"

    def _code(self, code, docstring=None):
        """What `code` does: its instructions, the constants and names in them, and its arguments."""
        constants = [
            self._code(value) if isinstance(value, types.CodeType) else self.of(None if value == docstring else value)
            for value in code.co_consts
        ]
        arguments = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & 0x0C
        names = code.co_names, code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        return repr((code.co_code, constants, names, arguments))


def _outside(function):
    """What `function` reads from outside itself, name -> value: of the functions around it, and of its module."""
    found, names = {}, _names(function.__code__)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        with contextlib.suppress(ValueError):  # it has no value yet
            found[name] = cell.cell_contents
    for name in sorted(names & function.__globals__.keys()):
        found[name] = value = function.__globals__[name]
        if isinstance(value, types.ModuleType) and is_own(value):
            found |= {f"{name}.{inside}": vars(value)[inside] for inside in sorted(names & vars(value).keys())}
    return found


def _names(code):
    """The names of globals and attributes that `code` and the functions in it use, a set."""
    inner = [_names(value) for value in code.co_consts if isinstance(value, types.CodeType)]
    return set(code.co_names).union(*inner)
