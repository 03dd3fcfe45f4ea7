"""A run that is killed goes on as if nothing had happened: SIGKILL at random moments, full disks, Ctrl-C."""

import errno
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time

import pytest
import torch
from short_runs import SHORT

from course_utils import settings
from course_utils.experiment import checkpoint, train

KILLS, EPOCHS = 10, 6


def weights(folder, name="last"):
    return checkpoint.read(folder / f"{name}.safetensors")[0]


def same(a, b):
    return set(a) == set(b) and all(torch.equal(a[name], b[name]) for name in a)


def learn(folder, *options):
    """Train in a child process, so that it can be killed; a checkpoint after every batch."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    raise SystemExit(train.main(["--out", str(folder), "--checkpoint-seconds", "0", *options]))


@pytest.mark.long
def test_ten_kills_at_random_moments_change_no_bit(run, tmp_path):
    code, unbroken = run("unbroken", "--epochs", str(EPOCHS))
    assert code == 0
    broken, rng, fork = tmp_path / "broken", random.Random(0), multiprocessing.get_context("fork")
    options = [*SHORT, "--epochs", str(EPOCHS)]
    kills, finished = 0, False
    while not finished:
        child = fork.Process(target=learn, args=(broken, *options))
        child.start()
        if kills < KILLS:
            child.join(rng.uniform(0.05, 0.9))
            if child.is_alive():
                os.kill(child.pid, signal.SIGKILL)
                kills += 1
        child.join(120)
        finished = child.exitcode == 0
        assert finished or child.exitcode == -signal.SIGKILL
        options = ["--resume"] if (broken / "config.json").exists() else options
    assert same(weights(unbroken), weights(broken))
    assert same(weights(unbroken, "best"), weights(broken, "best"))
    rows = [[line.rsplit(",", 2)[0] for line in (f / "log.csv").read_text().splitlines()] for f in (unbroken, broken)]
    assert rows[0] == rows[1] and len(rows[0]) == EPOCHS + 1  # all but the seconds
    assert not list(broken.glob(".*.part")), "what a kill left half written is removed when the run goes on"


@pytest.mark.long
def test_the_program_itself_is_killed_stopped_and_goes_on(run, tmp_path):
    code, unbroken = run("unbroken", "--epochs", "3")
    assert code == 0
    folder = tmp_path / "program"
    base = [sys.executable, "-m", "course_utils.experiment.train", "--out", str(folder), "--checkpoint-seconds", "0"]
    where = dict(cwd=settings.ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}, stdout=subprocess.PIPE, text=True)
    killed = subprocess.Popen([*base, *SHORT, "--epochs", "3"], **where)
    _wait_for(folder / "last.safetensors")
    killed.kill()
    killed.communicate(timeout=60)
    stopped = subprocess.Popen([*base, "--resume"], **where)
    _wait_for(folder / "best.safetensors")
    stopped.send_signal(signal.SIGINT)
    out, _ = stopped.communicate(timeout=60)
    if stopped.returncode == 130:
        assert "nothing is lost" in out and f"--out {folder} --resume" in out
        assert train.main(["--out", str(folder), "--resume"]) == 0
    else:
        assert stopped.returncode == 0  # it was done before the signal came
    assert same(weights(unbroken), weights(folder))


def _wait_for(path):
    for _ in range(600):
        if path.exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"{path} did not appear")


def test_ctrl_c_keeps_what_was_learned(run, monkeypatch, capsys):
    code, unbroken = run("unbroken", "--epochs", "2")
    stepping, count = train.Trainer.step, [0]

    def step(self, rows):
        stepping(self, rows)
        count[0] += 1
        if count[0] == 3:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(train.Trainer, "step", step)
    before = signal.getsignal(signal.SIGINT)
    code, folder = run("stopped", "--epochs", "2")
    assert code == 130 and "after batch 3" in capsys.readouterr().out
    assert signal.getsignal(signal.SIGINT) is before
    assert checkpoint.read(folder / "last.safetensors")[1]["batch"] == 3
    assert train.main(["--out", str(folder), "--resume"]) == 0
    assert same(weights(unbroken), weights(folder))


def test_a_full_disk_says_so_and_loses_nothing(run, monkeypatch, capsys):
    code, folder = run("run", "--epochs", "1", "--schedule", "constant")
    assert code == 0
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert train.main(["--out", str(folder), "--resume", "--epochs", "2"]) == 2
    assert "No space left on device" in (said := capsys.readouterr().err) and "whole" in said and "--resume" in said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    monkeypatch.undo()
    assert train.main(["--out", str(folder), "--resume", "--epochs", "2"]) == 0
    _, unbroken = run("unbroken", "--epochs", "2", "--schedule", "constant")
    assert same(weights(unbroken), weights(folder))


@pytest.mark.few(2)
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("model", ["alexnet-small", "resnet8", "lenet5"])
def test_dropout_normalisation_and_moments_come_back(run, model, optimizer):
    data = "digits" if model == "lenet5" else "patches"
    short = ("--model", model, "--data", data, "--limit", "24", "--batch-size", "10", "--threads", "1",
             "--optimizer", optimizer, "--lr", "0.001", "--augment", "crop-reflect",
             "--schedule", "constant")  # fmt: skip
    code, unbroken = run("unbroken", "--epochs", "2", short=short)
    first, folder = run("broken", "--epochs", "1", short=short)
    assert code == first == 0
    assert train.main(["--out", str(folder), "--resume", "--epochs", "2"]) == 0
    assert same(weights(unbroken), weights(folder))
