"""What a question of the exam is made of, and how its numbers are written."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Ask", "Question", "Wrong", "listed", "said"]


@dataclass(frozen=True)
class Ask:
    """One thing that is asked: its text, its points, and what is expected.

    ``value`` is the answer as a number or a tuple of numbers, or None where it takes words; ``answer`` writes it.
    """

    text: str
    points: int
    value: float | tuple | None
    answer: str


@dataclass(frozen=True)
class Wrong:
    """A typical wrong answer to the ask at ``place``, as it is written, and what it shows."""

    place: int
    value: float | tuple | None
    answer: str
    shows: str


@dataclass(frozen=True)
class Question:
    """One question: the chapter whose ground it stands on, what it says, what it asks, and how it is marked.

    ``given`` are the numbers that were drawn for it, ``partial`` says what earns part of the points.
    """

    chapter: str
    title: str
    text: str
    asks: tuple[Ask, ...]
    partial: str
    wrong: tuple[Wrong, ...]
    given: dict = field(default_factory=dict)

    @property
    def points(self):
        """Return the points of all that is asked."""
        return sum(ask.points for ask in self.asks)


def said(number, digits=3):
    """Write a number: a true minus, commas in long ones, at most ``digits`` decimals and no noughts at their end.

    >>> said(-0.5), said(12345), said(2 / 3), said(3.0)
    ('−0.5', '12,345', '0.667', '3')
    """
    text = f"{number:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def listed(numbers, digits=3):
    """Write several numbers, one after the other.

    >>> listed((1, -2.5))
    '1, −2.5'
    """
    return ", ".join(said(number, digits) for number in numbers)
