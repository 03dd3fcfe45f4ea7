"""Where no named mistake fits, a fact about the wrong results is told, and only when it holds of all of them."""

import dataclasses
import re

import numpy as np
import pytest

from course_utils.exercises import registry
from course_utils.exercises.judge import WRONG, judge

RNG = np.random.default_rng(5)


def words(judgement):
    return " ".join(text for kind, text in judgement.parts if kind == "say")


@pytest.fixture
def exercise(leaky_exercise):
    """A function of a matrix and a factor: row sums, scaled, as an array (N,)."""

    def scaled(x, factor=2.0):
        return factor * x

    shapes = [(2, 3), (3, 2), (4, 5), (1, 3), (5, 4), (3, 6), (1, 2), (6, 3)]
    cases = [(np.random.default_rng(i).normal(size=shape), 1.5 + i) for i, shape in enumerate(shapes)]
    return dataclasses.replace(leaky_exercise, reference=scaled, cases=cases, misconceptions=())


MATRIX = {
    "sign": (lambda x, f: -f * x, "Every value has the wrong sign"),
    "twice": (lambda x, f: 2 * f * x, "2 times too large"),
    "half": (lambda x, f: f * x / 2, "2 times too small"),
    "a constant": (lambda x, f: 1.37 * f * x, "always by the same factor"),
    "1/N": (lambda x, f: f * x / len(x), "divided once more by the length of `x`"),
    "times N": (lambda x, f: f * x * x.size, "too large by a factor of the number of values in `x`"),
    "factor squared": (lambda x, f: f * f * x, "too large by a factor of `factor`"),
    "offset": (lambda x, f: f * x + 0.25, "off by one and the same amount"),
    "offset by an argument": (lambda x, f: f * x + f, "too large by `factor`"),
    "transposed": (lambda x, f: (f * x).T, "Rows and columns look exchanged"),
    "reversed": (lambda x, f: (f * x)[:, ::-1], "reversed order"),
    "moved": (lambda x, f: np.roll(f * x, 1, 0), "moved by one place"),
    "shuffled": (lambda x, f: np.sort(f * x, axis=0)[:, ::-1], "in other places"),
    "flat": (lambda x, f: (f * x).ravel(), "the shape is not"),
    "absolute": (lambda x, f: np.abs(f * x), "without their sign"),
    "squared": (lambda x, f: (f * x) ** 2, "squared"),
    "rounded": (lambda x, f: np.round(f * x), "rounded"),
    "zero": (lambda x, f: 0 * x, "Everything that came back is zero"),
    "only positive": (lambda x, f: np.where(x < 0, 7.0, f * x), "stand where `x` is below 0"),
    "last row": (lambda x, f: np.vstack([(f * x)[:-1], x[-1:]]), "Only the last row is wrong"),
    "first column": (lambda x, f: np.hstack([x[:, :1] * f, x[:, 1:]]), "Only the first column is right"),
    "factor ignored": (lambda x, f: np.cos(x), "does not change with `factor`"),
    "tall ones": (lambda x, f: f * x if len(x) < 4 else np.cos(f * x), ""),
    "one row": (lambda x, f: f * x if len(x) == 1 else np.cos(f * x), "holds more than one row"),
}


@pytest.mark.parametrize(("answer", "said"), MATRIX.values(), ids=MATRIX)
def test_a_relation_is_told(exercise, answer, said):
    judgement = judge(exercise, answer)
    assert judgement.state == WRONG
    assert said in words(judgement)


@pytest.fixture
def pair(leaky_exercise):
    """A function with two results."""
    cases = [(RNG.normal(size=n), RNG.normal(size=n)) for n in (2, 3, 4, 5, 3, 2, 4, 6)]
    return dataclasses.replace(
        leaky_exercise,
        reference=lambda a, b: (a + b, a - b),
        cases=cases,
        names=("total", "gap"),
        misconceptions=(),
    )


PAIR = {
    "exchanged": (lambda a, b: (a - b, a + b), "right results in another order: `total` and `gap`"),
    "one of two": (lambda a, b: (a + b, np.cos(a)), "`total` is right, `gap` not"),
    "one with a sign": (lambda a, b: (a + b, b - a), "`gap` not. Every value has the wrong sign"),
    "arguments exchanged": (lambda a, b: (b + a, b - a), "`total` is right"),
    "unsteady": (
        lambda a, b: (a + b, np.random.default_rng().normal(size=a.shape)),
        "Called again with the same input",
    ),
}


@pytest.mark.parametrize(("answer", "said"), PAIR.values(), ids=PAIR)
def test_of_several_results_those_that_are_right_are_named(pair, answer, said):
    assert said in words(judge(pair, answer))


def test_exchanged_arguments_are_named(leaky_exercise):
    cases = [(float(a), float(b)) for a, b in RNG.normal(size=(8, 2))]
    gap = dataclasses.replace(leaky_exercise, reference=lambda a, b: a * a - b, cases=cases, misconceptions=())
    assert "with `a` and `b` exchanged" in words(judge(gap, lambda a, b: b * b - a))


def test_counts_that_are_off_by_one(leaky_exercise):
    count = dataclasses.replace(
        leaky_exercise, reference=lambda n, k: n - k + 1, cases=[(n, 3) for n in range(4, 14)], misconceptions=()
    )
    assert "One too few, each time" in words(judge(count, lambda n, k: n - k))
    assert "One too many, each time" in words(judge(count, lambda n, k: n - k + 2))


def test_parameters_in_another_order_are_told(leaky_exercise):
    def sized(size, kernel, padding=0, stride=1):
        return (size + 2 * padding - kernel) // stride + 1

    text = words(judge(registry.find_exercise("05-output-size"), sized))
    assert "what is meant for `stride` arrives in your `padding`" in text


ERRORS = {
    "truth": (lambda z, slope=0.01: z if z > 0 else 0, "`if` and `and` decide about one number"),
    "shapes": (lambda z, slope=0.01: z + np.ones((2, 3)) @ np.ones((2, 3)), "Two arrays met whose shapes do not fit"),
    "float index": (lambda z, slope=0.01: z[: len(z) / 2], "Which division gives a whole number?"),
    "beyond": (lambda z, slope=0.01: z[len(z)], "The last index of n elements is n − 1"),
    "not callable": (lambda z, slope=0.01: slope(z), "Round brackets call"),
    "none": (lambda z, slope=0.01: None + z, "does a function that you call lack its `return`?"),
}


@pytest.mark.parametrize(("answer", "said"), ERRORS.values(), ids=ERRORS)
def test_well_known_errors_are_explained(leaky_exercise, answer, said):
    assert said in words(judge(leaky_exercise, answer))


def test_no_relation_tells_the_right_value(exercise):
    for answer, said in MATRIX.values():
        remark = [text for kind, text in judge(exercise, answer).parts if kind == "say"][-1]
        assert not said or not re.search(r"\d[.,]\d", remark)
