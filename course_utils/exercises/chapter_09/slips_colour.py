"""More mistakes of chapter 09 with colours, each with its question."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_09 import answers_recipe as answers
from course_utils.exercises.engine import Misconception


def rows(x):
    return x.transpose(1, 0, 2, 3).reshape(3, -1)


def summed(x):
    return answers.covariance_summed(x)


def at_each_place(x):
    d = rows(x - x.mean(axis=0))
    return d @ d.T / d.shape[1]


def mixed(*order):
    """Return the covariance of rows made by a reshape that leaves another axis than the colours in front."""

    def colour_covariance(x):
        d = x.transpose(order).reshape(3, -1)
        d = d - d.mean(axis=1, keepdims=True)
        return d @ d.T / d.shape[1]

    return colour_covariance


def columns_of_three(x):
    return np.cov(x.reshape(-1, 3), rowvar=False, bias=True)


NOT_CENTRED_ALSO = (lambda x: rows(x) @ rows(x).T, lambda x: rows(x) @ rows(x).T / (rows(x).shape[1] - 1))
MIXED_UP_ALSO = (columns_of_three, mixed(0, 2, 3, 1))
COLOUR_COVARIANCE = (
    Misconception(
        "divided by one less",
        lambda x: np.cov(rows(x)),
        "By how many numbers did you divide: by all pixels, or by one less? (`np.cov` has an option for that.)",
    ),
    Misconception(
        "divided by the wrong count",
        lambda x: summed(x) / x.size,
        "How many pixels have all the pictures together? A pixel has three colours and is one pixel.",
        also=(
            lambda x: summed(x) / len(x),
            lambda x: summed(x) / (x.shape[2] * x.shape[3]),
            lambda x: summed(x) / 3,
            lambda x: summed(x) / (3 * x.shape[2] * x.shape[3]),
        ),
    ),
    Misconception(
        "pixels for colours",
        lambda x: np.cov(rows(x), rowvar=False, bias=True),
        "How many rows should the matrix have: as many as there are colours, or as there are pixels?",
        also=(lambda x: np.cov(rows(x), rowvar=False),),
    ),
    Misconception(
        "variances alone",
        lambda x: np.diag(rows(x).var(axis=1)),
        "You have how much each colour varies. Where do red and green *together* stand in the matrix?",
        also=(lambda x: rows(x).var(axis=1),),
    ),
    Misconception(
        "a mean for each place",
        at_each_place,
        "How many means has a matrix for three colours: three, or three for every place of the picture?",
    ),
    Misconception(
        "the first picture only",
        lambda x: answers.colour_covariance(x[:1]),
        "How many pictures are there, and whose pixels are in your matrix?",
        also=(lambda x: answers.colour_covariance(x[-1:]),),
    ),
    Misconception(
        "of the mean picture",
        lambda x: answers.colour_covariance(x.mean(axis=0, keepdims=True)),
        "You averaged the pictures first. How many pixels are left in yours, and how many should take part?",
    ),
    Misconception(
        "one step too far",
        lambda x: np.linalg.eigh(answers.colour_covariance(x))[1],
        "Directions of the colours come in the next exercise. What is their matrix before that?",
        also=(lambda x: np.linalg.eigh(answers.colour_covariance(x))[0],),
    ),
)


def shifted(of):
    """Return x + of(values, vectors, alphas), the shifts (N, 3), for every pixel."""

    def colour_shift(x, values, vectors, alphas):
        return x + of(values, vectors, alphas)[:, :, None, None]

    return colour_shift


def shifts(values, vectors, alphas):
    return (alphas * values) @ vectors.T


def clipped(low, high):
    return lambda x, *more: np.clip(answers.colour_shift(x, *more), low, high)


SHIFT_ALONE_ALSO = (lambda x, *more: shifts(*more), lambda x, *more: shifts(*more)[:, :, None, None])
ONE_DRAW_ALSO = (
    shifted(lambda v, p, a: shifts(v, p, np.broadcast_to(a.mean(axis=0), a.shape))),
    shifted(lambda v, p, a: shifts(v, p, np.broadcast_to(a.sum(axis=0), a.shape))),
)
COLOUR_SHIFT = (
    Misconception(
        "cut off",
        clipped(0, 1),
        "The formula adds, and that is all. What does yours do with numbers that leave a certain range?",
        also=(clipped(0, 255), clipped(0, None), clipped(None, 1)),
    ),
    Misconception(
        "eigenvalues on the colours",
        shifted(lambda v, p, a: (a @ p.T) * v),
        "To which of the two does an eigenvalue belong: to a direction **p**, or to red, green and blue?",
    ),
    Misconception(
        "no draws",
        shifted(lambda v, p, a: shifts(v, p, np.ones_like(a))),
        "Every picture gets the same shift, every time. What are the alphas for?",
    ),
    Misconception(
        "one direction only",
        shifted(lambda v, p, a: shifts(v, p, a * [1, 0, 0])),
        "The formula has three terms. How many directions does your shift have?",
    ),
    Misconception(
        "multiplied",
        lambda x, *more: x * (1 + shifts(*more)[:, :, None, None]),
        "A black pixel stays black in yours. Does the formula multiply the pixel, or add to it?",
        also=(lambda x, *more: x * shifts(*more)[:, :, None, None],),
    ),
    Misconception(
        "taken off",
        shifted(lambda v, p, a: -shifts(v, p, a)),
        "Is the shift added to the pixels, or subtracted from them?",
    ),
    Misconception(
        "colours on the wrong axis",
        lambda x, *more: x + shifts(*more)[:, None, None, :],
        "The shifts are (N, 3), the pictures (N, 3, H, W). On which two axes is a shift the same everywhere?",
        also=(lambda x, *more: x + shifts(*more)[:, None, :, None],),
    ),
    Misconception(
        "eigenvalues squared",
        shifted(lambda v, p, a: shifts(v**2, p, a)),
        "How often does each λ stand in the formula, and how often in yours?",
    ),
    Misconception(
        "draw and eigenvalue added",
        shifted(lambda v, p, a: (a + v) @ p.T),
        "What stands between α and λ in the formula: a sum, or a product?",
    ),
)
