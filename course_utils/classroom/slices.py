"""Find, without running it, which code an answer needs: the cells that make the names it uses, and those they use."""

from __future__ import annotations

import ast
import builtins
import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Names", "names_of", "needed", "readable"]

MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)


class Names(NamedTuple):
    """Hold the names that a piece of code makes, those that it uses, and whether it takes all names of a module."""

    made: frozenset
    used: frozenset
    star: bool


def readable(source) -> str:
    """Return the code of a cell as Python: lines for the notebook (``%time``, ``!ls``) become ``pass``.

    >>> readable("%matplotlib inline\\nx = 1")
    'pass\\nx = 1'
    """
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return MAGIC.sub(r"\1pass", source)
    return source


@lru_cache(maxsize=512)
def names_of(source) -> Names | None:
    """Return the Names of a piece of code, None where it is no Python; what it makes includes what it changes.

    >>> names_of("import numpy as np\\ndef f(x):\\n    return np.sum(helper(x))").made == {"np", "f"}
    True
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    made, star = set(), False
    for statement in tree.body:
        for node in _outside_functions(statement):
            made |= _made_by(node)
            star |= isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return Names(frozenset(made), frozenset(used - set(vars(builtins))), star)


def _outside_functions(node):
    """Yield a node and what is inside it, but not the bodies of functions and classes, whose names are their own."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return
    for child in ast.iter_child_nodes(node):
        yield from _outside_functions(child)


def _made_by(node):
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        return {node.id}
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return _root(node)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
        return _root(node.value.func)  # names.append(…) changes what the name stands for
    return set()


def _root(node):
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def needed(pieces, names, given=()) -> list:
    """Return the indices, in order, of the pieces of code that make ``names`` and whatever these use in turn.

    ``given`` are names that are there already. A piece that takes all names of a module is needed if any is.

    >>> needed(["import numpy as np", "k = 2", "def f(x): return k * x", "print(1)"], {"f"})
    [1, 2]
    """
    found, wanted, done = set(), set(names), set(given)
    described = [names_of(piece) for piece in pieces]
    while wanted - done:
        name = (wanted - done).pop()
        done.add(name)
        for index, piece in enumerate(described):
            if piece is not None and index not in found and name in piece.made:
                found.add(index)
                wanted |= piece.used
    stars = {index for index, piece in enumerate(described) if piece is not None and piece.star}
    return sorted(found | stars) if found else []
