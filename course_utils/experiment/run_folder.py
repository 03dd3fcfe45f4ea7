"""The folder of a run: what lies in it, who may write there, and in which order it is written."""

import csv
import io
import math
import os
import sys
from contextlib import ExitStack, contextmanager

from course_utils import training
from course_utils.data.locks import lock
from course_utils.experiment import checkpoint, config
from course_utils.experiment.errors import RunError
from course_utils.experiment.record import Record

LAST, BEST, LOG, CURVES, REPORT = "last.safetensors", "best.safetensors", "log.csv", "curves.png", "report.json"
LOCK = ".lock"


@contextmanager
def held(folder):
    """Keep a folder for this process alone while the block runs; it is made where it is missing.

    What was made is removed again if the block leaves nothing in it. Raises RunError, naming --out, for a folder that
    another process holds, and for one that cannot be made or written.
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    with ExitStack() as stack:
        stack.callback(_tidy, made)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.name == "nt":
                stack.callback(_forget, folder / LOCK)  # an open file cannot be removed there
            stack.enter_context(lock(folder / LOCK, lambda: _busy(folder)))
        except OSError as error:
            raise RunError(f"--out {folder} cannot be made or written: {error.strerror or error}.") from error
        stack.callback(_forget, folder / LOCK)
        yield


def _busy(folder):
    raise RunError(f"--out {folder}: another process trains into this folder; wait for its end, or give another --out.")


def _forget(path):
    try:
        path.unlink(missing_ok=True)
    except OSError:
        pass  # an empty file that says nothing


def _tidy(made):
    for place in made:
        try:
            place.rmdir()
        except OSError:
            return  # there is something in it


def check(folder, resume):
    """Raise RunError for a folder in which a run cannot begin, or, with `resume`, one that lacks where to go on."""
    found = [name for name in (config.FILE, LAST, BEST, LOG, CURVES, REPORT) if (folder / name).exists()]
    if resume:
        if LAST not in found and set(found) - {config.FILE}:
            raise RunError(f"{folder} holds {', '.join(found)}, but not {LAST}, which knows where the run was: it "
                           "cannot go on; begin another with another --out.")  # fmt: skip
    elif config.FILE in found:
        raise RunError(f"{folder} holds a run already: give --resume to go on with it, or another --out.")
    elif found:
        raise RunError(f"{folder} holds {', '.join(found)} of a run whose {config.FILE} is gone: give another --out, "
                       "or move them away.")  # fmt: skip


def keep(trainer, folder):
    """Write the checkpoint from which the run can go on. All processes have to call it; the first one writes."""
    tensors = trainer.tensors()
    with trainer.processes.agreeing():
        if trainer.processes.first:
            checkpoint.write(folder / LAST, tensors, {**trainer.about, **trainer.facts()}, "use --resume")


def after_epoch(trainer, folder):
    """Keep the best weights, then the place in the run, then what people read. In this order a kill loses nothing.

    All processes have to call it. Raises RunError where the loss is no number any more: the files then still hold the
    weights of before, and the log says when it happened.
    """
    with trainer.processes.agreeing():
        if not trainer.is_finite:
            if trainer.processes.first:
                report(trainer, folder)
            raise RunError(_diverged(trainer, folder))
        if trainer.processes.first and trainer.is_best:
            weights = {f"model.{name}": t for name, t in trainer.model.state_dict().items()}
            checkpoint.write(folder / BEST, weights, {**trainer.about, **trainer.rows[-1]}, "use --resume")
    keep(trainer, folder)
    if trainer.processes.first:
        report(trainer, folder)


def _diverged(trainer, folder):
    row = trainer.rows[-1]
    value = next(loss for loss in (row["train_loss"], row["validation_loss"]) if not math.isfinite(loss))
    best = "the best weights of before and the log are" if (folder / BEST).exists() else "the log is"
    return (f"the loss became {value} in epoch {row['epoch']}; try a smaller --lr (it was {trainer.config.lr:g}), with "
            f"another --out; {best} kept in {folder}.")  # fmt: skip


def report(trainer, folder):
    """Write what people read. Where that fails it is said once, and the training goes on."""
    for name, made in ((LOG, lambda: log(trainer.rows).encode("utf-8")), (CURVES, lambda: curves(trainer.rows))):
        try:
            checkpoint.replace(folder / name, made())
        except (RunError, OSError) as error:
            if name not in trainer.complained:
                trainer.complained.add(name)
                print(f"\nThe training goes on, but {error}", file=sys.stderr, flush=True)


def log(rows) -> str:
    """Return the epochs of a run as CSV text, one line each, with a line of names."""
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()


def record(rows) -> Record:
    """Return the epochs of a run as a `Record`."""
    found = Record()
    for row in rows:
        both = (training.Evaluation(row[f"{half}_loss"], row[f"{half}_accuracy"]) for half in ("train", "validation"))
        found.add(*both, row["seconds"], row["rate"])
    return found


def curves(rows) -> bytes:
    """Return loss and accuracy over the epochs as a PNG."""
    from course_utils.plotting.networks import run_curves
    from course_utils.plotting.style import png

    return png(run_curves(record(rows)), dpi=100)
