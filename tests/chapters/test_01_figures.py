"""The figures of chapter 01 draw the numbers given to them, and say them in words."""

import numpy as np
import pytest

from course_utils import activations
from course_utils.plotting import Picture
from course_utils.plotting import chapter_01 as draw


def words_on(picture):
    return {text.get_text() for ax in picture.figure.axes for text in ax.texts}


def test_a_unit_shows_every_number_it_is_given():
    picture = draw.unit([2.0, 1.0, -1.0], [0.5, -0.3, 0.4], 0.2, 0.5, activations.sigmoid(0.5))
    assert isinstance(picture, Picture)
    assert {"2", "−1", "$w_2$ = −0.3", "b = 0.2", "z = 0.5", "y = 0.6225", "σ"} <= words_on(picture)
    assert "2, 1 and −1" in picture.alt and "0.5, −0.3 and 0.4" in picture.alt and "0.6225" in picture.alt
    other = draw.unit([3.0, 1.0, -1.0], [0.5, -0.3, 0.4], -1.0, 0.0, 0.5)
    assert "3, 1 and −1" in other.alt and "the bias −1" in other.alt and "y = σ(z) = 0.5." in other.alt


@pytest.mark.parametrize(("examples", "inputs", "units"), [(5, 3, 2), (1, 4, 3)])
def test_the_blocks_have_as_many_cells_as_the_words_say(examples, inputs, units):
    picture = draw.layer_shapes(examples, inputs, units)
    count = examples * inputs + inputs * units + units + examples * units
    assert len(picture.figure.axes[0].patches) == count
    assert f"X, {examples} by {inputs}" in picture.alt and f"gives XW + b, {examples} by {units}" in picture.alt


def test_a_function_stands_beside_its_slope():
    picture = draw.function_and_slope(activations.sigmoid, activations.sigmoid_grad, "sigmoid")
    left, right = (ax.lines[0].get_ydata() for ax in picture.figure.axes)
    np.testing.assert_array_equal(left, activations.sigmoid(draw.Z))
    np.testing.assert_array_equal(right, activations.sigmoid_grad(draw.Z))
    assert "highest, 0.25, at z = 0, and 0.0066 at z = 5" in picture.alt
    other = draw.function_and_slope(activations.tanh, activations.tanh_grad, "tanh")
    assert "Left the tanh: −1, 0 and 1" in other.alt and "highest, 1, at z = 0, and 0.0002 at z = 5" in other.alt


def test_each_function_is_drawn_and_said():
    picture = draw.functions({"ReLU": activations.relu, "line": lambda z: -z}, ylabel="value")
    first, second = (line.get_ydata() for line in picture.figure.axes[0].lines[:2])
    np.testing.assert_array_equal(first, activations.relu(draw.Z))
    np.testing.assert_array_equal(second, -draw.Z)
    assert picture.alt.startswith("Curves of value over z") and "ReLU: 0, 0 and 3. line: 3, 0 and −3." in picture.alt
