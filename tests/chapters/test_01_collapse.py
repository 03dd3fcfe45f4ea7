"""The collapse explorer: the linear stack is one line at every state, and corners are counted as they are drawn."""

import itertools
import re

import numpy as np
import pytest

from course_utils import activations
from course_utils.explorers import collapse
from course_utils.explorers.collapse import DRAWS, MARKED, XS, Collapse, fitted


def states():
    return list(Collapse.table_states())


def frame(**values):
    return Collapse.frame(Collapse.full_state(values))


def mark(content, label):
    return next((m for m in content if m["label"] == label), None)


@pytest.mark.parametrize("draw", DRAWS)
def test_the_linear_stack_is_the_best_straight_line_whatever_its_size(draw):
    for target, wanted in collapse.TARGETS.items():
        best = np.polyfit(XS, wanted(XS), 1)
        for layers in (1, 2, 3, 5, 10):
            for units in (2, 4, 8, 16):
                fit = fitted(layers, units, None, target, draw)
                np.testing.assert_allclose(fit["curve"], np.polyval(best, XS), atol=1e-6)
                np.testing.assert_allclose(fit["line"], best, atol=1e-6)


def test_multiplying_out_gives_the_same_as_running_the_layers():
    weights, hidden = collapse.hidden_layers(5, 4, None)
    v, c = np.array([0.5, -1.0, 2.0, 0.25]), 0.75
    slope, intercept = collapse.multiply_out(weights, v, c)
    np.testing.assert_allclose(slope * XS + intercept, hidden @ v + c, atol=1e-9)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "ReLU", "leaky ReLU"])
def test_hidden_layers_are_the_layers_of_the_chapter(name):
    function = collapse.FUNCTIONS[name]
    weights, hidden = collapse.hidden_layers(3, 8, name)
    h = XS[:, None]
    for w, b in weights:
        h = function(h @ w + b)
    np.testing.assert_allclose(h, hidden)
    np.testing.assert_array_equal(collapse.FUNCTIONS["ReLU"](XS), activations.relu(XS))


def test_the_hidden_weights_are_drawn_at_random():
    """No two draws, units or layers share a weight or a place; both signs occur, and the places are spread."""
    first = [collapse.hidden_layers(1, 16, "ReLU", draw)[0][0] for draw in DRAWS]
    weights, biases = np.array([w.ravel() for w, _ in first]), np.array([b for _, b in first])
    places = -biases / weights
    assert len(np.unique(weights)) == weights.size and len(np.unique(places)) == places.size
    assert 0.3 < (weights > 0).mean() < 0.7
    assert np.abs(places).max() < 3
    assert np.histogram(places, 4, (-3, 3))[0].min() > places.size / 8
    deeper = collapse.hidden_layers(2, 16, "ReLU", 1)[0][1][0]
    assert len(np.unique(deeper)) == deeper.size
    again = collapse.hidden_layers.__wrapped__(3, 8, "tanh", 4)[1]
    np.testing.assert_array_equal(again, collapse.hidden_layers(3, 8, "tanh", 4)[1])


def test_fewer_units_are_the_first_of_more():
    few, many = (collapse.hidden_layers(1, units, "ReLU", 3)[0][0] for units in (4, 16))
    np.testing.assert_array_equal(few[0], many[0][:, :4])
    np.testing.assert_allclose(few[1], many[1][:4])


def test_the_output_layer_is_a_least_squares_fit():
    fit = fitted(2, 8, "tanh", "hill")
    residual = fit["curve"] - collapse.TARGETS["hill"](XS)
    assert abs(residual.mean()) < 1e-6
    assert np.max(np.abs(fit["hidden"].T @ residual)) < 1e-3
    assert fit["miss"] == pytest.approx(np.sqrt(np.mean(residual**2)))


@pytest.mark.parametrize("draw", DRAWS)
def test_more_units_never_fit_worse_in_one_layer(draw):
    for target in collapse.TARGETS:
        misses = [fitted(1, units, "ReLU", target, draw)["miss"] for units in (2, 4, 8, 16)]
        assert all(b <= a + 1e-6 for a, b in itertools.pairwise(misses)), target


def corners_on_a_grid(layers, units, function, target, draw):
    """The corners, counted without with_kinks: how far the slope turns within 0.01, on a fine grid."""
    weights, hidden = collapse.hidden_layers(layers, units, function, draw)
    v, c = collapse.fit_output(hidden, collapse.TARGETS[target](XS))
    x = np.linspace(-3, 3, 60_001)
    h = x[:, None]
    for w, b in weights:
        h = collapse.FUNCTIONS[function](h @ w + b)
    slopes = np.diff(h @ v + c) / (x[1] - x[0])
    count, k = 0, 0
    bent = np.flatnonzero(np.abs(np.diff(slopes)) > 1e-5)
    while k < len(bent):
        stop = np.searchsorted(bent, bent[k] + 100)
        count += abs(slopes[bent[stop - 1] + 1] - slopes[bent[k]]) > collapse.SEEN
        k = stop
    return count


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("function", collapse.KINKED)
def test_corners_are_counted_as_on_a_fine_grid(draw, function):
    for layers, units in ((1, 2), (1, 4), (1, 8), (1, 16), (2, 4), (2, 8)):
        for target in ("sine", "hill", "step"):
            found = len(fitted(layers, units, function, target, draw)["corners"])
            assert found == corners_on_a_grid(layers, units, function, target, draw), (layers, units, target)


def test_a_drawn_curve_is_straight_between_its_corners():
    for units, function, target in itertools.product((2, 4, 8, 16), collapse.KINKED, ("sine", "step")):
        fit = fitted(1, units, function, target, 5)
        x, y = fit["x"], fit["curve"]
        assert (np.diff(x) > 0).all() and x[0] == -3 and x[-1] == 3
        ends = np.concatenate([[0], fit["corners"], [len(x) - 1]])
        np.testing.assert_allclose(np.interp(x, x[ends], y[ends]), y, atol=0.05)  # but for what falls on one pixel
        np.testing.assert_allclose(np.interp(XS, x, fit["curve"]), y[np.isin(x, XS)], atol=1e-9)


def test_the_sentence_counts_the_dots_that_are_drawn():
    for state in states():
        content = Collapse.frame(state)
        dots, said = mark(content["fit"], "its corners"), re.search(r"has (no|\d+) corner", content["sentence"])
        assert bool(said) == (state["function"] in collapse.KINKED)
        if not said:
            assert dots is None
            continue
        count = 0 if said[1] == "no" else int(said[1])
        assert (count > MARKED) == ("too many to mark" in content["sentence"])
        assert (0 if dots is None else len(dots["x"])) == (count if count <= MARKED else 0)
        if state["layers"] == 1:
            assert count <= state["units"]
        if dots:
            assert np.diff(dots["x"]).min(initial=1) > collapse.TOGETHER / 2
            line = mark(content["fit"], f"with {state['function']}")
            assert np.isin(dots["x"], line["x"]).all() and np.abs(dots["x"]).max() < 3


def test_a_corner_is_neither_an_end_nor_a_point_on_a_line():
    x = np.array([0.0, 1.0, 2.0, 3.0])
    assert collapse.corners(x, np.array([0.0, 1.0, 2.0, 3.0])).tolist() == []
    assert collapse.corners(x, np.array([0.0, 0.0, 1.0, 1.0])).tolist() == [1, 2]
    assert collapse.corners(x, np.array([0.0, 1.0, 2.0 + 1e-5, 3.0])).tolist() == []


def test_corners_that_lie_on_each_other_are_one_or_none():
    x = np.array([0.0, 1.0, 1.001, 2.0])
    assert collapse.corners(x, np.maximum(0, x - 1) + np.maximum(0, x - 1.001)).tolist() == [1]
    assert collapse.corners(x, np.maximum(0, x - 1) - np.maximum(0, x - 1.001)).tolist() == []


def test_the_sentence_says_what_is_drawn():
    for state in states():
        sentence = Collapse.frame(state)["sentence"]
        size = (state["layers"], state["units"])
        bent = fitted(*size, state["function"], state["target"], state["draw"])["miss"]
        line = fitted(*size, None, state["target"], state["draw"])["miss"]
        assert (f"by {bent:.2f}" if bent >= 0.005 else "by less than 0.01") in sentence
        assert "0.00" not in sentence
        stack = "1 hidden layer " if state["layers"] == 1 else f"{state['layers']} hidden layers "
        assert sentence.startswith(f"With {stack}of {state['units']} units")
        assert ("no help where the truth is straight" in sentence) == (state["target"] == "straight line")
        if state["target"] != "straight line":
            assert ("now the stack bends" in sentence) == (bent < line / 2)
            assert ("straight line does better" in sentence) == (round(bent, 2) > round(line, 2))


def test_the_answers_given_in_the_chapter_hold():
    lines = {frame(layers=layers)["formula"][0][1][0] for layers in (1, 2, 3, 5, 10)}
    assert len(lines) == 1, "the orange line does not move at all"
    for units, count in ((2, 2), (4, 4), (8, 8), (16, 15)):  # of the sixteen, two bend at one place
        assert f"has {count} corners" in frame(layers=1, units=units)["sentence"]
    for draw in DRAWS:
        assert frame(draw=draw)["formula"] == frame()["formula"]
        for target in ("sine", "hill", "corner", "step"):
            two, ten = (fitted(layers, 8, "ReLU", target, draw)["miss"] for layers in (2, 10))
            assert ten > two
    assert "straight line does better" in frame(layers=1, units=2, target="step", draw=6)["sentence"]
    assert "straight line does better" in frame(layers=1, units=4, target="step", draw=6)["sentence"]


def test_line_text_has_no_negative_nought():
    assert collapse.line_text(-0.001, -0.001) == "y = 0.00x + 0.00"
    assert collapse.line_text(-0.5, -0.25) == "y = −0.50x − 0.25"


def test_depth_with_random_weights_does_what_the_chapter_says():
    miss = np.array([[fitted(n, 8, "ReLU", "sine", draw)["miss"] for n in (1, 2, 3, 10)] for draw in collapse.DRAWS])
    one, two, three, ten = miss.T
    assert (np.minimum(two, three) <= 0.55 * one).any() and (two > 1.2 * one).any(), "helps by half, and harms"
    assert (ten > two).all()
