"""Whether a picture is like any that a network has learned from.

Two pictures are alike where what the network has made of them just before its last layer (their *features*) points in
about the same direction. How far the nearest training picture may be is taken from the validation pictures: 99 of 100
of them lie nearer. A network can be sure of an answer for a picture that is like none; this tells such a picture, not
every wrong answer.
"""

import numpy as np
import torch
from torch import nn

from course_utils.experiment import loop

MOST = 1_000  # training pictures whose features are kept
SHARE = 99  # percent of the validation pictures that count as like those learned from


def features(model, x) -> np.ndarray:
    """Return what enters the last dense layer for pictures x (N, C, H, W), as directions: float32 (N, D), length 1.

    A model without a dense layer gives its outputs.
    """
    dense, seen = [layer for layer in model.modules() if isinstance(layer, nn.Linear)], []
    hook = dense[-1].register_forward_pre_hook(lambda _, given: seen.append(given[0].detach())) if dense else None
    try:
        outputs = torch.from_numpy(loop.outputs(model, x))
    finally:
        if hook is not None:
            hook.remove()
    found = torch.cat(seen).flatten(1) if seen and sum(map(len, seen)) == len(x) else outputs.flatten(1)
    return nn.functional.normalize(found.float().cpu(), dim=1).numpy()


def learned(model, x, others) -> dict:
    """Return what a later picture is compared with, tensors: features of `x`, learned from, and how far is far.

    `others` are pictures (N, C, H, W) that were not learned from; without any, nothing can be said, and the result is
    empty.
    """
    if not len(others):
        return {}
    kept = features(model, x[:MOST])
    reach = np.percentile(distances(kept, features(model, others)), SHARE)
    return {"features": torch.from_numpy(kept).half(), "reach": torch.tensor(float(reach))}


def distances(kept, found) -> np.ndarray:
    """Return for each row of `found` (N, D) 1 − the cosine of the angle to the nearest row of `kept` (M, D)."""
    return 1 - (found @ np.asarray(kept, np.float32).T).max(axis=1)


def is_far(model, x, known) -> np.ndarray:
    """Return for each picture whether it is farther from all learned ones than 99 of 100 that were not learned."""
    if not known:
        return np.zeros(len(x), bool)
    return distances(known["features"].float().numpy(), features(model, x)) > float(known["reach"])
