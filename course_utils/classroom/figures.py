"""Numbers as the report writes them: counts always, shares and medians where enough learners stand behind them."""

from __future__ import annotations

from dataclasses import dataclass

from course_utils.classroom.tally import median
from course_utils.uncertainty import wilson

__all__ = ["ENOUGH", "STEPS", "Figures"]

ENOUGH = 5  # learners: of fewer there is no share and no median
STEPS = (0.1, 0.2, 0.35, 0.5)  # shares from which on a cell of the heat map is darker


@dataclass(frozen=True)
class Figures:
    """Write numbers of learners; a number from 1 to ``least`` - 1 is only told to be one of these."""

    least: int = 1

    def count(self, number):
        """Return a number of learners in words.

        >>> Figures().count(2), Figures(least=3).count(2), Figures(least=3).count(0)
        ('2', '1–2', '0')
        """
        return self._hidden if 0 < number < self.least else f"{number}"

    @property
    def _hidden(self):
        return "1" if self.least == 2 else f"1–{self.least - 1}"

    def parts(self, numbers):
        """Return the numbers of the parts of a whole; a single hidden one, the rest of the sum, hides another.

        >>> Figures(least=3).parts([7, 2, 4])
        ['7', '1–2', 'some']
        """
        shown = [self.count(number) for number in numbers]
        others = [at for at, number in enumerate(numbers) if number >= self.least]
        if sum(0 < number < self.least for number in numbers) == 1 and others:
            shown[min(others, key=numbers.__getitem__)] = "some"
        return shown

    def share(self, part, whole):
        """Return a share with its 95 % interval, or "" where too few answered or a number is hidden.

        >>> Figures().share(12, 40), Figures().share(1, 4)
        ('30\\xa0% (18–45\\xa0%)', '')
        """
        if whole < ENOUGH or any(0 < number < self.least for number in (part, whole - part)):
            return ""
        low, high = wilson(part, whole)
        return f"{100 * part / whole:.0f}\u00a0% ({100 * low:.0f}–{100 * high:.0f}\u00a0%)"  # kept together on a line

    def middle(self, numbers, scale=1):
        """Return the median of one number for each learner, divided by ``scale``; "–" of fewer than five.

        >>> Figures().middle([60, 90, 100, 120, 700], 60), Figures().middle([1, 2])
        ('1.7', '–')
        """
        if len(numbers) < max(ENOUGH, self.least):
            return "–"
        found = median(numbers) / scale
        return f"{found:.1f}".removesuffix(".0") if found < 10 else f"{found:.0f}"

    def step(self, part, whole):
        """Return the shade of a cell, 0 to 4: which share of the whole it holds.

        >>> Figures().step(1, 40), Figures().step(12, 40), Figures().step(40, 40)
        (0, 2, 4)
        """
        return sum(part >= step * whole for step in STEPS) if part >= self.least and whole else 0
