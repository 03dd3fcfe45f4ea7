"""Known mistakes of chapter 00."""

from __future__ import annotations

import numpy as np

from course_utils.activations import relu, sigmoid, tanh
from course_utils.exercises.engine import Misconception


def _first(n):
    return lambda x, w, b: sum(x[i] * w[i] for i in range(n)) + b


SUM_SLIPS = (
    Misconception(
        "forgot the bias",
        lambda x, w, b: float(np.dot(x, w)),
        "Each product is there. Which of the three arguments is not used yet?",
    ),
    Misconception(
        "bias added to every product",
        lambda x, w, b: float(np.sum(x * w + b)),
        "How often does the unit add its bias: once, or once for every input?",
    ),
    Misconception(
        "weights left out",
        lambda x, w, b: float(np.sum(x) + b),
        "Every input counts as much as any other here. What are the weights for?",
    ),
    Misconception(
        "products not added up",
        lambda x, w, b: x * w + b,
        "You return one number for each input. A unit has one output: what happens to the products?",
        also=(lambda x, w, b: x * w, lambda x, w, b: np.cumsum(x * w) + b),
    ),
    Misconception(
        "sums multiplied",
        lambda x, w, b: np.sum(x) * np.sum(w) + b,
        "Adding first lets every input meet every weight. Which weight belongs to which input?",
        also=(lambda x, w, b: np.mean(x) * np.mean(w) + b,),
    ),
    Misconception(
        "bias as a factor",
        lambda x, w, b: np.dot(x, w) * b,
        "What would your unit answer for b = 0, whatever comes in? Should it?",
    ),
    Misconception(
        "bias subtracted",
        lambda x, w, b: np.dot(x, w) - b,
        "Should a larger bias make the result larger or smaller? Which way does yours go?",
    ),
    Misconception(
        "only the first input",
        lambda x, w, b: x[0] * w[0] + b,
        "Only the first input has a say. What about the others? (If there is a loop: where does its `return` stand?)",
        also=(lambda x, w, b: x[0] * w[0],),
    ),
    Misconception(
        "only the last input",
        lambda x, w, b: x[-1] * w[-1] + b,
        "Only the last input has a say. What became of the earlier products? (If there is a loop: does each round "
        "add, or start afresh?)",
        also=(lambda x, w, b: x[-1] * w[-1],),
    ),
    Misconception(
        "one input left out",
        lambda x, w, b: np.dot(x[:-1], w[:-1]) + b,
        "One end of the row has no say in your result. How many rounds does a loop over all n inputs need?",
        also=(lambda x, w, b: np.dot(x[1:], w[1:]) + b,),
    ),
    Misconception(
        "a fixed number of inputs",
        _first(2),
        "Yours works for one number of inputs. How many products are there when x has eight elements?",
        also=(_first(3), _first(4)),
    ),
    Misconception(
        "inputs left out",
        lambda x, w, b: np.sum(w) + b,
        "Your result does not depend on x. What does each weight multiply?",
    ),
    Misconception(
        "mean instead of sum",
        lambda x, w, b: np.mean(x * w) + b,
        "List every input and its weight twice: your result stays as it is. Should it?",
        also=(lambda x, w, b: np.mean(x * w), lambda x, w, b: np.mean(x * w + b)),
    ),
    Misconception(
        "inputs and weights added",
        lambda x, w, b: np.sum(x + w) + b,
        "A weight of 0 should silence its input. Does it, in yours?",
        also=(lambda x, w, b: x + w + b,),
    ),
    Misconception(
        "products multiplied together",
        lambda x, w, b: np.prod(x * w) + b,
        "A single input of 0 would silence all the others in your result. What should happen to the products?",
    ),
    Misconception(
        "every input meets every weight",
        lambda x, w, b: np.outer(x, w) + b,
        "You return a table in which every input has met every weight. Which pairs belong together?",
        also=(lambda x, w, b: np.outer(w, x) + b, lambda x, w, b: np.outer(x, w)),
    ),
    Misconception(
        "a function applied already",
        lambda x, w, b: sigmoid(np.dot(x, w) + b),
        "The sum is there, and then it went through a function. Does this exercise ask for one?",
        also=(lambda x, w, b: relu(np.dot(x, w) + b), lambda x, w, b: tanh(np.dot(x, w) + b)),
    ),
    Misconception(
        "two parts not put together",
        lambda x, w, b: (np.dot(x, w), b),
        "You return the products and the bias side by side. A unit has one output: what happens to the two?",
        also=(lambda x, w, b: np.append(x * w, b),),
    ),
    Misconception(
        "bias through the weights",
        lambda x, w, b: np.dot(x + b, w),
        "Your bias gets multiplied on its way. To what is it added: to an input, to a weight, or to the sum?",
        also=(lambda x, w, b: np.dot(x, w + b),),
    ),
)

HALF_SLIPS = (  # (name, message, ways): what each comes to for a weight w and a bias b
    ("sign lost", "Put your x back into wx + b: does it give 0? What happens to the sign of b on the other side?",
     (lambda w, b: b / w,)),
    ("upside down", "The quotient stands on its head. In wx + b = 0, which number is divided by which?",
     (lambda w, b: -w / b, lambda w, b: w / b)),
    ("multiplied instead of divided", "w multiplies x. What undoes a multiplication?",
     (lambda w, b: -w * b, lambda w, b: w * b)),
    ("forgot the weight", "That would be right for weight 1. What happens to x before the bias is added?",
     (lambda w, b: -b, lambda w, b: b)),
    ("weight taken for a term", "In wx + b = 0 the weight is a factor of x, not a term beside it. What undoes that?",
     (lambda w, b: -b - w, lambda w, b: w - b, lambda w, b: b + w, lambda w, b: b - w)),
    ("output given for input", "One half is the output that is wanted. Which input makes the unit give it?",
     (lambda w, b: 0.5,)),
    ("sum of one half", "There wx + b is one half. What is σ of one half? And at which z is σ(z) itself one half?",
     (lambda w, b: (0.5 - b) / w, lambda w, b: (-0.5 - b) / w)),
    ("as if there were no bias", "There the plain σ has its middle. Where does the bias move it?", (lambda w, b: 0.0,)),
)  # fmt: skip


def half_slips(w, b):
    """Return the Misconceptions for a weight and a bias; a way that comes to what is right, or taken, goes."""
    taken, found = {-b / w}, []
    for name, message, ways in HALF_SLIPS:
        values = [value for value in dict.fromkeys(way(w, b) for way in ways) if value not in taken]
        taken.update(values)
        if values:
            found.append(Misconception(name, values[0], message, also=tuple(values[1:])))
    return tuple(found)
