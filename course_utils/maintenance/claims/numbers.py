"""Find the numbers that prose states in digits, and write others the same way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_MINUS = "−-"
_THIN = r"(?:\\,|[\u2009\u202f])"
_GROUP = r"(?:,|\{,\}|\\,|\\ |[\u2009\u202f\u00a0])"  # what may stand between thousands: 10,000  10{,}000  10\,000
NUMBER = re.compile(
    rf"(?:(?<![\w.])|(?<=\dx)|(?<=\\cdot)|(?<=\\times)|(?<=\\approx))(?P<sign>[+{_MINUS}]?)"
    rf"(?P<mantissa>(?:\d{{1,3}}(?:{_GROUP}\d{{3}})+(?!\d)|\d+)?(?:\.\d+(?:{_THIN}\d{{3}})*)?(?<=\d))"
    r"(?:[eE](?P<e>[-+−]?\d+)"
    r"|\s*(?:×|·|⋅|\\times|\\cdot)\s*10(?:\^\{?(?P<caret>[-+−]?\d+)\}?|(?P<super>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)))?"
    r"(?P<percent>[\s\u2009\u202f\u00a0]*\\?%)?"
)

_NO_PROSE = [  # written for machines, or for finding a source: not a statement about the course
    r"(?ms)^ {0,3}(```|~~~).*?^ {0,3}\1",  # fenced code
    r"(?s)<!--.*?-->",
    r"(?m)^\*\*Time\.\*\* [^\n]*",  # written by the rule of `minutes`
    r"(`+)[^`].*?\1(?!`)",  # inline code
    r"<[^<>\n]+>",  # HTML tags with their widths and ids; also <https://...>
    r"(?<=\])\([^()\s]*(?:\([^()\s]*\))?[^()\s]*(?: \"[^\"]*\")?\)",  # link and image targets
    r"https?://\S+",
    r"(?i)\b(?:doi:\s*)?10\.\d{4,}/\S+",
    r"(?i)\barxiv[:\s]*\d{4}\.\d{4,5}(?:v\d+)?",
    r"\b\d+ ?\(\d+\)(?:\s*:\s*\d+(?:[-–]\d+)?)?",  # volume(issue): pages
    r"\b\d+:\d+[-–]\d+\b",  # volume: pages
    r"(?i)(?:§+|\b(?:sections?|sec\.|chapters?|figures?|figs?\.|tables?|eqs?\.|equations?|pages?|pp?\.|vol\.|volume|no\.))"
    r"\s*\d+(?:[.–-]\d+)*(?:(?:,| and| to| or|,? and)\s+\d+\b(?!\.\d|\s*[%×]))*",
]
_HIDDEN = [re.compile(pattern) for pattern in _NO_PROSE]
_FURTHER = re.compile(r"(?ims)^#{1,6}[^\n]*further reading.*?(?=^#{1,6} |\Z)")
_MATHS = re.compile(r"(?s)\$\$.*?\$\$|\$[^$\n]+\$")
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|until|before|after|by|from|the|of|and|early|late|al\.?|[A-Z][\w’'-]*)[,;]?\s+|[(\[,;–-]\s*|^)$"
)
_AFTER_YEAR = re.compile(r"^\s+[a-z]+s\b|^\s*[×x]\s*\d")


@dataclass(frozen=True)
class Stated:
    """A number in digits: `mantissa`, times ten to `exponent`, or in percent; `sign` "-" or ""."""

    mantissa: str
    exponent: int
    percent: bool
    sign: str
    written: str

    @property
    def value(self) -> float:
        """The number itself, of a percentage the fraction."""
        power = self.exponent - 2 * self.percent
        return float(Decimal(self.sign + self.mantissa).scaleb(power))

    def shown(self, value) -> str:
        """Write another value the way this one is written: as many decimals, same power of ten, thousands, percent."""
        decimals = len(self.mantissa.partition(".")[2])
        scaled = Decimal(repr(float(value))).scaleb(-self.exponent + 2 * self.percent)
        rounded = scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
        digits = f"{abs(rounded):f}"
        if self.mantissa.startswith("."):
            digits = digits.removeprefix("0")
        whole, point, rest = digits.partition(".")
        between = re.search(rf"\d({_GROUP})\d{{3}}", self.written)
        separator = between[1] if between else "," if len(self.mantissa.partition(".")[0]) < 5 <= len(whole) else ""
        if separator:
            whole = f"{int(whole):,}".replace(",", separator)
        minus = next((sign for sign in _MINUS if sign in self.written[:1]), _MINUS[0])
        front = self.written[:1] if self.written[:1] == "+" and rounded > 0 else minus if rounded < 0 else ""
        return front + whole + point + rest + self.written[len(self.written) - len(self._behind) :]

    @property
    def _behind(self) -> str:
        """What is written behind the digits: the power of ten, the percent sign."""
        return re.sub(rf"^[+{_MINUS}]?[\d.,]*(?:{_GROUP}\d{{3}})*(?:\.\d+(?:{_THIN}\d{{3}})*)?", "", self.written)


def prose(markdown: str) -> str:
    """Blank out, length kept, what is not a statement: code, addresses, reference lists, section and page numbers."""
    for pattern in [_FURTHER, *_HIDDEN]:
        markdown = pattern.sub(lambda hit: re.sub(r"[^\n]", " ", hit.group()), markdown)
    return markdown


def found(text: str) -> Iterator[tuple[Stated, re.Match]]:
    """Yield every number in digits of a text that `prose` has cleared, years and parts of names left out.

    >>> [number.written for number, _ in found(prose("At 5 the slope is 0.006648, 4.5 % of `0.25` (LeCun, 1998)."))]
    ['5', '0.006648', '4.5 %']
    """
    maths = [hit.span() for hit in _MATHS.finditer(text)]
    for hit in NUMBER.finditer(text):
        in_maths = any(start <= hit.start() < end for start, end in maths)
        if in_maths or not (_is_year(text, hit) or _is_name(text, hit)):
            yield _read(hit), hit


def _read(hit):
    power = hit["e"] or hit["caret"] or (hit["super"] or "0").translate(_SUPERSCRIPT)
    return Stated(
        mantissa=re.sub(_GROUP, "", hit["mantissa"]),
        exponent=int(power.replace("−", "-")),
        percent=bool(hit["percent"]),
        sign="-" if hit["sign"] and hit["sign"] in _MINUS else "",
        written=hit.group().strip(),
    )


def _is_year(text, hit) -> bool:
    """A bare 1600 to 2099 that follows a name, a preposition or a bracket, and does not count something."""
    if not re.fullmatch(r"(?:1[6-9]|20)\d\d", hit.group().lstrip("–-")):
        return False
    return bool(_BEFORE_YEAR.search(text[max(0, hit.start() - 25) : hit.start()])) and not _AFTER_YEAR.match(
        text[hit.end() :]
    )


def _is_name(text, hit) -> bool:
    """A number that is part of a name: ResNet-110, ImageNet-1000."""
    return bool(re.search(r"[A-Za-z]-$", text[max(0, hit.start() - 2) : hit.start()]))
