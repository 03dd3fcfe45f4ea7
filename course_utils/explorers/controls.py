"""Controls of an explorer: what a hand can change, with its label, its allowed values and its keyboard access."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


def plain(value):
    """Turn NumPy scalars into Python's own, so that states compare, print and travel as JSON."""
    return value.item() if isinstance(value, np.generic) else value


def _same(a, b):
    """Whether two control values are the same value, numbers up to rounding."""
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (a, b))
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) if numbers else type(a) is type(b) and a == b


@dataclass(frozen=True)
class Control:
    """What all controls share: ``name`` in the state, visible ``label``, first ``value``, and ``live``.

    A control that is not live takes one of ``values``; the frames of all combinations are computed beforehand.
    A live control is answered by Python at each change.
    """

    name: str
    label: str

    def check(self, value):
        """Return ``value`` as this control keeps it, or raise ValueError naming the control."""
        value = plain(value)
        for allowed in self.values:
            if _same(value, allowed):
                return allowed
        shown = ", ".join(repr(v) for v in self.values[:12]) + (", …" if len(self.values) > 12 else "")
        raise ValueError(f"{self.name}: got {value!r}; expected one of {shown}")

    def kept(self, value):
        """Return a value as a notebook keeps it beside its picture: with nothing that only this machine has."""
        return value


@dataclass(frozen=True)
class Slider(Control):
    """A slider over discrete ``values``; ``stepper`` adds buttons for one step back and one forward."""

    values: tuple = ()
    value: object = None
    format: str = "{:g}"
    stepper: bool = False
    live: bool = False

    def __post_init__(self):
        values = tuple(plain(v) for v in self.values)
        if len(values) < 2:
            raise ValueError(f"values: got {len(values)} values for slider {self.name!r}; expected at least 2")
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "value", values[0] if self.value is None else self.check(self.value))

    def spec(self):
        """Describe the control to the page."""
        texts = [self.format.format(v).replace("-", "−") for v in self.values]
        return dict(
            type="slider",
            name=self.name,
            label=self.label,
            values=list(self.values),
            texts=texts,
            stepper=self.stepper,
            live=self.live,
        )


@dataclass(frozen=True)
class Choice(Control):
    """One of a few named options; an option is a string or a pair ``(value, label)``."""

    options: tuple = ()
    value: object = None
    live: bool = False

    def __post_init__(self):
        pairs = tuple(o if isinstance(o, tuple) else (o, str(o)) for o in self.options)
        if len(pairs) < 2:
            raise ValueError(f"options: got {len(pairs)} options for choice {self.name!r}; expected at least 2")
        object.__setattr__(self, "options", tuple((plain(v), label) for v, label in pairs))
        object.__setattr__(self, "value", self.values[0] if self.value is None else self.check(self.value))

    @property
    def values(self):
        return tuple(v for v, _ in self.options)

    def spec(self):
        """Describe the control to the page."""
        return dict(
            type="choice",
            name=self.name,
            label=self.label,
            values=list(self.values),
            texts=[label for _, label in self.options],
            live=self.live,
        )


@dataclass(frozen=True)
class Toggle(Control):
    """A check box."""

    value: bool = False
    live: bool = False
    values = (False, True)

    def spec(self):
        """Describe the control to the page."""
        return dict(type="toggle", name=self.name, label=self.label, values=[False, True], live=self.live)


@dataclass(frozen=True)
class Number(Control):
    """A typed number, answered by Python; None while the box is empty if ``optional``."""

    value: float | None = None
    minimum: float = -math.inf
    maximum: float = math.inf
    step: float | None = None
    optional: bool = True
    live = True

    def check(self, value):
        value = plain(value)
        if value is None and self.optional:
            return None
        good = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if good and self.minimum <= value <= self.maximum:
            return float(value)
        raise ValueError(f"{self.name}: got {value!r}; expected a number from {self.minimum:g} to {self.maximum:g}")

    def spec(self):
        """Describe the control to the page."""
        return dict(
            type="number",
            name=self.name,
            label=self.label,
            live=True,
            optional=self.optional,
            minimum=_finite(self.minimum),
            maximum=_finite(self.maximum),
            step=self.step,
        )


@dataclass(frozen=True)
class Point(Control):
    """A place in a ``Lines`` panel, chosen by click, tap or two number boxes named ``axes``; answered by Python.

    ``limits`` holds the lowest and the highest value of each axis.
    """

    panel: str = ""
    value: tuple = (0.0, 0.0)
    step: float = 0.1
    axes: tuple = ("x", "y")
    limits: tuple = ((-math.inf, math.inf), (-math.inf, math.inf))
    live = True

    def check(self, value):
        try:
            x, y = (float(plain(v)) for v in value)
        except (TypeError, ValueError):
            raise ValueError(f"{self.name}: got {value!r}; expected a pair of numbers (x, y)") from None
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError(f"{self.name}: got {value!r}; expected two finite numbers (x, y)")
        for axis, v, (low, high) in zip(self.axes, (x, y), self.limits, strict=True):
            if not low <= v <= high:
                raise ValueError(f"{self.name}: got {axis} = {v:g}; expected a number from {low:g} to {high:g}")
        return (x, y)

    def spec(self):
        """Describe the control to the page."""
        return dict(
            type="point",
            name=self.name,
            label=self.label,
            panel=self.panel,
            step=self.step,
            axes=list(self.axes),
            limits=[[_finite(low), _finite(high)] for low, high in self.limits],
            live=True,
        )


def _finite(value):
    return value if math.isfinite(value) else None
