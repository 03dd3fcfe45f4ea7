"""Gradient highway: the gradient's norm at every convolution before the first step, measured for sixty networks."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils.data import runs
from course_utils.explorers.activation_lab import power_text
from course_utils.explorers.engine import Choice, Explorer, Lines, Slider, marks

DEPTHS = (20, 32, 44, 56, 110)
KINDS = ((False, "plain"), (True, "residual"))
STARTS = (("he", "He"), ("xavier", "Glorot"), ("small", "deviation 0.01"))
FLOOR, TOP = 1e-12, 1e10  # the axis; what is smaller lies on its lower edge, in red
COLOURS = {False: "orange", True: "blue"}
MUCH = 100  # first over last beyond this, or below 1 over this, is called exploding or vanishing


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


def formula(found):
    """Return the two ends, their ratio, and the factor that each layer would have to make it."""
    value = ratio(found)
    if value is None:
        return [f"first: {power_text(found[0])}   last: {power_text(found[-1])}   no ratio"]
    layers = len(found) - 1
    ends = f"first ÷ last: {power_text(found[0])} ÷ {power_text(found[-1])} = {power_text(value)}"
    return [[ends], [f"as if each of the {layers} steps back multiplied by {value ** (1 / layers):.3g}"]]


def sentence(state, found):
    """Say what the gradient does on its way back."""
    name = f"{word(state['residual'])}-{state['depth']}".capitalize()
    zeros = int((found == 0).sum())
    if zeros:
        return (
            f"{name}: the gradient is exactly 0 at {zeros} of {len(found)} convolutions. {_dead(found)} "
            "Gradient descent cannot move their weights."
        )
    value = found[0] / found[-1]
    if value < 1 / MUCH:
        return (
            f"{name}: the gradient vanishes on its way back. The first convolution gets {power_text(value)} times what "
            f"the last one gets{_tiny(found)}."
        )
    if value > MUCH:
        return (
            f"{name}: the gradient explodes on its way back. The first convolution gets {power_text(value)} times what "
            "the last one gets: nothing vanishes here."
        )
    spread = f"The largest norm is {power_text(found.max() / found.min())} times the smallest"
    if found.max() > MUCH:
        return (
            f"{name}: the gradient is large everywhere, up to {power_text(found.max())}. {spread}. The sums have grown "
            "from block to block on the way forward, and the loss with them."
        )
    return f"{name}: the gradient neither vanishes nor explodes. {spread}, over {len(found)} convolutions."


def _dead(found):
    if found.any():
        return "They lie where the numbers have become too small for 32 bits."
    return "The signal itself has died on its way forward, so that not even the last convolution learns from it."


def _tiny(found):
    return "; 32 bits can hold no number below 1.4 × 10⁻⁴⁵" if found[0] < 1e-38 else ""
