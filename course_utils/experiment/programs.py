"""The programs as a notebook uses them: started as a terminal would, killed, called in place; and their logs, read.

Example: ``programs.run("train", "--model", "simple-convnet", "--data", folder, "--out", out)``
"""

import contextlib
import csv
import importlib
import io
import shutil
import subprocess
import sys
import time
from pathlib import Path

from course_utils import settings
from course_utils.experiment.run_folder import LOG


def run(program, *options) -> str:
    """Start "train" or "test" as a terminal would and return what it prints, without progress bars.

    Raises RuntimeError, with the last line that the program wrote, when it ends in an error.
    """
    done = subprocess.run(_command(program, options), capture_output=True, text=True, encoding="utf-8",
                          env=settings.child_environment())  # fmt: skip
    if done.returncode:
        raise RuntimeError((done.stderr or done.stdout).strip().splitlines()[-1])
    return "\n".join(line for line in done.stdout.splitlines() if "|" not in line)


def kill(epochs, out, *options) -> int:
    """Start "train" into the folder ``out`` and kill it, without a warning, once its log holds ``epochs`` epochs.

    Returns how many epochs the log then holds: as many, or all of a run that was faster.
    """
    command = _command("train", (*options, "--out", out))
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process = subprocess.Popen(command, **quiet, env=settings.child_environment())
    try:
        while process.poll() is None and len(log(out)) < epochs:
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait()
    return len(log(out))


def call(program, *options):
    """Call "train" or "test" in this process, without its output: it then knows the networks registered here.

    Raises RuntimeError, with the last line that the program wrote, when it ends in an error.
    """
    said = io.StringIO()
    main = importlib.import_module(f"course_utils.experiment.{program}").main
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            status = main([str(option) for option in options])
        except SystemExit as refused:  # an option that does not exist
            status = refused.code
    if status:
        raise RuntimeError((said.getvalue().strip().splitlines() or [f"{program} ended with {status}"])[-1])


def fresh(folder) -> Path:
    """Return ``folder``, empty of what an earlier run has left there; it is not made."""
    shutil.rmtree(folder, ignore_errors=True)
    return Path(folder)


def log(folder) -> list:
    """Return the log of a run: a dictionary of numbers for each epoch; an empty list before the first."""
    file = Path(folder) / LOG
    if not file.exists():
        return []
    with open(file, encoding="utf-8", newline="") as lines:
        return [{name: float(value) for name, value in row.items() if value} for row in csv.DictReader(lines)]


def stands(own):
    """Return a function that prints a finding, ``stands(found, "what was found")``, if it was found.

    Of the course's pictures it must be so: it raises AssertionError where it is not. With pictures of one's `own` (a
    folder; None for the course's) it says that it is not.
    """

    def say(found, words):
        assert found or own, words
        print(words if found else f"not so with your pictures: {words}")

    return say


def _command(program, options):
    return [sys.executable, "-m", f"course_utils.experiment.{program}", *map(str, options)]
