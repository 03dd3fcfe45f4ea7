"""The sentence of the convolution lens: where the window is, what it makes, and why some windows have no place.

``views/lens_words.js`` says the same while a hand moves; a test holds the two equal, letter by letter.
"""

from __future__ import annotations

import numpy as np

from course_utils import shapes
from course_utils.explorers.lens_arithmetic import refusal, taps, users, ways_out
from course_utils.explorers.lens_formula import meeting, summed
from course_utils.explorers.words import number, plural


def sentence(s, place, point, out):
    """Tell in words where the window is, what it makes, and what the setting does."""
    kind = refusal(s)
    if kind:
        return _refused(s, kind)
    if point:
        return _pointed(s, point)
    if s.mode == "transposed":
        parts = [_stamped(s, place), _flip_words(s)]
    else:
        parts = [where(s, place) + what(s, place, out), _padding_words(s, place, out), _flip_words(s), _left_words(s)]
    return " ".join(part for part in parts if part)


def listed(texts):
    """Join words: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def _named(s):
    return f"{s.window[0]}×{s.window[1]} window"


def _refused(s, kind):
    size = "×".join(str(n + 2 * s.padding) for n in s.x.shape[1:])
    covers = f", which covers {s.extent[0]}×{s.extent[1]} with dilation {s.dilation}," if s.dilation > 1 else ""
    whole = f"the {'padded ' if s.padding else ''}input, {size}"
    alone = s.padding >= min(s.window)
    rim = "a window could lie in the padding alone" if alone else "a window at the rim would lie mostly in the padding"
    why = {
        "slices": f"The kernel has {len(s.kernel)} slices and the input {plural(len(s.x), 'channel')}: each channel "
        "needs a slice of its own, so there is no output.",
        "size": f"The {_named(s)}{covers} is larger than {whole}: it has no place there, and there is no output.",
        "cut": f"Padding {s.padding} cuts off all that the {_named(s)} lays down, so there is no output.",
        "padding": f"Padding {s.padding} is more than half of the {_named(s)}: {rim}. Pooling refuses that, so there "
        "is no output.",
        "empty": f"With dilation {s.dilation} there is a place where the {_named(s)} meets no number of the input: "
        "nothing to pool, so there is no output.",
    }[kind]
    if kind == "slices":
        return why + f" Take a kernel with one slice{f' or with {len(s.x)}' if len(s.x) > 1 else ''}."
    ways = ways_out(s)
    out = f"What would help: {', or '.join(ways)}." if ways else "It takes more than one change."
    return f"{why} {out}"


def _pointed(s, point):
    n, sign_of = len(users(s, point)), f"row {point[0]}, column {point[1]}"
    if s.mode == "transposed":
        value = number(meeting(s, point)[1], 4)
        if not n:
            return f"No pixel reaches the output in {sign_of}: it is {f'the bias, {value}' if s.bias else '0'}."
        each = "each times its own weight" if n > 1 else "times its weight"
        return f"The output in {sign_of} (now {value}) collects from {plural(n, 'place')} of the input, {each}."
    values = listed([number(v, 4) for v in s.x[:, *point]])
    told = f"The pixel in {sign_of} (now {values}) is used by {plural(n, 'output') if n else 'no output'}"
    if n < 2 or not s.sums:
        return told + "."
    lies = "lies as it was typed" if s.flip else "lies turned by 180°"
    return f"{told}, each time under another element of the kernel: seen from the pixel, the kernel {lies}."


def where(s, place):
    """Say where the window lies; `what` ends the sentence."""
    top, left = (number(at * s.stride - s.padding) for at in place)
    apart = f", its cells {s.dilation} apart," if s.dilation > 1 and max(s.window) > 1 else ""
    begins = f"the {_named(s)}{apart} begins at row {top}, column {left} of the input"
    return f"Output row {place[0]}, column {place[1]}: {begins}" + (", in each channel; " if len(s.x) > 1 else "; ")


def what(s, place, out=None):
    """Say what the window makes at a place; `out` is needed in pooling alone."""
    found = taps(s, place)
    values = [number(v, 4) for v in ([summed(found, s.bias)] if s.sums else out[:, *place])]
    one = len(found) == len(s.x)
    result = listed(values)
    if not s.sums:
        mark = " (purple)" if s.mode == "max" else ""
        what = "one number" if one else "largest number" if s.mode == "max" else "mean"
        if len(values) > 1:
            return f"channel by channel, its {what}s are {result}{mark}."
        return f"its {what} is {result}{mark}." if s.mode == "max" or one else f"the mean of its numbers is {result}."
    total = number(summed(found), 4)
    made = f"its one product is {total}" if len(found) == 1 else f"its {len(found)} products add up to {total}"
    return f"{made}, and with the bias, {number(s.bias)}, that is {result}." if s.bias else f"{made}."


def _padding_words(s, place, out):
    found = [tap for tap in taps(s, place) if tap.channel == 0]
    outside = sum(not tap.inside for tap in found)
    if not outside:
        return ""
    cells = f"{plural(outside, 'cell')} of the window {'lies' if outside == 1 else 'lie'} in the padding"
    if s.sums:
        return f"{cells}: zeros, which add nothing." if outside > 1 else f"{cells}: a zero, which adds nothing."
    if s.mode == "mean":
        one = "counts as zero" if s.zeros else "is not counted"
        return f"{cells}, and {one if outside == 1 else 'count as zeros' if s.zeros else 'are not counted'}."
    if not s.zeros:
        return f"{cells}: −∞, which never wins."
    end = _mistaken(found, out[:, *place]) if len(out) == 1 else "."
    return f"{cells}, as {'zeros' if outside > 1 else 'a zero'}{end}"


def _mistaken(found, value):
    best = max((tap.pixel for tap in found if tap.inside), default=-np.inf)
    if value[0] > best:
        largest = f" (the largest is {number(best)})" if best > -np.inf else ""
        return f": 0 beats every number of the input here{largest}. Padding with −∞ avoids that mistake."
    return ": no harm done here, since a number of the input is at least as large."


def _flip_words(s):
    if not s.flip or not s.sums:
        return ""
    if np.array_equal(s.kernel, s.kernel[:, ::-1, ::-1]):
        return "This kernel looks the same turned by 180°, so the flip changes nothing."
    return "The kernel is turned by 180° first" + (": true convolution." if s.mode == "sum" else ".")


def _left_words(s):
    sizes = zip(s.x.shape[1:], s.extent, strict=True)
    left = [shapes.unused(size, covered, s.stride, s.padding) for size, covered in sizes]
    sides = (("row", "at the bottom"), ("column", "at the right"))
    named = [f"{plural(n, what)} {side}" for n, (what, side) in zip(left, sides, strict=True) if n]
    if not named:
        wide = any(n > 1 and s.stride > side for n, side in zip(s.places, s.window, strict=True))
        return "The stride is larger than the window: between two places, some cells are skipped." if wide else ""
    reach = f"The stride does not divide: {' and '.join(named)} of the {'padded ' if s.padding else ''}input"
    return f"{reach} {'is' if sum(left) == 1 else 'are'} never reached."


def _stamped(s, place):
    values = listed([number(v) for v in s.x[:, *place]])
    at, step = f"in row {place[0]}, column {place[1]}", f"{s.stride} {'cell' if s.stride == 1 else 'cells'}"
    if len(s.x) == 1:
        lays = f"the pixel {at} lays the kernel, times its value {values}, on the output"
    else:
        lays = f"the pixels {at} lay their slices of the kernel, times their values {values}, on the output"
    next_one = f"; the next pixel's copy lies {step} further on" if s.x[0].size > 1 else ""
    parts = [f"Transposed: {lays}{next_one}."]
    if any(_meet(n, side, s) for n, side in zip(s.x.shape[1:], s.window, strict=True)):
        parts.append("Where copies overlap, they add up.")
    cut = sum(not tap.inside for tap in taps(s, place) if tap.channel == 0)
    if cut:
        parts.append(f"The padding cuts {plural(cut, 'cell')} of this copy off.")
    return " ".join(parts)


def _meet(n, side, s):
    """Whether two copies of a kernel overlap along one axis."""
    steps = (m * s.stride for m in range(1, n))
    return any(step % s.dilation == 0 and step // s.dilation < side for step in steps)
