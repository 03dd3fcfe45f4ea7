"""Measured differences with their intervals, a row for each thing that was changed; and what is seen in them."""

from __future__ import annotations

import numpy as np

from course_utils.plotting.style import PALETTE


def seen(estimate):
    """Say whether the interval of an `uncertainty.Estimate` leaves 0 out.

    >>> from course_utils.uncertainty import Estimate
    >>> seen(Estimate(1.0, 0.2, 0.4, 1.6)), seen(Estimate(1.0, 0.5, -0.4, 2.4))
    (True, False)
    """
    return estimate.low > 0 or estimate.high < 0


def differences(ax, groups, reach, xlabel):
    """Draw differences as dots, and the interval of their mean as a bar, a row for each name; return ax.

    ``groups`` maps a name to (values (K,), `uncertainty.Estimate`); None in its place leaves the row empty, for what
    the others are compared with. Where the interval leaves 0 out, the bar is orange and the mark of the mean full. The
    axis goes from -``reach`` to ``reach``; a dot beyond is told at its edge.
    """
    for place, (values, estimate) in enumerate(groups.values()):
        if estimate is not None:
            _row(ax, place, np.asarray(values, dtype=float), estimate, reach)
    ax.axvline(0, color=PALETTE["ink"], linewidth=1.2)
    ax.set(yticks=range(len(groups)), yticklabels=list(groups), ylim=(len(groups) - 0.4, -0.6))
    ax.set(xlim=(-reach, reach), xlabel=xlabel)
    ax.grid(False, axis="y")
    return ax


def _row(ax, place, values, estimate, reach):
    color = PALETTE["orange" if seen(estimate) else "grey"]
    ends = np.clip([estimate.low, estimate.high], -reach, reach)
    ax.plot(ends, [place] * 2, color=color, linewidth=7, alpha=0.45, solid_capstyle="butt")
    inside = np.abs(values) <= reach
    ax.plot(values[inside], [place] * inside.sum(), "o", color=PALETTE["blue"], ms=6, alpha=0.8)
    for value in values[~inside]:
        side = "left" if value < 0 else "right"
        ax.text(np.sign(value) * reach, place - 0.24, signed(value), ha=side, fontsize=11, color=PALETTE["blue"])
    face = color if seen(estimate) else "white"
    ax.plot(estimate.mean, place, "D", color=color, markerfacecolor=face, ms=9, markeredgewidth=1.8)


def said(groups, digits=1):
    """Say every mean with its interval, for an alternative text; then which intervals leave 0 out."""
    shown = {name: [signed(value, digits) for value in (e.mean, e.low, e.high)] for name, (_, e) in groups.items()}
    rows = [f"{name} {mean} ({low} to {high})" for name, (mean, low, high) in shown.items()]
    clear = [f"“{name}”" for name, (_, estimate) in groups.items() if seen(estimate)]
    return f"{', '.join(rows)}. 0 is outside for {', '.join(clear) or 'none'}"


def signed(value, digits=1):
    """Write a difference with its sign.

    >>> signed(0.82), signed(-1.02, 2), signed(-0.03)
    ('+0.8', '−1.02', '0.0')
    """
    rounded = round(float(value), digits)
    return f"{rounded:+.{digits}f}".replace("-", "−") if rounded else f"{0:.{digits}f}"
