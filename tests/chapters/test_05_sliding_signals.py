"""Sliding signals: what the page shows is NumPy's own convolution and correlation of the two signals."""

import numpy as np
import pytest

from course_utils.explorers import sliding_signals as sliding
from course_utils.explorers.sliding_signals import INPUTS, RESPONSES, SHIFTS, SlidingSignals

WHOLE = np.arange(-20.0, 21.0)
PAIRS = [(x, h) for x in INPUTS for h in RESPONSES]


def frame(**values):
    return SlidingSignals.frame(SlidingSignals.full_state(values))


def mark(content, label):
    return next(m for m in content if m["label"] == label)


def at(shifts, y, t):
    return y[np.flatnonzero(np.isclose(shifts, t))[0]]


@pytest.mark.parametrize(("x", "h"), PAIRS)
@pytest.mark.parametrize("flip", [True, False])
def test_the_discrete_result_is_numpys(x, h, flip):
    samples, response = INPUTS[x](WHOLE), RESPONSES[h](WHOLE)
    full = np.convolve(samples, response) if flip else np.correlate(samples, response, "full")
    shifts = np.arange(-40, 41)  # index 0 of a full result: all the way to the left
    for t in SHIFTS:
        shown = frame(x=x, h=h, mode="discrete", flip=flip, t=t)["result"]
        assert mark(shown, "the whole result")["y"][t + 10] == pytest.approx(at(shifts, full, t), abs=1e-6)
        assert shown[2]["y"][0] == pytest.approx(at(shifts, full, t), abs=1e-6)


@pytest.mark.parametrize(("x", "h"), PAIRS)
@pytest.mark.parametrize("flip", [True, False])
def test_the_continuous_result_is_the_integral(x, h, flip):
    """Against sums over a grid ten times as fine and shifted, so that a jump falls elsewhere between its points."""
    tau = np.arange(-20, 20, 1 / 400) + 1 / 900
    for t in (-7, -3, 0, 1, 4, 8):
        second = RESPONSES[h](t - tau if flip else tau - t)
        integral = np.sum(INPUTS[x](tau) * second) / 400
        assert sliding.overlap(x, h, flip, False, t)[3] == pytest.approx(integral, abs=4e-3)


def test_boxes_make_a_trapezium_whose_numbers_can_be_checked_by_hand():
    """A box of width 9 and one of width 4, both of height 1: the overlap grows from 0 to 4, stays, and falls."""
    heights = {-5: 0.0, -4: 1.0, -2: 3.0, -1: 4.0, 3: 4.0, 5: 3.0, 8: 0.0}
    for t, height in heights.items():
        assert sliding.overlap("box", "box", True, False, t)[3] == pytest.approx(height, abs=1e-9)


def test_the_flip_mirrors_an_asymmetric_response():
    for t in SHIFTS:
        flipped, plain = (
            frame(mode="discrete", h="decay", flip=flip, t=t)["signals"][2]["y"] for flip in (True, False)
        )
        mirrored = frame(mode="discrete", h="decay", flip=False, t=-t)["signals"][2]["y"]
        np.testing.assert_allclose(flipped[::-1], mirrored, atol=1e-6)
        assert not np.allclose(flipped, plain)


def test_the_product_is_where_both_are():
    for mode in ("continuous", "discrete"):
        product, first, second = frame(mode=mode, x="ramp", h="triangle", t=-2)["signals"][:3]
        np.testing.assert_allclose(product["y"], first["y"] * second["y"], atol=1e-6)
        assert product["y"].max() > 0


def test_only_what_lies_before_the_shift_is_drawn_strong():
    for mode in ("continuous", "discrete"):
        for t in (-10, -3, 10):
            done = mark(frame(mode=mode, t=t)["result"], "up to t")["x"]
            assert done.min() == -10
            assert done.max() == pytest.approx(t)


def test_the_products_are_written_out_and_add_up():
    for x, h in PAIRS:
        for t in SHIFTS:
            line = frame(x=x, h=h, mode="discrete", t=t)["formula"][1]
            if "0 everywhere" in line[-1]:
                assert sliding.overlap(x, h, True, True, t)[3] == 0
                continue
            terms = line[0].partition(" = ")[2].removesuffix(" = ").split(" + ")
            total = sum(float(a) * float(b) for a, b in (term.split("·") for term in terms))
            assert float(line[1][0]) == pytest.approx(total, abs=0.006)


def test_the_words_hold():
    assert "nothing is added up" in frame(t=-10)["sentence"]
    assert frame(x="box", h="box", t=0)["sentence"].startswith("Convolution: the box h, turned round and moved to 0")
    assert frame(flip=False)["sentence"].startswith("Cross-correlation")
    assert "from −4.5 to −2" in frame(x="box", h="decay", t=-2)["sentence"]
    assert "4 pairs of samples meet" in frame(mode="discrete", x="box", h="box", t=0)["sentence"]
    assert "One pair of samples meets" in frame(mode="discrete", x="two pulses", h="box", t=-3)["sentence"]
    assert "largest value" in frame(x="box", h="box", t=1)["sentence"]
    assert "reads the same backwards" in frame(h="triangle")["sentence"]


def test_two_pulses_leave_two_copies_of_the_response():
    """The discrete pulses are 1 at −4 and 0.5 at 3: the response itself, and half of it, seven later."""
    _, y = sliding.result("two pulses", "ramp", True, True)
    np.testing.assert_allclose(y[10 - 4 : 10], RESPONSES["ramp"](np.arange(4.0)))
    np.testing.assert_allclose(y[10 + 3 : 10 + 7], 0.5 * RESPONSES["ramp"](np.arange(4.0)))


def test_no_result_leaves_its_picture():
    low, high = SlidingSignals.panels[1].ylim
    for x, h in PAIRS:
        for flip in (True, False):
            for discrete in (True, False):
                _, y = sliding.result(x, h, flip, discrete)
                assert low <= y.min() and y.max() < high
                assert y[0] == y[-1] == 0, "the slide begins and ends without overlap"


def test_needs_no_kernel():
    assert not any(control.live for control in SlidingSignals.controls)
