"""The LRN bench shows what the package's function computes, and the paper's numbers."""

import itertools

import numpy as np
import pytest
import torch

from course_utils import normalisation
from course_utils.explorers import LrnBench
from course_utils.explorers.lrn_bench import ACTIVITIES, OWN, activities, divisor


def frame(**values):
    return LrnBench.checked_frame(LrnBench.full_state(values))


@pytest.mark.parametrize(("own", "beside", "n"), [*itertools.product((0, 1, 50), (0, 20, 400), (1, 5, 9))])
def test_the_bars_are_the_function(own, beside, n):
    found = frame(own=own, beside=beside, n=n)
    a = activities(own, beside)
    np.testing.assert_array_equal(found["before"]["values"], a)
    b = normalisation.local_response(a.reshape(1, 9, 1, 1), n=n).ravel()
    np.testing.assert_allclose(found["after"]["values"], b)
    assert found["after"]["colors"].count("orange") == 1
    assert found["after"]["colors"].count("blue") == n - 1


def test_the_toggle_is_torch():
    a = activities(20, 100)
    theirs = torch.nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2)(torch.tensor(a).reshape(1, 9, 1, 1))
    found = frame(own=20, beside=100, divided=True)
    np.testing.assert_allclose(found["after"]["values"], theirs.numpy().ravel())
    assert "5e-4" in found["sentence"] and "5e-4" not in frame(own=20, beside=100)["sentence"]


def test_nothing_is_divided_by_less_than_k_to_the_beta():
    state = LrnBench.full_state()
    for own, beside in itertools.product(ACTIVITIES, ACTIVITIES):
        assert divisor({**state, "own": own, "beside": beside}, beside) >= 2**0.75 - 1e-9


def test_strong_neighbours_damp_and_the_sentence_says_so():
    assert "strong activity beside it damps it" in frame(own=1, beside=400)["sentence"]
    assert "hardly matters" in frame(own=1, beside=0)["sentence"]
    assert "no say" in frame(n=1)["sentence"] and "no say" in frame(alpha=0.0)["sentence"]
    assert "silent and stays silent" in frame(own=0)["sentence"]
    after = [frame(own=1, beside=b)["after"]["values"][OWN] for b in ACTIVITIES]
    assert all(x >= y for x, y in itertools.pairwise(after)) and after[-1] < 0.5 * after[0]


def test_the_curve_is_drawn_as_it_is():
    floor, line, now = frame(own=400, beside=400)["divisor"]
    assert floor["at"] == pytest.approx(2**0.75)
    ys = np.asarray(line["y"])
    assert ys.max() < 20 and (np.diff(ys) > 0).all() and now["label"] == "now"  # whole, with the paper's constants
    assert now["y"][0] == pytest.approx((2 + 1e-4 * (3 * 400**2 + 2)) ** 0.75)
    now = frame(own=400, beside=400, alpha=1e-2)["divisor"][2]
    assert "above the picture" in now["label"] and now["y"][0] < 20
