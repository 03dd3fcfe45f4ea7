"""Compare what a learner returned with what was expected, and put the first difference into words.

The words name what came, never the value that was expected. Numbers count, not their container: a list, a tuple, a
scalar, an array or a tensor with the same numbers and shape are equal here.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import numpy as np

__all__ = ["Mismatch", "Rule", "compact", "describe", "first_mismatch", "freeze", "rounded_alike", "same"]

NOISE = 1e-14  # differences this small are rounding, whatever the scale of the expected output


@dataclass(frozen=True)
class Rule:
    """Say how closely to compare. ``absolute``: the tolerance is absolute, as for typed-in digits."""

    tolerance: float = 1e-6
    absolute: bool = False
    integer: bool = False
    reveal_shape: bool = True
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mismatch:
    """Hold the kind of the first difference (type, shape, length, keys, nan, text, values) and a clause about it."""

    kind: str
    text: str


def freeze(value):
    """Return a copy of ``value`` that later calls cannot change; tensors become arrays."""
    if hasattr(value, "detach") and hasattr(value, "cpu"):  # a torch tensor, without importing torch
        return value.detach().cpu().numpy().copy()
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, Mapping):
        return {key: freeze(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(freeze(item) for item in value)
    try:
        return copy.deepcopy(value)
    except Exception:  # generators, locks: nothing to copy, and the comparison will name them
        return value


def same(a, b):
    """Return whether two inputs are identical, shape and dtype included (NaN equals NaN)."""
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


def first_mismatch(got, expected, rule, where=""):
    """Return the first Mismatch between ``got`` and ``expected``, or None when they agree within ``rule``."""
    if isinstance(expected, Mapping):
        return _compare_dicts(got, expected, rule, where)
    at_top = isinstance(expected, tuple) and not where
    if at_top or (isinstance(expected, tuple | list) and _is_ragged(expected)):
        return _compare_tuples(got, expected, rule, where)
    if expected is None or isinstance(expected, str):
        return _compare_words(got, expected, where)
    return _compare_numbers(got, expected, rule, where)


def _compare_dicts(got, expected, rule, where):
    if not isinstance(got, Mapping):
        return Mismatch("type", f"{where or 'it'} is {describe(got)}; a dict was expected")
    missing = [key for key in expected if key not in got]
    if missing:
        return Mismatch("keys", f"{where or 'it'} has no {missing[0]!r}")
    extra = [key for key in got if key not in expected]
    if extra:
        return Mismatch("keys", f"{where or 'it'} has {extra[0]!r}, which was not asked for")
    pairs = ((f"{where}[{key!r}]", got[key], expected[key]) for key in expected)
    return _first(pairs, rule)


def _compare_tuples(got, expected, rule, where):
    if isinstance(got, np.ndarray) and got.ndim:
        got = list(got)
    if not isinstance(got, tuple | list):
        return Mismatch("type", f"{where or 'it'} is {describe(got)}; {len(expected)} values were expected")
    if len(got) != len(expected):
        return Mismatch("length", f"{where or 'it'} has {_count(got)}; {len(expected)} were expected")
    named = not where and len(rule.names) == len(expected)
    labels = [f"`{name}`" for name in rule.names] if named else [f"{where}[{i}]" for i in range(len(expected))]
    return _first(zip(labels, got, expected, strict=True), rule)


def _first(triples, rule):
    inner = Rule(rule.tolerance, rule.absolute, rule.integer, rule.reveal_shape)
    found = (first_mismatch(got, expected, inner, where) for where, got, expected in triples)
    return next(filter(None, found), None)


def _is_ragged(values):
    return any(isinstance(v, str | Mapping) or v is None for v in values) or len({np.shape(v) for v in values}) > 1


def _compare_words(got, expected, where):
    if expected is None:
        return None if got is None else Mismatch("type", f"{where or 'it'} is {describe(got)}; `None` was expected")
    if not isinstance(got, str):
        return Mismatch("type", f"{where or 'it'} is {describe(got)}; text was expected")
    if " ".join(got.casefold().split()) == " ".join(expected.casefold().split()):
        return None
    return Mismatch("text", f"{where or 'it'} is {describe(got)}, which is not the right one")


def _compare_numbers(got, expected, rule, where):
    expected, numbers = np.asarray(freeze(expected)), as_numbers(got)
    wanted = "a number was expected" if expected.ndim == 0 else "an array of numbers was expected"
    if numbers is None or (numbers.dtype.kind == "c" and expected.dtype.kind != "c"):
        wanted = wanted if numbers is None else wanted.replace("a number", "a real number")
        return Mismatch("type", f"{where or 'it'} is {describe(got)}; {wanted}")
    if numbers.shape != expected.shape:
        told = f"; shape {expected.shape} was expected" if rule.reveal_shape else ", which is not the shape asked for"
        told = "; a single number was expected" if expected.ndim == 0 else told
        return Mismatch(
            "shape",
            f"{where or 'it'} has shape {numbers.shape}{told}"
            if numbers.ndim
            else f"{where or 'it'} is a single number{told}",
        )
    if rule.integer and numbers.dtype.kind not in "iu":
        kind = "a number with a decimal point (`float`)" if numbers.dtype.kind == "f" else describe(got)
        return Mismatch("type", f"{where or 'it'} is {kind}; a whole number (`int`) was expected")
    return _compare_values(numbers, expected, rule, where)


def _compare_values(numbers, expected, rule, where):
    wide = complex if "c" in (numbers.dtype.kind, expected.dtype.kind) else float
    numbers, expected = numbers.astype(wide), expected.astype(wide)
    with np.errstate(all="ignore"):
        bad = ~np.isclose(numbers, expected, **_tolerances(expected, rule), equal_nan=True)
    if not bad.any():
        return None
    for kind, test in (("nan", np.isnan), ("infinite", np.isinf)):
        odd = bad & test(numbers) & ~test(expected)
        if odd.any():
            word = "not a number (NaN)" if kind == "nan" else "infinite"
            return Mismatch(kind, f"{_place(where, odd)} is {word}")
    if not where and not bad.ndim:
        return Mismatch("values", "that is not the right number")
    return Mismatch("values", f"{_place(where, bad)}, {number(numbers[_index(bad)])}, is not right")


def _tolerances(expected, rule):
    if rule.absolute:
        return {"rtol": 1e-12, "atol": rule.tolerance}
    finite = np.abs(expected[np.isfinite(expected)])
    scale = finite.max() if finite.size and finite.any() else 1.0
    # an absolute tolerance in the scale of the output: where all slopes are 1e-9, zero is still wrong
    return {"rtol": rule.tolerance, "atol": max(rule.tolerance * min(1.0, scale), NOISE)}


def as_numbers(value):
    """Return ``value`` as a numeric or boolean array, or None when it holds anything but numbers."""
    try:
        array = np.asarray(freeze(value))
    except Exception:  # ragged lists, objects whose conversion fails
        return None
    return array if array.dtype.kind in "biufc" else None


def _index(mask):
    return tuple(int(i) for i in np.argwhere(mask)[0]) if mask.ndim else ()


def _place(where, mask):
    index = _index(mask)
    if not index:
        return where or "it"
    return f"{where or 'the value'} at index [{', '.join(map(str, index))}]"


def number(value):
    """Return a number in at most six significant digits: a mark of the value, not a dump."""
    try:
        return f"{value:.6g}"
    except OverflowError:  # an int beyond every float
        return f"{Decimal(value):.6g}"


def rounded_alike(typed, value, digits):
    """Return whether ``typed``, a float of at least so many ``digits``, is ``value`` rounded or cut to its length.

    >>> rounded_alike(0.298, 0.2983711, digits=2), rounded_alike(0.3, 0.2983711, digits=2)
    (True, False)
    """
    if not isinstance(typed, float) or not np.isfinite(typed) or np.ndim(value) or not np.isfinite(value):
        return False
    short = Decimal(repr(typed)).normalize()
    if len(short.as_tuple().digits) < digits:
        return False
    unit, long = Decimal((0, (1,), short.as_tuple().exponent)), Decimal(float(value))
    if abs(long) / unit > 10**20:  # more digits than a Decimal keeps: nothing alike
        return False
    return any(long.quantize(unit, way) == short for way in (ROUND_HALF_UP, ROUND_DOWN))


def compact(value):
    """Return ``value`` in few characters: small arrays in full, large ones by shape and first values."""
    value = freeze(value)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        if value.size <= 24:
            text = np.array2string(value, precision=4, separator=", ", max_line_width=70, suppress_small=True)
            return text if value.size else f"an empty array of shape {value.shape}"
        first = ", ".join(np.array2string(v, precision=4) for v in value.ravel()[:4])
        return f"array of shape {value.shape}, beginning {first}, …"
    if isinstance(value, float | np.floating):
        return number(value)
    if isinstance(value, np.generic):
        return str(value.item())
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {compact(item)}" for key, item in value.items()) + "}"
    if type(value) in (list, tuple):
        inner = ", ".join(compact(item) for item in value[:24]) + (", …" if len(value) > 24 else "")
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, int) and abs(value) > 10**18:
        return number(value)
    text = "..." if value is ... else repr(value)
    return text if len(text) <= 120 and " at 0x" not in text else f"<{type(value).__name__}>"


def _count(values):
    return f"{len(values)} value{'' if len(values) == 1 else 's'}"


def describe(value):
    """Return a noun phrase for ``value``: "an array of shape (3,)", "the text 'yes'", "`None`"."""
    if value is None or isinstance(value, bool | np.bool_):
        return f"`{value}`"
    if value is ...:
        return "`...`"
    if isinstance(value, str):
        return f"the text '{value if len(value) <= 40 else value[:40] + '…'}'"
    if isinstance(value, int | float | complex | np.number):
        return f"the number {number(value)}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and type {value.dtype}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {_count(value)}"
    if isinstance(value, type):
        return f"the class `{value.__name__}`"
    kind = "function" if callable(value) else type(value).__name__
    return f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}"
