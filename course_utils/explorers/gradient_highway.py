"""Gradient highway: the gradient's norm at every convolution before the first step, measured for sixty networks."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils.data import runs
from course_utils.explorers.engine import Choice, Explorer, Lines, Slider, marks
from course_utils.explorers.words import power_text

DEPTHS = (20, 32, 44, 56, 110)
KINDS = ((False, "plain"), (True, "residual"))
STARTS = (("he", "He"), ("xavier", "Glorot"), ("small", "deviation 0.01"))
FLOOR, TOP = 1e-12, 1e10  # the axis; what is smaller lies on its lower edge, in red
COLOURS = {False: "orange", True: "blue"}
EVEN = 1.05  # a further layer that multiplies by more than this, or by less than 1 over this, explodes or vanishes


@cache
def measured():
    """Return the stored norms: (depth, residual, normalise, initialisation) -> array (depth − 1,), first layer first.

    Each is the median over the seeds; ``python -m course_utils.maintenance.measure gradients`` makes them again.
    """
    keys = ("depth", "residual", "normalise", "initialisation")
    return {tuple(run.settings[key] for key in keys): np.array(run.values["norms"]) for run in runs.load("gradients")}


def norms(state, residual=None, depth=None):
    """Return the norms at a state; `residual` and `depth` replace those of the state."""
    residual = state["residual"] if residual is None else residual
    return measured()[depth or state["depth"], residual, state["normalise"], state["initialisation"]]


class GradientHighway(Explorer):
    """See how large the gradient is at each convolution of a network that has learned nothing yet.

    Controls: the depth, plain or residual, batch normalisation or none, and what the weights are drawn from. The
    networks are those of ``models.resnet.CifarResNet``, 16, 32 and 64 channels wide; the gradient is that of the
    cross-entropy of 32 random pictures of 32 × 32.
    """

    title = "Gradient highway"
    controls = (
        Slider("depth", "Depth (layers)", values=DEPTHS, value=44),
        Choice("residual", "Network", KINDS, False),
        Choice("normalise", "Batch normalisation", ((True, "yes"), (False, "none")), True),
        Choice("initialisation", "Weights drawn from", STARTS, "he"),
    )
    panels = (
        Lines("norms", "Gradient norm at each convolution", x="place of the convolution (0 first, 100 last)", y="norm",
              xlim=(0, 100), ylim=(FLOOR, TOP), log_y=True, height=300),
        Lines("ratio", "First convolution over last, by depth", x="depth (layers)", y="ratio",
              xlim=(10, 120), ylim=(FLOOR, TOP), log_y=True, height=300),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        found = norms(state)
        return {
            "norms": [*curve(norms(state, not state["residual"]), not state["residual"], False),
                      *curve(found, state["residual"], True)],
            "ratio": ratios(state),
            "formula": formula(found),
            "sentence": sentence(state, found),
        }  # fmt: skip


def word(residual):
    """Name a kind of network.

    >>> word(True)
    'residual'
    """
    return dict(KINDS)[residual]


def curve(found, residual, chosen):
    """Return the marks of one network's norms: a line with dots, red on the lower edge where they leave the axis."""
    x = np.linspace(0, 100, len(found))
    style = {} if chosen else {"dash": True, "width": 1.5, "opacity": 0.7}
    shown = np.clip(found, FLOOR, TOP)
    marked = [marks.line(x, shown, COLOURS[residual], label=word(residual), **style)]
    if chosen:
        marked.append(marks.points(x, shown, COLOURS[residual], size=3))
    return [*marked, *lost(x, found, chosen)]


def lost(x, values, chosen):
    """Return red dots on the lower edge of the axis for values that lie below it, if there are any."""
    below = np.asarray(values) < FLOOR
    if not below.any():
        return []
    x = np.asarray(x)[below]
    label = "0, or below the axis" if chosen else None
    return [marks.points(x, np.full(len(x), FLOOR), "red", size=5 if chosen else 2, label=label)]


def ratio(found):
    """Return the first norm over the last, or None where the last is 0."""
    return float(found[0] / found[-1]) if found[-1] else None


def ratios(state):
    """Return the ratios of plain and residual networks of every depth; the chosen one is circled by a larger dot."""
    marked = [marks.hline(1, label="equal")]
    for residual, _ in KINDS:
        known = {depth: ratio(norms(state, residual, depth)) for depth in DEPTHS}
        known = {depth: value for depth, value in known.items() if value is not None}
        x, y = list(known), list(known.values())
        shown = np.clip(y, FLOOR, TOP)
        marked.append(marks.line(x, shown, COLOURS[residual], label=word(residual), dash=residual != state["residual"]))
        marked.append(marks.points(x, shown, COLOURS[residual], size=4))
        if residual == state["residual"] and state["depth"] in known:
            here = x.index(state["depth"])
            marked.append(marks.points(x[here], shown[here], COLOURS[residual], size=9))
        marked += lost(x, y, residual == state["residual"])
    return marked


def per_layer(values):
    """Return the factor that each further layer multiplies by, from (depth -> value): first to last depth that has one.

    >>> round(per_layer({20: 2.0, 32: None, 40: 2.0 * 1.1**20}), 6)
    1.1
    """
    known = [(depth, value) for depth, value in sorted(values.items()) if value]
    (low, first), (high, last) = known[0], known[-1]
    return (last / first) ** (1 / (high - low))


def with_depth(state, measure):
    """Return `measure` of the norms of every depth, the other choices as in `state`: depth -> value."""
    return {depth: measure(norms(state, depth=depth)) for depth in DEPTHS}


def formula(found):
    """Return the two ends, their ratio, and the factor that each layer would have to make it."""
    value = ratio(found)
    if value is None:
        return [f"first: {power_text(found[0])}   last: {power_text(found[-1])}   no ratio"]
    layers = len(found) - 1
    ends = f"first ÷ last: {power_text(found[0])} ÷ {power_text(found[-1])} ≈ {power_text(value)}"
    return [[ends], [f"as if each of the {layers} steps back multiplied by {value ** (1 / layers):.3g}"]]


def sentence(state, found):
    """Say what the gradient does on its way back, and what depth does to that.

    One network has a ratio; whether a gradient vanishes or explodes is said of the row of depths, by what every further
    layer multiplies the ratio by (`EVEN`). So the same choices are called the same at every depth.
    """
    name = f"{word(state['residual'])}-{state['depth']}".capitalize()
    zeros = int((found == 0).sum())
    if zeros:
        where = f"all {len(found)}" if zeros == len(found) else f"{zeros} of {len(found)}"
        return f"{name}: the gradient is exactly 0 at {where} convolutions. {_dead(found)}"
    ends = f"{name}: the first convolution gets {power_text(ratio(found))} times what the last one gets"
    return f"{ends}{_tiny(found)}. {_course(state)}{_size(state, found)}"


def _course(state):
    known = {depth: value for depth, value in with_depth(state, ratio).items() if value}
    factor, depths = per_layer(known), f"from {min(known)} to {max(known)} layers"
    if 1 / EVEN < factor < EVEN:
        first, last = power_text(known[min(known)]), power_text(known[max(known)])
        change = f"{100 * abs(factor - 1):.1f} % a layer"
        return (
            f"With depth the gradient neither vanishes nor explodes on its way back: {depths}, this ratio goes from "
            f"{first} to {last}, {change}."
        )
    what = "explodes" if factor > 1 else "vanishes"
    return (
        f"With depth the gradient {what} on its way back: {depths}, each further layer multiplies this ratio by about "
        f"{factor:.2f}."
    )


def _size(state, found):
    """Say it where all norms grow with depth, while first and last keep their ratio."""
    growth, course = per_layer(with_depth(state, np.max)), per_layer(with_depth(state, ratio))
    if growth < EVEN or course > EVEN:
        return ""
    low, high = power_text(found.min()), power_text(found.max())
    return (
        f" But it grows as a whole: here the norms lie between {low} and {high}, and each further layer multiplies the "
        f"largest by about {growth:.2f}. The sums grow from block to block on the way forward, and the loss with them."
    )


def _dead(found):
    if found.any():
        return (
            "They lie where the numbers have become too small for 32 bits. Gradient descent cannot move their weights."
        )
    return "The signal itself has died on its way forward, so that not even the last convolution learns from it."


def _tiny(found):
    return "; 32 bits can hold no number below 1.4 × 10⁻⁴⁵" if found[0] < 1e-38 else ""
