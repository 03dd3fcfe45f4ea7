"""Controls that take a picture: a pad to draw on, and a choice of photographs or one of your own.

Pictures travel between page and Python as base64 text in the state. Everything that arrives is checked.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

import numpy as np

from course_utils import validation
from course_utils.data.strokes import PENS
from course_utils.explorers.controls import Control, plain
from course_utils.explorers.drawings import MOST_POINTS, checked_text, drawing_array, drawing_text, pixels, short

__all__ = ["Drawing", "Picture", "drawing_array", "drawing_text", "picture_array", "picture_text"]

UPLOAD = re.compile(r"upload:([1-9]\d{0,4}):([1-9]\d{0,4}):([A-Za-z0-9+/]*={0,2})")


def picture_array(value):
    """Return an uploaded picture, the value ``"upload:H:W:…"`` of a ``Picture``, as a uint8 array (H, W, 3).

    Raises ValueError for anything else, the name of an option included.
    """
    found = UPLOAD.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise validation.value_error("value", short(value), "'upload:H:W:' and base64 text")
    return pixels("value", found[3], (int(found[1]), int(found[2]), 3))


def picture_text(array):
    """Return a uint8 array (H, W) or (H, W, 3) as the value of a ``Picture``.

    >>> picture_array(picture_text(np.full((1, 2), 7, np.uint8))).tolist()
    [[[7, 7, 7], [7, 7, 7]]]
    """
    array = validation.array("array", array, ndim=(2, 3), dtype="uint8")
    rgb = np.repeat(array[:, :, None], 3, axis=2) if array.ndim == 2 else array
    validation.array("array", rgb, shape=("H", "W", 3), dtype="uint8")
    return f"upload:{rgb.shape[0]}:{rgb.shape[1]}:{base64.b64encode(rgb.tobytes()).decode('ascii')}"


def _named(error, name):
    """Return the error of a helper above with the control's name in place of the argument's."""
    return ValueError(re.sub(r"^(value|array|strokes)\b", name, str(error)))


@dataclass(frozen=True)
class Drawing(Control):
    """A pad to draw on with mouse, finger, pen or keys, answered by Python while the hand draws.

    Its value is the text of a drawing (``drawings``): strokes, a bitmap of ``rows`` × ``columns`` pixels, or both, and
    "" when nothing is drawn. From Python an array (rows, columns) of dtype uint8 may be set as well, or strokes, a list
    of lists of points (x, y) in pixels of the pad. ``presets`` are pairs ``(label, value)``, offered to begin with.
    """

    rows: int = 28
    columns: int = 28
    value: str = ""
    presets: tuple = ()
    live = True

    def __post_init__(self):
        for axis in ("rows", "columns"):
            validation.integer(axis, getattr(self, axis), minimum=1, maximum=256)
        object.__setattr__(self, "value", self.check(self.value))
        object.__setattr__(self, "presets", tuple((label, self.check(value)) for label, value in self.presets))

    def check(self, value):
        try:
            return checked_text(value, self.rows, self.columns)
        except (TypeError, ValueError) as error:
            raise _named(error, self.name) from None

    def spec(self):
        """Describe the control to the page: ``pens`` are half the widths of the lines, in pixels of the pad."""
        scale = max(self.rows, self.columns) / 28
        return dict(
            type="drawing", name=self.name, label=self.label, rows=self.rows, columns=self.columns, live=True,
            presets=[list(preset) for preset in self.presets], most=MOST_POINTS,
            pens={pen: core * scale + max(1.0, scale) / 2 for pen, core in PENS.items()},
        )  # fmt: skip


@dataclass(frozen=True)
class Picture(Control):
    """A choice among named pictures, or a file of one's own, decoded and scaled by the browser; answered by Python.

    An option is a name or a pair ``(name, label)``. The value is a name, or ``"upload:H:W:…"`` with the base64 text of
    H × W × 3 bytes, each side at most ``side``; ``picture_array`` decodes it. From Python a uint8 array (H, W) or
    (H, W, 3) may be set as well.
    """

    options: tuple = ()
    value: str | None = None
    side: int = 160
    live = True

    def __post_init__(self):
        pairs = tuple(o if isinstance(o, tuple) else (o, str(o)) for o in self.options)
        if not pairs:
            raise ValueError(f"options: got none for picture {self.name!r}; expected at least 1")
        object.__setattr__(self, "options", tuple((plain(v), label) for v, label in pairs))
        object.__setattr__(self, "value", self.values[0] if self.value is None else self.check(self.value))

    @property
    def values(self):
        return tuple(v for v, _ in self.options)

    def check(self, value):
        if isinstance(value, str) and value in self.values:
            return value
        try:
            text = picture_text(value) if isinstance(value, np.ndarray) else value
            if not isinstance(text, str) or not text.startswith("upload:"):
                names = ", ".join(map(repr, self.values))
                raise validation.value_error("value", short(text), f"one of {names}, or an uploaded picture")
            self._check_sides(text)
            picture_array(text)
        except (TypeError, ValueError) as error:
            raise _named(error, self.name) from None
        return text

    def _check_sides(self, text):
        """Refuse a picture that is too large before its bytes are looked at."""
        found = UPLOAD.fullmatch(text)
        if found and max(int(found[1]), int(found[2])) > self.side:
            got = f"a picture of {found[1]} × {found[2]} pixels"
            raise validation.value_error("value", got, f"sides of at most {self.side} pixels")

    def spec(self):
        """Describe the control to the page."""
        return dict(
            type="picture",
            name=self.name,
            label=self.label,
            values=list(self.values),
            texts=[label for _, label in self.options],
            side=self.side,
            live=True,
        )
