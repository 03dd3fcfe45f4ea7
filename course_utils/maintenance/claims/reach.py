"""Which numbers of a text state something: digits, fractions, percentages, powers of ten and quantities in words.

Out of reach is pure structure: code, addresses, years, names (LeNet-5), what is only the number of a section, a
chapter, an exercise, a layer or a seed; kernel sizes such as 3 × 3; indices, exponents and whole factors in formulas;
"one" as a pronoun, and two and three where they measure nothing ("the two", "two ways").
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from course_utils.maintenance.claims import numbers, words

_GLYPHS = dict(zip("½⅓⅔¼¾⅕⅛⅒", (1 / 2, 1 / 3, 2 / 3, 1 / 4, 3 / 4, 1 / 5, 1 / 8, 1 / 10), strict=True))
_GLYPH = re.compile(rf"(?P<whole>\d+)?(?P<glyph>[{''.join(_GLYPHS)}])")
_POWER = re.compile(
    r"(?:(?<![\w.,])|(?<=\\cdot)|(?<=\\times))10(?:\^\{?(?P<caret>[-+−]?\d+)\}?|(?P<super>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
)
_FACTOR = re.compile(r"(?<!\^)(?<!\^\d)\d\s*(?:×|·|⋅|\\times|\\cdot)\s*$")
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−", "0123456789-+-")
_NUMBERED = (
    "exercises?|questions?|parts?|steps?|layers?|seeds?|stages?|blocks?|chapters?|sections?|units?|rows?|columns?|lines?|"
    "examples?|pictures?|tile|weeks?|version|Python|classes|class|channels?|filters?|neurons?|maps?|cells?|notebooks?|appendix"
)
_STRUCTURE = [
    r"(?m)^#{1,6} (?:Exercise )?\d+\b",  # the number of a heading
    r"(?m)^\s*\d+\.(?=\s)",  # of an item of a list
    rf"(?i)\b(?:{_NUMBERED})\s+\d+(?:(?:,| to| and| or|,? and)\s+\d+)*+\b"
    r"(?!\s*(?:%|×|\.\d|points?\b|times\b|of them\b))",  # not "the blocks 0 to 7 points"
    r"(?<![\d.×]\s)(?<![\d.])\b([1-9])\s*(?:×|\\times)\s*\1\b(?!\s*(?:×|\.\d))",  # a kernel
    r"\b[A-Z]\d\b",
    r"(?<![\d.,])\b1\d (?:\| )?(?=\[)",  # a chapter before a link to it
    r"(?<![\d.,])\b0\d\b(?![.,]\d)",  # a chapter, not the 05 of 0.05; next: "a 3" that somebody has drawn
    r"\b(?:an?|each|every|this|that|another) \d\b(?=[\s,.;:?!)]|$)(?!\s*(?:%|\\%|×|[–-]|to\b|in\b|of\b))",
    r"[“\"]\d[”\"]",
]
_IN_MATHS = [  # indices, exponents, letters' factors
    r"(?<!10)(?<!10\s)[_^](?:\{[^{}]*\}|\\?[\w+−-])",
    r"\\(?:frac|tfrac|dfrac)\s*(?:\{[^{}.]*\}|\d)\s*(?:\{[^{}.]*\}|\d)",
    r"\\(?:text|mathrm|begin|end|tag|operatorname|hspace|vspace)\*?\{[^{}]*\}",
]
_AFTER_SIGN = re.compile(r"(?:=|≈|\\approx|<|>|≤|≥|\\leq?|\\geq?)(?:\s|\\[,;:])*[-−+]?\s*$")
_MATHS = re.compile(r"(?s)\$\$.*?\$\$|\$[^$\n]+\$")
_ANAPHORA = re.compile(r"(?i)\b(?:the|these|those|both|its|their|our|your|all|other|any|same|last|first|next)\s+$")
_MEASURE = re.compile(
    r"(?i)^[ -](?:points?|times|per ?cent|digits?|decimals?|orders?|epochs?|steps?|seeds?|runs?|trainings?|networks?|"
    r"pictures?|patches|days?|weeks?|hours?|minutes?|seconds?|years?|pixels?|weights|parameters|sums?|products?|units|"
    r"layers|maps|channels|filters|standard|cards|towers|blocks|starts|cases|(?:out )?of (?:\d|ten|every)|"
    r"in (?:\d|ten|every|an? ))"
)
_EVERY = re.compile(r"(?i)\b(?:every|each|any) $")
_ONE_OF = re.compile(r"^\s+(?:image |picture |digit |unit |number |weight )?(?:in|of|out of)\s+(?:an? )?(?P<next>\S+)")


@dataclass(frozen=True)
class Quantity:
    """A number of a text: where it stands, as it is written, what it is (a percentage as a fraction)."""

    start: int
    end: int
    text: str
    value: float
    decimals: int | None  # of digits; None for words
    shown: Callable[[float], str]  # another value, written as this one is

    def agrees(self, value: float, loosely: bool = False) -> bool:
        """Return whether `value`, rounded as this number is written, is this number; `loosely` after "about"."""
        if self.decimals is None:
            if abs(value - self.value) <= 1e-9 * abs(self.value):
                return True
            whole = self.value >= 1 and self.value == round(self.value)
            near = abs(value - self.value) <= 0.15 * self.value if loosely else False
            return near or (round(value) == self.value if whole else abs(value - self.value) <= 1e-9)
        if self.shown(value) == self.shown(self.value):
            return True
        scale = 100 if "%" in self.text else 1
        digits = f"{abs(self.value) * scale:.0f}" if not self.decimals else "1"
        zeros = len(digits) - len(digits.rstrip("0"))
        if not loosely or not zeros:
            return False
        return abs(value - self.value) * scale <= 0.5 * 10**zeros


def quantities(markdown: str) -> list[Quantity]:
    """Return the numbers of `markdown` that state something, in their order.

    >>> [q.text for q in quantities("LeNet-5 (section 3) errs on one in 105 of its 3 × 3 pieces, 0.95 %, half.")]
    ['one', '105', '0.95 %', 'half']
    """
    text = numbers.prose(markdown)
    for pattern in _STRUCTURE:
        text = re.sub(pattern, _blank, text)
    maths = [hit.span() for hit in _MATHS.finditer(text)]
    text = _MATHS.sub(_without_indices, text)
    found, taken = [], set()
    for quantity in (*_glyphs(text), *_in_words(text, maths), *_powers(text), *_digits(text, maths)):
        if not taken & (span := set(range(quantity.start, quantity.end))):
            taken |= span
            found.append(quantity)
    return sorted(found, key=lambda quantity: quantity.start)


def _blank(hit):
    return re.sub(r"[^\n]", " ", hit.group())


def _without_indices(hit):
    maths = hit.group()
    for pattern in _IN_MATHS:
        maths = re.sub(pattern, _blank, maths)
    return maths


def _glyphs(text) -> Iterator[Quantity]:
    for hit in _GLYPH.finditer(text):
        value = int(hit["whole"] or 0) + _GLYPHS[hit["glyph"]]
        yield Quantity(hit.start(), hit.end(), hit.group(), value, None, lambda other: f"{other:.4g}")


def _powers(text) -> Iterator[Quantity]:
    for hit in _POWER.finditer(text):
        if _FACTOR.search(text[: hit.start()]):
            continue
        exponent = int((hit["caret"] or hit["super"]).translate(_SUPER))
        yield Quantity(hit.start(), hit.end(), hit.group(), 10.0**exponent, None, lambda other: f"{other:.4g}")


def _digits(text, maths) -> Iterator[Quantity]:
    for stated, hit in numbers.found(text):
        inside = any(start <= hit.start() < end for start, end in maths)
        if inside and re.fullmatch(r"[-−+]?\d", hit.group()) and not _stands_alone(text, hit):
            continue
        start = hit.start() + (len(hit.group()) - len(hit.group().lstrip()))
        end = start + len(hit.group().strip())
        decimals = len(stated.mantissa.partition(".")[2])
        whole = stated.exponent == 0 and not decimals
        yield Quantity(start, end, text[start:end], stated.value, 0 if whole else max(decimals, 1), stated.shown)


def _stands_alone(text, hit):
    """Whether a single digit of a formula is its result: = 3, not the 2 of 1/(2m)."""
    return _AFTER_SIGN.search(text[: hit.start()]) and not re.match(r"\s*(?:[\w(/^_·!]|\\[a-zA-Z])", text[hit.end() :])


def _in_words(text, maths) -> Iterator[Quantity]:
    for hit in words.QUANTITY.finditer(text):
        if any(start <= hit.start() < end for start, end in maths):
            continue
        word = hit.group().lower()
        if word == "one" and (_EVERY.search(text[: hit.start()]) or not _counts(text[hit.end() :])):
            continue
        measures = _MEASURE.match(text[hit.end() :]) and not _ANAPHORA.search(text[: hit.start()])
        if word in ("two", "three") and not measures:
            continue
        yield Quantity(hit.start(), hit.end(), hit.group(), words.value(hit), None, lambda n, h=hit: words.shown(h, n))


def _counts(rest) -> bool:
    """Whether "one" is the one of "one in six"."""
    following = _ONE_OF.match(rest)
    return bool(following and (re.match(r"\d", following["next"]) or words.QUANTITY.match(following["next"])))
