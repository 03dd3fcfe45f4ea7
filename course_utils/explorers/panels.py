"""Panels of an explorer (what kind of picture, with what axes) and the marks of a ``Lines`` panel."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass

import numpy as np

from course_utils import validation


@dataclass(frozen=True)
class Panel:
    """What all panels share: ``id`` is the key of its content in a frame, ``title`` stands above it."""

    id: str
    title: str

    def spec(self):
        """Describe the panel to the page."""
        return {"kind": type(self).__name__.lower(), **asdict(self)}


@dataclass(frozen=True)
class Lines(Panel):
    """A plane with axes; its content is a list of marks. ``background`` marks stay under every frame.

    ``drag`` names a slider, with values in units of the x axis, that a drag along the picture moves.
    Where x ``counts`` something, only whole numbers stand under the axis.
    """

    x: str = ""
    y: str = ""
    xlim: tuple = (0.0, 1.0)
    ylim: tuple = (0.0, 1.0)
    log_y: bool = False
    equal: bool = False
    height: int = 320
    background: tuple = ()
    drag: str | None = None
    counts: bool = False


@dataclass(frozen=True)
class Bars(Panel):
    """Bars with names; content: ``labels``, ``values``, optional ``colors`` (one or many) and ``text`` (one each).

    ``log`` draws the height on a logarithmic axis; ``drag`` names the sliders that the bars move when dragged.
    """

    ylim: tuple = (0.0, 1.0)
    y: str = ""
    log: bool = False
    drag: tuple | None = None
    height: int = 280


@dataclass(frozen=True)
class Grid(Panel):
    """A table of numbers or words; content: ``values``, optional labels, ``format``, ``highlight`` [(r, c, colour)].

    ``shade`` "signed" or "gray" colours the cells by their numbers, from ``vmin`` to ``vmax`` (by default those of the
    table); ``dim`` [(r, c)] greys cells that are not data, such as padding. A ``wide`` table, and the tables beside it,
    take the room that they need, one after another, instead of columns of equal width.
    """

    rows: int = 0
    columns: int = 0
    wide: bool = False


@dataclass(frozen=True)
class Pixels(Panel):
    """A picture; content: ``pixels`` (H, W) or (H, W, 3), ``map`` "gray" or "signed", ``vmin``, ``vmax``, ``boxes``.

    ``boxes`` [(row, column, height, width, colour)] outlines rectangles, in pixels.
    """

    height: int = 280


@dataclass(frozen=True)
class Tiles(Panel):
    """Small pictures of one size, ``columns`` in a row; content: ``pixels`` (K, H, W), optional ``labels`` [K].

    ``map`` "gray" or "signed" (centred at zero), ``vmin`` and ``vmax`` hold for all of them; ``lit`` is the number of
    the tile with a frame round it, or None; ``boxes`` holds for each tile a list as in ``Pixels``.
    """

    columns: int = 8
    height: int = 280


@dataclass(frozen=True)
class Graph(Panel):
    """Nodes and arrows; ``positions`` maps each node to (x, y) in 0..1, y upward; content: ``nodes``, ``edges``."""

    positions: dict | None = None
    height: int = 400


@dataclass(frozen=True)
class Lens(Panel):
    """A window on channels of numbers or on a picture, with its kernel and its output; the page may move it by itself.

    Content: ``input`` (C, H, W), ``kernel`` (1 or C, KH, KW), ``output`` (M, OH, OW) or None, the setting (``mode``,
    ``stride``, ``padding``, ``dilation``, ``flip``, ``zeros``, ``bias``, ``divisor``), ``place``, ``point``, ``photo``
    (a photograph: no numbers in the cells), ``display`` ("signed" or "cut", "absolute": grey levels) and ``reach``, the
    end of its colours. ``pictures`` are those that controls name, uint8 (H, W); ``source`` says which page module
    works out the content while a hand moves, "lens" or "filter"; ``told`` are words that it needs for that.
    """

    pictures: dict | None = None
    source: str = "lens"
    told: dict | None = None
    height: int = 360

    def spec(self):
        """Describe the panel to the page, its pictures as text."""
        texts = {
            name: [*picture.shape, base64.b64encode(picture.tobytes()).decode("ascii")]
            for name, picture in (self.pictures or {}).items()
        }
        told = {"told": self.told} if self.told else {}
        return dict(
            kind="lens", id=self.id, title=self.title, source=self.source, height=self.height, pictures=texts, **told
        )


class marks:
    """The marks of a ``Lines`` panel. Coordinates are those of its axes; NaN breaks a line."""

    @staticmethod
    def line(x, y, color="blue", width=2.5, dash=False, opacity=1.0, label=None):
        """A line through the points (x, y)."""
        return dict(mark="line", **_xy(x, y), color=color, width=width, dash=dash, opacity=opacity, label=label)

    @staticmethod
    def area(x, y, base=0.0, color="grey", opacity=0.3, label=None):
        """The area between y and ``base``."""
        return dict(mark="area", **_xy(x, y), base=float(base), color=color, opacity=opacity, label=label)

    @staticmethod
    def points(x, y, color="orange", size=5, opacity=1.0, label=None):
        """Dots of ``size`` pixels (radius)."""
        return dict(mark="points", **_xy(x, y), color=color, size=size, opacity=opacity, label=label)

    @staticmethod
    def bars(x, height, width, color="grey", opacity=0.5, label=None):
        """Upright bars from 0, centred at x, ``width`` in units of the x axis."""
        return dict(mark="bars", **_xy(x, height), span=float(width), color=color, opacity=opacity, label=label)

    @staticmethod
    def vline(x, color="grey", width=1.5, dash=True, label=None):
        """A line across the whole height at x."""
        return dict(mark="vline", at=float(x), color=color, width=width, dash=dash, opacity=1.0, label=label)

    @staticmethod
    def hline(y, color="grey", width=1.5, dash=True, label=None):
        """A line across the whole width at y."""
        return dict(mark="hline", at=float(y), color=color, width=width, dash=dash, opacity=1.0, label=label)

    @staticmethod
    def axes(xlim):
        """Another range of the x axis than the panel's, for this frame."""
        return dict(mark="axes", limits=dict(xlim=[float(v) for v in xlim]), color="ink")

    @staticmethod
    def text(x, y, text, color="ink", align="left"):
        """Words at (x, y); align is "left", "center" or "right"."""
        return dict(mark="text", at=[float(x), float(y)], text=str(text), color=color, align=align)

    @staticmethod
    def arrow(x0, y0, x1, y1, color="ink", width=2.5, label=None):
        """An arrow from (x0, y0) to (x1, y1)."""
        return dict(mark="arrow", at=[float(v) for v in (x0, y0, x1, y1)], color=color, width=width, label=label)

    @staticmethod
    def image(pixels, extent, map="gray", vmin=None, vmax=None, opacity=1.0):
        """A picture under the lines; extent = (x0, x1, y0, y1), row 0 at the top (y1)."""
        pixels = np.asarray(pixels)
        low = float(np.min(pixels)) if vmin is None else float(vmin)
        high = float(np.max(pixels)) if vmax is None else float(vmax)
        return dict(
            mark="image",
            pixels=pixels,
            extent=[float(v) for v in extent],
            map=map,
            vmin=low,
            vmax=high,
            opacity=opacity,
            color="grey",
            label=None,
        )


def _xy(x, y):
    """Return x and y as float32 arrays of one length; NaN stands for a gap in a line."""
    x, y = (np.atleast_1d(validation.array(n, v, allow_nan=True)).astype(np.float32) for n, v in (("x", x), ("y", y)))
    validation.same_shape("y", y, "x", x)
    return dict(x=x, y=y)
