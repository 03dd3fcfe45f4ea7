"""The learner's progress file: one JSON object a line, only ever appended to.

It stands in ``settings.course_home()/"progress.jsonl"`` and holds what was decided, never the learner's code: attempts
(id, verdict, name of the misconception), hints and solutions asked for, answers to predictions and recall questions
("prediction": which option at which try), answers that were asked for ("shown"), and cards of ``review`` ("review").
Times are UTC.

Each record is one ``write`` on a file opened for appending, so a kernel killed at any moment loses at most the record
being written, and two notebooks cannot write into each other; no lock is held that a suspended kernel could keep. A
torn last line is skipped on reading, and the next record starts on a line of its own. There is no ``fsync``: what
``write`` has accepted survives the death of the kernel, only a power cut could take the last seconds, and waiting for
the disk would be felt after every check.

The first record of a file has one more field, "learner": a random number that is bound to nothing, by which two files
of one learner are known as such. Records as they are read do not have it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
from datetime import UTC, datetime

from course_utils import renamed, settings

__all__ = ["FILE_NAME", "append", "learner", "parse", "path", "records", "take_progress"]

FILE_NAME = "progress.jsonl"
VERSION = 1
FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)  # Windows would write \r\n
# The fields that each kind of record must have; other kinds (of later versions) are passed over.
KINDS = {
    "attempt": ("id", "verdict"), "hint": ("id", "number"), "solution": ("id",), "prediction": ("id", "option"),
    "shown": ("id",), "review": ("id", "right"),
}  # fmt: skip

_unsaved = []  # records of this session that the disk refused: hints go on counting
_told = False  # the message about it has been shown
followers = []  # called without arguments after each record that was written


def path():
    """Return the path of the progress file; raises OSError when the course home cannot be made."""
    return settings.course_home() / FILE_NAME


def append(kind, **fields):
    """Write one record; return "" or, the first time that it cannot be saved, a sentence that says so."""
    global _told
    record = {"v": VERSION, "time": now(), "kind": kind, **fields}
    try:
        _write(path(), record)
    except OSError as error:
        _unsaved.append(record)
        first, _told = not _told, True
        reason = error.strerror or str(error)
        told = f"Your progress could not be saved ({reason}). The lesson goes on; only the map will not remember this."
        return told if first else ""
    _told = False
    for follow in followers:
        follow()
    return ""


def now():
    """Return the time as records have it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write(file, record):
    descriptor = os.open(file, FLAGS, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        record = record if size else {"learner": secrets.token_hex(8), **record}
        line = json.dumps(record, ensure_ascii=False).encode("utf-8") + b"\n"
        if size and _last_byte(descriptor, size) != b"\n":  # a kernel was killed in the middle of a record
            line = b"\n" + line
        if os.write(descriptor, line) != len(line):
            raise OSError(errno.ENOSPC, "the disk is full")
    finally:
        os.close(descriptor)


def _last_byte(descriptor, size):
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1)


def records():
    """Return all records that can be read, oldest first; torn, foreign and future ones are passed over.

    What was noted under an old id comes under the new one; the file stays as it is.
    """
    return by_time([record for record in map(parse, _lines()) if record] + list(_unsaved))


def _lines():
    try:
        return path().read_bytes().split(b"\n")
    except OSError:
        return []


def learner():
    """Return the random number that the progress file bears; one from before there were any is given one.

    Raises OSError where it has to be written and cannot be.
    """
    for line in filter(lambda line: b'"learner"' in line, _lines()):
        with contextlib.suppress(ValueError, RecursionError, LookupError, TypeError):
            return str(json.loads(line)["learner"])
    fresh = secrets.token_hex(8)
    _write(path(), {"v": VERSION, "time": now(), "kind": "learner", "learner": fresh})
    return fresh


def by_time(found):
    """Return records in the order of their times: what was taken from elsewhere stands behind what is younger."""
    last, keys = "", []
    for record in found:
        last = record["time"] if isinstance(record.get("time"), str) else last
        keys.append(last)
    return [found[i] for i in sorted(range(len(found)), key=keys.__getitem__)]


def take_progress(file):
    """Take the answers in another progress file, such as one that the course's web pages saved; return what was done.

    What is known already is not taken twice; lines that are none of ours are passed over. Raises OSError for a file
    that cannot be read, with its name.
    """
    with open(file, "rb") as source:
        lines = source.read().split(b"\n")
    known = {json.dumps(record, sort_keys=True) for record in records()}
    fresh = {}
    for record in filter(None, map(parse, lines)):
        text = json.dumps(record, sort_keys=True)
        if text not in known:
            fresh.setdefault(text, record)
    for record in fresh.values():
        _write(path(), record)
    return f"{len(fresh)} new records taken from {os.fspath(file)}." if fresh else f"Nothing new in {os.fspath(file)}."


def parse(line):
    """Return the record in a line (bytes), under today's ids, or None where there is none that can be read."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):  # includes UnicodeDecodeError; a thousand brackets
        return None
    if not isinstance(record, dict) or record.get("v") != VERSION:
        return None
    fields = KINDS.get(record.get("kind")) if isinstance(record.get("kind"), str) else None
    whole = fields and all(name in record for name in fields) and isinstance(record["id"], str)
    record.pop("learner", None)
    return {**record, "id": renamed.current(record["id"])} if whole else None
