"""Draw a digit: what every layer of a trained network makes of it while the hand still moves."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from course_utils import data, losses
from course_utils.data.digit_shapes import shape
from course_utils.explorers.digit_readers import FAINT, MAPS, Layers, Own, Shipped, layers_of, levels, looks, network
from course_utils.explorers.drawings import drawing_text
from course_utils.explorers.engine import Bars, Drawing, Explorer, Pick, Pixels, Tiles, Toggle
from course_utils.explorers.words import number

__all__ = [
    "CLOSE", "COLUMNS", "HABITS", "MAPS", "SURE", "DrawDigit", "Layers", "bars", "examples", "layers_of", "levels",
    "looks", "network", "percent", "reading", "ready_made",
]  # fmt: skip

SHIPPED = Shipped()
COLUMNS = SHIPPED.columns  # small pictures in a row
HIGH = 230  # of each panel
FIRST = "3"  # the example that is on the pad at the beginning
SURE, CLOSE = 0.9, 0.2  # from this share on the network is sure; shares that differ by less leave it undecided
DIGITS = [str(k) for k in range(10)]


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


def picks(count, columns):
    """Return the control that follows one of ``count`` maps through the layers."""
    also = ("filters", "relu", "pool")
    return Pick("map", "Map to follow", panel="conv", rows=count // columns, columns=columns, also=also)


def panels(columns, kernel="5×5", pooling="Max pooling 2×2"):
    """Return the panels: the answer beside the pad; the numbers say how the layers follow one another."""
    return (
        Pixels("seen", "1 · What it gets", height=HIGH),
        Bars("probabilities", "The answer", ylim=(0, 1.18), height=HIGH),
        Tiles("filters", f"2 · Filters, {kernel}", columns=columns, height=HIGH),
        Tiles("conv", "3 · Convolution", columns=columns, height=HIGH),
        Tiles("relu", "4 · ReLU", columns=columns, height=HIGH),
        Tiles("pool", f"5 · {pooling}", columns=columns, height=HIGH),
        Pixels("hidden", "6 · Hidden units", height=HIGH),
        Bars("logits", "7 · Ten logits", ylim=(-30, 30), height=HIGH),
    )


class DrawDigit(Explorer):
    """Draw a digit and watch a network read it: every layer, and ten probabilities.

    Controls: the pad with its pen (or a digit of the test set, or a way of writing one, to begin with), whether the
    drawing is scaled and centred as the digits of MNIST were, and one of the maps, followed through the layers. The
    preparation is ``data.strokes.strokes_as_mnist``.

    The network is ``convnet.pretrained()``, or, with ``DrawDigit(network=net)``, one of your own: `digit_readers.Own`
    says what it has to be like, and what is raised for anything else.
    """

    title = "Draw a digit"
    net = "DrawDigit"
    controls = (
        Drawing("drawing", "Draw here", value=drawing_text(examples()[FIRST]), presets=ready_made()),
        Toggle("prepare", "Scale and centre it as MNIST does", True),
        picks(MAPS, COLUMNS),
    )
    panels = panels(COLUMNS)

    def __new__(cls, *network, **values):
        """Return an explorer of the class itself, or, for a network of one's own, of one that reads with it."""
        if network or "network" in values:
            cls = reading_with(cls, *network, **{k: v for k, v in values.items() if k == "network"})
        return super().__new__(cls)

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        return frame_of(state, SHIPPED)


def reading_with(cls, network):
    """Return the class of an explorer like ``cls`` that reads with ``network``."""
    reader = Own(network)
    count, *kernel = reader.filters.shape

    def __init__(self, *_, network=None, **values):
        super(own, self).__init__(**values)

    parts = dict(
        __init__=__init__, __doc__=cls.__doc__, __module__=cls.__module__,
        title="Draw a digit, read by your network", net="",
        controls=(*cls.controls[:2], picks(count, reader.columns)),
        panels=panels(reader.columns, "×".join(map(str, kernel)), "Pooling"),
        frame=staticmethod(lambda state: frame_of(state, reader)), outside=classmethod(lambda _, live: reader.mark()),
    )  # fmt: skip
    own = type(cls.__name__, (cls,), parts)
    return own


def frame_of(state, reader):
    """Return what is on the screen for one state of the controls, read by ``reader``."""
    both = reader.looks(state["drawing"])
    picture, layers = both[state["prepare"]]
    k = reader.columns * state["map"][0] + state["map"][1]
    p, best = losses.softmax(layers.logits.astype(np.float64)), layers.logits.max()
    return {
        "seen": seen(picture, layers, k, reader.filters.shape[1:]),
        "probabilities": bars(p, [percent(v) if v >= 0.005 else "" for v in p], p),
        **maps(layers, k, reader.filters),
        "hidden": {"pixels": square(layers.grey["hidden"]), "vmin": 0, "vmax": 255},
        "logits": bars(layers.logits, [number(v) if v == best else "" for v in layers.logits], p),
        "formula": [formula(picture, layers)],
        "sentence": sentence(state, both, p, k),
    }


def square(values):
    """Return values (M,) as rows of a picture that is as wide as it is high, or nearly; what is left over is 0.

    >>> square(np.array([1, 2, 3], np.uint8)).tolist()
    [[1, 2], [3, 0]]
    """
    side = math.isqrt(len(values) - 1) + 1
    rows = -(-len(values) // side)
    return np.pad(values, (0, rows * side - len(values))).reshape(rows, side)


def bars(values, texts, p):
    """Return the content of a panel with a bar for each digit; the network's answer is orange."""
    colors = ["orange" if k == np.argmax(p) else "blue" for k in range(10)]
    return {"labels": DIGITS, "values": values, "text": texts, "colors": colors}


def formula(picture, layers):
    """Return the shapes on the way from the picture to the answer, layer by layer."""
    steps = [("", (1, *picture.shape)), ("convolution, ReLU", layers.relu.shape), ("pooling", layers.pool.shape)]
    words = "".join(f"{name and f' → {name} '}{shape}" for name, shape in steps)
    return f"{words} → {layers.pool.size:,} numbers → {layers.hidden.size} hidden units → {layers.logits.size} logits"


def maps(layers, k, weight):
    """Return the contents of the four panels of small pictures, map ``k`` lit in all; ``weight`` (F, KH, KW)."""
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


def seen(picture, layers, k, kernel):
    """Return the picture that goes in; a frame shows the patch to which map ``k`` answers most strongly."""
    value, row, column = strongest(layers, k)
    boxes = [(row, column, *kernel, "orange")] if value > 0 and picture.any() else []
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
