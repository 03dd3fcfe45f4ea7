"""Put values into few words, whatever they are: long arrays, lists that hold themselves, objects that cannot speak."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from course_utils.exercises.values import freeze

__all__ = ["compact", "describe", "number", "safe", "whole"]

LONGEST = 120
LEVELS = 6
WHOLE = 100  # an array of so many numbers is still read at a glance


def safe(speak, value, otherwise):
    """Return ``speak(value)``, or ``otherwise`` where the value's own code fails, whatever it raises.

    >>> safe(repr, 3, "?")
    '3'
    """
    try:
        text = speak(value)
        return text if isinstance(text, str) else otherwise
    except KeyboardInterrupt:
        raise
    except BaseException:  # a __repr__ may even exit
        return otherwise


def number(value):
    """Return a number in at most six significant digits: a mark of the value, not a dump."""
    try:
        return f"{value:.6g}"
    except OverflowError:  # an int beyond every float
        return f"{Decimal(value):.6g}"
    except (TypeError, ValueError):
        return safe(str, value, "a number")


def compact(value, size=24, digits=6):
    """Return ``value`` in few characters: arrays of up to ``size`` numbers in full, larger ones by shape and beginning.

    ``digits`` is how many digits behind the point the numbers of an array may take.
    """
    return safe(lambda v: _compact(freeze(v), size, digits, LEVELS), value, f"<{type(value).__name__}>")


def whole(value):
    """Return an input as it is shown when a call failed: complete where it can be taken in, with its digits.

    >>> print(whole(np.array([0.123456789, 1.0])))
    [0.12345679, 1.        ]
    """
    return compact(value, WHOLE, 8)


def _compact(value, size, digits, level):
    if level == 0:
        return "…"
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return _array(value, size, digits)
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        return number(value)
    if isinstance(value, np.generic):
        return str(value.item())
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key!r}: {_compact(item, size, digits, level - 1)}" for key, item in value.items())
        return "{" + inner + "}"
    if type(value) in (list, tuple):
        inner = ", ".join(_compact(v, size, digits, level - 1) for v in value[:24]) + (", …" if len(value) > 24 else "")
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, int) and abs(value) > 10**18:
        return number(value)
    text = "..." if value is ... else repr(value)
    return text if len(text) <= LONGEST and " at 0x" not in text else f"<{type(value).__name__}>"


def _array(value, size, digits):
    if value.size == 0:
        return f"an empty array of shape {value.shape}"
    if value.size <= size:
        return np.array2string(value, precision=digits, separator=", ", max_line_width=76, threshold=size + 1)
    first = ", ".join(np.array2string(v, precision=digits) for v in value.ravel()[:4])
    return f"array of shape {value.shape}, beginning {first}, …"


def _count(values):
    return f"{len(values)} value{'' if len(values) == 1 else 's'}"


def describe(value):
    """Return a noun phrase for ``value``: "an array of shape (3,)", "the text 'yes'", "`None`"."""
    return safe(_describe, value, f"an object of type {type(value).__name__}")


def _describe(value):
    if value is None or isinstance(value, bool | np.bool_):
        return f"`{value}`"
    if value is ...:
        return "`...`"
    if isinstance(value, str):
        return f"the text '{value if len(value) <= 40 else value[:40] + '…'}'"
    if isinstance(value, int | float | complex | np.number | Decimal):
        return f"the number {number(value)}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and type {value.dtype}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {_count(value)}"
    if isinstance(value, type):
        return f"the class `{value.__name__}`"
    if type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "layout"):
        return f"a tensor on the device {value.device}, from which no numbers can be read"
    kind = "function" if callable(value) else type(value).__name__
    return f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}"
