"""Count a network layer by layer from a plain table: shapes, numbers to learn, multiply-adds. No torch is needed."""

from typing import NamedTuple

from course_utils import shapes


class Row(NamedTuple):
    """What one layer is: its name, the shape (C, H, W) that it gives, and its counts.

    `parameters` are weights and biases; `multiply_adds` are for one picture, without biases and without pooling.
    """

    layer: str
    shape: tuple
    parameters: int
    multiply_adds: int


def convolution(name, shape, filters, kernel, stride=1, padding=None) -> Row:
    """Count a convolution over (C, H, W); without a `padding` the size is kept, which needs an odd kernel.

    >>> convolution("conv", (256, 28, 28), 64, 1)
    Row(layer='conv', shape=(64, 28, 28), parameters=16448, multiply_adds=12845056)
    """
    padding = shapes.same_padding(kernel) if padding is None else padding
    count = shapes.convolution(*shape, filters, kernel, stride, padding)
    size = shapes.output_shape(*shape[1:], kernel, stride, padding)
    return Row(name, (filters, *size), count.parameters, count.multiply_adds)


def pooling(name, shape, kernel, stride, padding=0) -> Row:
    """Return the row of a pooling over (C, H, W), which learns nothing and multiplies nothing."""
    return Row(name, (shape[0], *shapes.output_shape(*shape[1:], kernel, stride, padding)), 0, 0)


def mean(name, shape) -> Row:
    """Return the row of a global average pooling: one number for each channel of (C, H, W)."""
    return Row(name, (shape[0], 1, 1), 0, 0)


def dense(name, shape, units) -> Row:
    """Count a dense layer that reads every number of (C, H, W).

    >>> dense("fc", (512, 7, 7), 4096).parameters
    102764544
    """
    channels, height, width = shape
    count = shapes.dense(channels * height * width, units)
    return Row(name, (units, 1, 1), count.parameters, count.multiply_adds)


def total(rows) -> Row:
    """Add up rows: all parameters and all multiply-adds, and the shape of the last.

    >>> total([dense("a", (2, 1, 1), 3), dense("b", (3, 1, 1), 4)])
    Row(layer='total', shape=(4, 1, 1), parameters=25, multiply_adds=18)
    """
    rows = list(rows)
    return Row("total", rows[-1].shape, sum(r.parameters for r in rows), sum(r.multiply_adds for r in rows))
