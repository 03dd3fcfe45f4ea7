"""Say what a well-known error message of Python or NumPy usually comes from, beyond what it says itself."""

from __future__ import annotations

import re

from course_utils.exercises.wording import safe

__all__ = ["usual_cause"]

SHAPES = (
    r"could not be broadcast together|size mismatch|not aligned|mismatch in its core dimension|"
    r"shapes cannot be multiplied"
)
WHOLE = (
    r"'float' object cannot be interpreted as an integer|slice indices must be integers|must be real integers|"
    r"only integers, slices"
)
# a pattern of the message, and the sentence
CAUSES = {
    "truth value of an array": "`if` and `and` decide about one number, and here is a whole array: which function of "
    "NumPy decides for each of its numbers?",
    SHAPES: "Two arrays met whose shapes do not fit. Print both shapes just before this line: which did you expect?",
    WHOLE: "A size or an index is a number with a decimal point. Which division gives a whole number?",
    "out of bounds|index out of range": "The last index of n elements is n − 1. How far does your loop go?",
    "ellipsis": "A `...` still stands where an expression should be.",
    "is not defined": "Is it the name that you gave it, and has the cell that defines it been run?",
    "referenced before assignment|cannot access local variable": "This name gets its value further down, or in "
    "a branch that was not taken.",
    "object is not callable": "Round brackets call. Is a `*` or a comma missing before them, or does a value carry the "
    "name of a function?",
    "object is not subscriptable": "Square brackets stand behind something that has no elements.",
    r"Can't call numpy\(\)": "A tensor that carries gradients is not an array: `.detach()` first.",
    "destination is read-only": "This array may not be written to. Work on a copy.",
    "setting an array element with a sequence": "A whole array was put into the place of one number.",
    "'NoneType'": "Something is `None` here: does a function that you call lack its `return`?",
    "maximum recursion depth": "The function calls itself without end. What should stop it?",
}


def usual_cause(error):
    """Return a sentence about where an error like this usually comes from, or "".

    >>> usual_cause(IndexError("list index out of range"))
    'The last index of n elements is n − 1. How far does your loop go?'
    """
    text = safe(str, error, "")
    return next((words for pattern, words in CAUSES.items() if re.search(pattern, text)), "")
