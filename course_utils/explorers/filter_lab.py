"""Filter lab: a kernel of one's own choice on a photograph of one's own choice."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from course_utils import shapes
from course_utils.data import pictures
from course_utils.explorers.controls_lens import Place, Tables
from course_utils.explorers.engine import Choice, Explorer, Picture, Slider, Toggle, picture_array, picture_text
from course_utils.explorers.filter_examples import BLURS, FILTERS, SOBEL_X, named
from course_utils.explorers.lens_arithmetic import Setting, added_up, settled
from course_utils.explorers.lens_examples import LUMINANCE
from course_utils.explorers.lens_formula import read, sum_line
from course_utils.explorers.lens_words import what
from course_utils.explorers.panels import Lens
from course_utils.explorers.words import number, plural

SIDE = 160  # the longer side of a photograph
SIZES = ((3, 3), (5, 5))  # of a kernel: odd, so that it has a centre and the size can be kept
READY = tuple((name, kernel) for name, (kernel, _) in FILTERS.items())
NONE = 1e-9  # what is smaller is the rounding of sums
UNDIVIDED = "Without the division, each pixel becomes the (weighted) sum of its neighbourhood, no mean."
GREEN = 1  # of a colour picture, the channel whose numbers stand in the magnified window
BIASES = tuple(range(-256, 257, 16))
COLOURS = (("grey", "grey (one channel)"), ("colour", "colour (three channels)"))
DISPLAYS = (
    ("auto", "signed if the sum is 0, else cut"),
    ("cut", "cut to 0 … 255"),
    ("absolute", "absolute value"),
    ("signed", "signed"),
)


@cache
def photograph(name):
    """Return a photograph of the course, uint8 (H, W, 3)."""
    return pictures.photograph(name, SIDE)


def pixels(picture):
    """Return the pixels, uint8 (H, W, 3), of a value of the control: a photograph's name or an upload."""
    return photograph(picture) if picture in pictures.PHOTOGRAPHS else picture_array(picture)


@lru_cache(maxsize=8)
def channels(picture, colour):
    """Return the picture as channels, float64 (C, H, W): one of luminance, or red, green and blue; values 0 to 255."""
    rgb = pixels(picture).transpose(2, 0, 1).astype(float)
    return rgb if colour == "colour" else np.tensordot(LUMINANCE, rgb, 1)[None]


def scale(kernel, divide):
    """Return (the number that the kernel is divided by, the sum of its weights before that)."""
    total = added_up(float(weight) for row in kernel for weight in row)
    return (total if divide and abs(total) > NONE else 1.0), total


@lru_cache(maxsize=32)
def filtered(picture, colour, kernel, divide, bias):
    """Return the filtered channels, float64 (C, H, W): every channel by the same kernel, the size kept.

    Equal to ``convolution.conv2d`` with the channels as a batch; added up here without checks, one element of the
    kernel at a time and those that are 0 left out, so that it keeps up with the hand.

    >>> filtered("coffee", "grey", SOBEL_X, True, 0.0).shape
    (1, 107, 160)
    """
    weights = np.array(kernel) / scale(kernel, divide)[0]
    images = channels(picture, colour)  # (C, H, W)
    padding = tuple(shapes.same_padding(side) for side in weights.shape)
    window = shapes.window(*images.shape[1:], weights.shape, padding=padding)
    padded = np.pad(images, ((0, 0), *window.rings))
    out, sizes = (np.full(images.shape, start) for start in (float(bias), abs(float(bias))))
    for p, q, rows, columns in window.offsets():
        if weights[p, q]:
            out += weights[p, q] * padded[:, rows, columns]
            sizes += abs(weights[p, q]) * padded[:, rows, columns]
    return settled(out, sizes)


def inside(out, kernel):
    """Return the part of the output that no padding has touched; all of it where that would be nothing."""
    down, right = (shapes.same_padding(side) for side in (len(kernel), len(kernel[0])))
    part = out[:, down : out.shape[1] - down, right : out.shape[2] - right]
    return part if part.size else out


def told():
    """Return what the page says by itself: of each kernel (rows, words, is it a blur), and who made a picture."""
    return {
        "kernels": [[kernel, words, name in BLURS] for name, (kernel, words) in FILTERS.items()],
        "undivided": UNDIVIDED,
        "credits": {name: pictures.credit(name) for name in pictures.PHOTOGRAPHS},
    }


class FilterLab(Explorer):
    """Lay a kernel on a photograph (or a picture of your own), point at its pixels, and edit the kernel meanwhile.

    Keywords (all are controls): ``picture`` (a name of ``data.pictures.PHOTOGRAPHS``, or a uint8 array (H, W, 3) of
    at most 160 pixels a side), ``kernel`` (3×3 or 5×5; ready ones in ``filter_examples.FILTERS``), ``divide`` (True:
    the kernel is divided by its sum where that is not 0), ``bias`` (−256 to 256 in steps of 16), ``colour`` ("grey" or
    "colour": each channel by the same kernel), ``display`` ("auto", "cut", "absolute", "signed") and ``place`` (row,
    column) of the output. Cross-correlation, as in a network, with the zero padding that keeps the size; function
    ``convolution.conv2d``.
    """

    title = "Filter lab"
    controls = (
        Picture("picture", "Picture", tuple(pictures.PHOTOGRAPHS), "china", side=SIDE),
        Tables("kernel", "Kernel", "lens", SOBEL_X, presets=READY, rows=(3, 5), columns=(3, 5), channels=(1, 1),
               sizes=SIZES),
        Toggle("divide", "Divide by the kernel's sum, unless that is 0", True, live=True),
        Slider("bias", "Bias, added to each output", values=BIASES, value=0, live=True),
        Choice("colour", "Channels", COLOURS, "grey", live=True),
        Choice("display", "Show the output", DISPLAYS, "auto", live=True),
        Place("place", "Place of the window", "lens", SIDE, SIDE, (40, 76)),
    )  # fmt: skip
    panels = (
        Lens("lens", "Drag the window, point at a pixel, drag a weight up or down", source="filter", told=told()),
    )

    @staticmethod
    def page_photos():
        """Return the photographs as a page without Python keeps them: {name: text of the pixels}."""
        return {name: picture_text(photograph(name)) for name in pictures.PHOTOGRAPHS}

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        kernel, divide, bias, colour = state["kernel"][0], state["divide"], state["bias"], state["colour"]
        out = filtered(state["picture"], colour, kernel, divide, bias)
        display = state["display"]
        if display == "auto":
            display = "signed" if abs(scale(kernel, False)[1]) < NONE else "cut"
        reach = float(np.abs(inside(out, kernel)).max()) or 1.0
        lines = formula(kernel, divide, bias, inside(out, kernel)) + credit(state["picture"])
        seen = window(state)
        place = tuple(min(at, n - 1) for at, n in zip(state["place"], seen.places, strict=True))
        content = lens(seen, out, state["picture"], colour, display, reach)
        head = f"Output row {place[0]}, column {place[1]}: {'in green, ' if len(out) > 1 else ''}{what(seen, place)}"
        return {
            "lens": {**content, "place": list(place), "point": None},
            "formula": [window_line(seen, place, out), *lines],
            "sentence": f"{head} {sentence(state, out, display, reach)}",
        }


def window(state):
    """Return the `Setting` of the window that the lens shows: on the grey channel, or on the green one of three."""
    kernel, images = state["kernel"][0], channels(state["picture"], state["colour"])
    channel = images[GREEN:][:1] if len(images) > 1 else images
    divisor = scale(kernel, state["divide"])[0]
    return Setting(channel, np.array([kernel]), padding=len(kernel) // 2, bias=float(state["bias"]), divisor=divisor)


def lens(s, out, picture, colour, display, reach):
    """Return the content of the lens but for its place and its words."""
    plain = display != "signed" or colour == "colour"
    return {
        "input": s.x,
        "kernel": s.kernel,
        "output": out,
        "rgb": pixels(picture),
        "colour": colour == "colour",
        **{name: getattr(s, name) for name in ("mode", "stride", "padding", "dilation", "flip", "zeros", "bias")},
        "divisor": s.divisor,
        "photo": True,
        "display": display,
        "reach": 255.0 if plain else reach,
    }


def window_line(s, place, out):
    """Return the formula line of one place: the sum in the window, or what each of three channels gives."""
    if len(out) == 1:
        return sum_line(s, place)
    names = zip(("red", "green", "blue"), out[:, *place], strict=True)
    texts = ", ".join(f"{number(value, 4)} ({name})" for name, value in names)
    return [f"output[:, {place[0]}, {place[1]}] = ", (texts, "orange")]


def formula(kernel, divide, bias, out):
    """Return the formula lines: the sum of the kernel and what it means for brightness, and the range of the output."""
    by, total = scale(kernel, divide)
    positive = sum(v for row in kernel for v in row if v > 0)
    negative = sum(v for row in kernel for v in row if v < 0)
    plus_text, minus_text = number(positive), number(-negative)
    holds = "=" if number(read(plus_text) - read(minus_text)) == number(total) else "≈"
    parts = f"{plus_text} − {minus_text} {holds} " if negative else ""
    divided = f", divided by {number(by)}: {number(total / by)}" if by != 1 else ""
    plus = f" {'−' if bias < 0 else '+'} {number(abs(bias))}" if bias else ""
    times = "" if abs(total / by - 1) < NONE else f"{number(total / by)} · "
    plain = f"{times}v{plus}" if abs(total) > NONE else number(bias)
    low, high = number(out.min()), number(out.max())
    return [
        ["Sum of the kernel: ", parts, (number(total), "purple"), divided],
        f"A plain area of brightness v becomes {plain};  away from the rim, the output goes from {low} to {high}",
    ]


def credit(picture):
    """Return the line that names the maker of a photograph of the course; none for a picture of one's own.

    >>> credit("coffee")
    ['Photograph by Rachel Michetti, courtesy of Pikolo Espresso Bar, CC0']
    """
    return [pictures.credit(picture)] if picture in pictures.PHOTOGRAPHS else []


def sentence(state, out, display, reach):
    """Tell in words what the kernel does, what its sum means, and how the output is shown."""
    kernel, divide, name = state["kernel"][0], state["divide"], named(state["kernel"][0])
    by, total = scale(kernel, divide)
    first = FILTERS[name][1] if name else f"A {len(kernel)}×{len(kernel[0])} kernel of your own."
    if name in BLURS and not divide:
        first = UNDIVIDED
    return f"{first} {_brightness_words(kernel, total / by, state['bias'])} {_display_words(out, display, reach)}"


def _brightness_words(kernel, total, bias):
    if not any(v for row in kernel for v in row):
        return "All weights are 0: whatever the picture, only the bias is left."
    if abs(total) < NONE:
        left = f"the bias, {number(bias)}" if bias else "0"
        return f"Its weights add up to 0, so a plain area gives {left}, however bright: only changes are left."
    added = f", and {number(bias)} is added" if bias else ""
    if abs(total - 1) < 1e-6:
        return f"Its weights add up to 1, so plain areas keep their brightness{added}."
    if total < 0:
        return f"Its weights add up to {number(total)}: plain areas change their sign{added}."
    return f"Its weights add up to {number(total)}, so plain areas come out {number(total)} times as bright{added}."


def _display_words(out, display, reach):
    if display == "signed" and len(out) == 1:
        how = f"Shown with its sign: 0 is plain, red positive, blue negative, strongest at ±{number(reach)}."
        rim = "At the rim the picture meets the zeros of the padding: where it is bright, that is an edge as well."
        return f"{how} {rim}"
    if display == "signed":
        return "Shown with its sign: middle grey is 0 in each channel, brighter is positive, darker negative."
    if display == "absolute":
        return "Shown without its sign: black is 0, white is 255 or more, on either side."
    low, high = int((out < -NONE).sum()), int((out > 255 + NONE).sum())
    if not low and not high:
        return "All values fit between 0 (black) and 255 (white)."
    cut = [f"{plural(count, 'value')} {where}" for count, where in ((low, "below 0"), (high, "above 255")) if count]
    return f"Shown from 0 (black) to 255 (white): {' and '.join(cut)} {'is' if low + high == 1 else 'are'} cut off."
