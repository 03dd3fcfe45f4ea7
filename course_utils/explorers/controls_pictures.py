"""Controls that take a picture: a pad to draw on, and a choice of photographs or one of your own.

Pictures travel between page and Python as base64 text in the state. Everything that arrives is checked.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

import numpy as np

from course_utils import validation
from course_utils.explorers.controls import Control, plain

UPLOAD = re.compile(r"upload:([1-9]\d{0,4}):([1-9]\d{0,4}):([A-Za-z0-9+/]*={0,2})")


def drawing_array(value, rows=28, columns=28):
    """Return the value of a ``Drawing`` as a uint8 array (rows, columns), 0 for paper and 255 for ink.

    >>> drawing_array("", 2, 3).tolist()
    [[0, 0, 0], [0, 0, 0]]

    Raises ValueError for text that is no base64 of rows × columns bytes.
    """
    if isinstance(value, str) and value == "":
        return np.zeros((rows, columns), np.uint8)
    return _pixels("value", value, (rows, columns))


def drawing_text(array):
    """Return a uint8 array (rows, columns) as the value of a ``Drawing``; "" when nothing is drawn.

    >>> drawing_text(np.zeros((2, 3), np.uint8))
    ''
    >>> drawing_array(drawing_text(np.eye(2, dtype=np.uint8)), 2, 2).tolist()
    [[1, 0], [0, 1]]
    """
    array = validation.array("array", array, ndim=2, dtype="uint8")
    return base64.b64encode(array.tobytes()).decode("ascii") if array.any() else ""


def picture_array(value):
    """Return an uploaded picture, the value ``"upload:H:W:…"`` of a ``Picture``, as a uint8 array (H, W, 3).

    Raises ValueError for anything else, the name of an option included.
    """
    found = UPLOAD.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise validation.value_error("value", _short(value), "'upload:H:W:' and base64 text")
    return _pixels("value", found[3], (int(found[1]), int(found[2]), 3))


def picture_text(array):
    """Return a uint8 array (H, W) or (H, W, 3) as the value of a ``Picture``.

    >>> picture_array(picture_text(np.full((1, 2), 7, np.uint8))).tolist()
    [[[7, 7, 7], [7, 7, 7]]]
    """
    array = validation.array("array", array, ndim=(2, 3), dtype="uint8")
    rgb = np.repeat(array[:, :, None], 3, axis=2) if array.ndim == 2 else array
    validation.array("array", rgb, shape=("H", "W", 3), dtype="uint8")
    return f"upload:{rgb.shape[0]}:{rgb.shape[1]}:{base64.b64encode(rgb.tobytes()).decode('ascii')}"


def _pixels(name, text, shape):
    """Decode base64 text to the bytes of a uint8 array of this shape."""
    count = int(np.prod(shape))
    wanted = f"base64 text of {' × '.join(map(str, shape))} = {count} bytes"
    if not isinstance(text, str):
        raise validation.value_error(name, validation.describe(text), wanted)
    if len(text) > 4 * (count // 3 + 2):  # do not decode what cannot be right, however long it is
        raise validation.value_error(name, f"a text of {len(text)} characters", wanted)
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise validation.value_error(name, f"{_short(text)}, which is no base64", wanted) from error
    if len(raw) != count:
        raise validation.value_error(name, f"{len(raw)} bytes", wanted)
    return np.frombuffer(raw, np.uint8).reshape(shape)


def _short(value):
    return validation.describe(value) if not isinstance(value, str) else repr(value[:24] + "…" * (len(value) > 24))


def _named(error, name):
    """Return the error of a helper above with the control's name in place of the argument's."""
    return ValueError(re.sub(r"^(value|array)\b", name, str(error)))


@dataclass(frozen=True)
class Drawing(Control):
    """A pad to draw on with mouse, finger or keys, answered by Python while the hand draws.

    Its value is base64 text of ``rows`` × ``columns`` bytes (0 paper, 255 ink), or "" when nothing is drawn;
    ``drawing_array`` decodes it. From Python an array (rows, columns) of dtype uint8 may be set as well. ``presets``
    are pairs ``(label, value)``, offered in a select to begin with.
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
            array = value if isinstance(value, np.ndarray) else drawing_array(value, self.rows, self.columns)
            validation.array("value", array, shape=(self.rows, self.columns), dtype="uint8")
            return drawing_text(array)
        except (TypeError, ValueError) as error:
            raise _named(error, self.name) from None

    def spec(self):
        """Describe the control to the page."""
        return dict(
            type="drawing", name=self.name, label=self.label, rows=self.rows, columns=self.columns, live=True,
            presets=[list(preset) for preset in self.presets],
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
                raise validation.value_error("value", _short(text), f"one of {names}, or an uploaded picture")
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
