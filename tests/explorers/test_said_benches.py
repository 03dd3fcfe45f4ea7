"""Every number that two benches (dropout, batch norm) and the planner say and write, beside one worked out here."""

import math
from functools import cache
from statistics import NormalDist

import numpy as np
from said import compared, product, some

from course_utils import convnet, data
from course_utils.explorers import batch_norm_bench, dropout_bench

BELL = NormalDist()
FIRST, CHANCE, DISAGREE, ALIKE = 0.965, 0.033, 0.036, 0.1  # of the planner: accuracy of A, and what was measured


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


@cache
def hidden():
    """Return the hidden units' answers to ten test digits, (10, 100), and the weights that make logits of them."""
    network = convnet.pretrained()
    h = dict(network.activations(data.load("digits", test=10).test_x))["hidden_relu"].astype(float)
    weight, bias = (network.params[f"output.{name}"].astype(float) for name in ("weight", "bias"))
    return h, (weight if len(weight) == 100 else weight.T), bias


def dropped(state):
    """Return (digit, which units the mask keeps, logits with each of the 500 masks, logits of all at part strength)."""
    (h, weight, bias), k = hidden(), int(state["digit"])
    masks = dropout_bench.masks(state["rate"])
    return k, masks[state["draw"] - 1], h[k] * masks @ weight + bias, h[k] * (1 - state["rate"]) @ weight + bias


def dropout_says(state, text):
    k, kept, each, used = dropped(state)
    silent, spoke = int((~kept).sum()), int((hidden()[0][k][~kept] > 0).sum())
    right = int((each.argmax(axis=1) == k).sum())
    said = [silent, 100, *([spoke] if spoke else [])] if silent else []
    one, all_units = ([int(z.argmax()), float(100 * softmax(z).max())] for z in (each[state["draw"] - 1], used))
    return [*said, *one, *([right] if 0 < right < 500 else []), 500, *all_units]


def dropout_writes(state, text):
    k, _, each, used = dropped(state)
    shares = 100 * softmax(each)[:, k].mean(), 100 * softmax(used)[k]
    pairs = (each[:, k].mean(), used[k]), shares
    return [n for mean, whole in pairs for n in (k, 500, float(mean), 1 - state["rate"], float(whole))]


@cache
def running(size, shift, momentum):
    """Return for each step (the batch's mean and variance, the true mean, the averages' mean and variance, its lag)."""
    noise, true = batch_norm_bench.batches(size, 0.0), shift * np.minimum(np.arange(1, 101), 40)
    mean, variance, lagging, found = 0.0, 1.0, 0.0, []
    for batch, now in zip(noise + true[:, None], true, strict=True):
        mean += momentum * (batch.mean() - mean)
        variance += momentum * (batch.var(ddof=1) - variance)
        lagging += momentum * (now - lagging)
        found.append((batch.mean(), batch.var(), now, mean, variance, now - lagging))
    return np.array(found)


def norm_says(state, text):
    m, step, size = state["momentum"], state["step"], state["size"]
    _, _, true, mean, variance, lag = running(size, state["shift"], m)[step - 1]
    off, spread, start = (true - mean) / variance**0.5, 2 / variance**0.5, (1 - m) ** step
    said = [step, 0, 1, *([-1, 1] if size == 2 else []), float(off), float(spread)]
    wide = not 0.8 <= spread <= 1.25
    if abs(off) <= 0.25 and not wide:
        return said
    chance = abs(true - mean - lag) > abs(lag)
    said += [float(100 * start), 0, 1] if start >= 0.1 else []
    said += [float(lag)] if abs(off) > 0.25 and not chance else []
    if not ((abs(off) > 0.25 and chance) or (wide and start < 0.1)):
        return said
    few = next(n for n in range(1, 999) if (1 - m) ** n <= 0.1)  # batches with nine tenths of the weight
    return [*said, *([min(few, step)] if m < 1 and step > 1 else []), size]


def norm_writes(state, text):
    found = running(state["size"], state["shift"], state["momentum"])[state["step"] - 1]
    m, step = state["momentum"], state["step"]
    return [*(float(found[k]) for k in (0, 1, 3, 4)), 1, m, step, float(100 * (1 - m) ** step)]


def errors(state, **changes):
    """Return the parts of the standard error, in points, by pictures and by seeds, and how often B shows as better."""
    state = {**state, **changes}
    p, q = FIRST, FIRST + state["difference"] / 100
    one = DISAGREE - (q - p) ** 2 if state["same"] else p * (1 - p) + q * (1 - q)
    effect, seeds = 1 + (state["scene"] - 1) * ALIKE, state["seeds"]
    pictures = 100 * math.sqrt(effect * (one - CHANCE * (1 - 1 / seeds)) / state["pictures"])
    spread = state["spread"] / math.sqrt(seeds)
    return pictures, spread, BELL.cdf(state["difference"] / math.hypot(pictures, spread) - BELL.inv_cdf(0.975))


def smallest(state, name):
    """Return the smallest number of pictures, or seeds, with which 80 of 100 show it; none if none does."""
    enough = lambda n: errors(state, **{name: n})[2] >= 0.8 - 1e-9  # noqa: E731
    low, high = 0, 10**12
    if not enough(high):
        return []
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return [high]


def planner_says(state, text):
    *both, right = errors(state)
    error, true, line = math.hypot(*both), state["difference"], BELL.inv_cdf(0.975)
    said = [state["pictures"], state["seeds"], error, line * error]
    if state["scene"] > 1:
        said += [state["scene"], ALIKE, float(state["pictures"] / (1 + (state["scene"] - 1) * ALIKE))]
    if not true:
        return [*said, 100, 5]
    wrong = 100 * BELL.cdf(-true / error - line)
    said += [true, 100, 100 * right, *([wrong] if wrong > 0.5 else [])]
    if right < 0.5:  # the mean of what lies beyond the line
        reports = np.linspace(line * error, true + 12 * error, 200_001)
        often = np.exp(-(((reports - true) / error) ** 2) / 2)
        said.append(float(reports @ often / often.sum()))
    return [*said, 80, *smallest(state, "pictures"), *([] if right >= 0.8 else smallest(state, "seeds"))]


def planner_writes(state, text):
    pictures, seeds, _ = errors(state)
    return [pictures, 2, seeds, 2, math.hypot(pictures, seeds)]


ALL = {
    "DropoutBench": (lambda: some("DropoutBench", 400), dropout_says, dropout_writes),
    "BatchNormBench": (lambda: product("BatchNormBench"), norm_says, norm_writes),
    "ExperimentPlanner": (lambda: some("ExperimentPlanner", 500), planner_says, planner_writes),
}

test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL)
