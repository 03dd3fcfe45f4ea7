"""Quantities in words: seven, forty-five, half, two thirds, a tenth, twice, dozens, a thousand million."""

import re
from fractions import Fraction

# fmt: off
_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]
# fmt: on
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twelfth": 12, "twentieth": 20, "hundredth": 100, "thousandth": 1000, "millionth": 10**6,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_TIMES = {"twice": 2, "thrice": 3}
_SMALL = {word: number for number, word in enumerate(_UNITS)} | {w: 10 * (n + 2) for n, w in enumerate(_TENS)}
_SMALL |= {f"{ten}-{unit}": _SMALL[ten] + _SMALL[unit] for ten in _TENS for unit in _UNITS[1:10]}
_LARGE = {"dozen": 12, **_SCALES}

_CARDINAL = "|".join(sorted(_SMALL, key=len, reverse=True))
_PART = "|".join(_PARTS)
#: A tenth is a quantity where something is said of it; "a tenth network" is the one after the ninth.
_OF_WHAT = (
    r"(?=\s+(?:of|as|less|more|fewer|smaller|larger|slower|faster|longer|shorter|lower|higher|better|worse|the|to|is|are)\b"
    r"|\s*[.,;:)]|\s*$)"
)
QUANTITY = re.compile(
    rf"(?i)\b(?:(?P<count>{_CARDINAL})[ -](?P<parts>(?:{_PART})s|halves|half)"
    rf"|(?P<half>half)(?!\s+(?:the\s+)?mean\b|-?way)|(?:an?|one)[ -](?P<part>{_PART}){_OF_WHAT}"
    rf"|(?:(?P<many>{_CARDINAL}|an?|\d[\d,.]*)[ -])?(?P<large>{'|'.join(_LARGE)})"
    r"(?: (?P<larger>million|thousand|billion))?"
    rf"|(?P<plural>{'|'.join(_LARGE)})s|(?P<fold>{_CARDINAL}|hundred|thousand)-?fold"
    rf"|(?P<times>{'|'.join(_TIMES)})|(?P<cardinal>{_CARDINAL}))\b"
)


def value(hit: re.Match) -> float:
    """Return the number that a match of `QUANTITY` says; of hundreds, dozens the least: 100, 12."""
    found = {name: text.lower() for name, text in hit.groupdict().items() if text}
    if "parts" in found:
        name = {"halves": "half"}.get(found["parts"], found["parts"].removesuffix("s"))
        return float(Fraction(_SMALL[found["count"]], _PARTS[name]))
    if "half" in found or "part" in found:
        return 1 / _PARTS[found.get("part", "half")]
    if "large" in found:
        many = found.get("many", "a")
        times = _SMALL.get(many) or (1 if many in ("a", "an") else float(many.replace(",", "")))
        return float(times * _LARGE[found["large"]] * _SCALES.get(found.get("larger"), 1))
    if "plural" in found:
        return float(_LARGE[found["plural"]])
    one = found.get("fold") or found.get("times") or found["cardinal"]
    return float(_TIMES.get(one) or _SCALES.get(one) or _SMALL[one])


def shown(hit: re.Match, number: float) -> str:
    """Write another value in the words of a match: a cardinal by a cardinal, else digits, for somebody to reword.

    >>> shown(QUANTITY.search("Seven of them"), 9.2)
    'Nine'
    """
    names = {float(count): word for word, count in _SMALL.items()}
    if hit["cardinal"] and float(round(number)) in names:
        word = names[float(round(number))]
        return word.capitalize() if hit.group()[0].isupper() else word
    return f"{number:.4g}"
