"""Where a Python file can be changed, and into what."""

import ast
import copy

from course_utils.exercises.mutants import SWAPS
from course_utils.maintenance.mutants.mutant import Mutant

#: Comparisons that ``exercises.mutants`` turns into their opposite are moved by one here: the finer fault.
_COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_REMOVED = ast.Expr | ast.AugAssign | ast.Delete | ast.Raise | ast.Continue | ast.Break


def mutants(path, source):
    """Yield every mutant of a Python file whose text is ``source``; ``path`` is its place from the course's root."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for operator, node, after in _changes(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        before = source.encode()[start:end].decode()
        if after != before:
            yield Mutant(path, node.lineno, start, end, operator, before, after)


def _changes(tree):
    """Yield (operator, node, text instead of it) for every place that may be changed."""
    for node in _places(tree):
        for operator, change in OPERATORS.items():
            for place, after in change(node):
                yield operator, place, after if isinstance(after, str) else ast.unparse(after)


def _places(node):
    """Yield the nodes that may be changed, from the top of the file down."""
    yield node
    for child in _inside(node):
        yield from _places(child)


def _inside(node):
    """Return the children of a node without hints, docstrings, decorators, messages and the end of a program."""
    if isinstance(node, ast.JoinedStr | ast.Raise | ast.Import | ast.ImportFrom) or _only_as_program(node):
        return []
    if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "__all__" for one in node.targets):
        return []
    hints = {id(getattr(node, name, None)) for name in ("annotation", "returns")}
    hints |= {id(one) for one in getattr(node, "decorator_list", [])}
    return [child for child in ast.iter_child_nodes(node) if id(child) not in hints and not _is_text(child)]


def _only_as_program(node):
    return isinstance(node, ast.If) and "__name__" in ast.dump(node.test)


def _is_text(node):
    """Return whether this is a statement that only says something: a docstring, or three dots."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _compared(node):
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARED:
        turned = copy.deepcopy(node)
        turned.ops[0] = _COMPARED[type(node.ops[0])]()
        yield node, f"({ast.unparse(turned)})"


def _reckoned(node):
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in SWAPS:
        turned = copy.deepcopy(node)
        turned.op = SWAPS[type(node.op)]()
        yield node, ast.unparse(turned) if isinstance(node, ast.AugAssign) else f"({ast.unparse(turned)})"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node, node.operand


def _constant(node):
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield node, str(not value)
    elif isinstance(value, int | float):
        yield node, repr(value + 1 if isinstance(value, int) else value * 1.5 + 0.25)
    elif isinstance(value, str) and value and len(value.split()) < 2:
        yield node, repr(f"{value}x")


def _negated(node):
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not _only_as_program(node):
        yield node.test, f"not ({ast.unparse(node.test)})"
    if isinstance(node, ast.comprehension):
        yield from ((test, f"(not ({ast.unparse(test)}))") for test in node.ifs)
    if isinstance(node, ast.BoolOp):
        turned = copy.deepcopy(node)
        turned.op = SWAPS[type(node.op)]()
        yield node, f"({ast.unparse(turned)})"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node, f"bool({ast.unparse(node.operand)})"


def _returned(node):
    if isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield node, "return None"


def _argument(node):
    if isinstance(node, ast.Call):
        for name in ("args", "keywords"):
            for number in range(len(getattr(node, name))):
                fewer = copy.deepcopy(node)
                del getattr(fewer, name)[number]
                yield node, fewer


def _statement(node):
    """Without an assignment of a name most programs stop at once; what is worth trying changes something else."""
    named = isinstance(node, ast.Assign) and all(isinstance(one, ast.Name) for one in node.targets)
    if isinstance(node, _REMOVED) or (isinstance(node, ast.Assign) and not named):
        yield node, "pass"


def _default(node):
    if isinstance(node, ast.arguments):
        for default in [*node.defaults, *(one for one in node.kw_defaults if one is not None)]:
            if not isinstance(default, ast.Constant):
                yield default, "None"
            elif default.value is None:
                yield default, "0"
            else:
                yield from _constant(default)


def _slice(node):
    if isinstance(node, ast.Slice):
        for end in (node.lower, node.upper):
            if end is not None:
                yield end, f"({ast.unparse(end)}) + 1"


OPERATORS = {
    "comparison": _compared, "arithmetic": _reckoned, "constant": _constant, "condition": _negated,
    "returned value": _returned, "argument": _argument, "statement": _statement, "default": _default, "slice": _slice,
}  # fmt: skip
