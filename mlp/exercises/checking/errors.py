"""What Python's and NumPy's exceptions mean, in plain words; a cause only where the exception says it itself."""

import ast
import builtins
import re

import numpy as np

from mlp.exercises.checking.limit import SECONDS, OutOfTime
from mlp.exercises.checking.source import find_source
from mlp.exercises.checking.verdict import Finding

SIZES = (
    "the inner sizes of a matrix product are {a} and {b}, and must be the same: is a transpose missing, or do the two "
    "stand the wrong way round?"
)
CAUSES = (  # what the exception says is the cause
    (r"matmul: .*core dimension.*\(size (?P<b>\d+) is different from (?P<a>\d+)\)", SIZES),
    (r"shapes \(.*\) and \(.*\) not aligned: (?P<a>\d+) \(dim \d\) != (?P<b>\d+) \(dim \d\)", SIZES),
    (
        r"The truth value of an array",
        "`if`, `and`, `or`, `not`, Python's max and min, range and np.arange need a single value, and an array has "
        "many (ambiguous): NumPy works entry by entry, with np.where, np.maximum, & and |",
    ),
    (
        r"buffer size must be a multiple of element size",
        "several bytes are taken for one number, and the bytes that there are do not divide by so many: np.uint8 takes "
        "one byte each",
    ),
    (
        r"(cannot access local variable|local variable) '(?P<a>\w+)'",
        "`{a}` is used before anything was put into it: is the line that sets it further down, or under an `if`?",
    ),
    (
        r"only integer scalar arrays can be converted to a scalar index",
        "an array stands where one whole number is wanted, an axis or a size: np.max(a, b) takes b for an axis, and "
        "np.maximum(a, b) compares two arrays entry by entry",
    ),
    (
        r"only (length-1|0-dimensional) arrays can be converted",
        "a single number is wanted there, and an array came: functions of `math`, int() and float() take one number, "
        "those of np take arrays",
    ),
    (r"'numpy.ndarray' object is not callable", "round brackets call a function: an array takes square ones, x[...]"),
    (
        r"'(function|builtin_function_or_method|method)' object is not subscriptable",
        "square brackets stand after a function: round ones call it",
    ),
    (
        r"'list' object has no attribute|list indices must be|can't multiply sequence|unsupported operand .*'list'",
        "a list cannot do what an array can: np.array makes one of it",
    ),
    (
        r"Cannot cast ufunc '\w+' output from dtype\('(?P<b>\w+)'\) to dtype\('(?P<c>\w+)'\)",
        "an array of {c} cannot hold {b}: `+=` and the like keep the array's dtype",
    ),
    (
        r"is an invalid keyword|unexpected keyword argument",
        "a function is given a name with = that it does not have: == compares, one = gives a keyword",
    ),
    (r"bitwise_xor", "^ is no power in Python: a power is written **"),
    (
        r"bitwise_(and|or)|rand_|unsupported operand type\(s\) for [&|]",
        "& and | need brackets round each comparison: (a > 0) & (b > 0)",
    ),
    (r"invalid literal for int|could not convert string", "text came where a number is wanted"),
    (r"division by zero", "something is divided by zero"),
    (r"math range error|Numerical result out of range", "exp of a large number overflows"),
    (
        r"embedded null byte|No such file or directory",
        "the argument is opened as a file name, and it is the content itself, already read",
    ),
)
WORDS = (  # the same in plainer words; the cause may be elsewhere
    (
        r"operands could not be broadcast together with shapes (?P<a>\(.*?\)) (?P<b>\(.*?\))",
        "entry by entry, shapes {a} and {b} do not fit, as sizes are compared from the right, and must be equal or 1",
    ),
    (
        r"could not broadcast input array from shape (?P<a>\(.*?\)) into shape (?P<b>\(.*?\))",
        "an array of shape {a} does not fit into a place of shape {b}",
    ),
    (
        r"cannot reshape array of size (?P<a>\d+) into shape (?P<b>\(.*\))",
        "there are {a} numbers, and the shape {b} has room for another number of them",
    ),
    (
        r"too many indices for array: array is (?P<a>\d)-dimensional, but (?P<b>\d) were indexed",
        "an array with {a} axes takes {a} indices, and it got {b}",
    ),
    (
        r"axis (?P<a>-?\d+) is out of bounds for array of dimension (?P<b>\d)",
        "there is no axis {a}, the array has {b} axes, counted from 0",
    ),
    (
        r"index (?P<a>-?\d+) is out of bounds for axis (?P<b>\d) with size (?P<c>\d+)",
        "place {a} does not exist, axis {b} has {c} places, counted from 0",
    ),
    (r"values to unpack", "the number of names on the left of = and of values on its right differ"),
)


def explain_error(answer, error):
    """A Finding: `why` is the cause, where an exception says it; `what` is its message in plain words, or ""."""
    if isinstance(error, OutOfTime):
        return Finding("", f"your code was stopped after {SECONDS:.0f} seconds: does its loop ever end?")
    if isinstance(error, RecursionError):
        why = (
            "your function calls itself, again and again (a recursion without an end): is that the name it should call?"
        )
        return Finding("", why)
    if isinstance(error, MemoryError):
        why = "your code asks for more memory than there is: which array has an axis too many, or is too large?"
        return Finding("", why)
    message = str(error)
    if isinstance(error, AttributeError) and isinstance(answer, type) and isinstance(error.obj, answer):
        return Finding(
            "", f"self.{error.name} is used before anything has set it: __init__ or forward must, by that name"
        )
    unknown = re.match(r"name '(\w+)' is not defined", message)
    if unknown:
        return Finding("", _unknown_name(unknown[1]))
    if "NoneType" in message:
        return Finding("", _none(answer))
    for table in (CAUSES, WORDS):
        for pattern, words in table:
            found = re.search(pattern, message)
            if found:
                said = words.format(**found.groupdict())
                return Finding("", said) if table is CAUSES else Finding(said)
    return Finding("")


def _unknown_name(name):
    """A name that nothing has set."""
    if hasattr(np, name) and not hasattr(builtins, name):
        return f"`{name}` is not defined: it belongs to NumPy, so write np.{name}"
    return f"`{name}` is not defined in your function: a name of another function or cell, or another spelling?"


IN_PLACE = ("shuffle", "sort", "append", "extend", "reverse", "fill", "update", "insert", "remove")


def _none(answer):
    """None was used as if it were a result. Certain where a line keeps what a function that works in place returns."""
    source = find_source(answer)
    return in_place_used(source) or "something is None: what has no `return`, or works in place, gives None"


def in_place_used(source):
    """A sentence on a call like `x.sort()` whose None is used as if it were the result, or ""."""
    for statement in ast.walk(source.tree) if source else ():
        for node in ast.walk(statement) if isinstance(statement, (ast.Assign, ast.Return)) else ():
            func = getattr(node, "func", None)
            if getattr(func, "attr", "") in IN_PLACE and ast.unparse(func.value) != "np":
                return (
                    f"{func.attr} works in place and returns None, and `{ast.unparse(statement)[:60]}` uses that None: "
                    f"call `{ast.unparse(node)[:40]}` in a line of its own"
                )
    return ""


def hard_coded(evidence):
    """A number in the code that an exception speaks of, and that no input has as a size: it is written down."""
    trial, source = evidence.trials[evidence.wrong], evidence.source
    if source is None:
        return ""
    message = str(trial.error)
    lists = [part for value in trial.inputs if isinstance(value, (list, tuple)) for part in (value, *value)]
    sizes = {len(part) for part in lists if isinstance(part, (list, tuple))}
    sizes |= {
        size for part in (*trial.inputs, *lists) if isinstance(part, np.ndarray) for size in (*part.shape, part.size)
    }
    sizes |= {value for value in trial.inputs if isinstance(value, (int, np.integer))}
    numbers = {int(number) for number in re.findall(r"\d+", message)} - sizes
    beyond = re.search(r"index (\d+) is out of bounds for axis \d+ with size \1$|list index out of range", message)
    for node in ast.walk(source.tree):
        value = getattr(node, "value", None)
        if not isinstance(node, ast.Constant) or type(value) is not int or value < 3 or value in sizes:
            continue
        if value in numbers or beyond and value - 1 > int(beyond[1] or 0):
            return (
                f"{value} is written as a number, in line {node.lineno} of your cell, and these inputs have other sizes"
            )
    return ""
