"""Predictions of chapter 09 about training: activations, dropout, what holds a network back, the rate in the rule."""

from __future__ import annotations

import math

from course_utils.exercises.engine import Option, Prediction
from course_utils.exercises.template import filled

BENDS = Prediction(
    id="09-predict-bends",
    question="Three small AlexNets that differ in their activation: ReLU, tanh and the logistic sigmoid, each with a "
    "learning rate and first weights that suit it. How do they stand after twelve epochs on 800 patches?",
    options=(
        Option(
            "ReLU far ahead; tanh and sigmoid together",
            "tanh passes zero in its middle with slope 1; the sigmoid has slope 1/4 at most. Are they the same case?",
        ),
        Option(
            "ReLU first, tanh close behind, the sigmoid at some distance; all three learn",
            "Yes: 7, 11 and 26 % errors. The factor of six between ReLU and tanh, which the paper shows, needs the "
            "paper's circumstances.",
            right=True,
        ),
        Option(
            "ReLU and tanh together; the sigmoid hardly learns at all",
            "So it looks when the sigmoid begins with weights made for a slope of 1. Can its first weights make up for "
            "a slope of 1/4?",
        ),
        Option(
            "The sigmoid ahead: it never kills a unit",
            "None of its units falls silent, true. How much of a gradient does such a unit let through?",
        ),
    ),
)

_ALL_SPEAK = Prediction(
    id="09-predict-halving",
    question="A unit of a dense layer adds up {inputs:,} inputs; while training, each is silenced with probability "
    "{rate}. Now the network is used, all inputs speak, and nothing else is changed. What does the unit receive?",
    options=(
        Option(
            "The same as in training, on average",
            "How many of its inputs spoke in training, on average, and how many speak now?",
        ),
        Option(
            "{times} times what it received on average",
            "Yes, and so does every unit of the layer, and again in the layer after.",
            right=True,
        ),
        Option("{share} times what it received", "Do more inputs speak than in training, or fewer?"),
        Option(
            "{root} times what it received",
            "That is how the *spread* of a sum of independent terms around 0 grows. How does its mean?",
        ),
    ),
)


def all_speak(rate=0.5, inputs=4096):
    """Ask what a unit receives when all its inputs speak and nothing makes up for it."""
    return filled(
        _ALL_SPEAK,
        again=lambda rng: all_speak(float(rng.choice([0.2, 0.4, 0.6, 0.75, 0.8])), int(rng.choice([200, 500, 1000]))),
        rate=f"{rate:g}",
        inputs=inputs,
        times=f"{1 / (1 - rate):.3g}",
        share=f"{1 - rate:.3g}",
        root=f"{math.sqrt(1 / (1 - rate)):.3g}",
    )


BRAKE = Prediction(
    id="09-predict-brake",
    question="On the same network, dropout and all augmentation are switched off. 400 training patches, 30 epochs. "
    "What changes most?",
    options=(
        Option(
            "The error on the training patches: it falls to less than half",
            "Yes, to a few percent. Nothing is left that could keep the network from learning them by heart. The test "
            "error moves far less.",
            right=True,
        ),
        Option(
            "The error on the test patches: it doubles",
            "Dropout and augmentation were to hinder something. On which patches would you notice first that nothing "
            "hinders it any more?",
        ),
        Option(
            "Both errors are halved: nothing disturbs the learning",
            "Suppose the network learns its training patches by heart. Does that help with a patch it has never seen?",
        ),
        Option("Neither changes", "368,328 parameters and 400 pictures: what could hold them back?"),
    ),
)

LONGER = Prediction(
    id="09-predict-longer",
    question="After 30 epochs the base recipe and the one with neither dropout nor augmentation make about as many "
    "errors on the test patches. Both are trained again, for 120 epochs. How do they stand then?",
    options=(
        Option(
            "Alike again, both better",
            "Which of the two had still something to learn from its training patches after 30 epochs?",
        ),
        Option(
            "The base recipe is ahead by several points",
            "Yes. What holds a network back holds it back from learning, too: at 30 epochs the base recipe was not "
            "done. Given the time, it goes on to learn what the other, which knew its patches by heart, never did.",
            right=True,
        ),
        Option(
            "The one without is ahead by several points",
            "It learns faster, true. What is left to learn for a network that gets its training patches right?",
        ),
        Option("Neither makes any errors", "On the training patches that will be so. Are the test patches the same?"),
    ),
)

_RATE_FALLS = Prediction(
    id="09-predict-rate",
    question="Gradient 1 at every step, momentum {momentum:g}, both rules long since at their full speed. Now the "
    "learning rate is divided by {divisor}. How long is the very next step, as a share of the one before?",
    options=(
        Option("{fallen} in both", "Where does each rule keep its rate: inside the velocity, or outside?"),
        Option(
            "{fallen} in torch's rule, {gliding} in the paper's",
            "Yes. torch multiplies the whole velocity by the new rate. The paper's velocity was made with the old one, "
            "and has to fade.",
            right=True,
        ),
        Option(
            "{fallen} in the paper's rule, {gliding} in torch's",
            "The velocity was gathered over many steps. In which rule had each of its terms been multiplied by the old "
            "rate already?",
        ),
        Option(
            "1 in both: the velocity carries on",
            "What is the velocity multiplied by when the weight is moved, in the one rule and in the other?",
        ),
    ),
)


def rate_falls(momentum=0.9, divisor=10):
    """Ask for the first step of both rules after the learning rate was divided."""
    return filled(
        _RATE_FALLS,
        again=lambda rng: rate_falls(float(rng.choice([0.5, 0.8, 0.95])), int(rng.choice([2, 4, 5]))),
        momentum=momentum,
        divisor=divisor,
        fallen=f"{1 / divisor:.3g}",
        gliding=f"{momentum + (1 - momentum) / divisor:.3g}",
    )


TRAINING = (BENDS, all_speak(), BRAKE, LONGER, rate_falls())
