"""Write values as plain data and read them back, for another process or a file. Reading runs no code.

Numbers, arrays, texts and their lists, tuples and dicts come back as they were; other numbers (fractions, tensors) as
arrays. A small object of the course, such as the function that a gradient check is tried on, is written as its class's
source and its attributes; it is made again only where the reader asks for that, in a process that runs code anyway.
"""

from __future__ import annotations

import base64
import math

import numpy as np

from course_utils.exercises.source import runnable_source
from course_utils.exercises.values import as_numbers

__all__ = ["Unknown", "made", "pack", "unpack"]

OURS = "course_utils.exercises"
BLANKS = {"...": ..., "NotImplemented": NotImplemented}
LARGEST = 10**300  # a larger int is written as a float: no decimal number of that length is read back
DEEPEST = 20


class Unknown:
    """Stand for something that is not made of numbers and words; ``name`` is its type."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"<{self.name}>"


def pack(value, depth=DEEPEST):
    """Return ``value`` as lists, dicts, numbers and texts that JSON can hold.

    >>> unpack(pack((1, {"a": np.array([0.5, np.nan])}, None, "×")))
    (1, {'a': array([0.5, nan])}, None, '×')
    """
    if value is None or type(value) in (bool, str, float) or (type(value) is int and abs(value) < LARGEST):
        return value
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biufc":
        data = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"array": [value.dtype.str, list(value.shape), data, isinstance(value, np.generic)]}
    if depth and type(value) in (list, tuple):
        items = [pack(item, depth - 1) for item in value]
        return items if type(value) is list else {"tuple": items}
    if depth and type(value) is dict:
        return {"dict": [[pack(key, depth - 1), pack(item, depth - 1)] for key, item in value.items()]}
    return _pack_other(value, depth)


def _pack_other(value, depth):
    if value is ... or value is NotImplemented:
        return {"blank": "..." if value is ... else "NotImplemented"}
    if type(value).__module__.startswith(OURS) and type(value) is not Unknown and depth:
        source = getattr(type(value), "made_from", None) or runnable_source(type(value), type(value).__name__)
        return {"made": [source, type(value).__name__, pack(vars(value), depth - 1)]}
    numbers = as_numbers(value)
    if numbers is not None:
        return pack(numbers[()] if numbers.ndim == 0 else numbers)
    return {"unknown": type(value).__name__}


def unpack(data, trusted=False):
    """Return the value that `pack` wrote; ``trusted`` says that objects may be made, which runs their classes' source.

    Raises ValueError for anything that `pack` does not write.
    """
    if isinstance(data, list):
        return [unpack(item, trusted) for item in data]
    if not isinstance(data, dict):
        return data
    if len(data) != 1:
        raise ValueError(f"data: got a node with the keys {sorted(data)}; expected one key")
    ((kind, inner),) = data.items()
    if kind == "array":
        return _array(*inner)
    if kind == "tuple":
        return tuple(unpack(item, trusted) for item in inner)
    if kind == "dict":
        return {unpack(key, trusted): unpack(item, trusted) for key, item in inner}
    if kind == "blank":
        return BLANKS[inner]
    if kind == "made" and trusted:
        thing = object.__new__(made(*inner[:2]))
        vars(thing).update(unpack(inner[2], trusted))
        return thing
    if kind in ("unknown", "made"):
        return Unknown(str(inner if kind == "unknown" else inner[1]))
    raise ValueError(f"data: got a node {kind!r}; expected one that `pack` writes")


def _array(kind, shape, data, scalar):
    kind, raw = np.dtype(kind), base64.b64decode(data)
    if kind.kind not in "biufc" or math.prod(shape) * kind.itemsize != len(raw) or min(shape, default=0) < 0:
        raise ValueError(f"data: got {len(raw)} bytes for an array {kind} {shape}; expected numbers that fill it")
    array = np.frombuffer(raw, kind).reshape(shape).copy()
    return array[()] if scalar else array


def made(source, name):
    """Return what ``source``, a program of the course, defines under ``name``."""
    space = {"__name__": f"{OURS}.packed"}
    exec(compile(source, f"<{name}>", "exec"), space)
    space[name].made_from = source  # what is made from a text has no file to be found in
    return space[name]
