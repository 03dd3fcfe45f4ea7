"""The cells of chapter 01 do what its text says of them."""

import json

import numpy as np
import pytest
import torch

from course_utils import activations, data, settings
from course_utils.convnet import SimpleConvNet
from course_utils.exercises.chapter_01 import EXERCISES, answers


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "01_activation_functions.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def run(cells, *names, mine=None):
    """Run cells by their ids, with the course's answers in the place of the learner's; return their variables."""
    known = {exercise.id: exercise.reference for exercise in EXERCISES}
    space = {"np": np, "activations": activations, "data": data, "mine": mine or known.get}
    for name in names:
        exec(cells[name], space)
    return space


def test_ten_layers_without_a_function_are_one(cells):
    space = run(cells, "collapse-one-number", "collapse-ten-layers")
    one = space["points"][:, None] @ space["one_W"] + space["one_b"]
    np.testing.assert_allclose(one, space["signal"], rtol=1e-9)
    steps = np.diff(space["signal"][:, 0])
    np.testing.assert_allclose(steps, steps[0], rtol=1e-9)
    numbers = sum(W.size + b.size for W, b in space["layers"])
    assert 75_000 < numbers < 85_000  # "some eighty thousand"


@pytest.mark.parametrize("give", [np.ndarray.tolist, torch.tensor], ids=["lists", "tensors"])
def test_the_cells_go_on_with_whatever_type_a_learner_returns(cells, give, capsys):
    known = {e.id: _learnt(e.reference, give) for e in EXERCISES if e.is_function}
    names = ("unit-numbers", "layer-one-example", "layer-batch", "network-two-layers", "collapse-one-number")
    run(cells, *names, "collapse-ten-layers", "sigmoid-slopes", "dead-layer", "dead-count", mine=known.get)
    printed = capsys.readouterr()
    assert "Y (5, 2)" in printed.out and "(1, 1) (1,)" in printed.out and "dead: 0 of 100" in printed.out
    assert "0.006648" in printed.out and printed.err == ""


def _learnt(reference, give):
    def learnt(*given):
        result = reference(*given)
        return [give(part) for part in result] if isinstance(result, tuple) else give(np.asarray(result))

    return learnt


def test_a_change_is_multiplied_by_every_slope_it_meets(cells):
    row = run(cells, "product-nudge")["row"]
    for units in (1, 2, 5, 10):
        arrives = (row(0.001, units) - row(0.0, units)) / 0.001
        stands = [row(0.0, k) for k in range(units)]
        assert arrives == pytest.approx(np.prod(activations.sigmoid_grad(stands)), rel=1e-2)
        assert arrives <= 0.25**units


def test_silent_for_one_image_is_not_dead(cells):
    space = run(cells, "dead-layer", "dead-others")
    assert 0 < space["counts"].min() < space["counts"].max() < len(space["images"])
    assert answers.count_dead(space["images"], space["W"], space["b"]) == 0
    assert 0.4 < np.mean(space["z"] <= 0) < 0.6


def test_blank_paper_gives_exact_zeros_as_the_text_says():
    for seed in (0, 1):
        before_relu = SimpleConvNet(seed=seed).net.layers["conv"].forward(data.load("digits").train_x[:1000])
        assert np.mean(before_relu == 0) == pytest.approx(0.42, abs=0.005)


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
