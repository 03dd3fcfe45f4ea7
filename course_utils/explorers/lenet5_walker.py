"""LeNet-5 walker: every layer's maps for the digit you draw, and how far its features lie from the ten codes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_utils.explorers.draw_digit import examples, ready_made
from course_utils.explorers.drawings import drawing_array, drawing_mnist, drawing_text
from course_utils.explorers.engine import Bars, Drawing, Explorer, Pick, Pixels, Tiles, Toggle
from course_utils.explorers.words import number
from course_utils.models import digit_codes, lenet5_numpy
from course_utils.models.lenet5_plan import C3_TABLE

HIGH = 230  # of each panel
TOP = 1.7159  # the largest response there is
COLUMNS = 4  # of the sixteen maps of C3 and S4
PAPER, INK = -0.1, 1.175
FIRST = "4"
FAR, CLOSE = 20.0, 1.5  # squared distance beyond which few digits are read right; ratio of two that are about equal


@lru_cache(maxsize=64)
def looks(drawing, prepare):
    """Return (picture uint8 (28, 28), layers) for the text of a ``Drawing``: every layer of the trained LeNet-5."""
    picture = drawing_mnist(drawing) if prepare else drawing_array(drawing)
    x = np.full((1, 1, 32, 32), PAPER, np.float32)
    x[0, 0, 2:30, 2:30] += np.float32(INK - PAPER) * (picture.astype(np.float32) / 255)
    return picture, {name: output[0] for name, output in lenet5_numpy.maps(x).items()}


class LeNet5Walker(Explorer):
    """Draw a digit and walk through LeNet-5 with it.

    Controls: the pad with its pen (or a digit to begin with), whether the drawing is scaled and centred as MNIST's
    digits were, and a map of C3: its inputs in S2 are framed, as the connection table has them, and its kernels stand
    in the same places. The network is ``lenet5.pretrained()``.
    """

    title = "LeNet-5 walker"
    net = "LeNet5Walker"
    controls = (
        Drawing(
            "drawing",
            "Draw here",
            value=drawing_text(examples()[FIRST]),
            presets=ready_made(),
        ),
        Toggle("prepare", "Scale and centre it as MNIST does", True),
        Pick("map", "Map of C3", panel="C3", rows=4, columns=COLUMNS, also=("S4",)),
    )
    panels = (  # the answer beside the pad; the numbers say how the layers follow one another
        Pixels("seen", "1 · Input", height=HIGH),
        Bars("distances", "The answer: distances", ylim=(0, 320), height=HIGH),
        Tiles("C1", "2 · C1: 6 maps", columns=3, height=HIGH),
        Tiles("S2", "3 · S2: 6 maps", columns=3, height=HIGH),
        Tiles("kernels", "4 · C3’s kernels", columns=3, height=HIGH),
        Tiles("C3", "5 · C3: 16 maps", columns=COLUMNS, height=HIGH),
        Tiles("S4", "6 · S4: 16 maps", columns=COLUMNS, height=HIGH),
        Pixels("C5", "7 · C5: 120 units", height=HIGH),
        Tiles("F6", "8 · F6 and a code", columns=2, height=HIGH),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        picture, layers = looks(state["drawing"], state["prepare"])
        k = COLUMNS * state["map"][0] + state["map"][1]
        best = int(np.argmin(layers["output"]))
        features = np.stack([layers["F6"].reshape(12, 7), digit_codes.picture(best)])
        return {
            "seen": {"pixels": np.pad(picture, 2), "map": "gray", "vmin": 0, "vmax": 255},
            "C1": small(layers["C1"]),
            "S2": {**small(layers["S2"]), "boxes": frames(k, 14)},
            "kernels": kernels(k),
            "C3": {**small(layers["C3"]), "lit": k},
            "S4": {**small(layers["S4"]), "lit": k},
            "C5": small(layers["C5"].reshape(8, 15)),
            "F6": {**small(features), "labels": ["F6", f"code of {best}"]},
            "distances": distances(layers["output"]),
            "formula": [formula(k)],
            "sentence": sentence(picture, layers["output"], k),
        }


def small(responses):
    """Return responses as the content of a panel: signed, all on the scale of the bend."""
    return {"pixels": np.asarray(responses, np.float32), "map": "signed", "vmin": -TOP, "vmax": TOP}


def frames(k, side):
    """Return for each of six pictures of ``side`` pixels a frame where map ``k`` of C3 reads that map of S2, or none.

    >>> [len(boxes) for boxes in frames(0, 14)]
    [1, 1, 1, 0, 0, 0]
    """
    return [[(0, 0, side, side, "orange")] if source in C3_TABLE[k] else [] for source in range(6)]


def kernels(k):
    """Return the kernels of map ``k`` of C3, each in the place of the S2 map that it slides over; blank where none."""
    weight = lenet5_numpy.weights()["C3.weight"]  # (16, 6, 5, 5), 0 where nothing is connected
    top = float(np.abs(weight).max())
    labels = [str(source) if source in C3_TABLE[k] else "none" for source in range(6)]
    return {"pixels": weight[k], "map": "signed", "vmin": -top, "vmax": top, "labels": labels, "boxes": frames(k, 5)}


def distances(found):
    """Return the ten squared distances as bars; the smallest is orange."""
    best = int(np.argmin(found))
    return {
        "labels": [str(k) for k in range(10)],
        "values": found,
        "text": [f"{d:.0f}" if d >= 10 else number(d, 2) for d in found],
        "colors": ["orange" if k == best else "blue" for k in range(10)],
    }


def formula(k):
    """Return what map ``k`` of C3 counts."""
    count = len(C3_TABLE[k])
    parameters = 25 * count + 1
    return (
        f"C3 map {k}: {count} kernels of 5×5 and a bias, {parameters} parameters; "
        f"each is used at 10×10 places, {100 * parameters:,} connections"
    )


def sentence(picture, found, k):
    """Say in words what the network reads, how near it is, and what the chosen map looks at."""
    best, second = (int(i) for i in np.argsort(found, kind="stable")[:2])
    near, next_best = (f"“{i}” ({number(found[i])})" for i in (best, second))
    if not picture.any():
        verdict = (
            "The pad is blank, and no code is near." if found[best] > FAR else f"The pad is blank; nearest is {near}."
        )
    elif found[best] > FAR:
        nearest = f"the nearest, that of {near}, is farther than {FAR:g}"
        if found[second] < CLOSE * found[best]:
            nearest = f"the features lie between those of {near} and {next_best}, both farther than {FAR:g}"
        verdict = f"No code is near: {nearest}. The drawing may be misread, or be no digit."
    else:
        verdict = f"The features lie nearest to the code of {near}; next comes that of {next_best}."
    sources = C3_TABLE[k]
    words = ", ".join(str(s) for s in sources[:-1]) + f" and {sources[-1]}"
    count = "all six" if len(sources) == 6 else f"{len(sources)} of the six"
    return f"{verdict} Map {k} of C3 reads {count} maps of S2: {words}, framed."
