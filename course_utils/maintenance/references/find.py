"""Find references in a text: "chapter 05", "sections 3 and 4", "exercises 6 to 8", "part 2".

A section of a paper is no reference to the course: III-A and 3.4 never are, nor is one right after a year or a title.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# between two words of one text in a source file: a line's end, the quotes of two strings, the sign of a comment
_GAP = r"(?:[ \t]*[\"']?[ \t]*\\?\n[ \t]*(?:#[ \t]*)?(?:f?[\"'])?|[ \t])+"
_AND = rf"(?:,?{_GAP}(?:and|or|to|und){_GAP}|,{_GAP}|–)"
_SMALL, _CHAPTER = r"\d{1,2}(?!\d|\.\d|\s*%)", r"\d\d(?!\d|\.\d|\s*%)"
_KINDS = {
    "chapter": re.compile(rf"\b[Cc]hapters?{_GAP}(?P<list>{_CHAPTER}(?:{_AND}{_CHAPTER})*)"),
    "section": re.compile(rf"\b[Ss]ections?{_GAP}(?P<list>{_SMALL}(?:{_AND}{_SMALL})*)"),
    "exercise": re.compile(rf"\b[Ee]xercises?{_GAP}(?P<list>{_SMALL}(?:{_AND}{_SMALL})*)"),
    "part": re.compile(rf"\b[Pp]arts?{_GAP}(?P<list>{_SMALL}(?:{_AND}{_SMALL})*)"),
}
_LISTED = re.compile(r"(?m)(?<=: )(?P<list>\d\d(?: to \d\d)?)(?=\**$)")  # a line of a map: "Pictures: 04 to 06"
_SLOT = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_CITED = re.compile(
    r"(?:(?:19|20)\d\d[a-z]?\)?|[\"”],?|arXiv:[\d.]+)[,;]?\s*(?:[\"']?\s*\n\s*[\"']?)?(?:table \d+\D{0,20})?$"
)
_HEADING = re.compile(r"(?m)^ {0,3}#{1,6} .*$")
_CODE = re.compile(r"`[^`\n]*`")


@dataclass(frozen=True)
class Reference:
    """A number that stands for something of the course: its kind, where it stands, how it is written."""

    kind: str
    start: int
    end: int
    written: str


def references(text: str, *, markdown: bool = True, listed: bool = False) -> list[Reference]:
    """Return the references of a text in their order; `listed`: also those of the lines of a map of chapters.

    >>> [(one.kind, one.written) for one in references("Chapters 02 to 04; section 3 (LeCun et al. 1998, section 2).")]
    [('chapter', '02'), ('chapter', '04'), ('section', '3')]
    """
    if markdown:
        text = _CODE.sub(_blank, _HEADING.sub(_blank, text))
    found = [one for kind, pattern in _KINDS.items() for one in _of_kind(kind, pattern, text)]
    if listed:
        found += [one for hit in _LISTED.finditer(text) for one in _slots("chapter", hit)]
    return sorted(found, key=lambda one: one.start)


def _of_kind(kind, pattern, text) -> Iterator[Reference]:
    for hit in pattern.finditer(text):
        before = text[max(0, hit.start() - 60) : hit.start()]
        if before.endswith("# ") or (kind == "section" and _CITED.search(before)):  # a heading in code; a paper's
            continue
        yield from _slots(kind, hit)


def _slots(kind, hit) -> Iterator[Reference]:
    for slot in _SLOT.finditer(hit["list"]):
        start = hit.start("list") + slot.start()
        yield Reference(kind, start, start + len(slot.group()), slot.group())


def _blank(hit):
    return re.sub(r"[^\n]", " ", hit.group())


def replaced(text: str, found: list[Reference], numbers: list[str]) -> str:
    """Return the text with other numbers in the places of its references; "" leaves one as it is."""
    for one, number in sorted(zip(found, numbers, strict=True), key=lambda pair: -pair[0].start):
        text = text[: one.start] + (number or one.written) + text[one.end :]
    return text
