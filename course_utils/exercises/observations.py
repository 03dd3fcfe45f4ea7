"""Say what is striking about a wrong result when no named misconception fits: all zeros, the sign, its own input, ...

Each observation describes the learner's result in general terms and asks a question; none tells the right value.
"""

from __future__ import annotations

import numpy as np

from course_utils.exercises.compare import Rule, as_numbers, first_mismatch

__all__ = ["observe"]


def observe(values, expected, cases, rule):
    """Return one sentence about the results on all cases, or "" when nothing general can be said."""
    got, wanted = [as_numbers(v) for v in values], [as_numbers(e) for e in expected]
    if any(v is None for v in (*got, *wanted)):
        return ""
    if all(not v.any() for v in got):
        return "Everything that came back is zero. Is the line that fills the result ever reached?"
    if len(got) > 1 and all(same_numbers(v, got[0]) for v in got[1:]):
        return "The same result came back for every input. Does it use the arguments?"
    if all(_is_input(v, case) for v, case in zip(got, cases, strict=True)):
        return "What came back is the input itself, unchanged."
    pairs = list(zip(got, wanted, strict=True))
    if all(_agree(v.T, w, rule) for v, w in pairs) and any(w.ndim > 1 for w in wanted):
        return "Rows and columns look exchanged: which axis should come first?"
    if any(v.shape != w.shape for v, w in pairs):
        return ""
    if all(v.dtype.kind != "c" and _agree(-v.astype(float), w, rule) for v, w in pairs):
        return "Every value has the wrong sign. Which way round is the difference?"
    if all(v.dtype.kind in "iu" and w.dtype.kind == "f" for v, w in pairs):
        return "Whole numbers came back: did an integer array or `//` swallow the fractions?"
    return ""


def same_numbers(a, b):
    """Return whether two numeric arrays have equal shapes and values."""
    return a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc" and b.dtype.kind in "fc")


def _is_input(value, case):
    args, kwargs = case
    numbers = (as_numbers(argument) for argument in (*args, *kwargs.values()))
    return any(n is not None and same_numbers(n, value) for n in numbers)


def _agree(got, expected, rule):
    return first_mismatch(got, expected, Rule(rule.tolerance)) is None
