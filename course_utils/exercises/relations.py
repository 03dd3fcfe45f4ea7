"""Say how a wrong result relates to the right one when no named misconception fits.

A relation is a fact about all failing calls (twice too large, exchanged, one too many, right in one of two results),
and ends in a question. None tells the right value.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np

from course_utils.exercises.compare import Rule, first_mismatch
from course_utils.exercises.values import SINGLE, as_numbers

__all__ = ["Pair", "relation", "same_numbers"]


@dataclass(frozen=True)
class Pair:
    """Hold one result with the right one, both as arrays, and the sizes and numbers that its inputs hold by name."""

    got: np.ndarray
    right: np.ndarray
    sizes: dict


def relation(values, expected, sizes, names=(), tolerance=1e-6):
    """Return one or two sentences on how ``values`` relate to what was ``expected`` on the same calls, or "".

    ``values`` and ``expected`` hold one result for each failing call, ``sizes`` a dict of what is counted in its inputs
    ({"the length of `x`": 5}); ``names`` are those of the parts where a result is a tuple.
    """
    close = _close(tolerance)
    if all(isinstance(v, tuple | list) and isinstance(e, tuple) and len(v) == len(e) for v, e in zip(values, expected)):
        return _of_parts(values, expected, sizes, names, close)
    pairs = _pairs(values, expected, sizes)
    return _of_numbers(pairs, close) if pairs else ""


def _close(tolerance):
    rule = replace(Rule(max(tolerance, 1e-9)), grain=SINGLE)
    return lambda got, right: first_mismatch(got, right, rule, where="it") is None


def _pairs(values, expected, sizes):
    pairs = [Pair(as_numbers(v), as_numbers(e), s) for v, e, s in zip(values, expected, sizes, strict=True)]
    return [] if any(p.got is None or p.right is None or p.got.dtype.kind == "c" for p in pairs) else pairs


def same_numbers(a, b):
    """Return whether two numeric arrays have equal shapes and values."""
    return a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc" and b.dtype.kind in "fc")


# ---- several results


def _of_parts(values, expected, sizes, names, close):
    count = len(expected[0])
    called = [f"`{name}`" for name in names] if len(names) == count else [f"result {i + 1}" for i in range(count)]
    for order in itertools.permutations(range(count)) if 1 < count <= 4 else ():
        if order != tuple(range(count)) and _exchanged(values, expected, order, close):
            return f"These are the right results in another order: {_listed(called)} are asked for, in this order."
    wrong = [j for j in range(count) if not all(close(v[j], e[j]) for v, e in zip(values, expected))]
    said = []
    if 0 < len(wrong) < count:
        right = [called[j] for j in range(count) if j not in wrong]
        verb = "is" if len(right) == 1 else "are"
        said.append(f"{_listed(right)} {verb} right, {_listed([called[j] for j in wrong])} not.")
    for j in wrong:
        pairs = _pairs([v[j] for v in values], [e[j] for e in expected], sizes)
        text = _of_numbers(pairs, close) if pairs else ""
        if text:
            said.append(text if len(wrong) == 1 else f"Of {called[j]}: {text[0].lower()}{text[1:]}")
    return " ".join(said)


def _exchanged(values, expected, order, close):
    moved = [tuple(v[j] for j in order) for v in values]
    alike = all(close(m[j], e[j]) for m, e in zip(moved, expected) for j in range(len(e)))
    return alike and not all(close(v[j], e[j]) for v, e in zip(values, expected) for j in range(len(e)))


def _listed(words):
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# ---- one result


def _of_numbers(pairs, close):
    if all(close(p.got, p.right) for p in pairs):  # what is wrong lies elsewhere: their type
        return ""
    for look in (_of_all, _of_places, _of_factors, _of_offsets, _of_formulas, _of_types):
        text = look(pairs, close)
        if text:
            return text
    return ""


def _of_all(pairs, close):
    if all(p.got.size and not np.any(p.got) for p in pairs) and any(np.any(p.right) for p in pairs):
        return "Everything that came back is zero. Which line should first make it something else?"
    if any(p.got.shape != p.right.shape for p in pairs):
        return ""
    near = all(np.all(np.abs(p.got.astype(float) - p.right) < 1) for p in pairs)
    return _of_types(pairs, close) if near else ""


def _of_types(pairs, close):
    if all(p.got.dtype.kind in "biu" for p in pairs) and any(p.right.dtype.kind == "f" for p in pairs):
        return "Whole numbers came back: did an integer array or `//` swallow the fractions?"
    return ""


def _of_places(pairs, close):
    """Say where the right numbers stand, when they all are there."""
    sizes_fit = all(p.got.size == p.right.size for p in pairs)
    shapes_fit = all(p.got.shape == p.right.shape for p in pairs)
    if sizes_fit and not shapes_fit and all(close(p.got.reshape(p.right.shape), p.right) for p in pairs):
        return "The numbers are right, the shape is not."
    if not any(p.right.size > 1 for p in pairs):
        return ""
    if any(p.right.ndim > 1 for p in pairs):
        if all(close(p.got.T, p.right) for p in pairs):
            return "Rows and columns look exchanged: which axis should come first?"
        for axes in itertools.permutations(range(pairs[0].right.ndim)) if pairs[0].right.ndim in (3, 4) else ():
            if all(p.got.ndim == len(axes) and close(p.got.transpose(axes), p.right) for p in pairs):
                return "These are the right numbers with their axes in another order. Which axis comes first?"
    for axis in range(-1, -1 - min(p.right.ndim for p in pairs), -1):
        if all(p.got.shape == p.right.shape and close(np.flip(p.got, axis), p.right) for p in pairs):
            return "These are the right numbers in reversed order. Where does the counting begin?"
        if all(p.got.shape == p.right.shape and _shifted(p, axis, close) for p in pairs):
            return "These are the right numbers, moved by one place. Where does the first one belong?"
    if all(p.got.size == p.right.size and close(np.sort(p.got, None), np.sort(p.right, None)) for p in pairs):
        return "These are the right numbers in other places. In which order are they asked for?"
    return ""


def _shifted(pair, axis, close):
    return any(close(np.roll(pair.got, step, axis), pair.right) for step in (1, -1))


def _of_factors(pairs, close):
    if any(p.got.shape != p.right.shape for p in pairs):
        return ""
    factors = [_factor(p, close) for p in pairs]
    if any(f is None for f in factors):
        return ""
    known = [f for f in factors if f is not math.nan]
    if not known:
        return ""
    if np.allclose(known, known[0], rtol=1e-5, atol=0):
        return _constant_factor(known[0])
    by_more = _counted(pairs, factors, lambda f, n: math.isclose(f, n, rel_tol=1e-5), "too large by a factor of")
    return by_more or _counted(
        pairs, factors, lambda f, n: math.isclose(f * n, 1, rel_tol=1e-5), "divided once more by"
    )


def _factor(pair, close):
    """Return k where got = k · right; NaN where both are zero, and None where there is no such number."""
    right, got = pair.right.astype(float), pair.got.astype(float)
    if not np.all(np.isfinite(got)) or not np.all(np.isfinite(right)):
        return None
    if not right.any():
        return None if got.any() else math.nan
    at = np.unravel_index(np.argmax(np.abs(right)), right.shape)
    k = float(got[at] / right[at])
    return k if k and close(got, k * right) else None


def _constant_factor(k):
    if math.isclose(k, 1, rel_tol=1e-5):
        return ""
    if math.isclose(k, -1, rel_tol=1e-5):
        return "Every value has the wrong sign. Which way round is the difference?"
    sign = " and of the other sign" if k < 0 else ""
    size = abs(k)
    for n in (2, 3, 4, 5, 6, 8, 9, 10, 12, 16, 100, 1000):
        if math.isclose(size, n, rel_tol=1e-5):
            return f"Every value is {n} times too large{sign}. Where does this factor come from?"
        if math.isclose(size * n, 1, rel_tol=1e-5):
            return f"Every value is {n} times too small{sign}. Which factor is missing?"
    way = "large" if size > 1 else "small"
    return f"Every value is too {way}{sign}, always by the same factor. Which factor is one too many, or missing?"


def _counted(pairs, factors, fits, words):
    """Say that a factor is, call by call, one of the numbers that the inputs hold."""
    for what in pairs[0].sizes:
        counts = [p.sizes.get(what) for p in pairs]
        told = [(f, n) for f, n in zip(factors, counts) if f is not math.nan]
        if all(n and fits(f, n) for f, n in told) and len({n for _, n in told}) > 1:
            return f"Every value is {words} {what}. Is a sum asked for, or a mean? What is multiplied by it?"
    return ""


def _of_offsets(pairs, close):
    if any(p.got.shape != p.right.shape or p.got.dtype.kind == "b" for p in pairs):
        return ""
    gaps = [_offset(p, close) for p in pairs]
    if any(gap is None for gap in gaps):
        return ""
    if np.allclose(gaps, gaps[0], rtol=1e-5, atol=1e-9):
        counts = all(p.right.dtype.kind in "iu" for p in pairs)
        if counts and abs(gaps[0]) == 1:
            return f"One too {'many' if gaps[0] > 0 else 'few'}, each time. Are both ends counted, or neither?"
        enough = len(pairs) > 1 or pairs[0].right.size > 1
        return "Every value is off by one and the same amount. What was added, or left out?" if enough else ""
    for what in pairs[0].sizes:
        counts = [p.sizes.get(what) for p in pairs]
        if all(n is not None for n in counts) and len(set(counts)) > 1:
            for sign, word in ((1, "too large"), (-1, "too small")):
                if all(math.isclose(g, sign * n, rel_tol=1e-5, abs_tol=1e-9) for g, n in zip(gaps, counts)):
                    return f"Every value is {word} by {what}. Was it added once too often, or left out?"
    return ""


def _offset(pair, close):
    gap = pair.got.astype(float) - pair.right.astype(float)
    if not gap.size or not np.all(np.isfinite(gap)):
        return None
    first = float(gap.flat[0])
    return first if first and close(gap, np.full(gap.shape, first)) else None


FORMULAS = (
    ("the right values without their sign", np.abs),
    ("the right values, squared", np.square),
    ("the square roots of the right values", np.sqrt),
    ("1 divided by the right values", np.reciprocal),
    ("1 minus the right values", lambda right: 1 - right),
    ("the logarithms of the right values", np.log),
    ("the exponentials of the right values", np.exp),
    ("the right values, rounded", np.round),
    ("the right values, rounded down", np.floor),
    ("the right values, rounded up", np.ceil),
    ("the right values, with everything below 0 cut off", lambda right: np.maximum(right, 0)),
)


def _of_formulas(pairs, close):
    if any(p.got.shape != p.right.shape or not p.right.size for p in pairs):
        return ""
    if len(pairs) == 1 and pairs[0].right.size == 1:  # one number is many things
        return ""
    for words, formula in FORMULAS:
        with np.errstate(all="ignore"):
            if all(close(p.got, formula(p.right.astype(float))) for p in pairs):
                return f"These are {words}. Which step is one too many, or missing?"
    return ""
