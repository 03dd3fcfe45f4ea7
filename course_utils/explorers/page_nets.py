"""The weights of the networks that read drawn digits, for a page that has no Python and answers by itself.

``views/digit_net.js`` opens what `weights` returns, and computes what ``digit_readers`` and ``lenet5_numpy`` compute. A
page offers it as its model's ``weights()``: see ``views/digit_local.js``.
"""

from __future__ import annotations

import base64
import gzip
from functools import cache

import numpy as np

from course_utils import validation
from course_utils.explorers.digit_readers import network
from course_utils.models import digit_codes, lenet5_numpy


def _digit_weights():
    return network().params


def _lenet5_weights():
    return {**lenet5_numpy.weights(), "codes": digit_codes.CODES}


#: Name of an explorer, its ``net`` -> a function that returns its arrays by name.
NETS = {"DrawDigit": _digit_weights, "LeNet5Walker": _lenet5_weights}


def arrays(name):
    """Return the arrays that the explorer ``name`` computes with, name -> float32; raise ValueError for another name.

    "DrawDigit", the network of ``convnet.pretrained()``: conv.weight (30, 1, 5, 5) and conv.bias (30,), hidden.weight
    (4320, 100) and hidden.bias (100,), output.weight (100, 10) and output.bias (10,).

    "LeNet5Walker", that of ``lenet5.pretrained()``: C1.weight (6, 1, 5, 5), S2.coefficient (6,), C3.weight
    (16, 6, 5, 5), which is 0 where the table connects nothing, S4.coefficient (16,), C5.weight (120, 16, 5, 5) and
    F6.weight (84, 120), each with its bias, and the ten codes, (10, 84).

    >>> arrays("LeNet5Walker")["codes"].shape
    (10, 84)
    """
    found = NETS[validation.choice("name", name, tuple(NETS))]()
    return {key: np.ascontiguousarray(array, np.float32) for key, array in found.items()}


@cache
def weights(name):
    """Return the arrays of an explorer as JSON keeps them: 2 MB for "DrawDigit", 0.3 MB for "LeNet5Walker".

    ``{"arrays": [[name, shape], …], "gzip": text}``. The text is the base64 of a gzip of all arrays, one after the
    other, float32, their bytes sorted: the lowest of each number first, then all the next, the highest at last, which
    packs a tenth better. Raises ValueError for another name.

    >>> weights("DrawDigit")["arrays"][:2]
    [['conv.weight', [30, 1, 5, 5]], ['conv.bias', [30]]]
    """
    found = arrays(name)
    numbers = np.concatenate([array.ravel() for array in found.values()]).astype("<f4")
    ordered = numbers.view(np.uint8).reshape(-1, 4).T.tobytes()
    packed = gzip.compress(ordered, mtime=0)  # no date in it: the same weights are the same text
    listed = [[key, list(array.shape)] for key, array in found.items()]
    return {"arrays": listed, "gzip": base64.b64encode(packed).decode("ascii")}
