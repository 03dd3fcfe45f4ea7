"""Every sentence of an explorer says what is so, in all of its states or in many: its words against our own sums."""

import itertools
import math
import re

import numpy as np
import pytest

from course_utils import losses, shapes
from course_utils.explorers import arithmetic_lab, explorer_class, filter_lab, samples
from course_utils.explorers.activation_lab import BELL, FUNCTIONS
from course_utils.explorers.layer_stacks import STACKS, build
from course_utils.explorers.words import read

UNITS = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}
RANDOM = np.random.default_rng(4)


def said(name, **state):
    cls = explorer_class(name)
    return cls.frame(cls.full_state(state))["sentence"]


def every_state(name, most=4000):
    """Yield all states of an explorer's controls, or as many drawn at random."""
    values = {c.name: list(getattr(c, "values", None) or samples.ends(c)) for c in explorer_class(name).controls}
    count = math.prod(map(len, values.values()))
    if count <= most:
        yield from (dict(zip(values, chosen, strict=True)) for chosen in itertools.product(*values.values()))
    else:
        for _ in range(most):
            yield {key: these[RANDOM.integers(len(these))] for key, these in values.items()}


def rounds_to(text, value, digits=2):
    text = re.sub(r"^10(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])", "1\u00a0×\u00a010", text)
    return math.isclose(read(text), value, rel_tol=0.51 * 10 ** (1 - digits), abs_tol=1e-300)


def test_weights_counter_counts_every_layer():
    for state in every_state("WeightsCounter"):
        side, kernel, maps = state["side"], state["kernel"], state["maps"]
        places = side**2 if state["units"] == "pixels" else (side - kernel + 1) ** 2
        units = places * maps
        weights = (side**2 * units, kernel**2 * units, kernel**2 * maps)
        words = said("WeightsCounter", **state)
        assert f"and {units:,} hidden units" in words
        sizes = [float(n) * UNITS[unit] for n, unit in re.findall(r"([\d.]+) (bytes|kB|MB|GB|TB)(?=[;.]| \()", words)]
        assert len(sizes) == 3 and all(math.isclose(4 * w, s, rel_tol=0.006) for w, s in zip(weights, sizes))
        work = re.search(r"one picture: (.+), (.+) and (.+): windows", words).groups()
        assert all(rounds_to(text, true) for text, true in zip(work, (weights[0], weights[1], weights[1])))


def test_logits_to_loss_names_the_favourite_and_the_price():
    for _ in range(2000):
        z, truth, shift = RANDOM.integers(-50, 51, 3) / 10, int(RANDOM.integers(3)), int(RANDOM.choice([-10, 0, 5]))
        words = said("LogitsToLoss", a=z[0], b=z[1], c=z[2], truth="358"[truth], shift=shift)
        p = np.exp(z) / np.exp(z).sum()
        loss, _ = losses.softmax_cross_entropy(z[None], np.array([truth]))
        told = re.search(r"The loss is (less than )?([\d.]+)\.(?= )", words)
        assert math.isclose(float(told[2]), loss, abs_tol=5.1e-4) if not told[1] else loss < float(told[2])
        favourites = {"358"[k] for k in np.flatnonzero(np.isclose(p, p.max()))}
        assert ("is right" in words) == (favourites == {"358"[truth]})
        assert ("prefers" in words) == ("358"[truth] not in favourites)
        for share in re.findall(r"([<>]?)(\d+) %", words):
            least, most = {">": (0.995, 1), "<": (0, 0.005)}.get(share[0], (0, 1))
            assert any(least <= q <= most and abs(100 * q - int(share[1])) <= 1 for q in p)


def test_activation_lab_counts_and_multiplies():
    for state in every_state("ActivationLab"):
        slopes = FUNCTIONS[state["function"]][1](state["mean"] + state["spread"] * BELL)
        left = np.sqrt(np.mean(slopes**2)) ** state["layers"]
        words = said("ActivationLab", **state)
        assert f": {int((slopes < 0.05).sum()):,} of 1,000 meet" in words
        told = re.search(r"alone (leave|make a gradient) (\S+(?: × \S+)?) (?:of|times)", words.replace("\xa0", " "))
        if told:
            assert rounds_to(told[2].replace(" × 10", "\u00a0×\u00a010"), left)
        else:
            assert ("exactly 0" in words) == (left == 0) and (left == 0 or 0.95 <= left <= 1.05)


def test_first_slider_tells_where_and_how_steep():
    for state in every_state("FirstSlider"):
        w, b, words = state["weight"], state["bias"], said("FirstSlider", **state)
        if w == 0:
            assert abs(float(re.search(r"is ([\d.]+) everywhere", words)[1]) - 1 / (1 + np.exp(-b))) <= 0.005
            continue
        place, slope = re.search(r"at x = (.+?), .*slope is (.+)\.$", words).groups()
        assert math.isclose(read(place), -b / w, abs_tol=0.006 * max(1, abs(b / w)))
        assert rounds_to(slope, w / 4, 3) and ("rises" in words) == (w > 0)
        assert ("outside the picture" in words) == (abs(b / w) > 6)


def test_arithmetic_lab_says_what_a_unit_sees():
    for name, size in itertools.product(STACKS, arithmetic_lab.SIZES[::3]):
        stack = build(STACKS[name], size)
        for layer, place in itertools.product(range(1, len(stack.sizes)), (0, 40, 100)):
            words = said("ArithmeticLab", layers=STACKS[name], size=size, unit=(place, layer))
            unit, count = arithmetic_lab.nearest(stack, layer, place), stack.sizes[layer]
            first, last = shapes.seen(stack.fields[layer], unit)
            outside = max(0, -first) + max(0, last - size + 1)
            told = re.search(r"(\d+) of its (\d+) columns? (lies?) in the padding", words)
            whole = first <= 0 and last >= size - 1
            assert bool(told) == bool(outside and not whole and "padding alone" not in words)
            if told:
                assert (int(told[1]), int(told[2])) == (outside, last - first + 1)
                assert (told[3] == "lies") == (outside == 1)
            assert ("the whole input" in words) == whole
            apart = re.search(r"neighbours lie (\d+) pixels? apart", words)
            if "padding alone" not in words:
                assert bool(apart) == (count > 1) and (not apart or int(apart[1]) == stack.fields[layer].jump)


@pytest.mark.parametrize("picture", filter_lab.pictures.PHOTOGRAPHS)
def test_filter_lab_calls_the_rim_an_edge_where_it_is_one(picture):
    """A Sobel filter answers at the rim as far as the picture is bright there, and so it is said."""
    out = filter_lab.filtered(picture, "grey", filter_lab.SOBEL_X, True, 0.0)[0]
    grey = filter_lab.channels(picture, "grey")[0]
    assert np.allclose(out[1:-1, 0], np.convolve(grey[:, 1], [1, 2, 1], "valid"))  # what stands right of the zeros
    assert "where it is bright, that is an edge as well" in said("FilterLab", picture=picture, display="signed")


def test_dropout_bench_scales_only_where_something_is_silenced():
    for state in every_state("DropoutBench"):
        assert ("part strength" in said("DropoutBench", **state)) == (state["rate"] > 0)
