"""Figures of chapter 11 that show measurements: errors over epochs and seeds, gradients, lesions, changes."""

from __future__ import annotations

import numpy as np

from course_utils import validation
from course_utils.plotting.networks import LOOKS
from course_utils.plotting.style import PALETTE, equally_long, with_looks


def _looks(name, curves):
    """Return (label, values, colour, dash, mark) for each curve: plain networks orange, residual ones blue."""
    kinds = {"plain": "orange", "residual": "blue"}
    for label, values, (color, dash, mark) in with_looks(name, curves, LOOKS):
        kind = next((own for word, own in kinds.items() if label.startswith(word)), color)
        yield label, values, PALETTE[kind], dash, mark


def errors(ax, curves, first=1, logarithmic=False):
    """Draw error rates over epochs in percent; ``curves`` maps a label to errors (E,) from 0 to 1; return ax.

    ``first`` is the number of the first entry: 0 where it was taken before training. A logarithmic axis, from 0.5 %,
    tells small errors apart.
    """
    for label, values, color, dash, mark in _looks("curves", curves):
        ax.plot(np.arange(first, first + len(values)), 100 * values, dash, marker=mark, color=color, label=label)
    ax.set(xlabel="epochs so far", ylabel="training error (%)", ylim=(-2, 102))
    if logarithmic:
        ax.set(yscale="log", ylim=(0.5, 130))
        ax.set_yticks((1, 2, 5, 10, 20, 50, 100), ("1", "2", "5", "10", "20", "50", "100"))
        ax.minorticks_off()
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend()
    return ax


def seeds(ax, groups, ylabel):
    """Draw one dot for each seed above the name of its group, in percent; ``groups`` maps a name to shares; return ax.

    Residual networks are filled, plain ones open; a short line marks the median.
    """
    for place, (name, values) in enumerate(groups.items()):
        values = 100 * validation.array(f"groups[{name!r}]", values, ndim=1)
        residual = name.startswith("residual")
        color = PALETTE["blue" if residual else "orange"]
        spread = place + np.linspace(-0.14, 0.14, len(values))
        ax.plot(spread, values, "o", ms=8, color=color, markerfacecolor=color if residual else "white", mew=1.8)
        ax.plot((place - 0.28, place + 0.28), (np.median(values),) * 2, color=PALETTE["ink"], linewidth=1.4)
    ax.set(xticks=range(len(groups)), xlim=(-0.6, len(groups) - 0.4), ylim=(0, 102), ylabel=ylabel)
    ax.set_xticklabels([name.replace("residual", "residual\n").replace("plain", "plain\n") for name in groups])
    ax.grid(False, axis="x")
    return ax


def gradients(ax, curves, floor=1e-20):
    """Draw gradient norms, first layer to last, on a logarithmic axis; ``curves`` maps a label to (L,); return ax.

    Networks of different depth share one axis, from 0 % to 100 % of the depth. Norms below ``floor`` lie on it.
    """
    for label, values, color, dash, _ in _looks("curves", curves):
        ax.plot(np.linspace(0, 100, len(values)), np.maximum(values, floor), dash, color=color, label=label)
    ax.set(xlabel="how deep the layer lies (%)", ylabel="norm of the gradient", yscale="log")
    ax.legend()
    return ax


def by_block(ax, series, ylabel, baselines=None, others=None):
    """Draw a number for each block of networks; ``series`` maps a label to (B,); return ax.

    ``baselines`` maps the same labels to a value that is drawn as a thin line across; ``others`` to (S, B), what other
    seeds gave, drawn as small grey-bordered dots behind.
    """
    for label, values, color, dash, mark in _looks("series", series):
        places, values = equally_long(blocks=np.arange(1, len(values) + 1), values=values)
        for k, row in enumerate((others or {}).get(label, ())):
            jitter = (k - 2) * 0.05
            ax.plot(places + jitter, row, linestyle="none", marker=mark, ms=4, color=color, alpha=0.45)
        ax.plot(places, values, dash, marker=mark, ms=7, color=color, label=label)
        if baselines:
            ax.axhline(baselines[label], color=color, linestyle=dash, linewidth=1)
    ax.set(xlabel="block", ylabel=ylabel, xticks=places)
    ax.legend()
    return ax
