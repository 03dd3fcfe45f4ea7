"""The front page, the gallery, and a page for each explorer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from course_utils.explorers import REGISTRY, explorer_class
from course_utils.plotting.frames import draw_frame
from course_utils.plotting.style import png
from course_utils.site.blocks import Writer
from course_utils.site.pages import full_title, neighbours, render
from course_utils.site.source import relative

_TIME = re.compile(r"\*\*Time\.\*\* (About [\d,]+ minutes)")
FRONT, GALLERY = "index.html", "explorers/index.html"


def slug(name):
    """Return an explorer's name as its page is called.

    >>> slug("FilterLab"), slug("LeNet5Walker"), slug("Im2colAtlas")
    ('filter-lab', 'lenet5-walker', 'im2col-atlas')
    """
    words = re.sub(r"(?<=[a-z\d])(?=[A-Z])", "-", name.replace("LeNet", "Lenet").replace("AlexNet", "Alexnet"))
    return words.lower()



def front_page(every, places, shelf, pad):
    """Return (file, HTML) of the front page; ``pad`` is the picture of the digit pad."""
    chapters = []
    for sheet in every:
        if not sheet.chapter:
            continue
        if not chapters or chapters[-1]["number"] != sheet.chapter:
            first = next(b.cell.source for b in sheet.blocks if b.kind == "prose").split("\n\n")[1]
            chapters.append(dict(number=sheet.chapter, title=sheet.chapter_title, first=first, parts=[]))
        minutes = [m for block in sheet.blocks if block.kind == "prose" for m in _TIME.findall(block.cell.source)]
        asked = " ".join(block.name for block in sheet.blocks if block.kind in ("predict", "check"))
        chapters[-1]["parts"].append(dict(file=sheet.file, title=sheet.title, minutes=(minutes or [""])[-1], asked=asked))
    body = Markup(Writer(Front, places, shelf).explorer("DrawDigit", shelf.explorer("DrawDigit", None), pad, "pad"))
    title = "Convolutional networks, by hand and by eye"
    return FRONT, render("index.html", FRONT, title=title, pad=body, chapters=chapters)


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


def gallery(shown, shelf):
    """Yield (file, HTML) of the gallery and of each explorer's page."""
    here = GALLERY
    cards = [
        dict(file=relative(one.file, here), title=one.title, sentence=one.sentence,
             picture=relative(shelf.picture(one.picture), here), name_file=relative(one.file, here).split("/")[-1],
             sheets=[(relative(sheet.file, here), full_title(sheet)) for sheet in one.sheets])
        for one in shown
    ]  # fmt: skip
    yield here, render("gallery.html", here, title="Explorers", explorers=cards)
    for at, one in enumerate(shown):
        page = type("Page", (), {"file": one.file})
        body = Markup(Writer(page, None, shelf).explorer(one.name, shelf.explorer(one.name, None), one.picture, "explorer"))
        turn = neighbours(shown, at, lambda other: other.title)
        sheets = [(relative(sheet.file, one.file), full_title(sheet)) for sheet in one.sheets]
        yield one.file, render("explorer.html", one.file, title=one.title, body=body, explorers=cards, sheets=sheets,
                               before=turn.before, after=turn.after)  # fmt: skip


def shown_explorers(every):
    """Return what the gallery shows, in the order of the course."""
    found = {name: [] for name in REGISTRY}
    for sheet in every:
        for name in dict.fromkeys(block.name for block in sheet.blocks if block.kind == "explorer"):
            found[name].append(sheet)
    return [_shown(name, tuple(sheets)) for name, sheets in found.items()]


def _shown(name, sheets):
    cls = explorer_class(name)
    frame = cls.checked_frame(cls.full_state())
    picture = png(draw_frame(cls.title, cls.panels, frame), dpi=80)
    return Shown(name, f"explorers/{slug(name)}.html", cls.title, frame["sentence"], picture, sheets)
