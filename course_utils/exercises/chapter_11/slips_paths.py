"""More mistakes of chapter 11 on the way back and in counting, each with its question."""

from __future__ import annotations

import itertools

import numpy as np

from course_utils.exercises.chapter_11 import answers_paths as answers
from course_utils.exercises.engine import Misconception


# ---- a residual sum, backward -------------------------------------------------------------------------------------
def backward(inner=None, last=None, results=None):
    """Return block_backward with another mask inside, another last mask, or other results.

    ``inner(net, x, grad)`` and ``last(total, x, grad)`` multiply; ``results`` takes all that was computed, by name.
    """

    def block_backward(grad_out, x, W1, W2):
        net = x @ W1
        hidden = np.maximum(0, net)
        total = hidden @ W2 + x
        at_sum = grad_out * (last(total, x, grad_out) if last else total > 0)
        at_hidden = at_sum @ W2.T
        at_net = at_hidden * (inner(net, x, at_hidden) if inner else net > 0)
        known = dict(x=x, W1=W1, W2=W2, net=net, hidden=hidden, at_sum=at_sum, at_net=at_net, grad_out=grad_out)
        grads = at_net @ W1.T + at_sum, x.T @ at_net, hidden.T @ at_sum
        return results(*grads, **known) if results else grads

    return block_backward


def in_order(*order):
    return backward(results=lambda *grads, **known: tuple(grads[i] for i in order))


def averaged(grad_x, w1, w2, **known):
    return grad_x, w1 / len(grad_x), w2 / len(grad_x)


def all_averaged(*grads, **known):
    return tuple(grad / len(grads[0]) for grad in grads)


def in_place(grad_out, x, W1, W2):
    grads = answers.block_backward(grad_out, x, W1, W2)
    grad_out *= np.maximum(0, x @ W1) @ W2 + x > 0
    return grads


def w1_on_both_ways(grad_out, x, W1, W2):
    hidden, at_sum, _ = answers.parts(grad_out, x, W1, W2)
    at_net = (at_sum @ W1.T) * (x @ W1 > 0)
    return at_net @ W1.T + at_sum, x.T @ at_net, hidden.T @ at_sum


BLOCK_BACKWARD = (
    Misconception(
        "the results in another order",
        in_order(0, 2, 1),
        "In which order are the three asked for? Two of them have the same shape, so nothing complains.",
        also=tuple(
            in_order(*order) for order in itertools.permutations(range(3)) if order not in ((0, 1, 2), (0, 2, 1))
        ),
    ),
    Misconception(
        "averaged over the batch",
        backward(results=averaged),
        "Is there a mean in y, or in the loss that handed you grad_out? Where does yours come from?",
        also=(backward(results=all_averaged),),
    ),
    Misconception(
        "weights' gradients lying on their side",
        backward(results=lambda gx, w1, w2, **k: (gx, w1.T, w2.T)),
        "Entry (i, j) of W leads from input i to output j. Which of the two numbers its gradient's rows?",
    ),
    Misconception(
        "x in place of the hidden values",
        backward(results=lambda gx, w1, w2, **k: (gx, w1, k["x"].T @ k["at_sum"])),
        "By what was W2 multiplied on the way forward: by x, or by something later?",
    ),
    Misconception(
        "hidden values before their ReLU",
        backward(results=lambda gx, w1, w2, **k: (gx, w1, k["net"].T @ k["at_sum"])),
        "What did W2 receive on the way forward: the sums, or what ReLU left of them?",
    ),
    Misconception(
        "the last mask on one way only",
        backward(results=lambda gx, w1, w2, **k: (gx, w1, k["hidden"].T @ k["grad_out"])),
        "One result knows the last ReLU and another does not. Which gradient arrives at the sum?",
        also=(
            backward(
                results=lambda gx, w1, w2, **k: (
                    (g := (k["grad_out"] @ k["W2"].T) * (k["net"] > 0)) @ k["W1"].T + k["at_sum"],
                    k["x"].T @ g,
                    k["hidden"].T @ k["grad_out"],
                )
            ),
        ),
    ),
    Misconception(
        "W1 left out",
        backward(results=lambda gx, w1, w2, **k: (k["at_net"] + k["at_sum"], w1, w2)),
        "The gradient has come back as far as the inner ReLU. What lies between there and x?",
    ),
    Misconception(
        "the inner mask from x",
        backward(inner=lambda net, x, grad: x > 0),
        "The inner ReLU was applied to x W1. Whose sign opens and shuts it?",
    ),
    Misconception(
        "a mask of the gradient's sign",
        backward(inner=lambda net, x, grad: grad > 0),
        "Does a ReLU, on the way back, ask for the sign of the gradient, or of what went in on the way forward?",
        also=(
            backward(last=lambda total, x, grad: grad > 0),
            backward(inner=lambda net, x, grad: grad > 0, last=lambda total, x, grad: grad > 0),
            backward(inner=lambda net, x, grad: (net > 0) & (grad > 0)),
        ),
    ),
    Misconception(
        "the shortcut taken twice",
        backward(results=lambda gx, w1, w2, **k: (gx + k["at_sum"], w1, w2)),
        "How many ways lead from the sum back to x, and how often have you walked each?",
    ),
    Misconception(
        "wrote into grad_out",
        in_place,
        "Your gradients are right. What does the layer that handed you grad_out find in it afterwards?",
    ),
    Misconception(
        "no mask at all",
        backward(inner=lambda net, x, grad: 1, last=lambda total, x, grad: 1),
        "There are two ReLUs in the block. Which entries of the gradient does each let through?",
    ),
    Misconception(
        "the value of ReLU, not its slope",
        backward(inner=lambda net, x, grad: np.maximum(0, net)),
        "On the way back a gradient is multiplied by a slope. What is the slope of ReLU where it is open?",
        also=(backward(last=lambda total, x, grad: np.maximum(0, total)),),
    ),
    Misconception(
        "a step taken already",
        backward(results=lambda gx, w1, w2, **k: (gx, k["W1"] - w1, k["W2"] - w2)),
        "Gradients are asked for. Who decides how far the weights move?",
    ),
    Misconception(
        "W1 in place of W2",
        w1_on_both_ways,
        "Coming from the sum, which weights does the gradient meet first?",
    ),
)


# ---- a bug in a residual sum --------------------------------------------------------------------------------------
def sum_with(results):
    """Return sum_backward that hands on ``results(grad_net, grad_out, x, W)``."""

    def sum_backward(grad_out, x, W):
        return results(grad_out * (x @ W > 0), grad_out, x, W)

    return sum_backward


def at_once(grad_net, grad_out, x, W):
    return grad_net @ W.T + grad_out, x.T @ grad_net


SUM_BUG = (
    Misconception(
        "the results exchanged",
        sum_with(lambda *given: at_once(*given)[::-1]),
        "Which of the two is asked for first, and which shape has it?",
    ),
    Misconception(
        "the mask on the other way",
        sum_with(lambda net, out, x, W: (out @ W.T + net, x.T @ out)),
        "Two ways lead back, and one of them has a ReLU. Which one does your mask stand on?",
        also=(sum_with(lambda net, out, x, W: (out @ W.T + net, x.T @ net)),),
    ),
    Misconception(
        "the mask on one result only",
        sum_with(lambda net, out, x, W: (net @ W.T + out, x.T @ out)),
        "One result knows the ReLU and the other does not. What gradient arrives at x W?",
        also=(sum_with(lambda net, out, x, W: (out @ W.T + out, x.T @ net)),),
    ),
    Misconception(
        "W not transposed",
        sum_with(lambda net, out, x, W: (net @ W + out, x.T @ net)),
        "Forward a row is multiplied by W. By what on the way back (chapter 03)?",
    ),
    Misconception(
        "grad_W lying on its side",
        sum_with(lambda net, out, x, W: (net @ W.T + out, net.T @ x)),
        "Entry (i, j) of W leads from input i to output j. Which of the two numbers the rows of its gradient?",
    ),
    Misconception(
        "x added",
        sum_with(lambda net, out, x, W: (net @ W.T + x, x.T @ net)),
        "Forward, x is added. Backward, gradients travel. What arrives at the end of the shortcut?",
    ),
    Misconception(
        "1 added",
        sum_with(lambda net, out, x, W: (net @ W.T + 1, x.T @ net)),
        "The slope of the shortcut is 1. By what does the chain rule multiply it?",
    ),
    Misconception(
        "averaged over the batch",
        sum_with(lambda net, out, x, W: (net @ W.T + out, x.T @ net / len(x))),
        "Is there a mean in y, or in the loss that handed you grad_out? Where does yours come from?",
        also=(sum_with(lambda net, out, x, W: ((net @ W.T + out) / len(x), x.T @ net / len(x))),),
    ),
    Misconception(
        "shared out",
        sum_with(lambda net, out, x, W: ((net @ W.T + out) / 2, x.T @ net)),
        "If a sum of two terms grows because one term does, by how much: a half of it, or all?",
    ),
    Misconception(
        "the mask turned round",
        lambda grad_out, x, W: at_once(grad_out * (x @ W <= 0), grad_out, x, W),
        "Where x W is above 0, does your gradient pass or stop?",
    ),
    Misconception(
        "a mask of the gradient's sign",
        lambda grad_out, x, W: at_once(grad_out * (grad_out > 0), grad_out, x, W),
        "Does a ReLU, on the way back, ask for the sign of the gradient, or of what went in on the way forward?",
    ),
    Misconception(
        "the value of ReLU, not its slope",
        lambda grad_out, x, W: at_once(grad_out * np.maximum(0, x @ W), grad_out, x, W),
        "On the way back a gradient is multiplied by a slope. What is the slope of ReLU where it is open?",
    ),
    Misconception(
        "the shortcut taken twice",
        sum_with(lambda net, out, x, W: (net @ W.T + 2 * out, x.T @ net)),
        "How many ways lead from y back to x, and how often have you walked each?",
    ),
    Misconception(
        "multiplied instead of added",
        sum_with(lambda net, out, x, W: ((net @ W.T) * out, x.T @ net)),
        "Factors along one path multiply. What do two paths do?",
    ),
)
