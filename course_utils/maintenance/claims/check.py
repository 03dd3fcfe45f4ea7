"""What is wrong between a chapter's texts and its claims: a number without a claim, no such passage, an untrue one."""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from course_utils.maintenance.claims import values
from course_utils.maintenance.claims.book import Book, Claim
from course_utils.maintenance.claims.reach import Quantity, quantities

_SENTENCE = re.compile(r"(?<=[.!?:;])\s+(?=[^a-z\s])|\n\s*\n|\n(?=[|\-*>#])|\s*\|\s*")


@dataclass(frozen=True)
class Uncovered:
    """A sentence of a place, with numbers that no claim accounts for."""

    place: str
    sentence: str
    numbers: tuple[Quantity, ...]  # with places in the sentence

    def __str__(self):
        found = ", ".join(repr(number.text) for number in self.numbers)
        return f"{self.place}: no claim accounts for {found}; in tests/claims/NN.toml it takes:\n{self.entry()}"

    def entry(self) -> str:
        """The claim that is missing, ready to be filled in."""
        says = self.sentence
        for number in reversed(self.numbers):
            says = f"{says[: number.start]}[[{number.text}]]{says[number.end :]}"
        says = " ".join(says.split())
        quote = "'''" if "'" in says else "'" if "\\" in says or '"' in says else '"'
        blank = '""' if len(self.numbers) == 1 else "[" + ", ".join(['""'] * len(self.numbers)) + "]"
        return f"[[claim]]\nsays = {quote}{says}{quote}\nis = {blank}  # or holds, source, given\n"


@dataclass(frozen=True)
class Untrue:
    """A claim whose expression yields another number than it says."""

    claim: Claim
    place: int
    value: float

    @property
    def shown(self) -> str:
        """The value, written as the number is."""
        return self.claim.numbers[self.place].shown(self.value)

    def __str__(self):
        return (f"{self.claim.plain!r}: {self.claim.is_[self.place]!r} yields {self.value!r}; "
                f"where it says {self.claim.marks[self.place]} it would be {self.shown}")  # fmt: skip


def problems(chapter: str, texts: dict[str, str], book: Book) -> list:
    """Return what is wrong between `texts` (place -> markdown) and a chapter's claims; `str` of each says it."""
    names, trouble = _namespace(chapter, book)
    return [*uncovered(texts, book), *unused(texts, book), *trouble, *(untrue(book, names) if names else ())]


def uncovered(texts: dict[str, str], book: Book) -> Iterator[Uncovered]:
    """Yield the sentences with numbers that no passage accounts for."""
    for place, text in texts.items():
        found = quantities(text)
        if not found:
            continue
        taken = covered(text, book)
        missing = [number for number in found if not any(a <= number.start and number.end <= b for a, b in taken)]
        yield from _by_sentence(place, text, missing)


def covered(text: str, book: Book) -> list[tuple[int, int]]:
    """Return the spans of a text that the book accounts for: the marks of its claims, its structure."""
    claims = [hit.span(group) for claim in book.claims for hit in claim.pattern.finditer(text)
              for group in range(1, len(claim.marks) + 1)]  # fmt: skip
    return claims + [hit.span() for words in book.structure for hit in words.pattern.finditer(text)]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, as claims are made of them."""
    return _SENTENCE.split(text)


def _by_sentence(place, text, missing):
    ends = [0, *(hit.end() for hit in _SENTENCE.finditer(text)), len(text)]
    groups = {}
    for number in missing:
        groups.setdefault(bisect.bisect_right(ends, number.start) - 1, []).append(number)
    for index, group in groups.items():
        start, end = ends[index], ends[min(index + 1, len(ends) - 1)]
        sentence = text[start:end].rstrip().rstrip("|").rstrip()
        moved = [Quantity(n.start - start, n.end - start, n.text, n.value, n.decimals, n.shown) for n in group]
        yield Uncovered(place, sentence, tuple(moved))


def unused(texts: dict[str, str], book: Book) -> Iterator[str]:
    """Yield the passages that no text has, and those that are there twice in the book."""
    every = "\n\n".join(texts.values())
    seen = set()
    for passage in (*book.claims, *(words for words in book.structure if not words.everywhere)):
        if not passage.pattern.search(every):
            yield f"{passage.plain!r}: no text of the chapter says so; mend the text or the claim"
    for claim in book.claims:
        if claim.says in seen:
            yield f"{claim.plain!r}: claimed twice"
        seen.add(claim.says)


def _namespace(chapter, book):
    try:
        return values.namespace(chapter, book.setup), []
    except Exception as error:
        return None, [f"setup of claims/{chapter}.toml raised {type(error).__name__}: {error}"]


def untrue(book: Book, names: dict) -> Iterator:
    """Yield what is wrong with each claim's expressions."""
    for claim in book.claims:
        n = [number.value for number in claim.numbers]
        for place, expression in enumerate(claim.is_):
            if expression:
                yield from _judge(claim, place, expression, names, n)
        if claim.holds:
            yield from _judge_holds(claim, names, n)


def _judge(claim, place, expression, names, n):
    try:
        value = values.evaluate(expression, names, n)
    except Exception as error:
        yield f"{claim.plain!r}: {expression!r} raised {type(error).__name__}: {error}"
        return
    if not claim.numbers[place].agrees(value, claim.loosely(place)):
        yield Untrue(claim, place, value)


def _judge_holds(claim, names, n):
    try:
        if values.evaluate(claim.holds, names, n) is not True:
            yield f"{claim.plain!r}: {claim.holds!r} does not hold"
    except Exception as error:
        yield f"{claim.plain!r}: {claim.holds!r} raised {type(error).__name__}: {error}"
