"""What became of everything that was asked, and what is due to be asked again: read from the progress file alone.

Right answers come back after growing intervals, wrong ones on the next day (spaced repetition in boxes, after
S. Leitner, "So lernt man lernen", 1972): a right answer moves an item one box up once it is due, a wrong one back to
the first. What is right again before its day proves little (running a chapter's cells anew does it), and moves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from course_utils import renamed
from course_utils.exercises import registry

__all__ = [
    "AFTER_MISTAKES",
    "AFTER_SOLUTION",
    "AT_ONCE",
    "DAYS",
    "OPEN",
    "TRIED",
    "Item",
    "asked_still",
    "due",
    "items",
]

AT_ONCE, AFTER_MISTAKES, AFTER_SOLUTION, TRIED, OPEN = (
    "at once",
    "after mistakes",
    "after the solution",
    "tried",
    "open",
)
DONE = (AT_ONCE, AFTER_MISTAKES, AFTER_SOLUTION)
DAYS = (1, 3, 7, 16, 35, 90)  # until an item in box 0, 1, … is due


@dataclass
class Item:
    """What is known of one exercise or question: its state, its box, and the days on which it was answered."""

    id: str
    state: str = OPEN
    helped: bool = False  # hints were asked for
    shown: bool = False  # its solution was seen before it was right
    box: int = 0
    last: date | None = None
    reviews: int = 0

    @property
    def done(self):
        """Return whether it has been answered right, or its answer has been looked at."""
        return self.state in DONE

    @property
    def due(self):
        """Return the day on which it comes back, or None before anything was answered."""
        return None if self.last is None else self.last + timedelta(days=DAYS[min(self.box, len(DAYS) - 1)])

    def answered(self, right, day):
        """Move up a box for a right answer that was due, or the first, and back to the first box for a wrong one."""
        if day is None:  # nobody knows when
            return
        if not right:
            self.box, self.last = 0, day
        elif self.last is None or day >= self.due:
            self.box, self.last = min(self.box + 1, len(DAYS) - 1), day


def items(records):
    """Return {id: Item} of everything that the records of the progress file speak of, in the order of first mention."""
    found = {}
    for record in records:
        id = renamed.current(record["id"])
        item = found.setdefault(id, Item(id))
        _TAKE[record["kind"]](item, record, _day(record))
    return found


def _day(record):
    """Return the local day of a record: what is answered at midnight in one place is not so in another."""
    try:
        return datetime.fromisoformat(str(record["time"])).astimezone().date()
    except (KeyError, ValueError, OverflowError):
        return None


def _attempt(item, record, day):
    right = record["verdict"] == "correct"
    first = item.state == OPEN and not item.helped and not item.shown
    if right and not item.done:
        item.state = AT_ONCE if first else AFTER_SOLUTION if item.shown else AFTER_MISTAKES
        item.box, item.last = (1 if item.state == AT_ONCE else 0), day
    elif not item.done:
        item.state, item.last = TRIED, day
    else:
        item.answered(right, day)


def _question(item, record, day):
    if record.get("try", 1) == 1:
        item.answered(record.get("right") is True, day)
    if record.get("right") is True and not item.done:
        item.state = AT_ONCE if item.state == OPEN else AFTER_MISTAKES
    elif not item.done:  # earlier versions, which did not count tries, marked the right option at once
        item.state = TRIED if "try" in record else AFTER_SOLUTION


def _review(item, record, day):
    item.reviews += 1
    if record.get("try", 1) == 1:
        item.answered(record["right"] is True, day)


def _shown(item, record, day):
    if not item.done:
        item.state, item.last = AFTER_SOLUTION, day


def _solution(item, record, day):
    item.shown = item.shown or not item.done


def _hint(item, record, day):
    item.helped = item.helped or not item.done


_TAKE = {
    "attempt": _attempt, "prediction": _question, "review": _review, "shown": _shown, "solution": _solution,
    "hint": _hint,
}  # fmt: skip


def asked_still(found):
    """Return the Items with a day that the course still asks; what a later version dropped never comes back."""
    return [item for item in found.values() if item.due and _is_known(item.id)]


def _is_known(id):
    try:
        return bool(registry.find(id))
    except (registry.UnknownId, ImportError):  # dropped, or a package that its chapter needs is missing
        return False


def due(found, today):
    """Return the Items that are due on the day ``today``: the lowest box first, then those that wait longest."""
    waiting = [item for item in asked_still(found) if item.due <= today]
    return sorted(waiting, key=lambda item: (item.box, item.due))
