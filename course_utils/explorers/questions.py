"""Questions on the page: a prediction before a figure, the recall questions of a chapter, the cards of ``review``.

Options and replies are in the widget, so the page answers while the kernel is busy; Python hears of the answers when it
can and notes them in the progress file. Only a typed number is judged by Python.
"""

from __future__ import annotations

import html
from datetime import datetime

import anywidget
import traitlets

from course_utils.exercises import journal, memory
from course_utils.exercises.cards import Choice, Number, card_for
from course_utils.exercises.judge import MISUSED, NOT_ATTEMPTED, RIGHT, judge
from course_utils.exercises.registry import find_deck, find_prediction
from course_utils.exercises.render import BOX, COLOURS, Card, inline, plain
from course_utils.exercises.wording import compact
from course_utils.explorers.page import VIEWS

__all__ = ["Questions", "predict", "recall", "review"]

MOST_CARDS = 20
NOTHING_YET = "Nothing to review yet: what you answer in the chapters comes back here, days later."


def predict(id):
    """Return the prediction ``id`` as a widget, which a notebook shows under the cell.

    Raises UnknownId, with the ids that come near, when there is no such prediction.

    Example: ``predict("01-predict-ten-sigmoids")``
    """
    prediction = find_prediction(id)
    return Questions([Choice(prediction.id, prediction)], "Predict")


def recall(deck):
    """Return the recall questions of a chapter as a widget: "06-before" on earlier chapters, "06-after" on itself.

    Raises UnknownId when there is no such deck.

    Example: ``recall("06-before")``
    """
    return Questions([Choice(question.id, question) for question in find_deck(deck)], "Recall")


def review(most=5):
    """Return what is due to be asked again, as at most ``most`` (1 to 20) cards which a notebook shows under the cell.

    What went wrong comes back on the next day, what was right after 3, 7, 16, 35 and 90 days, with other numbers where
    they can be drawn. Where nothing is due, it says when the next card is.

    Example: ``review()``
    """
    from course_utils import validation

    most = validation.integer("most", most, minimum=1, maximum=MOST_CARDS)
    today = datetime.now().astimezone().date()
    found = memory.items(journal.records())
    waiting = memory.due(found, today)[:most]
    if waiting:
        return Questions([card_for(item, today) for item in waiting], "Review", kind="review")
    days = [item.due for item in memory.asked_still(found)]
    if not days:
        return Card("note", "→", NOTHING_YET)
    return Card("note", "→", f"Nothing is due today. The next card comes on {min(days):%A, %d %B}.")


class Questions(anywidget.AnyWidget):
    """Show cards, one below the other.

    ``log`` holds all that happened as [card, what] pairs, in order: the index of an option, a typed text, "show" for an
    answer that was asked for, "again". The page appends to it, and only ever sends the whole list, so that nothing is
    lost while the kernel is busy. ``noted`` is how many of them Python has dealt with: the page says when that stays
    behind. ``verdicts`` holds what Python says of typed texts, by their place in the log.
    """

    _esm = VIEWS / "questions.js"
    _css = VIEWS / "questions.css"

    cards = traitlets.List().tag(sync=True)
    log = traitlets.List().tag(sync=True)
    verdicts = traitlets.Dict().tag(sync=True)
    noted = traitlets.Int(0).tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)

    def __init__(self, asked, kicker, kind="prediction"):
        self._asked, self._kicker, self._kind = tuple(asked), kicker, kind
        self._tries = dict.fromkeys(range(len(self._asked)), 0)  # {card: tries since it was last begun}
        super().__init__(cards=[card_of(card, kicker) for card in self._asked])
        self.observe(self._hear, "log")

    def _hear(self, change):
        for place in range(self.noted, len(change.new)):
            index, what = change.new[place]
            if index in self._tries:
                self._take(place, index, what)
        self.noted = len(change.new)

    def _take(self, place, index, what):
        card = self._asked[index]
        if what == "again":
            self._tries[index] = 0
        elif what == "show":
            self._note("shown", id=card.id)
        elif isinstance(card, Choice) and isinstance(what, int) and 0 <= what < len(card.prediction.options):
            option = card.prediction.options[what]
            self._answered(index, right=option.right, option=option.label)
        elif isinstance(card, Number) and isinstance(what, str):
            found = judge(card.exercise, what)
            self.verdicts = {**self.verdicts, str(place): {"right": found.state == RIGHT, "reply": _said(card, found)}}
            if found.state not in (MISUSED, NOT_ATTEMPTED):
                self._answered(index, right=found.state == RIGHT, option=what[:40])

    def _answered(self, index, **fields):
        self._tries[index] += 1
        self._note(self._kind, id=self._asked[index].id, **fields, **{"try": self._tries[index]})

    def _note(self, kind, **fields):
        self.notice = journal.append(kind, **fields) or self.notice

    @property
    def text(self):
        """Return the questions and options as plain text, the same on every run."""
        lines = []
        for card, shown in zip(self._asked, self.cards):
            if isinstance(card, Choice):
                labels = "; ".join(option.label for option in card.prediction.options)
                lines.append(f"{self._kicker}: {card.prediction.question} ({labels})")
            else:
                lines.append(f"{self._kicker}: {card.exercise.title}. {getattr(card, 'question', shown['kind'])}")
        return plain("\n".join(lines))

    @property
    def html(self):
        """Return the questions, their options and folded answers as HTML for pages without a kernel."""
        return "".join(_folded(card) for card in self.cards)

    def _repr_mimebundle_(self, **_):
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {"text/plain": self.text, "text/html": self.html, "application/vnd.jupyter.widget-view+json": view}


def card_of(card, kicker):
    """Return what a page has to know of a card, as JSON keeps it: texts as HTML, options with their replies."""
    if isinstance(card, Choice):
        options = [
            {"label": inline(o.label), "text": o.label, "reply": inline(o.reply), "right": o.right}
            for o in card.prediction.options
        ]
        return {"kind": "choice", "kicker": kicker, "question": inline(card.prediction.question), "options": options}
    if isinstance(card, Number):
        told = {
            "question": inline(card.question),
            "label": compact(card.exercise.expected_value()),
            "reply": inline(card.exercise.explanation),
        }
        return {"kind": "number", "kicker": kicker, **told}
    asked = card.exercise
    reading = f"<p>{inline(asked.prompt)}</p><pre>{html.escape(asked.stub)}</pre>"
    question = inline(
        f"**{asked.title}** (chapter {asked.id[:2]}), once more. Answer in a new cell; `check` ticks it off."
    )
    return {"kind": "read", "kicker": kicker, "question": question, "reading": reading}


def _said(card, found):
    if found.state == RIGHT:
        return inline(card.exercise.explanation)
    return " ".join(inline(text) for kind, text in found.parts if kind in ("say", "name", "ask"))


def _folded(card):
    """Return one card as HTML without scripts; the answer is folded."""
    body = answer = ""
    if card["kind"] == "choice":
        right = next(option for option in card["options"] if option["right"])
        others = "".join(f"<li>{o['label']}: {o['reply']}</li>" for o in card["options"] if not o["right"])
        body = "<ul>" + "".join(f"<li>{option['label']}</li>" for option in card["options"]) + "</ul>"
        answer = f"<p><strong>{right['label']}</strong>: {right['reply']}</p><ul>{others}</ul>"
    elif card["kind"] == "number":
        answer = f"<p><strong>{html.escape(card['label'])}</strong> {card['reply']}</p>"
    else:
        body = card["reading"]
    fold = f"<details><summary>Answer</summary>{answer}</details>" if answer else ""
    head = f"<p><strong>{card['kicker']}:</strong> {card['question']}</p>"
    return f'<div style="{BOX.format(colour=COLOURS["note"])}">{head}{body}{fold}</div>'
