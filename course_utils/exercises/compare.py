"""Compare what a learner returned with what was expected, and put the first difference into words.

The words name what came, never the value that was expected. Numbers count, not their container (`values`). How close is
close enough follows three things: what the exercise asks for, how precise the type is that came back, and how far the
expected result itself moves when its inputs are rounded to that precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from course_utils.exercises.values import DOUBLE, HALF, SINGLE, as_numbers
from course_utils.exercises.wording import describe, number

__all__ = ["Mismatch", "Rule", "first_mismatch"]

NOISE = 1e-14  # differences this small are rounding, whatever the scale of the expected output
WHOLE = 1e-3  # a count that came as a float has to be that near to a whole number
# How many of its spacings a result may be off: sums of some hundred terms in single precision stay within this.
SPACINGS = {DOUBLE: 0.0, SINGLE: 64.0, HALF: 8.0}
MOVES = 8.0  # and how many times the move of the expected result when its inputs are rounded

# Kept here, so that a notebook that gives np.isclose another meaning changes no verdict.
_ABS, _ASTYPE, _LESS_EQUAL, _ISNAN, _ISINF = np.abs, np.ndarray.astype, np.less_equal, np.isnan, np.isinf


@dataclass(frozen=True)
class Rule:
    """Say how closely to compare. ``absolute``: the tolerance is absolute, as for typed-in digits.

    ``grain`` is the spacing of the precision that is granted (`values.grain`), ``dtype`` the type that was asked for.
    """

    tolerance: float = 1e-6
    absolute: bool = False
    integer: bool = False
    reveal_shape: bool = True
    names: tuple[str, ...] = ()
    dtype: str = ""
    grain: float = DOUBLE


@dataclass(frozen=True)
class Mismatch:
    """Hold the kind of the first difference (type, shape, length, keys, nan, text, values) and a clause about it."""

    kind: str
    text: str


def first_mismatch(got, expected, rule, where="", near=None):
    """Return the first Mismatch between ``got`` and ``expected``, or None when they agree within ``rule``.

    ``near``, where given, is what is expected when the inputs are rounded to the precision of ``rule.grain``.
    """
    if isinstance(expected, Mapping):
        return _compare_dicts(got, expected, rule, where, near)
    at_top = isinstance(expected, tuple) and not where
    if at_top or (isinstance(expected, tuple | list) and _is_ragged(expected)):
        return _compare_tuples(got, expected, rule, where, near)
    if expected is None or isinstance(expected, str):
        return _compare_words(got, expected, where)
    return _compare_numbers(got, expected, rule, where, near)


def _compare_dicts(got, expected, rule, where, near):
    if not isinstance(got, Mapping):
        return Mismatch("type", f"{where or 'it'} is {describe(got)}; a dict was expected")
    missing = [key for key in expected if key not in got]
    if missing:
        return Mismatch("keys", f"{where or 'it'} has no {missing[0]!r}")
    extra = [key for key in got if key not in expected]
    if extra:
        return Mismatch("keys", f"{where or 'it'} has {extra[0]!r}, which was not asked for")
    near = near if isinstance(near, Mapping) else {}
    return _first(((f"{where}[{key!r}]", got[key], expected[key], near.get(key)) for key in expected), rule)


def _compare_tuples(got, expected, rule, where, near):
    if isinstance(got, np.ndarray) and got.ndim:
        got = list(got)
    if not isinstance(got, tuple | list):
        return Mismatch("type", f"{where or 'it'} is {describe(got)}; {len(expected)} values were expected")
    if len(got) != len(expected):
        count = f"{len(got)} value{'' if len(got) == 1 else 's'}"
        return Mismatch("length", f"{where or 'it'} has {count}; {len(expected)} were expected")
    named = not where and len(rule.names) == len(expected)
    labels = [f"`{name}`" for name in rule.names] if named else [f"{where}[{i}]" for i in range(len(expected))]
    near = near if isinstance(near, tuple | list) and len(near) == len(expected) else [None] * len(expected)
    return _first(zip(labels, got, expected, near, strict=True), rule)


def _first(items, rule):
    inner = replace(rule, names=())
    found = (first_mismatch(got, expected, inner, where, near) for where, got, expected, near in items)
    return next(filter(None, found), None)


def _is_ragged(values):
    if any(isinstance(v, str | Mapping) or v is None for v in values):
        return True
    numbers = [as_numbers(v) for v in values]
    return any(n is None for n in numbers) or len({n.shape for n in numbers}) > 1


def _compare_words(got, expected, where):
    if expected is None:
        return None if got is None else Mismatch("type", f"{where or 'it'} is {describe(got)}; `None` was expected")
    if not isinstance(got, str):
        return Mismatch("type", f"{where or 'it'} is {describe(got)}; text was expected")
    if " ".join(got.casefold().split()) == " ".join(expected.casefold().split()):
        return None
    return Mismatch("text", f"{where or 'it'} is {describe(got)}, which is not the right one")


def _compare_numbers(got, expected, rule, where, near):
    expected, numbers, it = as_numbers(expected), as_numbers(got), where or "it"
    if expected is None:  # what some mistake predicts, or an earlier call gave, need not be a number
        return Mismatch("type", f"{it} is {describe(got)}, which cannot be compared")
    wanted = "a number was expected" if expected.ndim == 0 else "an array of numbers was expected"
    if numbers is None:
        return Mismatch("type", f"{it} is {describe(got)}; {wanted}")
    if numbers.dtype.kind == "c" and expected.dtype.kind != "c":
        if np.any(numbers.imag):
            return Mismatch("type", f"{it} is complex; {wanted.replace('number', 'real number', 1)}")
        numbers = numbers.real
    if numbers.shape != expected.shape:
        return Mismatch("shape", _shape_text(it, numbers.shape, expected.shape, rule.reveal_shape))
    if rule.integer and numbers.dtype.kind not in "iu":
        kind = "a number with a decimal point (`float`)" if numbers.dtype.kind == "f" else describe(got)
        return Mismatch("type", f"{it} is {kind}; a whole number (`int`) was expected")
    if rule.dtype and str(getattr(got, "dtype", "")).removeprefix("torch.") != rule.dtype:
        came = f"of type {got.dtype}" if hasattr(got, "dtype") else describe(got)
        return Mismatch("dtype", f"{it} is {came}; {rule.dtype} was asked for")
    return _compare_values(numbers, expected, rule, where, near)


def _shape_text(it, came, expected, reveal):
    told = f"; shape {expected} was expected" if reveal else ", which is not the shape asked for"
    told = "; a single number was expected" if expected == () else told
    return f"{it} has shape {came}{told}" if came else f"{it} is a single number{told}"


def _compare_values(numbers, expected, rule, where, near):
    exact = expected.dtype.kind in "biu" and not rule.absolute
    wide = complex if "c" in (numbers.dtype.kind, expected.dtype.kind) else float
    spacing = np.finfo(numbers.dtype).eps if numbers.dtype.kind == "f" else 0.0
    numbers, expected = _ASTYPE(numbers, wide), _ASTYPE(expected, wide)
    with np.errstate(all="ignore"):
        slack = WHOLE + spacing * _ABS(expected) if exact else _slack(expected, rule, near)
        bad = ~((numbers == expected) | _LESS_EQUAL(_ABS(numbers - expected), slack))
        bad |= (_ISINF(numbers) | _ISINF(expected)) & (numbers != expected)  # within an infinite tolerance
        bad &= ~(_ISNAN(numbers) & _ISNAN(expected))
    if not np.any(bad):
        return None
    for kind, test in (("nan", _ISNAN), ("infinite", _ISINF)):
        odd = bad & test(numbers) & ~test(expected)
        if odd.any():
            word = "not a number (NaN)" if kind == "nan" else "infinite"
            return Mismatch(kind, f"{_place(where, odd)} is {word}")
    if not where and not bad.ndim:
        return Mismatch("values", "that is not the right number")
    return Mismatch("values", f"{_place(where, bad)}, {number(numbers[_index(bad)])}, is not right")


def _slack(expected, rule, near):
    """Return how far off each value may be: an array of the shape of ``expected``, or a number."""
    if rule.absolute:
        return rule.tolerance + 1e-12 * _ABS(expected)
    finite = _ABS(expected[np.isfinite(expected)])
    scale = finite.max() if finite.size and finite.any() else 1.0
    # an absolute tolerance in the scale of the output: where all slopes are 1e-9, zero is still wrong
    slack = rule.tolerance * _ABS(expected) + max(rule.tolerance * min(1.0, scale), NOISE)
    granted = SPACINGS[rule.grain] * rule.grain
    if granted:
        slack = np.maximum(slack, granted * scale + MOVES * _move(expected, near))
    return slack


def _move(expected, near):
    """Return how far the expected values moved when their inputs were rounded: the largest move; 0 when unknown."""
    near = as_numbers(near) if near is not None else None
    if near is None or near.shape != expected.shape or not near.size:
        return 0.0
    moves = _ABS(near - expected)
    return float(np.max(moves, where=np.isfinite(moves), initial=0.0))


def _index(mask):
    return tuple(int(i) for i in np.argwhere(mask)[0]) if mask.ndim else ()


def _place(where, mask):
    index = _index(mask)
    if not index:
        return where or "it"
    return f"{where or 'the value'} at index [{', '.join(map(str, index))}]"
