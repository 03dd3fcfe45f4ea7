"""Figures of chapter 03: the 2-2-2 network and its numbers, its error while it learns, gradients through depth."""

from __future__ import annotations

import numpy as np

from course_utils.backprop import WIRING
from course_utils.plotting.style import PALETTE, Picture, equally_long, figure, with_looks

PLACES = dict(
    i1=(0, 1), i2=(0, 0), h1=(1, 1), h2=(1, 0), o1=(2, 1), o2=(2, 0), E=(2.75, 0.5), b1=(0.5, -0.62), b2=(1.5, -0.62)
)
TINT = {"i": "grey", "b": "grey", "h": "blue", "o": "green", "E": "purple"}
BIAS_EDGES = (("b1", "h1"), ("b1", "h2"), ("b2", "o1"), ("b2", "o2"))
CROSSING = ("w2", "w3", "w6", "w7")  # their labels stand nearer to their start, so that none covers another
WORDS = dict(ha="center", va="center", fontsize=12)


def given(net):
    """Return a Picture of the network with the numbers that are given: inputs, targets, weights and biases."""
    fig, ax = figure(width=7.6, height=5.2)
    targets = {"o1": f"target\n{net.t1:.2f}", "o2": f"target\n{net.t2:.2f}"}
    draw_network(ax, _inputs_and_biases(net) | {"h1": "", "h2": ""} | targets, _weights(net))
    alt = (
        f"Two inputs, {net.i1:.2f} and {net.i2:.2f}, two hidden units and two outputs with the targets {net.t1:.2f} "
        f"and {net.t2:.2f}. On the edges: {_said_weights(net)}. The biases are {net.b1:.2f} and {net.b2:.2f}."
    )
    return Picture(fig, alt)


def after_forward(net):
    """Return a Picture of the network with the output of every unit in it."""
    fig, ax = figure(width=7.6, height=5.2)
    outs = {unit: f"{getattr(net, 'out_' + unit):.4f}" for unit in ("h1", "h2", "o1", "o2")}
    draw_network(ax, _inputs_and_biases(net) | outs, _weights(net))
    alt = (
        f"The network after the forward pass: hidden outputs {outs['h1']} and {outs['h2']}, outputs {outs['o1']} and "
        f"{outs['o2']}."
    )
    return Picture(fig, alt)


def _inputs_and_biases(net):
    return {name: f"{getattr(net, name):.2f}" for name in ("i1", "i2", "b1", "b2")}


def _weights(net):
    return {weight: f"{weight} = {getattr(net, weight):.2f}" for weight in WIRING}


def _said_weights(net):
    return ", ".join(
        f"{weight} = {getattr(net, weight):.2f} from {tail} to {head}" for weight, (tail, head) in WIRING.items()
    )


def paths(weight):
    """Return a Picture of the network with every path from the error E back to ``weight`` drawn bold."""
    tail, head = WIRING[weight]
    onward = {w: pair for w, pair in WIRING.items() if pair[0] == head}  # none where the weight ends at an output
    ends = [unit for _, unit in onward.values()] or [head]
    fig, ax = figure(width=7.6, height=3.9)
    names = dict.fromkeys(("i1", "i2", "h1", "h2", "o1", "o2", "E"), "")
    against = {(tail, head), *onward.values(), *((unit, "E") for unit in ends)}
    draw_network(ax, names, {w: w for w in (weight, *onward)}, against=against, biases=False)
    routes = " and ".join(f"through {unit} ({w})" for w, (_, unit) in onward.items()) or f"through {head}"
    number = "the one path" if len(ends) == 1 else f"{len(ends)} paths"
    return Picture(fig, f"The network with {number} from E back to {weight} drawn bold: {routes}.")


def gradients(values):
    """Return a Picture of signed gradients, weight -> number, as bars on a logarithmic axis."""
    fig, ax = figure(width=9, height=3.8)
    draw_gradients(ax, values)
    said = ", ".join(f"{name} {abs(value):.1g}" for name, value in values.items())
    below = [name for name, value in values.items() if value < 0]
    signs = f"Negative: {', '.join(below)}." if below else "All are positive."
    return Picture(fig, f"Bars of the sizes of the gradients: {said}. {signs}")


def errors(curves):
    """Return a Picture of errors over the steps on logarithmic axes; label -> array (steps + 1,)."""
    fig, ax = figure(width=9, height=4)
    draw_errors(ax, curves)
    said = "; ".join(
        f"{label} {_power(v[1])} after one step, {_power(v[len(v) // 100])} after {len(v) // 100:,}, "
        f"{_power(v[-1])} after {len(v) - 1:,}"
        for label, v in curves.items()
    )
    falling = "always falling" if all(np.all(np.diff(v) < 0) for v in curves.values()) else "not always falling"
    return Picture(fig, f"Error over the steps on logarithmic axes, {falling}: {said}.")


def gradient_norms(norms):
    """Return a Picture of the length of each layer's gradient on a logarithmic axis; label -> array (layers,)."""
    fig, ax = figure(width=8.5, height=3.8)
    draw_gradient_norms(ax, norms)
    said = "; ".join(f"{label} from {_power(v[-1])} to {_power(v[0])}" for label, v in norms.items())
    return Picture(fig, f"Length of each layer's gradient, from the last layer back to the first: {said}.")


def shares(before, after):
    """Return a Picture of how many units fire for which share of the images, before a step and after it."""
    before, after = equally_long(before=before, after=after)
    fig, ax = figure(width=7.5, height=3.6)
    draw_shares(ax, before, after)
    none_before, none_after, nearly_all = (int(np.sum(x)) for x in (before == 0, after == 0, after > 0.95))
    alt = (
        f"How many of {len(before)} units fire for which share of the images. For none: {none_before} before the step, "
        f"{none_after} after it. For more than 95 %: {nearly_all} after it."
    )
    return Picture(fig, alt)


def _power(value):
    """Write a positive number with one digit and its power of ten: 3·10⁻⁵."""
    digit, _, power = f"{value:.0e}".partition("e")
    return f"{digit}·10{str(int(power)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


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

    Colour and hatching say the sign, so that a greyscale print says it too. The sizes are written with one digit: more
    would tell what the exercise before the figure asks for.
    """
    for k, value in enumerate(gradients.values()):
        color, hatch = ("orange", "") if value > 0 else ("blue", "//")
        ax.bar(k, abs(value), color=PALETTE[color], hatch=hatch, edgecolor="white", width=0.7)
        ax.text(k, abs(value) * 1.15, f"{abs(value):.1g}", ha="center", va="bottom", fontsize=11)
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


def draw_gradient_norms(ax, norms):
    """Draw the length of each layer's gradient on a logarithmic axis; ``norms`` maps label -> (layers,)."""
    looks = (
        (PALETTE["blue"], "-", "o"),
        (PALETTE["orange"], "--", "s"),
        (PALETTE["green"], "-.", "^"),
        (PALETTE["purple"], ":", "D"),
    )
    for label, values, (color, dash, marker) in with_looks("norms", norms, looks):
        layers = np.arange(1, len(values) + 1)
        ax.plot(layers, values, color=color, linestyle=dash, marker=marker, markersize=5, label=label)
    ax.set(yscale="log", xlabel="layer (1 is next to the input)", ylabel="length of its gradient", xticks=layers[::3])
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax


def draw_shares(ax, before, after):
    """Draw for two layers how many of their units fire on which share of the examples; returns ax.

    before and after hold one share in 0..1 for each unit.
    """
    before, after = equally_long(before=before, after=after)
    edges = np.linspace(0, 1, 21)
    ax.hist(before, bins=edges, color=PALETTE["blue"], alpha=0.65, label="before")
    ax.hist(after, bins=edges, color=PALETTE["orange"], alpha=0.65, hatch="//", edgecolor="white", label="after")
    ax.set(xlabel="share of the images for which a unit fires", ylabel="number of units", xlim=(0, 1))
    ax.legend()
    return ax
