"""Figures of chapter 10 on batch normalisation: numbers that drift, the graph, rates, averages that lag."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from course_utils.plotting import chapter_10_stored as stored_numbers
from course_utils.plotting.style import PALETTE, Picture, figure

INK, BLUE, ORANGE, GREY = (PALETTE[name] for name in ("ink", "blue", "orange", "grey"))
KINDS = {"plain": (ORANGE, "--", "s"), "normalised": (BLUE, "-", "o")}


# ---- numbers that drift -------------------------------------------------------------------------------------------
def drift(found):
    """Return the channels' means and deviations over the steps; ``found`` maps a kind to (means, deviations).

    Both are (steps + 1, C), as `inspection.drift.channel_drift` returns them.
    """
    fig, axes = figure(1, 2, width=10, height=4)
    said = []
    for kind, pair in found.items():
        color, dash, _ = KINDS[kind]
        for ax, values in zip(axes, pair, strict=True):
            ax.plot(values, dash, color=color, linewidth=0.9, alpha=0.7)
            ax.plot([], [], dash, color=color, label=kind)
        means, deviations = pair
        moved = np.abs(means[-1] - means[0]).max()
        said.append(
            f"{kind}: the mean that moves most moves by {moved:.1f}, the deviations go from {deviations[0].min():.1f} "
            f"to {deviations[0].max():.1f} before training to {deviations[-1].min():.1f} to {deviations[-1].max():.1f}"
        )
    axes[0].set(xlabel="steps so far", ylabel="mean of a channel")
    axes[1].set(xlabel="steps so far", ylabel="standard deviation of a channel", ylim=(0, None))
    axes[0].legend()
    steps, channels = len(means) - 1, means.shape[1]
    return Picture(
        fig, f"Mean and deviation of {channels} channels before a ReLU, over {steps} steps. {'; '.join(said)}."
    )


# ---- the graph ----------------------------------------------------------------------------------------------------
#: Name of a node -> (text, place); what is computed from what; the last of a pair is the later node.
NODES = {
    "x": ("x", (0, 0)),
    "mean": ("mean", (1.6, 1.1)),
    "centred": ("centred\nx − mean", (3.2, 0)),
    "squares": ("squares", (4.9, 1.1)),
    "variance": ("variance", (6.5, 1.1)),
    "deviation": ("deviation\n√(var + ε)", (8.2, 1.1)),
    "normed": ("normed x̂", (9.8, 0)),
    "out": ("out\nγ·x̂ + β", (11.6, 0)),
}
EDGES = (("x", "mean"), ("x", "centred"), ("mean", "centred"), ("centred", "squares"), ("squares", "variance"),
         ("variance", "deviation"), ("centred", "normed"), ("deviation", "normed"), ("normed", "out"))  # fmt: skip
WIDTH, HEIGHT = 1.25, 0.62


def graph():
    """Return the graph of batch normalisation, the two nodes that are used twice in colour."""
    fig, ax = figure(width=11, height=2.9)
    twice = [name for name in NODES if sum(start == name for start, _ in EDGES) > 1]
    for name, (text, (x, y)) in NODES.items():
        many = name in ("mean", "variance", "deviation")
        ax.add_patch(Rectangle((x - WIDTH / 2, y - HEIGHT / 2), WIDTH, HEIGHT, linewidth=2.2 if name in twice else 1.1,
                               facecolor="#e9e9e9" if many else "#dbe9f4",
                               edgecolor=ORANGE if name in twice else INK))  # fmt: skip
        ax.text(x, y, text, ha="center", va="center", fontsize=11)
    for start, end in EDGES:
        _edge(ax, NODES[start][1], NODES[end][1], ORANGE if start in twice else INK)
    ax.set(xlim=(-0.9, 12.5), ylim=(-0.6, 1.7), aspect="equal")
    ax.set_axis_off()
    names = " and ".join(twice)
    return Picture(
        fig,
        f"The graph of batch normalisation, from x to out: {len(NODES)} nodes. {names} are used twice: x in the mean "
        "and in the difference, the centred numbers in the squares and in the quotient. Mean, variance and deviation "
        "are one number a channel.",
    )


def _edge(ax, start, end, color):
    """Draw an arrow between two boxes, from side to side, or from top or bottom where they lie on two levels."""
    (x0, y0), (x1, y1) = start, end
    leaving = (x0 + WIDTH / 2, y0)
    arriving = (x1 - WIDTH / 2, y1 + (0 if y0 == y1 else 0.12 * np.sign(y0 - y1)))
    ax.add_patch(FancyArrowPatch(leaving, arriving, arrowstyle="-|>", mutation_scale=12, shrinkA=0, shrinkB=0,
                                 color=color, linewidth=2 if color == ORANGE else 1.4))  # fmt: skip


# ---- measured -----------------------------------------------------------------------------------------------------
def rates(stored):
    """Return the error on the digits to choose by over the learning rate, both kinds, from both kinds of start."""
    fig, axes = figure(1, 2, width=10, height=4, sharey=True)
    said = []
    for ax, start in zip(axes, ("He's weights", "a quarter of them"), strict=True):
        for kind, (color, dash, mark) in KINDS.items():
            found = stored_numbers.choosing(stored, f"{kind}, {start}")
            means = {rate: float(np.mean(errors)) for rate, errors in found.items()}
            for rate, errors in found.items():
                ax.plot([rate] * len(errors), 100 * np.array(errors), mark, ms=4, color=color, alpha=0.5)
            ax.plot(list(means), 100 * np.array(list(means.values())), dash, color=color, label=kind)
            learning = [rate for rate, error in means.items() if error < 0.1]
            said.append(f"{kind}, {start}: below 10 % at " + (_and(learning) if learning else "none of the rates"))
        ax.set(xscale="log", xlabel="learning rate", title=f"start: {start}", ylim=(0, 95))
        ax.set_xticks(list(means), [f"{rate:g}" for rate in means])
        ax.minorticks_off()
    axes[0].set(ylabel="error on digits to choose by (%)")
    axes[0].legend(loc="center left")
    return Picture(fig, f"Error after {stored_numbers.BATCH_NORM_EPOCHS} epochs over the rate. {'; '.join(said)}.")


def _and(rates):
    *most, last = (f"{rate:g}" for rate in rates)
    return f"{', '.join(most)} and {last}" if most else last


def lagging(stored, label="360 pictures"):
    """Return the test error after each epoch, in use and under the test pictures' own statistics, over all starts."""
    fig, ax = figure(height=4)
    looks = {"in_use": ("in use, by the running averages", ORANGE, "--", "s"),
             "own": ("the same weights, by the pictures' own statistics", BLUE, "-", "o")}  # fmt: skip
    said = []
    for name, (words, color, dash, mark) in looks.items():
        curves = 100 * np.array([run.values[name] for run in stored.where(label)])  # (starts, epochs)
        epochs = np.arange(1, curves.shape[1] + 1)
        ax.plot(epochs, curves.T, dash, color=color, linewidth=0.7, alpha=0.35)
        ax.plot(epochs, curves.mean(axis=0), dash, marker=mark, ms=5, color=color, label=words)
        ten, end = curves.mean(axis=0)[[9, -1]]
        said.append(f"{words}: {ten:.0f} % after 10 epochs, {end:.0f} % after {len(epochs)}")
    ax.set(xlabel="epochs so far", ylabel="test error (%)", ylim=(0, 108))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend()
    return Picture(fig, f"Test error on {label}, {len(curves)} starts, their mean thick. {'; '.join(said)}.")
