"""Figures of chapter 03: the 2-2-2 network with numbers on it, its gradients, and the error while it learns."""

from __future__ import annotations

import numpy as np

from course_utils.backprop import WIRING
from course_utils.plotting.style import PALETTE, with_looks

PLACES = dict(
    i1=(0, 1), i2=(0, 0), h1=(1, 1), h2=(1, 0), o1=(2, 1), o2=(2, 0), E=(2.75, 0.5), b1=(0.5, -0.62), b2=(1.5, -0.62)
)
TINT = {"i": "grey", "b": "grey", "h": "blue", "o": "green", "E": "purple"}
BIAS_EDGES = (("b1", "h1"), ("b1", "h2"), ("b2", "o1"), ("b2", "o2"))
CROSSING = ("w2", "w3", "w6", "w7")  # their labels stand nearer to their start, so that none covers another
WORDS = dict(ha="center", va="center", fontsize=12)


def draw_network(ax, inside, on_edges, against=(), biases=True):
    """Draw the 2-2-2 network on ``ax`` and return it.

    inside: node -> text below its name (a node that is missing is left out); on_edges: weight -> text.
    against: pairs of nodes whose edge is drawn bold, with its arrow towards the inputs.
    """
    ax.set(xlim=(-0.33, 3.08 if "E" in inside else 2.33), ylim=(-0.95 if biases else -0.36, 1.36), aspect="equal")
    ax.set_axis_off()
    to_error = [(unit, "E") for unit in ("o1", "o2")] if "E" in inside else []
    for pair in [*WIRING.values(), *(BIAS_EDGES if biases else ()), *to_error]:
        _edge(ax, pair, pair in against)
    for weight, text in on_edges.items():
        _edge_label(ax, WIRING[weight], text, 0.27 if weight in CROSSING else 0.43)
    for node, text in inside.items():
        x, y = PLACES[node]
        ax.scatter(x, y, s=3300, facecolor="white", edgecolor=PALETTE[TINT[node[0]]], linewidth=2.2, zorder=3)
        ax.text(x, y, f"{node}\n{text}" if text else node, **WORDS, zorder=4, linespacing=1.25)
    return ax


def _edge(ax, pair, against):
    (x0, y0), (x1, y1) = (PLACES[node] for node in (reversed(pair) if against else pair))
    color = PALETTE["orange"] if against else "#a8a8a8"
    arrow = dict(arrowstyle="-|>", color=color, lw=3.2 if against else 1.2, shrinkA=29, shrinkB=29, mutation_scale=18)
    ax.annotate("", (x1, y1), (x0, y0), arrowprops=arrow, zorder=2 if against else 1)


def _edge_label(ax, pair, text, along):
    (x0, y0), (x1, y1) = (PLACES[node] for node in pair)
    box = dict(facecolor="white", edgecolor="none", pad=1.2)
    ax.text(x0 + (x1 - x0) * along, y0 + (y1 - y0) * along, text, **WORDS, bbox=box, zorder=2.5)


def draw_gradients(ax, gradients):
    """Draw the sizes of signed ``gradients`` (name -> number) as bars on a logarithmic axis; return ``ax``.

    Colour and hatching say the sign, so that a greyscale print says it too.
    """
    for k, value in enumerate(gradients.values()):
        color, hatch = ("orange", "") if value > 0 else ("blue", "//")
        ax.bar(k, abs(value), color=PALETTE[color], hatch=hatch, edgecolor="white", width=0.7)
        ax.text(k, abs(value) * 1.15, f"{abs(value):.3g}", ha="center", va="bottom", fontsize=11)
    ax.set_axisbelow(True)
    ax.set_xticks(range(len(gradients)), list(gradients))
    ax.set(yscale="log", ylim=(1e-4, 0.4), ylabel="|∂E/∂w|")
    ax.bar(0, 0, color=PALETTE["orange"], label="positive: the weight goes down")
    ax.bar(0, 0, color=PALETTE["blue"], hatch="//", edgecolor="white", label="negative: the weight goes up")
    ax.legend(loc="upper left", frameon=False)
    return ax


def draw_errors(ax, curves):
    """Draw errors over the steps, both axes logarithmic; ``curves``: label -> array (steps + 1,). Return ``ax``."""
    styles = (("blue", "-"), ("orange", "--"), ("green", "-."))
    for label, errors, (color, dash) in with_looks("curves", curves, styles):
        ax.plot(np.arange(1, len(errors)), errors[1:], dash, color=PALETTE[color], label=label)
    ax.set(xscale="log", yscale="log", xlabel="step", ylabel="error E", xlim=(1, None))
    ax.legend(loc="lower left", frameon=False)
    return ax
