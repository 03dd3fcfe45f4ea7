"""States of the convolution lens and of the filter lab: seeded, of every kind, and every refusal among them."""

import numpy as np

from course_utils.explorers.convolution_lens import ConvolutionLens
from course_utils.explorers.filter_examples import FILTERS
from course_utils.explorers.filter_lab import FilterLab

SETTING = ("input", "kernel", "mode", "stride", "padding", "dilation", "flip", "zeros", "bias")


def some_numbers(rng, shape):
    """Whole numbers, tenths that cancel, two digits behind the point, any, or some that are powers of ten."""
    kinds = (rng.integers(-9, 10, shape), rng.normal(0, 3, shape).round(2), rng.normal(0, 40, shape))
    kinds += (rng.integers(-3, 4, shape) / 10,)
    tiny = rng.normal(0, 1, shape) * 10.0 ** -rng.integers(2, 9, shape)
    return (*kinds, tiny)[rng.integers(0, 5)].tolist()


def lens_state(rng):
    """One random state of the lens; one in forty lies on a photograph, one in thirty has two slices, right or not."""
    channels = int(rng.choice([1, 1, 2, 3]))
    slices = 2 if rng.random() < 1 / 30 else int(rng.choice([1, channels]))
    (rows, columns), (down, right) = rng.integers(1, 9, 2), rng.integers(1, 6, 2)
    photo = rng.random() < 1 / 40
    kernel = np.ones((slices, down, right)).tolist() if rng.random() < 0.1 else some_numbers(rng, (slices, down, right))
    return ConvolutionLens.full_state({
        "input": "chelsea" if photo else some_numbers(rng, (channels, rows, columns)),
        "kernel": kernel,
        "mode": str(rng.choice(["sum", "transposed", "max", "mean"])),
        "stride": int(rng.integers(1, 4)),
        "padding": int(rng.integers(0, 3)),
        "dilation": int(rng.integers(1, 4)),
        "flip": bool(rng.random() < 0.4),
        "zeros": bool(rng.random() < 0.4),
        "bias": float(rng.choice([0, 0, 1, -3, 0.25, round(rng.normal(), 3)])),
        "place": rng.integers(0, 130 if photo else 9, 2).tolist(),
        "point": rng.integers(0, 12, 2).tolist() if rng.random() < 0.3 else None,
    })  # fmt: skip


def filter_state(rng, picture):
    """One random state of the filter lab on a picture."""
    side = int(rng.choice([3, 5]))
    kernel = np.array(some_numbers(rng, (side, side)))
    if rng.random() < 0.3:
        kernel = rng.integers(-9, 10, (side, side)).astype(float)
        kernel[0, 0] -= kernel.sum()
    if rng.random() < 0.3:
        kernel = np.array(list(FILTERS.values())[rng.integers(len(FILTERS))][0], float)
    return FilterLab.full_state({
        "picture": picture,
        "kernel": np.clip(kernel, -999, 999).tolist(),
        "divide": bool(rng.random() < 0.5),
        "bias": int(rng.choice([0, 0, 16, -32])),
        "colour": str(rng.choice(["grey", "colour"])),
        "display": str(rng.choice(["auto", "cut", "absolute", "signed"])),
        "place": rng.integers(0, 160, 2).tolist(),
    })  # fmt: skip
