"""Every number that the filter lab and the arithmetic lab say and write, beside one worked out here."""

from functools import cache

import numpy as np
import torch
from lens_states import filter_state
from said import compared, texts

from course_utils.data import pictures
from course_utils.explorers import arithmetic_lab, filter_lab
from course_utils.explorers.engine import picture_text
from course_utils.explorers.filter_examples import FILTERS
from course_utils.explorers.layer_stacks import INPUTS, STACKS
from tests.explorers.test_said_lens import summed

NEIGHBOURS = {"sharpen": [4], "Laplacian": [4], "edges": [8]}  # what the words of a ready kernel count
LICENCES = {"china": [2.0], "flower": [2.0], "chelsea": [0], "coffee": [0], "retina": [0]}  # CC BY 2.0, CC0


def filtered(state):
    return worked_out(*(state[name] for name in ("picture", "kernel", "divide", "bias", "colour")))


@cache
def worked_out(picture, kernel, divide, bias, colour):
    """Return (channel under the window, kernel as it is laid, its sum before and after the division, output)."""
    kernel = np.array(kernel[0], float)
    x = filter_lab.pixels(picture).astype(float).transpose(2, 0, 1)  # (3, H, W)
    if colour == "grey":
        x = 0.299 * x[:1] + 0.587 * x[1:2] + 0.114 * x[2:]
    total = float(kernel.sum())
    by = total if divide and abs(total) > 1e-9 else 1.0
    w = torch.tensor(kernel / by)[None, None]
    out = torch.conv2d(torch.tensor(x)[:, None], w, padding=len(kernel) // 2)[:, 0].numpy() + bias
    return x[len(x) // 2 :][:1], kernel / by, total, by, out


def clear(out, kernel):
    """Return the output away from the rim; all of it where that would be nothing."""
    down, right = (n // 2 for n in kernel.shape)
    part = out[:, down : out.shape[1] - down, right : out.shape[2] - right]
    return part if part.size else out


def place_of(state, out):
    return [min(at, n - 1) for at, n in zip(state["place"], out.shape[1:], strict=True)]


def filter_says(state, text):
    x, kernel, total, by, out = filtered(state)
    place, bias = place_of(state, out), [state["bias"]] if state["bias"] else []
    value = float(out[len(out) // 2][*place])
    said = [*place, kernel.size, value - state["bias"], *bias, *([value] if bias else [])]
    ready = [name for name, (known, _) in FILTERS.items() if np.array_equal(known, state["kernel"][0])]
    said += NEIGHBOURS.get(ready[0], []) if ready else kernel.shape
    return [*said, *brightness(kernel, total / by, bias), *display(state, kernel, total, out)]


def brightness(kernel, total, bias):
    if not kernel.any():
        return [0]
    if abs(total) < 1e-9:
        return [0, *(bias or [0])]
    if abs(total - 1) < 1e-6:
        return [1, *bias]
    return [total, *([total] if total > 0 else []), *bias]


def display(state, kernel, total, out):
    how = state["display"]
    how = ("signed" if abs(total) < 1e-9 else "cut") if how == "auto" else how
    if how == "signed":
        return [0, float(np.abs(clear(out, kernel)).max()) or 1] if len(out) == 1 else [0]
    below, above = int((out < -1e-9).sum()), int((out > 255 + 1e-9).sum())
    counts = [n for count, edge in ((below, 0), (above, 255)) if count for n in (count, edge)]
    return [0, 255, *(counts if how == "cut" else [])]


def filter_writes(state, text):
    x, kernel, total, by, out = filtered(state)
    place, bias = place_of(state, out), [float(abs(state["bias"]))] if state["bias"] else []
    plain = {"stride": 1, "padding": len(kernel) // 2, "dilation": 1, "bias": state["bias"]}
    one = summed(plain, x, kernel[None], out, place) if len(out) == 1 else [float(v) for v in out[:, *place]]
    plus, minus = (float(np.clip(sign * kernel * by, 0, None).sum()) for sign in (1, -1))
    parts = [*([plus, minus] if minus else []), total, *([by, total / by] if by != 1 else [])]
    flat = [float(state["bias"])] if abs(total) < 1e-9 else [*([total] if by == 1 and total != 1 else []), *bias]
    ends = [float(clear(out, kernel).min()), float(clear(out, kernel).max())]
    return [*place, *one, *parts, *flat, *ends, *LICENCES.get(state["picture"], [])]


def filter_states(count=250):
    rng = np.random.default_rng(14)
    own = [picture_text(rng.integers(0, 256, (*shape, 3)).astype(np.uint8)) for shape in ((7, 9), (1, 1), (40, 3))]
    names = [*pictures.PHOTOGRAPHS, *own]
    return [filter_state(rng, names[rng.integers(len(names))]) for _ in range(count)]


def stacked(state):
    """Return (layers that can be built, sizes from the input on)."""
    built, sizes = [], [state["size"]]
    for k, s, p in state["layers"]:
        if k % 1 or s % 1 or p % 1 or k < 1 or s < 1 or p < 0 or k > sizes[-1] + 2 * p:
            break
        built.append((int(k), int(s), int(p)))
        sizes.append(len(range(0, sizes[-1] + 2 * built[-1][2] - built[-1][0] + 1, built[-1][1])))
    return built, sizes


def sees(built, layer, unit):
    """Return (first, last) pixel under a unit: its windows are followed down, as if all layers went on for ever."""
    first = last = unit
    for k, s, p in reversed(built[:layer]):
        first, last = first * s - p, last * s - p + k - 1
    return first, last


def chosen(state):
    """Return (layer, unit, its pixels' first and last) of a click: the unit whose middle is nearest."""
    built, sizes = stacked(state)
    layer = min(round(state["unit"][1]), len(built))
    ends = [sees(built, layer, unit) for unit in range(sizes[layer])]
    far = [abs(50 * (first + last + 1) / sizes[0] - state["unit"][0]) for first, last in ends]
    unit = far.index(min(far))
    return layer, unit, ends[unit]


def arithmetic_says(state, text):
    built, sizes = stacked(state)
    layer, unit, (first, last) = chosen(state)
    size, field = sizes[0], last - first + 1
    said = [layer, unit, *([0, sizes[layer] - 1] if sizes[layer] > 1 else []), *dict.fromkeys((first, last))]
    if layer == 0:
        said = [unit, size]
    elif "padding alone" not in text:
        outside, whole = max(0, -first) + max(0, last - size + 1), first <= 0 and last >= size - 1
        said += [field, field, *([outside, field] if outside and not whole else [])]
        said += [sees(built, layer, 1)[0] - sees(built, layer, 0)[0]] if sizes[layer] > 1 else []
    return [*said, *unreached(built, sizes), *refusal(state, built, sizes)]


def unreached(built, sizes):
    for number, ((k, s, p), n) in enumerate(zip(built, sizes), start=1):
        left = (n + 2 * p - k) % s
        yield from [number, n + 2 * p - k, s, *([left] if left > 1 else [])] if left else []


def refusal(state, built, sizes):
    """Return the numbers of why a layer cannot be built."""
    if len(built) == len(state["layers"]):
        return []
    number, layer = len(built) + 1, state["layers"][len(built)]
    for value, least in zip(layer, (1, 1, 0)):
        if value % 1 or value < least:
            return [number, float(value), least]
    k, _, p = map(int, layer)
    return [number, k, sizes[-1], *([sizes[-1] + 2 * p] if p else [])]


def arithmetic_writes(state, text):
    built, sizes = stacked(state)
    layer, unit, (first, last) = chosen(state)
    if layer == 0:
        return [0]
    (start, end), (was, till) = sees(built, layer, 0), sees(built, layer - 1, 0)
    jump, jumped = (sees(built, n, 1)[0] - sees(built, n, 0)[0] for n in (layer, layer - 1))
    k, s, p = built[layer - 1]
    field = [till - was + 1, k, 1, jumped, end - start + 1, jumped, s, jump, was, p, jumped, start]
    span = [*dict.fromkeys((first, last))]
    return [sizes[layer - 1], 2, p, k, s, 1, sizes[layer], *field, unit, layer, *span, unit, jump, last - first + 1]


def arithmetic_states(count=400):
    """Yield ready stacks, and random ones: some that cannot be built, some of numbers that are no whole ones."""
    rng = np.random.default_rng(15)
    for _ in range(count):
        layers = [tuple(int(rng.integers(low, high)) for low, high in ((1, 8), (1, 4), (0, 4)))
                  for _ in range(rng.integers(1, 6))]  # fmt: skip
        if rng.random() < 0.1:
            layers[-1] = [(2.5, 1, 0), (3, 0, 0), (0, 1, 0), (3, 1.5, 0)][rng.integers(4)]
        name = [*STACKS][rng.integers(len(STACKS))]
        size = int(rng.choice(arithmetic_lab.SIZES))
        stack, size = (STACKS[name], INPUTS[name]) if rng.random() < 0.3 else (layers, size)
        yield dict(layers=stack, size=size, unit=(float(rng.uniform(0, 100)), float(rng.integers(6))))


ALL = {
    "FilterLab": (filter_states, filter_says, filter_writes),
    "ArithmeticLab": (lambda: list(arithmetic_states()), arithmetic_says, arithmetic_writes),
}

test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL)


def test_a_kernel_of_tenths_that_cancel_adds_up_to_nothing():
    lines = texts("FilterLab", dict(kernel=((0.1, 0.2, -0.3),) * 3))[1]
    assert "Sum of the kernel: 0.9 − 0.9 = 0\n" in lines and "10⁻" not in lines
