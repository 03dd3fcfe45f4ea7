"""What chapter 07 defines in its cells does what its prose says."""

import ast
import json

import numpy as np
import pytest

from course_utils import convolution, data, settings
from course_utils.exercises.chapter_07 import EXERCISES, answers, loop
from course_utils.exercises.chapter_07.layer import answers as patches
from course_utils.losses import softmax_cross_entropy
from course_utils.shapes import output_shape


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "07_convnet_from_scratch.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def defined(cells, id):
    """Return the function that a cell defines, and run nothing else of it."""
    tree = ast.parse(cells[id])
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    names = {"np": np, "output_shape": output_shape, "softmax_cross_entropy": softmax_cross_entropy}
    exec(compile(ast.Module([found], []), id, "exec"), names)
    return names[found.name]


def test_the_broken_loop_is_the_one_that_the_exercise_expects(cells):
    shown = defined(cells, "broken")
    exercise = next(e for e in EXERCISES if e.id == "07-planted-bugs")
    for (x, labels, w, *rest), _ in exercise.arguments():
        one, other = w.copy(), w.copy()
        for ours, theirs in zip(shown(x, labels, one, *rest), loop.broken_training(x, labels, other, *rest)):
            np.testing.assert_allclose(ours, theirs)
        np.testing.assert_array_equal(one, other)


def test_the_mended_loop_learns_what_the_broken_one_does_not(cells):
    digits = data.load("digits", flatten=True)
    arguments = digits.train_x, digits.train_y, np.zeros((784, 10)), 0.1, 3, 100, 0
    assert defined(cells, "broken")(*(a.copy() if isinstance(a, np.ndarray) else a for a in arguments))[1][-1] > 2.2
    assert loop.train_classifier(*arguments)[1][-1] < 0.6


def test_the_writing_col2im_is_the_misconception(cells):
    writes = defined(cells, "written-not-added")
    rng = np.random.default_rng(0)
    for shape, kernel, stride in (((2, 3, 6, 5), 3, 1), ((1, 2, 7, 7), 3, 2)):
        columns = rng.normal(size=convolution.im2col(np.zeros(shape), kernel, stride).shape)
        expected = patches.col2im_written(columns, shape, (kernel, kernel), stride)
        np.testing.assert_array_equal(writes(columns, shape, kernel, stride), expected)


def test_the_dropping_accuracy_is_the_misconception(cells):
    drops = defined(cells, "accuracy-that-drops")
    rng = np.random.default_rng(0)
    x, labels, scores = rng.normal(size=(57, 4)), rng.integers(0, 3, 57), answers.Scores(rng.normal(size=(4, 3)))
    assert drops(scores, x, labels, 10) == answers.accuracy_drops_the_rest(scores, x, labels, 10)


@pytest.mark.parametrize(("down", "right"), [(0, 3), (-2, 0), (6, -6), (1, 1)])
def test_shifted_moves_and_brings_in_paper(cells, down, right):
    x = np.random.default_rng(0).random((2, 1, 28, 28)) + 1
    moved = defined(cells, "shifts")(x, down, right)
    assert moved.shape == x.shape
    for row, column in np.ndindex(28, 28):
        from_row, from_column = row - down, column - right
        inside = 0 <= from_row < 28 and 0 <= from_column < 28
        np.testing.assert_array_equal(moved[:, 0, row, column], x[:, 0, from_row, from_column] if inside else 0)


@pytest.mark.parametrize(("degrees", "quarters"), [(0, 0), (90, 1), (180, 2)])
def test_turned_turns_against_the_clock(cells, degrees, quarters):
    x = np.random.default_rng(0).random((2, 1, 28, 28))
    np.testing.assert_array_equal(defined(cells, "turns")(x, degrees), np.rot90(x, quarters, axes=(2, 3)))


def test_the_in_place_relu_is_the_misconception(cells):
    x, grad = np.array([-1.0, 0.0, 3.0]), np.array([5.0, 6.0, 7.0])
    assert defined(cells, "in-place-relu")(grad, x) is grad
    np.testing.assert_array_equal(grad, [0, 0, 7])


def test_full_mnist_is_off(cells):
    assert cells["full-mnist"].startswith("RUN_FULL_MNIST = False\n")


def test_the_network_is_trained_once(cells):
    for id, epochs in {"train-the-network": "epochs=20", "train-from-small-weights": "epochs=5"}.items():
        assert epochs in cells[id]
    assert sum(source.count("train(") for source in cells.values() if "RUN_FULL_MNIST" not in source) == 2
