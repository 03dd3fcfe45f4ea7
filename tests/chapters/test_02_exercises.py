"""Chapter 02's own answers agree with the package, with central differences, and with what its notebook shows."""

import ast

import nbformat
import numpy as np
import pytest

from course_utils import losses, settings
from course_utils.exercises.chapter_02 import EXERCISES, answers
from course_utils.exercises.chapter_02.tasks_descent import KILOMETRES, MINUTES
from course_utils.gradients import check_gradient

NOTEBOOK = settings.NOTEBOOKS / "02_loss_and_gradient_descent.ipynb"


def arguments(id):
    return [args for args, _ in next(e for e in EXERCISES if e.id == id).arguments()]


def cell(id):
    return next(c.source for c in nbformat.read(NOTEBOOK, 4).cells if c.id == id)


def test_line_gradient_is_the_gradient_of_half_mse():
    for w, b, x, y in arguments("02-line-gradient"):
        slopes = np.array(answers.line_gradient(w, b, x, y))
        assert check_gradient(lambda k: losses.half_mse(k[0] * x + k[1], y)[0], slopes, np.array([w, b]))  # noqa: B023


def test_fit_line_arrives_at_least_squares():
    w, b = answers.fit_line(KILOMETRES, MINUTES, 0.1, 2_000)
    np.testing.assert_allclose([w, b], np.polyfit(KILOMETRES, MINUTES, 1), atol=1e-9)


def test_softmax_is_the_package_s():
    for (logits,) in arguments("02-softmax"):
        np.testing.assert_allclose(answers.softmax(logits), losses.softmax(logits), atol=1e-12)


def test_softmax_loss_is_the_package_s():
    for logits, labels in arguments("02-softmax-loss"):
        loss, grad = answers.softmax_loss(logits, labels)
        expected_loss, expected_grad = losses.softmax_cross_entropy(logits, labels)
        assert loss == pytest.approx(expected_loss)
        np.testing.assert_allclose(grad, expected_grad, atol=1e-12)


def test_classifier_gradients_pass_the_gradient_check():
    for x, w, b, labels in arguments("02-planted-bug"):
        grad_w, grad_b = answers.classifier_gradients(x, w, b, labels)

        def loss_of_w(v, x=x, b=b, labels=labels):
            return losses.softmax_cross_entropy(x @ v + b, labels)[0]

        def loss_of_b(v, x=x, w=w, labels=labels):
            return losses.softmax_cross_entropy(x @ w + v, labels)[0]

        assert check_gradient(loss_of_w, grad_w, w)
        assert check_gradient(loss_of_b, grad_b, b)


def test_the_notebook_shows_the_bugs_that_the_exercise_expects():
    definition = ast.Module([ast.parse(cell("broken")).body[0]], [])
    names = {"losses": losses}
    exec(compile(definition, "broken", "exec"), names)
    for arguments_ in arguments("02-planted-bug"):
        for shown, expected in zip(names["broken_gradients"](*arguments_), answers.broken_gradients(*arguments_)):
            np.testing.assert_allclose(shown, expected)


def test_the_notebook_s_trips_are_those_of_the_exercise():
    names = {"np": np}
    lines = [line for line in cell("trips").splitlines() if line.startswith(("KILOMETRES", "MINUTES"))]
    exec("\n".join(lines), names)
    np.testing.assert_array_equal(names["KILOMETRES"], KILOMETRES)
    np.testing.assert_array_equal(names["MINUTES"], MINUTES)


def test_the_notebook_s_gradient_is_that_of_its_function():
    tree = ast.parse(cell("worked-function"))
    names = {"np": np}
    exec(compile(ast.Module(tree.body[:2], []), "worked", "exec"), names)
    rng = np.random.default_rng(0)
    for start in rng.normal(size=(5, 2)):
        assert check_gradient(lambda w: float(names["f"](w)), names["slope"](start), start)
