"""A drawing on the pad as text: what travels between page and Python, and what becomes of it as a picture.

Three forms, and nothing else: ``""`` for a blank pad; base64 text of rows × columns bytes, a bitmap (0 paper, 255 ink);
``"strokes:PEN;x,y x,y …;x,y …"``, the strokes of one pen, their points in hundredths of a pixel of the pad, whole
numbers. A bitmap on which somebody went on drawing is both, with ``|`` between.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import NamedTuple

import numpy as np

from course_utils import validation
from course_utils.data.handwriting import SIDE, as_mnist
from course_utils.data.strokes import PENS, ink, strokes_as_mnist

FINE = 100  # steps of a point in one pixel
MOST_POINTS = 10_000  # of one drawing; a digit has about a hundred
_STROKES = re.compile(r"strokes:([a-z]+)((?:;\d{1,5},\d{1,5}(?: \d{1,5},\d{1,5})*)*)")
_WANTED = "'', base64 text, or 'strokes:PEN;x,y x,y …'"


class Drawn(NamedTuple):
    """What is on a pad: ``bitmap``, uint8 (rows, columns) or None; ``pen``; ``strokes``, arrays (n, 2) in pixels."""

    bitmap: np.ndarray | None
    pen: str
    strokes: list


def drawing_parts(value, rows=28, columns=28):
    """Take the text of a drawing apart: a ``Drawn``. Raises ValueError for any other text, saying what was expected.

    >>> drawing_parts("strokes:thin;150,200 300,200").strokes[0].tolist()
    [[1.5, 2.0], [3.0, 2.0]]
    """
    if not isinstance(value, str):
        raise validation.value_error("value", repr(value) if value is None else validation.describe(value), _WANTED)
    base, bar, lines = ("", "", value) if value.startswith("strokes:") else value.partition("|")
    if bar and not (base and lines):
        raise validation.value_error("value", short(value), _WANTED)
    bitmap = pixels("value", base, (rows, columns)) if base else None
    return Drawn(bitmap, *(_strokes(lines, rows, columns) if lines else ("medium", [])))


def _strokes(text, rows, columns):
    """Read "strokes:PEN;…": the pen and the strokes, each point on the pad."""
    if text.count(",") > MOST_POINTS:
        raise validation.value_error("value", f"{text.count(','):,} points", f"at most {MOST_POINTS:,}")
    found = _STROKES.fullmatch(text)
    if not found:
        raise validation.value_error("value", short(text), _WANTED)
    if found[1] not in PENS:
        raise validation.value_error("value", f"the pen {found[1]!r}", f"one of {', '.join(map(repr, PENS))}")
    lines = [line.replace(",", " ").split() for line in found[2].split(";")[1:]]
    strokes = [np.array(line, dtype=np.float64).reshape(-1, 2) / FINE for line in lines]
    for stroke in strokes:
        if (stroke > (columns, rows)).any():
            far = tuple(stroke[(stroke > (columns, rows)).any(axis=1)][0].tolist())
            raise validation.value_error("value", f"the point {far}", f"points on the pad, up to ({columns}, {rows})")
    return found[1], strokes


def drawing_array(value, rows=28, columns=28):
    """Return a drawing as it lies on the pad, uint8 (rows, columns), 0 for paper and 255 for ink.

    >>> drawing_array("", 2, 3).tolist()
    [[0, 0, 0], [0, 0, 0]]

    Raises ValueError for text that is no drawing.
    """
    bitmap, pen, strokes = drawing_parts(value, rows, columns)
    if not strokes and bitmap is not None:
        return bitmap
    inked = ink(strokes, (rows, columns), pen, max(rows, columns) / SIDE)
    return inked if bitmap is None else np.maximum(bitmap, inked)


def drawing_mnist(value, rows=28, columns=28):
    """Return a drawing scaled and centred as MNIST's digits were, uint8 (28, 28).

    Strokes are scaled first and inked then (``strokes_as_mnist``); a bitmap can only be stretched (``as_mnist``).
    Raises ValueError for text that is no drawing.

    >>> drawing_mnist("strokes:medium;100,100 100,300").any(axis=1).sum()  # of any size: 20 rows
    np.int64(20)
    """
    bitmap, pen, strokes = drawing_parts(value, rows, columns)
    return strokes_as_mnist(strokes, pen) if bitmap is None else as_mnist(drawing_array(value, rows, columns))


def drawing_text(drawing, pen="medium"):
    """Return a drawing as text, "" when nothing is drawn: of a uint8 array (rows, columns), or of strokes.

    Strokes are sequences of points (x, y) in pixels of the pad; they are rounded to hundredths.

    >>> drawing_text(np.zeros((2, 3), np.uint8))
    ''
    >>> drawing_text([[(1.5, 2), (3, 2)]], pen="thin")
    'strokes:thin;150,200 300,200'
    """
    if isinstance(drawing, np.ndarray):
        array = validation.array("array", drawing, ndim=2, dtype="uint8")
        return base64.b64encode(array.tobytes()).decode("ascii") if array.any() else ""
    strokes = [validation.array("strokes", s, shape=("n", 2), allow_inf=False) for s in drawing if len(s)]
    lines = (" ".join(f"{x},{y}" for x, y in np.rint(FINE * s).astype(int).tolist()) for s in strokes)
    return f"strokes:{pen};{';'.join(lines)}" if strokes else ""


def checked_text(value, rows, columns):
    """Return a drawing (text, array or strokes) as its text in normal form; raise ValueError for anything else."""
    if isinstance(value, np.ndarray):
        return drawing_text(validation.array("value", value, shape=(rows, columns), dtype="uint8"))
    if isinstance(value, (list, tuple)):
        value = drawing_text(value)
    bitmap, pen, strokes = drawing_parts(value, rows, columns)
    parts = [drawing_text(bitmap)] if bitmap is not None else []
    return "|".join(part for part in (*parts, drawing_text(strokes, pen)) if part)


def pixels(name, text, shape):
    """Decode base64 text to the bytes of a uint8 array of this shape; raise ValueError for any other text."""
    count = int(np.prod(shape))
    wanted = f"base64 text of {' × '.join(map(str, shape))} = {count} bytes"
    if not isinstance(text, str):
        raise validation.value_error(name, validation.describe(text), wanted)
    if len(text) > 4 * (count // 3 + 2):  # do not decode what cannot be right, however long it is
        raise validation.value_error(name, f"a text of {len(text)} characters", wanted)
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise validation.value_error(name, f"{short(text)}, which is no base64", wanted) from error
    if len(raw) != count:
        raise validation.value_error(name, f"{len(raw)} bytes", wanted)
    return np.frombuffer(raw, np.uint8).reshape(shape)


def short(value):
    """Return how a refused value is quoted."""
    return validation.describe(value) if not isinstance(value, str) else repr(value[:24] + "…" * (len(value) > 24))
