"""What chapter 10 does with its trained 20-layer networks, for five seeds: lesions, changes, added layers."""

import time

import numpy as np
import torch
from torch import nn

from course_utils.data.runs import Run
from course_utils.experiment import loop
from course_utils.maintenance.measure.degradation import BATCH, MOMENTUM, RATE, digits, train
from course_utils.models.blocks import Block

SEEDS, SETTLING, LOW_RATE = range(5), 2, 0.01
ADDED_BLOCKS, ADDED_EPOCHS = 12, 4
#: Label -> (kind of the added blocks, learning rate). With 0.1 the identity without normalisation is lost, and its loss
#: grows beyond all numbers. The last four ask what belongs to the kind and what to the rate and the normalisation.
ADDITIONS = {
    "plain": ("plain", RATE),
    "plain, identity": ("plain, identity", LOW_RATE),
    "residual": ("residual", RATE),
    "residual, zero": ("residual, zero", RATE),
    "plain, normalised identity": ("plain, normalised identity", RATE),
    "plain, rate 0.03": ("plain", 0.03),
    "plain, rate 0.01": ("plain", 0.01),
    "residual, rate 0.03": ("residual", 0.03),
    "residual, rate 0.01": ("residual", 0.01),
}
LOOKED_AT = 500  # training digits on which changes and responses are measured


def go_on(network, train_set, test_set, epochs, rate, seed):
    """Train `network` further with stochastic gradient descent and momentum; return the `Record`."""
    return loop.fit(
        network, train_set, test_set, epochs=epochs, batch_size=BATCH, seed=seed, progress=False,
        optimizer=lambda parameters: torch.optim.SGD(parameters, lr=rate, momentum=MOMENTUM),
    )  # fmt: skip


def lesions(network, x, labels) -> list:
    """Return the accuracy with each block's branch removed in turn, first block to last."""
    found = []
    for block in network.blocks:
        block.enabled = False
        found.append(loop.evaluate(network, x, labels).accuracy)
        block.enabled = True
    return found


def changes(network, x) -> list:
    """Return ‖y − x‖ / ‖x‖ for each block whose output y has the shape of its input x."""
    found = []

    def look(block, inputs, output):
        if output.shape == inputs[0].shape:
            found.append(float((output - inputs[0]).norm() / inputs[0].norm()))

    _watch(network, network.blocks, look, x)
    return found


def responses(network, x) -> list:
    """Return the standard deviation of each convolution's output, after normalisation, before ReLU or addition."""
    found = []
    layers = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    _watch(network, layers, lambda layer, inputs, output: found.append(float(output.std())), x)
    return found


def _watch(network, layers, look, x):
    handles = [layer.register_forward_hook(look) for layer in layers]
    try:
        loop.outputs(network, x)
    finally:
        for handle in handles:
            handle.remove()


class Extended(nn.Module):
    """New blocks on top of feature maps that are given, then the mean of each map and a copy of a dense layer."""

    def __init__(self, blocks, fc):
        super().__init__()
        self.blocks, self.fc = nn.Sequential(*blocks), nn.Linear(fc.in_features, fc.out_features)
        self.fc.load_state_dict(fc.state_dict())

    def forward(self, maps):
        """Return logits (N, classes) for maps (N, C, H, W)."""
        return self.fc(self.blocks(maps).mean(dim=(2, 3)))


def new_blocks(kind, channels, count=ADDED_BLOCKS, seed=0, maps=None) -> list:
    """Return `count` blocks of one kind of `ADDITIONS`.

    "plain" and "residual" begin with He's weights; "plain, identity" hands on its input because each filter copies one
    channel, without normalisation; "residual, zero" because the last scale of each branch is 0. "plain, normalised
    identity" copies as well, and the scale and shift of each normalisation give back the deviation and mean of `maps`
    (N, C, H, W), the input, which it takes away.
    """
    generator = torch.Generator().manual_seed(seed)
    identity = "identity" in kind
    normalise = kind != "plain, identity"
    blocks = [Block(channels, channels, residual="residual" in kind, normalise=normalise) for _ in range(count)]
    for layer in _layers(blocks, nn.Conv2d):
        if identity:
            nn.init.dirac_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        else:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
    for layer in _layers(blocks, nn.BatchNorm2d) if identity else ():
        _give_back(layer, torch.as_tensor(maps))
    for block in blocks if kind == "residual, zero" else ():
        nn.init.zeros_(block.last_normalisation.weight)
    return blocks


def _layers(blocks, kind):
    return [layer for block in blocks for layer in block.modules() if isinstance(layer, kind)]


@torch.no_grad()
def _give_back(normalisation, maps):
    """Set a normalisation so that it hands on numbers of the mean and variance of `maps`, in training and in use."""
    mean, variance = maps.mean(dim=(0, 2, 3)), maps.var(dim=(0, 2, 3), unbiased=False)
    normalisation.running_mean.copy_(mean)
    normalisation.running_var.copy_(variance)
    normalisation.weight.copy_((variance + normalisation.eps).sqrt())
    normalisation.bias.copy_(mean)


def maps_of(network, x) -> np.ndarray:
    """Return what a trained network hands to its dense layer, before the mean: (N, C, H, W)."""
    return loop.outputs(nn.Sequential(network.stem, network.stages), x)


def runs():
    """Train plain-20 and residual-20 from every seed, look into both, and add blocks to the plain one."""
    train_set, test_set = digits()
    for seed in SEEDS:
        for label, residual in (("plain20", False), ("residual20", True)):
            start = time.process_time()
            network, _ = train(20, residual, seed, sets=(train_set, test_set))
            record = go_on(network, train_set, test_set, SETTLING, LOW_RATE, seed)
            values = {
                "train_error": 1 - loop.evaluate(network, *train_set).accuracy,
                "lesions": lesions(network, *test_set),
                "changes": changes(network, train_set[0][:LOOKED_AT]),
                "responses": responses(network, train_set[0][:LOOKED_AT]),
            }
            yield _run(
                label, seed, {"residual": residual, "settling": SETTLING, "rate": LOW_RATE}, record, start, values
            )
            if not residual:
                yield from _additions(network, train_set, test_set, seed)


def _additions(network, train_set, test_set, seed):
    seen = (maps_of(network, train_set[0]), train_set[1])
    unseen = (maps_of(network, test_set[0]), test_set[1])
    before = loop.outputs(network, train_set[0])
    for label, (kind, rate) in ADDITIONS.items():
        start = time.process_time()
        deeper = Extended(new_blocks(kind, seen[0].shape[1], seed=seed, maps=seen[0]), network.fc)
        moved = float(np.abs(loop.outputs(deeper, seen[0]) - before).max())
        values = {"moved": moved, "start_error": 1 - loop.evaluate(deeper, *seen).accuracy}
        record = go_on(deeper, seen, unseen, ADDED_EPOCHS, rate, seed)
        values["end_error"] = 1 - loop.evaluate(deeper, *seen).accuracy
        yield _run(f"plain20 + {label}", seed, {"blocks": ADDED_BLOCKS, "rate": rate}, record, start, values)


def _run(label, seed, settings, record, start, values):
    return Run(label, seed, settings, record.train_loss, record.train_accuracy, record.validation_loss,
               record.validation_accuracy, time.process_time() - start, values)  # fmt: skip
