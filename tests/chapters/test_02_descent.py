"""The descent explorer draws what the package computes, and says in words what happened."""

import re

import numpy as np
import pytest

from course_utils.explorers.descent import MOMENTA, RATES, STEPS, Descent, walk
from course_utils.explorers.landscapes import LANDSCAPES
from course_utils.gradients import check_gradient
from course_utils.optimizers import SGD, Momentum

STARTS = ((0.0, 1.0), (-3.5, 2.0), (3.1, -0.4))


def frame(**values):
    return Descent.frame(Descent.full_state(values))


def walked(rule, function, start, steps):
    """The walk that an optimiser of the package takes, as far as it stays finite."""
    land, params = LANDSCAPES[function], {"omega": np.array(start)}
    places = [params["omega"].copy()]
    for _ in range(steps):
        rule.step(params, {"omega": np.array(land.slope(*params["omega"]))})
        places.append(params["omega"].copy())
    return np.array(places)


@pytest.mark.parametrize("function", LANDSCAPES)
@pytest.mark.parametrize("start", STARTS)
def test_the_path_is_that_of_the_package(function, start):
    for rate, momentum in ((0.01, 0.0), (0.1, 0.5), (0.2, 0.9)):
        path, _ = walk(function, start, rate, momentum)
        rule = SGD(rate) if momentum == 0 else Momentum(rate, momentum)
        steps = int(np.isfinite(path).all(axis=1).sum()) - 1
        assert steps >= 3
        np.testing.assert_allclose(path[: steps + 1], walked(rule, function, start, steps), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("function", LANDSCAPES)
def test_each_slope_is_the_slope_of_its_height(function):
    land = LANDSCAPES[function]
    for start in STARTS:
        assert check_gradient(lambda w: float(land.height(*w)), np.array(land.slope(*start)), np.array(start))


@pytest.mark.parametrize("function", LANDSCAPES)
def test_the_lowest_point_is_lowest_and_level(function):
    land = LANDSCAPES[function]
    a, b, low = land.lowest
    x, y = np.meshgrid(np.linspace(-4, 4, 161), np.linspace(-3, 3, 121))
    assert land.height(x, y).min() >= low
    assert land.height(a, b) == pytest.approx(low)
    np.testing.assert_allclose(land.slope(a, b), 0, atol=1e-9)


def test_the_shallow_valley_is_level_and_higher():
    land = LANDSCAPES["two valleys"]
    np.testing.assert_allclose(land.slope(*land.shallow), 0, atol=1e-9)
    assert land.height(*land.shallow) > land.lowest[2] + 0.5


@pytest.mark.parametrize("function", LANDSCAPES)
def test_a_contour_keeps_its_height(function):
    land = LANDSCAPES[function]
    x, y = land.contours
    heights = land.height(x, y)
    rings = [ring[1:] if np.isnan(ring[0]) else ring for ring in np.split(heights, np.flatnonzero(np.isnan(x)))]
    rings = [ring for ring in rings if len(ring)]
    assert len(rings) >= 10
    for ring in rings:
        assert np.ptp(ring) < 1e-9 * max(1, np.abs(ring).max())


@pytest.mark.parametrize(
    ("rate", "actual", "promised"),
    [(0.01, "−0.39", "−0.40"), (0.1, "−3.24", "−4.00"), (0.3, "−5.16", "−12.00"), (0.6, "+3.36", "−24.00")],
)
def test_the_worked_table(rate, actual, promised):
    _, _, first = frame(rate=rate)["formula"]
    assert first[1] == (f"−α‖∇f‖² = {promised}", "orange")
    assert first[3] == (actual, "blue")


def test_the_words_tell_how_it_ended():
    assert "raises f" in frame(rate=0.6)["sentence"]
    assert "ever farther" in frame(rate=0.6)["sentence"]
    assert "across the valley" in frame(rate=0.3)["sentence"]
    assert "stays within 0.01" in frame(rate=0.2)["sentence"]
    assert "jumps back and forth and never will settle" in frame(rate=0.5)["sentence"]
    assert "jumps back and forth, ever wider" in frame(rate=0.55, start=(1.0, -0.498))["sentence"]
    assert "still swings back and forth" in frame(rate=0.02, momentum=0.9)["sentence"]
    assert "going down" in frame(rate=0.01)["sentence"]
    assert "level" in frame(start=(1.0, -0.5))["sentence"]
    assert "It stays within 0.01 of the lowest height throughout" in frame(start=(1.0, -0.5))["sentence"]
    shallow = frame(function="two valleys", start=(2.5, 1.0), rate=0.2)
    assert "shallower valley" in shallow["sentence"]


def test_the_ravine_at_one_half_never_comes_below_two():
    """Across the ravine each step lands as far on the other side: 2 ω₂² stays 2, however long the walk."""
    sentence = frame(function="ravine", rate=0.5)["sentence"]
    assert sentence.endswith("it comes no lower than 2.00 above the lowest.")
    assert walk("ravine", (0.0, 1.0), 0.5, 0.0)[1].min() >= 2


def far_on(state, steps=600):
    """The heights of the next steps above the lowest, by the package's own rule; short where it runs away."""
    land, momentum = LANDSCAPES[state["function"]], state["momentum"]
    path, _ = walk(state["function"], state["start"], state["rate"], momentum)
    place, velocity, heights = path[-1], path[-1] - path[-2], []
    while len(heights) < steps and np.abs(place).max() < 1e3:
        velocity = momentum * velocity - state["rate"] * np.array(land.slope(*place))
        place = place + velocity
        heights.append(float(land.height(*place)) - land.lowest[2])
    return np.array(heights)


SHAKY = [(0.0, 1.0), (2.51, 2.48), (-0.87, 2.34), (0.75, -0.97)]


@pytest.mark.parametrize("start", SHAKY)
def test_what_is_said_of_later_steps_comes_true(start):
    kinds = set()
    for state in Descent.table_states({"start": start}):
        path, heights = walk(state["function"], start, state["rate"], state["momentum"])
        said = Descent.frame(state)["sentence"].rpartition(". ")[2]
        if "outside the picture" in said or ("within" in said and not state["momentum"]):
            continue
        now, later = heights[-1] - LANDSCAPES[state["function"]].lowest[2], far_on(state)
        if "stays within" in said:
            assert later.max() <= 0.01, said
        elif "going down" in said:
            assert (np.diff(later[:4], prepend=now) < 0).all() and later.min() < 0.98 * now, said
        elif "never will settle" in said:
            floor = float(re.search(r"no lower than (\S+) above", said)[1])
            assert later.min() >= floor - 0.006 and now >= floor - 0.006 and later[-50:].min() > 0.02, said
        elif "ever wider" in said:
            assert len(later) < 600, said
        elif "swings" in said:
            assert (np.diff(later[:60], prepend=now) > 0).any() and later.min() < max(now, 0.01), said
        else:
            assert "is in the shallower valley" in said and later[-1] < now + 0.01
        kinds.add(re.sub(r"[−\d.]+", "", said))
    assert len(kinds) >= 5


def test_momentum_carries_the_ball_out_of_the_shallower_valley():
    for momentum, side in ((0.0, 1), (0.8, -1)):
        path, _ = walk("two valleys", (3.5, 1.0), 0.1, momentum)
        assert np.sign(path[-1, 0]) == side


def test_half_is_where_the_bowl_stops_settling():
    below, at, above = (walk("bowl", (0.0, 1.0), rate, 0.0)[1] for rate in (0.45, 0.5, 0.55))
    assert below[-1] < 1e-3
    assert at[-1] == pytest.approx(at[-2])
    assert at[-1] > 1
    assert above[3] > above[2] > above[1]


def test_every_height_that_is_drawn_can_stand_on_a_logarithmic_axis():
    for rate in RATES:
        for momentum in MOMENTA:
            line = frame(rate=rate, momentum=momentum)["heights"][0]
            drawn = line["y"][np.isfinite(line["y"])]
            assert len(line["y"]) == STEPS + 1
            assert (drawn > 0).all()


def test_a_path_is_called_outside_only_once_it_stays_outside():
    for rate in RATES:
        for momentum in MOMENTA:
            said = re.search(r"From step (\d+) on it is outside", frame(rate=rate, momentum=momentum)["sentence"])
            if said:
                path, _ = walk("bowl", (0.0, 1.0), rate, momentum)
                outside = ~(np.abs(path) <= (4.0, 3.0)).all(axis=1)
                assert outside[int(said[1]) :].all() and not outside[int(said[1]) - 1]


def test_a_start_stays_in_the_picture():
    with pytest.raises(ValueError, match="start: got ω₂ = 3.5; expected a number from -3 to 3"):
        Descent(start=(0.0, 3.5))


def test_the_answers_given_in_the_chapter_hold():
    """Bowl: it jumps across from above ¼ on and settles below ½; the ravine allows no larger rate; two valleys."""
    across = [rate for rate in RATES if "across the valley" in frame(rate=rate)["sentence"]]
    assert min(across) == 0.3 and max(rate for rate in RATES if rate not in across and rate < 0.5) == 0.25
    for function in ("bowl", "ravine"):
        last = [walk(function, (0.0, 1.0), rate, 0.0)[1][-1] for rate in RATES if rate <= 0.5]
        first = walk(function, (0.0, 1.0), 0.1, 0.0)[1][0]
        assert max(last[:-1]) < first and last[-1] > 1, "at 0.5 neither settles"
    ravine = [walk("ravine", (0.0, 1.0), rate, 0.0)[1][-1] for rate in RATES if rate < 0.5]
    assert min(ravine) > 1e-4, "even the best rate is slow there"
    left, right = (frame(function="two valleys", start=(x, 1.0))["sentence"] for x in (-2.5, 2.5))
    assert "of the lowest height" in left and "in the shallower valley" in right
