"""LRN bench: nine channels at one place, and what local response normalisation makes of them."""

from __future__ import annotations

import numpy as np

from course_utils import normalisation
from course_utils.explorers.engine import Bars, Explorer, Lines, Slider, Toggle, marks
from course_utils.explorers.words import number

CHANNELS, OWN = 9, 4  # the channel in the middle is the one that is watched
OTHERS = 1.0  # activity of the channels that no slider moves
ACTIVITIES = (0, 1, 2, 5, 10, 20, 50, 100, 200, 400)
SIZES, CONSTANTS = (1, 3, 5, 7, 9), (0.5, 1.0, 2.0, 4.0)
ALPHAS, BETAS = (0.0, 1e-5, 1e-4, 1e-3, 1e-2), (0.0, 0.25, 0.5, 0.75, 1.0)
HIGH = 260
TOP = 20  # of the divisor: with the paper's constants it stays below


def activities(own, beside):
    """Return the responses of nine channels at one place, (9,): the watched one, its two neighbours, and others at 1.

    >>> activities(50, 2).tolist()
    [1.0, 1.0, 1.0, 2.0, 50.0, 2.0, 1.0, 1.0, 1.0]
    """
    a = np.full(CHANNELS, OTHERS)
    a[OWN], a[[OWN - 1, OWN + 1]] = own, beside
    return a


def normalised(a, state):
    """Return responses (…, 9) after normalisation; with "torch's" alpha it is divided by n before it is used."""
    alpha = state["alpha"] / state["n"] if state["divided"] else state["alpha"]
    block = np.asarray(a, float).reshape(-1, CHANNELS, 1, 1)
    return normalisation.local_response(block, state["n"], state["k"], alpha, state["beta"]).reshape(np.shape(a))


class LrnBench(Explorer):
    """Turn up a channel or its neighbours and see what local response normalisation leaves of them.

    Controls: the activity of the watched channel and of the two beside it, the constants n, k, α and β (the paper's to
    begin with), and whether α is divided by n, as ``torch.nn.LocalResponseNorm`` does. Function
    ``normalisation.local_response``.
    """

    title = "LRN bench"
    controls = (
        Slider("own", "Channel 4", values=ACTIVITIES, value=1, live=True),
        Slider("beside", "Channels 3 and 5", values=ACTIVITIES, value=50, live=True),
        Slider("n", "Window n", values=SIZES, value=5, live=True),
        Slider("k", "Constant k", values=CONSTANTS, value=2.0, live=True),
        Slider("alpha", "Constant α", values=ALPHAS, value=1e-4, live=True),
        Slider("beta", "Exponent β", values=BETAS, value=0.75, live=True),
        Toggle("divided", "Divide α by n, as torch does", False, live=True),
    )
    panels = (
        Lines("divisor", "What channel 4 is divided by", x="activity of channels 3 and 5", y="divisor",
              xlim=(0, 410), ylim=(0, TOP), height=HIGH),
        Bars("before", "Before: nine channels at one place", ylim=(0, 460), height=HIGH),
        Bars("after", "After (the same scale)", ylim=(0, 460), height=HIGH),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        a = activities(state["own"], state["beside"])
        b = normalised(a, state)
        return {
            "before": bars(a, state["n"]),
            "after": bars(b, state["n"]),
            "divisor": curve(state),
            "formula": [formula(a, b, state)],
            "sentence": sentence(a, b, state),
        }


def bars(values, n):
    """Return nine bars; the watched one is orange, those in its window blue, those outside grey."""
    inside = [abs(channel - OWN) <= n // 2 for channel in range(CHANNELS)]
    colors = ["orange" if c == OWN else "blue" if inside[c] else "grey" for c in range(CHANNELS)]
    return {
        "labels": [str(c) for c in range(CHANNELS)],
        "values": values,
        "text": [number(v) for v in values],
        "colors": colors,
    }


def divisor(state, beside):
    """Return what the watched channel is divided by when its neighbours have the activities `beside`, one or many."""
    own = state["own"] or 1e-6  # a channel at 0 is divided as well, though it stays 0
    a = np.stack([activities(own, each) for each in np.atleast_1d(beside)])  # (n, 9)
    found = a[:, OWN] / normalised(a, state)[:, OWN]
    return float(found[0]) if np.ndim(beside) == 0 else found


def curve(state):
    """Return the divisor over the neighbours' activity, its smallest value, and the present point."""
    xs = np.linspace(0, 400, 81)
    ys = divisor(state, xs)
    here = divisor(state, state["beside"])
    low = state["k"] ** state["beta"]
    now = "now" if here < TOP else f"now: {number(here)}, above the picture"
    return [
        marks.hline(low, label=f"k^β = {number(low)}, never less"),
        marks.line(xs, ys, "blue", label="divisor"),
        marks.points([state["beside"]], [min(here, TOP - 0.4)], "orange", size=7, label=now),
    ]


def formula(a, b, state):
    """Return the computation of the watched channel."""
    reach = state["n"] // 2
    total = float((a[OWN - reach : OWN + reach + 1] ** 2).sum())
    alpha = f"{state['alpha']:g}" + (f"/{state['n']}" if state["divided"] else "")
    return (
        f"b₄ = {number(a[OWN])} / ({number(state['k'])} + {alpha} · {number(total)})^{number(state['beta'])} "
        f"= {number(b[OWN])}"
    )


def sentence(a, b, state):
    """Say what happened to the watched channel and to the others."""
    here = divisor(state, state["beside"])
    if state["own"] == 0:
        first = f"Channel 4 is silent and stays silent: 0 divided by {number(here)} is 0."
    else:
        first = f"Channel 4 falls from {number(a[OWN])} to {number(b[OWN])}: it is divided by {number(here)}."
        if here <= 1:
            first = f"Channel 4 goes from {number(a[OWN])} to {number(b[OWN])}: it is divided by {number(here)}."
    alone = divisor({**state, "beside": 0}, 0.0)
    if state["n"] == 1 or state["alpha"] == 0 or state["beta"] == 0:
        second = "With these constants its neighbours have no say."
    elif here > 1.01 * alone:
        second = f"With silent neighbours it would be {number(alone)}: strong activity beside it damps it."
    else:
        second = f"With silent neighbours it would be {number(alone)}: so weak a neighbourhood hardly matters."
    third = " This is not the paper's α: torch has to be given 5e-4 for its 1e-4." if state["divided"] else ""
    return f"{first} {second}{third}"
