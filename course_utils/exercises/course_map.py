"""Draw the map of the course: which chapters are there, and what has been done in each."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import datetime

from course_utils import settings, validation
from course_utils.exercises import journal, memory, registry
from course_utils.exercises.memory import AFTER_MISTAKES, AFTER_SOLUTION, AT_ONCE, OPEN, TRIED
from course_utils.exercises.outline import chapter_title, outline
from course_utils.exercises.render import inline

__all__ = ["ChapterState", "Map", "chapters", "progress", "states"]

MARKS = {AT_ONCE: "●", AFTER_MISTAKES: "◉", AFTER_SOLUTION: "◎", TRIED: "◐", OPEN: "○"}
LEGEND = "● right at once, ◉ after mistakes or hints, ◎ after the solution, ◐ tried, ○ open"
CELL = "text-align:left;vertical-align:top;padding:.3em .4em;border-bottom:1px solid rgba(127,127,127,.35)"
NOTHING_YET = "Nothing is ticked off yet: answer a prediction or check an exercise, and it appears here."


@dataclass(frozen=True)
class ChapterState:
    """Hold one chapter's number, title, notebook file name, and the state of everything in it.

    ``exercises`` (those on the main path), ``optional`` ones, and ``questions`` (predictions and recall questions) hold
    a state of `memory` for each; ``parts`` holds whether each part of the main path is finished.
    """

    number: str
    title: str
    notebook: str
    exercises: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    parts: tuple[bool, ...] = ()

    @property
    def begun(self):
        """Return whether anything in the chapter has been tried."""
        return any(state != OPEN for state in (*self.exercises, *self.optional, *self.questions))


def progress(chapter=None):
    """Return the map of the course with what has been done, which a notebook shows under the cell.

    Lists the chapters whose notebooks are there, or ``chapter`` ("01") alone. It tells apart what was right at once,
    right after mistakes or hints, and right after the solution or the answer had been shown; a part of a chapter is
    done when nothing on its main path is open. Raises ValueError for a chapter that is not there.
    """
    found = memory.items(journal.records())
    shown = states(found)
    if chapter is not None:
        validation.choice("chapter", chapter, tuple(state.number for state in shown))
        shown = [state for state in shown if state.number == chapter]
    return Map(shown, len(memory.due(found, datetime.now().astimezone().date())))


def chapters():
    """Return {number: notebook} of the chapters that are there, in order; numbers may be missing in between."""
    return {path.name[:2]: path for path in sorted(settings.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))}


def states(found):
    """Return the ChapterState of every chapter whose notebook is there, in order, from the Items that were found."""
    return [_state(number, chapter_title(notebook), notebook, found) for number, notebook in chapters().items()]


def _state(number, title, notebook, found):
    def of(id):
        return found[id].state if id in found else OPEN

    try:
        exercises = registry.entries(number, "EXERCISES")
        questions = registry.entries_of(number, registry.QUESTIONS)
    except ImportError:  # a package that this chapter needs is missing: the map of the others still helps
        return ChapterState(number, title, notebook.name)
    try:
        parts = outline(notebook)
    except (OSError, ValueError, LookupError, TypeError):  # a notebook that cannot be read
        parts = ()
    return ChapterState(
        number,
        title,
        notebook.name,
        tuple(of(e.id) for e in exercises if not e.optional),
        tuple(of(e.id) for e in exercises if e.optional),
        tuple(of(q.id) for q in questions),
        tuple(all(of(id) in memory.DONE for id in part.asked) for part in parts if part.title),
    )


class Map:
    """Show ChapterStates as a table with a caption, and as plain text; ``due`` cards wait for ``review()``."""

    def __init__(self, chapters, due=0):
        self.chapters, self.due = tuple(chapters), due

    @property
    def nothing_done(self):
        """Return whether no exercise has been tried and no question answered."""
        return not any(chapter.begun for chapter in self.chapters)

    @property
    def text(self):
        """Return the map as plain text; one constant sentence while nothing is done."""
        if self.nothing_done:
            return NOTHING_YET
        lines = [f"{c.number} {c.title}: {'; '.join(filter(None, _sentences(c)))}" for c in self.chapters]
        return "\n".join([*lines, *([_waiting(self.due)] if self.due else [])])

    @property
    def html(self):
        """Return the map as an HTML table; marks repeat in signs what the words say."""
        titles = ("Chapter", "Parts", "Exer&shy;cises", "Ques&shy;tions")  # so that they fit a phone
        head = "".join(f'<th scope="col" style="{CELL}">{title}</th>' for title in titles)
        caption = NOTHING_YET if self.nothing_done else LEGEND
        waiting = f'<p style="margin:.4em 0">{inline(_waiting(self.due))}</p>' if self.due else ""
        return (
            '<table style="border-collapse:collapse;max-width:60em;margin:.4em 0;font-size:inherit">'
            f'<caption style="text-align:left;padding:.3em .4em;color:inherit">{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(map(_row, self.chapters))}</tbody></table>{waiting}"
        )

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, **_):
        return {"text/plain": self.text, "text/html": self.html}


def _waiting(due):
    return f"{due} {'card waits' if due == 1 else 'cards wait'} to be asked again: `review()`."


def _sentences(chapter):
    yield f"parts {sum(chapter.parts)} of {len(chapter.parts)}" if chapter.parts else ""
    for name in ("exercises", "optional", "questions"):
        found = getattr(chapter, name)
        how = ", ".join(f"{found.count(s)} {s}" for s in (*memory.DONE, TRIED) if s in found)
        if found:
            yield f"{name} {_words(found)}" + (f" ({how})" if how else "")


def _row(chapter):
    link = f'<a href="{html.escape(chapter.notebook)}">{chapter.number} {html.escape(chapter.title)}</a>'
    parts = f"{sum(chapter.parts)} of {len(chapter.parts)}" if chapter.parts else ""
    optional = f"optional {_cell(chapter.optional)}" if chapter.optional else ""
    exercises = " and ".join(filter(None, (_cell(chapter.exercises) if chapter.exercises else "", optional)))
    columns = parts, exercises, _cell(chapter.questions)
    cells = "".join(f'<td style="{CELL}">{text or "none"}</td>' for text in columns)
    return f'<tr><th scope="row" style="{CELL};font-weight:normal">{link}</th>{cells}</tr>'


def _cell(found):
    marks = "".join(MARKS[state] for state in found)
    dots = (
        f' <span aria-hidden="true" style="display:inline-block;word-break:break-all">{marks}</span>' if marks else ""
    )
    return _words(found) + dots


def _words(found):
    return f"{sum(state in memory.DONE for state in found)} of {len(found)}" if found else "none"
