"""Drawings of chapter 11: blocks from top to bottom, networks from left to right, and the ways round them."""

from __future__ import annotations

from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from course_utils import validation
from course_utils.plotting.style import PALETTE

BLUE, ORANGE, GREY, INK = (PALETTE[name] for name in ("blue", "orange", "grey", "ink"))
FILLS = {"layer": "#dbe9f4", "relu": "#fbe3d6", "norm": "#e9e9e9", "known": "#e3f1e6", "new": "#fbe3d6"}
WIDTH, HEIGHT, STEP = 2.4, 0.62, 1.0  # of a box in a block, and from one to the next


def block(ax, layers, after=(), shortcut=None, title=""):
    """Draw one block downwards: the boxes of F, the sum where there is a shortcut, the boxes after it; return ax.

    ``layers`` and ``after`` are pairs (text, kind), the kind being one of `FILLS`. ``shortcut`` is the text beside the
    way round; None draws a plain block.

    >>> from course_utils.plotting import figure
    >>> ax = block(figure()[1], [("3×3", "layer")], [("ReLU", "relu")], "x")
    """
    y = 0.0
    ax.text(0, y + 0.15, "x", ha="center", va="bottom", fontsize=14, style="italic")
    top, y = y, y - 0.8
    for text, kind in layers:
        y = _box_below(ax, y, text, kind)
    y -= 0.1
    if shortcut is not None:
        ax.add_patch(Circle((0, y), 0.26, facecolor="white", edgecolor=BLUE, linewidth=2))
        ax.text(0, y, "+", ha="center", va="center", fontsize=17, color=BLUE)
        _arrow(ax, (0, y + STEP - 0.21), (0, y + 0.26))
        _way_round(ax, top - 0.12, y, shortcut)
    else:  # as much room as the sum takes, so that twins stand level
        ax.plot((0, 0), (y + STEP - 0.21, y - 0.26), color=INK, linewidth=1.4)
    y -= 0.9
    for text, kind in after:
        y = _box_below(ax, y, text, kind)
    _arrow(ax, (0, y + STEP - 0.31), (0, y + 0.2))
    ax.text(0, y + 0.12, "y", ha="center", va="top", fontsize=14, style="italic")
    ax.set(xlim=(-2.2, 3.2), ylim=(y - 0.5, 0.7), aspect="equal")
    ax.set_title(title)
    ax.set_axis_off()
    return ax


def alike(axes):
    """Give blocks that stand side by side one scale, that of the longest, so that their titles are level too."""
    lowest = min(ax.get_ylim()[0] for ax in axes)
    for ax in axes:
        ax.set_ylim(bottom=lowest)


def _box_below(ax, y, text, kind):
    """Draw an arrow into a box whose middle is at ``y``; return the middle of the next."""
    _arrow(ax, (0, y + STEP - HEIGHT / 2), (0, y + HEIGHT / 2))
    ax.add_patch(
        Rectangle((-WIDTH / 2, y - HEIGHT / 2), WIDTH, HEIGHT, facecolor=FILLS[kind], edgecolor=INK, linewidth=1.1)
    )
    ax.text(0, y, text, ha="center", va="center", fontsize=12)
    return y - STEP


def _way_round(ax, top, bottom, text):
    right = WIDTH / 2 + 0.5
    ax.plot((0, right, right), (top, top, bottom), color=BLUE, linewidth=2.2)
    _arrow(ax, (right, bottom), (0.26, bottom), BLUE, 2.2)
    ax.text(right + 0.12, (top + bottom) / 2, text, va="center", fontsize=12, color=BLUE)


def _arrow(ax, start, end, color=INK, width=1.4):
    style = dict(arrowstyle="-|>", mutation_scale=12, shrinkA=0, shrinkB=0)
    ax.add_patch(FancyArrowPatch(start, end, color=color, linewidth=width, **style))


def row(ax, boxes, skips=(), title="", ends=("x", "y"), room=None):
    """Draw boxes from left to right, joined by arrows, and ways round some of them; return ax.

    ``boxes`` are pairs (text, kind) as in `block`. ``skips`` are triples (first, last, text): the way leaves before box
    ``first`` and comes back, at a sum, after box ``last``. ``room`` is for how many boxes the width is meant, so that
    rows of different length are drawn alike. Raises ValueError for a box that is not there.

    >>> from course_utils.plotting import figure
    >>> ax = row(figure()[1], [("A", "layer"), ("B", "layer")], [(1, 1, "1")])
    """
    gap, wide = 0.9, 1.5
    lefts = [gap + k * (wide + gap) for k in range(len(boxes))]
    end = lefts[-1] + wide + gap
    for left, (text, kind) in zip(lefts, boxes):
        ax.add_patch(Rectangle((left, -0.4), wide, 0.8, facecolor=FILLS[kind], edgecolor=INK, linewidth=1.1))
        ax.text(left + wide / 2, 0, text, ha="center", va="center", fontsize=12)
        _arrow(ax, (left - gap, 0), (left, 0))
    _arrow(ax, (end - gap, 0), (end, 0))
    for first, last, text in skips:
        validation.choice("skips", first, tuple(range(len(boxes))))
        validation.choice("skips", last, tuple(range(first, len(boxes))))
        _bridge(ax, lefts[first] - gap * 0.26, lefts[last] + wide + gap * 0.4, text)
    ax.text(-0.12, 0, ends[0], ha="right", va="center", fontsize=13, style="italic")
    ax.text(end + 0.12, 0, ends[1], ha="left", va="center", fontsize=13, style="italic")
    ax.set(xlim=(-0.5, gap + (room or len(boxes)) * (wide + gap) + 0.5), ylim=(-0.55, 1.4 if skips else 0.6))
    ax.set_title(title, fontsize=13, loc="left")
    ax.set_axis_off()
    return ax


def _bridge(ax, start, end, text):
    ax.plot((start, start, end), (0, 0.95, 0.95), color=BLUE, linewidth=2.2)
    _arrow(ax, (end, 0.95), (end, 0.15), BLUE, 2.2)
    ax.plot(end, 0, "o", ms=17, color="white", markeredgecolor=BLUE, mew=1.8, zorder=3)
    ax.text(end, 0, "+", ha="center", va="center", fontsize=13, color=BLUE, zorder=4)
    ax.text((start + end) / 2, 1.03, text, ha="center", va="bottom", fontsize=12, color=BLUE)
