"""Two processes under torchrun give the gradients of one process with the same batches; train runs there unchanged."""

from contextlib import nullcontext
from pathlib import Path

import gradients_of_a_run
import pytest
import torch
from safetensors.torch import load_file
from two_processes import torchrun

from course_utils.experiment import checkpoint, errors, processes, test, train

RUN_OF_TWO = Path(__file__).with_name("run_of_two.py")

SIZES = (9, 11)


@pytest.mark.long
def test_gradients_of_uneven_batches_are_those_of_one_process(tmp_path):
    out = tmp_path / "two.safetensors"
    torchrun(gradients_of_a_run.__file__, str(out), *map(str, SIZES))
    two = load_file(out)
    for size in SIZES:
        one, row = gradients_of_a_run.gradients(size)
        steps = [name for name in two if name.startswith(f"{size}.") and name.count(".") > 1]
        assert set(one) == set(steps) and len(steps) == 3 * 6
        for name in steps:
            scale = max(float(one[name].abs().max()), 1e-3)
            assert torch.allclose(one[name], two[name], rtol=1e-4, atol=1e-5 * scale), name
        for column in ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy"):
            assert float(two[f"{size}.{column}"]) == pytest.approx(row[column], rel=1e-4, abs=1e-6)


def options(folder, limit=130, *more):
    return ["--model", "simple-convnet", "--data", "digits", "--limit", str(limit), "--threads", "1", "--lr", "0.02",
            "--optimizer", "sgd", "--batch-size", "20", "--out", str(folder), *more]  # fmt: skip


def rows(folder):
    return checkpoint.read(folder / "last.safetensors")[1]["rows"]


@pytest.mark.long
def test_a_stopped_epoch_of_two_processes_counts_every_picture(tmp_path, refused):
    one, two = tmp_path / "one", tmp_path / "two"
    assert train.main(options(one, 130, "--epochs", "1")) == 0
    stopped = torchrun(str(RUN_OF_TWO), "130", "4", *options(two, 130, "--epochs", "1"))
    assert stopped.stdout.count("130 pictures train") == 1 and "2 processes" in stopped.stdout
    assert stopped.stdout.count("after batch 4; nothing is lost") == 1
    assert "torchrun --nproc-per-node 2 -m course_utils.experiment.train --out" in stopped.stdout
    assert "by 2 processes, and this would be 1 process" in refused("--out", two, "--resume")
    torchrun("-m", "course_utils.experiment.train", "--out", str(two), "--resume")
    assert {p.name for p in two.iterdir()} == {
        "config.json", "log.csv", "curves.png", "best.safetensors", "last.safetensors", "likeness.safetensors",
    }  # fmt: skip
    for column in ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy"):
        assert rows(two)[0][column] == pytest.approx(rows(one)[0][column], rel=1e-3), column


@pytest.mark.long
def test_a_folder_of_pictures_is_divided_alike_and_tested(pictures, tmp_path, capsys):
    (pictures / "dark" / "notes.txt").write_text("not a picture")
    for name, start in (("one", train.main), ("two", lambda given: torchrun("-m", train.__name__, *given))):
        done = start(["--model", "resnet8", "--data", str(pictures), "--epochs", "2", "--threads", "1",
                      "--class-weights", "balanced", "--out", str(tmp_path / name)])  # fmt: skip
    assert done.stdout.count("left out: 1 × no picture (.txt): dark/notes.txt") == 1
    one, two = ((tmp_path / name / "pictures.json").read_bytes() for name in ("one", "two"))
    assert one == two and test.main([str(tmp_path / "two")]) == 0


@pytest.mark.long
def test_a_reason_is_given_once_and_all_processes_leave(tmp_path):
    for wrong in (("--lr", "x"), ("--data", "nope"), ("--augment", "crop", "--resume")):
        done = torchrun(str(RUN_OF_TWO), "2", "0", *options(tmp_path / "none"), *wrong)
        assert done.stderr.count("error: ") == 1 and "Traceback" not in done.stderr, done.stderr
    assert not (tmp_path / "none").exists()


def test_where_one_process_fails_all_leave(monkeypatch):
    who = processes.Processes("cpu")
    who.world, who.rank = 2, 0
    for failed, error in (((0.0, 1.0), errors.Elsewhere), ((1.0, 1.0), ValueError), ((0.0, 0.0), None)):
        monkeypatch.setattr(who, "total", lambda *flags, found=failed: found)
        with pytest.raises(error) if error else nullcontext(), who.agreeing():
            if error is ValueError:
                raise ValueError("this one")
