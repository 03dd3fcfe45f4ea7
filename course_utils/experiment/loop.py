"""The loop that trains a torch model, whatever the model is.

A model, for this loop, is a ``torch.nn.Module`` that turns (N, C, H, W) into outputs (N, classes). It may say more:
``model.loss(outputs, labels)`` is what is made small (cross-entropy of logits where there is none), and
``model.scores(outputs)`` are numbers of which the largest wins (the outputs themselves where there is none).
"""

import time
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn

from course_utils import settings, training, validation
from course_utils.experiment import no_compiler
from course_utils.experiment.record import Record

no_compiler.leave_out()
RATE = 2e-3  # of Adam, where no optimizer is given


def fit(
    model, train_set, validation_set=None, *, epochs, batch_size=50, optimizer=None, loss=None, augment=None,
    schedule=None, seed=settings.SEED, progress=True, threads=1, after_epoch=None,
) -> Record:  # fmt: skip
    """Train `model` in place on `train_set`, a pair (x, labels); return the `Record`.

    x is (N, C, H, W), prepared for the model (float64 becomes the model's float32); labels (N,) are class numbers. Each
    epoch uses every example once, in an order that `seed` fixes, in batches of `batch_size`. `validation_set` is a pair
    that is only looked at. `optimizer` makes a torch optimizer from the parameters (Adam with rate 0.002 where none is
    given); `schedule` gives for each epoch, from 0, the factor of its learning rate; `augment` changes the pictures of
    each training batch: it gets a NumPy array and a generator. `threads` is the number of threads torch may use: one
    repeats exactly. ``after_epoch(record)`` is called with what there is so far.

    The record's training figures are running means over the batches of an epoch, taken while the model learns. An
    interrupt (the stop button, Ctrl-C) ends the run cleanly: the model keeps what it has learned, the record says so.

    Raises TypeError or ValueError, before anything is changed, for sets that do not fit together and counts below 1.
    """
    x, labels = _pair("train_set", train_set, model)
    epochs = validation.integer("epochs", epochs, minimum=1)
    batch_size = validation.integer("batch_size", batch_size, minimum=1)
    held_out = None if validation_set is None else _pair("validation_set", validation_set, model)
    make = optimizer or (lambda parameters: torch.optim.Adam(parameters, lr=RATE))
    record, rng = Record(), np.random.default_rng(seed)
    steps = -(-len(x) // batch_size)
    with _own_threads(threads), _own_randomness(seed), training.bar(epochs * steps, progress) as bar:
        stepper, loss = make(model.parameters()), loss or loss_of(model)
        rates = [group["lr"] for group in stepper.param_groups]
        start = time.monotonic()
        try:
            for epoch in range(epochs):
                for group, rate in zip(stepper.param_groups, rates):
                    group["lr"] = rate * (schedule(epoch) if schedule else 1)
                bar.set_description_str(f"epoch {epoch + 1}/{epochs}", refresh=False)
                seen = _epoch(model, x, labels, batch_size, stepper, loss, augment, rng, bar)
                after = evaluate(model, *held_out) if held_out else None
                record.add(seen, after, time.monotonic() - start, stepper.param_groups[0]["lr"])
                bar.set_postfix_str(record.line)
                if after_epoch is not None:
                    after_epoch(record)
        except KeyboardInterrupt:
            record.interrupted = True
    return record


def _epoch(model, x, labels, batch_size, stepper, loss, augment, rng, bar):
    """Use every example once; return the running `Evaluation`, read from the sums only at the end."""
    model.train()
    scores, order = scores_of(model), torch.from_numpy(rng.permutation(len(x)))
    total, right = torch.zeros(()), torch.zeros((), dtype=torch.long)
    for rows in order.split(batch_size):
        some_x, some_labels = x[rows], labels[rows]
        if augment is not None:
            some_x = torch.from_numpy(np.ascontiguousarray(augment(some_x.numpy(), rng)))
        outputs = model(some_x)
        cost = _cost(loss, outputs, some_labels)
        stepper.zero_grad(set_to_none=True)
        cost.backward()
        stepper.step()
        total += cost.detach() * len(rows)
        right += (scores(outputs.detach()).argmax(dim=1) == some_labels).sum()
        bar.update()
    return training.Evaluation(total.item() / len(x), right.item() / len(x))


def evaluate(model, x, labels, batch_size=500) -> training.Evaluation:
    """Return mean loss and share of right answers over a whole set; the model is left in the mode it was in."""
    x, labels = _pair("x, labels", (x, labels), model)
    loss, scores, total, right = loss_of(model), scores_of(model), 0.0, 0
    with _looking(model):
        for some_x, some_labels in zip(x.split(batch_size), labels.split(batch_size)):
            found = model(some_x)
            total += float(_cost(loss, found, some_labels)) * len(some_x)
            right += int((scores(found).argmax(dim=1) == some_labels).sum())
    return training.Evaluation(total / len(x), right / len(x))


def outputs(model, x, batch_size=500) -> np.ndarray:
    """Return the model's outputs (N, classes) for x (N, C, H, W) as a NumPy array."""
    with _looking(model):
        return torch.cat([model(some) for some in _pictures("x", x, model).split(batch_size)]).cpu().numpy()


def predict(model, x, batch_size=500) -> np.ndarray:
    """Return the class number (N,) that the model gives each picture of x (N, C, H, W)."""
    found = torch.from_numpy(outputs(model, x, batch_size))
    return scores_of(model)(found).argmax(dim=1).numpy()


def loss_of(model):
    """Return what a model makes small: its own ``loss``, or cross-entropy."""
    return getattr(model, "loss", nn.functional.cross_entropy)


def scores_of(model):
    """Return what turns a model's outputs into scores: its own ``scores``, or nothing at all."""
    return getattr(model, "scores", lambda found: found)


def _cost(loss, outputs, labels):
    """Return the loss of a batch. Raises ValueError for a class number that the model has no output for."""
    try:
        return loss(outputs, labels)
    except IndexError:
        came = f"class numbers from {int(labels.min())} to {int(labels.max())}"
        expected = f"numbers from 0 to {outputs.shape[1] - 1}, one for each output"
        raise validation.value_error("labels", came, expected) from None


def _pair(name, pair, model):
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise validation.type_error(name, validation.describe(pair), "a pair (x, labels)")
    x, labels = _pictures(name, pair[0], model), _labels(pair[1])
    if len(x) == 0 or labels.ndim != 1 or len(x) != len(labels):
        raise validation.value_error(name, f"{len(x)} pictures and labels of shape {tuple(labels.shape)}",
                                     "at least one picture, and one label for each")  # fmt: skip
    if labels.is_floating_point() or labels.dtype == torch.bool:
        raise validation.type_error(name, f"labels of dtype {labels.dtype}", "class numbers (whole numbers)")
    return x, labels.long()


def _labels(labels):
    return labels if isinstance(labels, torch.Tensor) else torch.as_tensor(np.ascontiguousarray(labels))


def _pictures(name, x, model):
    """Return pictures as a tensor of the model's own kind; torch knows no array that is read backwards."""
    x = x if isinstance(x, torch.Tensor) else torch.as_tensor(np.ascontiguousarray(x))
    if not x.is_floating_point():
        raise validation.type_error(name, f"pictures of dtype {x.dtype}", "floating-point numbers")
    own = next((parameter.dtype for parameter in model.parameters() if parameter.is_floating_point()), x.dtype)
    return x.to(own)


@contextmanager
def _looking(model):
    """No gradients, evaluation mode; afterwards the mode is what it was."""
    was = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(was)


@contextmanager
def _own_threads(count):
    before = torch.get_num_threads()
    torch.set_num_threads(validation.integer("threads", count, minimum=1))
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _own_randomness(seed):
    """Seed torch's generator, which dropout draws from, and give the caller's state back afterwards."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(validation.integer("seed", seed, minimum=0))
        yield
