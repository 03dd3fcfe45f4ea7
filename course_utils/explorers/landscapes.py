"""Functions of two numbers to walk down on: height, gradient and contour lines, each written out by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

TURN = np.linspace(0.0, 2 * np.pi, 73)


@dataclass(frozen=True)
class Landscape:
    """Hold one function f(ω₁, ω₂) of the descent explorer.

    height(a, b) and slope(a, b) take arrays of any shape; slope returns the pair (∂f/∂ω₁, ∂f/∂ω₂). contours is one
    line (x, y) with NaN between the rings. lowest holds the place and the height of the lowest point, shallow the
    place of a second valley, if there is one.
    """

    name: str
    formula: str
    height: Callable
    slope: Callable
    contours: tuple[np.ndarray, np.ndarray]
    lowest: tuple[float, float, float]
    shallow: tuple[float, float] | None = None


def join(pieces):
    """Join (x, y) lines into one, with NaN between them.

    >>> join([([0.0], [1.0]), ([2.0], [3.0])])[0]
    array([ 0., nan,  2., nan])
    """
    ends = [(np.append(x, np.nan), np.append(y, np.nan)) for x, y in pieces]
    return tuple(np.concatenate(side) for side in zip(*ends))


def bowl(name, formula, centre, weights, levels):
    """Return the landscape p(ω₁ − a)² + q(ω₂ − b)² with centre (a, b) and weights (p, q); its contours are ellipses."""
    (a, b), (p, q) = centre, weights
    rings = [(a + np.sqrt(c / p) * np.cos(TURN), b + np.sqrt(c / q) * np.sin(TURN)) for c in levels]
    return Landscape(
        name,
        formula,
        lambda x, y: p * (x - a) ** 2 + q * (y - b) ** 2,
        lambda x, y: (2 * p * (x - a), 2 * q * (y - b)),
        join(rings),
        (a, b, 0.0),
    )


TILT = 0.15  # makes the left one of the two valleys the deeper one


def valley_floor(x):
    """Return the height of two valleys along ω₂ = 0: lowest near −2 and near 2, the left one deeper."""
    return (x**2 / 4 - 1) ** 2 + TILT * x


def valley_rings(levels):
    """Return the contours of the two valleys, solved for ω₂ = ±√(c − floor(ω₁)).

    The floor crosses each level at the roots of a polynomial; between two crossings the places are taken dense at both
    ends, where the contour runs upright.
    """
    pieces, spread = [], (1 - np.cos(np.linspace(0, np.pi, 41))) / 2
    for c in levels:
        crossings = np.roots([1 / 16, 0, -1 / 2, TILT, 1 - c])
        ends = np.sort(crossings[np.abs(crossings.imag) < 1e-9].real)
        for left, right in ends.reshape(-1, 2):
            x = left + (right - left) * spread
            half = np.sqrt(np.maximum(c - valley_floor(x), 0.0))
            pieces.append((np.concatenate([x, x[::-1]]), np.concatenate([half, -half[::-1]])))
    return join(pieces)


def two_valleys():
    """Return the landscape (ω₁²/4 − 1)² + 0.15 ω₁ + ω₂², with a shallower valley on the right."""
    deepest, _, shallow = np.sort(np.roots([0.25, 0.0, -1.0, TILT]).real)  # where the floor is level
    return Landscape(
        "two valleys",
        "f(ω) = (ω₁²/4 − 1)² + 0.15 ω₁ + ω₂²",
        lambda x, y: valley_floor(x) + y**2,
        lambda x, y: (x**3 / 4 - x + TILT, 2 * y),
        valley_rings((-0.2, 0.1, 0.4, 0.7, 0.98, 1.5, 2.5, 4.0, 6.0, 9.0)),
        (float(deepest), 0.0, float(valley_floor(deepest))),
        (float(shallow), 0.0),
    )


LANDSCAPES = {
    "bowl": bowl(
        "bowl",
        "f(ω) = (ω₁ − 1)² + 2(ω₂ + ½)²",
        (1.0, -0.5),
        (1.0, 2.0),
        (0.1, 0.5, 1.5, 3.5, 6.5, 10.5, 16.0, 23.0, 32.0, 42.0),
    ),
    "ravine": bowl(
        "ravine",
        "f(ω) = 0.08(ω₁ − 2.5)² + 2ω₂²",
        (2.5, 0.0),
        (0.08, 2.0),
        (0.02, 0.1, 0.3, 0.7, 1.4, 2.6, 4.5, 7.5, 12.0, 17.0),
    ),
    "two valleys": two_valleys(),
}
