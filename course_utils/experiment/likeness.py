"""Whether a picture is like any that a network has learned from.

Two pictures are alike where the network's first layers see about the same in them: the mean and the spread of each
colour, and of each map of the first two layers with weights, in units of how much that differs among the training
pictures. (Later layers keep what tells the classes apart, and lose what tells a strange picture.) How far the nearest
training picture may be is taken from the run's own pictures: 99 of 100 have another training picture that is nearer. A
network can be sure of an answer for a picture that is like none. This tells pictures of quite another kind, not every
wrong answer, nor a photograph of something else in the same colours.
"""

import numpy as np
import torch
from torch import nn

MOST = 1_000  # training pictures that are kept to compare with
SHARE = 99  # percent of the run's own pictures that count as like those learned from
LAYERS = 2
CHUNK = 256
FARTHEST = 1e4  # still a number in half precision


def features(model, x) -> list:
    """Return what the network's first layers see in pictures x (N, C, H, W): arrays (N, D), of the input and of each.

    A dense layer's outputs count as they are.
    """
    layers = [layer for layer in model.modules() if isinstance(layer, (nn.Conv2d, nn.Linear))]
    device = next((parameter.device for parameter in model.parameters()), "cpu")
    found = [
        _first_layers(model, layers, torch.as_tensor(x[k : k + CHUNK]).to(device)) for k in range(0, len(x), CHUNK)
    ]
    return [np.concatenate(parts) for parts in zip(*found, strict=True)]


def _first_layers(model, layers, x):
    seen = {}
    hooks = [layer.register_forward_hook(lambda layer, _, out: seen.setdefault(layer, out)) for layer in layers]
    was = model.training
    try:
        with torch.no_grad():
            model.eval()(x)
    finally:
        model.train(was)
        for hook in hooks:
            hook.remove()
    return [_summary(maps) for maps in (x, *list(seen.values())[:LAYERS])]


def _summary(maps):
    if maps.dim() == 4:
        maps = torch.cat([maps.mean((2, 3)), maps.std((2, 3), correction=0)], dim=1)
    return maps.flatten(1).float().cpu().numpy()


def learned(model, x, others) -> dict:
    """Return what a later picture is compared with, tensors: the training pictures `x`, and how far is far.

    `others` are pictures (N, C, H, W), perhaps none, that were not learned from. With fewer than two pictures to learn
    from nothing can be said, and the result is empty.
    """
    if len(x) < 2:
        return {}
    parts = features(model, x[:MOST])
    centre = np.concatenate([part.mean(axis=0) for part in parts])
    scale = np.concatenate([_spread(part) * np.sqrt(part.shape[1]) for part in parts])  # each layer counts alike
    kept = _placed(parts, centre, scale)
    own = distances(kept, kept, itself=True)
    apart = distances(kept, _placed(features(model, others), centre, scale)) if len(others) else own[:0]
    known = dict(centre=centre, scale=scale, features=kept, reach=np.percentile([*own, *apart], SHARE))
    known = {name: torch.tensor(values, dtype=torch.float32) for name, values in known.items()}
    return known | {"features": known["features"].half()}


def _spread(part):
    """Return the standard deviation of each column; one that never differs gets a thousandth of the largest value."""
    return np.maximum(part.std(axis=0), 1e-3 * np.abs(part).max() + 1e-6)


def _placed(parts, centre, scale):
    return ((np.concatenate(parts, axis=1) - centre) / scale).clip(-FARTHEST, FARTHEST)


def distances(kept, found, itself=False) -> np.ndarray:
    """Return for each row of `found` (N, D) how far the nearest row of `kept` (M, D) is; with `itself`, another row."""
    far = torch.cdist(torch.as_tensor(found).double(), torch.as_tensor(kept).double())
    if itself:
        far.fill_diagonal_(torch.inf)
    return far.min(dim=1).values.numpy()


def is_far(model, x, known) -> np.ndarray:
    """Return for each picture whether it is farther from all learned ones than 99 of 100 of the run's own."""
    if not known:
        return np.zeros(len(x), bool)
    found = _placed(features(model, x), known["centre"].numpy(), known["scale"].numpy())
    return distances(known["features"], found) > float(known["reach"])
