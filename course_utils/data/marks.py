"""Crosses and rings as a pen of one pixel draws them: ink is 1, paper 0."""

from __future__ import annotations

import numpy as np

from course_utils import validation


def cross(reach):
    """Return a × whose four arms reach ``reach`` pixels from its middle, (2·reach + 1) pixels high and wide.

    >>> cross(1)
    array([[1., 0., 1.],
           [0., 1., 0.],
           [1., 0., 1.]])
    """
    stroke = np.eye(2 * validation.integer("reach", reach, minimum=1) + 1)
    return np.maximum(stroke, stroke[::-1])


def ring(radius):
    """Return a ○ of ``radius`` pixels, (2·radius + 1) pixels high and wide: no gap in it, and no pixel too many.

    >>> ring(2)
    array([[0., 1., 1., 1., 0.],
           [1., 0., 0., 0., 1.],
           [1., 0., 0., 0., 1.],
           [1., 0., 0., 0., 1.],
           [0., 1., 1., 1., 0.]])
    """
    radius = validation.integer("radius", radius, minimum=1)
    drawn = np.zeros((2 * radius + 1, 2 * radius + 1))
    far, near, error = radius, 0, 1 - radius
    while far >= near:  # one eighth of the ring; the others are its mirror images
        for row, column in ((far, near), (near, far)):
            drawn[np.ix_([radius - row, radius + row], [radius - column, radius + column])] = 1
        near += 1
        far, error = (far, error + 2 * near + 1) if error < 0 else (far - 1, error + 2 * (near - far) + 3)
    return drawn


def on_paper(mark, height, width, row, column):
    """Return ``mark`` (h, w) on empty paper of (height, width), its top left pixel at (row, column).

    Raises ValueError when it does not lie on the paper whole.

    >>> on_paper(np.ones((1, 2)), 2, 3, row=1, column=0)
    array([[0., 0., 0.],
           [1., 1., 0.]])
    """
    mark = validation.array("mark", mark, ndim=2)
    places = [validation.integer(name, at, minimum=0) for name, at in (("row", row), ("column", column))]
    paper = np.zeros((validation.integer("height", height, minimum=1), validation.integer("width", width, minimum=1)))
    ends = [at + size for at, size in zip(places, mark.shape)]
    if ends[0] > height or ends[1] > width:
        raise validation.value_error("mark", f"shape {mark.shape} at {tuple(places)}", f"room on {height} × {width}")
    paper[places[0] : ends[0], places[1] : ends[1]] = mark
    return paper
