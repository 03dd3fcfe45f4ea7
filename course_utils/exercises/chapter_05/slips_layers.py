"""Ways in which many channels and a whole layer go wrong, beside those in ``answers``."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_05.answers import channels_changed, conv_layer, maps_of, quick
from course_utils.exercises.engine import Misconception


# ---- channels -------------------------------------------------------------------------------------------------------
def joined(join):
    """Return what ``join(maps, bias)`` makes of the C maps."""
    return lambda block, kernel, bias=0.0: join(maps_of(block, kernel), bias)


def grey(block, kernel, bias=0.0):
    return quick(block.mean(axis=0), kernel.mean(axis=0), bias)


def framed(frame):
    def made(block, kernel, bias=0.0):
        around = [(0, 0), *(frame(size) for size in kernel.shape[1:])]
        return maps_of(np.pad(block, around), kernel).sum(axis=0) + bias

    return made


MIXED = (
    channels_changed(lambda block, kernel: (block, np.broadcast_to(kernel.sum(axis=0), kernel.shape))),
    grey,
    lambda block, kernel, bias=0.0: quick(block.sum(axis=0), kernel.sum(axis=0), bias),
    lambda block, kernel, bias=0.0: quick(block.sum(axis=0), kernel.mean(axis=0), bias),
    lambda block, kernel, bias=0.0: quick(block.mean(axis=0), kernel.sum(axis=0), bias),
    lambda block, kernel, bias=0.0: quick(block.mean(axis=0), kernel[0], bias),
)
FIRST_ONLY = (joined(lambda maps, bias: maps[-1] + bias),)
NOT_SUMMED = (joined(lambda maps, bias: maps),)

CHANNELS = (
    Misconception(
        "the largest channel wins",
        joined(lambda maps, bias: maps.max(axis=0) + bias),
        "Three channels that each answer a little: should the map notice all of them?",
    ),
    Misconception(
        "the bias subtracted or multiplied",
        joined(lambda maps, bias: maps.sum(axis=0) - bias),
        "With bias 0 you are right. What is done with it: added, subtracted, multiplied?",
        (joined(lambda maps, bias: maps.sum(axis=0) * (bias or 1.0)),),
    ),
    Misconception(
        "channels multiplied",
        joined(lambda maps, bias: maps.prod(axis=0) + bias),
        "One channel that is black all over: does it silence the others, in yours?",
    ),
    Misconception(
        "all added up to one number",
        joined(lambda maps, bias: maps.sum() + bias),
        "Over how many axes did you add up, and which one of them is the channels'?",
        (
            joined(lambda maps, bias: maps.sum(axis=(1, 2)) + bias),
            joined(lambda maps, bias: maps.sum(axis=1) + bias),
            joined(lambda maps, bias: maps.sum(axis=-1) + bias),
        ),
    ),
    Misconception(
        "channels met in the wrong order",
        channels_changed(lambda block, kernel: (block, kernel[::-1])),
        "Channel 0 of the block, channel 0 of the kernel: do these two meet in yours?",
    ),
    Misconception(
        "kernel flipped",
        channels_changed(lambda block, kernel: (block, kernel[:, ::-1, ::-1])),
        "Which number of the kernel meets the top left pixel of the window: its first, or its last?",
        (channels_changed(lambda block, kernel: (block, kernel[::-1, ::-1, ::-1])),),
    ),
    Misconception(
        "an axis left over",
        joined(lambda maps, bias: maps.sum(axis=0, keepdims=True) + bias),
        "The numbers are right. How many axes has one map?",
        (joined(lambda maps, bias: maps.sum(axis=0)[None, None] + bias),),
    ),
    Misconception(
        "padded to the size of the picture",
        framed(lambda size: ((size - 1) // 2, size // 2)),
        "Your map is as large as the picture. Does a window that hangs over the edge fit?",
        (framed(lambda size: (size // 2, size // 2)), framed(lambda size: (size // 2, (size - 1) // 2))),
    ),
    Misconception(
        "the sum carried on from channel to channel",
        joined(lambda maps, bias: np.cumsum(maps, axis=0).sum(axis=0) + bias),
        "How often does the first channel's map come into the sum?",
        (joined(lambda maps, bias: maps.sum(axis=0) + maps[0] + bias),),
    ),
)


# ---- the planted bugs -----------------------------------------------------------------------------------------------
def layer(frame=lambda p: p, counted=lambda p: 2 * p, start=lambda i, stride, p: i * stride, moves=(True, True)):
    """Return a layer with ``frame`` zeros at each end, of which its size counts ``counted``, and such window starts."""

    def made(x, weight, bias, stride=1, padding=0):
        n, _, h, w = x.shape
        f, _, kh, kw = weight.shape
        oh, ow = ((size + counted(padding) - k) // stride + 1 for size, k in ((h, kh), (w, kw)))
        p = frame(padding)
        padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        y = np.zeros((n, f, oh, ow))
        for i, j in np.ndindex(oh, ow):
            top, left = (start(a, stride, padding) if on else a for a, on in zip((i, j), moves, strict=True))
            y[:, :, i, j] = (padded[:, None, :, top : top + kh, left : left + kw] * weight).sum(axis=(2, 3, 4)) + bias
        return y

    return made


def swapped(x, weight, bias, stride=1, padding=0):
    return conv_layer(x, weight, bias, max(1, padding), stride)


def order_of_others(x, weight, bias, p=0, s=1):
    return conv_layer(x, weight, bias, max(1, s), p)


def no_bias(x, weight, bias, stride=1, padding=0):
    return conv_layer(x, weight, 0 * bias, stride, padding)


def one_row_short(x, weight, bias, stride=1, padding=0):
    return conv_layer(x, weight, bias, stride, padding)[:, :, :-1, :-1]


def plus_one_forgotten(x, weight, bias, stride=1, padding=0):
    y = conv_layer(x, weight, bias, stride, padding)
    y[:, :, -1], y[:, :, :, -1] = 0, 0
    return y


def twice_strided(x, weight, bias, stride=1, padding=0):
    return conv_layer(x, weight, bias, stride, padding)[:, :, ::stride, ::stride]


def edge_repeated(x, weight, bias, stride=1, padding=0):
    frame = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    return conv_layer(np.pad(x, frame, mode="edge"), weight, bias, stride)


PADDING_ONCE = (layer(counted=lambda p: p),)

PLANTED_BUG = (
    Misconception(
        "no padding at all",
        layer(frame=lambda p: 0, counted=lambda p: 0),
        "Without padding you are right. Where do the zeros come in?",
        (layer(counted=lambda p: 0), layer(frame=lambda p: 0)),
    ),
    Misconception(
        "two rings for one",
        layer(frame=lambda p: 2 * p, counted=lambda p: 4 * p),
        "How many rings of zeros does padding 1 put round the picture, and how many are there in yours?",
        (layer(counted=lambda p: 4 * p), layer(frame=lambda p: 2 * p)),
    ),
    Misconception(
        "stride across only",
        layer(moves=(False, True)),
        "Across, the window moves as it should. And downwards?",
    ),
    Misconception(
        "stride and padding exchanged",
        swapped,
        "Which comes first in the `def` line of the task, stride or padding? And in yours?",
        (order_of_others,),
    ),
    Misconception(
        "the padding taken off again",
        layer(start=lambda i, stride, p: max(0, i * stride - p)),
        "The frame is there already. In the padded picture, where does window 0 begin?",
        (layer(start=lambda i, stride, p: i * stride + p),),
    ),
    Misconception(
        "the window moves by the kernel's size or the padding",
        lambda x, weight, bias, stride=1, padding=0: conv_layer(x, weight, bias, weight.shape[2], padding),
        "What says by how many pixels the window moves from one output to the next?",
        (layer(start=lambda i, stride, p: i + stride - 1), layer(start=lambda i, stride, p: i * max(1, p))),
    ),
    Misconception(
        "last row and column missing",
        one_row_short,
        "How many places has a window in a row that is just as long as itself?",
        (plus_one_forgotten,),
    ),
    Misconception(
        "strided twice",
        twice_strided,
        "Both the place of the window and the map depend on the stride. Was it used once more at the end?",
    ),
    Misconception(
        "the edge repeated instead of zeros", edge_repeated, "The size is right. What should the added pixels hold?"
    ),
    Misconception("bias forgotten", no_bias, "You were to mend two things. Does a third one work as it did, the bias?"),
)
