"""The LRN bench shows what the package's function computes; its words follow from the shares."""

import itertools
import re
from functools import cache

import numpy as np
import pytest
import torch

from course_utils import normalisation
from course_utils.explorers import LrnBench
from course_utils.explorers.lrn_bench import BESIDE, CHANNELS, OWN, OWNS, activities, divisor


def frame(**values):
    return LrnBench.checked_frame(LrnBench.full_state(values))


def after(**values):
    return np.asarray(frame(**values)["after"]["values"], float)


@cache
def many():
    """A third of the states of the table, and random ones of all controls, each with its frame."""
    rng = np.random.default_rng(0)
    random = [{c.name: c.values[rng.integers(len(c.values))] for c in LrnBench.controls} for _ in range(300)]
    return [(state, frame(**state)) for state in [*list(LrnBench.table_states())[::3], *random]]


@pytest.mark.parametrize(("own", "beside", "n"), [*itertools.product((0, 1, 50), (0, 10, 400), (1, 5, 9))])
def test_the_bars_are_the_function(own, beside, n):
    found = frame(own=own, beside=beside, n=n)
    a = activities(own, beside)
    np.testing.assert_array_equal(found["before"]["values"], a)
    b = normalisation.local_response(a.reshape(1, 9, 1, 1), n=n).ravel()
    np.testing.assert_allclose(found["after"]["values"], b)
    assert found["after"]["colors"].count("orange") == 1
    assert found["after"]["colors"].count("blue") == n - 1


@pytest.mark.parametrize("n", [1, 3, 5, 9])
def test_the_toggle_is_torch(n):
    a = activities(10, 100)
    theirs = torch.nn.LocalResponseNorm(n, alpha=1e-4, beta=0.75, k=2)(torch.tensor(a).reshape(1, 9, 1, 1))
    found = frame(own=10, beside=100, n=n, divided=True)
    np.testing.assert_allclose(found["after"]["values"], theirs.numpy().ravel())
    told = re.search(r"to get 0.0001 it has to be given ([\d.]+)\.", found["sentence"])
    assert bool(told) == (n > 1) and "Torch" not in frame(own=10, beside=100, n=n)["sentence"]
    if told:
        theirs = torch.nn.LocalResponseNorm(n, alpha=float(told[1]), beta=0.75, k=2)(
            torch.tensor(a).reshape(1, 9, 1, 1)
        )
        np.testing.assert_allclose(after(own=10, beside=100, n=n), theirs.numpy().ravel())


def test_nothing_is_divided_by_less_than_k_to_the_beta():
    state = LrnBench.full_state()
    for own, beside in itertools.product(OWNS, BESIDE):
        assert (divisor({**state, "own": own, "beside": beside}) >= 2**0.75 - 1e-9).all()


def test_the_words_about_the_cause_follow_from_the_shares():
    """Who damps the watched channel is found again by leaving out the neighbours, or the channel itself."""
    for state, shown in many():
        said, n = shown["sentence"], state["n"]
        alpha = state["alpha"] / n if state["divided"] else state["alpha"]
        own, beside = state["own"] ** 2, 2 * state["beside"] ** 2 if n > 1 else 0
        here, alone, least = (
            (state["k"] + alpha * total) ** state["beta"]
            for total in (own + beside + max(0, n - 3), own + max(0, n - 3), 0)
        )
        told = bool(own and alpha and state["beta"] and n > 1 and beside)
        matter = here > 1.01 * alone
        assert ("With silent neighbours it would be" in said) == told
        assert ("the activity beside it damps it" in said) == (told and matter and beside > own), said
        assert ("above all it damps itself" in said) == (told and matter and beside <= own), said
        assert ("they hardly matter" in said) == (told and not matter)
        shares = re.search(r"Of the squares in its sum (\S+) % is its own, (\S+) % that of 3 and 5", said)
        assert bool(shares) == (told and matter)
        if shares and "<" not in shares[1] and ">" not in shares[2]:
            whole = own + beside + max(0, n - 3)
            assert (int(shares[1]), int(shares[2])) == (round(100 * own / whole), round(100 * beside / whole))
        if own and alpha and state["beta"] and not (told and matter):
            assert ("Its own activity damps it." in said) == (alone > 1.01 * least)


def test_near_and_far_are_told_truly():
    """The channels that are said to be damped are those that fall when 3 and 5 are turned up from 0."""
    for state, shown in many():
        said, loud = shown["sentence"], np.asarray(shown["after"]["values"])
        silent = after(**{**state, "beside": 0})
        fell = {c for c in range(CHANNELS) if abs(c - OWN) > 1 and silent[c] > 1.01 * loud[c]}
        far = {c for c in range(CHANNELS) if c + state["n"] // 2 < OWN - 1 or c - state["n"] // 2 > OWN + 1}
        told = re.search(r"Further away, ([^;.]*) are damped by 3 and 5 too", said)
        assert {int(c) for c in re.findall(r"\d", told[1])} == fell if told else not fell
        out = re.search(r"; ([^;.]*), in whose windows these do not lie", said)
        assert {int(c) for c in re.findall(r"\d", out[1])} == far if out else not (told and far)
        assert not fell & far
        np.testing.assert_allclose(loud[sorted(far)], silent[sorted(far)])


def test_a_silent_channel_stays_silent_and_one_that_stays_is_not_said_to_fall():
    assert "silent and stays silent" in frame(own=0)["sentence"] and after(own=0)[OWN] == 0
    assert frame(own=1, beta=0.0)["sentence"].startswith("Channel 4 stays at 1: it is divided by 1.")
    assert "no say" in frame(n=1)["sentence"] and "α = 0" in frame(alpha=0.0)["sentence"]
    assert "above all it damps itself" in frame(own=400, beside=50)["sentence"]


def test_what_the_chapter_asks_for_in_the_bench():
    """ "Try this" 1 to 3, and the answers below the bench."""
    before, loud = after(own=1, beside=0), after(own=1, beside=400)
    assert loud[OWN] < 0.2 * before[OWN]
    assert loud[1] == pytest.approx(0.114, abs=5e-4) and before[1] == pytest.approx(0.595, abs=5e-4)  # notices
    assert loud[0] == before[0]  # does not: the reach is two channels on either side
    said = frame(own=1, beside=400)["sentence"]
    assert "1, 2, 6 and 7 are damped by 3 and 5 too; 0 and 8, in whose windows these do not lie, are not" in said
    alone = [after(own=own, beside=0)[OWN] for own in (100, 200, 400)]
    assert alone[1] > alone[2] and alone[1] > alone[0]
    for beside in (0, 1, 2):
        for divided in (False, True):
            for own in (1, 10):  # nothing but a constant factor
                assert after(own=own, beside=beside, divided=divided)[OWN] == pytest.approx(own / 2**0.75, rel=0.01)
    for own in (50, 100):  # divided by n it stays so for longer
        plain, divided = (after(own=own, beside=2, divided=d)[OWN] * 2**0.75 / own for d in (False, True))
        assert plain < 0.92 and plain < divided
    assert after(own=50, beside=2, divided=True)[OWN] * 2**0.75 / 50 > 0.98


def test_the_curve_is_drawn_as_it_is():
    floor, line, now = frame(own=400, beside=400)["divisor"]
    assert floor["at"] == pytest.approx(2**0.75)
    ys = np.asarray(line["y"])
    assert ys.max() < 20 and (np.diff(ys) > 0).all() and now["label"] == "now"  # whole, with the paper's constants
    assert now["y"][0] == pytest.approx((2 + 1e-4 * (3 * 400**2 + 2)) ** 0.75)
    for beside in BESIDE:
        _, line, now = frame(own=50, beside=beside)["divisor"]
        assert now["x"][0] == beside and now["y"][0] == pytest.approx(np.interp(beside, line["x"], line["y"]), rel=1e-3)
    now = frame(own=400, beside=400, alpha=1e-3)["divisor"][2]
    assert "above the picture" in now["label"] and now["y"][0] < 20


def test_bars_and_printed_equations_hold():
    for _, shown in many():
        assert max(shown["before"]["values"]) <= 460 and max(shown["after"]["values"]) <= 460
        left, right = re.split(" [=≈] ", shown["formula"][0].removeprefix("b₄ = "))
        left = left.replace("·", "*").replace("^", "**").replace(",", "")
        value = eval(left, {"__builtins__": {}})
        assert f"{value:.3g}" == f"{float(right.replace(',', '')):.3g}", shown["formula"]
