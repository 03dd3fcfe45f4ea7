"""What chapter 03 measures is right: its own cells, run here, agree with torch, and its claims hold for other seeds."""

import json

import numpy as np
import pytest
import torch

from course_utils import activations, backprop_matrix, data, gradients, settings
from course_utils.backprop import WIRING, WorkedExample, sigmoid
from course_utils.exercises.chapter_01 import answers as first_answers
from course_utils.exercises.chapter_03 import EXERCISES, answers


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "03_backprop_by_hand.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def run(cells, *names, mine=None):
    """Run cells by their ids, with the course's answers in the place of the learner's; return their variables."""
    known = {e.id: e.reference if e.is_function else e.expected_value() for e in EXERCISES}
    space = {
        "np": np, "activations": activations, "backprop_matrix": backprop_matrix, "data": data, "gradients": gradients,
        "WorkedExample": WorkedExample, "WEIGHTS": tuple(WIRING), "sigmoid": sigmoid, "mine": mine or known.get,
        "net": WorkedExample(),
    }  # fmt: skip
    for name in names:
        exec(cells[name], space)
    return space


def test_the_suspect_prints_the_famous_digits_and_the_repaired_step_ours(cells):
    space = run(cells, "suspect-step", "suspect-error")
    assert f"{space['error_after'](space['suspect_step']):.9f}" == "0.291027924"
    assert f"{space['error_after'](answers.train_step):.9f}" == "0.291027774"


def test_the_programs_in_the_line_up_print_different_numbers(cells):
    space = run(cells, "bias-modes")
    printed = [f"{WorkedExample().step(**settings):.9f}" for settings in space["programs"].values()]
    assert len(set(printed)) == len(printed) and "0.285750887" in printed
    assert f"{space['twice']:.9f}" not in printed


def test_four_ways_agree_as_closely_as_the_text_says(cells):
    space = run(cells, "by-matrices", "by-nudging", "by-autograd", "four-answers")
    by_hand = space["by_hand"]
    for name, tolerance in (("matrices", 1e-15), ("nudging", 1e-9), ("autograd", 1e-15)):
        np.testing.assert_allclose(space["answers"][name], by_hand, rtol=0, atol=tolerance)
    sequential = next(s.value for s in WorkedExample().trace(order="sequential") if s.name == "grad_w1")
    assert space["wrong"][0] == pytest.approx(sequential, abs=5e-10)
    assert 1 - sequential / by_hand[0] == pytest.approx(0.17, abs=0.005)


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


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_only_the_sigmoid_network_vanishes_for_other_seeds_too(cells, seed):
    space = run(cells, "measure-forward", "measure-backward")
    exec(cells["measure-run"].replace("default_rng(0)", f"default_rng({seed})"), space)
    ratios = {name: values[0] / values[-1] for name, values in space["lengths"].items()}
    assert ratios.pop("sigmoid, Xavier") < 1e-10
    assert len(ratios) == 3 and all(0.1 < ratio < 10 for ratio in ratios.values())
    share = space["lengths"]["ReLU, He"] / space["lengths"]["ReLU, Xavier"]
    np.testing.assert_allclose(share, np.sqrt(2) ** 19, rtol=1e-9)


def test_the_long_step_follows_the_true_gradient(cells):
    space = run(cells, "dead-gradient", "dead-step")
    images, wanted = torch.tensor(space["images"]).double(), torch.tensor(space["wanted"])
    w = torch.tensor(space["W"], requires_grad=True)
    b = torch.tensor(space["b"], requires_grad=True)
    output = torch.relu(images @ w + b) @ torch.tensor(space["V"])
    (0.5 * ((output - wanted) ** 2).sum() / len(images)).backward()
    np.testing.assert_allclose(space["grad_W"], w.grad.numpy(), atol=1e-6)
    np.testing.assert_allclose(space["grad_b"], b.grad.numpy(), atol=1e-6)
    flat = space["images"], space["W"] - 1.0 * w.grad.numpy(), space["b"] - 1.0 * b.grad.numpy()
    assert first_answers.count_dead(space["images"], space["W"], space["b"]) == 0
    assert 25 <= first_answers.count_dead(*flat) <= 60


def test_inputs_of_one_sign_give_gradients_of_one_sign(cells, capsys):
    run(cells, "zero-centred-count")
    assert [line.partition("%")[0].split()[-1] for line in capsys.readouterr().out.splitlines()] == ["0", "100"]


def test_a_tenth_is_reached_before_step_100_and_the_rest_takes_ever_longer(cells):
    curves = run(cells, "errors-table")["curves"]
    for errors in curves.values():
        assert errors[99] < errors[0] / 10
    assert curves["biases frozen"][75] < curves["biases frozen"][0] / 10 < curves["biases frozen"][74]
    frozen = np.array(curves["biases frozen"])
    assert 1 - frozen[1] / frozen[0] == pytest.approx(0.025, abs=5e-4)
    assert frozen[0] / frozen[10_000] == pytest.approx(8500, abs=50)
    shares = 1 - frozen[1:] / frozen[:-1]
    assert np.all(np.diff(shares[100:]) < 0)


@pytest.mark.parametrize("give", [np.ndarray.tolist, torch.tensor], ids=["lists", "tensors"])
def test_the_cells_go_on_with_whatever_type_a_learner_returns(cells, give, capsys):
    def learnt(reference):
        return lambda *given: _handed_over(reference(*map(np.asarray, given)), give)

    known = {e.id: learnt(e.reference) for e in EXERCISES if e.is_function and e.id != "03-gradient-gap"}
    known["03-gradient-gap"] = lambda f, w, gradient: torch.tensor(answers.gradient_gap(f, w, gradient))
    names = ("suspect-step", "suspect-error", "repaired-error", "by-matrices", "by-nudging", "measure-forward")
    run(cells, *names, "measure-backward", "measure-run", "measure-ratios", mine=known.get)
    printed = capsys.readouterr()
    assert "0.291027774" in printed.out and "724 to 724" in printed.out and printed.err == ""


def _handed_over(results, give):
    return [give(np.asarray(result)) for result in results]
