"""One function run on all cases of its exercise, and the misconception, if any, that explains where it went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from course_utils.exercises.calls import Outcome, call
from course_utils.exercises.compare import Rule, first_mismatch

__all__ = ["Trial", "accepted", "recognise", "rule_of"]


def rule_of(exercise):
    """Return how closely results of ``exercise`` are compared."""
    absolute = not exercise.is_function
    return Rule(exercise.tolerance, absolute, exercise.integer, exercise.reveal_shape, exercise.names)


def accepted(exercise, value, *args, **kwargs):
    """Return whether the exercise's own ``accept`` takes ``value``."""
    try:
        return bool(exercise.accept(value, *args, **kwargs))
    except Exception:  # a value of the wrong kind cannot be what is asked
        return False


@dataclass
class Trial:
    """Hold the cases with their argument names, the learner's outcomes, ours, and the indices of the wrong ones."""

    exercise: object
    cases: list
    names: list
    theirs: list[Outcome]
    ours: list[Outcome]
    wrong: list[int] = field(init=False)

    def __post_init__(self):
        self.rule = rule_of(self.exercise)
        self.wrong = [i for i, outcome in enumerate(self.theirs) if not self.is_right(i, outcome)]

    def agrees(self, i, value):
        """Return whether ``value`` is a right result for case ``i``."""
        if self.exercise.accept:
            args, kwargs = self.cases[i]
            return accepted(self.exercise, value, *args, **kwargs)
        return first_mismatch(value, self.ours[i].value, self.rule) is None

    def is_right(self, i, outcome):
        """Return whether an outcome is right in all respects: no exception, inputs unchanged, value as expected."""
        unharmed = not outcome.mutated or self.exercise.allow_mutation
        return outcome.error is None and unharmed and self.agrees(i, outcome.value)

    def values_differ(self):
        """Return whether there are results without exceptions of which some have wrong values."""
        if any(outcome.error for outcome in self.theirs):
            return False
        return any(not self.agrees(i, self.theirs[i].value) for i in self.wrong)


def recognise(trial):
    """Return the misconception that explains every failure, preferring one that fails exactly where the learner does.

    At least half of the cases on which the misconception goes wrong must have failed: agreeing on one odd case is not
    enough to put a name to somebody's mistake.
    """
    best, best_misses = None, None
    for item in trial.exercise.misconceptions:
        how = trial.exercise.call
        outcomes = [call(item.wrong, case, n, how) for case, n in zip(trial.cases, trial.names, strict=True)]
        if not all(_alike(trial, i, outcomes[i]) for i in trial.wrong):
            continue
        fails = {i for i, outcome in enumerate(outcomes) if not trial.is_right(i, outcome)}
        misses = len(fails - set(trial.wrong))
        if 2 * misses <= len(fails) and (best is None or misses < best_misses):
            best, best_misses = item, misses
    return best


def _alike(trial, i, other):
    """Return whether the learner's outcome on case ``i`` is wrong in the way that ``other`` is."""
    outcome = trial.theirs[i]
    if trial.is_right(i, other):
        return False
    if outcome.error is not None or other.error is not None:
        return type(outcome.error) is type(other.error)
    if other.mutated and outcome.mutated != other.mutated:
        return False
    if trial.agrees(i, other.value) != trial.agrees(i, outcome.value):
        return False
    if trial.exercise.accept and trial.agrees(i, other.value):
        return True
    return first_mismatch(outcome.value, other.value, Rule(trial.exercise.tolerance)) is None
