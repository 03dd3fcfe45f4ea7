"""Synthetic drawn digits as strokes: every shape of the course in many hands, at the sizes at which people draw."""

from typing import NamedTuple

import numpy as np

from course_utils.data.digit_shapes import SHAPES, curve
from course_utils.data.handwriting import as_mnist
from course_utils.data.strokes import ink, strokes_as_mnist

PAD = 28
#: Name -> (height as a share of the pad, where its centre lies as shares of the pad).
SIZES = {
    "tiny": (0.18, (0.5, 0.5)),
    "small": (0.36, (0.5, 0.5)),
    "medium": (0.6, (0.5, 0.5)),
    "large": (0.86, (0.5, 0.5)),
    "corner": (0.36, (0.24, 0.24)),
    "low right": (0.5, (0.68, 0.7)),
}


class Drawn(NamedTuple):
    """One drawing: which digit it is meant to be, the name of its shape, and its strokes in pixels of the pad."""

    digit: int
    name: str
    strokes: list


def hand(digit, name, rng):
    """One person's way to write a shape: strokes on a page of 1×1, about the origin."""
    width, slant, turn = rng.uniform(0.62, 0.95), rng.normal(0, 0.18), rng.normal(0, 0.1)
    cos, sin = np.cos(turn), np.sin(turn)
    matrix = np.array([[cos, -sin], [sin, cos]]) @ np.array([[width, -slant], [0, 1]])
    wobble = {}  # where one stroke goes on from another, both keep their common point
    strokes = []
    for stroke in SHAPES[digit, name]:
        moved = [np.array(p) - 0.5 + wobble.setdefault(p, rng.normal(0, 0.035, 2)) for p in stroke]
        strokes.append(curve(moved) @ matrix.T)
    return strokes


def drawn(size, count, seed=0):
    """`count` drawings of every shape at one of `SIZES`: a list of `Drawn`."""
    rng = np.random.default_rng([seed, list(SIZES).index(size)])
    share, centre = SIZES[size]
    found = []
    for digit, name in SHAPES:
        for _ in range(count):
            here = PAD * (np.array(centre) + rng.normal(0, 0.02, 2))
            strokes = [np.round(PAD * share * s + here, 2) for s in hand(digit, name, rng)]
            found.append(Drawn(digit, name, strokes))
    return found


def pictures(drawings, pen="medium"):
    """What a network gets of drawings: inked first and scaled then, and the other way round; both (n, 28, 28)."""
    first = [as_mnist(ink(d.strokes, (PAD, PAD), pen)) for d in drawings]
    return np.stack(first), np.stack([strokes_as_mnist(d.strokes, pen) for d in drawings])
