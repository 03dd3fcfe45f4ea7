"""The network of chapter 07 from ten starts, and what is left of it without some filters, in a hundred orders."""

import time

import numpy as np

from course_utils import data, training
from course_utils.convnet import SimpleConvNet
from course_utils.data.runs import Run
from course_utils.optimizers import SGD

SEEDS, EPOCHS, BATCH, RATE = range(10), 5, 100, 0.2
ORDERS, REMOVED = range(100), range(0, 31, 3)


def right_without(network, x, labels, orders, removed=REMOVED) -> np.ndarray:
    """Count the right answers, (orders, removed), with the first filters of each order set to zero, weights and bias.

    Before its ReLU the hidden layer is a sum over the filters, so a filter that is gone is a share that is missing:
    each share is computed once. `removed` are the numbers of filters that are gone.
    """
    maps = x
    for name in ("conv", "conv_relu", "pool"):
        maps = network.net.layers[name].forward(maps)  # (N, F, OH, OW)
    weights = network.params["hidden.weight"].reshape(maps.shape[1], -1, network.settings["hidden_size"])
    shares = np.stack([maps[:, f].reshape(len(x), -1) @ weights[f] for f in range(len(weights))])  # (F, N, units)
    bias = network.params["hidden.bias"]
    return np.array([
        [_right(network, shares[order[gone:]].sum(axis=0) + bias, labels) for gone in removed] for order in orders
    ])  # fmt: skip


def _right(network, hidden, labels):
    logits = np.maximum(hidden, 0) @ network.params["output.weight"] + network.params["output.bias"]
    return int(np.sum(logits.argmax(axis=1) == labels))


def runs():
    """Train the network from every seed as the chapter does, and take its filters away; the test digits are counted."""
    digits = data.load("digits")
    orders = [np.random.default_rng(order).permutation(30) for order in ORDERS]
    kept = {"epochs": EPOCHS, "batch_size": BATCH, "optimizer": f"SGD {RATE:g}", "removed": list(REMOVED),
            "orders": "default_rng(k).permutation(30), k from 0 to 99", "test_digits": len(digits.test_x)}  # fmt: skip
    for seed in SEEDS:
        start = time.process_time()
        network = SimpleConvNet(seed=seed)
        found = training.train(
            network, digits.train_x, digits.train_y, (digits.test_x, digits.test_y), epochs=EPOCHS, batch_size=BATCH,
            optimizer=SGD(RATE), seed=seed, progress=False,
        )  # fmt: skip
        right = right_without(network, digits.test_x, digits.test_y, orders)
        yield Run("SimpleConvNet", seed, kept, found.loss[1:], found.train_accuracy[1:], found.test_loss[1:],
                  found.test_accuracy[1:], time.process_time() - start, {"right": right.tolist()})  # fmt: skip
