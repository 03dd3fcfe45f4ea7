"""More ways in which `im2col` and `col2im` of chapter 07 go wrong, each with the question that leads out of it."""

from __future__ import annotations

import math

import numpy as np

from course_utils.exercises.chapter_07.answers_layer import col2im, im2col, windows
from course_utils.exercises.engine import Misconception
from course_utils.shapes import output_shape


# ---- windows to rows ----------------------------------------------------------------------------------------------
def flat(seen):
    """Return the matrix of the windows (N, OH, OW, C, KH, KW)."""
    return seen.reshape(math.prod(seen.shape[:3]), math.prod(seen.shape[3:]))


def gathered(place, last=0, of=flat):
    """Build an im2col whose window (oy, ox) begins at ``place(oy, ox, kernel, stride)``, ``last`` windows left out.

    ``of`` makes the matrix of the windows.
    """

    def rows(x, kernel, stride=1):
        OH, OW = output_shape(*x.shape[2:], kernel, stride)
        seen = np.empty((len(x), OH - last, OW - last, x.shape[1], *kernel))
        for oy, ox in np.ndindex(OH - last, OW - last):
            top, left = place(oy, ox, kernel, stride)
            seen[:, oy, ox] = x[:, :, top : top + kernel[0], left : left + kernel[1]]
        return of(seen)

    return rows


def at_stride(oy, ox, kernel, stride):
    """Return where a window begins."""
    return oy * stride, ox * stride


def arranged(change):
    """Build an im2col that makes its matrix by ``change(windows)``, windows being (N, OH, OW, C, KH, KW)."""
    return lambda x, kernel, stride=1: change(windows(x, kernel, stride))


def side_by_side(x, kernel, stride=1):
    """Return windows that share no pixel: they move by the kernel, whatever the stride says."""
    OH, OW = (size // k for size, k in zip(x.shape[2:], kernel, strict=True))
    tops, lefts = kernel[0] * np.arange(OH), kernel[1] * np.arange(OW)
    rows = [x[n, :, t : t + kernel[0], s : s + kernel[1]].ravel() for n in range(len(x)) for t in tops for s in lefts]
    return np.array(rows)


def only_reshaped(seen):
    """Reshape the (N, C, KH, KW, OH, OW) of much-used code without transposing it first."""
    N, OH, OW, *_ = seen.shape
    return seen.transpose(0, 3, 4, 5, 1, 2).reshape(N * OH * OW, -1)


LAST_WINDOWS = (
    "Write down all places at which a window of 2 fits into a row of 5. Does your loop reach the last of them?"
)
IM2COL = (
    Misconception(
        "reshaped, not transposed",
        arranged(only_reshaped),
        "Right shape, numbers in other places. `reshape` never changes the order in which numbers lie. Which axes have "
        "to come first before it counts rows?",
        also=(arranged(lambda seen: np.moveaxis(seen, (1, 2), (4, 5)).reshape(seen[..., 0, 0, 0].size, -1)),),
    ),
    Misconception(
        "square kernels taken for granted",
        lambda x, kernel, stride=1: im2col(x, (kernel[0], kernel[0]), stride),
        "Is every kernel as wide as it is high? Which of KH and KW says how many columns a window has?",
        also=(lambda x, kernel, stride=1: im2col(x, (kernel[1], kernel[1]), stride),),
    ),
    Misconception(
        "the first image only",
        lambda x, kernel, stride=1: im2col(x[:1], kernel, stride),
        "Your matrix has the windows of one image. How many rows should a batch of N images have?",
    ),
    Misconception(
        "the first channel only",
        lambda x, kernel, stride=1: im2col(x[:, :1], kernel, stride),
        "How many channels has a window, and how many of them are in your row?",
    ),
    Misconception(
        "channels added up",
        lambda x, kernel, stride=1: im2col(x.sum(axis=1, keepdims=True), kernel, stride),
        "Each channel will meet weights of its own. Can they still be told apart in your rows?",
        also=(lambda x, kernel, stride=1: im2col(x.mean(axis=1, keepdims=True), kernel, stride),),
    ),
    Misconception(
        "the last windows left out",
        gathered(at_stride, last=1),
        LAST_WINDOWS,
        also=(gathered(at_stride, last=1, of=lambda seen: np.array(list(flat(seen)))),),
    ),
    Misconception(
        "stride along one axis",
        gathered(lambda oy, ox, kernel, stride: (oy * stride, ox)),
        "The stride holds downwards and to the right. In which of the two do you use it?",
        also=(
            gathered(lambda oy, ox, kernel, stride: (oy, ox * stride)),
            lambda x, kernel, stride=1: flat(windows(x, kernel)[:, ::stride]),
            lambda x, kernel, stride=1: flat(windows(x, kernel)[:, :, ::stride]),
        ),
    ),
    Misconception(
        "kernel flipped",
        arranged(lambda seen: flat(seen[..., ::-1, ::-1])),
        "The first number of a row comes from which corner of the window?",
        also=(arranged(lambda seen: flat(seen)[:, ::-1]),),
    ),
    Misconception(
        "one matrix for each image",
        arranged(lambda seen: seen.reshape(len(seen), seen.shape[1] * seen.shape[2], -1)),
        "Two axes, please. What are N·OH·OW counted together?",
        also=(
            arranged(lambda seen: seen),
            arranged(lambda seen: seen.transpose(0, 3, 4, 5, 1, 2)),
            arranged(lambda seen: seen.reshape(len(seen), seen.shape[1] * seen.shape[2], -1).swapaxes(1, 2)),
        ),
    ),
    Misconception(
        "windows not flattened",
        arranged(lambda seen: seen.reshape(-1, *seen.shape[3:])),
        "Every window still has its own axes. How does a block of C × KH × KW become one row?",
        also=(arranged(lambda seen: seen.reshape(-1, seen.shape[3], seen.shape[4] * seen.shape[5])),),
    ),
    Misconception(
        "windows added up",
        arranged(lambda seen: seen.sum(axis=(3, 4, 5)).reshape(-1, 1)),
        "`im2col` only copies. Who multiplies and adds, and when?",
        also=(arranged(lambda seen: seen.sum(axis=(3, 4, 5))), arranged(lambda seen: seen.sum(axis=(3, 4, 5)).ravel())),
    ),
    Misconception(
        "cut to whole numbers",
        arranged(lambda seen: np.trunc(flat(seen))),
        "Every number that you return is a whole one. Of which type is the matrix that you write into?",
    ),
)


# ---- rows back to the image ---------------------------------------------------------------------------------------
def scattered(
    place=at_stride, add=np.add, split=lambda columns, N, OH, OW, C, KH, KW: columns.reshape(N, OH, OW, C, KH, KW)
):
    """Build a col2im that puts window (oy, ox) at ``place``, combines by ``add``, and splits the rows by ``split``."""

    def image_of(columns, shape, kernel, stride=1):
        N, C, H, W = shape
        OH, OW = output_shape(H, W, kernel, stride)
        taken, image = split(columns, N, OH, OW, C, *kernel), np.zeros(shape)
        for oy, ox in np.ndindex(OH, OW):
            top, left = place(oy, ox, kernel, stride)
            spot = ..., slice(top, top + kernel[0]), slice(left, left + kernel[1])
            image[spot] = add(image[spot], taken[:, oy, ox])
        return image

    return image_of


def some_windows(*places):
    """Build a col2im that puts back only the windows at ``places`` of (N, OH, OW)."""

    def split(columns, N, OH, OW, C, KH, KW):
        kept = np.zeros((N, OH, OW, C, KH, KW))
        kept[places] = columns.reshape(kept.shape)[places]
        return kept

    return scattered(split=split)


ALL = slice(None)
COL2IM = (
    Misconception(
        "reshaped, not transposed",
        scattered(split=lambda c, N, OH, OW, C, KH, KW: c.reshape(N, C, KH, KW, OH, OW).transpose(0, 4, 5, 1, 2, 3)),
        "The rows count places, the columns weights. Which axes come first when the matrix gets its six axes back?",
        also=(
            scattered(
                split=lambda c, N, OH, OW, C, KH, KW: c.reshape(C, KH, KW, N, OH, OW).transpose(3, 4, 5, 0, 1, 2)
            ),
        ),
    ),
    Misconception(
        "downwards first",
        scattered(split=lambda c, N, OH, OW, C, KH, KW: c.reshape(N, OW, OH, C, KH, KW).swapaxes(1, 2)),
        "Which window does the second row belong to, the one to the right of the first or the one below it?",
    ),
    Misconception(
        "images last",
        scattered(split=lambda c, N, OH, OW, C, KH, KW: np.moveaxis(c.reshape(OH, OW, N, C, KH, KW), 2, 0)),
        "All rows of the first image come first. Which axis of yours runs slowest?",
    ),
    Misconception(
        "windows side by side",
        scattered(
            lambda oy, ox, kernel, stride: (oy * kernel[0], ox * kernel[1]),
            add=lambda old, new: old + new[..., : old.shape[-2], : old.shape[-1]],
        ),
        "Your windows share no pixel. How far did they move when they were copied?",
    ),
    Misconception(
        "stride along one axis",
        scattered(lambda oy, ox, kernel, stride: (oy * stride, ox)),
        "The stride holds downwards and to the right. In which of the two do you use it?",
        also=(scattered(lambda oy, ox, kernel, stride: (oy, ox * stride)),),
    ),
    Misconception(
        "the largest instead of the sum",
        scattered(add=np.maximum),
        "Several numbers arrive at one pixel. What is asked for: the largest of them, or all of them added?",
    ),
    Misconception(
        "kernel flipped",
        scattered(split=lambda c, N, OH, OW, C, KH, KW: c.reshape(N, OH, OW, C, KH, KW)[..., ::-1, ::-1]),
        "The first number of a row came from which corner of its window?",
    ),
    Misconception(
        "the first windows only",
        some_windows(0),
        "Most of your image is still empty. When does your function return, before or after the last window?",
        also=tuple(some_windows(*at) for at in ((0, 0), (0, 0, 0), (ALL, 0), (ALL, 0, 0), (ALL, ALL, 0))),
    ),
    Misconception(
        "the last windows left out",
        some_windows(ALL, slice(-1), slice(-1)),
        LAST_WINDOWS,
        also=(some_windows(ALL, ALL, slice(-1)), some_windows(ALL, slice(-1))),
    ),
    Misconception(
        "divided",
        lambda columns, shape, kernel, stride=1: col2im(columns, shape, kernel, stride) / (kernel[0] * kernel[1]),
        "You divide. Is every number that was copied to be added whole, or a part of it?",
        also=(lambda columns, shape, kernel, stride=1: col2im(columns, shape, kernel, stride) / stride,),
    ),
    Misconception(
        "cut to whole numbers",
        lambda columns, shape, kernel, stride=1: np.trunc(col2im(columns, shape, kernel, stride)),
        "Every number that you return is a whole one. Of which type is the image that you add into?",
        also=(scattered(add=lambda old, new: np.trunc(old + new)), scattered(add=lambda old, new: old + np.trunc(new))),
    ),
)
