"""Ways in which pictures as arrays go wrong, beside those in ``answers``: their axes and their bytes."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_04.answers import to_nchw
from course_utils.exercises.engine import Misconception


# ---- colour pictures as a network takes them ------------------------------------------------------------------------
def axes(*order):
    return lambda photos: photos.transpose(order) / 255


def scaled(change):
    return lambda photos: change(photos.astype(float)).transpose(0, 3, 1, 2)


RESHAPED = (lambda photos: photos.reshape(len(photos), 3, photos.shape[2], photos.shape[1]) / 255,)
WHOLE_NUMBERS = (
    lambda photos: (photos / 255).astype(np.uint8).transpose(0, 3, 1, 2),
    lambda photos: np.round(photos / 255).transpose(0, 3, 1, 2),
)
BY_LARGEST = (
    scaled(lambda photos: photos / photos.max(axis=(1, 2, 3), keepdims=True)),
    scaled(lambda photos: photos / photos.max(axis=(1, 2), keepdims=True)),
    scaled(lambda photos: (photos - photos.min()) / (photos.max() - photos.min())),
)

TO_NCHW = (
    Misconception(
        "from −1 to 1",
        scaled(lambda photos: photos / 127.5 - 1),
        "Some networks like that range. Which number should black become here?",
        (scaled(lambda photos: (photos - 127.5) / 127.5), scaled(lambda photos: (photos / 255 - 0.5) / 0.5)),
    ),
    Misconception(
        "mean taken away",
        scaled(lambda photos: (photos - photos.mean()) / photos.std()),
        "Can a number of yours be negative? What should black become?",
        (
            scaled(lambda photos: photos / 255 - photos.mean() / 255),
            scaled(lambda photos: (photos - photos.mean(axis=(0, 1, 2))) / (photos.std(axis=(0, 1, 2)) + 1e-9)),
        ),
    ),
    Misconception(
        "all the axes turned round",
        lambda photos: photos.T / 255,
        "`.T` turns the order of all the axes round. Which of the four should stay first?",
    ),
    Misconception(
        "colours before pictures",
        axes(3, 0, 1, 2),
        "What does `[0]` of your result hold: the first picture, or all the reds?",
        (lambda photos: np.stack([photos[..., c] for c in range(3)]) / 255,),
    ),
    Misconception(
        "the colours between height and width",
        axes(0, 1, 3, 2),
        "Name the four axes of your result, one by one. Which of them should be the second?",
        (axes(0, 2, 3, 1), axes(0, 2, 1, 3)),
    ),
    Misconception(
        "one picture only",
        lambda photos: photos[0].transpose(2, 0, 1) / 255,
        "How many pictures came in, and how many come out?",
        (lambda photos: photos[:1].transpose(0, 3, 1, 2) / 255,),
    ),
    Misconception(
        "made grey",
        lambda photos: photos.mean(axis=3) / 255,
        "Three numbers of each pixel became one. Are the colours to be kept?",
        (lambda photos: np.repeat(photos.mean(axis=3)[:, None], 3, axis=1) / 255,),
    ),
    Misconception(
        "scaled twice",
        lambda photos: to_nchw(photos) / 255,
        "What becomes of 255, the brightest value, in your function?",
        (lambda photos: to_nchw(photos) * 255**2, lambda photos: to_nchw(photos) * 2.55),
    ),
)


# ---- two pictures, halfway between ----------------------------------------------------------------------------------
def only_the_type_differs(returned, expected, a, b):
    """Return whether the numbers are right and not all of them bytes."""
    made = np.asarray(returned)
    return made.dtype != np.uint8 and np.array_equal(made.astype(float), expected)


def wide(a, b, kind=np.int64):
    return a.astype(kind) + b


def converted_late(a, b):
    return (a + b).astype(np.int64) // 2


HALVED_FIRST = (lambda a, b: (a / 2).astype(np.uint8) + (b / 2).astype(np.uint8), lambda a, b: (a >> 1) + (b >> 1))
CLIPPED = (
    lambda a, b: (np.clip(wide(a, b), 0, 255) // 2).astype(np.uint8),
    lambda a, b: np.minimum(wide(a, b), 255) / 2,
)
NOT_HALVED = (wide, lambda a, b: wide(a, b).astype(np.uint8))

BLEND = (
    Misconception(
        "another type than bytes",
        lambda a, b: wide(a, b) // 2,
        "The numbers are right. What is the `dtype` of your result, and which one was asked for?",
        holds=only_the_type_differs,
    ),
    Misconception(
        "fractions kept",
        lambda a, b: a / 2 + b / 2,
        "Some of your pixels hold a half. What does rounding down make of it, and may a `uint8` hold one at all?",
        (lambda a, b: np.mean([a, b], axis=0).astype(np.float32),),
    ),
    Misconception(
        "rounded instead of cut off",
        lambda a, b: np.round(a / 2 + b / 2).astype(np.uint8),
        "Try a = 1 and b = 2. To which side should the half go?",
        (
            lambda a, b: ((wide(a, b) + 1) // 2).astype(np.uint8),
            lambda a, b: np.ceil(a / 2 + b / 2).astype(np.uint8),
            lambda a, b: np.round(a / 2 + b / 2),
            lambda a, b: np.round(a / 2 + b / 2).astype(int),
        ),
    ),
    Misconception(
        "a type with a sign",
        lambda a, b: (wide(a, b) // 2).astype(np.int8),
        "What is the largest number that your type can hold, and what becomes of a bright pixel in it?",
    ),
    Misconception(
        "only one of them halved",
        lambda a, b: (a + b // 2).astype(np.uint8),
        "Python divides before it adds. What does your `/ 2` or `// 2` stand behind, the sum or one of its parts?",
        (
            lambda a, b: (a // 2 + b).astype(np.uint8),
            lambda a, b: wide(a, b // 2),
            lambda a, b: wide(a // 2, b),
            lambda a, b: (wide(a, b // 2)).clip(0, 255).astype(np.uint8),
        ),
    ),
    Misconception(
        "one number for the whole picture",
        lambda a, b: np.mean([a, b]).astype(np.uint8),
        "A picture should come out. Over what did you take the mean: over the two pictures, or over all the pixels?",
        (lambda a, b: np.mean([a, b]), lambda a, b: np.average([a, b])),
    ),
    Misconception(
        "scaled to 0 … 1",
        lambda a, b: (a / 255 + b / 255) / 2,
        "From 0 to 1 there is room enough, true. How do you come back to bytes?",
        (lambda a, b: ((a / 255 + b / 255) / 2).astype(np.uint8),),
    ),
    Misconception(
        "halved too often",
        lambda a, b: (wide(a, b) // 4).astype(np.uint8),
        "Blend a picture with itself. Does it come out as it was?",
        (lambda a, b: ((a // 2 + b // 2) // 2).astype(np.uint8), lambda a, b: (a // 2 + b // 2) / 2),
    ),
    Misconception(
        "brighter or darker instead of halfway",
        np.maximum,
        "Blend a black picture with a white one. What should come out?",
        (
            np.minimum,
            lambda a, b: np.where(a > b, a - b, b - a),
            lambda a, b: np.sqrt(a.astype(float) * b).astype("u1"),
        ),
    ),
)
