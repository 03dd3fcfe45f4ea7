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
    enough to put a name to somebody's mistake. Two programs that stop with an error have not shown that they are alike:
    at least one failing case must have come back with the very value that the mistake predicts.
    """
    best, best_misses = None, None
    for item in trial.exercise.misconceptions:
        for way in item.ways:
            misses = _misses(trial, way)
            if misses is not None and (best is None or misses < best_misses):
                best, best_misses = item, misses
        if best is None and item.holds and _holds(trial, item.holds):
            best, best_misses = item, len(trial.cases)
    return best


def _misses(trial, way):
    """Return on how many cases the mistake ``way`` fails and the learner did not; None where they are not alike."""
    how = trial.exercise.call
    outcomes = {}
    for i in trial.wrong:
        outcomes[i] = call(way, trial.cases[i], trial.names[i], how)
        if not _alike(trial, i, outcomes[i]):
            return None
    if not any(outcome.error is None for outcome in outcomes.values()):
        return None
    for i in set(range(len(trial.cases))) - set(trial.wrong):
        outcomes[i] = call(way, trial.cases[i], trial.names[i], how)
    fails = {i for i, outcome in outcomes.items() if not trial.is_right(i, outcome)}
    misses = len(fails - set(trial.wrong))
    return misses if 2 * misses <= len(fails) else None


def _holds(trial, holds):
    """Return whether a property holds of every failing case; one that cannot be asked does not hold."""
    try:
        return all(
            holds(trial.theirs[i].error or trial.theirs[i].value, trial.ours[i].value, *args, **kwargs)
            for i, (args, kwargs) in ((i, trial.cases[i]) for i in trial.wrong)
        )
    except Exception:  # a result of another kind than the property speaks about
        return False


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
