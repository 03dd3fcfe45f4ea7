"""What chapter 04 shows is right: its own cells, run here, agree with torch, and its claims hold for other seeds."""

import json

import numpy as np
import pytest
import torch

from course_utils import activations, data, losses, settings, shapes
from course_utils.data import batches
from course_utils.dense import affine, affine_backward
from course_utils.optimizers import SGD


@pytest.fixture(scope="module")
def cells():
    path = settings.NOTEBOOKS / "04_images_and_dense_layers.ipynb"
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def run(cells, *names):
    space = dict(np=np, activations=activations, data=data, losses=losses, shapes=shapes, batches=batches, SGD=SGD)
    space |= dict(affine=affine, affine_backward=affine_backward, DIGITS=data.load("digits"))
    for name in names:
        exec(cells[name], space)
    return space


@pytest.fixture(scope="module")
def training(cells):
    return run(cells, "flatten", "network", "network-gradients", "network-training")


def test_gradients_agree_with_autograd(training):
    rng = np.random.default_rng(0)
    net = {name: rng.normal(size=values.shape) / 10 for name, values in training["new_network"](15, 0).items()}
    x, labels = training["X"][:30].astype(np.float64), training["DIGITS"].train_y[:30]
    tensors = {name: torch.tensor(values, requires_grad=True) for name, values in net.items()}
    hidden = torch.relu(torch.tensor(x) @ tensors["W1"] + tensors["b1"])
    logits = hidden @ tensors["W2"] + tensors["b2"]
    torch.nn.functional.cross_entropy(logits, torch.tensor(labels)).backward()
    ours = training["gradients"](net, x, labels)
    for name, tensor in tensors.items():
        np.testing.assert_allclose(ours[name], tensor.grad.numpy(), atol=1e-12, err_msg=name)
    np.testing.assert_allclose(training["outputs"](net, x), logits.detach().numpy(), atol=1e-12)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_shuffled_twin_stays_a_twin_for_other_seeds(training, seed):
    x, labels = training["X"], training["DIGITS"].train_y
    order = np.random.default_rng(seed).permutation(784)
    start = training["new_network"](10, seed)
    plain = training["train"](start, x, labels, epochs=3)
    twin = training["train"]({**start, "W1": start["W1"][order]}, x[:, order], labels, epochs=3)
    np.testing.assert_allclose(twin["W1"], plain["W1"][order], rtol=0, atol=1e-12)
    np.testing.assert_allclose(twin["W2"], plain["W2"], rtol=0, atol=1e-12)
    other = training["train"](start, x[:, order], labels, epochs=3)
    assert np.abs(other["W1"] - plain["W1"][order]).max() > 1e-3, "without its own first weights it is no twin"


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_and_shifted_accuracies_hold_for_other_seeds(cells, training, seed):
    run_moved = {}
    exec(cells["shift"].split("\n\n\n")[0], {"np": np}, run_moved)
    test_x, test_y = training["DIGITS"].test_x, training["DIGITS"].test_y
    order = np.random.default_rng(seed).permutation(784)
    start = training["new_network"](15, seed)
    plain = training["train"](start, training["X"], training["DIGITS"].train_y)
    shuffled = training["train"](start, training["X"][:, order], training["DIGITS"].train_y)
    share = training["accuracy"](plain, training["TEST_X"], test_y)
    share_shuffled = training["accuracy"](shuffled, training["TEST_X"][:, order], test_y)
    assert share > 0.87 and share_shuffled > 0.87
    assert abs(share - share_shuffled) < 0.04
    moved = run_moved["moved_right"](test_x, 4)
    np.testing.assert_array_equal(moved[..., 4:], test_x[..., :24])
    assert not moved[..., :4].any()
    assert training["accuracy"](plain, moved.reshape(-1, 784), test_y) < 0.4


@pytest.mark.parametrize(("side", "size"), [(6, 3), (5, 2), (4, 4), (7, 1)])
def test_the_matrix_of_a_shared_layer_is_torch_s_convolution(cells, side, size):
    as_dense = run(cells, "as-dense")["as_dense"]
    rng = np.random.default_rng(0)
    kernel, picture = rng.normal(size=(size, size)), rng.normal(size=(side, side))
    places = shapes.output_size(side, size)
    matrix = as_dense(np.tile(kernel, (places**2, 1, 1)), side)
    expected = torch.nn.functional.conv2d(torch.tensor(picture)[None, None], torch.tensor(kernel)[None, None])
    np.testing.assert_allclose(picture.reshape(-1) @ matrix, expected.numpy().ravel(), atol=1e-12)


def test_the_unit_answers_to_its_own_direction_only(cells):
    space = run(cells, "simple-cell")
    angles, responses = space["angles"], np.array(space["responses"])
    assert angles[responses.argmax()] == 45
    assert np.all(responses[np.abs(angles - 45) > 30] == 0)
    bar = space["bar_of_light"](45, 1.5)
    assert bar[0, 20] == bar[20, 0] == 1 and bar[0, 0] == bar[20, 20] == 0, "45 degrees rises to the right"
