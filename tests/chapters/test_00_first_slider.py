"""The explorer of the welcome chapter shows the unit that its formula names."""

import re

import numpy as np
import pytest

from course_utils.explorers import FirstSlider

STATES = [(1.0, 0.0), (-2.0, 1.0), (0.5, -2.0), (3.0, 4.0), (-0.25, -4.0), (0.0, 1.5)]


def marks_of(weight, bias):
    frame = FirstSlider.frame({"weight": weight, "bias": bias})
    return {mark["mark"]: mark for mark in frame["curve"]}, frame["sentence"]


@pytest.mark.parametrize(("weight", "bias"), STATES)
def test_the_curve_is_the_unit(weight, bias):
    marks, _ = marks_of(weight, bias)
    x, y = (marks["line"][axis].astype(float) for axis in "xy")
    np.testing.assert_allclose(y, 1 / (1 + np.exp(-(weight * x + bias))), atol=1e-6)
    assert x[0] == -6 and x[-1] == 6


@pytest.mark.parametrize(("weight", "bias"), STATES)
def test_the_dot_is_where_the_output_is_one_half(weight, bias):
    marks, _ = marks_of(weight, bias)
    inside = weight != 0 and abs(bias / weight) <= 6
    assert ("points" in marks) == inside
    if inside:
        assert weight * marks["points"]["x"][0] + bias == pytest.approx(0, abs=1e-6)
        assert marks["points"]["y"] == 0.5


@pytest.mark.parametrize(("weight", "bias"), STATES)
def test_the_sentence_says_so(weight, bias):
    _, sentence = marks_of(weight, bias)
    numbers = [float(n.replace("−", "-")) for n in re.findall(r"−?\d+(?:\.\d+)?", sentence)]
    if weight == 0:
        assert numbers == [0, round(1 / (1 + np.exp(-bias)), 2)]
    else:
        assert ("rises" if weight > 0 else "falls") in sentence
        assert ("outside the picture" in sentence) == (abs(bias / weight) > 6)
        assert "−0.00" not in sentence
        assert numbers == pytest.approx([-bias / weight, weight / 4], rel=0.005)


def test_a_quarter_of_the_weight_is_written_out():
    assert "slope is 0.625." in marks_of(2.5, 0.0)[1] and "slope is −0.0625." in marks_of(-0.25, 0.0)[1]


def test_the_explanation_in_the_chapter_holds():
    """Steeper with the weight, turned round by its sign, moved sideways by the bias, never below 0 or above 1."""
    rise = [np.ptp(marks_of(weight, 0.0)[0]["line"]["y"][55:66]) for weight in (0.5, 1.0, 2.0, 3.0)]
    assert rise == sorted(rise)
    up, down = (marks_of(weight, 0.0)[0]["line"]["y"] for weight in (2.0, -2.0))
    np.testing.assert_allclose(up, down[::-1], atol=1e-6)
    dots = [marks_of(1.0, bias)[0]["points"]["x"][0] for bias in (-2.0, 0.0, 2.0)]
    assert dots == [2.0, 0.0, -2.0]
    for state in FirstSlider.table_states():
        y = marks_of(**state)[0]["line"]["y"]
        assert y.min() >= 0 and y.max() <= 1
    assert "one half at x = 1.5," in marks_of(2.0, -3.0)[1], "the exercise says: check it on the explorer"
