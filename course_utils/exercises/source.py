"""Find the source text of a reference, be it a function or a lambda inside an exercise's definition."""

from __future__ import annotations

import ast
import inspect
import textwrap

__all__ = ["source_of"]


def source_of(thing):
    """Return the source of a function (a lambda: its expression), or the repr of a plain value.

    >>> source_of(lambda: 2 + 3)
    '2 + 3'
    """
    thing = inspect.unwrap(thing) if callable(thing) else thing
    if not callable(thing):
        return repr(thing)
    if getattr(thing, "__name__", "") == "<lambda>":
        return _lambda_expression(thing)
    return textwrap.dedent(inspect.getsource(thing)).rstrip()


def _lambda_expression(function):
    """Return the expression of a lambda: ``getsource`` alone would give the whole definition around it."""
    text = "".join(inspect.findsource(function)[0])
    start = next(p for p in function.__code__.co_positions() if p[0] is not None and p[2] is not None and p[3])
    line, column = start[0], start[2]
    lambdas = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Lambda)]
    around = [node for node in lambdas if _spans(node.body, line, column)]
    body = min(around, key=lambda node: len(ast.get_source_segment(text, node))).body
    return textwrap.dedent(ast.get_source_segment(text, body))


def _spans(node, line, column):
    return (node.lineno, node.col_offset) <= (line, column) <= (node.end_lineno, node.end_col_offset)
