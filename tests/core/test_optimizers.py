"""Optimisers against torch.optim over several steps, in place, and a refusal that changes nothing."""

import copy

import numpy as np
import pytest
import torch

from course_utils import losses, optimizers

STEPS = 25
TOLERANCE = 1e-12
PAIRS = [
    (lambda: optimizers.SGD(lr=0.05), lambda p: torch.optim.SGD(p, lr=0.05)),
    (lambda: optimizers.Momentum(lr=0.05), lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9)),
    (lambda: optimizers.Momentum(0.02, momentum=0.5), lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.5)),
    (lambda: optimizers.Momentum(0.02, momentum=0), lambda p: torch.optim.SGD(p, lr=0.02)),
    (optimizers.Adam, torch.optim.Adam),
    (
        lambda: optimizers.Adam(0.1, beta1=0.7, beta2=0.9, eps=1e-3),
        lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.7, 0.9), eps=1e-3),
    ),
]
RULES = [pair[0] for pair in PAIRS]
SHAPES = {"w": (3, 4), "b": (4,), "scale": ()}


def start(rng, dtype=np.float64):
    return {name: np.array(rng.normal(size=shape), dtype) for name, shape in SHAPES.items()}


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@pytest.mark.parametrize("seed", [0, 1])
def test_steps_equal_those_of_torch(ours, theirs, seed):
    rng = np.random.default_rng(seed)
    params = start(rng)
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    rule, reference = ours(), theirs(list(tensors.values()))
    for _ in range(STEPS):
        grads = {name: 10 ** rng.uniform(-3, 2) * rng.normal(size=shape) for name, shape in SHAPES.items()}
        for name, tensor in tensors.items():
            tensor.grad = torch.tensor(np.asarray(grads[name]))
        assert rule.step(params, grads) is None
        reference.step()
        for name in params:
            np.testing.assert_allclose(params[name], tensors[name].detach().numpy(), rtol=TOLERANCE, atol=TOLERANCE)


def test_velocity_holds_the_rate():
    # after a change of rate the old velocity goes on as it was; torch would rescale it
    rule, params = optimizers.Momentum(lr=1.0, momentum=0.5), {"w": np.zeros(1)}
    rule.step(params, {"w": np.ones(1)})
    rule.lr = 0.1
    rule.step(params, {"w": np.ones(1)})
    assert params["w"][0] == pytest.approx(-1 + (0.5 * -1 - 0.1))


@pytest.mark.parametrize("rule", RULES)
def test_parameters_change_in_place_and_gradients_do_not(rule):
    rng = np.random.default_rng(0)
    params, grads = start(rng, np.float32), start(rng)
    held, before = dict(params), copy.deepcopy(grads)
    for array in grads.values():
        array.flags.writeable = False
    optimizer = rule()
    for _ in range(3):
        optimizer.step(params, grads)
    for name, array in held.items():
        assert params[name] is array and array.dtype == np.float32
        assert not np.array_equal(array, start(np.random.default_rng(0), np.float32)[name])
        np.testing.assert_array_equal(grads[name], before[name])


@pytest.mark.parametrize("rule", RULES)
def test_a_gradient_may_be_the_parameter_itself(rule):
    shared, apart = {"w": np.array([1.0, -2.0])}, {"w": np.array([1.0, -2.0])}
    one, other = rule(), rule()
    for _ in range(3):  # the gradient of ‖w‖²/2 is w
        one.step(shared, {"w": shared["w"]})
        other.step(apart, {"w": apart["w"].copy()})
    np.testing.assert_array_equal(shared["w"], apart["w"])


@pytest.mark.parametrize("rule", RULES)
def test_a_view_into_a_larger_array_is_updated(rule):
    whole = np.ones((4, 4))
    rule().step({"w": whole[::2, 1:3]}, {"w": np.ones((2, 2))})
    assert (whole[::2, 1:3] < 1).all() and whole.sum() == whole[::2, 1:3].sum() + 12


@pytest.mark.parametrize("rule", RULES)
def test_parameters_keep_separate_memories(rule):
    together, apart = rule(), rule()
    params = {"a": np.zeros(2), "b": np.zeros(2)}
    alone = {"a": np.zeros(2)}
    g = {"a": np.array([1.0, 2.0]), "b": np.array([-3.0, 5.0])}
    for k in range(4):
        names = ("a", "b") if k % 2 else ("a",)  # "b" is frozen every other step
        together.step({name: params[name] for name in names}, {name: g[name] for name in names})
        apart.step(alone, {"a": g["a"]})
    np.testing.assert_array_equal(params["a"], alone["a"])


def bad(changes):
    grads = {"w": np.ones((2, 2)), "b": np.ones(2)}
    grads.update(changes)
    return {name: value for name, value in grads.items() if value is not None}


REFUSED = {
    "NaN": (bad({"b": np.array([1.0, np.nan])}), "grads['b']"),
    "infinity": (bad({"b": np.array([1.0, np.inf])}), "grads['b']"),
    "too large for float32": (bad({"b": np.array([1.0, 1e300])}), "grads['b']"),
    "shape": (bad({"b": np.ones((2, 1))}), "grads['b']"),
    "number": (bad({"b": 1.0}), "grads['b']"),
    "text": (bad({"b": np.array(["a", "b"])}), "grads['b']"),
    "missing": (bad({"b": None}), "grads: got no gradient named 'b'"),
    "extra": (bad({"c": np.ones(2)}), "grads: got 'c'"),
    "list": ([np.ones((2, 2)), np.ones(2)], "grads"),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_step_changes_nothing(rule, case):
    grads, words = REFUSED[case]
    params = {"w": np.ones((2, 2), np.float32), "b": np.ones(2, np.float32)}
    optimizer = rule()
    optimizer.step(params, bad({}))
    values, memory = copy.deepcopy(params), copy.deepcopy(optimizer.memory)
    with pytest.raises((TypeError, ValueError), match="expected") as caught:
        optimizer.step(params, grads)
    assert str(caught.value).startswith(words)
    for name in params:
        np.testing.assert_array_equal(params[name], values[name])
    np.testing.assert_equal(optimizer.memory, memory)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "parameter",
    [1.0, [1.0, 2.0], np.array([1, 2]), np.array([True]), np.array([1.0, np.nan]), np.empty(0), np.float64(1), None],
    ids=repr,
)
def test_parameters_that_cannot_be_moved_are_refused(rule, parameter):
    with pytest.raises((TypeError, ValueError), match=r"^params\['w'\]: got .*; expected "):
        rule().step({"w": parameter}, {"w": np.zeros(np.shape(parameter))})


def test_read_only_and_reshaped_parameters_are_refused():
    frozen = np.ones(2)
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match=r"params\['w'\]: got a read-only array; expected"):
        optimizers.SGD(0.1).step({"w": frozen}, {"w": np.ones(2)})
    for rule in (optimizers.Momentum(0.1), optimizers.Adam(0.1)):
        rule.step({"w": np.ones(2)}, {"w": np.ones(2)})
        with pytest.raises(ValueError, match=r"params\['w'\]: got shape \(3,\); expected shape \(2,\)"):
            rule.step({"w": np.ones(3)}, {"w": np.ones(3)})


def test_a_rate_made_wrong_between_steps_is_refused():
    optimizer, params = optimizers.SGD(0.1), {"w": np.ones(2)}
    optimizer.lr = -1
    with pytest.raises(ValueError, match="lr: got -1; expected"):
        optimizer.step(params, {"w": np.ones(2)})
    np.testing.assert_array_equal(params["w"], [1, 1])


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_learns_a_line(rule):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 1))
    y = 2 * x + 1
    params = {"w": np.zeros((1, 1)), "b": np.zeros(1)}
    optimizer = rule()
    first = losses.half_mse(x @ params["w"] + params["b"], y)[0]
    for _ in range(200):
        loss, g = losses.half_mse(x @ params["w"] + params["b"], y)
        optimizer.step(params, {"w": x.T @ g, "b": g.sum(axis=0)})
    assert loss < 0.8 * first
