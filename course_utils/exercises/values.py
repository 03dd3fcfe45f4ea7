"""Take what a learner hands over for what it holds: numbers are numbers in any container, and nothing here raises.

Tensors, lists, fractions and one-element arrays with the same numbers are the same to the judge. `grain` keeps what the
container tells about precision, since a result in single precision cannot be held to sixteen digits.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from decimal import Decimal
from numbers import Number

import numpy as np

__all__ = ["DOUBLE", "HALF", "SINGLE", "as_numbers", "freeze", "grain", "same"]

#: The distance from 1 to the next number: of float64, float32, float16; bfloat16, with fewer digits, counts as half.
DOUBLE, SINGLE, HALF = (float(np.finfo(kind).eps) for kind in (np.float64, np.float32, np.float16))
LARGEST = float(np.finfo(np.float64).max)
GRAINS = {"float32": SINGLE, "complex64": SINGLE, "float16": HALF, "bfloat16": HALF}
DEEP = 8  # lists in lists: beyond this depth nothing that was asked for lies, and a list may hold itself


def freeze(value, depth=DEEP):
    """Return a copy of ``value`` that later calls cannot change; tensors become arrays. What cannot be copied stays."""
    try:
        return _freeze(value, depth)
    except Exception:  # generators, locks, tensors without data: the comparison will name them
        return value


def _freeze(value, depth):
    if isinstance(value, type) or depth == 0:
        return value
    if _is_tensor(value):
        return _array_of(value)
    if isinstance(value, np.ndarray):
        return np.array(value, copy=True, subok=False)  # a subclass could lie about itself
    if isinstance(value, Mapping):
        return {key: freeze(item, depth - 1) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(freeze(item, depth - 1) for item in value)
    return copy.deepcopy(value)


def _is_tensor(value):
    """Return whether ``value`` is a torch tensor, without importing torch."""
    return type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "detach") and hasattr(value, "layout")


def _array_of(tensor):
    tensor = tensor.detach()
    if str(tensor.layout) != "torch.strided":
        tensor = tensor.to_dense()
    if tensor.is_quantized:
        tensor = tensor.dequantize()
    if str(tensor.dtype) in ("torch.bfloat16",) or "float8" in str(tensor.dtype):  # NumPy has none of these
        tensor = tensor.float()
    return np.array(tensor.cpu().resolve_conj().resolve_neg().numpy(), copy=True)


def grain(value, depth=DEEP):
    """Return the spacing of the coarsest floating-point type in ``value``: SINGLE when any part of it is float32.

    >>> grain([np.float32(1), 2.0]) == SINGLE, grain(0.5) == DOUBLE
    (True, True)
    """
    try:
        if isinstance(value, Mapping):
            value = list(value.values())
        if isinstance(value, list | tuple):
            return max((grain(item, depth - 1) for item in value), default=DOUBLE) if depth else DOUBLE
        return GRAINS.get(str(getattr(value, "dtype", "")).removeprefix("torch."), DOUBLE)
    except Exception:  # an object that will not be looked at
        return DOUBLE


def as_numbers(value):
    """Return ``value`` as a numeric or boolean array, or None when it holds anything but numbers."""
    value = freeze(value)
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O":
            array = _plain_numbers(array)
    except Exception:  # ragged lists, objects whose conversion fails
        return None
    return array if array is not None and array.dtype.kind in "biufc" else None


def _plain_numbers(array):
    """Return an array of Fractions, Decimals, boxed arrays and very large ints as floats; None with anything else."""
    flat = [item.item() if isinstance(item, np.ndarray) and item.size == 1 else item for item in array.ravel()]
    if not all(isinstance(item, Number | Decimal | np.generic) for item in flat) or not flat:
        return None
    kind = complex if any(isinstance(item, complex) for item in flat) else _float
    return np.array([kind(item) for item in flat]).reshape(array.shape)


def _float(number):
    try:
        return float(number)
    except OverflowError:  # an int beyond every float
        return LARGEST if number > 0 else -LARGEST


def same(a, b):
    """Return whether two inputs are identical, shape and dtype included (NaN equals NaN)."""
    if type(a) is not np.ndarray or type(b) is not np.ndarray:
        a, b = freeze(a), freeze(b)
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        alike = a.shape == b.shape and a.dtype == b.dtype
        return alike and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    try:
        return bool(a == b) or (a != a and b != b)
    except Exception:  # objects that refuse comparison cannot be said to have changed
        return True
