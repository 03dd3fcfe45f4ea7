"""What a lecturer draws with: lines, arrows, boxes, circles and words, a little uneven, as a hand leaves them.

A board is 20 wide and 9 high, whatever its size on the page.
"""

from __future__ import annotations

import numpy as np

from course_utils import validation
from course_utils.plotting.style import PALETTE, Picture, figure

__all__ = ["Board", "words_of"]

WIDTH, HEIGHT = 20, 9
_HAND = dict(scale=1.0, length=140, randomness=9)  # how far a hand strays from a straight line, in points
INK = ("ink", "blue", "orange", "green", "purple", "red", "grey")


class Board:
    """An empty board to draw on; ``picture`` gives what a notebook shows.

    Every place is (x, y) with (0, 0) at the left below. ``colour`` is a name of the palette. Raises ValueError for
    another one.

    >>> Board().line((1, 1), (5, 4)).words(5, 5, "up").picture("A line that rises.")
    Figure: A line that rises.
    """

    def __init__(self, height=HEIGHT):
        self.height = validation.positive("height", height)
        self.figure, self.ax = figure(width=8.4, height=8.4 * height / WIDTH)
        self.ax.set(xlim=(0, WIDTH), ylim=(0, height), aspect="equal")
        self.ax.set_axis_off()

    def line(self, *places, colour="ink", dashed=False, width=2.0):
        """Draw a stroke through ``places``."""
        x, y = zip(*places)
        [stroke] = self.ax.plot(x, y, color=_ink(colour), linewidth=width, linestyle="--" if dashed else "-")
        if not dashed:
            stroke.set_sketch_params(**_HAND)
        return self

    def curve(self, function, start, end, colour="ink", dashed=False):
        """Draw y = ``function``(x) between two x."""
        x = np.linspace(start, end, 60)
        return self.line(*zip(x, map(function, x)), colour=colour, dashed=dashed)

    def arrow(self, start, end, colour="ink", bend=0.0, width=1.8):
        """Draw an arrow; ``bend`` lifts its middle, by that share of its length."""
        look = dict(arrowstyle="-|>", color=_ink(colour), linewidth=width, shrinkA=0, shrinkB=0, mutation_scale=15)
        look["connectionstyle"] = f"arc3,rad={-bend}"
        self.ax.annotate("", xy=end, xytext=start, arrowprops=look)
        return self

    def box(self, x, y, width, height, label="", colour="ink", size=12):
        """Draw a box with its left lower corner at (x, y), and a label in its middle."""
        right, top = x + width, y + height
        self.line((x, y), (right, y), (right, top), (x, top), (x, y), colour=colour)
        return self.words(x + width / 2, y + height / 2, label, colour=colour, size=size)

    def circle(self, x, y, radius=0.45, label="", colour="ink", size=12):
        """Draw a circle round (x, y), and a label in it."""
        turn = np.linspace(0, 2 * np.pi, 40)
        self.line(*zip(x + radius * np.cos(turn), y + radius * np.sin(turn)), colour=colour)
        return self.words(x, y, label, colour=colour, size=size)

    def words(self, x, y, text, colour="ink", size=12, align="center"):
        """Write ``text`` with its middle, or its left end, at (x, y)."""
        if text:
            self.ax.text(x, y, text, ha=align, va="center", fontsize=size, color=_ink(colour), linespacing=1.3)
        return self

    def picture(self, alt):
        """Return the Picture of the board, ``alt`` saying in a sentence what is drawn."""
        return Picture(self.figure, alt)


def words_of(picture):
    """Return every word that stands on the board of a Picture, in the order of writing."""
    return [text.get_text() for text in picture.figure.axes[0].texts if text.get_text()]


def _ink(colour):
    return PALETTE[validation.choice("colour", colour, INK)]
