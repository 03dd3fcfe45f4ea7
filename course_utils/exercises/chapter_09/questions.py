"""Recall questions of chapter 09: three on earlier chapters when it begins, five on itself at its end."""

from __future__ import annotations

from course_utils import shapes
from course_utils.exercises.engine import Option, Prediction
from course_utils.exercises.template import filled

_FULL_SPEED = Prediction(
    id="09-recall-full-speed",
    question="Momentum {momentum}, and the gradient stays the same, step after step. How long do the steps become in "
    "the end, beside those of plain gradient descent at the same learning rate?",
    options=(
        Option("{second} times as long", "So long is the second step. Does the third add nothing to it?"),
        Option("{momentum} times as long", "Does the new gradient come on top of the old velocity, or in its place?"),
        Option(
            "{times} times as long",
            "Yes. Each step keeps {momentum} of the last and adds one of its own: in the end 1/(1 − {momentum}).",
            right=True,
        ),
        Option(
            "Longer and longer, without end",
            "Is there a length at which the velocity loses as much in a step as it gains?",
        ),
    ),
)


def full_speed(momentum=0.9):
    """Ask how long a step with momentum becomes when the gradient stays the same."""
    return filled(
        _FULL_SPEED,
        again=lambda rng: full_speed(float(rng.choice([0.5, 0.75, 0.8, 0.95]))),
        momentum=f"{momentum:g}",
        times=f"{1 / (1 - momentum):.3g}",
        second=f"{1 + momentum:g}",
    )


_PARAMETERS = Prediction(
    id="09-recall-parameters",
    question="A convolutional layer reads {maps} maps of 28 × 28 with {kernels} kernels of {size} × {size}. How many "
    "weights and biases has it?",
    options=(
        Option("{shallow:,}", "How deep is a kernel that reads {maps} maps?"),
        Option("{everywhere:,}", "How often is a weight stored that is used at every place of a map?"),
        Option(
            "{right:,}",
            "Yes. {kernels} kernels of {size}·{size}·{maps} weights, and one bias for each.",
            right=True,
        ),
        Option("{biased:,}", "A kernel adds up what it finds in all its maps. How many biases does one sum need?"),
    ),
)


def parameters_of(maps=16, kernels=32, size=5):
    """Ask for the parameters of a convolutional layer."""
    right = shapes.convolution(maps, 28, 28, filters=kernels, kernel=size, padding=size // 2).parameters
    one = kernels * (size * size + 1)
    return filled(
        _PARAMETERS,
        again=lambda rng: parameters_of(*(int(rng.choice(some)) for some in ([8, 12, 24], [10, 20, 40], [3, 7]))),
        maps=maps, kernels=kernels, size=size, right=right, shallow=one, biased=maps * one, everywhere=right * 28 * 28,
    )  # fmt: skip


_SLOPES = Prediction(
    id="09-recall-slopes",
    question="A hidden unit has the net input {z}. By what does it multiply the gradient that comes back to it, as a "
    "ReLU, as a tanh, and as a logistic sigmoid?",
    options=(
        Option("1; nearly 0; a quarter", "Where does the sigmoid have its slope of a quarter?"),
        Option("{z}; 1; 1", "Those are near to what the unit gives forward. What goes back: a value, or a slope?"),
        Option("1; 1; 1", "Draw tanh from −{z} to {z}. How steep is it at its right end?"),
        Option(
            "1; nearly 0; nearly 0",
            "Yes. Beyond a few units tanh and the sigmoid are flat; ReLU has slope 1 wherever it is above 0.",
            right=True,
        ),
    ),
)


def slopes(z=6):
    """Ask what three activations do to a gradient far from zero."""
    return filled(_SLOPES, again=lambda rng: slopes(int(rng.integers(4, 11))), z=z)


_KERNEL_DEPTH = Prediction(
    id="09-recall-kernel-depth",
    question="A layer gives {maps} maps, shared out evenly between two towers. The next layer has kernels of {size} × "
    "{size} and reads its own tower only. How many weights has one of its kernels?",
    options=(
        Option("{whole:,}", "From which of the maps does such a kernel read nothing?"),
        Option("{half:,}", "Yes. {size}·{size} weights for each of the maps of its own tower.", right=True),
        Option("{flat:,}", "Over how many maps does one kernel add up?"),
        Option(
            "{quarter:,}", "The maps are shared out among two towers. Is a single kernel divided between them, too?"
        ),
    ),
)


def kernel_depth(maps=384, size=3):
    """Ask for the weights of one kernel that reads its own tower's maps."""
    flat = size * size
    return filled(
        _KERNEL_DEPTH,
        again=lambda rng: kernel_depth(int(rng.choice([64, 96, 128, 256])), int(rng.choice([3, 5]))),
        maps=maps, size=size, flat=flat, whole=flat * maps, half=flat * maps // 2, quarter=flat * maps // 4,
    )  # fmt: skip


_TWO_ERRORS = Prediction(
    id="09-recall-two-errors",
    question="Ten pictures. For {first} the right class is the network's first answer, for {four} it stands in place 2 "
    "to 5, for {later} further down. How large are the top-1 and the top-5 error?",
    options=(
        Option("{a}0 % and {b}0 %", "Are these the pictures that the network got wrong, or right?"),
        Option("{wrong}0 % and {four}0 %", "Does a right class in place 3 count as wrong when five names are allowed?"),
        Option("{later}0 % and {wrong}0 %", "Which of the two errors forgives more?"),
        Option(
            "{wrong}0 % and {later}0 %",
            "Yes. What stands in the first place stands among the first five, too.",
            right=True,
        ),
    ),
)
_SHARES = ((6, 3, 1), (4, 5, 1), (5, 4, 1), (3, 5, 2), (2, 5, 3), (6, 1, 3))  # of ten pictures, no two equal


def two_errors(first=5, four=3, later=2):
    """Ask for top-1 and top-5 error, given for how many of ten pictures the class was found where."""
    return filled(
        _TWO_ERRORS,
        again=lambda rng: two_errors(*_SHARES[int(rng.integers(len(_SHARES)))]),
        first=first, four=four, later=later, wrong=four + later, a=first, b=first + four,
    )  # fmt: skip


_POOLED = Prediction(
    id="09-recall-pooled",
    question="A map is {side} wide. Pooling with stride 2, no padding: how many windows of width 2 lie along it, and "
    "how many of width 3?",
    options=(
        Option("{more} and {half}", "Where would window number {more} of width 2 end?"),
        Option("{half} and {less}", "Where does window number {less} of width 3 end, and is there room for another?"),
        Option("{half} and {half}", "Yes. The wider windows reach over the last cell as well.", right=True),
        Option("{half} and {third}", "By how much does a window of width 3 move on: by its own width?"),
    ),
)


def pooled(side=27):
    """Ask how many windows of 2 and of 3 lie over an odd side, both with stride 2."""
    half = side // 2
    return filled(
        _POOLED,
        again=lambda rng: pooled(2 * int(rng.integers(6, 30)) + 1),
        side=side, half=half, more=half + 1, less=half - 1, third=side // 3,
    )  # fmt: skip


_MADE_UP = Prediction(
    id="09-recall-made-up",
    question="A library silences units at a rate of {rate}, and changes nothing when the network is used. What must it "
    "do to the units that speak while training?",
    options=(
        Option("Multiply them by {inverse}", "Is {rate} the share of the units that speak, or of the silent ones?"),
        Option(
            "Multiply them by {factor}",
            "Yes. A share of {kept} speaks; so the sum is, on average, what all of them give in use.",
            right=True,
        ),
        Option("Multiply them by {kept}", "Units are missing from the sum. Should the others become quieter for it?"),
        Option("Nothing", "How large is a sum with units missing, beside the sum of all of them in use?"),
    ),
)


def made_up(rate=0.2):
    """Ask what today's dropout does to the units that speak."""
    return filled(
        _MADE_UP,
        again=lambda rng: made_up(float(rng.choice([0.1, 0.3, 0.4, 0.6, 0.8]))),
        rate=f"{rate:g}",
        kept=f"{1 - rate:.3g}",
        factor=f"{1 / (1 - rate):.3g}",
        inverse=f"{1 / rate:.3g}",
    )


SIX_TIMES = Prediction(
    id="09-recall-six-times",
    question="“ReLU is six times faster than tanh.” What is it that the paper measured there?",
    options=(
        Option(
            "The seconds of one step: a maximum is quicker to compute than tanh",
            "Most of a step goes into convolutions. Can an activation make all of it so much faster?",
        ),
        Option(
            "Epochs until a four-layer network makes 25 % errors on its training pictures",
            "Yes: one network on CIFAR-10, with its own settings. Its size varies, says the paper itself.",
            right=True,
        ),
        Option(
            "Epochs until AlexNet reaches its test error on ImageNet",
            "One training of that network took most of a week. Is it the network for such a comparison?",
        ),
        Option(
            "The slopes: 1 for ReLU, a sixth for tanh on average",
            "Over which net inputs would one average? And is “faster” said of a slope, or of a training?",
        ),
    ),
)

BEFORE = (full_speed(), parameters_of(), slopes())
AFTER = (kernel_depth(), two_errors(), SIX_TIMES, pooled(), made_up())
