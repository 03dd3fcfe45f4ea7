"""Exercises that ask for a number, with other numbers: what `review` asks on a later day.

Each function takes a random generator and returns an Exercise whose prompt needs no page around it, with the best known
mistakes at these numbers.
"""

from __future__ import annotations

import re

import numpy as np

from course_utils import shapes
from course_utils.activations import sigmoid
from course_utils.exercises.engine import Exercise, Misconception

MINUS = re.compile(r"(?<!\w)-(?=[\d ])")  # a sign, not the dash of a word
WINDOWS = ((3, 1), (5, 1), (2, 2), (3, 2))  # (window, stride) of the layers that a stack is drawn from


def _asked(id, title, prompt, answer, slips, tolerance=5e-4):
    """Return an Exercise; a slip that comes to the right value, or to that of an earlier one, is left out."""
    taken, named = [float(answer)], []
    for name, value, question in slips:
        if all(abs(value - other) > 3 * tolerance for other in taken):
            taken.append(float(value))
            named.append(Misconception(name, float(value), question))
    return Exercise(
        id=id, title=title, prompt=MINUS.sub("−", prompt), stub="answer = ...", answer=float(answer),
        tolerance=tolerance, misconceptions=tuple(named),
    )  # fmt: skip


def _row(values):
    return "(" + ", ".join(f"{value:g}" for value in values) + ")"


def one_unit(rng):
    """One sigmoid unit with three inputs."""
    x, w = rng.integers(-3, 4, size=3).astype(float), rng.integers(-4, 5, size=3) / 4
    b = float(rng.choice([-0.75, -0.5, 0.5, 0.75, 1.25]))
    z = float(x @ w + b)
    prompt = (
        f"A sigmoid unit has the inputs x = {_row(x)}, the weights w = {_row(w)} and the bias b = {b:g}. What is its "
        "output? Give three decimals."
    )
    slips = (
        ("stopped before the function", z, "That is the sum. What does the unit do with it?"),
        ("forgot the bias", sigmoid(z - b), "Have all three weights and the bias been used?"),
        ("subtracted the bias", sigmoid(z - 2 * b), "Which sign does b have in z = x·w + b?"),
        ("added the bias after the function", sigmoid(z - b) + b, "Where must b enter: before the curve or after it?"),
    )
    return _asked("01-one-unit", "One unit by hand", prompt, sigmoid(z), slips)


def slope_by_hand(rng):
    """The slope of half the mean squared error along w, for four points."""
    x, w = np.arange(4.0), int(rng.integers(1, 5))
    errors = rng.integers(-3, 4, size=4)
    errors[1] += errors @ x == 0  # no mistake hides behind a slope of 0
    prompt = (
        f"Four trips of {_row(x)} kilometres took {_row(w * x - errors)} minutes. The line y = wx has w = {w}. "
        "J is half the mean of the squared errors. What is its slope along w?"
    )
    slope = float(np.mean(errors * x))
    slips = (
        ("forgot the 1/m", 4 * slope, "You added up four trips. What does the mean do to a sum?"),
        ("kept the 2", 2 * slope, "The square brings down a 2. What stands before the mean, waiting for it?"),
        ("halved twice", slope / 2, "The ½ has met its 2 already. Is there a second ½ anywhere?"),
        ("sign of the error", -slope, "Is the error prediction minus truth, or truth minus prediction?"),
        ("slope of b instead of w", np.mean(errors), "By what is each error multiplied when it is w that moves?"),
        ("loss instead of slope", np.mean(errors**2) / 2, "That is a height. How does J change when w grows a little?"),
    )
    return _asked("02-slope-by-hand", "One slope by hand", prompt, slope, slips)


def largest_rate(rng):
    """The learning rate from which on descent in a bowl of two directions never settles."""
    steep, flat = int(rng.choice([4, 8, 10, 20])), int(rng.choice([1, 2]))
    prompt = (
        f"f(u, v) = {steep}(u - 1)² + {'' if flat == 1 else flat}(v + 3)². From which learning rate on does plain "
        "gradient descent no longer settle in its minimum?"
    )
    slips = (
        ("the flat direction", 1 / flat, "That is the limit for v. What does it do to u, which is steeper?"),
        ("the best rate, not the largest", 0.5 / steep, "There u arrives in one step. Is a little more fatal already?"),
        ("the slope's 2 forgotten", 2 / steep, "How fast does the slope of a square grow: what is its derivative?"),
    )
    return _asked("02-largest-rate", "Where descent stops descending", prompt, 1 / steep, slips)


def net_input(rng):
    """The net input of a unit with two inputs."""
    (w1, w2), (i1, i2), b = rng.integers(2, 20, size=2) / 20, rng.integers(1, 10, size=2) / 20, rng.integers(1, 9) / 10
    prompt = (
        f"A unit has the inputs {i1:g} and {i2:g}, the weights {w1:g} and {w2:g} on their edges, and the bias {b:g}. "
        "What is its net input?"
    )
    net = w1 * i1 + w2 * i2 + b
    slips = (
        ("forgot the bias", net - b, "Two products are in. What else is added to every net input?"),
        ("the bias once per input", net + b, "How many biases does one unit have?"),
        ("out instead of net", sigmoid(net), "You went one step too far. What is the number before the sigmoid?"),
        ("weights exchanged", w2 * i1 + w1 * i2 + b, "Which weight sits on the edge of the first input?"),
    )
    return _asked("03-net-h1", "The first net input", prompt, net, slips, 5e-5)


def total_error(rng):
    """The error of two outputs, each ½(target − output)²."""
    outputs, targets = rng.integers(3, 8, size=2) / 10, rng.choice([0.0, 0.1, 0.9, 1.0], size=2)
    prompt = (
        f"A network's outputs are {_row(outputs)}, the targets {_row(targets)}. Each output's error is half the square "
        "of its difference, and E is their sum. What is E? Give three decimals."
    )
    halves = (targets - outputs) ** 2 / 2
    total = halves.sum()
    slips = (
        ("one half forgotten", 2 * total, "What stands before the square?"),
        ("averaged instead of added", total / 2, "Does this error divide by the number of outputs?"),
        ("only the first output", halves[0], "There are two outputs. Where is the other's error?"),
        ("not squared", np.abs(targets - outputs).sum(), "What happens to a difference before it is halved?"),
    )
    return _asked("03-total-error", "The error of the whole network", prompt, total, slips)


def delta(rng):
    """The slope of the error along the net input of a sigmoid output."""
    out, target = float(rng.choice([0.6, 0.7, 0.8, 0.25, 0.4])), float(rng.choice([0.0, 1.0]))
    prompt = (
        f"A sigmoid output is {out:g}, its target {target:g}, and the error is ½(target - output)². What is the slope "
        "of the error along the output unit's net input? Give three decimals."
    )
    right = (out - target) * out * (1 - out)
    slips = (
        ("sign", -right, "When the output is too large, which way does the error go if the net input grows?"),
        ("the sigmoid's slope forgotten", out - target, "That is the slope along the output. And along its net input?"),
        ("slope of the sigmoid alone", out * (1 - out), "How does the error depend on the output?"),
        ("the half kept", right / 2, "The ½ has met the 2 of the square. Is there another ½?"),
        ("squared slope", (out - target) * (1 - out**2), "That is the slope of tanh. What is that of the sigmoid?"),
    )
    return _asked("03-delta-o1", "The first delta", prompt, right, slips)


def hidden_weight(rng):
    """The slope along a weight of the hidden layer: over both outputs, then through the unit."""
    deltas, weights = rng.choice([-0.2, -0.1, 0.1, 0.2], 2), rng.choice([0.3, 0.4, 0.5, 0.7], 2, replace=False)
    out, i = float(rng.choice([0.6, 0.7, 0.8])), float(rng.choice([0.5, 2.0, 4.0]))
    prompt = (
        f"A hidden sigmoid unit gives {out:g}. From it edges of weight {_row(weights)} lead to two output units, whose "
        f"deltas (slopes along their net inputs) are {_row(deltas)}. Its own input weight w carries the input {i:g}. "
        "What is the slope of the error along w? Give four decimals."
    )
    arriving = float(deltas @ weights)
    right = arriving * out * (1 - out) * i
    slips = (
        ("one path only", deltas[0] * weights[0] * out * (1 - out) * i, "By how many paths does the unit act on E?"),
        ("the sigmoid's slope forgotten", arriving * i, "What lies between w's sum and what the unit gives on?"),
        ("the input forgotten", arriving * out * (1 - out), "By what is w multiplied in its unit's sum?"),
        ("sign", -right, "Each delta has its sign already. Was one turned round?"),
    )
    return _asked("03-grad-w1", "A weight of the hidden layer", prompt, right, slips, 5e-5)


def dense_count(rng):
    """The parameters of a network with one hidden layer."""
    n, h, k = (int(rng.choice(sizes)) for sizes in ((100, 256, 400), (12, 20, 30), (2, 5, 10)))
    weights = n * h + h * k
    prompt = (
        f"A network has {n} inputs, one hidden layer of {h} units and {k} output units, fully connected, with a bias "
        "for every unit. How many parameters has it?"
    )
    slips = (
        ("biases forgotten", weights, "These are the weights. What else does every unit have?"),
        ("one bias for each layer", weights + 2, "Do the units of a layer share one bias, or has each its own?"),
        ("inputs with biases", weights + h + k + n, "An input only holds a number. Is anything to be added to it?"),
        ("one layer's biases", weights + h, "Are the output units units as well?"),
    )
    return _asked("04-count-by-hand", f"The parameters of {n}–{h}–{k}", prompt, weights + h + k, slips, 0.4)


def window(rng):
    """One value of a map: a window, a kernel, a bias."""
    pixels, kernel = rng.integers(0, 4, size=(3, 3)), rng.integers(-2, 3, size=(3, 3))
    kernel[0], b = (2, 0, -1), float(rng.choice([0.5, -0.5, 1.5]))  # it is not its own half turn
    value = float(np.sum(pixels * kernel) + b)
    prompt = (
        f"A window of a picture has the rows {', '.join(map(_row, pixels))}, the kernel "
        f"{', '.join(map(_row, kernel))}, and the bias is {b:g}. "
        "Which value does the convolutional layer (as deep learning has it) put into its map?"
    )
    slips = (
        ("bias forgotten", value - b, "The nine products are added up rightly. What else is added to them?"),
        ("bias at every product", value + 8 * b, "How many times is the bias added to one output?"),
        ("kernel flipped", np.sum(pixels * kernel[::-1, ::-1]) + b, "Which number meets the window's top left pixel?"),
        ("transposed", np.sum(pixels * kernel.T) + b, "Is the first row of the kernel a row in your products?"),
    )
    return _asked("05-window-by-hand", "One window by hand", prompt, value, slips, 1e-3)


def _stack(rng, id, title, depth):
    layers = [WINDOWS[k] for k in rng.integers(len(WINDOWS), size=depth)]
    layers[int(rng.integers(depth - 1))] = (2, 2)  # some stride above a layer, or the lesson is missing

    def sees(stack):
        return shapes.receptive_field(stack)[-1].size

    told = ", then ".join(f"a window of {k} with stride {s}" for k, s in layers)
    prompt = f"A stack: {told}. How many pixels of the input does one unit of its last layer see, along one axis?"
    slips = (
        ("strides forgotten", sees([(k, 1) for k, _ in layers]), "How far apart lie neighbours after a stride of 2?"),
        ("the last layer forgotten", sees(layers[:-1]), "What does the last window add to what the layer below sees?"),
        ("the window taken for the field", layers[-1][0], "That is what it sees of the map below. How far see those?"),
        ("windows multiplied", np.prod([k for k, _ in layers]), "Windows overlap: is a product not too much?"),
        ("windows added", sum(k for k, _ in layers), "Of a window of k cells, how many lie beyond the first?"),
    )  # fmt: skip
    return _asked(id, title, prompt, sees(layers), slips, 0.4)


def unit_sees(rng):
    """The receptive field of a stack of four layers."""
    return _stack(rng, "06-unit-sees", "What a pooled unit sees", 4)


def deep_field(rng):
    """The receptive field of a stack of five layers."""
    return _stack(rng, "08-c5-field", "How much does C5 see?", 5)


def table_parameters(rng):
    """The parameters of a layer whose maps read some of the maps below, as a table says."""
    maps, k = int(rng.choice([8, 10, 12])), int(rng.choice([3, 5]))
    crosses = maps * int(rng.choice([2, 3])) + int(rng.integers(1, 5))
    prompt = (
        f"A table like that of C3 has {maps} columns, one for each map, and {crosses} crosses; each cross stands for a "
        f"kernel of {k} × {k}. How many parameters has the layer?"
    )
    weights = crosses * k * k
    slips = (
        ("biases forgotten", weights, "These are the weights. What else has each map?"),
        ("a bias for each cross", weights + crosses, "Does a map add one bias, or one for each map that it reads?"),
        ("one kernel for each map", maps * (k * k + 1), "Does a map read all others through the same weights?"),
    )  # fmt: skip
    return _asked("08-c3-parameters", "What C3 learns", prompt, weights + maps, slips, 0.4)


def first_weights(rng):
    """The edge of the uniform draw, 2.4 over the fan-in."""
    maps, k = int(rng.choice([2, 4, 6])), int(rng.choice([3, 5]))
    prompt = (
        f"A unit looks through a window of {k} × {k} at each of {maps} maps. LeCun's rule draws its first weights "
        "uniformly between -2.4/F and 2.4/F, where F is the fan-in. What is 2.4/F? Give three decimals."
    )
    fan_in = maps * k * k
    slips = (
        ("one window only", 2.4 / (k * k), "Through how many windows does the unit look?"),
        ("bias counted", 2.4 / (fan_in + 1), "The bias is added, but it reads nothing. How many inputs are left?"),
        ("F itself", fan_in, "That is the fan-in. What is divided by it?"),
    )
    return _asked("08-first-weights", "How wide is the first draw?", prompt, 2.4 / fan_in, slips, 2e-4)
