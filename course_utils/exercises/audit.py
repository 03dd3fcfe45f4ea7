"""Hold an exercise to what it promises; ``python -m course_utils.exercises.audit 01`` prints what a chapter breaks.

Every function returns a list of faults in plain words, empty when all is well. The tests ask for empty lists.
"""

from __future__ import annotations

import re
import sys

import numpy as np

from course_utils.exercises import registry
from course_utils.exercises.calls import argument_names, call
from course_utils.exercises.compare import first_mismatch
from course_utils.exercises.judge import NOT_ATTEMPTED, RIGHT, judge, passes
from course_utils.exercises.mutants import limited, mutants
from course_utils.exercises.render import Card
from course_utils.exercises.source import solution_of
from course_utils.exercises.sweeps import arguments_count, arguments_vary, types_count
from course_utils.exercises.trial import rule_of
from course_utils.exercises.values import as_numbers, freeze

__all__ = [
    "FUNCTION_AUDITS",
    "SURVIVORS",
    "audit",
    "cases_vary",
    "main",
    "misconceptions_earn_their_message",
    "mutants_fail",
    "reference_passes",
    "shortcuts_fail",
    "solution_runs",
    "stub_is_not_attempted",
    "texts_hide_the_answer",
]

LEAST_CASES = 8
SURVIVORS = "survived: "


def reference_passes(exercise):
    """Return faults when the course's own answer is not judged correct."""
    answer = exercise.reference if exercise.is_function else freeze(exercise.expected_value())
    result = judge(exercise, answer)
    return [] if result.state == RIGHT else [f"the reference is judged {result.state!r}: {result.parts}"]


def stub_is_not_attempted(exercise):
    """Return faults when the stub, run as it stands in the notebook, is not "not attempted yet"."""
    namespace = {"np": np}
    exec(compile(exercise.stub, "<stub>", "exec"), namespace)
    if exercise.asked_name not in namespace:
        return [f"the stub does not define {exercise.asked_name}"]
    state = judge(exercise, namespace[exercise.asked_name]).state
    return [] if state == NOT_ATTEMPTED else [f"the stub is judged {state!r}"]


def misconceptions_earn_their_message(exercise):
    """Return faults when a misconception, given as the learner's answer, does not earn exactly its own message."""
    faults = []
    for item in exercise.misconceptions:
        value_wanted = not exercise.is_function and callable(item.wrong)
        result = judge(exercise, item.wrong() if value_wanted else item.wrong)
        named = [text for kind, text in result.parts if kind == "ask"]
        if result.misconception != item.name or named != [item.message]:
            faults.append(f"misconception {item.name!r} is judged {result.state!r}, named {result.misconception!r}")
    return faults


def cases_vary(exercise):
    """Return faults when the cases are few, draw differently the second time, or could be met by one constant."""
    if not exercise.is_function:
        return []
    cases = exercise.arguments()
    faults = [] if len(cases) >= LEAST_CASES else [f"{len(cases)} cases; expected at least {LEAST_CASES}"]
    results, again = (_results(exercise, drawn) for drawn in (cases, exercise.arguments()))
    rule = rule_of(exercise)
    if any(first_mismatch(a, b, rule) for a, b in zip(again, results, strict=True)):
        faults.append("the cases, or the reference, differ from one call to the next")
    if not exercise.accept and not any(first_mismatch(results[0], other, rule) for other in results[1:]):
        faults.append("one constant satisfies all cases")
    return faults


def _results(exercise, cases):
    reference = exercise.reference
    return [call(reference, case, argument_names(reference, case), exercise.call).value for case in cases]


def shortcuts_fail(exercise):
    """Return faults when zeros, ones, an input, noise, NaN or nothing passes as an answer."""
    if not exercise.is_function:
        guesses = [0, 1, -1, float("nan"), "", [], exercise.tolerance]
        if isinstance(exercise.expected_value(), bool | np.bool_ | str) or exercise.integer:
            guesses = [float("nan"), []]
        return [f"{guess!r} passes" for guess in guesses if not _could_be(exercise, guess) and passes(exercise, guess)]
    noise = np.random.default_rng(1)
    attackers = {
        "zeros": lambda *a, **k: _map(np.zeros_like, _ours(exercise, a, k)),
        "ones": lambda *a, **k: _map(np.ones_like, _ours(exercise, a, k)),
        "the first input": lambda *a, **k: [*a, *k.values()][0],
        "noise": lambda *a, **k: _map(lambda v: noise.normal(size=np.shape(v)), _ours(exercise, a, k)),
        "NaN": lambda *a, **k: _map(lambda v: np.full(np.shape(v), np.nan), _ours(exercise, a, k)),
        "the negative": lambda *a, **k: _map(lambda v: -np.asarray(v, float), _ours(exercise, a, k)),
        "an extra axis": lambda *a, **k: _map(lambda v: np.asarray(v)[None], _ours(exercise, a, k)),
        "nothing": lambda *a, **k: None,
    }
    if exercise.call:  # what is called is a class or an object of its own: only the crudest attack applies
        attackers = {"nothing": attackers["nothing"]}
    return [f"{name} passes" for name, attacker in attackers.items() if passes(exercise, attacker)]


def _could_be(exercise, guess):
    return not exercise.accept and first_mismatch(guess, freeze(exercise.expected_value()), rule_of(exercise)) is None


def _ours(exercise, args, kwargs):
    return freeze(exercise.reference(*args, **kwargs))


def _map(change, value):
    if isinstance(value, dict):
        return {key: _map(change, item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_map(change, item) for item in value)
    return change(value) if as_numbers(value) is not None else None


def mutants_fail(exercise):
    """Return a fault for each small change of the reference that passes and is not on the exercise's allow list."""
    if not exercise.is_function:
        return []
    survivors = []
    for what, mutant in mutants(exercise.reference):
        with limited():
            if what not in exercise.equivalent_mutants and passes(exercise, mutant):
                survivors.append(f"{SURVIVORS}{what}")
    return survivors


def texts_hide_the_answer(exercise):
    """Return faults when the prompt, the stub, a hint or a message contains the typed-in answer."""
    value = None if exercise.is_function else as_numbers(exercise.expected_value())
    if value is None or value.size != 1:
        return []
    answer = f"{float(value):.4g}"
    if len(answer.strip("-0.")) < 2:  # 0, 1, 2 ... stand in any text
        return []
    alone = re.compile(rf"(?<![\d.\-−]){re.escape(answer)}(?![\d.]*\d)")
    texts = [exercise.prompt, exercise.stub, *exercise.hints, *(m.message for m in exercise.misconceptions)]
    return [f"the answer {answer} stands in: {text[:60]!r}" for text in texts if alone.search(text)]


def solution_runs(exercise):
    """Return faults when what ``solution`` shows does not run by itself, or is not judged correct, or is no working."""
    text, namespace = solution_of(exercise), {}
    try:
        exec(compile(text, "<solution>", "exec"), namespace)
    except Exception as error:
        return [f"the solution does not run: {error!r}"]
    if not Card("note", "→", exercise.title, [("source", text)]).html:
        return ["the solution cannot be shown"]
    if not exercise.is_function and len(text.splitlines()) < 2:
        return ["the solution shows no working"]
    answer = namespace.get(exercise.asked_name)
    return [] if passes(exercise, answer) else [f"the solution gives no right {exercise.asked_name}"]


FUNCTION_AUDITS = (
    reference_passes,
    stub_is_not_attempted,
    misconceptions_earn_their_message,
    cases_vary,
    shortcuts_fail,
    mutants_fail,
    arguments_count,
    arguments_vary,
    types_count,
    texts_hide_the_answer,
    solution_runs,
)


def ids_are_sound(number):
    """Return faults when an id stands twice in chapter ``number`` or belongs to another chapter."""
    ids = [entry.id for kind in ("EXERCISES", "PREDICTIONS") for entry in registry.entries(number, kind)]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    return [f"{id}: stands twice" for id in twice] + [
        f"{id}: begins with another chapter's number" for id in ids if not id.startswith(f"{number}-")
    ]


def audit(number):
    """Return all faults of chapter ``number`` ("01") as ``id: fault`` lines."""
    return ids_are_sound(number) + [
        f"{exercise.id}: {fault}"
        for exercise in registry.entries(number, "EXERCISES")
        for check in FUNCTION_AUDITS
        for fault in check(exercise)
    ]


def main(numbers):
    """Print the faults of the chapters given (all, when none is); return 1 when there are any."""
    faults = 0
    for number in numbers or registry.chapter_numbers():
        found = audit(number)
        faults += len(found)
        counts = [len(registry.entries(number, kind)) for kind in ("EXERCISES", "PREDICTIONS")]
        print(f"chapter {number}: {counts[0]} exercises, {counts[1]} predictions, {len(found)} faults")
        print("".join(f"  {fault}\n" for fault in found), end="")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
