"""What chapter 03 measures is right: its own cells, run here, agree with torch, and its claims hold for other seeds."""

import json
import math

import numpy as np
import pytest
import torch

from course_utils import activations, backprop_matrix, data, gradients, settings
from course_utils.backprop import WIRING, WorkedExample, sigmoid
from course_utils.backprop_trace import trace
from course_utils.data import runs
from course_utils.exercises.chapter_01 import answers as first_answers
from course_utils.exercises.chapter_03 import EXERCISES, answers
from course_utils.maintenance.measure import faster, signs
from course_utils.plotting import chapter_03_tables as tables


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
        "net": WorkedExample(), "runs": runs, "tables": tables,
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
    space = run(cells, "by-matrices", "by-nudging", "by-autograd", "four-answers", "four-digits", "four-digits-hold")
    by_hand = space["by_hand"]
    for name, tolerance in (("matrices", 1e-15), ("nudging", 1e-9), ("autograd", 1e-15)):
        np.testing.assert_allclose(space["answers"][name], by_hand, rtol=0, atol=tolerance)
    sequential = next(s.value for s in trace(WorkedExample(), order="sequential") if s.name == "grad_w1")
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
    rng = np.random.default_rng(0)
    images, wanted = torch.tensor(space["IMAGES"]), torch.tensor(space["WANTED"])
    w = torch.tensor(rng.normal(size=(784, 100)) * np.sqrt(2 / 784), requires_grad=True)
    v, b = torch.tensor(rng.normal(size=(100, 10)) * np.sqrt(2 / 100)), torch.zeros(100).double().requires_grad_()
    (0.5 * ((torch.relu(images @ w + b) @ v - wanted) ** 2).sum() / len(images)).backward()
    before, after = (w.detach().numpy(), np.zeros(100)), ((w - w.grad).detach().numpy(), -b.grad.numpy())
    for z, (weights, bias) in zip((space["z"], space["z_after"]), (before, after), strict=True):
        np.testing.assert_allclose(z, space["IMAGES"] @ weights + bias, atol=1e-9)
    assert first_answers.count_dead(space["IMAGES"], *before) == 0
    assert first_answers.count_dead(space["IMAGES"], *after) == space["dead"].sum()


def test_one_long_step_kills_between_a_fifth_and_three_fifths_in_every_start(cells):
    space = run(cells, "dead-gradient", "dead-step", "dead-starts")
    assert min(space["dead_units"]) > 20 and max(space["dead_units"]) < 60
    assert 35 < np.mean(space["dead_units"]) < 45
    assert all(np.any(space["first_step"](0, 0.01)[2] > 0, axis=0))


def test_what_is_wrong_with_the_sigmoid_is_weights_and_mean_and_neither_alone(cells):
    space = run(cells, "measure-forward", "measure-backward", "sigmoid-measured", "sigmoid-apart")
    measured, kinds = space["measured"], space["kinds"]
    both = {
        (name, n): np.array([measured(kinds[name], n, seed) for seed in range(10)]) for name in kinds for n in (1, 16)
    }
    ratios = {key: found[:, 0] for key, found in both.items()}
    assert ratios["sigmoid", 1].max() < 1e-12 and np.all(np.abs(np.log10(ratios["sigmoid - 1/2", 1])) < 0.6)
    assert both["sigmoid - 1/2", 1][:, 1].max() < 1e-10, "a level line, and the first layer starves all the same"
    gained = np.log10(ratios["sigmoid", 16] / ratios["sigmoid", 1])
    assert np.all(np.round(gained) == 8) and np.all(np.abs(np.log10(ratios["sigmoid", 16]) + 5) < 0.6)
    assert np.all(np.abs(np.log10(ratios["sigmoid - 1/2", 16])) < 0.6) and both["sigmoid - 1/2", 16][:, 1].min() > 0.1
    z = np.linspace(-8, 8, 99)
    np.testing.assert_allclose(kinds["sigmoid - 1/2"](z), np.tanh(z / 2) / 2, atol=1e-15)


def test_the_functions_of_the_race_are_the_stored_ones(cells):
    run(cells, "faster-train", "faster-run")
    race = run(cells, "faster-table", "faster-assert")["race"]  # nothing that is folded is needed
    for stored in race:
        task, function = stored.settings["task"], stored.settings["function"]
        how = stored.settings["rate"], stored.settings["first_weights"]
        again = faster.errors(function, task, *how, range(3))[1]
        np.testing.assert_allclose(again, stored.values["errors"][:3], rtol=1e-3)
        assert len(stored.values["errors"]) == len(stored.values["one_rate"]["errors"]) == 100
        medians = {tuple(row[:2]): row[2] for row in stored.values["tried"] if row[3] == 0}
        assert min(medians, key=medians.get) == how, stored.label
    assert tables.ahead(race, "tanh", "sigmoid") == (96, 54) and tables.ahead(race, "sigmoid − ½", "sigmoid") == (
        85,
        76,
    )
    printed = {line[:15].rstrip(): line for line in tables.race(race).split("\n")}
    assert "96, 54" in printed["tanh"] and "76, 22" in printed["tanh"] and printed["tanh"].endswith("100, 69")
    assert "0.35, 0.35" in printed["sigmoid"] and printed["sigmoid"].endswith("15, 24")
    z = np.linspace(-4, 4, 99)
    for function, slope in faster.FUNCTIONS.values():
        by_nudging = (function(z + 1e-6) - function(z - 1e-6)) / 2e-6
        np.testing.assert_allclose(slope(function(z)), by_nudging, atol=1e-8)
    coin = [math.comb(100, k) / 2**100 for k in range(40, 61)]
    assert sum(coin) == pytest.approx(0.96, abs=0.005)


def test_signs_in_batches_are_what_a_training_of_its_own_gives():
    digits = data.load("digits", flatten=True)
    shares, right = signs._trained(activations.by_name("sigmoid"), 16, digits, 0)
    stored = runs.load("signs").where("sigmoid", 0)[0].values
    np.testing.assert_allclose(shares, stored["one_sign"], atol=0.02)
    assert right == pytest.approx(stored["test_accuracy"], abs=0.005)
    assert "58% to 61%" in tables.one_sign(runs.load("signs")).split("\n")[1]
    assert signs.share_of_one_sign(np.array([[1.0, -1.0, 0.0], [2.0, -3.0, 1.0]])) == pytest.approx(2 / 3)


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


def test_the_longest_falls_come_first_and_halvings_have_a_limit(cells):
    curves = run(cells, "errors-table")["curves"]
    for errors in curves.values():
        falls, reached = -np.diff(errors), [np.argmax(np.less_equal(errors, errors[0] / 2**k)) for k in range(13)]
        assert falls.argmax() < 10 and np.all(np.diff(falls[10:]) < 0)
        assert np.all(np.diff(np.diff(reached)[1:]) > 0), "from the third halving on each takes longer"
    assert curves["biases separate"][10] < curves["biases separate"][0] / 2
    net = WorkedExample()
    errors = net.train(60_000)  # 40 times the error of step 10,000 is gone, and the outputs are close to the targets
    weights, nudges = np.array([getattr(net, name) for name in WIRING]), 1e-5 * np.eye(8)
    ends = [[WorkedExample(weights=weights + side * n) for side in (1, -1)] for n in nudges]
    slopes = np.array([[up.out_o1 - down.out_o1, up.out_o2 - down.out_o2] for up, down in ends]) / 2e-5  # (8, 2)
    slowest = np.linalg.eigvalsh(slopes.T @ slopes)[0]
    assert np.log(2) / (2 * 0.5 * slowest) < 9_500, "steps a halving, once the outputs move in a straight line"
    assert errors[60_000] < errors[10_000] / 30


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
