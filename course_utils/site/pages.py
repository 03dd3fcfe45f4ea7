"""Whole pages: the shell of all, the parts of the chapters, the glossary, the lecturer's guide."""

from __future__ import annotations

import dataclasses
import functools
import html
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from course_utils.site.blocks import Writer
from course_utils.site.source import has_guide, relative

HERE = Path(__file__).parent
GATES = ("predict", "check")  # what follows them tells the answer
ASKING = (*GATES, "recall", "review", "progress")
_TAGS = re.compile(r"<[^>]+>")


@functools.cache
def templates():
    """Return the templates of the pages."""
    loader = jinja2.FileSystemLoader(HERE / "templates")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def early():
    """Return the script that has to run before the first paint: the theme that was chosen."""
    return Markup((HERE / "views" / "early.js").read_text(encoding="utf-8").strip())


def render(name, file, **fields):
    """Return a page of the site from a template; ``file`` is where it will stand."""
    fields = {"root": relative("", file), "early": early(), "description": fields["title"], **fields}
    fields["guide"] = has_guide()
    return templates().get_template(name).render(**fields)


def article(sheet, writer):
    """Return all blocks of a sheet, with what tells an answer folded, and with what few need folded."""
    return _folded(list(sheet.blocks), writer)


def _folded(blocks, writer, inside=False):
    """Return blocks as HTML; "More" sections and worked answers are folds, those ``inside`` a "More" too."""
    out = []
    while blocks:
        if _opens(blocks[0], inside):
            taken = _section(blocks)
            title = _TAGS.sub("", taken[0].cell.source.splitlines()[0].lstrip("# "))
            shown = _folded([_untitled(taken[0]), *taken[1:]], writer, inside=True)
            anchor = html.escape(next(iter(taken[0].cell.anchors), ""), quote=True)
            out.append(f'<details class="more" id="{anchor}"><summary>{html.escape(title)}</summary>{shown}</details>')
        else:
            taken = [blocks.pop(0)]
            while blocks and not _opens(blocks[0], inside):
                taken.append(blocks.pop(0))
            out.append(_gated(taken, writer))
    return "".join(out)


def _opens(block, inside):
    """Return whether a block opens a fold of its own, ``inside`` a "More" or not."""
    return block.worked or (block.more and not inside)


def _section(blocks):
    """Take the blocks of one folded section off the list: up to the next heading of its level, or the part's end."""
    taken = [blocks.pop(0)]
    level = taken[0].level
    while blocks and not 0 < blocks[0].level <= level and not blocks[0].stop:
        taken.append(blocks.pop(0))
    return taken


def _untitled(block):
    """Return the block that opens a folded section without its heading, which the fold itself shows."""
    cell = dataclasses.replace(block.cell, source=block.cell.source.partition("\n")[2])
    return dataclasses.replace(block, cell=cell)


def _gated(blocks, writer):
    """Return blocks as HTML; what tells an answer is folded, up to the next heading or question.

    After a prediction, or a number that the page can judge, that is all that follows; after a function, which nobody
    can write here, what comes out when it is run.
    """
    out, gate, inside = [], None, []

    def shut():
        if inside and all(block.kind == "code" and not writer.printed(block) for block in inside):
            out.extend(map(writer.block, inside))  # a name or two, no answer
        elif inside:
            shown = "".join(map(writer.block, inside))
            words = f"<summary>{writer.after(gate)}</summary>"
            out.append(f'<details class="after" data-after="{gate.name}">{words}{shown}</details>')

    for block in blocks:
        ends = gate and (block.stop or block.level or block.kind in ASKING)
        told = gate and not ends and (writer.judged(gate) or block.kind in ("code", "figure"))
        if inside and not told:
            shut()
            inside = []
        gate = None if ends else gate
        if told:
            inside.append(block)
        else:
            out.append(writer.block(block))
        gate = block if block.kind in GATES else gate
    shut()
    return "".join(out)


def contents(sheet):
    """Return the table of contents of a sheet: (level, anchor, words) of the headings of level 2 and 3."""
    found = []
    for block in sheet.blocks:
        if block.kind == "prose":
            found += [(level, quote(re.sub(r"[*_`]", "", text).replace(" ", "-")), re.sub(r"[*_`$]", "", text))
                      for level, text in block.cell.headings if 2 <= level <= 3]  # fmt: skip
    return found


@dataclass(frozen=True)
class Neighbours:
    """The pages before and after one, as (address, title), or None at the ends."""

    before: tuple | None
    after: tuple | None


def neighbours(pages, at, title):
    """Return the Neighbours of ``pages[at]``, seen from its own place; pages have a ``file``."""

    def link(k):
        return (relative(pages[k].file, pages[at].file), title(pages[k])) if 0 <= k < len(pages) else None

    return Neighbours(link(at - 1), link(at + 1))


def full_title(sheet):
    """Return chapter and part in words.

    A chapter with one page has its title alone, and so has the first page of the guide.
    """
    if not sheet.part or sheet.title == sheet.chapter_title:
        return sheet.title
    return f"{sheet.chapter} {sheet.chapter_title}: {sheet.title}".lstrip()


def sheet_page(every, at, places, shelf, lectures):
    """Return (file, HTML) of one part of a chapter, of the glossary or the guide; ``lectures`` are {chapter: file}."""
    sheet = every[at]
    body = Markup(article(sheet, Writer(sheet, places, shelf)))
    if sheet.chapter:
        parts = [dict(file=relative(one.file, sheet.file), title=one.title, part=one.part)
                 for one in every if one.chapter == sheet.chapter and one.part]  # fmt: skip
        chapter = f"{sheet.chapter} · {sheet.chapter_title}"
        head = render("begin.html", sheet.file, title=sheet.title, parts=parts, part=sheet.part, chapter=chapter)
        body = Markup(head) + body
    elif sheet.part:
        pages = [dict(file=one.file, title=one.title, part=one.part) for one in every if one.part and not one.chapter]
        body = Markup(render("lecturers.html", sheet.file, title=sheet.title, parts=pages, part=sheet.part)) + body
    turn = neighbours(every, at, full_title)
    lecture = relative(lectures[sheet.chapter], sheet.file) if sheet.chapter in lectures else ""
    stops = " ".join(block.cell.id for block in sheet.blocks if "lecture" in block.cell.metadata)
    fields = dict(
        lecture=lecture,
        lecture_stops=stops,
        title=full_title(sheet),
        toc=contents(sheet),
        toc_title="On this page",
        math=True,
        kind=f"guide {sheet.file.removesuffix('.html')}" if sheet.part and not sheet.chapter else "",
    )
    return sheet.file, render("base.html", sheet.file, body=body, before=turn.before, after=turn.after, **fields)
