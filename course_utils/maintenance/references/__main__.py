"""Number chapters' parts, sections and exercises, and every reference to them.

    python -m course_utils.maintenance.references            writes the numbers
    python -m course_utils.maintenance.references --check    says what is wrong; missing entries, ready to paste
    python -m course_utils.maintenance.references --adopt pooling    enters what a chapter lacks, for you to read

What a reference means stands in tests/references.toml; its form, at the head of book.py.
"""

import argparse
import sys

from course_utils.maintenance.references import book, check, structure, texts, write


def main(arguments=None) -> int:
    """Run the command; return 1 when anything is, or stays, wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.maintenance.references", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--check", action="store_true", help="only say what is wrong")
    parser.add_argument(
        "--adopt",
        metavar="CHAPTER",
        help="enter, as their numbers say, references without an entry, or with one of another length",
    )
    chosen = parser.parse_args(arguments)
    if chosen.adopt:
        course = structure.chapters()
        print("".join(f"  {line}\n" for line in book.adopt(chosen.adopt, texts.places(course), course)), end="")
        chosen.check = True
    meanings = book.read()
    if not chosen.check:
        print("".join(f"{name}: numbers written\n" for name in write.write(meanings)), end="")
    course = structure.chapters()
    places = texts.places(course)
    found = check.problems(course, places, meanings)
    print(f"{sum(len(place.found) for place in places)} references, {len(found)} problems")
    print("".join(f"  {problem}\n" for problem in found), end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
