"""What a learner calls: check an answer, ask for a hint, see a solution."""

from __future__ import annotations

from course_utils.exercises import journal
from course_utils.exercises.compare import compact
from course_utils.exercises.engine import MISSING
from course_utils.exercises.judge import MISUSED, NOT_ATTEMPTED, RIGHT, WRONG, judge
from course_utils.exercises.registry import find_exercise
from course_utils.exercises.render import Card
from course_utils.exercises.source import source_of

__all__ = ["check", "hint", "solution"]

TONES = {RIGHT: ("good", "✓"), WRONG: ("bad", "✗"), NOT_ATTEMPTED: ("open", "○"), MISUSED: ("note", "→")}


def check(id, answer=MISSING):
    """Judge ``answer`` to the exercise ``id`` and return the verdict, which a notebook shows under the cell.

    ``answer`` is the function that was asked for (its name, without brackets) or the value. Numbers count, not their
    container: a list or a tuple does where an array was asked for. A wrong answer never raises; an unknown id raises
    UnknownId with the ids that come near. Every attempt is noted in the progress file, without the code.

    Example: ``check("01-leaky-relu", leaky_relu)``
    """
    exercise = find_exercise(id)
    result = judge(exercise, answer)
    parts = list(result.parts)
    if result.state == RIGHT and exercise.explanation:
        parts.append(("say", exercise.explanation))
    if result.state == WRONG and exercise.hints:
        parts.append(("small", f'Stuck? `hint("{id}")` leads on.'))
    if result.state in (RIGHT, WRONG):
        note = journal.append("attempt", id=id, verdict=result.state, misconception=result.misconception)
        parts += [("small", note)] if note else []
    tone, mark = TONES[result.state]
    return Card(tone, mark, f"{exercise.title}: {result.state}", parts, result.state, result.misconception)


def hint(id):
    """Return the next hint for the exercise ``id``, below those already given; say so when there are no more.

    Raises UnknownId, with near matches, when there is no such exercise.
    """
    exercise = find_exercise(id)
    given = sum(record["kind"] == "hint" and record["id"] == id for record in journal.records())
    total = len(exercise.hints)
    if total == 0:
        return Card("note", "→", f"{exercise.title}: there are no hints for this one", [_way_out(id)])
    note = journal.append("hint", id=id, number=given + 1) if given < total else ""
    shown = exercise.hints[: min(given + 1, total)]
    parts = [("say", f"**{number}.** {text}") for number, text in enumerate(shown, 1)]
    if given >= total:
        parts.append(_way_out(id, "There are no more hints. "))
    parts += [("small", note)] if note else []
    return Card("note", "→", f"{exercise.title}: hint {len(shown)} of {total}", parts)


def _way_out(id, before=""):
    return "small", f'{before}`solution("{id}")` shows one way to do it.'


def solution(id):
    """Return one way to solve the exercise ``id``, shown as source; noted in the progress file.

    Raises UnknownId, with near matches, when there is no such exercise.
    """
    exercise = find_exercise(id)
    note = journal.append("solution", id=id)
    parts = [("say", "Read it, close it, and write it again in your own words: that is when it becomes yours.")]
    parts.append(("source", exercise.solution.strip() or source_of(exercise.reference or exercise.answer)))
    if not exercise.is_function:
        parts.append(("say", f"which gives {compact(exercise.expected_value())}."))
    parts += [("small", note)] if note else []
    return Card("note", "→", f"{exercise.title}: one way to do it", parts)
