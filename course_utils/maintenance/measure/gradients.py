"""Gradients before the first step: their norm at every convolution, by depth, shortcuts, normalisation and start."""

import time
from itertools import product

import numpy as np

from course_utils.data.runs import Run
from course_utils.inspection import gradient_norms
from course_utils.models.resnet import INITIALISATIONS, CifarResNet

SEEDS, BATCH, SIDE = range(5), 32, 32
DEPTHS, WIDTHS = (20, 32, 44, 56, 110), (16, 32, 64)


def label(depth, residual, normalise, initialisation) -> str:
    """Name a configuration.

    >>> label(20, False, True, "he")
    'plain20, normalised, he'
    """
    kind = "residual" if residual else "plain"
    return f"{kind}{depth}, {'normalised' if normalise else 'not normalised'}, {initialisation}"


def norms(depth, residual, normalise, initialisation, seed, batch=BATCH, side=SIDE) -> np.ndarray:
    """Return the gradient's norm at each convolution (depth − 1,), first to last, for random pictures and labels."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((batch, 3, side, side)).astype(np.float32)
    labels = rng.integers(0, 10, batch)
    network = CifarResNet(
        depth, WIDTHS, residual=residual, normalise=normalise, initialisation=initialisation, seed=seed
    )
    found = dict(gradient_norms(network, x, labels))
    convolutions = [name for name, layer in network.named_modules() if hasattr(layer, "kernel_size")]
    return np.array([found[name] for name in convolutions])


def runs():
    """Measure every configuration from every seed; keep each layer's median, and both ends from every seed."""
    for depth, residual, normalise, initialisation in product(DEPTHS, (False, True), (True, False), INITIALISATIONS):
        chosen = dict(depth=depth, residual=residual, normalise=normalise, initialisation=initialisation)
        start = time.process_time()
        found = np.array([norms(**chosen, seed=seed) for seed in SEEDS])  # (seeds, depth - 1)
        kept = {**chosen, "widths": list(WIDTHS), "batch": BATCH, "side": SIDE, "seeds": len(SEEDS)}
        ends = {"first": found[:, 0].tolist(), "last": found[:, -1].tolist()}
        values = {"norms": np.median(found, axis=0).tolist(), **ends}
        yield Run(label(**chosen), 0, kept, seconds=time.process_time() - start, values=values)
