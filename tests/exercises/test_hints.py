"""A hint leads on and is no solution: none of its pieces of code, taken as the answer, is accepted."""

import ast
import inspect
import re

import numpy as np
import pytest

from course_utils import activations, convolution, convolution_kinds, data, dropout, losses, normalisation, pooling
from course_utils import shapes as sizes
from course_utils.exercises import registry
from course_utils.exercises.judge import passes
from course_utils.exercises.values import as_numbers, freeze

ENTRIES = [exercise for number in registry.chapter_numbers() for exercise in registry.entries(number, "EXERCISES")]
CODE = re.compile(r"`([^`]+)`")
SUM = re.compile(r"(?<![\w.])[\d.]+(?: ?[-+·×*/−] ?\(?[\d.]+\)?| ?[-+·×*/−] ?\([^()]*\))+")
NAMES = {
    name: value
    for module in (activations, convolution, convolution_kinds, data, dropout, losses, normalisation, pooling, sizes)
    for name, value in [(module.__name__.rsplit(".", 1)[-1], module), *vars(module).items()]
    if not name.startswith("_")
} | {"np": np}


def texts(exercise):
    """Every text that is shown before the answer is: hints and messages."""
    return [*exercise.hints, *(item.message for item in exercise.misconceptions)]


def expressions(text):
    """Yield what of a text could be typed in as an answer: pieces of code and sums, as syntax trees."""
    for piece in (*CODE.findall(text), *(hit.group() for hit in SUM.finditer(text))):
        plain = piece.translate(str.maketrans("·×−", "**-")).removeprefix("return ").rstrip(".")
        try:
            yield piece.rstrip("."), ast.parse(plain, mode="eval")
        except SyntaxError:
            continue


def told(exercise, text):
    """Return the piece of a text that passes as the answer, or None."""
    for piece, tree in expressions(text):
        code = compile(tree, "<hint>", "eval")
        try:
            if passes(exercise, _answer(exercise, code)):
                return piece
        except Exception:  # what does not run tells nothing
            continue
    return None


def _answer(exercise, code):
    if not exercise.is_function:
        return eval(code, dict(NAMES))
    parameters = inspect.signature(exercise.reference)

    def answer(*args, **kwargs):
        bound = parameters.bind(*args, **kwargs)
        bound.apply_defaults()
        return eval(code, NAMES | bound.arguments)

    return answer


@pytest.mark.parametrize("exercise", ENTRIES, ids=lambda exercise: exercise.id)
def test_no_hint_and_no_message_can_be_typed_in_as_the_answer(exercise):
    assert [piece for text in texts(exercise) if (piece := told(exercise, text))] == []


@pytest.mark.parametrize("exercise", ENTRIES, ids=lambda exercise: exercise.id)
def test_no_text_states_a_number_that_is_asked_for(exercise):
    value = None if exercise.is_function else as_numbers(freeze(exercise.expected_value()))
    if value is None or value.size != 1 or len(f"{float(value):g}".strip("-0.")) < 2:
        return
    number = f"{float(value):.6g}"
    stated = [re.sub(r"(?<=\d),(?=\d{3})", "", text) for text in texts(exercise)]
    assert not [text for text in stated if re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.]*\d)", text)]


def test_a_hint_that_is_the_answer_is_found():
    count = registry.find_exercise("04-count-by-hand")
    assert told(count, "784 · 15 + 15 · 10 + 15 + 10.") == "784 · 15 + 15 · 10 + 15 + 10"
    assert told(count, "784 · 15 weights lead into the hidden layer, 15 · 10 out of it.") is None
    size = registry.find_exercise("05-output-size")
    assert told(size, "So: `(size + 2 * padding - kernel) // stride + 1`.")
    assert told(size, "Python's `//` counts whole steps.") is None
