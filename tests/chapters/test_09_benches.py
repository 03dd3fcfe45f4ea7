"""The augmentation bench and the dropout bench show what the package's own functions compute."""

import itertools

import numpy as np
import pytest

from course_utils import convnet, data, dropout, losses
from course_utils.data import augmentation
from course_utils.explorers import AugmentationBench, DropoutBench
from course_utils.explorers import augmentation_bench as augmenting
from course_utils.explorers import dropout_bench as dropping


def frame(explorer, **values):
    return explorer.checked_frame(explorer.full_state(values))


def bar_values(panel):
    return np.asarray(panel["values"], float)


# --- augmentation --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("down", "right", "mirrored"), [*itertools.product((0, 6, 32), (0, 18, 32), (False, True))])
def test_the_copy_is_the_window_in_the_box(down, right, mirrored):
    found = frame(AugmentationBench, photograph="coffee", down=down, right=right, mirrored=mirrored)
    ((top, left, height, width, _),) = found["whole"]["boxes"]
    window = found["whole"]["pixels"][top : top + height, left : left + width]
    np.testing.assert_array_equal(found["copy"]["pixels"], window[:, ::-1] if mirrored else window)
    assert (height, width) == (112, 112) and top * 2 == down and left * 2 == right
    assert ("reaches the edge" in found["sentence"]) == bool({down, right} & {0, 32})


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
    assert "1 standard deviations" not in frame(AugmentationBench, first=0.1)["sentence"]
    assert "2 standard deviations from 0, as the paper" in frame(AugmentationBench, second=-0.2)["sentence"]
    assert "farther than" in frame(AugmentationBench, third=1.0)["sentence"]


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
    assert found["sentence"].startswith("0 units of 100 are silenced, 0 of them")


def test_a_unit_once_silent_stays_so_at_a_higher_rate():
    for low, high in itertools.pairwise(dropping.RATES):
        assert not (dropping.masks(high) & ~dropping.masks(low)).any()
