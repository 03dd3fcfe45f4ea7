"""What an exercise and a prediction are made of.

A chapter file ``chapter_NN.py`` holds two tuples, ``EXERCISES`` and ``PREDICTIONS``, made of the classes below. Nothing
here runs a learner's code: that is ``judge``'s work, and showing the outcome is ``render``'s.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_utils import settings

__all__ = ["AlsoRight", "Exercise", "Misconception", "Option", "Prediction"]

ID_PATTERN = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")
MISSING = type("Missing", (), {"__repr__": lambda self: "<not given>"})()


def _require(holds, name, came, expected):
    if not holds:
        raise ValueError(f"{name}: got {came!r}; expected {expected}")


@dataclass(frozen=True)
class Misconception:
    """Name one known mistake and the question that leads out of it.

    ``wrong`` is the mistaken implementation (called like the reference) or, in an exercise with a typed-in answer, the
    mistaken value or a zero-argument callable that computes it. ``message`` is shown when the learner's results agree
    with it; it asks rather than tells, and backticks mark code.

    also: other implementations (or values) of the same mistake, for a slip can be written in several ways.
    holds: ``holds(returned, expected, *arguments) -> bool`` (of a typed-in answer: ``holds(given, expected)``), a
        property by which the mistake shows whatever the program looks like; ``returned`` is the exception where the
        learner's code raised one. It has to hold on every failing case. ``wrong`` then is the example that the tests
        hold it to.

    Example: ``Misconception("no half", lambda p, t: ((p - t) ** 2).mean(), "Where did the 2 of the square go?")``
    """

    name: str
    wrong: Any
    message: str
    also: tuple = ()
    holds: Callable | None = None

    def __post_init__(self):
        _require(self.name.strip(), "name", self.name, "some words")
        _require(self.message.strip(), "message", self.message, "a leading question")
        _require(isinstance(self.also, tuple), "also", self.also, "a tuple of implementations or values")

    @property
    def ways(self):
        """Return all implementations (or values) of the mistake, ``wrong`` first."""
        return (self.wrong, *self.also)


@dataclass(frozen=True)
class AlsoRight:
    """Name an answer that differs from the reference and is right all the same, and the line that says so.

    ``answer`` is an implementation, called like the reference. For well-known code whose small epsilon, or whose other
    convention that the prompt leaves open, moves the result by more than rounding would.

    Example: ``AlsoRight(with_epsilon, "With a small epsilon inside the logarithm, as in many programs.")``
    """

    answer: Callable
    remark: str

    def __post_init__(self):
        _require(callable(self.answer), "answer", self.answer, "a function")
        _require(self.remark.strip(), "remark", self.remark, "a line about the difference")


@dataclass(frozen=True)
class Option:
    """Hold one answer to a prediction: its label, the reply it earns, and whether it is the right one."""

    label: str
    reply: str
    right: bool = False


@dataclass(frozen=True)
class Prediction:
    """Hold a question asked before a figure or a computation, or a recall question; two to six options, one right.

    again: ``again(rng)`` returns the same question with other numbers (and the same id), for the day it comes back.

    Raises ValueError naming the argument when the id is malformed or not exactly one option is right.

    Example: ``Prediction("01-sign", "Is σ(−3) negative?", (Option("yes", "…"), Option("no", "…", right=True)))``
    """

    id: str
    question: str
    options: tuple[Option, ...]
    again: Callable | None = None

    def __post_init__(self):
        _require(ID_PATTERN.fullmatch(self.id), "id", self.id, "two digits, then words: '01-predict-sign'")
        _require(2 <= len(self.options) <= 6, "options", len(self.options), "two to six")
        right = sum(option.right for option in self.options)
        _require(right == 1, "options", f"{right} marked right", "exactly one with right=True")
        _require(all(o.reply.strip() for o in self.options), "options", "an empty reply", "a reply to each")
        _require(len({o.label for o in self.options}) == len(self.options), "options", "equal labels", "distinct ones")

    @property
    def right(self):
        """Return the index of the right option."""
        return next(i for i, option in enumerate(self.options) if option.right)


@dataclass(frozen=True, eq=False)  # one exercise is itself and no other: what is worked out about it can be kept
class Exercise:
    """Describe one exercise: what the learner is asked, how it is judged, what leads on.

    Give either ``reference`` (a function to be written; then ``cases`` too) or ``answer`` (a value to be typed in, or a
    zero-argument callable that computes it).

    cases: tuples of positional arguments (or dicts of keyword arguments), or ``cases(rng)`` that returns them; at
        least eight, among them edge cases, so that no constant and no special case can pass.
    tolerance: for a function relative and absolute (absolute in the scale of the expected output); for a typed-in
        answer absolute: 5e-5 accepts four decimals.
    names: names of the elements when the output is a tuple, for instance ``("loss", "grad")``.
    accept: ``accept(returned, *arguments) -> bool`` replaces comparison where many answers are right.
    also_right: answers that the reference's values would refuse and that are right all the same.
    percent: the typed-in answer is asked for in percent; elsewhere "25 %" is read as 0.25.
    call: ``call(theirs, *arguments)`` says how to use what the learner made, for instance a class.
    integer: results must be integers by type, not 3.0. dtype: results must be arrays of this type, "uint8".
    stand_in: what ``mine`` hands out instead of the reference where that is too slow to build on.
    again: ``again(rng)`` returns this exercise with other numbers, as one that asks for a value, for ``review``.
    optional: off the chapter's main path: a good one, but the chapter can be finished without it.
    exact: what is right in single precision only is not right here, for the difference is the lesson.
    allow_mutation: the function is meant to change its inputs in place.
    reveal_shape: whether the expected shape may be told; False where the shape is the answer.
    solution: code shown instead of the reference's source; it runs as pasted into the notebook, and for a typed-in
        answer shows the working, line by line, and ends by giving ``asked_name`` its value.
    explanation: shown once the answer is right.
    granted: what the audit's sweeps report and is meant so ("`height` may be ignored"), in their own words.
    equivalent_mutants: changes of the reference that change nothing, as the mutation test prints them.

    Raises ValueError naming the argument that is missing or contradictory.
    """

    id: str
    title: str
    prompt: str
    stub: str
    reference: Callable | None = None
    answer: Any = MISSING
    cases: Any = ()
    misconceptions: tuple[Misconception, ...] = ()
    hints: tuple[str, ...] = ()
    tolerance: float = 1e-6
    names: tuple[str, ...] = ()
    accept: Callable | None = None
    also_right: tuple[AlsoRight, ...] = ()
    percent: bool = False
    call: Callable | None = None
    integer: bool = False
    optional: bool = False
    again: Callable | None = None
    stand_in: Callable | None = None
    dtype: str = ""
    exact: bool = False
    allow_mutation: bool = False
    reveal_shape: bool = True
    solution: str = ""
    explanation: str = ""
    granted: tuple[str, ...] = field(default=(), repr=False)
    equivalent_mutants: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self):
        _require(ID_PATTERN.fullmatch(self.id), "id", self.id, "two digits, then words: '01-leaky-relu'")
        for name in ("title", "prompt", "stub"):
            _require(getattr(self, name).strip(), name, getattr(self, name), "some text")
        one_given = (self.reference is None) != (self.answer is MISSING)
        _require(one_given, "reference", self.reference, "either reference or answer, and not both")
        _require(self.reference is None or callable(self.reference), "reference", self.reference, "a function")
        _require(not self.is_function or self.cases, "cases", self.cases, "the arguments to judge on")
        _require(len(self.hints) <= 3, "hints", len(self.hints), "at most three")
        _require(self.tolerance > 0, "tolerance", self.tolerance, "a positive number")
        distinct = {m.name for m in self.misconceptions}
        _require(len(distinct) == len(self.misconceptions), "misconceptions", "a name twice", "distinct names")

    @property
    def is_function(self):
        """Return whether the learner is to write something that is called, not to type in a value."""
        return self.reference is not None

    @property
    def asked_name(self):
        """Return the name that the stub gives to the learner's function, class or value."""
        found = re.search(r"^(?:def|class)\s+(\w+)|^(\w+)\s*=", self.stub, re.MULTILINE)
        return next(filter(None, found.groups())) if found else "answer"

    def arguments(self):
        """Return the cases as ``(positional tuple, keyword dict)`` pairs, the same on every call."""
        cases = self.cases
        if callable(cases):
            cases = cases(np.random.default_rng([settings.SEED, zlib.crc32(self.id.encode())]))
        return [_split(case) for case in cases]

    def expected_value(self):
        """Return the right value of an exercise with a typed-in answer."""
        return self.answer() if callable(self.answer) else self.answer


def _split(case):
    if isinstance(case, Mapping):
        return (), dict(case)
    if isinstance(case, tuple):
        return case, {}
    raise TypeError(f"cases: got {type(case).__name__}; expected tuples of arguments, or dicts of keyword arguments")
