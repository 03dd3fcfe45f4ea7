"""The cards of ``review``: what is due as a question to choose in, a number to type in, or a task to write again."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course_utils.exercises import registry
from course_utils.exercises.calls import argument_names
from course_utils.exercises.engine import Exercise, Misconception, Prediction
from course_utils.exercises.values import as_numbers
from course_utils.exercises.wording import compact

__all__ = ["Again", "Choice", "Number", "card_for"]

LONGEST_CALL = 110  # characters: a call that is longer is not worked out in the head


@dataclass(frozen=True)
class Choice:
    """Ask a Prediction, or a recall question."""

    id: str
    prediction: Prediction


@dataclass(frozen=True)
class Number:
    """Ask for a number: ``exercise`` asks for a value, and judges what is typed in."""

    id: str
    question: str
    exercise: Exercise


@dataclass(frozen=True)
class Again:
    """Ask for an exercise to be written once more, in a cell of the learner's own."""

    id: str
    exercise: Exercise


def card_for(item, today):
    """Return the card on which ``item`` comes back on the day ``today``.

    Numbers are drawn anew where the exercise or question can draw them, the same ones on the same day.
    Raises UnknownId for what the course no longer asks.
    """
    rng = np.random.default_rng([zlib.crc32(item.id.encode()), item.reviews, today.toordinal()])
    asked = registry.find(item.id)
    if isinstance(asked, Prediction):
        return Choice(item.id, shuffled(asked.again(rng) if asked.again else asked, rng))
    if asked.again:
        asked = asked.again(rng)
        return Number(item.id, asked.prompt, asked)
    if not asked.is_function:
        return Number(item.id, asked.prompt, asked) if _is_number(asked.expected_value()) else Again(item.id, asked)
    return _worked_by_hand(asked, rng) or Again(item.id, asked)


def shuffled(prediction, rng):
    """Return the prediction with its options in another order: the place of the right one is no answer."""
    order = rng.permutation(len(prediction.options))
    return replace(prediction, options=tuple(prediction.options[i] for i in order))


def _worked_by_hand(exercise, rng):
    """Return a Number that asks what a call of the exercise's function returns, or None where it is no whole number."""
    cases = exercise.cases(rng) if callable(exercise.cases) else list(exercise.cases)
    for place in rng.permutation(len(cases)):
        args, kwargs = (cases[place], {}) if isinstance(cases[place], tuple) else ((), cases[place])
        call = f"{exercise.asked_name}({_arguments(exercise.reference, args, kwargs)})"
        value = _value(exercise, exercise.reference, args, kwargs)
        if len(call) > LONGEST_CALL or "\n" in call or not _is_whole(value):
            continue
        asked = replace(
            exercise, reference=None, call=None, accept=None, also_right=(), answer=value, cases=(), stub="x = ...",
            misconceptions=_mistakes(exercise, args, kwargs, value),
        )  # fmt: skip
        return Number(exercise.id, f"{exercise.prompt} Without running it: what does `{call}` return?", asked)
    return None


def _arguments(function, args, kwargs):
    names = argument_names(function, (args, kwargs))
    return ", ".join(f"{name}={compact(value)}" for name, value in zip(names, (*args, *kwargs.values())))


def _value(exercise, function, args, kwargs) -> Any:
    try:
        return exercise.call(function, *args, **kwargs) if exercise.call else function(*args, **kwargs)
    except Exception:  # a mistaken implementation may fail on a case
        return None


def _mistakes(exercise, args, kwargs, right):
    """Return the misconceptions of a function as values of this one call; those that come to the right value go."""
    found, taken = [], {right}
    for mistake in exercise.misconceptions:
        value = _value(exercise, mistake.wrong, args, kwargs)
        if _is_number(value) and float(value) not in taken:
            taken.add(float(value))
            found.append(Misconception(mistake.name, float(value), mistake.message))
    return tuple(found)


def _is_number(value):
    numbers = as_numbers(value)
    return numbers is not None and numbers.ndim == 0 and numbers.dtype.kind in "iuf" and bool(np.isfinite(numbers))


def _is_whole(value):
    return _is_number(value) and float(value) == round(float(value))
