"""How sure a measured number is, and how large an experiment has to be.

After an experiment: the standard error and the interval of a share, of a mean over seeds, of pictures that come in
clusters, of two networks on the same pictures. Before one: how often it would show a difference (its *power*), and how
many test pictures or seeds that takes. All shares lie between 0 and 1; an accuracy of 96.5 % is 0.965.

Sources: Wilson 1927 (interval); McNemar 1947 (two answers to the same questions); Kish 1965 (clusters, design effect);
Cohen 1988 (power).
"""

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils import validation
from course_utils.quantiles import normal_cdf, normal_quantile, student_quantile


class Estimate(NamedTuple):
    """A mean, its standard error, and the ends of its interval."""

    mean: float
    error: float
    low: float
    high: float


class Clustered(NamedTuple):
    """An estimate from clusters: besides, the design effect, the effective number of pictures, and the clusters."""

    mean: float
    error: float
    low: float
    high: float
    design_effect: float
    effective: float
    clusters: int


class Comparison(NamedTuple):
    """Two networks on the same pictures: first − second, its error and interval, who alone was right, the p-value."""

    mean: float
    error: float
    low: float
    high: float
    only_first: int
    only_second: int
    chance: float


# ---- after an experiment -----------------------------------------------------------------------------------------
def standard_error(p, n) -> float:
    """Return √(p(1 − p)/n): how far a share counted on n independent pictures typically lies from the true share p.

    >>> round(standard_error(0.965, 1000), 4)
    0.0058
    """
    p = validation.number("p", p, minimum=0, maximum=1)
    return math.sqrt(p * (1 - p) / validation.integer("n", n, minimum=1))


def wilson(right, total, level=0.95) -> tuple[float, float]:
    """Return Wilson's interval (low, high) for the true share after `right` of `total` independent pictures.

    >>> [round(end, 3) for end in wilson(965, 1000)]
    [0.952, 0.975]
    """
    n = validation.integer("total", total, minimum=1)
    right, z = validation.integer("right", right, minimum=0, maximum=n), _two_sided(level)
    p = right / n
    middle, scale = p + z**2 / (2 * n), 1 + z**2 / n
    spread = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (middle - spread) / scale if right else 0.0, (middle + spread) / scale if right < n else 1.0


def over_seeds(values, level=0.95) -> Estimate:
    """Return the mean of one value per seed (K,), its standard error s/√K, and Student's interval (K ≥ 2).

    >>> [round(number, 2) for number in over_seeds([8.0, 9.0, 7.5, 8.5, 9.0])]
    [8.4, 0.29, 7.59, 9.21]
    """
    values = validation.array("values", values, ndim=1, dtype="float64", allow_inf=False)
    if len(values) < 2:
        raise validation.value_error("values", "1 number", "at least two, for one has no spread")
    mean, error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values))
    return _estimate(mean, error, _two_sided(level, len(values) - 1))


def paired(first, second, level=0.95) -> Estimate:
    """Return the mean of the differences first − second, seed by seed, both (K,), with error and Student's interval.

    What the two runs of a seed have in common (first weights, order, test pictures) falls out of the differences.

    >>> round(paired([8.4, 9.1, 7.9], [10.0, 10.9, 9.3]).mean, 2)
    -1.6
    """
    first, second = (
        validation.array(name, value, ndim=1, dtype="float64", allow_inf=False)
        for name, value in (("first", first), ("second", second))
    )
    return over_seeds(validation.same_shape("first", first, "second", second) - second, level)


def clustered(values, clusters, level=0.95) -> Clustered:
    """Return the mean of one value per picture (N,), with an error that respects that pictures come in clusters.

    `clusters` (N,) names the cluster of each picture: patches of one tile, frames of one film. What is drawn at random
    are G ≥ 2 clusters, so the error is √(G/(G − 1) · Σ (sum of a cluster's deviations)²)/N, with G − 1 degrees of
    freedom. The design effect is its square over that of N independent pictures; N over it is the effective number
    (both NaN where all values are equal). For two networks on the same pictures pass the difference of their values.

    >>> found = clustered([1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    >>> round(found.design_effect, 2), round(found.effective, 2)  # three pictures of a cluster say what one says
    (3.67, 3.27)
    """
    values = validation.array("values", values, ndim=1, dtype="float64", allow_inf=False)
    names = np.asarray(clusters)
    validation.same_shape("clusters", names, "values", values)
    number = np.unique(names, return_inverse=True)[1]  # (N,), the clusters counted from 0
    N, G = len(values), int(number.max()) + 1
    if G < 2:
        raise validation.value_error("clusters", "1 cluster", "at least two, for one has no spread")
    mean = float(values.mean())
    sums = np.bincount(number, weights=values - mean)  # (G,)
    error = math.sqrt(G / (G - 1) * float(sums @ sums)) / N
    alone = float(values.var(ddof=1)) / N
    effect = error**2 / alone if alone > 0 else math.nan
    return Clustered(*_estimate(mean, error, _two_sided(level, G - 1)), effect, N / effect if effect else math.inf, G)


def over_seeds_and_clusters(values, clusters, level=0.95) -> Estimate:
    """Return the mean of one value per seed and picture (K, N), with an error that speaks for other seeds and clusters.

    The squares of the two standard errors add up, that of `over_seeds` (of the seeds' means) and that of `clustered`
    (of the pictures' means); what chance does with one seed on one cluster is counted in both, which errs on the safe
    side. The interval is Student's, by the smaller of the two samples.

    >>> found = over_seeds_and_clusters([[1, 0, 1, 1], [1, 0, 0, 1], [1, 1, 0, 1]], [0, 0, 1, 1])
    >>> round(found.mean, 2), round(found.error, 2)
    (0.67, 0.08)
    """
    values = validation.array("values", values, ndim=2, dtype="float64", allow_inf=False)
    seeds, pictures = over_seeds(values.mean(axis=1), level), clustered(values.mean(axis=0), clusters, level)
    freedom = min(len(values), pictures.clusters) - 1
    return _estimate(seeds.mean, math.hypot(seeds.error, pictures.error), _two_sided(level, freedom))


def on_same_pictures(first, second, level=0.95) -> Comparison:
    """Compare two networks that answered the same N pictures; `first` and `second` (N,) are booleans, True for right.

    Only the pictures count that one of them alone gets right. ``chance`` is McNemar's exact p-value: how often so
    uneven a division, or a more uneven one, comes about when each of these pictures goes either way like a coin.

    >>> a, b = np.ones(100, bool), np.arange(100) >= 6
    >>> found = on_same_pictures(a, b)
    >>> found.mean, found.only_first, found.only_second, found.chance
    (0.06, 6, 0, 0.03125)
    """
    first, second = _answers("first", first), _answers("second", second)
    validation.same_shape("second", second, "first", first)
    only_first, only_second, N = int((first & ~second).sum()), int((second & ~first).sum()), len(first)
    mean = (only_first - only_second) / N
    error = math.sqrt(max(0.0, (only_first + only_second) / N - mean**2) / N)
    both, fewer = only_first + only_second, min(only_first, only_second)
    chance = min(1.0, 2 * sum(math.comb(both, k) for k in range(fewer + 1)) / 2**both)
    return Comparison(*_estimate(mean, error, _two_sided(level)), only_first, only_second, chance)


# ---- before an experiment ----------------------------------------------------------------------------------------
def design_effect(size, correlation) -> float:
    """Return 1 + (size − 1)·correlation: by what factor clusters of `size` pictures, so much alike, raise the variance.

    >>> design_effect(25, 0), design_effect(25, 0.5), design_effect(25, 1)
    (1.0, 13.0, 25.0)
    """
    size = validation.number("size", size, minimum=1)
    return 1 + (size - 1) * validation.number("correlation", correlation, minimum=0, maximum=1)


def difference_variance(p, q, disagree=None) -> float:
    """Return the variance, for one picture, of the difference of two networks with the true accuracies p and q.

    Each on pictures of its own: p(1 − p) + q(1 − q). On the *same* pictures: `disagree` − (p − q)², where `disagree` is
    the share of pictures that one alone of the two gets right (at least |p − q|). Over n pictures divide it by n.

    >>> round(difference_variance(0.965, 0.97), 4), round(difference_variance(0.965, 0.97, disagree=0.03), 4)
    (0.0629, 0.03)
    """
    p, q = (validation.number(name, value, minimum=0, maximum=1) for name, value in (("p", p), ("q", q)))
    if disagree is None:
        return p * (1 - p) + q * (1 - q)
    least, most = abs(p - q), 1 - abs(p + q - 1)
    d = validation.number("disagree", disagree)
    if not least - 1e-12 <= d <= most + 1e-12:
        raise validation.value_error("disagree", f"{d:g}", f"{least:g} to {most:g}, with accuracies of {p:g} and {q:g}")
    return max(0.0, d - (p - q) ** 2)


def power(difference, error, level=0.95) -> float:
    """Return how often an experiment shows a true difference: reports it, with its sign, as more than z errors.

    `error` is the standard error of what is reported. At twice its error a difference shows in every second experiment.

    >>> round(power(0.005, 0.0025), 2), round(power(0.005, 0.005 / 2.8), 2)
    (0.52, 0.8)
    """
    difference, error = validation.number("difference", difference), validation.positive("error", error)
    return normal_cdf(abs(difference) / error - _two_sided(level))


def pictures_needed(p, q, goal=0.8, level=0.95, disagree=None, effect=1.0) -> int:
    """Return how many test pictures each network needs for a comparison that shows p ≠ q with the power `goal`.

    (z + z′)² · effect · variance/(p − q)², rounded up, with `difference_variance` and z′ for the power. With `disagree`
    both read the same pictures. `effect` is the design effect of pictures in clusters.

    >>> pictures_needed(0.965, 0.97), pictures_needed(0.965, 0.97, goal=0.5)
    (19740, 9662)
    >>> pictures_needed(0.965, 0.97, disagree=0.03)
    9411
    """
    variance, difference = difference_variance(p, q, disagree), abs(p - q)
    if difference == 0:
        raise validation.value_error("q", f"{q:g}, as p", "another accuracy than p: no experiment shows 0")
    goal, effect = validation.number("goal", goal, minimum=0.5, below=1), validation.positive("effect", effect)
    errors = _two_sided(level) + normal_quantile(goal)  # so many must lie between 0 and the true difference
    return max(1, math.ceil(errors**2 * effect * variance / difference**2 - 1e-9))


def seeds_power(difference, spread, seeds, level=0.95) -> float:
    """Return how often `seeds` paired runs (≥ 2) show a true mean difference by Student's interval.

    `spread` is the standard deviation of the differences from seed to seed. The share is that of the non-central t
    distribution, by integration over what spread the experiment itself happens to find.

    >>> [round(seeds_power(1.0, 1.0, seeds), 2) for seeds in (3, 5, 10)]
    [0.18, 0.4, 0.8]
    """
    difference, spread = validation.number("difference", difference), validation.positive("spread", spread)
    nu = validation.integer("seeds", seeds, minimum=2) - 1
    nodes, weights = _nodes()
    end = 1 + 10 / math.sqrt(nu)  # found spread over true spread: no chance to speak of beyond
    s = end / 2 * (nodes + 1)
    logs = nu / 2 * math.log(nu / 2) - math.lgamma(nu / 2) + math.log(2) + (nu - 1) * np.log(s) - nu * s**2 / 2
    distance, factor = abs(difference) / spread * math.sqrt(nu + 1), _two_sided(level, nu)
    shown = [normal_cdf(distance - factor * found) for found in s]
    return float(end / 2 * (weights * np.exp(logs)) @ shown)


def seeds_needed(difference, spread, goal=0.8, level=0.95, most=10_000) -> int:
    """Return the smallest number of seeds, from 2 on, with which paired runs show the difference with power `goal`.

    Raises ValueError where more than `most` would be needed.

    >>> seeds_needed(1.0, 1.0), seeds_needed(0.5, 1.0), seeds_needed(2.0, 1.0)
    (10, 34, 5)
    """
    goal, high = validation.number("goal", goal, above=0, below=1), 2
    while seeds_power(difference, spread, high, level) < goal:
        high *= 2
        if high > 2 * most:
            raise validation.value_error("difference", f"{difference:g}", f"one that {most:,} seeds can show")
    low = max(1, high // 2)  # too few, or no experiment at all
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if seeds_power(difference, spread, middle, level) < goal else (low, middle)
    return high


# ---- helpers -----------------------------------------------------------------------------------------------------
@cache
def _nodes():
    return np.polynomial.legendre.leggauss(200)


def _two_sided(level, dof=None):
    """Return how many standard errors an interval reaches to either side."""
    share = (1 + validation.number("level", level, above=0, below=1)) / 2
    return normal_quantile(share) if dof is None else student_quantile(share, dof)


def _estimate(mean, error, reach):
    return Estimate(mean, error, mean - reach * error, mean + reach * error)


def _answers(name, value):
    result = np.asarray(value)
    if result.dtype != bool or result.ndim != 1 or not len(result):
        raise validation.type_error(name, validation.describe(value), "booleans (N,), True where the answer was right")
    return result
