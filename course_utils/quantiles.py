"""The two distributions behind every interval of the course: the normal one and Student's t.

The normal distribution comes from Python's own ``statistics``. Student's is summed up here, for whole degrees of
freedom, by the finite series of Abramowitz and Stegun 1964, 26.7.3 and 26.7.4.
"""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from course_utils import validation

_NORMAL = NormalDist()


def normal_cdf(z) -> float:
    """Return the share of a standard normal distribution that lies below `z`.

    >>> round(normal_cdf(1.96), 4)
    0.975
    """
    return _NORMAL.cdf(validation.number("z", z))


def normal_quantile(p) -> float:
    """Return the z below which the share `p` (0 < p < 1) of a standard normal distribution lies.

    >>> round(normal_quantile(0.975), 6)
    1.959964
    """
    return _NORMAL.inv_cdf(validation.number("p", p, above=0, below=1))


def student_cdf(t, dof) -> float:
    """Return the share of Student's t distribution with `dof` degrees of freedom (whole, ≥ 1) that lies below `t`.

    >>> round(student_cdf(2.776445, 4), 6)
    0.975
    """
    t, dof = validation.number("t", t), validation.integer("dof", dof, minimum=1)
    return 0.5 + 0.5 * _within(math.atan(t / math.sqrt(dof)), dof)


def student_quantile(p, dof) -> float:
    """Return the t below which the share `p` (0 < p < 1) of Student's distribution with `dof` degrees of freedom lies.

    >>> [round(student_quantile(0.975, dof), 3) for dof in (1, 4, 9, 30)]
    [12.706, 2.776, 2.262, 2.042]
    """
    return _quantile(validation.number("p", p, above=0, below=1), validation.integer("dof", dof, minimum=1))


@lru_cache(maxsize=1024)  # the same few are asked for again and again
def _quantile(p, dof):
    low, high = -math.pi / 2, math.pi / 2
    for _ in range(100):  # halve the angle's interval until floats have no more digits
        middle = (low + high) / 2
        low, high = (middle, high) if 0.5 + 0.5 * _within(middle, dof) < p else (low, middle)
    return math.sqrt(dof) * math.tan((low + high) / 2)


def _within(angle, dof):
    """Return the share between −t and t (negative for t < 0), with t = √dof · tan(angle)."""
    sine, square = math.sin(angle), math.cos(angle) ** 2
    odd, k = dof % 2, np.arange(1, dof // 2)
    steps = square * (2 * k / (2 * k + 1) if odd else (2 * k - 1) / (2 * k))  # each term over the one before it
    terms = 1 + float(np.cumprod(steps).sum())
    if not odd:
        return sine * terms
    rest = sine * math.cos(angle) * terms if dof > 1 else 0.0
    return 2 / math.pi * (angle + rest)
