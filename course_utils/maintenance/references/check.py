"""Compare every number of the course's structure with what it stands for."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from course_utils.maintenance.pages import Page
from course_utils.maintenance.references import book
from course_utils.maintenance.references.structure import Chapter, numbers
from course_utils.maintenance.references.texts import Place

LINK = re.compile(
    r"\[(?P<label>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\((?P<path>(?:notebooks/)?)(?P<file>\d\d_(?P<name>\w+)\.ipynb)(?P<anchor>#[^)\s]*)?\)"
)
LABELLED = re.compile(r"^(?P<number>\d\d)(?= · |$)")  # "06 · Pooling", "06"
ANCHOR = re.compile(r"(?P<kind>Part-|Exercise-|)(?P<number>\d+)(?:,-optional)?(?:-·-|:-)")
NUMBERED = re.compile(r"\b(?:[Ff]igures?|[Tt]ables?)\s+\d+\b")
SOURCE = re.compile(r"\b(?:19|20)\d\d\b|\bpapers?\b|\bauthors?\b")
BEFORE = re.compile(r"(?<!\d)(?P<number>\d\d)(?P<gap> (?:\| )?)$")  # "05 [Padding](…", "| 05 | [Convolution](…"


def problems(course: list[Chapter], places: list[Place], meanings: book.Meanings) -> list[str]:
    """Return what is wrong, in plain words; empty when every number is that of what it stands for."""
    return [
        *of_headings(course),
        *of_places(course, places, meanings),
        *of_links(course, places),
        *of_papers(course),
    ]


def of_headings(course: list[Chapter]) -> Iterator[str]:
    """Yield the headings that are not numbered in their order."""
    for chapter in course:
        for heading in chapter.headings:
            if heading.printed != heading.number:
                yield f"{chapter.name} {heading.cell}: the heading has {heading.printed}; by its place {heading.number}"


def of_places(course: list[Chapter], places: list[Place], meanings: book.Meanings) -> Iterator[str]:
    """Yield references without a meaning, meanings without a reference, and numbers of something else."""
    known, seen = numbers(course), set()
    for place in places:
        seen.add((place.table, place.key))
        targets = meanings.get((place.table, place.key), [])
        if len(targets) != len(place.found):
            proposal = book.line(place, book.guesses(place, course))
            yield f"{place.name}: {len(place.found)} references, {len(targets)} meanings; [{place.table}] {proposal}"
            continue
        for one, target in zip(place.found, targets, strict=True):
            if fault := _fault(one, target, known):
                yield f"{place.name}: {one.kind} {one.written} {fault}"
    for table, key in meanings:
        if (table, key) not in seen:
            yield f"references.toml: [{table}] {key}: no reference stands there"


def _fault(one, target, known) -> str:
    if target == book.PAPER:
        return "" if one.kind == "section" else "is no paper's"
    if target == book.TO_COME:
        there = one.written in (number for name, number in known.items() if name.startswith("chapter:"))
        return "is there now: name it" if there or one.kind != "chapter" else ""
    if target.partition(":")[0] != one.kind or target not in known:
        return f"means {target}, which there is not"
    return "" if known[target] == one.written else f"means {target}, which is {known[target]}"


def of_links(course: list[Chapter], places: list[Place]) -> Iterator[str]:
    """Yield links whose words name another chapter than they lead to, and those to a heading by an old number."""
    for where, text in linked(course, places):
        for hit in LINK.finditer(text):
            for was, shall in wanted(hit, text, course):
                if was != shall:
                    yield f"{where}: the link {hit['label'][:40]!r} has {was}; expected {shall}"


def of_papers(course: list[Chapter]) -> Iterator[str]:
    """Yield figures and tables with a number, of which the course has none, where no paper is named."""
    for chapter in course:
        for cell in chapter.page.cells:
            spoken = [text for text in cell.metadata.get("lecture", {}).values() if isinstance(text, str)]
            text = "\n".join([cell.source if cell.kind == "markdown" else "", *spoken])
            if (hit := NUMBERED.search(text)) and not SOURCE.search(text):
                yield f"{chapter.name} {cell.id}: {hit.group()} of which paper?"


def linked(course: list[Chapter], places: list[Place]) -> Iterator[tuple[str, str]]:
    """Yield (place, text) of every text that may hold a link to a chapter."""
    pages = [(chapter.name, chapter.page) for chapter in course]
    others = sorted(course[0].page.path.parent.glob("[!0-9]*.ipynb")) if course else []
    for name, page in [*pages, *((path.stem, Page(path)) for path in others)]:
        yield from ((f"{name} {cell.id}", cell.source) for cell in page.markdown)
    yield from ((place.name, place.text) for place in places if ".md" in place.key)


def wanted(hit: re.Match, text: str, course: list[Chapter]) -> Iterator[tuple[str, str]]:
    """Yield (what stands there, what should) for the file, the number in words and the anchor of a link."""
    chapter = next((one for one in course if one.name == hit["name"]), None)
    if chapter is None:
        yield hit["file"], "the file of a chapter"
        return
    yield hit["file"], f"{chapter.number}_{chapter.name}.ipynb"
    for number in (LABELLED.search(hit["label"]), BEFORE.search(text[: hit.start()])):
        if number:
            yield number["number"], chapter.number
    if hit["anchor"] and (anchor := anchor_of(unquote(hit["anchor"][1:]), chapter)):
        yield unquote(hit["anchor"][1:]), anchor


def anchor_of(was: str, chapter: Chapter) -> str:
    """Return the anchor of the numbered heading that an anchor means by its words, or "" where it means none."""
    parsed = ANCHOR.match(was)
    if not parsed:
        return ""
    kind, words = (parsed["kind"] or "section-").lower()[:-1], was[parsed.end() :]
    for heading in chapter.headings:
        if heading.target.startswith(f"{kind}:") and re.sub(r"[*_`]", "", heading.title).replace(" ", "-") == words:
            return was[: parsed.start("number")] + heading.number + was[parsed.end("number") :]
    return ""
