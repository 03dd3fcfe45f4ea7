"""Augmentation bench: one photograph, and the many pictures that AlexNet's augmentation makes of it."""

from __future__ import annotations

import math
from functools import cache, lru_cache

import numpy as np

from course_utils import data
from course_utils.data import augmentation
from course_utils.explorers.engine import Bars, Choice, Explorer, Pixels, Slider, Toggle
from course_utils.explorers.words import factor, number, percent, plural

WHOLE, CROP = 256, 224  # pixels in the paper
SCALE = 2  # shown at half that size: a hand that drags cannot wait for four times the bytes
PLACES = WHOLE - CROP  # 32; the paper counts 32 · 32 · 2 = 2,048; places 0 to 32 make 33 · 33 · 2 = 2,178
STEPS = tuple(range(0, PLACES + 1, 8))  # the table holds a picture for each place: smaller steps, and it is too heavy
ALPHAS = tuple(round(-1 + 0.1 * k, 1) for k in range(21))
PHOTOGRAPHS = ("chelsea", "china", "coffee", "flower", "astronaut", "rocket")
STD = 0.1  # of each α in the paper


@cache
def photograph(name):
    """Return the central square of a photograph at half the paper's size, float32 (1, 3, 128, 128), from 0 to 1."""
    small = augmentation.shorter_side(data.photograph(name), WHOLE // SCALE)
    picture = augmentation.centre_crop(small.transpose(2, 0, 1)[None], WHOLE // SCALE)
    return picture.astype(np.float32) / 255


@cache
def shown(name):
    """Return the same square as it is drawn, uint8 (128, 128, 3)."""
    return (255 * photograph(name)[0]).round().astype(np.uint8).transpose(1, 2, 0)


@cache
def components():
    """Return the principal components of the colours of all training patches, pixels from 0 to 1."""
    return augmentation.colour_components(data.load("patches").train_x)


def shift(alphas):
    """Return what is added to red, green and blue for three α: [p₁, p₂, p₃] [α₁λ₁, α₂λ₂, α₃λ₃]ᵀ.

    >>> shift((0.0, 0.0, 0.0)).tolist()
    [0.0, 0.0, 0.0]
    """
    values, vectors = components()
    return vectors @ (np.asarray(alphas) * values)


@lru_cache(maxsize=64)
def copy(name, down, right, mirrored, alphas):
    """Return the picture that the network would get, uint8 (112, 112, 3)."""
    size = CROP // SCALE
    top, left = down // SCALE, right // SCALE
    window = photograph(name)[0, :, top : top + size, left : left + size]
    window = window[..., ::-1] if mirrored else window
    changed = window + shift(alphas).astype(np.float32)[:, None, None]
    return (255 * changed.clip(0, 1)).round().astype(np.uint8).transpose(1, 2, 0)


class AugmentationBench(Explorer):
    """Move the crop, mirror it, shift its colours: what AlexNet's augmentation makes of one photograph.

    Controls: the photograph, where the window of 224 × 224 begins in the 256 × 256 picture (rows, columns), whether it
    is mirrored, and the three α of the colour shift, which the paper draws from N(0, 0.1²). Functions of
    ``data.augmentation``; the components are those of the course's colour patches. Places need no kernel; with the
    photographs and colours, each another picture at every place, the table would be too heavy.
    """

    title = "Augmentation bench"
    controls = (
        Choice("photograph", "Photograph", PHOTOGRAPHS, "chelsea", live=True),
        Slider("down", "Crop begins at row", values=STEPS, value=16),
        Slider("right", "Crop begins at column", values=STEPS, value=16),
        Toggle("mirrored", "Mirrored left to right", False),
        Slider("first", "Colour α₁, along p₁", values=ALPHAS, value=0.0, format="{:.1f}", live=True),
        Slider("second", "Colour α₂, along p₂", values=ALPHAS, value=0.0, format="{:.1f}", live=True),
        Slider("third", "Colour α₃, along p₃", values=ALPHAS, value=0.0, format="{:.1f}", live=True),
    )
    panels = (
        Pixels("whole", "256 × 256, and the crop", height=260),
        Pixels("copy", "What the network gets: 224 × 224", height=260),
        Bars("shift", "Added to every pixel (of 255)", ylim=(-50, 50), y="levels", height=260),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        alphas = tuple(state[name] for name in ("first", "second", "third"))
        added = 255 * shift(alphas)
        size = CROP // SCALE
        box = (state["down"] // SCALE, state["right"] // SCALE, size, size, "orange")
        got = copy(state["photograph"], state["down"], state["right"], state["mirrored"], alphas)
        return {
            "whole": {"pixels": shown(state["photograph"]), "map": "gray", "vmin": 0, "vmax": 255, "boxes": [box]},
            "copy": {"pixels": got, "map": "gray", "vmin": 0, "vmax": 255},
            "shift": {
                "labels": ["red", "green", "blue"],
                "values": added,
                "text": [number(v) for v in added.round(1)],
                "colors": ["red", "green", "blue"],
            },
            "formula": formula(alphas),
            "sentence": sentence(state, alphas, added),
        }


def formula(alphas):
    """Return the colour shift as a sum of three vectors, and the count of crops."""
    values, vectors = components()
    terms = [
        f"{factor(a) if k else number(a)} · {number(v, 2)} · ({', '.join(number(x, 2) for x in p)})"
        for k, (a, v, p) in enumerate(zip(alphas, values, vectors.T, strict=True))
    ]
    counts = [f"{n} · {n} · 2 = {2 * n**2:,}" for n in (PLACES, PLACES + 1)]
    return [
        "shift = Σ α λ p ≈ " + " + ".join(terms),
        f"{counts[0]} crops, as the paper counts; {counts[1]} to the edge",
    ]


def sentence(state, alphas, added):
    """Say in words which copy it is, and how likely its colours are."""
    down, right = state["down"], state["right"]
    turned = "mirrored" if state["mirrored"] else "not mirrored"
    counted = f"one of the {2 * PLACES**2:,} copies that the paper counts; they look much alike."
    if PLACES in (down, right):
        counted = f"at the far edge, which the paper's count of {2 * PLACES**2:,} copies leaves out."
    edge = " The window touches the edge of the picture." if {down, right} & {0, PLACES} else ""
    return (
        f"The window begins at row {down}, column {right}, and is {turned}: {counted}{edge} {colours(alphas)} "
        f"The label stays “{state['photograph']}”. Shown at half size."
    )


def colours(alphas):
    """Say how far the colours are shifted, and how often the paper draws an α so far from 0, or farther.

    >>> colours((0.0, 0.1, -0.3))
    'The largest α is 3 standard deviations from 0; the paper draws one so far out in about 1 of 120 pictures.'
    """
    largest = max(abs(a) for a in alphas)
    if largest == 0:
        return "The colours are as they were."
    beyond = math.erfc(largest / STD / math.sqrt(2))  # of one α; so far out, or farther, in either direction
    chance = -math.expm1(3 * math.log1p(-beyond))  # of any of the three
    if chance > 0.1:
        often = f"the paper draws one so far out in {percent(chance)} of its pictures"
    elif chance > 1e-6:
        often = f"the paper draws one so far out in about 1 of {number(float(f'{1 / chance:.2g}'))} pictures"
    else:
        often = "the paper practically never draws one so far out"
    return f"The largest α is {plural(round(largest / STD), 'standard deviation')} from 0; {often}."
