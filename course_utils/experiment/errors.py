"""Errors that a person at the command line can do something about: one sentence, no traceback."""

import sys

STOPPED, REFUSED = 130, 2  # exit codes: stopped by Ctrl-C; refused or failed with a reason


class RunError(Exception):
    """Say in one sentence what went wrong, what is safe, and what to do."""


def guarded(main, arguments):
    """Call ``main(arguments)``; turn an error with a reason into one sentence on stderr and exit code 2.

    What this package raises for bad input (ValueError, TypeError), for files (OSError) and for data that cannot be had
    all say what is wrong; anything else is a bug, and keeps its traceback.
    """
    from course_utils.data.downloads import DownloadError

    try:
        return main(arguments)
    except (RunError, ValueError, TypeError, OSError, DownloadError) as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return REFUSED
