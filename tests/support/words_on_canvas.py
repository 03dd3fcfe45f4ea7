"""The words on a canvas: texts, colours and places, against what a frame and its axes say."""

import math
import re
from itertools import pairwise

from PIL import ImageColor, ImageFont

NEAR = 1.6  # pixels between where a word is and where it belongs
SMALLEST = 9.5  # pixels of type
STEPS = (1, 2, 2.5, 5)  # of round ticks, and powers of ten of them
_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def number(text):
    """Read a tick: "−0.5", "100", "10⁻³"."""
    power = re.fullmatch(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text)
    return 10.0 ** int(power[1].translate(_POWERS)) if power else float(text.replace("−", "-"))


def size(word):
    """Return the type size of a word in pixels."""
    return float(re.search(r"([\d.]+)px", word["font"])[1])


def box(word):
    """Return (left, top, right, bottom) of a word."""
    high, shift = size(word), dict(left=0, center=0.5, right=1)[word["align"]] * word["wide"]
    up = dict(top=0, middle=0.5, bottom=1, alphabetic=0.8)[word["baseline"]] * high
    if word["turned"]:
        return word["x"] - up, word["y"] - shift, word["x"] - up + high, word["y"] - shift + word["wide"]
    return word["x"] - shift, word["y"] - up, word["x"] - shift + word["wide"], word["y"] - up + high


def overlap(one, other):
    """Whether two boxes share more than a pixel both ways."""
    return all(min(one[k + 2], other[k + 2]) - max(one[k], other[k]) > 1 for k in (0, 1))


def general(words, canvas_size, colours):
    """What holds for every word: it is painted, large enough, and on the canvas."""
    width, height = canvas_size
    for word in words:
        left, top, right, bottom = box(word)
        if left < -1 or top < -1 or right > width + 1 or bottom > height + 1:
            yield f"“{word['text']}” leaves the canvas"
        if word["alpha"] < 1 or ImageColor.getrgb(word["colour"]) not in map(ImageColor.getrgb, colours.values()):
            yield f"“{word['text']}” in {word['colour']}, opacity {word['alpha']}"
        if size(word) < SMALLEST:
            yield f"“{word['text']}” is {size(word):.1f} pixels high"


def expect(word, text, x, y, colour=None, align="center", near=NEAR):
    """What is wrong with one word of which text, place, colour and alignment are known."""
    if word["text"] != text:
        yield f"“{word['text']}” stands where “{text}” belongs"
    if math.hypot(word["x"] - x, word["y"] - y) > near:
        yield f"“{word['text']}” at ({word['x']:.0f}, {word['y']:.0f}) instead of ({x:.0f}, {y:.0f})"
    if word["align"] != align:
        yield f"“{word['text']}” aligned {word['align']} instead of {align}"
    if colour and word["colour"] != colour:
        yield f"“{word['text']}” in {word['colour']} instead of {colour}"


# --- the axes of a plane -------------------------------------------------------------------------------------------


def scale(limits, first, last, log=False):
    """Return the map from a number to its pixel on an axis from ``first`` to ``last``."""
    low, high = (math.log10(v) for v in limits) if log else limits
    return lambda v: first + ((math.log10(max(v, 1e-300)) if log else v) - low) / (high - low) * (last - first)


def split(words, spec, plane):
    """Part the words of a plane's frame from those of its content: (y ticks, x ticks, axis names, the rest)."""
    left, _, _, bottom = plane
    names = [word for word in words if word["turned"] or (spec.get("x") and word["text"] == spec["x"])]
    others = [word for word in words if word not in names]
    y_ticks = [w for w in others if w["align"] == "right" and w["baseline"] == "middle" and w["x"] < left]
    x_ticks = [w for w in others if w["align"] == "center" and w["baseline"] == "top" and w["y"] > bottom]
    if not spec.get("xlim"):  # the names under bars
        x_ticks = []
    return y_ticks, x_ticks, names, [w for w in others if w not in y_ticks and w not in x_ticks]


def axis(ticks, limits, to_pixel, along, log=False):
    """What is wrong with the numbers of one axis; ``along`` is "x" or "y"."""
    values = [number(tick["text"]) for tick in ticks]
    if len(values) < 2 or values != sorted(set(values)) or (log and values[0] <= 0):
        yield f"the {along} axis has the ticks {values}"
        return
    for tick, value in zip(ticks, values):
        if abs(tick[along] - to_pixel(value)) > NEAR:
            yield f"{tick['text']} of the {along} axis at {tick[along]:.0f} instead of {to_pixel(value):.0f}"
    places = [math.log10(value) if log else value for value in values]
    low, high = (math.log10(v) for v in limits) if log else limits
    step = (places[-1] - places[0]) / (len(places) - 1)
    slack = 1e-6 * (high - low)
    if any(abs(place - places[0] - k * step) > slack for k, place in enumerate(places)):
        yield f"the ticks {values} of the {along} axis are not equally far apart"
    if places[0] < low - slack or places[-1] > high + slack or high - places[-1] >= step or places[0] - low >= step:
        yield f"the ticks {values} of the {along} axis do not span {limits}"
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    if not log and not any(math.isclose(mantissa, s, rel_tol=1e-6) for s in STEPS):
        yield f"the ticks of the {along} axis go in steps of {step:g}"
    if any(overlap(box(a), box(b)) for a, b in pairwise(ticks)):
        yield f"ticks of the {along} axis overlap"


def axis_names(names, spec, plane, ticks, canvas_size):
    """What is wrong with the names of the axes: each beside the middle of its axis, clear of the ticks."""
    left, top, right, bottom = plane
    wanted = [(spec["x"], 0, "x", (left + right) / 2)] if spec.get("x") else []
    wanted += [(spec["y"], -90, "y", (top + bottom) / 2)] if spec.get("y") else []
    if sorted(w["text"] for w in names) != sorted(text for text, *_ in wanted):
        yield f"the axes are called {[w['text'] for w in names]}; expected {[text for text, *_ in wanted]}"
        return
    for text, turned, along, middle in wanted:
        word = next(w for w in names if w["text"] == text and bool(w["turned"]) == bool(turned))
        if word["turned"] != turned or abs(word[along] - middle) > NEAR or word["align"] != "center":
            yield f"“{text}” is not at the middle of its axis"
        if (word["y"] < bottom) if along == "x" else (word["x"] > left):
            yield f"“{text}” is not beside its axis"
        if any(overlap(box(word), box(tick)) for tick in ticks):
            yield f"“{text}” covers a tick"


def frame_of_plane(words, spec, plane, canvas_size, log):
    """Return (what is wrong with the axes' words, y ticks, x ticks, the other words)."""
    left, top, right, bottom = plane
    y_ticks, x_ticks, names, rest = split(words, spec, plane)
    y_ticks.sort(key=lambda word: number(word["text"]))
    found = list(axis(y_ticks, spec["ylim"], scale(spec["ylim"], bottom, top, log), "y", log))
    if spec.get("xlim"):
        found += axis(x_ticks, spec["xlim"], scale(spec["xlim"], left, right), "x")
    found += axis_names(names, spec, plane, [*x_ticks, *y_ticks], canvas_size)
    return found, [number(w["text"]) for w in y_ticks], [number(w["text"]) for w in x_ticks], rest


# --- what stands on the content --------------------------------------------------------------------------------------


def marks(rest, halos, spec, content, plane, colours):
    """Words of a Lines panel, each where its mark says, on a seam of paper."""
    left, top, right, bottom = plane
    X, Y = scale(spec["xlim"], left, right), scale(spec["ylim"], bottom, top, spec["log_y"])
    wanted = [m for m in [*spec["background"], *content] if m["mark"] == "text"]
    if [w["text"] for w in rest] != [m["text"] for m in wanted]:
        yield f"the words {[w['text'] for w in rest]}; expected {[m['text'] for m in wanted]}"
        return
    for word, mark in zip(rest, wanted):
        colour = colours.get(mark["color"], mark["color"])
        yield from expect(word, mark["text"], X(mark["at"][0]), Y(mark["at"][1]), colour, mark["align"])
    yield from seams(rest, halos, colours)


def seams(words, halos, colours):
    """Words on a drawing have a seam of paper, in the same place."""
    kept = [(w["text"], w["x"], w["y"]) for w in words]
    if [(w["text"], w["x"], w["y"]) for w in halos] != kept or {w["colour"] for w in halos} - {colours["paper"]}:
        yield "words without their seam of paper"


def bars(rest, halos, spec, content, plane, colours):
    """Names under the bars, evenly spaced, and the values at their ends; left out only where they have no room."""
    left, top, right, bottom = plane
    labels, n = content["labels"], len(content["labels"])
    slot = (right - left) / n
    names = [w for w in rest if w["baseline"] == "top" and w["y"] > bottom and w["y"] < bottom + 2 * size(w)]
    values = [w for w in rest if w not in names]
    at = [round((w["x"] - left) / slot - 0.5) for w in names]
    every = at[1] - at[0] if len(at) > 1 else n
    if at != list(range(0, n, max(every, 1))) or not at:
        yield f"names under the bars {at}"
        return
    for i, word in zip(at, names):
        short = word["text"].endswith("…") and labels[i].startswith(word["text"][:-1]) and word["text"] != "…"
        text = word["text"] if short else labels[i]
        yield from expect(word, text, left + slot * (i + 0.5), word["y"], colours["ink"])
    if any(overlap(box(a), box(b)) for a, b in pairwise(names)):
        yield "names under the bars overlap"
    yield from _values(values, spec, content, plane, colours)
    yield from seams(values, halos, colours)


def _values(words, spec, content, plane, colours):
    """Values at the ends of their bars; one is left out only where it would touch the one before."""
    left, top, right, bottom = plane
    texts, slot, waiting = content.get("text") or [], (right - left) / len(content["labels"]), list(words)
    Y, taken = scale(spec["ylim"], bottom, top, spec["log"]), -math.inf
    for i, text in enumerate(texts):
        middle, word = left + slot * (i + 0.5), waiting[0] if waiting else None
        if not text:
            continue
        if word and abs(word["x"] - middle) < NEAR:
            waiting.pop(0)
            end = min(bottom, max(top, Y(float(content["values"][i]))))
            yield from expect(word, text, middle, end, colours["ink"], near=6)
            taken = middle + word["wide"] / 2
        elif not words or middle - width_of(text, words[0]) / 2 > taken + 8:
            yield f"the value “{text}” is missing"
    if waiting:
        yield f"the values {[w['text'] for w in waiting]} belong to no bar"


def width_of(text, word):
    """Return how wide a text is in the type of a word: words on one canvas have one."""
    return word["wide"] * _font().getlength(text) / max(_font().getlength(word["text"]), 1e-9)


def _font(cache=[]):  # noqa: B006
    if not cache:
        from matplotlib import get_data_path

        cache.append(ImageFont.truetype(f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf", 100))
    return cache[0]


def graph(words, spec, content, plane, radius, colours):
    """Names and values of the nodes inside them, the edges' words at their places."""
    left, top, right, bottom = plane
    at = {name: (left + x * (right - left), bottom - y * (bottom - top)) for name, (x, y) in spec["positions"].items()}
    edges = [edge for edge in content.get("edges") or [] if edge.get("label")]
    nodes = content.get("nodes") or {}
    wanted = len(edges) + sum(1 + bool(node.get("value")) for node in nodes.values())
    if len(words) != wanted:
        yield f"{len(words)} words in the network; expected {wanted}"
        return
    for word, edge in zip(words, edges):
        (x0, y0), (x1, y1), t = at[edge["from"]], at[edge["to"]], edge.get("at", 0.32)
        colour = colours.get(edge.get("color") or "orange") if edge.get("active") else colours["ink"]
        yield from expect(word, edge["label"], x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, colour)
    rest = list(words[len(edges) :])
    for name, node in nodes.items():
        (x, y), label = at[name], rest.pop(0)
        shift = 0.62 * size(label) if node.get("value") else 0
        yield from expect(label, node.get("label") or name, x, y - shift, colours["ink"])
        inside = [label]
        if node.get("value"):
            inside.append(rest.pop(0))
            yield from expect(inside[1], str(node["value"]), x, y + shift, colours["ink"], near=3)
        if any(word["wide"] > 2 * radius for word in inside):
            yield f"the words of {name} are wider than its circle"
    if min((math.dist(a, b) for k, a in at.items() for m, b in at.items() if k < m), default=9e9) < 2 * radius:
        yield "nodes overlap"


def tiles(words, content, corners, tile, colours):
    """A label under the middle of each tile."""
    labels = content.get("labels") or []
    if len(words) != len(labels):
        yield f"{len(words)} labels under the tiles; expected {len(labels)}"
        return
    for word, label, (x, y) in zip(words, labels, corners):
        short = word["text"].endswith("…") and label.startswith(word["text"][:-1])
        text = word["text"] if short else label
        yield from expect(word, text, x + tile[0] / 2, y + tile[1] + 3, colours["ink"])
