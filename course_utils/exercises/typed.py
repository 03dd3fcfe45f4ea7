"""Read a typed-in number as people write one, and see whether it is the right one written too short.

A number may come as 0.59, np.float32(0.59), "0,59", "59 %", Fraction(59, 100), Decimal("0.59"), [0.59] or
array([[0.59]]).
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

import numpy as np

from course_utils.exercises.values import as_numbers, freeze

__all__ = ["digits_alike", "readings", "written"]

POWER = re.compile(r"\s*[x×·*⋅]\s*10\s*(?:\*\*|\^)?\s*\(?\s*([+-]?\d+)\s*\)?$")
SIGNS = str.maketrans({"−": "-", "–": "-", "‒": "-", "﹣": "-", "’": "", "'": "", "_": "", "\u00a0": "", "\u202f": ""})


def readings(value, percent=False):
    """Return the numbers that a typed-in ``value`` can stand for, as it is most likely meant first; empty for none.

    A comma is a decimal comma or, between groups of three, a separator; "25 %" is 0.25, and 25 where ``percent`` says
    that per cent are asked for.

    >>> readings("0,5"), readings("11,935"), readings("25 %"), readings([np.float32(0.5)])
    ([0.5], [11.935, 11935.0], [0.25], [0.5])
    """
    value = _only_element(value)
    if isinstance(value, str):
        return _readings_of_text(value, percent)
    numbers = as_numbers(value)
    if numbers is None or numbers.ndim or numbers.dtype.kind == "c":
        return []
    return [numbers.item()]


def _only_element(value):
    """Return what a list, tuple or array of a single element holds; other values as they are."""
    for _ in range(4):
        value = freeze(value)
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        elif isinstance(value, np.ndarray) and value.size == 1:
            value = value.reshape(-1)[0]
            value = value.item() if isinstance(value, np.str_) else value
        else:
            break
    return value


def _readings_of_text(text, percent):
    text = unicodedata.normalize("NFKC", text).translate(SIGNS).strip().lstrip("≈=~ ").rstrip(". ")
    hundredth = text.endswith("%")
    text = text.rstrip("% ").replace(" ", "")
    power = POWER.search(text)
    found = []
    for plain in _without_commas(text[: power.start()] if power else text):
        try:
            value = Fraction(plain) if "/" in plain else Decimal(plain)
            found.append(float(value) * 10.0 ** int(power[1]) if power else float(value))
        except (ValueError, ArithmeticError):  # no number; a division by zero; an exponent beyond all bounds
            continue
    return [value / 100 if hundredth and not percent else value for value in found]


def _without_commas(text):
    if "," not in text:
        return [text]
    if "." in text:  # both: the last of the two is the decimal sign
        comma_last = text.rfind(",") > text.rfind(".")
        return [text.replace(".", "").replace(",", ".") if comma_last else text.replace(",", "")]
    groups = re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", text)
    return ([text.replace(",", ".")] if text.count(",") == 1 else []) + ([text.replace(",", "")] if groups else [])


def written(value):
    """Return the Decimal that a number was written as, the shortest that gives the same float; None for no number.

    >>> written(0.1), written(np.float32(0.1)), written("0,25")
    (Decimal('0.1'), Decimal('0.1'), Decimal('0.25'))
    """
    value = _only_element(value)
    if isinstance(value, str):
        found = readings(value)
        value = found[0] if found else None
    try:
        if isinstance(value, np.floating) and value.dtype.itemsize < 8:
            return Decimal(np.format_float_positional(value, unique=True, trim="-"))
        return Decimal(repr(float(value)))
    except (TypeError, ValueError, ArithmeticError, InvalidOperation):
        return None


def digits_alike(typed, value, digits):
    """Return how ``typed``, of at least so many digits, is ``value`` written shorter: "rounded", "cut off" or "".

    >>> digits_alike(0.2984, 0.2983711, 2), digits_alike(0.2983, 0.2983711, 2), digits_alike(0.3, 0.2983711, 2)
    ('rounded', 'cut off', '')
    """
    short = written(typed)
    if short is None or not short.is_finite() or np.ndim(value) or not np.isfinite(value):
        return ""
    short = short.normalize()
    if len(short.as_tuple().digits) < digits:
        return ""
    unit, long = Decimal((0, (1,), short.as_tuple().exponent)), Decimal(float(value))
    if long == short or abs(long) / unit > 10**20:  # not shorter; or more digits than a Decimal keeps
        return ""
    ways = (("rounded", ROUND_HALF_UP), ("cut off", ROUND_DOWN))
    return next((name for name, way in ways if long.quantize(unit, way) == short), "")
