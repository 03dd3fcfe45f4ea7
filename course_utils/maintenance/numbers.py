"""Find the numbers that prose states, and say how exactly each one is stated."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_MINUS = "−-"
_THIN = r"(?:\\,|[\u2009\u202f])"
_GROUP = r"(?:,|\{,\}|\\,|\\ |[\u2009\u202f\u00a0])"  # what may stand between thousands: 10,000  10{,}000  10\,000
NUMBER = re.compile(
    rf"(?:(?<![\w.])|(?<=\dx))(?P<sign>[+{_MINUS}]?)"
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
    r"\s*\d+(?:[.–-]\d+)*",
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
    """A number as the prose states it: digits `mantissa`, times ten to `exponent`, or in percent; `text` as written."""

    text: str
    mantissa: str
    exponent: int
    percent: bool
    sign: str
    context: str = ""

    @property
    def key(self):
        """What two spellings of one number share: 10,000 and 10{,}000, 4.5e-3 and 4.5×10⁻³. Signs are set aside."""
        return self.mantissa, self.exponent, self.percent

    @property
    def significant(self) -> int:
        """How many digits are significant: zeros in front never are, zeros behind only after a point."""
        digits = self.mantissa.replace(".", "").lstrip("0")
        return len(digits if "." in self.mantissa else digits.rstrip("0"))

    def agrees(self, value) -> bool:
        """Return whether `value`, rounded to the digits shown, is the number stated."""
        return self.shown(value) == (self.sign if Decimal(self.mantissa) else "") + self.mantissa

    def shown(self, value) -> str:
        """Write `value` the way the number is stated: as many decimals, same power of ten, percent as a hundredth."""
        decimals = len(self.mantissa.partition(".")[2])
        scaled = Decimal(repr(float(value))).scaleb(-self.exponent + 2 * self.percent)
        rounded = scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
        written = f"{rounded if rounded else abs(rounded):f}"
        return written.removeprefix("0") if self.mantissa.startswith(".") else written


def prose(markdown: str) -> str:
    """Blank out, length kept, what is not a statement: code, addresses, reference lists, section and page numbers."""
    for pattern in [_FURTHER, *_HIDDEN]:
        markdown = pattern.sub(lambda hit: re.sub(r"[^\n]", " ", hit.group()), markdown)
    return markdown


def stated(markdown: str) -> list[Stated]:
    """Return every number that the prose of `markdown` states, years of citations left out.

    >>> [n.text for n in stated("At 5 the slope is 0.006648, 4.5 % of `0.25` (LeCun et al., 1998).")]
    ['5', '0.006648', '4.5 %']
    """
    text = prose(markdown)
    maths = [hit.span() for hit in _MATHS.finditer(text)]
    found = []
    for hit in NUMBER.finditer(text):
        in_maths = any(start <= hit.start() < end for start, end in maths)
        if not in_maths and (_is_year(text, hit) or _is_name(text, hit)):
            continue
        found.append(_read(hit, text))
    return found


def parse(text: str) -> Stated:
    """Read one number, as a ledger entry gives it. Raises ValueError when `text` is not exactly one number."""
    hit = NUMBER.fullmatch(text.strip().strip("$").strip())
    if not hit:
        raise ValueError(f"text: got {text!r}; expected one number, such as 0.0066, 10,000, 9.54×10⁻⁷ or 97.3 %")
    return _read(hit, text)


def _read(hit, text):
    power = hit["e"] or hit["caret"] or (hit["super"] or "0").translate(_SUPERSCRIPT)
    start, end = max(0, hit.start() - 45), hit.end() + 35
    return Stated(
        text=hit.group().strip(),
        mantissa=re.sub(_GROUP, "", hit["mantissa"]),
        exponent=int(power.replace("−", "-")),
        percent=bool(hit["percent"]),
        sign="-" if hit["sign"] and hit["sign"] in _MINUS else "",
        context=" ".join(text[start:end].split()),
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
