"""Slips in one expression: another operator, another axis, a transpose, a number, a name."""

import ast

from mlp.exercises.checking.edits.scope import AROUND, DTYPE, NAMES, Slip, expression, known, quote


def expression_slips(node, scope):
    """Yield each Slip of one expression: what else could stand there, and what is wrong if it should."""
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return
    if id(node) in scope.limits:
        return  # another limit may happen to fit: `clipping` tests whether something is cut off too early
    for kind, slips in SLIPS.items():
        if isinstance(node, kind):
            for slip in slips:
                yield from slip(node, scope)
    if isinstance(node, (ast.BinOp, ast.Call, ast.Name, ast.Attribute, ast.Subscript)):
        yield from _wrapped(node, scope)


OPERATORS = {
    (ast.Sub, ast.Add): "{b} is subtracted, and must be added: the sign is wrong, a plus belongs there",
    (ast.Add, ast.Sub): "{b} is added, and must be subtracted: the sign is wrong, a minus belongs there",
    (ast.Mult, ast.Div): "{a} is multiplied by {b}, and must be divided by it",
    (ast.Div, ast.Mult): "{a} is divided by {b}, and must be multiplied by it",
    (ast.Mult, ast.MatMult): "* multiplies entry by entry: a matrix product is written @",
    (ast.MatMult, ast.Mult): "@ is the matrix product: here * belongs, entry by entry",
    (ast.FloorDiv, ast.Div): "// rounds down to a whole number: / divides",
    (ast.BitXor, ast.Pow): "^ is not a power in Python: write a power as **",
    (ast.Pow, ast.Mult): "{a} is raised to the power {b}, and must be multiplied by it",
    (ast.BitAnd, ast.BitOr): "& asks for both: | is true where one of the two is",
    (ast.BitOr, ast.BitAnd): "| is true where one of the two is: & asks for both",
}


SIMPLY = {  # the same, where the solution's names are not a learner's
    ast.Add: "there is a plus where a minus belongs",
    ast.Sub: "there is a minus where a plus belongs",
    ast.Mult: "there is a multiplication where a division belongs",
    ast.Div: "there is a division where a multiplication belongs",
    ast.MatMult: "there is a matrix product where a product entry by entry belongs",
}


def _operator(node, scope):
    for (old, new), words in OPERATORS.items():
        if isinstance(node.op, old):
            names = known(node.left, scope), known(node.right, scope)
            back = OPERATORS.get((new, old), "").format(a=names[0], b=names[1]) if all(names) else SIMPLY.get(new, "")
            made = ast.BinOp(node.left, new(), node.right)
            yield Slip(2, made, words.format(a=quote(node.left), b=quote(node.right)), back, (old, new))


def _operands(node, scope):
    """The two sides swapped; one of them left out."""
    a, b, whole = quote(node.left), quote(node.right), quote(node)
    known_a, known_b = known(node.left, scope), known(node.right, scope)
    if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv)):
        words = f"the two sides of {whole} stand the wrong way round"
        yield Slip(2, ast.BinOp(node.right, node.op, node.left), words, words, "sides")
    extra, missing, unknown = LEFT_OUT.get(type(node.op), ("{b} does not belong there", "{b} is missing", ""))
    kind = ("drop", type(node.op), ast.unparse(node.right))
    yield Slip(
        2, node.left, f"in {whole}, {extra.format(a=a, b=b)}", missing.format(b=known_b) if known_b else unknown, kind
    )
    missing = missing.format(b=known_a) if known_a else unknown
    if isinstance(node.op, ast.Sub):
        extra = f"`{ast.unparse(node.left)} -` is too much"
        missing = f"`{ast.unparse(node.left)} -` is missing" if isinstance(node.left, ast.Constant) else unknown
    if not isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)):
        yield Slip(2, node.right, extra.format(a=b, b=a), missing, ("drop", type(node.op), ast.unparse(node.left)))


LEFT_OUT = {  # when it is too much; when it is missing; when it is missing and has no name that a learner knows
    ast.Add: (
        "{b} is added, which does not belong there",
        "{b} is missing: it must be added",
        "an addition is missing",
    ),
    ast.Sub: ("{b} is subtracted, which does not belong there", "{b} must be subtracted", "a subtraction is missing"),
    ast.Mult: ("{a} is multiplied by {b}, a factor too many", "{b} is missing as a factor", "a factor is missing"),
    ast.Div: (
        "the result is divided by {b}, and must not be",
        "the division by {b} is missing",
        "a division is missing",
    ),
    ast.MatMult: ("the product with {b} is too much", "the matrix product with {b} is missing", "a product is missing"),
    ast.Pow: ("there is a power too many", "the power is missing", "the power is missing"),
}


def _brackets(node, scope):
    """a / b * c for a / (b * c), and the other way round; also through a matrix product or a power."""
    whole = quote(node)
    for side in ("left", "right"):
        inner = getattr(node, side)
        if not isinstance(inner, ast.BinOp):
            continue
        if side == "left":
            made = ast.BinOp(inner.left, inner.op, ast.BinOp(inner.right, node.op, node.right))
        else:
            made = ast.BinOp(ast.BinOp(node.left, node.op, inner.left), inner.op, inner.right)
        words = f"brackets are missing or stand in the wrong place in {whole}"
        yield Slip(1, made, words, f"{words}: which two belong together first?", "brackets")


def _unary(node, scope):
    words = {
        ast.USub: ("the sign is turned: there is a minus too many", "the sign is turned: a minus is missing"),
        ast.Invert: ("~ turns the mask round, and must not", "the mask is turned round: a ~ is missing"),
        ast.Not: ("`not` turns the condition round, and must not", "the condition is turned round"),
    }
    if type(node.op) in words and not isinstance(node.operand, ast.Constant):
        yield Slip(2, node.operand, *words[type(node.op)], type(node.op))


TURNED = "the comparison is turned round"
BORDER = "only where both sides are equal something is different: there {new} and {old} differ, and {new} is meant"
COMPARISONS = {
    ast.Gt: ((ast.GtE, BORDER), (ast.Lt, TURNED), (ast.LtE, TURNED)),
    ast.GtE: ((ast.Gt, BORDER), (ast.Lt, TURNED), (ast.LtE, TURNED)),
    ast.Lt: ((ast.LtE, BORDER), (ast.Gt, TURNED), (ast.GtE, TURNED)),
    ast.LtE: ((ast.Lt, BORDER), (ast.Gt, TURNED), (ast.GtE, TURNED)),
    ast.Eq: ((ast.NotEq, TURNED + ": == and != are confused"),),
    ast.NotEq: ((ast.Eq, TURNED + ": == and != are confused"),),
    ast.Is: ((ast.Eq, "`is` asks whether two names stand for one object: == compares numbers, entry by entry"),),
    ast.IsNot: ((ast.NotEq, "`is not` asks for the same object: != compares numbers, entry by entry"),),
}
SIGNS = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<="}


def _comparison(node, scope):
    old = type(node.ops[0])
    for new, words in COMPARISONS.get(old, ()) if len(node.ops) == 1 else ():
        made = ast.Compare(node.left, [new()], node.comparators)
        found = words.format(old=SIGNS.get(old), new=SIGNS.get(new))
        lacking = words.format(old=SIGNS.get(new), new=SIGNS.get(old)) if old is not ast.Is else ""
        yield Slip(1, made, f"{found}, in {quote(node)}", lacking, (old, new))


def _logic(node, scope):
    new = ast.Or if isinstance(node.op, ast.And) else ast.And
    words = "`and` and `or` are confused"
    yield Slip(2, ast.BoolOp(new(), node.values), words, words, "logic")


REDUCTIONS = "sum mean std var max min argmax argmin argsort all any prod cumsum sort norm median amax amin".split()


def _called(node):
    """The last part of the name of what is called: "sum" for x.sum(...) and np.sum(...)."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _again(node, func=None, args=None, **keywords):
    """The call with other arguments; a keyword that is None is left out."""
    kept = [keyword for keyword in node.keywords if keyword.arg not in keywords]
    new = [ast.keyword(name, value) for name, value in keywords.items() if value is not None]
    return ast.Call(func or node.func, node.args if args is None else args, kept + new)


MAKERS = ("zeros", "ones", "empty", "full", "array", "arange", "zeros_like", "ones_like")


def _whole_numbers(node, scope):
    """An array that is made for whole numbers, or for True and False."""
    if _called(node) in MAKERS:
        words = f"{quote(node)} holds whole numbers (an integer array), which lose what stands after the point"
        for i, part in enumerate(node.args):
            if ast.unparse(part) in WHOLE:
                yield Slip(1, _again(node, args=node.args[:i] + node.args[i + 1 :]), words, "", "whole")
        for keyword in node.keywords:
            if keyword.arg == "dtype" and ast.unparse(keyword.value) in WHOLE:
                yield Slip(1, _again(node, dtype=None), words, "", "whole")


WHOLE = ("int", "bool", "np.int64", "np.int32", "np.uint8", "'int'", "'int64'", "'int32'", "np.intp")


def _axis(node, scope):
    """Another axis, one axis instead of all, all instead of one; keepdims and ddof."""
    if _called(node) not in REDUCTIONS:
        return
    of_numpy = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in ("np", "np.linalg")
    place = 1 if of_numpy else 0
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    axis = given.get("axis", node.args[place] if len(node.args) > place else None)
    args = node.args[:place]
    text = ast.unparse(axis) if axis else ""
    for new in ("0", "1", "-1"):
        if new != text and not (text == "" and new == "-1"):
            right, wrong = (
                f"axis={new} belongs there",
                f"axis={text}" if text else "no axis, so over all numbers at once",
            )
            found = f"{quote(node)} goes over the wrong axis ({wrong}): {right}"
            lacking = "is that the wrong axis, or is axis=... missing?"
            yield Slip(1, _again(node, args=args, axis=expression(new)), found, lacking, ("axis", text, new))
    if axis:
        found = f"{quote(node)} goes over one axis, and must go over all numbers at once: without axis=..."
        yield Slip(1, _again(node, args=args, axis=None), found, "is an axis=... missing?", ("no axis", text))
    missing, extra = "keepdims=True is missing, so that shapes do not meet as they should", "keepdims=True is too much"
    if "keepdims" in given:
        yield Slip(1, _again(node, keepdims=None), f"{extra}, in {quote(node)}", missing, "keepdims")
    elif axis:
        made = _again(node, keepdims=expression("True"))
        yield Slip(1, made, f"{missing}, in {quote(node)}", extra, "keepdims")
    if "ddof" in given:
        words = "ddof=1 divides by n - 1: the mean over the full number n is wanted"
        yield Slip(1, _again(node, ddof=None), words, "", "ddof")
    elif _called(node) in ("std", "var"):
        words = "divided by n - 1 (ddof=1), not by the full number n"
        yield Slip(
            1, _again(node, ddof=expression("1")), "the mean must be over n - 1: ddof=1 is missing", words, "ddof"
        )


CONFUSED = {  # one function for another, both ways; what is said of the first when it is wrong
    ("sum", "mean"): "is a sum, and a mean belongs there (a division by the number is missing)",
    ("mean", "sum"): "is a mean, and a sum belongs there (there is a division by the number too many)",
    ("std", "var"): "is a standard deviation, and the variance belongs there, its square",
    ("var", "std"): "is the variance, and the standard deviation belongs there, its square root",
    ("max", "min"): "takes the largest, and the smallest belongs there",
    ("min", "max"): "takes the smallest, and the largest belongs there",
    ("max", "mean"): "takes the largest, and the mean belongs there",
    ("mean", "max"): "takes the mean, and the largest belongs there",
    ("max", "sum"): "takes the largest, and the sum belongs there",
    ("sum", "max"): "takes the sum, and the largest belongs there",
    ("argmax", "argmin"): "finds the largest, and the smallest belongs there",
    ("argmin", "argmax"): "finds the smallest, and the largest belongs there",
    ("argmax", "max"): "gives the place of the largest number, and the number itself belongs there",
    ("max", "argmax"): "gives the largest number, and its place belongs there",
    ("maximum", "minimum"): "keeps the larger, and the smaller belongs there",
    ("minimum", "maximum"): "keeps the smaller, and the larger belongs there",
    ("max", "maximum"): "finds the one largest number: np.maximum compares entry by entry",
    ("min", "minimum"): "finds the one smallest number: np.minimum compares entry by entry",
    ("log2", "log"): "is the logarithm to base 2: np.log is the natural one",
    ("log10", "log"): "is the logarithm to base 10: np.log is the natural one",
    ("median", "mean"): "is the median, and the mean belongs there",
    ("mean", "median"): "is the mean, and the median belongs there",
    ("floor", "ceil"): "rounds down, and must round up",
    ("ceil", "floor"): "rounds up, and must round down",
    ("round", "floor"): "rounds to the nearest, and must round down",
    ("logaddexp2", "logaddexp"): "takes logarithms and powers to base 2: np.logaddexp takes the natural ones",
    ("exp2", "exp"): "is a power of 2: np.exp is the power of e",
    ("log1p", "log"): "is log(1 + x), and log(x) belongs there",
    ("cumsum", "sum"): "gives all sums on the way, and only the last belongs there",
    ("nanmean", "mean"): "leaves NaN out, and must not",
    ("zeros", "ones"): "makes zeros, and ones belong there",
    ("ones", "zeros"): "makes ones, and zeros belong there",
    ("random", "standard_normal"): "draws uniform numbers, and normal ones belong there",
    ("standard_normal", "random"): "draws normal numbers, and uniform ones belong there",
}
BUILT_IN = {"max": "np.maximum", "min": "np.minimum", "abs": "np.abs", "sum": "np.sum", "round": "np.round"}


def _function(node, scope):
    """A function for another; Python's own for NumPy's."""
    called = _called(node)
    for (old, new), words in CONFUSED.items():
        if called != old:
            continue
        if isinstance(node.func, ast.Attribute):
            made = _again(node, ast.Attribute(node.func.value, new, ast.Load()))
        elif old in ("max", "min", "sum"):
            continue
        else:
            made = _again(node, ast.Name(new, ast.Load()))
        back = CONFUSED.get((new, old), "")
        lacking = f"what stands for {quote(made.func)} {back}" if back and new not in ("maximum", "minimum") else ""
        yield Slip(1, made, f"{quote(node)} {words}", back and lacking and f"one part {back}", (old, new))
    if isinstance(node.func, ast.Name) and called in BUILT_IN and called != "abs":
        better = BUILT_IN[called]
        words = f"Python's {called} takes single values: {better} works on arrays, entry by entry"
        yield Slip(1, _again(node, expression(better)), words, "", called)
        if called in ("max", "min") and len(node.args) == 1:
            words = f"Python's {called} goes through the rows and compares whole rows: np.{called} looks at all numbers"
            yield Slip(1, _again(node, expression(f"np.{called}")), words, "", called)


def _arguments(node, scope):
    """Two neighbouring arguments swapped, one left out."""
    for i in range(len(node.args) - 1):
        args = list(node.args)
        args[i], args[i + 1] = args[i + 1], args[i]
        if not any(isinstance(part, ast.Starred) for part in args[i : i + 2]):
            words = f"{quote(args[i + 1])} and {quote(args[i])} have changed places"
            yield Slip(2, _again(node, args=args), f"{words} in {quote(node)}", words, "arguments")
    if _called(node) == "range" and len(node.args) >= 2:
        words = f"{quote(node)} starts at {ast.unparse(node.args[0])}, so the first is left out"
        yield Slip(1, _again(node, args=node.args[1:2]), words, "", "range")
    if _called(node) == "range":
        last = node.args[min(1, len(node.args) - 1)]
        if isinstance(last, ast.BinOp) and isinstance(last.op, (ast.Sub, ast.Add)):
            many = isinstance(last.op, ast.Add)
            words = "goes one too far" if many else "stops too early, so the last one is left out"
            args = [*node.args[:-1], last.left] if len(node.args) < 3 else node.args
            yield Slip(1, _again(node, args=args), f"{quote(node)} {words}", "", "range")
        elif len(node.args) < 3:
            args = [*node.args[:-1], ast.BinOp(node.args[-1], ast.Sub(), ast.Constant(1))]
            words = "is the last one left out, by a range that stops too early?"
            yield Slip(1, _again(node, args=args), f"{quote(node)} goes one too far", words, "range")
            args = [*node.args[:-1], ast.BinOp(node.args[-1], ast.Add(), ast.Constant(1))]
            words = f"{quote(node)} stops too early, so the last one is left out"
            yield Slip(1, _again(node, args=args), words, "does a range go one too far?", "range + 1")
    for keyword in node.keywords:
        if keyword.arg and keyword.arg not in ("axis", "keepdims", "ddof") and isinstance(node.func, ast.Attribute):
            words = f"`{keyword.arg}={ast.unparse(keyword.value)}` does not belong in {quote(node)}"
            yield Slip(2, _again(node, **{keyword.arg: None}), words, f"is {keyword.arg}=... missing?", keyword.arg)


UNWRAPPED = {  # what is wrong when the call is too much; when it is missing
    "abs": ("loses the sign, and must not", "the absolute value is missing (np.abs)"),
    "fabs": ("loses the sign, and must not", ""),
    "sqrt": ("takes a square root, which does not belong there", "the square root is missing"),
    "exp": ("takes exp, which does not belong there", "exp is missing"),
    "log": ("takes a logarithm, which does not belong there", "the logarithm is missing"),
    "square": ("squares, which does not belong there", "a square is missing"),
    "round": ("rounds, which loses digits", ""),
    "rint": ("rounds to whole numbers, which loses what stands after the point", ""),
    "floor": ("rounds down to whole numbers, and must not", "it must be rounded down"),
    "ceil": ("rounds up to whole numbers, and must not", "it must be rounded up"),
    "int": ("rounds down to a whole number, and must not", "it must be a whole number, with int()"),
    "clip": ("cuts numbers off, and must not", "numbers must be cut off, with np.clip"),
    "maximum": ("cuts off what is small, and must not", "what is small must be cut off, with np.maximum"),
    "minimum": ("cuts off what is large, and must not", "what is large must be cut off, with np.minimum"),
    "nan_to_num": ("puts 0 for NaN, and hides that something overflowed or was divided by zero", ""),
    "sort": ("sorts, which takes numbers from their own places", "they must be sorted"),
    "sorted": ("sorts, which takes numbers from their own places", "they must be sorted"),
    "list": ("makes a list", ""),
    "tolist": ("makes a list: an array is wanted", ""),
    "sum": ("is summed, and must not be", "a sum is missing"),
    "mean": ("is a mean, and none belongs there", "a mean is missing"),
    "max": ("takes the largest, and must not", "the largest must be taken"),
    "ravel": ("makes it flat: the shape must stay", ""),
    "reshape": ("changes the shape, which must stay", "a reshape is missing"),
    "argmax": ("gives the place of the largest, which does not belong there", "np.argmax is missing"),
    "transpose": ("turns it over: a transpose too many", "a transpose is missing"),
    "tanh": ("takes tanh once too often", "tanh is missing"),
    "reversed": ("turns the order round, and must not", "the order must be turned round"),
    "sign": ("keeps only the sign", ""),
    "copy": ("makes a copy, and the array itself is wanted", "a copy is missing: the array changes later"),
    "set": ("keeps each value once and loses the places", ""),
}
DTYPES = ("astype", "float64", "float32", "float", "asarray", "array")


def _last(node):
    """The last argument, as text: what two calls have in common that change a dtype to the same one."""
    return ast.unparse(node.args[-1]) if node.args else ""


def _unwrapped(node, scope):
    called = _called(node)
    inner = node.args[0] if node.args else getattr(node.func, "value", None)
    if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) not in ("np", "math", "np.linalg"):
        inner = node.func.value
    if inner is None or isinstance(inner, ast.Starred):
        return
    if called in UNWRAPPED:
        extra, missing = UNWRAPPED[called]
        yield Slip(2, inner, f"{quote(node)} {extra}", missing, ("unwrap", called, _last(node)))
        if called in ("maximum", "minimum") and len(node.args) == 2:
            yield Slip(2, node.args[1], f"{quote(node)} {extra}", "", ("unwrap", called, _last(node)))
    elif called in DTYPES:
        to = ast.unparse(node.args[0]) if called == "astype" and node.args else called
        whole = "int" in to or "bool" in to
        why = "whole numbers lose what stands after the point" if whole else "the dtype must stay as it came"
        yield Slip(1, inner, f"{quote(node)} changes the dtype ({to}): {why}", "", ("unwrap", called, _last(node)))


def _attribute(node, scope):
    if node.attr == "T":
        words = f"{quote(node)} is a transpose too many: {quote(node.value)} fits as it is"
        yield Slip(1, node.value, words, f"a transpose is missing: `.T` at {quote(node.value)}", ("T", "drop"))


def _subscript(node, scope):
    """All of it instead of a part; one place further or one less far."""
    part, inside = quote(node), node.slice
    whole = quote(node.value)
    text = ast.unparse(inside)
    if text == "::-1":
        found, lacking = f"{part} turns the order round, and must not", "the order must be turned round"
    elif isinstance(inside, ast.Constant):
        found = f"{part} takes only one entry (number {text}): all of {whole} belongs there"
        lacking = "one entry alone belongs there, not all"
    elif isinstance(inside, ast.Slice):
        what = f"leaves out the first entries ({text})" if text == "1:" else f"takes only a part ({text})"
        what = f"leaves out the last entry ({text})" if text == ":-1" else what
        found, lacking = f"{part} {what}: all of {whole} belongs there", "only a part of it belongs there, not all"
    else:
        found, lacking = f"{part} takes a part: all of {whole} belongs there", ""
    yield Slip(1, node.value, found, lacking, ("part", text))
    for new in _moved(inside):
        words = f"off by one: {part} starts or ends one place too early or too late"
        if whole.endswith(".shape`") and isinstance(inside, ast.Constant):
            axis = inside.value + (1 if isinstance(new.op, ast.Add) else -1)
            words = f"{part} is the length of axis {inside.value}, and the length of axis {axis} belongs there"
        yield Slip(
            2, ast.Subscript(node.value, new, node.ctx), words, "off by one: a place too early or too late", "one"
        )


def _moved(inside):
    """The same index or slice, one further and one less far."""
    if not isinstance(inside, ast.Slice):
        if isinstance(inside, (ast.Name, ast.Constant, ast.BinOp)):
            yield from (ast.BinOp(inside, sign(), ast.Constant(1)) for sign in (ast.Add, ast.Sub))
        return
    for end in ("lower", "upper"):
        value = getattr(inside, end)
        for sign in (ast.Add, ast.Sub) if value is not None else ():
            ends = {"lower": inside.lower, "upper": inside.upper, "step": inside.step}
            yield ast.Slice(**ends | {end: ast.BinOp(value, sign(), ast.Constant(1))})


def _constant(node, scope):
    """A number for what should be a parameter, an attribute or a size; a number for its neighbours."""
    value = node.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    sizes = [f"len({name})" for name in scope.parameters] + [f"{name}.size" for name in scope.parameters]
    sizes += [f"{name}.shape[{axis}]" for name in scope.parameters for axis in (0, 1, 2)]
    names = [*scope.parameters, *scope.variables, *(f"self.{name}" for name in scope.attributes)]
    for text in [*names, *(sizes if isinstance(value, int) else ())]:
        words = f"{value} is written as a number, so it fits only some inputs: it is hard-coded where `{text}` belongs"
        yield Slip(1 if value not in (0, 1, 2) else NAMES, expression(text), words, "", ("number", value, text))
    for new in dict.fromkeys([value + 1, value - 1, 2 * value, value / 2, 1, 0, -value]):
        if new != value and (isinstance(new, int) or isinstance(value, float) or value / 2 == new):
            words, back = f"{value} stands where {new:g} belongs", f"is {new:g} written where another number belongs?"
            rank = AROUND if new == 0 else 2  # 0 takes a whole term away: whatever made that one may be the cause
            yield Slip(rank, ast.Constant(new), words, back, ("number", value, new))


def _name(node, scope):
    """One name for another."""
    text = ast.unparse(node)
    if isinstance(node, ast.Attribute) and not text.startswith("self."):
        return
    others = [*scope.parameters, *scope.variables, *(f"self.{name}" for name in scope.attributes)]
    if isinstance(node, ast.Name) and text not in scope.bound:
        rank, what = 1, f"{quote(node)} comes from outside, from another cell"
    else:
        rank, what = NAMES, quote(node)
    if text in ("np", "self", "math"):
        return
    for other in others:
        if other != text:
            words = (
                f"{what}: it stands where `{other}` belongs" if rank == 1 else f"{what} stands where `{other}` belongs"
            )
            back = f"`{other}` stands where `{text}` belongs"
            known = {text, other} <= set(scope.parameters)
            yield Slip(rank, expression(other), words, back if known else "", ("name", text, other))


def _tuple(node, scope):
    """Another order, for up to four values."""
    from itertools import permutations

    if 2 <= len(node.elts) <= 4:
        for order in list(permutations(node.elts))[1:]:
            names = ", ".join(ast.unparse(part) for part in node.elts)
            words = f"the order of the values in {quote(node)} is wrong, they have changed places"
            yield Slip(
                2,
                ast.Tuple(list(order), node.ctx),
                words,
                "the values come in the wrong order" if names else "",
                "order",
            )


def _condition(node, scope):
    words = "the two sides of the condition have changed places"
    yield Slip(2, ast.IfExp(node.test, node.orelse, node.body), words, words, "condition")


WRAPPERS = (  # around an expression E; what is wrong when it is missing; when it is too much
    (
        "np.abs(E)",
        "the absolute value of {e} is missing (np.abs)",
        "the sign is lost: there is an absolute value too many",
    ),
    ("np.sqrt(E)", "the square root of {e} is missing", "there is a square root too many"),
    ("E ** 2", "the square of {e} is missing", "there is a square too many"),
    ("-E", "the sign of {e} is turned: a minus is missing", "the sign is turned: there is a minus too many"),
    ("1 - E", "`1 -` is missing before {e}", "there is a `1 -` too many"),
    ("E.T", "a transpose is missing at {e}", "there is a transpose too many"),
    ("1 / E", "{e} stands above the fraction line, and belongs under it: 1 / ...", "1 / ... is too much"),
    ("np.exp(E)", "exp of {e} is missing", "there is an exp too many"),
    ("np.log(E)", "the logarithm of {e} is missing", "there is a logarithm too many"),
    ("E / 2", "a factor of 1/2 is missing at {e}", "a factor of 2 is missing"),
    ("2 * E", "a factor of 2 is missing at {e}", "there is a factor of 2 too many"),
    ("E[::-1]", "the order of {e} must be turned round", "the order is turned round, and must not be"),
    (
        "np.maximum(E, 0)",
        "negative numbers of {e} must be cut off, as a ReLU does",
        "negative numbers are cut off, as by a ReLU",
    ),
    ("E + 1", "one too few: `+ 1` is missing at {e}", "off by one: one too many"),
    ("E - 1", "one too many: `- 1` is missing at {e}", "off by one: one too few"),
    ("E.sum(axis=0)", "the sum of {e} over axis 0 is missing", "there is a sum over axis 0 too many"),
    ("E.sum(axis=1)", "the sum of {e} over axis 1 is missing", "there is a sum over axis 1 too many"),
    ("E.mean()", "the mean of {e} is missing", "there is a mean too many, over everything at once"),
    ("E.copy()", "{e} is changed later by the same name or another: a copy is missing", ""),
    ("E[:, None]", "{e} must be a column (n, 1): keepdims=True or [:, None] is missing", ""),
)


def _wrapped(node, scope):
    e = quote(node)
    for text, missing, extra in WRAPPERS:
        yield Slip(AROUND, expression(text, E=node), missing.format(e=e), extra, ("wrap", text))
    for name in scope.parameters:
        words = f"{e} has not the dtype of `{name}`, and what is computed with it has not either"
        yield Slip(DTYPE, expression(f"E.astype({name}.dtype)", E=node), words, "", ("dtype", name))
        for size in (f"len({name})", f"{name}.shape[1]", f"{name}.size"):
            words = f"a division by `{size}` is missing"
            back = f"there is a division by `{size}` too many"
            yield Slip(AROUND, expression(f"E / {size}", E=node), words, back, ("divide", size))
            yield Slip(AROUND, expression(f"E * {size}", E=node), back, words, ("multiply", size))


SLIPS = {
    ast.BinOp: (_brackets, _operator, _operands),
    ast.UnaryOp: (_unary,),
    ast.Compare: (_comparison,),
    ast.BoolOp: (_logic,),
    ast.Call: (_axis, _whole_numbers, _function, _arguments, _unwrapped),
    ast.Attribute: (_attribute, _name),
    ast.Subscript: (_subscript,),
    ast.Constant: (_constant,),
    ast.Name: (_name,),
    ast.Tuple: (_tuple,),
    ast.IfExp: (_condition,),
}
