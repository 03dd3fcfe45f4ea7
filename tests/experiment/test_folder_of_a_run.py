"""What lies in the folder of a run is neither overwritten nor trusted blindly; an extra that fails ends no run."""

import csv
import math
import os
import shutil

import pytest
import torch
from short_runs import SHORT

from course_utils.experiment import checkpoint, run_folder, test, train
from course_utils.experiment.errors import RunError
from course_utils.plotting import networks

FILES = ("last.safetensors", "best.safetensors", "log.csv", "curves.png")


def rows(folder):
    return list(csv.DictReader((folder / "log.csv").open(encoding="utf-8")))


def test_files_of_a_run_are_not_overwritten_although_its_config_is_gone(run, refused, tmp_path):
    _, folder = run("run", "--epochs", "1")
    (folder / "config.json").unlink()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "last.safetensors, best.safetensors, log.csv" in refused(*SHORT, "--out", folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    for name in FILES:
        alone = tmp_path / f"only {name}"
        alone.mkdir()
        shutil.copy(folder / name, alone)
        assert f"holds {name} of a run" in refused(*SHORT, "--out", alone)


def test_a_run_without_its_last_checkpoint_cannot_go_on(run, refused):
    _, folder = run("run", "--epochs", "1")
    (folder / "last.safetensors").unlink()
    assert "but not last.safetensors" in refused("--out", folder, "--resume", "--epochs", "2")
    for name in FILES[1:]:
        (folder / name).unlink()
    assert train.main(["--out", str(folder), "--resume"]) == 0  # killed before it wrote its first


def test_weights_alone_are_no_place_to_go_on(run, refused):
    _, folder = run("run", "--epochs", "1")
    shutil.copy(folder / "best.safetensors", folder / "last.safetensors")
    said = refused("--out", folder, "--resume", "--epochs", "2")
    assert "last.safetensors does not say 'batch'" in said


def test_fewer_epochs_than_are_done(run, refused):
    _, folder = run("run", "--epochs", "2")
    assert "--epochs 1: the run has done 2 already" in refused("--out", folder, "--resume", "--epochs", "1")
    assert train.main(["--out", str(folder), "--resume", "--epochs", "2"]) == 0


def test_a_folder_belongs_to_one_process(run, refused):
    _, folder = run("run", "--epochs", "1")
    with run_folder.held(folder):
        assert "another process trains into this folder" in refused("--out", folder, "--resume", "--epochs", "2")
    assert not (folder / ".lock").exists()
    assert train.main(["--out", str(folder), "--resume", "--epochs", "2"]) == 0


def test_a_folder_that_stays_empty_is_removed_again(tmp_path):
    with run_folder.held(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()
    assert not (tmp_path / "a").exists() and tmp_path.exists()
    with run_folder.held(tmp_path / "a" / "b"):
        (tmp_path / "a" / "b" / "file").write_text("", encoding="utf-8")
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["file"]


def test_before_the_first_epoch_there_are_no_best_weights(run, refused):
    _, folder = run("run", "--epochs", "1")
    (folder / "best.safetensors").unlink()
    said = refused(folder, program=test)
    assert "no epoch was finished yet" in said and "--checkpoint last" in said
    assert test.main([str(folder), "--checkpoint", "last"]) == 0


@pytest.mark.parametrize("epoch", [1, 2])
def test_a_loss_that_is_no_number_ends_the_run(run, refused, monkeypatch, capsys, epoch):
    stepping = train.Trainer.step

    def step(self, numbers):
        stepping(self, numbers)
        if self.epoch == epoch - 1:
            with torch.no_grad():
                next(self.model.parameters()).fill_(math.nan)

    monkeypatch.setattr(train.Trainer, "step", step)
    code, folder = run("run", "--epochs", "3")
    said = capsys.readouterr().err
    assert code == 2 and f"the loss became nan in epoch {epoch}; try a smaller --lr (it was 0.02)" in said
    assert [row["train_loss"] for row in rows(folder)][-1] == "nan" and len(rows(folder)) == epoch
    assert (folder / "best.safetensors").exists() == (epoch > 1) and (folder / "curves.png").exists()
    for path in folder.glob("*.safetensors"):
        assert all(torch.isfinite(t).all() for t in checkpoint.read(path)[0].values())
    if epoch > 1:
        assert test.main([str(folder)]) == 0
    capsys.readouterr()
    assert "the loss became nan" in refused("--out", folder, "--resume")


def test_a_rate_that_is_far_too_large(refused, tmp_path):
    asked = (*SHORT, "--optimizer", "sgd", "--lr", "1e6", "--epochs", "9", "--out", tmp_path / "run")
    assert "the loss became" in refused(*asked)


@pytest.mark.parametrize("name", ["log.csv", "curves.png"])
def test_what_people_read_may_fail_to_be_written(run, capsys, name, monkeypatch):
    write = checkpoint.whole_files.replace

    def full(path, data):
        if path.name == name:
            raise OSError(28, os.strerror(28))
        write(path, data)

    monkeypatch.setattr(checkpoint.whole_files, "replace", full)
    code, folder = run("run", "--epochs", "3")
    said = capsys.readouterr().err
    assert code == 0 and said.count("The training goes on, but") == 1 and f"{name} could not be written" in said
    assert len(checkpoint.read(folder / "last.safetensors")[1]["rows"]) == 3


def test_advice_fits_what_happened(tmp_path, monkeypatch):
    (tmp_path / "report.json").mkdir()
    with pytest.raises(RunError, match="A folder has that name; move it away") as caught:
        checkpoint.replace(tmp_path / "report.json", b"")
    assert "room" not in str(caught.value) and "--resume" not in str(caught.value)

    def full(file):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunError, match="Nothing was there before; make room[.]$"):
        checkpoint.replace(tmp_path / "new", b"")
    with pytest.raises(RunError, match="make room and use --resume[.]$"):
        checkpoint.replace(tmp_path / "new", b"", "use --resume")


@pytest.mark.parametrize("epochs", [1, 2, 3, 30])
def test_curves_have_whole_epochs_and_a_legend_that_covers_nothing(epochs, tmp_path):
    row = dict(train_loss=2.0, validation_loss=math.nan, train_accuracy=0.9, validation_accuracy=0.1, seconds=1, rate=1)
    drawn = networks.run_curves(run_folder.record([row] * epochs))
    drawn.savefig(tmp_path / "curves.png")
    (legend,), boxes = drawn.legends, [ax.get_window_extent() for ax in drawn.axes]
    assert not any(legend.get_window_extent().overlaps(box) for box in boxes)
    for ax in drawn.axes:
        low, high = ax.get_xlim()
        ticks = [tick for tick in ax.get_xticks() if low <= tick <= high]
        assert ticks and all(tick == round(tick) for tick in ticks) and ax.get_legend() is None
