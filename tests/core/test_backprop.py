"""The 2-2-2 network against the course's numbers, to every digit, and against torch for any numbers."""

import copy
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils import activations, backprop
from course_utils.backprop import WorkedExample

TORCH_TOLERANCE = 1e-12
WEIGHTS = tuple(backprop.WIRING)

BEFORE = """
net_h1 0.377500000  out_h1 0.593269992  net_h2 0.392500000  out_h2 0.596884378
net_o1 1.105905967  out_o1 0.751365070  net_o2 1.224921404  out_o2 0.772928465
error_o1 0.274811083  error_o2 0.023560026  error_total 0.298371109
dE_dout_o1 0.741365070  dE_dout_o2 -0.217071535  slope_o1 0.186815602  slope_o2 0.175510053
delta_o1 0.138498562  delta_o2 -0.038098237
dE_dout_h1_from_o1 0.055399425  dE_dout_h1_from_o2 -0.019049118  dE_dout_h1 0.036350306
dE_dout_h2_from_o1 0.062324353  dE_dout_h2_from_o2 -0.020954030  dE_dout_h2 0.041370323
slope_h1 0.241300709  slope_h2 0.240613417  delta_h1 0.008771355  delta_h2 0.009954255
grad_w1 0.000438568  grad_w2 0.000877135  grad_w3 0.000497713  grad_w4 0.000995425
grad_w5 0.082167041  grad_w6 0.082667628  grad_w7 -0.022602540  grad_w8 -0.022740242
grad_b1 0.018725609  grad_b2 0.100400325
grad_b_h1 0.008771355  grad_b_h2 0.009954255  grad_b_o1 0.138498562  grad_b_o2 -0.038098237
"""
AFTER = """
w1 0.149780716  w2 0.199561432  w3 0.249751144  w4 0.299502287
w5 0.358916480  w6 0.408666186  w7 0.511301270  w8 0.561370121
b1 0.350000000  b2 0.600000000
out_o1 0.742088111  out_o2 0.775284968  error_total 0.291027774
"""


def numbers(text):
    words = text.split()
    return list(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize(("name", "printed"), numbers(BEFORE))
def test_every_intermediate_to_every_digit(name, printed):
    assert f"{getattr(WorkedExample(), name):.9f}" == printed


@pytest.mark.parametrize(("name", "printed"), numbers(AFTER))
def test_one_step_to_every_digit(name, printed):
    net = WorkedExample()
    assert f"{net.step(lr=0.5):.9f}" == "0.291027774"
    assert f"{getattr(net, name):.9f}" == printed


TABLE = {
    "frozen": {1: "0.291027774", 10: "0.220918592", 100: "0.020046828", 1000: "0.001114349", 10000: "0.000035102"},
    "shared": {1: "0.285750887", 10: "0.175238011", 100: "0.009997165", 1000: "0.000346075", 10000: "0.000004355"},
    "separate": {1: "0.280471447", 10: "0.125527038", 100: "0.006083131", 1000: "0.000270705", 10000: "0.000002448"},
}
OUTPUTS = {
    1: "0.742088111 0.775284968",
    10: "0.645173728 0.794062461",
    100: "0.175807142 0.877742937",
    1000: "0.044052885 0.957302907",
    10000: "0.015913620 0.984064274",
}


@pytest.mark.parametrize("biases", TABLE)
def test_the_table_of_errors(biases):
    errors = WorkedExample().train(10_000, biases=biases)
    assert errors.shape == (10_001,) and errors.dtype == np.float64
    assert f"{errors[0]:.9f}" == "0.298371109"
    assert {steps: f"{errors[steps]:.9f}" for steps in TABLE[biases]} == TABLE[biases]
    if biases == "frozen":
        assert f"{errors[9999]:.7e}" == "3.5108548e-05"


def test_the_table_of_outputs():
    net, done = WorkedExample(), 0
    for steps, printed in OUTPUTS.items():
        net.train(steps - done)
        done = steps
        assert f"{net.out_o1:.9f} {net.out_o2:.9f}" == printed


def test_shared_biases_after_one_step():
    net = WorkedExample()
    net.step(biases="shared")
    printed = f"{net.b1:.9f} {net.b2:.9f} {net.out_o1:.9f} {net.out_o2:.9f}"
    assert printed == "0.340637195 0.549799837 0.732024167 0.765984653"


def test_the_famous_wrong_numbers_need_the_wrong_order():
    net = WorkedExample()
    assert f"{net.step(order='sequential'):.12f}" == "0.291027923905"
    printed = " ".join(f"{getattr(net, name):.9f}" for name in WEIGHTS)
    assert printed == "0.149817639 0.199635277 0.249788185 0.299576370 0.358916480 0.408666186 0.511301270 0.561370121"
    net = WorkedExample()
    assert f"{net.train(10_000, order='sequential')[-1]:.7e}" == "3.5084786e-05"
    assert f"{net.out_o1:.9f} {net.out_o2:.9f}" == "0.015912196 0.984065734"


NUMBER = st.floats(-2, 2, allow_subnormal=False)


@st.composite
def examples(draw):
    pick = lambda n: tuple(draw(NUMBER) for _ in range(n))  # noqa: E731
    return WorkedExample(inputs=pick(2), targets=pick(2), weights=pick(8), biases=pick(2))


def torch_gradients(net, shared):
    names = (*WEIGHTS, "b1", "b2") if shared else (*WEIGHTS, "b_h1", "b_h2", "b_o1", "b_o2")
    p = {name: torch.tensor(getattr(net, name), dtype=torch.float64, requires_grad=True) for name in names}
    b = {unit: p["b" + layer if shared else "b_" + unit] for unit, layer in zip(("h1", "h2", "o1", "o2"), "1122")}
    h1 = torch.sigmoid(p["w1"] * net.i1 + p["w2"] * net.i2 + b["h1"])
    h2 = torch.sigmoid(p["w3"] * net.i1 + p["w4"] * net.i2 + b["h2"])
    o1 = torch.sigmoid(p["w5"] * h1 + p["w6"] * h2 + b["o1"])
    o2 = torch.sigmoid(p["w7"] * h1 + p["w8"] * h2 + b["o2"])
    error = ((net.t1 - o1) ** 2 + (net.t2 - o2) ** 2) / 2
    error.backward()
    return error.item(), {name: tensor.grad.item() for name, tensor in p.items()}


@given(examples(), st.booleans())
def test_any_network_agrees_with_autograd(net, shared):
    error, expected = torch_gradients(net, shared)
    assert net.error_total == pytest.approx(error, rel=TORCH_TOLERANCE, abs=TORCH_TOLERANCE)
    for name, value in expected.items():
        assert getattr(net, "grad_" + name) == pytest.approx(value, rel=TORCH_TOLERANCE, abs=TORCH_TOLERANCE)


@given(examples(), st.floats(0.01, 2), st.sampled_from(backprop.BIASES))
def test_a_simultaneous_step_is_descent_along_autograds_gradient(net, lr, biases):
    _, expected = torch_gradients(net, shared=biases != "separate")
    before = copy.copy(net)
    error = net.step(lr=lr, biases=biases)
    assert error == net.error_total
    for name, gradient in expected.items():
        moves = name.startswith("w") or biases != "frozen"
        target = getattr(before, name) - (lr * gradient if moves else 0)
        assert getattr(net, name) == pytest.approx(target, rel=TORCH_TOLERANCE, abs=TORCH_TOLERANCE)


@given(examples(), st.floats(0.01, 2), st.sampled_from(backprop.BIASES))
def test_the_sequential_bug_is_a_gradient_at_mixed_weights(net, lr, biases):
    wrong, right = copy.copy(net), copy.copy(net)
    wrong.step(lr=lr, order="sequential", biases=biases)
    right.step(lr=lr, biases=biases)
    for name in ("w5", "w6", "w7", "w8", "b_o1", "b_o2"):
        assert getattr(wrong, name) == getattr(right, name)
    back = net.delta_o1 * right.w5 + net.delta_o2 * right.w7  # old deltas, new weights
    expected = net.w1 - lr * back * net.slope_h1 * net.i1
    assert wrong.w1 == pytest.approx(expected, rel=TORCH_TOLERANCE, abs=TORCH_TOLERANCE)


def snapshot(net):
    return dict(vars(net))


@pytest.mark.parametrize("name", ["i1", "i2", "t1", "t2", *WEIGHTS, "b_h1", "b_h2", "b_o1", "b_o2", "b1", "b2"])
def test_assigning_a_number_computes_everything_afresh(name):
    net = WorkedExample()
    before = snapshot(net)
    setattr(net, name, 0.77)
    assert getattr(net, name) == 0.77
    fresh = WorkedExample((net.i1, net.i2), (net.t1, net.t2), [getattr(net, w) for w in WEIGHTS], (net.b_h1, net.b_o1))
    if not name.startswith("b_"):
        assert snapshot(net) == snapshot(fresh)
    assert net.error_total != before["error_total"]
    if not name.startswith("t"):
        assert net.out_o1 != before["out_o1"] or net.out_o2 != before["out_o2"]


@pytest.mark.parametrize("order", backprop.ORDERS)
@pytest.mark.parametrize("biases", backprop.BIASES)
def test_train_is_steps_and_leaves_attributes_fresh(order, biases):
    one, many = WorkedExample(), WorkedExample()
    errors = [one.error_total] + [one.step(0.3, order, biases) for _ in range(5)]
    np.testing.assert_array_equal(many.train(5, lr=0.3, order=order, biases=biases), errors)
    assert snapshot(one) == snapshot(many)
    stale = snapshot(many)
    many.compute()
    assert snapshot(many) == stale
    np.testing.assert_array_equal(many.train(0), [many.error_total])


def test_biases_trained_apart_have_no_common_value():
    net = WorkedExample()
    net.step(biases="separate")
    assert net.b_h1 != net.b_h2
    with pytest.raises(AttributeError, match=r"b1: .*b_h1 and b_h2"):
        _ = net.b1
    net.b1 = 0.2
    assert net.b_h1 == net.b_h2 == net.b1 == 0.2


def test_copies_are_independent():
    net = WorkedExample()
    for twin in (copy.copy(net), copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        twin.step()
        assert twin.w5 != net.w5 and net.error_total == WorkedExample().error_total


def test_saturated_units_and_lists_of_integers():
    with np.errstate(all="raise"):
        net = WorkedExample(inputs=[1000, -1000], targets=[0, 1], weights=[1] * 8, biases=[1000, -5000])
    assert net.out_h1 == net.out_h2 == 1 and net.out_o1 == 0
    assert net.grad_w1 == 0 and np.isfinite(net.train(3)).all()
    assert type(net.w1) is float


def test_the_scalar_sigmoid_is_the_courses():
    for z in (-1000.0, -3.0, -0.0, 0.25, 40.0, 1000.0):
        assert backprop.sigmoid(z) == pytest.approx(activations.sigmoid(z), rel=1e-15)


@pytest.mark.parametrize("order", backprop.ORDERS)
def test_a_rate_that_blows_up_is_refused_and_nothing_changes(order):
    net = WorkedExample()
    before = snapshot(net)
    with pytest.raises(ValueError, match=r"^lr: got 1e\+308; expected"):
        net.train(20, lr=1e308, order=order)
    assert snapshot(net) == before


def test_repr_shows_where_it_stands():
    assert repr(WorkedExample()) == "WorkedExample: outputs 0.751365070 and 0.772928465, error 0.298371109"
