"""Controls that take a place or many numbers at once: an editable table, and a cell picked in a panel."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from course_utils import validation
from course_utils.explorers.controls import Control, plain


@dataclass(frozen=True)
class Cells(Control):
    """An editable table of numbers, answered by Python; its value is a tuple of rows, each a tuple of floats.

    ``presets`` are pairs ``(label, value)``, offered in a select; the table takes the shape of its value. ``brings``
    holds for a label what the page sets along with that preset, {name of another control: its value}. ``rows`` and
    ``columns``, each a pair (least, most), bound the shapes that are allowed; without them a value has the shape of the
    first one or of a preset; with them the page has buttons for one row or column more or fewer. The numbers go from
    ``minimum`` to ``maximum``; arrow keys move one by ``step``.
    """

    value: tuple = ()
    minimum: float = -99
    maximum: float = 99
    step: float = 1
    presets: tuple = ()
    rows: tuple | None = None
    columns: tuple | None = None
    brings: dict = field(default_factory=dict, hash=False)
    live = True

    def __post_init__(self):
        tables = [self._numbers(v) for v in (self.value, *(table for _, table in self.presets))]
        shapes = tuple(dict.fromkeys((len(t), len(t[0])) for t in tables))
        object.__setattr__(self, "shapes", shapes)
        for value in tables:
            self._check_shape(value)
        names = [label for label, _ in self.presets]
        object.__setattr__(self, "value", tables[0])
        object.__setattr__(self, "presets", tuple(zip(names, tables[1:], strict=True)))
        for label in self.brings:
            if label not in names:
                raise validation.value_error("brings", repr(label), f"the label of a preset, one of {', '.join(names)}")

    def check(self, value):
        table = self._numbers(value)
        self._check_shape(table)
        return table

    def _numbers(self, value):
        """Return a rectangle of finite numbers within the bounds, as tuples."""
        try:
            rows = [list(row) if not isinstance(row, (str, dict)) else [] for row in value]
        except TypeError:
            rows = []
        if not rows or not rows[0]:
            raise validation.value_error(self.name, validation.describe(value), "a table: a list of rows of numbers")
        lengths = [len(row) for row in rows]
        if len(set(lengths)) > 1:
            raise validation.value_error(self.name, f"rows of lengths {lengths}", "rows of one length")
        return tuple(tuple(self._number(plain(v), r, c) for c, v in enumerate(row)) for r, row in enumerate(rows))

    def _number(self, value, row, column):
        good = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if good and self.minimum <= value <= self.maximum:
            return float(value) + 0.0  # -0.0 + 0.0 is 0.0: nought carries no sign
        wanted = f"a number from {self.minimum:g} to {self.maximum:g}"
        raise validation.value_error(f"{self.name}[{row}][{column}]", validation.describe(value), wanted)

    def _check_shape(self, table):
        rows, columns = len(table), len(table[0])
        if self.rows is None and self.columns is None:
            if (rows, columns) not in self.shapes:
                known = " or ".join(f"{r} × {c}" for r, c in self.shapes)
                raise validation.value_error(self.name, f"a table of {rows} × {columns} numbers", known)
            return
        for axis, size, bounds in (("rows", rows, self.row_bounds), ("columns", columns, self.column_bounds)):
            if not bounds[0] <= size <= bounds[1]:
                wanted = f"from {bounds[0]} to {bounds[1]} {axis}"
                raise validation.value_error(self.name, f"{size} {axis}", wanted)

    @property
    def row_bounds(self):
        """Return the least and the most rows."""
        return self.rows or _ends([rows for rows, _ in self.shapes])

    @property
    def column_bounds(self):
        """Return the least and the most columns."""
        return self.columns or _ends([columns for _, columns in self.shapes])

    def spec(self):
        """Describe the control to the page."""
        return dict(
            type="cells",
            name=self.name,
            label=self.label,
            live=True,
            minimum=self.minimum if math.isfinite(self.minimum) else None,
            maximum=self.maximum if math.isfinite(self.maximum) else None,
            step=self.step,
            rows=self.rows and list(self.rows),
            columns=self.columns and list(self.columns),
            sizes=[] if self.rows or self.columns else [list(shape) for shape in self.shapes],
            presets=[[label, [list(row) for row in rows], self.brings.get(label, {})] for label, rows in self.presets],
        )


def _ends(sizes):
    return min(sizes), max(sizes)


def place_in(control, value, beside=""):
    """Return ``value`` as (row, column) of a control that has ``rows`` × ``columns`` places.

    Raises ValueError for anything else; ``beside`` says what the control takes beside such pairs.
    """
    try:
        row, column = (plain(v) for v in value)
    except (TypeError, ValueError):
        row = column = None
    whole = all(isinstance(v, int) and not isinstance(v, bool) for v in (row, column))
    if whole and 0 <= row < control.rows and 0 <= column < control.columns:
        return (row, column)
    wanted = f"a pair (row, column), row from 0 to {control.rows - 1}, column from 0 to {control.columns - 1}{beside}"
    raise validation.value_error(control.name, validation.describe(value), wanted)


@dataclass(frozen=True)
class Pick(Control):
    """A cell (row, column) of the ``Grid``, ``Pixels`` or ``Tiles`` panel named ``panel``, counted from 0.

    Chosen by hovering, by a tap or click, or by keys. Not live, it has a frame of the table for each of its
    ``rows`` × ``columns`` cells and needs no kernel. In ``Tiles`` the cell (r, c) is tile number r·columns + c of the
    panel's own columns. Where a state shows fewer cells than these, ``frame`` clips the pair.

    A panel's content may say what each of its cells picks, in ``targets``, uint8 (its rows, its columns, 2), 255 for
    nothing; the panels named in ``also`` can then be pointed at as well.

    >>> Pick("unit", "Unit", panel="out", rows=3, columns=4).values[5]
    (1, 1)
    """

    panel: str = ""
    rows: int = 1
    columns: int = 1
    value: tuple = (0, 0)
    live: bool = False
    also: tuple = ()

    def __post_init__(self):
        for axis in ("rows", "columns"):
            validation.integer(axis, getattr(self, axis), minimum=1)
        if self.rows * self.columns < 2:
            raise ValueError(f"rows, columns: got one cell for pick {self.name!r}; expected at least 2")
        object.__setattr__(self, "value", self.check(self.value))

    @property
    def values(self):
        return tuple((r, c) for r in range(self.rows) for c in range(self.columns))

    def check(self, value):
        return place_in(self, value)

    def spec(self):
        """Describe the control to the page."""
        return dict(
            type="pick",
            name=self.name,
            label=self.label,
            panel=self.panel,
            rows=self.rows,
            columns=self.columns,
            live=self.live,
            also=list(self.also),
        )
