"""How a run learns: rates, batch sizes, losses, clipping, stopping early, beside torch and plain sums."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from course_utils.experiment import recipe, test, train
from course_utils.experiment.checkpoint import read
from course_utils.experiment.config import Config
from course_utils.experiment.model import build
from course_utils.experiment.run import Run


def asked(**options):
    return Config("simple-convnet", "digits", **options)


def rates(config, steps):
    return [recipe.rate(config, step, steps) for step in range(config.epochs * steps)]


@given(epochs=st.integers(1, 30), steps=st.integers(1, 40), lr=st.floats(1e-4, 1.0), warm=st.none() | st.floats(0, 40))
def test_a_cosine_rises_then_falls_to_almost_nothing(epochs, steps, lr, warm):
    found = rates(asked(epochs=epochs, lr=lr, warm_up=warm), steps)
    top = int(np.argmax(found))
    assert all(0 < rate <= lr * (1 + 1e-12) for rate in found)
    assert found[: top + 1] == sorted(found[: top + 1]) and found[top:] == sorted(found[top:], reverse=True)
    if warm is not None and round(warm * steps):
        assert found[0] == pytest.approx(lr / round(min(warm, epochs) * steps))


def test_the_cosine_is_torch_s_without_a_warm_up():
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=6 * 5)
    for rate in rates(asked(epochs=6, lr=0.1, warm_up=0.0), 5):
        assert rate == pytest.approx(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()


def test_the_rates_of_1998_are_the_paper_s():
    paper = [5e-4] * 2 + [2e-4] * 3 + [1e-4] * 3 + [5e-5] * 4 + [1e-5] * 8
    assert rates(asked(epochs=20, lr=5e-4, schedule="lecun-1998"), 1) == pytest.approx(paper)
    half = rates(asked(epochs=10, lr=1.0, schedule="lecun-1998"), 3)
    assert half[::3] == pytest.approx([1.0, 0.4, 0.4, 0.2, 0.1, 0.1, 0.02, 0.02, 0.02, 0.02])


def test_a_constant_rate_stays_and_drops_where_it_is_told_to():
    found = rates(asked(epochs=4, lr=0.2, schedule="constant", drop_at=(1, 3)), 2)
    assert found == pytest.approx([0.2] * 2 + [0.02] * 4 + [0.002] * 2)


def test_the_log_holds_the_rate_of_each_epoch_s_last_step(run):
    _, folder = run("run", "--epochs", "3", "--lr", "0.02")
    config, rows = asked(epochs=3, lr=0.02), read(folder / "last.safetensors")[1]["rows"]
    assert [row["rate"] for row in rows] == pytest.approx([rates(config, 5)[k] for k in (4, 9, 14)])


@given(st.integers(1, 200_000))
def test_batches_are_powers_of_two_within_bounds(count):
    size = recipe.batch_size_for(count)
    assert recipe.SMALLEST_BATCH <= size <= recipe.LARGEST_BATCH and math.log2(size).is_integer()
    if recipe.SMALLEST_BATCH < size < recipe.LARGEST_BATCH:
        assert recipe.STEPS <= count / size < 2 * recipe.STEPS


@pytest.mark.parametrize(
    ("given", "count", "expected"),
    [
        ({}, 40, (16, 0.1 * 16 / 128)),
        ({}, 60_000, (128, 0.1)),
        ({"batch_size": 32}, 60_000, (32, 0.025)),
        ({"batch_size": 512}, 60_000, (512, 0.1)),
        ({"lr": 0.3}, 40, (16, 0.3)),
        ({"optimizer": "adam"}, 40, (16, 0.001)),
    ],
)
def test_rate_and_batches_follow_the_set_unless_they_are_given(given, count, expected):
    found = recipe.completed(Config("resnet20", "digits", **given), count)
    assert (found.batch_size, found.lr) == pytest.approx(expected)
    assert recipe.completed(found, 7) == found


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("weights", ["none", "balanced"])
def test_weights_and_smoothing_are_torch_s(weights, smoothing):
    labels = torch.tensor([0] * 6 + [1] * 3 + [2])
    outputs = torch.randn(10, 3, generator=torch.Generator().manual_seed(1))
    found = recipe.loss(asked(class_weights=weights, label_smoothing=smoothing), nn.Linear(2, 3), labels, 3)
    each = functional.cross_entropy(outputs, labels, reduction="none", label_smoothing=smoothing)
    by_class = 10 / (3 * torch.tensor([6.0, 3.0, 1.0])) if weights == "balanced" else torch.ones(3)
    assert torch.allclose(found(outputs, labels), (each * by_class[labels]).mean())
    if weights == "balanced":  # each class pulls alike
        totals = torch.zeros(3).index_add(0, labels, by_class[labels])
        assert torch.allclose(totals, torch.full((3,), 10 / 3))


def test_shares_of_a_batch_add_up_with_weights():
    labels = torch.tensor([0, 0, 0, 1, 2, 2, 2])
    outputs = torch.randn(7, 3, generator=torch.Generator().manual_seed(2))
    loss = recipe.loss(asked(class_weights="balanced"), nn.Linear(2, 3), labels, 3)
    parts = [loss(outputs[k::2], labels[k::2]) * len(labels[k::2]) for k in (0, 1)]
    assert torch.allclose(sum(parts) / 7, loss(outputs, labels))


@pytest.mark.parametrize("option", [("--class-weights", "balanced"), ("--label-smoothing", "0.1")])
def test_a_model_with_its_own_loss_refuses_another(option, refused, tmp_path):
    said = refused("--model", "lenet5", "--data", "digits", *option, "--out", tmp_path / "run")
    assert said.startswith(f"error: {option[0]}: lenet5 brings a loss of its own")


def test_a_long_gradient_is_shortened_and_a_short_one_is_left():
    model = nn.Linear(3, 1)
    for length, expected in ((10.0, 2.0), (1.5, 1.5)):
        for parameter in model.parameters():
            parameter.grad = torch.full_like(parameter, length / 2)  # of four numbers
        recipe.clip(asked(clip=2.0), model)
        grads = torch.cat([parameter.grad.flatten() for parameter in model.parameters()])
        assert float(grads.norm()) == pytest.approx(expected, rel=1e-5)


@pytest.mark.long
def test_a_clipped_run_goes_no_farther_than_its_steps(run):
    plain = ("--optimizer", "sgd", "--momentum", "0", "--weight-decay", "0", "--schedule", "constant", "--epochs", "2")
    first = torch.cat([p.detach().flatten() for p in build("simple-convnet", 1, 28, 10, 0).parameters()])
    for name, clip, least, most in (("short", "0.001", 0, 10 * 0.02 * 0.001), ("far", "1000", 0.02, math.inf)):
        _, folder = run(name, *plain, "--clip", clip)
        model = Run.open(folder, "last").model
        gone = float((torch.cat([p.detach().flatten() for p in model.parameters()]) - first).norm())
        assert least < gone <= most * (1 + 1e-3)


@pytest.mark.long
def test_a_run_that_gets_no_better_stops_early_and_says_so(run, capsys):
    code, folder = run("run", "--epochs", "40", "--patience", "2", "--lr", "1e-9")
    assert code == 0
    rows = read(folder / "last.safetensors")[1]["rows"]
    assert len(rows) == 3 and "stopped early: no better in the last 2 epochs" in capsys.readouterr().out
    assert train.main(["--out", str(folder), "--resume"]) == 0  # it is whole
    assert len(read(folder / "last.safetensors")[1]["rows"]) == 3


def test_patience_needs_validation_pictures(refused, tmp_path):
    said = refused("--model", "simple-convnet", "--data", "digits", "--validation", "0", "--patience", "2",
                   "--out", tmp_path / "run")  # fmt: skip
    assert "--patience" in said and "--validation" in said


def test_without_validation_all_is_learned_and_the_last_epoch_is_the_best(run, capsys):
    code, folder = run("run", "--epochs", "2", "--validation", "0")
    assert code == 0 and "0 validate" in capsys.readouterr().out
    best, rows = read(folder / "best.safetensors")[1], read(folder / "last.safetensors")[1]["rows"]
    assert best["epoch"] == 2 and not any("validation" in name for row in rows for name in row)
    assert test.main([str(folder)]) == 0


def test_tensorboard_is_asked_for_by_name_and_missing_is_said(refused, tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name, *rest: None)
    said = refused("--model", "simple-convnet", "--data", "digits", "--tensorboard", "--out", tmp_path / "run")
    assert said.startswith("error: --tensorboard needs the package tensorboard") and not (tmp_path / "run").exists()
