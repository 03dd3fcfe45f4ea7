"""The sketches of the lecturer's guide, few strokes each: chapters 01 to 06."""

from __future__ import annotations

from course_utils import pooling
from course_utils.plotting.board import Board
from course_utils.shapes import receptive_field

__all__ = ["chain", "field", "row", "step", "two_paths", "wires"]


def chain():
    """Chapter 01: a small change goes through units in a row."""
    board, height = Board(6), 2.4
    for k in range(4):
        x = 2.2 + 4.2 * k
        board.arrow((x - 1.5, 1.6), (x, 1.6)).box(x, 0.9, 1.6, 1.4, "σ", size=16)
        board.line((x - 0.9, 2.9), (x - 0.9, 2.9 + height), colour="blue", width=7)
        board.words(x + 0.8, 3.0, "× ¼ at most", colour="orange", size=11)
        height /= 4
    board.arrow((16.4, 1.6), (17.9, 1.6)).words(18.9, 1.6, "… ten:\nmultiply!", colour="red")
    return board.picture(
        "Units in a row, a bar before each: a quarter of the bar before it, at most. Under them: multiply."
    )


def step():
    """Chapter 02: a valley, the tangent at the start, a small step and one that is too long."""
    board = Board()
    board.curve(lambda x: 1.3 + 0.16 * (x - 10.5) ** 2, 4, 17.2)
    board.line((4.2, 7.26), (8.2, 0.2), colour="grey", dashed=True).circle(5, 6.14, 0.22, colour="blue")
    board.words(3.4, 6.1, "start", "blue").words(8.5, 0.5, "the promise", colour="grey", align="left", size=11)
    board.arrow((5.2, 6.0), (6.6, 3.9), colour="green").words(7.0, 4.4, "small: falls", "green", align="left")
    board.arrow((5.2, 6.3), (16.7, 7.4), colour="red", bend=0.12).words(11, 8.5, "too long: higher than before", "red")
    return board.picture(
        "A valley with a tangent at the start on its left side. A small step goes down; a long one lands on the far "
        "side, higher than the start."
    )


def two_paths():
    """Chapter 03: one hidden unit reaches the error by two paths, with opposite signs."""
    board = Board()
    board.circle(4, 4.5, 0.9, "h1", size=14).circle(11, 7, 0.9, "o1", size=14).circle(11, 2, 0.9, "o2", size=14)
    board.circle(17.5, 4.5, 0.9, "E", size=14)
    board.arrow((1, 4.5), (3.1, 4.5)).words(1.8, 5.1, "w1", size=13)
    board.arrow((4.8, 4.9), (10.1, 6.8)).words(7.2, 6.6, "w5", size=13)
    board.arrow((4.8, 4.1), (10.1, 2.2)).words(7.2, 2.4, "w7", size=13)
    board.arrow((11.9, 6.8), (16.7, 4.9), colour="red").words(14.8, 6.6, "too high: +", "red")
    board.arrow((11.9, 2.2), (16.7, 4.1), colour="blue").words(14.8, 2.4, "too low: −", "blue")
    board.words(10, 0.5, "along a path: multiply      over the paths: add", size=13)
    return board.picture(
        "From h1 two paths to the error E: through w5 and o1, whose output is too high, with a plus, and through w7 "
        "and o2, whose output is too low, with a minus."
    )


def wires():
    """Chapter 04: the same dots joined fully, by windows, and by windows that share their weights."""
    board, colours = Board(7.5), ("blue", "orange", "green")
    for k, name in enumerate(("full", "local", "shared")):
        left = 0.9 + 6.6 * k
        for unit in range(3):
            for pixel in range(5) if name == "full" else range(unit, unit + 3):
                colour = colours[pixel - unit] if name == "shared" else "grey"
                board.line((left + pixel * 1.15, 1.4), (left + (unit + 1) * 1.15, 4.9), colour=colour, width=1.6)
        for pixel in range(5):
            board.circle(left + pixel * 1.15, 1.2, 0.25)
        for unit in range(3):
            board.circle(left + (unit + 1) * 1.15, 5.15, 0.25)
        board.words(left + 2.3, 6.5, name, size=15)
    board.words(3.2, 0.3, "each line its own", size=11).words(9.8, 0.3, "each line its own", size=11)
    board.words(16.4, 0.3, "one colour, one weight", size=11)
    return board.picture(
        "Five pixels and three units, three times: joined fully; by windows of three pixels, each line with a weight "
        "of its own; by the same windows with three weights, told apart by colour, that all units share."
    )


def field():
    """Chapter 05: what a unit of the third layer sees, drawn from the top down."""
    board = Board(8)
    rows = ("picture", "layer 1", "layer 2", "layer 3")
    for level, name in enumerate(rows):
        y, count = 0.9 + 2.1 * level, receptive_field([(3, 1)] * (3 - level))[-1].size
        for k in range(count):
            x = 9 + (k - (count - 1) / 2) * 1.7
            board.circle(x, y, 0.28, colour="orange" if count == 1 else "ink")
            for below in (-1, 0, 1) if level else ():
                board.line((x, y - 0.3), (x + below * 1.7, y - 1.8), colour="grey", width=1.2)
        board.words(17.2, y, f"{name}: {count}", align="left", size=13)
    return board.picture(
        "Four rows of dots, from one unit of layer 3 at the top over 3 and 5 to 7 pixels of the picture: each dot is "
        "joined to the three dots below it."
    )


def row():
    """Chapter 06: a row of eight cells with its window borders, as it is and moved by one cell."""
    board, cells = Board(8.2), (0, 5, 0, 0, 0, 3, 0, 0)
    for shift, bottom, name in ((0, 5.2, "as it is"), (1, 1.0, "one to the right")):
        moved = [0] * shift + list(cells[: len(cells) - shift])
        pooled = pooling.max_pool2d([[[moved]]], (1, 2), (1, 2))[0, 0, 0]
        for k, value in enumerate(moved):
            board.box(1 + k * 1.3, bottom, 1.3, 1.2, str(value), colour="blue" if value else "grey", size=14)
        for k, value in enumerate(pooled):
            x = 2.3 + k * 2.6
            board.words(x, bottom + 2.0, f"{value:g}", colour="orange", size=16)
            board.line((x + 1.3, bottom - 0.5), (x + 1.3, bottom + 2.5), width=3.4)
        board.words(12.6, bottom + 0.6, name, align="left", size=13)
        board.words(12.6, bottom + 2.0, "largest of each window", colour="orange", align="left", size=11)
    return board.picture(
        "A row of eight cells, 0 5 0 0 0 3 0 0, with thick borders between windows of two, pooled to 5 0 3 0; below it "
        "the row moved one cell to the right, pooled to 0 5 0 3."
    )
