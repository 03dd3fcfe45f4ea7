"""Who reads a drawn digit: the network that ships with the course, or one's own, seen layer by layer."""

from __future__ import annotations

import math
import zlib
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_utils import convnet, validation
from course_utils.explorers.drawings import drawing_array, drawing_mnist

MAPS = 30  # of the first layer of the network that ships with the course
FAINT = 1.0  # responses are drawn against the strongest one, or against this where all are weaker
CLASSES = 10
KEPT = 64  # drawings whose layers are remembered
WANTED = (
    "layers that give, one after the other: the maps of a convolution whose params['weight'] has shape (F, 1, KH, KW), "
    "the same maps after ReLU, smaller maps after pooling, hidden units, and 10 logits"
)


class Layers(NamedTuple):
    """What a network makes of one picture, layer by layer, float32; three of them also as grey levels, uint8."""

    conv: np.ndarray  # (F, H, W), signed; (30, 24, 24) in the network that ships with the course
    relu: np.ndarray  # of the same shape
    pool: np.ndarray  # (F, H', W')
    hidden: np.ndarray  # (M,), after ReLU
    logits: np.ndarray  # (10,)
    grey: dict  # "relu", "pool" and "hidden" as `levels`


def levels(responses):
    """Return responses from 0 up as grey levels, uint8: a quarter of the bytes of float32, and no eye sees more.

    >>> levels(np.array([0.0, 1.0, 4.0]))
    array([  0,  63, 255], dtype=uint8)
    """
    return (255 * np.maximum(responses, 0) / max(FAINT, float(responses.max()))).astype(np.uint8)


def split(conv, relu, pool, hidden, logits):
    """Return one ``Layers`` for each picture, from what each layer gave for all of them."""
    grey = [dict(relu=levels(r), pool=levels(m), hidden=levels(h)) for r, m, h in zip(relu, pool, hidden, strict=True)]
    return [Layers(*layers) for layers in zip(conv, relu, pool, hidden, logits, grey, strict=True)]


@cache
def network():
    """Return the trained network that ships with the course."""
    return convnet.pretrained()


def layers_of(pictures):
    """Return the ``Layers`` of pictures, uint8 (N, 28, 28): what ``network().activations`` gives, faster.

    One or two pictures make products so small that BLAS would lose more time by sharing them among threads than it
    takes to compute them (on a busy machine a hundred times more); ``einsum`` keeps to one.
    """
    p = network().params
    windows = sliding_window_view(pictures.astype(np.float32) / 255, (5, 5), axis=(1, 2))  # (N, 24, 24, 5, 5)
    columns = windows.transpose(0, 3, 4, 1, 2).reshape(len(pictures), 25, 576)
    conv = np.einsum("fk,nkp->nfp", p["conv.weight"].reshape(MAPS, 25), columns) + p["conv.bias"][:, None]
    conv = conv.reshape(-1, MAPS, 24, 24)
    relu = np.maximum(conv, 0)
    pool = np.max([relu[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)], axis=0)  # (N, 30, 12, 12)
    hidden = np.einsum("nk,km->nm", pool.reshape(len(pool), -1), p["hidden.weight"]) + p["hidden.bias"]
    hidden = np.maximum(hidden, 0)
    logits = np.einsum("nk,km->nm", hidden, p["output.weight"]) + p["output.bias"]
    return split(conv, relu, pool, hidden, logits)


def both_ways(drawing):
    """Return a drawing (its text) as it lies on the pad and prepared as MNIST's digits were: uint8 (2, 28, 28)."""
    return np.stack([drawing_array(drawing), drawing_mnist(drawing)])


@lru_cache(maxsize=KEPT)
def looks(drawing):
    """Return ((picture, Layers) as drawn, (picture, Layers) prepared) for the text of a ``Drawing``."""
    pictures = both_ways(drawing)
    return tuple(zip(pictures, layers_of(pictures), strict=True))


class Shipped:
    """Read drawings with the network that ships with the course."""

    columns = 6  # small pictures in a row of a panel

    @property
    def filters(self):
        """The weights of the first layer, (F, KH, KW)."""
        return network().params["conv.weight"][:, 0]

    def looks(self, drawing):
        """Return what `looks` returns."""
        return looks(drawing)

    def mark(self):
        """Return what frames depend on besides the drawing: nothing."""
        return None


class Own:
    """Read drawings with somebody's own network, by running its own layers.

    ``network`` is anything with ``layers``, a list of layers (or a dict of them), each with ``forward(x)``; or with a
    ``net`` that has them, as ``SimpleConvNet``. The first layer gets pictures (N, 1, 28, 28), float32 from 0 to 1, and
    is a convolution with ``params["weight"]`` of shape (F, 1, KH, KW). What the layers give must be its maps, maps of
    the same shape (ReLU), smaller maps (pooling), then rows: the hidden units as the last but one, 10 logits as the
    last. Weights that change later show in the next frame.

    Raises TypeError for anything without such layers, ValueError for layers in another order or sizes that do not fit,
    for a layer that fails, and for NaN.
    """

    def __init__(self, network):
        self.layers, self._kept = _layers(network), {}
        outputs = self._run(np.zeros((2, 1, 28, 28), np.float32))
        self.places = _places(self.layers[0], outputs)
        count = len(self.filters)
        self.columns = max(c for c in range(1, 7) if count % c == 0)

    @property
    def filters(self):
        """The weights of the first layer, (F, KH, KW)."""
        return np.asarray(self.layers[0].params["weight"], np.float32)[:, 0]

    def mark(self):
        """Return a number that changes with the weights."""
        found = 0
        for layer in self.layers:
            for array in getattr(layer, "params", {}).values():
                found = zlib.crc32(np.ascontiguousarray(array), found)
        return found

    def looks(self, drawing):
        """Return ((picture, Layers) as drawn, (picture, Layers) prepared) for the text of a ``Drawing``."""
        key = drawing, self.mark()
        if key not in self._kept:
            pictures = both_ways(drawing)
            outputs = self._run(pictures[:, None].astype(np.float32) / 255)
            parts = [np.asarray(outputs[place], np.float32) for place in self.places]
            self._kept = dict(list(self._kept.items())[1 - KEPT :])
            self._kept[key] = tuple(zip(pictures, split(*parts), strict=True))
        return self._kept[key]

    def _run(self, x):
        """Return what every layer gives out, in order."""
        outputs = []
        for number, layer in enumerate(self.layers):
            try:
                x = np.asarray(layer.forward(x))
                finite = bool(np.isfinite(x).all())
            except Exception as error:
                name = f"layers[{number}] of the network, {type(layer).__name__}"
                raise ValueError(f"{name}: forward failed with {type(error).__name__}: {error}") from error
            if not finite:
                raise validation.value_error("network", f"NaN or infinity out of layers[{number}]", "finite numbers")
            outputs.append(x)
        return outputs


def _layers(network):
    """Return the list of a network's layers, each of which has ``forward``."""
    layers = getattr(getattr(network, "net", network), "layers", None)
    layers = list(layers.values()) if isinstance(layers, dict) else layers
    if isinstance(network, type) or not isinstance(layers, (list, tuple)) or not layers:
        came = f"the class {network.__name__}" if isinstance(network, type) else validation.describe(network)
        raise validation.type_error("network", came, "a network: an object with `layers`, each with `forward(x)`")
    for number, layer in enumerate(layers):
        if isinstance(layer, type) or not callable(getattr(layer, "forward", None)):
            came = f"the class {layer.__name__}" if isinstance(layer, type) else validation.describe(layer)
            raise validation.type_error(f"network.layers[{number}]", came, "a layer, with `forward(x)`")
    return list(layers)


def _places(first, outputs):
    """Return the positions of (conv, relu, pool, hidden, logits) among the outputs; raise ValueError without them."""
    shapes = [output.shape[1:] for output in outputs]
    weight = np.shape(getattr(first, "params", {}).get("weight", 0.0))
    maps = [i for i, shape in enumerate(shapes) if len(shape) == 3]
    rows = [i for i, shape in enumerate(shapes) if len(shape) == 1]
    alike = [i for i in maps if shapes[i] == shapes[0]]
    good = len(weight) == 4 and weight[1] == 1 and maps == list(range(len(maps))) and len(alike) > 1 and len(rows) > 2
    good = good and shapes[0][0] == weight[0] and maps[-1] + 1 == rows[0] and shapes[-1] == (CLASSES,)
    good = good and shapes[maps[-1]][0] == weight[0] and math.prod(shapes[maps[-1]]) < math.prod(shapes[0])
    if not good or any(len(output) != 2 for output in outputs):
        came = "outputs of the shapes " + ", ".join(str(shape) for shape in shapes)
        raise validation.value_error("network", came, WANTED)
    return 0, alike[-1], maps[-1], rows[-2], rows[-1]
