"""Typed-in answers on a page that must not hold them: what is right, and which mistake is which, as salted hashes.

The page writes what was typed with as many decimals as the tolerance asks for, and looks for the hash of those digits.
The explanation is locked with a key that only the right digits open. Nobody who looks into the page's source by
accident reads an answer there; somebody who wants to compute it can, as with any exercise that is marked by a program.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np

from course_utils.exercises.render import inline
from course_utils.exercises.values import as_numbers

MOST = 4_000  # decimals within a tolerance; an exercise that admits more is left to the notebook


def digest(*parts):
    """Return the SHA-256 of texts, joined by bars, as bytes."""
    return hashlib.sha256("|".join(parts).encode()).digest()


def decimals_of(tolerance):
    """Return the decimals with which a typed number is compared: one more than the tolerance has.

    >>> decimals_of(5e-5), decimals_of(1e-6), decimals_of(0.5)
    (6, 7, 2)
    """
    return max(1, math.ceil(-math.log10(tolerance))) + 1


def written(value, decimals):
    """Return a number with so many decimals, as the page writes it; no minus before a nought.

    >>> written(-0.00004, 2), written(0.598, 2)
    ('0.00', '0.60')
    """
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text


def accepted(value, tolerance):
    """Return everything with ``decimals_of(tolerance)`` decimals that lies within the tolerance of ``value``."""
    decimals = decimals_of(tolerance)
    step = 10.0**-decimals
    low, high = math.ceil((value - tolerance) / step - 1e-6), math.floor((value + tolerance) / step + 1e-6)
    return [written(k * step, decimals) for k in range(low, high + 1)]


def number(value):
    """Return a single number as float, or None for anything else."""
    value = as_numbers(value() if callable(value) else value)
    if value is None or value.ndim or value.dtype.kind not in "biuf":
        return None
    return float(value) if np.isfinite(value) else None


def sealed(exercise):
    """Return what the page has to know of an exercise with a typed-in number, or None for one that it cannot judge.

    {"id", "decimals", "percent", "right": {hash: key}, "slips": {hash: index}, "replies": [...], "locked": text}
    """
    if exercise.is_function or (right := number(exercise.answer)) is None:
        return None
    digits = accepted(right, exercise.tolerance)
    if len(digits) > MOST:
        return None
    key = digest(exercise.id, "explanation")
    opened = {
        digest(exercise.id, text).hex()[:24]: _xor(key, digest(exercise.id, text, "key")).hex() for text in digits
    }
    slips, replies = _slips(exercise, opened)
    return dict(
        id=exercise.id, decimals=decimals_of(exercise.tolerance), percent=exercise.percent, right=opened, slips=slips,
        replies=replies, locked=_xor_stream(inline(exercise.explanation).encode(), key).hex(),
    )  # fmt: skip


def _slips(exercise, opened):
    """Return ({hash: index of the reply}, replies); where two mistakes come to the same digits the first is named."""
    slips, replies = {}, []
    for slip in exercise.misconceptions:
        replies.append(f"This looks like: <strong>{inline(slip.name)}</strong>. {inline(slip.message)}")
        for value in filter(None.__ne__, map(number, slip.ways)):
            for text in accepted(value, exercise.tolerance):
                found = digest(exercise.id, text).hex()[:24]
                if found not in opened:
                    slips.setdefault(found, len(replies) - 1)
    return slips, replies


def _xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _xor_stream(raw, key):
    """Return bytes combined with a stream of hashes of the key: the same call locks and opens."""
    stream = b"".join(hashlib.sha256(key + bytes([k])).digest() for k in range(len(raw) // 32 + 1))
    return bytes(a ^ b for a, b in zip(raw, stream, strict=False))
