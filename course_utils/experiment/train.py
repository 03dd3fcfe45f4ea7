"""Train a model on a set of pictures, from the command line.

    python -m course_utils.experiment.train --model resnet20 --data cifar10 --epochs 2
    python -m course_utils.experiment.train --out my_course/runs/resnet20-cifar10 --resume
    torchrun --nproc-per-node 2 -m course_utils.experiment.train --model resnet20 --data cifar10

The run's folder holds ``config.json``, ``log.csv`` and ``curves.png`` (loss and accuracy of training and validation
for each epoch), ``best.safetensors`` (the weights with the highest validation accuracy) and ``last.safetensors`` (all
that is needed to go on). Each file is written beside and renamed, so that a run which is killed at any moment can go
on; on a CPU it then computes, bit for bit, what it would have computed. Ctrl-C stops after the batch at hand and keeps
what was learned. The test half of the data is not looked at: that is for `test`.

On a GPU the arithmetic is in 16 bits where that suffices. (This part could not be tried when it was written.)
"""

import csv
import io
import sys
import time
from contextlib import nullcontext

import torch

from course_utils import training
from course_utils.experiment import checkpoint, config, pictures
from course_utils.experiment.errors import STOPPED, RunError, guarded
from course_utils.experiment.model import build
from course_utils.experiment.processes import Processes
from course_utils.experiment.record import Record
from course_utils.experiment.trainer import Trainer, stoppable

LAST, BEST, LOG, CURVES = "last.safetensors", "best.safetensors", "log.csv", "curves.png"


def main(arguments=None) -> int:
    """Run the command line; return 0, 2 for what was refused with a reason, 130 for a run that was stopped."""
    return guarded(_main, sys.argv[1:] if arguments is None else arguments)


def _main(arguments):
    chosen, folder, resume = config.read(arguments)
    processes = Processes(chosen.device)
    try:
        if chosen.threads:
            torch.set_num_threads(chosen.threads)
        trainer = begin(chosen, folder, processes, resume)
        return run(trainer, folder)
    finally:
        processes.close()


def begin(chosen, folder, processes, resume) -> Trainer:
    """Return a `Trainer` at the beginning of a run, or where its last checkpoint left it."""
    tensors, facts = _stored(chosen, folder) if resume else (None, {})
    found = pictures.load(chosen.data, chosen.size, chosen.model, chosen.validation, chosen.seed, chosen.limit,
                          facts.get("scaling"))  # fmt: skip
    channels, side = found.shape[:2]
    model = build(chosen.model, channels, side, len(found.class_names), chosen.seed)
    trainer = Trainer(chosen, model, found, processes, pictures.AUGMENTATIONS[chosen.augment])
    trainer.about = dict(model=chosen.model, class_names=list(found.class_names), channels=channels, side=side,
                         scaling=found.scaling)  # fmt: skip
    if tensors is not None:
        trainer.restore(tensors, facts, folder / LAST)
    if processes.first:
        _prepare(folder, chosen, processes)
        _announce(trainer, found, folder)
    return trainer


def _stored(chosen, folder):
    """Return (tensors, facts) of the last checkpoint; (None, {}) where the run was stopped before the first."""
    if not (folder / LAST).exists():
        return None, {}
    tensors, facts = checkpoint.read(folder / LAST)
    if facts["model"] != chosen.model:
        raise RunError(f"{folder / LAST} is a checkpoint of {facts['model']}, not of {chosen.model}.")
    return tensors, facts


def _prepare(folder, chosen, processes):
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"{folder} cannot be made: {error.strerror or error}.") from error
    config.save(folder, chosen, processes.world)


def _announce(trainer, found, folder):
    p, parameters = trainer.processes, sum(t.numel() for t in trainer.model.parameters())
    threads = torch.get_num_threads()
    who = f"{p.device.type}, {threads} thread{'s' * (threads > 1)}" + (f", {p.world} processes" if p.world > 1 else "")
    print(f"{folder}\n{trainer.config.lines}\n  {'on':<20}{who}")
    print(f"{parameters:,} parameters; {len(found.train[1]):,} pictures train, {len(found.validation[1]):,} validate, "
          f"{len(found.test[1]):,} are left for the test; {len(found.class_names)} classes")  # fmt: skip
    if trainer.epoch or trainer.batch:
        print(f"going on after epoch {trainer.epoch}, batch {trainer.batch}")
    sys.stdout.flush()


def run(trainer, folder) -> int:
    """Compute what is left of a run and keep it in its folder; return the exit code."""
    first, written = trainer.processes.first, [time.monotonic()]
    epochs, left = trainer.config.epochs, trainer.config.epochs * trainer.batches
    done = trainer.epoch * trainer.batches + trainer.batch
    with stoppable(trainer), training.bar(left, True) if first else nullcontext() as bar:
        if first:
            bar.update(min(done, left))

        def after_batch():
            if first:
                bar.update()
                if time.monotonic() - written[0] >= trainer.config.checkpoint_seconds:
                    keep(trainer, folder)
                    written[0] = time.monotonic()

        while trainer.epoch < epochs:
            if first:
                bar.set_description_str(f"epoch {trainer.epoch + 1}/{epochs}", refresh=False)
            if not trainer.run_epoch(after_batch):
                return _stopped(trainer, folder)
            if first:
                _after_epoch(trainer, folder)
                bar.set_postfix_str(record(trainer.rows).line)
                written[0] = time.monotonic()
    if first:
        _after_epoch(trainer, folder)
        _summary(trainer, folder)
    return 0


def _stopped(trainer, folder):
    if trainer.processes.first:
        keep(trainer, folder)
        print(f"\nstopped in epoch {trainer.epoch + 1}, after batch {trainer.batch}; nothing is lost. Go on with\n"
              f"  python -m course_utils.experiment.train --out {folder} --resume", flush=True)  # fmt: skip
    return STOPPED


def _after_epoch(trainer, folder):
    """Keep the best weights, then the place in the run, then what people read. In this order a kill loses nothing."""
    if trainer.is_best:
        weights = {f"model.{name}": t for name, t in trainer.model.state_dict().items()}
        checkpoint.write(folder / BEST, weights, {**trainer.about, **trainer.rows[-1]})
    keep(trainer, folder)
    checkpoint.replace(folder / LOG, log(trainer.rows).encode("utf-8"))
    checkpoint.replace(folder / CURVES, curves(trainer.rows))


def keep(trainer, folder):
    """Write the checkpoint from which the run can go on."""
    checkpoint.write(folder / LAST, trainer.tensors(), {**trainer.about, **trainer.facts()})


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


def _summary(trainer, folder):
    best = max(trainer.rows, key=lambda row: row["validation_accuracy"], default=None)
    if best:
        print(f"best validation accuracy {best['validation_accuracy']:.4f}, after epoch {best['epoch']}; "
              f"{trainer.seconds:.1f} s. Its test:\n  python -m course_utils.experiment.test {folder}",
              flush=True)  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
