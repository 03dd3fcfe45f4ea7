"""Predictions of chapter 03: the questions asked before a figure or a computation, with a reply to every option."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction


def _outputs(first="1.10590", second="0.77292", network="this network"):
    wrong = float(first) > 1, float(second) > 1
    right = "σ(z) lies between 0 and 1, so no output of this network can lie outside, whatever its weights are."
    options = (
        ("Both could be right", (False, False), "Which numbers can come out of a sigmoid? Are these two among them?"),
        (
            "The first must be wrong",
            (True, False),
            "What is the last thing that an output unit does, and can it yield this?",
        ),
        ("The second must be wrong", (False, True), "Between which bounds does every sigmoid stay? Does this number?"),
        ("Both must be wrong", (True, True), "Take them one at a time: could a sigmoid answer this? And that?"),
    )
    return Prediction(
        id="03-predict-impossible-output",
        question=f"A popular text states that the outputs of {network} are {first} and {second}. Before any "
        "calculation: what can be said?",
        options=tuple(
            Option(label, right if which == wrong else reply, which == wrong) for label, which, reply in options
        ),
        again=_other_outputs,
    )


def _other_outputs(rng):
    shown = (f"{rng.uniform(0.05, 0.95) + rng.integers(2):.4f}" for _ in range(2))
    return _outputs(*shown, network="a network of sigmoid units")


def _two_paths(errors=("too high", "too low"), weights=("positive", "positive")):
    signs = [(error == "too high") == (weight == "positive") for error, weight in zip(errors, weights)]
    same = signs[0] == signs[1]
    right = (
        f"A larger out_h1 is {'bad' if signs[0] else 'good'} for the error of o1 and {'bad' if signs[1] else 'good'} "
        f"for that of o2. So the two shares have {'the same sign' if same else 'opposite signs'}."
    )
    return Prediction(
        id="03-predict-two-paths",
        question=f"h1 reaches the error by two paths: through w5 and o1, whose output is {errors[0]}, and through w7 "
        f"and o2, whose output is {errors[1]}. w5 is {weights[0]}, w7 is {weights[1]}. Raise out_h1 a little: how do "
        "the two effects on E combine?",
        options=(
            Option(
                "They reinforce each other",
                right if same else "A little more out_h1: what does it do to o1 and its error, and what to o2 and its?",
                same,
            ),
            Option(
                "They partly cancel",
                "Follow each path with a sign: does the error of o1 grow or shrink? And that of o2?" if same else right,
                not same,
            ),
            Option(
                "Only the larger one counts",
                "Both routes exist at the same time. What would make the smaller one stop?",
            ),
            Option("They are multiplied", "Suppose o2 did not react at all: would o1's effect vanish with it?"),
        ),
        again=_other_paths,
    )


def _other_paths(rng):
    return _two_paths(tuple(rng.choice(("too high", "too low"), 2)), tuple(rng.choice(("positive", "negative"), 2)))


LAST_DIGITS = Prediction(
    id="03-predict-last-digits",
    question="A famous post prints the error after one step as 0.291027924. Our program prints 0.291027774. What is "
    "the likeliest cause?",
    options=(
        Option(
            "Intermediate results rounded to nine digits",
            "With nine digits kept everywhere, in which digit would rounding show? And in which do these two differ?",
        ),
        Option(
            "Other weights to begin with, drawn at random",
            "Look at the drawing of this network: what in it is drawn at random?",
        ),
        Option(
            "A different procedure",
            "Nothing is random here, and the difference is too large for nine digits. So it lies in the procedure. We "
            "shall find where.",
            right=True,
        ),
        Option(
            "Another sigmoid routine",
            "To how many digits do two good routines for the same function agree? And these two numbers?",
        ),
    ),
)

WHOSE_PROGRAM = Prediction(
    id="03-predict-whose-program",
    question="Four classmates hand in the error after one step. One prints 0.285750887. What does that program do "
    "differently from ours?",
    options=(
        Option("It updates the layers in sequence", "We have met that program. Which number does it print?"),
        Option(
            "It forgets the ½ in the error",
            "Without the ½ every error comes out twice as large. Could this number be twice an error of ours?",
        ),
        Option(
            "It also trains the two biases",
            "Two more numbers free to move, and the error falls further in one step.",
            right=True,
        ),
        Option(
            "It uses the learning rate 0.1",
            "That is a shorter step than ours. Would it lower the error by more, or by less?",
        ),
    ),
)

TEN_THOUSAND = Prediction(
    id="03-predict-ten-thousand",
    question="The first step took about 2.5 % off the error. After 10,000 steps, biases frozen, it is some "
    "8,500 times smaller than at the start. After how many steps was it down to a tenth?",
    options=(
        Option(
            "About 80",
            "At 2.5 % a step some ninety would do; it took 75. After that each halving takes more steps than the one "
            "before. (The outputs come near 0 and 1, where a sigmoid is flat; every gradient carries its slope.)",
            right=True,
        ),
        Option(
            "About 1,000",
            "A tenth of the steps for a tenth of the error? Suppose the first steps take off what the very first one "
            "did: how far do they come?",
        ),
        Option(
            "About 2,500",
            "So it would be if every step took off the same share. How large would that share be, and how large was "
            "the first?",
        ),
        Option(
            "About 9,000",
            "So it would be if every step took off the same amount. How long would the error last, if each took as "
            "much as the first?",
        ),
    ),
)

TWENTY_LAYERS = Prediction(
    id="03-predict-twenty-layers",
    question="Four networks of twenty layers, freshly initialised, differ only in their function and in the size of "
    "their first weights. In which of them does the first layer receive a gradient that is vanishingly small beside "
    "the "
    "last layer's?",
    options=(
        Option(
            "Sigmoid, Xavier weights",
            "By more than ten powers of ten. These weights are made for a slope of 1 at 0. The sigmoid's is ¼, and "
            "its outputs have a mean of ½; which of the two counts for how much is measured below.",
            right=True,
        ),
        Option("tanh, Xavier weights", "Where does a tanh unit stand when its z is small, and how steep is it there?"),
        Option("ReLU, He weights", "Half of the slopes are 0. What was the factor 2 in these weights made for?"),
        Option(
            "ReLU, Xavier weights",
            "A good thought: something is lost here. Is it lost on the way from the last layer to the first only?",
        ),
    ),
)


def _one_sign(delta=-0.3):
    ways = ("All of them up", "All of them down")
    right = 0 if delta < 0 else 1
    said = (
        "Each gradient is delta times a positive input, so all have the sign of delta, and the step goes against them. "
        "That is so for one example; in a batch the deltas of several are mixed."
    )
    return Prediction(
        id="03-predict-one-sign",
        question=f"A unit has 50 inputs, all of them outputs of sigmoid units. For one example its delta is {delta:g}. "
        "Which way does a step of gradient descent move its 50 weights?".replace("-", "−"),
        options=(
            *(
                Option(
                    way, said if k == right else "Which sign has each gradient, and does a step go with it?", k == right
                )
                for k, way in enumerate(ways)
            ),
            Option(
                "Some up, some down, as each needs",
                "A gradient is delta times an input. Which signs can the inputs have?",
            ),
            Option("That depends on the weights' signs", "Does a weight's own value occur in its gradient?"),
        ),
        again=lambda rng: _one_sign(float(rng.choice((-0.4, -0.2, 0.1, 0.5)))),
    )


PREDICTIONS = (
    _outputs(), _two_paths(), LAST_DIGITS, WHOSE_PROGRAM, TEN_THOUSAND, TWENTY_LAYERS, _one_sign(),
)  # fmt: skip
