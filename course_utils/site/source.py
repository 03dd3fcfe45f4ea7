"""A notebook as the site sees it: pages, one for each part of a chapter, and blocks, one for each cell."""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass
from urllib.parse import quote

from course_utils import explorers, settings
from course_utils.exercises.outline import chapter_title, folded, heading, part_title
from course_utils.explorers.engine import STATE
from course_utils.maintenance.pages import Cell, Page

GLOSSARY = "concepts_and_glossary.ipynb"
GUIDE = "lecturers_guide.ipynb"
#: The pages of the guide, each from the cell of that id on: each is printed alone. The close belongs to the first.
GUIDE_PAGES = {"title": "For lecturers", "parts": "Part by part", "exam": "An exam", "marking": "Marking notes"}
CLOSE = "footer"
ASKING = ("check", "predict", "recall")  # calls after which the answer may follow
_FIGURES = re.compile(r"(draw|pictures)\.\w+$")


@dataclass(frozen=True)
class Block:
    """One cell: ``kind`` is "prose", "explorer", "predict", "recall", "review", "check", "progress", "figure", "code".

    ``name`` is what a call names: the explorer, the id, the deck, the chapter. ``more`` tells whether the cell stands
    under a folded heading.
    """

    cell: Cell
    kind: str
    name: str = ""
    more: bool = False

    @property
    def stop(self):
        """Whether the block closes a part: what it held, and that one can stop here."""
        return self.kind == "prose" and "**You can stop here.**" in self.cell.source

    @property
    def worked(self):
        """Whether the block opens a folded section that works an exercise through."""
        return self.kind == "prose" and heading(self.cell.source)[1].startswith("Worked through")

    @property
    def level(self):
        """The level of the heading that the block opens with, or 0."""
        return heading(self.cell.source)[0] if self.kind == "prose" else 0


@dataclass(frozen=True)
class Sheet:
    """One page of the site made from a notebook: its file, titles, and blocks."""

    file: str
    chapter: str  # "05", or "" for the glossary and the guide
    chapter_title: str
    title: str  # of the part, or of the whole chapter
    part: int  # from 1, or 0 where a chapter is one page
    blocks: tuple[Block, ...]

    @property
    def anchors(self):
        """Every place of the page that a link may name."""
        return set().union(*(block.cell.anchors for block in self.blocks if block.kind == "prose"))


def notebooks():
    """Return the paths of the chapters, in order, then the glossary's and, where there is one, the guide's."""
    guide = [settings.NOTEBOOKS / GUIDE] if has_guide() else []  # a students' copy has none
    return [*sorted(settings.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")), settings.NOTEBOOKS / GLOSSARY, *guide]


def has_guide():
    """Return whether the lecturer's guide is among the notebooks."""
    return (settings.NOTEBOOKS / GUIDE).is_file()


def sheets(path):
    """Return the Sheets of one notebook.

    What stands before the first part (the goals, the set-up, the recall) opens the first page.
    """
    page = Page(path)
    blocks = _blocks(page)
    stem = path.stem.replace("_", "-")
    if path.name == GLOSSARY:
        return [Sheet("glossary.html", "", "Concepts and glossary", "Concepts and glossary", 0, tuple(blocks))]
    if path.name == GUIDE:
        return _guide(blocks)
    number, title = page.chapter, chapter_title(path)
    starts = [i for i, block in enumerate(blocks) if block.kind == "prose" and part_title(block.cell.source)]
    if not starts:
        return [Sheet(f"chapters/{stem}.html", number, title, title, 0, tuple(blocks))]
    ends = [*starts[1:], len(blocks)]
    found = []
    for part, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        name = part_title(blocks[start].cell.source)
        cut = blocks[0 if part == 1 else start : end]
        found.append(Sheet(f"chapters/{stem}-{part}.html", number, title, name, part, tuple(cut)))
    return found


def _guide(blocks):
    """Return the Sheets of the guide."""
    starts = {block.cell.id: place for place, block in enumerate(blocks)}
    cuts = [starts[id] for id in (*GUIDE_PAGES, CLOSE)]
    found = []
    for part, (id, title) in enumerate(GUIDE_PAGES.items(), 1):
        cut = blocks[cuts[part - 1] : cuts[part]] + (blocks[cuts[-1] :] if part == 1 else [])
        file = "lecturers.html" if part == 1 else f"lecturers-{id}.html"
        found.append(Sheet(file, "", GUIDE_PAGES["title"], title, part, tuple(cut)))
    return found


def _blocks(page):
    away = folded([(cell.kind == "markdown", cell.source, cell.metadata) for cell in page.cells])
    return [Block(cell, *_kind(cell), more=more) for cell, more in zip(page.cells, away, strict=True)]


def _kind(cell):
    """Return (kind, name) of a cell, read from its last line."""
    if cell.kind == "markdown":
        return "prose", ""
    last = cell.tree.body[-1] if cell.tree.body else None
    call = last.value if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) else None
    name = ast.unparse(call.func) if call else ""
    shown = explorer_state(cell)
    if shown:
        return "explorer", shown["name"]
    if name in explorers.REGISTRY:
        return "explorer", name
    if name in (*ASKING, "progress", "review"):
        first = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else ""
        return name, str(first)
    return ("figure" if _FIGURES.search(name) else "code"), ""


def explorer_state(cell):
    """Return {"name", "state"} of the explorer that a cell's output shows, or None."""
    for output in cell.outputs:
        if STATE in output.get("data", {}):
            return dict(output["data"][STATE])
    return None


@functools.cache
def all_sheets():
    """Return every Sheet of the course, in reading order."""
    return tuple(sheet for path in notebooks() for sheet in sheets(path))


class Places:
    """Where each notebook, and each heading of it, stands in the site."""

    def __init__(self, every):
        self.first, self.at = {}, {}
        for sheet in every:
            for block in sheet.blocks:
                name = block_file(sheet)
                self.first.setdefault(name, sheet.file)
                if block.kind == "prose":
                    for anchor in block.cell.anchors:
                        self.at.setdefault((name, anchor), sheet.file)

    def notebook(self, sheet):
        """Return the name of the notebook that a sheet was made from."""
        return block_file(sheet)

    def address(self, target, here):
        """Return where a notebook's link leads, seen from the page ``here``; None for what the site does not hold.

        ``target`` is as the notebook writes it: "05_convolution.ipynb#3-·-The-flip", "#3-·-The-flip".
        """
        name, _, anchor = target.partition("#")
        name = name or block_file(here)
        if name not in self.first:
            return None
        file = self.at.get((name, anchor), self.first[name])
        where = "" if file == here.file else relative(file, here.file)
        return f"{where}#{quote(anchor)}" if anchor else where or "#"


def block_file(sheet):
    """Return the name of the notebook that a sheet was made from."""
    if not sheet.chapter:
        return GUIDE if sheet.part else GLOSSARY
    return next(path.name for path in notebooks() if path.name.startswith(f"{sheet.chapter}_"))


def relative(file, here):
    """Return the address of ``file`` seen from the page ``here``; both are paths inside the site.

    >>> relative("glossary.html", "chapters/05-convolution-1.html")
    '../glossary.html'
    """
    return "../" * here.count("/") + file
