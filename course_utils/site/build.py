"""`make site`: write the course as a folder of plain files."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from course_utils import settings
from course_utils.site import api, assets, gallery, inpage, lecture, moved, pages, search
from course_utils.site.blocks import Shelf
from course_utils.site.source import Places, all_sheets
from course_utils.site.tables import Explorer, key_of

WORKERS = 2


def main(words=()):
    """Write the site; return 0."""
    parser = argparse.ArgumentParser(prog="python -m course_utils site", description="The course as plain pages.")
    parser.add_argument("--out", type=Path, help="the folder to write (site)")
    parser.add_argument("--pyodide", metavar="FOLDER|URL", help=inpage.HELP)
    asked = parser.parse_args(list(words))
    begun, out = time.monotonic(), asked.out or settings.out_dir("site")
    try:
        count = build(out, asked.pyodide)
    except (FileExistsError, FileNotFoundError) as error:  # says what to do
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
    print(f"{count} pages, {size:.0f} MB in {time.monotonic() - begun:.0f} s: open {out / 'index.html'}")
    return 0


def build(out, pyodide=None):
    """Write the whole site into the folder ``out``; return the number of its pages.

    ``pyodide`` is the folder or the address of a Pyodide distribution; without one no page offers Python. A folder that
    held a site before is emptied first. Raises FileExistsError for one that holds anything else, FileNotFoundError for
    a ``pyodide`` that is none.
    """
    prepare(out)
    site = Site(pyodide)
    written = dict(map(site.page, site.files))
    old = dict(map(site.page, site.moved))
    for file, text in {**written, **old, **assets.files(), **assets.stores(), **site.index()}.items():
        _write(out / file, text.encode())
    for file, raw in site.shelf.files.items():
        _write(out / file, raw)
    if pyodide:
        inpage.bring(out, pyodide)
    explorers(out, site.shelf.explorers)
    return len(written)


class Site:
    """All pages of the site, each written when it is asked for; ``shelf`` then holds what the page needs beside it.

    ``moved`` are the old addresses of pages, which lead to the new ones.
    """

    def __init__(self, pyodide=None):
        self.every, self.shelf, self.pyodide = all_sheets(), Shelf(settings.NOTEBOOKS / "images"), pyodide
        self.places, self.shown = Places(self.every), gallery.shown_explorers(self.every)
        own, lectures = (self.places, self.shelf), self.lectures()
        shown_in = lecture.explorers(self.every, lectures)
        self.files = {
            gallery.FRONT: (gallery.front_page, self.every, self.shown, *own, lectures),
            gallery.GALLERY: (gallery.gallery_page, self.shown, self.shelf),
            gallery.ABOUT: (gallery.about_page, pyodide),
            **{
                one.file: (gallery.explorer_page, self.shown, k, self.shelf, shown_in)
                for k, one in enumerate(self.shown)
            },
            **{one.file: (pages.sheet_page, self.every, k, *own, lectures) for k, one in enumerate(self.every)},
            **api.pages(self.every),
            **{file: (lecture.lecture_page, self.every, chapter, *own) for chapter, file in lectures.items()},
        }
        self.moved = moved.addresses(self.files)

    def lectures(self):
        """Return {chapter: file} of the chapters that have a lecture."""
        first = {sheet.chapter: sheet for sheet in reversed(self.every) if sheet.chapter}
        return {n: lecture.file_of(sheet) for n, sheet in sorted(first.items()) if lecture.stops(self.every, n)}

    def page(self, file):
        """Return (file, HTML) of one page. Raises KeyError for one that there is not."""
        if file in self.moved:
            return file, moved.page(file, self.moved[file])
        write, *arguments = self.files[file]
        file, text = write(*arguments)
        return file, inpage.offered(text, file, self.pyodide) if self.pyodide else text

    def index(self):
        """Return {file: text} of what the search looks through."""
        chapters = list(search.entries(self.every))
        return {"assets/search.js": assets.give("search", [*chapters, *api.search_entries(len(chapters))])}


def prepare(out):
    """Make the folder, emptied if it held a site before. Raises FileExistsError if it holds something else."""
    if out.exists():
        if any(out.iterdir()) and not (out / assets.SITE).exists():
            raise FileExistsError(f"out: {out} holds something else than a site; expected a new or an empty folder")
        shutil.rmtree(out)
    out.mkdir(parents=True)


def explorers(out, wanted):
    """Write the files of all explorers, several at a time; ``wanted`` is {key: (name, state)}."""
    with ProcessPoolExecutor(WORKERS) as pool:
        for files in pool.map(explorer_files, wanted, *zip(*wanted.values(), strict=True)):
            for file, text in files.items():
                _write(out / file, text.encode())


def explorer_files(key, name, state):
    """Return {file: text} of one explorer: what begins with, and its other tables, each in a file of its own."""
    explorer = Explorer(name, state)
    first = key_of([explorer.page_state()[control] for control in explorer.offer.files])
    tables = dict(explorer.files())
    place = {one: f"{key}/{k}.js" for k, one in enumerate(tables)}
    head = dict(state=explorer.page_state(), layout=explorer.layout(), table=tables[first], tables=place)
    others = {
        f"assets/explorers/{place[one]}": assets.give(f"{key}/{one}", tables[one]) for one in tables if one != first
    }
    return {f"assets/explorers/{key}.js": assets.give(key, head), **others}


def _write(path, raw):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
