"""Collapse explorer: a stack of layers with and without a function between them, fitted to a curve."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils import activations
from course_utils.explorers.engine import Choice, Explorer, Lines, Slider, marks

XS = np.linspace(-3.0, 3.0, 121)
SEED = 9
WIDEST = 16
GAIN = 1.2  # how steep the pre-activations are: the functions bend clearly, yet are not mere steps
# Where along the axis the units of the first layer switch, as shares of it: wide units first, then finer ones.
PLACES = np.array([0.5, 0.5, 0.25, 0.75, 0.1, 0.9, 0.375, 0.625, 0.18, 0.82, 0.31, 0.69, 0.04, 0.96, 0.44, 0.56])
DIRECTIONS = np.tile([1.0, -1.0], WIDEST // 2)

TARGETS = {
    "sine": lambda x: np.sin(2.0 * x),
    "hill": lambda x: 2.0 * np.exp(-(x**2)) - 0.5,
    "corner": lambda x: np.abs(x) - 1.0,
    "step": np.sign,
    "straight line": lambda x: 0.5 * x - 0.25,
}

FUNCTIONS = {
    "sigmoid": activations.sigmoid,
    "tanh": activations.tanh,
    "ReLU": activations.relu,
    "leaky ReLU": lambda z: activations.leaky_relu(z, 0.1),
}


def hidden_layers(layers, units, function):
    """Build ``layers`` hidden layers of ``units`` units for one input, and run ``XS`` through them.

    The weights are drawn once from a fixed seed and are not learned; each bias is set so that its unit has z = 0
    somewhere inside what it receives. Returns ``(weights, outputs)``: a list of pairs (W, b), and the last layer's
    outputs, shape (121, units). ``function=None`` leaves the layers linear.

    >>> hidden_layers(2, 4, None)[1].shape
    (121, 4)
    """
    h, weights = XS[:, None], []  # (121, 1)
    for k in range(layers):
        rng = np.random.default_rng([SEED, k])
        w = DIRECTIONS[None, :units] if k == 0 else _mixing(rng, units)
        w = GAIN * w / np.maximum((h @ w).std(axis=0), 1e-9) * (XS.std() if k == 0 else 1.0)
        places = np.where(DIRECTIONS > 0, PLACES, 1.0 - PLACES) if k == 0 else rng.uniform(0.1, 0.9, WIDEST)
        z = h @ w  # (121, units)
        b = np.array([-np.quantile(z[:, j], places[j]) for j in range(units)])
        weights.append((w, b))
        h = z + b if function is None else function(z + b)
    return weights, h


def _mixing(rng, units):
    """Weights of a deeper layer: each unit passes its own input on and mixes in the others."""
    return np.eye(units) + rng.normal(size=(WIDEST, WIDEST))[:units, :units] / np.sqrt(units)


def fit_output(h, target):
    """Fit the output layer by least squares: the exact best ``v`` and ``c`` of h @ v + c for the target.

    h is (N, units), target (N,); returns ``(v, c)``. Directions in which h hardly varies are left out (rcond).

    >>> fit_output(np.array([[0.0], [1.0]]), np.array([1.0, 3.0]))[0].round(3)
    array([2.])
    """
    design = np.column_stack([h, np.ones(len(h))])
    solution = np.linalg.lstsq(design, target, rcond=1e-5)[0]
    return solution[:-1], float(solution[-1])


def multiply_out(weights, v, c):
    """Multiply a stack of linear layers out to one line; returns ``(slope, intercept)``.

    weights is a list of (W, b); v and c belong to the output layer: x W1 W2 … v, and every bias carried along.

    >>> multiply_out([(np.array([[2.0]]), np.array([1.0]))], np.array([3.0]), 0.5)
    (6.0, 3.5)
    """
    total_w, total_b = np.eye(1), np.zeros(1)
    for w, b in weights:
        total_w, total_b = total_w @ w, total_b @ w + b
    return float(np.squeeze(total_w @ v)), float(np.squeeze(total_b @ v) + c)


@cache
def fitted(layers, units, function, target):
    """Fit one stack to one target curve; ``function`` is a name of FUNCTIONS, or None for the linear stack.

    Returns a dict: ``curve`` (121,), ``hidden`` (121, units), ``miss`` (root mean square) and, for the linear stack,
    ``line`` (slope, intercept).
    """
    weights, hidden = hidden_layers(layers, units, FUNCTIONS.get(function))
    wanted = TARGETS[target](XS)
    v, c = fit_output(hidden, wanted)
    curve = hidden @ v + c
    miss = float(np.sqrt(np.mean((curve - wanted) ** 2)))
    line = multiply_out(weights, v, c) if function is None else None
    return {"curve": curve, "hidden": hidden, "miss": miss, "line": line}


class Collapse(Explorer):
    """A stack of linear layers beside one of the same size with a function between its layers.

    Controls: hidden layers, units in each, the function, the curve to be fitted. Both stacks get the same recipe:
    hidden weights drawn at random once and kept, the output layer fitted exactly by least squares. However many layers
    the linear stack has, multiplying them out leaves one slope and one intercept.
    """

    title = "Collapse: what a stack of layers can draw"
    controls = (
        Slider("layers", "Hidden layers", values=(1, 2, 3, 5, 10), value=2),
        Slider("units", "Units in each", values=(2, 4, 8, 16), value=8),
        Choice("function", "Function between the layers", tuple(FUNCTIONS), "ReLU"),
        Choice("target", "Curve to be drawn", tuple(TARGETS), "sine"),
    )
    panels = (
        Lines("fit", "The best each stack can do", x="x", y="output", xlim=(-3, 3), ylim=(-2, 2.6)),
        Lines("hidden", "Units of the last hidden layer (at most four)", x="x", y="output of the unit", xlim=(-3, 3),
              ylim=(-4, 4)),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        layers, units, name, target = (state[key] for key in ("layers", "units", "function", "target"))
        linear, bent = fitted(layers, units, None, target), fitted(layers, units, name, target)
        return {
            "fit": [
                marks.line(XS, TARGETS[target](XS), color="grey", width=7, opacity=0.45, label="wanted"),
                marks.line(XS, linear["curve"], color="orange", dash=True, label="linear stack"),
                marks.line(XS, bent["curve"], color="blue", label=f"with {name}"),
            ],
            "hidden": _units(linear["hidden"], "orange", "linear", dash=True) + _units(bent["hidden"], "blue", name),
            "formula": _formula(layers, linear["line"]),
            "sentence": _sentence(layers, units, name, target, linear, bent),
        }


def _units(hidden, color, label, dash=False):
    """Lines of up to four units; only the first carries the label, so that the legend names each colour once."""
    shown = hidden[:, :4].T
    return [
        marks.line(XS, h, color=color, width=1.8, dash=dash, label=label if j == 0 else None)
        for j, h in enumerate(shown)
    ]


def line_text(slope, intercept):
    """Write a line as text with two decimals: ``y = 0.15x − 0.02``; nought carries no sign."""
    slope, intercept = round(slope, 2) + 0.0, round(intercept, 2) + 0.0
    sign = "−" if intercept < 0 else "+"
    return f"y = {slope:.2f}x {sign} {abs(intercept):.2f}".replace("-", "−")


def _formula(layers, line):
    stack = "1 hidden layer" if layers == 1 else f"{layers} hidden layers"
    return [[f"Linear stack, {stack} and the output layer multiplied out: ", (line_text(*line), "orange")]]


def _sentence(layers, units, name, target, linear, bent):
    stack = "1 hidden layer" if layers == 1 else f"{layers} hidden layers"
    start = f"With {stack} of {units} units, the linear stack draws one straight line"
    thing = "the straight line" if target == "straight line" else f"the {target}"
    misses = (
        f"{thing} by {linear['miss']:.2f} on average (root mean square); with {name} in between, by {bent['miss']:.2f}"
    )
    if target == "straight line":
        return (
            f"{start}, here exactly what is wanted: it misses {misses}. Bends are no help where the truth is straight."
        )
    if bent["miss"] < 0.5 * linear["miss"]:
        return f"{start} and misses {misses}: now the stack bends."
    return f"{start} and misses {misses}: it bends, but these units, few or unlearned, fit no better than that."
