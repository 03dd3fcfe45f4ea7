"""What a learner calls: check an answer, ask for a hint, see a solution."""

from __future__ import annotations

import copy
import textwrap
from numbers import Real

from course_utils.exercises import journal
from course_utils.exercises.engine import MISSING
from course_utils.exercises.judge import MISUSED, NOT_ATTEMPTED, RIGHT, WRONG, judge
from course_utils.exercises.own import from_copy
from course_utils.exercises.registry import find_exercise
from course_utils.exercises.render import Card
from course_utils.exercises.source import NOT_HERE, solution_of
from course_utils.exercises.trial import CourseFault
from course_utils.exercises.typed import readings
from course_utils.exercises.wording import compact

__all__ = ["case", "check", "hint", "mine", "solution"]

TONES = {RIGHT: ("good", "✓"), WRONG: ("bad", "✗"), NOT_ATTEMPTED: ("open", "○"), MISUSED: ("note", "→")}
FAULT = "The course's own answer to this exercise failed, so yours cannot be judged. That is not your doing: {error}"

FROM_COPY = "{title}: yours, from your copy of chapter {chapter}."
STAND_IN = "{title}: none of yours is accepted yet, so the course's own stands in."
NONE_YET = "{title}: none of yours is accepted yet, and this copy of the course has none of its own."

_accepted = {}  # {exercise id: the learner's answer}, for `mine`
_failing = {}  # {exercise id: (names, the last case that failed)}, for `case`


def check(id, answer=MISSING):
    """Judge ``answer`` to the exercise ``id`` and return the verdict, which a notebook shows under the cell.

    ``answer`` is the function that was asked for (its name, without brackets) or the value. Numbers count, not their
    container: a list or a tuple does where an array was asked for. A wrong answer never raises; an unknown id raises
    UnknownId with the ids that come near. Every attempt is noted in the progress file, without the code.

    Example: ``check("01-leaky-relu", leaky_relu)``
    """
    exercise = find_exercise(id)
    id = exercise.id  # ``id`` may be an old one
    try:
        result = judge(exercise, answer)
    except CourseFault as error:
        return Card("note", "!", f"{exercise.title}: cannot be judged", [("say", FAULT.format(error=error))])
    parts = list(result.parts)
    if result.state == RIGHT:
        _accepted[id] = answer
    if result.failing:
        _failing[id] = result.names, result.failing
    if result.failing and all(name.isidentifier() for name in result.names):
        parts.append(("small", f"`{_assignment(id, result.names)}` gives you this input, to try your code on."))
    if result.state == RIGHT and exercise.explanation:
        parts.append(("say", exercise.explanation))
    if result.state == RIGHT and exercise.is_function and _has_solution(exercise):
        parts.append(("ours", solution_of(exercise)))
    if result.state == WRONG and exercise.hints:
        parts.append(("small", f'Stuck? `hint("{id}")` leads on.'))
    if result.state in (RIGHT, WRONG):
        note = journal.append("attempt", id=id, verdict=result.state, misconception=result.misconception)
        parts += [("small", note)] if note else []
    tone, mark = TONES[result.state]
    return Card(tone, mark, f"{exercise.title}: {result.state}", parts, result.state, result.misconception)


def mine(id):
    """Return your own answer to the exercise ``id``, once ``check`` has accepted it, to build on.

    Before that it is the one in your copy of the exercise's chapter, if it is right, and else the course's own, so that
    a chapter goes on without an exercise that was skipped; a line says which. A number comes as a plain one, however it
    was written: "0,25", an array of one element, a tensor.

    Raises UnknownId for an unknown id.

    Example: ``im2col = mine("07-im2col")``
    """
    exercise = find_exercise(id)
    id = exercise.id
    if id in _accepted:
        return _accepted[id] if exercise.is_function else _plain(exercise, _accepted[id])
    theirs = from_copy(exercise)
    if theirs is not MISSING:
        _tell(FROM_COPY.format(title=exercise.title, chapter=exercise.id[:2]))
        return _accepted.setdefault(id, theirs)
    _tell((STAND_IN if _has_solution(exercise) else NONE_YET).format(title=exercise.title))
    if exercise.stand_in:
        return exercise.stand_in
    return exercise.reference if exercise.is_function else exercise.expected_value()


def _tell(sentence):
    print(textwrap.fill(sentence, 88))  # no wider than a page shows


def _plain(exercise, answer):
    """Return an accepted number as a plain one; a word, an array and what a property was asked of stay as they are."""
    expected = None if exercise.accept else exercise.expected_value()
    if not isinstance(expected, Real) or isinstance(expected, bool):
        return answer
    return min(readings(answer, exercise.percent), key=lambda number: abs(number - expected), default=answer)


def _assignment(id, names):
    return f'{", ".join(names)} = case("{id}")'


def case(id):
    """Return the input on which the last check of the exercise ``id`` failed: its arguments, in their order.

    One argument comes by itself, several as a tuple to be taken apart; each call returns new copies. Where nothing has
    failed yet it is the first input that the exercise is judged on.

    Raises UnknownId for an unknown id, and ValueError for an exercise that asks for a value, which has no input.

    Example: ``z, slope = case("01-leaky-relu")``, then ``leaky_relu(z, slope)``
    """
    exercise = find_exercise(id)
    id = exercise.id
    if not exercise.is_function:
        raise ValueError(f'id: got "{id}", which asks for a value; expected an exercise that asks for a function')
    args, kwargs = _failing[id][1] if id in _failing else exercise.arguments()[0]
    values = copy.deepcopy((*args, *kwargs.values()))
    return values[0] if len(values) == 1 else values


def hint(id):
    """Return the next hint for the exercise ``id``, below those already given; say so when there are no more.

    Raises UnknownId, with near matches, when there is no such exercise.
    """
    exercise = find_exercise(id)
    id = exercise.id
    given = sum(record["kind"] == "hint" and record["id"] == id for record in journal.records())
    total = len(exercise.hints)
    if total == 0:
        return Card("note", "→", f"{exercise.title}: there are no hints for this one", [_way_out(exercise)])
    note = journal.append("hint", id=id, number=given + 1) if given < total else ""
    shown = exercise.hints[: min(given + 1, total)]
    parts = [("say", f"**{number}.** {text}") for number, text in enumerate(shown, 1)]
    if given >= total:
        parts.append(_way_out(exercise, "There are no more hints. "))
    parts += [("small", note)] if note else []
    return Card("note", "→", f"{exercise.title}: hint {len(shown)} of {total}", parts)


def _way_out(exercise, before=""):
    leads_on = f'`solution("{exercise.id}")` shows one way to do it.'
    return "small", before + (leads_on if _has_solution(exercise) else NOT_HERE.removeprefix("# "))


def _has_solution(exercise):
    return exercise.solution != NOT_HERE


def solution(id):
    """Return one way to solve the exercise ``id``, shown as source; noted in the progress file.

    Raises UnknownId, with near matches, when there is no such exercise.
    """
    exercise = find_exercise(id)
    if not _has_solution(exercise):
        return Card("note", "→", f"{exercise.title}: no solution here", [_way_out(exercise)])
    note = journal.append("solution", id=exercise.id)
    parts = [("say", "Read it, close it, and write it again in your own words: that is when it becomes yours.")]
    parts.append(("source", solution_of(exercise)))
    if not exercise.is_function:
        parts.append(("say", f"`{exercise.asked_name}` is then {compact(exercise.expected_value())}."))
    parts += [("small", note)] if note else []
    return Card("note", "→", f"{exercise.title}: one way to do it", parts)
