"""Draw the map of the course: which chapters are there, and what has been done in each."""

from __future__ import annotations

import html
from dataclasses import dataclass

from course_utils import settings, validation
from course_utils.exercises import journal, registry

__all__ = ["CHAPTERS", "ChapterState", "Map", "progress", "states"]

CHAPTERS = {
    "00": "Start here",
    "01": "Activation functions",
    "02": "Loss and gradient descent",
    "03": "Backprop by hand",
    "04": "Images and dense layers",
    "05": "Convolution",
    "06": "Pooling",
    "07": "A convnet from scratch",
    "08": "LeNet-5",
    "09": "AlexNet",
    "10": "Residual networks",
    "11": "Your own network",
}
DONE, TRIED, OPEN = "●", "◐", "○"
CELL = "text-align:left;vertical-align:top;padding:.3em .4em;border-bottom:1px solid rgba(127,127,127,.35)"
NOTHING_YET = "Nothing is ticked off yet: answer a prediction or check an exercise, and it appears here."


@dataclass(frozen=True)
class ChapterState:
    """Hold one chapter's number, title, notebook file name, and a mark (●, ◐, ○) for each exercise and prediction."""

    number: str
    title: str
    notebook: str
    exercises: str
    predictions: str


def progress(chapter=None):
    """Return the map of the course with what has been done, which a notebook shows under the cell.

    Lists the chapters whose notebooks are there, or ``chapter`` ("01") alone. An exercise counts as done once any
    attempt at it was correct. Raises ValueError for a chapter that is not there.
    """
    found = states()
    if chapter is not None:
        validation.choice("chapter", chapter, tuple(state.number for state in found))
        found = [state for state in found if state.number == chapter]
    return Map(found)


def states():
    """Return the ChapterState of every chapter whose notebook is there, in order."""
    seen = journal.records()
    done = {r["id"] for r in seen if r["kind"] == "attempt" and r["verdict"] == "correct"}
    tried = {r["id"] for r in seen if r["kind"] == "attempt"}
    predicted = {r["id"] for r in seen if r["kind"] == "prediction"}
    found = []
    for number, title in CHAPTERS.items():
        notebook = next(iter(sorted(settings.NOTEBOOKS.glob(f"{number}_*.ipynb"))), None)
        if notebook is not None:
            exercises = _marks(number, "EXERCISES", done, tried)
            predictions = _marks(number, "PREDICTIONS", predicted, predicted)
            found.append(ChapterState(number, title, notebook.name, exercises, predictions))
    return found


def _marks(number, kind, done, tried):
    try:
        entries = registry.entries(number, kind)
    except ImportError:  # a package that this chapter needs is missing: the map of the others still helps
        return ""
    return "".join(DONE if e.id in done else TRIED if e.id in tried else OPEN for e in entries)


class Map:
    """Show ChapterStates as a table with a caption, and as plain text."""

    def __init__(self, chapters):
        self.chapters = tuple(chapters)

    @property
    def nothing_done(self):
        """Return whether no exercise has been tried and no prediction made."""
        return not any(mark in c.exercises + c.predictions for c in self.chapters for mark in (DONE, TRIED))

    @property
    def text(self):
        """Return the map as plain text; one constant sentence while nothing is done."""
        if self.nothing_done:
            return NOTHING_YET
        lines = [
            f"{c.number} {c.title}: exercises {_words(c.exercises)}; predictions {_words(c.predictions)}"
            for c in self.chapters
        ]
        return "\n".join(lines)

    @property
    def html(self):
        """Return the map as an HTML table; marks repeat in signs what the numbers say."""
        titles = ("Chapter", "Exer&shy;cises", "Predic&shy;tions")  # so that they fit a phone
        head = "".join(f'<th scope="col" style="{CELL}">{title}</th>' for title in titles)
        caption = NOTHING_YET if self.nothing_done else f"{DONE} done, {TRIED} tried, {OPEN} open"
        return (
            '<table style="border-collapse:collapse;max-width:60em;margin:.4em 0;font-size:inherit">'
            f'<caption style="text-align:left;padding:.3em .4em;color:inherit">{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(map(_row, self.chapters))}</tbody></table>"
        )

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, **_):
        return {"text/plain": self.text, "text/html": self.html}


def _row(chapter):
    link = f'<a href="{html.escape(chapter.notebook)}">{chapter.number} {html.escape(chapter.title)}</a>'
    cells = "".join(f'<td style="{CELL}">{_cell(marks)}</td>' for marks in (chapter.exercises, chapter.predictions))
    return f'<tr><th scope="row" style="{CELL};font-weight:normal">{link}</th>{cells}</tr>'


def _cell(marks):
    dots = (
        f' <span aria-hidden="true" style="display:inline-block;word-break:break-all">{marks}</span>' if marks else ""
    )
    return _words(marks) + dots


def _words(marks):
    return f"{marks.count(DONE)} of {len(marks)}" if marks else "none"
