"""The run itself: epochs of batches that can be left and taken up again between any two of them, bit for bit.

Nothing random is kept between batches. The order of an epoch, the changes of a batch and the units that dropout
silences follow from (seed, epoch, batch) alone, so that a run which was killed computes what it would have computed.
"""

import math
import time
from contextlib import nullcontext
from functools import cached_property

import numpy as np
import torch

from course_utils.experiment import checkpoint
from course_utils.experiment.errors import RunError
from course_utils.experiment.loop import evaluate, loss_of, scores_of
from course_utils.training import Evaluation

ORDER, CHANGES, SILENCE = 0, 1, 2  # streams of random numbers


def _seed(*numbers):
    return int(np.random.SeedSequence(numbers).generate_state(1)[0])


def make_optimizer(config, parameters):
    """Return the torch optimizer that a configuration asks for."""
    if config.optimizer == "adam":
        return torch.optim.AdamW(parameters, lr=config.lr, weight_decay=config.weight_decay)
    return torch.optim.SGD(parameters, lr=config.lr, momentum=config.momentum, weight_decay=config.weight_decay)


def rate(config, epoch) -> float:
    """Return the learning rate of an epoch (from 0): divided by ten at each of ``config.drop_at``."""
    return config.lr * 0.1 ** sum(epoch >= drop for drop in config.drop_at)


class Trainer:
    """Hold a model, its optimizer, and the place in the run: `epoch` and `batch` (both from 0), sums, rows.

    `pictures` are `pictures.Pictures`, `processes` says who computes. `rows` is one dictionary for each whole epoch.
    """

    def __init__(self, config, model, pictures, processes, augment=None):
        self.config, self.processes, self.augment = config, processes, augment
        self.model = model.to(processes.device)
        self.loss, self.scores = loss_of(model), scores_of(model)
        self.optimizer = make_optimizer(config, self.model.parameters())
        self.x, self.labels = (torch.from_numpy(part) for part in pictures.train)
        self.validation = pictures.validation
        self.epoch, self.batch, self.rows, self.seconds, self.stop = 0, 0, [], 0.0, False
        self.sums = torch.zeros(2, dtype=torch.float64, device=processes.device)  # loss, right answers of its shares
        self.about, self.complained = {}, set()  # facts for the checkpoints; files that could not be written
        cuda = processes.device.type == "cuda"
        self.half = torch.bfloat16 if cuda and torch.cuda.is_bf16_supported() else torch.float16
        self.mixed = cuda and config.mixed_precision
        self.scaler = torch.amp.GradScaler(enabled=self.mixed and self.half == torch.float16)

    @cached_property
    def wrapped(self):
        """The model as steps use it: processes meet here for the first time, when all have taken up their place."""
        return self.processes.wrap(self.model)

    @property
    def batches(self) -> int:
        """How many batches an epoch has."""
        return -(-len(self.x) // self.config.batch_size)

    def run_epoch(self, after_batch=lambda: None, due=lambda: False, keep=lambda: None) -> bool:
        """Compute the rest of the current epoch; return whether it came to its end (False: asked to stop).

        `after_batch` is called after each batch. Where then `due` holds in one process, all call `keep`.
        """
        self.wrapped.train()
        started = time.monotonic() - self.seconds
        for group in self.optimizer.param_groups:
            group["lr"] = rate(self.config, self.epoch)
        order = np.random.default_rng([self.config.seed, self.epoch, ORDER]).permutation(len(self.x))
        size = self.config.batch_size
        while self.batch < self.batches:
            self.step(order[self.batch * size : (self.batch + 1) * size])
            self.batch += 1
            self.seconds = time.monotonic() - started
            after_batch()
            stop, wanted = self.processes.total(self.stop, due())
            if stop:
                return False
            if wanted:
                keep()
        self._finish_epoch(started)
        return True

    def step(self, rows):
        """Learn from one batch, of which this process takes every `world`-th example.

        Each process weighs its loss by its share of the examples, so that the mean gradient over the processes is that
        of the whole batch, however unequal the shares. (Batch normalisation still sees each share by itself.)
        """
        p = self.processes
        self._seed_dropout()
        mine = rows[p.rank :: p.world]
        weight = len(mine) * p.world / len(rows)
        mine = mine if len(mine) else rows[:1]  # with nothing to do, still take part, at weight 0
        x, labels = self._batch(mine)
        with torch.autocast(p.device.type, self.half) if self.mixed else nullcontext():
            outputs = self.wrapped(x)
            cost = self.loss(outputs, labels)
        self.optimizer.zero_grad(set_to_none=True)
        self.scaler.scale(cost * weight if p.world > 1 else cost).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()
        if weight:
            self.sums[0] += cost.detach() * len(mine)
            self.sums[1] += (self.scores(outputs.detach()).argmax(dim=1) == labels).sum()

    def _seed_dropout(self):
        """Seed the generator that dropout draws from; `torch.manual_seed` would seed all devices, and take longer."""
        seed = _seed(self.config.seed, self.epoch, SILENCE, self.batch, self.processes.rank)
        if self.processes.device.type == "cuda":
            torch.cuda.manual_seed(seed)
        torch.default_generator.manual_seed(seed)

    def _batch(self, rows):
        x, labels = self.x[rows], self.labels[rows]
        if self.augment is not None:
            rng = np.random.default_rng([self.config.seed, self.epoch, CHANGES, self.batch, self.processes.rank])
            x = torch.from_numpy(np.ascontiguousarray(self.augment(x.numpy(), rng)))
        return x.to(self.processes.device, non_blocking=True), labels.to(self.processes.device, non_blocking=True)

    def _finish_epoch(self, started):
        total, right = self.processes.total(*self.sums.tolist())
        after = self.evaluate(*self.validation)
        self.seconds = time.monotonic() - started
        self.rows.append(
            dict(epoch=self.epoch + 1, train_loss=total / len(self.x), train_accuracy=right / len(self.x),
                 validation_loss=after.loss, validation_accuracy=after.accuracy,
                 seconds=round(self.seconds, 3), rate=rate(self.config, self.epoch))
        )  # fmt: skip
        self.epoch, self.batch = self.epoch + 1, 0
        self.sums.zero_()

    def evaluate(self, x, labels) -> Evaluation:
        """Return loss and accuracy of the model over a whole set; each process computes it all and agrees."""
        device = self.processes.device
        return evaluate(self.model, torch.from_numpy(x).to(device), torch.from_numpy(labels).to(device))

    @property
    def is_best(self) -> bool:
        """Whether the last whole epoch has a higher validation accuracy than all before it."""
        found = [row["validation_accuracy"] for row in self.rows]
        return bool(found) and self.is_finite and all(found[-1] > other for other in found[:-1])

    @property
    def is_finite(self) -> bool:
        """Whether the losses of the last whole epoch are numbers."""
        return not self.rows or all(math.isfinite(self.rows[-1][f"{half}_loss"]) for half in ("train", "validation"))

    def tensors(self) -> dict:
        """Return everything that a checkpoint needs besides `facts`. All processes have to call it: sums are joined."""
        weights = {f"model.{name}": t for name, t in self.model.state_dict().items()}
        sums = torch.tensor(self.processes.total(*self.sums.tolist()), dtype=torch.float64)
        return weights | checkpoint.optimizer_tensors(self.optimizer) | {"sums": sums}

    def facts(self) -> dict:
        """Return the place in the run, for JSON."""
        return dict(epoch=self.epoch, batch=self.batch, rows=self.rows, seconds=self.seconds,
                    scaler=self.scaler.state_dict())  # fmt: skip

    def restore(self, tensors, facts, path):
        """Take up a run where a checkpoint left it; the sums of all processes go to the first.

        Raises RunError for the weights of another model, and where more epochs are done than are asked for.
        """
        if facts["epoch"] > self.config.epochs:
            raise RunError(f"--epochs {self.config.epochs}: the run has done {facts['epoch']} already; expected at "
                           "least as many.")  # fmt: skip
        checkpoint.load_model(self.model, tensors, path)
        checkpoint.load_optimizer(self.optimizer, tensors)
        if self.processes.first:
            self.sums.copy_(tensors["sums"])
        self.epoch, self.batch, self.rows = facts["epoch"], facts["batch"], facts["rows"]
        self.seconds = facts["seconds"]
        self.scaler.load_state_dict(facts["scaler"] or self.scaler.state_dict())
