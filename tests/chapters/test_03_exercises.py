"""The answer key of chapter 03 is the package, and the chapter's figures show the package's numbers."""

import numpy as np
import pytest

from course_utils import backprop_matrix, dense, gradients
from course_utils.backprop import WIRING, WorkedExample
from course_utils.exercises.chapter_03 import EXERCISES, PREDICTIONS, answers
from course_utils.plotting import chapter_03 as draw
from course_utils.plotting import figure

BY_ID = {exercise.id: exercise for exercise in EXERCISES}


@pytest.mark.parametrize(
    ("id", "published"),
    [
        ("03-net-h1", 0.3775),
        ("03-total-error", 0.298371109),
        ("03-delta-o1", 0.138498562),
        ("03-grad-w1", 0.000438568),
    ],
)
def test_typed_answers_are_the_ledger_s_numbers(id, published):
    assert BY_ID[id].expected_value() == pytest.approx(published, abs=5e-10)


def test_the_number_added_before_squaring_is_what_its_name_says():
    net = WorkedExample()
    wrong = {m.name: m.wrong for m in BY_ID["03-total-error"].misconceptions}
    first, second = net.out_o1 - net.t1, net.out_o2 - net.t2
    assert wrong["added before squaring"] == pytest.approx((first + second) ** 2 / 2, rel=1e-12)
    assert wrong["forgot the square"] == pytest.approx((abs(first) + abs(second)) / 2, rel=1e-12)
    assert wrong["forgot the square, minus kept"] == pytest.approx((first + second) / 2, rel=1e-12)


def test_the_layer_is_the_package_s_layer():
    for (delta, x, W), _ in BY_ID["03-dense-backward"].arguments():
        for ours, theirs in zip(answers.dense_backward(delta, x, W), dense.affine_backward(delta, x, W), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12)


@pytest.mark.parametrize(
    ("step", "order"), [(answers.train_step, "simultaneous"), (answers.train_step_sequential, "sequential")]
)
def test_a_training_step_is_the_worked_example_s(step, order):
    numbers = backprop_matrix.matrices(WorkedExample())
    W1, W2 = step(numbers["X"][0], numbers["T"][0], numbers["W1"], 0.35, numbers["W2"], 0.60, 0.5)
    net = WorkedExample()
    net.step(0.5, order=order)
    moved = backprop_matrix.matrices(net)
    np.testing.assert_allclose(W1, moved["W1"], rtol=1e-14)
    np.testing.assert_allclose(W2, moved["W2"], rtol=1e-14)


def test_the_gap_is_measured_against_the_package_s_numerical_gradient():
    for (f, w, gradient, *eps), _ in BY_ID["03-gradient-gap"].arguments():
        theirs = np.max(np.abs(gradients.numerical_gradient(f, w.copy()) - gradient))
        assert answers.gradient_gap(f, w, gradient) == pytest.approx(theirs, rel=1e-6)
        assert answers.gradient_gap(f, w, f.gradient(w)) < 1e-6
        if eps:  # far enough apart for the curve's bend to show
            assert abs(answers.gradient_gap(f, w, gradient, *eps) - theirs) > 1e-3


def test_every_reply_of_a_prediction_says_something_of_its_own():
    for prediction in PREDICTIONS:
        replies = [option.reply for option in prediction.options]
        assert len(set(replies)) == len(replies)
        assert all(len(reply.split()) >= 5 for reply in replies)


def test_the_network_is_drawn_with_every_number_given_to_it():
    _, ax = figure()
    labels = {w: f"{w} = {k / 100:.2f}" for k, w in enumerate(WIRING)}
    assert draw.draw_network(ax, {"i1": "0.05", "h1": "", "o1": "target\n0.01"}, labels, against={("i1", "h1")}) is ax
    shown = {text.get_text() for text in ax.texts}
    assert {*labels.values(), "i1\n0.05", "h1", "o1\ntarget\n0.01"} <= shown


def test_gradients_are_drawn_with_their_size_and_their_sign():
    _, ax = figure()
    assert draw.draw_gradients(ax, {"w1": 0.02, "w7": -0.05}) is ax
    assert [text.get_text() for text in ax.texts] == ["0.02", "0.05"]
    assert [bar.get_height() for bar in ax.patches[:2]] == [0.02, 0.05]
    assert ax.patches[0].get_facecolor() != ax.patches[1].get_facecolor()
    assert ax.patches[0].get_hatch() != ax.patches[1].get_hatch()


def test_error_curves_start_with_the_first_step():
    _, ax = figure()
    errors = WorkedExample().train(20)
    assert draw.draw_errors(ax, {"a": errors, "b": errors / 2}) is ax
    x, y = ax.lines[0].get_data()
    assert list(x) == list(range(1, 21))
    np.testing.assert_array_equal(y, errors[1:])
    assert ax.lines[0].get_linestyle() != ax.lines[1].get_linestyle()
