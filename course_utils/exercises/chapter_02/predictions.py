"""Predictions of chapter 02; those with numbers in them come back with others."""

from __future__ import annotations

import math

from course_utils.exercises.engine import Option, Prediction

STAYS, EQUALISES, SHARPENS = "Nothing", "They come closer to one another", "The largest comes closer to 1"
ADDED = (
    "Yes. Each exponential is multiplied by e¹⁰, and so is their sum: the shares stay. Only differences between logits "
    "matter."
)
COPIES = {2: "twice", 10: "ten times", 100: "a hundred times", 1000: "a thousand times"}


def drop_the_two(factor=1.0, text="leaves the 2 out: J = (1/m) Σ error²", rate=0.1):
    """Ask by what a learning rate must change when the loss is written with another factor than ½."""
    question = (
        f"A colleague {text}. You train with learning rate {rate:g}. She starts from the same line and wants the same "
        "first step as you. Which learning rate must she take?"
    )
    return Prediction("02-predict-drop-the-two", question, _rates(2 * factor, rate), again=_other_factor)


def _rates(times, rate):
    lowest = (
        "The lowest point of J is the same for both. But stand on the same line with both losses: are the slopes too?"
    )
    slopes = (
        f"Yes. Her slopes are {times:g} times yours, and the step is learning rate × slope. A factor before the loss "
    )
    return (
        Option(f"{rate:g}, as you do", lowest),
        Option(f"{rate / times:g}", slopes + "is a factor of the learning rate, and nothing more.", right=True),
        Option(
            f"{rate * times:g}",
            "Work out a slope of yours and the same slope of hers. What would this rate make of her step?",
        ),
        Option(
            "None: the minimum moves",
            "Multiply every height of a landscape by the same positive number. Where does its lowest point go?",
        ),
    )


def _other_factor(rng):
    factor, written = ((2.0, "2/m"), (0.25, "1/(4m)"), (5.0, "5/m"), (0.125, "1/(8m)"))[rng.integers(4)]
    return drop_the_two(factor, f"writes J = ({written}) Σ error²", rate=(0.1, 0.2, 0.4)[rng.integers(3)])


def more_trips(copies=1000, mean=True):
    """Ask what becomes of a slope when every example is listed again and again."""
    loss = "J" if mean else "½ Σ error², a sum without the 1/m,"
    question = (
        f"The courier makes each trip {COPIES[copies]}. At the same w and b, what becomes of the slope of {loss} "
    )
    return Prediction("02-predict-more-trips", question + "along w?", _slopes(copies, mean), again=_other_copies)


def _slopes(copies, mean):
    same = (
        "Yes. The sum has grown, and m with it, by the same factor: a mean does not care how often its list is "
        "repeated."
    )
    more = "Yes. Every term of the sum stands there that many times, and nothing divides them."
    count = "How many terms does the sum have now, and what are they divided by?"
    grown = "The sum has grown by that factor, indeed. Does anything else in the formula of the loss grow?"
    equal = "Each trip is there equally often. What can be taken out of the sum as a common factor?"
    return (
        Option("It stays as it is", same if mean else count, right=mean),
        Option(f"It is {copies:,} times as steep", grown if mean else more, right=not mean),
        Option(f"It is 1/{copies:,} as steep", "How many terms stand in the sum now, and what divides them?"),
        Option("It depends on which trips are far off", equal),
    )


def _other_copies(rng):
    return more_trips((2, 10, 100, 1000)[rng.integers(4)], mean=bool(rng.integers(2)))


def too_far(rate=0.6):
    """Ask what one step of gradient descent does to the chapter's bowl, from (0, 1)."""
    question = (
        f"From (0, 1), where f = 5.5, one step with learning rate {rate:g}. The straight-line estimate promises a "
        f"change of −{40 * rate:g}. What does f really do?"
    )
    return Prediction("02-predict-too-far", question, _changes(rate, rises=76 * rate > 40), again=_other_rate)


def _changes(rate, rises):
    where = (
        f"Take the step: −{rate:g} times the gradient (−2, 6), from (0, 1). Where does it land, and how high is f "
        "there?"
    )
    less = "Yes. The bowl bends upwards, so the true change is always above the straight line; here it is still a fall."
    more = (
        "Yes. The step crosses the valley and climbs the far side to a point higher than the start, although it points "
    )
    level = "Only a landing exactly as high as the start would do that. Where does it land?"
    return (
        Option(
            f"It falls by {40 * rate:g}", "That is what a straight line would do. How low can a sum of squares get?"
        ),
        Option("It falls, but by less", where if rises else less, right=not rises),
        Option("It rises", more + "straight downhill." if rises else where, right=rises),
        Option("It stays as it is", level),
    )


def _other_rate(rng):
    return too_far((0.1, 0.2, 0.3, 0.4, 0.45, 0.55, 0.6, 0.65, 0.7)[rng.integers(9)])


def change_logits(done="add 10 to each of them", right=STAYS, why=ADDED):
    """Ask what a change of all logits does to the probabilities."""
    leads = {
        "All three grow": "What do the three probabilities always add up to?",
        SHARPENS: "That takes a larger factor for the largest exponential. By which factor does each change?",
        STAYS: "That takes one factor for all three exponentials. By which factor does each change?",
        EQUALISES: "That takes a larger factor for the smallest exponential. By which factor does each change?",
    }
    options = tuple(Option(label, why if label == right else text, label == right) for label, text in leads.items())
    question = (
        f"A classifier's logits for one picture are (2, 1, −1). You {done}. What happens to the three probabilities?"
    )
    return Prediction("02-predict-add-ten", question, options, again=_other_change)


def _other_change(rng):
    number = int(rng.integers(3, 9))
    changes = (
        (
            f"add {number} to each of them",
            STAYS,
            "Yes. All exponentials grow by the same factor, and so does their sum.",
        ),
        (
            f"take {number} off each of them",
            STAYS,
            "Yes. All exponentials shrink by one factor, and so does their sum.",
        ),
        (f"multiply each of them by {number}", SHARPENS, "Yes. The differences grow, and the shares are driven apart."),
        (f"divide each of them by {number}", EQUALISES, "Yes. The differences shrink, and the shares come together."),
    )
    return change_logits(*changes[rng.integers(4)])


def first_loss(classes=10, what="the ten digits"):
    """Ask for the cross-entropy of a classifier that knows nothing."""
    question = f"All weights and biases are 0. Before any training, what is the mean cross-entropy on {what}?"
    return Prediction("02-predict-first-loss", question, _losses(classes), again=_other_classes)


def _losses(classes):
    certain = (
        "A loss of 0 would take a probability of 1 for the truth, every time. Which probabilities does softmax make "
    )
    undecided = (
        f"Yes. Equal logits give each class 1/{classes}, and −ln(1/{classes}) = ln {classes}. A classifier that "
    )
    return (
        Option("0, because every logit is 0", certain + "of equal logits?"),
        Option(
            f"ln {classes}, about {math.log(classes):.2g}",
            undecided + "starts well above that is confidently wrong; remember the number, it finds bugs.",
            right=True,
        ),
        Option(
            f"{1 - 1 / classes:.3g}, the share of guesses that are wrong",
            "That is how often guessing is wrong. What does the cross-entropy take the logarithm of?",
        ),
        Option("It depends on the pictures", "What is left of a picture that is multiplied by weights of 0?"),
    )


def _other_classes(rng):
    classes = (2, 4, 20, 50, 100, 1000)[rng.integers(6)]
    return first_loss(classes, f"pictures of {classes:,} classes")


WEIGHTS_OF_ZERO = Prediction(
    "02-predict-weights-of-zero",
    "After training, the 784 weights of the class “0” are drawn as a picture: red for positive, blue for negative. "
    "What do you expect in the middle?",
    (
        Option(
            "Red: the middle of the picture is the most important",
            "Important, yes. For which digits does ink in the middle speak?",
        ),
        Option(
            "Blue: ink there speaks against a zero",
            "Yes. A zero is a ring. Ink in its hole is evidence for another digit, so its weight is negative.",
            right=True,
        ),
        Option(
            "Pale: no zero has ink there, so nothing is learnt",
            "From the zeros nothing is learnt there. What is p − y of the class “0” for the other digits, and what "
            "does their ink in the middle do to these weights?",
        ),
        Option(
            "No pattern at all: weights are not pictures",
            "Here each weight belongs to one pixel. Should the weights of two neighbours, which mostly have ink "
            "together, have anything in common?",
        ),
    ),
)

PREDICTIONS = (
    drop_the_two(),
    more_trips(),
    too_far(),
    change_logits(),
    first_loss(),
    WEIGHTS_OF_ZERO,
)
