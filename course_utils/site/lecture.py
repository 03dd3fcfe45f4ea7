"""A chapter's lecture: stops that its author has chosen, each cut to what is projected.

A stop is a cell of the notebook with ``lecture`` in its metadata:

    {"title": "…", "say": "markdown, short", "minutes": 2, "ask": "…", "listen": "…", "note": "…", "code": true}

``title`` and ``say`` are projected, above or beside what the cell shows (its figure, its explorer, its question);
``ask``, ``listen`` (the misconception to listen for), ``note`` and ``minutes`` stand in the speaker's window. With
``code`` the cell's code is projected as well.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

from markupsafe import Markup

from course_utils.exercises import registry
from course_utils.exercises.render import inline
from course_utils.site.blocks import Writer
from course_utils.site.markup import coloured, markdown
from course_utils.site.pages import render
from course_utils.site.source import Block, Sheet

KEY = "lecture"
FIELDS = {"title": str, "say": str, "minutes": (int, float), "ask": str, "listen": str, "note": str, "code": bool}
MINUTES, SHORT = (40, 50), (8, 12)  # of a lecture, and of chapter 00, which opens the course


@dataclass(frozen=True)
class Stop:
    """One stop: the block it shows, the page of the chapter it belongs to, and what its author wrote."""

    block: Block
    sheet: Sheet
    told: dict

    def note(self):
        """Return the speaker's notes as HTML."""
        kinds = (("Ask", "ask"), ("Listen for", "listen"), ("", "note"))
        lines = [f"<p><strong>{kind}</strong> {inline(self.told[key])}</p>" for kind, key in kinds if key in self.told]
        return "".join(lines)


def stops(every, chapter):
    """Return the Stops of a chapter ("05"), in order.

    Raises ValueError for metadata that no stop can have, naming the cell.
    """
    found = []
    for sheet in every:
        for block in sheet.blocks if sheet.chapter == chapter else ():
            told = block.cell.metadata.get(KEY)
            if told is not None:
                _check(block.cell.id, told)
                found.append(Stop(block, sheet, dict(told)))
    return found


def _check(id, told):
    for name, value in told.items():
        if name not in FIELDS or not isinstance(value, FIELDS[name]):
            raise ValueError(f"lecture of cell {id!r}: got {name}={value!r}; expected fields of {', '.join(FIELDS)}")


class StopWriter(Writer):
    """Writes what a stop shows: as on the chapter's page, without what belongs to reading."""

    def __init__(self, file, places, shelf):
        super().__init__(_At(file), places, shelf)

    def stop(self, stop):
        """Return the inside of a stop as HTML."""
        title = stop.told.get("title", "")
        head = f"<h2>{inline(title)}</h2>" if title else ""
        say = markdown(stop.told["say"], self._address, self._image) if stop.told.get("say") else ""
        shown = self._shown(stop.block, stop.told.get("code", False))
        return f'{head}<div class="stop-body"><div class="say">{say}</div>{shown}</div>'

    def _shown(self, block, code):
        if block.kind == "prose":
            return ""
        if block.kind == "explorer":
            return f'<div class="show" data-ntr-box>{self._explorer(block, f"{block.cell.id}-shown")}</div>'
        if block.kind == "predict":
            return _hands(registry.find_prediction(block.name))
        text = coloured(block.cell.source) if code else ""
        outputs = [one for one in block.cell.outputs if block.kind != "figure" or one["output_type"] != "stream"]
        shown = "" if block.kind == "check" else "".join(map(self._output, outputs))
        return f'<div class="show">{text}{shown}</div>'


def _hands(question):
    """Return a question for a show of hands: keys 1 to 6 count, a further step reveals."""
    options = "".join(
        f'<li data-right="{str(o.right).lower()}"><span class="hand">{k}</span> <span>{inline(o.label)}</span>'
        f'<span class="bar" aria-hidden="true"></span><span class="count"></span></li>'
        for k, o in enumerate(question.options, 1)
    )
    right = next(o for o in question.options if o.right)
    reply = f'<p class="reply" hidden>{inline(right.reply)}</p>'
    return (
        f'<div class="hands" data-id="{question.id}"><p>{inline(question.question)}</p><ol>{options}</ol>{reply}</div>'
    )


@dataclass(frozen=True)
class _At:
    """Where a lecture's page stands, as a Writer asks for it."""

    file: str


def file_of(sheet):
    """Return the file of the lecture of the chapter that a sheet belongs to."""
    stem = sheet.file.removeprefix("chapters/").removesuffix(".html")
    return f"lectures/{stem.removesuffix(f'-{sheet.part}') if sheet.part else stem}.html"


def explorers(every, lectures):
    """Return {explorer: address of the first stop that shows it}; ``lectures`` are {chapter: file}."""
    found = {}
    for chapter, file in lectures.items():
        for stop in stops(every, chapter):
            if stop.block.kind == "explorer":
                found.setdefault(stop.block.name, f"{file}#{stop.block.cell.id}")
    return found


def lecture_page(every, chapter, places, shelf):
    """Return (file, HTML) of a chapter's lecture."""
    found = stops(every, chapter)
    first = next(sheet for sheet in every if sheet.chapter == chapter)
    file = file_of(first)
    writer = StopWriter(file, places, shelf)
    shown = [
        dict(id=stop.block.cell.id, body=Markup(writer.stop(stop)), note=stop.note(), kind=stop.block.kind,
             minutes=stop.told.get("minutes", 1), back=f"../{stop.sheet.file}#{html.escape(stop.block.cell.id)}")
        for stop in found
    ]  # fmt: skip
    title = f"{first.chapter_title}: the lecture"
    return file, render("lecture.html", file, title=title, stops=shown, math=True, chapter=first.chapter_title)


#: How much a stop may hold, in words: of its own text alone, and beside a figure, an explorer or a question.
MOST_WORDS, MOST_BESIDE, MOST_TITLE = 60, 30, 60
MOST_LINES = 11  # of code that is projected


def faults(found):
    """Yield in words what is wrong with the Stops of a chapter: too much on one, too long in all, answers too soon."""
    minutes = sum(stop.told.get("minutes", 1) for stop in found)
    opening = found[0].sheet.chapter == "00"
    least, most = SHORT if opening else MINUTES
    if not least <= minutes <= most:
        yield f"all stops together take {minutes} minutes; expected {least} to {most}"
    for stop in found:
        yield from (f"{stop.block.cell.id}: {fault}" for fault in _faults_of(stop))
    asked = sum(stop.block.kind == "predict" for stop in found)
    if asked < (1 if opening else 3):
        yield f"{asked} predictions; expected more"


def _faults_of(stop):
    words, title = len(stop.told.get("say", "").split()), stop.told.get("title", "")
    most = MOST_WORDS if stop.block.kind == "prose" else MOST_BESIDE
    if words > most:
        yield f"{words} words are projected; expected at most {most}"
    if len(title) > MOST_TITLE:
        yield f"a title of {len(title)} letters; expected at most {MOST_TITLE}"
    if stop.block.kind in ("recall", "review", "progress"):
        yield f"a {stop.block.kind} is nothing to project: choose a prediction"
    if stop.block.kind == "prose" and not words:
        yield "nothing to show: a prose cell needs `say`"
    if stop.told.get("code") and len(stop.block.cell.code_lines) > MOST_LINES:
        yield f"{len(stop.block.cell.code_lines)} lines of code; expected at most {MOST_LINES}"
    if not (stop.told.get("ask") or stop.told.get("listen") or stop.told.get("note")):
        yield "the speaker has no note: give `ask`, `listen` or `note`"
