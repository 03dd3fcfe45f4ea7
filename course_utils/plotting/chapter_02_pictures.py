"""Figures of chapter 02, each one call: what is drawn, and the same in words, from the same numbers."""

from __future__ import annotations

import numpy as np

from course_utils import losses, validation
from course_utils.plotting import chapter_02 as draw
from course_utils.plotting.style import Picture, figure

CONTOURS = (0.25, 0.3, 0.5, 1, 2, 4, 8, 16)  # of the loss of a line
EARLY = 40  # updates that the curve of the loss shows: later it is level
CENTRE = slice(12, 16)  # the four middle rows, or columns, of a picture of 28 x 28


def number(value, form=".2f"):
    """Write a number with a true minus sign.

    >>> number(-3.14159), number(-4.0, "g")
    ('−3.14', '−4')
    """
    return format(value, form).replace("-", "−")


def listed(words):
    """Join words with commas and a last "and".

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def guess(x, y, w, b):
    """Draw the trips, the line w x + b and its errors."""
    fig, ax = figure()
    draw.line_and_errors(ax, x, y, w, b)
    said = [f"at {at:g} km {_missed(error)}" for at, error in zip(x, w * np.asarray(x) + b - y)]
    return Picture(fig, alt=f"{len(x)} trips as dots and the line y = {_times(w)}x {_signed(b)}: {', '.join(said)}.")


def _times(w):
    return "" if w == 1 else number(w, "g")


def _signed(b):
    return f"{'+' if b >= 0 else '−'} {abs(b):g}"


def _missed(error):
    way = "too high" if error > 0 else "too low"
    return f"it is {abs(error):g} {'minute' if abs(error) == 1 else 'minutes'} {way}" if error else "it is exact"


def training(x, y, history):
    """Draw the line at the start, after one step and at the end of ``history`` (steps + 1, 2), and the loss of each."""
    history = validation.array("history", history, shape=("steps", 2))
    loss = [losses.half_mse(w * np.asarray(x) + b, y)[0] for w, b in history]
    last, shown = len(history) - 1, min(EARLY, len(history) - 1)
    rows = {"start": history[0], "after 1 step": history[1], f"after {last} steps": history[last]}
    fig, (left, right) = figure(ncols=2, width=10, height=4)
    draw.moving_line(left, x, y, rows)
    draw.curves(right, {"J": loss[: shown + 1]}, "updates so far", "loss J")
    left.set_ylim(-0.6, 9)  # a line along 0 is seen
    right.set_ylim(0, None)
    lines = [f"{name} w = {number(w)}, b = {number(b)}" for name, (w, b) in rows.items()]
    fall = f"J goes from {loss[0]:.2f} to {loss[1]:.2f} in the first step and is {loss[shown]:.2f} after {shown}"
    return Picture(fig, alt=f"Left the trips and three lines: {'; '.join(lines)}. Right the loss: {fall}.")


def from_above(x, y, path):
    """Draw the contours of the loss of a line over w and b, and the walk ``path`` (steps + 1, 2) across them."""
    path = validation.array("path", path, shape=("steps", 2))
    x, y = np.asarray(x), np.asarray(y)

    def loss(w, b):
        return np.mean((w[..., None] * x + b[..., None] - y) ** 2, axis=-1) / 2

    fig, ax = figure(height=5.2)
    draw.walk(ax, loss, path, xlim=(-0.2, 4), ylim=(-0.6, 2.2), levels=CONTOURS)
    lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)
    share = lengths[:3].sum() / lengths.sum()
    ends = [f"({number(w)}, {number(b)})" for w, b in (path[0], path[-1])]
    steps = f"{share:.0%} of its length is covered by the first 3 of its {len(lengths)} steps"
    return Picture(
        fig, alt=f"Contours of J over w and b, long and narrow; a walk from {ends[0]} to {ends[1]}: {steps}."
    )


def all_around(degrees, changes, promise):
    """Draw, for each step length of ``changes`` (length -> change of f by direction), the change and what was promised.

    promise is the promised change of f for each unit of the step, by direction.
    """
    fig, axes = figure(ncols=len(changes), width=10, height=3.8, squeeze=False)
    said = []
    for ax, (length, actual) in zip(axes[0], changes.items()):
        promised = length * np.asarray(promise)
        draw.all_directions(ax, degrees, actual, promised, length)
        lowest, gap = degrees[int(np.argmin(actual))], np.max(np.abs(actual - promised))
        ax.set_title(f"step length {length:g}: lowest at {lowest}°")
        said.append(f"step length {length:g}: lowest at {lowest} degrees, at most {gap:.2f} from the promise")
    axes[0, 0].legend(loc="upper center")
    return Picture(fig, alt=f"Change of f by the angle between step and gradient; {'; '.join(said)}.")


def promise_and_truth(rates, actual, promised, marked):
    """Draw the change of f in one step against the learning rate, and the straight line that the slope promises."""
    fig, ax = figure(height=4)
    draw.along_the_step(ax, rates, actual, promised, marked)
    lowest, above = rates[int(np.argmin(actual))], rates[np.asarray(actual) > 0]
    rise = f"above 0 from {above[0]:.2f} on" if len(above) else "nowhere above 0"
    ends = f"the promise falls in a straight line to {number(promised[-1], '.0f')} at {rates[-1]:g}"
    return Picture(fig, alt=f"Change of f over the rate: the curve is lowest at {lowest:.2f} and {rise}; {ends}.")


def race(heights):
    """Draw the height after each update for several rules, ``heights`` (name -> heights), on a logarithmic axis."""
    fig, ax = figure(height=4)
    draw.curves(ax, heights, "updates so far", "height f (powers of ten)", log=True)
    said = []
    for name, values in heights.items():
        rises = int(np.sum(np.diff(values) > 0))
        way = f"after {rises} rises on the way" if rises else "without ever rising"
        said.append(f"{name}: ends at {values[-1]:.0e} {way}")
    return Picture(fig, alt=f"Height over {len(values) - 1} updates, each begun at {values[0]:.2f}; {'; '.join(said)}.")


def price_of_surprise():
    """Draw the loss −ln p over the probability p of the true class."""
    fig, ax = figure(height=3.8)
    draw.surprise(ax)
    marked = [text.get_text() for text in ax.texts]
    return Picture(fig, alt=f"The loss −ln p falls as p grows from 0 to 1; marked are {'; '.join(marked)}.")


def digits(images, labels):
    """Draw twenty digits (20, 784), each under its label."""
    fig, axes = figure(nrows=2, ncols=10, width=10, height=2.7)
    draw.pictures(axes, images, [str(label) for label in labels])
    rows = [" ".join(map(str, row)) for row in np.reshape(labels, (2, 10))]
    return Picture(fig, alt=f"Two rows of handwritten digits, dark on light: {rows[0]}; {rows[1]}.")


def loss_of_batches(values, per_epoch):
    """Draw the loss of every batch, and its mean over each epoch of ``per_epoch`` batches."""
    fig, ax = figure(height=4)
    draw.loss_by_batch(ax, values, per_epoch)
    means = np.reshape(values, (-1, per_epoch)).mean(axis=1)
    fall = "falls in every epoch" if np.all(np.diff(means) < 0) else "does not fall in every epoch"
    ends = f"from {means[0]:.1f} in the first to {means[-1]:.1f} in the last of {len(means)}"
    start = f"it begins at {values[0]:.2f} and jumps up and down from one batch to the next"
    return Picture(fig, alt=f"Loss of each of {len(values):,} batches: {start}; the mean of an epoch {fall}, {ends}.")


def rates(curves):
    """Draw the loss of several trainings, ``curves`` (name -> loss before the first and in each epoch)."""
    fig, ax = figure(height=4)
    draw.curves(ax, curves, "epochs (each point: mean over its batches)", "cross-entropy")
    said = [f"{name}: {_course_of(values)}" for name, values in curves.items()]
    start = next(iter(curves.values()))
    return Picture(fig, alt=f"Mean loss over {len(start) - 1} epochs, {start[0]:.1f} at first; {'; '.join(said)}.")


def _course_of(values):
    """Say how a loss runs; of one that has jumped about no last value, since each processor rounds it to another."""
    if max(values) <= values[0] + 0.1:
        return f"never climbs, ends at {values[-1]:.1f}"
    end = "below" if values[-1] < values[0] else "above"
    return f"climbs to {max(values):.0f}, ends {end} its start"


def templates(weights, names):
    """Draw the weights (784, K) of each class as a picture, all on one colour scale."""
    fig, axes = figure(nrows=2, ncols=len(names) // 2, width=9, height=3.9)
    image = draw.weight_pictures(axes, weights, names)
    fig.colorbar(image, ax=axes, label="weight")
    square = np.reshape(weights, (28, 28, -1))
    middle = square[CENTRE, CENTRE].mean(axis=(0, 1))
    red, blue = ([str(name) for name, m in zip(names, middle) if (m > 0) == up] for up in (True, False))
    said = [f"{colour} for {listed(found)}" for colour, found in (("red", red), ("blue", blue)) if found]
    corners = square[:3, :3], square[:3, -3:], square[-3:, :3], square[-3:, -3:]
    rim = "white" if not np.any(corners) else "not white"
    return Picture(
        fig, alt=f"{len(names)} pictures of weights; the middle is {', '.join(said)}; the corners are {rim}."
    )


def mistakes(images, labels, p, shown=8):
    """Draw the mistakes (n, 784) of a classifier that it was surest of: true class, chosen class, probability."""
    images, p = validation.array("images", images, shape=("n", 784)), np.asarray(p)
    surest = np.argsort(p.max(axis=1))[::-1][:shown]
    names = [f"{labels[i]}, not {p[i].argmax()}" for i in surest]
    sure = [f"{p[i].max():.0%} sure" for i in surest]
    fig, axes = figure(ncols=len(surest), width=11, height=2.1)
    draw.pictures(axes, images[surest], [f"{name}\n({how})" for name, how in zip(names, sure)])
    said = [f"{name} ({how})" for name, how in zip(names, sure)]
    return Picture(fig, alt=f"Digits that the classifier got wrong: {'; '.join(said)}.")
