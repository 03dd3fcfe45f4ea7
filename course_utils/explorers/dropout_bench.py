"""Dropout bench: silence hidden units of a trained network at random, and compare with all of them at half strength."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils import convnet, data, dropout, losses
from course_utils.explorers.draw_digit import bars, levels
from course_utils.explorers.engine import Bars, Choice, Explorer, Lines, Pixels, Slider, marks
from course_utils.explorers.words import number, percent, plural

RATES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
DRAWS = tuple(range(1, 13))
MANY = 500  # masks, for the mean
EDGES = np.linspace(-6, 28, 35)  # of the bins of the logits, one wide; all logits lie inside
MOST = 160  # masks in a bin that the picture has room for; at low rates there are more
SILENT = (214, 94, 0)  # a unit that says nothing: vermilion, which no grey level is
SIDE = 10  # the 100 hidden units are drawn 10 × 10


@cache
def hidden():
    """Return the 100 hidden responses (after ReLU) to one test picture of each digit, (10, 100), and the last layer.

    The layer is (weight (10, 100), bias (10,)). The network is the one of chapter 07; it learned without dropout.
    """
    digits, network = data.load("digits", test=10), convnet.pretrained()
    h = dict(network.activations(digits.test_x))["hidden_relu"].astype(np.float64)  # (10, 100)
    weight, bias = (network.params[f"output.{name}"].astype(np.float64) for name in ("weight", "bias"))
    return h, weight if weight.shape[0] == 10 else weight.T, bias


def logits(h):
    """Return the logits (…, 10) of hidden responses (…, 100)."""
    _, weight, bias = hidden()
    return h @ weight.T + bias


@cache
def masks(rate):
    """Return 500 draws of the units that are kept, booleans (500, 100): the same uniform numbers for every rate."""
    return dropout.mask((MANY, SIDE * SIDE), rate, np.random.default_rng(0))


@cache
def answers(k, rate):
    """Return the logits of digit k with each of the 500 masks, (500, 10), and of all units at part strength, (10,)."""
    h, kept = hidden()[0][k], masks(rate)
    return logits(dropout.train(np.broadcast_to(h, kept.shape), kept)), logits(dropout.test(h, rate))


class DropoutBench(Explorer):
    """Silence hidden units of the network of chapter 07 and see what its answer rests on.

    Controls: a test digit, the rate (the probability that a unit is silenced) and which draw of the mask is shown.
    Functions of ``dropout``; the network is ``convnet.pretrained()``, which was trained without dropout.
    """

    title = "Dropout bench"
    controls = (
        Choice("digit", "Test digit", tuple(str(k) for k in range(10)), "5"),
        Slider("rate", "Rate: probability of silence", values=RATES, value=0.5),
        Slider("draw", "Draw of the mask", values=DRAWS, value=1, stepper=True),
    )
    panels = (
        Pixels("units", "100 hidden units; orange: silenced", height=230),
        Bars("masked", "Training: only the kept units", ylim=(0, 1.18), height=230),
        Bars("scaled", "Use: all units, each × (1 − rate)", ylim=(0, 1.18), height=230),
        Lines("spread", "Logit of the right digit over 500 masks", x="logit", y="masks",
              xlim=(-6, 28), ylim=(0, MOST), height=230),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        k, rate = int(state["digit"]), state["rate"]
        h, kept = hidden()[0][k], masks(rate)[state["draw"] - 1]
        each, used = answers(k, rate)
        p, q = losses.softmax(each[state["draw"] - 1]), losses.softmax(used)
        return {
            "units": {"pixels": units(h, kept), "map": "gray", "vmin": 0, "vmax": 255},
            "masked": bars(p, texts(p), p),
            "scaled": bars(q, texts(q), q),
            "spread": spread(k, rate),
            "formula": formula(k, rate),
            "sentence": sentence(k, rate, kept, h, p, q, each),
        }


def texts(p):
    """Write the probabilities over their bars, but for those too small to be seen."""
    return [percent(v) if v >= 0.005 else "" for v in p]


def units(h, kept):
    """Return the hidden units as a picture, uint8 (10, 10, 3): grey by response, orange where silenced."""
    grey = np.repeat(levels(h)[:, None], 3, axis=1)  # (100, 3)
    return np.where(kept[:, None], grey, np.array(SILENT, np.uint8)).astype(np.uint8).reshape(SIDE, SIDE, 3)


@cache
def spread(k, rate):
    """Return the histogram of digit k's logit over the masks, its mean, and the logit of all units at part strength."""
    each, used = answers(k, rate)
    values = each[:, k]
    counts = np.histogram(values, EDGES)[0]
    label = "masks" if counts.max() <= MOST else f"masks: up to {counts.max()}, above the picture"
    return [
        marks.bars((EDGES[1:] + EDGES[:-1]) / 2, counts, 0.9, "blue", label=label),
        marks.vline(values.mean(), "orange", dash=False, width=3, label="their mean"),
        marks.vline(used[k], "ink", label="all units, scaled"),
    ]


@cache
def formula(k, rate):
    """Return the means over the masks beside what all units at part strength give: of the logit, of the probability."""
    each, used = answers(k, rate)
    strength, q = number(1 - rate), losses.softmax(used)
    mean, p = number(each[:, k].mean()), percent(losses.softmax(each)[:, k].mean())
    return [
        f"logit of “{k}”: mean over {MANY} masks {mean};  all units × {strength}: {number(used[k])}",
        f"probability of “{k}”: mean over {MANY} masks {p};  all units × {strength}: {percent(q[k])}",
    ]


def sentence(k, rate, kept, h, p, q, each):
    """Say what this mask does to the answer, and how often masks change it."""
    silent, active = int((~kept).sum()), int(((h > 0) & ~kept).sum())
    right = int((each.argmax(axis=1) == k).sum())
    masked = f"{plural(silent, 'unit')} of 100 {'is' if silent == 1 else 'are'} silenced"
    masked = f"{masked}, {active or 'none'} of them would have spoken" if silent else "No unit is silenced"
    answers = [
        f"“{v.argmax()}” ({percent(v.max())}), which is {'right' if v.argmax() == k else 'wrong'}" for v in (p, q)
    ]
    many = f"all {MANY}" if right == MANY else f"{right or 'none'} of {MANY}"
    return (
        f"{masked}; the answer is {answers[0]}. With {many} masks it is right. "
        f"With all units{'' if rate == 0 else ' at part strength'} it is {answers[1]}."
    )
