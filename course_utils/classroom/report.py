"""``python -m course_utils.classroom report``: what a class got wrong, from the journals that learners handed in."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from pathlib import Path

from course_utils import whole_files
from course_utils.classroom import gather, page
from course_utils.classroom.places import places, site_address
from course_utils.exercises import registry
from course_utils.exercises.export import clean

__all__ = ["main", "write"]

ABOUT = """Say what a class got wrong: attempts, hints, minutes, first answers, misconceptions by exercise, and three
things to talk about. FILE is a learner's progress.jsonl, or what export_progress() or the pages saved; a folder is
looked through, an archive (.zip) is looked into, as Moodle and other platforms hand them out. Of a hub's learners
name the course folders: /home/*/my_course"""
SOONEST = 1  # seconds


def main(arguments):
    """Write the report, with ``--live`` until it is interrupted; return the exit code."""
    asked = _parsed(arguments)
    for stream in (sys.stdout, sys.stderr):  # a file's name may have letters that a terminal has not
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    writer = _Writer(asked)
    live = bool(asked.live)
    written = writer.write()
    with contextlib.suppress(KeyboardInterrupt):
        while asked.live and written:
            time.sleep(asked.live)
            writer.write()
    if live and written:
        asked.live = 0  # a page that stays as it is
        written = writer.write()
    return 0 if written and (writer.learners or live) else 1


def _parsed(arguments):
    parser = argparse.ArgumentParser(prog="python -m course_utils.classroom report", description=ABOUT)
    parser.add_argument("places", nargs="+", metavar="FILE|FOLDER", help="what was handed in")
    parser.add_argument("--out", type=Path, default=Path("report.html"), help="the page to write (report.html)")
    parser.add_argument("--live", type=float, default=0, metavar="SECONDS", help="look again, every so many seconds")
    parser.add_argument("--chapter", action="append", default=[], metavar="05", help="this chapter only; or several")
    parser.add_argument("--exercise", action="append", default=[], metavar="ID", help="this exercise or question only")
    parser.add_argument("--site", default="", metavar="URL|FOLDER", help="the course's pages, for links to them")
    parser.add_argument("--least", type=int, default=1, metavar="N", help="tell no number of fewer learners than N")
    asked = parser.parse_args(list(arguments))
    asked.chapter = [f"{int(name):02}" if name.isdecimal() else name for name in asked.chapter]
    unknown = [name for name in asked.chapter if name not in registry.chapter_numbers()]
    if unknown:
        parser.error(f"chapter: got {unknown[0]!r}; expected one of {', '.join(registry.chapter_numbers())}")
    if not (asked.live == 0 or SOONEST <= asked.live <= 3600):
        parser.error(f"live: got {asked.live:g}; expected {SOONEST} to 3600 seconds")
    if asked.least < 1:
        parser.error(f"least: got {asked.least}; expected 1 or more learners")
    try:
        asked.exercise = [registry.find(id).id for id in asked.exercise]
    except registry.UnknownId as error:
        parser.error(str(error))
    return asked


class _Writer:
    """Writes the page, again and again; what has not changed is not read again, what was said is not said again."""

    def __init__(self, asked):
        self.asked, self.kept, self.said, self.before, self.learners = asked, {}, set(), None, 0
        try:
            self.places = places()
        except (OSError, ValueError, LookupError):  # no chapters beside the package: the report has no links
            self.places = {}

    def write(self):
        """Write the page and say what is new; return whether it could be written."""
        begun = time.monotonic()
        try:
            handed, left_out = write(self.asked, self.places, self.kept)
        except OSError as error:
            words = f"out: got '{self.asked.out}' ({error.strerror or error}); expected a file to write"
            print(words, file=sys.stderr)
            return False
        self.learners = len(handed)
        for one in left_out:
            if (one.where, one.reason) not in self.said:
                print(f"left out: {clean(one.where)} (file {one.number}): {one.reason}", file=sys.stderr)
                self.said.add((one.where, one.reason))
        records = sum(len(one.journal.records) for one in handed)
        if self.before != (len(handed), records):
            self.before = len(handed), records
            learners = "1 learner" if len(handed) == 1 else f"{len(handed)} learners"
            files = "1 file" if len(left_out) == 1 else f"{len(left_out)} files"
            took = f"{time.monotonic() - begun:.1f} s"
            print(f"{self.asked.out}: {learners}, {records:,} records, {files} left out; {took}", flush=True)
        return True


def write(asked, where, kept=None):
    """Read what was handed in, write the page in one step, and return (Handed, LeftOut)."""
    folder = Path(os.path.abspath(asked.out)).parent
    settings = page.Settings(
        chapters=tuple(asked.chapter),
        ids=tuple(asked.exercise),
        site=site_address(asked.site, folder),
        folder=folder,
        least=asked.least,
        live=asked.live,
    )
    handed, left_out = gather.gather(asked.places, [asked.out], kept)
    whole_files.replace(asked.out, page.page(handed, left_out, where, settings, time.time()))
    return handed, left_out
