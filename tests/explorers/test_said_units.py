"""Every number that the explorers of chapters 00 to 04 say and write, beside one worked out here."""

import math
from statistics import NormalDist

import numpy as np
from said import compared, product, some

A, B = 1.7159, 2 / 3  # of LeCun's tanh


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slider_says(state, text):
    w, b = state["weight"], state["bias"]
    return [0.5, float(-b / w), float(w / 4)] if w else [0, float(sigmoid(b))]  # "is one half at"


def slider_writes(state, text):
    return [float(state["weight"]), float(abs(state["bias"]))]


# function -> (f, its slope, the numbers of its formulas)
FUNCTIONS = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * sigmoid(-z), [1, 1, 1]),
    "tanh": (np.tanh, lambda z: np.cosh(z) ** -2.0, [2, 2, 1, 1, 2]),
    "LeCun's tanh": (lambda z: A * np.tanh(B * z), lambda z: A * B * np.cosh(B * z) ** -2.0,
                     [A, 2, 3, A, 2, 3, 1, 2, 2, 3]),
    "ReLU": (lambda z: np.maximum(z, 0.0), lambda z: (z > 0) * 1.0, [0, 1, 0, 0]),
}  # fmt: skip


def function(name):
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    assert "a =" in name, f"{name}: expected its function, slope and the numbers of its formulas in FUNCTIONS above"
    a = float(name.rpartition(" ")[2])
    return lambda z: np.where(z > 0, z, a * z), lambda z: np.where(z > 0, 1.0, a), [0, a, 1, 0, a]


def inputs(state):
    """Return 1,000 quantiles of the inputs, evenly spaced."""
    bell = NormalDist(state["mean"], state["spread"])
    return np.array([bell.inv_cdf((k + 0.5) / 1000) for k in range(1000)])


def lab_says(state, text):
    slopes = function(state["function"])[1](inputs(state))
    left, layers = float(np.sqrt(np.mean(slopes**2)) ** state["layers"]), state["layers"]
    name = [float(state["function"].rpartition(" ")[2])] if "a =" in state["function"] else []
    said = [*name, state["mean"], state["spread"], int((slopes < 0.05).sum()), 1000, 0.05]
    if not left:
        return [*said, 0]
    said += [layers] if layers > 1 else []
    return said if 0.95 < left <= 1.05 else [*said, left]


def lab_writes(state, text):
    f, slope, numbers = function(state["function"])
    typical = float(np.sqrt(np.mean(slope(inputs(state)) ** 2)))
    mean, layers = np.array([float(state["mean"])]), state["layers"]
    at = [state["mean"], float(f(mean)[0]), float(slope(mean)[0])]
    return [*numbers, *at, typical, layers, typical, layers, typical**layers]


def logits(state):
    """Return (place of the true class, logits as they are given, with what is added, shares, loss)."""
    z, truth = np.array([state[name] for name in "abc"]), "358".index(state["truth"])
    p = np.exp(z) / np.exp(z).sum()
    return truth, z, z + state["shift"], p, float(-np.log(p[truth]))


def loss_says(state, text):
    truth, z, _, p, loss = logits(state)
    names, best = [3, 5, 8], [k for k in range(3) if z[k] == z.max()]
    if truth in best:
        told = [names[k] for k in best] if len(best) > 1 else [names[truth], float(100 * p[truth])]
    else:
        told = [n for k in (best[0], truth) for n in (names[k], float(100 * p[k]))]
    pull = float(1 - p[truth])
    return [*told, loss, names[truth], *([] if pull >= 0.9995 else [pull, pull])]  # "almost α"


def loss_writes(state, text):
    truth, _, moved, p, loss = logits(state)
    added = [state["shift"]] if state["shift"] else []
    share = float(p[truth])
    return [int(state["truth"]), float(moved[truth]), *map(float, moved), share, *added, share, loss]


def layers(state):
    """Return (pixels, units, weights of the layers fully connected, local and shared)."""
    side, kernel, maps = state["side"], state["kernel"], state["maps"]
    units = maps * (side if state["units"] == "pixels" else side - kernel + 1) ** 2
    return side**2, units, [side**2 * units, kernel**2 * units, kernel**2 * maps]


def memory(weights):
    """Return 4 bytes for each weight, in the largest unit of which that is one or more."""
    return 4 * weights / 1000 ** min(4, math.floor(math.log10(4 * weights)) // 3)


def work(count):
    """Return a count as it is written: a whole power of ten by its exponent, 10⁸."""
    power = len(str(count)) - 1
    return [10, power] if count >= 10**7 and count == 10**power else [count if count < 10**7 else float(count)]


def counter_says(state, text):
    _, units, (full, local, shared) = layers(state)
    side, kernel = state["side"], state["kernel"]
    fill = [memory(full), 4, kernel, kernel, memory(local), memory(shared)]
    return [side, side, units, *fill, *work(full), *work(local), *work(local)]


def counter_writes(state, text):
    pixels, units, weights = layers(state)
    makers = zip((pixels, *[state["kernel"] ** 2] * 2), (units, units, state["maps"]), weights)
    return [n for one, many, product in makers for n in (one, many, product, many, product + many)]


ALL = {
    "FirstSlider": (lambda: product("FirstSlider"), slider_says, slider_writes),
    "ActivationLab": (lambda: product("ActivationLab"), lab_says, lab_writes),
    "LogitsToLoss": (lambda: some("LogitsToLoss", 500), loss_says, loss_writes),
    "WeightsCounter": (lambda: product("WeightsCounter"), counter_says, counter_writes),
}

test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL)
