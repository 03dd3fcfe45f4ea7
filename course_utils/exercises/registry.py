"""Find an exercise or a question by its id; chapter files are loaded only when one of their ids is asked for."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re

from course_utils import renamed

__all__ = ["NotAnId", "UnknownId", "find", "find_deck", "find_exercise", "find_prediction"]

PACKAGE = __package__
QUESTIONS = ("PREDICTIONS", "BEFORE", "AFTER")
DECKS = {"before": "BEFORE", "after": "AFTER"}  # recall questions: of earlier chapters, and of the chapter itself


class UnknownId(LookupError):
    """Say that no exercise or prediction has this id, and which ids come near."""

    def _render_traceback_(self):
        """Return what IPython shows: the sentence alone, for the engine's own lines would not help a learner."""
        return [f"{type(self).__name__}: {self}"]


class NotAnId(UnknownId, TypeError):
    """Say that something else than text came where the id belongs: often the two arguments are exchanged."""


def chapter_numbers():
    """Return the two-digit numbers of all chapters that have an exercise file, in order."""
    package = importlib.import_module(PACKAGE)
    found = (re.fullmatch(r"chapter_(\d\d)", module.name) for module in pkgutil.iter_modules(package.__path__))
    return sorted(match[1] for match in found if match)


def chapter_module(number):
    """Import and return the exercise file of chapter ``number`` ("01"), or None where the chapter has none."""
    name = f"{PACKAGE}.chapter_{number}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:  # the file is there, something that it needs is not
            raise
        return None


def entries(number, kind):
    """Return the tuple ``kind`` (EXERCISES, PREDICTIONS, BEFORE or AFTER) of a chapter; empty where there is none."""
    return tuple(getattr(chapter_module(number), kind, ()))


def entries_of(number, kinds):
    """Return the entries of several kinds of a chapter, one kind after the other."""
    return tuple(entry for kind in kinds for entry in entries(number, kind))


def find(id):
    """Return the Exercise or the Prediction called ``id``; raise UnknownId when there is neither."""
    id = renamed.current(id)
    found = {entry.id: entry for entry in entries_of(id[:2], ("EXERCISES", *QUESTIONS)) if id[:2].isdigit()}
    if id not in found:
        raise UnknownId(f'id: no exercise and no question is called "{id}"')
    return found[id]


def find_exercise(id):
    """Return the Exercise called ``id``; raise UnknownId, with near matches, or NotAnId (a TypeError)."""
    return _find(id, ("EXERCISES",), "exercise", (("PREDICTIONS",), "prediction", "predict"))


def find_prediction(id):
    """Return the Prediction called ``id``; raise UnknownId, with near matches, or NotAnId (a TypeError)."""
    return _find(id, ("PREDICTIONS",), "prediction", (("EXERCISES",), "exercise", "check"))


def find_deck(id):
    """Return the recall questions of a deck: "06-before", asked when chapter 06 begins, or "06-after", at its end.

    Raises UnknownId when there is no such deck, or NotAnId (a TypeError).
    """
    if not isinstance(id, str):
        raise NotAnId(f'id: got {type(id).__name__}; expected the id of a deck as text, such as "06-before"')
    number, _, when = id.partition("-")
    found = entries(number, DECKS[when]) if when in DECKS and number.isdigit() else ()
    if not found:
        known = [f"{n}-{when}" for n in chapter_numbers() for when in DECKS if entries(n, DECKS[when])]
        raise UnknownId(f'id: no deck of questions is called "{id}"; expected one of {", ".join(known)}')
    return found


def _find(id, kinds, word, other):
    if not isinstance(id, str):
        came = type(id).__name__
        raise NotAnId(f'id: got {came}; expected the id of {_a(word)} first, as text, such as "01-leaky-relu"')
    id = renamed.current(id)
    number = id[:2]
    here = {entry.id: entry for entry in entries_of(number, kinds)} if number.isdigit() else {}
    if id in here:
        return here[id]
    other_kinds, other_word, command = other
    if number.isdigit() and id in {entry.id for entry in entries_of(number, other_kinds)}:
        raise UnknownId(f'id: "{id}" is the id of {_a(other_word)}, not of {_a(word)}: use {command}("{id}")')
    known = list(here) or [entry.id for chapter in chapter_numbers() for entry in entries_of(chapter, kinds)]
    near = difflib.get_close_matches(id, known, n=3, cutoff=0.6)
    if near:
        advice = "did you mean " + " or ".join(f'"{name}"' for name in near) + "?"
    else:
        advice = f"expected one of {', '.join(known)}" if known else f"no chapter has any {word} yet"
    raise UnknownId(f'id: no {word} is called "{id}"; {advice}')


def _a(word):
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
