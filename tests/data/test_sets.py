"""The one call that loads any set, its arguments, and the batches."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import data
from course_utils.settings import ROOT


def test_digits_are_balanced_in_both_halves_and_in_every_run_of_ten():
    digits = data.load("digits")
    assert digits.train_x.shape == (4000, 1, 28, 28) and digits.test_x.shape == (1000, 1, 28, 28)
    assert digits.train_x.dtype == np.float32 and digits.train_y.dtype == np.int64
    assert digits.train_x.min() == 0 and digits.train_x.max() == 1
    assert (np.bincount(digits.train_y) == 400).all() and (np.bincount(digits.test_y) == 100).all()
    assert (digits.train_y.reshape(-1, 10) == np.arange(10)).all()


def test_no_digit_is_in_both_halves_or_there_twice():
    digits = data.load("digits", raw=True)
    rows = {x.tobytes() for half in (digits.train_x, digits.test_x) for x in half}
    assert len(rows) == 5000


def test_images_and_labels_of_the_digits_belong_together():
    # The mean image of a class, from the train half, recognises four in five digits of the test half; with
    # labels that are off by one, or a wrong split, it would be one in ten.
    digits = data.load("digits", flatten=True)
    means = np.stack([digits.train_x[digits.train_y == k].mean(0) for k in range(10)])
    nearest = ((digits.test_x[:, None] - means) ** 2).sum(-1).argmin(1)
    assert (nearest == digits.test_y).mean() > 0.75


def test_arguments_change_form_not_content():
    plain, flat, raw = (data.load("digits", **k) for k in ({}, {"flatten": True}, {"raw": True}))
    np.testing.assert_array_equal(flat.train_x, plain.train_x.reshape(4000, 784))
    assert raw.train_x.dtype == np.uint8
    np.testing.assert_allclose(plain.train_x * 255, raw.train_x, atol=1e-4)
    few = data.load("digits", train=20, test=10)
    np.testing.assert_array_equal(few.train_x, plain.train_x[:20])
    np.testing.assert_array_equal(few.test_y, plain.test_y[:10])


def test_every_call_gives_arrays_of_its_own():
    for raw in (False, True):
        one = data.load("digits", train=10, raw=raw)
        one.train_x[:] = 7
        one.train_y[:] = 7
        assert data.load("digits", train=10, raw=raw).train_x.max() != 7


def test_the_repr_says_what_is_there():
    text = repr(data.load("digits", flatten=True, test=10))
    for part in ("'digits'", "10 classes", "(4000, 784) float32", "(10, 784)", "int64"):
        assert part in text
    assert "0x" not in text


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        (("mnits",), {}, ["name: got 'mnits'", "'digits'", "'folder'", "did you mean 'mnist'"]),
        ((3,), {}, ["name: got 3"]),
        ((None,), {}, ["name: got None"]),
        (("digits", "somewhere"), {}, ["path: got 'somewhere'", "no path for 'digits'"]),
        (("folder",), {}, ["path: got None", "one sub-folder per class"]),
        (("digits",), {"train": 0}, ["train: got 0"]),
        (("digits",), {"train": 4001}, ["train: got 4001", "at most 4000"]),
        (("digits",), {"test": -1}, ["test: got -1"]),
        (("digits",), {"test": 2.0}, ["test: got 2.0"]),
        (("digits",), {"flatten": "yes"}, ["flatten: got 'yes'", "True or False"]),
        (("digits",), {"raw": 1}, ["raw: got 1", "True or False"]),
    ],
)
def test_a_wrong_argument_is_named(arguments, options, words):
    with pytest.raises((ValueError, TypeError)) as raised:
        data.load(*arguments, **options)
    for word in words:
        assert word in str(raised.value)


@settings(deadline=None)
@given(rows=st.integers(1, 40), size=st.integers(1, 50), seed=st.none() | st.integers(0, 9))
def test_batches_hold_every_row_once_and_keep_pairs_together(rows, size, seed):
    x, y = np.arange(rows * 2).reshape(rows, 2), np.arange(rows)
    rng = None if seed is None else np.random.default_rng(seed)
    pieces = list(data.batches(x, y, size, rng))
    assert [len(b) for b, _ in pieces[:-1]] == [size] * (len(pieces) - 1)
    assert 1 <= len(pieces[-1][0]) <= size
    labels = np.concatenate([b for _, b in pieces])
    assert sorted(labels) == list(range(rows))
    np.testing.assert_array_equal(np.concatenate([b for b, _ in pieces]), x[labels])
    if rng is None:
        np.testing.assert_array_equal(labels, y)


def test_batches_are_shuffled_anew_but_repeatably():
    x = np.arange(100)

    def orders(seed):
        rng = np.random.default_rng(seed)
        return [np.concatenate([b for b, _ in data.batches(x, x, 32, rng)]).tolist() for _ in range(2)]

    first, second = orders(5)
    assert first != second != list(range(100))
    assert orders(5) == [first, second]
    assert [len(b) for b, _ in data.batches(x, x, 32)] == [32, 32, 32, 4]


@pytest.mark.parametrize(
    ("x", "y", "size", "rng", "word"),
    [
        (np.zeros((3, 2)), np.zeros(4), 2, None, "y: got 4 rows; expected 3"),
        (np.zeros((0, 2)), np.zeros(0), 2, None, "x: got 0 rows"),
        (np.zeros(()), np.zeros(()), 2, None, r"x: got array\(0"),
        (np.zeros(2), 3, 2, None, "y: got 3 .int.; expected an array with one row for each example"),
        ([[1], [1, 2]], [0, 1], 2, None, "x: got "),
        ("ab", [0, 1], 2, None, "x: got 'ab'"),
        (np.zeros(3), np.zeros(3), 0, None, "size: got 0"),
        (np.zeros(3), np.zeros(3), 1.5, None, "size: got 1.5"),
        (np.zeros(3), np.zeros(3), True, None, "size: got True"),
        (np.zeros(3), np.zeros(3), 2, 0, "rng: got 0"),
    ],
)
def test_batches_refuse_at_the_call(x, y, size, rng, word):
    with pytest.raises((ValueError, TypeError), match=word):
        data.batches(x, y, size, rng)


def test_importing_the_data_package_loads_nothing_heavy():
    heavy = ("torch", "matplotlib", "ipywidgets", "anywidget", "PIL", "pooch", "requests", "tqdm", "tarfile")
    code = f"import sys; from course_utils import data; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
