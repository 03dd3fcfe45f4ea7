"""Answer of chapter 12: how many test pictures a comparison of two networks needs."""

from __future__ import annotations

import math

from course_utils.quantiles import normal_quantile


def needed(p, q, level=0.95, goal=0.8):
    """Return how many test pictures each network needs, so that a share ``goal`` of experiments shows p ≠ q."""
    errors = normal_quantile((1 + level) / 2) + normal_quantile(goal)  # between 0 and the true difference
    variance = p * (1 - p) + q * (1 - q)  # of the difference, for one picture of each
    return math.ceil(errors**2 * variance / (p - q) ** 2)
