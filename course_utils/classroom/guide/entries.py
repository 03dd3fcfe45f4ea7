"""What the guide says of one part of a chapter, and where it is found."""

from __future__ import annotations

from dataclasses import dataclass

from course_utils.exercises import registry

__all__ = ["Part", "question"]


@dataclass(frozen=True)
class Part:
    """What a lecturer does with one part of a chapter.

    ``ask`` is the id of the question to put to the class, ``shows`` the misconception behind each of its wrong answers,
    in their order, ``board`` what to draw, ``skip`` what can go when time is short, ``keep`` what cannot. Raises
    ValueError where the question has another number of wrong answers.
    """

    ask: str
    shows: tuple[str, ...]
    board: str
    skip: str
    keep: str

    def __post_init__(self):
        wrong = [option for option in question(self.ask).options if not option.right]
        if len(self.shows) != len(wrong):
            raise ValueError(f"shows: got {len(self.shows)} for {self.ask}; expected {len(wrong)}, one a wrong answer")

    @property
    def wrong(self):
        """Return (wrong answer, the misconception that it shows), in the question's order."""
        return tuple(zip((o.label for o in question(self.ask).options if not o.right), self.shows, strict=True))


def question(id):
    """Return the prediction or the recall question of an id. Raises UnknownId for one that there is not."""
    return registry.find(id)
