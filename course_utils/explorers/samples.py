"""The largest contents that controls can bring, so that a page is laid out once, for every state.

The page sees all states of its table. What a live control can bring it does not see: here frames are computed with each
live control at its ends, alone and together with another control at an end, and what decides their size is kept.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import random

import numpy as np

PAIRS, CHANCES = 60, 40  # states with two controls at their ends, and with all of them at some
FEW = 12  # values: so many are all tried, of more the ends and the middle
MANY = 400  # numbers: a larger array goes as its shape alone


def ends(control) -> list:
    """Return values of a control that bring small and large contents: its ends, its first, all of a few.

    Other kinds of controls have ``values`` that stand for all; without those, the first value is all that is tried.
    """
    kind = type(control).__name__
    if kind == "Number":
        return [*([None] if control.optional else []), *_bounds(control.minimum, control.maximum)]
    if kind == "Point":
        return list(itertools.product(*(_bounds(low, high) for low, high in control.limits)))
    if kind == "Cells":
        return [control.value, *(preset[1] for preset in control.presets), *_tables(control)]
    if kind == "Drawing":
        return [control.value, "", *(preset[1] for preset in control.presets)]
    if kind == "Picture":
        return [*control.values, *_pictures(control.side)]
    values = list(getattr(control, "values", None) or [control.value])
    few = len(values) <= FEW
    return values if few else [values[0], values[len(values) // 2], max(values, key=_letters), values[-1]]


def _letters(value) -> int:
    return len(f"{value:.6g}" if isinstance(value, float) else str(value))


def states(cls):
    """Yield states of an explorer: its first, each live control at its ends, two at theirs, and some at random."""
    first, draw, each = cls.full_state(), random.Random(0), {control.name: ends(control) for control in cls.controls}
    yield first
    live = [control.name for control in cls.controls if control.live]
    for name in live:
        yield from ({**first, name: value} for value in each[name])
    pairs = [
        {**first, a: x, b: y}
        for a, b in itertools.combinations(each, 2) if a in live or b in live
        for x, y in itertools.product(each[a], each[b])
    ]  # fmt: skip
    yield from draw.sample(pairs, min(PAIRS, len(pairs)))
    yield {**first, **{name: max(values, key=_letters) for name, values in each.items()}}
    for _ in range(CHANCES):
        yield {**first, **{name: draw.choice(values) for name, values in each.items()}}


def samples(cls) -> dict:
    """Return the distinct contents of ``states``, by their key in a frame, as JSON keeps them.

    Of pictures and long arrays only the shape is kept, of a plane its legend. Empty where nothing is live.
    """
    if not any(control.live for control in cls.controls):
        return {}
    kinds, found = {panel.id: type(panel).__name__ for panel in cls.panels}, {}
    for state in states(cls):
        with contextlib.suppress(Exception):  # a state that fails says so when it is shown; the others are shown anyway
            for key, content in cls.frame(cls.full_state(state)).items():
                one = outline(content, kinds.get(key))
                if one not in (kept := found.setdefault(key, [])):
                    kept.append(one)
    return found


def outline(content, kind=None):
    """Return what decides the size of a panel's content.

    >>> outline({"pixels": np.zeros((28, 28)), "vmin": 0.0}, "Pixels")
    {'pixels': {'shape': [28, 28]}, 'labels': None}
    """
    if kind == "Lines":
        keys = ("mark", "label", "color", "dash")
        return [{key: mark.get(key) for key in keys} for mark in content if mark.get("label")]
    if kind in ("Bars", "Graph", "Lens"):
        return {}
    if kind in ("Pixels", "Tiles"):
        labels = content.get("labels")
        return {"pixels": {"shape": list(content["pixels"].shape)}, "labels": None if labels is None else [*labels]}
    return _small(content)


def _small(value):
    """Return JSON's own values; of a large array, or one of bytes, the shape."""
    if isinstance(value, dict):
        return {key: _small(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_small(item) for item in value]
    if isinstance(value, np.ndarray):
        large = value.size > MANY or value.dtype == np.uint8
        return {"shape": list(value.shape)} if large else _small(value.tolist())
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _bounds(low, high):
    return [low if math.isfinite(low) else -1e3, high if math.isfinite(high) else 1e3]


def _tables(control):
    """Return the largest and the smallest table, of short and of long numbers."""
    low, high = (max(control.minimum, -999.5), min(control.maximum, 999.5))
    sizes = {(control.row_bounds[i], control.column_bounds[i]) for i in (0, 1)}
    for rows, columns in sizes:
        for number in (low, high):
            yield tuple(tuple(number for _ in range(columns)) for _ in range(rows))


def _pictures(side):
    """Return pictures of one's own: a wide one, a high one, a square one."""
    return [np.full(shape, 128, np.uint8) for shape in ((side // 2, side), (side, side // 2), (side, side))]
