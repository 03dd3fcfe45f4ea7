"""What is numbered in the course: chapters by their file, parts, sections and exercises by their place in a chapter."""

import re
from dataclasses import dataclass
from pathlib import Path

from course_utils import settings
from course_utils.maintenance.pages import Cell, Page

_CHAPTER = re.compile(r"(\d\d)_(\w+)")
_HEADINGS = {
    "chapter": re.compile(r"(?P<before>^)(?P<number>\d\d)(?P<after> · )"),
    "part": re.compile(r"(?P<before>^Part )(?P<number>\d+)(?P<after> · )"),
    "section": re.compile(r"(?P<before>^)(?P<number>\d+)(?P<after> · )"),
    "exercise": re.compile(r"(?P<before>^Exercise )(?P<number>\d+)(?P<after>(?:, optional)?: )"),
}
_ID = re.compile(r"\b(?:hint|check)\(\s*[\"'](\d\d)-([\w-]+)[\"']")


@dataclass(frozen=True)
class Heading:
    """A numbered heading: its target ("section:pooling/padding"), its number by its place, and the one it prints."""

    target: str
    number: str
    printed: str
    title: str  # without the number
    cell: str


@dataclass(frozen=True)
class Chapter:
    """A chapter's name ("pooling"), its number by its file ("06"), its page and its numbered headings."""

    name: str
    number: str
    page: Page
    headings: tuple[Heading, ...]


def chapters(folder: Path = settings.NOTEBOOKS) -> list[Chapter]:
    """Return the chapters of a folder, in order."""
    found = [(path, _CHAPTER.fullmatch(path.stem)) for path in sorted(folder.glob("*.ipynb"))]
    return [chapter_of(Page(path), *match.groups()) for path, match in found if match]


def numbers(course: list[Chapter]) -> dict[str, str]:
    """Return target -> the number that a reference to it shows."""
    own = {f"chapter:{chapter.name}": chapter.number for chapter in course}
    return own | {heading.target: heading.number for chapter in course for heading in chapter.headings}


def kind_of(level: int, text: str) -> str:
    """Name the kind of a numbered heading, or "" for one without a number.

    >>> kind_of(1, "06 · Pooling"), kind_of(3, "2 · How large is the result?"), kind_of(2, "Padding")
    ('chapter', 'section', '')
    """
    kinds = ("chapter",) if level == 1 else ("part", "section", "exercise")
    return next((kind for kind in kinds if _HEADINGS[kind].search(text)), "")


def printed(kind: str, text: str) -> str:
    """Return the number that a heading of this kind prints."""
    return _HEADINGS[kind].search(text)["number"]


def title(kind: str, text: str) -> str:
    """Return a heading without its number."""
    return text[_HEADINGS[kind].search(text).end() :]


def renumbered(kind: str, text: str, number: str) -> str:
    """Return a heading with another number.

    >>> renumbered("exercise", "Exercise 3, optional: Two kernels", "4")
    'Exercise 4, optional: Two kernels'
    """
    return _HEADINGS[kind].sub(rf"\g<before>{number}\g<after>", text, count=1)


def chapter_of(page: Page, number: str, name: str) -> Chapter:
    """Return a chapter of a page: its headings, each with the number of its place."""
    counts, headings = dict.fromkeys(_HEADINGS, 0), []
    for cell in page.markdown:
        for level, text in cell.headings:
            if kind := kind_of(level, text):
                counts[kind] += 1
                shown = number if kind == "chapter" else str(counts[kind])
                target = f"{kind}:{name}/{_key(kind, cell, page)}"
                headings.append(Heading(target, shown, printed(kind, text), title(kind, text), cell.id))
    return Chapter(name, number, page, tuple(headings))


def _key(kind: str, cell: Cell, page: Page) -> str:
    """Return what names a heading for good: an exercise's id without its chapter, or the id of the heading's cell."""
    neighbour = page.neighbour(cell, 1)
    asked = _ID.search(cell.source) or (neighbour and _ID.search(neighbour.source))
    return asked[2] if kind == "exercise" and asked else cell.id
