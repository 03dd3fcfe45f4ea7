"""Run a handed-in answer in a process of its own, and hold what it returned against the course's own results here.

The process sees a copy of the package without exercises, the answer's cells and the inputs; nothing that it could look
up or overwrite decides a mark. It ends when its time is up, and what it had told by then counts.

Not defended against: an answer that calls the package's or PyTorch's own functions (`convolution.conv2d_im2col` does
what chapter 07 asks for), one that searches the disk for the course with its solutions, changes files of other
processes or uses the network. Where that is to be feared, run nbgrader as a user who may read nothing else, in a
container.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from course_utils.exercises.calls import Outcome, argument_names
from course_utils.exercises.packed import Unknown, pack, unpack
from course_utils.exercises.source import runnable_source
from course_utils.exercises.trial import Trial
from course_utils.exercises.values import DOUBLE, HALF, SINGLE

__all__ = ["FarFunction", "FarTrial", "Told", "run"]

START = 120.0  # seconds that a busy machine may take to start Python and import the package
MOST = 64 * 2**20  # bytes that are read of what an answer returns
MEMORY = 16 * 2**30  # of address space, most of which PyTorch only reserves
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP", "LD_LIBRARY_PATH")


@dataclass
class Told:
    """Hold what a process told: how it ended, the errors of cells, what it found, and outcomes by (turn, place).

    ``ended`` is "" where it came to its end, "time" where its time was up, "died" where it stopped by itself.
    """

    ended: str = "died"
    answer: dict | None = None
    cells: list = field(default_factory=list)
    outcomes: dict = field(default_factory=dict)

    def outcome(self, turn, place, seconds):
        """Return the Outcome of a call; of one that never came back, an error that says why."""
        if (turn, place) in self.outcomes:
            return self.outcomes[turn, place]
        if self.ended == "time":
            return Outcome(error=TimeoutError(f"stopped after {seconds:g} seconds. Is there a loop that never ends?"))
        return Outcome(error=RuntimeError("the program ended here: it left Python, or Python broke off."))


def run(course, exercise, cells, given, cases, seconds) -> Told:
    """Run ``cells`` and then the answer to ``exercise`` on ``cases`` in a new process; return what it Told.

    ``course`` is a folder with a package that holds no exercises, ``given`` the programs of earlier answers (`apart`),
    ``cases`` a list of lists of (args, kwargs), ``seconds`` the time for all of it.
    """
    names = [[_names(exercise, case) for case in some] for some in cases]
    how = [runnable_source(exercise.call, exercise.call.__name__), exercise.call.__name__] if exercise.call else None
    request = dict(cells=cells, given=given, asked=exercise.asked_name, stub=exercise.stub, call=how, names=names)
    request |= dict(is_function=exercise.is_function, cases=[[pack(case) for case in some] for some in cases])
    with tempfile.TemporaryDirectory(prefix="answer-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "request.json").write_text(json.dumps(request), encoding="utf-8")
        ended = _process(course, folder, seconds)
        return _read(Path(folder) / "told.jsonl", ended)


def _names(exercise, case):
    if exercise.call:
        return [str(i) for i in range(len(case[0]) + len(case[1]))]
    return list(argument_names(exercise.reference, case))


def _process(course, folder, seconds):
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment |= dict(PYTHONPATH=str(course), HOME=folder, COURSE_HOME=f"{folder}/home", MPLBACKEND="Agg")
    environment |= dict(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", PYTHONIOENCODING="utf-8")
    posix = dict(start_new_session=True, preexec_fn=_limits) if os.name == "posix" else {}
    command = [sys.executable, "-s", "-P", "-B", "-m", "course_utils.exercises.apart", folder]
    silent = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    process = subprocess.Popen(command, cwd=folder, env=environment, **silent, **posix)
    try:
        _wait_for_start(process, Path(folder) / "told.jsonl")
        process.wait(timeout=seconds)
        return "died"  # unless it has told that it came to its end
    except subprocess.TimeoutExpired:
        return "time"
    finally:
        _end(process)


def _wait_for_start(process, told):
    latest = time.monotonic() + START
    while process.poll() is None and time.monotonic() < latest:
        if told.exists() and told.stat().st_size:
            return
        time.sleep(0.02)


def _limits():
    import resource

    for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 4 * MOST), (resource.RLIMIT_AS, MEMORY)):
        with contextlib.suppress(ValueError, OSError):  # a lower limit is set already
            resource.setrlimit(what, (most, most))


def _end(process):
    """End a process with all that it started and kept in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


# ---- what it told ---------------------------------------------------------------------------------------------------
def _read(path, ended):
    told = Told(ended)
    with contextlib.suppress(OSError), path.open("rb") as file:
        for line in file.read(MOST).splitlines():
            with contextlib.suppress(Exception):  # half a line, or one that the answer wrote there
                _take(told, json.loads(line))
    return told


def _take(told, entry):
    if entry["kind"] == "answer" and told.answer is None:
        told.answer = {**entry, "value": _value(entry["value"])}
    elif entry["kind"] == "end":
        told.ended = ""
    elif entry["kind"] == "cell":
        told.cells.append(_error_of(entry))
    elif entry["kind"] == "result":
        key = int(entry["turn"]), int(entry["place"])
        told.outcomes.setdefault(key, _outcome(entry))


def _outcome(entry):
    error = _error_of(entry) if "error" in entry else None
    grain = entry["grain"] if entry["grain"] in (SINGLE, HALF) else DOUBLE
    mutated = tuple(str(name) for name in entry["mutated"])
    texts = [str(entry[key])[:2000] for key in ("printed", "warned")]
    return Outcome(None if error else _value(entry["value"]), error, mutated, *texts, grain)


def _value(data):
    try:
        return unpack(data)
    except Exception:  # not what `pack` writes: the answer has written it itself
        return Unknown("something that cannot be read")


def _error_of(entry):
    """Return an exception of the type that was raised, if it is one of Python's, with the line that it came from."""
    name, text = str(entry["error"]), str(entry["text"])
    kind = getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = type(name, (Exception,), {})
    try:
        error = kind(text)
    except TypeError:  # one that is made of more than a text
        error = type(name, (Exception,), {})(text)
    error.line_told = (int(entry["line"][0]), str(entry["line"][1])) if entry["line"] else None
    return error


# ---- in the place of the function -----------------------------------------------------------------------------------
class _Shown:
    """A default value of which only the text is known."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


class FarFunction:
    """Stand for a function in another process; it has that one's parameters and cannot be called here."""

    def __init__(self, answer):
        if answer["signature"] is not None:
            self.__signature__ = inspect.Signature([_parameter(*part) for part in answer["signature"]])

    def __call__(self, *args, **kwargs):
        """Raise NotImplementedError: the function is elsewhere."""
        raise NotImplementedError("this function ran in another process, which has ended")


def _parameter(name, kind, has_default, default):
    return inspect.Parameter(name, kind, default=_Shown(str(default)) if has_default else inspect.Parameter.empty)


@dataclass
class FarTrial(Trial):
    """Hold the outcomes of a function that ran elsewhere, and those of the ``second`` time that it was called."""

    second: list[Outcome] = field(default_factory=list)

    def call(self, function, case, i):
        """Return the recorded second Outcome of case ``i``; on other inputs there is none, and an error stands."""
        if function is not self.function:
            return super().call(function, case, i)
        known = case is self.cases[i]
        return self.second[i] if known else Outcome(error=NotImplementedError("not tried"))

    def again(self):
        """Return the Trial of the second outcomes."""
        return FarTrial(self.exercise, self.function, self.cases, self.names, self.second, self.ours, self.second)
