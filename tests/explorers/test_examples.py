"""The kernels and pictures that explorers offer by name are what the name says, built here from their definitions."""

import numpy as np
import pytest

from course_utils.explorers import collapse, lens_examples, logits_to_loss
from course_utils.explorers.filter_examples import BLURS, FILTERS

ONE, DIFFERENCE = np.array([0, 1, 0]), np.array([-1, 0, 1])
IDENTITY = np.outer(ONE, ONE)
SECOND = np.array([1, -2, 1])
LAPLACIAN = np.outer(ONE, SECOND) + np.outer(SECOND, ONE)
LIT = np.add.outer([-1, 0, 1], [-1, 0, 1])  # lower right less upper left


def binomial(power):
    """Return the coefficients of (1 + x) to that power."""
    found = np.array([1])
    for _ in range(power):
        found = np.convolve(found, [1, 1])
    return found


KNOWN = {
    "identity": IDENTITY,
    "blur 3×3": np.ones((3, 3)),
    "blur 5×5": np.ones((5, 5)),
    "Gaussian 3×3": np.outer(binomial(2), binomial(2)),
    "Gaussian 5×5": np.outer(binomial(4), binomial(4)),
    "sharpen": IDENTITY - LAPLACIAN,
    "emboss": LIT + IDENTITY,
    "Laplacian": LAPLACIAN,
    "edges": 9 * IDENTITY - 1,
    "Sobel, horizontal": np.outer(binomial(2), DIFFERENCE),
    "Sobel, vertical": np.outer(DIFFERENCE, binomial(2)),
    "Prewitt, horizontal": np.outer(np.ones(3), DIFFERENCE),
    "Prewitt, vertical": np.outer(DIFFERENCE, np.ones(3)),
}


def test_every_filter_of_the_lab_is_known():
    assert set(FILTERS) == set(KNOWN) and {name for name in KNOWN if KNOWN[name].min() > 0} == set(BLURS)


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_is_what_its_name_says(name):
    assert np.array_equal(FILTERS[name][0], KNOWN[name])


def test_the_kernels_of_the_lens_are_what_their_names_say():
    offered = dict(lens_examples.KERNELS)
    same = {"copy": "identity", "right minus left": "Prewitt, horizontal", "Sobel, horizontal": "Sobel, horizontal",
            "sharpen": "sharpen"}  # fmt: skip
    for name, known in same.items():
        assert np.array_equal(offered[name], KNOWN[known])
    assert np.allclose(offered["blur 3×3"], 1 / 9)
    for name, kernel in offered.items():
        if name.endswith("all ones"):
            rows, columns = map(int, name.split(",")[0].split("×"))
            assert np.array_equal(kernel, np.ones((rows, columns)))
    assert offered["1×1, double"] == ((2,),)
    red, *others = np.squeeze(offered["three slices, red only"])
    assert red == 1 and np.array_equal(others, [-red / 2] * 2)  # white gives nothing


def test_the_inputs_of_the_lens_are_what_their_names_say():
    offered = dict(lens_examples.INPUTS)
    assert np.array_equal(np.ravel(offered["4×4, counting"]), np.arange(1, 17))
    assert np.max(offered["4×4, all negative"]) < 0
    row = np.array(offered["row with two peaks"])
    assert np.flatnonzero(row).tolist() == [1, 5] and np.unique(row).tolist() == [0, 3, 5]
    for name, places in (("left", -1), ("right", 1)):
        assert np.array_equal(offered[f"the row, moved {name}"], np.roll(row, places))
    red, green, blue = map(np.array, offered["three channels, red spot"])
    spot = 9 * IDENTITY
    assert np.array_equal(red, np.full((3, 3), 9)) and np.array_equal(green, 9 - spot)
    assert np.array_equal(blue, green)
    assert np.array_equal(np.nonzero(offered["7×7, one point"]), [[3], [3]])


def test_shifts_of_the_logits_go_both_ways_alike():
    assert tuple(-shift for shift in reversed(logits_to_loss.SHIFTS)) == logits_to_loss.SHIFTS


def test_the_leaky_unit_leaks_a_tenth_as_chapter_01_says():
    assert np.allclose(collapse.FUNCTIONS["leaky ReLU"](np.array([-3.0, 0.0, 3.0])), [-0.3, 0.0, 3.0])
