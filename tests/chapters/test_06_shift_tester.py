"""The shift tester: what it says stays, changes and moves along is what a plain computation of one state finds."""

import numpy as np
import pytest

from course_utils import convnet, losses
from course_utils.data import load
from course_utils.explorers import shift_tester
from course_utils.explorers.shift_tester import DIGITS, KINDS, STEPS, ShiftTester
from course_utils.explorers.words import percent

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
        np.testing.assert_allclose(shift_tester.picture(digit, right, down), moved, atol=1e-7)
        logits = convnet.pretrained().predict(moved[None, None].astype(np.float32))
        p = losses.softmax(logits.astype(np.float64))[0]
        np.testing.assert_allclose(shift_tester.probabilities(digit, right, down), p, atol=1e-4)
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
        np.testing.assert_allclose(shift_tester.pooled_maps("8", kind, right, down), after, atol=1e-5)
        inked = (np.abs(before - bias) > 1e-5) | (np.abs(after - bias) > 1e-5)
        found = shift_tester.measures("8", kind, right, down)
        np.testing.assert_allclose(found.shows, inked.sum(axis=(1, 2)), atol=2)  # one may lie on the threshold itself
        np.testing.assert_allclose(found.changed, (inked & (np.abs(after - before) > 1e-5)).sum(axis=(1, 2)), atol=2)


@pytest.mark.parametrize("kind", KINDS)
def test_the_sizes_are_those_of_a_plain_computation(kind):
    """The measure of the chapter: the sum of all changes, as a share of the sum of all that is not as in emptiness."""
    window, stride = KINDS[kind].window, KINDS[kind].stride
    reduce = np.mean if kind == "average" else np.max
    bias = np.maximum(convnet.pretrained().params["conv.bias"].astype(np.float64), 0)[:, None, None]
    before = pooled(by_loops("8", 0, 0)[1], window, stride, reduce)
    ink = np.abs(before - bias).sum(axis=(1, 2))
    for right, down in MOVES:
        change = np.abs(pooled(by_loops("8", right, down)[1], window, stride, reduce) - before).sum(axis=(1, 2))
        found = shift_tester.measures("8", kind, right, down)
        np.testing.assert_allclose(found.sizes, change / ink, atol=1e-4)
        assert found.size == pytest.approx(change.sum() / ink.sum(), abs=1e-4)


def test_the_table_shows_both_measures_for_every_kind():
    for state in (dict(digit="9", right=1, filter=24), dict(digit="2", right=-2, down=3, kind="none", filter=1)):
        state = ShiftTester.full_state(state)
        number = state["filter"] - 1
        shown = ShiftTester.frame(state)["measured"]
        for kind, row in zip(KINDS, shown["values"], strict=True):
            found = shift_tester.measures(state["digit"], kind, state["right"], state["down"])
            shows, changed = found.shows, found.changed
            shares = (changed[number] / shows[number], found.sizes[number], changed.sum() / shows.sum(), found.size)
            assert row == [percent(share) for share in shares]
        assert {row for row, *_ in shown["highlight"]} == {list(KINDS).index(state["kind"])}
    for digit in DIGITS:  # nothing is divided by nothing
        for kind in KINDS:
            found = shift_tester.measures(digit, kind, 1, 0)
            assert found.shows.min() > 0 and np.isfinite(found.sizes).all()


def against_none(kind, moves):
    """Over all digits, filters and moves, both measures with a pooling and without: arrays (moves, digits, filters)."""
    found = {}
    for name in (kind, "none"):
        all_of_it = [[shift_tester.measures(digit, name, *move) for digit in DIGITS] for move in moves]
        found[name] = [np.array([[f(m) for m in row] for row in all_of_it]) for f in (
            lambda m: m.changed / m.shows, lambda m: m.sizes)]  # fmt: skip
    return *found[kind], *found["none"]


def test_the_share_of_changed_cells_hides_what_the_size_shows():
    """What the chapter's answer says of the 120 maps at a move by one pixel to the right."""
    shares, sizes, bare_shares, bare_sizes = against_none("max", [(1, 0)])
    assert shares.size == 120
    assert 56 <= np.sum(shares > bare_shares) <= 70  # about half: some cells lie on the threshold
    assert np.sum(sizes < bare_sizes) == 119
    assert [(list(DIGITS)[d], f + 1) for _, d, f in np.argwhere(sizes >= bare_sizes)] == [("9", 24)]
    for kind in ("overlapping", "average", "dense"):  # with every other kind all 120 are smaller
        _, sizes, _, bare = against_none(kind, [(1, 0)])
        assert (sizes < bare).all()
    shown = ShiftTester.frame(ShiftTester.full_state(dict(right=1)))["measured"]["values"]
    assert shown[0][:2] == ["76 %", "56 %"] and shown[-1][:2] == ["62 %", "83 %"]  # filter 27, with which it begins
    assert shown[0][2:] == ["71 %", "45 %"] and shown[-1][2:] == ["74 %", "72 %"]


def test_why_the_share_hides_it():
    """Without pooling all cells that stay are zeros of the ReLU; pooling has fewer, and keeps maxima instead."""
    staying = {}
    for kind in KINDS:
        shows = zeros = others = 0
        for digit in DIGITS:
            empty, before = shift_tester.pooled_maps(None, kind), shift_tester.pooled_maps(digit, kind)
            for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                after = shift_tester.pooled_maps(digit, kind, right, down)
                inked = (np.abs(after - empty) > 1e-5) | (np.abs(before - empty) > 1e-5)
                same = inked & (np.abs(after - before) <= 1e-5)
                shows, zeros = shows + inked.sum(), zeros + (same & (after < 1e-5)).sum()
                others += (same & (after >= 1e-5)).sum()
        staying[kind] = zeros / shows, others / shows
    assert staying["none"][1] < 0.0005 and staying["none"][0] == pytest.approx(0.27, abs=0.005)
    assert staying["max"] == pytest.approx((0.12, 0.18), abs=0.005)


def test_how_large_the_changes_are_on_average():
    """Two thirds become two fifths at one pixel; at three the change is as large as all the ink."""

    def mean(kind, pixels):
        moves = ((pixels, 0), (-pixels, 0), (0, pixels), (0, -pixels))
        return np.mean([shift_tester.measures(digit, kind, *move).size for digit in DIGITS for move in moves])

    assert mean("none", 1) == pytest.approx(2 / 3, abs=0.03)
    assert mean("max", 1) == pytest.approx(2 / 5, abs=0.03) and mean("dense", 1) == pytest.approx(2 / 5, abs=0.03)
    assert mean("max", 2) < 0.9 and mean("max", 3) > 1 and mean("none", 3) > 1.2


@pytest.mark.parametrize(("kind", "verdict"), [("max", "smaller"), ("none", None)])
def test_the_sentence_says_what_pooling_does_to_the_size(kind, verdict):
    for number in (24, 27):
        said = ShiftTester.frame(ShiftTester.full_state(dict(digit="9", right=1, kind=kind, filter=number)))["sentence"]
        size, bare = (shift_tester.measures("9", k, 1, 0).sizes[number - 1] for k in (kind, "none"))
        assert f"the size of the change is {percent(size)}" in said
        wanted = verdict if number == 27 else verdict and "larger"  # the one map in which pooling does not help
        assert (f"without pooling {percent(bare)}: here pooling makes it {wanted}" in said) == bool(verdict)


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
    still = shift_tester.pooled_maps("4", "max")
    monkeypatch.setattr(shift_tester, "pooled_maps", lambda digit, kind, right=0, down=0: still)
    assert shift_tester.followed.__wrapped__("4", "max", 2, 0) is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_pictures_show_what_the_sentence_counts(kind):
    for right, down in MOVES[1:]:
        state = ShiftTester.full_state(dict(digit="9", kind=kind, right=right, down=down, filter=4))
        frame, found = ShiftTester.frame(state), shift_tester.measures("9", kind, right, down)
        shows, changed = found.shows[3], found.changed[3]
        many = "all" if changed == shows else changed
        assert f"of the {shows} cells" in frame["sentence"] and f"{many} changed" in frame["sentence"]
        difference = frame["change"]["pixels"]
        top = shift_tester.highest("9", 3)
        assert np.sum(np.abs(difference) * top > shift_tester.SAME) >= changed > 0
        before, after = frame["pooled"]["pixels"].astype(float) / 255
        drawn = after - before
        np.testing.assert_allclose(drawn, difference, atol=0.004)  # both are rounded to bytes


@pytest.mark.parametrize("digit", DIGITS)
def test_one_scale_of_grey_holds_for_all_moves(digit):
    top = np.max([shift_tester.feature_maps(digit, r, d).max(axis=(1, 2)) for r in STEPS for d in STEPS], axis=0)
    np.testing.assert_allclose([shift_tester.highest(digit, number) for number in range(30)], top, rtol=1e-5)


def test_the_sentence_tells_whether_the_answer_held():
    still = ShiftTester.frame(ShiftTester.full_state())["sentence"]
    assert still.startswith("The 4 has not moved.")
    nine = ShiftTester.frame(ShiftTester.full_state(dict(digit="9", right=-1)))["sentence"]
    assert "Moved 1 pixel left:" in nine and "now says 3" in nine and "which is wrong" in nine
    four = ShiftTester.frame(ShiftTester.full_state(dict(digit="4", right=2, down=-2)))["sentence"]
    assert "2 pixels right and 2 pixels up" in four and "still says 4" in four
    assert "moved 1 cell right and 1 cell up" in four


def test_what_the_chapter_says_of_the_digits():
    """The 2 and the 4 keep their names for two pixels in nearly every direction; four are too many for every digit."""

    def right(digit, moves):
        return np.mean([shift_tester.probabilities(digit, *move).argmax() == int(digit) for move in moves])

    near = [(r, d) for r in range(-2, 3) for d in range(-2, 3)]
    assert all(right(digit, near) > 0.9 for digit in "24")
    far = [(r, d) for r in STEPS for d in STEPS if max(abs(r), abs(d)) == 4]
    assert len(far) == 32 and all(right(digit, far) < 0.5 for digit in DIGITS)


def test_moved_loses_what_runs_over_the_edge():
    picture = np.arange(1.0, 7.0).reshape(2, 3)
    np.testing.assert_array_equal(shift_tester.moved(picture, -1, 1), [[0, 0, 0], [2, 3, 0]])
    np.testing.assert_array_equal(shift_tester.moved(picture, 0, 0), picture)
    assert not shift_tester.moved(picture, 3, 0).any()
