"""VGG on paper: nothing but 3 × 3 convolutions, poolings that halve, and three dense layers.

Source: Simonyan and Zisserman 2014, "Very deep convolutional networks for large-scale image recognition",
arXiv:1409.1556, table 1 (columns A, B, D, E; C has three 1 × 1 convolutions among its 3 × 3).
"""

from course_utils import validation
from course_utils.models import counts

WIDTHS = (64, 128, 256, 512, 512)  # channels of the five groups; a pooling 2/2 follows each
#: Layers with weights -> convolutions in each of the five groups.
CONVOLUTIONS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
UNITS, SIDE = 4096, 224


def rows(layers=16, classes=1000) -> list:
    """Count VGG with so many layers for pictures of 3 × 224 × 224; return a list of `counts.Row`.

    Raises ValueError for a number of layers that the table has not.

    >>> [counts.total(rows(layers)).parameters for layers in (16, 19)]
    [138357544, 143667240]
    """
    groups = CONVOLUTIONS[validation.choice("layers", layers, tuple(CONVOLUTIONS))]
    found, shape = [], (3, SIDE, SIDE)
    for group, (width, count) in enumerate(zip(WIDTHS, groups), start=1):
        for number in range(1, count + 1):
            found.append(counts.convolution(f"conv{group}_{number}", shape, width, 3))
            shape = found[-1].shape
        found.append(counts.pooling(f"pool{group}", shape, 2, 2))
        shape = found[-1].shape
    for name, units in (("fc6", UNITS), ("fc7", UNITS), ("fc8", classes)):
        found.append(counts.dense(name, found[-1].shape, units))
    return found


def stack(kernel, count, channels) -> int:
    """Count the weights of so many convolutions one on the other, with as many channels out as in; no biases.

    >>> stack(7, 1, 64), stack(3, 3, 64)
    (200704, 110592)
    """
    kernel = validation.integer("kernel", kernel, minimum=1)
    count, channels = (
        validation.integer(name, value, minimum=1) for name, value in (("count", count), ("channels", channels))
    )
    return count * kernel**2 * channels**2
