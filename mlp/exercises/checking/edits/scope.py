"""What the slips are told of the code around them; and how code is quoted."""

import ast
import builtins
from typing import Any, NamedTuple

# The rank of a slip says when it is tried. 0 to 2 explain most, the more of it the lower they are.
PLAIN = (0, 1, 2)
WRITES = 3  # an array is written into that is still needed
AROUND = 4  # something more is done to an expression: also what no learner would mean may happen to fit
NAMES = 5  # one name for another
DTYPE = 6  # nothing but a dtype changes: tried only where nothing else is wrong


class Slip(NamedTuple):
    """One way in which code may be wrong. `new` belongs in its place; for statements it is several changes."""

    rank: int
    new: Any
    found: str
    lacking: str
    kind: Any
    line: int = 0


class Scope(NamedTuple):
    """The names that a function could use."""

    parameters: tuple[str, ...]
    variables: tuple[str, ...]
    attributes: tuple[str, ...]
    bound: frozenset[str]  # every name that the code itself gives a value: no other cell does
    limits: frozenset[int]  # ids of the parts that say where something is cut off, or where a formula changes


def scope_of(function, tree):
    """The Scope of a function (or method) that stands in `tree`."""
    arguments = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
    own = tuple(name for name in arguments if name not in ("self", "training"))
    stored = [node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    attributes = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    ]
    return Scope(own, tuple(dict.fromkeys(stored)), tuple(dict.fromkeys(attributes)), _bound(tree), _cut_off(function))


def _bound(tree):
    """The names of parameters (of inner functions, too), variables and definitions; and those of Python itself."""
    names = {*vars(builtins), "np", "math"}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name)
    return frozenset(names)


def _cut_off(function):
    """The ids of what says where something is cut off or a formula changes: numbers above 2 and what is compared."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    cut = [call for call in calls if getattr(call.func, "attr", "") in ("clip", "maximum", "minimum")]
    cut += [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in ("round", "around")]
    given = [part for call in cut for part in (*call.args, *(keyword.value for keyword in call.keywords))]
    found = {id(node) for part in given if _far(part) for node in ast.walk(part)}
    for call in calls:
        condition = call.args[0] if getattr(call.func, "attr", "") == "where" and call.args else None
        if isinstance(condition, ast.Compare) and _far(condition.comparators[0]):
            found |= {id(node) for node in ast.walk(condition) if node is not condition}
    return frozenset(found)


def _far(node):
    """Whether it is a number above 2, or below -2."""
    number = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(number, ast.Constant) and isinstance(number.value, (int, float)) and abs(number.value) > 2


class _Fill(ast.NodeTransformer):
    """Puts nodes in the place of names."""

    def __init__(self, parts):
        self.parts = parts

    def visit_Name(self, node):
        return self.parts.get(node.id, node)


def expression(text, **parts):
    """The expression that `text` is, with the nodes `parts` for the names in it."""
    return _Fill(parts).visit(ast.parse(text, mode="eval").body)


def quote(node):
    """A piece of code as a sentence shows it."""
    text = " ".join(ast.unparse(node).split())
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def known(node, scope):
    """A piece of the solution, as long as it has no names that a learner may not have."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return quote(node) if names <= {*scope.parameters, "np", "self", "len", "math"} else ""
