"""More ways in which max and average pooling go wrong, each with the question that leads out of it."""

from __future__ import annotations

import numpy as np

from course_utils import shapes
from course_utils.exercises.chapter_06 import answers
from course_utils.exercises.chapter_06.answers import mean
from course_utils.exercises.chapter_06.tasks_windows import LOW, before, common, pool, ring, then
from course_utils.exercises.engine import Misconception


# ---- max pooling --------------------------------------------------------------------------------------------------
def one_number_wins(returned, expected, x, window, stride, padding):
    """Return whether all that is wrong in a padded result is one and the same number, below 0, that beat the map."""
    returned, expected = np.asarray(returned, float), np.asarray(expected)
    wrong = ~np.isclose(returned, expected, rtol=1e-6, atol=0)
    inside = padding > 0 and np.unique(returned[wrong]).size == 1
    return inside and bool(np.all((returned > expected)[wrong]) and returned[wrong][0] < 0)


def pooled_positions(x, window, stride, padding):
    """Return the number of the winner within its window."""
    return pool(lambda patch: patch.reshape(*patch.shape[:2], -1).argmax(axis=2))(x, window, stride, padding)


MAX_POOL = (
    Misconception(
        "padded with a number that can win",
        pool(pad=ring(-1e9)),
        "Your padded cells hold a number. Is there really no map whose cells are all smaller?",
        also=tuple(pool(pad=ring(value)) for value in (-1.0, -2.0, -100.0, -1e4, -1e6)),
        holds=one_number_wins,
    ),
    Misconception(
        "padded with cells of the map",
        pool(pad=ring(mode="reflect")),
        "The cells that you put round the map hold numbers of the map. Can one of them win in a window that does not "
        "reach the cell it was copied from?",
        also=(pool(pad=ring(mode="wrap")),),
    ),
    Misconception(
        "the search begins at 0",
        then(lambda out: np.maximum(out, 0), answers.max_pool),
        "Give your function a map of which every number is −5, without padding. Where does the 0 come from?",
    ),
    Misconception(
        "largest without its sign",
        before(np.abs, pool(pad=ring(0.0))),
        "Which is larger, −5 or 2? Which of them did you keep?",
        also=(
            pool(
                lambda patch: np.where(patch.max((2, 3)) > -patch.min((2, 3)), patch.max((2, 3)), patch.min((2, 3))),
                ring(0.0),
            ),
        ),
    ),
    Misconception(
        "the place instead of the number",
        pooled_positions,
        "You return *where* in its window the largest stands. What is asked for, the place or the number?",
    ),
    Misconception(
        "one cell of each window",
        pool(lambda patch: patch[:, :, 0, 0], ring(0.0)),
        "You keep the same place of every window, whatever stands there. What would make the largest one stay?",
        also=(pool(lambda patch: patch[:, :, -1, -1], ring(0.0)), pool(lambda patch: patch[:, :, 0, 0])),
    ),
    Misconception("sum", pool(lambda patch: patch.sum((2, 3)), ring(0.0)), "You added up. What does a maximum keep?"),
    *common(answers.largest, LOW),
)


# ---- average pooling ----------------------------------------------------------------------------------------------
def real(change):
    """Build an average pooling whose windows, seen from the picture, are cut by ``change(start, window, size)``."""

    def pooled(x, window, stride, padding):
        out = np.full((*x.shape[:2], *shapes.output_shape(*x.shape[2:], window, stride, padding)), np.nan)
        for i, j in np.ndindex(*out.shape[2:]):
            rows, columns = (
                change(k * stride - padding, window, size) for k, size in zip((i, j), x.shape[2:], strict=True)
            )
            patch = x[:, :, rows, columns]
            out[:, :, i, j] = patch.mean(axis=(2, 3)) if patch.size else np.nan
        return out

    return pooled


def divided(count):
    """Build an average pooling that divides the sums by ``count(window, stride, padding)``, the same everywhere."""
    return lambda x, window, stride, padding: (
        answers.avg_pool_summed(x, window, stride, padding) / count(window, stride, padding)
    )


def real_mean(patch):
    """Return the mean of what is not NaN, as ``np.nanmean`` does, and faster."""
    real = patch == patch
    return np.where(real, patch, 0.0).sum(axis=(2, 3)) / real.sum(axis=(2, 3))


def real_median(patch):
    """Return the median of what is not NaN."""
    cells = patch.reshape(*patch.shape[:2], -1)
    return np.median(cells[:, :, cells[0, 0] == cells[0, 0]], axis=2)


AVG_POOL = (
    Misconception(
        "padding ignored",
        lambda x, window, stride, padding: answers.avg_pool(x, window, stride, 0),
        "Where in your function does `padding` have any effect? A window may hang over the border.",
    ),
    Misconception(
        "windows that never overlap",
        lambda x, window, stride, padding: answers.avg_pool(x, window, window, padding),
        "You move by the width of the window. What should happen for window 3 and stride 2?",
    ),
    Misconception(
        "stride 1",
        lambda x, window, stride, padding: answers.avg_pool(x, window, 1, padding),
        "You visit every position. Where does window number `i` begin when the stride is 2?",
    ),
    Misconception(
        "padded with minus infinity",
        pool(mean),
        "Minus infinity loses in every maximum. What does it do to a sum?",
    ),
    Misconception(
        "padded with NaN",
        pool(mean, ring(np.nan)),
        "NaN in a sum makes NaN of it. Which cells should the mean be taken over, and how can you leave the others "
        "out?",
    ),
    Misconception(
        "padded with cells of the map",
        pool(mean, ring(mode="edge")),
        "You filled the ring with numbers of the map. How often do the cells at the border count in your mean?",
        also=(pool(mean, ring(mode="reflect")), pool(mean, ring(mode="symmetric")), pool(mean, ring(mode="wrap"))),
    ),
    Misconception(
        "windows pushed inside",
        real(lambda start, window, size: slice(max(start, 0), max(start, 0) + window)),
        "Your first window begins at row 0 and is as high as the others. If it really began one row above the "
        "picture, at which row would it end?",
    ),
    Misconception(
        "a start below 0",
        real(lambda start, window, size: slice(start, start + window)),
        "Where does a slice begin that starts at −1? Try `list(range(5))[-1:2]`.",
    ),
    Misconception(
        "the same smaller count everywhere",
        divided(lambda window, stride, padding: max(window - padding, 1) ** 2),
        "A window in the middle of the map hangs over no border. How many cells has it, and by how many do you divide?",
        also=(
            divided(lambda window, stride, padding: max(window**2 - padding, 1)),
            divided(lambda window, stride, padding: max(window**2 - padding**2, 1)),
            divided(lambda window, stride, padding: max(window * (window - padding), 1)),
        ),
    ),
    Misconception(
        "the median",
        pool(real_median, ring(np.nan)),
        "The middle of the sorted cells is another kind of average. What is a mean?",
    ),
    *common(real_mean, ring(np.nan)),
)
