"""The shift tester: what it says stays, changes and moves along is what a plain computation of one state finds."""

import numpy as np
import pytest

from course_utils import convnet, losses
from course_utils.data import load
from course_utils.explorers import shift_tester
from course_utils.explorers.shift_tester import DIGITS, KINDS, STEPS, ShiftTester

MOVES = ((0, 0), (1, 0), (-1, 0), (2, -2), (3, 1), (-4, 4))  # right, down


def by_loops(digit, right, down):
    """One digit, moved pixel by pixel, and its maps, window by window."""
    picture, moved = load("digits").test_x[DIGITS[digit], 0], np.zeros((28, 28))
    for r, c in np.argwhere(picture > 0):
        moved[r + down, c + right] = picture[r, c]  # fails where ink would be lost: no digit here may lose any
    params = {name: value.astype(np.float64) for name, value in convnet.pretrained().params.items()}
    windows = np.lib.stride_tricks.sliding_window_view(moved, (5, 5))  # (24, 24, 5, 5)
    maps = np.einsum("ijpq,fpq->fij", windows, params["conv.weight"][:, 0]) + params["conv.bias"][:, None, None]
    return moved, np.maximum(maps, 0)


def pooled(maps, window, stride, reduce):
    windows = np.lib.stride_tricks.sliding_window_view(maps, (window, window), axis=(1, 2))[:, ::stride, ::stride]
    return reduce(windows, axis=(3, 4))


@pytest.mark.parametrize("digit", DIGITS)
def test_pictures_and_answers_are_those_of_the_network(digit):
    assert load("digits").test_y[DIGITS[digit]] == int(digit)
    for right, down in MOVES:
        moved, _ = by_loops(digit, right, down)
        at = shift_tester.place(right, down)
        np.testing.assert_allclose(shift_tester.pictures(digit)[at, 0], moved, atol=1e-7)
        logits = convnet.pretrained().predict(moved[None, None].astype(np.float32))
        p = losses.softmax(logits.astype(np.float64))[0]
        np.testing.assert_allclose(shift_tester.probabilities(digit)[at], p, atol=1e-4)
        bars = ShiftTester.frame(ShiftTester.full_state(dict(digit=digit, right=right, down=down)))["says"]
        assert bars["colors"][p.argmax()] == ("green" if p.argmax() == int(digit) else "orange")


@pytest.mark.parametrize("kind", KINDS)
def test_the_counts_are_those_of_a_plain_computation(kind):
    window, stride = KINDS[kind].window, KINDS[kind].stride
    reduce = np.mean if kind == "average" else np.max
    bias = np.maximum(convnet.pretrained().params["conv.bias"], 0)[:, None, None]
    before = pooled(by_loops("8", 0, 0)[1], window, stride, reduce)
    for right, down in MOVES:
        after = pooled(by_loops("8", right, down)[1], window, stride, reduce)
        at = shift_tester.place(right, down)
        np.testing.assert_allclose(shift_tester.pooled_maps("8", kind)[at], after, atol=1e-5)
        inked = (np.abs(before - bias) > 1e-5) | (np.abs(after - bias) > 1e-5)
        shows, changed = (counts[at] for counts in shift_tester.tally("8", kind))
        np.testing.assert_allclose(shows, inked.sum(axis=(1, 2)), atol=2)  # a value may lie on the threshold itself
        np.testing.assert_allclose(changed, (inked & (np.abs(after - before) > 1e-5)).sum(axis=(1, 2)), atol=2)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("digit", DIGITS)
def test_maps_move_along_exactly_for_multiples_of_the_stride(digit, kind):
    stride = KINDS[kind].stride
    for right in STEPS:
        for down in STEPS:
            cells = shift_tester.followed(digit, kind, right, down)
            multiple = right % stride == 0 and down % stride == 0
            assert cells == ((right // stride, down // stride) if multiple else None)


def test_following_is_not_taken_for_granted(monkeypatch):
    """Maps that did not move along are not said to have done so."""
    still = np.repeat(shift_tester.pooled_maps("4", "max")[:1], 81, axis=0)
    monkeypatch.setattr(shift_tester, "pooled_maps", lambda digit, kind: still)
    assert shift_tester.followed.__wrapped__("4", "max", 2, 0) is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_pictures_show_what_the_sentence_counts(kind):
    for right, down in MOVES[1:]:
        state = ShiftTester.full_state(dict(digit="9", kind=kind, right=right, down=down, filter=4))
        frame, at = ShiftTester.frame(state), shift_tester.place(right, down)
        shows, changed = (counts[at, 3] for counts in shift_tester.tally("9", kind))
        assert f"of the {shows} cells" in frame["sentence"] and f"{changed} changed" in frame["sentence"]
        difference = frame["change"]["pixels"]
        top = shift_tester.feature_maps("9")[:, 3].max()
        assert np.sum(np.abs(difference) * top > shift_tester.SAME) >= changed > 0
        before, after = frame["pooled"]["pixels"].astype(float) / 255
        drawn = after - before
        np.testing.assert_allclose(drawn, difference, atol=0.004)  # both are rounded to bytes


def test_the_sentence_tells_whether_the_answer_held():
    still = ShiftTester.frame(ShiftTester.full_state())["sentence"]
    assert still.startswith("The 4 has not moved.")
    nine = ShiftTester.frame(ShiftTester.full_state(dict(digit="9", right=-1)))["sentence"]
    assert "Moved 1 pixel left:" in nine and "now says 3" in nine and "which is wrong" in nine
    four = ShiftTester.frame(ShiftTester.full_state(dict(digit="4", right=2, down=-2)))["sentence"]
    assert "2 pixels right and 2 pixels up" in four and "still says 4" in four
    assert "moved 1 cell right and 1 cell up" in four


def test_what_the_chapter_says_of_the_digits():
    """The 2 and the 4 keep their names for two pixels in nearly every direction; four pixels are too many for most."""
    right = {digit: shift_tester.probabilities(digit).argmax(axis=1) == int(digit) for digit in DIGITS}
    near = [shift_tester.place(r, d) for r in range(-2, 3) for d in range(-2, 3)]
    assert all(np.mean(right[digit][near]) > 0.9 for digit in "24")
    far = [shift_tester.place(r, d) for r in STEPS for d in STEPS if max(abs(r), abs(d)) == 4]
    assert np.mean([right[digit][far] for digit in DIGITS]) < 0.5


def test_moved_loses_what_runs_over_the_edge():
    picture = np.arange(1.0, 7.0).reshape(2, 3)
    np.testing.assert_array_equal(shift_tester.moved(picture, -1, 1), [[0, 0, 0], [2, 3, 0]])
    np.testing.assert_array_equal(shift_tester.moved(picture, 0, 0), picture)
    assert not shift_tester.moved(picture, 3, 0).any()
