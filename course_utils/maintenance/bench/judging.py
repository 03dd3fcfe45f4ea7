"""How long the judge takes over a wrong answer: each named mistake of each exercise, and one without a name."""

import time

from course_utils.exercises import registry
from course_utils.exercises.judge import judge
from course_utils.maintenance.bench.promises import verdict

LONGEST = 10  # exercises that are printed


def main(quick) -> bool:
    """Measure and print the slowest exercises; return True."""
    print(f"\n{'Judging a wrong answer, the slowest':<60}{'ms':>7}      promised")
    slowest = {}
    for number in registry.chapter_numbers():
        for exercise in registry.entries(number, "EXERCISES"):
            for answer in _wrong_answers(exercise, 1 if quick else None):
                slowest[exercise.id] = max(slowest.get(exercise.id, 0.0), _milliseconds(exercise, answer))
    for id, took in sorted(slowest.items(), key=lambda item: -item[1])[:LONGEST]:
        print(f"{id:<60}{took:7.1f} ms  {verdict(took, 250)}")
    return True


def _wrong_answers(exercise, count):
    """Return the exercise's named mistakes, and beside them one that has no name: the slowest path."""
    values = [item.wrong for item in exercise.misconceptions[:count]]
    if not exercise.is_function:
        return [value() if callable(value) else value for value in values]
    return [*values, lambda *args, **kwargs: 0.123] if not exercise.call else values


def _milliseconds(exercise, answer) -> float:
    started = time.perf_counter()
    judge(exercise, answer)
    return 1000 * (time.perf_counter() - started)
