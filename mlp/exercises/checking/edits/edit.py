"""One change of a syntax tree, made and undone; and all changes that are tried on a function or class."""

import ast
import contextlib
import itertools
from collections import defaultdict
from typing import Any, NamedTuple

from mlp.exercises.checking.edits.expressions import expression_slips
from mlp.exercises.checking.edits.scope import DTYPE, NAMES, scope_of
from mlp.exercises.checking.edits.statements import statement_slips


class Edit(NamedTuple):
    """One change, or the same one at several places."""

    rank: int  # those of a low rank are tried first
    changes: tuple  # (holder, key, new): a list and an index, or a node and the name of one of its fields
    line: int
    found: str  # what is wrong, when a learner's code is right after the change
    lacking: str  # what is wrong, when the solution after the change does what a learner's code does; "" for nothing
    kind: Any  # edits of the same kind can be made together

    @contextlib.contextmanager
    def made(self):
        """Within it, the tree is changed."""
        before = [(holder, key, _get(holder, key)) for holder, key, _ in self.changes]
        for holder, key, new in self.changes:
            _set(holder, key, new)
        try:
            yield
        finally:
            for holder, key, old in reversed(before):
                _set(holder, key, old)


def _get(holder, key):
    return holder[key] if isinstance(holder, list) else getattr(holder, key)


def _set(holder, key, new):
    if isinstance(holder, list):
        holder[key] = new
    else:
        setattr(holder, key, new)


def list_edits(tree):
    """Every edit of a function or class: those of a low rank first, then one at a time, then the same at every place.

    Returns a list of Edit.
    """
    edits = []
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        scope = scope_of(function, tree)
        for holder, key, node in _places(function):
            if isinstance(node, ast.expr):
                for slip in expression_slips(node, scope):
                    edits.append(_edit(slip, ((holder, key, slip.new),), node.lineno))
        for slip in statement_slips(function, scope):
            edits.append(_edit(slip, slip.new, slip.line))
    together = defaultdict(list)
    for edit in edits:
        together[edit.kind].append(edit)
    for same in together.values():
        if 1 < len(same) <= 8:
            edits.append(same[0]._replace(changes=tuple(change for edit in same for change in edit.changes)))
    edits.extend(_two_numbers(together))
    inner_first = edits[::-1]
    return [edit for rank in range(DTYPE) for edit in edits if edit.rank == rank] + [
        edit for edit in inner_first if edit.rank == DTYPE
    ]


def _two_numbers(together):
    """Two numbers that are written down, each in place of a size: both at once, at every place where they stand."""
    numbers = defaultdict(list)
    for kind, same in together.items():
        if isinstance(kind, tuple) and kind[0] == "number" and isinstance(kind[2], str) and kind[1] > 2:
            numbers[kind[1]].append(same)
    if len(numbers) != 2:
        return
    for first, second in itertools.product(*numbers.values()):
        changes = tuple(change for edit in (*first, *second) for change in edit.changes)
        yield first[0]._replace(rank=NAMES, changes=changes)


def _edit(slip, changes, line):
    for _, _, new in changes:
        for part in new if isinstance(new, list) else [new]:
            if isinstance(part, ast.AST):
                ast.fix_missing_locations(part)  # which is what is new: the rest of the tree has lines and columns
    return Edit(slip.rank, changes, line, slip.found, slip.lacking, slip.kind)


def _places(function):
    """(holder, key, node) of each expression in a function's body."""
    for statement in function.body:
        for parent in ast.walk(statement):
            for name, value in ast.iter_fields(parent):
                if isinstance(value, list):
                    yield from ((value, i, child) for i, child in enumerate(value) if isinstance(child, ast.expr))
                elif isinstance(value, ast.expr):
                    yield parent, name, value
