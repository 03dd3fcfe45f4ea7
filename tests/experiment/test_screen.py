"""Screens that know few letters, readers that go away, and signals: none of them loses a run."""

import json
import os
import re
import signal
import subprocess
import sys

import pytest
from short_runs import SHORT

from course_utils import settings, training
from course_utils.experiment import checkpoint, stopping, test, train

PROGRAM = (sys.executable, "-m", "course_utils.experiment.train")


def start(*options, **environment):
    more = {"OMP_NUM_THREADS": "1", **environment}
    return subprocess.Popen([*PROGRAM, *map(str, options)], cwd=settings.ROOT, env={**os.environ, **more},
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


@pytest.mark.few(1)
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_screen_with_few_letters(encoding, pictures, tmp_path):
    (pictures / "dark").rename(pictures / "тьма ☾")
    out = tmp_path / "run"
    asked = ("--model", "simple-convnet", "--data", pictures, "--size", 24, "--epochs", 1, "--threads", 1, "--out", out)
    trained = start(*asked, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    said, errors = trained.communicate(timeout=60)
    assert trained.returncode == 0 and b"|#" in said, errors
    tested = subprocess.run(
        [sys.executable, "-m", "course_utils.experiment.test", str(out)], cwd=settings.ROOT, capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}, timeout=60,
    )  # fmt: skip
    assert tested.returncode == 0 and b"???? ?" in tested.stdout, tested.stderr


def test_names_that_are_no_text(pictures, learned, capsys):
    (pictures / "dark").rename(os.fsdecode(os.fsencode(pictures) + b"/d\xe4rk\nred"))
    odd = pictures.rename(os.fsdecode(os.fsencode(pictures) + b"\xe4"))
    folder = learned(data=odd)
    assert test.main([str(folder)]) == 0
    assert "d\\xe4rk\\nred" in capsys.readouterr().out
    found = json.loads((folder / "report.json").read_text(encoding="ascii"))
    assert found["data"] == str(odd) and found["class_names"][0] == "d\\xe4rk\nred"


@pytest.mark.long
def test_a_reader_who_has_seen_enough(tmp_path):
    out = tmp_path / "run"
    running = start(*SHORT, "--epochs", "400", "--out", out)
    read = b""
    while not re.search(rb" [1-9]\d*/2000 ", read):  # until a batch is done
        chunk = os.read(running.stdout.fileno(), 4096)
        assert chunk, read
        read += chunk
    running.stdout.close()
    errors = running.stderr.read()
    assert running.wait(timeout=60) == 130 and errors == b""
    facts = checkpoint.read(out / "last.safetensors")[1]
    assert 0 < facts["epoch"] * 5 + facts["batch"] < 2000
    assert train.main(["--out", str(out), "--resume", "--epochs", str(facts["epoch"] + 1)]) == 0


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_signals_are_answered_and_nothing_is_lost(name, run, monkeypatch, capsys):
    stepping, number, count = train.Trainer.step, getattr(signal, name), [0]

    def step(self, rows):
        stepping(self, rows)
        count[0] += 1
        if count[0] == 2:
            os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    monkeypatch.setattr(train.Trainer, "step", step)
    code, folder = run("run", "--epochs", "1")
    said = capsys.readouterr()
    assert code == 130 and stopping.HEARD.strip() in said.err and "after batch 2; nothing is lost" in said.out
    assert signal.getsignal(number) is before and checkpoint.read(folder / "last.safetensors")[1]["batch"] == 2


def test_a_signal_that_was_to_be_ignored_still_is(run, monkeypatch):
    monkeypatch.setattr(train.Trainer, "evaluate", _hang_up(train.Trainer.evaluate))
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert run("run", "--epochs", "2")[0] == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def _hang_up(evaluate):
    def do(self, *arguments):
        os.kill(os.getpid(), signal.SIGHUP)
        return evaluate(self, *arguments)

    return do


def test_ctrl_c_before_the_training_is_one_line(run, monkeypatch, capsys, tmp_path):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("course_utils.experiment.pictures.load", interrupted)
    code, folder = run("run")
    said = capsys.readouterr().err
    assert code == 130 and said.count("\n") == 1 and said.startswith("stopped") and not folder.exists()


def test_printed_commands_can_be_pasted(run, capsys):
    _, folder = run("a run; with 'quotes'", "--epochs", "1")
    said = capsys.readouterr().out.splitlines()[-1]
    command = subprocess.run(["sh", "-c", said.replace("python", "printf '%s\\n'", 1)], capture_output=True, text=True)
    assert command.stdout.splitlines()[-1] == str(folder)


def test_time_left_counts_what_this_process_did(capsys):
    with training.bar(100, True, initial=90) as bar:
        assert (bar.n, bar.initial) == (90, 90)


def test_the_bar_of_a_run_that_goes_on(run, monkeypatch):
    _, folder = run("run", "--epochs", "2")
    begun, make = [], training.bar

    def bar(total, progress, initial=0):
        begun.append((total, initial))
        return make(total, progress, initial)

    monkeypatch.setattr(training, "bar", bar)
    assert train.main(["--out", str(folder), "--resume", "--epochs", "3"]) == 0
    assert begun == [(15, 10)]


def report(names):
    return {"model": "m", "data": "d", "checkpoint": "best", "loss": 0.5, "pictures": 9, "class_names": names,
            "top1_error": 0.0, "top1_interval": (0, 1), "confusion": [[k for k, _ in enumerate(names)] for _ in names],
            "by_class": {name: {"right": 1, "pictures": 2, "interval": (0, 1)} for name in names}}  # fmt: skip


def test_columns_of_the_confusion_matrix_can_be_told_apart():
    matrix = test.text(report(["boot", "boat"])).split("taken for):\n")[1].splitlines()
    assert matrix[0].split() == ["boot", "boat"] and matrix[1].split() == ["boot", "0", "1"]
    names = [f"photographs of {kind}" for kind in ("cats", "dogs", "mice", "\udce4", "a\nb")]
    matrix = test.text(report(names)).split("taken for):\n")[1].splitlines()
    assert matrix[0].split() == ["1", "2", "3", "4", "5"] and len(matrix) == 6
    assert matrix[2].split() == ["2", "photographs", "of", "dogs", "0", "1", "2", "3", "4"]
    assert (
        "photographs of \\udce4" in matrix[4]
        and "photographs of a\\nb" in matrix[5]
        and len({len(line) for line in matrix}) == 1
    )
