"""Call what a learner wrote, on copies of the inputs, and keep what happened: result, error, prints, changed inputs.

Nothing that the function does reaches the notebook: prints, progress bars, log lines and pictures are taken in, and
`quit()` ends the call, not the kernel.
"""

from __future__ import annotations

import contextlib
import copy
import dis
import inspect
import io
import linecache
import sys
import sysconfig
import types
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.exercises import ground
from course_utils.exercises.values import DOUBLE, freeze, grain, same
from course_utils.exercises.wording import safe

__all__ = ["Outcome", "Quit", "argument_names", "call", "is_stub", "learner_line"]

PACKAGE = str(Path(__file__).resolve().parent.parent)
# What a body of `...`, `pass`, a docstring or `return None` compiles to, in any supported Python.
EMPTY_OPERATIONS = {"RESUME", "NOP", "POP_TOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "LOAD_COMMON_CONSTANT"}
MUCH = 2000  # characters of what was printed that are kept


class Quit(BaseException):
    """Stand for a `quit()` or `exit()` inside a learner's function."""


@dataclass(frozen=True)
class Outcome:
    """Hold what one call did: the frozen result or the exception, the inputs it changed, what it printed or warned.

    ``grain`` is the spacing of the coarsest floating-point type in the result.
    """

    value: Any = None
    error: BaseException | None = None
    mutated: tuple[str, ...] = ()
    printed: str = ""
    warned: str = ""
    grain: float = DOUBLE

    @property
    def interrupted(self):
        """Return whether the learner stopped the call from the keyboard."""
        return isinstance(self.error, KeyboardInterrupt)


def call(function, case, names, how=None, own=False):
    """Return the Outcome of ``function`` on one case, an ``(args, kwargs)`` pair.

    ``how(function, *args)``, where given, does the call. ``own`` says that the function is the course's, which leaves
    the names of NumPy as they are and says nothing.
    The function gets its own copies, so it can harm neither the next case nor the one that is shown.
    """
    args, kwargs = copy.deepcopy(case)
    value, problem, spacing = None, None, DOUBLE
    with contextlib.nullcontext((io.StringIO(), [])) if own else _hushed() as (printed, warned):
        try:
            raw = how(function, *args, **kwargs) if how else function(*args, **kwargs)
            value, spacing = freeze(raw), grain(raw)
        except BaseException as error:  # whatever it is, it is the learner's, and the notebook goes on
            problem = error
    if not own:
        ground.repair()
    after, original = [*args, *kwargs.values()], [*case[0], *case[1].values()]
    mutated = tuple(name for name, a, b in zip(names, after, original, strict=True) if not same(a, b))
    first_warning = safe(str, warned[0].message, "") if warned else ""
    return Outcome(value, problem, mutated, printed.getvalue()[:MUCH], first_warning, spacing)


@contextlib.contextmanager
def _hushed():
    """Take in all that the block says; yield the text it prints and its warnings."""
    printed = io.StringIO()
    stdin, sys.stdin = sys.stdin, io.StringIO()  # Python's own quit() closes it
    try:
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(record=True) as warned,
            _notebook_hushed(),
        ):
            warnings.simplefilter("always")
            yield printed, warned
    finally:
        sys.stdin = stdin


@contextlib.contextmanager
def _notebook_hushed():
    """Let nothing be displayed in the notebook, and turn its `quit()` into an exception."""
    package = sys.modules.get("IPython")
    shell = package.get_ipython() if package else None
    if shell is None:
        yield
        return
    from IPython.utils.capture import capture_output

    def stop():
        raise Quit

    shell.ask_exit = stop
    try:
        with capture_output(stdout=False, stderr=False, display=True):
            yield
    finally:
        del shell.ask_exit


def argument_names(function, case):
    """Return a name for each argument of a case, from the function's signature where it has one."""
    args, kwargs = case
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    plain = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    positional = plain[: len(args)] + [f"argument {i + 1}" for i in range(len(plain), len(args))]
    return (*positional, *kwargs)


def is_stub(answer, stub):
    """Return whether a function (or every method of a class) still is the stub's, or has no body at all."""
    codes = _codes(answer)
    given = {}
    with contextlib.suppress(SyntaxError):
        _collect(compile(stub, "<stub>", "exec"), given)
    return bool(codes) and all(
        _is_empty(code) or any(_same_code(code, known) for known in given.get(name, ())) for name, code in codes
    )


def _codes(answer):
    if inspect.isclass(answer):
        members = [getattr(member, "__func__", member) for member in vars(answer).values()]
        return [(m.__name__, m.__code__) for m in members if isinstance(m, types.FunctionType)]
    code = getattr(inspect.unwrap(answer), "__code__", None) if callable(answer) else None
    return [(code.co_name, code)] if code else []


def _collect(code, found):
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found.setdefault(constant.co_name, []).append(constant)
            _collect(constant, found)


def _same_code(a, b):
    if isinstance(a, types.CodeType) and isinstance(b, types.CodeType):
        alike = (a.co_code, a.co_names, a.co_varnames) == (b.co_code, b.co_names, b.co_varnames)
        return alike and len(a.co_consts) == len(b.co_consts) and all(map(_same_code, a.co_consts, b.co_consts))
    return type(a) is type(b) and a == b


def _is_empty(code):
    steps = list(dis.get_instructions(code))
    returned = [step.argval for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST")]
    return all(step.opname in EMPTY_OPERATIONS for step in steps) and all(r in (None, ...) for r in returned[-1:])


def learner_line(error):
    """Return (line number, source text) of the last line of the learner's own code that led to ``error``, or None."""
    found = getattr(error, "line_told", None)  # of an error that came up in another process
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if _is_learners(filename):
            found = trace.tb_lineno, linecache.getline(filename, trace.tb_lineno).strip()
        trace = trace.tb_next
    return found


def _is_learners(filename):
    libraries = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    if any(filename.startswith(path) for path in (PACKAGE, *libraries)):
        return False
    return not filename.startswith(("<frozen", "<__array"))
