"""States of an explorer that its tests go through: first, smallest, largest and random values of every control."""

import numpy as np

from course_utils.explorers.controls_runs import OwnRun
from course_utils.explorers.engine import Cells, Drawing, Number, Pick, Picture, Point, drawing_text, picture_text


def some_values(control, rng):
    """First, smallest, largest and three random values of a control."""
    if isinstance(control, Point):
        low, high = np.clip(np.array(control.limits).T, -3, 3)  # of each axis
        return [control.value, (0.0, 0.0), *[tuple(rng.uniform(low, high)) for _ in range(3)]]
    if isinstance(control, Number):
        low, high = max(control.minimum, -1e3), min(control.maximum, 1e3)
        empty = [None] if control.optional else []
        return [control.value, low, high, *rng.uniform(low, high, 3).round(4).tolist(), *empty]
    if type(control) in SOME:
        return [control.value, *SOME[type(control)](control, rng)]
    values = control.values
    return [control.value, values[0], values[-1], *[values[i] for i in rng.integers(0, len(values), 3)]]


def some_tables(control, rng):
    """Ready-made tables, one number everywhere, and random numbers in every shape of those."""
    shapes = [np.shape(control.value), *dict.fromkeys(np.shape(table) for _, table in control.presets)]
    low, high = max(control.minimum, -99), min(control.maximum, 99)
    random = [rng.uniform(low, high, shape).round(2) for shape in shapes for _ in range(3)]
    return [*(table for _, table in control.presets), np.full(shapes[0], low), np.full(shapes[-1], high), *random]


def some_cells(pick, rng):
    last = (pick.rows - 1, pick.columns - 1)
    inside = [tuple(int(v) for v in rng.integers(0, (pick.rows, pick.columns))) for _ in range(3)]
    return [(0, 0), last, *inside, (0, last[1]), (last[0], 0)]


def some_drawings(pad, rng):
    """Nothing, everything, one dot in a corner, noise, a bar."""
    shape = (pad.rows, pad.columns)
    dot, bar = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    dot[-1, -1] = 255
    bar[2:-2, pad.columns // 2] = 200
    noise = rng.integers(0, 256, shape, dtype=np.uint8)
    return ["", *map(drawing_text, (np.full(shape, 255, np.uint8), dot, noise, bar))]


def some_pictures(control, rng):
    """Named ones, and uploads: noise of the largest size, one pixel, a strip, a grey plain."""
    side = control.side
    sizes = [(side, side, 3), (1, 1, 3), (1, side, 3), (side // 2 + 1, 7, 3)]
    noise = [rng.integers(0, 256, size, dtype=np.uint8) for size in sizes]
    return [*control.values, *map(picture_text, [*noise, np.full((9, 12), 128, np.uint8)])]


def some_runs(control, rng):
    """None, one that is not there, and the text of a log, shorter and longer than the stored runs, and damaged."""
    head = "csv:log.csv\nepoch,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,rate\n"
    lines = [f"{k},{1 / k},{1 - 0.5 / k},{2 / k},{1 - 0.6 / k},{k},0.1\n" for k in range(1, 41)]
    return ["nowhere", head + "".join(lines[:3]), head + "".join(lines), head + "1,x"]


SOME = {Cells: some_tables, Pick: some_cells, Drawing: some_drawings, Picture: some_pictures, OwnRun: some_runs}


def states(cls, count=25):
    """The first state, one control at a time at each of its chosen values, then random mixtures."""
    rng = np.random.default_rng(0)
    first = cls.full_state()
    yield first
    for control in cls.controls:
        for value in some_values(control, rng):
            yield {**first, control.name: control.check(value)}
    for _ in range(count):
        picks = {c.name: some_values(c, rng)[rng.integers(0, 5)] for c in cls.controls}
        yield cls.full_state(picks)


def few_states(cls, count):
    """The first state, everything at its largest, at its smallest, one control at a time at an end, then mixtures."""
    rng, first = np.random.default_rng(len(cls.title)), cls.full_state()
    values = {c.name: some_values(c, rng) for c in cls.controls}
    chosen = [first, *({name: some[k] for name, some in values.items()} for k in (2, 1))]
    chosen += [{**first, name: some[1 + k % 2]} for k, (name, some) in enumerate(values.items())]
    while len(chosen) < count:
        chosen.append({name: some[rng.integers(len(some))] for name, some in values.items()})
    picked = chosen[:3] + [chosen[k] for k in sorted(rng.permutation(np.arange(3, len(chosen)))[: count - 3])]
    return [cls.full_state(state) for state in picked]
