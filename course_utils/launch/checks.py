"""``make test``: everything that must hold, in one run.

Lint first, since it is quick; then pytest: unit and property tests and the notebooks (nbval) in as many processes as
there are cores, and the browser tests beside them in one of their own, for they wait for pages most of the time. Where
all are tried, those of the plain pages come after the others, so that all end together. A failing step does not hide
the next: all run, and pytest's own summaries come last.

Of a test in a browser one case is tried; a test that is marked ``long`` is left out, of one marked ``few`` some cases
are; what takes minutes and rests on nothing that has changed waits; what has changed is tried whole
(tests/support/some_cases.py). ``make test ARGS=--all`` tries all, as the machine does that looks at every commit.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager

from course_utils import settings

PYTHON_FILES = ("course_utils", "tests", "data")
BROWSER, PAGES = "tests/browser", "tests/browser/pages"
ALL = "--all"
#: More processes than this gain little: the longest file of tests takes as long as all others together.
MOST_PROCESSES = 8


def steps(extra=(), everything=True):
    """Return the steps as (what it is, arguments of this Python); ``extra`` goes to pytest.

    Without ``extra`` browser tests run beside (`beside`): of ``everything`` all but those of the plain pages.

    >>> steps(["-k", "softmax"])[-1][1][-2:]
    ['-k', 'softmax']
    >>> [arguments[-1] for _, arguments in steps()[-2:]]
    ['tests/browser', 'tests/browser/pages']
    """
    python_files = [name for name in PYTHON_FILES if (settings.ROOT / name).is_dir()]
    return [
        ("lint, notebooks included", ["-m", "ruff", "check", *python_files, "notebooks"]),
        ("format", ["-m", "ruff", "format", "--check", "--quiet", "--exclude", "*.ipynb,*.md", *python_files]),
        ("tests, notebooks", ["-m", "pytest", *(extra or [*shared_out(), "--ignore", BROWSER])]),
        *([("the plain pages, in browsers", ["-m", "pytest", PAGES])] if everything and not extra else []),
    ]


def shared_out(processes=None):
    """Return pytest's options for several processes: whole files each, in the order of `maintenance.durations`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    processes = processes or min(cores, MOST_PROCESSES)
    if processes < 2 or importlib.util.find_spec("xdist") is None:
        return []
    return ["-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"]


@contextmanager
def beside(arguments, variables):
    """Run this Python with ``arguments`` beside what the block does; yield a function that waits and tells how it went.

    The function prints what was written, then returns the exit code. Whatever ends the block ends the process.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as written:
        command = [sys.executable, *arguments]
        process = subprocess.Popen(command, cwd=settings.ROOT, env=variables, stdout=written, stderr=subprocess.STDOUT)

        def finish():
            code = process.wait()
            written.seek(0)
            print(written.read(), flush=True)
            return code

        try:
            yield finish
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


def main(extra=()):
    """Run every step from the course's root; return 0 when all passed, 1 otherwise."""
    everything = ALL in extra
    variables = {**os.environ, "COURSE_TESTS": "all" if everything else "some"}
    extra = [word for word in extra if word != ALL]
    if extra:
        failed = _run(steps(extra), os.environ)
    else:
        with beside(["-m", "pytest", BROWSER, *(["--ignore", PAGES] if everything else [])], variables) as finish:
            failed = _run(steps(everything=everything), variables)
            print("== tests in the browser, which ran beside these", flush=True)
            if finish() != 0:
                failed.append("tests in the browser")
        if not everything:
            print("Of what repeats itself a few cases were tried; `make test ARGS=--all` tries every one.")
    if failed:
        print(f"FAILED: {'; '.join(failed)}", file=sys.stderr, flush=True)
    return 1 if failed else 0


def _run(todo, variables):
    """Run the steps one after another; return the titles of those that failed."""
    failed = []
    for title, arguments in todo:
        print(f"== {title}", flush=True)
        if subprocess.call([sys.executable, *arguments], cwd=settings.ROOT, env=dict(variables)) != 0:
            failed.append(title)
    return failed
