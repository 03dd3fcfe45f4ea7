"""The checks themselves: what they let through, in which form, and what they say."""

import re

import numpy as np
import pytest
import torch

from course_utils import validation


def refused(error, words, function, *args, **kwargs):
    with pytest.raises(error, match=re.escape(words)):
        function(*args, **kwargs)


def test_array_keeps_what_is_right_and_converts_what_is_asked():
    x = np.ones((2, 3), np.float32)
    assert validation.array("x", x) is x
    assert validation.array("x", x, dtype="float64").dtype == np.float64
    assert validation.array("x", np.ones(2), dtype="float32").dtype == np.float32
    assert validation.array("x", [1, 2]).dtype == np.float64
    assert validation.array("x", np.arange(3, dtype=np.uint8), dtype="int").dtype == np.uint8
    assert validation.array("x", np.arange(3, dtype=np.uint8), dtype="uint8").dtype == np.uint8
    assert validation.array("x", torch.ones(2, dtype=torch.float32)).dtype == np.float32
    assert validation.array("x", [], allow_empty=True).shape == (0,)
    assert np.isnan(validation.array("x", [np.nan], allow_nan=True))[0]
    assert validation.array("x", [np.inf])[0] == np.inf
    assert validation.array("x", x, shape=("N", 3), ndim=2) is validation.array("x", x, shape=(None, 3), ndim=(1, 2))


def test_array_says_what_is_wrong():
    array = validation.array
    refused(TypeError, "x: got None; expected an array of real numbers", array, "x", None)
    refused(
        TypeError, "x: got an array of shape (1,) and dtype <U1; expected an array of real", array, "x", np.array(["a"])
    )
    refused(
        TypeError,
        "x: got an array of shape (2,) and dtype float64; expected an array of whole",
        array,
        "x",
        np.ones(2),
        dtype="int",
    )
    refused(
        TypeError,
        "x: got an array of shape (2,) and dtype int64; expected an array of bytes",
        array,
        "x",
        np.arange(2),
        dtype="uint8",
    )
    refused(
        TypeError,
        "x: got an array of shape (2,) and dtype uint16; expected an array of bytes",
        array,
        "x",
        np.zeros(2, np.uint16),
        dtype="uint8",
    )
    refused(
        TypeError,
        "x: got a Tensor of shape (2,) and dtype torch.float32, which makes no array",
        array,
        "x",
        torch.ones(2, requires_grad=True),
    )
    refused(ValueError, "x: got shape (2,); expected an array with 2 axes", array, "x", np.ones(2), ndim=2)
    refused(ValueError, "x: got shape (); expected an array with 1 or 2 axes", array, "x", 3.0, ndim=(1, 2))
    refused(ValueError, "x: got shape (2, 2); expected an array with 1 axis", array, "x", np.ones((2, 2)), ndim=1)
    refused(ValueError, "x: got shape (2, 4); expected shape (N, 3)", array, "x", np.ones((2, 4)), shape=("N", 3))
    refused(
        ValueError, "x: got shape (2, 3, 1); expected shape (any, 3)", array, "x", np.ones((2, 3, 1)), shape=(None, 3)
    )
    refused(ValueError, "x: got shape (4,); expected shape (3,)", array, "x", np.ones(4), shape=(3,))
    refused(
        ValueError, "x: got an empty array, shape (0, 3); expected at least one number", array, "x", np.empty((0, 3))
    )
    x = np.ones((2, 3))
    x[1, 2] = np.inf
    refused(
        ValueError,
        "x: got inf at index (1, 2) of shape (2, 3); expected finite numbers",
        array,
        "x",
        x,
        allow_inf=False,
    )
    refused(ValueError, "x: got nan; expected numbers without NaN", array, "x", np.nan)
    refused(ValueError, "dtype: got 'flaot'; expected one of 'float', ", array, "x", x, dtype="flaot")
    assert validation.array("x", [np.inf, 1.0], allow_nan=True)[0] == np.inf
    refused(ValueError, "x: got inf at index (1,)", array, "x", [np.nan, np.inf], allow_nan=True, allow_inf=False)


def test_labels():
    labels = validation.labels
    result = labels("y", np.array([0, 2], np.uint8), classes=3, count=2)
    assert result.dtype == np.intp and result.tolist() == [0, 2]
    refused(
        ValueError,
        "y: got 3 at index 1; expected class numbers of shape (N,), each from 0 to 2",
        labels,
        "y",
        [0, 3],
        classes=3,
    )
    refused(ValueError, "y: got -1 at index 0; expected", labels, "y", [-1, 0], classes=3)
    refused(
        ValueError,
        "y: got shape (2,); expected class numbers of shape (5,), each",
        labels,
        "y",
        [0, 1],
        classes=3,
        count=5,
    )
    refused(ValueError, "looks like one-hot rows", labels, "y", np.eye(3), classes=3)
    refused(ValueError, "y: got shape (3, 1); expected class numbers", labels, "y", [[0], [1], [2]], classes=3)
    refused(
        TypeError, "y: got [0.0, 1.0] (list); expected an array of whole numbers", labels, "y", [0.0, 1.0], classes=3
    )
    assert labels("y", [0, 0], classes=1).tolist() == [0, 0]


@pytest.mark.parametrize("good", [0.5, 1, np.float32(0.5), np.int64(1), np.array(0.5)])
def test_number_gives_a_float(good):
    result = validation.number("lr", good, minimum=0, maximum=1)
    assert type(result) is float and result == good


def test_bounds_of_numbers():
    number, integer = validation.number, validation.integer
    assert number("p", 0, minimum=0) == 0 and number("p", 1, maximum=1) == 1
    refused(ValueError, "p: got 0; expected a finite number > 0", number, "p", 0, above=0)
    refused(ValueError, "p: got 1; expected a finite number ≥ 0 and < 1", number, "p", 1, minimum=0, below=1)
    refused(ValueError, "p: got 1.5; expected a finite number ≤ 1", number, "p", 1.5, maximum=1)
    refused(ValueError, "p: got inf; expected a finite number", number, "p", 10**400)
    refused(ValueError, "lr: got -0.1; expected a finite number > 0", validation.positive, "lr", -0.1)
    assert validation.positive("lr", 0, allow_zero=True) == 0
    refused(ValueError, "lr: got 0; expected a finite number > 0", validation.positive, "lr", 0)
    assert integer("stride", np.int8(3), minimum=3, maximum=3) == 3 and type(integer("s", np.array(3))) is int
    refused(ValueError, "stride: got 0; expected a whole number ≥ 1", integer, "stride", 0, minimum=1)
    refused(ValueError, "k: got 9; expected a whole number ≥ 1 and ≤ 8", integer, "k", 9, minimum=1, maximum=8)
    refused(TypeError, "stride: got 2.0 (float); expected a whole number ≥ 1", integer, "stride", 2.0, minimum=1)
    refused(TypeError, "stride: got True; expected a whole number", integer, "stride", True)


def test_choice_boolean_text_function():
    assert validation.choice("n", 3, (1, 3)) == 3
    refused(ValueError, "n: got True; expected one of 1, 3", validation.choice, "n", True, (1, 3))
    refused(
        ValueError,
        "order: got 'Sequential'; expected one of 'simultaneous', 'sequential' (did you mean 'sequential'?)",
        validation.choice,
        "order",
        "Sequential",
        ("simultaneous", "sequential"),
    )
    assert validation.boolean("b", np.True_) is True
    refused(TypeError, "b: got 1 (int); expected True or False", validation.boolean, "b", 1)
    assert validation.text("t", " x ") == " x "
    refused(ValueError, "t: got '  '; expected a string that says something", validation.text, "t", "  ")
    assert validation.function("f", len) is len
    refused(TypeError, "f: got 'len' (str); expected a function", validation.function, "f", "len")
    a, b = np.ones((2, 1)), np.zeros((2, 1))
    assert validation.same_shape("a", a, "b", b) is a
    refused(
        ValueError, "a: got shape (2,); expected the shape of b, (2, 1)", validation.same_shape, "a", a[:, 0], "b", b
    )


def test_describe_is_short_and_never_fails():
    class Odd:
        def __repr__(self):
            raise RuntimeError

    assert validation.describe(Odd()) == "a value that cannot be shown (Odd)"
    assert validation.describe("a\nb" * 100).count("\n") == 0
    assert len(validation.describe(list(range(1000)))) < 80
    assert validation.describe(np.zeros((2, 0))) == "an array of shape (2, 0) and dtype float64"
    assert validation.describe(np.sin) == "the function sin"
    assert validation.describe(3) == "3 (int)"
