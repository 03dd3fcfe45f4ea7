"""States of the two explorers with a pad: seeded drawings of every kind that a hand or a preset leaves there."""

import numpy as np
from drawn_digits import hand

from course_utils.data.digit_shapes import SHAPES
from course_utils.data.strokes import PENS
from course_utils.explorers.drawings import drawing_array, drawing_text

PAD = 28


def digit_state(rng, cls):
    """One random state of a class of explorers: of any drawing, prepared or not, with any map."""
    pad, _, pick = cls.controls
    rows, columns = pick.rows, pick.columns
    kinds = dict(zip((_written, _scribbled, _edges, _on_the_grid, _dots, _ready, _bitmap, _both, _blank),
                     (3, 3, 2, 2, 1, 3, 4, 4, 1), strict=True))  # fmt: skip
    text = rng.choice(list(kinds), p=np.array([*kinds.values()]) / sum(kinds.values()))(rng, pad)
    values = dict(drawing=text, prepare=bool(rng.random() < 0.6), map=(rng.integers(rows), rng.integers(columns)))
    return cls.full_state({**values, "map": tuple(int(v) for v in values["map"])})


def _pen(rng):
    return str(rng.choice(list(PENS)))


def _strokes(strokes, rng):
    """Points as the pad keeps them: on it, and none twice in a row."""
    return drawing_text([np.clip(stroke, 0, PAD) for stroke in strokes], _pen(rng))


def _written(rng, _):
    """A digit in somebody's hand, of any size and anywhere; sometimes with a part beyond the edge, cut off there."""
    digit, name = list(SHAPES)[rng.integers(len(SHAPES))]
    size, where = PAD * rng.uniform(0.1, 0.95), PAD * rng.uniform(0.25, 0.75, 2)
    return _strokes([size * stroke + where for stroke in hand(digit, name, rng)], rng)


def _scribbled(rng, _):
    """Lines that wander as a hand does, in steps of any length."""
    lines = [np.cumsum(rng.normal(0, rng.uniform(0.1, 4), (rng.integers(2, 40), 2)), axis=0)
             for _ in range(rng.integers(1, 5))]  # fmt: skip
    return _strokes([line + rng.uniform(0, PAD, 2) for line in lines], rng)


def _edges(rng, _):
    """Lines along the rim of the pad, and from corner to corner."""
    ends = np.array([(0, 0), (0, PAD), (PAD, 0), (PAD, PAD)])
    return _strokes([ends[rng.permutation(4)[: rng.integers(1, 4)]] for _ in range(rng.integers(1, 3))], rng)


def _on_the_grid(rng, _):
    """The lines that keys draw, from the middle of a pixel to that of another: grey levels that lie on a tie."""
    step = float(rng.choice([0.1, 0.25, 0.5, 1]))
    return _strokes([step * np.floor(rng.uniform(0, PAD, (rng.integers(1, 6), 2)) / step) + 0.5 for _ in "12"], rng)


def _dots(rng, _):
    return _strokes([rng.uniform(0, PAD, (1, 2)) for _ in range(rng.integers(1, 4))], rng)


def _ready(rng, pad):
    """A drawing on offer, with any pen."""
    return pad.presets[rng.integers(len(pad.presets))][1].replace("medium", _pen(rng))


def _bitmap(rng, pad):
    """A test digit moved or rubbed at, or grey levels in any rectangle, however faint or narrow."""
    picture = np.zeros((PAD, PAD), np.uint8)
    if rng.random() < 0.5:
        high, wide = rng.integers(1, PAD + 1, 2)
        top, left = rng.integers(PAD + 1 - high), rng.integers(PAD + 1 - wide)
        picture[top : top + high, left : left + wide] = rng.integers(0, rng.choice([2, 256]), (high, wide))
        return drawing_text(picture)
    digit = _test_digit(rng, pad)
    digit[:, : rng.integers(0, 14)] = 0
    return drawing_text(np.roll(digit, rng.integers(-9, 10, 2), axis=(0, 1)))


def _test_digit(rng, pad):
    return drawing_array(pad.presets[rng.integers(10)][1]).copy()


def _both(rng, pad):
    """A test digit on which somebody went on drawing."""
    return f"{drawing_text(_test_digit(rng, pad))}|{_written(rng, pad)}"


def _blank(*_):
    return ""
