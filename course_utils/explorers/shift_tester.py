"""Shift tester: a digit is moved by pixels; how much of a pooled map changes, and does the network's answer?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from course_utils import convnet, convolution, losses, pooling, shapes
from course_utils.activations import relu
from course_utils.data import load
from course_utils.explorers.engine import Bars, Choice, Explorer, Grid, Pixels, Slider, Tiles
from course_utils.explorers.words import percent, plural

REACH = 4  # as far as the chosen digits can go without losing ink over the edge
STEPS = tuple(range(-REACH, REACH + 1))
FILTERS = 30
RIM = 2  # how far the centres of the first windows of 5 × 5 lie from the edge of the picture
RIM_BOX = [(RIM, RIM, 24, 24, "grey")]
SAME = 1e-5  # float32: the same window at another place of the picture may differ in its last bits
# what the learner chooses -> place of that digit among the embedded test digits
DIGITS = {"2": 782, "4": 724, "8": 608, "9": 909}


class Pool(NamedTuple):
    """One way to pool: its name in full and short, its window and stride, and the function of the package."""

    label: str
    short: str
    window: int
    stride: int
    function: Callable


KINDS = {
    "max": Pool("max, window 2, stride 2", "max 2/2", 2, 2, pooling.max_pool2d),
    "overlapping": Pool("max, window 3, stride 2", "max 3/2", 3, 2, pooling.max_pool2d),
    "average": Pool("average, window 2, stride 2", "average 2/2", 2, 2, pooling.avg_pool2d),
    "dense": Pool("max, window 2, stride 1", "max 2/1", 2, 1, pooling.max_pool2d),
    "none": Pool("no pooling", "none", 1, 1, pooling.max_pool2d),
}


def moved(picture, right, down):
    """Return a picture (H, W) moved by whole pixels: zeros come in, what runs over the edge is lost.

    Negative numbers move it left and up.

    >>> moved(np.array([[1.0, 2.0], [3.0, 4.0]]), right=1, down=0)
    array([[0., 1.],
           [0., 3.]])
    """
    height, width = picture.shape
    result = np.zeros_like(picture)
    result[max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = picture[
        max(-down, 0) : height - max(down, 0), max(-right, 0) : width - max(right, 0)
    ]
    return result


@cache
def network():
    """Return the network that ships with the course."""
    return convnet.pretrained()


@cache
def pictures():
    """Return the chosen digits as they are, {digit: float32 (28, 28)}."""
    images = load("digits").test_x
    return {digit: images[number, 0] for digit, number in DIGITS.items()}


@cache
def picture(digit, right, down):
    """Return the digit at a move, float32 (28, 28)."""
    return moved(pictures()[digit], right, down)


@cache
def probabilities(digit, right, down):
    """Return what the network says of the digit at a move, (10,)."""
    return losses.softmax(network().predict(picture(digit, right, down)[None, None]).astype(np.float64))[0]


@lru_cache(maxsize=100)
def feature_maps(digit, right, down):
    """Return the maps after the network's convolution and ReLU, (30, 24, 24); of an empty picture for no digit."""
    image = picture(digit, right, down) if digit else np.zeros((28, 28), np.float32)
    params = network().params
    return relu(convolution.conv2d(image[None, None], params["conv.weight"], params["conv.bias"]))[0]


@lru_cache(maxsize=16)
def pooled_maps(digit, kind, right=0, down=0):
    """Return the pooled maps at a move, (30, OH, OW).

    Those of an empty picture, for no digit, hold the biases alone, where they are above 0.
    """
    pool = KINDS[kind]
    return pool.function(feature_maps(digit, right, down)[None], pool.window, pool.stride)[0]


class Measured(NamedTuple):
    """How much the pooled maps change by a move. Three arrays (30,), one number for each filter; and a number for all.

    ``shows``: cells that show some of the digit, which are those that before or after the move are not what an empty
    picture gives; ``changed``: those of them that changed. ``sizes``: the sum of all changes, as a share of the sum of
    all ink, of what is not as an empty picture gives it, before the move; ``size`` is that share over all filters. Ink
    that has left all its places for new ones counts twice, 200 %.
    """

    shows: np.ndarray
    changed: np.ndarray
    sizes: np.ndarray
    size: float


@cache
def measures(digit, kind, right, down):
    """Return the `Measured` of a move."""
    empty, before, after = (pooled_maps(None, kind), pooled_maps(digit, kind), pooled_maps(digit, kind, right, down))
    change, ink = np.abs(after - before), np.abs(before - empty)
    shows = (np.abs(after - empty) > SAME) | (ink > SAME)
    changed = shows & (change > SAME)
    change, ink = (a.sum(axis=(1, 2), dtype=np.float64) for a in (change, ink))  # (30,): each filter sees some ink
    return Measured(shows.sum(axis=(1, 2)), changed.sum(axis=(1, 2)), change / ink, change.sum() / ink.sum())


@cache
def followed(digit, kind, right, down):
    """Return by how many cells (right, down) all pooled maps moved as they are, or None where they did not.

    The two outermost cells of a map are not looked at: other cells come in there.
    """
    stride = KINDS[kind].stride
    if right % stride or down % stride:
        return None
    cells = right // stride, down // stride
    before, after = pooled_maps(digit, kind), pooled_maps(digit, kind, right, down)
    rows, columns = (slice(2 + max(n, 0), side - 2 + min(n, 0)) for n, side in zip(cells[::-1], after.shape[1:]))
    back = (slice(r.start - n, r.stop - n) for r, n in zip((rows, columns), cells[::-1]))
    same = np.abs(after[:, rows, columns] - before[(slice(None), *back)]) <= SAME
    return cells if same.all() else None


class ShiftTester(Explorer):
    """Move a digit by pixels and watch a feature map, the pooled map, how much changes, and the network's answer.

    Controls: the digit, how far it is moved to the right and down, how its maps are pooled, and which of the 30 filters
    of the network is shown. The network is the one that ships with the course; it always pools by max, window 2,
    stride 2, whatever is shown. That strided layers change under small shifts: Zhang 2019, "Making Convolutional
    Networks Shift-Invariant Again".
    """

    title = "Shift tester"
    controls = (
        Choice("digit", "Digit", tuple(DIGITS), "4", live=True),
        Slider("right", "Moved right by", values=STEPS, value=0, format="{:+d} px", stepper=True),
        Slider("down", "Moved down by", values=STEPS, value=0, format="{:+d} px", stepper=True),
        Choice("kind", "Pooling", tuple((name, pool.label) for name, pool in KINDS.items()), "max"),
        Slider("filter", "Filter shown", values=range(1, FILTERS + 1), value=27, stepper=True, live=True),
    )
    panels = (
        Tiles("input", "Picture and feature map", columns=2, height=230),
        Tiles("pooled", "Feature map, pooled", columns=2, height=230),
        Pixels("change", "Difference (red more, blue less)", height=230),
        Grid("measured", "How much changed (window/stride)"),
        # Above 1 there is room for the number on the bar, and none for a tick: no probability is 1.2.
        Bars("says", "What the network says", ylim=(0.0, 1.19), y="probability", height=230),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        digit, kind, number = state["digit"], state["kind"], state["filter"] - 1
        move = state["right"], state["down"]
        shown, top = feature_maps(digit, *move)[number], highest(digit, number)
        before, after = pooled_maps(digit, kind)[number], pooled_maps(digit, kind, *move)[number]
        return {
            "input": tiles([picture(digit, *move), on_the_picture(shown, top)], ("picture", "map"), RIM_BOX),
            "pooled": tiles([before / top, after / top], ("not moved", "moved")),
            "change": dict(pixels=(after - before) / top, map="signed", vmin=-1.0, vmax=1.0),
            "measured": measured(state),
            "says": says(digit, *move),
            "formula": [
                size_text(KINDS[kind]),
                "Size of the change: Σ |moved − before| / Σ |before − the map of an empty picture|",
                "The network itself always pools by max, window 2, stride 2.",
            ],
            "sentence": sentence(state),
        }


def highest(digit, number):
    """Return the highest response of a filter to the digit, wherever it lies: a cell that stays keeps its grey.

    Not moved, the digit lies so far from the edge that the map holds every window with some of its ink.
    """
    return float(feature_maps(digit, 0, 0)[number].max())


def on_the_picture(feature_map, top):
    """Return a map (24, 24), scaled to 1, laid on a black picture (28, 28) where the centres of its windows lie."""
    return np.pad(feature_map / top, RIM)


def tiles(images, labels, boxes=()):
    """Return grey tiles in bytes: 0 is black, 1 white; ``boxes`` go round the last one."""
    pixels = np.round(255 * np.stack(images)).astype(np.uint8)
    return dict(pixels=pixels, labels=list(labels), vmin=0, vmax=255, boxes=[[], list(boxes)], lit=None)


def says(digit, right, down):
    """Return the bars of the ten probabilities; the highest is green where it is right, orange where it is not."""
    p = probabilities(digit, right, down)
    best = int(p.argmax())
    colors = ["grey"] * len(p)
    colors[best] = "green" if str(best) == digit else "orange"
    text = [percent(v) if v >= 0.005 else "" for v in p]
    return dict(labels=[str(k) for k in range(len(p))], values=p, colors=colors, text=text)


def measured(state):
    """Return both measures for every kind of pooling, of the filter shown and of all; the chosen kind is orange."""
    number, rows = state["filter"] - 1, []
    for kind in KINDS:
        found = measures(state["digit"], kind, state["right"], state["down"])
        one = found.changed[number] / found.shows[number], found.sizes[number]
        rows.append([percent(share) for share in (*one, found.changed.sum() / found.shows.sum(), found.size)])
    chosen = tuple(KINDS).index(state["kind"])
    return {
        "values": rows,
        "row_labels": [pool.short for pool in KINDS.values()],
        "column_labels": ["cells", "size", "cells, all", "size, all"],
        "highlight": [(chosen, column, "orange") for column in range(len(rows[0]))],
    }


def size_text(pool):
    """Write how large the pooled map is, with the formula of `shapes.output_size`."""
    side = shapes.output_size(28, 5)
    pooled = shapes.output_size(side, pool.window, pool.stride)
    return f"Pooled map: ⌊({side} − {pool.window}) / {pool.stride}⌋ + 1 = {pooled}, so {pooled} × {pooled} cells"


def direction(right, down, unit):
    """Say how far something moved: ``1 pixel right and 2 pixels up``.

    >>> direction(-1, 2, "pixel")
    '1 pixel left and 2 pixels down'
    """
    parts = [(right, "right" if right > 0 else "left"), (down, "down" if down > 0 else "up")]
    return " and ".join(f"{abs(n)} {unit}{'s' if abs(n) > 1 else ''} {word}" for n, word in parts if n)


def sentence(state):
    """Say in words how many cells of the pooled map changed, by how much, and whether the answer did."""
    digit, right, down = state["digit"], state["right"], state["down"]
    p = probabilities(digit, right, down)
    said, sure = str(p.argmax()), percent(p.max())
    if not (right or down):
        return f"The {digit} has not moved. The network says {said} ({sure}). Move it, and see what stays as it was."
    answer = f"still says {said} ({sure})" if said == digit else f"now says {said} ({sure}), which is wrong"
    return f"Moved {direction(right, down, 'pixel')}: {_change_words(state)} The network {answer}."


def _change_words(state):
    """Say how much of the map changed, what it would be without pooling, and whether the map moved along as it is."""
    digit, kind, right, down = state["digit"], state["kind"], state["right"], state["down"]
    number, found = state["filter"] - 1, measures(digit, kind, right, down)
    shows, changed, size = found.shows[number], found.changed[number], found.sizes[number]
    bare = measures(digit, "none", right, down).sizes[number]
    name = "map" if kind == "none" else "pooled map"
    many = "all" if changed == shows else f"{changed}"
    words = (
        f"of the {plural(shows, 'cell')} of the {name} that show some of the digit, {many} changed "
        f"({percent(changed / shows)}); the size of the change is {percent(size)}"
    )
    if kind != "none":
        same = percent(size) == percent(bare)
        verdict = "does not alter it" if same else f"makes it {'smaller' if size < bare else 'larger'}"
        words += f", without pooling {percent(bare)}: here pooling {verdict}"
    cells = followed(digit, kind, right, down)
    return f"{words}." + (
        f" Each {name} is what it was, moved {direction(*cells, 'cell')}, its rim apart." if cells else ""
    )
