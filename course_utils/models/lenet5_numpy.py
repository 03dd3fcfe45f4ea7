"""The trained LeNet-5 in NumPy alone, for explorers: they answer a moving hand and do not wait seconds for torch."""

from functools import cache

import numpy as np

from course_utils.activations import lecun_tanh
from course_utils.convolution import conv2d
from course_utils.models.digit_codes import CODES
from course_utils.models.lenet5_plan import C3, C3_TABLE

FILE = "lenet5.safetensors"


@cache
def weights() -> dict:
    """Return the parameters of ``lenet5.pretrained()`` by name, float32, C3's kernels in an ordinary (16, 6, 5, 5)."""
    from safetensors.numpy import load_file

    from course_utils.data.embedded import file

    found = load_file(file(FILE))
    full = np.zeros((C3, 6, *found["C3.weight"].shape[1:]), np.float32)
    pairs = [(out, source) for out, sources in enumerate(C3_TABLE) for source in sources]
    for kernel, (out, source) in zip(found["C3.weight"], pairs):
        full[out, source] = kernel
    return {**found, "C3.weight": full}


def maps(x) -> dict:
    """Return name -> output of every layer for pictures from ``lenet5.prepare``, float32 (N, 1, 32, 32).

    Equal to ``LeNet5.maps``, up to rounding.

    >>> maps(np.zeros((1, 1, 32, 32), np.float32))["output"].shape
    (1, 10)
    """
    w = weights()
    c1 = lecun_tanh(conv2d(x, w["C1.weight"], w["C1.bias"]))
    s2 = _subsampled(c1, w["S2.coefficient"], w["S2.bias"])
    c3 = lecun_tanh(conv2d(s2, w["C3.weight"], w["C3.bias"]))
    s4 = _subsampled(c3, w["S4.coefficient"], w["S4.bias"])
    c5 = lecun_tanh(conv2d(s4, w["C5.weight"], w["C5.bias"]))
    f6 = lecun_tanh(c5[:, :, 0, 0] @ w["F6.weight"].T + w["F6.bias"])
    distances = ((f6[:, None] - CODES) ** 2).sum(axis=2)
    return {"C1": c1, "S2": s2, "C3": c3, "S4": s4, "C5": c5, "F6": f6, "output": distances}


def _subsampled(x, coefficient, bias):
    sums = x[:, :, ::2, ::2] + x[:, :, 1::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, 1::2]
    return lecun_tanh(sums * coefficient[:, None, None] + bias[:, None, None])
