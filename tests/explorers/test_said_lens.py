"""Every number that the convolution lens says, at random states of every kind, beside one that torch worked out."""

import itertools

import numpy as np
import pytest
import torch
from lens_states import lens_state
from said import compared, numbers, texts

from course_utils.explorers.lens_examples import photograph

SETTING = ("stride", "padding", "dilation")


def arrays(state):
    """Return (input, kernel as it is laid on each channel, output of torch), all (C, …) in float64."""
    x = photograph(state["input"])[None].astype(float) if isinstance(state["input"], str) else np.array(state["input"])
    w = np.array(state["kernel"], float)[: 1 if state["mode"] in ("max", "mean") else None]  # pooling takes its size
    w = np.broadcast_to(w[:, ::-1, ::-1] if state["flip"] else w, (len(x), *w.shape[1:])).copy()
    x = x.astype(float)
    return x, w, worked_out(state, torch.tensor(x)[None], torch.tensor(w))[0].numpy()


def worked_out(state, x, w):
    stride, padding, dilation = (state[name] for name in SETTING)
    if state["mode"] == "sum":
        return torch.conv2d(x, w[None], None, stride, padding, dilation) + state["bias"]
    if state["mode"] == "transposed":
        laid = torch.conv_transpose2d(x, w[:, None], None, stride, padding, 0, 1, dilation)
        return laid + state["bias"]
    spread = {"value": -torch.inf if state["mode"] == "max" and not state["zeros"] else 0.0}
    padded = torch.nn.functional.pad(x, (padding,) * 4, **spread)
    blocks = windows(padded, w.shape[1:], stride, dilation)
    if state["mode"] == "max":
        return blocks.amax(dim=(4, 5))
    if state["zeros"]:
        return blocks.mean(dim=(4, 5))
    inside = torch.nn.functional.pad(torch.ones_like(x), (padding,) * 4)
    return blocks.sum(dim=(4, 5)) / windows(inside, w.shape[1:], stride, dilation).sum(dim=(4, 5))


def windows(x, sides, stride, dilation):
    """Return all windows of (N, C, H, W) as (N, C, OH, OW, KH, KW)."""
    for axis, side in zip((2, 3), sides, strict=True):
        x = x.unfold(axis, dilation * (side - 1) + 1, stride)
    return x[..., ::dilation, ::dilation]


def clipped(cell, shape):
    return [max(0, min(at, size - 1)) for at, size in zip(cell, shape, strict=True)]


def places(state, n, side):
    """Return the outputs along one axis, each with the cells of the input under its window."""
    stride, padding, dilation = (state[name] for name in SETTING)
    count = (n + 2 * padding - dilation * (side - 1) - 1) // stride + 1
    return [[k * stride - padding + dilation * i for i in range(side)] for k in range(count)]


def refused(state, x, w):
    """Return the numbers of a refusal, by the words that it uses."""
    padding, dilation, (high, wide) = state["padding"], state["dilation"], w.shape[1:]
    covers = [*(dilation * (n - 1) + 1 for n in (high, wide)), dilation] if dilation > 1 else []
    return {
        "slices": [len(state["kernel"]), len(x), *([len(x)] if len(x) > 1 else [])],
        "is larger": [high, wide, *covers, *(n + 2 * padding for n in x.shape[1:])],
        "cuts off all": [padding, high, wide],
        "more than half": [padding, 0.5, high, wide],
        "there is a place": [dilation, high, wide],
    }


def lens_says(state, text):
    if "no output" in text and "is used by" not in text:
        x = photograph(state["input"])[None] if isinstance(state["input"], str) else np.array(state["input"])
        found = refused(state, x, np.array(state["kernel"]))
        return next(values for words, values in found.items() if words in text)
    x, w, out = arrays(state)
    transposed = state["mode"] == "transposed"
    if state["point"]:
        return pointed(state, x, w, out, clipped(state["point"], out.shape[1:] if transposed else x.shape[1:]))
    if transposed:
        return stamped(state, x, w, out, clipped(state["place"], x.shape[1:]), text)
    return laid(state, x, w, out, clipped(state["place"], out.shape[1:]), text)


def pointed(state, x, w, out, point):
    stride, padding, dilation = (state[name] for name in SETTING)
    axes = list(zip(point, x.shape[1:], w.shape[1:], strict=True))
    if state["mode"] == "transposed":
        users = [sum(at + padding == k * stride + dilation * i for k in range(n) for i in range(side))
                 for at, n, side in axes]  # fmt: skip
        count = users[0] * users[1]
        if not count:
            return [*point, float(state["bias"])]
        return [*point, float(out[0, *point]), count]
    users = [sum(at in cells for cells in places(state, n, side)) for at, n, side in axes]
    count = users[0] * users[1]
    turned = [180] if count > 1 and state["mode"] == "sum" and not state["flip"] else []
    return [*point, *map(float, x[:, *point]), *([count] if count else []), *turned]


def stamped(state, x, w, out, place, text):
    said = [*place, *map(float, x[:, *place])]
    if x[0].size > 1:
        said.append(state["stride"])
    cut = w[0].size - inside(state, w, out, place)
    return [*said, *([cut] if cut else []), *([180] if state["flip"] else [])]


def inside(state, w, out, place):
    """Return how many elements of the kernel of a transposed convolution fall on the output."""
    stride, padding, dilation = (state[name] for name in SETTING)
    sides = zip(place, w.shape[1:], out.shape[1:], strict=True)
    counts = [sum(0 <= p * stride - padding + dilation * i < n for i in range(side)) for p, side, n in sides]
    return counts[0] * counts[1]


def laid(state, x, w, out, place, text):
    stride, padding, dilation = (state[name] for name in SETTING)
    cells = [places(state, n, side)[at] for n, side, at in zip(x.shape[1:], w.shape[1:], place, strict=True)]
    spread = [dilation] if dilation > 1 and max(w.shape[1:]) > 1 else []
    said = [*place, *w.shape[1:], *spread, *(p * stride - padding for p in place)]
    sums = state["mode"] == "sum"
    if sums:
        total = float(worked_out({**state, "bias": 0.0}, torch.tensor(x)[None], torch.tensor(w))[0, 0, *place])
        said += [1.0 if any(one.text == "one" for one in numbers(text)) else w.size] if w.size > 1 else []
        said += [total, *([float(state["bias"]), float(out[0, *place])] if state["bias"] else [])]
    else:
        said += map(float, out[:, *place])
    inside = [[c for c in these if 0 <= c < n] for these, n in zip(cells, x.shape[1:], strict=True)]
    outside = w[0].size - len(inside[0]) * len(inside[1])
    said += [outside] if outside else []
    said += [0] if outside == 1 and (sums or state["zeros"]) else []  # "a zero"
    said += beaten(x, inside) if "beats every" in text else []
    left = [(n + 2 * padding - dilation * (side - 1) - 1) % stride for n, side in zip(x.shape[1:], w.shape[1:])]
    return [*said, *([180] if sums and state["flip"] else []), *(n for n in left if n)]


def beaten(x, inside):
    """Return the 0 that wins, and the largest number of the input under the window, if there is any."""
    under = x[0][np.ix_(*inside)]
    return [0, *([float(under.max())] if under.size else [])]


def lens_writes(state, text):
    if not text:
        return []  # refused, and no matter of its size
    x = photograph(state["input"])[None] if isinstance(state["input"], str) else np.array(state["input"])
    sizes = sizes_written(state, x.shape[1:], np.array(state["kernel"]).shape[1:])
    if "put[" not in text:
        return sizes
    x, w, out = arrays(state)
    if state["mode"] != "transposed":
        place = clipped(state["place"], out.shape[1:])
        return [*place, *(summed if state["mode"] == "sum" else pooled)(state, x, w, out, place), *sizes]
    if state["point"]:
        point = clipped(state["point"], out.shape[1:])
        return [*point, *collected(state, x, w, point), float(out[0, *point]), *sizes]
    place = clipped(state["place"], x.shape[1:])
    values = [float(v) for v in x[:, *place]]
    return [*place, *values, *(values if len(values) == 1 else []), inside(state, w, out, place), *sizes]


def sizes_written(state, ns, sides):
    """Return the numbers of the size of the output: of one axis where both are alike."""
    stride, padding, dilation = (state[name] for name in SETTING)
    found, transposed = [], state["mode"] == "transposed"
    for n, side in dict.fromkeys(zip(ns, sides, strict=True)):
        covered = dilation * (side - 1) + 1
        steps = [n, 1, stride, 2, padding, covered] if transposed else [n, 2, padding, covered, stride, 1]
        count = (n - 1) * stride - 2 * padding + covered if transposed else (n + 2 * padding - covered) // stride + 1
        found.append((count, [*steps, count, *([dilation, side, 1, 1, covered] if dilation > 1 else [])]))
    if not transposed and (stride, padding, dilation) == (1, 0, 1) and min(found)[0] > 0:
        return [found[0][0], found[-1][0]]
    return [number for _, written in found for number in written]


def under(state, x, side, place, ring=0.0):
    """Return what lies under the window, (C, KH, KW)."""
    stride, padding, dilation = (state[name] for name in SETTING)
    x = np.pad(x, ((0, 0), *((padding,) * 2,) * 2), constant_values=ring)
    rows, columns = (slice(at * stride, at * stride + dilation * (n - 1) + 1, dilation) for at, n in zip(place, side))
    return x[:, rows, columns]


def signed(terms):
    """Return the terms of a written sum: the sign of all but the first stands before them."""
    return [float(term if k == 0 else abs(term)) for k, term in enumerate(terms)]


def summed(state, x, w, out, place):
    seen, bias = under(state, x, w.shape[1:], place), [state["bias"]] if state["bias"] else []
    products, value = seen * w, float(out[0, *place])
    if w.size == 1 and not bias:
        return [float(seen.item()), float(w.item()), value]
    if len(x) > 1:
        shares = signed([*products.sum(axis=(1, 2)), *bias])
        return [*itertools.chain(*zip(shares, range(len(x)))), *shares[len(x) :], value]
    if w.size <= 9:
        return [*signed([*products.ravel(), *bias]), value]
    return [*([float(products.sum()), w.size, *map(abs, bias)] if bias else [w.size]), value]


def pooled(state, x, w, out, place):
    values = [float(v) for v in out[:, *place]]
    if len(values) > 1:
        return values
    seen = under(state, x, w.shape[1:], place, 0.0 if state["zeros"] else np.nan).ravel()
    counted = seen[~np.isnan(seen)]
    if state["mode"] == "max":
        return [*(map(float, counted) if w.size <= 9 else [w.size]), *values]
    return [*(signed(counted) if len(counted) <= 9 else [float(counted.sum())]), len(counted), *values]


def collected(state, x, w, point):
    """Return the numbers of what all pixels leave in one cell of a transposed convolution."""
    pairs = [
        (float(x[c, i, j]), float(w[c, p, q]))
        for c, (p, i), (q, j) in itertools.product(range(len(x)), *touched(state, x, w, point))
    ]
    bias = [state["bias"]] if state["bias"] else []
    if len(pairs) > 9:
        return [sum(a * b for a, b in pairs), len(pairs), *map(abs, bias)]
    if bias or not pairs:
        return signed([*(a * b for a, b in pairs), *bias]) or [0]
    return [number for pair in pairs for number in pair]


def touched(state, x, w, point):
    """Return for rows and columns the (element of the kernel, pixel) that reach a cell."""
    stride, padding, dilation = (state[name] for name in SETTING)
    for at, n, side in zip(point, x.shape[1:], w.shape[1:], strict=True):
        yield [(k, i) for k in range(side) for i in range(n) if i * stride + k * dilation - padding == at]


def states(count=250):
    rng = np.random.default_rng(11)
    return [lens_state(rng) for _ in range(count)]


ALL = {"ConvolutionLens": (states, lens_says, lens_writes)}

test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL)


TENTHS, ONES = [[[0.1, 0.2, -0.3]]], [[[1, 1, 1]]]


@pytest.mark.parametrize(
    "state",
    [
        dict(input=ONES, kernel=TENTHS),
        dict(input=ONES, kernel=[[[0.1, 0.2]]], bias=-0.3),
        dict(input=TENTHS, kernel=ONES, mode="mean"),
        dict(input=TENTHS, kernel=ONES, mode="transposed", point=(0, 2)),
    ],
    ids=str,
)
def test_where_tenths_cancel_nothing_is_left(state):
    """In binary 0.1 + 0.2 − 0.3 is 5.55 × 10⁻¹⁷, which no learner has typed."""
    said, lines = texts("ConvolutionLens", state)
    assert lines.split("\n")[0].endswith(" = 0") and "10⁻" not in said + lines
