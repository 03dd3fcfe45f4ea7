"""Two processes under torchrun give the gradients of one process with the same batches; train runs there unchanged."""

import gradients_of_a_run
import pytest
import torch
from safetensors.torch import load_file
from two_processes import torchrun

from course_utils.experiment import train

SIZES = (9, 11)


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


def test_train_runs_unchanged_under_torchrun_and_goes_on_with_one_process(tmp_path):
    folder = tmp_path / "run"
    options = ["--model", "simple-convnet", "--data", "digits", "--limit", "130", "--threads", "1", "--lr", "0.02"]
    done = torchrun("-m", "course_utils.experiment.train", *options, "--epochs", "1", "--out", str(folder))
    assert "2 processes" in done.stdout and done.stdout.count("130 pictures train") == 1
    assert {p.name for p in folder.iterdir()} == {
        "config.json", "log.csv", "curves.png", "best.safetensors", "last.safetensors",
    }  # fmt: skip
    assert train.main(["--out", str(folder), "--resume", "--epochs", "2"]) == 0
    assert len((folder / "log.csv").read_text(encoding="utf-8").splitlines()) == 3
