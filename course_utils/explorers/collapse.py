"""Collapse explorer: a stack of layers with and without a function between them, fitted to a curve."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from course_utils import activations
from course_utils.explorers.engine import Choice, Explorer, Lines, Slider, marks
from course_utils.explorers.words import plural

XS = np.linspace(-3.0, 3.0, 121)  # where the curve is wanted: the fit looks at these places
WIDEST = 16
DRAWS = range(1, 9)
GAIN = 1.2  # how steep the pre-activations are: the functions bend clearly, yet are not mere steps
SEEN = 1e-3  # a change of slope smaller than this is no corner that anybody could see
TOGETHER = 0.01  # corners nearer to each other than this fall on one pixel
MARKED = 40  # more corners than this run into each other: they are counted, not marked

TARGETS = {
    "sine": lambda x: np.sin(2.0 * x),
    "hill": lambda x: 2.0 * np.exp(-(x**2)) - 0.5,
    "corner": lambda x: np.abs(x) - 1.0,
    "step": np.sign,
    "straight line": lambda x: 0.5 * x - 0.25,
}

FUNCTIONS = {
    activations.FUNCTIONS[name].label: activations.FUNCTIONS[name].function for name in ("sigmoid", "tanh", "relu")
} | {"leaky ReLU": partial(activations.leaky_relu, slope=0.1)}  # steep enough to be seen
KINKED = ("ReLU", "leaky ReLU")  # straight but for a corner at z = 0: a stack of them is straight between its corners


@cache
def hidden_layers(layers, units, function, draw=1):
    """Draw ``layers`` hidden layers of ``units`` units for one input, and run ``XS`` through them.

    Every weight comes from a bell curve and is not learned; from the second layer on, the weights into a unit are
    scaled so that its z spreads as far as in any other layer. Each bias puts the place where its unit has z = 0 at
    random inside what the unit receives. ``draw`` seeds the generator; fewer units are the first ones of more.
    Returns ``(weights, outputs)``: a tuple of pairs (W, b), and the last layer's outputs, shape (121, units).
    ``function`` is a name of FUNCTIONS; None leaves the layers linear.

    >>> hidden_layers(2, 4, None)[1].shape
    (121, 4)
    """
    h, weights = XS[:, None], []  # (121, 1)
    for k in range(layers):
        rng = np.random.default_rng([draw, k])
        w = GAIN * rng.normal(size=(WIDEST, WIDEST))[: h.shape[1], :units]
        if k:
            w = w / np.maximum((h @ w / GAIN).std(axis=0), 1e-9)
        z = h @ w  # (121, units)
        b = -np.array([np.quantile(z[:, j], share) for j, share in enumerate(rng.uniform(0.05, 0.95, WIDEST)[:units])])
        weights.append((w, b))
        h = z + b if function is None else FUNCTIONS[function](z + b)
    return tuple(weights), h


def with_kinks(x, z):
    """Add to the places ``x`` (N,) those between them where a unit's z (N, units) is 0; z is straight between places.

    Returns the longer ``(x, z)``, in order.

    >>> with_kinks(np.array([0.0, 1.0]), np.array([[-1.0], [3.0]]))[0]
    array([0.  , 0.25, 1.  ])
    """
    piece, unit = np.nonzero(z[:-1] * z[1:] < 0)
    share = z[piece, unit] / (z[piece, unit] - z[piece + 1, unit])
    inside = (share > 1e-9) & (share < 1 - 1e-9)  # one that lies on a place already is there
    piece, unit, share = piece[inside], unit[inside], share[inside]
    more_x = x[piece] + share * (x[piece + 1] - x[piece])
    more_z = z[piece] + share[:, None] * (z[piece + 1] - z[piece])
    more_z[np.arange(len(unit)), unit] = 0.0
    order = np.argsort(np.concatenate([x, more_x]), kind="stable")
    return np.concatenate([x, more_x])[order], np.concatenate([z, more_z])[order]


@cache
def drawn(layers, units, function, draw=1):
    """Return ``(x, outputs)`` to draw the last hidden layer from: XS and, of ReLUs, every place where it may bend."""
    weights, h = hidden_layers(layers, units, function, draw)
    if function not in KINKED:
        return XS, h
    x, h = XS, XS[:, None]
    for w, b in weights:
        x, z = with_kinks(x, h @ w + b)
        h = FUNCTIONS[function](z)
    return x, h


def corners(x, y):
    """Return the numbers of the points that are corners of a line that is straight between the points (x, y).

    An end is none, nor is a bend too slight to be seen; several within a distance of TOGETHER are one to the eye.

    >>> corners(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0, 0.0])).tolist()
    [2]
    >>> corners(np.array([0.0, 1.0, 2.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0, 2.0, 0.0])).tolist()
    [2]
    """
    apart = np.flatnonzero(np.append(True, np.diff(x) > 0))  # a unit may bend where a point stands already
    x, y = x[apart], y[apart]
    slopes = np.diff(y) / np.diff(x)
    found, first, last = [], None, None
    for k in 1 + np.flatnonzero(np.abs(np.diff(slopes)) > SEEN):
        if first is not None and x[k] - x[first] < TOGETHER:
            found.pop()
        else:
            first = k
        last = k
        found.append(first if abs(slopes[last] - slopes[first - 1]) > SEEN else -1)
    return apart[np.array([k for k in found if k >= 0], int)]


def fit_output(h, target):
    """Fit the output layer by least squares: the best ``v`` and ``c`` of h @ v + c for the target, to the cutoff below.

    h is (N, units), target (N,); returns ``(v, c)``. Directions in which h hardly varies (a hundred-
    thousandth of its largest singular value) are left out.

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
def fitted(layers, units, function, target, draw=1):
    """Fit one stack to one target curve; ``function`` is a name of FUNCTIONS, or None for the linear stack.

    Returns a dict: ``x`` and ``curve``, the points to draw; ``hidden`` (points, units); ``miss``, the root mean square
    over XS; ``corners``, which points are corners; and ``line`` (slope, intercept), None unless the stack is linear.
    """
    weights, fit_to = hidden_layers(layers, units, function, draw)
    v, c = fit_output(fit_to, TARGETS[target](XS))
    x, hidden = drawn(layers, units, function, draw)
    curve = hidden @ v + c
    miss = float(np.sqrt(np.mean((fit_to @ v + c - TARGETS[target](XS)) ** 2)))
    line = multiply_out(weights, v, c) if function is None else None
    bends = corners(x, curve) if function in KINKED else np.array([], int)
    return {"x": x, "curve": curve, "hidden": hidden, "miss": miss, "line": line, "corners": bends}


class Collapse(Explorer):
    """A stack of linear layers beside one of the same size with a function between its layers.

    Controls: hidden layers, units in each, the function, the curve to be fitted, and which draw of the hidden weights.
    Both stacks get the same recipe: hidden weights drawn at random and kept, the output layer fitted by least
    squares, to rounding. However many layers the linear stack has, multiplying them out leaves one slope and one
    intercept. Up to 40 corners of a stack of (leaky) ReLUs have dots. Only another draw needs Python.
    """

    title = "Collapse: what a stack of layers can draw"
    controls = (
        Slider("layers", "Hidden layers", values=(1, 2, 3, 5, 10), value=2),
        Slider("units", "Units in each", values=(2, 4, 8, 16), value=8),
        Choice("function", "Function between the layers", tuple(FUNCTIONS), "ReLU"),
        Choice("target", "Curve to be drawn", tuple(TARGETS), "sine"),
        Slider("draw", "Draw of the hidden weights", values=DRAWS, value=5, stepper=True, live=True),
    )
    panels = (
        Lines("fit", "The best each stack can do", x="x", y="output", xlim=(-3, 3), ylim=(-2, 2.6)),
        Lines("hidden", "Units of the last hidden layer (at most four)", x="x", y="output of the unit", xlim=(-3, 3),
              ylim=(-4, 4)),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        layers, units, name, target, draw = (state[c.name] for c in Collapse.controls)
        linear, bent = fitted(layers, units, None, target, draw), fitted(layers, units, name, target, draw)
        x, y = bent["x"], bent["curve"]
        dots = bent["corners"] if len(bent["corners"]) <= MARKED else ()
        return {
            "fit": [
                marks.line(XS, TARGETS[target](XS), color="grey", width=7, opacity=0.45, label="wanted"),
                marks.line(XS, linear["curve"], color="orange", dash=True, label="linear stack"),
                marks.line(x, y, color="blue", label=f"with {name}"),
                *([marks.points(x[dots], y[dots], color="blue", size=4, label="its corners")] if len(dots) else ()),
            ],
            "hidden": _units(linear, "orange", "linear", dash=True) + _units(bent, "blue", name),
            "formula": _formula(layers, linear["line"]),
            "sentence": _sentence(layers, units, name, target, linear, bent),
        }


def _units(stack, color, label, dash=False):
    """Lines of up to four units; only the first carries the label, so that the legend names each colour once."""
    return [
        marks.line(stack["x"], h, color=color, width=1.8, dash=dash, label=label if j == 0 else None)
        for j, h in enumerate(stack["hidden"][:, :4].T)
    ]


def line_text(slope, intercept):
    """Write a line as text with two decimals: ``y = 0.15x − 0.02``; nought carries no sign."""
    slope, intercept = round(slope, 2) + 0.0, round(intercept, 2) + 0.0
    sign = "−" if intercept < 0 else "+"
    return f"y = {slope:.2f}x {sign} {abs(intercept):.2f}".replace("-", "−")


def _formula(layers, line):
    stack = plural(layers, "hidden layer")
    return [[f"Linear stack, {stack} and the output layer multiplied out: ", (line_text(*line), "orange")]]


def _sentence(layers, units, name, target, linear, bent):
    start = f"With {plural(layers, 'hidden layer')} of {units} units, the linear stack draws one straight line"
    count = _count(len(bent["corners"])) if name in KINKED else ""
    off = f"by {_miss(bent['miss'])}"
    if target == "straight line":
        there = f"{start}, here what is wanted, to rounding; with {name} in between, it misses {off} on average"
        return f"{there} (root mean square). Bends are no help where the truth is straight.{count}"
    misses = f"misses the {target} by {_miss(linear['miss'])} on average (root mean square)"
    return f"{start} and {misses}; with {name} in between, {off}: {_verdict(linear['miss'], bent['miss'])}.{count}"


def _miss(miss):
    return f"{miss:.2f}" if miss >= 0.005 else "less than 0.01"


def _count(corners):
    many = ", too many to mark" if corners > MARKED else ""
    return f" The blue curve has {plural(corners, 'corner')}{many}." if corners else " The blue curve has no corner."


def _verdict(linear, bent):
    """Say what the bends are worth; two misses that read the same are not called better or worse."""
    if bent < 0.5 * linear:
        return "now the stack bends"
    if _miss(bent) == _miss(linear):
        return "it bends, at places that are no use here"
    if bent < linear:
        return "it bends, and fits somewhat better"
    return "it bends, but at random, and here a straight line does better"
