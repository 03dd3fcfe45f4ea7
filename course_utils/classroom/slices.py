"""Find, without running it, which code an answer needs: the cells that make the names it uses, and those they use."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Names", "names_of", "needed", "pieces_of", "readable"]

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


@lru_cache(maxsize=4096)
def names_of(source) -> Names | None:
    """Return the Names of a piece of code, None where it is no Python; what it makes includes what it changes.

    >>> names_of("import numpy as np\\nlast = [k for k in np.arange(3)][-1]").made == {"np", "last"}
    True
    """
    try:
        tree, table = ast.parse(source), symtable.symtable(source, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return None
    made = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    star = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in tree.body)
    for statement in tree.body:
        made |= set().union(*map(_changed_by, _outside_functions(statement)))
    return Names(frozenset(made), frozenset(_globals_of(table) - set(vars(builtins))), star)


def _globals_of(table):
    """Return the names that code looks up in the notebook: its own, and those that its functions do not make."""
    outermost = table.get_type() == "module"
    used = {s.get_name() for s in table.get_symbols() if s.is_referenced() and (outermost or s.is_global())}
    return used.union(*map(_globals_of, table.get_children()))


def pieces_of(cells, name) -> list:
    """Return the code of ``cells`` in pieces: whole the cells that make ``name``, statement by statement the others.

    So a cell that makes an answer counts as it is, and of another one that exits or never ends only what is needed.
    """
    pieces = []
    for cell in cells:
        found = names_of(cell)
        if found is not None and name in found.made:
            pieces.append(cell)
        elif found is not None:
            pieces += map(ast.unparse, ast.parse(cell).body)
    return pieces


def _outside_functions(node):
    """Yield a node and what is inside it, but not the bodies of functions and classes, whose names are their own."""
    yield node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _outside_functions(child)


def _changed_by(node):
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
