"""Say where in an array the wrong values stand: in the last row, at the border, only where the input is below 0."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.values import as_numbers

__all__ = ["region"]

CLOSE = 1e-5
SIGNS = (
    ("below 0", lambda x: x < 0),
    ("0", lambda x: x == 0),
    ("above 0", lambda x: x > 0),
    ("0 or below", lambda x: x <= 0),
    ("0 or above", lambda x: x >= 0),
)


def region(values, expected, inputs):
    """Return a sentence about the places of the wrong values in ``values``, or "".

    ``values`` and ``expected`` hold one array for each failing call, ``inputs`` the arguments of each by name.
    """
    pairs = [(as_numbers(v), as_numbers(e)) for v, e in zip(values, expected, strict=True)]
    if any(v is None or e is None or v.shape != e.shape or not v.ndim for v, e in pairs):
        return ""
    wrong = [_wrong(v.astype(complex), e.astype(complex)) for v, e in pairs]
    if not all(mask.any() for mask in wrong) or not any((~mask).any() for mask in wrong):
        return ""
    return _by_sign(wrong, inputs) or _by_place(wrong)


def _wrong(value, right):
    scale = np.max(np.abs(right), where=np.isfinite(right), initial=0.0) or 1.0
    with np.errstate(all="ignore"):
        return ~(np.abs(value - right) <= CLOSE * scale)


def _by_sign(wrong, inputs):
    """Say that exactly those values are wrong whose place in some argument holds a number of a certain sign."""
    for name in inputs[0]:
        arrays = [as_numbers(arguments.get(name)) for arguments in inputs]
        if any(a is None or a.shape != mask.shape for a, mask in zip(arrays, wrong, strict=True)):
            continue
        for words, test in SIGNS:
            if all(np.array_equal(test(a), mask) for a, mask in zip(arrays, wrong, strict=True)):
                return f"The wrong values, and only those, stand where `{name}` is {words}."
    return ""


def _by_place(wrong):
    """Say that the wrong values lie at an end of an axis, or at the border, in every failing call."""
    rank = min(mask.ndim for mask in wrong)
    for axis in range(1, rank + 1):
        if max(mask.shape[-axis] for mask in wrong) == 1:
            continue
        for words, place in (("last", -1), ("first", 0)):
            if all(_only_at(mask, -axis, place) for mask in wrong):
                return f"Only the {words} {_axis(axis, rank)} is wrong."
            if all(_all_but(mask, -axis, place) for mask in wrong):
                return f"Only the {words} {_axis(axis, rank)} is right."
    if rank >= 2 and all(min(mask.shape[-2:]) > 2 and not mask[..., 1:-1, 1:-1].any() for mask in wrong):
        return "Only values at the border are wrong."
    if rank >= 2 and all(_is_diagonal(mask) for mask in wrong):
        return "Only the values on the diagonal are wrong."
    return ""


def _axis(axis, rank):
    if rank == 1:
        return "value"
    return {1: "column", 2: "row"}.get(axis, f"entry along axis {rank - axis}")


def _only_at(mask, axis, place):
    there = np.take(mask, [place], axis)
    return there.any() and there.sum() == mask.sum()


def _all_but(mask, axis, place):
    there = np.take(mask, [place], axis)
    return not there.any() and mask.sum() == mask.size - there.size


def _is_diagonal(mask):
    return mask.shape[-1] == mask.shape[-2] > 1 and np.array_equal(mask, mask & np.eye(mask.shape[-1], dtype=bool))
