"""``python -m course_utils.classroom exam --seed 7 --out DIR``: an exam of one's own, and its marking notes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from course_utils import whole_files
from course_utils.classroom.exam.paper import FILES, sheets

__all__ = ["main"]


def main(arguments) -> int:
    """Write the exam that the command line asks for; return the exit code.

    >>> main(["--seed", "7", "--out", "exam-7"])  # doctest: +SKIP
    0
    """
    parser = argparse.ArgumentParser(prog="python -m course_utils.classroom exam", description=__doc__)
    parser.add_argument("--seed", type=int, required=True, help="a whole number; it draws the numbers of the questions")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=f"where {', '.join(FILES)} go")
    parser.add_argument("--force", action="store_true", help="replace the files of an earlier exam")
    asked = parser.parse_args(arguments)
    there = [name for name in FILES if (asked.out / name).exists()]
    if there and not asked.force:
        print(
            f"out: {asked.out} holds {', '.join(there)} already; take another folder, or add --force", file=sys.stderr
        )
        return 1
    try:
        asked.out.mkdir(parents=True, exist_ok=True)
        for name, text in sheets(asked.seed).items():
            whole_files.replace(asked.out / name, text)
            print(asked.out / name)
    except OSError as error:
        print(f"out: {error}", file=sys.stderr)
        return 1
    print("Hand out exam.html; marking.html is for you.")
    return 0
