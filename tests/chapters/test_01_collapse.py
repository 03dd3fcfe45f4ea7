"""The collapse explorer: the linear stack is one line at every state, and the line is the best there is."""

import numpy as np
import pytest

from course_utils import activations
from course_utils.explorers import collapse
from course_utils.explorers.collapse import XS, Collapse


def states():
    return list(Collapse.table_states())


def test_the_linear_stack_is_the_best_straight_line_whatever_its_size():
    for target, wanted in collapse.TARGETS.items():
        best = np.polyfit(XS, wanted(XS), 1)
        for layers in (1, 2, 3, 5, 10):
            for units in (2, 4, 8, 16):
                fit = collapse.fitted(layers, units, None, target)
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
    weights, hidden = collapse.hidden_layers(3, 8, function)
    h = XS[:, None]
    for w, b in weights:
        h = function(h @ w + b)
    np.testing.assert_allclose(h, hidden)
    np.testing.assert_array_equal(collapse.FUNCTIONS["ReLU"](XS), activations.relu(XS))


def test_the_output_layer_is_a_least_squares_fit():
    fit = collapse.fitted(2, 8, "tanh", "hill")
    residual = fit["curve"] - collapse.TARGETS["hill"](XS)
    assert abs(residual.mean()) < 1e-6
    assert np.max(np.abs(fit["hidden"].T @ residual)) < 1e-3
    assert fit["miss"] == pytest.approx(np.sqrt(np.mean(residual**2)))


def test_relu_units_make_corners_and_more_units_never_fit_worse_in_one_layer():
    for target in collapse.TARGETS:
        misses = [collapse.fitted(1, units, "ReLU", target)["miss"] for units in (2, 4, 8, 16)]
        assert misses == sorted(misses, reverse=True) or np.allclose(misses, 0, atol=1e-6), target
    curve = collapse.fitted(1, 2, "ReLU", "corner")["curve"]
    assert np.sum(np.abs(np.diff(curve, 2)) > 1e-9) == 1, "two units that switch at one place make one corner"


def test_the_sentence_says_what_is_drawn():
    for state in states():
        frame = Collapse.frame(state)
        bent = collapse.fitted(state["layers"], state["units"], state["function"], state["target"])["miss"]
        assert f"by {bent:.2f}" in frame["sentence"]
        stack = "1 hidden layer " if state["layers"] == 1 else f"{state['layers']} hidden layers "
        assert frame["sentence"].startswith(f"With {stack}of {state['units']} units")
        assert ("no help where the truth is straight" in frame["sentence"]) == (state["target"] == "straight line")


def test_line_text_has_no_negative_nought():
    assert collapse.line_text(-0.001, -0.001) == "y = 0.00x + 0.00"
    assert collapse.line_text(-0.5, -0.25) == "y = −0.50x − 0.25"
