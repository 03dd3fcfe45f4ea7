"""Drawings kept as strokes: inked on a grid of any size, and made to look like MNIST digits before they are inked.

A stroke is an array of points ``(n, 2)``, columns x (to the right) and y (down), in pixels of the pad; one point alone
is a dot. A picture that has been inked can only be stretched, and its line with it; strokes are scaled first, and the
line is as wide as the pen whatever the size of the drawing.
"""

from __future__ import annotations

import numpy as np

from course_utils import validation
from course_utils.data.handwriting import BOX, SIDE, framed

#: Pen -> distance from its path, in pixels of 28×28, up to which it is full ink; the edge fades over 1 more.
PENS = {"thin": 0.1, "medium": 0.7, "thick": 1.6}
MOST = BOX / 2  # no drawing is enlarged more: beyond that it would be the trembling of the hand


def ink(strokes, shape, pen="medium", scale=1.0):
    """Draw strokes in pixels on a grid: uint8 ``shape`` (rows, columns), 0 for paper and 255 for full ink.

    The centre of the pixel (row r, column c) lies at x = c + 0.5, y = r + 0.5. ``pen`` is one of ``PENS``,
    ``scale`` makes it wider. Raises ValueError for another pen or points that are no (n, 2).

    >>> ink([[(0.5, 1.5), (2.5, 1.5)]], (3, 5), "thin").tolist()
    [[26, 26, 26, 0, 0], [255, 255, 255, 26, 0], [26, 26, 26, 0, 0]]
    """
    rows, columns = shape
    core, fade = _core(pen) * scale, max(1.0, scale)
    starts, steps = _pieces(strokes)
    if not len(starts):
        return np.zeros(shape, np.uint8)
    half = int(np.ceil(core + fade + 1))  # a window round each piece holds all that it can ink
    corner = np.floor(starts).astype(int) - half
    near = np.arange(2 * half + 2)
    x, y = (corner[:, i, None] + near for i in (0, 1))  # (pieces, window)
    distance = _distance(x[:, None, :] + 0.5, y[:, :, None] + 0.5, starts, steps)  # (pieces, window, window)
    full = np.rint(255 * np.clip((core + fade - distance) / fade, 0, 1)).astype(np.uint8)
    inside = ((y >= 0) & (y < rows))[:, :, None] & ((x >= 0) & (x < columns))[:, None, :]
    place = y[:, :, None] * columns + x[:, None, :]
    found = np.zeros(rows * columns, np.uint8)
    np.maximum.at(found, place[inside], full[inside])
    return found.reshape(shape)


def _core(pen):
    if pen not in PENS:
        raise validation.value_error("pen", repr(pen), f"one of {', '.join(map(repr, PENS))}")
    return PENS[pen]


def _points(strokes):
    """Return the strokes as float64 arrays (n, 2); those without points are left out."""
    strokes = [validation.array("strokes", stroke, shape=("n", 2), allow_empty=True, allow_inf=False)
               for stroke in strokes if len(stroke)]  # fmt: skip
    return [stroke.astype(np.float64) for stroke in strokes]


def _pieces(strokes):
    """Cut all strokes into straight pieces at most 1 long: their starts (pieces, 2) and the steps to their ends."""
    starts, steps = [np.zeros((0, 2))], [np.zeros((0, 2))]
    for stroke in _points(strokes):
        a, b = (stroke[:-1], stroke[1:]) if len(stroke) > 1 else (stroke, stroke)
        count = np.maximum(1, np.ceil(np.hypot(*(b - a).T))).astype(int)
        step = np.repeat((b - a) / count[:, None], count, axis=0)
        place = np.arange(len(step)) - np.repeat(np.cumsum(count) - count, count)  # 0, 1, … along each line
        starts.append(np.repeat(a, count, axis=0) + place[:, None] * step)
        steps.append(step)
    return np.concatenate(starts), np.concatenate(steps)


def _distance(x, y, starts, steps):
    """Return how far the points (x, y) lie from the straight pieces."""
    dx, dy = x - starts[:, 0, None, None], y - starts[:, 1, None, None]
    sx, sy = steps[:, 0, None, None], steps[:, 1, None, None]
    long = np.maximum(sx * sx + sy * sy, 1e-12)
    t = np.clip((dx * sx + dy * sy) / long, 0, 1)
    return np.hypot(dx - t * sx, dy - t * sy)


def strokes_as_mnist(strokes, pen="medium"):
    """Scale strokes into the box of 20×20, ink them, and centre them by mass: uint8 ``(28, 28)``.

    The same preparation as ``as_mnist``, in another order: scaled first, inked afterwards, so that a small drawing
    keeps its holes and a large one its line. A drawing smaller than 2 pixels, a dot for instance, is not blown up to
    the whole box. Raises what ``ink`` raises.

    >>> small, large = ([[(x * s, y * s) for x, y in ((0, 0), (1, 0), (0.4, 2))]] for s in (2, 9))
    >>> bool((strokes_as_mnist(small) == strokes_as_mnist(large)).all())
    True
    """
    strokes, reach = _points(strokes), _core(pen) + 1
    if not strokes:
        return np.zeros((SIDE, SIDE), np.uint8)
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    factor = min(MOST, (BOX - 2 * reach) / max(extent.max(), 1e-9))
    columns, rows = np.ceil(extent * factor + 2 * reach - 1e-6).astype(int)
    return framed(ink([(stroke - low) * factor + reach for stroke in strokes], (rows, columns), pen))
