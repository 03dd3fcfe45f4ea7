"""Make the stored measurements in ``data/runs`` again.

    python -m course_utils.maintenance.measure            names the experiments
    python -m course_utils.maintenance.measure NAME       runs one and writes data/runs/NAME.json, with its checksum

An experiment is a module of this package with a function ``runs()`` that yields `data.runs.Run`. Each computes with one
thread, which repeats its results on the same machine; another processor gives other last digits, so curves that differ
in detail and agree in what the chapters say about them.
"""

import os
import pkgutil
import platform
import sys
from importlib import import_module, metadata

from course_utils import settings, validation
from course_utils.data import runs as stored
from course_utils.maintenance import checksums


def names() -> tuple:
    """Name the experiments: the modules of this package."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "__main__"))


def measure(name):
    """Run one experiment, write its file and its line in ``SHA256SUMS``; return the path.

    The old file stays until the new one is whole. Raises ValueError for a name that is not there.
    """
    validation.choice("name", name, names())
    found = []
    for run in import_module(f"{__name__}.{name}").runs():
        print(f"{run.label}, seed {run.seed}: {run.seconds:.0f} s", flush=True)
        found.append(run)
    made = f"torch {metadata.version('torch')}, numpy {metadata.version('numpy')}, one thread, {platform.machine()}"
    text = stored.text(stored.Runs(f"python -m course_utils.maintenance.measure {name}", made, tuple(found)))
    path = settings.DATA / stored.FOLDER / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, path)
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
