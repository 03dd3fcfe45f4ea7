"""Figures of chapter 01: one unit, the shapes of a layer, functions and their slopes."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from course_utils.plotting.style import PALETTE, Picture, equally_long, figure, with_looks

INK, GREY, BLUE, ORANGE, GREEN = (PALETTE[name] for name in ("ink", "grey", "blue", "orange", "green"))
Z = np.linspace(-6, 6, 601)  # the piece of the number line over which functions are drawn


def unit(x, w, b, z, y, name="σ"):
    """Return a Picture of one unit with three inputs and every number on it; the arguments are those of draw_unit."""
    fig, ax = figure(width=8, height=3.8)
    z, y = round(float(z), 4), round(float(y), 4)
    draw_unit(ax, x, w, b, z, y, name)
    alt = (
        f"A unit: the inputs {_listed(x)} times the weights {_listed(w)}, plus the bias {_number(b)}, give "
        f"z = {_number(z)} and y = {name}(z) = {_number(y)}. The weights and the bias are orange."
    )
    return Picture(fig, alt)


def layer_shapes(examples, inputs, units):
    """Return a Picture of XW + b as blocks of cells, so that the shapes can be counted; see draw_layer_shapes."""
    fig, ax = figure(width=8, height=3.6)
    draw_layer_shapes(ax, examples, inputs, units)
    alt = (
        f"Blocks of cells: X, {examples} by {inputs}, times W, {inputs} by {units}, plus b, 1 by {units}, gives "
        f"XW + b, {examples} by {units}. Coloured: the first row of X, the first column of W and of b, and the cell "
        "where they meet."
    )
    return Picture(fig, alt)


def function_and_slope(function, slope, name):
    """Return a Picture of a function beside its slope; both are called with an array."""
    fig, axes = figure(ncols=2, width=8.5, height=3.4)
    y, steep = function(Z), slope(Z)
    draw_function(axes, Z, y, steep, name)
    top = np.argmax(steep)
    alt = (
        f"Left the {name}: {_listed(function(np.array([-6.0, 0.0, 6.0])).round(3))} at z = −6, 0 and 6. Right its "
        f"slope: highest, {_number(round(steep[top], 4))}, at z = {_number(round(Z[top], 2))}, and "
        f"{_number(round(float(slope(5.0)), 4))} at z = 5."
    )
    return Picture(fig, alt)


def functions(curves, ylabel="y"):
    """Return a Picture of several functions over z; ``curves`` maps label -> function, called with an array."""
    fig, ax = figure(width=7.5, height=3.8)
    draw_curves(ax, Z, {label: np.asarray(function(Z)) for label, function in curves.items()}, ylabel)
    places = np.array([-3.0, 0.0, 3.0])
    said = [f"{label}: {_listed(np.round(np.asarray(function(places)), 3))}" for label, function in curves.items()]
    return Picture(fig, f"Curves of {ylabel} over z, with their values at z = −3, 0 and 3. {'. '.join(said)}.")


def _blank(ax, xlim, ylim):
    ax.set(xlim=xlim, ylim=ylim, aspect="equal")
    ax.axis("off")


def _number(value):
    return f"{value:g}".replace("-", "−")


def _listed(values):
    first = [_number(float(value) + 0.0) for value in values]  # + 0.0: no minus before a zero
    return f"{', '.join(first[:-1])} and {first[-1]}"


def _arrow(ax, start, end, color):
    style = dict(arrowstyle="-|>", color=color, linewidth=2, shrinkA=0, shrinkB=0, mutation_scale=16)
    ax.annotate("", xy=end, xytext=start, arrowprops=style)


def draw_unit(ax, x, w, b, z, y, name="h"):
    """Draw one unit with three inputs and every number on it; returns ax.

    x and w hold three numbers each; b, z and y are the bias, the pre-activation and the output; ``name`` is written
    into the box of the activation function.

    >>> from course_utils.plotting import figure
    >>> ax = draw_unit(figure()[1], (2, 1, -1), (0.5, -0.3, 0.4), 0.2, 0.5, 0.6225, "σ")
    """
    x, w = equally_long(x=x, w=w)
    _blank(ax, (-0.3, 12.3), (-0.1, 6.1))
    middle = np.array((5.2, 3.0))
    for k, (value, weight, height) in enumerate(zip(x, w, (5.2, 3.0, 0.8), strict=True), start=1):
        _input(ax, k, np.array((0.9, height)), middle, value, weight)
    ax.add_patch(Circle(middle, 0.92, facecolor="white", edgecolor=INK, linewidth=2))
    ax.text(*middle, "Σ", ha="center", va="center", fontsize=26)
    ax.text(5.2, 5.55, f"b = {_number(b)}", ha="center", va="center", fontsize=14, color=ORANGE)
    _arrow(ax, (5.2, 5.2), (5.2, 3.98), GREY)
    _arrow(ax, (6.12, 3.0), (8.1, 3.0), GREY)
    ax.text(7.1, 3.3, f"z = {_number(z)}", ha="center", fontsize=14)
    corners = dict(boxstyle="round,pad=0,rounding_size=0.25", facecolor="white", edgecolor=INK, linewidth=2)
    ax.add_patch(FancyBboxPatch((8.15, 2.25), 1.5, 1.5, **corners))
    ax.text(8.9, 3.0, name, ha="center", va="center", fontsize=22)
    _arrow(ax, (9.65, 3.0), (11.6, 3.0), GREY)
    ax.text(10.7, 3.3, f"y = {_number(y)}", ha="center", fontsize=14, color=BLUE)
    return ax


def _input(ax, k, place, middle, value, weight):
    """Draw the k-th input at ``place``, with its weight on the arrow towards ``middle``."""
    ax.add_patch(Circle(place, 0.62, facecolor="white", edgecolor=BLUE, linewidth=2))
    ax.text(*place, _number(value), ha="center", va="center", fontsize=15)
    ax.text(0.08, place[1] + 0.62, f"$x_{k}$", ha="center", fontsize=15, color=BLUE)
    direction = (middle - place) / np.hypot(*(middle - place))
    _arrow(ax, place + 0.68 * direction, middle - 0.98 * direction, GREY)
    words = dict(ha="center", va="center", fontsize=14, color=ORANGE)
    box = dict(facecolor="white", edgecolor="none", pad=1.5)
    ax.text(*(place + 1.9 * direction), f"$w_{k}$ = {_number(weight)}", bbox=box, **words)


def draw_layer_shapes(ax, examples=5, inputs=3, units=2):
    """Draw h(XW + b) as blocks of cells, so that the shapes can be counted; returns ax.

    ``examples`` is N, ``inputs`` D, ``units`` K. The first row of X, the first column of W and the cell where they meet
    are coloured.
    """
    sizes = [(examples, inputs), (inputs, units), (1, units), (examples, units)]
    names = ["$X$", "$W$", "$b$", "$XW + b$"]
    left, between = 0.0, 1.5
    for (rows, columns), name, sign in zip(sizes, names, "×+= ", strict=True):
        _block(ax, left, rows, columns, name)
        left += columns
        if sign != " ":
            ax.text(left + between / 2, 0, sign, ha="center", va="center", fontsize=24)
            left += between
    _blank(ax, (-0.4, left + 0.4), (-examples / 2 - 1.1, examples / 2 + 1.1))
    return ax


def _block(ax, left, rows, columns, name):
    for r in range(rows):
        for c in range(columns):
            marked = {"$X$": r == 0, "$W$": c == 0, "$b$": c == 0, "$XW + b$": r == 0 and c == 0}[name]
            color = {"$X$": BLUE, "$XW + b$": GREEN}.get(name, ORANGE) if marked else "white"
            cell = Rectangle(
                (left + c, rows / 2 - r - 1),
                1,
                1,
                facecolor=color,
                edgecolor=INK,
                linewidth=1.2,
                alpha=0.75 if marked else 1.0,
            )
            ax.add_patch(cell)
    ax.text(left + columns / 2, rows / 2 + 0.3, name, ha="center", va="bottom", fontsize=17)
    ax.text(left + columns / 2, -rows / 2 - 0.3, f"{rows} × {columns}", ha="center", va="top", fontsize=14, color=GREY)


def draw_function(axes, z, y, slope, name):
    """Draw a function on the left axes and its slope on the right; returns the axes. z, y and slope have shape (n,)."""
    left, right = axes
    z, y, slope = equally_long(z=z, y=y, slope=slope)
    left.plot(z, y, color=BLUE)
    left.set(xlabel="z", title=name)
    right.plot(z, slope, color=ORANGE, linestyle="--")
    right.set(xlabel="z", title="its slope", ylim=(-0.05, 1.25))
    for ax in (left, right):
        ax.axhline(0, color=GREY, linewidth=1)
        ax.axvline(0, color=GREY, linewidth=1)
    return axes


def draw_curves(ax, z, curves, ylabel="y"):
    """Draw several curves over z in colours and dashes that also differ in grey; returns ax.

    ``curves`` maps label -> (n,). Where neighbours differ by more than 0.5 the line is broken: a jump is not a slope.
    """
    looks = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (PALETTE["purple"], ":"), (INK, (0, (5, 1, 1, 1, 1, 1))))
    for label, y, (color, dash) in with_looks("curves", curves, looks):
        jumps = np.concatenate([[False], np.abs(np.diff(y)) > 0.5])
        ax.plot(z, np.where(jumps, np.nan, y), color=color, linestyle=dash, label=label)
    ax.axhline(0, color=GREY, linewidth=1)
    ax.set(xlabel="z", ylabel=ylabel)
    ax.legend()
    return ax
