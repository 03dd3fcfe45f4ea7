"""What the judge says of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["MISUSED", "NOT_ATTEMPTED", "RIGHT", "WRONG", "Judgement"]

RIGHT, WRONG, NOT_ATTEMPTED, MISUSED = "correct", "not yet", "not attempted yet", "no answer to judge"


@dataclass(frozen=True)
class Judgement:
    """Hold the state (RIGHT, WRONG, NOT_ATTEMPTED, MISUSED), paragraphs as (kind, text), the misconception's name.

    ``failing`` is the case that is shown, an ``(args, kwargs)`` pair, and ``names`` the names of its arguments.
    """

    state: str
    parts: tuple[tuple[str, str], ...] = ()
    misconception: str | None = None
    failing: Any = None
    names: tuple[str, ...] = ()
