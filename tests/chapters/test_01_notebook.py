"""What chapter 01 measures is right: its own cells, run here, agree with torch, and its claims hold for other seeds."""

import json

import numpy as np
import pytest
import torch

from course_utils import activations, data, settings
from course_utils.exercises.chapter_01 import EXERCISES, answers


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "01_activation_functions.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def run(cells, *names):
    space = {"np": np, "activations": activations, "data": data}
    for name in names:
        exec(cells[name], space)
    return space


@pytest.mark.parametrize(("name", "in_torch"), [("sigmoid", torch.sigmoid), ("tanh", torch.tanh), ("relu", torch.relu)])
def test_gradient_lengths_agree_with_autograd(cells, name, in_torch):
    space = run(cells, "measure-forward", "measure-backward")
    rng = np.random.default_rng(3)
    x, weights = rng.normal(size=(8, 6)), rng.normal(size=(4, 6, 6)) / 2
    h = activations.by_name(name)
    ours = space["gradient_lengths"](x, weights, h.function, h.gradient)
    parameters = [torch.tensor(w, requires_grad=True) for w in weights]
    signal = torch.tensor(x)
    for w in parameters:
        signal = in_torch(signal @ w)
    (signal.sum() / len(x)).backward()
    np.testing.assert_allclose(ours, [float(w.grad.norm()) for w in parameters], rtol=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_only_the_sigmoid_network_vanishes_for_other_seeds_too(cells, seed):
    space = run(cells, "measure-forward", "measure-backward")
    rng = np.random.default_rng(seed)
    x, draws = rng.normal(size=(64, 100)), rng.normal(size=(20, 100, 100))
    lengths = {}
    for name, variance in (("sigmoid", 1), ("tanh", 1), ("relu", 2), ("relu", 1)):
        h = activations.by_name(name)
        weights = draws * np.sqrt(variance / 100)
        lengths[name, variance] = space["gradient_lengths"](x, weights, h.function, h.gradient)
    ratios = {key: values[0] / values[-1] for key, values in lengths.items()}
    assert ratios.pop(("sigmoid", 1)) < 1e-10
    assert all(0.1 < ratio < 10 for ratio in ratios.values())
    np.testing.assert_allclose(lengths["relu", 2] / lengths["relu", 1], np.sqrt(2) ** 19, rtol=1e-9)


def test_the_long_step_follows_the_true_gradient(cells):
    space = run(cells, "dead-layer", "dead-step")
    images, labels = torch.tensor(space["images"]).double(), torch.tensor(space["digits"].train_y)
    w = torch.tensor(space["W"], requires_grad=True)
    b = torch.tensor(space["b"], requires_grad=True)
    output = torch.relu(images @ w + b) @ torch.tensor(space["V"])
    wanted = torch.nn.functional.one_hot(labels, 10)
    (0.5 * ((output - wanted) ** 2).sum() / len(images)).backward()
    np.testing.assert_allclose(space["images"].T @ space["grad_z"], w.grad.numpy(), atol=1e-6)
    np.testing.assert_allclose(space["grad_z"].sum(axis=0), b.grad.numpy(), atol=1e-6)
    flat = space["images"], space["W"] - 1.0 * w.grad.numpy(), space["b"] - 1.0 * b.grad.numpy()
    assert answers.count_dead(space["images"], space["W"], space["b"]) == 0
    assert 25 <= answers.count_dead(*flat) <= 60


def test_the_planted_bug_is_the_first_misconception(cells):
    code = cells["chain-with-bug"].split("\n\n\n")[0]
    space = {"activations": activations}
    exec(code, space)
    zs = np.array([0.5, -1.0, 2.0])
    assert space["chain_with_bug"](zs) == pytest.approx(answers.chain_at_outputs(zs))
    assert space["chain_with_bug"](zs) != pytest.approx(answers.slope_chain(zs))


def test_every_exercise_stands_once_in_the_chapter_with_its_prompt_and_stub(cells):
    text = "\n".join(cells.values())
    for exercise in EXERCISES:
        assert text.count(f'check("{exercise.id}"') == 1, exercise.id
        assert exercise.prompt in text, exercise.id
        assert exercise.stub in text, exercise.id
