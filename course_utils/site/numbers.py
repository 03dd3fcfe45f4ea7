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
from course_utils.exercises.typed_answer import remark
from course_utils.exercises.values import as_numbers

TABLE_DECIMALS = 2  # of each number of a table
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


def accepted(value, tolerance, decimals=None):
    """Return all numbers with so many decimals (those of the tolerance) that lie within the tolerance of ``value``.

    >>> accepted(0.3, 0.05)[:2], accepted(0.3, 0.05, 1)
    (['0.250', '0.251'], ['0.3'])
    """
    decimals = decimals_of(tolerance) if decimals is None else decimals
    step = 10.0**-decimals
    low, high = math.ceil(round((value - tolerance) / step, 3)), math.floor(round((value + tolerance) / step, 3))
    return [written(k * step, decimals) for k in range(low, high + 1)]


def number(value):
    """Return a single number as float, or None for anything else."""
    value = as_numbers(value() if callable(value) else value)
    if value is None or value.ndim or value.dtype.kind not in "biuf":
        return None
    return float(value) if np.isfinite(value) else None


def letters(text):
    """Return what counts of a typed word: its letters and digits, small.

    >>> letters("D, B – c a")
    'dbca'
    """
    return "".join(filter(str.isalnum, text.casefold()))


def row_by_row(table):
    """Return the numbers of a table as the page writes them: its shape is not compared.

    >>> row_by_row([[1, 2.5], [0, -3]])
    '1.00 2.50 0.00 -3.00'
    """
    return " ".join(written(float(v), TABLE_DECIMALS) for v in np.ravel(table))


def sealed(exercise):
    """Return what the page has to know of an exercise with a typed-in answer, or None for one that it cannot judge.

    {"id", "word": whether letters are asked for, "table": how many numbers, 0 for a single one, "decimals", "percent",
    "right": {hash: key}, "slips": {hash: index},
    "replies": [...], "names": those of the mistakes, whose replies stand first, "locked": text}. Mistakes are looked
    for with a decimal less than what is right.
    """
    if exercise.is_function:
        return None
    answer = exercise.expected_value()
    if isinstance(answer, str):
        digits = [letters(answer)]
    elif np.ndim(answer):
        digits = [row_by_row(answer)]
    elif (right := number(answer)) is None or len(digits := accepted(right, exercise.tolerance)) > MOST:
        return None
    key = digest(exercise.id, "explanation")
    opened = {_hash(exercise, text): _xor(key, digest(exercise.id, text, "key")).hex() for text in digits}
    slips, replies = _slips(exercise)
    return dict(
        id=exercise.id, word=isinstance(answer, str), table=int(np.size(answer)) * (np.ndim(answer) > 0),
        decimals=TABLE_DECIMALS if np.ndim(answer) else decimals_of(exercise.tolerance),
        percent=exercise.percent, right=opened, slips=slips, replies=replies,
        names=[slip.name for slip in exercise.misconceptions],
        locked=_xor_stream(inline(exercise.explanation).encode(), key).hex(),
    )  # fmt: skip


def _hash(exercise, text):
    return digest(exercise.id, text).hex()[:24]


def _slips(exercise):
    """Return ({hash: index of the reply}, replies); where two mistakes come to the same digits the first is named."""
    slips, replies = {}, []
    for slip in exercise.misconceptions:
        replies.append(f"This looks like: <strong>{inline(slip.name)}</strong>. {inline(slip.message)}")
        for way in slip.ways:
            for text in _digits_of_slip(way() if callable(way) else way, exercise.tolerance):
                slips.setdefault(_hash(exercise, text), len(replies) - 1)
    for reply, texts in _relations(exercise).items():
        replies.append(inline(reply))
        for text in texts:
            slips.setdefault(_hash(exercise, text), len(replies) - 1)
    return slips, replies


FACTORS = (1, -1, *(10.0**k for k in (-6, -4, -3, -2, -1, 1, 2, 3, 4, 6)), 2, 3, 4, 1 / 2, 1 / 3, 1 / 4)


def _relations(exercise):
    """Return {reply: digits} of numbers that stand in a simple relation to the right one, in the notebook's words."""
    expected, found = exercise.expected_value(), {}
    right = None if isinstance(expected, str) or np.ndim(expected) else number(expected)
    decimals = decimals_of(exercise.tolerance) - 1
    for value in () if right is None else _related(right, exercise.tolerance):
        said = remark(exercise, value, value, expected)
        if said and abs(value - right) > exercise.tolerance:
            end = "" if said.endswith("?") else "."
            found.setdefault(f"{said[0].upper()}{said[1:]}{end}", []).append(written(value, decimals))
    return found


def _related(right, tolerance):
    """Yield numbers near the right one, and factors of it, each in full and with two digits or more, rounded or cut."""
    yield from (right + k * tolerance / 2 for k in range(-20, 21))
    yield from (right - 1, right + 1)
    for value in (factor * right for factor in FACTORS):
        yield value
        for digits in range(2, 12) if value else ():
            unit = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits)
            yield from (unit * round(value / unit), unit * math.trunc(value / unit))


def _digits_of_slip(value, tolerance):
    if isinstance(value, str):
        return [letters(value)]
    if np.ndim(value):
        return [row_by_row(value)]
    value = number(value)
    return [] if value is None else accepted(value, tolerance, decimals_of(tolerance) - 1)


def _xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _xor_stream(raw, key):
    """Return bytes combined with a stream of hashes of the key: the same call locks and opens."""
    stream = b"".join(hashlib.sha256(key + bytes([k])).digest() for k in range(len(raw) // 32 + 1))
    return bytes(a ^ b for a, b in zip(raw, stream, strict=False))
