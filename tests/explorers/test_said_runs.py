"""Every number that the explorers of stored runs and of shortcuts say, beside one worked out from the runs' files."""

import itertools
import json
from pathlib import Path

import numpy as np
from said import compared, product

from course_utils.models.digit_codes import CODES

RUNS = Path(__file__).parents[2] / "data" / "runs"
DEPTHS = (20, 32, 44, 56, 110)
T = 2.2621571628  # of Student's distribution with nine degrees of freedom, for 95 %


def stored(name):
    return json.loads((RUNS / f"{name}.json").read_text(encoding="utf-8"))["runs"]


GRADIENTS = {
    tuple(run["settings"][k] for k in ("depth", "residual", "normalise", "initialisation")): run["values"]["norms"]
    for run in stored("gradients")
}


def row(state):
    """Return the norms of each depth, the other choices as in a state."""
    return {d: GRADIENTS[d, state["residual"], state["normalise"], state["initialisation"]] for d in DEPTHS}


def per_layer(values):
    known = [(d, v) for d, v in values.items() if v]
    return (known[-1][1] / known[0][1]) ** (1 / (known[-1][0] - known[0][0]))


def highway_says(state, text):
    every, found = row(state), row(state)[state["depth"]]
    zeros = found.count(0)
    if zeros:
        where = [zeros] if zeros == len(found) else [zeros, len(found)]
        return [state["depth"], 0, *where, *([32] if zeros < len(found) else [])]
    ratios = {d: f[0] / f[-1] for d, f in every.items() if f[-1] and f[0]}
    factor, ends = per_layer(ratios), [min(ratios), max(ratios)]
    first = [state["depth"], found[0] / found[-1], *([32, 1.4e-45] if found[0] < 1e-38 else [])]
    if not 1 / 1.05 < factor < 1.05:
        return [*first, *ends, factor]
    course = [*ends, *(ratios[d] for d in ends), 100 * abs(factor - 1)]
    growth = per_layer({d: max(f) for d, f in every.items()})
    return [*first, *course, *([min(found), max(found), growth] if growth >= 1.05 else [])]


def highway_writes(state, text):
    found = row(state)[state["depth"]]
    if not found[-1]:
        return [float(found[0]), float(found[-1])]
    ratio = found[0] / found[-1]
    return [float(found[0]), found[-1], ratio, len(found) - 1, ratio ** (1 / (len(found) - 1))]


CHANGED = {"same": (), "wider": (2,), "halved": (2, 4)}


def learned(state):
    """Return (parameters, those in shortcuts) of the four blocks, or the block at which a sum does not fit."""
    channels, side, total, extra = 16, 16, 0, 0
    for k in range(1, 5):
        times, stride = {"same": {}, "wider": {2: (2, 1)}, "halved": {2: (2, 2), 4: (2, 2)}}[state["sizes"]].get(
            k, (1, 1)
        )
        out, smaller, kind = channels * times, side // stride, state[f"block{k}"]
        if kind == "identity" and (times, stride) != (1, 1):
            return k, channels, side, out, smaller
        norms = 2 * (channels + out) if state["order"] == "before" else 4 * out
        total += 9 * channels * out + 9 * out * out + norms
        if kind == "B":
            extra += channels * out + 2 * out
        channels, side = out, smaller
    return total + extra, extra


def shortcuts_say(state, text):
    found, kinds = learned(state), [state[f"block{k}"] for k in range(1, 5)]
    if len(found) == 5:
        k, channels, side, out, smaller = found
        return [k, out, smaller, smaller, channels, side, side, 1, 1, channels, out]
    free = 4 - kinds.count("none")
    forced = [k for k, kind in enumerate(kinds, 1) if kind == "none"]
    ways = [free, 2, free, 2**free, 0, 4, *forced] if free else [0, 4, 4]
    idle = [k for k in range(1, 5) if k not in CHANGED[state["sizes"]]]
    projecting, padding = ([k for k in idle if kinds[k - 1] == kind] for kind in "BA")
    return [*ways, found[0], *([found[1]] if found[1] else []), *projecting, *([1] if projecting else []), *padding]


def shortcuts_write(state, text):
    kinds, r = [state[f"block{k}"] for k in range(1, 5)], state["order"] == "after"
    said = [4, 0]
    if len(learned(state)) == 5:
        return said
    for k in (4, 3, 2, 1):  # as r₄(1 + F₄′) has it, or r₄F₄′, or r₄(W₄ + F₄′)
        carried = {"none": [], "B": [k]}.get(kinds[k - 1], [k] if k in padded(state) else [1])
        said += [*([k] if r else []), *carried, k]
    said += [0, 1] if r else []
    if "B" in kinds:
        return [*said, 1, *([1] if padded(state) else [])]
    free = 4 - kinds.count("none")
    ones = [1] * (r + bool(padded(state)))
    return [*said, *ones, 0.1, 1.1, free, 0.1, 4 - free, sum_of_paths(free)]


def padded(state):
    """Return the blocks whose shortcut fills up with zeros."""
    return [k for k in CHANGED[state["sizes"]] if state[f"block{k}"] == "A"]


def sum_of_paths(free):
    """Return what all paths through four blocks bring, each branch on them 0.1: ``free`` blocks have a way round it."""
    return float(sum(0.1 ** (4 - free + sum(taken)) for taken in itertools.product((0, 1), repeat=free)))


RUNS_OF = {}


def combination(run):
    """Return what makes a stored run of LeNet-5 what it is, as the switches say it."""
    names = dict(c3="table", subsampling="trainable", activation="scaled_tanh", output="rbf", initialisation="fan_in")
    return tuple(run["settings"].get(k, v) for k, v in names.items()), run["settings"].get("loss_kind", "distance")


for one in stored("lenet5"):
    RUNS_OF.setdefault(combination(one), []).append(100 * one["validation_accuracy"][-1])
SWITCHES = ("c3", "subsampling", "activation", "output", "initialisation")
PUBLISHED = ("table", "trainable", "scaled_tanh", "rbf", "fan_in")


def switchboard_says(state, text):
    chosen, softmax = tuple(state[k] for k in SWITCHES), state["output"] == "softmax"
    loss = "distance" if softmax else state["loss"]
    differ = sum(a != b for a, b in zip(chosen, PUBLISHED, strict=True)) + (loss != "distance")
    first = [5] if not differ else [differ] if differ > 1 else []
    if state["activation"] == "relu" and not softmax:
        first += [-1, int((CODES < 0).sum(axis=1).min()), -1]
    if (chosen, loss) not in RUNS_OF:
        return [*first, len(RUNS_OF), 2 * 3 * 2 * 2 * (1 + 2)]
    values, base = np.array(RUNS_OF[chosen, loss]), np.array(RUNS_OF[PUBLISHED, "distance"])
    told = [*first, 10, 20, float(min(values)), float(max(values)), float(np.mean(values))]
    if not differ:
        return told
    gap, half = np.mean(values - base), T * np.std(values - base, ddof=1) / 10**0.5
    return [*told, float(gap), float(gap - half), float(gap + half), *([0] if abs(gap) <= half else [])]


def switchboard_writes(state, text):
    c3 = 10 * (25 * 6 + 1) + 6 * (25 * 6 + 1) if state["c3"] == "full" else 1516
    pools = state["subsampling"] == "trainable"
    dense = 84 * 10 + 10 if state["output"] == "softmax" else 0
    parameters = 156 + c3 + 48120 + 10164 + dense + (12 + 32 if pools else 0)
    return [parameters, 60000, connections(state, c3), 340908]


def connections(state, c3):
    """Return how many connections there are: places times what each reads, as the paper counts them."""
    pools = (6 * 14**2 + 16 * 5**2) * (5 if state["subsampling"] == "trainable" else 4)
    return 784 * 156 + 100 * c3 + pools + 48120 + 10164 + (850 if state["output"] == "softmax" else 840)


ALL = {
    "GradientHighway": (lambda: product("GradientHighway"), highway_says, highway_writes),
    "ShortcutBuilder": (lambda: some("ShortcutBuilder", 400), shortcuts_say, shortcuts_write),
    "Switchboard": (lambda: product("Switchboard"), switchboard_says, switchboard_writes),
}


def some(name, count):
    every = list(product(name))
    return [every[k] for k in np.random.default_rng(5).permutation(len(every))[:count]]


test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL)
