"""Exercises as tables: what a copy of the course has that is made for students, without any solution in it.

`write` turns a chapter's exercises into data: tasks, inputs, the results on these inputs, of the right function and of
each known mistake. `read` makes exercises of it whose functions look their results up, so that `check` names mistakes
as ever. Whoever opens the file finds results, and no program. A number or word that is asked for is sealed (`sealed`).
"""

from __future__ import annotations

import base64
import builtins
import functools
import inspect
import json
import zlib
from pathlib import Path

import numpy as np

from course_utils.exercises.calls import argument_names, call
from course_utils.exercises.engine import AlsoRight, Exercise, Misconception
from course_utils.exercises.packed import made, pack, unpack
from course_utils.exercises.sealed import opens, seal
from course_utils.exercises.source import NOT_HERE, runnable_source

__all__ = ["NotKept", "Table", "of_chapter", "read", "write"]

FOLDER = Path(__file__).parent
PLAIN = ("id", "title", "prompt", "stub", "tolerance", "percent", "integer", "optional", "dtype", "exact")
PLAIN += ("allow_mutation", "reveal_shape", "names")
HINTS = 1  # those beyond the first lead to the answer


class NotKept(LookupError):
    """Say that this copy of the course does not have what was asked for."""

    def __init__(self):
        super().__init__("this copy of the course has no solutions: solve the exercise, and let `check` accept it")


class Table:
    """Stand where a function was: return what that gave on the inputs of its exercise, raise NotKept on any other."""

    def __init__(self, results, parameters):
        self.results = results
        self.__signature__ = inspect.Signature([_parameter(*part) for part in parameters])

    def __call__(self, *args, **kwargs):
        """Return the recorded result, having changed the arguments that the function changed; raise what it raised."""
        found = self.results.get(_key(args, kwargs))
        if found is None:
            raise NotKept
        values = [*args, *kwargs.values()]
        for place, after in found.get("changed", {}).items():
            values[int(place)][...] = unpack(after)
        if "error" in found:
            raise getattr(builtins, found["error"], RuntimeError)(found["text"])
        return unpack(found["value"])


def _parameter(name, kind, *default):
    return inspect.Parameter(name, kind, default=unpack(default[0]) if default else inspect.Parameter.empty)


def _key(args, kwargs):
    text = json.dumps(pack((tuple(args), dict(kwargs))))
    return f"{zlib.crc32(text.encode()):08x}{len(text):x}"


# ---- writing --------------------------------------------------------------------------------------------------------
def write(exercises, path):
    """Write ``exercises`` as tables to the file ``path``, compressed: nobody reads an expected result by chance."""
    data = zlib.compress(json.dumps([_written(exercise) for exercise in exercises]).encode(), 9)
    Path(path).write_text(json.dumps({"tables": base64.b64encode(data).decode()}), encoding="utf-8")


def _written(exercise):
    entry = {name: getattr(exercise, name) for name in PLAIN} | dict(hints=exercise.hints[:HINTS])
    mistakes = [dict(name=item.name, message=item.message) for item in exercise.misconceptions]
    if not exercise.is_function:
        rule = exercise.percent, exercise.tolerance
        entry["seal"] = seal(exercise.expected_value(), *rule)
        for mistake, item in zip(mistakes, exercise.misconceptions, strict=True):
            ways = (way() if callable(way) else way for way in item.ways)
            mistake["seals"] = [sealed for way in ways if (sealed := seal(way, *rule))]
        return entry | dict(mistakes=mistakes)
    cases = exercise.arguments()
    entry |= dict(cases=pack(cases), parameters=_parameters(exercise.reference))
    entry["results"] = _results(exercise, exercise.reference, cases)
    others = exercise.also_right
    entry["also_right"] = [dict(results=_results(exercise, o.answer, cases), remark=o.remark) for o in others]
    entry["call"], entry["accept"] = (_program(function) for function in (exercise.call, exercise.accept))
    for mistake, item in zip(mistakes, exercise.misconceptions, strict=True):
        mistake["ways"] = [_results(exercise, way, cases) for way in item.ways]
    return entry | dict(mistakes=mistakes)


def _program(function):
    return [runnable_source(function, function.__name__), function.__name__] if function else None


def _parameters(function):
    found = inspect.signature(function).parameters.values()
    return [[p.name, int(p.kind), *([] if p.default is p.empty else [pack(p.default)])] for p in found]


def _results(exercise, function, cases):
    return {_key(*case): _result(exercise, function, case) for case in cases}


def _result(exercise, function, case):
    names = argument_names(function, case)
    spied = {}

    def spying(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        finally:
            spied.update(enumerate([*args, *kwargs.values()]))

    outcome = call(function if exercise.call else spying, case, names, exercise.call, own=True)
    if outcome.error is not None:
        return dict(error=type(outcome.error).__name__, text=str(outcome.error))
    result = dict(value=pack(outcome.value))
    changed = [place for place, name in enumerate(names) if name in outcome.mutated and not exercise.call]
    arrays = [place for place in changed if isinstance(spied[place], np.ndarray)]
    return result | (dict(changed={place: pack(spied[place]) for place in arrays}) if arrays else {})


# ---- reading --------------------------------------------------------------------------------------------------------
def of_chapter(number):
    """Return the exercises of a chapter ("05") of a copy without solutions."""
    return read(FOLDER / f"chapter_{number}.json")


def read(path):
    """Return the exercises that `write` put into the file ``path``.

    Raises OSError where it cannot be read.
    """
    data = base64.b64decode(json.loads(Path(path).read_text(encoding="utf-8"))["tables"])
    return tuple(_read(entry) for entry in json.loads(zlib.decompress(data)))


def _read(entry):
    plain = {name: entry[name] for name in PLAIN} | dict(hints=tuple(entry["hints"]), solution=NOT_HERE)
    plain["names"] = tuple(plain["names"])
    if "seal" in entry:
        return Exercise(
            **plain, answer=None, accept=functools.partial(opens, [entry["seal"]]),
            misconceptions=tuple(_sealed(mistake) for mistake in entry["mistakes"]),
        )  # fmt: skip
    call, accept = (made(*entry[name]) if entry[name] else None for name in ("call", "accept"))
    table = functools.partial(Table, parameters=entry["parameters"])
    mistakes = []
    for mistake in entry["mistakes"]:
        first, *others = map(table, mistake["ways"])
        mistakes.append(Misconception(mistake["name"], first, mistake["message"], tuple(others)))
    return Exercise(
        **plain, reference=table(entry["results"]), call=call and _looked_up(call), accept=accept,
        cases=tuple(kwargs or args for args, kwargs in unpack(entry["cases"], trusted=True)),
        also_right=tuple(AlsoRight(table(other["results"]), other["remark"]) for other in entry["also_right"]),
        misconceptions=tuple(mistakes),
    )  # fmt: skip


def _sealed(mistake):
    def holds(given, expected=None):
        return opens(mistake["seals"], given)

    return Misconception(mistake["name"], None, mistake["message"], holds=holds)


def _looked_up(call):
    """Return the way to use what a learner made, which hands the inputs themselves to a table."""

    @functools.wraps(call)
    def used(theirs, *args, **kwargs):
        return theirs(*args, **kwargs) if isinstance(theirs, Table) else call(theirs, *args, **kwargs)

    return used
