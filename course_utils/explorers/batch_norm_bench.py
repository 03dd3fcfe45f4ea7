"""Batch norm bench: one channel whose mean moves while a network learns, seen by its batch and by running averages."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils import normalisation
from course_utils.explorers.engine import Explorer, Lines, Slider, marks
from course_utils.explorers.words import number, percent

SIZES, SHIFTS = (2, 4, 8, 32, 100), (0.0, 0.02, 0.05, 0.1, 0.2)
MOMENTA, STEPS = (0.01, 0.1, 0.3, 0.5, 1.0), (1, 2, 5, 10, 20, 40, 50, 70, 100)
LAST, MOVING = 100, 40  # steps in all; from step 40 on the channel stands still
DEVIATION = 2.0  # of the channel's numbers, all the time
REACH = 8  # of the pictures of normalised numbers
NEAR, LOW, HIGH = 0.25, 0.8, 1.25  # how far mean and deviation in use may be from 0 and 1 to count as close
XS = np.linspace(-REACH, REACH, 161)
NOTED = 0.1  # the start's weight in the averages, from which on it is worth a word


def true_means(shift) -> np.ndarray:
    """Return the channel's mean at each of the steps 1 … 100, (100,): it moves by `shift` a step up to step 40.

    >>> true_means(0.1)[[0, 39, 99]].round(3).tolist()
    [0.1, 4.0, 4.0]
    """
    return shift * np.minimum(np.arange(1, LAST + 1), MOVING)


@cache
def batches(size, shift):
    """Return all batches, (100, size): the same noise for every shift."""
    noise = np.random.default_rng(size).normal(0, DEVIATION, (LAST, size))
    return noise + true_means(shift)[:, None]


@cache
def averages(size, shift, momentum):
    """Return the running averages after each step, means (100,) and variances (100,); they begin at 0 and 1."""
    mean, variance, found = np.zeros(1), np.ones(1), []
    for batch in batches(size, shift):
        mean, variance = normalisation.update_averages(mean, variance, batch[:, None], momentum)
        found.append((mean.item(), variance.item()))
    return tuple(np.array(column) for column in zip(*found, strict=True))


def seen(state):
    """Return (mean, deviation) of the channel's numbers, as they are at this step, after normalisation in use."""
    mean, variance = (column[state["step"] - 1] for column in _averages(state))
    root = np.sqrt(variance + normalisation.EPS)
    return float((true_means(state["shift"])[state["step"] - 1] - mean) / root), float(DEVIATION / root)


def _averages(state):
    return averages(state["size"], state["shift"], state["momentum"])


class BatchNormBench(Explorer):
    """Let a channel's mean move and see what its own batch makes of it, and what running averages make of it.

    The numbers of the channel have deviation 2; their mean moves for 40 steps and then stands still. Controls: the
    batch's size, the shift a step, the momentum of the averages, and the step. Functions of ``normalisation``.
    """

    title = "Batch norm bench"
    controls = (
        Slider("size", "Batch size", values=SIZES, value=32),
        Slider("shift", "Shift of the mean, a step", values=SHIFTS, value=0.1),
        Slider("momentum", "Momentum of the averages", values=MOMENTA, value=0.1),
        Slider("step", "Step", values=STEPS, value=40, stepper=True),
    )
    panels = (
        Lines("means", "The channel's mean, step by step", x="step", y="mean", xlim=(0, LAST), ylim=(-5, 13),
              height=250, counts=True),
        Lines("training", "Training: by the batch's own", x="normalised number", y="", xlim=(-REACH, REACH),
              ylim=(0, 0.62), height=250),
        Lines("use", "In use: by the running averages", x="normalised number", y="", xlim=(-REACH, REACH),
              ylim=(0, 0.62), height=250),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        return {
            "means": means(state),
            "training": training(state["size"], state["step"]),
            "use": use(state),
            "formula": formula(state),
            "sentence": sentence(state),
        }


@cache
def _means(size, shift, momentum):
    steps = np.arange(1, LAST + 1)
    return (
        marks.points(steps, batches(size, shift).mean(axis=1), "grey", size=3, label="each batch"),
        marks.line(steps, true_means(shift), "blue", label="true mean"),
        marks.line(steps, averages(size, shift, momentum)[0], "orange", label="running average"),
    )


def means(state):
    """Return the batches' means, the true mean, the running average, and where the present step is."""
    return [*_means(state["size"], state["shift"], state["momentum"]), marks.vline(state["step"], "ink", label="now")]


@cache
def _bell(mean, deviation):
    return np.exp(-(((XS - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))


@cache
def _heights(size):
    return 0.02 + 0.08 * (np.arange(size) * 0.618034 % 1)  # side by side, so that dots do not hide each other


def _dots(values):
    inside = np.clip(values, -REACH + 0.1, REACH - 0.1)
    cut = int((inside != values).sum())
    label = "the batch" + (f" ({cut} beyond the edge)" if cut else "")
    return marks.points(inside, _heights(len(values)), "orange", size=4, label=label)


STANDARD = marks.line(XS, _bell(0, 1), "grey", dash=True, label="mean 0, deviation 1")


@cache
def training(size, step):
    """Return the batch of this step, normalised by itself; how far the mean has moved makes no difference to it."""
    batch = batches(size, 0.0)[step - 1][:, None]
    return [STANDARD, _dots(normalisation.batch_norm(batch, [1.0], [0.0]).ravel())]


def use(state):
    """Return the same batch, normalised by the averages, and the curve of all numbers that the channel could give."""
    mean, variance = (column[state["step"] - 1 : state["step"]] for column in _averages(state))
    batch = batches(state["size"], state["shift"])[state["step"] - 1][:, None]
    dots = normalisation.batch_norm_in_use(batch, [1.0], [0.0], mean, variance).ravel()
    curve = _bell(*seen(state))
    label = "all its numbers" + ("" if curve.max() <= 0.6 else ", cut at the top")
    return [STANDARD, marks.line(XS, np.minimum(curve, 0.6), "blue", label=label), _dots(dots)]


def formula(state):
    """Return how both normalise, with the numbers of this step."""
    batch = batches(state["size"], state["shift"])[state["step"] - 1]
    mean, variance = (column[state["step"] - 1] for column in _averages(state))
    return [
        f"training: (x − {_factor(batch.mean())}) / √{number(batch.var())}    "
        f"in use: (x − {_factor(mean)}) / √{number(variance)}",
        f"weight of the start in the averages: (1 − {state['momentum']:g})^{state['step']} = {_left(state)}",
    ]


def _factor(value):
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def _start(state):
    return (1 - state["momentum"]) ** state["step"]


def _left(state):
    return percent(_start(state))


def sentence(state):
    """Say what training sees, what use sees, whether that is close, and if not, why."""
    mean, deviation = seen(state)
    first = f"Step {state['step']}: training gives this batch mean 0 and deviation 1, wherever the channel stands"
    first += ", and with two numbers always −1 and +1." if state["size"] == 2 else "."
    second = f"In use the channel's numbers get mean {number(mean, 2)} and deviation {number(deviation, 2)}"
    if is_close(mean, deviation):
        return f"{first} {second}: close to what training sees."
    return " ".join([first, f"{second}: not what training sees.", *reasons(state)])


def is_close(mean, deviation):
    """Whether mean and deviation in use count as 0 and 1."""
    return abs(mean) <= NEAR and LOW <= deviation <= HIGH


def parts(state):
    """Return what the distance of the running mean from the true mean is made of, (lag, noise), in numbers of x.

    The lag is what averages over the true means would have; the noise is what the draws of the batches add.
    """
    steps = np.arange(state["step"])[::-1]
    weights = state["momentum"] * (1 - state["momentum"]) ** steps  # of the batches so far; the rest is the start's
    true = true_means(state["shift"])[: state["step"]]
    expected = float(weights @ true)
    return float(true[-1] - expected), float(expected - _averages(state)[0][state["step"] - 1])


def reasons(state):
    """Say where the distance between the two comes from: the start, a mean that moved on, or single batches."""
    mean, deviation = seen(state)
    lag, noise = parts(state)
    found = []
    if _start(state) >= NOTED:
        found.append(f"{_left(state)} of the averages is still the start, mean 0 and variance 1.")
    if abs(mean) > NEAR and abs(lag) >= abs(noise):
        moves = "moves on" if state["step"] <= MOVING else "has moved"
        found.append(f"The running mean is {number(lag, 2)} behind a mean that {moves}.")
    if (abs(mean) > NEAR and abs(noise) > abs(lag)) or (not LOW <= deviation <= HIGH and _start(state) < NOTED):
        found.append(_noise(state))
    return found


def _noise(state):
    if state["momentum"] == 1 or state["step"] == 1:
        return f"The averages follow the chance of a single batch of {state['size']}."
    count = min(_few(state["momentum"]), state["step"])
    return f"The averages rest mostly on the last {count} batches of {state['size']}, and follow their chance."


def _few(momentum):
    """Say how many batches hold nine tenths of the weight.

    >>> _few(0.5)
    4
    """
    return int(np.ceil(np.log(0.1) / np.log(1 - momentum)))
