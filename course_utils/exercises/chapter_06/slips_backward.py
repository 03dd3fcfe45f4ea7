"""More ways in which the backward exercises of chapter 06 go wrong, and those about shifts and fields."""

from __future__ import annotations

import numpy as np

from course_utils import pooling
from course_utils.exercises.chapter_06 import answers
from course_utils.exercises.chapter_06.answers import all_winners, routed, winner
from course_utils.exercises.engine import Misconception


# ---- the gradient of max pooling ----------------------------------------------------------------------------------
def placed(where, step=None):
    """Build a backward pass that adds each gradient at ``where(p, q, top, left)``, (p, q) being the winner's place."""

    def backward(grad_out, x, window, stride):
        grad_x, move = np.zeros_like(x), step(window, stride) if step else stride
        for n, c, i, j in np.ndindex(grad_out.shape):
            top, left = i * move, j * move
            patch = x[n, c, top : top + window, left : left + window]
            p, q = np.unravel_index(patch.argmax(), patch.shape)
            grad_x[(n, c, *where(p, q, top, left))] += grad_out[n, c, i, j]
        return grad_x

    return backward


def overwritten(share):
    """Build a backward pass that writes the whole window, ``share(patch)`` of the gradient, zeros included."""

    def backward(grad_out, x, window, stride):
        grad_x = np.zeros_like(x)
        for n, c, i, j in np.ndindex(grad_out.shape):
            place = n, c, slice(i * stride, i * stride + window), slice(j * stride, j * stride + window)
            grad_x[place] = grad_out[n, c, i, j] * share(x[place])
        return grad_x

    return backward


def some_windows(*places, share=winner, add=True):
    """Build a backward pass that hands on only the entries of ``grad_out`` at ``places``."""

    def backward(grad_out, x, window, stride):
        kept = np.zeros_like(grad_out)
        kept[places] = grad_out[places]
        return routed(share, add)(kept, x, window, stride)

    return backward


def winner_of_all(grad_out, x, window, stride):
    """Look for the winner of each window among all examples and channels at once."""
    grad_x = np.zeros_like(x)
    for i, j in np.ndindex(grad_out.shape[2:]):
        place = ..., slice(i * stride, i * stride + window), slice(j * stride, j * stride + window)
        grad_x[place] += (x[place] == x[place].max()) * grad_out[:, :, i, j, None, None]
    return grad_x


def shared_by_wins(grad_out, x, window, stride):
    """Divide what a cell receives by the number of windows that it won."""
    wins = routed(winner)(np.ones_like(grad_out), x, window, stride)
    return routed(winner)(grad_out, x, window, stride) / np.maximum(wins, 1)


def spread(patch):
    """Give every cell of a window the whole gradient."""
    return np.full(patch.shape, 1.0)


ALL = slice(None)
MAX_BACKWARD = (
    Misconception(
        "the whole window written",
        overwritten(winner),
        "You write all cells of a window. What becomes of a gradient that an earlier window left where this one "
        "writes 0?",
        also=(overwritten(all_winners),),
    ),
    Misconception(
        "written, and to every tie",
        routed(all_winners, add=False),
        "Two things to try. A window of four zeros: how much goes out? A cell that wins two windows: how much of both "
        "does it keep?",
    ),
    Misconception(
        "only the first windows",
        some_windows(0, 0, 0, 0),
        "Most of your gradient was never handed on. When does your function return, before or after the last window?",
        also=tuple(
            some_windows(*places, share=share)
            for share in (winner, all_winners)
            for places in ((0,), (0, 0), (0, 0, 0), (0, 0, 0, 0), (ALL, ALL, 0, 0), (ALL, ALL, 0), (ALL, 0))
        ),
    ),
    Misconception(
        "the place within the window",
        placed(lambda p, q, top, left: (p, q)),
        "You found where the winner stands in its *window*. Where does it stand in the map?",
    ),
    Misconception(
        "the corner of the window",
        placed(lambda p, q, top, left: (top, left)),
        "Every gradient of yours goes to the same place of its window. Does the largest cell always stand there?",
    ),
    Misconception(
        "windows that begin at their number",
        placed(lambda p, q, top, left: (top + p, left + q), lambda window, stride: 1),
        "With stride 2, at which row did the second window begin on the way forward?",
    ),
    Misconception(
        "windows side by side",
        placed(lambda p, q, top, left: (top + p, left + q), lambda window, stride: window),
        "Your windows share no cell. How far did they move on the way forward, by the window or by the stride?",
    ),
    Misconception(
        "the smallest cell",
        routed(lambda patch: winner(-patch)),
        "You hand the gradient to the smallest cell. Which one made the output?",
    ),
    Misconception(
        "one winner for all maps",
        winner_of_all,
        "Each map has its own winner in each window. Among which cells do you look for it?",
    ),
    Misconception(
        "averaged over the windows that a cell won",
        shared_by_wins,
        "A cell that wins two windows moves two outputs. Do its effects add, or average?",
    ),
    Misconception(
        "losers get minus the gradient",
        routed(lambda patch: 2 * winner(patch) - 1),
        "How much does the output move when a cell moves that did not win?",
    ),
    Misconception(
        "nothing at or below 0",
        routed(lambda patch: winner(patch) * (patch > 0)),
        "A winner may be 0, or negative. Does the output move when it moves?",
    ),
)


# ---- the planted bugs ---------------------------------------------------------------------------------------------
def averaged(count, step=None):
    """Build a backward pass of average pooling that divides by ``count(grad_out, shape, window, stride)``."""

    def backward(grad_out, shape, window, stride):
        share = grad_out / count(grad_out, shape, window, stride)
        return routed(spread)(share, np.zeros(shape), window, step(window, stride) if step else stride)

    return backward


def by_visits(grad_out, shape, window, stride):
    """Divide what a cell receives by the number of windows that see it."""
    visits = routed(spread)(np.ones_like(grad_out), np.zeros(shape), window, stride)
    return answers.avg_pool_backward(grad_out, shape, window, stride) / np.maximum(visits, 1)


PLANTED_BUG = (
    Misconception(
        "window times stride",
        averaged(lambda g, shape, window, stride: window * stride),
        "By how many cells did the mean divide on the way forward? Does the stride matter?",
    ),
    Misconception(
        "divided by the size of the map",
        averaged(lambda g, shape, window, stride: shape[2] * shape[3]),
        "The mean of a window is a mean over how many cells?",
        also=(
            averaged(lambda g, shape, window, stride: g.shape[2] * g.shape[3]),
            averaged(lambda g, shape, window, stride: shape[2]),
        ),
    ),
    Misconception(
        "divided by the windows that see the cell",
        by_visits,
        "A cell that lies in two windows moves two means. Do its effects add, or average?",
    ),
    Misconception(
        "divided twice",
        averaged(lambda g, shape, window, stride: window**4),
        "How often is a cell divided by the number of cells on the way forward, and how often in yours?",
    ),
    Misconception(
        "windows side by side",
        averaged(lambda g, shape, window, stride: window**2, lambda window, stride: window),
        "Your windows share no cell. How far did they move on the way forward?",
    ),
    Misconception(
        "only the last window of a cell, and a wrong count",
        lambda g, shape, window, stride: answers.broken_backward(g, shape, window, stride) * stride**2 / window,
        "Set window 3 and stride 2. How many cells share one gradient, and what happens to a cell of two windows?",
    ),
)


# ---- what survives a shift ----------------------------------------------------------------------------------------
def ours(image, columns):
    """Return the pooled pictures before and after the move."""
    return answers.pooled_picture(image), answers.pooled_picture(answers.moved_right(image, columns))


def counted(share):
    """Build a share_kept that works out ``share(before, after)`` of the two pooled pictures."""
    return lambda image, columns: share(*ours(image, columns))


def kept_and_inked(before, after):
    """Return how many inked cells stayed exactly as they were."""
    return np.sum((before == after) & (before > 0))


def left_kept(image, columns):
    """Move the picture and leave its first columns standing."""
    moved = image.copy()
    moved[:, columns:] = image[:, :-columns]
    return answers.kept_by(lambda *_: moved)(image, columns)


def viewed(pool):
    """Build a share_kept that pools by ``pool`` (N, C, H, W)."""
    return answers.kept_by(view=lambda image: pool(image[None, None])[0, 0])


def moved_along(image, columns):
    """Move the pooled map along by half the columns before comparing."""
    before, after = ours(image, columns)
    before = np.pad(before, ((0, 0), (columns // 2, 0)))[:, : before.shape[1]]
    counted = (before > 0) | (after > 0)
    return np.mean(before[counted] == after[counted])


SHARE_KEPT = (
    Misconception(
        "in percent",
        counted(lambda b, a: 100 * kept_and_inked(b, a) / np.sum((b > 0) | (a > 0))),
        "A share runs from 0 to 1. What is the largest number that yours can reach?",
    ),
    Misconception(
        "a number of cells",
        counted(kept_and_inked),
        "You counted the cells that stayed. Which part of the inked cells are they?",
        also=(counted(lambda b, a: np.sum(b == a)),),
    ),
    Misconception(
        "always by one column",
        lambda image, columns: answers.share_kept(image, 1),
        "Where in your function does `columns` have any effect?",
    ),
    Misconception(
        "divided by all cells",
        counted(lambda b, a: kept_and_inked(b, a) / b.size),
        "You count inked cells above. Which cells do you count below?",
        also=(counted(lambda b, a: kept_and_inked(b, a) / np.sum(b > 0) * np.mean(a > 0)),),
    ),
    Misconception(
        "inked both times only",
        counted(lambda b, a: np.mean(b[(b > 0) & (a > 0)] == a[(b > 0) & (a > 0)])),
        "A cell that was empty and now holds ink has changed, and so has one that lost its ink. Are they among those "
        "you count?",
    ),
    Misconception(
        "cells that are empty afterwards left out",
        answers.kept_by(inked=lambda before, after: after > 0),
        "A cell that has lost all its ink has changed, too. Is it among those you count?",
    ),
    Misconception(
        "ink compared, not cells",
        counted(lambda b, a: a.sum() / b.sum()),
        "You compare how much ink there is. How many *cells* hold exactly what they held?",
        also=(counted(lambda b, a: np.minimum(a, b).sum() / b.sum()),),
    ),
    Misconception(
        "the left columns stay",
        left_kept,
        "After the move, what stands in the leftmost `columns` columns of your picture, and what should stand there?",
    ),
    Misconception(
        "averaged instead of the maximum",
        viewed(lambda x: pooling.avg_pool2d(x, 2)),
        "Which of the two poolings is asked for, and what does each keep of a window?",
    ),
    Misconception(
        "windows that overlap",
        viewed(lambda x: pooling.max_pool2d(x, 2, stride=1)),
        "How far apart do two neighbouring windows of yours begin? And with stride 2?",
        also=(viewed(lambda x: pooling.max_pool2d(x, 3, stride=2)),),
    ),
    Misconception(
        "the pooled map moved along",
        moved_along,
        "You move the pooled map along and compare then: that asks whether pooling is equivariant. What is asked here?",
    ),
)
