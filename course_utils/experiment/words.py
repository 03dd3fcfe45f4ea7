"""What `train` says of a run: at its beginning, when it is stopped, when it diverges, and at its end."""

import math
import os
import shlex

import numpy as np
import torch

from course_utils.experiment import recipe


def announced(trainer) -> str:
    """Return where the run is kept, what was asked for, and how many pictures there are for what."""
    p, asked, about = trainer.processes, trainer.config, trainer.about
    threads = torch.get_num_threads()
    who = f"{p.device.type}, {threads} thread{'s' * (threads > 1)}" + (f", {p.world} processes" if p.world > 1 else "")
    train, validation, test = about["counts"]
    lines = [
        f"{trainer.folder}\n{asked.lines}\n  {'on':<20}{who}",
        f"{sum(t.numel() for t in trainer.model.parameters()):,} parameters; {train:,} pictures train, "
        f"{validation:,} validate, {test:,} left for the test; {len(about['class_names'])} classes",
    ]
    if asked.limit is not None and asked.limit > train:
        lines.append(f"--limit {asked.limit:,} is more than there is: all {train:,} pictures train")
    unseen = sorted(set(range(len(about["class_names"]))) - set(np.unique(trainer.labels).tolist()))
    if unseen:
        names = ", ".join(repr(about["class_names"][k]) for k in unseen)
        lines.append(f"no picture of {names} is among those that train")
    if trainer.epoch or trainer.batch:
        lines.append(f"going on after epoch {trainer.epoch}, batch {trainer.batch}")
    return "\n".join(lines)


def stopped(trainer) -> str:
    """Return where the run was stopped, and how to go on."""
    return (f"stopped in epoch {trainer.epoch + 1}, after batch {trainer.batch}; nothing is lost. Go on with\n"
            f"  {_again(trainer.processes.world, trainer.folder)}")  # fmt: skip


def _again(world, folder):
    """Return the command that goes on with a run, begun as this one was."""
    local = int(os.environ.get("LOCAL_WORLD_SIZE", world))
    nodes = f"--nnodes {world // local} " if world > local else ""
    start = f"torchrun {nodes}--nproc-per-node {local}" if world > 1 else "python"
    return f"{start} -m course_utils.experiment.train --out {shlex.quote(str(folder))} --resume"


def summary(trainer) -> str:
    """Return how good the best weights are, and how to test them."""
    early = ""
    if trainer.epoch < trainer.config.epochs:
        early = f"stopped early: no better in the last {trainer.config.patience} epochs; "
    best = max(trainer.rows, key=recipe.merit)
    kind = "validation" if "validation_accuracy" in best else "train"
    which = "best validation accuracy" if kind == "validation" else "no validation pictures; training accuracy"
    return (f"{early}{which} {best[f'{kind}_accuracy']:.4f}, after epoch {best['epoch']}; "
            f"{trainer.seconds:.1f} s. Its test:\n"
            f"  python -m course_utils.experiment.test {shlex.quote(str(trainer.folder))}")  # fmt: skip


def diverged(trainer, kept) -> str:
    """Return in which epoch the loss ceased to be a number, and what to try; `kept` says whether best weights are."""
    row = trainer.rows[-1]
    value = next(loss for name, loss in row.items() if name.endswith("_loss") and not math.isfinite(loss))
    best = "the best weights of before and the log are" if kept else "the log is"
    return (f"the loss became {value} in epoch {row['epoch']}; try a smaller --lr (it was {trainer.config.lr:g}), with "
            f"another --out; {best} kept in {trainer.folder}.")  # fmt: skip
