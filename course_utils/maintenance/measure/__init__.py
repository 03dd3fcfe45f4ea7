"""Make the stored measurements in ``data/runs`` again.

    python -m course_utils.maintenance.measure            names the experiments
    python -m course_utils.maintenance.measure NAME       runs one and writes data/runs/NAME.json, with its checksum

An experiment is a module of this package with a function ``runs()`` that yields `data.runs.Run`, or, where it takes
long, ``jobs()`` that lists `Job`: then each run is kept in the course home as soon as it is made, and the same command
goes on where it was broken off. Each computes with one thread, which repeats its results on the same machine; another
processor gives other last digits, so curves that differ in detail and agree in what the chapters say about them.
"""

import json
import pkgutil
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module, metadata
from typing import NamedTuple

from course_utils import settings, validation, whole_files
from course_utils.data import runs as stored
from course_utils.maintenance import checksums


class Job(NamedTuple):
    """One run that is to be made: ``make(label, seed)`` returns its `data.runs.Run`."""

    label: str
    seed: int
    make: Callable


def names() -> tuple:
    """Name the experiments: the modules of this package."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "__main__"))


def measure(name):
    """Run one experiment, write its file and its line in ``SHA256SUMS``; return the path.

    The old file stays until the new one is whole. Raises ValueError for a name that is not there.
    """
    validation.choice("name", name, names())
    made = f"torch {metadata.version('torch')}, numpy {metadata.version('numpy')}, one thread, {platform.machine()}"
    module, kept = import_module(f"{__name__}.{name}"), settings.course_home() / "measure" / f"{name}.jsonl"
    found = []
    for run in going_on(module.jobs(), kept, made) if hasattr(module, "jobs") else module.runs():
        print(f"{run.label}, seed {run.seed}: {run.seconds:.0f} s", flush=True)
        found.append(run)
    path = write(name, made, found)
    kept.unlink(missing_ok=True)
    return path


def going_on(jobs, kept, made):
    """Yield the run of every job, in their order; those in the file `kept` are read, the others made and added to it.

    A file that was begun with other versions than `made` names is begun anew.
    """
    kept.parent.mkdir(parents=True, exist_ok=True)
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    if lines[:1] != [json.dumps(made)]:
        lines = [json.dumps(made)]
        kept.write_text(f"{lines[0]}\n", encoding="utf-8")
    there = {(run.label, run.seed): run for run in (stored.Run(**json.loads(line)) for line in lines[1:])}
    for job in jobs:
        run = there.get((job.label, job.seed))
        if run is None:
            run = job.make(job.label, job.seed)
            with kept.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(asdict(run))}\n")
        yield run


def write(name, made, found):
    """Write runs as ``data/runs/NAME.json``, and the file's line in ``SHA256SUMS``; return the path."""
    text = stored.text(stored.Runs(f"python -m course_utils.maintenance.measure {name}", made, tuple(found)))
    path = settings.DATA / stored.FOLDER / f"{name}.json"
    whole_files.replace(path, text)
    checksums.write(f"{stored.FOLDER}/{name}.json")
    return path


def main(arguments=None) -> int:
    """Run the experiments that are named, or list them all."""
    chosen = sys.argv[1:] if arguments is None else arguments
    if not chosen:
        print("\n".join(names()))
    for name in chosen:
        try:
            print(measure(name))
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2
    return 0
