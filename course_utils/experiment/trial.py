"""What is tried before the first step: whether a model fits the pictures, and an epoch's smallest batch the model."""

import copy

import torch
from torch import nn

from course_utils import validation
from course_utils.experiment import events
from course_utils.experiment.errors import RunError
from course_utils.experiment.loop import loss_of, scores_of

ENOUGH = 2  # pictures from which a mean and a spread can be taken


def check(model, found, config):
    """Try `model` on the first pictures of `found`; only a copy of it is changed.

    Raises RunError in words for what is no model, for outputs that are not one number for each class, for pictures that
    it cannot take, where the smallest batch of an epoch is too small for it, and for patience without validation.
    """
    events.check(config.tensorboard)
    if config.patience is not None and not len(found.validation[1]):
        raise RunError(f"--patience {config.patience}: there are no validation pictures that could become better; give "
                       "a larger --validation, or leave --patience out.")  # fmt: skip
    if not isinstance(model, nn.Module):
        raise RunError(f"{config.model}: its function returned {validation.describe(model)}; expected a "
                       "torch.nn.Module.")  # fmt: skip
    if not any(t.requires_grad for t in model.parameters()):
        raise RunError(f"{config.model} has no weights that could learn.")
    x, classes = torch.from_numpy(found.train[0]), len(found.class_names)
    step(model, x, config)
    few = x[: min(len(x), ENOUGH)]
    outputs = _forward(model, few, config)
    _check_outputs(model, outputs, len(few), classes, config.model)


def _check_outputs(model, outputs, count, classes, name):
    wanted = f"a tensor of shape ({count}, {classes}), one number for each class, for {count} pictures"
    if not isinstance(outputs, torch.Tensor):
        raise RunError(f"{name} returned {validation.describe(outputs)}; expected {wanted}.")
    scores = scores_of(model)(outputs)
    if tuple(scores.shape) != (count, classes):
        given = f"there are {classes} classes" if scores.ndim == 2 and len(scores) == count else f"expected {wanted}"
        raise RunError(f"{name} gives outputs of shape {tuple(scores.shape)} for {count} pictures, and {given}.")
    if not outputs.is_floating_point():
        raise RunError(f"{name} gives outputs of dtype {outputs.dtype}, which cannot be learned from; expected "
                       "floating-point numbers.")  # fmt: skip
    if loss_of(model) is None:
        raise RunError(f"{name}.loss is None; expected a function of outputs and labels, or no such name.")


def smallest(pictures, batch_size, processes) -> int:
    """Return the fewest pictures that a process gets for a step of an epoch.

    A process that would get none takes one, at weight 0, as in `train.Trainer.step`.

    >>> smallest(101, 50, 1), smallest(100, 50, 1), smallest(100, 50, 40)
    (1, 50, 1)
    """
    batches = {min(batch_size, pictures), pictures % batch_size or batch_size}
    return max(1, min(min(batches), pictures) // processes)


def step(model, x, config):
    """Try `model` forward in training mode, as it is in the epoch's smallest batch; only a copy of it is changed.

    `x` are the training pictures, a tensor (N, C, side, side). Raises RunError, naming --batch-size and --limit, where
    the model needs more pictures at a time, as batch normalisation over maps of one value does.
    """
    share = min(smallest(len(x), config.batch_size, config.processes), ENOUGH)
    try:
        _try(model, x[:share])
    except ValueError as error:
        if share >= ENOUGH:
            raise
        _try(model, x[:ENOUGH])  # what fails here, too, has another reason
        raise RunError(_advice(len(x), config)) from error
    except (RuntimeError, IndexError) as error:
        raise RunError(_cannot_take(config.model, x, error)) from error


def _forward(model, x, config):
    try:
        return _try(model, x)
    except (RuntimeError, IndexError) as error:
        raise RunError(_cannot_take(config.model, x, error)) from error


def _try(model, x):
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        return copy.deepcopy(model).train()(x)


def _cannot_take(name, x, error):
    """Say that a model does not take pictures of this size, with torch's own reason, which names the numbers."""
    channels, side = x.shape[1:3]
    reason = str(error).strip().splitlines()[0]
    return (f"{name} cannot take pictures of {channels} × {side} × {side}: {reason}. Where a layer counts on one size, "
            f'say so: @register("{name}", side=…), or compute its inputs from `channels` and `side`.')  # fmt: skip


def _advice(count, config):
    batch, processes = config.batch_size, config.processes
    sizes = [size for size in range(2, count + 1) if smallest(count, size, processes) >= ENOUGH]
    limits = [limit for limit in range(2, count) if smallest(limit, batch, processes) >= ENOUGH]
    advice = [f"--batch-size {min(sizes, key=lambda size: abs(size - batch))}"] if sizes else []
    advice += [f"--limit {limits[-1]}"] if limits else []
    who = f" and {processes} processes" if processes > 1 else ""
    return (f"--batch-size {batch}: with {count:,} training pictures{who} a step would see a single picture, from "
            f"which {config.model} cannot take the spread that it normalises by; "
            + (f"try {' or '.join(advice)}." if advice else "it needs more pictures."))  # fmt: skip
