"""Errors that a person at the command line can do something about: a sentence or a few lines, no traceback."""

import argparse
import difflib
import io
import os
import sys
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout

STOPPED, REFUSED = 130, 2  # exit codes: stopped by Ctrl-C; refused or failed with a reason


class RunError(Exception):
    """Say in one sentence what went wrong, what is safe, and what to do."""


class Parser(argparse.ArgumentParser):
    """A reader of command lines whose complaint is one line, with what was probably meant."""

    def error(self, message):
        """Say what is wrong and how to see all options; leave with code 2."""
        near = self._meant(message)
        self.exit(REFUSED, f"error: {message}.{near} All options: {self.prog} --help\n")

    def _meant(self, message):
        names = [name for action in self._actions for name in action.option_strings]
        said = message.partition(": ")[2].split()
        if message.startswith("unrecognized arguments") and said:
            near = [(word, found[0]) for word in said if (found := difflib.get_close_matches(
                word.partition("=")[0], names, 1)) and word.startswith("-")]  # fmt: skip
            return "".join(f" Did you mean {option} for {word.partition('=')[0]}?" for word, option in near)
        if "invalid choice" in message:
            value, *choices = [word.strip("',()") for word in message.partition("invalid choice: ")[2].split()]
            found = difflib.get_close_matches(value, choices, 1)
            return f" Did you mean {found[0]}?" if found else ""
        return ""


class Elsewhere(Exception):
    """Leave without a word: another process of the same run failed, and says why."""


def guarded(main, arguments):
    """Call ``main(arguments)``; turn an error with a reason into words on stderr, mostly one line, and exit code 2.

    What this package raises for bad input (ValueError, TypeError), for files (OSError) and for data that cannot be had
    all say what is wrong; anything else is a bug, and keeps its traceback. Ctrl-C, and a reader of stdout that has gone
    (as in ``| head``), end with 130.
    """
    from course_utils.data.downloads import DownloadError

    _bear_any_letter()
    try:
        code = main(arguments)
    except Elsewhere:
        code = REFUSED
    except BrokenPipeError:
        code = STOPPED
    except KeyboardInterrupt:
        with quiet_unless_first():
            code = _say("stopped; what was written before is whole.", STOPPED)
    except DownloadError as error:  # says what to do, line by line
        code = _say(f"error: {error}", REFUSED)
    except (RunError, ValueError, TypeError, OSError) as error:
        code = _say(f"error: {' '.join(str(error).splitlines())}", REFUSED)
    except MemoryError as error:
        code = _say(f"error: the memory does not suffice ({error or 'no more is said'}).", REFUSED)
    _flush()
    return code


def in_first_process() -> bool:
    """Whether this is the process that speaks, also before the processes of a run know each other."""
    return os.environ.get("RANK", "0") == "0"


@contextmanager
def quiet_unless_first():
    """While it lasts, every process but the first prints nothing."""
    with ExitStack() as quiet:
        if not in_first_process():
            quiet.enter_context(redirect_stdout(io.StringIO()))
            quiet.enter_context(redirect_stderr(io.StringIO()))
        yield


def _say(line, code):
    print(line, file=sys.stderr, flush=True)
    return code


def _bear_any_letter():
    """Let a stream that knows fewer letters than we print show "?" for one that it lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if getattr(stream, "errors", None) in ("strict", "surrogateescape") and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _flush():
    """Empty stdout now; where nobody reads it any more, give it away, or Python would complain at its end."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (OSError, ValueError):
            pass  # no stream of the operating system: there is nothing to complain about
