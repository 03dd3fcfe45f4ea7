"""How the numbers inside a network move while it learns: mean and deviation of each channel, step by step."""

import numpy as np
import torch
from torch import nn

from course_utils import validation


def channel_drift(network, place, x, labels, rate, steps, batch_size=50, momentum=0.9, seed=0) -> tuple:
    """Train `network` for some steps; return (means, deviations) of what enters the layer called `place`.

    Both are (steps + 1, C): before the first step and after each, for every channel, over all pictures of `x` (N, C, H,
    W) and all places of the map, with the network in training mode. SGD with momentum; each batch is drawn with `seed`.
    Raises ValueError for a `place` that the network does not have.
    """
    layers = dict(network.named_modules())
    layer = layers[validation.choice("place", place, tuple(layers))]
    optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=momentum)
    x, labels, rng = torch.as_tensor(x), torch.as_tensor(labels), np.random.default_rng(seed)
    network.train()
    found = [_look(network, layer, x)]
    for _ in range(steps):
        rows = torch.from_numpy(rng.choice(len(x), batch_size, replace=False))
        loss = nn.functional.cross_entropy(network(x[rows]), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        found.append(_look(network, layer, x))
    return tuple(np.array(column) for column in zip(*found, strict=True))


def _look(network, layer, x):
    """Return mean and deviation of each channel that enters `layer`; running averages stay as they were."""
    seen = []
    handle = layer.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach()))
    kept = {name: buffer.clone() for name, buffer in network.named_buffers()}
    try:
        with torch.no_grad():
            network(x)
            for name, buffer in network.named_buffers():
                buffer.copy_(kept[name])
    finally:
        handle.remove()
    return tuple(part.numpy() for part in (seen[0].mean(dim=(0, 2, 3)), seen[0].std(dim=(0, 2, 3), correction=0)))
