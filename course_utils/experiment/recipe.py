"""How a run learns: the learning rate of each step, the optimizer, the loss, and the statistics that are used later."""

import math
from dataclasses import replace

import torch
from torch import nn
from torch.nn import functional

from course_utils.experiment.errors import RunError
from course_utils.experiment.loop import loss_of
from course_utils.experiment.model import MODELS, RATES
from course_utils.inspection.averages import estimate_again

SCHEDULES = ("cosine", "constant", "lecun-1998")
#: LeCun et al. 1998, section III.C: of twenty passes the last of each rate, and that rate beside the first.
PASSES, RATES_OF_1998 = 20, ((2, 1.0), (5, 0.4), (8, 0.2), (12, 0.1), (20, 0.02))
WEIGHTS = ("none", "balanced")
#: About so many steps an epoch are left where the batch size follows the set, within these bounds.
STEPS, LARGEST_BATCH, SMALLEST_BATCH = 30, 128, 16
SEEN_AGAIN = 500  # training pictures from which the statistics of a batch normalisation are taken once more


def batch_size_for(count) -> int:
    """Return the batch size for `count` training pictures: a power of two that leaves an epoch about `STEPS` steps.

    >>> [batch_size_for(count) for count in (40, 360, 3_600, 60_000)]
    [16, 16, 64, 128]
    """
    wanted = 2 ** int(math.log2(max(1, count / STEPS)))
    return min(max(wanted, SMALLEST_BATCH), LARGEST_BATCH)


def completed(config, count):
    """Return a configuration with the batch size and the learning rate that it leaves open, for `count` pictures.

    A rate of plain gradient descent is one for batches of 128. Smaller batches make more steps, each by fewer pictures:
    the rate falls in proportion (Goyal et al. 2017, section 2.1).
    """
    size = config.batch_size or batch_size_for(count)
    entry, rate = MODELS[config.model], config.lr
    if rate is None:
        rate = entry.lr if config.optimizer == entry.optimizer else RATES[config.optimizer]
        rate *= min(1, size / LARGEST_BATCH) if config.optimizer == "sgd" else 1
    return replace(config, batch_size=size, lr=rate)


def make_optimizer(config, parameters):
    """Return the torch optimizer that a configuration asks for."""
    if config.optimizer == "adam":
        return torch.optim.AdamW(parameters, lr=config.lr, weight_decay=config.weight_decay)
    return torch.optim.SGD(parameters, lr=config.lr, momentum=config.momentum, weight_decay=config.weight_decay)


def rate(config, step, steps) -> float:
    """Return the learning rate of a step of the run, counted from 0, where an epoch has `steps`.

    Over the first ``config.warm_up`` epochs it rises in equal parts; then it follows half a cosine down to 0, stays, or
    takes the five rates of LeNet-5's training, in proportion to the length of the run. Each is divided by ten after
    every epoch of ``config.drop_at``. Unless given, the warm-up of a cosine takes one
    epoch, at most a fifth of the run, and the others have none.
    """
    usual = min(1, config.epochs / 5) if config.schedule == "cosine" else 0
    warm = round((usual if config.warm_up is None else min(config.warm_up, config.epochs)) * steps)
    dropped = config.lr * 0.1 ** sum(step // steps >= drop for drop in config.drop_at)
    if step < warm:
        return dropped * (step + 1) / warm
    if config.schedule == "constant":
        return dropped
    if config.schedule == "lecun-1998":
        passed = PASSES * (step // steps) / config.epochs
        return dropped * next(share for last, share in RATES_OF_1998 if passed < last)
    return dropped * (1 + math.cos(math.pi * (step - warm) / (config.epochs * steps - warm))) / 2


def loss(config, model, labels, classes):
    """Return what is made small, a function of a batch's outputs and labels: the model's own loss, or cross-entropy.

    With ``class_weights`` "balanced" a picture of class k counts N / (classes · Nₖ), from the N training `labels`. The
    mean is over the pictures of the batch, so that shares of several processes add up to the whole. Raises RunError for
    a model with a loss of its own, which knows neither weights nor smoothing.
    """
    plain = config.class_weights == "none" and not config.label_smoothing
    if plain or hasattr(model, "loss"):
        if not plain:
            asked = "--class-weights" if config.class_weights != "none" else "--label-smoothing"
            raise RunError(f"{asked}: {config.model} brings a loss of its own, which has none; leave the option out.")
        return loss_of(model)
    counts = torch.bincount(labels, minlength=classes).clamp(min=1)
    weights = len(labels) / (classes * counts.float()) if config.class_weights == "balanced" else torch.ones(classes)

    def weighted(outputs, some):
        each = functional.cross_entropy(outputs, some, reduction="none", label_smoothing=config.label_smoothing)
        return (each * weights.to(outputs.device)[some]).mean()

    return weighted


def clip(config, model):
    """Shorten the whole gradient to the length ``config.clip``, where one is given and the gradient is longer."""
    if config.clip is not None:
        nn.utils.clip_grad_norm_(model.parameters(), config.clip)


def settle(config, model, x):
    """Take the statistics of the batch normalisations once more, from the first training pictures `x`, for use.

    Running averages lag behind weights that move, in small sets by a whole training (chapter 10). The order of the
    training pictures is mixed, so that the first are as good as any.
    """
    if config.statistics == "again":
        estimate_again(model, x[:SEEN_AGAIN])


def merit(row) -> tuple:
    """Return what tells a better epoch from a worse one, for ``max``: its validation accuracy, then its loss.

    Few validation pictures give the same accuracy in many epochs. Without any, the later epoch is the better.
    """
    if "validation_accuracy" not in row:
        return (row["epoch"],)
    return row["validation_accuracy"], -row["validation_loss"]


def enough(config, rows) -> bool:
    """Whether the run may stop early: no epoch of the last ``config.patience`` was better than the best before.

    >>> from types import SimpleNamespace as Config
    >>> rows = [dict(validation_accuracy=a) for a in (0.5, 0.7, 0.6, 0.7)]
    >>> enough(Config(patience=2), rows), enough(Config(patience=3), rows), enough(Config(patience=None), rows)
    (True, False, False)
    """
    if config.patience is None or len(rows) <= config.patience:
        return False
    found = [row["validation_accuracy"] for row in rows]
    return max(found[-config.patience :]) <= max(found[: -config.patience])
