"""Judge an answer: not attempted, correct, or wrong and in which way. Says nothing about how that is shown."""

from __future__ import annotations

import inspect

from course_utils.exercises import ground
from course_utils.exercises.calls import Quit, argument_names, is_stub, learner_line
from course_utils.exercises.contrasts import contrast, sizes, unsteady
from course_utils.exercises.engine import MISSING
from course_utils.exercises.judgement import MISUSED, NOT_ATTEMPTED, RIGHT, WRONG, Judgement
from course_utils.exercises.recognise import recognise
from course_utils.exercises.relations import relation
from course_utils.exercises.slips import usual_cause
from course_utils.exercises.trial import run
from course_utils.exercises.typed_answer import judge_value
from course_utils.exercises.values import HALF, SINGLE, as_numbers
from course_utils.exercises.wording import compact, describe, safe, whole

__all__ = ["MISUSED", "NOT_ATTEMPTED", "RIGHT", "WRONG", "Judgement", "before_trial", "judge", "of_trial", "passes"]


def judge(exercise, answer=MISSING):
    """Return the Judgement of ``answer``; never raises for anything that an answer is or does.

    Raises trial.CourseFault when the course's own answer fails.
    """
    if answer is MISSING:
        name = exercise.asked_name
        return Judgement(MISUSED, (("say", f'Give your work too: `check("{exercise.id}", {name})`.'),))
    if answer is None or answer is ... or answer is NotImplemented:
        return Judgement(NOT_ATTEMPTED)
    with ground.steady():
        return _judge_function(exercise, answer) if exercise.is_function else judge_value(exercise, answer)


def passes(exercise, answer):
    """Return whether ``answer`` is judged correct, without finding out what a wrong one looks like.

    A wrong function is given up at its first wrong call, which makes this ten times quicker than `judge`.
    """
    if not exercise.is_function or exercise.also_right or not callable(answer):
        return judge(exercise, answer).state == RIGHT
    with ground.steady():
        wrong = run(exercise, answer, stop_at_wrong=True).wrong
        return not wrong and _judge_function(exercise, answer).state == RIGHT


def _judge_function(exercise, answer):
    return before_trial(exercise, answer) or of_trial(run(exercise, answer))


def before_trial(exercise, answer):
    """Return the Judgement of an answer that need not be run, or cannot be; None where it has to be tried out."""
    problem = _not_a_function(exercise, answer)
    if problem:
        return Judgement(MISUSED, (("say", problem),))
    if is_stub(answer, exercise.stub):
        return Judgement(NOT_ATTEMPTED)
    if not exercise.call:
        problem = _cannot_be_called(answer, exercise.reference, exercise.arguments()[0])
        if problem:
            return Judgement(WRONG, (("say", problem),))
    return None


def of_trial(trial):
    """Return the Judgement of a function that has been run on all cases of its exercise, or was interrupted."""
    if trial.theirs[-1].interrupted:
        return _interrupted(trial)
    if all(_is_blank(outcome) for outcome in trial.theirs):
        return Judgement(NOT_ATTEMPTED)
    return _wrong_function(trial) if trial.wrong else _right_function(trial)


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
    except Exception:  # built-in functions have none; an object may break while it is asked
        return ""
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        wanted = ", ".join(argument_names(reference, case))
        return (
            f"Your function takes `{safe(str, signature, '(...)')}`, but it is called here with `({wanted})`. "
            "Compare your `def` line with the task."
        )
    return ""


def _is_blank(outcome):
    value = outcome.value
    if isinstance(value, list | tuple) and any(item is ... for item in value):
        return True
    return value is ... or value is NotImplemented or isinstance(outcome.error, NotImplementedError)


# ---- right


def _right_function(trial):
    exercise = trial.exercise
    if not exercise.accept and unsteady(trial, 0) and not _right_again(trial):
        return Judgement(WRONG, (("say", f"Called again with the first input, {UNSTEADY}"),))
    parts = []
    if trial.remark:
        parts.append(("say", trial.remark))
    elif trial.rough:
        parts.append(("say", _precision_text(max(outcome.grain for outcome in trial.theirs))))
    return Judgement(RIGHT, (*parts, *_notes(trial.theirs)))


UNSTEADY = (
    "your function no longer gave the same answer. Does it remember something between calls, or draw random numbers?"
)


def _right_again(trial):
    """Return whether the function is right on the first case once more: random rounding does no harm."""
    return not trial.again().wrong


def _precision_text(grain):
    if grain >= HALF:
        return "Right in half precision, which keeps about three digits. The course works with sixteen here."
    if grain >= SINGLE:
        return "Right in single precision: `float32` keeps about seven digits. The course works with sixteen here."
    return "Right to about six digits. Single precision, a small epsilon or a finite difference costs the others."


# ---- wrong


def _interrupted(trial):
    shown = len(trial.theirs) - 1
    name, line = f"`{trial.exercise.asked_name}`", learner_line(trial.theirs[shown].error)
    parts = [("say", f"You stopped {name}, which was still running with the input"), ("code", _call_text(trial, shown))]
    if line:
        number, source = line
        parts += [("say", f"It was in line {number} of your code:"), ("code", source)]
    parts.append(("ask", "Is there a loop around that line? What should end it, and does that ever come about?"))
    return Judgement(WRONG, tuple(parts), failing=trial.cases[shown], names=trial.names[shown])


def _wrong_function(trial):
    shown = min(trial.wrong, key=lambda i: _extent(trial, i))
    inputs = _call_text(trial, shown)
    parts = [("say", "With the input"), ("code", inputs)] if inputs else []
    parts += _what_happened(trial, shown)
    moved = _moved_parameters(trial)
    misconception = None if moved else recognise(trial)
    if moved:
        parts.append(("say", moved))
    elif misconception:
        parts += [("name", misconception.name), ("ask", misconception.message)]
    else:
        parts += _remarks(trial, shown)
    right = len(trial.cases) - len(trial.wrong)
    parts.append(("small", f"{right} of {len(trial.cases)} test calls came out right."))
    parts += _notes([trial.theirs[shown]])
    name = misconception.name if misconception else None
    return Judgement(WRONG, tuple(parts), name, trial.cases[shown], trial.names[shown])


def _moved_parameters(trial):
    """Return a sentence where the learner's function has our parameters in another order, "" elsewhere."""
    try:
        theirs, ours = (list(inspect.signature(f).parameters) for f in (trial.function, trial.exercise.reference))
    except Exception:  # what has no signature has no order
        return ""
    if theirs == ours or sorted(theirs) != sorted(ours) or trial.exercise.call:
        return ""
    place = next(i for i, name in enumerate(theirs) if name != ours[i])
    return (
        f"Your `def` line has the parameters in the order `({', '.join(theirs)})`, the task in the order "
        f"`({', '.join(ours)})`. By position, what is meant for `{ours[place]}` arrives in your `{theirs[place]}`."
    )


def _extent(trial, i):
    """Return how much there is to read in a case: the smallest that fails is shown, and it is shown whole."""
    args, kwargs = trial.cases[i]
    numbers = [as_numbers(value) for value in (*args, *kwargs.values())]
    digits = sum(len(str(n)) for n in numbers if n is not None and n.ndim == 0)
    return sum(n.size for n in numbers if n is not None), sum(n is None for n in numbers), digits


def _call_text(trial, i):
    args, kwargs = trial.cases[i]
    pairs = zip(trial.names[i], [*args, *kwargs.values()], strict=True)
    return "\n".join(f"{name} = {whole(value)}".replace("\n", "\n" + " " * (len(name) + 3)) for name, value in pairs)


def _what_happened(trial, i):
    outcome, exercise = trial.theirs[i], trial.exercise
    name = f"`{exercise.asked_name}`"
    if outcome.error is not None:
        return _error_parts(name, outcome.error)
    if outcome.value is None and trial.ours[i].value is not None:
        if outcome.printed:
            return [("say", f"{name} printed something and returned `None`. Printing shows, `return` hands back.")]
        return [("say", f"{name} returned `None`. Is a `return` missing?")]
    parts = [("say", f"{name} returned"), ("code", whole(outcome.value))]
    mismatch = None if exercise.accept else trial.mismatch(i, outcome.value, max(SINGLE, outcome.grain))
    if outcome.value is ...:
        parts.append(("say", "A `...` still stands where a result should be."))
    elif mismatch:
        parts.append(("say", mismatch.text[0].upper() + mismatch.text[1:] + "."))
    elif exercise.accept and not trial.agrees(i, outcome):
        parts.append(("say", "That does not do what is asked."))
    if outcome.mutated and not exercise.allow_mutation:
        parts.append(("say", _mutation_text(outcome.mutated, trial.agrees(i, outcome))))
    return parts


def _remarks(trial, shown):
    """Return what can be said in general where no misconception fits."""
    if unsteady(trial, shown):
        return [("say", f"Called again with the same input, {UNSTEADY}")]
    if not trial.values_differ():
        text = contrast(trial, shown) if trial.theirs[shown].error else ""
        return [("say", text)] if text else []
    theirs, ours = ([side[i].value for i in trial.wrong] for side in (trial.theirs, trial.ours))
    counted = [sizes(trial.cases[i], trial.names[i]) for i in trial.wrong]
    said = "" if trial.exercise.accept else relation(theirs, ours, counted, trial.exercise.names, trial.rule.tolerance)
    said = said or _always_the_same(trial) or contrast(trial, shown)
    return [("say", said)] if said else []


def _always_the_same(trial):
    values = [as_numbers(outcome.value) for outcome in trial.theirs]
    if len(values) > 1 and all(v is not None and compact(v) == compact(values[0]) for v in values):
        return "The same result came back for every input. Does it use the arguments?"
    inputs = [[as_numbers(v) for v in (*args, *kwargs.values())] for args, kwargs in trial.cases]
    if all(any(n is not None and _equal(n, v) for n in ns) for v, ns in zip(values, inputs, strict=True)):
        return "What came back is the input itself, unchanged."
    return ""


def _equal(a, b):
    return b is not None and a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


def _mutation_text(names, value_is_right):
    changed = " and ".join(f"`{name}`" for name in names)
    opening = "That is right, but it changed" if value_is_right else "It also changed"
    return f"{opening} its input {changed}: whoever calls it would find their data altered. Work on a copy."


def _error_parts(name, error):
    if isinstance(error, Quit | SystemExit):
        text = "`quit()`, `exit()` and `sys.exit()` end the whole program, here your notebook's kernel."
        return [("say", f"{name} called for the end: {text} A function ends with `return`.")]
    text = f"{type(error).__name__}: {safe(str, error, '(an error that cannot say what it is)')}"
    text = next(iter(text.splitlines()), text)[:300]
    line = learner_line(error)
    if line is None:
        parts = [("say", f"{name} stopped with an error:"), ("code", text)]
    else:
        number, source = line
        where = f"{name} stopped with an error in line {number} of your code:"
        parts = [("say", where), ("code", f"{source}\n{text}".strip())]
    cause = usual_cause(error)
    return [*parts, ("say", cause)] if cause else parts


def _notes(outcomes):
    printed = next((o.printed for o in outcomes if o.printed.strip()), "")
    if printed and not any(o.value is None for o in outcomes):
        first = printed.strip().splitlines()[0][:80]
        yield "small", f"Your function also prints ({first}); only what it returns counts."
    warned = next((o.warned for o in outcomes if o.warned), "")
    if warned:
        yield "small", f"A warning came up on the way: {warned}."
