"""Activation lab: a function, its slope, the inputs that fall on it, and what is left of a gradient after k layers."""

from __future__ import annotations

from functools import cache, partial
from statistics import NormalDist

import numpy as np

from course_utils import activations
from course_utils.explorers.engine import Bars, Choice, Explorer, Lines, Slider, marks
from course_utils.explorers.equations import enough_digits
from course_utils.explorers.words import power_text

ZS = np.linspace(-10.0, 10.0, 401)
# Evenly spaced quantiles of the bell curve stand for a sample: no random numbers, the same frame everywhere.
BELL = np.array([NormalDist().inv_cdf((i + 0.5) / 1000) for i in range(1000)])
DOTS = np.array([NormalDist().inv_cdf((i + 0.5) / 24) for i in range(24)])
SMALL = 0.05  # a slope below this counts as "almost flat" in the sentence
FLOOR = 1e-12  # the lowest value that the bars can show

LEAKS = (0.01, 0.1, 0.3)


def _leaky(entry, a):
    """A leaky ReLU of another slope than the register's, 0.01."""
    formula, gradient_formula = (text.replace("0.01", f"{a:g}") for text in (entry.formula, entry.gradient_formula))
    function, gradient = (partial(one, slope=a) for one in (entry.function, entry.gradient))
    return entry._replace(
        label=f"{entry.label}, a = {a:g}", function=function, gradient=gradient, formula=formula,
        gradient_formula=gradient_formula,
    )  # fmt: skip


def _shown(entry):
    """What the lab shows of an entry of the register: not the straight line, and leaky ReLU with three slopes."""
    if entry.name == "leaky_relu":
        return [_leaky(entry, a) for a in LEAKS]
    return [] if entry.name == "linear" else [entry]


FUNCTIONS = {one.label: one for entry in activations.FUNCTIONS.values() for one in _shown(entry)}


def typical_slope(function, mean, spread):
    """Return the root mean square slope that normally distributed inputs meet on a function of FUNCTIONS.

    Root mean square, because the length of a gradient vector is a root of a sum of squares: with weights that keep
    lengths, this is the factor by which one layer changes the length of the gradient on average.

    >>> round(typical_slope("ReLU", 0.0, 1.0), 3)
    0.707
    """
    slopes = FUNCTIONS[function].gradient(mean + spread * BELL)
    return float(np.sqrt(np.mean(slopes**2)))


@cache
def _curves(function):
    """f and f′ over ZS; a jump of f′ (ReLU at 0) is drawn as a break, not as a slanted line."""
    entry = FUNCTIONS[function]
    slopes = entry.gradient(ZS)
    jumps = np.abs(np.diff(slopes)) > 0.5
    broken = slopes.copy()
    broken[1:][jumps] = np.nan
    return entry.function(ZS), broken


@cache
def _numbers(function, mean, spread):
    """Typical slope, slope at the mean, value at the mean, and how many of the 1,000 inputs meet hardly any slope."""
    entry, at = FUNCTIONS[function], float(mean)
    flat = int(np.sum(entry.gradient(mean + spread * BELL) < SMALL))
    return typical_slope(function, mean, spread), float(entry.function(at)), float(entry.gradient(at)), flat


@cache
def _inputs(mean, spread):
    """The bell of inputs over ZS, scaled to height 1: its place and its width are what matters."""
    return np.exp(-0.5 * ((ZS - mean) / spread) ** 2)


class ActivationLab(Explorer):
    """Where the inputs fall on an activation function, and what a gradient keeps after k layers.

    Controls: the function (leaky ReLU with three values of its slope a), mean and spread of its inputs z (normally
    distributed), the number of layers. The bars show typical slope to the power 1, 2, … k: the factor by which the
    slopes alone change the length of a gradient. The argument is that of Glorot and Bengio 2010, section 4.2, and
    He et al. 2015, section 2.2; the weights are taken to keep lengths.
    """

    title = "Activation lab"
    controls = (
        Choice("function", "Function", tuple(FUNCTIONS), "sigmoid"),
        Slider("mean", "Mean of the inputs", values=tuple(range(-5, 6)), value=0),
        Slider("spread", "Spread of the inputs", values=(0.25, 0.5, 1.0, 2.0), value=1.0),
        Slider("layers", "Layers", values=(1, 2, 3, 5, 10, 20), value=10),
    )
    panels = (
        Lines("curve", "The function, its slope, and where the inputs fall", x="input z", xlim=(-10, 10),
              ylim=(-2, 2.5), height=340, background=(marks.hline(0), marks.vline(0))),
        Bars("chain", "What the slopes leave of a gradient", ylim=(FLOOR, 100.0), y="factor after k layers", log=True,
             height=340),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        function, mean, spread, layers = (state[key] for key in ("function", "mean", "spread", "layers"))
        values, slopes = _curves(function)
        typical, at_value, at_slope, _ = _numbers(function, mean, spread)
        dots, slope = mean + spread * DOTS, FUNCTIONS[function].gradient
        return {
            "curve": [
                marks.area(ZS, _inputs(mean, spread), color="grey", label="inputs"),
                marks.line(ZS, values, color="blue", label="f(z)"),
                marks.line(ZS, slopes, color="orange", dash=True, label="slope f′(z)"),
                marks.points(dots, slope(dots), color="orange", size=4, label="slopes they meet"),
            ],
            "chain": _chain(typical, layers),
            "formula": _formula(function, mean, at_value, at_slope, typical, layers),
            "sentence": _sentence(function, mean, spread, layers),
        }


def _chain(typical, layers):
    factors = typical ** np.arange(1, layers + 1)
    return {
        "labels": [str(k) for k in range(1, layers + 1)],
        "values": factors,
        "colors": ["blue"] * (layers - 1) + ["orange"],
        # Ten numbers side by side would run into each other; the last one stands in the formula line anyway.
        "text": [power_text(float(factor)) if layers <= 3 else "" for factor in factors],
    }


def _formula(function, mean, value, slope, typical, layers):
    at = f"{mean:g}".replace("-", "−")
    left = power_text(typical**layers)
    base = f"{typical:.{enough_digits(typical, lambda shown: power_text(shown**layers) == left)}g}"
    power = base + str(layers).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    entry = FUNCTIONS[function]
    return [
        f"{entry.formula}{';' if ', else' in entry.formula else ','}  {entry.gradient_formula}",
        f"At the mean, z = {at}:  f = {value:.3f},  f′ = {slope:.4f}".replace("-", "−"),
        [f"Typical slope {base};  {layers} in a row: {power} = ", (left, "orange")],
    ]


def _sentence(function, mean, spread, layers):
    typical, _, _, flat = _numbers(function, mean, spread)
    left = typical**layers
    centre = f"{mean:g}".replace("-", "−")
    name = function if function.startswith(("Le", "Re")) else function[0].upper() + function[1:]
    meet = "meets" if flat == 1 else "meet"
    start = f"{name}, inputs around {centre} (spread {spread:g}): {flat:,} of 1,000 {meet} a slope below {SMALL:g}"
    rows = "one layer" if layers == 1 else f"{layers} layers"
    if left == 0.0:
        return f"{start}. Every slope is exactly 0, so nothing of a gradient passes."
    if left > 1.05:
        return f"{start}. Through {rows} the slopes alone make a gradient {power_text(left)} times as long."
    if left > 0.95:
        return f"{start}. Through {rows} the slopes leave a gradient about as long as it was."
    return f"{start}. Through {rows} the slopes alone leave {power_text(left)} of a gradient's length."
