"""Intervals hold what they promise, clusters count as clusters, and power is how often experiments show it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils import uncertainty
from course_utils.quantiles import student_quantile

SHARES = st.floats(0.02, 0.98)
MANY = 20_000  # simulated experiments; a share of them is sure to about ± 0.01 (three errors)


def share(hits):
    return float(np.mean(hits))


# ---- after an experiment
def test_standard_error_by_hand():
    assert uncertainty.standard_error(0.5, 100) == 0.05
    assert uncertainty.standard_error(0.965, 1000) == pytest.approx(0.0058116, abs=1e-7)
    assert uncertainty.standard_error(1, 10) == 0


def test_standard_error_is_the_spread_of_many_experiments():
    counts = np.random.default_rng(0).binomial(1000, 0.965, MANY)
    assert (counts / 1000).std() == pytest.approx(uncertainty.standard_error(0.965, 1000), rel=0.02)


@given(st.integers(1, 500), st.data())
def test_wilsons_ends_are_where_the_score_test_just_rejects(total, data):
    right = data.draw(st.integers(0, total))
    z = 1.959963984540054
    low, high = uncertainty.wilson(right, total)
    assert 0 <= low <= right / total <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(right / total - end) == pytest.approx(z * math.sqrt(end * (1 - end) / total), abs=1e-9)
    mirrored = uncertainty.wilson(total - right, total)
    assert uncertainty.wilson(right, total) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]), abs=1e-12)


def test_wilson_against_published_values():
    # Newcombe 1998, table I, method 3: 81/263, 15/148, 0/20, 1/29
    expected = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for counts, ends in expected.items():
        assert uncertainty.wilson(*counts) == pytest.approx(ends, abs=5e-5)


@pytest.mark.parametrize(("p", "total"), [(0.5, 40), (0.9, 100), (0.965, 1000)])
def test_wilson_encloses_the_truth_in_95_of_100_experiments(p, total):
    counts = np.random.default_rng(1).binomial(total, p, MANY)
    held = {int(k): uncertainty.wilson(int(k), total) for k in np.unique(counts)}
    assert share([held[int(k)][0] <= p <= held[int(k)][1] for k in counts]) == pytest.approx(0.95, abs=0.015)


def test_seeds_by_hand():
    found = uncertainty.over_seeds([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.mean == 3 and found.error == pytest.approx(math.sqrt(2.5 / 5))
    assert found.high - 3 == pytest.approx(2.776445 * found.error, abs=1e-6) == 3 - found.low


@given(st.integers(2, 30), st.integers(0, 999))
def test_what_the_runs_of_a_seed_share_falls_out(seeds, number):
    rng = np.random.default_rng(number)
    a, b, common = rng.normal(0, 1, (3, seeds))
    plain, with_common = uncertainty.paired(a, b), uncertainty.paired(a + 50 * common, b + 50 * common)
    assert with_common == pytest.approx(plain, abs=1e-10)
    assert plain == pytest.approx(uncertainty.over_seeds(a - b))
    turned = uncertainty.paired(b, a)
    assert (turned.mean, turned.low) == pytest.approx((-plain.mean, -plain.high))


@pytest.mark.parametrize("seeds", [2, 3, 5, 10])
def test_students_interval_encloses_the_truth_in_95_of_100_experiments(seeds):
    runs = np.random.default_rng(2).normal(1.0, 2.0, (4000, seeds))
    ends = np.array([uncertainty.over_seeds(run)[2:] for run in runs])
    assert share((ends[:, 0] <= 1) & (ends[:, 1] >= 1)) == pytest.approx(0.95, abs=0.012)


# ---- clusters
@given(st.integers(0, 999), st.integers(2, 60))
def test_clusters_of_one_are_independent_pictures(number, n):
    values = np.random.default_rng(number).normal(0, 1, n)
    found, plain = uncertainty.clustered(values, np.arange(n)), uncertainty.over_seeds(values)
    assert found[:4] == pytest.approx(plain)
    assert (found.design_effect, found.effective, found.clusters) == pytest.approx((1, n, n))


def drawn_in_clusters(rng, clusters, size, correlation):
    """Values with mean 0 and variance 1, equally correlated within a cluster, and their clusters."""
    common = np.repeat(rng.normal(0, math.sqrt(correlation), clusters), size)
    return common + rng.normal(0, math.sqrt(1 - correlation), clusters * size), np.repeat(np.arange(clusters), size)


@pytest.mark.parametrize(("clusters", "size", "correlation"), [(40, 25, 0.1), (179, 6, 0.55), (30, 5, 0.0)])
def test_the_error_of_clusters_is_the_spread_of_many_experiments(clusters, size, correlation):
    rng = np.random.default_rng(3)
    found = [uncertainty.clustered(*drawn_in_clusters(rng, clusters, size, correlation)) for _ in range(2000)]
    means, errors, low, high, effects, _, _ = map(np.array, zip(*found, strict=True))
    assert np.sqrt((errors**2).mean()) == pytest.approx(means.std(), rel=0.05)
    assert effects.mean() == pytest.approx(uncertainty.design_effect(size, correlation), rel=0.06)
    assert share((low <= 0) & (high >= 0)) == pytest.approx(0.95, abs=0.02)


def test_clusters_named_by_words_in_any_order_and_of_any_size():
    values, names = [1.0, 0.0, 1.0, 1.0, 0.0], np.array(["cat", "rocket", "cat", "cat", "rocket"])
    order = np.array([3, 1, 4, 0, 2])
    found = uncertainty.clustered(values, names)
    assert found == pytest.approx(uncertainty.clustered(np.array(values)[order], names[order]))
    # deviations from 0.6: the cat's 1.2, the rocket's −1.2
    assert found.error == pytest.approx(math.sqrt(2 * (1.2**2 + 1.2**2)) / 5)


def test_without_any_spread_there_is_no_design_effect():
    found = uncertainty.clustered(np.ones(6), [0, 0, 1, 1, 2, 2])
    assert (found.mean, found.error) == (1, 0) and math.isnan(found.design_effect) and math.isnan(found.effective)


# ---- two networks on the same pictures
def test_mcnemar_by_hand():
    first, second = np.array([1] * 90 + [0] * 10, bool), np.array([1] * 88 + [0] * 2 + [1] * 9 + [0], bool)
    found = uncertainty.on_same_pictures(first, second)
    assert (found.only_first, found.only_second) == (2, 9) and found.mean == pytest.approx(-0.07)
    assert found.chance == pytest.approx(2 * (1 + 11 + 55) / 2**11)
    assert found.error == pytest.approx(math.sqrt((0.11 - 0.07**2) / 100))


@given(st.integers(0, 999), st.integers(1, 300))
def test_the_same_pictures_compared(number, n):
    first, second = np.random.default_rng(number).random((2, n)) < 0.8
    found, turned = uncertainty.on_same_pictures(first, second), uncertainty.on_same_pictures(second, first)
    assert found.mean == pytest.approx(first.mean() - second.mean(), abs=1e-12)
    assert found.error == pytest.approx((first.astype(int) - second).std() / math.sqrt(n), abs=1e-12)
    assert 0 < found.chance <= 1 and turned.chance == found.chance and turned.mean == -found.mean
    assert uncertainty.on_same_pictures(first, first)[4:] == (0, 0, 1)


def test_mcnemar_cries_wolf_no_more_often_than_it_says():
    rng = np.random.default_rng(4)
    hard = rng.random((3000, 400)) < 0.06
    first, second = (~(hard & (rng.random(hard.shape) < 0.5)) for _ in range(2))
    assert share([uncertainty.on_same_pictures(a, b).chance < 0.05 for a, b in zip(first, second, strict=True)]) < 0.05


# ---- before an experiment
def test_the_courses_two_networks():
    assert uncertainty.pictures_needed(0.965, 0.97) == 19740
    assert uncertainty.pictures_needed(0.965, 0.97, goal=0.5) == 9662
    error = math.sqrt(uncertainty.difference_variance(0.965, 0.97) / 10_060)
    assert 0.005 / error == pytest.approx(2, abs=1e-3)  # as much as "twice its own standard error"
    assert uncertainty.power(0.005, error) == pytest.approx(0.516, abs=1e-3)


@given(SHARES, SHARES, st.floats(0.5, 0.99), st.floats(1, 20))
def test_the_number_of_pictures_is_the_smallest_that_reaches_the_power(p, q, goal, effect):
    if abs(p - q) < 1e-3:
        return
    needed = uncertainty.pictures_needed(p, q, goal=goal, effect=effect)
    variance = effect * uncertainty.difference_variance(p, q)
    powers = [uncertainty.power(p - q, math.sqrt(variance / n)) for n in (needed, needed - 1) if n]
    assert powers[0] >= goal - 1e-6
    assert len(powers) == 1 or powers[1] < goal + 1e-6


def test_independent_networks_simulated():
    p, q = 0.90, 0.93
    n = uncertainty.pictures_needed(p, q)
    rng = np.random.default_rng(5)
    a, b = rng.binomial(n, p, MANY) / n, rng.binomial(n, q, MANY) / n
    error = np.sqrt((a * (1 - a) + b * (1 - b)) / n)
    assert share(b - a > 1.96 * error) == pytest.approx(0.8, abs=0.012)


def test_the_same_pictures_simulated():
    p, q, disagree = 0.95, 0.96, 0.04
    n = uncertainty.pictures_needed(p, q, disagree=disagree)
    assert n < uncertainty.pictures_needed(p, q) / 2
    only_a, only_b = (disagree - 0.01) / 2, (disagree + 0.01) / 2
    counts = np.random.default_rng(6).multinomial(n, [only_a, only_b, 1 - disagree], MANY)
    mean, apart = (counts[:, 1] - counts[:, 0]) / n, (counts[:, 0] + counts[:, 1]) / n
    assert share(mean > 1.96 * np.sqrt((apart - mean**2) / n)) == pytest.approx(0.8, abs=0.015)


@given(SHARES, SHARES)
def test_the_same_pictures_by_chance_are_independent(p, q):
    by_chance = p * (1 - q) + q * (1 - p)  # what two networks disagree on whose mistakes have nothing in common
    assert uncertainty.difference_variance(p, q, by_chance) == pytest.approx(uncertainty.difference_variance(p, q))


# Cohen 1988, table 2.4.1 and what programs for power print: paired t, two-sided 5 %, power 0.8 -> pairs
@pytest.mark.parametrize(("effect", "pairs"), [(0.2, 199), (0.5, 34), (0.8, 15), (1.0, 10)])
def test_published_numbers_of_pairs(effect, pairs):
    assert uncertainty.seeds_needed(effect, 1.0) == pairs


@pytest.mark.parametrize(("difference", "seeds"), [(0.0, 5), (1.0, 3), (1.0, 5), (1.5, 10), (3.0, 2)])
def test_seeds_simulated(difference, seeds):
    runs = np.random.default_rng(7).normal(difference, 1, (MANY, seeds))
    reach = (uncertainty.over_seeds(range(seeds)).high - (seeds - 1) / 2) / uncertainty.over_seeds(range(seeds)).error
    shown = runs.mean(axis=1) > reach * runs.std(axis=1, ddof=1) / math.sqrt(seeds)
    assert uncertainty.seeds_power(difference, 1.0, seeds) == pytest.approx(share(shown), abs=0.012)


@given(st.floats(0.2, 5), st.floats(0.5, 0.95))
def test_the_number_of_seeds_is_the_smallest(difference, goal):
    needed = uncertainty.seeds_needed(difference, 1.0, goal=goal)
    assert uncertainty.seeds_power(difference, 1.0, needed) >= goal
    assert needed == 2 or uncertainty.seeds_power(difference, 1.0, needed - 1) < goal


def test_the_sign_of_a_difference_is_no_matter():
    assert uncertainty.seeds_power(-1.0, 1.0, 5) == uncertainty.seeds_power(1.0, 1.0, 5)
    assert uncertainty.power(-0.01, 0.005) == uncertainty.power(0.01, 0.005)
    assert uncertainty.pictures_needed(0.9, 0.95) == uncertainty.pictures_needed(0.95, 0.9)


RIGHT = np.ones(4, bool)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: uncertainty.standard_error(96.5, 1000), ValueError, "p: got 96.5; expected a finite number ≥ 0"),
        (lambda: uncertainty.standard_error(0.9, 0), ValueError, "n: got 0"),
        (lambda: uncertainty.wilson(11, 10), ValueError, "right: got 11"),
        (lambda: uncertainty.wilson(0.9, 10), TypeError, "right: got 0.9"),
        (lambda: uncertainty.wilson(9, 10, level=95), ValueError, "level: got 95"),
        (lambda: uncertainty.over_seeds([1.0]), ValueError, "values: got 1 number; expected at least two"),
        (lambda: uncertainty.over_seeds([1.0, np.nan]), ValueError, "values: got nan"),
        (lambda: uncertainty.paired([1, 2], [1, 2, 3]), ValueError, "first: got shape"),
        (lambda: uncertainty.clustered([1, 2], [0, 0]), ValueError, "clusters: got 1 cluster"),
        (lambda: uncertainty.clustered([1, 2], [0]), ValueError, "clusters: got shape"),
        (lambda: uncertainty.on_same_pictures([1, 0], [True, False]), TypeError, "first: got"),
        (lambda: uncertainty.on_same_pictures(RIGHT, RIGHT[:3]), ValueError, "second: got shape"),
        (lambda: uncertainty.design_effect(0, 0.1), ValueError, "size: got 0"),
        (lambda: uncertainty.difference_variance(0.9, 0.95, disagree=0.01), ValueError, "disagree: got 0.01; expected"),
        (lambda: uncertainty.difference_variance(0.9, 0.95, disagree=0.5), ValueError, "disagree: got 0.5"),
        (lambda: uncertainty.power(0.01, 0), ValueError, "error: got 0"),
        (lambda: uncertainty.pictures_needed(0.9, 0.9), ValueError, "q: got 0.9, as p"),
        (lambda: uncertainty.pictures_needed(0.9, 0.95, goal=80), ValueError, "goal: got 80"),
        (lambda: uncertainty.seeds_power(1, 0, 5), ValueError, "spread: got 0"),
        (lambda: uncertainty.seeds_power(1, 1, 1), ValueError, "seeds: got 1"),
        (lambda: uncertainty.seeds_needed(0, 1), ValueError, "difference: got 0; expected one that 10,000"),
    ],
)  # fmt: skip
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(("seeds", "clusters"), [(3, 40), (5, 20), (12, 4)])
def test_seeds_and_clusters_are_two_sources_of_chance(seeds, clusters):
    rng = np.random.default_rng(seeds)
    values, names = rng.normal(size=(seeds, 80)) + rng.normal(size=(seeds, 1)), np.arange(80) % clusters
    found = uncertainty.over_seeds_and_clusters(values, names)
    one, two = uncertainty.over_seeds(values.mean(axis=1)), uncertainty.clustered(values.mean(axis=0), names)
    assert found.mean == pytest.approx(values.mean()) and found.error == pytest.approx(np.hypot(one.error, two.error))
    factor = student_quantile(0.975, min(seeds, clusters) - 1)
    assert found.high - found.mean == pytest.approx(factor * found.error) == pytest.approx(found.mean - found.low)


def test_other_seeds_and_other_clusters_are_covered_nineteen_times_in_twenty():
    rng, inside = np.random.default_rng(0), 0
    for _ in range(300):
        tiles, seeds = rng.normal(size=(1, 30)).repeat(4, axis=1), rng.normal(size=(5, 1))
        noise = rng.normal(size=(5, 120))
        found = uncertainty.over_seeds_and_clusters(tiles + seeds + noise, np.arange(30).repeat(4))
        inside += found.low < 0 < found.high
    assert inside / 300 >= 0.93  # rather too wide than too narrow


def test_one_seed_says_nothing_about_others():
    with pytest.raises(ValueError, match="at least two"):
        uncertainty.over_seeds_and_clusters([[0.0, 1.0, 1.0]], [0, 1, 2])
