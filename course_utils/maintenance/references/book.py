"""What each reference means, in tests/references.toml: place by place, in the order of the text.

    [pooling]                                  # a chapter, by its name
    title = "chapter:convolution part:part-3"  # a cell; "exercise:max-pool", "section:padding": this chapter's own
    "field-figure note" = "section:convolution/field"  # of what is said in the lecture

    [files]
    "course_utils/convnet.py" = "chapter:convnet_from_scratch"

A section and a part are named by the id of their heading's cell, an exercise by its id without the chapter. "paper" is
what stands in somebody else's text, "chapter:?" a chapter that is to come.
"""

import json
import re
import tomllib
from pathlib import Path

from course_utils import settings
from course_utils.maintenance.references.find import Reference
from course_utils.maintenance.references.structure import Chapter
from course_utils.maintenance.references.texts import FILES, Place

PATH = settings.ROOT / "tests" / "references.toml"
PAPER, TO_COME = "paper", "chapter:?"
_IN_PATH = re.compile(r"chapter_(\d\d)")
_OF_CHAPTER = re.compile(r"^[^.;:]{0,25}?\bof \[?chapter (\d\d)")
_CHAPTER_THEN = re.compile(r"chapter (\d\d)[^.;:]{0,12}$")

Meanings = dict[tuple[str, str], list[str]]


def read(path: Path = PATH) -> Meanings:
    """Return (table, key) -> the full targets of a place's references. Raises ValueError for what is no table."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    if wrong := [name for name, table in tables.items() if not isinstance(table, dict)]:
        raise ValueError(f"{path.name}: got {wrong} outside a table; expected [chapter] or [files]")
    return {(table, key): [full(one, table) for one in line.split()] for table in tables for key, line in
            tables[table].items()}  # fmt: skip


def full(target: str, table: str) -> str:
    """Return a target with its chapter.

    >>> full("section:padding", "pooling"), full("chapter:pooling", "files"), full("paper", "files")
    ('section:pooling/padding', 'chapter:pooling', 'paper')
    """
    kind, _, name = target.partition(":")
    own = name and kind != "chapter" and "/" not in name and table != FILES
    return f"{kind}:{table}/{name}" if own else target


def line(place: Place, targets: list[str]) -> str:
    """Return the entry of a place, as it stands in the file."""
    short = [one.replace(f":{place.table}/", ":") for one in targets]
    key = place.key if re.fullmatch(r"[\w-]+", place.key) else json.dumps(place.key, ensure_ascii=False)
    return f'{key} = "{" ".join(short)}"'


def guesses(place: Place, course: list[Chapter]) -> list[str]:
    """Return what the references of a place mean if the numbers that they show are right."""
    return [_guess(place, one, course) for one in place.found]


def adopt(table: str, places: list[Place], course: list[Chapter], path: Path = PATH) -> list[str]:
    """Bring a table's entries to its places, as if their numbers were right; return the new ones, to be read.

    An entry that fits the number of references stays; one of another length is written anew, one without a place goes.
    """
    known, text, head = read(path), path.read_text(encoding="utf-8"), f"[{table}]\n"
    there = {one.key: one for one in places if one.table == table}
    fits = {key for key, one in there.items() if len(known.get((table, key), [])) == len(one.found)}
    before, _, after = (text if head in text else f"{text.rstrip()}\n\n{head}").partition(head)
    own, blank, rest = after.partition("\n\n")
    kept = [one for one in own.splitlines() if next(iter(tomllib.loads(one)), None) in fits]
    new = [line(one, guesses(one, course)) for key, one in there.items() if key not in fits]
    entries = "\n".join([*new, *kept])
    path.write_text(before + head + entries + (blank + rest or "\n"), encoding="utf-8")
    return new


def _guess(place: Place, one: Reference, course: list[Chapter]) -> str:
    by_number = {chapter.number: chapter for chapter in course}
    if one.kind == "chapter":
        return f"chapter:{by_number[one.written].name}" if one.written in by_number else "chapter:?"
    nearby = _OF_CHAPTER.search(place.text[one.end :]) or _CHAPTER_THEN.search(place.text[: one.start])
    inside = nearby or _IN_PATH.search(place.key)
    chapter = by_number.get(inside[1]) if inside else next((c for c in course if c.name == place.table), None)
    for heading in chapter.headings if chapter else ():
        if heading.target.startswith(f"{one.kind}:") and heading.number == one.written:
            return heading.target
    return f"{one.kind}:?"
