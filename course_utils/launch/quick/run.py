"""``make quick``: look at what a change can have broken, and answer within a minute.

    make quick                          what differs from the main branch, new files included
    make quick ARGS=notebooks/05_convolution.ipynb      these files, changed or not
    make quick ARGS=--list              only say which tests it would run, the nearest first

Lint first; then, on two cores at once, the tests that are nearest to the change (`rules` says which), and the notebooks
and browser tests that belong to it. After 55 seconds it stops, and says what it has not run. What it says is of what it
ran: `make test` proves the whole.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from course_utils import settings
from course_utils.launch.quick import changed, rules

SECONDS = 55  # after the start; no test is begun that is expected to take longer
GRACE = 4  # seconds that a running test is given before it is ended
START = 5  # seconds before the end after which no further pytest is started
HANGS = 20  # seconds, and ten times what is known of a test: what takes longer has failed
NEAREST, MORE = 8, 20  # files of tests in the first run of pytest, and in each further one
PASSED, NOTHING_PICKED = (0, 5), "no test is known to tell anything about these files"


def main(arguments=()):
    """Run the command; return 0 when nothing failed, 1 when something did, 2 for arguments that are not understood."""
    started = time.time()
    parser = argparse.ArgumentParser(prog="make quick", description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", help="files or folders to take for changed")
    parser.add_argument("--list", action="store_true", help="only say which tests would run")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="when to stop, %(default)s if not given")
    chosen = parser.parse_args(arguments)
    try:
        paths, how = changed.files(chosen.files)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"== {how}: {_some(paths)}", flush=True)
    picks = rules.pick(paths)
    if chosen.list:
        print("\n".join(f"{one.rank}  {one.file}  {one.only}".rstrip() for one in picks) or NOTHING_PICKED)
        return 0
    faults = lint([path for path in paths if (settings.ROOT / path).exists()])
    results, broken = run(batches_of(picks), started + chosen.seconds)
    return report(paths, faults, results, broken, time.time() - started)


def lint(paths):
    """Return the names of the linters that found something in ``paths``; what they found is printed."""
    python = [path for path in paths if path.endswith(".py")]
    commands = {
        "lint": ["check", "--quiet", *python, *(path for path in paths if path.endswith(".ipynb"))],
        "format": ["format", "--check", "--quiet", *python],
    }
    return [name for name, words in commands.items() if any(map(paths.__contains__, words))
            and subprocess.call([sys.executable, "-m", "ruff", *words], cwd=settings.ROOT)]  # fmt: skip


def batches_of(picks):
    """Return lists of picks, each for one run of pytest, in the order in which they should begin.

    The nearest are few, so that they answer soon. Notebooks and the browser, which take long, begin at the same time.
    """
    files = list(dict.fromkeys(pick.file for pick in picks))
    slow = [file for file in files if not file.startswith("tests/") or file.startswith("tests/browser/")]
    quick = [file for file in files if file not in slow]
    rest = [quick[k : k + MORE] for k in range(NEAREST, len(quick), MORE)]
    return [batch for some in (quick[:NEAREST], slow, *rest) if (batch := [one for one in picks if one.file in some])]


def run(batches, ends):
    """Run batches two at a time; return what each did, and what went wrong with pytest itself."""
    broken = []
    with tempfile.TemporaryDirectory(prefix="course-quick-") as folder, ThreadPoolExecutor(2) as lanes:

        def one(number, batch):
            place = Path(folder, str(number))
            if time.time() + START < ends:
                process = start(place, batch, ends)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.1, ends + GRACE - time.time()))
                found = told(place, batch)  # before it is ended: a test that is cut off has not failed
                code = end(process)
                if found["failed"] or code not in (*PASSED, None):
                    print(place.with_suffix(".log").read_text(encoding="utf-8", errors="replace"), flush=True)
                if code not in (*PASSED, 1, 2, None):
                    broken.append(f"pytest ended with {code}")
                return found
            return told(place, batch)

        return list(lanes.map(one, range(len(batches)), batches)), broken


def start(place, batch, ends):
    """Start pytest for one batch, which writes beside ``place``; return the process."""
    plan = {"picks": [[one.file, one.rank, one.only] for one in batch], "ends": ends, "told": str(place) + ".told"}
    place.write_text(json.dumps(plan), encoding="utf-8")
    files = list(dict.fromkeys(one.file for one in batch))
    words = ["-q", "--no-header", "-rfE", "-p", "course_utils.launch.quick.chosen", "-p", "no:cacheprovider", *files]
    variables = {**settings.child_environment(), "COURSE_QUICK": str(place)}
    options = {"cwd": settings.ROOT, "env": variables, "start_new_session": os.name == "posix"}
    with open(place.with_suffix(".log"), "wb") as log:
        command = [sys.executable, "-m", "pytest", *words]
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, **options)


def end(process):
    """Return the exit code of a process; None where it is still running and is ended, with what it has started."""
    if process.poll() is not None:
        return process.returncode
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGTERM)
    process.terminate()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return None


def told(place, batch):
    """Return what a batch did and what it has left: each file, where it did not come to collecting its tests."""
    nothing = {"done": {}, "failed": [], "skipped": {}, "running": [], "since": 0}
    try:
        found = json.loads(Path(f"{place}.told").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return nothing | {"left": {one.file: 1 for one in batch}}
    return found | {"left": Counter(found["planned"]) - Counter(found["done"]), "until": time.time()}


def report(paths, faults, results, broken, seconds):
    """Print what was found, what was not run, and what that means; return the exit code."""
    done, left, skipped = (
        sum((Counter(one[key]) for one in results), Counter()) for key in ("done", "left", "skipped")
    )
    cut = [(*one["running"], one["until"] - one["since"]) for one in results if one["running"]]
    hung = [f"{name}, still running after {took:.0f} s" for name, cost, took in cut if took > max(HANGS, 10 * cost)]
    failed = [*faults, *broken, *hung, *(name for one in results for name in one["failed"])]
    print(f"== {done.total()} tests of {len(done)} files in {seconds:.0f} s, for {len(paths)} changed files")
    if left:
        print(f"NOT RUN, for want of time: {left.total()} tests or more, of {_some(sorted(left))}")
    for name, _, took in cut:
        print(f"NOT FINISHED when the time was up, after {took:.0f} s: {name}")
    if skipped:
        print(f"Skipped: {skipped.total()} tests, of {_some(sorted(skipped))}")
    for one in failed:
        print(f"FAILED: {one}")
    if not failed and done:
        print("What ran has passed. `make test` proves the rest.")
    if not failed and not done:
        print(f"Nothing was tested: {NOTHING_PICKED if not left else 'there was no time'}.")
    return 1 if failed else 0


def _some(names, most=12):
    return ", ".join(names[:most]) + f" and {len(names) - most} more" * (len(names) > most) or "nothing"
