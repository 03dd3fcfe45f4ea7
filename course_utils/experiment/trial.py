"""A step that is tried before the first: whether the smallest batch of an epoch suffices for a model."""

import copy

import torch

from course_utils.experiment.errors import RunError

ENOUGH = 2  # pictures from which a mean and a spread can be taken


def smallest(pictures, batch_size, processes) -> int:
    """Return the fewest pictures that a process gets for a step of an epoch.

    A process that would get none takes one, at weight 0, as in `trainer.Trainer.step`.

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
        _forward(model, x[:share])
    except ValueError as error:
        if share >= ENOUGH:
            raise
        _forward(model, x[:ENOUGH])  # what fails here, too, has another reason
        raise RunError(_advice(len(x), config)) from error


def _forward(model, x):
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        copy.deepcopy(model).train()(x)


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
