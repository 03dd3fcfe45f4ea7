"""Dropout bench: silence hidden units of a trained network at random, and compare with all of them at half strength."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils import convnet, data, dropout, losses
from course_utils.explorers.draw_digit import bars, levels, percent
from course_utils.explorers.engine import Bars, Choice, Explorer, Lines, Pixels, Slider, marks
from course_utils.explorers.words import number, plural

RATES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
DRAWS = tuple(range(1, 13))
MANY = 500  # masks, for the mean
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
              xlim=(-6, 26), ylim=(0, 160), height=230),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        k, rate = int(state["digit"]), state["rate"]
        h, kept = hidden()[0][k], masks(rate)
        each = logits(dropout.train(np.broadcast_to(h, kept.shape), kept))  # (500, 10)
        one, used = each[state["draw"] - 1], logits(dropout.test(h, rate))
        p, q = losses.softmax(one), losses.softmax(used)
        return {
            "units": {"pixels": units(h, kept[state["draw"] - 1]), "map": "gray", "vmin": 0, "vmax": 255},
            "masked": bars(p, [percent(v) if v >= 0.005 else "" for v in p], p),
            "scaled": bars(q, [percent(v) if v >= 0.005 else "" for v in q], q),
            "spread": spread(each[:, k], used[k]),
            "formula": [
                f"mean logit of “{k}” over {MANY} masks: {number(each[:, k].mean())};  all units × "
                f"{number(1 - rate)}: {number(used[k])}"
            ],
            "sentence": sentence(k, kept[state["draw"] - 1], h, p, q, each),
        }


def units(h, kept):
    """Return the hidden units as a picture, uint8 (10, 10, 3): grey by response, orange where silenced."""
    grey = np.repeat(levels(h)[:, None], 3, axis=1)  # (100, 3)
    return np.where(kept[:, None], grey, np.array(SILENT, np.uint8)).astype(np.uint8).reshape(SIDE, SIDE, 3)


def spread(values, used):
    """Return the histogram of one logit over the masks, its mean, and the logit of all units at part strength."""
    edges = np.linspace(-6, 26, 33)
    counts = np.histogram(values.clip(-5.99, 25.99), edges)[0]
    return [
        marks.bars((edges[1:] + edges[:-1]) / 2, counts.clip(0, 155), 0.9, "blue", label="masks"),
        marks.vline(values.mean(), "orange", dash=False, width=3, label="their mean"),
        marks.vline(used, "ink", label="all units, scaled"),
    ]


def sentence(k, kept, h, p, q, each):
    """Say what this mask does to the answer, and how often masks change it."""
    silent = int((~kept).sum())
    active = int(((h > 0) & ~kept).sum())
    right = float((each.argmax(axis=1) == k).mean())
    verdict = f"still “{k}”" if p.argmax() == k else f"“{p.argmax()}” instead of “{k}”"
    whole = f"“{q.argmax()}” ({percent(q.max())})"
    return (
        f"{plural(silent, 'unit')} of 100 {'is' if silent == 1 else 'are'} silenced, {active} of them would have "
        f"spoken; the answer is {verdict} ({percent(p.max())}). Over {MANY} masks it is right in {percent(right)}. "
        f"With all units at part strength: {whole}."
    )
