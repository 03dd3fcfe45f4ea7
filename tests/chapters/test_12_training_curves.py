"""The training curves: what is drawn are the stored numbers, and every word about them follows from them."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from made_runs import HEAD, TWO, a_run, run

from course_utils.data import runs
from course_utils.experiment import checkpoint
from course_utils.explorers import curve_reading, run_logs
from course_utils.explorers import training_curves as curves
from course_utils.explorers.controls_runs import OwnRun
from course_utils.explorers.curve_reading import facts, reading
from course_utils.explorers.engine import STATE
from course_utils.explorers.training_curves import OWN, STORED, TrainingCurves
from course_utils.plotting.frames import draw_frame


def stored(name):
    return curves.opened((name,))


def frame(first="healthy", second="200 digits", half="both", **more):
    return TrainingCurves.checked_frame(TrainingCurves.full_state(dict(first=first, second=second, half=half, **more)))


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
    assert found.gap == pytest.approx(0.38) and found.turned
    assert not found.unsteady, "it falls"
    assert facts(run([0.5] * 6, [0.5, 0.6, 0.7, 0.6, 0.7, 0.6])).unsteady
    steady = facts(run([0.5] * 10, [0.5] * 10))
    assert not (steady.falling or steady.turned or steady.unsteady) and steady.best == 1


def test_words_follow_the_numbers():
    assert "it guesses, and has learned nothing in 4 epochs" in reading(run([0.1] * 4, [0.1] * 4))
    overfit = reading(run([0.5, 0.9, 1.0, 1.0], [0.5, 0.6, 0.6, 0.6]))
    assert "a gap of 40 points" in overfit and "keep epoch 2 (60 %)" in overfit
    assert "still falling" in reading(run([0.2, 0.3, 0.4, 0.5], [0.2, 0.3, 0.4, 0.5]))
    stuck = reading(run([0.2, 0.5, 0.5, 0.5], [0.2, 0.5, 0.5, 0.5]))
    assert "hardly falls any more while many training pictures are still wrong" in stuck and "about the same" in stuck
    assert "30 points more" in reading(run([0.3, 0.6, 0.6, 0.6], [0.8, 0.9, 0.9, 0.9]))
    assert "nothing of what it learned helps there" in reading(run([0.2, 0.5, 0.9, 1.0], [0.1] * 4))
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
    assert frame()["sentence"].startswith("A (healthy): ") and " B (200 digits): " in frame()["sentence"]
    assert frame("healthy", "healthy")["sentence"].startswith("Both (healthy): ")
    assert curve_reading.points(0.9475) == "94.8 %"


def test_words_that_were_not_so():
    """A climb is no jump, a loss that crawls has not stopped, and of guesses there is no epoch to keep."""
    climbing = reading(run([0.3, 0.4, 0.6, 0.8], [0.3, 0.4, 0.6, 0.8]))
    assert "jumps" not in climbing and "jumps" not in reading(stored("plain network, 44 layers"))
    assert "jumps" in reading(run([0.9] * 6, [0.3, 0.4, 0.6, 0.5, 0.62, 0.52]))
    for name in STORED:
        loss = np.array(stored(name).train_loss)
        assert ("hardly falls" in reading(stored(name))) == (
            loss[-1] / loss[-1 - len(loss) // 5] >= 0.9
            and facts(stored(name)).training < 0.9
            and name != "rate too high"
        )
        assert ("keep epoch" in reading(stored(name))) == (stored(name).validation_accuracy[-1] > 0.15)


def test_what_the_chapter_suggests():
    """The eight suggestions of section 7, each tried."""
    healthy, slow, fast = (stored(name) for name in ("healthy", "rate too low", "rate too high"))
    assert healthy.validation_accuracy[2] > slow.validation_accuracy[2] + 0.3
    assert "has not arrived" in reading(slow) and "it guesses" in reading(fast)
    assert abs(fast.train_loss[-1] - np.log(10)) < 0.2, "the table's first sign: the loss stays near ln(classes)"
    dropped = stored("rate dropped")
    assert dropped.train_loss[10] < 0.7 * dropped.train_loss[9]
    assert dropped.validation_accuracy[10] > dropped.validation_accuracy[9], "look at both panels there"
    few = stored("200 digits")
    apart = np.array(few.train_accuracy) - np.array(few.validation_accuracy)
    assert apart[-1] > 0.15 > 0.05 > apart[:2].max() and few.train_accuracy[-1] == 1
    leak, fifty = stored("200 digits, leak"), stored("50 validation digits")
    assert leak.train_loss == few.train_loss and leak.validation_accuracy[-1] > few.validation_accuracy[-1] + 0.1
    assert fifty.train_loss == healthy.train_loss and {round(50 * a, 6) % 1 for a in fifty.validation_accuracy} == {0}
    hard = stored("strong augmentation")
    assert hard.validation_accuracy[-1] > hard.train_accuracy[-1] and "points more" in reading(hard)
    deep, shallow = (stored(f"plain network, {depth} layers") for depth in (44, 20))
    assert deep.train_accuracy[-1] < shallow.train_accuracy[-1], "no overfitting: it is worse on what it learns from"
    assert len(STORED) == 13, "nine of one network, one too small, three of chapter 11"


# ---- a run of your own ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run of two epochs, as chapter 12 trains it."""
    from course_utils import data
    from course_utils.experiment import train

    folder = tmp_path_factory.mktemp("trained")
    pictures, out = data.write_sample_folder(folder / "pictures"), folder / "my run"
    options = ["--model", "simple-convnet", "--data", pictures, "--epochs", 2, "--batch-size", 50, "--out", out]
    assert train.main([str(option) for option in (*options, "--optimizer", "adam", "--threads", 1)]) == 0
    return out


def test_a_run_that_was_trained_is_drawn_and_read(trained):
    with open(trained / "log.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    state = TrainingCurves.full_state({"run": str(trained)})
    assert state["first"] == OWN, "what is opened is drawn"
    shown = TrainingCurves.checked_frame(state)
    for half, dash in (("train", False), ("validation", True)):
        (accuracy,), (loss,) = (lines(shown[panel], "blue", dash) for panel in ("accuracy", "loss"))
        np.testing.assert_allclose(accuracy["y"], [100 * float(row[f"{half}_accuracy"]) for row in rows], rtol=1e-6)
        np.testing.assert_allclose(loss["y"], [float(row[f"{half}_loss"]) for row in rows], rtol=1e-6)
    known = {"classes": 5, "averages": "none"}
    assert run_logs.read(str(trained)).settings == known, "guessing gets a fifth, and nothing can lag"
    assert "A (your own run, my run): " in shown["sentence"]
    best = checkpoint.read(trained / "best.safetensors")[1]["epoch"]
    assert best == facts(run_logs.read(str(trained))).best, "the dot is the epoch of best.safetensors"
    text = run_logs.GIVEN + "log.csv\n" + (trained / "log.csv").read_text()
    given = frame(OWN, run=text)
    assert "A (your own run, log.csv): " in given["sentence"]
    np.testing.assert_array_equal(lines(given["loss"], "blue", True)[0]["y"], loss["y"])


def test_it_is_built_from_a_path_and_moves():
    from course_utils.explorers import TrainingCurves as Shown

    assert (
        Shown(run=Path("somewhere")).state["run"] == "somewhere" and Shown(run="x", first="healthy").first == "healthy"
    )
    with pytest.raises(ValueError, match="run: got 3; expected the path of a run's folder"):
        Shown(run=3)
    with pytest.raises(ValueError, match="run: got a text of 1,000,001 letters"):
        Shown(run="x" * 1_000_001)
    shown = Shown()
    shown.run = "somewhere"
    assert "Your own run is open and not drawn" in frame(run="somewhere")["sentence"]


def test_the_runs_of_the_learners_folder_are_found_newest_first(course_home):
    old, new = a_run(course_home, "runs/old"), a_run(course_home, "my-run")
    os.utime(old / "log.csv", (1, 1))
    a_run(course_home, "too/deep/for/this")
    a_run(course_home, "no run", config=None)
    begun = a_run(course_home, "begun", log=None)
    assert run_logs.found() == [new, old, begun]
    spec = OwnRun("run", "Your own run").spec()
    assert spec["texts"] == ["none", "my-run", "runs/old", "begun"] and spec["values"][1] == str(new)
    for name in ("my-run", "runs/old", str(old), str(old / "log.csv"), "runs/old/log.csv"):
        assert run_logs.read(name).train_loss == [1.2, 0.4]


def test_a_run_that_goes_on_is_read_again(course_home):
    folder = a_run(course_home, "mine")
    before, state = TrainingCurves.table({"run": "mine"}), TrainingCurves.full_state({"run": "mine"})
    assert "90 % of the training pictures right" in TrainingCurves.frame(state)["sentence"]
    (folder / "log.csv").write_text(TWO + "3,0.3,0.95,0.8,0.75,4.5,0.1\n")
    assert "95 % of the training pictures right" in TrainingCurves.frame(state)["sentence"]
    assert TrainingCurves.table({"run": "mine"}) != before
    heard = []
    TrainingCurves.act("again", state, lambda text, **more: heard.append((text, more)))
    assert heard == [("1 run in your folder.", {"running": False, "changed": True})]


FAULTS = {
    "no validation": (
        "mine",
        dict(log="epoch,train_loss,train_accuracy\n1,1,0.5\n"),
        "log.csv lacks the columns validation_loss, validation_accuracy; its first line says 'epoch, train_loss, "
        "train_accuracy'; was it trained with --validation 0? Then there are no others to compare with.",
    ),
    "no folder": ("nowhere", None, "there is no folder 'nowhere', neither here nor in your folder of the course."),
    "no epoch yet": ("mine", dict(log=None), "mine has no log.csv: no epoch of it has ended yet."),
    "no run": ("mine", dict(log=None, config=None), "mine has no log.csv: it is no folder of a training run."),
    "empty": ("mine", dict(log=""), "log.csv is empty: no epoch has ended yet."),
    "names alone": ("mine", dict(log=HEAD), "log.csv has names and no lines: no epoch has ended yet."),
    "cut line": ("mine", dict(log=TWO + "3,0.3,0.9"), "line 4 of log.csv has 3 of 7 entries: it is damaged."),
    "no number": ("mine", dict(log=TWO.replace("0.4", "o.4")), "line 3 of log.csv says 'o.4' for train_loss; expected"),
    "no share": ("mine", dict(log=TWO.replace("0.9,", "90,", 1)), "line 3 of log.csv says 90 for train_accuracy;"),
    "other csv": (
        "mine",
        dict(log="a;b\n1;2\n"),
        "log.csv lacks the columns train_loss, train_accuracy, validation_loss, validation_accuracy; its first line "
        "says 'a;b'.",
    ),
    "a picture": ("mine", dict(log="\x00\x01PNG"), "log.csv lacks the columns train_loss"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_a_run_is_said_in_words(course_home, fault):
    name, made, words = FAULTS[fault]
    if made is not None:
        a_run(course_home, "mine", **made)
    shown = frame(OWN, run=name)
    assert f"A (your own run, {name}): {words}" in shown["sentence"] and " B (200 digits): 100 %" in shown["sentence"]
    assert not lines(shown["accuracy"], "blue", True) and lines(shown["accuracy"], "orange", True)


def test_none_is_open():
    words = frame(OWN, OWN)["sentence"]
    assert words.startswith("Both (your own run): none is open. Train one (python -m course_utils.experiment.train)")


def test_a_run_that_diverged_a_single_epoch_and_a_long_run():
    broken = TWO + "3,nan,0.1,nan,0.1,4.5,0.1\n"
    shown = frame(OWN, run=run_logs.GIVEN + "log.csv\n" + broken)
    said = shown["sentence"]
    assert "no number any more from epoch 3 on: it has diverged; keep epoch 2 (70 %), of those before." in said
    assert np.isnan(lines(shown["loss"], "blue", False)[0]["y"][2])
    at_once = reading(run([0.1], [0.1], [float("nan")], [float("inf")]))
    assert at_once.endswith("no number any more from epoch 1 on: it has diverged. Fault: rate too high, or a bug.")
    one = frame(OWN, run=run_logs.GIVEN + "log.csv\n" + TWO.rsplit("2,", 1)[0])
    assert "one epoch has no course to read" in one["sentence"]
    assert [m for m in one["loss"] if m["mark"] == "points"], "one epoch is a dot: a line of one point shows nothing"
    many = HEAD + "".join(f"{k},0.5,0.8,0.6,0.7,1,0.1\n" for k in range(1, 165))
    long = frame(OWN, run=run_logs.GIVEN + "log.csv\n" + many)
    for panel in ("accuracy", "loss"):
        (axes,) = [m for m in long[panel] if m["mark"] == "axes"]
        assert axes["limits"]["xlim"] == [0, 172] and max(lines(long[panel], "blue", True)[0]["x"]) == 164
    assert not [m for m in frame()["loss"] if m["mark"] == "axes"]
    picture = draw_frame("", TrainingCurves.panels, long)
    assert picture.axes[0].get_xlim() == (0, 172)


def test_guessing_depends_on_the_number_of_classes():
    half = run([0.25] * 3, [0.24] * 3)
    assert "it guesses" not in reading(half)
    half.settings["classes"] = 5
    assert "it guesses" in reading(half)


def test_all_and_none_are_exactly_so():
    assert [curve_reading.points(share) for share in (1, 0.9996, 0.9994, 0.0004, 0)] == [
        "100 %", "more than 99.9 %", "99.9 %", "less than 0.1 %", "0 %",
    ]  # fmt: skip


def test_a_notebook_keeps_the_log_of_a_run_not_its_place(trained):
    """Read on another machine, the notebook shows the run that was trained; a run that is gone is none."""
    explorer = TrainingCurves(run=trained)
    kept = explorer._repr_mimebundle_()[STATE]["state"]["run"]
    assert str(trained.parent) not in kept and kept.startswith("csv:")
    there, here = run_logs.read(kept), run_logs.read(str(trained))
    assert there.validation_loss == here.validation_loss and there.train_accuracy == here.train_accuracy
    assert there.settings == here.settings == {"classes": 5, "averages": "none"}, "so that the words are the same"
    assert OwnRun("run", "Run").kept("no/such/run") == OwnRun("run", "Run").kept("") == ""
