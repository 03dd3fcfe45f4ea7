"""Look at a folder of pictures before training: classes, sizes, and every odd file with what is done about it.

    python -m course_utils.experiment.look my_pictures
    python -m course_utils.experiment.look my_pictures --size 64 --sheet sheet.png --all

Writes a contact sheet, a few pictures of each class as a network gets them and what is left out. Nothing in the folder
is changed. Ends with 0 where the folder can be used, and with 2 and the reason where it cannot.
"""

import sys
from pathlib import Path

from course_utils import settings
from course_utils.data import folder
from course_utils.data.folder import contact
from course_utils.experiment import checkpoint
from course_utils.experiment.errors import Parser, RunError, guarded

NAMES = 10  # of files that are odd in one way


def main(arguments=None) -> int:
    """Run the command line; return 0, or 2 for what was refused with a reason."""
    return guarded(_main, sys.argv[1:] if arguments is None else arguments)


def _main(arguments):
    parser = Parser(prog="python -m course_utils.experiment.look", description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="folder with one folder of pictures for each class, or with train, val and test")
    parser.add_argument("--size", type=int, default=32, help="side to which pictures are scaled (32)")
    parser.add_argument("--sheet", type=Path, help="where to write the contact sheet, a PNG (in the course's home)")
    parser.add_argument("--all", action="store_true", help="name every odd file, not the first ten of a kind")
    chosen = parser.parse_args(arguments)
    found = folder.survey(chosen.folder, chosen.size)
    print(found.text(most=sys.maxsize if chosen.all else NAMES), flush=True)
    if found.problem:
        raise RunError(f"{found.path} cannot be used {found.problem}.")
    sheet = chosen.sheet or _place(chosen.folder)
    title = f"{found.path}, at {found.size} × {found.size} pixels as a network gets them"
    checkpoint.replace(sheet, contact.png(contact.of(found), title))
    print(f"Contact sheet: {sheet}")
    return 0


def _place(path):
    """Return the place of the contact sheet of a folder in the learner's own."""
    place = settings.course_home() / "contact-sheets"
    place.mkdir(exist_ok=True)
    return place / f"{Path(path).expanduser().resolve().name or 'pictures'}.png"


if __name__ == "__main__":
    raise SystemExit(main())
