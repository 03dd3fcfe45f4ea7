"""The figures of chapter 03 draw the numbers given to them, and say them in words."""

import numpy as np
import pytest

from course_utils.backprop import WorkedExample
from course_utils.plotting import chapter_03 as draw


def words_on(picture):
    return {text.get_text() for ax in picture.figure.axes for text in ax.texts}


def bold(picture):
    arrows = [getattr(text, "arrow_patch", None) for text in picture.figure.axes[0].texts]
    return sum(arrow.get_linewidth() > 2 for arrow in arrows if arrow is not None)


def test_the_given_numbers_are_on_the_network_and_in_the_words():
    net = WorkedExample(inputs=(0.25, 0.10), targets=(0.02, 0.99))
    picture = draw.given(net)
    assert {"i1\n0.25", "o1\ntarget\n0.02", "w5 = 0.40", "b2\n0.60", "h1"} <= words_on(picture)
    assert (
        "0.25 and 0.10" in picture.alt and "w5 = 0.40 from h1 to o1" in picture.alt and "0.35 and 0.60" in picture.alt
    )


def test_after_the_forward_pass_the_outputs_are_there():
    net = WorkedExample()
    assert {"h1\n0.5933", "o2\n0.7729"} <= words_on(draw.after_forward(net))
    assert "outputs 0.7514 and 0.7729" in draw.after_forward(net).alt
    net.w5 = -3.0
    assert f"outputs {net.out_o1:.4f} and 0.7729" in draw.after_forward(net).alt


@pytest.mark.parametrize(
    ("weight", "edges", "said"),
    [
        ("w5", 2, "the one path from E back to w5 drawn bold: through o1."),
        ("w8", 2, "the one path from E back to w8 drawn bold: through o2."),
        ("w1", 5, "2 paths from E back to w1 drawn bold: through o1 (w5) and through o2 (w7)."),
        ("w4", 5, "2 paths from E back to w4 drawn bold: through o1 (w6) and through o2 (w8)."),
    ],
)
def test_every_path_back_to_a_weight_is_bold(weight, edges, said):
    picture = draw.paths(weight)
    assert bold(picture) == edges
    assert said in picture.alt


def test_gradients_are_said_with_their_sizes_and_signs():
    picture = draw.gradients({"w1": 0.00044, "w7": -0.0226})
    assert [bar.get_height() for bar in picture.figure.axes[0].patches[:2]] == [0.00044, 0.0226]
    assert "w1 0.0004, w7 0.02. Negative: w7." in picture.alt
    assert {text.get_text() for text in picture.figure.axes[0].texts} == {"0.0004", "0.02"}, "no answer to read off"
    assert "All are positive." in draw.gradients({"w1": 0.1}).alt


def test_errors_are_said_at_their_ends_and_whether_they_fall():
    falling = np.logspace(-1, -5, 1001)
    picture = draw.errors({"a": falling, "b": falling / 2})
    np.testing.assert_array_equal(picture.figure.axes[0].lines[0].get_ydata(), falling[1:])
    assert "always falling" in picture.alt and "not always" not in picture.alt
    assert "a 1·10⁻¹ after one step" in picture.alt and "5·10⁻⁶ after 1,000" in picture.alt
    assert "not always falling" in draw.errors({"a": falling[::-1]}).alt


def test_lengths_are_said_from_the_last_layer_to_the_first():
    norms = np.logspace(-12, 1, 20)
    picture = draw.gradient_norms({"sigmoid": norms, "tanh": np.full(20, 3.0)})
    np.testing.assert_array_equal(picture.figure.axes[0].lines[0].get_ydata(), norms)
    assert "sigmoid from 1·10¹ to 1·10⁻¹²; tanh from 3·10⁰ to 3·10⁰." in picture.alt


def test_units_are_counted_before_and_after():
    before, after = np.linspace(0.1, 0.9, 10), np.array([0.0] * 4 + [0.5] * 3 + [1.0] * 3)
    picture = draw.shares(before, after)
    heights = [bar.get_height() for bar in picture.figure.axes[0].patches]
    assert sum(heights[:20]) == sum(heights[20:40]) == 10 and heights[20] == 4
    assert "For none: 0 before the step, 4 after it. For more than 95 %: 3 after it." in picture.alt
