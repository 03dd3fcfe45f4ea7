"""Layer objects against torch.nn with the same weights, alone and stacked; and what they promise about their arrays."""

import math

import numpy as np
import pytest
import torch

from course_utils import gradients, layers, optimizers

TOLERANCE = 1e-10


def double(layer):
    """Make a layer's arrays float64, for comparisons."""
    layer.params = {name: array.astype(np.float64) for name, array in layer.params.items()}
    for array in layer.params.values():
        array += np.random.default_rng(array.size).normal(size=array.shape) * 0.1  # no bias stays 0
    return layer


def load_into(reference, layer):
    """Give a torch module the weights of a layer."""
    reference = reference.double()
    if layer.params:
        weight = torch.tensor(layer.params["weight"])
        reference.weight.data = weight.T.contiguous() if isinstance(layer, layers.Dense) else weight
        reference.bias.data = torch.tensor(layer.params["bias"])
    return reference


PAIRS = {
    "conv": (lambda: layers.Conv2d(3, 4, 3), lambda: torch.nn.Conv2d(3, 4, 3), (2, 3, 8, 9)),
    "conv with all": (
        lambda: layers.Conv2d(2, 5, (3, 2), stride=(2, 1), padding=(1, 2)),
        lambda: torch.nn.Conv2d(2, 5, (3, 2), stride=(2, 1), padding=(1, 2)),
        (3, 2, 8, 9),
    ),
    "relu": (layers.Relu, torch.nn.ReLU, (2, 3, 4, 5)),
    "max pool": (lambda: layers.MaxPool2d(2), lambda: torch.nn.MaxPool2d(2), (2, 3, 7, 6)),
    "max pool, overlapping": (
        lambda: layers.MaxPool2d((3, 2), stride=1, padding=1),
        lambda: torch.nn.MaxPool2d((3, 2), stride=1, padding=1),
        (2, 3, 7, 6),
    ),
    "average pool": (
        lambda: layers.AvgPool2d(3, stride=2, padding=1),
        lambda: torch.nn.AvgPool2d(3, stride=2, padding=1),
        (2, 3, 7, 6),
    ),
    "average pool, padding not counted": (
        lambda: layers.AvgPool2d(3, 2, 1, count_padding=False),
        lambda: torch.nn.AvgPool2d(3, 2, 1, count_include_pad=False),
        (2, 3, 7, 6),
    ),
    "flatten": (layers.Flatten, torch.nn.Flatten, (2, 3, 4, 5)),
    "dense": (lambda: layers.Dense(6, 4), lambda: torch.nn.Linear(6, 4), (5, 6)),
}


@pytest.fixture(params=PAIRS)
def pair(request):
    """Return a layer in float64, the torch module with its weights, and an input that is read-only."""
    ours, theirs, shape = PAIRS[request.param]
    layer = double(ours())
    x = np.random.default_rng(1).normal(size=shape)
    x.flags.writeable = False
    return layer, load_into(theirs(), layer), x


def test_a_layer_is_torchs(pair):
    layer, reference, x = pair
    for seed in (0, 1):  # a second pass forgets the first
        tensor = torch.tensor(x + seed, requires_grad=True)
        reference.zero_grad()
        expected = reference(tensor)
        out = layer.forward(x + seed)
        np.testing.assert_allclose(out, expected.detach().numpy(), atol=TOLERANCE)
        grad_out = np.random.default_rng(seed).normal(size=out.shape)
        grad_out.flags.writeable = False
        expected.backward(torch.tensor(grad_out))
        np.testing.assert_allclose(layer.backward(grad_out), tensor.grad.numpy(), atol=TOLERANCE)
        assert layer.grads.keys() == layer.params.keys()
        for name, grad in layer.grads.items():
            wanted = getattr(reference, name).grad.numpy()
            wanted = wanted.T if isinstance(layer, layers.Dense) and name == "weight" else wanted
            np.testing.assert_allclose(grad, wanted, atol=TOLERANCE)


def test_backward_twice_is_the_same_and_writes_nothing(pair):
    layer, _, x = pair
    grad_out = np.random.default_rng(0).normal(size=layer.forward(x).shape)
    before = grad_out.copy()
    once = np.array(layer.backward(grad_out))
    kept = {name: grad.copy() for name, grad in layer.grads.items()}
    np.testing.assert_array_equal(layer.backward(grad_out), once)
    np.testing.assert_array_equal(grad_out, before)
    for name, grad in layer.grads.items():
        np.testing.assert_array_equal(grad, kept[name])  # written anew, not added up


def test_no_backward_before_forward(pair):
    layer, _, x = pair
    with pytest.raises(RuntimeError, match=rf"{type(layer).__name__}.*forward"):
        layer.backward(np.zeros(x.shape))


def test_a_change_in_place_changes_the_layer(pair):
    layer, _, x = pair
    before = np.array(layer.forward(x))
    for array in layer.params.values():
        array *= 2
    if layer.params:
        np.testing.assert_allclose(layer.forward(x), 2 * before, atol=TOLERANCE)


@pytest.mark.parametrize("name", PAIRS)
def test_layers_compute_in_float32(name):
    ours, _, shape = PAIRS[name]
    layer = ours()
    x = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    out = layer.forward(x)
    assert out.dtype == layer.backward(np.ones_like(out)).dtype == np.float32
    assert all(array.dtype == np.float32 for array in (*layer.params.values(), *layer.grads.values()))


def test_relu_at_zero_and_below():
    relu = layers.Relu()
    assert relu.forward(np.array([[-1.0, 0.0, 2.0]])).tolist() == [[0, 0, 2]]
    assert relu.backward(np.array([[5.0, 6.0, 7.0]])).tolist() == [[0, 0, 7]]


def test_a_first_layer_may_save_its_input_gradient():
    layer, x = double(layers.Conv2d(2, 3, 3)), np.random.default_rng(0).normal(size=(2, 2, 5, 5))
    grad_out = np.random.default_rng(1).normal(size=layer.forward(x).shape)
    layer.backward(grad_out)
    wanted = layer.grads
    layer.input_gradient = False
    assert layer.backward(grad_out) is None
    for name, grad in layer.grads.items():
        np.testing.assert_array_equal(grad, wanted[name])


# --- stacked ------------------------------------------------------------------------------------------------------


def stack():
    """Return a small network, and torch's with the same weights."""
    parts = {
        "conv": (layers.Conv2d(1, 3, 3, padding=1), torch.nn.Conv2d(1, 3, 3, padding=1)),
        "relu": (layers.Relu(), torch.nn.ReLU()),
        "pool": (layers.MaxPool2d(2), torch.nn.MaxPool2d(2)),
        "second": (layers.Conv2d(3, 4, 2, stride=2), torch.nn.Conv2d(3, 4, 2, stride=2)),
        "mean": (layers.AvgPool2d(2, 1), torch.nn.AvgPool2d(2, 1)),
        "flatten": (layers.Flatten(), torch.nn.Flatten()),
        "dense": (layers.Dense(4, 3), torch.nn.Linear(4, 3)),
    }
    pairs = {name: (double(ours), theirs) for name, (ours, theirs) in parts.items()}
    reference = torch.nn.Sequential(*(load_into(theirs, ours) for ours, theirs in pairs.values()))
    return layers.Sequential([(name, ours) for name, (ours, _) in pairs.items()]), reference


X = np.random.default_rng(3).normal(size=(4, 1, 8, 8))
LABELS = np.array([0, 2, 1, 2])


def test_a_stack_of_layers_and_its_head_are_torchs():
    network, reference = stack()
    head = layers.SoftmaxCrossEntropy()
    tensor = torch.tensor(X, requires_grad=True)
    expected = torch.nn.functional.cross_entropy(reference(tensor), torch.tensor(LABELS))
    expected.backward()
    assert head.forward(network.forward(X), LABELS) == pytest.approx(expected.item(), rel=1e-12)
    np.testing.assert_allclose(network.backward(head.backward()), tensor.grad.numpy(), atol=TOLERANCE)
    theirs = dict(zip(network.params, (p.grad.numpy() for p in reference.parameters()), strict=True))
    assert list(network.grads) == list(network.params)
    for name, grad in network.grads.items():
        wanted = theirs[name].T if name == "dense.weight" else theirs[name]
        np.testing.assert_allclose(grad, wanted, atol=TOLERANCE)


def test_the_gradient_of_a_stack_is_central_differences():
    network, _ = stack()
    head = layers.SoftmaxCrossEntropy()
    loss = lambda _: head.forward(network.forward(X), LABELS)  # noqa: E731
    loss(None)
    network.backward(head.backward())
    grads = {name: grad.copy() for name, grad in network.grads.items()}
    for name, array in network.params.items():
        assert gradients.check_gradient(loss, grads[name], array)


def test_the_arrays_of_a_stack_are_those_of_its_layers():
    network, _ = stack()
    assert list(network.params) == [f"{n}.{kind}" for n in ("conv", "second", "dense") for kind in ("weight", "bias")]
    for name, array in network.params.items():
        layer, kind = name.split(".")
        assert array is network.layers[layer].params[kind]
    head = layers.SoftmaxCrossEntropy()
    before = head.forward(network.forward(X), LABELS)
    network.backward(head.backward())
    optimizers.SGD(0.1).step(network.params, network.grads)
    assert head.forward(network.forward(X), LABELS) < before  # the layers saw the step


def test_activations_are_the_outputs_of_each_layer():
    network, _ = stack()
    found = network.activations(X)
    assert [name for name, _ in found] == list(network.layers)
    assert [out.shape for _, out in found] == [
        (4, 3, 8, 8), (4, 3, 8, 8), (4, 3, 4, 4), (4, 4, 2, 2), (4, 4, 1, 1), (4, 4), (4, 3),
    ]  # fmt: skip
    np.testing.assert_array_equal(found[-1][1], network.forward(X))
    np.testing.assert_array_equal(found[1][1], np.maximum(found[0][1], 0))


@pytest.mark.parametrize(
    "bad",
    [
        [],
        [("a", layers.Relu()), ("a", layers.Relu())],
        [layers.Relu()],
        [("a", 3)],
        [(1, layers.Relu())],
        [("a", layers.Relu(), 2)],
        [None],
    ],
    ids=["none", "a name twice", "no name", "no layer", "a number for a name", "three", "nothing"],
)
def test_a_stack_that_is_none_is_refused(bad):
    with pytest.raises((TypeError, ValueError), match=r"^layers.*: got .*; expected "):
        layers.Sequential(bad)


def test_a_head_needs_a_forward_pass_and_right_labels():
    head = layers.SoftmaxCrossEntropy()
    with pytest.raises(RuntimeError, match="SoftmaxCrossEntropy.*forward"):
        head.backward()
    with pytest.raises(ValueError, match=r"^labels: got "):
        head.forward(np.zeros((2, 3)), [0, 3])


# --- first weights ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weight_init", "deviation"),
    [("he", math.sqrt(2 / 400)), ("glorot", math.sqrt(2 / (400 + 250))), (0.01, 0.01), (3, 3.0)],
)
def test_first_weights_have_the_deviation_they_should(weight_init, deviation):
    weight = layers.initial_weight((400, 250), 400, 250, weight_init, np.random.default_rng(0), np.float64)
    count = weight.size
    assert abs(weight.mean()) < 4 * deviation / math.sqrt(count)
    assert weight.std() == pytest.approx(deviation, rel=4 / math.sqrt(2 * count))
    fourth = np.mean(weight**4) / np.mean(weight**2) ** 2  # 3 for a normal draw, 9/5 for a uniform one
    assert fourth == pytest.approx(1.8 if weight_init == "glorot" else 3, abs=0.08)
    if weight_init == "glorot":
        limit = math.sqrt(6 / 650)
        assert 0.999 * limit < np.abs(weight).max() <= limit


@pytest.mark.parametrize(
    ("layer", "fan_in", "fan_out"),
    [
        (lambda **how: layers.Conv2d(6, 200, (5, 4), **how), 6 * 20, 200 * 20),
        (lambda **how: layers.Dense(300, 80, **how), 300, 80),
    ],
    ids=["conv", "dense"],
)
def test_layers_know_their_fans(layer, fan_in, fan_out):
    for weight_init, deviation in (("he", math.sqrt(2 / fan_in)), ("glorot", math.sqrt(2 / (fan_in + fan_out)))):
        built = layer(weight_init=weight_init, rng=np.random.default_rng(0))
        assert built.params["weight"].std() == pytest.approx(deviation, rel=0.03)
        assert not built.params["bias"].any()
        assert built.params["weight"].dtype == built.params["bias"].dtype == np.float32


def test_the_ledgers_deviations_of_simpleconvnet():
    known = [(25, 0.283), (4320, 0.0215), (100, 0.141)]  # SCN-5
    for fan_in, deviation in known:
        weight = layers.initial_weight((100_000,), fan_in, 1, "he")
        assert weight.std() == pytest.approx(deviation, rel=0.02)


def test_draws_are_of_the_generator_alone():
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    one, same = (layers.Conv2d(1, 2, 3, rng=np.random.default_rng(7)).params["weight"] for _ in range(2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, layers.Conv2d(1, 2, 3, rng=np.random.default_rng(8)).params["weight"])
    np.testing.assert_array_equal(layers.Dense(3, 2).params["weight"], layers.Dense(3, 2).params["weight"])
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


@pytest.mark.parametrize("bad", ["He", "xavier", "", None, 0, -1, np.nan, np.inf, True, [0.1]], ids=repr)
def test_another_initialisation_is_refused(bad):
    for build in (lambda how: layers.Conv2d(1, 2, 3, weight_init=how), lambda how: layers.Dense(3, 2, weight_init=how)):
        with pytest.raises((TypeError, ValueError), match=r"^weight_init: got .*; expected "):
            build(bad)


@pytest.mark.parametrize(
    ("build", "name"),
    [
        (lambda: layers.Conv2d(0, 1, 3), "channels"),
        (lambda: layers.Conv2d(1, 1.0, 3), "filters"),
        (lambda: layers.Conv2d(1, 1, 0), "kernel"),
        (lambda: layers.Conv2d(1, 1, 3, stride=0), "stride"),
        (lambda: layers.Conv2d(1, 1, 3, padding=-1), "padding"),
        (lambda: layers.Conv2d(1, 1, 3, rng=3), "rng"),
        (lambda: layers.MaxPool2d(0), "kernel"),
        (lambda: layers.MaxPool2d(2, stride=(0, 1)), r"stride\[0\]"),
        (lambda: layers.AvgPool2d(2, count_padding=1), "count_padding"),
        (lambda: layers.Dense(0, 1), "inputs"),
        (lambda: layers.Dense(1, None), "outputs"),
        (lambda: layers.Dense(1, 1, rng=np.random), "rng"),
    ],
)
def test_arguments_that_make_no_layer_are_named(build, name):
    with pytest.raises((TypeError, ValueError), match=rf"^{name}: got .*; expected "):
        build()


def test_layers_say_what_they_are():
    assert repr(layers.Conv2d(1, 30, 5)) == "Conv2d(1, 30, kernel=(5, 5), stride=(1, 1), padding=(0, 0))"
    assert repr(layers.Dense(4, 3)) == "Dense(4, 3)"
    assert repr(layers.Sequential([("a", layers.Relu()), ("b", layers.Flatten())])) == (
        "Sequential(\n    a: Relu()\n    b: Flatten()\n)"
    )


def test_forget_lets_go_of_what_forward_kept():
    network = layers.Sequential([("conv", layers.Conv2d(1, 2, 3)), ("relu", layers.Relu())])
    network.forward(np.ones((2, 1, 5, 5), np.float32))
    network.forget()
    with pytest.raises(RuntimeError, match="call forward"):
        network.backward(np.ones((2, 2, 3, 3), np.float32))
