"""Say what a wrong function does with its arguments: ignores one, exchanges two, fails only where one has some value.

Everything here is tried out on the learner's own function, or read off its right and wrong calls; nothing is guessed.
"""

from __future__ import annotations

import copy
import itertools

import numpy as np

from course_utils.exercises.calls import call
from course_utils.exercises.compare import Rule, first_mismatch
from course_utils.exercises.regions import region
from course_utils.exercises.values import as_numbers

__all__ = ["contrast", "sizes", "unsteady"]

ENOUGH = 3  # trials before an argument is said to have no effect


def sizes(case, names):
    """Return what is counted in the inputs of a case: lengths and sizes of arrays, and the numbers in it."""
    args, kwargs = case
    found = {}
    for name, value in zip(names, [*args, *kwargs.values()], strict=True):
        numbers = as_numbers(value)
        if numbers is None or numbers.dtype.kind == "c":
            continue
        if numbers.ndim == 0:
            found[f"`{name}`"] = float(numbers)
        elif numbers.ndim == 1 and numbers.size <= 4 and not isinstance(value, np.ndarray):
            found |= {f"`{name}[{i}]`": float(item) for i, item in enumerate(numbers)}
        else:
            found[f"the length of `{name}`"] = numbers.shape[0]
            found |= {f"`{name}.shape[{axis}]`": size for axis, size in enumerate(numbers.shape) if axis}
            found[f"the number of values in `{name}`"] = numbers.size
    return found


def unsteady(trial, i):
    """Return whether the function gives another result when it is called again on case ``i``."""
    first, again = trial.theirs[i], trial.call(trial.function, trial.cases[i], i)
    if first.error or again.error:
        return bool(first.error) != bool(again.error)
    return first_mismatch(again.value, first.value, Rule()) is not None if _comparable(first.value) else False


def _comparable(value):
    """Return whether a result is made of numbers: of other objects it cannot be said whether they changed."""
    parts = value if isinstance(value, tuple | list) else [value]
    return all(as_numbers(part) is not None for part in parts)


def contrast(trial, shown):
    """Return a sentence about the arguments, or ""."""
    if trial.exercise.accept or trial.exercise.call or not _comparable(trial.theirs[shown].value):
        return ""
    return _as_though(trial) or _region(trial) or _where(trial) or _ignored(trial)


# ---- the right function on other arguments


def _as_though(trial):
    """Say that the results are the right ones for other arguments: two exchanged, an array turned over."""
    first = trial.wrong[0]
    names, count = trial.names[first], len(trial.cases[first][0])
    for a, b in itertools.combinations(range(count), 2):
        if _explained(trial, lambda args, a=a, b=b: _swapped(args, a, b)):
            return f"These are the right results with `{names[a]}` and `{names[b]}` exchanged. Which one comes first?"
    for a in range(count):
        if _explained(trial, lambda args, a=a: _changed(args, a, lambda v: v.swapaxes(-1, -2), 2)):
            return f"These are the right results for `{names[a]}` with its last two axes exchanged. Which is meant?"
        if _explained(trial, lambda args, a=a: _changed(args, a, lambda v: v[..., ::-1], 1)):
            return f"These are the right results for `{names[a]}` read backwards. In which direction does it run?"
    return ""


def _explained(trial, change):
    """Return whether on every failing case the learner's result is ours on changed arguments, and those differ."""
    for i in trial.wrong:
        args, kwargs = trial.cases[i]
        try:
            changed = change(copy.deepcopy(args))
        except Exception:  # an argument that this change does not apply to
            return False
        if changed is None or trial.theirs[i].error:
            return False
        other = trial.call(trial.exercise.reference, (changed, kwargs), i)
        if other.error or first_mismatch(trial.theirs[i].value, other.value, trial.rule):
            return False
    return True


def _swapped(args, a, b):
    args = list(args)
    if max(a, b) >= len(args) or np.shape(args[a]) != np.shape(args[b]):
        return None
    args[a], args[b] = args[b], args[a]
    return tuple(args)


def _changed(args, a, change, ndim):
    value = args[a]
    if not isinstance(value, np.ndarray) or value.ndim < ndim:
        return None
    return (*args[:a], np.ascontiguousarray(change(value)), *args[a + 1 :])


# ---- where it fails


def _region(trial):
    inputs = [
        dict(zip(trial.names[i], (*trial.cases[i][0], *trial.cases[i][1].values()), strict=True)) for i in trial.wrong
    ]
    theirs, ours = ([side[i].value for i in trial.wrong] for side in (trial.theirs, trial.ours))
    return region(theirs, ours, inputs)


def _where(trial):
    """Say which property of an argument all wrong calls have, and no right one."""
    right = [i for i in range(len(trial.cases)) if i not in trial.wrong]
    if len(right) < 2 or len(trial.wrong) < 2:  # what a single call has of its own is no evidence
        return ""
    for name in dict.fromkeys(itertools.chain(*trial.names)):
        values = {i: _argument(trial, i, name) for i in range(len(trial.cases))}
        for words, test in _tests(name, values.values()):
            try:
                if all(test(values[i]) for i in trial.wrong) and not any(test(values[i]) for i in right):
                    return f"All wrong calls, and only those, are the ones where {words}."
            except Exception:  # a test that does not apply to this kind of argument
                continue
    return ""


def _argument(trial, i, name):
    args, kwargs = trial.cases[i]
    return dict(zip(trial.names[i], [*args, *kwargs.values()], strict=True)).get(name)


def _tests(name, values):
    """Yield (words, test) for one argument, the plainest first."""
    values = list(values)
    if all(isinstance(v, bool | np.bool_) for v in values):
        yield f"`{name}` is True", lambda x: bool(x)
        yield f"`{name}` is False", lambda x: not x
        return
    scalars = sorted({v for v in values if isinstance(v, int | float | np.number)})
    for v in scalars:
        yield f"`{name}` is {v:g}", lambda x, v=v: x == v
        yield f"`{name}` is not {v:g}", lambda x, v=v: x is not None and x != v
    for v in scalars[1:] if all(float(v).is_integer() for v in scalars) else ():  # of others any two differ in size
        yield f"`{name}` is at least {v:g}", lambda x, v=v: x >= v
        yield f"`{name}` is below {v:g}", lambda x, v=v: x < v
    yield f"`{name}` is given", lambda x: x is not None
    yield f"`{name}` is left to its default", lambda x: x is None
    if scalars:
        yield f"`{name}` is even", lambda x: x % 2 == 0
        yield f"`{name}` is odd", lambda x: x % 2 == 1
        return
    yield f"`{name}` is empty", lambda x: np.size(x) == 0
    yield f"`{name}` holds more than one row", lambda x: np.ndim(x) and len(x) > 1
    for ndim in range(5):
        yield f"`{name}` has {ndim} ax{'is' if ndim == 1 else 'es'}", lambda x, n=ndim: np.ndim(x) == n
    yield f"`{name}` is not square", lambda x: np.shape(x)[-1] != np.shape(x)[-2]
    yield f"`{name}` holds several channels", lambda x: np.ndim(x) == 4 and np.shape(x)[1] > 1
    yield f"`{name}` holds a number below 0", lambda x: np.any(np.asarray(x) < 0)
    yield f"`{name}` holds only numbers below 0", lambda x: np.all(np.asarray(x) < 0)
    yield f"`{name}` holds a 0", lambda x: np.any(np.asarray(x) == 0)
    yield f"`{name}` holds large numbers", lambda x: np.max(np.abs(x)) > 30


# ---- what has no effect


def _ignored(trial):
    """Name an argument that changes our results and not the learner's, tried with its values of other calls."""
    count = min(len(args) for args, _ in trial.cases)
    for a in range(count):
        if _has_no_effect(trial, a):
            return f"Your result does not change with `{trial.names[0][a]}`. Where should it come in?"
    return ""


def _has_no_effect(trial, a):
    """Return whether in three trials or more, on several cases, our result changed and the learner's did not."""
    tried = 0
    for i in trial.wrong[:5]:
        args, kwargs = trial.cases[i]
        for value in _others(trial, i, a):
            case = ((*args[:a], value, *args[a + 1 :]), kwargs)
            ours = call(trial.exercise.reference, case, trial.names[i], own=True)
            if ours.error or first_mismatch(ours.value, trial.ours[i].value, trial.rule) is None:
                continue
            theirs = trial.call(trial.function, case, i)
            if theirs.error or first_mismatch(theirs.value, trial.theirs[i].value, trial.rule):
                return False
            tried += 1
    return tried >= ENOUGH


def _others(trial, i, a):
    """Return a few other values for argument ``a``, of the same kind and shape as that of case ``i``."""
    value = trial.cases[i][0][a]
    if callable(value):
        return []
    alike = [
        args[a] for args, _ in trial.cases if type(args[a]) is type(value) and np.shape(args[a]) == np.shape(value)
    ]
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        alike.append(0.3 - 1.7 * value[::-1])
    return alike[-ENOUGH:]
