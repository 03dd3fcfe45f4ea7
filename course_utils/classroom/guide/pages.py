"""What the guide's cells show: the plans as tables, a chapter with its parts, its questions and its sketch."""

from __future__ import annotations

from course_utils import validation
from course_utils.classroom.exam.question import listed
from course_utils.classroom.guide import parts_01_03, parts_04_06, parts_07_09, parts_10_12, plans, timetable
from course_utils.classroom.guide.entries import Part, question
from course_utils.classroom.shown import Shown, plain
from course_utils.exercises import registry
from course_utils.exercises.render import inline
from course_utils.explorers import explorer_class
from course_utils.plotting import board_sketches, board_sketches_later
from course_utils.plotting.style import picture_html, png

__all__ = ["PARTS", "SKETCHES", "chapter", "homework", "plan"]

PARTS: dict[str, tuple[Part, ...]] = (
    parts_01_03.PARTS | parts_04_06.PARTS | parts_07_09.PARTS | parts_10_12.PARTS
)  # of each chapter, in the chapter's order
#: (chapter, part) -> what draws its sketch.
SKETCHES = {
    ("01", 4): board_sketches.chain, ("02", 2): board_sketches.step, ("03", 2): board_sketches.two_paths,
    ("04", 3): board_sketches.wires, ("05", 4): board_sketches.field, ("06", 2): board_sketches.row,
    ("07", 3): board_sketches_later.rows, ("08", 1): board_sketches_later.ladder,
    ("09", 2): board_sketches_later.towers, ("10", 2): board_sketches_later.drawer,
    ("11", 2): board_sketches_later.block, ("12", 1): board_sketches_later.three_sets,
}  # fmt: skip
_CELL = (
    "text-align:left;vertical-align:top;white-space:normal;padding:.25em .6em;border:1px solid rgba(127,127,127,.45)"
)


_CODE = '<code style="white-space:nowrap">'  # an id is not broken


def plan(length=50, count=12):
    """Show the plan of 12 sessions of 50 minutes, or of 6 of 90 or of 50: at home, together, homework.

    Every minute is counted from the stops of the lectures. Raises ValueError for another plan.

    >>> plan(50, 12)  # doctest: +SKIP
    """
    rows = [_session(number, one, count) for number, one in enumerate(plans.sessions(length, count), 1)]
    return _table(("Session", "Before, at home", f"Together, {length} minutes", "Hand in"), rows)


def _session(number, session, count):
    first, *second = session.chapters
    before = [plans.BEFORE[one] for one in session.chapters]
    before += [f"The opening questions, `{first}-before`."] if registry.entries(first, "BEFORE") else []
    together = [_together(first, session.shown[first])]
    for one in second:  # its opening questions are on the chapter just heard
        together += [f"Between the two: the opening questions, `{one}-before`.", _together(one, session.shown[one])]
    together += [f"together {session.minutes:g} minutes"] if count == 6 else []
    handed = [f"`{id}`" for one in session.chapters for id in plans.HANDED_IN[one][: 3 if count == 12 else 2]]
    return str(number), "\n".join(before), "\n".join(together), "\n".join(handed)


def _together(chapter, shown):
    """Say in a line or two which stops of a chapter's lecture are shown."""
    every = timetable.stops(chapter)
    told = f"**{chapter} {timetable.title(chapter)}**: {len(shown)} stops, {timetable.minutes_of(shown):g} minutes"
    if len(shown) == len(every):
        by_part = listed(part.lectured for part in timetable.parts(chapter))
        return f"{told}, by part {by_part}"
    left_out = [stop for stop in every.values() if stop not in shown]
    if len(left_out) < len(shown) / 2:
        return f"{told}, without\n{_by_part(left_out)}"
    return f"{told}:\n{_by_part(shown)}"


def _by_part(stops):
    """Name stops by their titles, or by the explorer or the question that they show, a part a line."""
    named = {}
    for stop in stops:
        named.setdefault(max(stop.sheet.part, 1), []).append(stop.told.get("title") or _shown(stop.block))
    return "\n".join(f"*part {part}*: {' · '.join(names)}" for part, names in named.items())


def _shown(block):
    return explorer_class(block.name).title if block.kind == "explorer" else f"`{block.name}`"


def homework():
    """Show the exercises of every chapter that are not optional, those to hand in first, and the chapter's minutes."""
    rows = []
    for one in timetable.CHAPTERS:
        handed = plans.HANDED_IN[one]
        others = [id for id in timetable.exercises(one) if id not in handed]
        alone = sum(part.minutes for part in timetable.parts(one))
        rows.append((f"{one} {timetable.title(one)}", f"{alone:.0f}", _ids(handed), _ids(others) or "none"))
    return _table(("Chapter", "Minutes alone", "Hand in", "The others of the week"), rows)


def _ids(found):
    return ", ".join(f"`{id}`" for id in found)


# ---- a chapter ------------------------------------------------------------------------------------------------------
def chapter(number):
    """Show what to do with each part of a chapter ("05"): minutes, question, board, what to skip and what to keep.

    Raises ValueError for a chapter that the guide does not have.

    >>> chapter("05")  # doctest: +SKIP
    """
    number = validation.choice("chapter", number, tuple(PARTS))
    pages, texts = [], []
    for place, (said, timed) in enumerate(zip(PARTS[number], timetable.parts(number), strict=True), 1):
        sketch = SKETCHES.get((number, place))
        drawn = sketch() if sketch else None
        texts.append(plain(_part(said, timed, f"<p>{drawn!r}</p>" if drawn else "")))
        pages.append(_part(said, timed, picture_html(png(drawn.figure, dpi=80), drawn.alt) if drawn else ""))
    return Shown("".join(pages), "\n\n".join(texts))


def _part(said, timed, sketch):
    line = f"{timed.minutes:.0f} minutes alone; {len(timed.stops)} stops of the lecture, {timed.lectured:g} minutes"
    line += f"; exercises {_ids(timed.exercises)}" if timed.exercises else ""
    wrong = "".join(f"<li>“{inline(label)}”: {inline(shows)}</li>" for label, shows in said.wrong)
    asked = question(said.ask)
    return (
        f"<h4>{inline(timed.title)}</h4>\n<p><small>{inline(line)}</small></p>\n"
        f"<p><strong>Ask</strong> <code>{said.ask}</code>: {inline(asked.question)}</p>\n"
        f'<details class="shows"><summary>What a wrong answer shows</summary><ul>{wrong}</ul></details>\n'
        f"<p><strong>Board.</strong> {inline(said.board)}</p>\n{sketch}"
        f"<p><strong>Skip.</strong> {inline(said.skip)}</p>\n<p><strong>Keep.</strong> {inline(said.keep)}</p>\n"
    )


# ---- as a page and as text ------------------------------------------------------------------------------------------
def _table(heads, rows):
    top = "".join(f'<th style="{_CELL}">{inline(head)}</th>' for head in heads)
    body = "".join("<tr>" + "".join(_cell(text) for text in row) + "</tr>\n" for row in rows)
    page = f'<table style="border-collapse:collapse"><thead><tr>{top}</tr></thead>\n<tbody>{body}</tbody></table>'
    text = "\n\n".join("\n".join(f"{head}: {cell}" if head else cell for head, cell in zip(heads, row)) for row in rows)
    return Shown(page, text)


def _cell(text):
    return f'<td style="{_CELL}">{"<br>".join(map(inline, text.splitlines())).replace("<code>", _CODE)}</td>'
