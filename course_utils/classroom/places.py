"""Where in the course each exercise and question stands: chapter, part, and the address of its place on the pages."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from course_utils import settings
from course_utils.exercises import registry
from course_utils.site.source import all_sheets, block_file

__all__ = ["Place", "places", "site_address"]

ASKING = ("check", "predict", "recall")


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
    """Return {id: Place} of everything that a chapter asks."""
    found = {}
    for sheet in all_sheets():
        for block in (block for block in sheet.blocks if block.kind in ASKING):
            asked = [one.id for one in registry.find_deck(block.name)] if block.kind == "recall" else [block.name]
            part, page = sheet.title if sheet.part else "", f"{sheet.file}#{block.cell.id}"
            place = Place(sheet.chapter_title, part, page, block_file(sheet))
            for id in asked:
                found.setdefault(id, place)
    return found


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
