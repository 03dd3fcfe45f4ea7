"""The front page, the gallery, and a page for each explorer."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from markupsafe import Markup

from course_utils import settings
from course_utils.exercises.render import inline
from course_utils.explorers import REGISTRY, explorer_class
from course_utils.maintenance.pages import pictures_of
from course_utils.site.blocks import Writer
from course_utils.site.pages import full_title, neighbours, render
from course_utils.site.source import relative

_TIME = re.compile(r"\*\*Time\.\*\* About ([\d,]+) minutes")
FRONT, GALLERY, ABOUT = "index.html", "explorers/index.html", "about.html"


def slug(name):
    """Return an explorer's name as its page is called.

    >>> slug("FilterLab"), slug("LeNet5Walker"), slug("Im2colAtlas")
    ('filter-lab', 'lenet5-walker', 'im2col-atlas')
    """
    words = re.sub(r"(?<=[a-z\d])(?=[A-Z])", "-", name.replace("LeNet", "Lenet").replace("AlexNet", "Alexnet"))
    return words.lower()


def front_page(every, shown, places, shelf, lectures):
    """Return (file, HTML) of the front page; ``lectures`` are {chapter: file}."""
    pad = next(one.picture for one in shown if one.name == "DrawDigit")
    chapters = []
    for sheet in every:
        if not sheet.chapter:
            continue
        if not chapters or chapters[-1]["number"] != sheet.chapter:
            first = Markup(inline(next(b.cell.source for b in sheet.blocks if b.kind == "prose").split("\n\n")[1]))
            chapters.append(
                dict(
                    number=sheet.chapter,
                    title=sheet.chapter_title,
                    first=first,
                    parts=[],
                    lecture=lectures.get(sheet.chapter, ""),
                )
            )
        minutes = [m for block in sheet.blocks if block.kind == "prose" for m in _TIME.findall(block.cell.source)]
        asked = " ".join(block.name for block in sheet.blocks if block.kind in ("predict", "check"))
        chapters[-1]["parts"].append(
            dict(file=sheet.file, title=sheet.title, minutes=(minutes or [""])[-1], asked=asked)
        )
    body = Markup(Writer(Front, places, shelf).explorer("DrawDigit", shelf.explorer("DrawDigit", None), pad, "pad"))
    title = "Convolutional networks, by hand and by eye"
    return FRONT, render("index.html", FRONT, title=title, pad=body, chapters=chapters)


def about_page(pyodide):
    """Return (file, HTML) of the page about these pages; ``pyodide`` tells whether they offer Python."""
    words = dict(pyodide=bool(pyodide), installed=settings.INSTALLED, command=settings.command)
    return ABOUT, render("about.html", ABOUT, title="These pages, and the notebooks", **words)


class Front:
    """The front page, as a Writer sees it."""

    file = "index.html"


@dataclass(frozen=True)
class Shown:
    """One explorer of the gallery: its page, title, sentence, still picture, and the pages of chapters that show it."""

    name: str
    file: str
    title: str
    sentence: str
    picture: bytes
    sheets: tuple


def gallery_page(shown, shelf):
    """Return (file, HTML) of the gallery."""
    return GALLERY, render("gallery.html", GALLERY, title="Explorers", explorers=_cards(shown, shelf))


def _cards(shown, shelf):
    return [
        dict(name=one.name, file=relative(one.file, GALLERY), title=one.title, sentence=one.sentence,
             picture=relative(shelf.picture(one.picture), GALLERY), name_file=one.file.rpartition("/")[2],
             sheets=[(relative(sheet.file, GALLERY), full_title(sheet)) for sheet in one.sheets])
        for one in shown
    ]  # fmt: skip


def explorer_page(shown, at, shelf, lectures):
    """Return (file, HTML) of the page of one explorer; ``lectures`` are {explorer: address of a stop} for L."""
    one = shown[at]
    lecture = relative(lectures[one.name], one.file) if one.name in lectures else ""
    body = Markup(Writer(one, None, shelf).explorer(one.name, shelf.explorer(one.name, None), one.picture, "explorer"))
    sheets = [(relative(sheet.file, one.file), full_title(sheet)) for sheet in one.sheets]
    line = neighbours(shown, at, lambda other: other.title)
    fields = dict(
        title=one.title, kind="explorer-page", lecture=lecture, explorers=_cards(shown, shelf), sheets=sheets, line=line
    )
    return one.file, render("explorer.html", one.file, body=body, **fields)


def shown_explorers(every):
    """Return what the gallery shows, in the order of the course: each as the first page that has it shows it."""
    found = {name: [] for name in REGISTRY}
    first = {}
    for sheet in every:
        for block in sheet.blocks:
            if block.kind == "explorer":
                first.setdefault(block.name, block)
                found[block.name] = [*found[block.name], *([sheet] if sheet not in found[block.name] else [])]
    return [_shown(name, first[name], tuple(found[name])) for name in REGISTRY]


def _shown(name, block, sheets):
    """Return one explorer of the gallery; its picture is the one that the notebook keeps."""
    cls = explorer_class(name)
    _, picture = next(found for output in block.cell.outputs for found in pictures_of(output))
    sentence = " ".join(cls.__doc__.split("\n\n")[0].split())
    file = f"explorers/{slug(name)}.html"
    return Shown(name, file, cls.title, sentence, base64.b64decode(picture), sheets)
