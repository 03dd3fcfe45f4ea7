"""Try on an exercise what lazy answers have in common: an argument left out, a number written down instead of read.

Each function returns faults in plain words, empty when every such answer is refused. They belong to `audit`.
"""

from __future__ import annotations

import inspect
import re

import numpy as np

from course_utils.exercises.judge import passes
from course_utils.exercises.values import as_numbers, same

__all__ = ["arguments_count", "arguments_vary", "types_count"]

WORDS = dict(zip(range(1, 13), "one two three four five six seven eight nine ten eleven twelve".split()))  # noqa: SIM905
FEW = 4  # values of an argument that are tried as constants


def arguments_count(exercise):
    """Return faults when the reference with one argument ignored, or fixed to a value of the cases, is right."""
    if not exercise.is_function or exercise.call:
        return []
    faults = []
    for position, name in enumerate(_parameters(exercise)):
        for value in _constants(exercise, position, name):
            if passes(exercise, _fixed(exercise.reference, position, name, value)):
                faults.append(f"`{name}` may be ignored")
                break
    return [fault for fault in faults if fault not in exercise.granted]


def _parameters(exercise):
    parameters = inspect.signature(exercise.reference).parameters.values()
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]


def _constants(exercise, position, name):
    """Return up to FEW different values that an argument takes, its default among them; callables are left alone."""
    default = inspect.signature(exercise.reference).parameters[name].default
    found = [] if default is inspect.Parameter.empty else [default]
    for args, kwargs in exercise.arguments():
        value = args[position] if position < len(args) else kwargs.get(name, found[0] if found else None)
        if value is not None and not callable(value) and not any(same(value, other) for other in found):
            found.append(value)
    return found[:FEW]


def _fixed(reference, position, name, value):
    """Return the reference with one argument replaced by ``value`` in each call."""

    def lazy(*args, **kwargs):
        if position < len(args):
            args = (*args[:position], value, *args[position + 1 :])
        else:
            kwargs = {**kwargs, name: value}
        return reference(*args, **kwargs)

    lazy.__signature__ = inspect.signature(reference)
    return lazy


def arguments_vary(exercise):
    """Return faults when all cases agree in something that an answer could write down instead of reading it."""
    if not exercise.is_function:
        return []
    columns = {}
    for args, kwargs in exercise.arguments():
        for position, value in enumerate(args):
            columns.setdefault(position, []).append(value)
        for name, value in kwargs.items():
            columns.setdefault(name, []).append(value)
    names = _parameters(exercise) if not exercise.call else []
    faults = []
    for key, values in columns.items():
        name = names[key] if isinstance(key, int) and key < len(names) else key
        if not callable(values[0]) and all(same(value, values[0]) for value in values[1:]):
            faults.append(f"`{name}` is the same in all cases")
        faults += [f"`{name}` {shared} in all cases" for shared in _shared(values, exercise.prompt)]
    return [fault for fault in faults if fault not in exercise.granted]


def _shared(values, prompt):
    """Yield what all values of one argument have in common and need not have; sizes that the prompt states may be."""
    arrays = [as_numbers(value) for value in values]
    if any(a is None for a in arrays):
        return
    if all(a.ndim == 0 for a in arrays):
        if all(a.dtype.kind in "iu" for a in arrays) and len(arrays) > 1:
            if all(a % 2 for a in arrays):
                yield "is odd"
            elif not any(a % 2 for a in arrays):
                yield "is even"
        return
    if not all(isinstance(value, np.ndarray) for value in values):
        return
    fixed = set()
    for axis in range(min(a.ndim for a in arrays)):
        sizes = {a.shape[axis] for a in arrays}
        if len(sizes) == 1:
            fixed.add(axis)
            size = sizes.pop()
            if not re.search(rf"(?<!\d){size}(?!\d)|\b{WORDS.get(size, size)}\b", prompt):
                yield f"has {size} along axis {axis}"
    rank = min(a.ndim for a in arrays)
    if rank >= 2 and rank - 1 not in fixed and all(a.shape[-1] == a.shape[-2] for a in arrays):
        yield "is square"


def types_count(exercise):
    """Return faults when the values of the reference pass in another type than the one that is asked for."""
    if not exercise.dtype:
        return []
    return [
        f"{kind} passes for {exercise.dtype}"
        for kind in ("int64", "uint16", "float32", "float64", "list")
        if kind != exercise.dtype and passes(exercise, _retyped(exercise.reference, kind))
    ]


def _retyped(reference, kind):
    def retyped(*args, **kwargs):
        value = reference(*args, **kwargs)
        return value.tolist() if kind == "list" else value.astype(kind)

    return retyped
