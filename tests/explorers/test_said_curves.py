"""Every number that the explorers of curves say, in many states, beside one worked out here."""

import itertools

import numpy as np
from said import compared, some

from course_utils.explorers import collapse, descent, sliding_signals
from course_utils.explorers.landscapes import LANDSCAPES


def best(columns, wanted):
    """Return the root mean square that the best sum of columns leaves; directions that hardly vary stay out."""
    full = np.column_stack([columns, np.ones(len(wanted))])
    found = full @ np.linalg.lstsq(full, wanted, rcond=1e-5)[0]
    return float(np.sqrt(np.mean((found - wanted) ** 2)))


def collapse_says(state, text):
    layers, units, function, target, draw = (state[c.name] for c in collapse.Collapse.controls)
    wanted = collapse.TARGETS[target](collapse.XS)
    _, hidden = collapse.hidden_layers(layers, units, function, draw)
    misses = [best(hidden, wanted)]
    if target != "straight line":
        misses.insert(0, best(collapse.XS[:, None], wanted))
    count = len(collapse.fitted(layers, units, function, target, draw)["corners"])  # counted in chapter 01's tests
    return [layers, units, *misses, *([count] if count and function in collapse.KINKED else [])]


def collapse_writes(state, text):
    slope, intercept = np.polyfit(collapse.XS, collapse.TARGETS[state["target"]](collapse.XS), 1)
    minus = "− " in text.split("y = ")[1]
    return [state["layers"], float(slope), float(-intercept if minus else intercept)]


HEIGHTS = {
    "bowl": (lambda x, y: (x - 1) ** 2 + 2 * (y + 0.5) ** 2, lambda x, y: (2 * (x - 1), 4 * (y + 0.5))),
    "ravine": (lambda x, y: 0.08 * (x - 2.5) ** 2 + 2 * y**2, lambda x, y: (0.16 * (x - 2.5), 4 * y)),
    "two valleys": (
        lambda x, y: (x * x / 4 - 1) ** 2 + 0.15 * x + y * y,
        lambda x, y: (x * (x * x / 4 - 1) + 0.15, 2 * y),
    ),
}
WRITTEN = {
    "bowl": [1, 1, 2, 2, 2, 0.5, 2],
    "ravine": [0.08, 1, 2.5, 2, 2, 2, 2],
    "two valleys": [1, 2, 4, 1, 2, 0.15, 1, 2, 2],
}


def walk(state, steps):
    """Return the places of a walk by hand, until it is lost."""
    (x, y), v, w, found = state["start"], 0.0, 0.0, [tuple(state["start"])]
    for _ in range(steps):
        a, b = HEIGHTS[state["function"]][1](x, y)
        v, w = state["momentum"] * v - state["rate"] * a, state["momentum"] * w - state["rate"] * b
        x, y = x + v, y + w
        found.append((x, y))
        if max(abs(x), abs(y)) > 1e6:
            break
    return np.array(found)


def descent_says(state, text):
    path, f = walk(state, descent.STEPS), HEIGHTS[state["function"]][0]
    lowest = f(*LANDSCAPES[state["function"]].lowest[:2])
    above = np.array([f(*place) for place in path]) - lowest
    slope = HEIGHTS[state["function"]][1](*state["start"])
    promised, actual = -state["rate"] * (slope[0] ** 2 + slope[1] ** 2), above[1] - above[0]
    first = [] if "is level" in text else [promised] if "raises" in text else [actual, promised]
    if "changes f by less" in text:
        first[0] = abs(actual)
    if "outside the picture" in text:
        inside = np.flatnonzero((np.abs(path) <= (descent.WIDE, descent.HIGH)).all(axis=1))
        return [*map(float, first), int(inside[-1]) + 1]
    high = np.flatnonzero(above > 0.01)
    if "throughout" in text:
        return [*map(float, first), 0.01]
    if "on it stays" in text:
        return [*map(float, first), int(high[-1]) + 1, 0.01]
    if "just now" in text:
        return [*map(float, first), descent.STEPS, 0.01]
    if "no lower" in text:
        later = [f(*place) - lowest for place in walk(state, descent.STEPS + descent.FAR_ON)[descent.STEPS :]]
        return [*map(float, first), descent.STEPS, float(min(later))]
    return [*map(float, first), descent.STEPS, float(above[-1])]


def descent_writes(state, text):
    a, b = HEIGHTS[state["function"]][1](*state["start"])
    f, (_, after) = HEIGHTS[state["function"]][0], walk(state, 1)
    rule = [state["momentum"], state["rate"]] if state["momentum"] else [state["rate"]]
    slope = [*state["start"], a, b, float(np.hypot(a, b))]
    return [*WRITTEN[state["function"]], *map(float, rule), *map(float, slope), 2, -state["rate"] * (a * a + b * b),
            float(f(*after) - f(*state["start"]))]  # fmt: skip


def descent_states():
    rng = np.random.default_rng(8)
    starts = [(float(x), float(y)) for x, y in np.column_stack([rng.uniform(-3, 3, 60), rng.uniform(-2, 2, 60)])]
    return some("Descent", 300, start=[(1.0, -0.5), *starts])


def laid(state):
    """Return (x, h as it lies over x, shift): two functions of τ."""
    x, h, t = sliding_signals.INPUTS[state["x"]], sliding_signals.RESPONSES[state["h"]], state["t"]
    t = round(t) if state["mode"] == "discrete" else t
    return x, lambda tau: h(t - tau if state["flip"] else tau - t), t


def pairs(state):
    """Return the samples of both signals, (N, 2), where their product is not 0."""
    x, h, _ = laid(state)
    both = np.column_stack([x(np.arange(-20, 21.0)), h(np.arange(-20, 21.0))])
    return both[both.prod(axis=1) != 0]


def meet(state):
    """Return (y, ends of the overlap or None, samples that meet): exact between bends, and the sum over samples."""
    x, h, t = laid(state)
    if state["mode"] == "discrete":
        return float(pairs(state).prod(axis=1).sum()), None, len(pairs(state))
    turns = sliding_signals.MOVING_TURNS[state["h"]]
    bends = sorted({*sliding_signals.TURNS[state["x"]], *(round(t - s if state["flip"] else t + s, 6) for s in turns)})
    nodes, weights = np.polynomial.legendre.leggauss(12)
    total, met = 0.0, []
    for low, high in itertools.pairwise(bends):
        tau = (low + high) / 2 + (high - low) / 2 * nodes
        total += float(x(tau) * h(tau) @ weights) * (high - low) / 2
        met += [low, high] if (x(tau) * h(tau)).any() else []
    return total, ((min(met), max(met)) if met else None), 0


def sliding_says(state, text):
    y, ends, count = meet(state)
    asked, t = state["t"], laid(state)[2]
    between = [asked, t] if "counts as" in text else []
    met = [*ends, y] if ends else [count, y] if count > 1 else [y] if count else [0]
    return [t, *(n if isinstance(n, int) else float(n) for n in met), *between]


def sliding_writes(state, text):
    y, ends, count = meet(state)
    t = laid(state)[2]
    if ends:
        return [t, t, *map(float, ends), t if state["flip"] else abs(t), y]
    return [t, t, *pairs(state).ravel().tolist(), y] if count else [t, t, 0, 0]


ALL = {
    "Collapse": (lambda: some("Collapse", 150), collapse_says, collapse_writes),
    "Descent": (descent_states, descent_says, descent_writes),
    "SlidingSignals": (lambda: some("SlidingSignals", 300), sliding_says, sliding_writes),
}

test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL)
