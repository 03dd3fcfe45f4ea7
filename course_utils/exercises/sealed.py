"""Keep a number, a table or a word so that an answer can be held against it, and it cannot be read off.

A seal holds where a value lies within a step of twice the tolerance, and a slow digest of how many steps it is away
from 0: whoever has the answer can see that it is the one. Whoever has not can try answers one after the other, as with
`check`; a few digits are found in minutes. A seal keeps honest people from seeing the answer by chance, and no more.
"""

from __future__ import annotations

import hashlib
import secrets

import numpy as np

from course_utils.exercises.typed import readings
from course_utils.exercises.values import as_numbers

__all__ = ["opens", "seal"]

COST = 2**13  # of the digest: some 20 ms
WHOLE = 1e-6  # a whole number may be typed as a float


def seal(value, percent=False, tolerance=1e-6):
    """Return ``value`` sealed, as plain data; None for a value that is neither number, array nor text."""
    salt = secrets.token_hex(8)
    if isinstance(value, str):
        return dict(salt=salt, digest=_digest(salt, _letters(value)))
    numbers = as_numbers(value)
    if numbers is None or not np.isfinite(numbers).all():
        return None
    step = 2 * tolerance if numbers.dtype.kind == "f" else 2 * WHOLE
    counts = np.floor(numbers / step)
    found = dict(salt=salt, shape=list(numbers.shape), step=step, percent=percent)
    return found | dict(offset=(numbers - counts * step).ravel().tolist(), digest=_digest(salt, _counted(counts)))


def opens(seals, answer):
    """Return whether ``answer`` is the value of one of the ``seals``.

    >>> opens([seal(0.25, tolerance=5e-5)], "0,25002"), opens([seal(0.25, tolerance=5e-5)], 0.2502)
    (True, False)
    """
    return any(_opens(one, answer) for one in seals)


def _opens(one, answer):
    if "shape" not in one:
        text = (
            "".join(answer) if isinstance(answer, list | tuple) and all(isinstance(a, str) for a in answer) else answer
        )
        return isinstance(text, str) and _digest(one["salt"], _letters(text)) == one["digest"]
    offset = np.reshape(one["offset"], one["shape"])
    if one["shape"]:
        numbers = as_numbers(answer)
        given = [numbers] if numbers is not None and list(numbers.shape) == one["shape"] else []
    else:
        given = [np.asarray(number) for number in readings(answer, one["percent"])]
    return any(_digest(one["salt"], _counted(np.rint((n - offset) / one["step"]))) == one["digest"] for n in given)


def _counted(counts):
    return " ".join(f"{count:.0f}" for count in np.ravel(counts))


def _letters(text):
    return "".join(filter(str.isalnum, text.casefold()))


def _digest(salt, text):
    return hashlib.scrypt(text.encode(), salt=salt.encode(), n=COST, r=8, p=1, maxmem=2**25, dklen=16).hex()
