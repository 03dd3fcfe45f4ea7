"""Judge a typed-in answer: a number, an array of numbers or a word."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from course_utils.exercises.compare import first_mismatch
from course_utils.exercises.judgement import MISUSED, NOT_ATTEMPTED, RIGHT, WRONG, Judgement
from course_utils.exercises.trial import accepted, rule_of
from course_utils.exercises.typed import digits_alike, readings
from course_utils.exercises.values import SINGLE, as_numbers, freeze, grain
from course_utils.exercises.wording import compact, describe, safe
from course_utils.exercises.wording import number as number_words

__all__ = ["judge_value", "remark"]

TOO_FEW = "close, but not to the digits asked for: carry more of them"
CUT_OFF = "right as far as it goes, but cut off where it should be rounded, and too short: carry more digits"


def judge_value(exercise, answer):
    """Return the Judgement of a typed-in ``answer``."""
    given, answer = answer, freeze(answer)
    if isinstance(answer, list | tuple) and any(item is ... for item in answer):
        return Judgement(NOT_ATTEMPTED)
    if callable(answer) and as_numbers(answer) is None:
        text = f"A value is asked for here, and you gave {describe(answer)}. Give its result."
        return Judgement(MISUSED, (("say", text),))
    if exercise.accept:
        right = accepted(exercise, answer)
        return Judgement(RIGHT) if right else _wrong(exercise, answer, "that is not right")
    expected = freeze(exercise.expected_value())
    if isinstance(expected, str):
        return _judge_word(exercise, answer, expected)
    if np.ndim(expected) == 0:
        return _judge_number(exercise, given, expected)
    mismatch = first_mismatch(answer, expected, rule_of(exercise))
    if mismatch is None:
        return Judgement(RIGHT)
    return _wrong(exercise, answer, "" if mismatch.kind == "values" else mismatch.text)


# ---- words


def _judge_word(exercise, answer, expected):
    if isinstance(answer, list | tuple) and all(isinstance(item, str) for item in answer):
        answer = " ".join(answer)
    if not isinstance(answer, str):
        return _wrong(exercise, answer, f"it is {describe(answer)}; text was expected")
    if _letters(answer) == _letters(expected):
        return Judgement(RIGHT)
    for item, way in _ways(exercise):
        if isinstance(way, str) and _letters(way) == _letters(answer):
            return _named(item, answer)
    return _wrong(exercise, answer, _spelling(_letters(answer), _letters(expected)))


def _spelling(given, right):
    """Return a clause about letters that stand for items in an order."""
    if len(given) != len(right):
        return f"{len(right)} letters are asked for" if given.isalpha() and len(right) < 10 else ""
    if sorted(given) == sorted(right) and sum(a != b for a, b in zip(given, right)) == 2:
        return "two of them have changed places. Which two are easiest to take for one another?"
    return ""


def _letters(text):
    return "".join(filter(str.isalnum, text.casefold()))


# ---- numbers


def _judge_number(exercise, answer, expected):
    found = readings(answer, exercise.percent)
    if not found:
        return _no_number(exercise, answer, expected)
    rule = _rule(exercise, expected, grain(answer))
    if any(first_mismatch(number, expected, rule) is None for number in found):
        return Judgement(RIGHT)
    for number in found:
        for item, way in _ways(exercise):
            shorter = np.ndim(way) == 0 and not isinstance(way, int | str)
            alike = shorter and digits_alike(_text_or(answer, number), way, digits=3)
            if first_mismatch(number, way, rule) is None or alike:
                return _named(item, answer)
    return _wrong(exercise, answer, remark(exercise, answer, found[0], expected))


def _rule(exercise, expected, spacing):
    """Return how closely a number is compared: a whole number as one, others to the digits asked for."""
    rule = rule_of(exercise)
    if _is_whole(expected):
        return replace(rule, tolerance=min(rule.tolerance, 1e-6), integer=False)
    return replace(rule, tolerance=rule.tolerance + (spacing * abs(float(expected)) if spacing <= SINGLE else 0))


def _is_whole(expected):
    return isinstance(expected, int | np.integer) and not isinstance(expected, bool)


def _text_or(answer, number):
    return answer if isinstance(answer, str) and len(readings(answer)) == 1 else number


def remark(exercise, answer, number, expected):
    """Return a clause about a wrong number, "" when there is nothing to say; ``answer`` is how it was written."""
    if not math.isfinite(number):
        return "that is not a number" if math.isnan(number) else "that is infinite"
    if not _is_whole(expected):
        written = digits_alike(_text_or(answer, number), expected, digits=2)
        near = abs(number - expected) <= 10 * exercise.tolerance
        if written == "cut off":
            return CUT_OFF
        if written or near:
            return TOO_FEW
    return _relation(float(number), float(expected), _is_whole(expected))


def _relation(number, expected, whole):
    """Return a clause on how a wrong number relates to the right one."""
    if not expected or not number:
        return ""
    if _is(number, -expected):
        return "the size is right, the sign is not"
    if any(_is(abs(number), abs(expected) * 10.0**power) for power in (1, 2, 3, 4, 6, -1, -2, -3, -4, -6)):
        return "the digits are right. Where does the decimal point belong?"
    for n, word in ((2, "twice"), (3, "three times"), (4, "four times")):
        if _is(number, n * expected):
            return f"that is {word} as much as asked for. Which factor is one too many?"
        if _is(number, expected / n):
            return f"what is asked for is {word} as much. Which factor is missing?"
    if whole and abs(number - expected) == 1:
        return f"one too {'many' if number > expected else 'few'}. Are both ends counted, or neither?"
    if whole and number != int(number):
        return "a whole number is asked for"
    return ""


def _is(number, target):
    """Return whether ``number`` is ``target``, perhaps with fewer digits."""
    return math.isclose(number, target, rel_tol=1e-5) or bool(digits_alike(number, target, digits=2))


def _no_number(exercise, answer, expected):
    value = freeze(answer)
    if type(value) is tuple and len(value) == 2 and as_numbers(value) is not None:
        return _wrong(exercise, value, "two numbers. Is that a comma where a decimal point should be?")
    mismatch = first_mismatch(value, expected, rule_of(exercise))
    return _wrong(exercise, value, mismatch.text if mismatch else "")


# ---- words for both


def _ways(exercise):
    for item in exercise.misconceptions:
        for way in item.ways:
            yield item, way() if callable(way) else way


def _named(item, answer):
    parts = ("say", f"You gave {_shown(answer)}."), ("name", item.name), ("ask", item.message)
    return Judgement(WRONG, parts, item.name)


def _wrong(exercise, answer, remark):
    for item, way in _ways(exercise):
        if _is_like(exercise, item, answer, way):
            return _named(item, answer)
    end = "" if remark.endswith("?") else "."
    return Judgement(WRONG, (("say", f"You gave {_shown(answer)}" + (f": {remark}{end}" if remark else ".")),))


def _is_like(exercise, item, answer, way):
    if item.holds:
        held = safe(lambda value: str(bool(item.holds(value, exercise.expected_value()))), answer, "")
        return held == "True"
    return not isinstance(way, str) and first_mismatch(answer, way, rule_of(exercise)) is None


def _shown(answer):
    """Return what was given, with as many digits as were typed."""
    if isinstance(answer, int):
        return number_words(answer)
    number = readings(answer)
    if isinstance(answer, str):
        return describe(answer)
    if number and isinstance(number[0], float) and np.ndim(freeze(answer)) == 0:
        return f"{number[0]:.12g}"
    return compact(answer)
