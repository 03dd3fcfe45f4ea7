"""One run, or the same from several seeds: ``--seeds 5`` trains five times, and says how far they lie apart."""

import json
from pathlib import Path

from course_utils import uncertainty
from course_utils.experiment import checkpoint, config, options
from course_utils.experiment.errors import RunError
from course_utils.experiment.run_folder import LAST

FILE = "seeds.json"  # in the folder of several runs: their folders' names


def of(given, processes, one_run) -> int:
    """Call ``one_run(options, processes)`` once, or for each of the seeds that are asked for; return the exit code.

    `given` are the options, a dictionary. The run of seed 3 lies in the folder ``seed-3``. Runs that are whole are left
    as they are on --resume, and the first that is stopped ends the row.
    """
    given = dict(given)
    count = given.pop("seeds", None)
    folder = options.folder_of(given)
    with processes.agreeing():
        before = folders(folder)
        if before and not given.get("resume"):
            raise RunError(f"{folder} holds runs already: give --resume to go on with them, or another --out.")
    if count is None and not before:
        return one_run(given, processes)
    first = given.pop("seed", 0) if not before else int(before[0].name.removeprefix("seed-"))
    every = [folder / f"seed-{seed}" for seed in range(first, first + (count or len(before)))]
    with processes.agreeing():
        if processes.first:
            _note(folder, every, given.get("resume"))
    for place in every:
        code = one_run({**given, **_begun(given, place), "out": str(place)}, processes)
        if code:
            return code
    if processes.first and len(every) > 1:
        print(_summary(every), flush=True)
    return 0


def folders(folder) -> tuple:
    """Return the folders of the runs that lie in a folder of several; none where it holds one run, or nothing.

    Raises RunError for a list that is damaged.
    """
    path = Path(folder) / FILE
    if not path.exists():
        return ()
    try:
        return tuple(Path(folder) / name for name in json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise RunError(f"{path} is damaged: {error}.") from error


def _note(folder, every, resume):
    if not resume and (folder / config.FILE).exists():
        raise RunError(f"{folder} holds a run already: --seeds needs a folder of its own, give another --out.")
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint.replace(folder / FILE, json.dumps([place.name for place in every]).encode("ascii"))


def _begun(given, place) -> dict:
    """Return what a run needs besides: its seed where it is new; nothing where it goes on."""
    if given.get("resume") and (place / config.FILE).exists():
        return {}
    return {"resume": False, "seed": int(place.name.removeprefix("seed-"))}


def _summary(every) -> str:
    found = []
    for place in every:
        rows = checkpoint.read(place / LAST, ("rows",))[1]["rows"]
        found.append(max(row.get("validation_accuracy", row["train_accuracy"]) for row in rows))
    mean, _, low, high = uncertainty.over_seeds(found)
    return (f"{len(found)} seeds: best accuracy {mean:.4f} on average (95 %: {low:.4f} to {high:.4f}), "
            f"from {min(found):.4f} to {max(found):.4f}")  # fmt: skip
