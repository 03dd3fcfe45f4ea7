"""``make test``: everything that must hold, in one run.

Lint first, since it is quick; then pytest, which holds the unit and property tests, the notebooks (nbval) and the
browser tests. The browser tests run beside the others, in a process of their own: they wait for pages most of the time,
and together the two take a third less. Those of the plain pages come after the others, so that
both end together. A failing step does not hide the next: all run, and pytest's own summaries come last.
"""

import subprocess
import sys
import tempfile
from contextlib import contextmanager

from course_utils import settings

PYTHON_FILES = ("course_utils", "tests", "data")
BROWSER, PAGES = "tests/browser", "tests/browser/pages"


def steps(extra=()):
    """Return the steps as (what it is, arguments of this Python); ``extra`` goes to pytest.

    Without ``extra`` most browser tests are not among them: they run beside (`beside`).

    >>> steps(["-k", "softmax"])[-1][1][-2:]
    ['-k', 'softmax']
    >>> [arguments[-1] for _, arguments in steps()[-2:]]
    ['tests/browser', 'tests/browser/pages']
    """
    python_files = [name for name in PYTHON_FILES if (settings.ROOT / name).is_dir()]
    return [
        ("lint, notebooks included", ["-m", "ruff", "check", *python_files, "notebooks"]),
        ("format", ["-m", "ruff", "format", "--check", "--quiet", "--exclude", "*.ipynb,*.md", *python_files]),
        ("tests, notebooks", ["-m", "pytest", *(extra or ["--ignore", BROWSER])]),
        *([] if extra else [("the plain pages, in browsers", ["-m", "pytest", PAGES])]),
    ]


@contextmanager
def beside(arguments):
    """Run this Python with ``arguments`` beside what the block does; yield a function that waits and tells how it went.

    The function prints what was written, then returns the exit code. Whatever ends the block ends the process.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as written:
        command = [sys.executable, *arguments]
        process = subprocess.Popen(command, cwd=settings.ROOT, stdout=written, stderr=subprocess.STDOUT)

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
    if extra:
        failed = _run(steps(extra))
    else:
        with beside(["-m", "pytest", BROWSER, "--ignore", PAGES]) as finish:
            failed = _run(steps())
            print("== tests in the browser, which ran beside these", flush=True)
            if finish() != 0:
                failed.append("tests in the browser")
    if failed:
        print(f"FAILED: {'; '.join(failed)}", file=sys.stderr, flush=True)
    return 1 if failed else 0


def _run(todo):
    """Run the steps one after another; return the titles of those that failed."""
    failed = []
    for title, arguments in todo:
        print(f"== {title}", flush=True)
        if subprocess.call([sys.executable, *arguments], cwd=settings.ROOT) != 0:
            failed.append(title)
    return failed
