"""The explorer "from logits to loss" shows what the package computes."""

import numpy as np
import pytest

from course_utils import losses
from course_utils.explorers.logits_to_loss import CLASSES, LogitsToLoss
from course_utils.gradients import numerical_gradient
from tests.support.equations import equations, wrong_equations

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
    assert lost["formula"][1][0].endswith("−ln(") and lost["formula"][1][2].startswith(")")


def text(line):
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in line)


def test_the_loss_is_that_of_the_printed_probability():
    assert text(frame()["formula"][1]).endswith("−ln(0.2595) = 1.349")
    rng = np.random.default_rng(0)
    for _ in range(300):
        a, b, c = rng.integers(-50, 51, 3) / 10
        lines = frame(a=a, b=b, c=c, truth=str(rng.choice(list(CLASSES))), shift=int(rng.choice([-10, 0, 5])))[
            "formula"
        ]
        for line in lines:
            assert list(equations(text(line))), line
            assert not wrong_equations(text(line))


def test_percent_is_never_all_or_nothing_where_it_is_not():
    """With logits between −5 and 5 no share is exactly 0 or 1, and no sentence says so."""
    for truth in CLASSES:
        for high, low in ((5.0, -5.0), (2.0, -3.0), (-5.0, 5.0)):
            sentence = frame(a=high, b=low, c=low, truth=truth)["sentence"]
            assert "100 %" not in sentence and "(0 %)" not in sentence
    assert "“3” gets >99 %" in frame(a=5.0, b=-5.0, c=-5.0, truth="3")["sentence"]
    assert "“3” (>99 %) to “8” (<1 %)" in frame(a=5.0, b=-5.0, c=-5.0, truth="8")["sentence"]
    assert "up by less than 0.001 α" in frame(a=5.0, b=-5.0, c=-5.0, truth="3")["sentence"]


def test_the_answers_given_in_the_chapter_hold():
    """Surer and right: a smaller gradient; no entry exceeds 1 while the loss has no limit; the entries add up to 0."""
    sizes = [abs(frame(a=a, b=0.0, c=0.0, truth="3")["gradient"]["values"]).max() for a in (0.0, 1.0, 2.0, 5.0)]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] < 0.02
    losses_, entries = [], []
    for a in (0.0, 2.5, 5.0):
        shown = frame(a=a, b=-a, c=-a, truth="5")
        losses_.append(float(shown["formula"][1][3][0]))
        entries.append(np.abs(shown["gradient"]["values"]).max())
        assert sum(shown["gradient"]["values"]) == pytest.approx(0, abs=1e-12)
    assert losses_ == sorted(losses_) and losses_[-1] > 9 and max(entries) < 1


def test_the_loss_in_the_formula_is_the_package_s():
    loss, _ = losses.softmax_cross_entropy(np.array([[2.0, 1.0, -1.0]]), np.array([1]))
    assert frame()["formula"][1][3] == (f"{loss:.3f}", "purple")
    assert f"The loss is {loss:.3f}" in frame()["sentence"]
