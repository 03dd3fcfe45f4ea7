"""Im2col atlas: which number of the picture stands where in the matrix, and what the matrix is for."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils import convolution, shapes
from course_utils.explorers.engine import Choice, Explorer, Grid, Pick

#: One picture of two channels, (1, 2, 5, 5). No number stands beside its equal, so that a copy can be told by eye.
PICTURE = np.array([[
    [[1, 4, 2, 7, 3], [5, 0, 8, 1, 6], [2, 9, 3, 5, 0], [7, 1, 6, 2, 8], [0, 3, 5, 9, 4]],
    [[6, 2, 0, 5, 1], [3, 7, 1, 4, 9], [8, 0, 5, 2, 6], [1, 4, 9, 3, 7], [5, 8, 2, 6, 0]],
]], dtype=np.float64)  # fmt: skip
#: Side of the kernel -> two filters: right less left in both channels; top of the first less bottom of the second.
FILTERS = {
    2: np.array([[[[-1, 1], [-1, 1]], [[-1, 1], [-1, 1]]], [[[1, 1], [0, 0]], [[0, 0], [-1, -1]]]], np.float64),
    3: np.array(
        [[[[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]],
         [[[1, 1, 1], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [-1, -1, -1]]]], np.float64),
}  # fmt: skip
STEPS = {"dense": (1, 0), "apart": (2, 0), "padded": (2, 1)}  # stride, padding
WINDOWS, ELEMENTS = 16, 18  # the most rows and the most columns that a matrix of this explorer has
NOWHERE = 255  # in a table of targets: this cell picks nothing


class Atlas(NamedTuple):
    """All that one kernel, stride and padding make of the picture."""

    side: int
    steps: str
    stride: int
    padding: int
    out: tuple  # OH, OW
    columns: np.ndarray  # (OH*OW, C*KH*KW), the matrix
    source: np.ndarray  # the same shape: the place of each entry in the padded picture, flat
    product: np.ndarray  # (OH*OW, F)
    padded: np.ndarray  # (C, H + 2 P, W + 2 P)


@cache
def atlas(side, steps):
    """Return the matrix of one setting, its product with the filters, and where each of its entries comes from.

    >>> atlas(3, "dense").columns.shape, atlas(2, "padded").out
    ((9, 18), (3, 3))
    """
    stride, padding = STEPS[steps]
    padded = np.pad(PICTURE, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    places = np.arange(padded.size, dtype=np.float64).reshape(padded.shape)
    columns = convolution.im2col(PICTURE, side, stride, padding)
    source = convolution.im2col(places, side, stride).astype(int)
    product = columns @ FILTERS[side].reshape(-1, columns.shape[1]).T
    out = shapes.output_shape(*PICTURE.shape[2:], side, stride, padding)
    return Atlas(side, steps, stride, padding, out, columns, source, product, padded[0])


class Im2colAtlas(Explorer):
    """See the matrix that im2col writes: a row for each window, a column for each element of the kernel.

    Controls: the kernel, how it moves, and one entry of the matrix, picked by pointing at it (or at a number of the
    input, which goes to its first copy) or by keys. Orange is the row, blue the column, purple the entry where they
    cross, green the other copies of the same pixel. Functions: ``convolution.im2col`` and ``convolution.col2im``.
    """

    title = "Im2col atlas"
    controls = (
        Choice("side", "Kernel", ((3, "3×3"), (2, "2×2")), 3),
        Choice(
            "steps",
            "Stride and padding",
            (("dense", "stride 1"), ("apart", "stride 2"), ("padded", "stride 2, padding 1")),
            "dense",
        ),
        Pick(
            "entry",
            "Entry of the matrix",
            panel="matrix",
            rows=WINDOWS,
            columns=ELEMENTS,
            value=(4, 5),
            also=("window", "element"),
        ),
    )
    panels = (
        Grid("window", "Row (orange): one window of the input"),
        Grid("element", "Column (blue): one kernel element’s view"),
        Grid("matrix", "The matrix; the filters below it, the product beside it", wide=True),
        Grid("output", "The product as two maps"),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        a = atlas(state["side"], state["steps"])
        windows, elements = a.columns.shape
        row, column = min(state["entry"][0], windows - 1), min(state["entry"][1], elements - 1)
        return scene(state["side"], state["steps"], row, column)


@cache  # where a matrix is smaller than the pick, many picks mean the same entry
def scene(side, steps, row, column):
    """Return the whole frame for the entry (row, column) of the matrix."""
    a = atlas(side, steps)
    return {
        "window": input_grid(a, a.source[row], "orange", a.source[row, column]),
        "element": input_grid(a, a.source[:, column], "blue", a.source[row, column]),
        "matrix": matrix_grid(a, row, column),
        "output": output_grid(a, row),
        "formula": formula(a, row),
        "sentence": sentence(a, row, column),
    }


def copies(a, row, column):
    """Return the places (rows, columns) of the matrix that hold the same number of the padded picture."""
    return np.nonzero(a.source == a.source[row, column])


def is_padding(a, place):
    """Tell whether a place of the padded picture (flat) lies outside the picture.

    >>> is_padding(atlas(2, "padded"), 0), is_padding(atlas(2, "padded"), 8)
    (True, False)
    """
    _, i, j = (int(v) for v in np.unravel_index(place, a.padded.shape))
    height, width = PICTURE.shape[2:]
    return not (a.padding <= i < a.padding + height and a.padding <= j < a.padding + width)


def input_grid(a, places, color, entry):
    """Return both channels side by side, with some places of the padded picture marked and the entry's purple."""
    marked = [(*cell_of(a, place), color) for place in places]
    return {**input_frame(a.side, a.steps), "highlight": [*marked, (*cell_of(a, entry), "purple")]}


def cell_of(a, place):
    """Return the (row, column) in the table of both channels of a place in the padded picture."""
    channel, i, j = (int(v) for v in np.unravel_index(place, a.padded.shape))
    return i, channel * (a.padded.shape[2] + 1) + j


@cache
def input_frame(side, steps):
    """Return what all tables of the input share: numbers, names, padding, and what pointing at a number picks."""
    a = atlas(side, steps)
    channels, height, width = a.padded.shape
    padding = a.padding
    rows = [[v for c in range(channels) for v in (*whole(a.padded[c, i]), "")][:-1] for i in range(height)]
    heads = [number(j - padding) for j in range(width)]
    targets = np.full((height, channels * (width + 1) - 1, 2), NOWHERE, np.uint8)
    dim = []
    for place in range(a.padded.size):
        found = np.argwhere(a.source == place)
        if len(found):
            targets[cell_of(a, place)] = found[0]
        if is_padding(a, place):
            dim.append(cell_of(a, place))
    return {
        "values": rows,
        "row_labels": [number(i - padding) for i in range(height)],
        "column_labels": [*heads, "", *heads],
        "dim": dim,
        "targets": targets,
    }


def matrix_grid(a, row, column):
    """Return the matrix with the filters below and the product beside it; row, column and copies marked."""
    windows, elements = a.columns.shape
    lit = [(row, c, "orange") for c in range(elements)] + [(r, column, "blue") for r in range(windows)]
    lit += [(int(r), int(c), "green") for r, c in zip(*copies(a, row, column), strict=True)]
    lit += [(row, column, "purple")]
    lit += [(row, elements + 1 + f, "orange") for f in range(len(FILTERS[a.side]))]
    lit += [(windows + 1 + f, column, "blue") for f in range(len(FILTERS[a.side]))]
    return {**matrix_frame(a.side, a.steps), "highlight": lit}


@cache
def matrix_frame(side, steps):
    """Return what is the same at every entry of one matrix: the numbers, their names, and what can be pointed at."""
    a = atlas(side, steps)
    windows, elements = a.columns.shape
    weight = FILTERS[side].reshape(-1, elements)  # (F, C*KH*KW)
    blank = [""] * (elements + 1 + len(weight))
    rows = [[*whole(a.columns[r]), "", *whole(a.product[r])] for r in range(windows)]
    rows += [blank, *([*whole(filter_row), *blank[elements:]] for filter_row in weight)]
    targets = np.full((len(rows), len(blank), 2), NOWHERE, np.uint8)
    targets[:windows, :elements] = np.moveaxis(np.indices((windows, elements)), 0, -1)
    names = [f"f{k}" for k in range(len(weight))]
    return {
        "dim": [(r, c) for r in range(windows) for c in range(elements) if is_padding(a, a.source[r, c])],
        "values": rows,
        "row_labels": [*map(str, range(windows)), "", *names],
        "column_labels": [*map(str, range(elements)), "", *names],
        "targets": targets,
    }


def output_grid(a, row):
    """Return the product, reshaped to one map for each filter, side by side."""
    height, width = a.out
    maps = a.product.T.reshape(-1, height, width)  # (F, OH, OW)
    rows = [[v for m in maps for v in (*whole(m[i]), "")][:-1] for i in range(height)]
    i, j = divmod(row, width)
    heads = [str(j) for j in range(width)]
    return {
        "values": rows,
        "row_labels": [str(i) for i in range(height)],
        "column_labels": [*heads, *(head for _ in maps[1:] for head in ("", *heads))],
        "highlight": [(i, k * (width + 1) + j, "orange") for k in range(len(maps))],
    }


def whole(row):
    """Return a row of whole numbers as Python's own, which take less room in a table than 1.0.

    >>> whole(np.array([1.0, -2.0]))
    [1, -2]
    """
    return [int(v) for v in row]


def number(value):
    """Write a whole number with a true minus sign.

    >>> number(-3.0)
    '−3'
    """
    return f"{value:.0f}".replace("-", "−")


def formula(a, row):
    """Return the formula lines: the shapes on the way, and one row times each filter."""
    (windows, elements), (height, width), weight = a.columns.shape, a.out, FILTERS[a.side]
    side, filters = a.side, len(weight)
    lines = [
        f"im2col: {PICTURE.shape} → (1·{height}·{width}, 2·{side}·{side}) = ({windows}, {elements});  "
        f"product: ({windows}, {elements}) @ ({elements}, {filters}) = ({windows}, {filters}) → "
        f"(1, {filters}, {height}, {width})"
    ]
    for k, kernel in enumerate(weight.reshape(filters, -1)):
        written = sum_text(a.columns[row], kernel)
        lines.append([f"row {row} · f{k} = {written} = ", (number(a.product[row, k]), "orange")])
    return lines


def sum_text(numbers, weights):
    """Write the sum of the numbers whose weight is 1, less those whose weight is −1.

    >>> sum_text([4, 7, 2], [-1, 0, 1])
    '−4 + 2'
    """
    terms = [f"{'−' if w < 0 and v else '+'} {number(v)}" for v, w in zip(numbers, weights, strict=True) if w]
    text = " ".join(terms).removeprefix("+ ")
    return "−" + text.removeprefix("− ") if terms[0][0] == "−" else text


def sentence(a, row, column):
    """Tell in words what the row is, what the column is, and what becomes of the pixel where they cross."""
    height, width = a.out
    (i, j), (channel, u, v) = divmod(row, width), np.unravel_index(column, FILTERS[a.side].shape[1:])
    top, left = i * a.stride - a.padding, j * a.stride - a.padding
    first = (
        f"Row {row} (orange) is the window of output row {i}, column {j}: the {a.side}×{a.side} patch from row "
        f"{number(top)}, column {number(left)} of both channels, written out in one line."
    )
    second = (
        f"Column {column} (blue) belongs to the kernel’s element of channel {channel}, row {u}, column {v}: all the "
        f"numbers it meets as the window moves."
    )
    return f"{first} {second} {_crossing(a, row, column)}"


def _crossing(a, row, column):
    place, count = a.source[row, column], len(copies(a, row, column)[0])
    channel, i, j = (int(v) for v in np.unravel_index(place, a.padded.shape))
    if is_padding(a, place):
        return "They cross (purple) at a zero of the padding, which stands nowhere in the picture."
    value = number(a.columns[row, column])
    where = f"They cross (purple) at the {value} of channel {channel}, row {i - a.padding}, column {j - a.padding}"
    if count > 1:
        others = "the other is" if count == 2 else "the others are"
        return f"{where}: {count} windows see it, and so it stands in {count} places of the matrix ({others} green)."
    missed = unreached(a)
    rest = f" {missed} numbers of the picture are in no window, and nowhere in the matrix." if missed else ""
    return f"{where}: one window sees it, and so it stands here only.{rest}"


def unreached(a):
    """Return how many numbers of the picture no window covers.

    >>> unreached(atlas(3, "dense")), unreached(atlas(2, "apart"))  # both channels lose a row and a column
    (0, 18)
    """
    seen = sum(not is_padding(a, place) for place in np.unique(a.source))
    return PICTURE.size - seen
