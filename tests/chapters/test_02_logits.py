"""The explorer "from logits to loss" shows what the package computes."""

import numpy as np
import pytest

from course_utils import losses
from course_utils.explorers.logits_to_loss import CLASSES, LogitsToLoss
from course_utils.gradients import numerical_gradient

STATES = [
    dict(),
    dict(a=5.0, b=-5.0, c=0.0, truth="3"),
    dict(a=5.0, b=-5.0, c=0.0, truth="8", shift=10),
    dict(a=-0.3, b=-0.3, c=-0.3, truth="5", shift=-10),
]


def frame(**values):
    return LogitsToLoss.frame(LogitsToLoss.full_state(values))


def scores(values):
    state = LogitsToLoss.full_state(values)
    return np.array([state[k] for k in "abc"]), CLASSES.index(state["truth"])


@pytest.mark.parametrize("values", STATES)
def test_panels_show_softmax_and_its_gradient(values):
    z, truth = scores(values)
    shown = frame(**values)
    np.testing.assert_allclose(shown["logits"]["values"], z)
    np.testing.assert_allclose(shown["probabilities"]["values"], losses.softmax(z))
    slope = numerical_gradient(lambda v: losses.softmax_cross_entropy(v[None, :], np.array([truth]))[0], z)
    np.testing.assert_allclose(shown["gradient"]["values"], slope, atol=1e-7)
    assert sum(shown["gradient"]["values"]) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("values", STATES)
def test_the_true_class_is_named_and_coloured(values):
    _, truth = scores(values)
    for panel in ("logits", "exponentials", "probabilities", "gradient"):
        content = frame(**values)[panel]
        assert [color == "orange" for color in content["colors"]] == [k == truth for k in range(3)]
        assert ["true" in label for label in content["labels"]] == [k == truth for k in range(3)]


def test_a_constant_moves_the_exponentials_alone():
    still, moved = frame(), frame(shift=10)
    for panel in ("logits", "probabilities", "gradient"):
        np.testing.assert_allclose(still[panel]["values"], moved[panel]["values"])
    np.testing.assert_allclose(moved["exponentials"]["values"], still["exponentials"]["values"] * np.exp(10))
    assert "not their shares" in moved["sentence"]
    assert "not their shares" not in still["sentence"]


def test_the_sentence_knows_right_from_wrong():
    assert "prefers “3”" in frame()["sentence"]
    assert "is right" in frame(truth="3")["sentence"]
    for truth in "35":
        assert "cannot decide between “3” and “5”." in frame(a=1.0, b=1.0, c=-1.0, truth=truth)["sentence"]
    assert "cannot decide between “3”, “5” and “8”." in frame(a=1.0, b=1.0, c=1.0, truth="3")["sentence"]


def test_small_numbers_are_written_so_that_they_say_something():
    sure, lost = frame(a=5.0, b=-5.0, c=-5.0, truth="3"), frame(a=5.0, b=5.0, c=-5.0, truth="8")
    assert sure["gradient"]["text"] == ["0.000"] * 3
    assert lost["formula"][1][1][0].endswith("10⁻⁵")


def test_the_loss_in_the_formula_is_the_package_s():
    loss, _ = losses.softmax_cross_entropy(np.array([[2.0, 1.0, -1.0]]), np.array([1]))
    assert frame()["formula"][1][3] == (f"{loss:.3f}", "purple")
    assert f"The loss is {loss:.3f}" in frame()["sentence"]
