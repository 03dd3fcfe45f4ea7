"""Small runs, small pictures, refusals, and torch as the tests found it."""

import signal

import numpy as np
import pytest
import torch
from PIL import Image
from short_runs import SHORT

from course_utils.experiment import train


@pytest.fixture(autouse=True)
def _threads():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture
def run(tmp_path):
    """Return a function that trains into a folder of the given name and returns (exit code, folder)."""

    def do(name="run", *options, short=SHORT):
        folder = tmp_path / name
        return train.main([*short, "--out", str(folder), *options]), folder

    return do


@pytest.fixture
def refused(capsys):
    """Return a function that runs a program which must refuse, with one line on stderr, and returns that line."""

    def do(*arguments, program=train):
        capsys.readouterr()
        assert program.main([str(a) for a in arguments]) == 2
        said = capsys.readouterr().err
        assert said.startswith("error: ") and said.count("\n") == 1 and "Traceback" not in said
        return said

    return do


@pytest.fixture
def misread(capsys):
    """Return a function that gives train a command line that it cannot read, and returns what it says."""

    def do(*arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            train.main([str(a) for a in arguments])
        assert ended.value.code == 2
        return capsys.readouterr().err

    return do


@pytest.fixture
def pictures(tmp_path):
    """A folder of two classes with six small pictures each."""
    folder = tmp_path / "pictures"
    for name, level in (("dark", 60), ("light", 190)):
        draw(folder / name, level, 6)
    return folder


def draw(folder, level, count):
    """Put noisy pictures of a grey level into a folder."""
    rng = np.random.default_rng(level)
    folder.mkdir(parents=True)
    for k in range(count):
        pixels = rng.normal(level, 20, (40, 40, 3)).clip(0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{k}.png")


@pytest.fixture
def more_pictures():
    """The function that draws a class of a folder: its folder, a grey level, a count."""
    return draw


@pytest.fixture
def learned(pictures, tmp_path):
    """Return a function that trains for an epoch on `pictures`, and returns the folder of the run."""

    def do(*options, data=pictures, epochs=1):
        out = tmp_path / "learned"
        code = train.main(["--model", "simple-convnet", "--data", str(data), "--size", "24", "--epochs", str(epochs),
                           "--lr", "0.001", "--batch-size", "4", "--threads", "1", "--out", str(out),
                           *options])  # fmt: skip
        assert code == 0
        return out

    return do


@pytest.fixture(autouse=True)
def signals_are_heard():
    """Hear Ctrl-C and a closed terminal also where the tests themselves were started deaf to them (nohup, `&`)."""
    heard = {"SIGINT": signal.default_int_handler, "SIGHUP": signal.SIG_DFL}
    deaf = [getattr(signal, name) for name in heard if hasattr(signal, name)]
    deaf = [number for number in deaf if signal.getsignal(number) is signal.SIG_IGN]
    for number in deaf:
        signal.signal(number, heard[number.name])
    yield
    for number in deaf:
        signal.signal(number, signal.SIG_IGN)
