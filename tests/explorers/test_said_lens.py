"""Every number that the convolution lens says, at random states of every kind, beside one that torch worked out."""

import numpy as np
import torch
from lens_states import lens_state
from said import compared, numbers

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
    stride, padding, dilation = (state[name] for name in SETTING)
    said = [*place, *map(float, x[:, *place])]
    if x[0].size > 1:
        said.append(stride)
    sides = zip(place, w.shape[1:], out.shape[1:], strict=True)
    inside = [sum(0 <= p * stride - padding + dilation * i < n for i in range(side)) for p, side, n in sides]
    cut = w[0].size - inside[0] * inside[1]
    return [*said, *([cut] if cut else []), *([180] if state["flip"] else [])]


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


def states(count=250):
    rng = np.random.default_rng(11)
    return [lens_state(rng) for _ in range(count)]


ALL = {"ConvolutionLens": (states, lens_says)}

test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL)
