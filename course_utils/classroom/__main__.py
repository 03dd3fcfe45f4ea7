"""A class's commands: ``python -m course_utils.classroom assignment 05 06 --out DIR``."""

import importlib
import sys

# command -> (module that has a ``main(arguments) -> exit code``, what it does)
COMMANDS = {
    "assignment": ("course_utils.classroom.assignment", "write assignments for nbgrader: assignment 05 06 --out DIR"),
    "copy": (
        "course_utils.classroom.course_copy",
        "write the course without solutions, for a students' server: copy DIR",
    ),
}


def main(arguments):
    """Run one command with its arguments; return its exit code."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if name in COMMANDS:
        return importlib.import_module(COMMANDS[name][0]).main(rest)
    wanted_help = name in ("help", "-h", "--help")
    out = sys.stdout if wanted_help else sys.stderr
    if not wanted_help:
        print(f"command: got {name!r}; expected one of {', '.join(COMMANDS)}", file=out)
    print("python -m course_utils.classroom COMMAND", file=out)
    for command, (_, purpose) in COMMANDS.items():
        print(f"    {command:<10} {purpose}", file=out)
    return 0 if wanted_help else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
