"""Put a name to a wrong answer: the misconception whose predicted values it shows.

Two programs that stop with an error have not shown that they are alike, however equal the errors: at least one failing
case must have come back with the very value that the mistake predicts, or the mistake's property must hold throughout.
"""

from __future__ import annotations

from dataclasses import replace

from course_utils.exercises.calls import call
from course_utils.exercises.compare import Rule, first_mismatch
from course_utils.exercises.values import SINGLE

__all__ = ["recognise"]


def recognise(trial):
    """Return the misconception that explains every failure, preferring one that fails exactly where the learner does.

    At least half of the cases on which the misconception goes wrong must have failed: agreeing on one odd case is not
    enough to put a name to somebody's mistake.
    """
    best, best_misses = None, None
    for item in trial.exercise.misconceptions:
        for way in item.ways:
            misses = _misses(trial, way)
            if misses == 0:
                return item
            if misses is not None and (best is None or misses < best_misses):
                best, best_misses = item, misses
    if best is not None:
        return best
    return next((item for item in trial.exercise.misconceptions if item.holds and _holds(trial, item.holds)), None)


def _misses(trial, way):
    """Return on how many cases the mistake ``way`` fails and the learner did not; None where they are not alike."""
    outcomes = {}
    for i in trial.wrong:
        outcomes[i] = _call(trial, way, i)
        if not _alike(trial, i, outcomes[i]):
            return None
    if all(outcome.error for outcome in outcomes.values()):
        return None
    right = [i for i in range(len(trial.cases)) if i not in outcomes]
    missed = sum(not trial.is_right(i, _call(trial, way, i)) for i in right)
    return missed if missed <= len(trial.wrong) else None


def _call(trial, way, i):
    return call(way, trial.cases[i], trial.names[i], trial.exercise.call, own=True)


def _alike(trial, i, other):
    """Return whether the learner's outcome on case ``i`` is wrong in the way that ``other`` is."""
    outcome = trial.theirs[i]
    if outcome.error is not None or other.error is not None:
        return type(outcome.error) is type(other.error)
    if trial.is_right(i, other) or (other.mutated and outcome.mutated != other.mutated):
        return False
    if trial.agrees(i, other) != trial.agrees(i, outcome):
        return False
    if trial.exercise.accept and trial.agrees(i, other):
        return True
    rule = replace(Rule(trial.exercise.tolerance), grain=max(SINGLE, outcome.grain))
    return first_mismatch(outcome.value, other.value, rule) is None


def _holds(trial, holds):
    """Return whether a property holds of every failing case; one that cannot be asked does not hold."""
    try:
        return all(
            holds(trial.theirs[i].error or trial.theirs[i].value, trial.ours[i].value, *args, **kwargs)
            for i, (args, kwargs) in ((i, trial.cases[i]) for i in trial.wrong)
        )
    except Exception:  # a result of another kind than the property speaks about
        return False
