"""`make site`: write the course as a folder of plain files."""

from __future__ import annotations

import argparse
import html
import json
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from course_utils import settings
from course_utils.explorers.page import page_module, page_style
from course_utils.site import gallery, lecture, package, pages, search, style
from course_utils.site.blocks import Shelf
from course_utils.site.source import Places, all_sheets, relative
from course_utils.site.tables import Explorer

HERE = Path(__file__).parent
WORKERS = 2


def main(words=()):
    """Write the site; return 0."""
    parser = argparse.ArgumentParser(prog="python -m course_utils site", description="The course as plain pages.")
    parser.add_argument("--out", type=Path, default=settings.ROOT / "site", help="the folder to write (site)")
    parser.add_argument("--pyodide", metavar="FOLDER|URL", help="offer Python in the page: Pyodide's full distribution, as a folder "
                        "to copy, or as the address from which pages then load it (https://cdn.jsdelivr.net/pyodide/vX/full/)")  # fmt: skip
    asked = parser.parse_args(list(words))
    out, begun = asked.out, time.monotonic()
    count = build(out, asked.pyodide)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
    print(f"{count} pages, {size:.0f} MB in {time.monotonic() - begun:.0f} s: open {out / 'index.html'}")
    return 0


def build(out, pyodide=None):
    """Write the whole site into the folder ``out``; return the number of its pages.

    ``pyodide`` is the folder or the address of a Pyodide distribution; without one no page offers Python.

    The folder is replaced only if it is empty or holds a site. Raises FileExistsError for any other folder.
    """
    prepare(out)
    site = Site()
    written = dict(map(site.page, site.files))
    if pyodide:
        written = {file: with_python(text, file, pyodide) for file, text in written.items()}
        bring_python(out, pyodide)
    for file, text in {**written, **scripts(), **site.index()}.items():
        _write(out / file, text.encode())
    for file, raw in site.shelf.files.items():
        _write(out / file, raw)
    explorers(out, site.shelf.explorers)
    return len(written)


class Site:
    """All pages of the site, each written when it is asked for; ``shelf`` then holds what the page needs beside it."""

    def __init__(self):
        self.every, self.shelf = all_sheets(), Shelf(settings.NOTEBOOKS / "images")
        self.places, self.shown = Places(self.every), gallery.shown_explorers(self.every)
        make = {gallery.FRONT: (gallery.front_page, self.every, self.shown, self.places, self.shelf)}
        make[gallery.GALLERY] = gallery.gallery_page, self.shown, self.shelf
        make |= {one.file: (gallery.explorer_page, self.shown, k, self.shelf) for k, one in enumerate(self.shown)}
        make |= {
            one.file: (pages.sheet_page, self.every, k, self.places, self.shelf, self.lectures())
            for k, one in enumerate(self.every)
        }
        make |= {file: (lecture.lecture_page, self.every, chapter, self.places, self.shelf)
                 for chapter, file in self.lectures().items()}  # fmt: skip
        self.files = make

    def lectures(self):
        """Return {chapter: file} of the chapters that have a lecture."""
        first = {sheet.chapter: sheet for sheet in reversed(self.every) if sheet.chapter}
        return {n: lecture.file_of(sheet) for n, sheet in sorted(first.items()) if lecture.stops(self.every, n)}

    def page(self, file):
        """Return (file, HTML) of one page. Raises KeyError for one that there is not."""
        write, *arguments = self.files[file]
        return write(*arguments)

    def index(self):
        """Return {file: text} of what the search looks through."""
        return {"assets/search.js": search.script(self.every)}


def bring_python(out, pyodide):
    """Copy Pyodide into the site, unless it is an address, and pack the course for it.

    Raises FileNotFoundError for a folder that holds no Pyodide.
    """
    _write(out / "assets" / "course.zip", package.archive())
    if "://" in pyodide:
        return
    if not (Path(pyodide) / "pyodide.mjs").exists():
        raise FileNotFoundError(
            f"pyodide: {pyodide} holds no pyodide.mjs; expected the folder of a Pyodide distribution"
        )
    shutil.copytree(pyodide, out / "assets" / "pyodide", ignore=shutil.ignore_patterns("*.map", "*.d.ts", "*.html"))


def with_python(text, file, pyodide):
    """Return a page's HTML with the address of Pyodide, and with the button that starts it."""
    base = f"{pyodide.rstrip('/')}/" if "://" in pyodide else relative("assets/pyodide/", file)
    where = f" (from {html.escape(base)})" if "://" in pyodide else ""
    button = f'<button type="button" data-python-start>Start Python in this page</button><small data-python-note>About 30 MB{where}</small>'
    text = text.replace("<html ", f'<html data-pyodide="{html.escape(base, quote=True)}" ', 1)
    return text.replace('<div class="tools">', f'<div class="tools">{button}', 1)


MARK = "assets/site.js"  # a folder with this file is one of ours


def prepare(out):
    """Make the folder, emptied if it held a site before."""
    if out.exists():
        if any(out.iterdir()) and not (out / MARK).exists():
            raise FileExistsError(f"out: {out} holds something else than a site; expected a new or an empty folder")
        shutil.rmtree(out)
    out.mkdir(parents=True)


def scripts():
    """Return {file: text} of what all pages load: style, site, explorers, mathematics."""
    views = HERE / "views"
    names = (
        "files",
        "theme",
        "model",
        "served",
        "journal",
        "sealed",
        "awake",
        "gates",
        "contents",
        "search",
        "address",
        "keys",
        "inpage",
    )
    own = "\n".join((views / f"{name}.js").read_text(encoding="utf-8") for name in names)
    hashes = (HERE / "vendor" / "sha256" / "sha256.min.js").read_text(encoding="utf-8")
    return {
        "assets/site.css": style.sheet(page_style()),
        MARK: f"{hashes}\n(() => {{\n{own}\n}})();\n",
        "assets/explorers.js": f"window.ntr.give('views', (() => {{\n{_body(page_module())}\n}})());\n",
        "assets/questions.js": f"window.ntr.give('questions', (() => {{\n{_body(style.questions_module())}\n}})());\n",
        "assets/math.js": style.mathematics(),
        "assets/math.css": style.mathematics_style(),
        **{f"assets/{name}": (views / name).read_text(encoding="utf-8") for name in ("lecture.css", "lecture.js")},
        "assets/minisearch.js": (HERE / "vendor" / "minisearch" / "minisearch.js").read_text(encoding="utf-8"),
    }


def _body(module):
    """Return an ES module as the body of a function that returns its default export: no module loads from a file://."""
    return module.replace("export default", "return")


def explorers(out, wanted):
    """Write the files of all explorers, several at a time."""
    with ProcessPoolExecutor(WORKERS) as pool:
        for files in pool.map(_explorer_files, wanted, *zip(*wanted.values(), strict=True)):
            for file, text in files.items():
                _write(out / file, text.encode())


def _explorer_files(key, name, state):
    explorer = Explorer(name, state)
    first = json.dumps([explorer.page_state()[control] for control in explorer.offer.files])
    tables = dict(explorer.files())
    place = {one: f"{key}/{k}.js" for k, one in enumerate(tables)}
    head = dict(state=explorer.page_state(), layout=explorer.layout(), table=tables[first], tables=place)
    found = {f"assets/explorers/{key}.js": give(key, head)}
    for one, table in tables.items():
        if one != first:
            found[f"assets/explorers/{place[one]}"] = give(f"{key}/{one}", table)
    return found


def give(key, value):
    """Return the text of a JavaScript file that hands ``value`` to the page under ``key``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"window.ntr.give({json.dumps(key, ensure_ascii=False)},{text});\n"


def _write(path, raw):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
