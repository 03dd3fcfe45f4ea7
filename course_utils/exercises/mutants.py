"""Make small wrong versions of a function, to see whether an exercise's cases notice.

Each mutant changes one thing in the source: an operator, a comparison, a constant, a sign, a default value.
"""

from __future__ import annotations

import ast
import copy
import inspect
import sys
import textwrap
from contextlib import contextmanager
from types import SimpleNamespace

__all__ = ["limited", "mutants"]

SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.MatMult: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
NAMES = {
    "mean": "sum",
    "sum": "mean",
    "maximum": "minimum",
    "minimum": "maximum",
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
    "all": "any",
    "any": "all",
    "zeros_like": "ones_like",
}
VALIDATION = "course_utils.validation"
FINITE = SimpleNamespace(two=2.0, billion=1e9)  # what people write for infinity
MAX_LINES = 200_000  # a mutated loop may never end


def mutants(function):
    """Yield ``(description, mutant)`` for each small change of ``function``; none for one without Python source.

    Argument checks are left alone: nothing inside ``raise``, an ``if`` that only raises, or a call of
    ``course_utils.validation`` is changed, because the learner is not asked for them.

    Example: ``for what, mutant in mutants(activations.tanh_grad): print(what)``
    """
    function = inspect.unwrap(function)
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef) or not inspect.isfunction(function):
        return
    definition.decorator_list = []
    helpers = {name for name, value in function.__globals__.items() if _is_validation(value)}
    for index, place in enumerate(list(_places(definition, helpers))):
        for size in vars(FINITE) if _is_infinity(place) else (None,):
            changed = copy.deepcopy(tree)
            what = _change(list(_places(changed.body[0], helpers))[index], size)
            yield what, _build(ast.fix_missing_locations(changed), function)


def _is_infinity(node):
    return isinstance(node, ast.Attribute) and node.attr == "inf"


def _is_validation(value):
    return getattr(value, "__module__", None) == VALIDATION or getattr(value, "__name__", None) == VALIDATION


def _places(definition, helpers):
    """Yield the nodes that can be changed, in a fixed order."""
    yield from (d for d in [*definition.args.defaults, *definition.args.kw_defaults] if _changeable(d))
    body = definition.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]  # the docstring
    for statement in body:
        yield from _walk(statement, helpers)


def _walk(node, helpers):
    if isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr):
        return
    if isinstance(node, ast.If) and all(isinstance(s, ast.Raise) for s in node.body) and not node.orelse:
        return
    if isinstance(node, ast.Call) and _root_name(node.func) in helpers:
        return
    if isinstance(node, ast.keyword) and node.arg == "strict":  # zip's own check of lengths
        return
    if _changeable(node):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, helpers)


def _root_name(node):
    while isinstance(node, ast.Attribute):
        node = node.value
    return getattr(node, "id", None)


def _changeable(node):
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float)
    if isinstance(node, ast.Attribute):
        return node.attr in ("T", "inf") or node.attr in NAMES
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        return type(node.op) in SWAPS
    if isinstance(node, ast.Compare):
        return type(node.ops[0]) in SWAPS
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _change(node, size=None):
    """Change ``node`` in place and return what was done, in the source's own words; infinity becomes ``size``."""
    before = ast.unparse(node)
    if size:
        node.value, node.attr = ast.Name("FINITE", ast.Load()), size
        return f"{before} -> {vars(FINITE)[size]:g}"
    if isinstance(node, ast.Constant):
        node.value = _other_constant(node.value)
    elif isinstance(node, ast.Attribute):
        node.attr = NAMES.get(node.attr, "real")  # `W.T` becomes `W.real`, which is `W`
    elif isinstance(node, ast.Compare):
        node.ops[0] = SWAPS[type(node.ops[0])]()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()
    else:
        node.op = SWAPS[type(node.op)]()
    return f"{before} -> {ast.unparse(node)}"


def _other_constant(value):
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else value * 1.5 + 0.25


def _build(tree, function):
    namespace = {**function.__globals__, "FINITE": FINITE}
    code = compile(ast.fix_missing_locations(tree), f"<mutant of {function.__name__}>", "exec")
    if function.__closure__:
        cells = (cell.cell_contents for cell in function.__closure__)
        namespace |= dict(zip(function.__code__.co_freevars, cells, strict=True))
    exec(code, namespace)
    return namespace[function.__name__]


@contextmanager
def limited(filename_start="<mutant"):
    """Stop a mutant that loops for ever, by counting its lines rather than by a clock."""
    left = MAX_LINES

    def count(frame, event, _):
        nonlocal left
        left -= event == "line"
        if left < 0:
            raise RuntimeError("too many lines")
        return count

    def start(frame, event, _):
        return count if frame.f_code.co_filename.startswith(filename_start) else None

    previous = sys.gettrace()
    sys.settrace(start)
    try:
        yield
    finally:
        sys.settrace(previous)
