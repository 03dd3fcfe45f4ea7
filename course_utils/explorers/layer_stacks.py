"""Stacks of layers for the arithmetic lab: their sizes, and who sees whom."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from course_utils import shapes

CONV_3, PADDED_3, POOL_2 = (3, 1, 0), (3, 1, 1), (2, 2, 0)
#: Name -> rows of (kernel, stride, padding), first layer first. Pooling counts like a convolution.
STACKS = {
    "three 3×3": (CONV_3,) * 3,
    "three 3×3, padding 1": (PADDED_3,) * 3,
    "one 7×7": ((7, 1, 0),),
    "3×3 and pooling, twice": (PADDED_3, POOL_2, PADDED_3, POOL_2),
    "3×3 with stride 2, three times": ((3, 2, 1),) * 3,
    "SimpleConvNet (28)": ((5, 1, 0), POOL_2),
    "LeNet-5 (32)": ((5, 1, 0), POOL_2, (5, 1, 0), POOL_2, (5, 1, 0)),
    "AlexNet, first five (227)": ((11, 4, 0), (3, 2, 0), (5, 1, 2), (3, 2, 0), PADDED_3),
    "ResNet, first four (224)": ((7, 2, 3), (3, 2, 1), PADDED_3, PADDED_3),
}
#: Name -> pixels on each side of the input that suits the stack.
INPUTS = dict.fromkeys(STACKS, 12) | {
    "3×3 and pooling, twice": 16,
    "SimpleConvNet (28)": 28,
    "LeNet-5 (32)": 32,
    "AlexNet, first five (227)": 227,
    "ResNet, first four (224)": 224,
}
WORDS = (("kernel", 1), ("stride", 1), ("padding", 0))  # name of each column, and the least it may be


class Stack(NamedTuple):
    """A stack on an input of ``sizes[0]`` pixels: what can be built of it, and why the rest cannot."""

    layers: tuple  # (kernel, stride, padding) of the layers that can be built
    sizes: tuple  # of the input, then of each layer
    fields: tuple  # shapes.Field of each
    unused: tuple  # pixels at the end of the padded input that no window of the layer reaches; 0 for the input
    refused: str  # why there is no further layer, or ""

    def centre(self, layer, unit):
        """Return the middle of what a unit sees, as a share of the input's width in percent."""
        size, jump, start = self.fields[layer]
        return 100 * (start + unit * jump + size / 2) / self.sizes[0]

    def reads(self, layer, unit):
        """Return the units one layer below that a unit reads, as a range."""
        kernel, stride, padding = self.layers[layer - 1]
        return range(unit * stride - padding, unit * stride - padding + kernel)


@lru_cache(maxsize=64)
def build(layers, size):
    """Return the `Stack` of ``layers``, rows of (kernel, stride, padding), on ``size`` pixels.

    It ends before the first layer whose numbers are no whole numbers or too small, or whose window is larger than what
    it is laid on; ``refused`` then says so in words.

    >>> build(((5, 1, 0), (2, 2, 0)), 28).sizes
    (28, 24, 12)
    """
    kept, sizes, left, refused = [], [size], [0], ""
    for number, layer in enumerate(layers, start=1):
        refused = fault(number, layer, sizes[-1])
        if refused:
            break
        whole = tuple(int(v) for v in layer)
        kept.append(whole)
        left.append(shapes.unused(sizes[-1], *whole))
        sizes.append(shapes.output_size(sizes[-1], *whole))
    return Stack(tuple(kept), tuple(sizes), shapes.receptive_field(kept), tuple(left), refused)


def fault(number, layer, size):
    """Return what is wrong with layer ``number`` on ``size`` units, or "".

    >>> fault(2, (5, 1, 0), 4)
    'Layer 2 cannot be built: its window of 5 is larger than its input of 4.'
    """
    start = f"Layer {number} cannot be built"
    for (word, least), value in zip(WORDS, layer):
        if value != int(value) or value < least:
            return f"{start}: its {word} is {value:g}, and has to be a whole number of at least {least}."
    kernel, padding = int(layer[0]), int(layer[2])
    if kernel > size + 2 * padding:
        padded = f", with its padding {size + 2 * padding}" if padding else ""
        return f"{start}: its window of {kernel} is larger than its input of {size}{padded}."
    return ""
