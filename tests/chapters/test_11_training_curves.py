"""The training curves: what is drawn are the stored numbers, and every word about them follows from them."""

import numpy as np
import pytest

from course_utils.data import runs
from course_utils.data.runs import Run
from course_utils.explorers import training_curves as curves
from course_utils.explorers.training_curves import STORED, TrainingCurves, facts, reading, stored


def run(train, validation, train_loss=None, validation_loss=None):
    train_loss = train_loss or [1 - a + 1e-3 for a in train]
    validation_loss = validation_loss or [1 - a + 1e-3 for a in validation]
    return Run("made up", 0, {}, train_loss, train, validation_loss, validation)


def frame(first="healthy", second="200 digits", half="both"):
    return TrainingCurves.frame(TrainingCurves.full_state(dict(first=first, second=second, half=half)))


def lines(content, color, dash):
    return [m for m in content if m["mark"] == "line" and m["color"] == color and m["dash"] == dash]


@pytest.mark.parametrize("name", STORED)
def test_the_lines_are_the_stored_numbers(name):
    file, label = STORED[name]
    kept = next(r for r in runs.load(file) if r.label == label)
    shown = frame(second=name)
    for half, dash in (("train", False), ("validation", True)):
        (accuracy,), (loss,) = (lines(shown[panel], "orange", dash) for panel in ("accuracy", "loss"))
        np.testing.assert_allclose(accuracy["y"], 100 * np.array(getattr(kept, f"{half}_accuracy")), rtol=1e-6)
        np.testing.assert_allclose(loss["y"], np.clip(getattr(kept, f"{half}_loss"), 1e-4, 10), rtol=1e-6)
        np.testing.assert_array_equal(accuracy["x"], np.arange(1, len(kept.train_loss) + 1))


@pytest.mark.parametrize("name", STORED)
def test_nothing_lies_outside_the_axes(name):
    kept = stored(name)
    assert len(kept.train_loss) <= 20 and max(kept.train_loss) < 10
    assert kept.validation_loss[-1] < 10  # a first epoch may lie far above: it is drawn at the edge
    assert 0 <= min(kept.train_accuracy + kept.validation_accuracy) <= max(kept.train_accuracy) <= 1


def test_halves():
    for half, dashes in (("training", {False}), ("validation", {True}), ("both", {False, True})):
        shown = frame(half=half)
        assert {m["dash"] for panel in ("accuracy", "loss") for m in shown[panel] if m["mark"] == "line"} == dashes
        assert any(m["mark"] == "points" for m in shown["accuracy"]) == (half != "training")


def test_the_dot_is_the_epoch_to_keep():
    (dot,) = [m for m in frame()["accuracy"] if m["mark"] == "points" and m["color"] == "blue"]
    kept = stored("healthy").validation_accuracy
    assert dot["x"][0] == 1 + kept.index(max(kept)) and dot["y"][0] == pytest.approx(100 * max(kept))


def test_facts_by_hand():
    found = facts(run([0.2, 0.6, 0.9, 0.98], [0.2, 0.7, 0.7, 0.6]))
    assert (found.epochs, found.training, found.validation) == (4, 0.98, 0.6)
    assert (found.best, found.best_accuracy, found.lowest) == (2, 0.7, 2)
    assert found.gap == pytest.approx(0.38) and found.turned and found.unsteady
    steady = facts(run([0.5] * 10, [0.5] * 10))
    assert not (steady.falling or steady.turned or steady.unsteady) and steady.best == 1


def test_words_follow_the_numbers():
    assert "it guesses, and has learned nothing in 4 epochs" in reading(run([0.1] * 4, [0.1] * 4))
    overfit = reading(run([0.5, 0.9, 1.0, 1.0], [0.5, 0.6, 0.6, 0.6]))
    assert "a gap of 40 points" in overfit and "keep epoch 2 (60 %)" in overfit
    assert "still falling" in reading(run([0.2, 0.3, 0.4, 0.5], [0.2, 0.3, 0.4, 0.5]))
    stuck = reading(run([0.2, 0.5, 0.5, 0.5], [0.2, 0.5, 0.5, 0.5]))
    assert "stopped falling while many training pictures are still wrong" in stuck and "about the same" in stuck
    assert "30 points more" in reading(run([0.3, 0.6, 0.6, 0.6], [0.8, 0.9, 0.9, 0.9]))
    assert "holds for none of them" in reading(run([0.2, 0.5, 0.9, 1.0], [0.1] * 4))
    turned = run([0.5, 0.9, 1.0], [0.8, 0.9, 0.9], validation_loss=[0.5, 0.3, 0.6])
    assert "lowest after epoch 2 and has risen since" in reading(turned)


#: label -> a word that its reading must have, and one that it must not.
SAID = {
    "healthy": ("little between them", "gap"),
    "rate too high": ("learned nothing", "gap"),
    "rate too low": ("still falling", "gap"),
    "rate dropped": ("has arrived", "gap"),
    "200 digits": ("a gap of 17 points", "guesses"),
    "200 digits, shuffled labels": ("it guesses", "still falling"),
    "too small a network": ("many training pictures are still wrong", "gap"),
    "strong augmentation": ("points more", "gap"),
}


@pytest.mark.parametrize("name", SAID)
def test_the_teaching_runs_show_what_they_are_for(name):
    said, unsaid = SAID[name]
    assert said in reading(stored(name)) and unsaid not in reading(stored(name))


def test_the_runs_bear_out_the_chapter():
    last = {name: stored(name) for name in STORED}
    accuracy = {name: r.validation_accuracy[-1] for name, r in last.items()}
    assert accuracy["healthy"] > 0.95 and abs(accuracy["rate too high"] - 0.1) < 0.05
    assert 0.7 < accuracy["200 digits"] < 0.9 and accuracy["200 digits, leak"] > accuracy["200 digits"] + 0.08
    assert last["healthy"].train_loss == last["50 validation digits"].train_loss
    assert last["200 digits"].train_loss == last["200 digits, leak"].train_loss
    before, after = np.array(last["rate dropped"].train_loss)[[9, 10]]
    assert after < 0.7 * before  # the drop after the tenth epoch


def test_the_sentence_names_both_runs_or_says_that_they_are_one():
    assert frame()["sentence"].startswith("A, healthy: ") and " B, 200 digits: " in frame()["sentence"]
    assert frame("healthy", "healthy")["sentence"].startswith("Both, healthy: ")
    assert curves.points(0.9475) == "94.8 %"
