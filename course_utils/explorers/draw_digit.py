"""Draw a digit: what every layer of the trained network makes of it while the hand still moves."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_utils import convnet, data, losses
from course_utils.data.digit_shapes import shape
from course_utils.explorers.drawings import drawing_array, drawing_mnist, drawing_text
from course_utils.explorers.engine import Bars, Drawing, Explorer, Pick, Pixels, Tiles, Toggle
from course_utils.explorers.words import number

MAPS, COLUMNS = 30, 6  # maps of the first layer, and how many stand in a row
HIGH = 230  # of each panel
FIRST = "3"  # the example that is on the pad at the beginning
FAINT = 1.0  # responses are drawn against the strongest one, or against this where all are weaker
SURE, CLOSE = 0.9, 0.2  # from this share on the network is sure; shares that differ by less leave it undecided
DIGITS = [str(k) for k in range(10)]


class Layers(NamedTuple):
    """What the network makes of one picture, layer by layer, float32; three of them also as grey levels, uint8."""

    conv: np.ndarray  # (30, 24, 24), signed
    relu: np.ndarray  # (30, 24, 24)
    pool: np.ndarray  # (30, 12, 12)
    hidden: np.ndarray  # (100,), after ReLU
    logits: np.ndarray  # (10,)
    grey: dict  # "relu", "pool" and "hidden" as `levels`


@cache
def network():
    """Return the trained network that ships with the course."""
    return convnet.pretrained()


@cache
def examples():
    """Return one picture of each digit from the embedded test set, label -> uint8 (28, 28).

    >>> list(examples())[:3], examples()["7"].shape
    (['0', '1', '2'], (28, 28))
    """
    digits = data.load("digits", train=10, test=10, raw=True)
    return {str(label): picture[0] for picture, label in zip(digits.test_x, digits.test_y, strict=True)}


#: Ways of writing a digit that people differ in, to try: (digit, name) of ``digit_shapes.SHAPES``.
HABITS = (
    (0, "slashed"), (1, "serif"), (1, "long flag"), (2, "loop"), (4, "open"), (4, "closed"),
    (7, "plain"), (7, "crossed"), (9, "straight"), (9, "hooked"),
)  # fmt: skip


@cache
def _digits():
    return [(f"test digit {label}", drawing_text(picture)) for label, picture in examples().items()]


@cache
def ready_made():
    """Return what a pad offers to begin with: pairs (label, text), the digits of the test set and the habits."""
    habits = [(f"{digit} {name}", drawing_text(shape(digit, name))) for digit, name in HABITS]
    small = drawing_text(shape(0, "ring", size=5.0, corner=(5.0, 5.0)))
    return (*_digits(), *habits, ("0 small", small))


@lru_cache(maxsize=64)
def looks(drawing):
    """Return ((picture, Layers) as drawn, (picture, Layers) prepared) for the text of a ``Drawing``."""
    pictures = np.stack([drawing_array(drawing), drawing_mnist(drawing)])  # (2, 28, 28)
    return tuple(zip(pictures, layers_of(pictures), strict=True))


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
    grey = [dict(relu=levels(r), pool=levels(m), hidden=levels(h)) for r, m, h in zip(relu, pool, hidden, strict=True)]
    return [Layers(*layers) for layers in zip(conv, relu, pool, hidden, logits, grey, strict=True)]


class DrawDigit(Explorer):
    """Draw a digit and watch the network of the chapter read it: every layer, and ten probabilities.

    Controls: the pad with its pen (or a digit of the test set, or a way of writing one, to begin with), whether the
    drawing is scaled and centred as the digits of MNIST were, and one of the 30 maps, followed through the layers. The
    network is ``convnet.pretrained()``; the preparation is ``data.strokes.strokes_as_mnist``.
    """

    title = "Draw a digit"
    controls = (
        Drawing(
            "drawing",
            "Draw here",
            value=drawing_text(examples()[FIRST]),
            presets=ready_made(),
        ),
        Toggle("prepare", "Scale and centre it as MNIST does", True),
        Pick(
            "map",
            "Map to follow",
            panel="conv",
            rows=MAPS // COLUMNS,
            columns=COLUMNS,
            also=("filters", "relu", "pool"),
        ),
    )
    panels = (  # the answer beside the pad; the numbers say how the layers follow one another
        Pixels("seen", "1 · What it gets", height=HIGH),
        Bars("probabilities", "The answer", ylim=(0, 1.18), height=HIGH),
        Tiles("filters", "2 · Filters, 5×5", columns=COLUMNS, height=HIGH),
        Tiles("conv", "3 · Convolution", columns=COLUMNS, height=HIGH),
        Tiles("relu", "4 · ReLU", columns=COLUMNS, height=HIGH),
        Tiles("pool", "5 · Max pooling 2×2", columns=COLUMNS, height=HIGH),
        Pixels("hidden", "6 · Hidden units", height=HIGH),
        Bars("logits", "7 · Ten logits", ylim=(-30, 30), height=HIGH),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        both = looks(state["drawing"])
        picture, layers = both[state["prepare"]]
        k = COLUMNS * state["map"][0] + state["map"][1]
        p, best = losses.softmax(layers.logits.astype(np.float64)), layers.logits.max()
        return {
            "seen": seen(picture, layers, k),
            "probabilities": bars(p, [percent(v) if v >= 0.005 else "" for v in p], p),
            **maps(layers, k),
            "hidden": {"pixels": layers.grey["hidden"].reshape(10, 10), "vmin": 0, "vmax": 255},
            "logits": bars(layers.logits, [number(v) if v == best else "" for v in layers.logits], p),
            "formula": [formula(picture, layers)],
            "sentence": sentence(state, both, p, k),
        }


def bars(values, texts, p):
    """Return the content of a panel with a bar for each digit; the network's answer is orange."""
    colors = ["orange" if k == np.argmax(p) else "blue" for k in range(10)]
    return {"labels": DIGITS, "values": values, "text": texts, "colors": colors}


def formula(picture, layers):
    """Return the shapes on the way from the picture to the answer, layer by layer."""
    steps = [("", (1, *picture.shape)), ("convolution, ReLU", layers.relu.shape), ("pooling", layers.pool.shape)]
    words = "".join(f"{name and f' → {name} '}{shape}" for name, shape in steps)
    return f"{words} → {layers.pool.size:,} numbers → {layers.hidden.size} hidden units → {layers.logits.size} logits"


def levels(responses):
    """Return responses from 0 up as grey levels, uint8: a quarter of the bytes of float32, and no eye sees more.

    >>> levels(np.array([0.0, 1.0, 4.0]))
    array([  0,  63, 255], dtype=uint8)
    """
    return (255 * np.maximum(responses, 0) / max(FAINT, float(responses.max()))).astype(np.uint8)


def maps(layers, k):
    """Return the contents of the four panels of small pictures, map ``k`` lit in all of them."""
    weight = network().params["conv.weight"][:, 0]  # (30, 5, 5)
    edge, top = float(np.abs(weight).max()), max(FAINT, float(np.abs(layers.conv).max()))
    grey = {"map": "gray", "vmin": 0, "vmax": 255, "lit": k}
    return {
        "filters": {"pixels": weight, "map": "signed", "vmin": -edge, "vmax": edge, "lit": k},
        "conv": {"pixels": layers.conv, "map": "signed", "vmin": -top, "vmax": top, "lit": k},
        "relu": {"pixels": layers.grey["relu"], **grey},
        "pool": {"pixels": layers.grey["pool"], **grey},
    }


def strongest(layers, k):
    """Return (value, row, column) of the strongest response of map ``k``."""
    row, column = (int(v) for v in np.unravel_index(np.argmax(layers.conv[k]), layers.conv[k].shape))
    return float(layers.conv[k, row, column]), row, column


def seen(picture, layers, k):
    """Return the picture that goes in; a frame shows the patch to which map ``k`` answers most strongly."""
    value, row, column = strongest(layers, k)
    side = network().params["conv.weight"].shape[-1]
    boxes = [(row, column, side, side, "orange")] if value > 0 and picture.any() else []
    return {"pixels": picture, "map": "gray", "vmin": 0, "vmax": 255, "boxes": boxes}


def percent(share):
    """Write a share in percent; one that would round to 0 or to 100 says so.

    >>> percent(0.4567), percent(0.9999), percent(0.0001)
    ('46 %', '>99 %', '<1 %')
    """
    return ">99 %" if share > 0.995 else "<1 %" if share < 0.005 else f"{100 * share:.0f} %"


def reading(p):
    """Say in words which digit the network reads, how sure it is, and what comes second.

    >>> reading(np.array([0.02, 0.95, 0.03, 0, 0, 0, 0, 0, 0, 0]))
    'The network is sure of “1” (95 %); its second choice is “2” (3 %)'
    """
    best, second = (int(k) for k in np.argsort(-p, kind="stable")[:2])
    first, next_best = (f"“{k}” ({percent(p[k])})" for k in (best, second))
    if p[best] - p[second] < CLOSE:
        return f"The network wavers between {first} and {next_best}"
    how = "is sure of" if p[best] >= SURE else "leans to"
    return f"The network {how} {first}; its second choice is {next_best}"


def sentence(state, both, p, k):
    """Tell in words what the network reads, what the preparation has to do with it, and what map ``k`` found."""
    if not both[0][0].any():
        return (
            f"The pad is blank. A network of ten classes has no way to say so: from its biases alone it answers "
            f"“{int(np.argmax(p))}” ({percent(p.max())}). Draw a digit, or begin with one of the test set."
        )
    return f"{reading(p)}. {_preparation(state, both)} {_map_words(both[state['prepare']][1], k)}"


def _preparation(state, both):
    prepare = state["prepare"]
    if np.array_equal(both[0][0], both[1][0]):
        known = state["drawing"] in dict(_digits()).values()
        return f"Scaling and centring change nothing here{': digits of MNIST have been through it' if known else ''}."
    answers = [int(np.argmax(layers.logits)) for _, layers in both]
    said = "It was scaled and centred; without that" if prepare else "Scaled and centred like a digit of MNIST,"
    if answers[0] == answers[1]:
        return f"{said} the answer would be the same digit."
    share = losses.softmax(both[not prepare][1].logits.astype(np.float64)).max()
    return f"{said} the answer would be “{answers[not prepare]}” ({percent(share)})."


def _map_words(layers, k):
    value, row, column = strongest(layers, k)
    if value <= 0:
        return f"Map {k} is negative everywhere: after ReLU it says nothing."
    return f"Map {k} answers most strongly at row {row}, column {column}, to the patch in the orange frame."
