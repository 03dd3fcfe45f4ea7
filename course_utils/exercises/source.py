"""Find the source text of a reference, with all that it needs: what `solution` shows runs as pasted into a notebook."""

from __future__ import annotations

import ast
import dis
import inspect
import textwrap
import types

__all__ = ["NOT_HERE", "runnable_source", "solution_of", "source_of"]

OURS = "course_utils.exercises"
NOT_HERE = "# Solutions are no part of this copy of the course."  # what stands for one in `tables`
PLAIN = (int, float, str, bool, type(None))


def solution_of(exercise):
    """Return the code that solves ``exercise``: its own solution text, or the reference with all that it needs."""
    if exercise.solution.strip():
        return exercise.solution.strip()
    if exercise.is_function:
        return runnable_source(exercise.reference, exercise.asked_name)
    return f"{exercise.asked_name} = {source_of(exercise.answer)}"


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


def runnable_source(function, name):
    """Return the source of ``function``, under the ``name`` that the notebook asks for, with imports and helpers.

    Helpers that belong to an exercise alone are written out; what the package offers is imported.

    >>> from course_utils import activations
    >>> print(runnable_source(activations.relu_grad, "slope").splitlines()[0])
    import numpy as np
    """
    function = inspect.unwrap(function)
    imports, helpers = set(), {}
    _collect(function, imports, helpers)
    blocks = ["\n".join(sorted(imports, key=lambda line: (line.startswith("from"), line)))] if imports else []
    blocks += [*helpers.values(), source_of(function)]
    if function.__name__ != name:
        blocks.append(f"{name} = {function.__name__}")
    return "\n\n\n".join(blocks)


def _collect(function, imports, helpers):
    """Add what the names in a function or class stand for: lines of import, and helpers before those that use them."""
    codes = [function.__code__] if inspect.isfunction(function) else _codes_of(function)
    space = inspect.getmodule(function).__dict__
    for used in sorted(_names(codes) | _header(function)):
        if used in space and used not in helpers and used != function.__name__:
            _add(used, space[used], imports, helpers)


def _codes_of(cls):
    return [member.__code__ for member in vars(cls).values() if inspect.isfunction(member)]


def _header(function):
    """Return the names in the decorators of a function or class, and in the bases of a class."""
    definition = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    parts = [*definition.decorator_list, *getattr(definition, "bases", ())]
    return {node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)}


def _names(codes):
    """Return the global names that code objects, and those inside them, use: `np`, but not the `mean` of `np.mean`."""
    found = set()
    for code in codes:
        found |= {step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
        found |= _names([constant for constant in code.co_consts if isinstance(constant, types.CodeType)])
    return found


def _add(name, thing, imports, helpers):
    if isinstance(thing, types.ModuleType):
        imports.add(_import_of(name, thing.__name__))
    elif isinstance(thing, PLAIN) or (isinstance(thing, tuple | list) and all(isinstance(v, PLAIN) for v in thing)):
        helpers[name] = f"{name} = {thing!r}"
    elif getattr(thing, "__module__", "").startswith(OURS):
        helpers[name] = None  # its place, should it call itself
        _collect(thing, imports, helpers)
        del helpers[name]
        helpers[name] = source_of(thing)
    elif hasattr(thing, "__module__") and hasattr(thing, "__name__"):
        alias = "" if thing.__name__ == name else f" as {name}"
        imports.add(f"from {thing.__module__} import {thing.__name__}{alias}")


def _import_of(name, module):
    package, _, last = module.rpartition(".")
    if last == name:
        return f"from {package} import {name}" if package else f"import {name}"
    return f"import {module} as {name}"


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
