"""Mark an answer: how many points it earns, and what its author is told.

The rule. An answer earns all points if it is right on every input: those that its check shows to everybody, and two
hidden sets of the same kinds with other numbers. Otherwise:

- nothing, where a value or a property is asked for (a number, a word, a table; filters that tell × from ○), where
  nothing was attempted, or where every call gave the same result;
- half the points times the share of the *kinds* of input that are right, rounded down to quarters of a point, if that
  share is at least one half. A kind is right if it is right in the visible and in both hidden sets. Kinds do not count
  whose numbers everybody can see, nor those that zeros, ones or an input handed back would get right.

So no wrong answer earns more than half, and no answer earns anything for what it has not computed.

An answer that uses what earlier exercises ask for is run twice, if need be: with its author's own, and with the
course's in their place. The better run counts: an earlier mistake is paid for once.
"""

from __future__ import annotations

import inspect
import math
import re
import time
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from course_utils.classroom import fresh, outside, slices
from course_utils.exercises import ground, registry
from course_utils.exercises.calls import Outcome
from course_utils.exercises.judge import (
    NOT_ATTEMPTED,
    RIGHT,
    WRONG,
    Judgement,
    before_trial,
    judge,
    of_trial,
)
from course_utils.exercises.render import Card
from course_utils.exercises.source import solution_of
from course_utils.exercises.trial import Trial, course_side
from course_utils.exercises.trial import run as run_here
from course_utils.exercises.values import freeze

__all__ = ["Mark", "card", "hidden_sets", "mark", "points_of", "seconds_for", "share"]

HIDDEN_SETS = 2
FLOOR, TIMES = 10.0, 1000  # an answer has ten seconds, or a thousand times what the course's own takes
POINTS = {True: 4.0, False: 2.0}  # for a function, for a value
MINE = re.compile(r"""\bmine\(\s*["'](\d\d-[a-z0-9-]+)["']""")


@dataclass(frozen=True)
class Mark:
    """Hold the points, and the Judgement of the answer on the visible inputs."""

    points: float
    judgement: Judgement


def points_of(exercise) -> float:
    """Return how many points an exercise is worth, unless somebody changes it."""
    return POINTS[exercise.is_function]


@lru_cache(maxsize=256)
def seconds_for(exercise) -> float:
    """Return how long an answer may take on all inputs, in whole tens of seconds, by what the course's own takes."""
    if not exercise.is_function:
        return FLOOR
    run_here(exercise, exercise.reference)  # what is made once is not counted
    start = time.process_time()
    run_here(exercise, exercise.reference)
    return FLOOR * max(1, math.ceil(TIMES * (time.process_time() - start) / FLOOR))


def hidden_sets(exercise, secret) -> list:
    """Return the exercise with each of its hidden sets of inputs; none for one that asks for a value."""
    return [fresh.drawn(exercise, secret, n + 1) for n in range(HIDDEN_SETS)] if exercise.is_function else []


def mark(exercise, cells, secret, course, points, seconds) -> Mark:
    """Return the Mark of the answer in ``cells``, the sources of a notebook's code cells up to the check, in order.

    ``secret`` is the text that hidden inputs are drawn from, ``course`` the folder of a package without exercises.
    """
    cells = [slices.readable(cell) for cell in cells]
    pieces = slices.pieces_of(cells, exercise.asked_name)
    earlier = {e.asked_name: e for e in _before(exercise) if e.asked_name != exercise.asked_name}
    whole = slices.needed(pieces, {exercise.asked_name})
    if not whole:
        return Mark(0.0, _unreadable(exercise, cells))
    used = frozenset().union(*(slices.names_of(pieces[i]).used for i in whole))
    names = {name: solution_of(earlier[name]) for name in sorted(used & set(earlier))}
    ids = {id: _program(id) for i in whole for id in MINE.findall(pieces[i]) if id != exercise.id}
    runs = [(whole, {})]
    runs += [(slices.needed(pieces, {exercise.asked_name}, names), names)] if names else []
    best = None
    for places, given in runs:
        chosen = [pieces[i] for i in places]
        found = _one_run(exercise, chosen, dict(names=given, ids=ids), secret, course, points, seconds)
        best = found if best is None or found.points > best.points else best
        if best.judgement.state == RIGHT and best.points == points:
            break
    return best


def _before(exercise):
    """Yield the exercises that come before one in the course, so that a later one of the same name is the one kept."""
    for number in registry.chapter_numbers():
        for other in registry.entries(number, "EXERCISES"):
            if other is exercise or other.id == exercise.id:
                return
            yield other


def _program(id):
    exercise = registry.find_exercise(id)
    return solution_of(exercise), exercise.asked_name


def _unreadable(exercise, cells):
    """Return the Judgement where no readable cell makes the name that is asked for."""
    for cell in cells:
        if re.search(rf"\b{exercise.asked_name}\b", cell) and slices.names_of(cell) is None:
            try:
                compile(cell, "<cell>", "exec")
            except (SyntaxError, ValueError) as error:
                line = f" in line {error.lineno}" if getattr(error, "lineno", None) else ""
                said = f"Your cell cannot be read as Python{line}: {getattr(error, 'msg', error)}."
                return Judgement(WRONG, (("say", said),))
    return Judgement(NOT_ATTEMPTED)


# ---- one run --------------------------------------------------------------------------------------------------------
def _one_run(exercise, cells, given, secret, course, points, seconds):
    sets = [exercise, *hidden_sets(exercise, secret)]
    asks_nothing = exercise.is_function and not inspect.isclass(exercise.reference) and not _parameters(exercise)
    asked = replace(exercise, call=None) if asks_nothing else exercise
    cases = [[((), {})]] if asks_nothing else [one.arguments() for one in sets] if exercise.is_function else []
    turns = [cases[0], *cases] if cases else []  # the visible inputs twice: does the answer stay the same?
    told = outside.run(course, asked, cells, given, turns, seconds)
    with ground.steady():
        if told.answer is None:
            return Mark(0.0, _nothing_found(exercise, told, seconds))
        if told.answer["stub"]:
            return Mark(0.0, Judgement(NOT_ATTEMPTED))
        if not exercise.is_function or not told.answer["callable"]:
            judgement = judge(exercise, told.answer["value"])
            return Mark(points if judgement.state == RIGHT else 0.0, judgement)
        if asks_nothing:
            return _mark_here(exercise, sets, told, points, seconds)
        return _mark_trials(exercise, sets, told, points, seconds)


def _parameters(exercise):
    return inspect.signature(exercise.reference).parameters


def _nothing_found(exercise, told, seconds):
    name = f"`{exercise.asked_name}`"
    if told.ended == "time":
        said = f"Your cell was still running after {seconds:g} seconds. Is there a loop that never ends?"
    elif told.ended == "died":
        said = "Your cell ended the whole program: it left Python, or Python broke off."
    elif told.cells:
        error = told.cells[-1]
        where = f" in line {error.line_told[0]}" if error.line_told else ""
        said = f"Your cell stopped with an error{where} before {name} was there: {type(error).__name__}: {error}"
    else:
        return Judgement(NOT_ATTEMPTED)
    return Judgement(WRONG, (("say", said),))


def _mark_here(exercise, sets, told, points, seconds):
    """Mark a function that takes nothing: what it returned is put to the test here, where it cannot see the inputs."""
    outcomes = [told.outcome(turn, 0, seconds) for turn in (0, 1)]
    returned = iter([*outcomes, *[outcomes[1]] * sum(len(one.arguments()) + 1 for one in sets)])

    def answer():
        outcome = next(returned, outcomes[1])
        if outcome.error is not None:
            raise outcome.error
        return outcome.value

    judgement = judge(exercise, answer)
    right = judgement.state == RIGHT and not any(run_here(one, answer).wrong for one in sets[1:])
    return Mark(points if right else 0.0, judgement)


def _mark_trials(exercise, sets, told, points, seconds):
    answer = type("Given", (), {}) if told.answer["is_class"] else outside.FarFunction(told.answer)
    judgement = before_trial(exercise, answer)
    if judgement:
        return Mark(0.0, judgement)
    trials = [_trial(one, answer, told, turn, seconds) for turn, one in zip((0, 2, 3), sets, strict=True)]
    trials[0].second = _trial(exercise, answer, told, 1, seconds).theirs
    judgement = of_trial(trials[0])
    if judgement.state == RIGHT and not any(trial.wrong for trial in trials):
        return Mark(points, judgement)
    return Mark(math.floor(4 * points / 2 * share(trials)) / 4, _told_of_hidden(judgement, trials))


def _trial(exercise, answer, told, turn, seconds):
    """Return the Trial of one set of inputs: turn 0 and 1 are the visible ones, then come the hidden ones."""
    cases, names, ours = course_side(exercise)
    theirs = [told.outcome(turn, place, seconds) for place in range(len(cases))]
    return outside.FarTrial(exercise, answer, cases, names, theirs, ours, theirs)


def _told_of_hidden(judgement, trials):
    if judgement.state != RIGHT:
        return judgement
    wrong = sum(len(trial.wrong) for trial in trials[1:])
    said = f"Right on the inputs that are shown, and wrong on {wrong} others of the same kinds."
    return Judgement(WRONG, (("say", said),))


# ---- a part of the points -------------------------------------------------------------------------------------------
def share(trials) -> float:
    """Return the share of the kinds of input that an answer has right, 0 where it is below one half or means nothing.

    ``trials`` are a function's results on the visible inputs and on the hidden sets, kind by kind.
    """
    exercise = trials[0].exercise
    if exercise.accept or _always_the_same(trials) or _nothing_attempted(trials):
        return 0.0
    known = set.intersection(*(fresh.known(exercise, trial.exercise) for trial in trials[1:]))
    counted = set(range(len(trials[0].cases))) - known
    counted -= {kind for kind in counted if all(_for_nothing(trial, kind) for trial in trials)}
    right = [kind for kind in counted if not any(kind in trial.wrong for trial in trials)]
    part = len(right) / len(counted) if counted else 0.0
    return part if part >= 0.5 else 0.0


def _nothing_attempted(trials):
    return of_trial(trials[0]).state == NOT_ATTEMPTED


def _always_the_same(trials):
    results = [repr(outcome.value) for trial in trials for outcome in trial.theirs if outcome.error is None]
    return len(set(results)) < 2


def _for_nothing(trial: Trial, kind) -> bool:
    """Return whether zeros, ones, or an input handed back would be right on one input."""
    expected = trial.ours[kind].value
    args, kwargs = trial.cases[kind]
    guesses = [_filled(expected, 0), _filled(expected, 1), *args, *kwargs.values()]
    return any(trial.agrees(kind, Outcome(freeze(guess))) for guess in guesses)


def _filled(value, number):
    if isinstance(value, tuple):
        return tuple(_filled(item, number) for item in value)
    if isinstance(value, dict):
        return {key: _filled(item, number) for key, item in value.items()}
    return np.full(np.shape(value), number)


def card(exercise, result: Mark, points) -> Card:
    """Return what the author of an answer is shown: the points, and the verdict that names the mistake."""
    tone, sign = ("good", "✓") if result.points == points else ("bad", "✗")
    heading = f"{exercise.title}: {result.judgement.state}, {result.points:g} of {points:g} points"
    return Card(tone, sign, heading, result.judgement.parts, result.judgement.state, result.judgement.misconception)
