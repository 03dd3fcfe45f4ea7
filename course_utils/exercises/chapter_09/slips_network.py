"""More mistakes of chapter 09 about the network, each with its question: sizes, the split, two bugs."""

from __future__ import annotations

import numpy as np

from course_utils import normalisation
from course_utils.exercises.chapter_09 import answers_network as answers
from course_utils.exercises.engine import Misconception


# ---- the side of a picture that fits -------------------------------------------------------------------------------
def side(places, kernel, stride=1, padding=0):
    return answers.fitting_side(places, kernel, stride, padding)


FITTING_SIDE = (
    Misconception(
        "every step one pixel",
        lambda places, kernel, stride=1, padding=0: side(places, kernel, 1, padding),
        "How far does the window move from one place to the next, when the stride is 4?",
    ),
    Misconception(
        "windows side by side",
        lambda places, kernel, stride=1, padding=0: places * kernel - 2 * padding,
        "Your windows do not overlap. With a stride smaller than the kernel, do neighbouring windows share pixels?",
        also=(lambda places, kernel, stride=1, padding=0: places * kernel,),
    ),
    Misconception(
        "one pixel short",
        lambda places, kernel, stride=1, padding=0: side(places, kernel, stride, padding) - 1,
        "With a single place and no padding: is your picture as wide as the window itself?",
    ),
    Misconception(
        "places times stride",
        lambda places, kernel, stride=1, padding=0: places * stride,
        "That is what some programs choose when they pad until the window fits. Where is the window's own width?",
    ),
    Misconception(
        "brackets missing",
        lambda places, kernel, stride=1, padding=0: places - 1 * stride + kernel - 2 * padding,
        "What does `places - 1 * stride` multiply by the stride: the moves, or the 1?",
        also=(lambda places, kernel, stride=1, padding=0: places * stride - 1 + kernel - 2 * padding,),
    ),
    Misconception(
        "signs of the other side",
        lambda places, kernel, stride=1, padding=0: (places - 1) * stride - kernel + 2 * padding,
        "You have brought two terms from one side of the equation to the other. What becomes of their signs?",
    ),
    Misconception(
        "always in steps of 4",
        lambda places, kernel, stride=1, padding=0: side(places, kernel, 4, padding),
        "conv1 moves in steps of 4. In which steps does the window move in the case that failed?",
    ),
)


# ---- parameters of a split layer -----------------------------------------------------------------------------------
def weights(C, F, K, towers):
    return F * (C // towers) * K * K


SPLIT_PARAMETERS = (
    Misconception(
        "always two towers",
        lambda C, F, K, towers: weights(C, F, K, 2) + F,
        "AlexNet has two towers. How many has the layer in the case that failed?",
        also=(lambda C, F, K, towers: F * C // 2 * K * K + F, lambda C, F, K, towers: F * C * K * K // 2 + F),
    ),
    Misconception(
        "multiplied by the towers",
        lambda C, F, K, towers: F * C * towers * K * K + F,
        "Does a kernel read more maps when there are more towers, or fewer?",
        also=(lambda C, F, K, towers: (F * C * K * K + F) * towers,),
    ),
    Misconception(
        "a bias for each map",
        lambda C, F, K, towers: weights(C, F, K, towers) + F * (C // towers),
        "A kernel adds up its windows in all its maps, and then adds its bias: how often?",
        also=(lambda C, F, K, towers: weights(C, F, K, towers) + C,),
    ),
    Misconception(
        "a bias for each tower",
        lambda C, F, K, towers: weights(C, F, K, towers) + towers,
        "To what does a bias belong: to a tower, or to a kernel?",
        also=(lambda C, F, K, towers: weights(C, F, K, towers) + 1,),
    ),
    Misconception(
        "biases counted in every tower",
        lambda C, F, K, towers: weights(C, F, K, towers) + F * towers,
        "A kernel stands in one tower only. How many biases have all kernels together?",
    ),
    Misconception(
        "twice the side",
        lambda C, F, K, towers: F * (C // towers) * 2 * K + F,
        "Count the weights of a 3 × 3 window on your fingers. Is it 2 × 3?",
    ),
    Misconception(
        "kernels and maps exchanged",
        lambda C, F, K, towers: weights(C, F, K, towers) + C // towers,
        "Which of the two numbers counts the kernels, and which of them have the biases?",
        also=(lambda C, F, K, towers: C * (F // towers) * K * K + C,),
    ),
    Misconception(
        "what is saved",
        lambda C, F, K, towers: F * C * K * K - weights(C, F, K, towers),
        "So much the split saves. How much is left to be learned?",
    ),
)


# ---- two planted bugs ----------------------------------------------------------------------------------------------
def relu(a):
    return np.maximum(a, 0)


def flat(a):
    return a.reshape(len(a), -1)


def head(before, train=lambda h, kept: h * kept, test=lambda h, kept: h * 0.5, after=lambda z: z):
    """Return the head with ``before(a)`` in place of ReLU and normalisation, and its own ways of dropout."""

    def mended_head(a, weight, kept, training):
        return after((train if training else test)(flat(before(a)), kept) @ weight)

    return mended_head


def right_order(a):
    return normalisation.local_response(relu(a))


def wrong_order(a):
    return relu(normalisation.local_response(a))


def silenced_first(a, weight, kept, training):
    h = relu(a) * (kept.reshape(a.shape) if training else 0.5)
    return flat(normalisation.local_response(h)) @ weight


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def doubled(h, kept):
    return 2 * h * kept


def full(h, kept):
    return h


NORM_FIRST_ALSO = (head(wrong_order, test=full), head(wrong_order, train=doubled, test=full))
ALWAYS_DROPS_ALSO = (head(right_order, test=lambda h, kept: h * kept * 0.5),)
PLANTED_BUGS = (
    Misconception(
        "made up for while training",
        head(right_order, train=doubled, test=full),
        "That is today's form of dropout: the units that speak are made louder while training. When does the paper "
        "make up for the silent ones, and with which factor?",
        also=(head(right_order, train=doubled),),
    ),
    Misconception(
        "kept and silenced exchanged",
        head(right_order, train=lambda h, kept: h * ~kept),
        "Where `kept` is True, does the unit speak in yours?",
    ),
    Misconception(
        "no ReLU",
        head(normalisation.local_response),
        "The responses come before ReLU. What becomes of the negative ones in yours?",
    ),
    Misconception(
        "no normalisation", head(relu), "Put two strong neighbours beside a weak one. Does it notice them in yours?"
    ),
    Misconception(
        "silenced before the normalisation",
        silenced_first,
        "Dropout stood behind the normalisation and has not asked to be moved. Do silenced units still damp others?",
    ),
    Misconception(
        "torch's constants",
        head(lambda a: answers.lrn(relu(a), 5, 1.0, 1e-4 / 5)),
        "Another normalisation than `local_response`? Compare its k and its alpha with the paper's.",
        also=(head(lambda a: answers.lrn(relu(a), 5, 2.0, 1e-4 / 5)),
              head(lambda a: answers.lrn(relu(a), 5, 1.0, 1e-4))),
    ),
    Misconception(
        "probabilities", head(right_order, after=softmax), "Logits are asked for. What comes after them in yours?"
    ),
    Misconception(
        "no dropout at all",
        head(right_order, train=lambda h, kept: h * 0.5),
        "While training, are there units in yours that say nothing? What is `kept` for?",
        also=(head(right_order, train=full), head(right_order, train=full, test=full)),
    ),
    Misconception(
        "normalised twice",
        head(lambda a: normalisation.local_response(right_order(a))),
        "How many normalisations does the paper have between this ReLU and the next layer?",
        also=(head(lambda a: right_order(normalisation.local_response(a))),),
    ),
    Misconception(
        "the mask's own share",
        head(right_order, test=lambda h, kept: h * kept.mean()),
        "When the network is used, may it depend on the mask that came along? Which share spoke on average?",
        also=(head(right_order, test=lambda h, kept: h * kept.mean(axis=1, keepdims=True)),),
    ),
)  # fmt: skip
