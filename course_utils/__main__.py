"""The course's commands: ``python -m course_utils lab | explore | test | chapter | edit | ...``."""

import difflib
import importlib
import sys

from course_utils import settings
from course_utils.launch import pythons

# command -> (module that has a ``main(arguments) -> exit code``, what it does)
COMMANDS = {
    "lab": ("course_utils.launch.lab", "open JupyterLab on your own copies, at the first notebook"),
    "explore": ("course_utils.launch.explore", "show the explorers alone, full width, for the projector"),
    "test": (
        "course_utils.launch.checks",
        "run everything that must hold: lint, unit tests, notebooks, browser",
    ),
    "quick": ("course_utils.launch.quick.run", "look at what you have changed, within a minute; --list says at what"),
    "fix": ("course_utils.launch.quick.fix", "format what you have changed, and write again what is derived from it"),
    "chapter": (
        "course_utils.chapters",
        "finished 05: show it as it ships, run; again 05: begin it again, keeping yours; copies: only make them",
    ),
    "edit": ("course_utils.launch.edit", "open JupyterLab on the course's own chapters, to change them"),
    "site": ("course_utils.site.build", "write the course as plain pages, for any web server or none"),
    "slides": ("course_utils.site.slides", "write each chapter's lecture as one file: slides 05"),
    "notebooks": ("course_utils.maintenance.notebooks", "run the notebooks again and write their outputs"),
    "bench": ("course_utils.maintenance.bench", "print the benchmark tables"),
    "lock": ("course_utils.maintenance.lock.__main__", "write the lists of exact versions; --upgrade, --try lowest"),
    "classroom": ("course_utils.launch.class_tools", "set up nbgrader and JupyterHub, beside the course's environment"),
    "doctor": ("course_utils.doctor", "say whether everything the course needs is there"),
}
# These change the course or prove it, which takes what no wheel holds: the sources as they are committed, the tests.
IN_A_CHECKOUT = ("test", "quick", "fix", "edit", "notebooks", "bench", "lock", "classroom")
NO_CHECKOUT = (
    "{name}: got an installed course; expected a checkout, which alone can be changed and tested. Get the course's "
    "repository, with git clone or as an archive, from where you had the wheel, and run 'make {name}' in its folder."
)


def main(arguments):
    """Run one command with its arguments; return its exit code.

    >>> main(["doctor"])  # doctest: +SKIP
    0
    """
    if sys.version_info < pythons.FLOOR:
        found = "{}.{}".format(*sys.version_info)
        print(pythons.TOO_OLD.format(found=found, where=sys.executable, command="lab"), file=sys.stderr)
        return 1
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if name not in COMMANDS:
        wanted_help = name in ("help", "-h", "--help")
        out = sys.stdout if wanted_help else sys.stderr
        if not wanted_help:
            near = difflib.get_close_matches(name, COMMANDS, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            print(f"command: got {name!r}; expected one of {', '.join(COMMANDS)}.{meant}", file=out)
        print("python -m course_utils COMMAND", file=out)
        for command, (_, purpose) in COMMANDS.items():
            only = " (in a checkout)" if settings.INSTALLED and command in IN_A_CHECKOUT else ""
            print(f"    {command:<10} {purpose}{only}", file=out)
        return 0 if wanted_help else 2
    if settings.INSTALLED and name in IN_A_CHECKOUT:
        print(NO_CHECKOUT.format(name=name), file=sys.stderr)
        return 1
    try:
        return importlib.import_module(COMMANDS[name][0]).main(rest) or 0
    except settings.FolderError as error:  # says what to do; where it came up helps nobody
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
