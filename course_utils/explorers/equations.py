"""Printed equations that hold: how many digits a rounded number needs, so that what is computed from it is right."""

from __future__ import annotations


def enough_digits(value, holds, least=3, most=12):
    """Return the fewest significant digits, ``least`` at least, with which a rounded ``value`` satisfies ``holds``.

    ``holds`` takes the rounded number and tells whether the printed equation is right with it; where no number of
    digits up to ``most`` will do, the answer is ``most``.

    >>> enough_digits(1.11483, lambda base: f"{base**20:.2g}" == "8.8")
    4
    """
    return next((n for n in range(least, most) if holds(float(f"{value:.{n}g}"))), most)
