"""Run one handed-in answer in this process, which is made for it, and write down what its function returns.

``python -m course_utils.exercises.apart FOLDER`` reads ``request.json`` there and appends to ``told.jsonl``, a line for
each thing that happened. Nothing is judged here: right results and the judge are in another process, so whatever the
answer overwrites, prints or forges, it can only change what it is said to have returned.
"""

from __future__ import annotations

import inspect
import json
import linecache
import sys
from pathlib import Path

import numpy as np

from course_utils import exercises
from course_utils.exercises import desk
from course_utils.exercises.calls import call, is_stub, learner_line
from course_utils.exercises.packed import made, pack, unpack
from course_utils.exercises.values import freeze, grain
from course_utils.exercises.wording import safe

__all__ = ["main"]

LONGEST = 300  # characters of an error's text


def main(folder):
    """Do what ``folder``/request.json asks for; write ``folder``/told.jsonl."""
    request = json.loads((Path(folder) / "request.json").read_text(encoding="utf-8"))
    (Path(folder) / "request.json").unlink()
    with (Path(folder) / "told.jsonl").open("a", encoding="utf-8") as file:

        def tell(kind, **what):
            file.write(json.dumps({"kind": kind, **what}) + "\n")
            file.flush()

        how = made(*request["call"]) if request["call"] else None
        cases = [[unpack(case, trusted=True) for case in cases] for cases in request["cases"]]
        tell("ready")
        space = _run(request["cells"], request["given"], tell)
        if request["asked"] in space:
            answer = space[request["asked"]]
            _introduce(answer, request["stub"], tell)
            if callable(answer) and request["is_function"]:
                _try_out(answer, cases, request["names"], how, tell)
        tell("end")


def _run(cells, given, tell):
    """Run cells in one namespace, as a notebook does; a cell that stops with an error does not stop the next one.

    ``given`` maps names to programs that define them: what earlier exercises ask for, in the course's own version.
    """
    space = {"__name__": "__main__", "np": np}
    ours = {name: made(source, name) for name, source in given["names"].items()}
    by_id = {id: made(*program) for id, program in given["ids"].items()}
    exercises.mine = desk.mine = lambda id: by_id[id]
    space.update(ours)
    for number, source in enumerate(cells, 1):
        name = f"<cell {number}>"
        linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
        try:
            exec(compile(source, name, "exec"), space)
        except BaseException as error:
            tell("cell", number=number, **_error(error))
        space.update(ours)
    return space


def _introduce(answer, stub, tell):
    """Tell what was found under the name that was asked for."""
    shape = None
    if callable(answer):
        try:
            parameters = inspect.signature(answer).parameters.values()
            shape = [[p.name, int(p.kind), p.default is not p.empty, safe(repr, p.default, "…")] for p in parameters]
        except Exception:  # built-in functions have no signature
            shape = None
    value = pack(freeze(answer))
    kind = dict(callable=callable(answer), is_class=inspect.isclass(answer))
    tell("answer", value=value, grain=grain(answer), signature=shape, stub=is_stub(answer, stub), **kind)


def _try_out(answer, cases, names, how, tell):
    for turn, (some, theirs) in enumerate(zip(cases, names, strict=True)):
        for place, (case, called) in enumerate(zip(some, theirs, strict=True)):
            outcome = call(answer, case, called, how)
            what = dict(turn=turn, place=place, mutated=list(outcome.mutated), grain=outcome.grain)
            what |= dict(printed=outcome.printed, warned=outcome.warned)
            if outcome.error is None:
                tell("result", value=pack(outcome.value), **what)
            else:
                tell("result", **_error(outcome.error), **what)


def _error(error):
    line = learner_line(error)
    text = safe(str, error, "(an error that cannot say what it is)")
    return dict(error=type(error).__name__, text=text[:LONGEST], line=list(line) if line else None)


if __name__ == "__main__":
    main(sys.argv[1])
