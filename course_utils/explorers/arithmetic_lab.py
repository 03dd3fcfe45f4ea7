"""Arithmetic lab: sizes through a stack of layers, and the pixels that any of its units sees."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from course_utils import shapes
from course_utils.data import pictures
from course_utils.explorers.engine import Cells, Explorer, Grid, Lines, Pixels, Point, Slider, marks
from course_utils.explorers.layer_stacks import INPUTS, STACKS, build
from course_utils.explorers.words import number, plural

DEEPEST = 5  # layers
SIZES = (5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 48, 64, 96, 128, 224, 227)
COLUMNS = ("units", "unused", "sees", "jump", "start")


@cache
def scenery(size):
    """Return a grey square of a photograph in ``size`` × ``size`` pixels, uint8: something to look at."""
    grey = pictures.photograph("chelsea", 340).mean(axis=2)
    side = min(grey.shape)
    left = (grey.shape[1] - side) // 2
    picks = ((np.arange(size) + 0.5) * side / size).astype(int)
    return grey[:side, left : left + side][np.ix_(picks, picks)].astype(np.uint8)


class ArithmeticLab(Explorer):
    """Stack layers, read their sizes, and click on any unit to see which pixels of the input it depends on.

    Keywords (all are controls): ``layers`` (1 to 5 rows of kernel, stride, padding, first layer first; ready ones in
    ``layer_stacks.STACKS``, which on the page bring their input along; pooling counts like a convolution), ``size``
    (of the input, one of ``SIZES``) and ``unit``, the place clicked: (share of the input's width in percent, layer),
    0 being the input. All sizes come from ``shapes.output_size``, all fields from ``shapes.receptive_field``.
    """

    title = "Arithmetic and receptive field"
    controls = (
        Cells("layers", "Layers, lowest first: kernel, stride, padding", STACKS["three 3×3"], 0, 16,
              presets=tuple(STACKS.items()), rows=(1, DEEPEST), columns=(3, 3),
              brings={name: {"size": size} for name, size in INPUTS.items()}),
        Slider("size", "Input, pixels on each side", values=SIZES, value=12, stepper=True),
        Point("unit", "Unit (click in the picture)", panel="strips", value=(50.0, 3.0), step=1.0,
              axes=("place %", "layer"), limits=((0, 100), (0, DEEPEST))),
    )  # fmt: skip
    panels = (
        Lines("strips", "Units of each layer, over what they see", y="layer",
              x="place, % of the input's width", xlim=(-12, 112), ylim=(-0.45, DEEPEST + 0.55), height=300),
        Pixels("field", "Its square of the input (green: the next unit)", height=240),
        Grid("table", "Sizes and receptive fields along one axis"),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        stack = build(state["layers"], state["size"])
        layer = min(round(state["unit"][1]), len(stack.layers))
        unit = nearest(stack, layer, state["unit"][0])
        return {
            "strips": strips(stack, layer, unit),
            "field": square(stack, layer, unit),
            "table": table(stack, layer, state["layers"]),
            "formula": formula(stack, layer, unit),
            "sentence": sentence(stack, layer, unit),
        }


def nearest(stack, layer, place):
    """Return the unit of a layer whose field has its middle nearest to ``place`` (percent of the input's width)."""
    middles = [stack.centre(layer, unit) for unit in range(stack.sizes[layer])]
    return min(range(len(middles)), key=lambda unit: abs(middles[unit] - place))


@lru_cache(maxsize=128)
def cone(stack, layer, unit):
    """Return for each layer from the input up to ``layer`` the units that ``unit`` depends on, in order.

    Numbers below 0 or beyond a layer's last unit are padding.

    >>> cone(build(((3, 1, 0), (3, 1, 0)), 8), 2, 1)
    [(1, 2, 3, 4, 5), (1, 2, 3), (1,)]
    """
    levels = [(unit,)]
    for upper in range(layer, 0, -1):
        real = (u for u in levels[0] if 0 <= u < stack.sizes[upper])  # padding reads nothing
        levels.insert(0, tuple(sorted({below for u in real for below in stack.reads(upper, u)})))
    return levels


@lru_cache(maxsize=128)
def strips(stack, layer, unit):
    """Return the marks of the picture with one strip of units for each layer."""
    seen = cone(stack, layer, unit)
    out = [marks.line(*fan(stack, seen), color="blue", width=1, opacity=0.35)] if layer else []
    labels = {"grey": "units", "blue": "what it depends on", "purple": "padding"}
    for k, size in enumerate(stack.sizes):
        on = seen[k] if k < layer else ()
        groups = {"grey": range(size), "blue": [i for i in on if 0 <= i < size]}
        groups["purple"] = [i for i in on if not 0 <= i < size]
        for color, units in groups.items():
            if units:  # each colour is named once
                places = [stack.centre(k, i) for i in units]
                label = labels.pop(color, None)
                out.append(marks.points(places, [k] * len(places), color=color, size=dot(size), label=label))
    out.append(marks.points(stack.centre(layer, unit), layer, color="orange", size=dot(0) + 2, label="the unit"))
    names = ["input", *(f"layer {k}" for k in range(1, len(stack.sizes)))]
    return out + [
        marks.text(-11, k + 0.32, f"{name}: {size}") for k, (name, size) in enumerate(zip(names, stack.sizes))
    ]


def dot(count):
    """Return the radius of a dot where ``count`` of them stand in a row."""
    return 6 if count <= 16 else 4 if count <= 32 else 2.5 if count <= 64 else 1.5


def fan(stack, seen):
    """Return x and y of the lines from each unit of the cone to all that it reads, with breaks between them."""
    x, y = [], []
    for upper in range(1, len(seen)):
        for unit in seen[upper]:
            if 0 <= unit < stack.sizes[upper]:
                for below in stack.reads(upper, unit):
                    x += [stack.centre(upper, unit), stack.centre(upper - 1, below), np.nan]
                    y += [upper, upper - 1, np.nan]
    return x, y


def square(stack, layer, unit):
    """Return the input as a picture, with the square that the unit sees; it stands in the middle row of its layer."""
    size, field, row = stack.sizes[0], stack.fields[layer], (stack.sizes[layer] - 1) // 2
    boxes = []
    for column, color in ((unit + 1, "green"), (unit, "orange")):
        (top, bottom), (left, right) = (_visible(field, u, size) for u in (row, column))
        if column < stack.sizes[layer] and top <= bottom and left <= right:
            boxes.append((top, left, bottom - top + 1, right - left + 1, color))
    return {"pixels": scenery(size), "vmin": 0, "vmax": 255, "boxes": boxes}


def _visible(field, unit, size):
    first, last = shapes.seen(field, unit)
    return max(0, first), min(size - 1, last)


def table(stack, layer, asked):
    """Return one line for each layer that was asked for; those that cannot be built are left empty."""
    rows = []
    for k in range(len(asked) + 1):
        if k < len(stack.sizes):
            size, jump, start = stack.fields[k]
            rows.append([stack.sizes[k], stack.unused[k], size, jump, start])
        else:
            rows.append(["–"] * len(COLUMNS))
    return {
        "values": rows,
        "row_labels": ["input", *(f"layer {k}" for k in range(1, len(rows)))],
        "column_labels": list(COLUMNS),
        "highlight": [(layer, c, "orange") for c in range(len(COLUMNS))]
        + [(k, 1, "red") for k, left in enumerate(stack.unused) if left],
    }


def formula(stack, layer, unit):
    """Return the formula lines: the size of the chosen layer, its field and jump, and what its unit sees."""
    first, last = shapes.seen(stack.fields[layer], unit)
    sees = ["Unit ", (f"{unit}", "orange"), f" of layer {layer} sees ", (_span(first, last), "blue")]
    if layer == 0:
        return ["Layer 0 is the input: each pixel sees itself"]
    kernel, stride, padding = stack.layers[layer - 1]
    size, jump, _ = stack.fields[layer - 1]
    now = stack.fields[layer]
    return [
        f"Units: ⌊({stack.sizes[layer - 1]} + 2·{padding} − {kernel}) / {stride}⌋ + 1 = {stack.sizes[layer]}",
        f"Field: {size} + ({kernel} − 1)·{jump} = {now.size};  jump: {jump}·{stride} = {now.jump};  "
        f"start: {number(stack.fields[layer - 1].start)} − {padding}·{jump} = {number(now.start)}",
        [*sees, f":  start + {unit}·{now.jump}, {plural(now.size, 'pixel')}"],
    ]


def _span(first, last):
    return f"pixel {number(first)}" if first == last else f"the pixels {number(first)} to {number(last)}"


def sentence(stack, layer, unit):
    """Tell in words what the chosen unit sees, and warn of pixels that are never reached and of impossible layers."""
    parts = [_seen_words(stack, layer, unit), *_unused_words(stack)]
    if stack.refused:
        parts.append(f"{stack.refused} There is nothing above it.")
    return " ".join(parts)


def _seen_words(stack, layer, unit):
    size, count = stack.sizes[0], stack.sizes[layer]
    if layer == 0:
        return f"Pixel {unit} of the {size} in a row of the input. Click on a unit higher up to see what it depends on."
    first, last = shapes.seen(stack.fields[layer], unit)
    pixels = [p for p in cone(stack, layer, unit)[0] if 0 <= p < size]
    field, jump = stack.fields[layer][:2]
    start = f"Layer {layer}, unit {unit} ({f'of 0 to {count - 1}' if count > 1 else 'the only one of a row'})"
    if not pixels:
        return f"{start} sees padding alone, {_span(first, last)}: no pixel of the input reaches it."
    words = f"{start} depends on {_span(first, last)} of the input, in the plane a square of {field}×{field}"
    outside = max(0, -first) + max(0, last - size + 1)
    if first <= 0 and last >= size - 1:
        words += ": the whole input" + (", and padding round it" if outside else "")
    elif outside:
        lie = "lies" if outside == 1 else "lie"
        words += f"; {outside} of its {field} columns {lie} in the padding, where pixel numbers run on"
    if len(pixels) < min(last, size - 1) - max(first, 0) + 1:
        words += "; not on all of them, since padding or a stride larger than its window leaves gaps"
    if count == 1:
        return f"{words}."
    return f"{words}. The squares of neighbours lie {plural(jump, 'pixel')} apart."


def _unused_words(stack):
    """Warn of every layer whose stride leaves something at the end of its input."""
    for k, left in enumerate(stack.unused):
        if left:
            kernel, stride, padding = stack.layers[k - 1]
            travel = stack.sizes[k - 1] + 2 * padding - kernel
            ends = "row and the last column" if left == 1 else f"{left} rows and columns"
            yield (
                f"Layer {k}: {travel} is no multiple of the stride {stride}, so the last {ends} of its "
                f"{'padded ' if padding else ''}input are never reached."
            )
