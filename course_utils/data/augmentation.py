"""Changed copies of pictures that keep their meaning: AlexNet's preparation, crops, reflections, colour, ten patches.

Source of all: Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional neural networks",
sections 2 and 4.1. Batches of pictures are (N, C, H, W); nothing given is written to.
"""

from typing import NamedTuple

import numpy as np

from course_utils import validation


def shorter_side(picture, size) -> np.ndarray:
    """Scale a photograph, uint8 (H, W, 3), until its shorter side has `size` pixels; its proportions stay.

    >>> shorter_side(np.zeros((300, 450, 3), np.uint8), 256).shape
    (256, 384, 3)
    """
    from PIL import Image

    picture = validation.array("picture", picture, shape=("H", "W", 3), dtype="uint8")
    size = validation.integer("size", size, minimum=1)
    height, width = picture.shape[:2]
    factor = size / min(height, width)
    to = [max(size, round(factor * side)) for side in (width, height)]
    return np.asarray(Image.fromarray(picture).resize(to, Image.Resampling.LANCZOS))


def centre_crop(x, size) -> np.ndarray:
    """Cut the middle `size` × `size` pixels out of pictures (…, H, W); a view of them.

    Where the margin is odd, the extra row or column is left at the bottom or right.

    >>> centre_crop(np.arange(16).reshape(1, 1, 4, 4), 2).ravel().tolist()
    [5, 6, 9, 10]
    """
    height, width = _fits(x, size)
    return _crop(x, (height - size) // 2, (width - size) // 2, size)


def random_crops(x, size, rng, padding=0) -> np.ndarray:
    """Cut a window of `size` × `size` out of each picture (N, C, H, W), each at a place of its own.

    All places are equally likely, the edges included. `padding` rings of zeros are laid round first (the residual
    networks' way: 4 rings, then a crop of the old size). Returns (N, C, size, size).

    >>> random_crops(np.ones((5, 3, 32, 32)), 28, np.random.default_rng(0)).shape
    (5, 3, 28, 28)
    """
    x = _pictures(x)
    ring = validation.integer("padding", padding, minimum=0)
    if ring:
        x = np.pad(x, ((0, 0), (0, 0), (ring, ring), (ring, ring)))
    height, width = _fits(x, size)
    rows = _generator(rng).integers(0, height - size + 1, len(x))
    columns = rng.integers(0, width - size + 1, len(x))
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))  # (N, C, places, places, s, s)
    return windows[np.arange(len(x)), :, rows, columns].copy()


def random_reflections(x, rng) -> np.ndarray:
    """Mirror each picture (N, C, H, W) left to right with probability one half.

    >>> random_reflections(np.arange(4.0).reshape(2, 1, 1, 2), np.random.default_rng(1)).ravel().tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    x = _pictures(x)
    turned = _generator(rng).random(len(x)) < 0.5
    return np.where(turned[:, None, None, None], x[..., ::-1], x)


def ten_patches(x, size) -> np.ndarray:
    """Cut the four corners and the centre out of each picture (N, C, H, W), and mirror all five.

    Returns (10, N, C, size, size): top left, top right, bottom left, bottom right, centre, then the same mirrored.
    A network's answer is the mean of its ten answers.

    >>> ten_patches(np.zeros((2, 3, 32, 32)), 28).shape
    (10, 2, 3, 28, 28)
    """
    x = _pictures(x)
    height, width = _fits(x, size)
    corners = [(row, column) for row in (0, height - size) for column in (0, width - size)]
    five = [*(_crop(x, row, column, size) for row, column in corners), centre_crop(x, size)]
    return np.stack([*five, *(patch[..., ::-1] for patch in five)])


class Components(NamedTuple):
    """The principal components of a set's colours: `values` (3,), largest first, and `vectors` (3, 3), in columns."""

    values: np.ndarray
    vectors: np.ndarray


def colour_components(x) -> Components:
    """Return the eigenvalues and eigenvectors of the 3×3 covariance of red, green and blue over all pixels.

    `x` is (N, 3, H, W). The sign of each vector is such that its largest entry is positive.

    >>> grey = np.repeat(np.random.default_rng(0).random((4, 1, 8, 8)), 3, axis=1)
    >>> colour_components(grey).vectors[:, 0].round(3)  # grey pictures vary along grey alone
    array([0.577, 0.577, 0.577])
    """
    x = _pictures(x, channels=3)
    pixels = x.transpose(1, 0, 2, 3).reshape(3, -1).astype(np.float64)  # (3, N·H·W)
    values, vectors = np.linalg.eigh(np.cov(pixels, bias=True))
    values, vectors = values[::-1].clip(0), vectors[:, ::-1]  # eigh gives the smallest first
    largest = vectors[np.abs(vectors).argmax(axis=0), range(3)]
    return Components(values, vectors * np.sign(largest))


def colour_shift(x, components, rng, std=0.1) -> np.ndarray:
    """Add to every pixel of a picture one shift of colour along the set's principal components.

    The shift of a picture is [p₁, p₂, p₃] [α₁λ₁, α₂λ₂, α₃λ₃]ᵀ with each α from N(0, std²), drawn once per picture.
    `x` is (N, 3, H, W), in the units of the pictures from which the `components` come; the result is not clipped.

    >>> some = Components(np.array([1.0, 0, 0]), np.eye(3))
    >>> colour_shift(np.zeros((1, 3, 1, 1)), some, np.random.default_rng(0)).ravel().round(3) + 0
    array([0.013, 0.   , 0.   ])
    """
    x = _pictures(x, channels=3)
    values = validation.array("components.values", components.values, shape=(3,))
    vectors = validation.array("components.vectors", components.vectors, shape=(3, 3))
    alphas = _generator(rng).normal(0, validation.positive("std", std, allow_zero=True), (len(x), 3))
    shifts = (alphas * values) @ vectors.T  # (N, 3)
    return x + shifts.astype(x.dtype)[:, :, None, None]


def _pictures(x, channels="C"):
    return validation.array("x", x, shape=("N", channels, "H", "W"))


def _fits(x, size):
    size = validation.integer("size", size, minimum=1)
    height, width = np.shape(x)[-2:]
    if size > min(height, width):
        raise validation.value_error("size", str(size), f"at most {min(height, width)}, for pictures {height}×{width}")
    return height, width


def _crop(x, row, column, size):
    return x[..., row : row + size, column : column + size]


def _generator(rng):
    if not isinstance(rng, np.random.Generator):
        raise validation.type_error("rng", validation.describe(rng), "numpy.random.default_rng(seed)")
    return rng
