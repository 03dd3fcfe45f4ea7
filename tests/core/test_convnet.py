"""SimpleConvNet: sizes, gradients against torch and central differences, accuracy over whole sets."""

import numpy as np
import pytest
import torch

from course_utils import convnet, data, gradients, training

TINY = dict(input_dim=(2, 8, 7), filters=3, kernel_size=3, hidden_size=5, classes=4, dtype=np.float64)
NAMES = [f"{layer}.{kind}" for layer in ("conv", "hidden", "output") for kind in ("weight", "bias")]


def pictures(count, shape=(2, 8, 7), classes=4, seed=0):
    rng = np.random.default_rng(seed)
    return rng.random((count, *shape)), rng.integers(0, classes, count)


def torchs(network, kernel, stride=1, padding=0):
    """Return a function that computes logits with torch, and tensors with the network's parameters by name."""
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in network.params.items()}

    def predict(x):
        x = torch.nn.functional.conv2d(torch.tensor(x), *(tensors[n] for n in NAMES[:2]), stride, padding)
        x = torch.nn.functional.max_pool2d(torch.relu(x), 2).flatten(1)
        x = torch.relu(x @ tensors["hidden.weight"] + tensors["hidden.bias"])
        return x @ tensors["output.weight"] + tensors["output.bias"]

    return predict, tensors


def test_it_is_the_network_of_the_book():
    network = convnet.SimpleConvNet()
    assert list(network.params) == NAMES
    assert network.layer_table() == [
        ("conv", (30, 24, 24), 780),
        ("conv_relu", (30, 24, 24), 0),
        ("pool", (30, 12, 12), 0),
        ("flatten", (4320,), 0),
        ("hidden", (100,), 432_100),
        ("hidden_relu", (100,), 0),
        ("output", (10,), 1_010),
    ]
    assert sum(array.size for array in network.params.values()) == 433_890
    assert all(array.dtype == np.float32 for array in network.params.values())
    assert network.predict(np.zeros((2, 1, 28, 28), np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        (dict(kernel_size=4), 4320),  # SCN-4: the book's formula says 4687, 3967 and 1171
        (dict(kernel_size=6), 3630),
        (dict(stride=2), 1080),
        (dict(padding=2), 5880),
        (dict(kernel_size=(3, 5), stride=(2, 1)), 30 * 6 * 12),
        (dict(input_dim=(3, 32, 30)), 30 * 14 * 13),
        (dict(filters=1, kernel_size=27), 1),
    ],
)
def test_sizes_are_whole_numbers_whatever_divides(change, rows):
    network = convnet.SimpleConvNet(**change)
    assert network.params["hidden.weight"].shape == (rows, 100)
    blank = np.zeros((2, *change.get("input_dim", (1, 28, 28))), np.float32)
    assert network.predict(blank).shape == (2, 10)
    network.loss_and_gradient(blank, [0, 1])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("window", [dict(), dict(kernel_size=(2, 3), stride=(2, 1), padding=(1, 0))])
def test_values_and_gradients_are_torchs(seed, window):
    network = convnet.SimpleConvNet(**TINY | window, seed=seed)
    x, labels = pictures(6, seed=seed)
    how = dict(kernel=3) | {{"kernel_size": "kernel"}.get(k, k): v for k, v in window.items()}
    predict, tensors = torchs(network, **how)
    np.testing.assert_allclose(network.predict(x), predict(x).detach().numpy(), atol=1e-12)
    expected = torch.nn.functional.cross_entropy(predict(x), torch.tensor(labels))
    expected.backward()
    loss, grads = network.loss_and_gradient(x, labels)
    assert loss == network.loss(x, labels) == pytest.approx(expected.item(), rel=1e-12)
    assert list(grads) == list(network.gradient(x, labels)) == NAMES
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, tensors[name].grad.numpy(), atol=1e-12)


def test_the_gradient_is_that_of_central_differences():
    # SCN-11: the small network of the book's own check
    network = convnet.SimpleConvNet((1, 10, 10), filters=10, kernel_size=3, hidden_size=10, dtype=np.float64)
    x, labels = pictures(2, (1, 10, 10), 10)
    by_backprop, numerical = network.gradient(x, labels), network.numerical_gradient(x, labels)
    assert list(by_backprop) == list(numerical) == NAMES
    for name in NAMES:
        assert np.abs(by_backprop[name]).max() > 1e-3
        np.testing.assert_allclose(numerical[name], by_backprop[name], atol=1e-8)
        loss = lambda _: network.loss(x, labels)  # noqa: E731
        assert gradients.check_gradient(loss, by_backprop[name], network.params[name])


def test_a_numerical_gradient_needs_float64():
    network = convnet.SimpleConvNet(**TINY | dict(dtype=np.float32))
    with pytest.raises(TypeError, match="float64"):
        network.numerical_gradient(*pictures(2))


def test_softmax_is_in_the_loss_only():
    network = convnet.SimpleConvNet(**TINY)
    logits = network.predict(pictures(5)[0])
    assert not np.allclose(logits.sum(axis=1), 1) and (logits < 0).any()  # SCN-18
    np.testing.assert_array_equal(network.activations(pictures(5)[0])[-1][1], logits)


def test_parameters_are_the_arrays_that_the_layers_compute_with():
    network = convnet.SimpleConvNet(**TINY)
    x, _ = pictures(3)
    network.params["output.bias"][...] = [1, 2, 3, 4]
    network.params["output.weight"][...] = 0
    np.testing.assert_array_equal(network.predict(x), np.tile([1.0, 2, 3, 4], (3, 1)))


def test_the_seed_fixes_the_weights_and_nothing_else_does():
    one, same, other = (convnet.SimpleConvNet(**TINY, seed=seed) for seed in (3, 3, 4))
    for name in NAMES:
        np.testing.assert_array_equal(one.params[name], same.params[name])
    assert not np.array_equal(one.params["conv.weight"], other.params["conv.weight"])
    weights = [one.params[name].ravel()[:10] for name in NAMES[::2]]
    assert not np.array_equal(weights[0], weights[1])  # each layer draws on


@pytest.mark.parametrize(("weight_init", "expected"), [("he", (2 / 25) ** 0.5), (0.01, 0.01), ("glorot", 0.0508)])
def test_the_initialisation_reaches_all_layers(weight_init, expected):
    params = convnet.SimpleConvNet(weight_init=weight_init).params
    deviation = {name: params[name].std() for name in NAMES[::2]}
    assert deviation["conv.weight"] == pytest.approx(expected, rel=0.05)  # glorot: √(2 / (25 + 750))
    wanted = {
        "he": ((2 / 4320) ** 0.5, (2 / 100) ** 0.5),
        "glorot": ((2 / 4420) ** 0.5, (2 / 110) ** 0.5),
        0.01: (0.01, 0.01),
    }[weight_init]
    assert deviation["hidden.weight"] == pytest.approx(wanted[0], rel=0.01)
    assert deviation["output.weight"] == pytest.approx(wanted[1], rel=0.08)
    assert not any(params[name].any() for name in NAMES[1::2])


# --- whole sets ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def digits():
    return data.load("digits", train=1050)


@pytest.mark.parametrize("batch_size", [1, 7, 200, 500, 1049, 1050, 5000])
def test_accuracy_counts_every_example_whatever_the_batch(batch_size, digits, monkeypatch):
    # SCN-10: dropping the last batch gives a perfect classifier 0.952
    network = convnet.SimpleConvNet(filters=2, hidden_size=4)
    monkeypatch.setattr(network, "predict", lambda x: np.eye(10)[labels_of(x)])
    x = np.zeros((1050, 1, 28, 28), np.float32)
    x[:, 0, 0, 0] = digits.train_y
    labels_of = lambda some: some[:, 0, 0, 0].astype(int)  # noqa: E731
    assert network.accuracy(x, digits.train_y, batch_size) == 1
    wrong = digits.train_y.copy()
    wrong[-1] = (wrong[-1] + 1) % 10  # the very last one
    assert network.accuracy(x, wrong, batch_size) == pytest.approx(1049 / 1050, abs=1e-15)


@pytest.mark.parametrize("batch_size", [1, 64, 1050])
def test_accuracy_of_a_real_network(batch_size, digits):
    network = convnet.SimpleConvNet(filters=2, hidden_size=4)
    right = [network.predict(x[None])[0].argmax() == y for x, y in zip(digits.train_x, digits.train_y, strict=True)]
    assert 0 < np.mean(right) < 1
    assert network.accuracy(digits.train_x, digits.train_y, batch_size) == np.mean(right)


@pytest.mark.parametrize("count", [0, 1, convnet.CHUNK - 1, convnet.CHUNK, convnet.CHUNK + 1, 2 * convnet.CHUNK])
def test_predict_takes_any_number_of_pictures(count):
    network = convnet.SimpleConvNet(**TINY)
    x, _ = pictures(count)
    logits = network.predict(x)
    assert logits.shape == (count, 4) and logits.dtype == np.float64
    if count:
        np.testing.assert_allclose(logits[-1:], network.predict(x[-1:]), atol=1e-12)
        np.testing.assert_allclose(logits[:1], network.predict(x[:1]), atol=1e-12)


def test_nothing_passed_in_is_written_to_and_bytes_are_taken_as_numbers():
    network = convnet.SimpleConvNet(**TINY)
    x, labels = pictures(3)
    kept = x.copy(), labels.copy()
    for array in (x, labels):
        array.flags.writeable = False
    network.loss_and_gradient(x, labels)
    network.accuracy(x, labels)
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(labels, kept[1])
    whole = np.arange(2 * 8 * 7, dtype=np.uint8).reshape(1, 2, 8, 7)
    np.testing.assert_array_equal(network.predict(whole), network.predict(whole.astype(float)))


def test_he_learns_faster_than_a_hundredth():
    digits = data.load("digits", test=500)
    after = {}
    for weight_init in ("he", 0.01):
        network = convnet.SimpleConvNet(weight_init=weight_init)
        history = training.train(
            network, digits.train_x, digits.train_y, (digits.test_x, digits.test_y), epochs=1, progress=False
        )
        after[weight_init] = history.test_accuracy[-1]
        assert history.test_accuracy[0] < 0.25  # of ten classes, before the first update
        assert history.test_accuracy[-1] == network.accuracy(digits.test_x, digits.test_y)
    assert after["he"] > 0.82 and after["he"] > after[0.01] + 0.03


# --- what does not fit --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (dict(input_dim=(28, 28)), "input_dim"),
        (dict(input_dim=784), "input_dim"),
        (dict(input_dim=(1, 28, 0)), "input_dim"),
        (dict(input_dim=(1, 28.0, 28)), "input_dim"),
        (dict(kernel_size=29), "kernel"),
        (dict(kernel_size=28), "kernel"),  # leaves one row, and pooling needs two
        (dict(kernel_size=0), "kernel"),
        (dict(stride=0), "stride"),
        (dict(padding=-1), "padding"),
        (dict(filters=0), "filters"),
        (dict(hidden_size=0), "(hidden_size|outputs)"),
        (dict(classes=1.5), "(classes|outputs)"),
        (dict(weight_init="xavier"), "weight_init"),
        (dict(weight_init=-1), "weight_init"),
    ],
    ids=str,
)
def test_sizes_that_make_no_network_are_named(change, name):
    with pytest.raises((TypeError, ValueError), match=rf"^{name}.*: got .*; expected "):
        convnet.SimpleConvNet(**change)


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (np.zeros((2, 8, 7)), r"^x: got shape \(2, 8, 7\); expected shape \(N, 2, 8, 7\)"),
        (np.zeros((1, 1, 8, 7)), r"^x: got shape \(1, 1, 8, 7\); expected shape \(N, 2, 8, 7\)"),
        (np.zeros((1, 8, 7, 2)), r"^x: got shape"),
        (np.full((1, 2, 8, 7), np.nan), r"^x: got nan"),
        ("digit", r"^x: got 'digit'"),
        (None, r"^x: got None"),
    ],
)
def test_pictures_that_do_not_fit_are_refused(x, words):
    network = convnet.SimpleConvNet(**TINY)
    for ask in (
        network.predict,
        network.activations,
        lambda x: network.loss(x, [0]),
        lambda x: network.gradient(x, [0]),
    ):
        with pytest.raises((TypeError, ValueError), match=words):
            ask(x)


@pytest.mark.parametrize("labels", [[0], [0, 4, 1], [[1, 0, 0, 0]] * 3, [0.0, 1.0, 2.0], None, [-1, 0, 0]], ids=str)
def test_labels_that_do_not_fit_are_refused(labels):
    network = convnet.SimpleConvNet(**TINY)
    for ask in (network.loss, network.gradient):
        with pytest.raises((TypeError, ValueError), match=r"^labels: got .*; expected "):
            ask(pictures(3)[0], labels)
