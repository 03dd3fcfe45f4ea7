"""LRN bench: nine channels at one place, and what local response normalisation makes of them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_utils import normalisation
from course_utils.explorers.engine import Bars, Explorer, Lines, Slider, Toggle, marks
from course_utils.explorers.words import number, percent, read

CHANNELS, OWN = 9, 4  # the channel in the middle is the one that is watched
OTHERS = 1.0  # activity of the channels that no slider moves
OWNS, BESIDE = (0, 1, 10, 50, 100, 200, 400), (0, 1, 2, 10, 50, 100, 200, 400)
SIZES, CONSTANTS = (1, 3, 5, 9), (1.0, 2.0, 4.0)
ALPHAS, BETAS = (0.0, 1e-5, 1e-4, 1e-3), (0.0, 0.25, 0.5, 0.75, 1.0)
HIGH = 260
TOP = 20  # of the divisor: with the paper's constants it stays below
XS = (*range(0, 401, 5), 1, 2)  # where the curve is computed, and what the slider has between
NOTED = 1.01  # a divisor that grows by less than one in a hundred is not worth a word
CONSTANT_NAMES = ("n", "k", "alpha", "beta", "divided")


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


@lru_cache(maxsize=4096)
def divisors(own, n, k, alpha, beta, divided):
    """Return what each channel is divided by, (len(XS), 9), with the neighbours' activity at each of ``XS``."""
    a = np.repeat(activities(own, 0)[None], len(XS), axis=0)
    a[:, [OWN - 1, OWN + 1]] = np.array(XS)[:, None]
    a[a == 0] = 1e-6  # a channel at 0 is divided as well, though it stays 0
    return a / normalised(a, dict(n=n, k=k, alpha=alpha, beta=beta, divided=divided))


def divisor(state, beside=None):
    """Return what each of the nine channels is divided by, (9,), with the neighbours at ``beside`` or as they are."""
    constants = tuple(state[name] for name in CONSTANT_NAMES)
    return divisors(state["own"], *constants)[XS.index(state["beside"] if beside is None else beside)]


class LrnBench(Explorer):
    """Turn up a channel or its neighbours and see what local response normalisation leaves of them.

    Controls: the activity of the watched channel and of the two beside it, the constants n, k, α and β (the paper's to
    begin with), and whether α is divided by n, as ``torch.nn.LocalResponseNorm`` does. Function
    ``normalisation.local_response``.
    """

    title = "LRN bench"
    controls = (
        Slider("own", "Channel 4", values=OWNS, value=1),
        Slider("beside", "Channels 3 and 5", values=BESIDE, value=50),
        Slider("n", "Window n", values=SIZES, value=5),
        Slider("alpha", "Constant α", values=ALPHAS, value=1e-4),
        Toggle("divided", "Divide α by n, as torch does", False),
        Slider("k", "Constant k", values=CONSTANTS, value=2.0, live=True),  # two more would make the table too long
        Slider("beta", "Exponent β", values=BETAS, value=0.75, live=True),
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
        b = a / divisor(state)
        return {
            "before": bars(a, state["n"]),
            "after": bars(b, state["n"]),
            "divisor": curve(state),
            "formula": [formula(a, b, state)],
            "sentence": sentence(a, b, state),
        }


def window(channel, n):
    """Return the channels that the sum of a channel runs over.

    >>> window(1, 5), window(4, 3)
    (range(0, 4), range(3, 6))
    """
    return range(max(0, channel - n // 2), min(CHANNELS, channel + n // 2 + 1))


def bars(values, n):
    """Return nine bars; the watched one is orange, those in its window blue, those outside grey."""
    inside = window(OWN, n)
    colors = ["orange" if c == OWN else "blue" if c in inside else "grey" for c in range(CHANNELS)]
    return {
        "labels": [str(c) for c in range(CHANNELS)],
        "values": values,
        "text": [number(v, 2) for v in values],  # as much as has room above a bar
        "colors": colors,
    }


@lru_cache(maxsize=4096)
def background(own, *constants):
    """Return the marks of the curve: the smallest divisor, and the divisor over the neighbours' activity."""
    k, beta = constants[1], constants[3]
    ys = divisors(own, *constants)[: XS.index(400) + 1, OWN]
    low = marks.hline(k**beta, label=f"k^β = {number(k**beta)}, never less")
    return low, marks.line(XS[: len(ys)], ys, "blue", label="divisor")


def curve(state):
    """Return the divisor over the neighbours' activity, its smallest value, and the present point."""
    here = float(divisor(state)[OWN])
    now = "now" if here < TOP else f"now: {number(here)}, above the picture"
    point = marks.points([state["beside"]], [min(here, TOP - 0.4)], "orange", size=7, label=now)
    return [*background(state["own"], *(state[name] for name in CONSTANT_NAMES)), point]


def plain(value):
    """Write a constant without an exponent.

    >>> plain(1e-5), plain(0.0), plain(5e-4)
    ('0.00001', '0', '0.0005')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".")


def formula(a, b, state):
    """Return the computation of the watched channel."""
    seen = window(OWN, state["n"])
    total = float((a[seen.start : seen.stop] ** 2).sum())
    alpha = plain(state["alpha"]) + (f"/{state['n']}" if state["divided"] else "")
    sign = "=" if np.isclose(read(number(b[OWN])), b[OWN], rtol=1e-9) else "≈"
    return (
        f"b₄ = {number(a[OWN])} / ({number(state['k'])} + {alpha} · {number(total)})^{number(state['beta'])} "
        f"{sign} {number(b[OWN])}"
    )


def sentence(a, b, state):
    """Say what happened to the watched channel, whose activity did it, and who else noticed."""
    here = number(divisor(state)[OWN])
    before, after = number(a[OWN]), number(b[OWN])
    if state["own"] == 0:
        first = f"Channel 4 is silent and stays silent: 0 divided by {here} is 0."
    elif before == after:
        much = f"{here}" if np.isclose(divisor(state)[OWN], 1, atol=1e-12) else f"hardly more than {here}"
        first = f"Channel 4 stays at {before}: it is divided by {much}."
    else:
        first = f"Channel 4 falls from {before} to {after}: it is divided by about {here}."
    return " ".join([first, *cause(a, state), *noticed(state), *torch_words(state)])


def cause(a, state):
    """Say whose activity the divisor comes from: the channel's own, its neighbours', or nobody's."""
    if state["own"] == 0:
        return []
    if state["beta"] == 0:
        return ["With the exponent 0 every channel is divided by 1, whatever the others do."]
    if state["alpha"] == 0:
        return ["With α = 0 nobody's activity counts; what divides is k^β alone."]
    here, alone, least = divisor(state)[OWN], divisor(state, 0)[OWN], state["k"] ** state["beta"]
    itself = "Its own activity damps it." if alone > NOTED * least else "What divides is hardly more than k^β."
    if state["n"] == 1:
        return ["Its window is itself alone: its neighbours have no say.", itself]
    if state["beside"] == 0:
        return ["Its neighbours are silent.", itself]
    silent = f"With silent neighbours it would be about {number(alone)}"
    if here <= NOTED * alone:
        return [f"{silent}: they hardly matter.", itself]
    seen = window(OWN, state["n"])
    squares = a[seen.start : seen.stop] ** 2
    own, beside = a[OWN] ** 2 / squares.sum(), 2 * a[OWN + 1] ** 2 / squares.sum()
    whom = "the activity beside it damps it" if beside > own else "above all it damps itself"
    share = f"Of the squares in its sum {percent(own)} is its own, {percent(beside)} that of 3 and 5."
    return [f"{silent}: {whom}.", share]


def noticed(state):
    """Say which channels further away have channel 3 or 5 in their window and are damped by it, and which are not."""
    farther = [c for c in range(CHANNELS) if abs(c - OWN) > 1]
    more = divisor(state) > NOTED * divisor(state, 0)
    out = [c for c in farther if not {OWN - 1, OWN + 1} & {*window(c, state["n"])}]
    heard = [c for c in farther if more[c]]
    faint = [c for c in farther if c not in heard and c not in out]
    if not heard:
        return []
    parts = [f"Further away, {_and(heard)} are damped by 3 and 5 too"]
    parts += [f"{_and(faint)} hardly"] if faint else []
    parts += [f"{_and(out)}, in whose windows these do not lie, are not"] if out else []
    return ["; ".join(parts) + "."]


def _and(channels):
    """Write two numbers or more as a list; channels come in pairs here, left and right of the watched one."""
    *most, last = map(str, channels)
    return f"{', '.join(most)} and {last}"


def torch_words(state):
    """Warn of torch's α where it makes a difference."""
    alpha, n = state["alpha"], state["n"]
    if not state["divided"] or n == 1 or alpha == 0:
        return []
    return [f"Torch divides α by n: to get {plain(alpha)} it has to be given {plain(n * alpha)}."]
