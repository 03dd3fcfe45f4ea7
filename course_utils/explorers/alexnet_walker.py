"""AlexNet walker: layer by layer, tower by tower: shapes, parameters, multiply-adds, and the question of 224 or 227."""

from __future__ import annotations

from functools import cache

from course_utils import shapes
from course_utils.explorers.engine import Bars, Choice, Explorer, Graph, Slider, Toggle
from course_utils.models import alexnet_plan as plan

LAYERS = ("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8")
SIDES = tuple(range(219, 236))
HIGH = 250
UPPER, LOWER, MIDDLE = (1.0, 0.72), (0.0, 0.28), 0.5  # in zigzag, so that eight layers have room on a telephone
#: "A" is the upper tower, "B" the lower one; picture and fc8 belong to both.
POSITIONS = {"picture": (0.0, MIDDLE), "fc8": (1.0, MIDDLE)} | {
    f"{name}{tower}": ((k + 1) / 8, heights[k % 2])
    for k, name in enumerate(LAYERS[:-1])
    for tower, heights in (("A", UPPER), ("B", LOWER))
}
TALKING = ("conv3", "fc6", "fc7")  # layers in which each tower reads both


@cache
def rows(two):
    """Return the `alexnet_plan.Row` of each layer by its name, for a picture of 227 × 227."""
    return {row.layer: row for row in plan.rows(plan.full(), towers=2 if two else 1)}


class AlexNetWalker(Explorer):
    """Step through AlexNet's layers: what each reads, gives and costs, in both towers.

    Controls: the layer, whether there are two towers or one, and the side of the picture, for which conv1's number of
    places is worked out. All counts are those of ``alexnet_plan.rows``.
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
            "towers": graph(state["layer"], state["two"]),
            "parameters": bars(state, "parameters"),
            "work": bars(state, "multiply_adds"),
            "formula": [formula(state), places(state["side"])],
            "sentence": sentence(state),
        }


def bars(state, what):
    """Return each layer's share of the whole, in percent; the chosen layer is orange."""
    counts = [getattr(row, what) for row in rows(state["two"]).values()]
    shares = [100 * count / sum(counts) for count in counts]
    return {
        "labels": [name.replace("conv", "c").replace("fc", "f") for name in LAYERS],  # or they touch on a small page
        "values": shares,
        "text": [f"{share:.1f}" if share >= 0.1 else f"{share:.2f}" for share in shares],
        "colors": ["orange" if name == state["layer"] else "blue" for name in LAYERS],
    }


def graph(layer, two):
    """Return nodes and arrows; with one tower everything is joined in the upper row."""
    towers = "AB" if two else "A"
    nodes = {"picture": {"label": "input", "color": "grey"}, "fc8": node("fc8", layer)}
    nodes |= {f"{name}{tower}": node(name, layer) for name in LAYERS[:-1] for tower in towers}
    edges, before = [], dict.fromkeys(towers, "picture")
    for name in LAYERS[:-1]:
        for tower in towers:
            read = before.values() if name in TALKING else (before[tower],)
            edges += [arrow(source, f"{name}{tower}", name == layer) for source in dict.fromkeys(read)]
        before = {tower: f"{name}{tower}" for tower in towers}
    edges += [arrow(source, "fc8", layer == "fc8") for source in before.values()]
    return {"nodes": nodes, "edges": edges}


def node(name, layer):
    """Return a node for a layer, lit where it is the chosen one."""
    chosen = name == layer
    return {"label": name, "color": "orange" if chosen else "blue", "active": chosen}


def arrow(source, goal, active):
    """Return an arrow, lit where it leads into the chosen layer."""
    return {"from": source, "to": goal, "active": active, "color": "orange" if active else "grey"}


def formula(state):
    """Return the count of the chosen layer as a product."""
    row = rows(state["two"])[state["layer"]]
    if state["layer"].startswith("fc"):
        units = f"{row.shape[0]:,}"
        return f"{row.layer}: {row.inputs:,} · {units} weights + {units} biases = {row.parameters:,} parameters"
    layer = {c.name: c for c in plan.full().convolutions}[state["layer"]]
    size = f"{layer.kernel} · {layer.kernel} · {row.inputs}"
    return f"{layer.name}: {layer.kernels} kernels of {size}, + {layer.kernels} biases = {row.parameters:,} parameters"


def places(side):
    """Return how many places conv1's window has on a picture of that side, as the formula gives it.

    >>> places(224)
    '(224 − 11)/4 + 1 = 54.25: a quarter of a step is left over'
    """
    found = (side - 11) / 4 + 1
    left = shapes.unused(side, 11, 4)
    words = {0: "it comes out whole", 1: "a quarter of a step", 2: "half a step", 3: "three quarters of a step"}[left]
    return f"({side} − 11)/4 + 1 = {found:g}: {words}" + (" is left over" if left else "")


def sentence(state):
    """Say what the chosen layer reads and gives, what it costs, and whether the picture fits."""
    two, name = state["two"], state["layer"]
    row, all_rows = rows(two)[name], rows(two).values()
    share = 100 * row.parameters / sum(r.parameters for r in all_rows)
    if name == "conv1":
        reads = "Each tower sees the whole picture" if two else "It sees the picture"
    elif name == "fc8":
        reads = "It reads both towers" if two else "It reads all units of fc7"
    elif not two:
        reads = "It reads all maps of the layer before" if name.startswith("conv") else "It reads everything before it"
    elif name in TALKING:
        reads = "Here the towers talk: each half reads both"
    else:
        reads = "Each half reads its own tower only"
    shape = " × ".join(str(n) for n in row.shape)
    pooled = "" if row.pooled == row.shape else f", pooled to {' × '.join(str(n) for n in row.pooled)}"
    fits = (
        f" A picture of {state['side']} fits conv1." if shapes.unused(state["side"], 11, 4) == 0
        else f" A picture of {state['side']} does not fit conv1."
    )  # fmt: skip
    return f"{name} gives {shape}{pooled}. {reads}. It holds {share:.2g} % of all parameters.{fits}"
