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

This file is the run from its pictures to its last checkpoint, in the order in which things happen. What was asked for
is read in `options`, how the network learns is in `recipe`, what is written in `run_folder`, what is said in `words`.
"""

import math
import sys
import time
from contextlib import ExitStack, nullcontext
from functools import cached_property

import numpy as np
import torch

from course_utils.experiment import events, options, pictures, recipe, repeats, run_folder, trial, words
from course_utils.experiment.errors import STOPPED, guarded, quiet_unless_first
from course_utils.experiment.loop import evaluate, scores_of
from course_utils.experiment.model import build
from course_utils.experiment.processes import Processes, end
from course_utils.experiment.stopping import Screen, stoppable

ORDER, CHANGES, SILENCE = 0, 1, 2  # streams of random numbers


def main(arguments=None) -> int:
    """Run the command line; return 0, 2 for what was refused with a reason, 130 for a run that was stopped."""
    return guarded(_main, sys.argv[1:] if arguments is None else arguments)


def _main(arguments):
    with quiet_unless_first():  # all processes have the same command line
        given = vars(options.parser().parse_args(arguments))
    processes = Processes("cpu")  # until it is known what was asked for
    try:
        return repeats.of(given, processes, one_run)
    finally:
        processes.close()


def one_run(given, processes) -> int:
    """Train as the options `given` ask for, a dictionary; return the exit code."""
    with ExitStack() as stack:
        with processes.agreeing():
            chosen, folder, resume = options.read(given, processes.world)
            processes.use(chosen.device)
            if processes.first:
                stack.enter_context(run_folder.held(folder))
                run_folder.check(folder, resume)
                pictures.keep_beside(chosen, folder, processes.world)  # so that the others need not decode them again
            if chosen.threads:
                torch.set_num_threads(chosen.threads)
        with processes.agreeing(), quiet_unless_first():
            trainer = begin(chosen, folder, processes, resume)
        return trainer.run()


def begin(chosen, folder, processes, resume):
    """Return a `Trainer` at the beginning of a run, or where its last checkpoint left it. Nothing is written yet."""
    stored, facts = run_folder.stored(folder, chosen) if resume else (None, {})
    known = run_folder.files(folder) if stored is not None else None
    found = pictures.load(chosen.data, chosen.size, chosen.model, chosen.validation, chosen.seed, chosen.limit,
                          facts.get("scaling"), known, folder)  # fmt: skip
    found.check(facts, chosen.data)
    chosen = recipe.completed(chosen, len(found.train[0]))
    model = build(chosen.model, *found.shape[:2], len(found.class_names), chosen.seed)
    trial.check(model, found, chosen)
    trainer = Trainer(chosen, model, found, processes, folder)
    if stored is not None:
        run_folder.restore(trainer, stored, facts)
    return trainer


class Trainer:
    """Hold a model, its optimizer, and the place in the run: `epoch` and `batch` (both from 0), sums, rows.

    `found` are `pictures.Pictures`, `processes` says who computes, `folder` is where the run is kept. `rows` is one
    dictionary for each whole epoch. Nothing random is kept between batches: the order of an epoch, the changes of a
    batch and the units that dropout silences follow from (seed, epoch, batch) alone, so that a run which was killed
    computes what it would have computed.
    """

    def __init__(self, config, model, found, processes, folder=None):
        self.config, self.processes, self.folder = config, processes, folder
        self.model = model.to(processes.device)
        self.x, self.labels = (torch.from_numpy(part) for part in found.train)
        self.files = found.files
        self.validation, self.augment = found.validation, pictures.AUGMENTATIONS[config.augment](found)
        self.loss, self.scores = recipe.loss(config, model, self.labels, len(found.class_names)), scores_of(model)
        self.optimizer = recipe.make_optimizer(config, self.model.parameters())
        self.epoch, self.batch, self.rows, self.seconds, self.stop = 0, 0, [], 0.0, False
        self.sums = torch.zeros(2, dtype=processes.exact, device=processes.device)  # loss, right answers of its shares
        self.about = dict(model=config.model, scaling=found.scaling, drawn=found.drawn, config=config.fixed)
        self.about |= found.identity
        self.mixed = processes.device.type == "cuda" and config.mixed_precision
        self.half = torch.bfloat16 if self.mixed and torch.cuda.is_bf16_supported() else torch.float16
        self.scaler = torch.amp.GradScaler(enabled=self.mixed and self.half == torch.float16)
        self.written, self.complained = time.monotonic(), set()  # the last checkpoint; files that could not be written
        self.events = events.Events(folder) if config.tensorboard else None

    @cached_property
    def wrapped(self):
        """The model as steps use it: processes meet here for the first time, when all have taken up their place."""
        return self.processes.wrap(self.model)

    @property
    def batches(self) -> int:
        """How many batches an epoch has."""
        return -(-len(self.x) // self.config.batch_size)

    @property
    def whole(self) -> bool:
        """Whether the run is at its end: all epochs done, or enough of them."""
        return self.epoch >= self.config.epochs or recipe.enough(self.config, self.rows)

    def run(self) -> int:
        """Compute what is left of the run and keep it in its folder; return the exit code."""
        run_folder.prepare(self)
        with stoppable(self), Screen(self) as screen:
            while not self.whole:
                screen.epoch()
                if not self.run_epoch(screen.batch):
                    self.keep()
                    break
                run_folder.after_epoch(self)
                screen.line(run_folder.record(self.rows).line)
                self.written = time.monotonic()
        if self.whole:
            run_folder.finish(self)
        screen.say(words.summary(self) if self.whole else words.stopped(self))
        return 0 if self.whole else STOPPED

    def run_epoch(self, after_batch=lambda: None) -> bool:
        """Compute the rest of the current epoch; return whether it came to its end (False: asked to stop).

        `after_batch` is called after each batch. Where a checkpoint is due then in one process, all keep theirs.
        """
        self.wrapped.train()
        started = time.monotonic() - self.seconds
        order = np.random.default_rng([self.config.seed, self.epoch, ORDER]).permutation(len(self.x))
        size = self.config.batch_size
        while self.batch < self.batches:
            self.step(order[self.batch * size : (self.batch + 1) * size])
            self.batch += 1
            self.seconds = time.monotonic() - started
            after_batch()
            stop, due = self.processes.total(self.stop, self.due)
            if stop:
                return False
            if due:
                self.keep()
        self._finish_epoch(started)
        return True

    def step(self, rows):
        """Learn from one batch, of which this process takes every `world`-th example.

        Each process weighs its loss by its share of the examples, so that the mean gradient over the processes is that
        of the whole batch, however unequal the shares. (Batch normalisation still sees each share by itself.)
        """
        p = self.processes
        for group in self.optimizer.param_groups:
            group["lr"] = recipe.rate(self.config, self.epoch * self.batches + self.batch, self.batches)
        p.seed(_seed(self.config.seed, self.epoch, SILENCE, self.batch, p.rank))
        mine = rows[p.rank :: p.world]
        weight = len(mine) * p.world / len(rows)
        mine = mine if len(mine) else rows[:1]  # with nothing to do, still take part, at weight 0
        x, labels = self._batch(mine)
        with torch.autocast(p.device.type, self.half) if self.mixed else nullcontext():
            outputs = self.wrapped(x)
            cost = self.loss(outputs, labels)
        self.optimizer.zero_grad(set_to_none=True)
        self.scaler.scale(cost * weight if p.world > 1 else cost).backward()
        if self.config.clip is not None:
            self.scaler.unscale_(self.optimizer)
            recipe.clip(self.config, self.model)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        if weight:
            self.sums[0] += cost.detach() * len(mine)
            self.sums[1] += (self.scores(outputs.detach()).argmax(dim=1) == labels).sum()

    def _batch(self, rows):
        """Return pictures and labels of these numbers, changed as was asked, where the model computes."""
        x, labels = self.x[rows], self.labels[rows]
        if self.augment is not None:
            rng = np.random.default_rng([self.config.seed, self.epoch, CHANGES, self.batch, self.processes.rank])
            x = torch.from_numpy(np.ascontiguousarray(self.augment(x.numpy(), rng)))
        return x.to(self.processes.device, non_blocking=True), labels.to(self.processes.device, non_blocking=True)

    def _finish_epoch(self, started):
        """Take the statistics for use, look at the validation pictures, and note how the epoch went."""
        total, right = self.processes.total(*self.sums.tolist())
        recipe.settle(self.config, self.model, self.x)
        row = dict(epoch=self.epoch + 1, train_loss=total / len(self.x), train_accuracy=right / len(self.x))
        if len(self.validation[1]):
            after = self.evaluate(*self.validation)
            row |= dict(validation_loss=after.loss, validation_accuracy=after.accuracy)
        self.seconds = time.monotonic() - started
        self.rows.append(row | dict(seconds=round(self.seconds, 3), rate=self.optimizer.param_groups[0]["lr"]))
        self.epoch, self.batch = self.epoch + 1, 0
        self.sums.zero_()

    def evaluate(self, x, labels):
        """Return loss and accuracy of the model over a whole set; each process computes it all and agrees."""
        device = self.processes.device
        return evaluate(self.model, torch.from_numpy(x).to(device), torch.from_numpy(labels).to(device))

    @property
    def due(self) -> bool:
        """Whether it is time for a checkpoint within the epoch."""
        waited = time.monotonic() - self.written
        return self.folder is not None and self.processes.first and waited >= self.config.checkpoint_seconds

    def keep(self):
        """Write the checkpoint from which the run can go on. All processes have to call it; the first one writes."""
        run_folder.keep(self)
        self.written = time.monotonic()

    @property
    def is_best(self) -> bool:
        """Whether the last whole epoch is better than all before it, as `recipe.merit` says."""
        found = [recipe.merit(row) for row in self.rows]
        return bool(found) and self.is_finite and all(found[-1] > other for other in found[:-1])

    @property
    def is_finite(self) -> bool:
        """Whether the losses of the last whole epoch are numbers."""
        return not self.rows or all(math.isfinite(v) for name, v in self.rows[-1].items() if name.endswith("_loss"))


def _seed(*numbers):
    return int(np.random.SeedSequence(numbers).generate_state(1)[0])


if __name__ == "__main__":
    end(main())
