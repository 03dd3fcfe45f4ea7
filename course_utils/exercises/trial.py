"""One function run on all cases of its exercise, beside the reference: where it is right, and how exactly."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace

import numpy as np

from course_utils.exercises.calls import Outcome, argument_names, call
from course_utils.exercises.compare import Rule, first_mismatch
from course_utils.exercises.values import HALF, SINGLE

__all__ = ["CourseFault", "Trial", "accepted", "course_side", "rule_of", "run"]


class CourseFault(Exception):
    """Say that the course's own answer to an exercise failed: nothing that a learner did."""


def rule_of(exercise):
    """Return how closely results of ``exercise`` are compared."""
    absolute = not exercise.is_function
    return Rule(
        exercise.tolerance, absolute, exercise.integer, exercise.reveal_shape, exercise.names, dtype=exercise.dtype
    )


def accepted(exercise, value, *args, **kwargs):
    """Return whether the exercise's own ``accept`` takes ``value``."""
    try:
        return bool(exercise.accept(value, *args, **kwargs))
    except Exception:  # a value of the wrong kind cannot be what is asked
        return False


@functools.lru_cache(maxsize=16)
def course_side(exercise):
    """Return (cases, argument names, outcomes of the reference) of an exercise; worked out once."""
    cases = exercise.arguments()
    called = functools.partial(exercise.call, None) if exercise.call else exercise.reference
    names = [argument_names(called, case) for case in cases]
    ours = [_ours(exercise, exercise.reference, case, n) for case, n in zip(cases, names, strict=True)]
    return cases, names, ours


def _ours(exercise, function, case, names):
    outcome = call(function, case, names, exercise.call, own=True)
    if outcome.error is not None:
        raise CourseFault(f"{exercise.id}: {outcome.error!r}") from outcome.error
    return outcome


@functools.lru_cache(maxsize=256)
def _near(exercise, i, grain):
    """Return what the reference gives on case ``i`` when its inputs are rounded to ``grain``; None when it fails."""
    cases, names, _ = course_side(exercise)
    kind = np.float16 if grain == HALF else np.float32
    args, kwargs = cases[i]
    rounded = tuple(_rounded(a, kind) for a in args), {key: _rounded(value, kind) for key, value in kwargs.items()}
    outcome = call(exercise.reference, rounded, names[i], exercise.call, own=True)
    return None if outcome.error else outcome.value


def _rounded(value, kind):
    if isinstance(value, float):
        return float(kind(value))
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value.astype(kind).astype(np.float64)
    if type(value) in (list, tuple):
        return type(value)(_rounded(item, kind) for item in value)
    return value


def run(exercise, function, stop_at_wrong=False):
    """Return the Trial of ``function`` on the cases of ``exercise``; the calls end where the learner interrupts one.

    With ``stop_at_wrong`` they end with the first wrong one as well. Raises CourseFault when the reference fails.
    """
    cases, names, ours = course_side(exercise)
    theirs, judged = [], Trial(exercise, function, cases, names, [], ours)
    for i, (case, n) in enumerate(zip(cases, names, strict=True)):
        theirs.append(call(function, case, n, exercise.call))
        if theirs[-1].interrupted or (stop_at_wrong and not judged.is_right(i, theirs[-1])):
            break
    return Trial(exercise, function, cases, names, theirs, ours)


@dataclass
class Trial:
    """Hold the cases with their argument names, the learner's outcomes, ours, and the indices of the wrong ones.

    ``remark`` is the line of the AlsoRight that the answer follows, where the reference's values are not met.
    """

    exercise: object
    function: object
    cases: list
    names: list
    theirs: list[Outcome]
    ours: list[Outcome]
    wrong: list[int] = field(init=False)
    remark: str = field(init=False, default="")

    def __post_init__(self):
        self.rule = rule_of(self.exercise)
        self.wrong = [i for i, outcome in enumerate(self.theirs) if not self.is_right(i, outcome)]
        if self.wrong and len(self.theirs) == len(self.cases):
            self.remark = next((a.remark for a in self.exercise.also_right if self._follows(a.answer)), "")
            self.wrong = [] if self.remark else self.wrong

    @property
    def rough(self):
        """Return whether some result is right only as far as its precision, or a small epsilon, allows."""
        return any(self.mismatch(i, o.value) for i, o in enumerate(self.theirs)) if not self.exercise.accept else False

    def call(self, function, case, i):
        """Return the Outcome of ``function`` on a case like the one of index ``i``."""
        return call(function, case, self.names[i], self.exercise.call)

    def again(self):
        """Return the Trial of the same function on the same cases, run once more."""
        return run(self.exercise, self.function)

    def mismatch(self, i, value, grain=None):
        """Return the first Mismatch of ``value`` on case ``i``, held to the exercise's tolerance or to ``grain``."""
        if grain is None:
            return first_mismatch(value, self.ours[i].value, self.rule)
        near = _near(self.exercise, i, grain)
        return first_mismatch(value, self.ours[i].value, replace(self.rule, grain=grain), near=near)

    def agrees(self, i, outcome):
        """Return whether the value of an outcome is a right result for case ``i``, as exactly as its type can be."""
        if self.exercise.accept:
            args, kwargs = self.cases[i]
            return accepted(self.exercise, outcome.value, *args, **kwargs)
        found = self.mismatch(i, outcome.value)
        if found is None:
            return True
        if found.kind != "values" or self.exercise.exact:
            return False
        return self.mismatch(i, outcome.value, max(SINGLE, outcome.grain)) is None

    def is_right(self, i, outcome):
        """Return whether an outcome is right in all respects: no exception, inputs unchanged, value as expected."""
        unharmed = not outcome.mutated or self.exercise.allow_mutation
        return outcome.error is None and unharmed and self.agrees(i, outcome)

    def values_differ(self):
        """Return whether every wrong case came back with a value, and some value is wrong."""
        if any(self.theirs[i].error for i in self.wrong):
            return False
        return any(not self.agrees(i, self.theirs[i]) for i in self.wrong)

    def _follows(self, variant):
        """Return whether the learner's results are those of an admissible variant wherever they are not ours."""
        if any(self.theirs[i].error or self.theirs[i].mutated for i in self.wrong):
            return False
        for i in self.wrong:
            other = _ours(self.exercise, variant, self.cases[i], self.names[i])
            rule = replace(self.rule, grain=max(SINGLE, self.theirs[i].grain))
            if first_mismatch(self.theirs[i].value, other.value, rule):
                return False
        return True
