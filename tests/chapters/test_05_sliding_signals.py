"""Sliding signals: what the page shows is NumPy's own convolution and correlation of the two signals."""

import re

import numpy as np
import pytest

from course_utils.explorers import sliding_signals as sliding
from course_utils.explorers.sliding_signals import INPUTS, RESPONSES, SHIFTS, SlidingSignals
from course_utils.explorers.words import number
from tests.support.equations import tokens, value_of

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
        assert mark(shown, "the whole result")["y"][round(t) + 10] == pytest.approx(
            at(shifts, full, round(t)), abs=1e-6
        )
        assert shown[2]["y"][0] == pytest.approx(at(shifts, full, round(t)), abs=1e-6)
        assert shown[2]["x"][0] == round(t)


@pytest.mark.parametrize(("x", "h"), PAIRS)
@pytest.mark.parametrize("flip", [True, False])
def test_the_continuous_result_is_the_integral(x, h, flip):
    """Against sums over a grid ten times as fine and shifted, so that a jump falls elsewhere between its points."""
    tau = np.arange(-20, 20, 1 / 400) + 1 / 900
    for t in (-7, -3, -0.6, 0, 1, 2.2, 4, 8):
        second = RESPONSES[h](t - tau if flip else tau - t)
        integral = np.sum(INPUTS[x](tau) * second) / 400
        assert sliding.overlap(x, h, flip, False, t)[3] == pytest.approx(integral, abs=4e-3)


def test_two_equal_boxes_make_the_triangle_of_the_prediction():
    """Twice as wide as each of them, as high as they are long, straight on both sides."""
    shown = frame(x="box", h="box")["result"]
    whole = mark(shown, "the whole result")
    np.testing.assert_allclose(whole["y"], np.maximum(0, 4 - np.abs(whole["x"])), atol=1e-6)
    widths = [np.count_nonzero(signal(sliding.GRID)) / sliding.FINE for signal in (INPUTS["box"], RESPONSES["box"])]
    assert widths == [4, 4]


def test_boxes_make_a_trapezium_whose_numbers_can_be_checked_by_hand():
    """A box of width 9 and one of width 4, both of height 1: the overlap grows from 0 to 4, stays, and falls."""
    heights = {-5: 0.0, -4: 1.0, -2: 3.0, -1: 4.0, 3: 4.0, 5: 3.0, 8: 0.0}
    for t, height in heights.items():
        assert sliding.overlap("long box", "box", True, False, t)[3] == pytest.approx(height, abs=1e-9)


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
        tau = product["x"].astype(float)
        if mode == "discrete":
            both = first["y"] * second["y"]
        else:
            both = INPUTS["ramp"](tau) * sliding.laid_over("triangle", True, -2, tau)
        np.testing.assert_allclose(product["y"], both, atol=1e-4)
        assert product["y"].max() > 0


@pytest.mark.parametrize(("x", "h"), PAIRS)
@pytest.mark.parametrize("flip", [True, False])
def test_the_drawn_curves_are_the_signals(x, h, flip):
    """Between the points that are drawn lies a straight line; a jump is one, at its place."""
    tau = np.arange(-10, 10, 1 / 64) + 1e-3
    for t in (-7.2, -3.0, 0.4, 6.6):
        product, first, second, _ = frame(x=x, h=h, flip=flip, t=t)["signals"]
        wanted = (INPUTS[x](tau), sliding.laid_over(h, flip, t, tau))
        for line, values in zip((first, second, product), (*wanted, wanted[0] * wanted[1]), strict=True):
            at_jump = np.abs(np.diff(values, prepend=values[0], append=values[-1])).reshape(-1)
            near = (at_jump[:-1] > 0.1) | (at_jump[1:] > 0.1)
            drawn = np.interp(tau, line["x"].astype(float), line["y"].astype(float))
            np.testing.assert_allclose(drawn[~near], values[~near], atol=0.012)


def test_the_shift_moves_in_steps_that_a_hand_does_not_feel():
    assert np.allclose(np.diff(SHIFTS), 0.2) and SHIFTS[0] == -10 and SHIFTS[-1] == 10
    assert all(panel.drag == "t" for panel in SlidingSignals.panels)
    frames = [frame(t=t)["signals"][2]["x"] for t in (-2, -1.8)]
    assert not np.array_equal(*frames)


def test_only_what_lies_before_the_shift_is_drawn_strong():
    for mode in ("continuous", "discrete"):
        for t in (-10, -3, 4, 10):
            done = mark(frame(mode=mode, t=t)["result"], "up to t")["x"]
            assert done.min() == -10
            assert done.max() == pytest.approx(t)


def test_the_products_are_written_out_and_add_up():
    for x, h in PAIRS:
        for t in range(-10, 11):
            line = frame(x=x, h=h, mode="discrete", t=t)["formula"][1]
            if "0 everywhere" in line[-1]:
                assert sliding.overlap(x, h, True, True, t)[3] == 0
                continue
            terms = line[0].partition(" = ")[2].removesuffix(" = ").split(" + ")
            total = sum(float(a) * float(b) for a, b in (term.split("·") for term in terms))
            assert line[1][0] == number(total)


def test_the_words_hold():
    assert "does not meet the box x: nothing is added up" in frame(t=-10)["sentence"]
    assert frame(x="box", h="box", t=0)["sentence"].startswith("Convolution: the box h, turned round and moved to 0, ")
    assert frame(flip=False)["sentence"].startswith("Cross-correlation: the decay h, moved to −2, ")
    assert "from −4.5 to −2:" in frame(x="long box", h="decay", t=-2)["sentence"]
    assert "from −4.5 to −1.8:" in frame(x="long box", h="decay", t=-1.8)["sentence"]
    assert "meets the long box x at 4 samples" in frame(mode="discrete", x="long box", h="box", t=0)["sentence"]
    assert "at one sample" in frame(mode="discrete", x="two pulses", h="box", t=-3)["sentence"]
    assert "largest value" in frame(x="long box", h="box", t=1)["sentence"]
    assert "reads the same backwards" in frame(h="triangle")["sentence"]


@pytest.mark.parametrize(("x", "h"), PAIRS)
def test_what_is_said_of_the_overlap_is_so(x, h):
    for flip in (True, False):
        for t in SHIFTS:
            said = frame(x=x, h=h, flip=flip, t=t)["sentence"]
            tau = np.arange(-12, 12, 1 / 200) + 1 / 400
            both = INPUTS[x](tau) * sliding.laid_over(h, flip, t, tau)
            ends = re.search(r"overlaps .* from (\S+) to (\S+): the area under their product is (.+?)[.,]? ", said)
            assert bool(ends) == bool(both.any()), said
            if ends:
                low, high, area = (value_of(tokens(text.rstrip(".").replace("\u00a0", ""))) for text in ends.groups())
                assert tau[both > 0].min() == pytest.approx(low, abs=0.006)
                assert tau[both > 0].max() == pytest.approx(high, abs=0.006)
                assert both.sum() / 200 == pytest.approx(area, rel=0.006, abs=2e-4)


def test_the_largest_value_is_the_largest_of_all_shifts():
    fine = np.arange(-10, 10.001, 0.025).round(3)
    for x, h in PAIRS[::3]:
        top = max(sliding.overlap.__wrapped__(x, h, True, False, t)[3] for t in fine)
        for t in SHIFTS:
            y = sliding.overlap(x, h, True, False, t)[3]
            if "the largest value of the result" in frame(x=x, h=h, t=t)["sentence"]:
                assert number(y) == number(top)


def test_between_samples_the_nearest_whole_shift_is_shown_and_said():
    near, whole = frame(mode="discrete", t=-2.4), frame(mode="discrete", t=-2)
    for panel in ("signals", "result"):
        for one, other in zip(near[panel], whole[panel], strict=True):
            assert all(np.array_equal(one[key], other[key]) for key in one)
    assert near["formula"] == whole["formula"]
    assert "−2.4 counts as −2." in near["sentence"] and "counts as" not in whole["sentence"]


def test_the_flip_only_moves_what_reads_the_same_backwards():
    for x in INPUTS:
        for h in RESPONSES:
            flipped, plain = (sliding.result(x, h, flip, False)[1] for flip in (True, False))
            moved = any(np.allclose(np.roll(plain, k), flipped, atol=2e-3) for k in range(-60, 61))
            said = "changes nothing else" in frame(x=x, h=h)["sentence"]
            assert said == (h in ("box", "triangle") and x != "two pulses")
            assert moved or not said


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


def test_only_another_signal_x_needs_a_kernel():
    assert [control.name for control in SlidingSignals.controls if control.live] == ["x"]


def test_the_answers_given_in_the_chapter_hold():
    triangle, cut = (mark(frame(x=x, h="box")["result"], "the whole result")["y"] for x in ("box", "long box"))
    assert np.count_nonzero(triangle > 4 - 1e-6) == 1, "a triangle has one highest point"
    flat = np.count_nonzero(cut > 4 - 1e-6) * 0.1
    assert flat == pytest.approx(9 - 4, abs=0.11), "the shorter box lies wholly inside the longer one for a while"
    flipped, plain = (frame(h="decay", flip=flip, t=0)["signals"][2] for flip in (True, False))
    assert np.argmax(flipped["y"]) > np.argmax(flipped["y"] > 0.3), "it rises towards the shift"
    assert np.argmax(plain["y"]) == np.argmax(plain["y"] > 0), "it falls from the shift on"
