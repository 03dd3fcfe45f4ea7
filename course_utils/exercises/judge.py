"""Judge an answer: not attempted, correct, or wrong and in which way. Says nothing about how that is shown."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import numpy as np

from course_utils.exercises.calls import argument_names, call, is_stub, learner_line
from course_utils.exercises.compare import Rule, compact, describe, first_mismatch, freeze, rounded_alike
from course_utils.exercises.engine import MISSING
from course_utils.exercises.observations import observe
from course_utils.exercises.trial import Trial, accepted, recognise, rule_of

__all__ = ["MISUSED", "NOT_ATTEMPTED", "RIGHT", "WRONG", "Judgement", "judge"]

RIGHT, WRONG, NOT_ATTEMPTED, MISUSED = "correct", "not yet", "not attempted yet", "no answer to judge"


@dataclass(frozen=True)
class Judgement:
    """Hold the state (RIGHT, WRONG, NOT_ATTEMPTED, MISUSED), paragraphs as (kind, text), the misconception's name."""

    state: str
    parts: tuple[tuple[str, str], ...] = ()
    misconception: str | None = None


def judge(exercise, answer=MISSING):
    """Return the Judgement of ``answer``; never raises for a wrong one."""
    if answer is MISSING:
        name = exercise.asked_name
        return Judgement(MISUSED, (("say", f'Give your work too: `check("{exercise.id}", {name})`.'),))
    if answer is None or answer is ... or answer is NotImplemented:
        return Judgement(NOT_ATTEMPTED)
    return _judge_function(exercise, answer) if exercise.is_function else _judge_value(exercise, answer)


# ---- typed-in values


def _judge_value(exercise, answer):
    answer = freeze(answer)
    if isinstance(answer, list | tuple) and any(item is ... for item in answer):
        return Judgement(NOT_ATTEMPTED)
    if callable(answer):
        text = f"A value is asked for here, and you gave {describe(answer)}. Give its result."
        return Judgement(MISUSED, (("say", text),))
    rule = rule_of(exercise)
    expected = freeze(exercise.expected_value())
    if exercise.accept and accepted(exercise, answer):
        return Judgement(RIGHT)
    if exercise.accept:
        return _wrong_value(exercise, answer, rule, "it does not do what is asked")
    mismatch = first_mismatch(answer, expected, rule)
    if mismatch is None:
        return Judgement(RIGHT)
    near = first_mismatch(answer, expected, Rule(exercise.tolerance * 10, absolute=True, names=exercise.names))
    if mismatch.kind == "values" and (near is None or rounded_alike(answer, expected, digits=2)):
        return _wrong_value(exercise, answer, rule, "close, but not to the digits asked for: carry more of them")
    if type(answer) is tuple and len(answer) == 2 and mismatch.kind == "shape" and np.ndim(expected) == 0:
        return _wrong_value(exercise, answer, rule, "two numbers. Is that a comma where a decimal point should be?")
    return _wrong_value(exercise, answer, rule, "" if mismatch.kind in ("values", "text") else mismatch.text)


def _wrong_value(exercise, answer, rule, remark):
    given = f"{answer:.12g}" if isinstance(answer, float) else compact(answer)  # as many digits as were typed
    for item, way in ((item, way) for item in exercise.misconceptions for way in item.ways):
        value = way() if callable(way) else way
        alike = not remark and rounded_alike(answer, value, digits=3)  # the mistake, written with fewer digits
        if alike or first_mismatch(answer, value, rule) is None:
            parts = ("say", f"You gave {given}."), ("name", item.name), ("ask", item.message)
            return Judgement(WRONG, parts, item.name)
    end = "" if remark.endswith("?") else "."
    return Judgement(WRONG, (("say", f"You gave {given}" + (f": {remark}{end}" if remark else ".")),))


# ---- written functions


def _judge_function(exercise, answer):
    problem = _not_a_function(exercise, answer)
    if problem:
        return Judgement(MISUSED, (("say", problem),))
    if is_stub(answer, exercise.stub):
        return Judgement(NOT_ATTEMPTED)
    cases = exercise.arguments()
    if not exercise.call:
        problem = _cannot_be_called(answer, exercise.reference, cases[0])
        if problem:
            return Judgement(WRONG, (("say", problem),))
    trial = _run(exercise, answer, cases)
    if all(_is_blank(outcome) for outcome in trial.theirs):
        return Judgement(NOT_ATTEMPTED)
    return _wrong_function(trial) if trial.wrong else _right_function(trial, answer)


def _not_a_function(exercise, answer):
    name, id = exercise.asked_name, exercise.id
    if inspect.isclass(answer) and not exercise.call:
        return f"A function is asked for here, and you gave {describe(answer)}."
    if not callable(answer):
        return (
            f"A function is asked for here, and you gave {describe(answer)}. Give the function itself, by its "
            f'name and without brackets: `check("{id}", {name})`.'
        )
    return ""


def _cannot_be_called(answer, reference, case):
    args, kwargs = case
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):
        return ""
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        wanted = ", ".join(argument_names(reference, case))
        return (
            f"Your function takes `{signature}`, but it is called here with `({wanted})`. "
            "Compare your `def` line with the task."
        )
    return ""


def _run(exercise, answer, cases):
    names = [argument_names(exercise.reference, case) for case in cases]
    theirs = [call(answer, case, n, exercise.call) for case, n in zip(cases, names, strict=True)]
    ours = [call(exercise.reference, case, n, exercise.call) for case, n in zip(cases, names, strict=True)]
    for outcome in ours:
        if outcome.error is not None:  # a fault of the course, not of the learner
            raise outcome.error
    return Trial(exercise, cases, names, theirs, ours)


def _is_blank(outcome):
    value = outcome.value
    if isinstance(value, list | tuple) and any(item is ... for item in value):
        return True
    return value is ... or value is NotImplemented or isinstance(outcome.error, NotImplementedError)


def _right_function(trial, answer):
    exercise = trial.exercise
    again = call(answer, trial.cases[0], trial.names[0], exercise.call)
    if not exercise.accept and (again.error or not trial.agrees(0, again.value)):
        text = (
            "Called again with the first input, your function no longer gave the same answer. Does it remember "
            "something between calls, or draw random numbers?"
        )
        return Judgement(WRONG, (("say", text),))
    return Judgement(RIGHT, tuple(_notes(trial.theirs)))


def _wrong_function(trial):
    shown = min(trial.wrong, key=lambda i: len(_call_text(trial, i)))
    outcome = trial.theirs[shown]
    inputs = _call_text(trial, shown)
    parts = [("say", "With the input"), ("code", inputs)] if inputs else []
    parts += _what_happened(trial, shown)
    misconception = recognise(trial)
    if misconception:
        parts += [("name", misconception.name), ("ask", misconception.message)]
    elif trial.values_differ():
        remark = observe([o.value for o in trial.theirs], [o.value for o in trial.ours], trial.cases, trial.rule)
        parts += [("say", remark)] if remark else []
    right = len(trial.cases) - len(trial.wrong)
    parts.append(("small", f"{right} of {len(trial.cases)} test calls came out right."))
    parts += _notes([outcome])
    return Judgement(WRONG, tuple(parts), misconception.name if misconception else None)


def _call_text(trial, i):
    args, kwargs = trial.cases[i]
    pairs = zip(trial.names[i], [*args, *kwargs.values()], strict=True)
    return "\n".join(f"{name} = {compact(value)}".replace("\n", "\n" + " " * (len(name) + 3)) for name, value in pairs)


def _what_happened(trial, i):
    outcome, exercise = trial.theirs[i], trial.exercise
    name = f"`{exercise.asked_name}`"
    if outcome.error is not None:
        return _error_parts(name, outcome.error)
    if outcome.value is None and trial.ours[i].value is not None:
        if outcome.printed:
            return [("say", f"{name} printed something and returned `None`. Printing shows, `return` hands back.")]
        return [("say", f"{name} returned `None`. Is a `return` missing?")]
    parts = [("say", f"{name} returned"), ("code", compact(outcome.value))]
    mismatch = None if exercise.accept else first_mismatch(outcome.value, trial.ours[i].value, trial.rule)
    if outcome.value is ...:
        parts.append(("say", "A `...` still stands where a result should be."))
    elif mismatch:
        parts.append(("say", mismatch.text[0].upper() + mismatch.text[1:] + "."))
    elif exercise.accept and not trial.agrees(i, outcome.value):
        parts.append(("say", "That does not do what is asked."))
    if outcome.mutated and not exercise.allow_mutation:
        parts.append(("say", _mutation_text(outcome.mutated, trial.agrees(i, outcome.value))))
    return parts


def _mutation_text(names, value_is_right):
    changed = " and ".join(f"`{name}`" for name in names)
    opening = "That is right, but it changed" if value_is_right else "It also changed"
    return f"{opening} its input {changed}: whoever calls it would find their data altered. Work on a copy."


def _error_parts(name, error):
    text = f"{type(error).__name__}: {error}".splitlines()[0][:300]
    line = learner_line(error)
    if line is None:
        parts = [("say", f"{name} stopped with an error:"), ("code", text)]
    else:
        number, source = line
        where = f"{name} stopped with an error in line {number} of your code:"
        parts = [("say", where), ("code", f"{source}\n{text}".strip())]
    if "ellipsis" in text:
        parts.append(("say", "A `...` still stands where an expression should be."))
    return parts


def _notes(outcomes):
    printed = next((o.printed for o in outcomes if o.printed.strip()), "")
    if printed and not any(o.value is None for o in outcomes):
        first = printed.strip().splitlines()[0][:80]
        yield "small", f"Your function also prints ({first}); only what it returns counts."
    warned = next((o.warned for o in outcomes if o.warned), "")
    if warned:
        yield "small", f"A warning came up on the way: {warned}."
