"""AlexNet walker: layer by layer, tower by tower: shapes, parameters, multiply-adds, and the question of 224 or 227."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from course_utils import shapes
from course_utils.explorers.engine import Bars, Choice, Explorer, Graph, Slider, Toggle
from course_utils.explorers.words import plural
from course_utils.models import alexnet_plan as plan

LAYERS = ("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8")
SIDES = (8, 32, 64, 67, 96, 128, 160, 192, 195, *range(219, 236), 256, 259)
POOL = (3, 2, 0)  # window, stride and padding of every pooling
HIGH = 250
UPPER, LOWER, MIDDLE = (1.0, 0.72), (0.0, 0.28), 0.5  # in zigzag, so that eight layers have room on a telephone
#: "A" is the upper tower, "B" the lower one; picture and fc8 belong to both.
POSITIONS = {"picture": (0.0, MIDDLE), "fc8": (1.0, MIDDLE)} | {
    f"{name}{tower}": ((k + 1) / 8, heights[k % 2])
    for k, name in enumerate(LAYERS[:-1])
    for tower, heights in (("A", UPPER), ("B", LOWER))
}
TALKING = ("conv3", "fc6", "fc7")  # layers in which each tower reads both


class Step(NamedTuple):
    """One window on the way up: a convolution, or the pooling after it; how wide the maps are before and after it.

    `left` rows and columns at the far end are never read. Where the window does not fit at all, `after` is 0.
    """

    layer: str
    pooling: bool
    window: int
    before: int
    after: int
    left: int


@cache
def steps(side):
    """Return the `Step` of each convolution and pooling for a picture of that side, up to the first that cannot be.

    >>> [step.after for step in steps(224)]
    [54, 26, 26, 12, 12, 12, 12, 5]
    """
    found = []
    for layer in plan.full().convolutions:
        windows = [(False, (layer.kernel, layer.stride, layer.padding)), *([(True, POOL)] if layer.pooled else [])]
        for pooling, (kernel, stride, padding) in windows:
            if kernel > side + 2 * padding:
                return (*found, Step(layer.name, pooling, kernel, side, 0, 0))
            after, left = (
                shapes.output_size(side, kernel, stride, padding),
                shapes.unused(side, kernel, stride, padding),
            )
            found.append(Step(layer.name, pooling, kernel, side, after, left))
            side = after
    return tuple(found)


def refused(side):
    """Return the `Step` at which a network for pictures of that side cannot be built, or None."""
    last = steps(side)[-1]
    return None if last.after else last


@cache
def rows(two, side=plan.SIDE):
    """Return the `alexnet_plan.Row` of each layer by its name; what a stride leaves over is not read, as in torch."""
    return {row.layer: row for row in plan.rows(plan.full(side=side), towers=2 if two else 1, exact=False)}


class AlexNetWalker(Explorer):
    """Step through AlexNet's layers: what each reads, gives and costs, in both towers.

    Controls: the layer, whether there are two towers or one, and the side of the picture, for which every layer's size
    is worked out; a side too small for some window says for which. All counts are those of ``alexnet_plan.rows``.
    """

    title = "AlexNet walker"
    controls = (
        Choice("layer", "Layer", LAYERS, "conv1"),
        Toggle("two", "Two towers, as published", True),
        Slider("side", "Side of the picture (pixels)", values=SIDES, value=227, stepper=True),
    )
    panels = (
        Graph("towers", "Who reads whom", positions=POSITIONS, height=400),
        Bars("parameters", "Share of the parameters (%)", ylim=(0, 78), height=HIGH),
        Bars("work", "Share of the multiply-adds (%)", ylim=(0, 78), height=HIGH),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        return {
            "towers": graph(state),
            "parameters": bars(state, "parameters"),
            "work": bars(state, "multiply_adds"),
            "formula": [*formula(state), sizes(state["side"]), places(state["side"])],
            "sentence": sentence(state),
        }


def bars(state, what):
    """Return each layer's share of the whole, in percent; the chosen layer is orange. Without a network, no shares."""
    built = not refused(state["side"])
    counts = [getattr(row, what) for row in rows(state["two"], state["side"]).values()] if built else [0] * len(LAYERS)
    shares = [100 * count / (sum(counts) or 1) for count in counts]
    return {
        "labels": [name.replace("conv", "c").replace("fc", "f") for name in LAYERS],  # or they touch on a small page
        "values": shares,
        "text": [f"{share:.1f}" if share >= 0.1 else f"{share:.2f}" for share in shares]
        if built
        else ["–"] * len(shares),
        "colors": ["orange" if name == state["layer"] else "blue" for name in LAYERS],
    }


def graph(state):
    """Return nodes and arrows; with one tower everything is joined in the upper row; what cannot be built is grey."""
    layer, towers, end = state["layer"], "AB" if state["two"] else "A", refused(state["side"])
    there = LAYERS[: LAYERS.index(end.layer) + end.pooling] if end else LAYERS
    nodes = {"picture": {"label": "input", "color": "grey"}, "fc8": node("fc8", layer, there)}
    nodes |= {f"{name}{tower}": node(name, layer, there) for name in LAYERS[:-1] for tower in towers}
    edges, before = [], dict.fromkeys(towers, "picture")
    for name in LAYERS[:-1]:
        for tower in towers:
            read = before.values() if name in TALKING else (before[tower],)
            edges += [arrow(source, f"{name}{tower}", name == layer) for source in dict.fromkeys(read)]
        before = {tower: f"{name}{tower}" for tower in towers}
    edges += [arrow(source, "fc8", layer == "fc8") for source in before.values()]
    return {"nodes": nodes, "edges": edges}


def node(name, layer, there):
    """Return a node for a layer, lit where it is the chosen one."""
    chosen = name == layer
    return {"label": name, "color": "orange" if chosen else "blue" if name in there else "grey", "active": chosen}


def arrow(source, goal, active):
    """Return an arrow, lit where it leads into the chosen layer."""
    return {"from": source, "to": goal, "active": active, "color": "orange" if active else "grey"}


def formula(state):
    """Return the count of the chosen layer as a product; nothing for a dense layer whose inputs do not exist."""
    name = state["layer"]
    if name.startswith("conv"):  # its count does not depend on the picture
        row, layer = rows(state["two"])[name], {c.name: c for c in plan.full().convolutions}[name]
        size = f"{layer.kernel} · {layer.kernel} · {row.inputs}"
        return [f"{name}: {layer.kernels} kernels of {size}, + {layer.kernels} biases = {row.parameters:,} parameters"]
    if refused(state["side"]):
        return []
    row = rows(state["two"], state["side"])[name]
    units = f"{row.shape[0]:,}"
    return [f"{name}: {row.inputs:,} · {units} weights + {units} biases = {row.parameters:,} parameters"]


def sizes(side):
    """Return how wide the maps are on the way up.

    >>> sizes(64)
    'Sides: 64 → conv1 14 → pooling 6 → conv2 6 → pooling 2 → conv3 2 → conv4 2 → conv5 2 → pooling –'
    """
    way = [f"{'pooling' if step.pooling else step.layer} {step.after or '–'}" for step in steps(side)]
    return " → ".join([f"Sides: {side}", *way])


def places(side):
    """Return how many places conv1's window has on a picture of that side, as the formula gives it.

    >>> places(224)
    '(224 − 11)/4 + 1 = 54.25: a quarter of a step is left over, 54 places'
    """
    first = steps(side)[0]
    if not first.after:
        return f"conv1 cannot be built: its window of {first.window} is larger than {side}"
    found = (side - 11) / 4 + 1
    if not first.left:
        return f"({side} − 11)/4 + 1 = {found:g}: it comes out whole"
    words = {1: "a quarter of a step", 2: "half a step", 3: "three quarters of a step"}[first.left]
    return f"({side} − 11)/4 + 1 = {found:g}: {words} is left over, {plural(first.after, 'place')}"


def sentence(state):
    """Say what the chosen layer reads and gives, what it costs, and whether the picture fits."""
    name, side, two = state["layer"], state["side"], state["two"]
    if refused(side):
        return impossible(side)
    row, everything = rows(two, side)[name], sum(r.parameters for r in rows(two, side).values())
    if name.startswith("fc"):
        gives = f"{row.shape[0]:,} numbers"
    else:
        gives = f"{_cube(row.shape)}" + ("" if row.pooled == row.shape else f", pooled to {_cube(row.pooled)}")
    share = 100 * row.parameters / everything
    return f"{name} gives {gives}. {reads(name, two)}. It holds {share:.2g} % of all parameters. {fits(side)}"


def _cube(shape):
    return " × ".join(str(n) for n in shape)


def reads(name, two):
    """Say what the chosen layer reads."""
    if name == "conv1":
        return "Each tower sees the whole picture" if two else "It sees the picture"
    if name == "fc8":
        return "It reads both towers" if two else "It reads all units of fc7"
    if not two:
        return f"It reads all {'maps' if name.startswith('conv') else 'numbers'} of the layer before"
    return "Here the towers talk: each half reads both" if name in TALKING else "Each half reads its own tower only"


def fits(side):
    """Say which windows come out whole on a picture of that side, and which leave something out.

    >>> fits(231)
    'A picture of 231 fits conv1, but the pooling after conv1 leaves out a row and a column.'
    """
    first, *others = steps(side)
    cut = [step.layer for step in others if step.left]  # poolings all: the other convolutions have stride 1
    names = " and ".join([", ".join(cut[:-1]), cut[-1]] if len(cut) > 1 else cut)
    poolings = f"{'poolings' if len(cut) > 1 else 'pooling'} after {names} leave{'s' if len(cut) == 1 else ''}"
    if first.left:
        last = "row and its last column" if first.left == 1 else f"{first.left} rows and columns"
        start = f"A picture of {side} does not fit conv1: its last {last} are never read."
        return start + (f" The {poolings} out a row and a column." if cut else "")
    if cut:
        return f"A picture of {side} fits conv1, but the {poolings} out a row and a column."
    return f"A picture of {side} fits conv1, and every pooling comes out whole."


def impossible(side):
    """Say which layer cannot be built for a picture of that side, and why."""
    step = refused(side)
    what = f"the pooling after {step.layer}" if step.pooling else step.layer
    onto = f"its maps of {step.before} × {step.before}" if step.pooling else "the picture itself"
    return (
        f"There is no such network for a picture of {side}: {what} cannot be built, since its window of "
        f"{step.window} × {step.window} is larger than {onto}."
    )
