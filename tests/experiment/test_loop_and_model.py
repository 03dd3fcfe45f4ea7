"""The loop of the notebooks, and the list of models."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from course_utils import data, settings
from course_utils.experiment import loop, model


@pytest.fixture(scope="module")
def digits():
    return data.load("digits", train=300, test=100)


def network(seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.Dropout(0.2), nn.ReLU(), nn.Linear(20, 10))


def test_it_is_the_plain_loop(digits):
    ours, theirs = network(), network()
    x, y = torch.from_numpy(digits.train_x), torch.from_numpy(digits.train_y)
    found = loop.fit(ours, (digits.train_x, digits.train_y), epochs=2, batch_size=70, seed=5, progress=False,
                     optimizer=lambda p: torch.optim.SGD(p, 0.1))  # fmt: skip
    rng, optimizer = np.random.default_rng(5), torch.optim.SGD(theirs.parameters(), 0.1)
    torch.manual_seed(5)
    losses = []
    for _ in range(2):
        order, total = rng.permutation(300), 0.0
        for start in range(0, 300, 70):
            rows = order[start : start + 70]
            loss = nn.functional.cross_entropy(theirs(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += float(loss.detach()) * len(rows)
        losses.append(total / 300)
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters()))
    assert found.train_loss == pytest.approx(losses) and found.epochs == 2 and found.validation_loss == []


def test_nothing_of_the_caller_is_changed(digits):
    torch.manual_seed(77)
    before, threads = torch.get_rng_state(), torch.get_num_threads()
    net = network()
    torch.set_rng_state(before)
    x = digits.train_x.copy()
    loop.fit(net, (digits.train_x, digits.train_y), (digits.test_x, digits.test_y), epochs=1, progress=False,
             augment=lambda some, rng: some * 0)  # fmt: skip
    assert torch.equal(torch.get_rng_state(), before) and torch.get_num_threads() == threads
    np.testing.assert_array_equal(digits.train_x, x)
    net.train()
    loop.evaluate(net, digits.test_x, digits.test_y)
    assert net.training


def test_evaluation_counts_every_example_once(digits):
    net = network().eval()
    whole = loop.evaluate(net, digits.test_x, digits.test_y, batch_size=100)
    pieces = loop.evaluate(net, digits.test_x, digits.test_y, batch_size=33)
    assert whole.accuracy == pieces.accuracy and whole.loss == pytest.approx(pieces.loss, rel=1e-5)
    assert (loop.predict(net, digits.test_x) == digits.test_y).mean() == pytest.approx(whole.accuracy)


def test_schedule_and_interrupt(digits):
    net, calls = network(), []

    def augment(some, rng):
        calls.append(1)
        if len(calls) == 8:
            raise KeyboardInterrupt
        return some

    found = loop.fit(net, (digits.train_x, digits.train_y), epochs=3, batch_size=100, progress=False, augment=augment,
                     schedule=lambda epoch: 0.5**epoch)  # fmt: skip
    assert found.interrupted and found.epochs == 2 and found.rate == [2e-3, 1e-3]
    assert "interrupted" in repr(found) and [row["epoch"] for row in found.rows()] == [1, 2]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (dict(train_set=(np.zeros((0, 784), np.float32), np.zeros(0, int))), ValueError, "train_set: got 0 pictures"),
        (dict(train_set=(np.zeros((2, 784), np.float32), np.zeros(3, int))), ValueError, "train_set"),
        (dict(train_set=(np.zeros((2, 784), np.uint8), np.zeros(2, int))), TypeError, "train_set: got pictures"),
        (dict(train_set=(np.zeros((2, 784), np.float32), np.zeros(2))), TypeError, "class numbers"),
        (dict(train_set=5), TypeError, "train_set: got 5"),
        (dict(epochs=0), ValueError, "epochs: got 0"),
        (dict(batch_size=0), ValueError, "batch_size: got 0"),
    ],
)
def test_bad_input(digits, change, error, words):
    given = {"train_set": (digits.train_x, digits.train_y), "epochs": 1, "progress": False, **change}
    with pytest.raises(error, match=words):
        loop.fit(network(), **given)


def test_arrays_read_backwards_and_of_64_bits_are_taken_as_they_mean(digits):
    x, labels = digits.test_x[:40], digits.test_y[:40]
    net = network()
    turned = x[::-1, :, :, ::-1]
    assert np.array_equal(loop.outputs(net, turned), loop.outputs(net, turned.copy()))
    assert np.allclose(loop.outputs(net, x.astype(float)), loop.outputs(net, x))
    assert loop.evaluate(net, x[::-1], labels[::-1]) == loop.evaluate(net, x[::-1].copy(), labels[::-1].copy())
    loop.fit(net, (x[::-1].astype(float), labels[::-1]), epochs=1, progress=False)


def test_a_class_number_that_has_no_output_is_named(digits):
    x, labels = digits.test_x[:40], digits.test_y[:40]
    for call in (lambda: loop.evaluate(network(), x, labels + 5),
                 lambda: loop.fit(network(), (x, labels - 1), epochs=1, progress=False)):  # fmt: skip
        with pytest.raises(ValueError, match="labels: got class numbers from .* expected numbers from 0 to 9"):
            call()


@pytest.mark.parametrize("name", [n for n in model.MODELS if n not in ("alexnet", "resnet34", "resnet50")])
def test_every_model_takes_what_it_says(name):
    entry = model.MODELS[name]
    side, channels = (entry.sides or (32,))[0], entry.channels or 1
    net = model.build(name, channels, side, 10)
    assert net.eval()(torch.zeros(2, channels, side, side)).shape == (2, 10)


def test_the_large_ones_are_there():
    with torch.device("meta"):
        for name, parameters in (("alexnet", 60_965_224), ("resnet34", 21_797_672), ("resnet50", 25_557_032)):
            net = model.build(name, 3, model.MODELS[name].side or 224, 1000)
            assert sum(p.numel() for p in net.parameters()) == parameters


def test_names_are_taken_once_and_sizes_are_checked():
    with pytest.raises(ValueError, match="name: got 'lenet5'"):
        model.register("lenet5")(lambda *_: None)
    with pytest.raises(ValueError, match="side: got 28; expected 32"):
        model.build("lenet5", 1, 28, 10)
    with pytest.raises(ValueError, match="channels: got 3; expected 1"):
        model.build("lenet5", 3, 32, 10)
    with pytest.raises(ValueError, match="classes: got 4"):
        model.build("lenet5", 1, 32, 4)
    with pytest.raises(ValueError, match="model: got 'x'"):
        model.build("x", 1, 32, 4)


def test_training_loads_no_compiler():
    code = (
        "import sys, numpy as np, torch\nfrom torch import nn\nfrom course_utils.experiment import loop\n"
        "some = np.zeros((8, 1, 2, 2), np.float32), np.zeros(8, int)\n"
        "for make in (None, lambda p: torch.optim.SGD(p, 0.1, momentum=0.9), torch.optim.AdamW):\n"
        "    loop.fit(nn.Sequential(nn.Flatten(), nn.Linear(4, 3)), some, epochs=1, progress=False, optimizer=make)\n"
        "print([name for name in ('torch._dynamo', 'torch._inductor', 'sympy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=settings.child_environment(), capture_output=True, text=True
    )
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize("cls", [torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW])
def test_an_optimizer_without_the_compiler_keeps_no_history_and_runs_hooks(cls):
    weight, seen = torch.ones(2, requires_grad=True), []
    stepper = cls([weight], 0.1)
    stepper.register_step_post_hook(lambda *_: seen.append(torch.is_grad_enabled()))
    (weight * weight).sum().backward()
    stepper.step()
    assert seen == [True] and weight.grad_fn is None and weight.is_leaf
