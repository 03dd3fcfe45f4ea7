"""The words of an explorer's sentence say what is so, in all of its states or in many; its numbers: ``test_said_*``."""

import itertools

import numpy as np
import pytest
from said import product

from course_utils import shapes
from course_utils.explorers import arithmetic_lab, explorer_class, filter_lab
from course_utils.explorers.layer_stacks import STACKS, build

RANDOM = np.random.default_rng(4)


def said(name, **state):
    cls = explorer_class(name)
    return cls.frame(cls.full_state(state))["sentence"]


def test_logits_to_loss_names_the_favourite():
    for _ in range(2000):
        z, truth, shift = RANDOM.integers(-50, 51, 3) / 10, int(RANDOM.integers(3)), int(RANDOM.choice([-10, 0, 5]))
        words = said("LogitsToLoss", a=z[0], b=z[1], c=z[2], truth="358"[truth], shift=shift)
        favourites = {"358"[k] for k in np.flatnonzero(z == z.max())}
        assert ("is right" in words) == (favourites == {"358"[truth]})
        assert ("prefers" in words) == ("358"[truth] not in favourites)


def test_activation_lab_multiplies_only_what_grows():
    for state in product("ActivationLab"):
        words = said("ActivationLab", **state)
        assert ("times as long" in words) <= (state["function"] == "LeCun's tanh"), "no other slope is above 1"


def test_first_slider_tells_which_way_and_whether_it_is_seen():
    for state in product("FirstSlider"):
        w, b, words = state["weight"], state["bias"], said("FirstSlider", **state)
        assert ("rises" in words, "falls" in words) == (w > 0, w < 0)
        assert ("outside the picture" in words) == bool(w and abs(b / w) > 6)


def test_arithmetic_lab_says_what_a_unit_sees():
    for name, size in itertools.product(STACKS, arithmetic_lab.SIZES[::3]):
        stack = build(STACKS[name], size)
        for layer, place in itertools.product(range(1, len(stack.sizes)), (0, 40, 100)):
            words = said("ArithmeticLab", layers=STACKS[name], size=size, unit=(place, layer))
            first, last = shapes.seen(stack.fields[layer], arithmetic_lab.nearest(stack, layer, place))
            outside = max(0, -first) + max(0, last - size + 1)
            whole = first <= 0 and last >= size - 1
            assert ("lie in the padding" in words) == (outside > 1 and not whole and "padding alone" not in words)
            assert ("lies in the padding" in words) == (outside == 1 and not whole)
            assert ("the whole input" in words) == whole


@pytest.mark.parametrize("picture", filter_lab.pictures.PHOTOGRAPHS)
def test_filter_lab_calls_the_rim_an_edge_where_it_is_one(picture):
    """A Sobel filter answers at the rim as far as the picture is bright there, and so it is said."""
    out = filter_lab.filtered(picture, "grey", filter_lab.SOBEL_X, True, 0.0)[0]
    grey = filter_lab.channels(picture, "grey")[0]
    assert np.allclose(out[1:-1, 0], np.convolve(grey[:, 1], [1, 2, 1], "valid"))  # what stands right of the zeros
    assert "where it is bright, that is an edge as well" in said("FilterLab", picture=picture, display="signed")


def test_dropout_bench_scales_only_where_something_is_silenced():
    for state in product("DropoutBench"):
        assert ("part strength" in said("DropoutBench", **state)) == (state["rate"] > 0)
