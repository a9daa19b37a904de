"""Slips in the order of statements: a `return` in the loop, a line too many, += for =, an array written into."""

import ast

from mlp.exercises.checking.edits.scope import WRITES, Slip, quote

LOOPS = (ast.For, ast.While)


def statement_slips(function, scope):
    """Yield each Slip of a function's statements. `new` of such a Slip is a tuple of (holder, key, new)."""
    yield from _no_return(function)
    yield from _writes_into_parameter(function, scope)
    for owner, field, body in _bodies(function):
        for i, statement in enumerate(body):
            line, here = statement.lineno, quote(statement)
            for slip in STATEMENTS:
                for rank, new, found, lacking in slip(body, i, statement, owner):
                    kind = (slip.__name__, found if slip is not _augmented else type(statement))
                    change = (owner, field, new) if isinstance(new, list) else (body, i, new)
                    yield Slip(rank, (change,), found.format(here=here), lacking, kind, line)


def _bodies(function):
    for node in ast.walk(function):
        for field in ("body", "orelse"):
            body = getattr(node, field, None)
            if isinstance(body, list) and body:
                yield node, field, body


def _return_in_loop(body, i, statement, owner):
    """`return` in the loop, where it belongs behind it, and the other way round."""
    words = (
        "`return` stands inside the loop, so that it ends in its first round: it belongs after the loop, indented less"
    )
    if isinstance(statement, LOOPS) and isinstance(statement.body[-1], ast.Return):
        shorter = type(statement)(**{**vars(statement), "body": statement.body[:-1] or [ast.Pass()]})
        yield 0, [*body[:i], shorter, statement.body[-1], *body[i + 1 :]], words, ""
    if isinstance(statement, LOOPS) and i + 1 < len(body) and isinstance(body[i + 1], ast.Return):
        longer = type(statement)(**{**vars(statement), "body": [*statement.body, body[i + 1]]})
        lacking = "only the first round of the loop counts: does `return` stand inside the loop, indented too far?"
        yield 0, [*body[:i], longer, *body[i + 1 :]], "", lacking


def _starts_again(body, i, statement, owner):
    """What should be made once, before the loop, is made new in each round."""
    words = "{here} stands inside the loop, so that it starts again in each round: it belongs before the loop"
    if isinstance(statement, LOOPS) and len(statement.body) > 1 and isinstance(statement.body[0], ast.Assign):
        shorter = type(statement)(**{**vars(statement), "body": statement.body[1:]})
        first = statement.body[0]
        yield 0, [*body[:i], first, shorter, *body[i + 1 :]], words.replace("{here}", quote(first)), ""


def _augmented(body, i, statement, owner):
    if isinstance(statement, ast.AugAssign):
        plain = ast.Assign([statement.target], statement.value)
        words = "`+=` adds to what stood there before: `=` replaces it" if isinstance(statement.op, ast.Add) else ""
        yield 1, plain, words or "{here} works on what stood there before: = replaces it", ""
        load = _loaded(statement.target)
        plain = ast.Assign([statement.target], ast.BinOp(load, statement.op, statement.value))
        words = "{here} writes into an array that is still needed: `a = a + b` makes a new one, `a += b` does not"
        yield WRITES, plain, words, ""
        for old, new in ((ast.Add, ast.Sub), (ast.Sub, ast.Add), (ast.Mult, ast.Div), (ast.Div, ast.Mult)):
            if isinstance(statement.op, old):
                other = ast.AugAssign(statement.target, new(), statement.value)
                yield 2, other, "in {here} the sign is wrong, or * stands for /", ""
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        adding = ast.AugAssign(statement.targets[0], ast.Add(), statement.value)
        words = "`=` in {here} overwrites what stood there: `+=` adds to it"
        lacking = "is what stood there before overwritten, with = for +=?"
        if not isinstance(statement.targets[0], ast.Tuple):
            yield 2, adding, words, lacking


def _loaded(target):
    text = ast.unparse(target)
    return ast.parse(text, mode="eval").body


def _alias(body, i, statement, owner):
    """`a = b` for arrays is a second name, no copy."""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, (ast.Name, ast.Attribute, ast.Subscript)):
        copied = ast.Call(ast.Attribute(statement.value, "copy", ast.Load()), [], [])
        words = "{here} makes no copy: both names stand for the same array, and what changes one changes the other"
        yield WRITES, ast.Assign(statement.targets, copied), words, ""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple):
        copies = [ast.Call(ast.Attribute(part, "copy", ast.Load()), [], []) for part in statement.value.elts]
        words = "{here} makes no copies: the names stand for the same array, and what changes one changes the other"
        copied = ast.Assign(statement.targets, ast.Tuple(copies, ast.Load()))
        yield WRITES, copied, words, ""


def _too_many(body, i, statement, owner):
    """A line too many."""
    if isinstance(statement, (ast.Return, ast.FunctionDef, ast.Import)) or len(body) == 1:
        return
    yield 2, [*body[:i], *body[i + 1 :]], "the line {here} does not belong there", ""
    if isinstance(statement, ast.If):
        yield 2, [*body[:i], *statement.body, *body[i + 1 :]], "the condition of {here} does not belong there", ""


def _order(body, i, statement, owner):
    if i + 1 < len(body) and not any(isinstance(part, (ast.Return, ast.Global)) for part in body[i : i + 2]):
        words = "the two lines from {here} on stand in the wrong order"
        yield 2, [*body[:i], body[i + 1], statement, *body[i + 2 :]], words, "two steps come in the wrong order"


def _condition(body, i, statement, owner):
    if isinstance(statement, ast.If):
        turned = ast.If(ast.UnaryOp(ast.Not(), statement.test), statement.body, statement.orelse)
        yield 2, turned, "the condition in {here} is turned round", "a condition is turned round"


STATEMENTS = (_return_in_loop, _starts_again, _augmented, _alias, _too_many, _order, _condition)


def _no_return(function):
    """Nothing comes back: the last line computes, or prints, what should be returned."""
    returns = [node for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None]
    last = function.body[-1]
    if returns:
        return
    start = f"`{function.name}` has no `return`, so that it gives None"
    if (
        isinstance(last, ast.Expr)
        and isinstance(last.value, ast.Call)
        and getattr(last.value.func, "id", "") == "print"
    ):
        args = last.value.args
        value = args[0] if len(args) == 1 else ast.Tuple(args, ast.Load())
        words = f"{start}: print shows a result, and gives it to nobody"
    elif isinstance(last, (ast.Assign, ast.AugAssign)):
        targets = [last.target] if isinstance(last, ast.AugAssign) else last.targets
        value, words = _loaded(targets[0]), start
    elif isinstance(last, ast.Expr):
        value, words = last.value, start
    else:
        return
    new = [*function.body, ast.Return(value)]
    yield Slip(0, ((function, "body", new),), words, "", "no return", last.lineno)


def _writes_into_parameter(function, scope):
    for name in scope.parameters:
        copy = ast.parse(f"{name} = {name}.copy()").body[0]
        words = f"the array `{name}` belongs to whoever called: writing into it (`+=`, `[...] =`) changes it there too"
        yield Slip(WRITES, ((function, "body", [copy, *function.body]),), words, "", ("copy", name), function.lineno)
