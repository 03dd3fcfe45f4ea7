"""Write a skeleton that passes every test, and say what to write next.

    python -m course_utils.maintenance.new chapter NN "Vision transformers"
    python -m course_utils.maintenance.new exercise NN-global-average
    python -m course_utils.maintenance.new explorer ShiftLab --chapter NN
    python -m course_utils.maintenance.new claim NN "Of 5,000 digits, 12 stay as they were."
    python -m course_utils.maintenance.new left       what still waits for its author; 1 when anything does

A name that is taken, or that cannot be, is refused before anything is written. Everything is written inside the
course's own folder: `git status` shows it, `git checkout . && git clean -fd course_utils notebooks tests` undoes it.
"""

import argparse
import subprocess
import sys

from course_utils import settings
from course_utils.maintenance.new import chapter, claim, exercise, explorer
from course_utils.maintenance.new.draft import OPEN, Refused, left


def main(arguments=None) -> int:
    """Run the command line; return 0 when the skeleton is written, 1 when it is refused or a notebook fails."""
    chosen = parser().parse_args(arguments)
    if settings.INSTALLED:
        print("the course is installed as a package; a skeleton is written into a copy of its repository")
        return 1
    try:
        return MAKERS[chosen.what](chosen)
    except Refused as error:
        print(error, file=sys.stderr)
        return 1


def parser():
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(prog="python -m course_utils.maintenance.new", description=__doc__.split("\n")[0])
    kinds = made.add_subparsers(dest="what", required=True)
    one = kinds.add_parser(
        "chapter", help="a notebook with parts, an exercise, questions and a lecture; all that lists it"
    )
    one.add_argument("number", help="the one behind the last, such as 13")
    one.add_argument("title", help="as it stands in its heading")
    one = kinds.add_parser("exercise", help="an exercise, its reference, two misconceptions, its place in the chapter")
    one.add_argument("id", help="two digits, then words: 06-global-average")
    one = kinds.add_parser("explorer", help="an explorer, its test, and its place in a chapter")
    one.add_argument("name", help="like a class: ShiftLab")
    one.add_argument("--chapter", required=True, help="which one shows it, such as 06")
    one = kinds.add_parser("claim", help="what the numbers of a sentence mean")
    one.add_argument("chapter", help="06, glossary or readme")
    one.add_argument("sentence", help="as the chapter says it, or shall say it")
    for name in ("explorer", "claim"):
        help = "the cell behind which it stands; else the end of a part"
        kinds.choices[name].add_argument("--after", metavar="CELL", help=help)
    for one in kinds.choices.values():
        one.add_argument("--no-run", action="store_true", help="write only; `make notebooks` runs the chapters later")
    kinds.add_parser("left", help="what still waits for its author")
    return made


def _chapter(chosen):
    made, chapters = chapter.draft(chosen.number, chosen.title)
    return _written(chosen, made, chapters, chapter.advice(chapters[-1]))


def _exercise(chosen):
    made, chapters = exercise.draft(chosen.id)
    return _written(chosen, made, chapters, exercise.advice(chosen.id))


def _explorer(chosen):
    made, chapters = explorer.draft(chosen.name, chosen.chapter, chosen.after)
    return _written(chosen, made, chapters, explorer.advice(chosen.name, chapters[0]))


def _claim(chosen):
    made, chapters, entry = claim.draft(chosen.chapter, chosen.sentence, chosen.after)
    return _written(chosen, made, chapters, claim.advice(chosen.chapter, entry))


def _left(chosen):
    found = left()
    print(*found, f"{len(found)} {'place waits' if len(found) == 1 else 'places wait'} for an author", sep="\n")
    return 1 if found else 0


def _written(chosen, made, chapters, advice):
    """Write a draft, number and run the chapters that it changes, and say what comes next."""
    print(*(f"written  {path}" for path in made.write()), sep="\n", flush=True)
    rooms = ["references", f"notebooks {' '.join(chapters)}"] if chapters else []
    for room in rooms[: 1 if chosen.no_run else None]:
        run = [sys.executable, "-m", *f"course_utils.maintenance.{room}".split()]  # a new Python knows the new names
        failed = subprocess.run(run, cwd=settings.ROOT, check=False).returncode
        if failed and room != "references":  # which names what was wrong before, too
            return 1
    if chapters and chosen.no_run:
        print(f'Not run yet: make notebooks ARGS="{" ".join(chapters)}"')
    print(f"\nThe skeleton {'will pass then' if chosen.no_run else 'passes'}. What is yours to write is marked {OPEN}:")
    print(*(f"{number}. {line}" for number, line in enumerate(advice, 1)), sep="\n")
    return 0


MAKERS = {"chapter": _chapter, "exercise": _exercise, "explorer": _explorer, "claim": _claim, "left": _left}


if __name__ == "__main__":
    sys.exit(main())
