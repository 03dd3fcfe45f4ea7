"""Hand on what the progress file holds as one file: for the lecturer's report, for another computer, for the pages.

The first line of the file says what it is, of which edition of the course, and whose: by a random number, and by a name
only where one is given. The others are records of the progress file, unchanged, so that `take_progress`, the pages
and ``python -m course_utils.classroom report`` read it alike.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import unicodedata
from collections import Counter
from pathlib import Path

import course_utils
from course_utils import settings, validation, whole_files
from course_utils.exercises import journal
from course_utils.exercises.render import Card

__all__ = ["COURSE", "FILE_NAME", "LONGEST_NAME", "clean", "export_progress"]

COURSE = "From Neuron to ResNet"
FILE_NAME = "my_progress.jsonl"
LONGEST_NAME = 80  # characters
JOINERS = "\u200c\u200d"  # of Persian and Indian scripts
HELD = {
    "attempt": "{} at exercises (right or wrong, and like which known mistake)",
    "prediction": "{} to questions",
    "hint": "{} asked for",
    "solution": "{} asked for",
    "shown": "{} that you let the course show",
    "review": "{} of `review()`",
}
WORDS = {
    "attempt": ("attempt", "attempts"), "prediction": ("answer", "answers"), "hint": ("hint", "hints"),
    "solution": ("solution", "solutions"), "shown": ("answer", "answers"), "review": ("card", "cards"),
}  # fmt: skip
NOT_HELD = "Not in it: the code that you wrote, your files, anything about this computer. "
NAMELESS = (
    "Nor your name: a random number, made for your progress file and bound to nothing else, tells it from those of "
    'others. `export_progress("your name")` writes one in.'
)
FOLLOWS = "Each further answer in this notebook renews it, until the kernel ends."


def export_progress(name="", to=None, live=False):
    """Write your progress to one file to hand in or to carry away, and say in words what is in it.

    name: as the lecturer shall see it, at most 80 characters; nobody's without it. to: a file, or a folder that a class
    shares, in which the file gets a name of its own; without it ``my_progress.jsonl`` in your course folder. live: go
    on, and renew the file after each answer that this notebook notes.

    Raises TypeError or ValueError for a name that is none, and OSError, with the file's name, when it cannot be
    written.

    Example: ``export_progress()``, or during a lecture ``export_progress(to="/shared/lecture", live=True)``
    """
    name = _name(name)
    file, records = write(name, to), journal.records()
    journal.followers[:] = [lambda: _renew(name, to)] if live else []
    parts = [("say", _held(records)), ("say", NOT_HELD + (f'In it, too: the name "{name}".' if name else NAMELESS))]
    parts += [("small", FOLLOWS)] if live else []
    return Card("note", "→", f"Your progress as a file: `{file}`", parts)


def write(name="", to=None):
    """Write the file and return its path; see `export_progress`."""
    learner = journal.learner()
    file = settings.course_home() / FILE_NAME if to is None else Path(to).expanduser()
    if file.is_dir():
        file /= f"progress-{learner}.jsonl"
    head = {"v": journal.VERSION, "time": journal.now(), "kind": "export", "course": COURSE}
    head |= {"edition": course_utils.__version__, "learner": learner, "name": name}
    lines = [json.dumps(record, ensure_ascii=False) for record in (head, *journal.records())]
    whole_files.replace(file, "\n".join(lines).encode("utf-8", "replace") + b"\n")
    return file


def _renew(name, to):
    with contextlib.suppress(OSError):  # a drive that is away for a moment: the next answer brings all
        write(name, to)


def clean(name):
    """Return a name on one line, without characters that control a page's or a terminal's writing.

    >>> clean(" Ada\\u202e\\n Lovelace")
    'Ada Lovelace'
    """
    kept = (c for c in name if c.isspace() or c in JOINERS or unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split())


def _name(name):
    if not isinstance(name, str):
        raise validation.type_error("name", validation.describe(name), "text, or nothing")
    if len(clean(name)) > LONGEST_NAME:
        raise validation.value_error("name", f"{len(clean(name))} characters", f"at most {LONGEST_NAME}")
    return clean(name)


def _held(records):
    counts = Counter(record["kind"] for record in records)
    found = [HELD[kind].format(_count(counts[kind], WORDS[kind])) for kind in HELD if counts[kind]]
    if not found:
        return "It holds nothing yet: what you answer in the chapters comes into the next one."
    return f"It holds {', '.join(found)}, each with its time."


def _count(number, words):
    return f"{number} {words[number != 1]}"


def main(arguments):
    """Run ``python -m course_utils.classroom export``; return its exit code."""
    about = "Write your progress as one file, to hand in. It holds no code, and no name unless you give one."
    parser = argparse.ArgumentParser(prog="python -m course_utils.classroom export", description=about)
    parser.add_argument("--name", default="", help="your name, if the lecturer shall see it")
    parser.add_argument("--to", metavar="FILE|FOLDER", help=f"where to ({FILE_NAME} in your course folder)")
    asked = parser.parse_args(list(arguments))
    try:
        print(export_progress(asked.name, asked.to).text)
    except ValueError as error:
        parser.error(str(error))
    except settings.FolderError as error:  # the course folder's own; it says what to do
        parser.exit(1, f"{error}\n")
    except OSError as error:
        parser.exit(1, f"to: got '{asked.to}' ({error}); expected a file or folder that can be written\n")
    return 0
