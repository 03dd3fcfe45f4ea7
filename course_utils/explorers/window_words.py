"""What the window stepper says: the numbers written out, and the sentence."""

from __future__ import annotations

import numpy as np

from course_utils import shapes
from course_utils.explorers.window_moves import seen
from course_utils.explorers.words import number, plural, products


def size_line(s):
    """Return the arithmetic of the output's size, of both axes where they differ."""
    inside = [n - 2 * s.padding for n in s.padded.shape]
    axes = list(dict.fromkeys(zip(inside, s.kernel.shape)))
    names = [""] if len(axes) == 1 else ["rows: ", "columns: "]
    parts = []
    for name, (size, kernel) in zip(names, axes):
        out = shapes.output_size(size, kernel, s.stride, s.padding) if not s.refused else "none"
        parts.append(f"{name}⌊({size} + 2·{s.padding} − {kernel}) / {s.stride}⌋ + 1 = {out}")
    return "Output size, " + ";  ".join(parts)


def formula(s, row, column):
    """Return the formula lines: the numbers under the window and what they make, and the size of the output."""
    window, real = seen(s, (row * s.stride, column * s.stride))
    result = (number(s.output[row, column], 4), "orange")
    name = f"output[{row}, {column}] = "
    if s.mode == "correlate":
        sum_of = products(zip(window.ravel(), s.kernel.ravel()))
        bias = f" + ({number(s.bias)}) (bias)" if s.bias < 0 else f" + {number(s.bias)} (bias)" if s.bias else ""
        return [[f"{name}{sum_of}{bias} = ", result], size_line(s)]
    if s.mode == "max":
        return [[f"{name}max({', '.join(number(v) for v in window.ravel())}) = ", result], size_line(s)]
    counted = window if s.zeros else window[real]
    total = " + ".join(f"({number(v)})" if v < 0 else number(v) for v in counted.ravel())
    return [[f"{name}({total}) / {counted.size} = ", result], size_line(s)]


def sentence(s, row, column):
    """Tell in words where the window is, what it makes, and what the setting does."""
    rows, columns = s.output.shape
    top, left = row * s.stride - s.padding, column * s.stride - s.padding
    height, width = s.kernel.shape
    where = f"Place {row * columns + column + 1} of {rows * columns}: the {height}×{width} window"
    at = f"starts at row {number(top)}, column {number(left)} of the input"
    parts = [f"{where} {at}; {_what(s, row, column)}", _padding_words(s, row, column), _unused_words(s)]
    return " ".join(part for part in parts if part)


def _what(s, row, column):
    result = number(s.output[row, column], 4)
    if s.mode == "max":
        return f"its largest number is {result} (purple)."
    if s.mode == "average":
        return f"the mean of its numbers is {result}."
    bias = ", with the bias," if s.bias else ""
    total = f"its numbers times the kernel's, added up, give{bias} {result}."
    if np.array_equal(s.kernel, s.kernel[::-1, ::-1]):
        return f"{total} This kernel looks the same turned by 180°, so the flip changes nothing." if s.flip else total
    return f"{total} The kernel was turned by 180° first: true convolution." if s.flip else total


def _padding_words(s, row, column):
    _, real = seen(s, (row * s.stride, column * s.stride))
    outside = int(np.count_nonzero(~real))
    if not outside:
        return ""
    cells = f"{plural(outside, 'cell')} of the window {'lies' if outside == 1 else 'lie'} in the padding"
    if s.mode == "correlate":
        return f"{cells}: zeros, which add nothing."
    if s.mode == "average":
        return f"{cells}, and {'count as zeros' if s.zeros else 'are not counted'}."
    if not s.zeros:
        return f"{cells}: −∞, which never wins."
    return f"{cells}, as zeros" + (_mistaken(s, row, column))


def _mistaken(s, row, column):
    window, real = seen(s, (row * s.stride, column * s.stride))
    best = window[real].max() if real.any() else -np.inf
    if s.output[row, column] > best:
        return f": the 0 beats every true number here (largest: {number(best)}). Padding with −∞ avoids that mistake."
    return ": here they do no harm, since a number of the input is at least as large."


def _unused_words(s):
    left = [shapes.unused(n, k, s.stride) for n, k in zip(s.padded.shape, s.kernel.shape)]
    sides = (("row", "at the bottom"), ("column", "at the right"))
    named = [f"{plural(count, what)} {side}" for count, (what, side) in zip(left, sides) if count]
    if not named:
        return _gap_words(s)
    reach = f"The stride does not divide: {' and '.join(named)} of the {'padded ' if s.padding else ''}input"
    return f"{reach} {'is' if sum(left) == 1 else 'are'} never reached."


def _gap_words(s):
    between = [s.stride - n for n, places in zip(s.kernel.shape, s.output.shape) if places > 1 and s.stride > n]
    if not between:
        return ""
    return "The stride is larger than the window: between two places, some cells are skipped."
