"""Where in the course each exercise and question stands: chapter, part, and the address of its place on the pages."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from course_utils import settings
from course_utils.exercises import registry
from course_utils.exercises.outline import CALL, chapter_title, part_title

__all__ = ["Place", "places", "site_address"]


@dataclass(frozen=True)
class Place:
    """A chapter's title, the part's title or "", the page of the site with the cell's anchor, and the notebook."""

    chapter: str
    part: str
    page: str
    notebook: str

    def address(self, site, folder):
        """Return a link to it, for a report in ``folder``; ``site`` is the address of the pages, or "" for none."""
        return f"{site}{self.page}" if site else quote(_relative(settings.NOTEBOOKS / self.notebook, folder))


def places():
    """Return {id: Place} of everything that a chapter asks. Raises OSError or ValueError for what cannot be read.

    It is read from the notebooks themselves, and not by the site's own reader: that brings two seconds of imports.
    """
    found = {}
    for path in sorted(settings.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")):
        for part, number, cell in _asking(json.loads(path.read_text(encoding="utf-8"))["cells"]):
            file = f"chapters/{path.stem.replace('_', '-')}{f'-{number}' if part else ''}.html"
            place = Place(chapter_title(path), part, f"{file}#{cell['id']}", path.name)
            for call, name in CALL.findall("".join(cell["source"])):
                asked = [one.id for one in registry.find_deck(name)] if call == "recall" else [name]
                found |= {id: found.get(id, place) for id in asked}
    return found


def _asking(cells):
    """Yield (title of the part or "", its number, cell) for each code cell; what stands before the first is in it."""
    titles = [part_title("".join(cell["source"])) if cell["cell_type"] == "markdown" else "" for cell in cells]
    parts, number = list(filter(None, titles)), 1
    for cell, title in zip(cells, titles):
        number = parts.index(title) + 1 if title else number
        if cell["cell_type"] == "code":
            yield parts[number - 1] if parts else "", number, cell


def site_address(given, folder):
    """Return the address of the pages that a report in ``folder`` links to, with a slash at its end, or "".

    ``given`` is a web address or a folder; without it the pages that ``make site`` wrote, if they are there.
    """
    if given and "://" in given:
        return given.rstrip("/") + "/"
    site = Path(given) if given else settings.ROOT / "site"
    return quote(_relative(site, folder)) + "/" if given or (site / "index.html").exists() else ""


def _relative(path, folder):
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return Path(path).absolute().as_uri()
