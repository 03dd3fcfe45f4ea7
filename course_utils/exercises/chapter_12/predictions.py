"""Predictions of chapter 12, your own network: asked before the run, answered by it."""

from __future__ import annotations

import math

from course_utils.exercises.chapter_12.predictions_transfer import TRANSFER
from course_utils.exercises.engine import Option, Prediction
from course_utils.uncertainty import difference_variance, standard_error

PROGRAMS = (
    Prediction(
        id="12-predict-resume",
        question="A training run is killed in its third epoch and started again with `--resume`. How do its weights at "
        "the end compare with those of a run that nobody disturbed?",
        options=(
            Option(
                "They are about as good, but different",
                "So it is with most programs. What would have to lie on the disk, for a difference to be impossible?",
            ),
            Option(
                "They are worse: the epochs before the stop are lost",
                "That would be a program that stores nothing on its way. When does this one store, and what?",
            ),
            Option(
                "They are equal, bit for bit",
                "Yes, on a CPU with one thread. Weights, the optimizer's memory and the place in the epoch are stored, "
                "and everything random follows from the seed and that place; what follows is then a computation like "
                "any other, and gives the same.",
                right=True,
            ),
            Option(
                "They are better: it was trained longer",
                "How many epochs has each of the two behind it, when both have ended?",
            ),
        ),
    ),
    Prediction(
        id="12-predict-size",
        question="The same network, the same program, but the pictures are read with 48 × 48 pixels instead of 32 × "
        "32. What happens to a network that ends in a flattening and a dense layer?",
        options=(
            Option(
                "Nothing: a convolution takes any size",
                "A convolution does. What stands behind the last one, and how many inputs was it made for?",
            ),
            Option(
                "It runs and is slower",
                "The convolutions would. How many numbers leave them now, and where do these go?",
            ),
            Option(
                "An error where the flattened maps meet the dense layer",
                'Yes. The dense layer was made for a certain number of inputs. "Only `model.py` changes" holds as '
                "long as interface and input size stay the same.",
                right=True,
            ),
            Option(
                "An error at the first convolution",
                "Which numbers does a convolution's shape depend on? Is the side of the picture among them?",
            ),
        ),
    ),
)

INSIDE = (
    Prediction(
        id="12-predict-share",
        question="In the ten-line network, which layer has the most parameters, and which makes the most "
        "multiply-adds?",
        options=(
            Option(
                "The last, dense layer has both",
                "How often is a weight of a dense layer used for one picture, and how often one of a convolution?",
            ),
            Option(
                "The second convolution does most of the work, the dense layer has most of the parameters",
                "Yes. A convolution uses each of its weights at every place; a dense layer uses each of its own once.",
                right=True,
            ),
            Option(
                "The first convolution does most of the work, the dense layer has most of the parameters",
                "Work is places times weights. How many channels does that layer read, and how many the next?",
            ),
            Option(
                "The second convolution has both",
                "How many numbers arrive at the dense layer, and how many weights does each of them need there?",
            ),
        ),
    ),
    Prediction(
        id="12-predict-untrained",
        question="A saliency map is drawn for the trained network, and again for the same network with random weights. "
        "What will the second one look like?",
        options=(
            Option(
                "Empty: a network that knows nothing has no gradient",
                "A gradient says how the score moves when a pixel does. Do random weights keep the score still?",
            ),
            Option(
                "Even grey, the same at each pixel",
                "Each pixel's slope is a sum over its own paths. What would make them all alike?",
            ),
            Option(
                "The same map, to the last spot",
                "Through which numbers does the slope pass on its way from the score to the pixels?",
            ),
            Option(
                "Spotted too; by eye it would not be easy to tell which is which",
                "Yes. A map that looks meaningful is no evidence that something has been learned. Always look at the "
                "untrained network beside it.",
                right=True,
            ),
        ),
    ),
)


def points(share):
    """Return a share in percentage points, to one digit after the point."""
    return f"About {100 * share:.1f} points"


def interval(right=965, total=1000):
    """Ask how far a 95 % interval reaches, by the formula of the standard error."""
    p = right / total
    error = standard_error(p, total)
    return Prediction(
        id="12-predict-interval",
        question=f"A network gets {right:,} of {total:,} test digits right. How far, in percentage points, does a 95 % "
        "interval for its true accuracy reach to either side?",
        options=(
            Option(
                points(error / 5),
                "How many mistakes more or fewer would that be? By what power of their number does chance go?",
            ),
            Option(
                points(error), "That is one standard error. How many of them enclose 95 % of a normal distribution?"
            ),
            Option(
                points(1.96 * error),
                f"Yes: 1.96 standard errors, which are √(p(1 − p)/n) with p = {p:g} and n = {total:,}.",
                right=True,
            ),
            Option(points(1.96 / math.sqrt(total)), "What has become of p(1 − p), under the root?"),
        ),
        again=lambda rng: interval(*_answers(rng)),
    )


def _answers(rng):
    total = int(rng.choice((500, 1000, 2000)))
    return round(total * float(rng.choice((0.9, 0.92, 0.94, 0.95, 0.96, 0.97)))), total


def tell_apart(p=0.965, q=0.970):
    """Ask how many experiments show a difference that is as large as twice its standard error."""
    digits = difference_variance(p, q) * (2 / (q - p)) ** 2
    digits = round(digits, 1 - int(math.log10(digits)))  # to two places: nobody has 10,060
    return Prediction(
        id="12-predict-tell-apart",
        question=f"Network A has a true accuracy of {p:.3f}, network B of {q:.3f}. Each reads {digits:,.0f} test "
        "digits of its own: the true difference is then about twice its standard error. Of 100 such experiments, how "
        "many report that B is better by more than 1.96 standard errors?",
        options=(
            Option("About 95", "So many reports lie within 1.96 errors of the *truth*. How far are these from 0?"),
            Option("About 80", "How many of the reports lie below the truth itself? And where is the yardstick?"),
            Option(
                "About 50",
                "Yes. The reports scatter to both sides of the truth, and the truth lies almost on the yardstick: "
                "every second report falls short of it.",
                right=True,
            ),
            Option("About 5", "So many pass the yardstick where there is *no* difference. Where do they scatter here?"),
        ),
        again=lambda rng: tell_apart(*_accuracies(rng)),
    )


def _accuracies(rng):
    p = round(float(rng.choice((0.90, 0.92, 0.94, 0.95, 0.96))), 3)
    return p, round(p + float(rng.choice((0.005, 0.01, 0.02))), 3)


SURE = (
    Prediction(
        id="12-predict-disagree",
        question="Four networks of this course read the same 1,000 test digits, each with 94 to 98 % right. On how "
        "many digits do they *not* all give the same answer?",
        options=(
            Option(
                "On none: they have learned the same digits",
                "By different networks, from different starts. Must they agree on what lies between those digits?",
            ),
            Option(
                "On about 10",
                "How many mistakes has one of them? For so few disagreements, on what would all four have to agree?",
            ),
            Option(
                "On 40 to 110",
                "Yes. They share a part of their mistakes, some unclear digits, and each has others of its own.",
                right=True,
            ),
            Option(
                "On about 200",
                "Add up their mistakes: hardly two could fall on one digit. Is there none that several find hard?",
            ),
        ),
    ),
    interval(),
    tell_apart(),
)

TRAINING = (
    Prediction(
        id="12-predict-overconfident",
        question="From some epoch on the validation *loss* rises, while the training loss goes on falling and the "
        "validation *accuracy* does not fall. Can that be?",
        options=(
            Option(
                "No: one of the numbers must be wrong",
                "Which of them asks how sure the network was, and which only for its answer?",
            ),
            Option(
                "Yes: the learning rate is too high", "What would the training loss do then, and what does it do here?"
            ),
            Option(
                "Yes: the wrong answers become more and more certain",
                "Yes. Accuracy only counts who wins; cross-entropy charges the logarithm. A few mistakes made with "
                "99.9 % certainty can cost more than all the right answers together.",
                right=True,
            ),
            Option(
                "Yes: the right answers become less and less certain",
                "Which way does training push the certainty, when the training loss goes on falling?",
            ),
        ),
    ),
    Prediction(
        id="12-predict-processes",
        question="Two processes take half a batch each, compute their gradients and average them. How does the result "
        "differ from one process with the whole batch, if the halves are equally large and nothing is normalised by "
        "the batch?",
        options=(
            Option(
                "By rounding only",
                "Yes. The gradient of a mean is the mean of the gradients. With batch normalisation it is not: each "
                "process normalises by its own half.",
                right=True,
            ),
            Option("It is half as large", "Two halves have the means 4 and 6. What is the mean of the whole?"),
            Option("It is twice as large", "Two halves have the means 4 and 6. What is the mean of the whole?"),
            Option(
                "It is noisier: each has seen fewer pictures",
                "Each of the two is. How many pictures has their mean seen?",
            ),
        ),
    ),
)

PREDICTIONS = PROGRAMS + INSIDE + SURE + TRAINING + TRANSFER
