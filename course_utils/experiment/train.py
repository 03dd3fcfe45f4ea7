"""Train a model on a set of pictures, from the command line.

    python -m course_utils.experiment.train --model resnet20 --data cifar10 --epochs 2
    python -m course_utils.experiment.train --out my_course/runs/resnet20-cifar10 --resume
    torchrun --nproc-per-node 2 -m course_utils.experiment.train --model resnet20 --data cifar10

The run's folder holds ``config.json``, ``log.csv`` and ``curves.png`` (loss and accuracy of training and validation
for each epoch), ``best.safetensors`` (the weights with the highest validation accuracy) and ``last.safetensors`` (all
that is needed to go on). Each file is written beside and renamed, so that a run which is killed at any moment can go
on; on a CPU it then computes, bit for bit, what it would have computed. Ctrl-C stops after the batch at hand and keeps
what was learned. A run goes on with the pictures, the options and the number of processes with which it began. The test
half of the data is not looked at: that is for `test`.

On a GPU the arithmetic is in 16 bits where that suffices. (This part could not be tried when it was written.)
"""

import os
import shlex
import sys
import time
from contextlib import ExitStack

import numpy as np
import torch

from course_utils.experiment import checkpoint, config, options, pictures, run_folder, trial
from course_utils.experiment.errors import STOPPED, RunError, guarded, quiet_unless_first
from course_utils.experiment.model import build
from course_utils.experiment.processes import Processes, end
from course_utils.experiment.run_folder import LAST
from course_utils.experiment.stopping import Screen, stoppable
from course_utils.experiment.trainer import Trainer


def main(arguments=None) -> int:
    """Run the command line; return 0, 2 for what was refused with a reason, 130 for a run that was stopped."""
    return guarded(_main, sys.argv[1:] if arguments is None else arguments)


def _main(arguments):
    with quiet_unless_first():  # all processes have the same command line
        given = vars(options.parser().parse_args(arguments))
    processes = Processes("cpu")  # until it is known what was asked for
    try:
        with ExitStack() as stack:
            with processes.agreeing():
                chosen, folder, resume = options.read(given, processes.world)
                processes.use(chosen.device)
                if processes.first:
                    stack.enter_context(run_folder.held(folder))
                    run_folder.check(folder, resume)
                if chosen.threads:
                    torch.set_num_threads(chosen.threads)
                with quiet_unless_first():
                    trainer = begin(chosen, folder, processes, resume)
            _prepare(trainer, folder)
            return run(trainer, folder)
    finally:
        processes.close()


def begin(chosen, folder, processes, resume) -> Trainer:
    """Return a `Trainer` at the beginning of a run, or where its last checkpoint left it. Nothing is written yet."""
    tensors, facts = _stored(chosen, folder) if resume else (None, {})
    found = pictures.load(chosen.data, chosen.size, chosen.model, chosen.validation, chosen.seed, chosen.limit,
                          facts.get("scaling"))  # fmt: skip
    found.check(facts, chosen.data)
    channels, side = found.shape[:2]
    model = build(chosen.model, channels, side, len(found.class_names), chosen.seed)
    trial.step(model, torch.from_numpy(found.train[0]), chosen)
    trainer = Trainer(chosen, model, found, processes, pictures.AUGMENTATIONS[chosen.augment])
    trainer.about = dict(model=chosen.model, scaling=found.scaling, config=chosen.fixed, **found.identity)
    if tensors is not None:
        trainer.restore(tensors, facts, folder / LAST)
    return trainer


def _stored(chosen, folder):
    """Return (tensors, facts) of the last checkpoint; (None, {}) where the run was stopped before the first."""
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


def _prepare(trainer, folder):
    """Write down what was asked for, and where the run is; say so."""
    with trainer.processes.agreeing():
        if trainer.processes.first:
            config.save(folder, trainer.config)
    if not trainer.epoch and not trainer.batch:
        run_folder.keep(trainer, folder)
    with trainer.processes.agreeing():
        if trainer.processes.first:
            _announce(trainer, folder)
            if trainer.rows:
                run_folder.report(trainer, folder)  # a kill may have come before it


def _announce(trainer, folder):
    p, parameters = trainer.processes, sum(t.numel() for t in trainer.model.parameters())
    threads, limit = torch.get_num_threads(), trainer.config.limit
    train, validation, test = trainer.about["counts"]
    names = trainer.about["class_names"]
    who = f"{p.device.type}, {threads} thread{'s' * (threads > 1)}" + (f", {p.world} processes" if p.world > 1 else "")
    print(f"{folder}\n{trainer.config.lines}\n  {'on':<20}{who}")
    print(f"{parameters:,} parameters; {train:,} pictures train, {validation:,} validate, "
          f"{test:,} left for the test; {len(names)} classes")  # fmt: skip
    if limit is not None and limit > train:
        print(f"--limit {limit:,} is more than there is: all {train:,} pictures train")
    unseen = sorted(set(range(len(names))) - set(np.unique(trainer.labels).tolist()))
    if unseen:
        print(f"no picture of {', '.join(repr(names[k]) for k in unseen)} is among those that train")
    if trainer.epoch or trainer.batch:
        print(f"going on after epoch {trainer.epoch}, batch {trainer.batch}")
    sys.stdout.flush()


def run(trainer, folder) -> int:
    """Compute what is left of a run and keep it in its folder; return the exit code."""
    first, written = trainer.processes.first, [time.monotonic()]

    def due():
        return first and time.monotonic() - written[0] >= trainer.config.checkpoint_seconds

    def keep():
        run_folder.keep(trainer, folder)
        written[0] = time.monotonic()

    with stoppable(trainer), Screen(trainer) as screen:
        while trainer.epoch < trainer.config.epochs:
            screen.epoch()
            if not trainer.run_epoch(screen.batch, due, keep):
                keep()
                break
            run_folder.after_epoch(trainer, folder)
            screen.line(run_folder.record(trainer.rows).line)
            written[0] = time.monotonic()
    whole = trainer.epoch >= trainer.config.epochs
    screen.say(_summary(trainer, folder) if whole else _stopped(trainer, folder))
    return 0 if whole else STOPPED


def _stopped(trainer, folder):
    return (f"stopped in epoch {trainer.epoch + 1}, after batch {trainer.batch}; nothing is lost. Go on with\n"
            f"  {_again(trainer.processes.world, folder)}")  # fmt: skip


def _again(world, folder):
    """Return the command that goes on with a run, begun as this one was."""
    local = int(os.environ.get("LOCAL_WORLD_SIZE", world))
    nodes = f"--nnodes {world // local} " if world > local else ""
    start = f"torchrun {nodes}--nproc-per-node {local}" if world > 1 else "python"
    return f"{start} -m course_utils.experiment.train --out {shlex.quote(str(folder))} --resume"


def _summary(trainer, folder):
    best = max(trainer.rows, key=lambda row: row["validation_accuracy"])
    return (f"best validation accuracy {best['validation_accuracy']:.4f}, after epoch {best['epoch']}; "
            f"{trainer.seconds:.1f} s. Its test:\n"
            f"  python -m course_utils.experiment.test {shlex.quote(str(folder))}")  # fmt: skip


if __name__ == "__main__":
    end(main())
