"""The switchboard counts what the model counts, and shows what was measured, and nothing else."""

import itertools
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils.data import runs
from course_utils.data.runs import Run
from course_utils.experiment import lenet5_run
from course_utils.explorers import switchboard_training as training
from course_utils.explorers.switchboard import Switchboard
from course_utils.explorers.switchboard_training import accuracies
from course_utils.maintenance.measure import lenet5 as measuring
from course_utils.models import lenet5_plan as plan
from course_utils.models.digit_codes import CODES
from course_utils.models.lenet5 import LeNet5
from course_utils.plotting.frames import draw_lines

pytestmark = pytest.mark.usefixtures("fresh")
COMBINATIONS = [dict(zip(plan.SWITCHES, values)) for values in itertools.product(*plan.SWITCHES.values())]


@pytest.fixture
def fresh(course_home, monkeypatch):
    """A session and a folder in which nothing was trained yet."""
    monkeypatch.setattr(training, "OWN", training.OwnRuns(training.OWN.file, training.OWN.command))
    return course_home


def frame(**values):
    return Switchboard.checked_frame(Switchboard.full_state(values))


def numbers(content, column):
    return [int(line[column].replace(",", "")) for line in content["counts"]["values"]]


@pytest.mark.parametrize("switches", COMBINATIONS, ids=lambda s: "-".join(s.values()))
def test_the_table_counts_the_parameters_of_the_network(switches):
    content, network = frame(**switches), LeNet5(**switches)
    names = content["counts"]["row_labels"]
    parameters = numbers(content, 1)
    assert names == ["C1", "S2", "C3", "S4", "C5", "F6", "output", "sum"]
    for name, found in zip(names[:-1], parameters):
        assert found == sum(p.numel() for p in getattr(network, name).parameters()), name
    assert parameters[-1] == sum(p.numel() for p in network.parameters())
    connections = numbers(content, 2)
    assert connections[-1] == sum(connections[:-1])
    total = f"{parameters[-1]:,} parameters (published: 60,000), {connections[-1]:,} connections (published: 340,908)"
    assert content["formula"] == [total]


def uses_of_weights(switches):
    """Count connections by the definition: multiplications and biases at every place, layer by layer."""
    pairs = 60 if switches["c3"] == "table" else 96
    reads = 5 if switches["subsampling"] == "trainable" else 4
    output = 84 * 10 + (10 if switches["output"] == "softmax" else 0)
    return [
        6 * 28 * 28 * (25 + 1),
        6 * 14 * 14 * reads,
        10 * 10 * (25 * pairs + 16),
        16 * 5 * 5 * reads,
        120 * (16 * 25 + 1),
        84 * (120 + 1),
        output,
    ]


@pytest.mark.parametrize("switches", COMBINATIONS[::3], ids=lambda s: "-".join(s.values()))
def test_the_table_counts_the_connections(switches):
    assert numbers(frame(**switches), 2)[:-1] == uses_of_weights(switches)


def test_orange_marks_what_differs_from_the_published_network():
    published = frame()["counts"]
    assert published["highlight"] == []
    for switches in COMBINATIONS:
        content = frame(**switches)["counts"]
        marked = {(r, c) for r, c, colour in content["highlight"] if colour == "orange"}
        differs = {(r, c) for r in range(8) for c in range(3) if content["values"][r][c] != published["values"][r][c]}
        assert marked == differs == {(r, c) for r, c, _ in content["highlight"]}


@pytest.mark.parametrize("label", list(measuring.VARIANTS))
def test_a_measured_combination_shows_its_ten_runs(label):
    arguments = dict(measuring.VARIANTS[label])
    loss = arguments.pop("loss_kind", "distance")
    content = frame(**arguments, loss=loss)
    percent = [100 * run.validation_accuracy[-1] for run in runs.load("lenet5").where(label)]
    here = [m for m in content["accuracy"] if m["mark"] == "points" and m["color"] == "orange"]
    assert len(percent) == 10 and len(here) == 1
    np.testing.assert_allclose(here[0]["y"], percent, rtol=1e-6)
    (mean,) = [m for m in content["accuracy"] if m["mark"] == "line"]
    assert mean["y"][0] == mean["y"][1] == pytest.approx(np.mean(percent), rel=1e-6)
    said = content["sentence"].split("Ten runs of 20 epochs: ")[1]
    low, high, middle = (float(n) for n in re.findall(r"\d+\.\d", said)[:3])
    assert (low, high, middle) == pytest.approx((min(percent), max(percent), np.mean(percent)), abs=0.051)
    assert ("Beside the published network" in said) == (label != "published")
    xlim, ylim = Switchboard.panels[1].xlim, Switchboard.panels[1].ylim
    for mark in content["accuracy"]:
        assert np.all((mark["x"] >= xlim[0]) & (mark["x"] <= xlim[1]))
        assert np.all((mark["y"] >= ylim[0]) & (mark["y"] <= ylim[1]))


def test_what_was_not_measured_is_said_to_be_so():
    measured = 0
    for switches, loss in itertools.product(COMBINATIONS, ("distance", "map")):
        content = frame(**switches, loss=loss)
        values = accuracies(switches, loss)
        orange = [m for m in content["accuracy"] if m["mark"] == "points" and m["color"] == "orange"]
        said = [m["text"] for m in content["accuracy"] if m["mark"] == "text"]
        assert bool(orange) == bool(values) == ("Not measured yet" not in content["sentence"])
        assert said == ([] if values else ["this one: not measured yet"])
        assert content["actions"]["train"]["ready"] == (not values)
        measured += bool(values)
    # softmax alone and the modern network have no distances: the loss of distances changes nothing for these two
    assert measured == len(measuring.VARIANTS) + 2
    missing = frame(c3="full", subsampling="max")["sentence"]
    assert "Not measured yet." in missing
    note = frame(c3="full", subsampling="max")["actions"]["train"]["note"]
    assert note == "Not measured yet; about 13 seconds of training (the mean of the stored runs)."
    assert "Stored are 9 of the 72 combinations: the published network, each single change, and all of" in missing


def test_the_combinations_that_are_said_to_be_stored_are_those():
    found = set(training.measured())
    single = [{name: position} for name, positions in plan.SWITCHES.items() for position in positions[1:]]
    expected = {training.key(plan.check(**one), "distance") for one in [{}, *single, plan.MODERN]}
    assert found == expected | {training.key(plan.check(), "map")}
    every = {training.key(one, loss) for one in COMBINATIONS for loss in ("distance", "map")}
    assert len(every) == training.combinations() == 72 and found < every


def test_the_words_count_the_changes():
    assert frame()["sentence"].startswith("This is LeNet-5 as published. Ten runs")
    for switches, loss in itertools.product(COMBINATIONS, ("distance", "map")):
        said, softmax = frame(**switches, loss=loss)["sentence"], switches["output"] == "softmax"
        turned = sum(value != plan.check()[name] for name, value in switches.items())
        turned += loss == "map" and not softmax
        expected = {0: "This is LeNet-5 as published.", 1: "One of its choices differs from"}
        assert said.startswith(expected.get(turned, f"{turned} of its choices differ from"))
        assert ("plays no part" in said) == (softmax and loss == "map")


def test_after_relu_no_code_can_be_reached():
    """The floor that the words give is the distance of the best features there are: 0 for each −1, 1 for each +1."""
    floors = ((np.maximum(CODES, 0) - CODES) ** 2).sum(axis=1)
    said = frame(activation="relu")["sentence"]
    assert int(re.search(r"no distance falls below (\d+)", said)[1]) == floors.min()
    picture = np.random.default_rng(0).normal(size=(3, 1, 32, 32))
    assert (LeNet5(activation="relu").maps(picture)["output"] >= floors).all()
    assert "After ReLU" not in frame(activation="relu", output="softmax")["sentence"] + frame()["sentence"]


# ---- training what is missing --------------------------------------------------------------------------------------

MISSING = {"c3": "full", "subsampling": "max"}


class Ear:
    """Listens to what a button tells, and waits for its end."""

    def __init__(self):
        self.heard, self.ended = [], threading.Event()

    def __call__(self, text, running=True, changed=False):
        self.heard.append((text, running, changed))
        if not running:
            self.ended.set()


def press(**values):
    ear = Ear()
    return ear, Switchboard.act("train", Switchboard.full_state(values), ear)


def keep(seed=0, accuracy=0.972, seconds=20.0, **switches):
    training.OWN.add(Run("own", seed, switches, [1.0], [0.9], [1.0], [accuracy], seconds))


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(training, "EPOCHS", 2)


@pytest.mark.long
def test_a_missing_combination_is_trained_shown_and_kept(fresh, short):
    before = Switchboard.table()
    ear, _ = press(**MISSING)
    assert ear.ended.wait(300)
    words, running = [text for text, *_ in ear.heard], [running for _, running, _ in ear.heard]
    assert words[0].startswith("Training: all six maps, max pooling, seed 0.") and running[-1] is False
    assert [re.search(r"Epoch \d+ of \d+", text)[0] for text in words[1:-1]] == ["Epoch 1 of 2", "Epoch 2 of 2"]
    assert words[-1].startswith("Trained in ") and words[-1].endswith("It is kept in your folder.")
    assert ear.heard[-1][2], "frames have changed"
    (run,) = runs_of(fresh)
    _, same = lenet5_run.trained("own", MISSING, 0, epochs=2)
    assert run.validation_accuracy == same.validation_accuracy and run.seed == 0, "the recipe of the stored runs"
    content = frame(**MISSING)
    (purple,) = [m for m in content["accuracy"] if m["color"] == "purple" and m["mark"] == "points"]
    assert purple["x"] == [0] and purple["label"] == "this one, here"
    percent = 100 * run.validation_accuracy[-1]
    assert purple["y"][0] == pytest.approx(max(percent, 86.25), rel=1e-6)
    assert f"One run on this machine, seed 0: {percent:.1f} % of the test digits right" in content["sentence"]
    assert content["actions"]["train"]["text"] == "Train it again, seed 1"
    assert Switchboard.table() != before, "the table of the page shows it too"


def runs_of(home):
    return training.OwnRuns(training.OWN.file, "").all() if (home / training.OWN.file).exists() else ()


def test_a_second_press_does_not_start_two_and_a_stop_keeps_nothing(fresh):
    first, stop = press(**MISSING)
    second, nothing = press(activation="relu", output="softmax")
    assert nothing is None and second.heard == [
        ("A combination is being trained already: one at a time.", False, False)
    ]
    stop()
    assert first.ended.wait(60)
    assert first.heard[-1] == ("Stopped: all six maps, max pooling, seed 0. Nothing of it was kept.", False, False)
    assert "Not measured yet" in frame(**MISSING)["sentence"] and runs_of(fresh) == ()
    third, stop = press(**MISSING)  # and then another can begin
    stop()
    assert third.ended.wait(60) and third.heard[0][1]


def test_what_is_stored_is_not_trained():
    for values in ({}, {"c3": "full"}, plan.MODERN, {"output": "softmax", "loss": "map"}):
        ear, nothing = press(**values)
        assert nothing is None and ear.heard == [("10 runs of it are stored.", False, False)]


def test_a_training_that_fails_says_why(monkeypatch):
    monkeypatch.setattr(training, "EPOCHS", 0)
    ear, _ = press(**MISSING)
    assert ear.ended.wait(60)
    assert ear.heard[-1][0].startswith("It could not be trained: error: epochs: got 0") and not ear.heard[-1][2]
    monkeypatch.setattr(training, "PROGRAM", "course_utils.no_such_program")
    ear, _ = press(**MISSING)
    assert ear.ended.wait(60) and "No module named course_utils.no_such_program" in ear.heard[-1][0]


def test_a_program_leaves_with_the_one_that_started_it(fresh):
    """A kernel killed in the middle of a training leaves no program behind."""
    script = (
        "import time; from course_utils.explorers.switchboard import Switchboard as S\n"
        "training = S.act('train', S.full_state({'c3': 'full', 'subsampling': 'max'}), print)\n"
        "print(training.__self__.job._process.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    parent.stdout.readline()
    child = int(parent.stdout.readline().split()[-1])
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(600):
        if not alive(child):
            return
        time.sleep(0.1)
    raise AssertionError("it goes on training for nobody")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def test_runs_of_several_seeds_are_put_together():
    for seed, accuracy in enumerate((0.972, 0.974, 0.969)):
        keep(seed, accuracy, **MISSING)
    content = frame(**MISSING)
    assert "3 runs on this machine: 96.9 to 97.4 % of the test digits right, 97.2 % on average" in content["sentence"]
    assert content["actions"]["train"] == {
        "text": "Train it again, seed 3", "ready": True, "note": "About 20 seconds of training on this machine.",
    }  # fmt: skip
    for seed in range(3, 10):
        assert frame(**MISSING)["actions"]["train"]["ready"]
        keep(seed, 0.97, **MISSING)
    assert list(training.SEEDS) == list(measuring.SEEDS) == list(range(10)), "each has its published partner"
    last = frame(**MISSING)["actions"]["train"]
    assert not last["ready"] and last["note"] == "This machine has tried all ten seeds."
    other = frame(c3="full", activation="relu")["actions"]["train"]["note"]
    assert other == "Not measured yet; about 20 seconds of training on this machine."
    keep(0, 0.96, **{**MISSING, "output": "softmax"})
    both = [frame(**MISSING, output="softmax", loss=loss)["accuracy"] for loss in ("distance", "map")]
    assert [m["y"] for m in both[0] if m["color"] == "purple"] == [m["y"] for m in both[1] if m["color"] == "purple"]


def test_one_run_settles_nothing():
    usual, most = training.spread()
    stored = [[run.validation_accuracy[-1] for run in runs.load("lenet5").where(name)] for name in measuring.VARIANTS]
    pairs = [abs(a - b) for some in stored for a, b in itertools.combinations(some, 2)]
    assert len(pairs) == 9 * 45 and most == max(pairs) and np.mean(np.array(pairs) <= usual + 1e-9) >= 0.9
    for accuracy in (0.5, 0.93, 0.97, 0.99):
        training.OWN._session = ()
        keep(accuracy=accuracy, activation="relu", output="softmax")
        training.OWN._path().unlink()
        said = frame(activation="relu", output="softmax")["sentence"]
        assert "One run settles nothing: nine in ten" in said and f"within {100 * usual:.1f} points" in said
        assert "seen" not in said
        marks = frame(activation="relu", output="softmax")["accuracy"]
        numbers = [m["text"] for m in marks if m["mark"] == "text"]
        assert numbers == ([] if accuracy > 0.86 else ["50.0 %"]), "a dot beyond the axis has its number"
        for mark in (m for m in marks if m["mark"] == "points"):
            assert np.all((mark["y"] > 86) & (mark["y"] < 99))


@pytest.mark.parametrize(("values", "is_seen"), [((0.98, 0.985, 0.981), True), ((0.96, 0.975, 0.965), False)])
def test_several_runs_are_compared_seed_by_seed_and_judged_by_the_chapter_s_yardstick(values, is_seen):
    for seed, value in zip((1, 2, 4), values):
        keep(seed, value, **MISSING)
    published = [100 * run.validation_accuracy[-1] for run in runs.load("lenet5").where("published")]
    d = 100 * np.array(values) - np.take(published, [1, 2, 4])
    reach = 4.302653 * d.std(ddof=1) / np.sqrt(3)  # Student's factor for three
    low, high = d.mean() - reach, d.mean() + reach
    words = f"{d.mean():+.2f} points, interval {low:+.2f} to {high:+.2f}".replace("-", "−")
    said = frame(**MISSING)["sentence"]
    assert words in said and ("a difference is seen" in said) == is_seen == (low > 0 or high < 0)


@pytest.mark.long
def test_a_folder_that_cannot_be_written_keeps_the_session(fresh, short, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(fresh / "file"))
    (fresh / "file").write_text("in the way")
    ear, _ = press(**MISSING)
    assert ear.ended.wait(300) and "Kept for this session only: " in ear.heard[-1][0]
    assert "One run on this machine" in frame(**MISSING)["sentence"]


def test_a_damaged_file_is_put_aside_and_whole_files_alone_are_seen(fresh):
    path = fresh / training.OWN.file
    path.write_text('{"runs": [{"label": "own", "se')
    assert "Not measured yet" in frame(**MISSING)["sentence"]
    keep(**MISSING)
    assert len(runs_of(fresh)) == 1 and path.with_name("switchboard.json.damaged").exists()
    keep(1, **MISSING)
    assert [run.seed for run in runs_of(fresh)] == [0, 1]
    assert {p.name for p in fresh.iterdir() if "part" in p.name} == set(), "nothing half written stays"


def test_a_run_that_diverged_is_kept_too(fresh):
    training.OWN.add(Run("own", 0, MISSING, [float("nan")], [0.1], [float("inf")], [0.1], 1.0))
    (run,) = runs_of(fresh)
    assert run.train_loss == [None] and "10.0 % of the test digits" in frame(**MISSING)["sentence"]


def test_what_the_chapter_suggests():
    """Watch the counts of C3 and of the output as they flip, and find a combination that was not measured."""
    rows = dict(zip(frame()["counts"]["row_labels"], frame()["counts"]["values"]))
    full = dict(zip(frame()["counts"]["row_labels"], frame(c3="full")["counts"]["values"]))
    softmax = dict(zip(frame()["counts"]["row_labels"], frame(output="softmax")["counts"]["values"]))
    assert (rows["C3"][1:], full["C3"][1:]) == (["1,516", "151,600"], ["2,416", "241,600"])
    assert (rows["output"][1], softmax["output"][1]) == ("0", "850")


def test_only_whole_seeds_stand_under_the_axis():
    panel = next(panel for panel in Switchboard.panels if panel.id == "accuracy")
    fig, ax = plt.subplots(figsize=(12, 3))
    draw_lines(ax, panel.spec() | {"xlim": (-0.5, 2.5)}, Switchboard.frame(Switchboard.full_state({}))["accuracy"])
    fig.canvas.draw()
    assert [tick for tick in ax.get_xticks() if 0 <= tick <= 2] == [0, 1, 2]
    plt.close(fig)
