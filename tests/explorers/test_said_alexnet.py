"""Every number that the explorers of chapter 09 say, in all states or in many, beside one worked out here."""

import itertools
import math

import numpy as np
from said import compared

from course_utils.explorers import alexnet_walker, augmentation_bench, lrn_bench

# Name, kernels, window, stride, padding, whether it sees its own tower only, whether a pooling follows: the paper's.
CONVOLUTIONS = (
    ("conv1", 96, 11, 4, 0, False, True), ("conv2", 256, 5, 1, 2, True, True), ("conv3", 384, 3, 1, 1, False, False),
    ("conv4", 384, 3, 1, 1, True, False), ("conv5", 256, 3, 1, 1, True, True),
)  # fmt: skip
UNITS = {"fc6": 4096, "fc7": 4096, "fc8": 1000}


def walk(side):
    """Return (layer or pooling, side before, side after, window, rows left over) up to the first that does not fit."""
    found = []
    for name, _, window, stride, padding, _, pooled in CONVOLUTIONS:
        for what, k, s, p in [(name, window, stride, padding), *([(f"pooling {name}", 3, 2, 0)] if pooled else [])]:
            room = side + 2 * p - k
            found.append((what, side, room // s + 1 if room >= 0 else 0, k, room % s))
            if room < 0:
                return found
            side = found[-1][2]
    return found


def counts(two, side):
    """Return for each layer (inputs of one kernel or unit, parameters)."""
    found, maps = {}, 3
    for name, kernels, window, _, _, split, _ in CONVOLUTIONS:
        inputs = maps // 2 if two and split else maps
        found[name] = inputs, kernels * (window**2 * inputs + 1)
        maps = kernels
    inputs = maps * walk(side)[-1][2] ** 2
    for name, units in UNITS.items():
        found[name] = inputs, units * (inputs + 1)
        inputs = units
    return found


def digit(name):
    return int(name[-1])


def walker_says(state, text):
    name, side, way = state["layer"], state["side"], walk(state["side"])
    if not way[-1][2]:
        what, before, _, window, _ = way[-1]
        onto = [before, before] if what.startswith("pooling") else []
        return [side, digit(what), window, window, *onto]
    found = counts(state["two"], side)
    sides = {what: after for what, _, after, _, _ in way}
    if name in UNITS:
        gives = [UNITS[name]]
    else:
        maps = next(row[1] for row in CONVOLUTIONS if row[0] == name)
        after = sides[name], sides.get(f"pooling {name}")
        gives = [n for s in after if s for n in (maps, s, s)]
    reads = [7] if name == "fc8" and not state["two"] else []
    share = 100 * found[name][1] / sum(n for _, n in found.values())
    first, cut = way[0][4], [digit(row[0]) for row in way[1:] if row[4]]
    left = [side, 1, *([first] if first > 1 else [])]
    return [digit(name), *gives, *reads, share, *left, *cut]


def walker_writes(state, text):
    name, side, way = state["layer"], state["side"], walk(state["side"])
    lines = []
    if name not in UNITS:
        _, kernels, window, *_ = next(row for row in CONVOLUTIONS if row[0] == name)
        inputs, parameters = counts(state["two"], 227)[name]
        lines = [digit(name), kernels, window, window, inputs, kernels, parameters]
    elif way[-1][2]:
        inputs, parameters = counts(state["two"], side)[name]
        lines = [digit(name), inputs, UNITS[name], UNITS[name], parameters]
    sides = [side]
    for what, _, after, _, _ in way:
        sides += ([] if what.startswith("pooling") else [digit(what)]) + ([after] if after else [])
    if not way[0][2]:
        return [*lines, *sides, 1, 11, side]
    left, quarters = way[0][4], {0: [], 1: [0.25], 2: [0.5], 3: [0.75]}
    return [*lines, *sides, side, 11, 4, 1, (side - 11) / 4 + 1, *quarters[left], *([way[0][2]] if left else [])]


def walker_states():
    names = [*(row[0] for row in CONVOLUTIONS), *UNITS]
    for layer, two, side in itertools.product(names, (True, False), alexnet_walker.SIDES):
        yield dict(layer=layer, two=two, side=side)


def lrn(state, beside=None):
    """Return (activities, squares of channel 4's window, what each channel is divided by)."""
    a = np.ones(9)
    a[4], a[3], a[5] = state["own"], *[state["beside"] if beside is None else beside] * 2
    alpha = state["alpha"] / (state["n"] if state["divided"] else 1)
    reach = state["n"] // 2
    squares = [np.sum(a[max(0, c - reach) : c + reach + 1] ** 2) for c in range(9)]
    return a, squares, np.array([(state["k"] + alpha * s) ** state["beta"] for s in squares])


def lrn_says(state, text):
    a, squares, by = lrn(state)
    here, alone, n = float(by[4]), float(lrn(state, 0)[2][4]), state["n"]
    if not state["own"]:
        first = [4, 0, here, 0]
    else:
        first = [4, state["own"], *([float(a[4] / by[4])] if "falls" in text else []), here]
    cause = []
    if state["own"] and not state["beta"]:
        cause = [0, 1]
    elif state["own"] and not state["alpha"]:
        cause = [0]
    elif state["own"] and n > 1 and state["beside"]:
        cause = [alone]
        if "Of the squares" in text:
            cause += [100 * a[4] ** 2 / squares[4], 200 * a[3] ** 2 / squares[4], 3, 5]
    return [*first, *cause, *farther(by, lrn(state, 0)[2], n), *torchs(state)]


def farther(by, alone, n):
    """Return the channels that hear 3 and 5, with those two, those that hardly do, and those that cannot."""
    others = [c for c in range(9) if abs(c - 4) > 1]
    heard = [c for c in others if by[c] > 1.01 * alone[c]]
    out = [c for c in others if min(abs(c - 3), abs(c - 5)) > n // 2]
    return [*heard, 3, 5, *(c for c in others if c not in heard and c not in out), *out] if heard else []


def torchs(state):
    told = state["divided"] and state["n"] > 1 and state["alpha"]
    return [state["alpha"], state["n"] * state["alpha"]] if told else []


def lrn_writes(state, text):
    a, squares, by = lrn(state)
    divided = [state["n"]] if state["divided"] else []
    return [4, float(a[4]), state["k"], state["alpha"], *divided, float(squares[4]), state["beta"], float(a[4] / by[4])]


def lrn_states(count=300):
    rng, values = np.random.default_rng(1), {c.name: c.values for c in lrn_bench.LrnBench.controls}
    for ends in itertools.product(*((these[0], these[-1]) for these in values.values())):
        yield dict(zip(values, ends, strict=True))
    for _ in range(count):
        yield {name: these[rng.integers(len(these))] for name, these in values.items()}


def bench_says(state, text):
    down, right, largest = state["down"], state["right"], max(abs(state[n]) for n in ("first", "second", "third"))
    window, half = [down, right, 2 * 32 * 32], [0.5]  # "Shown at half size"
    if not largest:
        return [*window, *half]
    one = math.erfc(10 * largest / math.sqrt(2))  # an α of N(0, 0.1²) so far out
    chance = 1 - (1 - one) ** 3
    often = [100 * chance] if chance > 0.1 else [1, float(f"{1 / chance:.2g}")] if chance > 1e-6 else []
    return [*window, round(10 * largest), 0, *often, *half]


def bench_writes(state, text):
    values, vectors = augmentation_bench.components()
    alphas = (state[name] for name in ("first", "second", "third"))
    terms = [float(n) for a, v, p in zip(alphas, values, vectors.T, strict=True) for n in (a, v, *p)]
    return [*terms, 32, 32, 2, 2048, 33, 33, 2, 2178]


def bench_states(count=300):
    rng, values = np.random.default_rng(2), {c.name: c.values for c in augmentation_bench.AugmentationBench.controls}
    for alpha in augmentation_bench.ALPHAS:
        yield dict(first=alpha, down=0 if alpha < 0 else 32)
    for _ in range(count):
        yield {name: these[rng.integers(len(these))] for name, these in values.items()}


ALL = {
    "AlexNetWalker": (walker_states, walker_says, walker_writes),
    "LrnBench": (lrn_states, lrn_says, lrn_writes),
    "AugmentationBench": (bench_states, bench_says, bench_writes),
}

test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL)
