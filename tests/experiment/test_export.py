"""What a run has learned, written for other programs: read again without the course, it answers as the run does."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from course_utils.experiment import export
from course_utils.experiment.model import MODELS, build, register
from course_utils.experiment.run import Run

MANY = ("simple-convnet", "resnet8", "plain8", "alexnet-small", "lenet5", "lenet5-modern")
OUTSIDE = """
import sys, numpy as np, torch
x = torch.from_numpy(np.load(sys.argv[2]))
np.save(sys.argv[3], torch.export.load(sys.argv[1]).module()(x).detach().numpy())
assert not any(name.startswith("course_utils") for name in sys.modules)
"""


def learned_by(model, tmp_path, run):
    code, folder = run("run", "--model", model, "--data", "digits", "--limit", "64", "--epochs", "1", "--threads", "1",
                       short=())  # fmt: skip
    assert (
        code == 0 and export.main([str(folder), "--format", "weights", "program", "--to", str(tmp_path / "out")]) == 0
    )
    return Run.open(folder), tmp_path / "out"


def answers(run, pictures):
    """Return the run's own probabilities for pictures (N, 28, 28) from 0 to 1, in the order of the classes."""
    found = [
        run.answers(run.prepared(np.repeat((p * 255).round().astype(np.uint8)[None], 3, 0))[None])[0] for p in pictures
    ]
    return np.array([[one.every[name] for name in run.class_names] for one in found])


@pytest.mark.few(2)
@pytest.mark.parametrize("model", MANY)
def test_the_program_and_the_weights_answer_as_the_run(model, tmp_path, run):
    known, out = learned_by(model, tmp_path, run)
    pictures = np.random.default_rng(0).integers(0, 256, (5, 1, 28, 28)).astype(np.float32) / 255
    expected = answers(known, pictures[:, 0])
    channels = known.channels
    network = torch.export.load(out / "network.pt2").module()
    x = torch.from_numpy(np.repeat(pictures, channels, axis=1))
    for count in (1, 2, 5):  # any number of pictures
        found = network(x[:count]).detach().numpy()
        assert found.shape == (count, 10) and np.allclose(found, expected[:count], atol=1e-4)
    plain = build(model, channels, known.side, 10, seed=7)
    plain.load_state_dict(load_file(out / "weights.safetensors"))
    inputs = torch.from_numpy(
        np.stack([known.prepared((np.repeat(p, 3, 0) * 255).round().astype(np.uint8)) for p in pictures])
    )
    assert torch.allclose(plain.eval()(inputs), known.model(inputs))


@pytest.mark.long
def test_the_course_is_not_needed_to_read_it(tmp_path, run):
    known, out = learned_by("simple-convnet", tmp_path, run)
    pictures = np.random.default_rng(1).integers(0, 256, (3, 1, 28, 28)).astype(np.float32) / 255
    np.save(tmp_path / "in.npy", pictures)
    (tmp_path / "elsewhere").mkdir()
    files = out / "network.pt2", tmp_path / "in.npy", tmp_path / "out.npy"
    done = subprocess.run([sys.executable, "-I", "-c", OUTSIDE, *files], cwd=tmp_path / "elsewhere",
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert np.allclose(np.load(tmp_path / "out.npy"), answers(known, pictures[:, 0]), atol=1e-4)


def test_the_recipe_names_what_goes_in_and_comes_out(tmp_path, run):
    known, out = learned_by("lenet5-modern", tmp_path, run)
    said = (out / "README.txt").read_text(encoding="utf-8")
    assert "float32 (N, 1, 28, 28), numbers from 0 (black) to 1; grey" in said
    assert "float32 (N, 10)" in said and "  7  7" in said and "a border of 2 zeros" in said
    means, deviations = known.facts["scaling"]
    assert f"pictures × ({1 / deviations[0]:.6g}) + ({-means[0] / deviations[0]:.6g})" in said
    assert "onnx" not in said


def test_onnx_says_what_it_needs_before_anything_is_written(tmp_path, run, refused, monkeypatch):
    monkeypatch.setattr(export, "NEEDED", ("no_such_package",))
    _, folder = run("run", "--epochs", "1")
    said = refused(folder, "--format", "onnx", "--to", tmp_path / "out", program=export)
    assert "--format onnx needs no_such_package" in said and not (tmp_path / "out").exists()
    assert export.main([str(folder), "--to", str(tmp_path / "out")]) == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["README.txt", "network.pt2", "weights.safetensors"]


class Chooses(nn.Module):
    """A network that goes another way for dark pictures."""

    def __init__(self, inputs, classes):
        super().__init__()
        self.one, self.other = nn.Linear(inputs, classes), nn.Linear(inputs, classes)

    def forward(self, x):
        return self.one(x.flatten(1)) if float(x.mean()) > 0 else self.other(x.flatten(1))


def own_loss(x):
    return (x**2).astype(np.float32)


@pytest.mark.parametrize(
    ("how", "words"),
    [({}, "torch.export cannot follow mine"), ({"prepare": own_loss}, "prepares its pictures in a way of its")],
)
def test_what_cannot_be_exported_is_said_and_its_weights_can_be(how, words, tmp_path, run, refused):
    register("mine", **how)(lambda channels, side, classes, seed: Chooses(channels * side * side, classes))
    try:
        _, folder = run("run", "--model", "mine", "--data", "digits", "--limit", "64", "--epochs", "1", short=())
        assert words in refused(folder, program=export)
        assert export.main([str(folder), "--format", "weights"]) == 0
        assert set(load_file(folder / "export" / "weights.safetensors")) == set(Run.open(folder).model.state_dict())
    finally:
        MODELS.pop("mine")
