"""Count what a class did with every exercise and question, from the journals of its learners.

A learner counts once for each exercise and question. An attempt counts until the exercise is right; a hint or solution
until it is done. Time: the gaps between a learner's records, each for the exercise or question of the later record,
until that is done; a gap of more than `PAUSE` seconds is a pause and counts for nothing.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field

from course_utils.exercises import memory, registry
from course_utils.exercises.engine import ID_PATTERN, Exercise

__all__ = ["OTHER", "PAUSE", "Class", "Point", "Question", "count", "median", "points", "wordings"]

PAUSE = 600  # seconds
OTHER = ""  # a wrong answer in none of the known ways


@dataclass
class Own:
    """What one learner did with one exercise or question."""

    state: str = memory.OPEN
    attempts: int = 0
    hints: int = 0
    solution: bool = False
    helped: bool = False  # by a hint or the solution, before it was right
    first: str | None = None  # the option of the first answer, or the mistake of the first attempt; None before it
    first_right: bool = False
    mistakes: set = field(default_factory=set)
    seconds: float = 0.0

    @property
    def done(self):
        """Whether it is right, or its answer has been looked at."""
        return self.state in memory.DONE


@dataclass
class Question:
    """What a class did with one exercise, prediction or recall question; numbers are of learners, lists one for each.

    ``asked`` is the Exercise or Prediction. ``first`` counts first answers: options of a question, mistakes of an
    exercise ("" for none of the known ones), right ones under True; ``first_open`` those of learners to whom it is
    still open.
    """

    asked: object
    reached: int = 0  # did anything with it
    answered: int = 0
    states: Counter = field(default_factory=Counter)
    attempts: list = field(default_factory=list)
    hints: list = field(default_factory=list)
    solutions: int = 0
    first: Counter = field(default_factory=Counter)
    first_open: Counter = field(default_factory=Counter)
    mistakes: Counter = field(default_factory=Counter)
    seconds: list = field(default_factory=list)

    @property
    def is_exercise(self):
        """Whether it is an exercise, not a question."""
        return isinstance(self.asked, Exercise)

    @property
    def right_at_once(self):
        """How many learners gave the right answer first, with no hint before it."""
        return self.states[memory.AT_ONCE]

    @property
    def open(self):
        """How many of those who did anything with it have not got it right, nor looked at its answer."""
        return self.states[memory.TRIED] + self.states[memory.OPEN]

    def take(self, own):
        """Count one learner."""
        self.reached += 1
        self.states[own.state] += 1
        self.hints.append(own.hints)
        self.solutions += own.solution
        self.mistakes.update(own.mistakes)
        if own.seconds:
            self.seconds.append(own.seconds)
        if own.first is not None:
            self.answered += 1
            self.attempts.append(own.attempts)
            key = own.first_right or own.first
            self.first[key] += 1
            self.first_open[key] += not own.done


@dataclass
class Class:
    """What a class did: {id: Question} in the course's order, and what the course does not ask (any more)."""

    questions: dict
    chapters: dict  # {chapter: learners who did anything in it}
    unknown: Counter  # {id: learners}
    known: list  # for each journal: {id: Own} of what the course asks

    def of(self, chapter):
        """Return the Questions of a chapter."""
        return [one for id, one in self.questions.items() if id[:2] == chapter]


@dataclass(frozen=True)
class Point:
    """One thing to talk about: so many learners, of those who answered, began with this mistake; open to so many."""

    question: Question
    mistake: str
    learners: int
    open: int
    answered: int

    @property
    def weight(self):
        """Each learner counts once, and once more while the question is still open."""
        return self.learners + self.open


def count(journals):
    """Return the Class of these Journals, one for each learner."""
    asked = _asked()
    questions = {id: Question(one) for id, one in asked.items()}
    chapters, unknown, known = Counter(), Counter(), []
    for journal in journals:
        found = _one_learner(journal.records)
        unknown.update(id for id in found if id not in asked and ID_PATTERN.fullmatch(id) and len(id) < 80)
        mine = {id: _in_our_words(asked[id], own) for id, own in found.items() if id in asked}
        for id, own in mine.items():
            questions[id].take(own)
        chapters.update({id[:2] for id in mine})
        known.append(mine)
    return Class({id: one for id, one in questions.items() if one.reached}, chapters, unknown, known)


def _asked():
    """Return {id: Exercise or Prediction} of the course, chapter by chapter; a chapter that cannot load has none."""
    found = {}
    for number in registry.chapter_numbers():
        try:
            entries = registry.entries_of(number, ("BEFORE", "EXERCISES", "PREDICTIONS", "AFTER"))
        except ImportError:  # a package that this chapter needs is missing
            continue
        found |= {entry.id: entry for entry in entries}
    return found


def _one_learner(records):
    """Return {id: Own}."""
    found, before = {}, None
    for seen in records:
        own = found.get(seen.id) or found.setdefault(seen.id, Own())
        if seen.when is not None:
            gap = seen.when - before if before is not None else 0.0
            own.seconds += gap if 0 < gap <= PAUSE and not own.done and seen.kind != "review" else 0.0
            before = seen.when
        _TAKE[seen.kind](own, seen)
    return {id: own for id, own in found.items() if own.first is not None or own.helped or own.done or own.solution}


def _attempt(own, seen):
    if not seen.right and not own.done:
        own.mistakes.add(seen.mistake or OTHER)
    _answer(own, seen, seen.mistake)


def _answer(own, seen, what):
    if own.first is None:
        own.first, own.first_right = what or OTHER, seen.right
    if own.done:
        return
    own.attempts += 1
    if seen.right:
        at_once = own.attempts == 1 and not own.helped
        own.state = (
            memory.AT_ONCE if at_once else memory.AFTER_SOLUTION if own.solution else memory.AFTER_MISTAKES
        )  # fmt: skip
    else:
        own.state = memory.AFTER_SOLUTION if seen.told else memory.TRIED


def _shown(own, seen):
    own.state = own.state if own.done else memory.AFTER_SOLUTION


def _solution(own, seen):
    own.solution = own.solution or not own.done
    own.helped = own.helped or not own.done


def _hint(own, seen):
    own.hints += not own.done
    own.helped = own.helped or not own.done


_TAKE = {
    "attempt": _attempt, "prediction": lambda own, seen: _answer(own, seen, seen.option), "shown": _shown,
    "solution": _solution, "hint": _hint, "review": lambda own, seen: None,
}  # fmt: skip


def _in_our_words(asked, own):
    """Return an Own in which every mistake and option is one that the course knows: no file puts words on the page."""
    known = wordings(asked)
    own.mistakes = {name if name in known else OTHER for name in own.mistakes}
    if own.first is not None and own.first not in known:
        own.first = OTHER
    if own.first and not isinstance(asked, Exercise):  # the file may say what it likes of it
        own.first_right = own.first == asked.options[asked.right].label
    return own


def wordings(asked):
    """Return {name of a misconception, or label of an option: what the course says to it}, in the course's order."""
    if isinstance(asked, Exercise):
        return {mistake.name: mistake.message for mistake in asked.misconceptions}
    return {option.label: option.reply for option in asked.options}


def points(questions, most=3):
    """Return the Points to talk about: the mistakes with the greatest weight, at most one for each question.

    A mistake weighs as many as began with it, plus those of them to whom the question is still open. Of equals first
    the one that is shared by the larger part of those who answered, then the one that the course asks first.
    """
    found = []
    for question in questions:
        own = [
            Point(question, mistake, question.first[mistake], question.first_open[mistake], question.answered)
            for mistake in wordings(question.asked)
            if question.first[mistake]
        ]
        found += [max(own, key=lambda point: (point.weight, point.learners))] if own else []
    return sorted(found, key=lambda point: (-point.weight, -point.learners / point.answered))[:most]


def median(numbers):
    """Return the median, or None of none."""
    return statistics.median(numbers) if numbers else None
