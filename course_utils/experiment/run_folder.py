"""The folder of a run: what lies in it, who may write there, and in which order it is written and read again."""

import copy
import csv
import io
import json
import os
import sys
from contextlib import ExitStack, contextmanager

import torch

from course_utils import training, whole_files
from course_utils.data.folder import cache
from course_utils.experiment import checkpoint, config, events, likeness, words
from course_utils.experiment.errors import RunError
from course_utils.experiment.record import Record
from course_utils.locks import lock

LAST, BEST, LOG, CURVES, REPORT = "last.safetensors", "best.safetensors", "log.csv", "curves.png", "report.json"
FILES = "pictures.json"  # which files of a folder were learned, chosen by, and left for the test
MISREAD = "misread.png"  # written by `test`
LIKENESS = "likeness.safetensors"  # what tells a picture that is like none learned from
LOCK = ".lock"


@contextmanager
def held(folder):
    """Keep a folder for this process alone while the block runs; it is made where it is missing.

    What was made is removed again if the block leaves no run in it. Raises RunError, naming --out, for a folder that
    another process holds, and for one that cannot be made or written.
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    with ExitStack() as stack:
        stack.callback(_tidy, folder, made)
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


def _tidy(folder, made):
    if not (folder / config.FILE).exists():
        for path in folder.glob(cache.FILES):  # pictures were read, and the run was refused
            _forget(path)
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


def prepare(trainer):
    """Write down what was asked for, and where the run is; say so. All processes have to call it."""
    p, folder = trainer.processes, trainer.folder
    with p.agreeing():
        if p.first:
            whole_files.sweep(folder, older=0)  # the folder is held: what lies half written was killed
            config.save(folder, trainer.config)
            if trainer.files and not (folder / FILES).exists():  # pictures that came later are not of the run
                checkpoint.replace(folder / FILES, json.dumps(trainer.files).encode("ascii"), "use --resume")
    if not trainer.epoch and not trainer.batch:
        keep(trainer)
    with p.agreeing():
        if p.first:
            print(words.announced(trainer), flush=True)
            if trainer.rows:
                report(trainer)  # a kill may have come before it


def keep(trainer):
    """Write the checkpoint from which the run can go on. All processes have to call it; the first one writes."""
    p = trainer.processes
    sums = torch.tensor(p.total(*trainer.sums.tolist()), dtype=torch.float64)
    place = dict(epoch=trainer.epoch, batch=trainer.batch, rows=trainer.rows, seconds=trainer.seconds,
                 scaler=trainer.scaler.state_dict())  # fmt: skip
    with p.agreeing():
        if p.first:
            tensors = weights(trainer.model) | checkpoint.optimizer_tensors(trainer.optimizer) | {"sums": sums}
            checkpoint.write(trainer.folder / LAST, tensors, {**trainer.about, **place}, "use --resume")


def weights(model) -> dict:
    """Return the tensors of a model, by the names that they have in a checkpoint."""
    return {f"model.{name}": tensor for name, tensor in model.state_dict().items()}


def files(folder) -> dict:
    """Return the files of a run's pictures, part -> names; empty for a set. Raises RunError for a damaged list."""
    path = folder / FILES
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="ascii"))
        return {part: tuple(found[part]) for part in ("train", "validation", "test")}
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path} is damaged: {error}.") from error


def stored(folder, chosen) -> tuple:
    """Return (tensors, facts) of the last checkpoint; (None, {}) where the run was stopped before the first.

    Raises RunError for one of another model, or written with other options than `chosen`.
    """
    path = folder / LAST
    if not path.exists():
        return None, {}
    tensors, facts = checkpoint.read(path, checkpoint.PLACE)
    if facts["model"] != chosen.model:
        raise RunError(f"{path} is a checkpoint of {facts['model']}, not of {chosen.model}.")
    for name, value in facts.get("config", {}).items():
        if chosen.fixed.get(name, value) != value:
            raise RunError(f"{folder / config.FILE} says {name} {chosen.fixed[name]}, but {path} was written with "
                           f"{value}: one of them was changed; put it back.")  # fmt: skip
    return tensors, facts


def restore(trainer, tensors, facts):
    """Take up a run where a checkpoint left it; the sums of all processes go to the first.

    Raises RunError for the weights of another model, and where more epochs are done than are asked for.
    """
    if facts["epoch"] > trainer.config.epochs:
        raise RunError(f"--epochs {trainer.config.epochs}: the run has done {facts['epoch']} already; expected at "
                       "least as many.")  # fmt: skip
    checkpoint.load_model(trainer.model, tensors, trainer.folder / LAST)
    checkpoint.load_optimizer(trainer.optimizer, tensors)
    if trainer.processes.first:
        trainer.sums.copy_(tensors["sums"])
    trainer.epoch, trainer.batch, trainer.rows = facts["epoch"], facts["batch"], facts["rows"]
    trainer.seconds = facts["seconds"]
    trainer.scaler.load_state_dict(facts["scaler"] or trainer.scaler.state_dict())


def after_epoch(trainer):
    """Keep the best weights, then the place in the run, then what people read. In this order a kill loses nothing.

    All processes have to call it. Raises RunError where the loss is no number any more: the files then still hold the
    weights of before, and the log says when it happened.
    """
    with trainer.processes.agreeing():
        if not trainer.is_finite:
            if trainer.processes.first:
                report(trainer)
            raise RunError(words.diverged(trainer, (trainer.folder / BEST).exists()))
        if trainer.processes.first and trainer.is_best:
            facts = {**trainer.about, **trainer.rows[-1]}
            checkpoint.write(trainer.folder / BEST, weights(trainer.model), facts, "use --resume")
    trainer.keep()
    if trainer.processes.first:
        report(trainer)


def finish(trainer):
    """Write what tells a picture that is like none learned from, by the best weights."""
    if trainer.processes.first:
        _try(trainer, LIKENESS, lambda: _write_likeness(trainer))


def _write_likeness(trainer):
    model, path = copy.deepcopy(trainer.model).cpu().eval(), trainer.folder / BEST
    checkpoint.load_model(model, checkpoint.read(path)[0], path)
    if known := likeness.learned(model, trainer.x, torch.from_numpy(trainer.validation[0])):
        checkpoint.write(trainer.folder / LIKENESS, known, {"of": BEST})


def report(trainer):
    """Write what people read."""
    for name, made in ((LOG, lambda: log(trainer.rows).encode("utf-8")), (CURVES, lambda: curves(trainer.rows))):
        _try(trainer, name, lambda name=name, made=made: checkpoint.replace(trainer.folder / name, made()))
    if trainer.events is not None:
        _try(trainer, events.FOLDER, lambda: trainer.events.write(trainer.rows))


def _try(trainer, name, write):
    """Write an extra. Where that fails it is said once, and the training goes on."""
    try:
        write()
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
        learned, validated = (
            training.Evaluation(row[f"{half}_loss"], row[f"{half}_accuracy"]) if f"{half}_loss" in row else None
            for half in ("train", "validation")
        )
        found.add(learned, validated, row["seconds"], row["rate"])
    return found


def curves(rows) -> bytes:
    """Return loss and accuracy over the epochs as a PNG."""
    from course_utils.plotting.networks import run_curves
    from course_utils.plotting.style import png

    return png(run_curves(record(rows)), dpi=100)
