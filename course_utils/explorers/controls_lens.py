"""Controls of the convolution lens: tables of numbers that are edited on the picture itself, and the window's place."""

from __future__ import annotations

from dataclasses import dataclass

from course_utils import validation
from course_utils.explorers.controls import Control
from course_utils.explorers.controls_tables import Cells, place_in


@dataclass(frozen=True)
class Tables(Control):
    """One table of numbers for each channel, edited on the ``Lens`` panel named ``panel``; or the name of a picture.

    The value is a tuple of channels, each a tuple of rows; a single table may be set for one channel. ``rows``,
    ``columns`` and ``channels``, each a pair (least, most), bound what is allowed. ``names`` are pairs (name, label).
    ``presets`` are pairs (label, table or tables). The numbers go from ``minimum`` to ``maximum``.
    """

    panel: str = ""
    value: object = ()
    minimum: float = -999
    maximum: float = 999
    presets: tuple = ()
    names: tuple = ()
    rows: tuple = (1, 5)
    columns: tuple = (1, 5)
    channels: tuple = (1, 3)
    sizes: tuple = ()  # where not empty, only these (rows, columns)
    live = True

    def __post_init__(self):
        least = ((max(self.minimum, min(self.maximum, 0.0)),) * self.columns[0],) * self.rows[0]
        bounds = dict(rows=self.rows, columns=self.columns)
        table = Cells(self.name, self.label, least, self.minimum, self.maximum, **bounds)
        object.__setattr__(self, "_table", table)
        object.__setattr__(self, "value", self.check(self.value))
        object.__setattr__(self, "presets", tuple((label, self.check(value)) for label, value in self.presets))

    @property
    def values(self):
        """Return values that stand for all: the first, the ready ones, pictures, and the largest of long numbers."""
        largest = ((tuple([-abs(self.minimum)] * self.columns[1]),) * self.rows[1],) * self.channels[1]
        ready = (value for _, value in self.presets)
        return (self.value, *ready, *(name for name, _ in self.names), self.check(largest))

    def check(self, value):
        if isinstance(value, str):
            if value in dict(self.names):
                return value
            known = ", ".join(repr(name) for name, _ in self.names)
            wanted = f"one of {known}, or numbers" if known else "numbers"
            raise validation.value_error(self.name, repr(value[:40]), wanted)
        channels = [value] if _depth(value) < 3 else list(value)
        if not self.channels[0] <= len(channels) <= self.channels[1]:
            wanted = f"from {self.channels[0]} to {self.channels[1]} channels"
            raise validation.value_error(self.name, f"{len(channels)} channels", wanted)
        tables = tuple(self._table.check(channel) for channel in channels)
        shapes = {(len(table), len(table[0])) for table in tables}
        if len(shapes) > 1:
            raise validation.value_error(self.name, f"channels of the sizes {sorted(shapes)}", "channels of one size")
        if self.sizes and not shapes <= set(self.sizes):
            known = " or ".join(f"{r} × {c}" for r, c in self.sizes)
            raise validation.value_error(self.name, "a table of {} × {} numbers".format(*shapes.pop()), known)
        return tables

    def spec(self):
        """Describe the control to the page."""
        return dict(
            type="tables",
            name=self.name,
            label=self.label,
            panel=self.panel,
            live=True,
            minimum=self.minimum,
            maximum=self.maximum,
            rows=list(self.rows),
            columns=list(self.columns),
            channels=list(self.channels),
            sizes=[list(size) for size in self.sizes],
            names=[list(pair) for pair in self.names],
            presets=[[label, [[list(row) for row in table] for table in value]] for label, value in self.presets],
        )


def _depth(value):
    """How deep the lists of a value lie in one another, at most three."""
    depth = 0
    while depth < 3 and not isinstance(value, (str, dict)) and hasattr(value, "__len__") and len(value):
        value, depth = value[0], depth + 1
    return depth


@dataclass(frozen=True)
class Place(Control):
    """A cell (row, column) of the ``Lens`` panel named ``panel``, from 0; ``frame`` clips what its grid does not have.

    With ``optional`` it may be None, for none, and has nothing to see on the page but the cell itself.
    """

    panel: str = ""
    rows: int = 1
    columns: int = 1
    value: tuple | None = (0, 0)
    optional: bool = False
    live = True

    def __post_init__(self):
        object.__setattr__(self, "value", self.check(self.value))

    @property
    def values(self):
        """Return places that stand for all: the first one, a corner, the middle, the last."""
        ends = [(n * (self.rows - 1) // 2, n * (self.columns - 1) // 2) for n in range(3)]
        return (self.value, *ends)

    def check(self, value):
        if value is None and self.optional:
            return None
        return place_in(self, value, " or None" * self.optional)

    def spec(self):
        """Describe the control to the page."""
        return dict(type="place", name=self.name, label=self.label, panel=self.panel, optional=self.optional, live=True)
