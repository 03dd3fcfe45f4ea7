"""Known mistakes of chapter 12 about how many test pictures a comparison of two networks needs."""

from __future__ import annotations

import math

from course_utils.exercises.engine import Misconception
from course_utils.quantiles import normal_quantile


def planned(errors=None, variance=None, size=None, whole=math.ceil):
    """Return ``needed`` with a piece of it replaced: errors(level, goal), variance(p, q), size(errors, variance, d)."""

    def wrong(p, q, level=0.95, goal=0.8):
        e = errors(level, goal) if errors else normal_quantile((1 + level) / 2) + normal_quantile(goal)
        v = variance(p, q) if variance else p * (1 - p) + q * (1 - q)
        return whole(size(e, v, abs(p - q)) if size else e**2 * v / (p - q) ** 2)

    return wrong


def two_sided(level):
    """Return how many standard errors enclose a share ``level`` of a normal distribution."""
    return normal_quantile((1 + level) / 2)


def pooled(p, q):
    """Return the variance of the difference with the mean of both accuracies for each of them."""
    return (p + q) * (1 - (p + q) / 2)


SLIPS = (
    Misconception(
        "half the power",
        planned(errors=lambda level, goal: two_sided(level)),
        "With your number the true difference lies exactly on the yardstick. How many of 100 experiments report less?",
        also=(planned(errors=lambda level, goal: 2), planned(errors=lambda level, goal: 1.96)),
    ),
    Misconception(
        "one-sided",
        planned(errors=lambda level, goal: normal_quantile(level) + normal_quantile(goal)),
        "Of 100 experiments without any difference, how many would pass your yardstick to the right, and how many to "
        "the left?",
    ),
    Misconception(
        "the power on two sides",
        planned(errors=lambda level, goal: two_sided(level) + two_sided(goal)),
        "The experiments that miss the difference report too little. Do any miss it by reporting too much?",
    ),
    Misconception(
        "the tail in place of the rest",
        planned(errors=lambda level, goal: two_sided(level) + normal_quantile(1 - goal)),
        "Ask for a power of 99 instead of 80 of 100. Does your number grow?",
        also=(
            planned(errors=lambda level, goal: normal_quantile((1 - level) / 2) + normal_quantile(goal)),
            planned(errors=lambda level, goal: two_sided(1 - level) + normal_quantile(goal)),
        ),
    ),
    Misconception(
        "level and goal fixed",
        planned(errors=lambda level, goal: two_sided(0.95) + normal_quantile(0.8)),
        "Your function is given a level and a goal. Does its result depend on both?",
        also=(
            planned(errors=lambda level, goal: two_sided(level) + normal_quantile(0.8)),
            planned(errors=lambda level, goal: two_sided(0.95) + normal_quantile(goal)),
            planned(errors=lambda level, goal: 1.96 + 0.84),
            planned(errors=lambda level, goal: 1.96 + 0.8416),
            planned(errors=lambda level, goal: 1.96 + normal_quantile(goal)),
            planned(errors=lambda level, goal: two_sided(level) + 0.84),
        ),
    ),
    Misconception(
        "one network only",
        planned(variance=lambda p, q: p * (1 - p)),
        "Both shares are off by chance, not one alone. What becomes of the variances when shares are subtracted?",
        also=(
            planned(variance=lambda p, q: q * (1 - q)),
            planned(variance=lambda p, q: (p * (1 - p) + q * (1 - q)) / 2),
            planned(variance=lambda p, q: pooled(p, q) / 2),
        ),
    ),
    Misconception(
        "the variances subtracted",
        planned(variance=lambda p, q: abs(p * (1 - p) - q * (1 - q))),
        "Two equally good networks would need no pictures then. Does chance in one undo the chance in the other?",
    ),
    Misconception(
        "standard errors added",
        planned(variance=lambda p, q: (math.sqrt(p * (1 - p)) + math.sqrt(q * (1 - q))) ** 2),
        "Are both networks unlucky at once, and in opposite ways? What adds up: the deviation or its square?",
    ),
    Misconception(
        "the root of the number",
        planned(size=lambda e, v, d: e * math.sqrt(v) / d),
        "Your number is the *root* of something. Where does n stand in the standard error?",
        also=(planned(size=lambda e, v, d: e * v / d), planned(size=lambda e, v, d: e**2 * math.sqrt(v) / d**2)),
    ),
    Misconception(
        "the difference not squared",
        planned(size=lambda e, v, d: e**2 * v / d),
        "Halve the difference. By what factor should the number grow?",
    ),
    Misconception(
        "the errors not squared",
        planned(size=lambda e, v, d: e * v / d**2),
        "Ask for twice as many standard errors. By what factor should the number grow?",
    ),
    Misconception(
        "the squares added",
        planned(errors=lambda level, goal: math.hypot(two_sided(level), normal_quantile(goal))),
        "First the yardstick, then the room beyond it: two distances on one line. How long are they together?",
    ),
    Misconception(
        "both networks together",
        planned(size=lambda e, v, d: 2 * e**2 * v / d**2),
        "How many for each, or how many in all?",
    ),
    Misconception(
        "rounded down",
        planned(whole=math.floor),
        "With your number, is the power that was asked for quite reached?",
        also=(planned(whole=round), planned(whole=lambda n: math.floor(n) + 1 if n % 1 == 0 else math.floor(n))),
    ),
    Misconception("not a whole number", planned(whole=float), "Can one show a network a part of a picture?"),
)
