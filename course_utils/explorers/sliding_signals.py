"""Sliding signals: one signal moves over another, and the overlap of the two makes a third."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from course_utils.explorers.engine import Choice, Explorer, Lines, Slider, Toggle, marks
from course_utils.explorers.words import number, products

REACH = 10  # the axis runs from −REACH to REACH
STEP = 0.2  # of the shift: with the choice of h, of time and of the flip there are 1,616 frames
FINE = 40  # points of a curve in one unit of τ
SHIFTS = tuple(round(k * STEP, 1) for k in range(round(-REACH / STEP), round(REACH / STEP) + 1))
WIDE = 20  # how far the integral looks beyond zero: no signal reaches that far
GRID = (np.arange(2 * WIDE * FINE) + 0.5) / FINE - WIDE  # middles of short pieces: no jump falls on one
SAMPLES = np.arange(-WIDE, WIDE + 1.0)  # where the discrete signals have values
SHOWN = np.arange(-REACH - 0.5, REACH + 0.51, 0.25)  # where curves are drawn, beside their jumps
RECENT = 8  # frames of which the pieces are kept, for those that follow: all of them would be 25 MB
SIDE = 1e-4  # a jump is drawn from this far on its left to this far on its right


def _between(tau, low, high, values):
    return np.where((tau >= low) & (tau < high), values, 0.0)


def box(tau, low, high):
    """Return 1 from ``low`` to ``high``, 0 elsewhere."""
    return _between(tau, low, high, 1.0)


def triangle(tau, peak, half):
    """Return 1 at ``peak``, falling to 0 at a distance of ``half`` on either side."""
    return np.maximum(0.0, 1.0 - np.abs(tau - peak) / half)


# Where each signal jumps or bends; what lies between is drawn smooth.
TURNS = {
    "box": (-3.5, 0.5),
    "long box": (-4.5, 4.5),
    "triangle": (-5.0, 0.0, 5.0),
    "ramp": (-4.5, 0.5),
    "decay": (-4.0, 4.5),
    "two pulses": (-4.5, -3.5, 2.5, 3.5),
}
MOVING_TURNS = {"box": (-0.5, 3.5), "triangle": (-1.0, 1.0, 3.0), "ramp": (-0.5, 3.5), "decay": (0.0, 3.5)}
# Most jumps lie half way between two samples: it is clear on which side a sample is.
INPUTS = {
    "box": lambda tau: box(tau, -3.5, 0.5),  # as long as that of RESPONSES
    "long box": lambda tau: box(tau, -4.5, 4.5),
    "triangle": lambda tau: triangle(tau, 0.0, 5.0),
    "ramp": lambda tau: _between(tau, -4.5, 0.5, (tau + 5.0) / 5.0),
    "decay": lambda tau: _between(tau, -4.0, 4.5, 0.5 ** ((tau + 4.0) / 2.0)),
    "two pulses": lambda tau: box(tau, -4.5, -3.5) + 0.5 * box(tau, 2.5, 3.5),
}
RESPONSES = {
    "box": lambda tau: box(tau, -0.5, 3.5),
    "triangle": lambda tau: triangle(tau, 1.0, 2.0),
    "ramp": lambda tau: _between(tau, -0.5, 3.5, (tau + 1.0) / 4.0),
    "decay": lambda tau: _between(tau, 0.0, 3.5, 0.5**tau),
}
ONE = {name: f"the {name}" for name in (*INPUTS, *RESPONSES)}
MIRRORED = ("box", "triangle")  # the same read backwards: the flip can only move the result


def laid_over(h, flip, t, tau):
    """Return the second signal as it lies over the first at shift t: h(t − τ) if flipped, else h(τ − t)."""
    return RESPONSES[h](t - tau if flip else tau - t)


@lru_cache(maxsize=RECENT)
def overlap(x, h, flip, discrete, t):
    """Return (places τ, values of x, values of h there, result y) for one shift t.

    Continuous: y is the integral of the product over τ, by the midpoint rule on pieces of 1/40. Discrete: y is the sum
    of the products over the whole numbers.

    >>> float(overlap("box", "box", True, True, 0)[3])  # four samples overlap
    4.0
    """
    tau = SAMPLES if discrete else GRID
    first, second = INPUTS[x](tau), laid_over(h, flip, t, tau)
    return tau, first, second, float(np.sum(first * second) / (1 if discrete else FINE))


@cache
def every_shift(x, h, flip, discrete):
    """Return (shifts, y at each) from −REACH to REACH, by NumPy: continuous every 1/40, discrete every whole number."""
    tau, step = (SAMPLES, 1.0) if discrete else (GRID, 1 / FINE)
    slide = np.convolve if flip else np.correlate
    y = slide(INPUTS[x](tau), RESPONSES[h](tau), "full") * step
    shifts = (np.arange(len(y)) - (len(tau) - 1)) * step
    near = np.abs(shifts) <= REACH + 1e-9
    return shifts[near], y[near]


def result(x, h, flip, discrete):
    """Return (shifts, y at each) to be drawn: continuous on a grid of 1/10, discrete on the whole numbers."""
    shifts, y = every_shift(x, h, flip, discrete)
    every = 1 if discrete else FINE // 10
    return shifts[::every], y[::every]


class SlidingSignals(Explorer):
    """Slide one signal over another and add up the overlap: convolution, or cross-correlation without the flip.

    Controls: ``x`` (the signal that stays), ``h`` (the signal that moves), ``mode`` ("continuous" or "discrete"),
    ``flip`` (True: h is turned round first, which makes it a convolution) and the shift ``t``, from −10 to 10 in steps
    of 0.2, which a hand can also drag along either picture. The boxes named "box" are equally long. The discrete
    signals are the continuous ones at whole numbers, and so are their shifts. Only another x needs Python.
    """

    title = "Sliding signals"
    controls = (
        Choice("x", "Signal x (stays)", tuple(INPUTS), "box", live=True),
        Choice("h", "Signal h (moves)", tuple(RESPONSES), "decay"),
        Choice("mode", "Time", ("continuous", "discrete"), "continuous"),
        Toggle("flip", "Flip h (convolution)", True),
        Slider("t", "Shift t", values=SHIFTS, value=-2.0, stepper=True),
    )
    panels = (
        Lines("signals", "x, and h laid over it at shift t (drag)", x="τ", xlim=(-REACH, REACH), ylim=(0, 1.25),
              height=300, background=(marks.hline(0, dash=False),), drag="t"),
        Lines("result", "The result y, up to shift t (drag)", x="shift t", xlim=(-REACH, REACH), ylim=(0, 4.6),
              height=300, background=(marks.hline(0, dash=False),), drag="t"),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        x, h, flip, t = (state[key] for key in ("x", "h", "flip", "t"))
        discrete = state["mode"] == "discrete"
        t, between = (round(t), t) if discrete else (t, None)
        return {
            "signals": bars(x, h, flip, t) if discrete else curves(x, h, flip, t),
            "result": outcome(x, h, flip, discrete, t),
            "formula": formula(x, h, flip, discrete, t),
            "sentence": sentence(x, h, flip, discrete, t, between),
        }


def legend(flip):
    """Return the name of the moving signal."""
    return "h(t − τ), flipped" if flip else "h(τ − t)"


def places(turns):
    """Return where a curve with these turns is drawn: close enough for its bends, and on both sides of each jump."""
    near = np.array([turn + side for turn in turns for side in (-SIDE, SIDE)])
    return np.unique(np.concatenate([SHOWN, near]).round(6))


@lru_cache(maxsize=RECENT)
def curves(x, h, flip, t):
    """Return the marks of both continuous signals and of the area under their product."""
    moved = [t - turn if flip else turn + t for turn in MOVING_TURNS[h]]
    still, moving, both = places(TURNS[x]), places(moved), places([*TURNS[x], *moved])
    return [
        marks.area(both, INPUTS[x](both) * laid_over(h, flip, t, both), color="green", opacity=0.35,
                   label="their product"),
        marks.line(still, INPUTS[x](still), color="blue", label="x(τ)"),
        marks.line(moving, laid_over(h, flip, t, moving), color="orange", dash=True, label=legend(flip)),
        marks.vline(t, color="grey", width=1.2),
    ]  # fmt: skip


@lru_cache(maxsize=RECENT)
def bars(x, h, flip, t):
    """Return the marks of both discrete signals, side by side at each whole number, and of their products."""
    tau, first, second, _ = overlap(x, h, flip, True, t)
    shown = np.abs(tau) <= REACH
    tau, first, second = tau[shown], first[shown], second[shown]
    return [
        marks.bars(tau, first * second, 0.9, color="green", opacity=0.5, label="their product"),
        marks.bars(tau - 0.17, first, 0.26, color="blue", opacity=0.9, label="x(τ)"),
        marks.bars(tau + 0.17, second, 0.26, color="orange", opacity=0.9, label=legend(flip)),
        marks.vline(t, color="grey", width=1.2),
    ]


@lru_cache(maxsize=RECENT)
def outcome(x, h, flip, discrete, t):
    """Return the marks of the result: all of it faint, up to t strong, and the point at t."""
    shifts, y = result(x, h, flip, discrete)
    done = shifts <= t + 1e-9
    now = overlap(x, h, flip, discrete, t)[3]
    if discrete:
        body = [
            marks.bars(shifts, y, 0.5, color="grey", opacity=0.3, label="the whole result"),
            marks.bars(shifts[done], y[done], 0.5, color="green", opacity=0.75, label="up to t"),
        ]
    else:
        body = [
            marks.line(shifts, y, color="grey", opacity=0.5, label="the whole result"),
            marks.line(shifts[done], y[done], color="green", width=3, label="up to t"),
        ]
    return [*body, marks.points(t, now, color="green", size=7), marks.vline(t, color="grey", width=1.2)]


def support(x, h, flip, discrete, t):
    """Return (first, last) τ at which the product is not 0, or None where the two do not meet."""
    tau, first, second, _ = overlap(x, h, flip, discrete, t)
    met = tau[first * second > 0]
    half = 0 if discrete else 0.5 / FINE  # the grid holds the middles of its pieces
    return (float(met[0]) - half, float(met[-1]) + half) if len(met) else None


def formula(x, h, flip, discrete, t):
    """Return the formula lines: the definition, and what it comes to at this shift."""
    star, inside = ("∗", "t − τ") if flip else ("⋆", "τ − t")
    sign = "Σ" if discrete else "∫"
    tail = "" if discrete else " dτ"
    shown, at = number(t), f"y({number(t)}) = "
    ends = support(x, h, flip, discrete, t)
    general = f"y(t) = (x {star} h)(t) = {sign} x(τ) h({inside}){tail},  here t = {shown}"
    if ends is None:
        return [general, [at, ("0", "green"), ", since the product is 0 everywhere"]]
    if discrete:
        return [
            general,
            [at + _sum_of_products(x, h, flip, t) + " = ", (number(overlap(x, h, flip, True, t)[3]), "green")],
        ]
    low, high = (number(round(end, 1)) for end in ends)
    return [general, [f"{at}∫ from {low} to {high} of x(τ) h({inside.replace('t', shown, 1)}) dτ = "
                      .replace("− −", "+ "), (number(overlap(x, h, flip, False, t)[3]), "green")]]  # fmt: skip


def _sum_of_products(x, h, flip, t):
    """Write the products out, with as many digits as their sum needs to be the result that is printed."""
    _, first, second, y = overlap(x, h, flip, True, t)
    pairs = [(first[k], second[k]) for k in np.flatnonzero(first * second)]

    def total(digits):
        return sum(float(f"{a:.{digits}g}") * float(f"{b:.{digits}g}") for a, b in pairs)

    return products(pairs, next(digits for digits in range(3, 9) if number(total(digits)) == number(y)))


def sentence(x, h, flip, discrete, t, between=None):
    """Tell in words what overlaps, what it comes to, and what the flip does; ``between``: the shift that was asked."""
    name = "Convolution" if flip else "Cross-correlation"
    turned = " turned round and" if flip else ""
    start = f"{name}: {ONE[h]} h,{turned} moved to {number(t)},"
    whole = ""
    if between is not None and between != t:
        whole = f" Samples lie at whole numbers: {number(between)} counts as {number(t)}."
    return f"{start} {_overlap_words(x, h, flip, discrete, t)}{whole} {_flip_words(x, h, flip, discrete)}"


def _overlap_words(x, h, flip, discrete, t):
    ends, y = support(x, h, flip, discrete, t), overlap(x, h, flip, discrete, t)[3]
    if ends is None:
        return f"does not meet {ONE[x]} x: nothing is added up, and y is 0."
    top = ", the largest value of the result" if y > every_shift(x, h, flip, discrete)[1].max() - 1e-9 else ""
    if discrete:
        _, first, second, _ = overlap(x, h, flip, True, t)
        count = int(np.count_nonzero(first * second))
        if count == 1:
            return f"meets {ONE[x]} x at one sample: the product is {number(y)}{top}."
        return f"meets {ONE[x]} x at {count} samples: the sum of the products is {number(y)}{top}."
    low, high = (number(round(end, 1)) for end in ends)
    return f"overlaps {ONE[x]} x from {low} to {high}: the area under their product is {number(y)}{top}."


def _flip_words(x, h, flip, discrete):
    if x == "two pulses":
        copy = "an upright copy of h" if flip else "a copy of h, turned round"
        return f"Each pulse leaves {copy}, multiplied by its height{'' if discrete else ' and smeared over its width'}."
    if h in MIRRORED:
        return f"{ONE[h].capitalize()} reads the same backwards: the flip moves the result and changes nothing else."
    return f"{ONE[h].capitalize()} is not its own mirror image: try the flip, and watch the result."
