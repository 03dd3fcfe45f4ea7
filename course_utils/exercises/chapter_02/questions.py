"""Recall questions of chapter 02: three about chapter 01, asked when it begins, and five about itself, at its end."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction


def number(value):
    """Write a number with a true minus sign.

    >>> number(-0.5)
    '−0.5'
    """
    return f"{round(float(value), 4) + 0.0:g}".replace("-", "−")


def row(values):
    """Write several numbers in round brackets.

    >>> row([1, -2])
    '(1, −2)'
    """
    return f"({', '.join(map(number, values))})"


def layer_shapes(examples=5, inputs=3, units=2):
    """Ask for the shape that leaves a layer."""
    return Prediction(
        "02-recall-layer-shape",
        f"A batch of {examples} examples, one to a row, with {inputs} inputs each, goes through a layer of {units} "
        "units: Y = h(XW + b). What is the shape of Y?",
        (
            Option(f"({examples}, {units})", "Yes: a row for each example, a column for each unit.", right=True),
            Option(f"({inputs}, {units})", "That is a matrix of the layer itself. Where in Y are the examples?"),
            Option(f"({examples}, {inputs})", "That is what goes in. Over which of the sizes does the product add up?"),
            Option(f"({units},)", "That is what one example gives. What becomes of the others?"),
        ),
        again=lambda rng: layer_shapes(*map(int, rng.permutation([2, 3, 4, 5, 6, 7, 8])[:3])),
    )


def a_unit(x=(2, -1), w=(1.5, 2), b=3):
    """Ask for the output of a unit without an activation function."""
    products = [a * c for a, c in zip(x, w)]
    z = sum(products)
    return Prediction(
        "02-recall-unit-output",
        f"A unit without an activation function has the inputs {row(x)}, the weights {row(w)} and the bias "
        f"{number(b)}. What does it give?",
        (
            Option(number(z), "The inputs have been weighed and added. What else does a unit add?"),
            Option(number(z + b), "Yes: each input times its weight, all added up, plus the bias.", right=True),
            Option(number(z + 2 * b), "How often does the bias come in: once for each input, or once for the unit?"),
            Option(number(sum(x) + sum(w) + b), "What does a weight do with its input: is it added to it?"),
        ),
        again=_other_unit,
    )


def _other_unit(rng):
    while True:
        x, w, b = rng.integers(-3, 4, 2), rng.integers(1, 8, 2) / 2, int(rng.integers(1, 4))
        z = x @ w
        if len({number(v) for v in (z, z + b, z + 2 * b, x.sum() + w.sum() + b)}) == 4:
            return a_unit(x, w, b)


def small_change(slope=0.25, change=0.04):
    """Ask what a slope says about a small change."""
    return Prediction(
        "02-recall-small-change",
        f"At some z the slope of a curve h is {number(slope)}. There z grows by {number(change)}. By about how much "
        "does h(z) change?",
        (
            Option(number(slope), "That is the change for each unit of z. How much of a unit does z move?"),
            Option(number(slope * change), "Yes: slope times change, good for a small change.", right=True),
            Option(number(change), "That is how far z moves. When do z and h(z) move equally far?"),
            Option(number(change / slope), "A steeper curve moves more for the same change of z. Does this number?"),
        ),
        again=lambda rng: small_change((0.2, 0.25, 0.5, 2, 4)[rng.integers(5)], (0.01, 0.03)[rng.integers(2)]),
    )


def slope_along_b(errors=(3, -5, -1, -1)):
    """Ask for one slope of half the mean squared error."""
    total, m = sum(errors), len(errors)
    return Prediction(
        "02-recall-slope-along-b",
        f"A line makes the errors {row(errors)} on {m} examples. What is ∂J/∂b, with J = 1/(2m) Σ e²?",
        (
            Option(number(total / m), "Yes: the mean of the errors, for the 2 of the square meets the ½.", right=True),
            Option(number(total), "You added up. What does the m in the formula do with a sum?"),
            Option(number(total / (2 * m)), "Is there still a ½ once e² has been differentiated?"),
            Option(number(sum(e * e for e in errors) / (2 * m)), "Is that a slope, or a height?"),
        ),
        again=_other_errors,
    )


def _other_errors(rng):
    while True:
        errors = rng.integers(-5, 6, (2, 4, 5)[rng.integers(3)])
        m, total = len(errors), errors.sum()
        if len({number(v) for v in (total / m, total, total / (2 * m), (errors**2).sum() / (2 * m))}) == 4:
            return slope_along_b(tuple(errors.tolist()))


def batch_size(before=64, after=16, mean=True):
    """Ask how the size of a gradient depends on the size of the batch."""
    loss = "the mean of the losses of its examples" if mean else "the sum of the losses of its examples"
    question = (
        f"The loss of a batch is {loss}. You go from batches of {before} to batches of {after}. How large is the "
    )
    options = _sizes(before, after, mean)
    return Prediction(
        "02-recall-batch-size", question + "gradient, averaged over many batches?", options, again=_other_batches
    )


def _sizes(before, after, mean):
    factors = (
        (f"{after // before}", f"1/{after // before}")
        if after > before
        else (f"1/{before // after}", f"{before // after}")
    )
    rough = "Yes: it is an estimate of the same mean, a better or a rougher one, so the learning rate can stay."
    summed = "Yes: a sum goes with the number of its terms, so the learning rate would have to be changed."
    count = "How many terms does the sum have now, and does anything divide it?"
    return (
        Option("About as large as before", rough if mean else count, right=mean),
        Option(
            f"About {factors[0]} times as large", "Does anything divide the sum?" if mean else summed, right=not mean
        ),
        Option(f"About {factors[1]} times as large", "Write it for one example, then for two. Which way does it go?"),
    )


def _other_batches(rng):
    small, times = (8, 16, 32)[rng.integers(3)], (2, 4, 8)[rng.integers(3)]
    sizes = (small, small * times) if rng.integers(2) else (small * times, small)
    return batch_size(*sizes, mean=bool(rng.integers(2)))


def limit_of_a_parabola(a=10):
    """Ask up to which learning rate descent on a ω² comes nearer to its lowest point."""
    return Prediction(
        "02-recall-limit",
        f"Gradient descent on f(ω) = {a:g}ω² starts at ω = 1. Up to which learning rate does every step still come "
        "nearer to 0?",
        (
            Option(
                number(1 / (2 * a)), "With this rate, where does a single step land? Is a little more already fatal?"
            ),
            Option(number(1 / a), f"Yes. A step multiplies ω by 1 − {2 * a:g}α, and that is −1 here.", right=True),
            Option(number(2 / a), f"The slope is {2 * a:g}ω. By what does one step with this rate multiply ω?"),
            Option(
                "Up to any: the slope points downhill",
                "Take a rate of 10. Where does the first step land, and where the second?",
            ),
        ),
        again=lambda rng: limit_of_a_parabola((2, 4, 5, 8, 10, 20)[rng.integers(6)]),
    )


def gradient_of_logits(p=(0.7, 0.2, 0.1), truth=1):
    """Ask for the gradient of the cross-entropy with respect to the logits."""
    name = ("first", "second", "third")[truth]
    right = [share - (k == truth) for k, share in enumerate(p)]
    return Prediction(
        "02-recall-logit-gradient",
        f"Softmax gives the three classes the probabilities {row(p)}. The {name} class is the true one. What is the "
        "gradient of −ln p of the truth with respect to the logits?",
        (
            Option(row(p), "Would that push the logit of the true class up or down? Where does the truth come in?"),
            Option(row(right), "Yes: probability minus truth. The three add up to 0.", right=True),
            Option(row(-v for v in right), "When the logit of the true class grows, does the loss grow or fall?"),
            Option(
                row(v if k == truth else 0 for k, v in enumerate(right)),
                "All probabilities share one whole. Does raising another class's logit leave the truth's share alone?",
            ),
        ),
        again=lambda rng: gradient_of_logits(
            tuple(rng.permutation([(0.7, 0.2, 0.1), (0.6, 0.3, 0.1), (0.5, 0.4, 0.1)][rng.integers(3)]).tolist()),
            int(rng.integers(3)),
        ),
    )


STRAIGHT_CURVE = Prediction(
    "02-recall-straight-curve",
    "From the first epoch to the last, the loss sinks along a straight and gentle line. What do you try next?",
    (
        Option(
            "A smaller learning rate", "What sinks evenly does not jump about. What would still shorter steps do to it?"
        ),
        Option("A larger learning rate", "Yes: nothing is wrong, it only takes for ever.", right=True),
        Option("Nothing: it has arrived", "What does the curve of a training that has arrived look like at its end?"),
        Option(
            "Another loss function", "What does the line say about the steps: do they go the wrong way, or too short?"
        ),
    ),
)

BEFORE = (layer_shapes(), a_unit(), small_change())
AFTER = (slope_along_b(), batch_size(), limit_of_a_parabola(), gradient_of_logits(), STRAIGHT_CURVE)
