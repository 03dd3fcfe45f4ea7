"""Find journals in files, folders and archives, as classes, hubs and learning platforms leave them.

Every file is looked at on its own: one that is damaged, foreign, too large or being written never keeps the others
from being read. Of one learner's files the fullest counts. Full paths are for the lecturer's terminal; what the
report shows of a left-out file is the last part of its name and a number, for folders often bear learners' names.
"""

from __future__ import annotations

import glob
import io
import os
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from course_utils.classroom import journals
from course_utils.classroom.journals import Journal, Refused
from course_utils.exercises import journal as own
from course_utils.exercises.export import clean

__all__ = ["Handed", "LeftOut", "gather"]

FEW = 5  # records: so many, and no fewer, are enough for one file to be known as an earlier state of another
MOST_MEMBERS = 20_000  # files in an archive
MAC, ARCHIVE = "__MACOSX", ".zip"
#: What Moodle and Canvas put before the name of a file that was handed in.
PLATFORM = re.compile(r"^.*_assignsubmission_(?:file|onlinetext)_|^[^_]+_(?:LATE_)?\d+_\d+_")
SAME_FILE, SAME_LEARNER = "the same records as {other}", "the same learner as {other}, which holds more"
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError)


@dataclass(frozen=True)
class _File:
    where: str  # the whole path, and the place in an archive
    number: int  # in the order of reading, from 1

    @property
    def shown(self):
        """The name without folders, and without what a learning platform puts before it."""
        name = PLATFORM.sub("", re.split(r"[\\/]", self.where)[-1])
        return f"{clean(name)[:60]} (file {self.number})"


@dataclass(frozen=True)
class Handed(_File):
    """A file that was handed in, and the journal in it."""

    journal: Journal


@dataclass(frozen=True)
class LeftOut(_File):
    """A file that does not count, and why."""

    reason: str


def gather(places, ignored=(), kept=None):
    """Return (Handed, one for each learner; LeftOut) of all files in ``places``: files, folders, archives (.zip).

    Paths in ``ignored`` are passed over in silence. ``kept`` is a dict which a later call gets again: what has not
    changed in the meantime is then not read again.
    """
    kept = {} if kept is None else kept
    handed, left, seen = [], [], set()
    for path, reason in _paths(places, {os.path.realpath(path) for path in ignored}):
        if os.path.realpath(path) in seen:
            continue
        seen.add(os.path.realpath(path))
        for member, found in [("", reason)] if reason else _looked_at(path, kept):
            name, number = f"{path}{'/' if member else ''}{member}", len(handed) + len(left) + 1
            if isinstance(found, Journal):
                handed.append(Handed(name, number, found))
            elif found:
                left.append(LeftOut(name, number, found))
    handed, doubles = _one_each(handed)
    return handed, sorted([*left, *doubles], key=lambda one: one.number)


def _paths(places, ignored):
    """Yield (path, "") of every file, and (path, reason) of what cannot be looked into."""
    for place in _named(map(str, places)):
        if not os.path.isdir(place):
            yield place, ("" if os.path.lexists(place) else "there is no such file or folder")
            continue
        faults = []
        for folder, folders, files in os.walk(place, onerror=faults.append):
            if own.FILE_NAME in files and "notebooks" in folders:  # a learner's course folder
                folders[:], files = [], [own.FILE_NAME]
            folders[:] = sorted(name for name in folders if name[0] != "." and name != MAC)
            paths = (os.path.join(folder, name) for name in sorted(files) if name[0] != ".")
            yield from ((path, "") for path in paths if os.path.realpath(path) not in ignored)
        yield from ((error.filename, f"cannot be read ({error.strerror})") for error in faults)


def _named(places):
    """Yield the places; a pattern such as "/home/*/my_course" stands for what fits it at this moment."""
    for place in places:
        is_pattern = glob.has_magic(place) and not os.path.lexists(place)
        yield from (sorted(glob.glob(place)) or [place]) if is_pattern else [place]


def _looked_at(path, kept):
    """Return [(place in the archive or "", Journal or the reason against it)] of a file."""
    try:
        found = os.stat(path)
        state = found.st_mtime_ns, found.st_size, found.st_ino
        if kept.get(path, (None,))[0] != state:
            kept[path] = state, _opened(path, found)
        return kept[path][1]
    except FileNotFoundError:  # gone since the folder was listed, or a link to nowhere
        return [("", "a link to nowhere" if os.path.islink(path) else "")]
    except OSError as error:
        return [("", f"cannot be read ({error.strerror or error})")]


def _opened(path, found):
    if not stat.S_ISREG(found.st_mode):
        return [("", "no ordinary file")]
    if path.lower().endswith(ARCHIVE):
        return list(_unpacked(path))
    if found.st_size > journals.LARGEST:
        return [("", journals.too_large(found.st_size))]
    return [("", _read(Path(path).read_bytes()))]


def _read(raw):
    try:
        return journals.read(raw)
    except Refused as refused:
        return str(refused)


def _unpacked(archive, inside=False):
    """Yield (name, Journal or reason) of the files in an archive, and in archives directly in it."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [one for one in opened.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
            for member in members[:MOST_MEMBERS]:
                raw = _unpack(opened, member)
                if isinstance(raw, bytes) and not inside and member.filename.lower().endswith(ARCHIVE):
                    found = _unpacked(io.BytesIO(raw), inside=True)
                    yield from ((f"{member.filename}/{name}" if name else member.filename, one) for name, one in found)
                else:
                    yield member.filename, _read(raw) if isinstance(raw, bytes) else raw
            if len(members) > MOST_MEMBERS:
                yield "", f"{len(members):,} files: only the first {MOST_MEMBERS:,} are looked at"
    except BROKEN_ZIP as error:
        yield "", f"an archive that cannot be read ({error})"


def _unpack(opened, member):
    """Return the bytes of a member, never more than a journal can have, or the reason against it."""
    try:
        with opened.open(member) as file:
            raw = file.read(journals.LARGEST + 1)  # what an archive says of its sizes may be wrong
    except BROKEN_ZIP as error:
        return f"cannot be unpacked ({error})"
    return raw if len(raw) <= journals.LARGEST else journals.too_large(max(member.file_size, len(raw)))


def _is_hidden(name):
    return any(part.startswith(".") or part == MAC for part in name.split("/"))


# ---- one learner, one journal ----------------------------------------------------------------------------------------
def _one_each(handed):
    """Return (the fullest file of every learner, LeftOut for the others)."""
    groups = {}
    root = _families(handed)
    for at, one in enumerate(handed):
        groups.setdefault(root(at), []).append(one)
    kept, left = [], []
    for files in groups.values():
        best = max(files, key=lambda one: (len(one.journal.records), one.journal.newest, -one.number))
        name = best.journal.name or next((one.journal.name for one in files if one.journal.name), "")
        kept.append(replace(best, journal=replace(best.journal, name=name)))
        for one in files:
            if one is not best:
                same = one.journal.records == best.journal.records
                reason = (SAME_FILE if same else SAME_LEARNER).format(other=best.shown)
                left.append(LeftOut(one.where, one.number, reason))
    return kept, left


def _families(handed):
    """Return a function from a file's place in the list to the place that stands for its learner."""
    parent = list(range(len(handed)))

    def root(at):
        while parent[at] != at:
            at = parent[at]
        return at

    first, holders = {}, {}
    for at, one in enumerate(handed):
        if one.journal.learner:
            parent[root(at)] = root(first.setdefault(one.journal.learner, at))
        if one.journal.records:
            holders.setdefault(one.journal.records[0], []).append(at)
    for at, one in enumerate(handed):
        records = set(one.journal.records)
        for record in holders.keys() & records:
            for other in holders[record]:
                if other != at and _is_earlier(handed[other].journal, one.journal, records):
                    parent[root(other)] = root(at)
    return root


def _is_earlier(first, second, records):
    """Return whether ``first`` holds nothing that ``second`` (with these ``records``) does not hold as well."""
    nameless = not (first.learner and second.learner)
    if nameless and first.records == second.records:
        return True
    return len(first.records) >= FEW and records.issuperset(first.records)
