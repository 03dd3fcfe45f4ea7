"""The ways in which a step of training, and the loop over the batches, go wrong, and the questions that lead out."""

from __future__ import annotations

import numpy as np

from course_utils import losses
from course_utils.exercises.chapter_07.answers import accuracy
from course_utils.exercises.engine import Misconception


# ---- the step ------------------------------------------------------------------------------------------------------
def pairs(network):
    """Return (array, gradient) for every parameter of a network."""
    return [(array, layer.grads[name]) for layer in network.layers for name, array in layer.params.items()]


def step(move=None, back=None, loss_of=None, chosen=None, logits=lambda out: out):
    """Build a train_step that is right but for what is given.

    ``move(array, gradient, lr, N)`` changes a parameter, ``back(network, gradient)`` runs the way back,
    ``loss_of(network, loss, x, labels)`` is what is returned, ``chosen(pairs)`` the parameters that are moved.
    """
    move = move or (lambda array, grad, lr, n: np.subtract(array, lr * grad, out=array))
    back = back or (lambda network, grad: network.backward(grad))

    def train_step(network, x, labels, lr=0.2):
        loss, grad = losses.softmax_cross_entropy(logits(network.forward(x)), labels)
        back(network, grad)
        every = pairs(network)
        for array, gradient in chosen(every) if chosen else every:
            move(array, gradient, lr, len(x))
        return loss_of(network, loss, x, labels) if loss_of else loss

    return train_step


def renamed(network, x, labels, lr=0.2):
    """Put new arrays into ``params``, under the old names."""
    loss, grad = losses.softmax_cross_entropy(network.forward(x), labels)
    network.backward(grad)
    for layer in network.layers:
        for name in layer.params:
            layer.params[name] = layer.params[name] - lr * layer.grads[name]
    return loss


def inplace(formula):
    """Build a move that writes ``formula(array, gradient, lr, N)`` into the array."""

    def move(array, grad, lr, n):
        array[...] = formula(array, grad, lr, n)

    return move


def after(network, loss, x, labels):
    """Return the loss of the same batch with the parameters as they are now."""
    return losses.softmax_cross_entropy(network.forward(x), labels)[0]


STEP = (
    Misconception(
        "a new array under the old name",
        renamed,
        "Your line makes a new array and gives it a name. Which array does the layer compute with?",
        also=(step(lambda array, grad, lr, n: array - lr * grad),),
    ),
    Misconception(
        "the gradient of another batch",
        step(back=lambda network, grad: None),
        "The layers hold the gradients of the way back that was last gone. Have you gone it with this batch?",
    ),
    Misconception(
        "divided by the batch once more",
        step(inplace(lambda array, grad, lr, n: array - lr * grad / n)),
        "The loss is a mean, and its gradient has been divided already. Is there a reason to do it again?",
        also=(step(back=lambda network, grad: network.backward(grad / len(grad))),),
    ),
    Misconception(
        "multiplied by the batch",
        step(inplace(lambda array, grad, lr, n: array - lr * grad * n)),
        "The loss is the *mean* over the batch. Should the step grow with the number of examples?",
    ),
    Misconception(
        "uphill",
        step(inplace(lambda array, grad, lr, n: array + lr * grad)),
        "Does the loss fall from step to step? Which way does a gradient point?",
    ),
    Misconception(
        "learning rate forgotten",
        step(inplace(lambda array, grad, lr, n: array - grad)),
        "Where in your update does `lr` come in?",
    ),
    Misconception(
        "only the last layer",
        step(chosen=lambda every: every[-1:]),
        "Which layers do you go through, and which of their parameters?",
        also=(step(chosen=lambda every: every[:1]),),
    ),
    Misconception(
        "biases left as they are",
        step(chosen=lambda every: [pair for pair in every if pair[0].ndim > 1]),
        "`params` may hold more than the weight. What about the rest?",
    ),
    Misconception(
        "the loss after the step",
        step(loss_of=after),
        "You measure once more after the change. Which loss is asked for, and what would a second way forward cost?",
    ),
    Misconception(
        "softmax twice",
        step(logits=losses.softmax),
        "The loss function takes logits and makes its own softmax. What do you hand it?",
    ),
    Misconception(
        "the gradient returned instead of the loss",
        step(loss_of=lambda network, loss, x, labels: (
            losses.softmax_cross_entropy(network.forward(x), labels)[1]
        )),
        "The loss function returns two things. Which of them is a number to look at?",
        holds=lambda returned, expected, *_: np.ndim(returned[0]) == 2,
    ),
)  # fmt: skip


# ---- the loop ------------------------------------------------------------------------------------------------------
def loop(orders=None, stop=None, labels_of=None, measure=None, first=False, batch=None):
    """Build a training loop that is right but for what is given.

    ``orders(rng, N, epoch, kept)`` is the order of an epoch, ``stop(N, size)`` where the batches end, ``labels_of(rows,
    start, size)`` the labels of a batch, ``batch(order, start, size, rng)`` its rows, ``measure(network, x, labels,
    size, rows)`` an entry of the curve; ``first`` puts one before the first epoch.
    """
    orders = orders or (lambda rng, n, epoch, kept: rng.permutation(n))
    labels_of = labels_of or (lambda rows, start, size: rows)
    measure = measure or (lambda network, x, labels, size, rows: accuracy(network.forward, x, labels, size))
    batch = batch or (lambda order, start, size, rng: order[start : start + size])

    def train(network, step, x, labels, epochs, batch_size, seed):
        rng, kept = np.random.default_rng(seed), []
        rows = np.arange(min(len(x), batch_size))
        curve = [measure(network, x, labels, batch_size, rows)] if first else []
        for epoch in range(epochs):
            kept.append(orders(rng, len(x), epoch, kept))
            for start in range(0, stop(len(x), batch_size) if stop else len(x), batch_size):
                rows = batch(kept[-1], start, batch_size, rng)
                step(network, x[rows], labels[labels_of(rows, start, batch_size)])
            curve.append(measure(network, x, labels, batch_size, rows))
        return curve

    return train


def of_batch(network, x, labels, size, rows):
    """Return the accuracy on the last batch alone."""
    return float(np.mean(network.forward(x[rows]).argmax(axis=1) == labels[rows]))


def each_update(network, step, x, labels, epochs, batch_size, seed):
    """Measure after every batch."""
    rng, curve = np.random.default_rng(seed), []
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            step(network, x[rows], labels[rows])
            curve.append(accuracy(network.forward, x, labels, batch_size))
    return curve


def again_for_each(order, start, size, rng):
    """Return the rows of a batch out of an order that only this batch has."""
    return (rng.permutation(len(order)) if start else order)[start : start + size]


def whole(n, size):
    """Return where the last whole batch ends."""
    return n // size * size


LOOP = (
    Misconception(
        "labels of other pictures",
        loop(labels_of=lambda rows, start, size: slice(start, start + len(rows))),
        "The pictures of a batch come in shuffled order. Do their labels?",
    ),
    Misconception(
        "the last batch dropped",
        loop(stop=whole),
        "With 7 examples and batches of 3, how often does the seventh of the shuffled ones come to a step?",
        also=(loop(stop=lambda n, size: n - size), loop(stop=lambda n, size: n - 1)),
    ),
    Misconception(
        "not shuffled",
        loop(orders=lambda rng, n, epoch, kept: np.arange(n)),
        "Where do your batches take their order from?",
    ),
    Misconception(
        "one order for all epochs",
        loop(orders=lambda rng, n, epoch, kept: kept[0] if kept else rng.permutation(n)),
        "How many permutations are to be drawn: one in all, or one for each epoch?",
    ),
    Misconception(
        "a new order for each batch",
        loop(batch=again_for_each),
        "If every batch draws an order of its own, is each example used once in an epoch?",
    ),
    Misconception(
        "the whole set at each step",
        loop(batch=lambda order, start, size, rng: order),
        "How many pictures does one of your steps see, and how many are in a batch?",
    ),
    Misconception(
        "one batch in an epoch",
        loop(stop=lambda n, size: 1),
        "At which starts do your batches begin, and when does the epoch end?",
    ),
    Misconception(
        "accuracy of the last batch",
        loop(measure=of_batch),
        "The curve holds the accuracy over *all* of x. On which pictures do you measure?",
    ),
    Misconception(
        "an entry before the first epoch",
        loop(first=True),
        "How many entries has your curve, and how many epochs are there?",
    ),
    Misconception(
        "an entry for every step",
        each_update,
        "How many entries has your curve, and how many epochs are there?",
    ),
    Misconception(
        "in percent",
        loop(measure=lambda network, x, labels, size, rows: 100 * accuracy(network.forward, x, labels, size)),
        "A share runs from 0 to 1. What does a perfect network get from you?",
    ),
    Misconception(
        "the curve has one entry",
        lambda *arguments: loop()(*arguments)[-1:],
        "When is your curve made, once or in each epoch? And when does the function return?",
        also=(lambda *arguments: loop()(*arguments)[-1],),
    ),
)
