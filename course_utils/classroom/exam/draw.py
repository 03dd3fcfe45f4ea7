"""Draw an exam: the same twenty questions for every seed, with other numbers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from course_utils.classroom.exam import chapters_01_04, chapters_05_08, chapters_09_12
from course_utils.classroom.exam.question import Question

__all__ = ["QUESTIONS", "Exam", "exam", "is_fair"]

QUESTIONS = chapters_01_04.QUESTIONS + chapters_05_08.QUESTIONS + chapters_09_12.QUESTIONS
MINUTES = 150


@dataclass(frozen=True)
class Exam:
    """One variant of the exam."""

    seed: int
    questions: tuple[Question, ...]

    @property
    def points(self):
        """Return the points of the whole exam."""
        return sum(question.points for question in self.questions)


def exam(seed):
    """Return the Exam whose numbers ``seed`` draws; the same seed gives the same exam on every computer.

    Raises TypeError for a seed that is no whole number.

    >>> exam(7).points, len(exam(7).questions)
    (100, 20)
    """
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise TypeError(f"seed: got {type(seed).__name__} {seed!r}; expected a whole number")
    return Exam(seed, tuple(_drawn(make, seed) for make in QUESTIONS))


def _drawn(make, seed):
    """Draw a question by itself, so that mending one leaves the others; again while a mistake would be right."""
    rng = random.Random(f"{make.__name__} {seed}")
    while not is_fair(question := make(rng)):
        pass
    return question


def is_fair(question):
    """Return whether no typical mistake leads to the right answer, nor to one that is written like it."""
    return all(
        wrong.answer != (ask := question.asks[wrong.place]).answer and not _equal(wrong.value, ask.value)
        for wrong in question.wrong
    )


def _equal(one, other):
    if one is None or other is None:
        return False
    pairs = ((v if isinstance(v, tuple) else (v,)) for v in (one, other))
    return all(abs(a - b) < 1e-9 for a, b in zip(*pairs))
