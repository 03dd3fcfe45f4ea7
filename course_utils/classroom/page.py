"""The report as one page that needs nothing beside it: the site's style inside, no network, no script for reading."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import jinja2
from markupsafe import Markup

from course_utils import site
from course_utils.classroom import tally
from course_utils.classroom.figures import ENOUGH, STEPS, Figures
from course_utils.exercises import memory
from course_utils.exercises.render import inline

__all__ = ["Settings", "page"]

HERE = Path(__file__).parent
VIEWS = Path(site.__file__).parent / "views"  # read here: the pages' own room brings two seconds of imports
DARK = re.compile(r':root\[data-theme="dark"\] (\{[^}]*\})')
FORMULA = re.compile(r"\$([^$`]+)\$")
STATES = (memory.AT_ONCE, memory.AFTER_MISTAKES, memory.AFTER_SOLUTION)
MOST_MISTAKES = 5  # columns of the heat map
MOST_LISTED = 200  # left-out files, unknown ids: a folder of holiday pictures is no list to read
DAY = 86400


@dataclass(frozen=True)
class Settings:
    """What the lecturer asked for: chapters and ids to show (all without), the pages' address, where the report stands.

    ``live`` is the number of seconds after which the page reads itself again, 0 for never.
    """

    chapters: tuple = ()
    ids: tuple = ()
    site: str = ""
    folder: Path = field(default_factory=Path)
    least: int = 1
    live: float = 0

    def wants(self, id):
        """Return whether an exercise or question is to be shown."""
        return (not self.chapters or id[:2] in self.chapters) and (not self.ids or id in self.ids)


def page(handed, left_out, places, settings, now):
    """Return the report as HTML: of the files that were Handed in and LeftOut, at the time ``now`` in seconds."""
    found = tally.count([one.journal for one in handed])
    shown = [one for id, one in found.questions.items() if settings.wants(id) and one.reached >= settings.least]
    writer = _Writer(places, settings, Figures(settings.least))
    numbers = list(dict.fromkeys(one.asked.id[:2] for one in shown))
    fields = dict(
        style=_style(),
        script=_read(HERE / "report.js"),
        early=_read(VIEWS / "early.js"),
        now=_time(now),
        live=f"{settings.live:g}" if settings.live else "",
        learners=len(handed),
        span=_span(handed, now),
        points=writer.points(shown),
        heat=[(number, writer.title(number), writer.heat(_of(shown, number))) for number in numbers],
        chapters=[writer.chapter(number, _of(shown, number), found) for number in numbers],
        named=[] if settings.live else _named(handed, found, settings),
        left_out=left_out[:MOST_LISTED],
        more_left_out=max(0, len(left_out) - MOST_LISTED),
        lost=sum(one.journal.lost for one in handed),
        unknown=sorted(found.unknown.items())[:MOST_LISTED],
        hidden=sum(settings.wants(id) for id in found.questions) - len(shown),
        only=", ".join((*settings.chapters, *settings.ids)),
        columns=MOST_MISTAKES,
        enough=ENOUGH,
        least=settings.least,
        pause=tally.PAUSE // 60,
        steps=[f"{step:.0%}".replace("%", " %") for step in STEPS],
    )
    return _template().render(**fields)


def _words(text):
    """Return a task as HTML; its formulas as they are written, for the page brings nothing that sets them."""
    return inline(FORMULA.sub(lambda found: f"`{found[1]}`", text))


def _of(shown, number):
    return [one for one in shown if one.asked.id[:2] == number]


class _Writer:
    """Turns Questions into rows of words."""

    def __init__(self, places, settings, figures):
        self.places, self.settings, self.figures = places, settings, figures

    def title(self, number):
        return next((place.chapter for id, place in self.places.items() if id[:2] == number), "")

    def _named(self, asked):
        """Return what every row has: id, words, and where it stands."""
        place = self.places.get(asked.id)
        words = asked.title if hasattr(asked, "title") else asked.question
        where = f"{asked.id[:2]} {place.chapter}" + (f", {place.part}" if place.part else "") if place else asked.id[:2]
        address = place.address(self.settings.site, self.settings.folder) if place else ""
        return dict(id=asked.id, words=Markup(inline(words)), where=where, address=address)

    def points(self, questions):
        return [self._point(one) for one in tally.points(questions) if one.learners >= self.settings.least]

    def _point(self, point):
        asked, figures = point.question.asked, self.figures
        task = Markup(_words(asked.prompt)) if point.question.is_exercise else ""
        return dict(
            self._named(asked),
            task=task,
            mistake=Markup(inline(point.mistake)),
            answer=Markup(inline(tally.wordings(asked)[point.mistake])),
            learners=figures.count(point.learners),
            answered=figures.count(point.answered),
            share=figures.share(point.learners, point.answered),
            open=figures.count(point.open),
        )

    def heat(self, questions):
        return [self._heat(one) for one in questions if one.is_exercise and one.mistakes]

    def _heat(self, one):
        order = list(tally.wordings(one.asked))
        named = sorted(filter(None, one.mistakes), key=lambda name: (-one.mistakes[name], order.index(name)))
        cells = [self._cell(one, name) for name in named[:MOST_MISTAKES]]
        rest = [self._cell(one, name) for name in named[MOST_MISTAKES:]]
        return dict(
            self._named(one.asked),
            tried=self.figures.count(one.answered),
            cells=cells + [None] * (MOST_MISTAKES - len(cells)),
            rest=rest,
            other=self.figures.count(one.mistakes[tally.OTHER]),
            other_step=self.figures.step(one.mistakes[tally.OTHER], one.answered),
        )

    def _cell(self, one, name):
        number = one.mistakes[name]
        step = self.figures.step(number, one.answered)
        return dict(count=self.figures.count(number), name=Markup(inline(name)), step=step)

    def chapter(self, number, questions, found):
        exercises = [one for one in questions if one.is_exercise]
        asked = [one for one in questions if not one.is_exercise and one.answered]
        once, answered = (
            sum(numbers) for numbers in zip((0, 0), *((one.first[True], one.answered) for one in asked))
        )  # fmt: skip
        return dict(
            number=number,
            title=self.title(number),
            learners=self.figures.count(found.chapters[number]),
            at_once=sum(one.right_at_once for one in exercises),
            done=sum(one.reached - one.open for one in exercises),
            open=sum(one.open for one in exercises),
            attempts=sum(sum(one.attempts) for one in exercises),
            hints=sum(sum(one.hints) for one in exercises),
            solutions=sum(one.solutions for one in exercises),
            first_right=once,
            first_answers=answered,
            minutes=self.figures.middle(_minutes(found, number, self.settings), 60),
            points=self.points(questions),
            exercises=[self._exercise(one) for one in exercises],
            questions=[self._question(one) for one in asked],
        )

    def _exercise(self, one):
        figures = self.figures
        states = figures.parts([*(one.states[state] for state in STATES), one.open])
        return dict(
            self._named(one.asked),
            reached=figures.count(one.reached),
            states=states,
            share=figures.share(one.right_at_once, one.reached) if states[0].isdecimal() else "",
            attempts=sum(one.attempts),
            attempts_middle=figures.middle(one.attempts),
            hints=sum(one.hints),
            hinted=figures.count(sum(hints > 0 for hints in one.hints)),
            solutions=figures.count(one.solutions),
            minutes=figures.middle(one.seconds, 60),
        )

    def _question(self, one):
        labels = [*tally.wordings(one.asked), *([tally.OTHER] if one.first[tally.OTHER] else [])]
        right = one.asked.options[one.asked.right].label
        numbers = [one.first[True if label == right else label] for label in labels]
        rows = [
            dict(
                label=Markup(inline(label)) if label else "an answer of another edition",
                right=label == right,
                count=count,
                step=self.figures.step(number, one.answered),
                share=self.figures.share(number, one.answered) if count.isdecimal() else "",
            )
            for label, number, count in zip(labels, numbers, self.figures.parts(numbers))
        ]
        counts = dict(answered=self.figures.count(one.answered), open=self.figures.count(one.open))
        return dict(self._named(one.asked), **counts, rows=rows, minutes=self.figures.middle(one.seconds, 60))


def _minutes(found, number, settings):
    """Return the seconds that each learner spent on what is shown of a chapter, of those who spent any."""
    spent = (
        sum(own.seconds for id, own in mine.items() if id[:2] == number and settings.wants(id)) for mine in found.known
    )
    return [seconds for seconds in spent if seconds]


def _named(handed, found, settings):
    """Return a row for each learner who gave a name, by name."""
    rows = []
    for one, mine in zip(handed, found.known):
        shown = [own for id, own in mine.items() if settings.wants(id)]
        exercises = [own for id, own in mine.items() if settings.wants(id) and found.questions[id].is_exercise]
        states = Counter(own.state for own in exercises)
        if one.journal.name:
            rows.append(
                dict(
                    name=one.journal.name,
                    done=sum(states[state] for state in memory.DONE),
                    at_once=states[memory.AT_ONCE],
                    open=len(exercises) - sum(states[state] for state in memory.DONE),
                    attempts=sum(own.attempts for own in exercises),
                    hints=sum(own.hints for own in exercises),
                    answered=sum(own.first is not None for own in shown) - sum(o.first is not None for o in exercises),
                )
            )
    return sorted(rows, key=lambda row: (row["name"].casefold(), row["name"]))


def _span(handed, now):
    """Return the days of the first and the last record, of those that the clocks of today can have written."""
    times = [seen.when for one in handed for seen in one.journal.records if 0 < (seen.when or 0) < now + DAY]
    ends = [min(times), max(times)] if times else []
    return [f"{datetime.fromtimestamp(when).astimezone():%d %B %Y}" for when in ends]


def _time(now):
    local = datetime.fromtimestamp(now).astimezone()
    return dict(iso=local.isoformat(timespec="seconds"), words=f"{local:%d %B %Y, %H:%M:%S} ({local:%Z})")


@functools.cache
def _template():
    loader = jinja2.FileSystemLoader(HERE)
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        "report.html"
    )


@functools.cache
def _style():
    """Return the site's style and the report's; the dark colours also where no script chooses a theme."""
    own = _read(VIEWS / "site.css")
    dark = f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme]) {DARK.search(own)[1]} }}"
    return Markup("\n".join([own, dark, _read(HERE / "report.css")]))


@functools.cache
def _read(path):
    return Markup(path.read_text(encoding="utf-8"))
