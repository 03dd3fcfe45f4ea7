"""``make test``: everything that must hold, in one run.

Lint first, since it is quick; then pytest, which holds the unit and property tests, the notebooks (nbval) and the
browser tests. A failing step does not hide the next: all run, and pytest's own summary comes last.
"""

import subprocess
import sys

from course_utils import settings

PYTHON_FILES = ("course_utils", "tests", "data")


def steps(extra=()):
    """Return the steps as (what it is, arguments of this Python); ``extra`` goes to pytest.

    >>> steps(["-k", "softmax"])[-1][1][-2:]
    ['-k', 'softmax']
    """
    python_files = [name for name in PYTHON_FILES if (settings.ROOT / name).is_dir()]
    return [
        ("lint, notebooks included", ["-m", "ruff", "check", *python_files, "notebooks"]),
        ("format", ["-m", "ruff", "format", "--check", "--quiet", "--exclude", "*.ipynb,*.md", *python_files]),
        ("tests, notebooks, browser", ["-m", "pytest", *extra]),
    ]


def main(extra=()):
    """Run every step from the course's root; return 0 when all passed, 1 otherwise."""
    failed = []
    for title, arguments in steps(extra):
        print(f"== {title}", flush=True)
        if subprocess.call([sys.executable, *arguments], cwd=settings.ROOT) != 0:
            failed.append(title)
    if failed:
        print(f"FAILED: {'; '.join(failed)}", file=sys.stderr, flush=True)
    return 1 if failed else 0
