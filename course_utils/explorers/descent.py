"""Descent: a point rolls down a landscape of two weights, step by step."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_utils.explorers.engine import Choice, Explorer, Lines, Point, Slider, marks
from course_utils.explorers.landscapes import LANDSCAPES

STEPS = 40
RATES = (0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.8, 1.0)
MOMENTA = (0.0, 0.5, 0.7, 0.8, 0.9)
WIDE, HIGH = 4.0, 3.0  # half the size of the picture
LOST = 1e3  # beyond this distance a path is no longer followed
FLOOR = 1e-4  # the lowest height that the right-hand panel shows
ARRIVED = 0.01  # a path this close to the lowest height counts as arrived
NEAR = 0.7  # a walk that ends this close to the floor of a valley counts as being in it
AT_REST = 0.05  # a step shorter than this leads nowhere else
SOON, SWING, FAR_ON = 4, 60, 2000  # steps walked on to see if it goes down, swings out again, ever settles
NUMBERS = np.arange(STEPS + 1.0)


@lru_cache(maxsize=64)
def all_paths(function, start):
    """Return every path of the table from ``start``, shape (rates, momenta, STEPS + 1, 2).

    All rates and momenta are walked at once: a new start must be answered before the eye notices. The rule is that of
    ``optimizers.Momentum``, v <- momentum v - rate gradient, then place <- place + v. A path that has gone farther
    than LOST ends in NaN.

    >>> all_paths("bowl", (0.0, 1.0))[4, 0, 1]  # one step with rate 0.1
    array([0.2, 0.4])
    """
    rates, momenta = np.array(RATES)[:, None, None], np.array(MOMENTA)[None, :, None]
    place = np.broadcast_to(np.array(start, dtype=float), (len(RATES), len(MOMENTA), 2))
    velocity, path = np.zeros_like(place), [place]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(STEPS):
            slope = np.stack(LANDSCAPES[function].slope(place[..., 0], place[..., 1]), axis=-1)
            velocity = momenta * velocity - rates * slope
            place = place + velocity
            place = np.where(np.abs(place).max(axis=-1, keepdims=True) > LOST, np.nan, place)
            path.append(place)
    return np.stack(path, axis=2)


def walk(function, start, rate, momentum):
    """Return one path (STEPS + 1, 2) and the height of f at each of its points (STEPS + 1,).

    >>> walk("bowl", (0.0, 1.0), 0.1, 0.0)[1][:2].round(2)
    array([5.5 , 2.26])
    """
    path = all_paths(function, start)[RATES.index(rate), MOMENTA.index(momentum)]
    with np.errstate(over="ignore", invalid="ignore"):
        return path, LANDSCAPES[function].height(path[:, 0], path[:, 1])


class Descent(Explorer):
    """Walk 40 steps of gradient descent down a landscape from a start that you choose.

    Controls: the landscape, the learning rate α, the momentum μ (0 is plain gradient descent), and the start, chosen
    by a click. Left: contour lines and the path. Right: the height above the lowest point after each step. Update
    rule: Polyak 1964. The bowl is the worked example of the chapter.
    """

    title = "Descent"
    controls = (
        Choice("function", "Landscape", tuple(LANDSCAPES), "bowl"),
        Slider("rate", "Learning rate α", values=RATES, value=0.1),
        Slider("momentum", "Momentum μ", values=MOMENTA, value=0.0),
        Point(
            "start",
            "Start (click in the picture)",
            panel="plane",
            value=(0.0, 1.0),
            axes=("ω₁", "ω₂"),
            limits=((-WIDE, WIDE), (-HIGH, HIGH)),
        ),
    )
    panels = (
        Lines("plane", "Seen from above", x="ω₁", y="ω₂", xlim=(-WIDE, WIDE), ylim=(-HIGH, HIGH), equal=True,
              height=400),
        Lines("heights", "Height above the lowest point", x="step", y="f − lowest f", xlim=(-1, STEPS),
              ylim=(FLOOR, 100.0), log_y=True, height=400),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        function, start = state["function"], state["start"]
        land = LANDSCAPES[function]
        path, heights = walk(function, start, state["rate"], state["momentum"])
        above = np.maximum(heights - land.lowest[2], 1e-12)  # a logarithmic axis has no zero
        return {
            "plane": [
                marks.line(*land.contours, color="grey", width=1, opacity=0.7),
                marks.points(*land.lowest[:2], color="green", size=7, label="lowest point"),
                marks.line(path[:, 0], path[:, 1], color="blue", width=2, label="path"),
                marks.points(path[:, 0], path[:, 1], color="blue", size=3),
                marks.points(*start, color="orange", size=7, label="start"),
            ],
            "heights": [
                marks.line(NUMBERS, above, color="blue", width=2, label="after each step"),
                marks.points(NUMBERS, above, color="blue", size=3),
                marks.points(0, above[0], color="orange", size=7, label="at the start"),
            ],
            "formula": formula(state, heights),
            "sentence": sentence(state, path, heights),
        }


def signed(value):
    """Write a number with two decimals and a true minus sign.

    >>> signed(-3.24), signed(-0.001)
    ('−3.24', '0.00')
    """
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def first_step(state, heights):
    """Return (slope vector, its length, promised change of f, actual change) of the first step."""
    slope = np.array(LANDSCAPES[state["function"]].slope(*state["start"]))
    length = float(np.hypot(*slope))
    return slope, length, -state["rate"] * length**2, float(heights[1] - heights[0])


def formula(state, heights):
    """Return the formula lines: the function, its gradient at the start, promise and truth of the first step."""
    slope, length, promised, actual = first_step(state, heights)
    rate, momentum = state["rate"], state["momentum"]
    at = ", ".join(signed(v) for v in state["start"])
    rule = f"v ← {momentum:g} v − {rate:g} ∇f(ω), ω ← ω + v" if momentum else f"ω ← ω − {rate:g} ∇f(ω)"
    true = ("+" if actual >= 0.005 else "") + signed(actual) if np.isfinite(actual) else "beyond all bounds"
    return [
        f"{LANDSCAPES[state['function']].formula};  each step: {rule}",
        f"At the start: ∇f({at}) = ({signed(slope[0])}, {signed(slope[1])}), ‖∇f‖ = {length:.2f}",
        ["First step: promised by the slope ", (f"−α‖∇f‖² = {signed(promised)}", "orange"),
         ", actual change of f ", (true, "blue")],
    ]  # fmt: skip


def sentence(state, path, heights):
    """Tell in words what the first step did and how the walk ended."""
    return f"{_first_words(state, path, heights)} {_last_words(state, path, heights)}"


def _first_words(state, path, heights):
    land = LANDSCAPES[state["function"]]
    slope, length, promised, actual = first_step(state, heights)
    if length < 1e-9:
        return "At the start the ground is level."
    if not np.isfinite(actual) or actual > 0:
        return f"The first step raises f, where the slope had promised a change of {signed(promised)}: it overshoots."
    turned = float(np.dot(slope, land.slope(*path[1]))) < 0
    how = ", across the valley and up the other side" if turned else ""
    by = f"by {signed(actual)}" if abs(actual) >= 0.005 else "by less than 0.01"
    return f"The first step changes f {by}{how}; the slope had promised {signed(promised)}."


def _last_words(state, path, heights):
    land = LANDSCAPES[state["function"]]
    above = heights - land.lowest[2]
    if not np.isfinite(heights[-1]) or heights[-1] > max(100.0, 2 * heights[0]):
        inside = np.flatnonzero((np.abs(path) <= (WIDE, HIGH)).all(axis=1))  # the start always is
        left = inside[-1] + 1
        return f"From step {left} on it is outside the picture, ever farther off: the learning rate is too large."
    if above[-1] <= ARRIVED and state["momentum"] and walk_on(state, path, SWING).max() > ARRIVED + land.lowest[2]:
        return f"After {STEPS} steps it still swings back and forth, just now within {ARRIVED:g} of the lowest height."
    if above[-1] <= ARRIVED:
        high = np.flatnonzero(above > ARRIVED)
        if not len(high):
            return f"It stays within {ARRIVED:g} of the lowest height throughout."
        return f"From step {high[-1] + 1} on it stays within {ARRIVED:g} of the lowest height."
    return _unfinished(state, path, above)


def _unfinished(state, path, above):
    """Say how a walk goes on that has neither arrived nor been lost; what is said of later steps has been walked."""
    land, (before, last) = LANDSCAPES[state["function"]], np.diff(path[-3:], axis=0)
    now, height, speed = f"After {STEPS} steps it", f"{signed(above[-1])} above the lowest height", np.hypot(*last)
    if land.shallow and np.hypot(*(path[-1] - land.shallow)) < NEAR and speed < AT_REST:
        return f"{now} is in the shallower valley, {height}."
    if speed < 1e-9:
        return f"{now} stands still, {height}."
    if np.any((before * last < 0) & (np.abs(last) > np.maximum(AT_REST, 0.999 * np.abs(before)))):
        later = walk_on(state, path, FAR_ON) - land.lowest[2]
        if len(later) < FAR_ON:
            return f"{now} jumps back and forth, ever wider, {height}: the learning rate is too large."
        if np.ptp(later[-100:]) > ARRIVED or later[-1] > 0.5 * above[-1]:
            floor = signed(min(later.min(), above[-1]))
            return f"{now} jumps back and forth and never will settle: it comes no lower than {floor} above the lowest."
    soon = walk_on(state, path, SOON)
    if len(soon) == SOON and np.all(np.diff(soon, prepend=above[-1] + land.lowest[2]) < 0):
        return f"{now} is still {height}, and going down."
    return f"{now} still swings back and forth, {height}."


def walk_on(state, path, steps):
    """Return the heights of the next ``steps`` steps of a walk (steps,), fewer if it gets farther than LOST."""
    land, rate, momentum = LANDSCAPES[state["function"]], state["rate"], state["momentum"]
    (x, y), (v, w) = path[-1].tolist(), (path[-1] - path[-2]).tolist()
    heights = []
    while len(heights) < steps and abs(x) < LOST and abs(y) < LOST:
        slope = land.slope(x, y)
        v, w = momentum * v - rate * slope[0], momentum * w - rate * slope[1]
        x, y = x + v, y + w
        heights.append(float(land.height(x, y)))
    return np.array(heights)
