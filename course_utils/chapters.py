"""Further copies of a chapter: as it ships, finished, or begun again. Nothing that is there is touched.

In a notebook: ``from course_utils.chapters import again, finished``, then ``finished("05")`` or ``again("05")``. In a
terminal: ``python -m course_utils chapter finished 05``; ``chapter copies`` makes the copies that ``lab`` opens.
"""

import argparse
import html
import itertools
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from course_utils import renamed, settings, whole_files
from course_utils.launch import copies, news, place, plain, sharing
from course_utils.launch.merge import text

__all__ = ["again", "finished"]


@dataclass(frozen=True)
class Opened:
    """A notebook to open, and a sentence about it; a notebook shows it as a link."""

    path: Path
    sentence: str

    def __str__(self):
        return f"{self.path}\n{self.sentence}"

    __repr__ = __str__

    def _repr_html_(self):
        href = quote(os.path.relpath(self.path).replace(os.sep, "/"))
        name = html.escape(self.path.name)
        return f'<p><a href="{href}"><strong>{name}</strong></a>: {html.escape(self.sentence)}</p>'


def finished(chapter):
    """Lay the chapter as it ships, run to its end, beside the learner's copies, and return a link to it.

    ``chapter`` is a number (5, "05") or a name. A finished copy that the learner has changed stays; the next one gets
    a name of its own. Raises ValueError for a chapter that is not there, OSError when the copy cannot be written.

    >>> finished("05")  # doctest: +SKIP
    """
    shipped = find(chapter)
    notebook = _whole(shipped)
    texts = [text(cell) for cell in notebook["cells"]]
    for path in _names(shipped, copies.FINISHED):
        there = copies.read(path)
        if there is not None and [text(cell) for cell in there["cells"]] == texts:
            break
        if whole_files.missing(path):
            plain.say_how_everywhere(notebook)
            copies.trust(notebook)
            whole_files.create(path, copies.dumps(notebook).encode())
            break
    return Opened(path, "the chapter as it ships, with all its results. Your own copy is not touched.")


def again(chapter):
    """Lay a fresh copy of a chapter beside the learner's, and return a link to it; the one that is there stays.

    ``chapter`` is a number (5, "05") or a name. Raises ValueError for a chapter that is not there, OSError when the
    copy cannot be written.

    >>> again("05")  # doctest: +SKIP
    """
    shipped = find(chapter)
    _whole(shipped)
    own = renamed.copy_of(copies.folder(), shipped.name)
    if whole_files.missing(own):
        copies.bring(shipped, own)
        return Opened(own, "your copy of the chapter.")
    for path in _names(shipped, copies.AGAIN):
        if whole_files.missing(path) and copies.bring(shipped, path).what:
            break
    return Opened(path, f"the chapter from its beginning. What you have done stays in {own.name}.")


def find(chapter):
    """Return the path of a shipped chapter by number or name; raises ValueError when there is none."""
    every = {path.stem: path for path in sorted(settings.NOTEBOOKS.glob("*.ipynb"))}
    wanted = Path(str(chapter)).name.removesuffix(".ipynb")
    wanted = renamed.NOTEBOOKS.get(f"{wanted}.ipynb", wanted).removesuffix(".ipynb")
    hits = [path for stem, path in every.items() if stem == wanted or stem.startswith(f"{wanted.zfill(2)}_")]
    if not hits:
        numbers = [stem[:2] if stem[:2].isdigit() else stem for stem in every]
        raise ValueError(f"chapter: got {chapter!r}; expected one of {', '.join(numbers)}")
    return hits[0]


def _whole(shipped):
    notebook = copies.read(shipped)
    if notebook is None:
        again = settings.restore(f"notebooks/{shipped.name}")
        raise OSError(f"'{shipped}' cannot be read as a notebook. Get it again: {again}")
    return notebook


def _names(shipped, what):
    """Yield paths in the learner's folder for a further copy: NAME_again, NAME_again_2, and so on."""
    folder = copies.folder()
    for number in itertools.count(1):
        yield folder / f"{shipped.stem}{what}{f'_{number}' if number > 1 else ''}.ipynb"


def main(arguments=()):
    """Run ``chapter finished 05``, ``chapter again 05`` or ``chapter copies``; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m course_utils chapter", description="Further copies of a chapter.")
    choices = {"finished": "as it ships, run", "again": "from its beginning", "copies": "your own copies of all"}
    parser.add_argument("what", choices=choices, help="; ".join(f"{name}: {means}" for name, means in choices.items()))
    parser.add_argument("chapter", nargs="?", help="its number, such as 05")
    options = parser.parse_args(arguments)
    if (options.what == "copies") != (options.chapter is None):
        parser.error(f"chapter: got {options.chapter!r}; expected {'none' if options.chapter else 'its number'}")
    try:
        os.environ.update(place.jupyter_environment(os.environ, place.course_home()))  # whose Jupyter shall trust it
        if options.what == "copies":
            with sharing.use(copies.lock_file(copies.folder())) as use:
                news.bring(copies.folder(), use)
        else:
            print({"finished": finished, "again": again}[options.what](options.chapter))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0
