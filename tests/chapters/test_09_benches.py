"""The augmentation bench and the dropout bench show what the package's own functions compute."""

import itertools
import re

import numpy as np
import pytest

from course_utils import convnet, data, dropout, losses
from course_utils.data import augmentation
from course_utils.explorers import AugmentationBench, DropoutBench
from course_utils.explorers import augmentation_bench as augmenting
from course_utils.explorers import dropout_bench as dropping
from course_utils.explorers.words import percent


def frame(explorer, **values):
    return explorer.checked_frame(explorer.full_state(values))


def bar_values(panel):
    return np.asarray(panel["values"], float)


# --- augmentation --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("down", "right", "mirrored"), [*itertools.product((0, 8, 32), (0, 24, 32), (False, True))])
def test_the_copy_is_the_window_in_the_box(down, right, mirrored):
    found = frame(AugmentationBench, photograph="coffee", down=down, right=right, mirrored=mirrored)
    ((top, left, height, width, _),) = found["whole"]["boxes"]
    window = found["whole"]["pixels"][top : top + height, left : left + width]
    np.testing.assert_array_equal(found["copy"]["pixels"], window[:, ::-1] if mirrored else window)
    assert (height, width) == (112, 112) and top * 2 == down and left * 2 == right
    assert ("touches the edge" in found["sentence"]) == bool({down, right} & {0, 32})
    counted = down < 32 and right < 32  # the paper's places begin at 0 and are 32 along a side
    assert ("one of the 2,048 copies that the paper counts" in found["sentence"]) == counted
    assert ("count of 2,048 copies leaves out" in found["sentence"]) != counted


@pytest.mark.parametrize("alphas", [(0.1, 0, 0), (0, -0.4, 0), (0.3, 0.2, -1.0)])
def test_the_shift_is_that_of_the_package(alphas):

    components = augmentation.colour_components(data.load("patches").train_x)
    expected = components.vectors @ (np.array(alphas) * components.values)
    names = dict(zip(("first", "second", "third"), alphas, strict=True))
    found = frame(AugmentationBench, **names)
    np.testing.assert_allclose(bar_values(found["shift"]), 255 * expected, rtol=1e-6, atol=1e-9)
    plain = frame(AugmentationBench)["copy"]["pixels"].astype(float)
    moved = found["copy"]["pixels"].astype(float)
    inside = (moved > 0) & (moved < 255)  # elsewhere it was cut at black or white
    difference = moved - plain - 255 * expected
    assert np.abs(difference[inside]).max() <= 1.01


def test_the_words_say_how_likely_a_shift_is():
    assert "as they were" in frame(AugmentationBench)["sentence"]
    draws = np.abs(np.random.default_rng(0).normal(0, 0.1, (200_000, 3))).max(axis=1)  # the paper's, many pictures
    for largest in (0.1, 0.2, 0.3):
        said = frame(AugmentationBench, first=0.1, second=-largest)["sentence"]
        count = round(10 * largest)
        assert f"is {count} standard deviation{'s' if count > 1 else ''} from 0" in said
        share, one = re.search(r"in (\d+) % of", said), re.search(r"in about 1 of ([\d,]+) pictures", said)
        told = int(share[1]) / 100 if share else 1 / float(one[1].replace(",", ""))
        assert told == pytest.approx(np.mean(draws >= largest), rel=0.06)
    assert "1 of 580,000 pictures" in frame(AugmentationBench, first=-0.5)["sentence"]
    assert "practically never" in frame(AugmentationBench, third=1.0)["sentence"]


def test_what_the_chapter_asks_for_in_the_augmentation_bench():
    """ "Try this" 2 and 3: one standard deviation is hardly seen, and the third direction moves nothing at all."""
    assert np.abs(bar_values(frame(AugmentationBench, first=0.1, second=0.1, third=0.1)["shift"])).max() < 3
    for third in (-1.0, 1.0):
        shown = frame(AugmentationBench, third=third)
        assert np.abs(bar_values(shown["shift"])).max() < 0.5
    for first in (-1.0, 1.0):
        shown = frame(AugmentationBench, first=first)
        assert "10 standard deviations" in shown["sentence"] and "never draws" in shown["sentence"]
        shift = bar_values(shown["shift"]) * first
        assert (shift > 15).all() and (shift < 35).all()  # all three the same way: the light


def test_places_need_no_kernel():
    names = {c.name for c in AugmentationBench.controls if not c.live}
    assert names == {"down", "right", "mirrored"}
    text, data = AugmentationBench.table()
    assert len(text) + len(data) < 2.5e6


def test_pictures_fit_and_are_whole():
    for name in augmenting.PHOTOGRAPHS:
        assert augmenting.photograph(name).shape == (1, 3, 128, 128)
    bars = [bar_values(frame(AugmentationBench, first=a, second=b)["shift"]) for a, b in ((1, 1), (-1, -1), (1, -1))]
    assert np.abs(bars).max() < 50  # the axis ends there


# --- dropout -------------------------------------------------------------------------------------------------------


def test_the_hidden_units_and_the_last_layer_are_the_networks():
    digits, network = data.load("digits", test=10), convnet.pretrained()
    h, _, _ = dropping.hidden()
    np.testing.assert_allclose(dropping.logits(h), network.predict(digits.test_x), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("digit", "rate", "draw"), [*itertools.product("058", (0.0, 0.5, 0.9), (1, 7))])
def test_both_answers_are_computed_with_the_package(digit, rate, draw):
    found = frame(DropoutBench, digit=digit, rate=rate, draw=draw)
    h, kept = dropping.hidden()[0][int(digit)], dropping.masks(rate)[draw - 1]
    masked = losses.softmax(dropping.logits(dropout.train(h, kept)))
    scaled = losses.softmax(dropping.logits(dropout.test(h, rate)))
    np.testing.assert_allclose(bar_values(found["masked"]), masked, atol=1e-6)
    np.testing.assert_allclose(bar_values(found["scaled"]), scaled, atol=1e-6)
    orange = (found["units"]["pixels"] == dropping.SILENT).all(axis=2).ravel()
    np.testing.assert_array_equal(orange, ~kept)
    assert f"“{masked.argmax()}”" in found["sentence"]


def test_the_scaled_logit_is_the_mean_over_masks():
    h = dropping.hidden()[0]
    for k, rate in itertools.product(range(10), (0.2, 0.5, 0.8)):
        many = dropping.logits(dropout.train(np.broadcast_to(h[k], (500, 100)), dropping.masks(rate)))
        error = many.std(axis=0) / np.sqrt(500)
        assert np.all(np.abs(many.mean(axis=0) - dropping.logits(dropout.test(h[k], rate))) < 5 * error)


def test_without_dropout_nothing_changes():
    found = frame(DropoutBench, digit="3", rate=0.0)
    np.testing.assert_allclose(bar_values(found["masked"]), bar_values(found["scaled"]), rtol=1e-9)
    assert found["sentence"].startswith("No unit is silenced; the answer is “3”")
    assert "With all 500 masks it is right" in found["sentence"]
    assert "With none of 500 masks" in frame(DropoutBench, digit="6", rate=0.0)["sentence"]  # which it takes for a 5


def test_a_unit_once_silent_stays_so_at_a_higher_rate():
    for low, high in itertools.pairwise(dropping.RATES):
        assert not (dropping.masks(high) & ~dropping.masks(low)).any()


def over_masks(digit, rate):
    """The logits of one digit with each of the 500 masks, and with all units at part strength."""
    h = dropping.hidden()[0][digit]
    return dropping.logits(h * dropping.masks(rate)), dropping.logits(h * (1 - rate))


def test_the_words_count_the_masks_and_judge_the_answers():
    for digit, rate, draw in itertools.product(range(10), dropping.RATES, (1, 12)):
        each, used = over_masks(digit, rate)
        shown = frame(DropoutBench, digit=str(digit), rate=rate, draw=draw)
        right = int((each.argmax(axis=1) == digit).sum())
        many = "all 500" if right == 500 else f"{right or 'none'} of 500"
        assert f"With {many} masks it is right." in shown["sentence"]
        verdicts = re.findall(r"“(\d)” \([^)]*\), which is (right|wrong)", shown["sentence"])
        assert verdicts == [
            (str(v.argmax()), "right" if v.argmax() == digit else "wrong") for v in (each[draw - 1], used)
        ]
        assert " 0 %" not in shown["sentence"] and "(100 %)" not in shown["sentence"]
        p = losses.softmax(each)[:, digit].mean()
        assert shown["formula"][1].startswith(f"probability of “{digit}”: mean over 500 masks {percent(p)};")


def test_the_histogram_holds_all_masks():
    for digit, rate in itertools.product(range(10), dropping.RATES):
        masks, mean, whole = frame(DropoutBench, digit=str(digit), rate=rate)["spread"]
        assert sum(masks["y"]) == 500 and all(-6 <= line["at"] <= 28 for line in (mean, whole))
        assert ("above the picture" in masks["label"]) == (max(masks["y"]) > 160)


def test_what_the_chapter_says_of_the_masks():
    """Answers to "Try this" 1 to 3 in the dropout bench."""
    right = {
        rate: [int((over_masks(k, rate)[0].argmax(axis=1) == k).sum()) for k in range(10)] for rate in dropping.RATES
    }
    half = right[0.5]
    assert half[7] > 450 and half[5] == pytest.approx(250, abs=15) and max(half) == half[7]
    assert sorted(range(10), key=half.__getitem__)[:2] == [6, 5]
    assert sum(n > 250 for n in right[0.7]) == 6 and max(right[0.9]) < 250
    whole = [over_masks(k, 0.0)[1].argmax() for k in range(10)]
    assert [k for k in range(10) if whole[k] != k] == [6] and whole[6] == 5
    for rate in dropping.RATES:
        assert [over_masks(k, rate)[1].argmax() for k in range(10)] == whole
    shown = frame(DropoutBench, digit="8", rate=0.5)["formula"][1]
    assert shown == "probability of “8”: mean over 500 masks 65 %;  all units × 0.5: 97 %"
    for k in range(10):  # the geometric mean of the probabilities
        each, used = over_masks(k, 0.5)
        logs = np.log(losses.softmax(each)).mean(axis=0)
        np.testing.assert_allclose(losses.softmax(logs), losses.softmax(used), atol=0.08)
