"""Compare what a chapter says with what is true.

    python -m course_utils.maintenance.claims 05            what is wrong; entries that are missing, ready to paste
    python -m course_utils.maintenance.claims 05 --write    writes computed numbers into the notebook and its claims
    python -m course_utils.maintenance.claims --count       how many numbers each chapter states, how many are computed

Names: a chapter's digits, glossary, guide, readme; none means all. The form of a claim stands at the head of book.py.
"""

import argparse
import sys

from course_utils.maintenance.claims import check, rewrite, texts
from course_utils.maintenance.claims.book import Book
from course_utils.maintenance.claims.reach import quantities


def main(arguments=None) -> int:
    """Run the command; return 1 when anything is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.maintenance.claims", description=__doc__.split("\n")[0]
    )
    parser.add_argument("names", nargs="*", help="05, glossary, guide, readme; none for all")
    parser.add_argument("--write", action="store_true", help="write computed numbers into notebook and claims")
    parser.add_argument("--count", action="store_true", help="count instead of checking")
    chosen = parser.parse_args(arguments)
    names = [name.zfill(2) if name.isdigit() else name for name in chosen.names] or texts.names()
    wrong = 0
    for name in names:
        if chosen.count:
            print(count(name))
            continue
        if chosen.write:
            print("".join(f"{line}\n" for line in rewrite.write(name)), end="")
        found = check.problems(name, texts.of(name), Book.read(name))
        wrong += len(found)
        print(f"{name}: {len(Book.read(name).claims)} claims, {len(found)} problems")
        print("".join(f"  {problem}\n" for problem in found), end="")
    return 1 if wrong else 0


def count(name: str) -> str:
    """Say how many numbers a chapter states and how its claims account for them."""
    book = Book.read(name)
    stated = sum(len(quantities(text)) for text in texts.of(name).values())
    computed = sum(bool(expression) for claim in book.claims for expression in claim.is_)
    tested = sum(bool(claim.holds) for claim in book.claims)
    cited = sum(bool(claim.source) for claim in book.claims)
    ties = f"{computed} expressions, {tested} relations, {cited} cited"
    return f"{name}: {stated} numbers; {len(book.claims)} claims, {ties}"


if __name__ == "__main__":
    sys.exit(main())
