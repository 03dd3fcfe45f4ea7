"""One learner's journal, read from the bytes of a file; what is none says why.

A file is written by whoever hands it in: nothing of it is trusted, and of its words only the name is ever shown. A
record has passed here when its fields have the types that the report counts with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from course_utils.exercises import journal
from course_utils.exercises.export import COURSE, LONGEST_NAME, clean

__all__ = ["LARGEST", "Journal", "Refused", "Seen", "read"]

LARGEST = 20_000_000  # bytes; a whole course, every exercise tried ten times, takes less than 1,000,000
SAMPLE = 20  # lines; where none of them is a JSON object the others are not looked at
MOST_LOST = 0.05  # of the lines: above it a journal is damaged, below it a kernel was killed now and then
NOT_OURS = "not a journal of this course"
DAMAGED = "damaged: {lost} of its {all} lines cannot be read"
LATER = "written by a later edition of the course, whose records this one cannot read"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Refused(Exception):
    """Says in words why a file is left out."""


class Seen(NamedTuple):
    """One record as the report counts it. ``when`` is in seconds since 1970, None where the time cannot be read."""

    kind: str
    id: str
    when: float | None
    right: bool = False
    mistake: str | None = None  # of an attempt: the name of the misconception
    option: str | None = None  # of an answer: what was chosen
    told: bool = False  # a wrong answer to which an early edition showed the right one


@dataclass(frozen=True)
class Journal:
    """One learner's records, oldest first; ``learner`` is a random number or "", ``name`` what they gave or ""."""

    records: tuple[Seen, ...]
    learner: str = ""
    name: str = ""
    edition: str = ""
    lost: int = 0  # lines that could not be read

    @property
    def newest(self):
        """The time of the last record, in seconds since 1970; 0 where none has one."""
        return max((seen.when for seen in self.records if seen.when is not None), default=0.0)


def read(raw):
    """Return the Journal in the bytes of a file. Raises Refused, with the reason, for what is none.

    Lines that were torn when a kernel was killed, and the last one while it is being written, are passed over.
    """
    if len(raw) > LARGEST:
        raise Refused(too_large(len(raw)))
    lines = _lines(raw)
    if lines and all(_head(line) is None for line in lines[:SAMPLE]):
        raise Refused(NOT_OURS)
    found, heads, lost, later = [], [], 0, 0
    for line in lines:
        record = journal.parse(line)
        if record:
            found.append(record)
        if record is None or b'"learner"' in line:
            head = _head(line)
            heads.append(head or {})
            lost += head is None
            later += head is not None and isinstance(head.get("v"), int) and head["v"] > journal.VERSION
    if not found:
        _refuse_empty(lines, heads, later)
    elif lost > max(1, MOST_LOST * len(lines)):
        raise Refused(DAMAGED.format(lost=lost, all=len(lines)))
    records = tuple(_once(map(_seen, journal.by_time(found))))
    head = {key: next((head[key] for head in heads if _text(head, key)), "") for key in ("learner", "name", "edition")}
    return Journal(records, head["learner"][:64], clean(head["name"])[:LONGEST_NAME], clean(head["edition"])[:20], lost)


def too_large(size):
    """Return the reason for which a file of ``size`` bytes is left out."""
    return f"{size / 1e6:.0f} MB: no journal comes to more than {LARGEST / 1e6:.0f} MB"


def _lines(raw):
    """Return the lines that say something; editors and shells may have written them in UTF-16, or with a mark."""
    if raw.startswith(UTF16):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    lines = [line for line in raw.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if lines and not raw.endswith((b"\n", b"\r")) and _head(lines[-1]) is None and len(lines) > 1:
        lines.pop()  # it is being written
    return lines


def _head(line):
    """Return what a line holds if it is a JSON object, else None."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refuse_empty(lines, heads, later):
    """Raise Refused for a file without a record, unless it says itself that it is an export in which nothing is yet."""
    if not lines:
        raise Refused("empty")
    if later:
        raise Refused(LATER)
    if not any(_is_export(head) or head.get("kind") == "learner" for head in heads):
        raise Refused(NOT_OURS)


def _is_export(head):
    return head.get("kind") == "export" and head.get("course") == COURSE


def _text(head, key):
    return isinstance(head.get(key), str) and head[key]


def _once(records):
    """Yield the records; one that was carried in twice, by its time, counts once."""
    known = set()
    for seen in records:
        if seen.when is None or seen not in known:
            yield seen
        known.add(seen)


def _seen(record):
    kind, mistake, option = record["kind"], record.get("misconception"), record.get("option")
    right = record.get("verdict") == "correct" if kind == "attempt" else record.get("right") is True
    mistake, option = (text if isinstance(text, str) else None for text in (mistake, option))
    told = kind == "prediction" and not right and "try" not in record
    return Seen(kind, record["id"], _when(record.get("time")), right, mistake, option, told)


def _when(text):
    try:
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
