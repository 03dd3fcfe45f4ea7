"""More ways in which sub-sampling and the map of C3 of chapter 08 go wrong, and the questions that lead out."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_08.answers import c3_map, squash
from course_utils.exercises.engine import Misconception


# ---- trainable sub-sampling ---------------------------------------------------------------------------------------
def sums(x):
    """Return the sum of each 2 × 2, (N, C, H/2, W/2)."""
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, 2, w // 2, 2).sum(axis=(3, 5))


def bent(bend=squash, total=sums):
    """Build a sub_sample that adds up by ``total`` and squashes by ``bend``."""
    return lambda x, coefficient, bias: bend(total(x) * coefficient[:, None, None] + bias[:, None, None])


def neighbours(x):
    """Return sums of cells that a wrong ``reshape`` brings together."""
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, w // 2, 2, 2).sum(axis=(4, 5))


def rounded(*constants):
    """Return sub-samplings with the constants (1.7159, 2/3) as they are given."""
    return tuple(bent((lambda a, b: lambda s: a * np.tanh(b * s))(*pair)) for pair in constants)


SHORT = tuple((1.7159, b) for b in (0.67, 0.667, 0.6667, 0.66, 0.666, 0.6666))
SUB_SAMPLE = (
    Misconception(
        "reshaped across windows",
        bent(total=neighbours),
        "Which four cells meet in your first sum? Print them for an x of `np.arange(16.0).reshape(1, 1, 4, 4)`.",
        also=(bent(total=lambda x: x.reshape(*x.shape[:2], 2, x.shape[2] // 2, 2, x.shape[3] // 2).sum(axis=(2, 4))),),
    ),
    Misconception(
        "constants cut short",
        rounded((1.7159, 0.667))[0],
        "Your results are right to a few digits. How many digits of 2/3 and of 1.7159 did you write down?",
        also=rounded(*SHORT, (1.72, 2 / 3), (1.716, 2 / 3), (1.7, 2 / 3), (1.715, 2 / 3), (1.71, 2 / 3)),
    ),
    Misconception(
        "2/3 turned over",
        rounded((1.7159, 3 / 2))[0],
        "Two thirds of a, or three halves: which of them stands inside the tanh?",
    ),
    Misconception(
        "2/3 left out",
        rounded((1.7159, 1.0))[0],
        "The factor outside is there. What stands inside, beside a?",
        also=rounded((1.7159, 2.0), (1.7159, 1 / 3)),
    ),
    Misconception(
        "1.7159 left out",
        rounded((1.0, 2 / 3))[0],
        "How far up do your results reach, and how far those of the paper's f?",
        also=rounded((2 / 3, 1.7159)),
    ),
    Misconception(
        "squashed twice",
        bent(lambda a: squash(squash(a))),
        "How often does the formula bend a number?",
    ),
    Misconception(
        "coefficient forgotten",
        lambda x, coefficient, bias: squash(sums(x) + bias[:, None, None]),
        "Two numbers are learned for each map. Which of them is not in your result?",
    ),
    Misconception(
        "coefficient and bias exchanged",
        lambda x, coefficient, bias: squash(sums(x) * bias[:, None, None] + coefficient[:, None, None]),
        "Which of the two is multiplied, and which is added?",
    ),
    Misconception(
        "one number for each column",
        lambda x, coefficient, bias: squash(sums(x) * coefficient + bias),
        "NumPy lines shapes up from the right. Which axis does a coefficient of shape (C,) meet, and which should it?",
        also=(lambda x, coefficient, bias: squash(sums(x) * coefficient[:, None] + bias[:, None]),),
    ),
    Misconception(
        "two of the four",
        bent(total=lambda x: x[:, :, ::2, ::2] + x[:, :, 1::2, 1::2]),
        "How many of the four cells are in your sum?",
        also=(
            bent(total=lambda x: x[:, :, ::2, ::2] + x[:, :, ::2, 1::2]),
            bent(total=lambda x: x[:, :, ::2, ::2] + x[:, :, 1::2, ::2]),
            bent(total=lambda x: x[:, :, ::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, ::2]),
        ),
    ),
    Misconception(
        "windows that overlap",
        bent(total=lambda x: x[:, :, :-1, :-1] + x[:, :, 1:, :-1] + x[:, :, :-1, 1:] + x[:, :, 1:, 1:]),
        "Your windows move by one cell. How many rows are to be left?",
    ),
    Misconception(
        "all cells of a map in one",
        bent(total=lambda x: sums(x)[:, :, :1, :1] + 0 * sums(x)),
        "All your results of a map are alike. Which cells does each of them add up?",
        also=(bent(total=lambda x: x.sum(axis=(2, 3), keepdims=True) + 0 * sums(x)),),
    ),
    Misconception(
        "squares added up",
        bent(total=lambda x: sums(x**2)),
        "Are the cells added up, or their squares?",
        also=(bent(total=lambda x: np.sqrt(sums(x**2))),),
    ),
    Misconception(
        "the bias in every cell",
        lambda x, coefficient, bias: squash(sums(x) * coefficient[:, None, None] + 4 * bias[:, None, None]),
        "How often does the formula add the bias: once for a window, or once for each of its cells?",
    ),
)


# ---- one map of C3 ------------------------------------------------------------------------------------------------
def beyond_the_end(returned, *_):
    """Return whether an index was too large."""
    return isinstance(returned, IndexError)


def by_number(s2, kernels, bias, sources):
    """Pick each kernel by the number of its map."""
    return c3_map(s2, np.array([kernels[m] for m in sources]), bias, sources)


def windows_of(change, also=lambda s2: s2):
    """Build a c3_map whose map is changed by ``change(map, s2, kernels, bias)``."""
    return lambda s2, kernels, bias, sources: change(c3_map(also(s2), kernels, bias, sources), s2, kernels, bias)


def same_size(s2, kernels, bias, sources):
    """Pad so that the map keeps its size."""
    return c3_map(np.pad(s2, ((0, 0), (2, 2), (2, 2))), kernels, bias, sources)


def only(place):
    """Build a c3_map that fills in only ``place`` of its result."""

    def wrong(s2, kernels, bias, sources):
        whole = c3_map(s2, kernels, bias, sources)
        out = np.zeros_like(whole)
        out[place] = whole[place]
        return out

    return wrong


C3_MAP = (
    Misconception(
        "an index beyond the end",
        by_number,
        "`kernels` is as long as `sources`. By which number do you pick a kernel: the map's, or its place in the list?",
        holds=beyond_the_end,
    ),
    Misconception(
        "only the last source",
        lambda s2, kernels, bias, sources: c3_map(s2, kernels[-1:], bias, sources[-1:]),
        "What is left in your result of the sources before the last one?",
        also=(lambda s2, kernels, bias, sources: c3_map(s2, kernels[-1:], 0.0, sources[-1:]),),
    ),
    Misconception(
        "the last row and column left out",
        windows_of(lambda out, *_: out[:-1, :-1]),
        "A window of 5 on a row of 5: how many places has it? And by your formula?",
    ),
    Misconception(
        "square maps taken for granted",
        windows_of(lambda out, *_: out[:, : out.shape[0]]),
        "Is every map as wide as it is high?",
    ),
    Misconception(
        "padded to the same size",
        same_size,
        "Your map is as large as those that it reads. Does a window of C3 hang over the edge?",
    ),
    Misconception(
        "the bias in every weight",
        windows_of(lambda out, s2, kernels, bias: out + 24 * bias),
        "How often does one unit add its bias?",
        also=(windows_of(lambda out, s2, kernels, bias: out + (kernels.size - 1) * bias),),
    ),
    Misconception(
        "bias taken off",
        windows_of(lambda out, s2, kernels, bias: out - 2 * bias),
        "With which sign does the bias come in?",
    ),
    Misconception(
        "sources kept apart",
        lambda s2, kernels, bias, sources: np.stack(
            [c3_map(s2, k[None], bias, (m,)) for k, m in zip(kernels, sources, strict=True)]
        ),
        "You return a map for each source. What is done with them to make one map of C3?",
        also=(
            lambda s2, kernels, bias, sources: np.stack(
                [c3_map(s2, k[None], 0.0, (m,)) for k, m in zip(kernels, sources, strict=True)]
            ),
        ),
    ),
    Misconception(
        "the largest of the sources",
        lambda s2, kernels, bias, sources: (
            np.max([c3_map(s2, k[None], 0.0, (m,)) for k, m in zip(kernels, sources, strict=True)], axis=0) + bias
        ),
        "Are the windows on the maps added, or does the largest win?",
    ),
    Misconception(
        "kernel transposed",
        lambda s2, kernels, bias, sources: c3_map(s2, kernels.swapaxes(1, 2), bias, sources),
        "Which pixel of a window does the weight in row 0, column 4 meet?",
    ),
    Misconception(
        "the first windows only",
        only((slice(1), slice(None))),
        "Most of your map was never filled. When does your function return, before or after its last window?",
        also=(only((slice(1), slice(1))), only((slice(None), slice(1)))),
    ),
)
