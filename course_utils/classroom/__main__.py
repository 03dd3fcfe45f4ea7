"""The commands for a class: ``python -m course_utils.classroom assignment | copy | exam | export | report``."""

import importlib
import sys

# command -> (module that has a ``main(arguments) -> exit code``, what it does)
COMMANDS = {
    "assignment": ("course_utils.classroom.assignment", "write assignments for nbgrader: assignment 05 06 --out DIR"),
    "copy": (
        "course_utils.classroom.course_copy",
        "write the course without solutions, for a students' server: copy DIR",
    ),
    "exam": ("course_utils.classroom.exam.command", "write an exam with marking notes: exam --seed 7 --out DIR"),
    "export": ("course_utils.exercises.export", "write your own progress as one file, to hand in"),
    "report": ("course_utils.classroom.report", "say what a class got wrong, from the files that learners handed in"),
}


def main(arguments):
    """Run one command with its arguments; return its exit code.

    >>> main(["report", "--help"])  # doctest: +SKIP
    0
    """
    name, *rest = arguments or ["help"]
    if name in COMMANDS:
        return importlib.import_module(COMMANDS[name][0]).main(rest) or 0
    wanted_help = name in ("help", "-h", "--help")
    out = sys.stdout if wanted_help else sys.stderr
    if not wanted_help:
        print(f"command: got {name!r}; expected one of {', '.join(COMMANDS)}.", file=out)
    print("python -m course_utils.classroom COMMAND", file=out)
    for command, (_, purpose) in COMMANDS.items():
        print(f"    {command:<10} {purpose}", file=out)
    return 0 if wanted_help else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
