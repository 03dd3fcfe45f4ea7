"""Ways in which a receptive field comes out wrong, beside those in ``answers``."""

from __future__ import annotations

import math

from course_utils.exercises.engine import Misconception


def walked(widen, spread=lambda jump, kernel, stride: jump * stride, size=1, jump=1):
    """Return the field of a walk through the layers, in which ``widen(size, jump, kernel, stride)`` is the new size."""

    def field(layers):
        seen, apart = size, jump
        for kernel, stride in layers:
            seen, apart = widen(seen, apart, kernel, stride), spread(apart, kernel, stride)
        return seen

    return field


right_field = walked(lambda seen, apart, kernel, stride: seen + (kernel - 1) * apart)


def going_down(first_size):
    """Return the other recursion, r = (r − 1) · stride + kernel, run from the first layer instead of the last."""
    return walked(lambda seen, apart, kernel, stride: (seen - 1) * stride + kernel, size=first_size)


WHOLE_KERNEL = (walked(lambda seen, apart, kernel, stride: seen + kernel * apart),)
STRIDES_ADDED = (walked(lambda s, a, k, t: s + (k - 1) * a, lambda jump, kernel, stride: jump + stride),)

RECEPTIVE_FIELD = (
    Misconception(
        "started from the wrong end",
        going_down(1),
        "That rule is right when one begins at the last layer and goes down. At which layer did yours begin?",
        (going_down(0), lambda layers: walked(lambda s, a, k, t: s + (k - 1) * a)(layers[::-1])),
    ),
    Misconception(
        "the stride of one layer below only",
        walked(lambda s, a, k, t: s + (k - 1) * a, lambda jump, kernel, stride: stride),
        "Stride 2, then stride 2 again: how many pixels are two neighbours apart now?",
    ),
    Misconception(
        "the overlap forgotten in the step down",
        walked(lambda seen, apart, kernel, stride: seen * stride + kernel),
        "Two neighbours whose windows overlap: do they see twice as much as one of them?",
        (
            lambda layers: walked(lambda s, a, k, t: s * t + k - 1)(layers[::-1]),
            walked(lambda seen, apart, kernel, stride: seen * stride + kernel - 1),
        ),
    ),
    Misconception(
        "doubled at every layer with a stride",
        walked(lambda seen, apart, kernel, stride: seen * 2 + 1 if stride > 1 else seen + kernel - 1),
        "A rule of thumb for kernels of 3 and strides of 2. What does it say of a kernel of 5?",
        (
            walked(lambda seen, apart, kernel, stride: seen * 2 + 1 if stride == 2 else seen + kernel - 1),
            walked(lambda seen, apart, kernel, stride: seen * stride + 1 if stride > 1 else seen + kernel - 1),
            walked(lambda seen, apart, kernel, stride: seen * 2 + 1),
        ),
    ),
    Misconception(
        "begun with nothing",
        walked(lambda seen, apart, kernel, stride: seen + (kernel - 1) * apart, size=0),
        "A stack of no layers at all: how many pixels does a pixel see?",
        (lambda layers: right_field(layers) + 1, lambda layers: right_field(layers) - 2),
    ),
    Misconception(
        "pixels of the area",
        lambda layers: right_field(layers) ** 2,
        "That is how many pixels it sees in all. And along one axis?",
    ),
    Misconception(
        "kernels multiplied",
        lambda layers: math.prod(kernel for kernel, _ in layers),
        "That would take windows that never overlap. By how much does a second 3-kernel widen the view of a first one?",
    ),
    Misconception(
        "the number of layers in the place of their strides",
        walked(lambda s, a, k, t: s + (k - 1) * a, lambda jump, kernel, stride: jump * 2),
        "Does every layer double the distance between two neighbours? Which number of a pair says so?",
        (walked(lambda s, a, k, t: s + (k - 1) * a, lambda jump, kernel, stride: jump + 1),),
    ),
    Misconception(
        "kernel and stride exchanged",
        lambda layers: right_field([(stride, kernel) for kernel, stride in layers]),
        "Which of the two numbers of a pair comes first?",
    ),
    Misconception(
        "kernel times stride, layer by layer",
        lambda layers: sum(kernel * stride for kernel, stride in layers),
        "How far apart the inputs of a layer lie is decided below it. By which strides?",
        (lambda layers: math.prod(kernel * stride for kernel, stride in layers),),
    ),
    Misconception(
        "the last layer left out",
        lambda layers: right_field(layers[:-1]) if layers[1:] else 1,
        "Does the last layer look at a single unit of the one below?",
        (lambda layers: right_field(layers[1:]) if layers[1:] else 1,),
    ),
    Misconception(
        "the distance instead of the view",
        lambda layers: math.prod(stride for _, stride in layers),
        "That is how far apart two neighbours are. How much does one of them see?",
    ),
)
