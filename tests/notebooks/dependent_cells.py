"""Which cells of a chapter a few of its cells need: those that make the names which they read, and so on backwards.

A name is followed from cell to cell through assignments, and through the methods in `CHANGING` and assignments to
attributes and elements, which change an object in place.
"""

import ast
import builtins
import dis
import types

CHANGING = "append extend update add setdefault fit step begin forward backward loss_and_gradient restore".split()


def names_in(tree):
    """(names that code reads, names that it gives a value, names whose objects it may change)."""
    read, given, changed = set(), set(), set()
    for part in all_code(compile(tree, "cell", "exec")):
        for step in dis.get_instructions(part):
            if step.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
                read.add(step.argval)
            elif step.opname in ("STORE_NAME", "STORE_GLOBAL"):
                given.add(step.argval)
    for node in ast.walk(tree):
        method = getattr(getattr(node, "func", None), "attr", "")
        root = node.func if method in CHANGING else node if _stores(node) else None
        while isinstance(root, (ast.Attribute, ast.Subscript)):
            root = root.value
            if isinstance(root, ast.Name):
                changed.add(root.id)
    return read - set(dir(builtins)), given, changed


def all_code(code):
    """The code of a cell, and that of each function and class in it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from all_code(part)


def _stores(node):
    return isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store)


def statements_of(text):
    """(statement, its `names_in`) for each statement of a cell."""
    return [(statement, names_in(ast.Module([statement], []))) for statement in ast.parse(text).body]


def with_what_they_need(texts, chosen):
    """The names of the cells in `chosen` and of those that they need, in order. texts: name of a cell -> its code."""
    chosen, wanted = set(chosen), set()
    for name, text in reversed(texts.items()):
        statements = statements_of(text)
        if name not in chosen and not any((given | changed) & wanted for _, (_, given, changed) in statements):
            continue
        chosen.add(name)
        for statement, (read, given, _) in reversed(statements):
            own = given if isinstance(statement, (ast.For, ast.With)) else set()  # names of the loop itself
            wanted = wanted - given | read - own
    return [name for name in texts if name in chosen]
