"""The look of explorers, in Matplotlib: colours, widths in the page's pixels, and its arrows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from course_utils.plotting.style import EXPLORER_COLOURS

DASH = (7, 5)  # pixels of the page: a dash, and the gap after it


@dataclass(frozen=True)
class Look:
    """Colours by name, and how many points stand for a pixel of the page."""

    colours: dict = field(default_factory=lambda: EXPLORER_COLOURS["light"])
    pixel: float = 0.8

    def colour(self, name, other=None):
        """Return a colour by its name in a frame; ``other`` for a name that there is not, else the name itself."""
        return self.colours.get(name, name if other is None else self.colours[other])

    def line(self, width, dash=False):
        """Return Matplotlib's words for a line ``width`` pixels of the page wide."""
        stroke = (0, tuple(part / width for part in DASH)) if dash else "-"
        return dict(lw=width * self.pixel, ls=stroke, dash_capstyle="butt", solid_joinstyle="round",
                    dash_joinstyle="round", solid_capstyle="butt")  # fmt: skip


STILL = Look()


class Arrow(Artist):
    """A line with a filled head at its end, as the page draws it: sizes in pixels, whatever the axes say.

    ``at`` = (x0, y0, x1, y1) in the units of the axes; ``gap`` is left free at both ends; ``head`` is how long a side
    of the head is, ``turn`` the angle between it and the line. Without ``backward`` the head is at (x1, y1).
    """

    def __init__(self, at, color, look, width, head=12.0, turn=0.45, gap=0.0, backward=False):
        super().__init__()
        self.at, self.color, self.look, self.width = np.reshape(at, (2, 2)), to_rgba(color), look, width
        self.head, self.turn, self.gap, self.backward = head, turn, gap, backward

    def draw(self, renderer):
        """Draw it, at the size that the figure has by now."""
        pixel = renderer.points_to_pixels(self.look.pixel)
        ends = self.axes.transData.transform(self.at)
        along = (ends[1] - ends[0]) / (np.hypot(*(ends[1] - ends[0])) or 1.0)
        start, tip = ends[0] + along * self.gap * pixel, ends[1] - along * self.gap * pixel
        if self.backward:
            start, tip, along = tip, start, -along
        head = self.head * pixel if self.gap else min(self.head * pixel, np.hypot(*(tip - start)))
        gc = renderer.new_gc()
        gc.set_foreground(self.color)
        gc.set_linewidth(self.width * pixel)
        gc.set_snap(False)
        self._set_gc_clip(gc)
        renderer.draw_path(gc, Path([start, tip - 0.8 * head * along]), IdentityTransform())
        gc.set_linewidth(0)
        sides = [tip - head * self._turned(along, turn) for turn in (self.turn, -self.turn)]
        renderer.draw_path(gc, Path([tip, *sides, tip], closed=True), IdentityTransform(), self.color)
        gc.restore()

    @staticmethod
    def _turned(along, angle):
        return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ along
