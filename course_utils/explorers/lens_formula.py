"""What the convolution lens writes out: the sum in the window, and the size of the output.

``views/lens_words.js`` writes the same while a hand moves; a test holds the two equal, letter by letter.
"""

from __future__ import annotations

from course_utils.explorers.lens_arithmetic import added_up, refusal, taps, users
from course_utils.explorers.words import factor, number, plural, read

MOST = 9  # terms that one line holds


def sign(shown, value, digits=4):
    """Return "=" where the numbers as shown give the value as shown, else "≈"."""
    return "=" if number(shown, digits) == number(value, digits) else "≈"


def added(terms):
    """Write a sum of pairs (value, label), and return it with the value that its printed numbers have.

    >>> added([(1.5, ""), (-2, " (bias)")])
    ('1.5 − 2 (bias)', -0.5)
    """
    text, shown = "", []
    for value, label in terms:
        printed = number(value)
        size = printed.removeprefix("−")
        joint = f" {'−' if size != printed else '+'} {size}" if text else printed
        text = f"{text}{joint}{label}"
        shown.append(read(printed))
    return text, added_up(shown)


def formula(s, place, point, out):
    """Return the formula lines: what is under the window and what it makes, and the size of the output."""
    kind = refusal(s)
    if kind:
        return [size_line(s)] if kind in ("size", "cut") else []
    if s.mode == "transposed":
        line = _collected(s, point) if point else _stamp(s, place)
    else:
        line = sum_line(s, place) if s.sums else _pool_line(s, place, out)
    return [line, size_line(s)]


def sum_line(s, place):
    """Write out what the window makes at a place."""
    found, name = taps(s, place), f"output[{place[0]}, {place[1]}] = "
    value = summed(found, s.bias)
    bias = [(s.bias, " (bias)")] if s.bias else []
    if len(s.x) > 1:
        terms = [(share, f" (channel {c})") for c, share in enumerate(_shares(found))]
    elif len(found) > MOST:
        terms = [(summed(found), f" ({len(found)} products)")]
    else:
        terms = [(tap.product, "") for tap in found]
    if len(found) == 1 and not bias:  # a sum of one term would be no sum
        tap = found[0]
        text, shown = f"{number(tap.pixel)}·{factor(tap.weight)}", read(number(tap.pixel)) * read(number(tap.weight))
    else:
        text, shown = added(terms + bias)
    if len(found) > MOST and len(s.x) == 1 and not bias:
        text = f"the sum of {len(found)} products"
    return [f"{name}{text} {sign(shown, value)} ", (number(value, 4), "orange")]


def summed(found, bias=0.0):
    """Add up the products, and the bias."""
    return added_up([*(tap.product for tap in found), bias])


def _shares(found):
    channels = dict.fromkeys(tap.channel for tap in found)
    return [summed(tap for tap in found if tap.channel == channel) for channel in channels]


def _pool_line(s, place, out):
    values = [float(channel[*place]) for channel in out]
    texts = ", ".join(number(v, 4) for v in values)
    if len(values) > 1:
        what = "largest" if s.mode == "max" else "mean"
        return [f"output[:, {place[0]}, {place[1]}], the {what} of each channel: ", (texts, "orange")]
    found, name = taps(s, place), f"output[{place[0]}, {place[1]}] = "
    if s.mode == "max":
        many = len(found) > MOST
        what = f"largest of {len(found)} numbers" if many else f"max({', '.join(number(t.pixel, 4) for t in found)})"
        return [f"{name}{what} = ", (texts, "orange")]
    counted = [tap.pixel for tap in found if s.zeros or tap.inside]
    text, shown = added([(v, "") for v in counted])
    if len(counted) > MOST:
        text = number(added_up(counted), 6)
        shown = read(text)
    elif len(counted) > 1:
        text = f"({text})"
    return [f"{name}{text} / {len(counted)} {sign(shown / len(counted), values[0])} ", (texts, "orange")]


def _stamp(s, place):
    values = ", ".join(number(v) for v in s.x[:, *place])
    inside = sum(tap.inside for tap in taps(s, place) if tap.channel == 0)
    cells = f"added to {plural(inside, 'cell')} of the output"
    if len(s.x) == 1:
        return f"input[{place[0]}, {place[1]}] = {values}: the kernel, times {values}, is {cells}"
    return f"input[:, {place[0]}, {place[1]}] = {values}: the slices of the kernel, times these, are {cells}"


def meeting(s, point):
    """Return the (pixel, weight) that meet in one cell of a transposed convolution's output, and what that holds."""
    laid = s.laid
    pairs = [(float(s.x[c, i, j]), float(laid[c, p, q])) for c in range(len(s.x)) for i, j, p, q in users(s, point)]
    return pairs, added_up([*(pixel * weight for pixel, weight in pairs), s.bias])


def _collected(s, point):
    pairs, value = meeting(s, point)
    name, products = f"output[{point[0]}, {point[1]}] = ", [pixel * weight for pixel, weight in pairs]
    bias = [(s.bias, " (bias)")] if s.bias else []
    text, shown = added([(product, "") for product in products] + bias)
    if len(pairs) > MOST:
        text, shown = added([(added_up(products), f" ({len(pairs)} products)"), *bias])
    elif pairs and not s.bias:
        text = " + ".join(f"{factor(a) if k else number(a)}·{factor(b)}" for k, (a, b) in enumerate(pairs))
        shown = added_up(read(number(a)) * read(number(b)) for a, b in pairs)
    return [f"{name}{text or '0'} {sign(shown, value)} ", (number(value, 4), "orange")]


def size_line(s):
    """Return the arithmetic of the output's size, of both axes where they differ.

    A window that goes from pixel to pixel, without padding, needs none: its places can be counted. Chapter 05 asks for
    the formula when stride and padding come in, and must not find it told before.
    """
    if s.mode != "transposed" and (s.stride, s.padding, s.dilation) == (1, 0, 1) and min(s.places) > 0:
        return f"Output size: {s.places[0]} × {s.places[1]}"
    axes = list(dict.fromkeys(zip(s.x.shape[1:], s.window, s.extent, _sizes(s), strict=True)))
    names = [""] if len(axes) == 1 else ["rows: ", "columns: "]
    parts = []
    for name, (size, side, covered, out) in zip(names, axes, strict=True):
        if s.mode == "transposed":
            steps = f"({size} − 1)·{s.stride} − 2·{s.padding} + {covered}"
        else:
            steps = f"⌊({size} + 2·{s.padding} − {covered}) / {s.stride}⌋ + 1"
        spread = f" (the window covers {s.dilation}·({side} − 1) + 1 = {covered})" if s.dilation > 1 else ""
        parts.append(f"{name}{steps} = {number(out)}{'' if out > 0 else ', no place'}{spread}")
    return "Output size, " + ";  ".join(parts)


def _sizes(s):
    return s.ground if s.mode == "transposed" else s.places
