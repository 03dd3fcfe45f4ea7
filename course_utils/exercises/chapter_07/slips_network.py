"""More ways in which ReLU's backward pass, the sizes and the first weights of chapter 07 go wrong."""

from __future__ import annotations

import math

import numpy as np

from course_utils.exercises.chapter_07 import answers
from course_utils.exercises.chapter_07.answers import fans
from course_utils.exercises.engine import Misconception

# ---- ReLU backward ------------------------------------------------------------------------------------------------
RELU_BACKWARD = (
    Misconception(
        "passes where it should stop",
        lambda grad_out, x: grad_out * (x < 0),
        "Take x = 3 and x = −3. For which of them does ReLU's output move when x moves?",
        also=(lambda grad_out, x: grad_out * (x <= 0),),
    ),
    Misconception(
        "only where x is exactly 0",
        lambda grad_out, x: np.where(x == 0, 0, grad_out),
        "You stop the gradient where a number is exactly 0. That is right for the *output* of ReLU. Which x have the "
        "output 0?",
    ),
    Misconception(
        "negative gradients dropped as well",
        lambda grad_out, x: np.maximum(grad_out, 0) * (x > 0),
        "A negative gradient says: make this smaller. Is there a reason to stop it where x is positive?",
        also=(lambda grad_out, x: np.maximum(grad_out * x, 0), lambda grad_out, x: np.maximum(grad_out * (x > 0), 0)),
    ),
    Misconception(
        "slope −1 on the left",
        lambda grad_out, x: grad_out * np.sign(x),
        "`np.sign` gives −1 for negative numbers. How much does ReLU's output move there?",
    ),
    Misconception(
        "a small slope on the left",
        lambda grad_out, x: np.where(x > 0, grad_out, 0.01 * grad_out),
        "That is leaky ReLU's way back. What does plain ReLU let through where x is negative?",
        also=tuple(
            (lambda slope: lambda grad_out, x: np.where(x > 0, grad_out, slope * grad_out))(s)
            for s in (0.1, 0.2, 0.001)
        ),
    ),
    Misconception(
        "the way forward",
        lambda grad_out, x: np.maximum(x, 0),
        "That is what ReLU *gives out*. What becomes of `grad_out`?",
        also=(lambda grad_out, x: x * (x > 0), lambda grad_out, x: np.where(x > 0, x, 0)),
    ),
    Misconception(
        "passed on unchanged",
        lambda grad_out, x: grad_out,
        "Where in your function does `x` have any effect?",
        also=(lambda grad_out, x: grad_out.copy(),),
    ),
    Misconception(
        "added to the slope",
        lambda grad_out, x: grad_out + (x > 0),
        "By the chain rule, is the gradient of the output added to the slope?",
    ),
    Misconception(
        "the whole array decides",
        lambda grad_out, x: grad_out if (x > 0).all() else np.zeros_like(grad_out),
        "Each element has an x of its own. Does one of yours decide for the others?",
        also=(lambda grad_out, x: grad_out * float(x.sum() > 0),),
    ),
)


# ---- how many numbers reach the first dense layer -----------------------------------------------------------------
def sizes(conv, pooled=lambda size, k: (size - k) // k + 1, total=lambda filters, OH, OW: filters * OH * OW):
    """Build a dense_inputs of what one axis becomes: ``conv(size, K, S, P)``, then ``pooled(size, pool)``."""

    def wrong(H, W, filters, K, S=1, P=0, pool=2):
        return total(filters, *(pooled(conv(size, K, S, P), pool) for size in (H, W)))

    return wrong


def conv_size(size, K, S, P):
    """Return the size of one axis after the convolution."""
    return (size + 2 * P - K) // S + 1


DENSE_INPUTS = (
    Misconception(
        "one position too few",
        sizes(lambda size, K, S, P: (size + 2 * P - K) // S),
        "A window of 5 on a row of 5 pixels: how many places has it? And by your formula?",
        also=(
            sizes(conv_size, lambda size, k: (size - k) // k),
            sizes(lambda size, K, S, P: (size + 2 * P - K) // S, lambda size, k: (size - k) // k),
        ),
    ),
    Misconception(
        "stride forgotten",
        lambda H, W, filters, K, S=1, P=0, pool=2: answers.dense_inputs(H, W, filters, K, 1, P, pool),
        "Where in your function does `S` have any effect?",
    ),
    Misconception(
        "always pooled by 2",
        lambda H, W, filters, K, S=1, P=0, pool=2: answers.dense_inputs(H, W, filters, K, S, P, 2),
        "Where in your function does `pool` have any effect?",
    ),
    Misconception(
        "the kernel forgotten",
        sizes(lambda size, K, S, P: (size + 2 * P) // S),
        "A window of 5 pixels cannot stand at each of 28. Where does `K` come in?",
        also=(sizes(lambda size, K, S, P: size), sizes(lambda size, K, S, P: -(-size // S))),
    ),
    Misconception(
        "pooled with stride 1",
        sizes(conv_size, lambda size, k: size - k + 1),
        "By how many cells does the pooling window move, if its stride is `pool`?",
    ),
    Misconception(
        "pooled twice",
        sizes(conv_size, lambda size, k: size // k // k),
        "How many pooling layers does the picture go through?",
    ),
    Misconception(
        "stride and padding exchanged",
        sizes(lambda size, K, S, P: (size + 2 * S - K) // P + 1),
        "Which of the two widens the picture, and which one divides? Look at the order of the arguments.",
    ),
    Misconception(
        "padding for the pooling, too",
        lambda H, W, filters, K, S=1, P=0, pool=2: sizes(conv_size, lambda size, k: (size + 2 * P - k) // k + 1)(
            H, W, filters, K, S, P, pool
        ),
        "The convolution is padded. Is the pooling?",
    ),
    Misconception(
        "weights counted",
        lambda H, W, filters, K, S=1, P=0, pool=2: filters * K * K,
        "Those are the weights of the filters. How many numbers do they *give out*?",
        also=(lambda H, W, filters, K, S=1, P=0, pool=2: filters * (K * K + 1),),
    ),
    Misconception(
        "sides added",
        sizes(conv_size, total=lambda filters, OH, OW: filters * (OH + OW)),
        "How many numbers has a map of 3 rows of 4?",
    ),
    Misconception(
        "rounded to the nearest",
        sizes(lambda size, K, S, P: round((size + 2 * P - K) / S) + 1),
        "Where the stride does not divide, a last move is begun that does not fit. Is it made?",
        also=(
            sizes(conv_size, lambda size, k: round(size / k)),
            sizes(lambda size, K, S, P: math.ceil((size + 2 * P - K) / S) + 1),
        ),
    ),
    Misconception(
        "the shape, not the number",
        sizes(conv_size, total=lambda filters, OH, OW: (filters, OH, OW)),
        "Flattened, all of these stand in one row. How many are they?",
    ),
)


# ---- He's standard deviation --------------------------------------------------------------------------------------
def of_fan(formula):
    """Build a he_std that works ``formula(fan-in, fan-out)`` out."""
    return lambda shape: formula(*fans(shape))


def fan_in(convolution, dense=lambda D, M: D):
    """Build a he_std with another idea of the fan-in."""
    return lambda shape: math.sqrt(2 / (convolution(*shape) if len(shape) == 4 else dense(*shape)))


HE_STD = (
    Misconception(
        "square kernels taken for granted",
        fan_in(lambda F, C, KH, KW: C * KH * KH),
        "Is every kernel as wide as it is high?",
        also=(fan_in(lambda F, C, KH, KW: C * KW * KW),),
    ),
    Misconception(
        "the kernel left out",
        fan_in(lambda F, C, KH, KW: C),
        "One output adds up a whole window. How many numbers of each channel lie in it?",
        also=(fan_in(lambda F, C, KH, KW: C * KH), fan_in(lambda F, C, KH, KW: C * KW)),
    ),
    Misconception(
        "root of the 2 only",
        of_fan(lambda n, out: math.sqrt(2) / n),
        "The root reaches over the whole fraction. Over what does yours reach?",
    ),
    Misconception(
        "root of the fan-in only",
        of_fan(lambda n, out: 2 / math.sqrt(n)),
        "The root reaches over the whole fraction. What is left of the 2 under it?",
    ),
    Misconception(
        "the edge of an even draw",
        of_fan(lambda n, out: math.sqrt(6 / n)),
        "With a 6 you get the *edge* of a uniform draw. Which standard deviation has such a draw?",
        also=(of_fan(lambda n, out: math.sqrt(3 / n)), of_fan(lambda n, out: math.sqrt(6 / (n + out)))),
    ),
    Misconception(
        "LeCun's rule",
        of_fan(lambda n, out: 2.4 / n),
        "That is the rule of 1998, and an edge rather than a standard deviation. What does He's rule divide, and where "
        "is the root?",
    ),
    Misconception(
        "bias counted",
        of_fan(lambda n, out: math.sqrt(2 / (n + 1))),
        "The bias is added, but it multiplies nothing. How many *products* does one output add up?",
    ),
    Misconception(
        "mean of both fans",
        of_fan(lambda n, out: math.sqrt(4 / (n + out))),
        "You look both ways, forward and back. Which of the two numbers does He's rule use?",
        also=(of_fan(lambda n, out: math.sqrt(1 / (n + out))),),
    ),
    Misconception(
        "turned over",
        of_fan(lambda n, out: math.sqrt(n / 2)),
        "Should a unit with more inputs start with larger weights, or with smaller ones?",
    ),
    Misconception("the fan-in itself", of_fan(lambda n, out: n), "That is the fan-in. What is made of it?"),
)
