"""How closely results are compared, and how values are put into few words."""

import numpy as np
import pytest

from course_utils.exercises.compare import Rule, first_mismatch
from course_utils.exercises.values import freeze, same
from course_utils.exercises.wording import compact, describe

CLOSE = Rule(1e-7)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1.0, 1),
        (np.float32(0.5), 0.5),
        (True, 1),
        ([1, 2], np.array([1.0, 2.0])),
        ((1, 2), np.array([1.0, 2.0])),
        (np.array([1.0, 2.0]), (1.0, 2.0)),
        (1e-18, 0.0),
        (0.0, 1e-17),  # rounding left over where the sum should vanish
        (np.array([np.nan, 1.0]), np.array([np.nan, 1.0])),
        (np.inf, np.inf),
        (1.0 + 5e-8, 1.0),
        (np.array([1e-9, 1.0]), np.array([0.0, 1.0])),
        ([], np.zeros(0)),
    ],
)
def test_equal_enough(got, expected):
    assert first_mismatch(got, expected, CLOSE) is None


@pytest.mark.parametrize(
    ("got", "expected", "kind"),
    [
        (1.0 + 5e-6, 1.0, "values"),
        (0.0, 1e-9, "values"),  # where the right slope is 1e-9, zero is wrong
        (np.zeros(3), np.full(3, 1e-9), "values"),
        (np.inf, 1.0, "infinite"),
        (-np.inf, np.inf, "values"),
        (np.nan, 1.0, "nan"),
        (1j, 1.0, "type"),
        (None, 1.0, "type"),
        ("1", 1.0, "type"),
        (1, None, "type"),
        (1, "yes", "type"),
        ("no", "yes", "text"),
        (np.zeros((1, 3)), np.zeros(3), "shape"),
        (np.zeros(1), 0.0, "shape"),
        ((1.0,), (1.0, 2.0), "length"),
        (3, (1.0, 2.0), "type"),
        ({"a": 1}, {"a": 1, "b": 2}, "keys"),
        ([1], {"a": 1}, "type"),
    ],
)
def test_not_equal_and_why(got, expected, kind):
    assert first_mismatch(got, expected, CLOSE).kind == kind


def test_typed_digits_are_compared_absolutely():
    digits = Rule(5e-5, absolute=True)
    assert first_mismatch(0.0066, 0.00664806, digits) is None
    assert first_mismatch(0.0067, 0.00664806, digits).kind == "values"


def test_the_words_never_hold_the_expected_value():
    for got in (0.25, [0.5], "text", None, np.full(1, 7.0), (1, 2)):
        mismatch = first_mismatch(got, np.array([0.98765]), CLOSE)
        assert "0.98" not in mismatch.text


def test_frozen_results_do_not_follow_their_source():
    source = np.zeros(2)
    kept = freeze((source, {"a": [source]}))
    source += 1
    assert kept[0].sum() == 0 and kept[1]["a"][0].sum() == 0


def test_tensors_are_taken_as_arrays():
    torch = pytest.importorskip("torch")
    leaf = torch.ones(2, requires_grad=True)
    assert first_mismatch(leaf * 2, np.array([2.0, 2.0]), CLOSE) is None


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        (np.ones(2), np.ones(2), True),
        (np.ones(2), np.ones(2, dtype=np.float32), False),
        (np.ones(2), np.ones((2, 1)), False),
        (np.array([np.nan]), np.array([np.nan]), True),
        ({"a": np.ones(2)}, {"a": np.ones(2)}, True),
        ({"a": 1}, {"b": 1}, False),
        ([1, [2]], [1, [2]], True),
        ([1], [1, 2], False),
        (float("nan"), float("nan"), True),
    ],
)
def test_same_sees_every_change_of_an_input(a, b, equal):
    assert same(a, b) is equal


def test_compact_stays_short():
    assert compact(np.array([1.0, -0.5])) == "[ 1. , -0.5]"
    assert compact(np.zeros((4, 3, 8, 8))).startswith("array of shape (4, 3, 8, 8), beginning 0.")
    assert compact(np.zeros((0, 3))) == "an empty array of shape (0, 3)"
    assert compact((1.23456789, [True, "a"])) == "(1.23457, [True, 'a'])"
    assert compact({"a": np.float64(2)}) == "{'a': 2}"
    assert compact(object()) == "<object>"
    assert len(compact(list(range(1000)))) < 120
    assert compact(np.array(1.0)) == "1" and compact(np.array(True)) == "True"
    assert compact(...) == "..."


def test_describe_uses_articles():
    assert describe(3) == "the number 3"
    assert describe(np.zeros(2)) == "an array of shape (2,) and type float64"
    assert describe([1]) == "a list of 1 value"
    assert describe(len) == "a function"
