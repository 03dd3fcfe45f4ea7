"""Figures of chapter 02: a line and its errors, walks on a landscape, promised and true changes, losses, weights."""

from __future__ import annotations

import numpy as np

from course_utils import validation
from course_utils.plotting.style import PALETTE, SIGNED_MAP, equally_long, signed_limits, with_looks

LOOKS = (
    ("blue", "-"),
    ("orange", "--"),
    ("green", ":"),
    ("purple", "-."),
)  # a colour never stands alone: each has its dash


def trips(ax, x, y):
    """Draw the courier's trips, x in kilometres and y in minutes, on ``ax``; return it."""
    x, y = equally_long(x=x, y=y)
    ax.plot(x, y, "o", color=PALETTE["ink"], ms=9, label="trips", zorder=3)
    ax.set(xlabel="distance x (km)", ylabel="time y (minutes)", xlim=(-0.2, 3.3), ylim=(0, 9))
    return ax


def line_and_errors(ax, x, y, w, b):
    """Draw the trips, the line w x + b and the error of each prediction on ``ax``; return it."""
    trips(ax, x, y)
    x, y = equally_long(x=x, y=y)
    w, b = validation.number("w", w), validation.number("b", b)
    ends = np.array([-0.2, 3.3])
    ax.plot(ends, w * ends + b, color=PALETTE["blue"], label=f"prediction, w = {w:g}, b = {b:g}")
    ax.vlines(x, w * x + b, y, color=PALETTE["orange"], lw=4, label="error")
    for at, error in zip(x, w * x + b - y):
        if error:
            text = f"{error:+g}".replace("-", "−")
            middle = w * at + b - error / 2
            ax.annotate(text, (at, middle), xytext=(8, 0), textcoords="offset points", va="center")
    ax.legend(loc="upper left")
    return ax


def moving_line(ax, x, y, lines):
    """Draw several lines through the trips on ``ax`` and return it; ``lines`` maps a label to (w, b)."""
    trips(ax, x, y)
    ends = np.array([-0.2, 3.3])
    for label, (w, b), (color, dash) in with_looks("lines", lines, LOOKS):
        ax.plot(ends, w * ends + b, dash, color=PALETTE[color], label=label)
    ax.legend(loc="upper left")
    return ax


def curves(ax, series, xlabel, ylabel, log=False):
    """Draw ``series`` (label -> values, the first at step 0) on ``ax`` and return it."""
    for label, values, (color, dash) in with_looks("series", series, LOOKS):
        ax.plot(np.arange(len(values)), values, dash, color=PALETTE[color], label=label)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if log:
        ax.set_yscale("log")
    if len(series) > 1:
        ax.legend()
    return ax


def walk(ax, height, path, xlim, ylim, levels, names=("w", "b")):
    """Draw the contours of ``height(x, y)`` and a walk ``path`` (steps, 2) over them on ``ax``; return it."""
    path = validation.array("path", path, shape=("steps", 2), allow_nan=True)
    x, y = np.meshgrid(np.linspace(*xlim, 201), np.linspace(*ylim, 201))
    lines = ax.contour(x, y, height(x, y), levels=levels, colors=PALETTE["grey"], linewidths=1)
    ax.clabel(lines, fontsize=12, fmt="%g")
    ax.plot(path[:, 0], path[:, 1], "-o", color=PALETTE["blue"], ms=4, lw=1.8, label="walk")
    ax.plot(*path[0], "o", color=PALETTE["orange"], ms=11, label="start")
    ax.plot(*path[-1], "s", color=PALETTE["green"], ms=9, label="end")
    ax.set(xlabel=names[0], ylabel=names[1], xlim=xlim, ylim=ylim, aspect="equal")  # right angles stay right angles
    ax.grid(False)
    ax.legend(loc="lower left", frameon=True, framealpha=1)
    return ax


def all_directions(ax, angles, actual, promised, length):
    """Draw the change of f over the angle between step and gradient, true and promised, on ``ax``; return it."""
    angles, actual, promised = equally_long(angles=angles, actual=actual, promised=promised)
    ax.plot(angles, actual, color=PALETTE["blue"], label="actual change of f")
    ax.plot(angles, promised, "--", color=PALETTE["orange"], label="promised by the slope")
    lowest = int(np.argmin(actual))
    ax.plot(angles[lowest], actual[lowest], "o", color=PALETTE["blue"], ms=9)
    ax.vlines(180, np.min(promised), 0, color=PALETTE["grey"], lw=1.2)  # straight against the gradient
    ax.axhline(0, color=PALETTE["grey"], lw=1.2)
    ax.set(xlabel="angle between step and gradient (degrees)", ylabel="change of f", title=f"step length {length:g}")
    ax.set_xticks([0, 90, 180, 270, 360])
    return ax


def along_the_step(ax, rates, actual, promised, marked):
    """Draw the change of f over the learning rate, true and promised, on ``ax``, and dots at ``marked``; return it."""
    rates, actual, promised = equally_long(rates=rates, actual=actual, promised=promised)
    ax.plot(rates, actual, color=PALETTE["blue"], label="actual change of f")
    ax.plot(rates, promised, "--", color=PALETTE["orange"], label="promised by the slope")
    ax.plot(marked, np.interp(marked, rates, actual), "o", color=PALETTE["blue"], ms=9)
    ax.axhline(0, color=PALETTE["grey"], lw=1.2)
    ax.set(xlabel="learning rate α", ylabel="change of f", ylim=(-12.5, 6))
    ax.legend(loc="lower left")
    return ax


def surprise(ax):
    """Draw the loss −ln p over the probability p of the true class on ``ax``, with four marked values; return it."""
    p = np.linspace(0.005, 1, 400)
    marked = np.array([0.01, 0.1, 0.5, 1.0])
    ax.plot(p, -np.log(p), color=PALETTE["blue"])
    ax.plot(marked, -np.log(marked), "o", color=PALETTE["orange"], ms=9)
    for at in marked:
        text = f"p = {at:g}: {abs(-np.log(at)):.2f}"
        ax.annotate(
            text,
            (at, -np.log(at)),
            xytext=(-8, 14) if at == 1 else (12, 8),
            textcoords="offset points",
            ha="right" if at == 1 else "left",
        )
    ax.set(xlabel="probability p of the true class", ylabel="loss −ln p", xlim=(-0.02, 1.04), ylim=(-0.2, 5.5))
    return ax


def loss_by_batch(ax, losses, per_epoch):
    """Draw the loss of every batch and its mean over each epoch of ``per_epoch`` batches on ``ax``; return it."""
    losses, per_epoch = (
        validation.array("losses", losses, ndim=1),
        validation.integer("per_epoch", per_epoch, minimum=1),
    )
    if len(losses) % per_epoch:
        raise validation.value_error("losses", f"{len(losses)} losses", f"whole epochs of {per_epoch}")
    means = np.reshape(losses, (-1, per_epoch)).mean(axis=1)
    ax.plot(losses, color=PALETTE["grey"], lw=0.8, label="each batch")
    middles = (np.arange(len(means)) + 0.5) * per_epoch
    ax.plot(middles, means, "-o", color=PALETTE["blue"], ms=5, label="mean of an epoch")
    ax.axhline(np.log(10), ls="--", color=PALETTE["orange"], lw=1.5, label="ln 10")
    ax.set(xlabel="updates so far", ylabel="cross-entropy", ylim=(0, 2.5))
    ax.legend()
    return ax


def pictures(axes, images, titles):
    """Draw 28 x 28 ``images`` (K, 784) on as many axes, ink dark on light, each under its title; return the axes."""
    images = validation.array("images", images, shape=("K", 784))
    for ax, image, title in zip(np.ravel(axes), images, titles):
        ax.imshow(np.reshape(image, (28, 28)), cmap="gray_r", vmin=0, vmax=1)
        ax.set_title(title, fontsize=12)
        ax.set_axis_off()
    return axes


def weight_pictures(axes, weights, names):
    """Draw each column of ``weights`` (784, K) as a 28 x 28 picture, all on one colour scale; return the last image."""
    weights = validation.array("weights", weights, shape=(784, "K"))
    limits = signed_limits(weights)
    for ax, column, name in zip(np.ravel(axes), weights.T, names):
        image = ax.imshow(column.reshape(28, 28), cmap=SIGNED_MAP, **limits)
        ax.set_title(f"“{name}”", fontsize=13)
        ax.set_axis_off()
    return image
