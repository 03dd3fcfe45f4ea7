"""Faults of training runs by name: as the chapter's table names them, the averages that lag among them."""

import json
import struct
from pathlib import Path

import pytest
import torch
from made_runs import TWO, a_run, run

from course_utils import settings
from course_utils.data.runs import Run
from course_utils.experiment import checkpoint
from course_utils.explorers import curve_reading, run_logs
from course_utils.explorers.controls_runs import OwnRun
from course_utils.explorers.curve_reading import facts, fault, reading
from course_utils.explorers.training_curves import OWN, opened

#: Runs of resnet20 on the chapter's folder of five photographs, momentum 0.9 and a constant rate of 0.1, with running
#: averages: (train loss, train accuracy, validation loss, validation accuracy). The same weights with averages taken
#: again were right on more: of 100 test pictures 93, 80 and 74, not 77, 43 and 56.
LAGGED = {
    "20 epochs of 4 steps": (
        [2.19, 1.2, 1.28, 2.43, 1.45, 1.14, 0.77, 0.6, 0.456, 0.327, 0.223, 0.216, 0.143, 0.187, 0.233, 0.399, 0.521,
         0.306, 0.338, 0.289],
        [0.306, 0.631, 0.747, 0.575, 0.525, 0.692, 0.892, 0.839, 0.919, 0.903, 0.939, 0.928, 0.953, 0.933, 0.914, 0.875,
         0.858, 0.881, 0.869, 0.914],
        [14.6, 116, 878, 30.8, 92.7, 85.5, 28.8, 15, 8.29, 3.75, 2.02, 0.321, 0.366, 0.23, 0.642, 1.44, 0.576, 0.348,
         0.442, 0.673],
        [0.3, 0.2, 0.225, 0.2, 0.25, 0.375, 0.35, 0.6, 0.525, 0.575, 0.55, 0.825, 0.875, 0.85, 0.75, 0.6, 0.8, 0.875,
         0.8, 0.75],
    ),
    "10 epochs of 4 steps": (
        [1.34, 1.99, 1.74, 1.12, 1.2, 0.653, 0.625, 0.695, 1.1, 0.885],
        [0.381, 0.5, 0.489, 0.7, 0.811, 0.806, 0.842, 0.861, 0.728, 0.764],
        [44.6, 54.8, 376, 247, 116, 120, 16.2, 10.8, 22.5, 6.69],
        [0.2, 0.325, 0.2, 0.3, 0.325, 0.225, 0.475, 0.35, 0.125, 0.35],
    ),
    "12 epochs of 18 steps": (
        [2.71, 2.58, 1.28, 1, 0.877, 0.917, 0.879, 0.736, 1.03, 0.899, 0.623, 0.787],
        [0.383, 0.469, 0.619, 0.594, 0.653, 0.689, 0.697, 0.694, 0.611, 0.642, 0.686, 0.678],
        [3520, 13.2, 11.2, 0.78, 0.617, 0.937, 0.875, 1.31, 0.681, 0.713, 0.461, 0.916],
        [0.25, 0.175, 0.4, 0.7, 0.725, 0.6, 0.55, 0.65, 0.675, 0.7, 0.75, 0.575],
    ),
}  # fmt: skip


def stored(name):
    return opened((name,))


def lagged(name, averages=None):
    return Run("made up", 0, {"classes": 5, **({"averages": averages} if averages else {})}, *LAGGED[name])


@pytest.mark.parametrize("name", LAGGED)
def test_averages_that_lag_are_named_where_there_are_any(name):
    assert fault(lagged(name, "running")) == "lagging averages"
    assert "Fault: lagging averages (to make sure: chapter 10, section 6)." in reading(lagged(name, "running"))
    for kept in ("again", "none"):
        assert "lagging" not in reading(lagged(name, kept)), "nothing can lag there"


def test_of_a_log_alone_lagging_averages_are_said_to_be_likely():
    likely = "lagging averages, if it has batch normalisation"
    assert [fault(lagged(name)) for name in LAGGED] == [likely, likely, curve_reading.FEW], "the last never guesses"


def test_labels_that_do_not_fit_are_no_lagging_averages():
    """They guess on validation too, and never come back."""
    shuffled = stored("200 digits, shuffled labels")
    for kept in ({}, {"averages": "running"}):
        again = Run("", 0, kept, shuffled.train_loss, shuffled.train_accuracy, shuffled.validation_loss,
                    shuffled.validation_accuracy)  # fmt: skip
        assert fault(again) == "overfitting" and not facts(again).lost


FAULT_OF = {
    "healthy": "none seen", "rate too high": "rate too high, or a bug", "rate dropped": "none seen",
    "rate too low": "rate too low, or too few epochs", "200 digits": "overfitting", "200 digits, leak": "none seen",
    "200 digits, shuffled labels": "overfitting", "too small a network": "underfitting",
    "strong augmentation": curve_reading.HARDER,
}  # fmt: skip


@pytest.mark.parametrize("name", FAULT_OF)
def test_the_stored_runs_get_the_faults_that_they_were_made_with(name):
    assert fault(stored(name)) == FAULT_OF[name] and reading(stored(name)).endswith(f" Fault: {FAULT_OF[name]}.")


def test_faults_by_hand():
    nan = float("nan")
    assert fault(run([0.5, 0.1], [0.5, 0.1], [1.0, nan], [1.0, nan])) == curve_reading.HIGH
    assert fault(run([0.5], [0.5])) == "", "one epoch has no course"
    assert fault(run([0.1, 0.11, 0.12], [0.1] * 3, [2.3, 2.0, 1.7], [2.3] * 3)) == curve_reading.LOW
    jumps = run([0.97, 1, 1, 1, 1, 1], [0.95, 0.99, 0.92, 0.99, 0.92, 0.99], [0.01] * 6, [0.1] * 6)
    assert fault(jumps) == curve_reading.FEW
    jumps.settings["averages"] = "running"
    assert fault(jumps) == curve_reading.FEW, "there is no gap to speak of"


def test_the_names_are_those_of_the_chapters_table():
    cells = json.loads((settings.NOTEBOOKS / "12_your_own_network.ipynb").read_text(encoding="utf-8"))["cells"]
    (table,) = ["".join(c["source"]) for c in cells if "what it usually is" in "".join(c["source"])]
    for name in (curve_reading.HIGH, curve_reading.LOW, curve_reading.UNDER, curve_reading.OVER, curve_reading.FEW):
        for part in name.split(", or "):
            assert part.removeprefix("a ") in table, part


def test_what_is_kept_of_a_run_tells_whether_averages_can_lag(course_home):
    folder = a_run(course_home)
    assert run_logs.read("mine").settings == {}, "without a checkpoint nothing is known"
    for statistics, tensor, found in (
        ("running", "model.norm.running_mean", "running"), ("again", "model.norm.running_mean", "again"),
        ("running", "model.conv.weight", "none"), ("odd", "model.norm.running_mean", None),
    ):  # fmt: skip
        facts_of = {"model": "my-net", "class_names": ["a", "b", "c"]}
        checkpoint.write(folder / "last.safetensors", {tensor: torch.zeros(2)}, facts_of)
        (folder / "config.json").write_text(json.dumps({"statistics": statistics}))
        assert run_logs.read("mine").settings == {"classes": 3, **({"averages": found} if found else {})}
        kept = OwnRun("run", "Run").kept("mine")
        assert run_logs.read(kept).settings == run_logs.read("mine").settings
    for damage in (b"", b"\xff" * 40, struct.pack("<Q", 2) + b"[]"):
        (folder / "last.safetensors").write_bytes(damage)
        assert run_logs.read("mine").settings == {}


def test_settings_in_a_log_of_somebody_elses_are_not_believed_blindly():
    head = "classes,averages," + ",".join(run_logs.COLUMNS)
    for classes, averages, found in (
        ("5", "running", {"classes": 5, "averages": "running"}), ("0", "x", {}), ("-3", "again", {"averages": "again"}),
        ("²", "", {}), ("1e9", "none ", {}),
    ):  # fmt: skip
        text = f"{run_logs.GIVEN}log.csv\n{head}\n{classes},{averages},1,0.5,1,0.5\n"
        assert run_logs.read(text).settings == found


def test_a_run_is_opened_by_its_name_without_a_word(course_home):
    from course_utils.explorers import ActivationLab
    from course_utils.explorers import TrainingCurves as Shown

    folder = a_run(course_home, "runs/my-run")
    for given in ("my-run", "runs/my-run", folder, str(folder / "log.csv"), "my-run/log.csv"):
        shown = Shown(given)
        assert shown.first == OWN and run_logs.read(shown.run).train_loss == [1.2, 0.4]
        assert "Fault: " in shown.checked_frame(shown.full_state(shown.state))["sentence"]
    assert Shown("my-run", first="healthy").first == "healthy"
    with pytest.raises(TypeError, match="run: got two values; expected one"):
        Shown("my-run", run="other")
    with pytest.raises(TypeError, match="TrainingCurves: got 2 values without a name; expected at most one, for run"):
        Shown("my-run", "other")
    with pytest.raises(TypeError, match="ActivationLab: got 1 values without a name; expected each by the name"):
        ActivationLab(3)


def test_a_folder_with_a_run_comes_before_one_of_the_same_name_without(course_home, tmp_path, monkeypatch):
    folder = a_run(course_home, "runs/data")
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run_logs.folder_of("data") == folder
    (tmp_path / "data" / "log.csv").write_text(TWO)
    assert run_logs.folder_of("data") == run_logs.folder_of("data/log.csv") == Path("data"), (
        "what lies here comes first"
    )
    with pytest.raises(run_logs.LogError, match="nor in your folder of the course, which has the runs runs/data"):
        run_logs.folder_of("dta")
