"""The one training loop of the course, and the record it returns.

A network, for this loop, is anything with ``predict(x)``, which returns logits (N, classes), ``loss_and_gradient(x,
labels)``, which returns a loss and a dictionary of gradients, and ``params``, the dictionary of the arrays that the
gradients belong to. `convnet.SimpleConvNet` is one.
"""

import sys
import time
from typing import NamedTuple

import numpy as np

from course_utils import bars, losses, settings, validation
from course_utils.data.batches import batches
from course_utils.optimizers import Adam


class Evaluation(NamedTuple):
    """Mean loss, and share of right answers, over a whole set."""

    loss: float
    accuracy: float


def evaluate(network, x, labels, batch_size=500) -> Evaluation:
    """Return the `Evaluation` of a network over all of `x` (N, ...) and `labels` (N,).

    Every example counts once, whatever `batch_size` is: a smaller last batch weighs by its size. Raises ValueError for
    sets of different or no length, and for a `batch_size` below 1.

    >>> class Undecided:
    ...     def predict(self, x):
    ...         return np.zeros((len(x), 2))
    >>> evaluate(Undecided(), np.zeros((3, 1)), np.array([0, 0, 1]), batch_size=2).accuracy
    0.6666666666666666
    """
    total, right = 0.0, 0
    for some_x, some_labels in batches(x, labels, batch_size):
        logits = network.predict(some_x)
        total += losses.softmax_cross_entropy(logits, some_labels)[0] * len(some_x)
        right += int(np.sum(logits.argmax(axis=1) == some_labels))
    return Evaluation(total / len(x), right / len(x))


class History:
    """What a training run did: one entry before the first update, then one after each epoch.

    `loss` and `train_accuracy` are those of the whole training set, `test_loss` and `test_accuracy` those of the whole
    validation set (empty without one), `seconds` the time since the start. `batch_size`, `examples` and `updates` say
    what an epoch was; `interrupted` whether the run was stopped, in which case the work of a begun epoch is in the
    network but not in the lists.
    """

    def __init__(self, examples, batch_size):
        self.examples, self.batch_size = examples, batch_size
        self.loss, self.train_accuracy, self.test_loss, self.test_accuracy, self.seconds = [], [], [], [], []
        self.updates, self.interrupted = 0, False

    @property
    def epochs(self) -> int:
        """How many whole epochs were run."""
        return max(0, len(self.loss) - 1)

    def plot(self, ax=None):
        """Draw accuracy over epochs, training and validation, on `ax` (or a new figure's); return the Axes."""
        from course_utils.plotting.networks import training_curves  # only a figure needs matplotlib

        return training_curves(self, ax)

    def __repr__(self):
        if not self.loss:
            return "History: nothing yet"
        test = f", validation accuracy {self.test_accuracy[-1]:.3f}" if self.test_accuracy else ""
        stopped = ", interrupted" if self.interrupted else ""
        return (
            f"History: {self.epochs} epochs, training loss {self.loss[-1]:.4f}, "
            f"training accuracy {self.train_accuracy[-1]:.3f}{test}{stopped}"
        )


def train(
    network, x, labels, validation_set=None, epochs=20, batch_size=100, optimizer=None, seed=settings.SEED,
    progress=True,
) -> History:  # fmt: skip
    """Train `network` on x (N, ...) and `labels` (N,), in place; return the `History`.

    Each epoch shuffles the set and uses every example exactly once, in batches of `batch_size` (the last one smaller
    where it does not divide). `validation_set` is a pair (x, labels) that is only looked at. `optimizer` is Adam with
    rate 0.001 where none is given; `seed` fixes the order of the examples. Losses and accuracies are taken over whole
    sets, before the first update and after each epoch. With `progress` a bar shows loss, accuracy and the time left.

    An interrupt (the stop button, Ctrl-C) ends the run cleanly: the network keeps what it has learned, and the history
    says so.

    Raises ValueError or TypeError, before anything is changed, for sets that do not fit together, an empty one, and
    counts below 1.
    """
    epochs = validation.integer("epochs", epochs, minimum=1)
    batch_size = validation.integer("batch_size", batch_size, minimum=1)
    batches(x, labels, batch_size)  # refuses what does not fit, now
    if validation_set is not None and (not isinstance(validation_set, (tuple, list)) or len(validation_set) != 2):
        raise validation.type_error(
            "validation_set", validation.describe(validation_set), "a pair (x, labels), or None"
        )
    if validation_set is not None:
        batches(*validation_set, batch_size)
    optimizer = Adam() if optimizer is None else optimizer
    history, rng = History(len(x), batch_size), np.random.default_rng(seed)
    with bar(epochs * -(-len(x) // batch_size), progress) as shown:
        try:
            _run(network, (x, labels), validation_set, epochs, optimizer, rng, history, shown)
        except KeyboardInterrupt:
            history.interrupted = True
    return history


def _run(network, training_set, validation_set, epochs, optimizer, rng, history, bar):
    start = time.monotonic()
    _record(network, training_set, validation_set, history, start)
    for epoch in range(1, epochs + 1):
        bar.set_description_str(f"epoch {epoch}/{epochs}", refresh=False)
        for some_x, some_labels in batches(*training_set, history.batch_size, rng):
            loss, grads = network.loss_and_gradient(some_x, some_labels)
            optimizer.step(network.params, grads)
            history.updates += 1
            bar.set_postfix_str(f"loss {loss:.3f}{_accuracy_text(history)}", refresh=False)
            bar.update()
        _record(network, training_set, validation_set, history, start)
    bar.set_postfix_str(f"loss {history.loss[-1]:.3f}{_accuracy_text(history)}")


def _record(network, training_set, validation_set, history, start):
    on_training = evaluate(network, *training_set)
    on_validation = evaluate(network, *validation_set) if validation_set is not None else None
    # All lists grow together, or none: an interrupt in the middle of an evaluation leaves them as they were.
    history.loss.append(on_training.loss)
    history.train_accuracy.append(on_training.accuracy)
    if on_validation is not None:
        history.test_loss.append(on_validation.loss)
        history.test_accuracy.append(on_validation.accuracy)
    history.seconds.append(time.monotonic() - start)


def _accuracy_text(history):
    if history.test_accuracy:
        return f", validation accuracy {history.test_accuracy[-1]:.3f}"
    return f", training accuracy {history.train_accuracy[-1]:.3f}"


def bar(total, progress, initial=0):
    """Return the progress bar of a run of `total` batches; it shows nothing where `progress` is False.

    `initial` batches were done before, at a time that does not count for the time left.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"

    return bars.progress_bar(
        total=total,
        initial=initial,
        disable=not validation.boolean("progress", progress),
        ascii=not encoding.lower().startswith("utf"),
        ncols=88,
        mininterval=0.2,
        bar_format="{desc} |{bar}| {n_fmt}/{total_fmt} batches, {remaining} left{postfix}",
    )
