"""Answers about the number of test pictures as other people write them: right ones, and mistakes with their names."""

import math
from statistics import NormalDist

import numpy as np

Q = NormalDist().inv_cdf


def by_trial(p, q, level=0.95, goal=0.8):
    low, high = 0, 1
    shown = lambda n: NormalDist(abs(p - q), math.sqrt((p * (1 - p) + q * (1 - q)) / n))  # noqa: E731
    enough = lambda n: 1 - shown(n).cdf(Q(0.5 + level / 2) * shown(n).stdev) >= goal - 1e-12  # noqa: E731
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def from_tails(p, q, level=0.95, goal=0.8, tails=2, whole=np.ceil, both=1):
    alpha, beta = 1 - level, 1 - goal
    z = -Q(alpha / tails) - Q(beta)
    return whole(both * z * z * (p - p * p + q - q * q) / (q - p) ** 2)


def effect_size(p, q, level=0.95, goal=0.8):  # Cohen's d: with the mean of the variances, for each of two groups
    d = abs(p - q) / math.sqrt((p * (1 - p) + q * (1 - q)) / 2)
    return math.ceil(2 * ((Q((1 + level) / 2) + Q(goal)) / d) ** 2)


def one_sample(p, q, level=0.95, goal=0.8):
    return math.ceil(((Q((1 + level) / 2) + Q(goal)) / (p - q)) ** 2 * p * (1 - p))


def as_before(p, q, level=0.95, goal=0.8):
    return math.ceil((p * (1 - p) + q * (1 - q)) * (2 / (p - q)) ** 2)


def deviations(p, q, level=0.95, goal=0.8):
    s = math.sqrt(p * (1 - p)) + math.sqrt(q * (1 - q))
    return math.ceil(((Q((1 + level) / 2) + Q(goal)) * s / (p - q)) ** 2)


def not_squared(p, q, level=0.95, goal=0.8):
    return math.ceil((Q((1 + level) / 2) + Q(goal)) * math.sqrt(p * (1 - p) + q * (1 - q)) / abs(p - q))


RIGHT = [
    ("12-needed", "by trial", by_trial),
    ("12-needed", "tails", from_tails),
    ("12-needed", "Cohen's d", effect_size),
    ("12-needed", "both quantiles negative", lambda p, q, level=0.95, goal=0.8: int(
        -(-((Q((1 - level) / 2) + Q(1 - goal)) ** 2) * (p * (1 - p) + q * (1 - q)) // (p - q) ** 2))),
    ("12-needed", "one mean below the root", lambda p, q, level=0.95, goal=0.8: math.ceil(
        (Q((1 + level) / 2) + Q(goal)) ** 2 * 2 * (p + q) / 2 * (1 - (p + q) / 2) / (p - q) ** 2)),
]  # fmt: skip

WRONG = [
    ("12-needed", "twice the error", as_before, "half the power"),
    ("12-needed", "one tail", lambda *given: from_tails(*given, tails=1), "one-sided"),
    ("12-needed", "one network", one_sample, "one network only"),
    ("12-needed", "both", lambda *given: from_tails(*given, both=2), "both networks together"),
    ("12-needed", "deviations", deviations, "standard errors added"),
    ("12-needed", "no square", not_squared, "the root of the number"),
    ("12-needed", "floor", lambda *given: from_tails(*given, whole=np.floor), "rounded down"),
    ("12-needed", "no whole number", lambda *given: from_tails(*given, whole=float), "not a whole number"),
    ("12-needed", "1.96 and 0.84", lambda p, q, level=0.95, goal=0.8: math.ceil(
        2.8**2 * (p * (1 - p) + q * (1 - q)) / (p - q) ** 2), "level and goal fixed"),
    ("12-needed", "the wrong tail", lambda p, q, level=0.95, goal=0.8: from_tails(p, q, level, 1 - goal),
     "the tail in place of the rest"),
    ("12-needed", "the old example", lambda *given: 19740, None),
    ("12-needed", "infinite", lambda *given: math.inf, None),
]  # fmt: skip
