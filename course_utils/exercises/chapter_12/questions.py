"""Recall questions of chapter 12: three on what it needs from earlier chapters, five on itself."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction


# ---- before ---------------------------------------------------------------------------------------------------------
def dense_on_maps(maps=16, side=7, classes=10):
    """Ask for the parameters of a dense layer on flattened maps."""
    inputs = maps * side * side
    return Prediction(
        id="12-recall-dense-on-maps",
        question=f"{maps} maps of {side} × {side} are flattened and fully connected with {classes} outputs. How many "
        "parameters has that layer, biases included?",
        options=(
            Option(f"{maps * classes + classes:,}", "How many numbers does one map hold?"),
            Option(f"{inputs * classes:,}", "Each output adds one more number of its own. Which?"),
            Option(
                f"{(inputs + 1) * classes:,}",
                f"{maps} · {side} · {side} numbers come in, with a weight to each output; and a bias for each.",
                right=True,
            ),
            Option(f"{inputs * (classes + 1):,}", "Where do the biases stand: with what comes in, or what goes out?"),
        ),
        again=lambda rng: dense_on_maps(
            8 * int(rng.integers(1, 9)), int(rng.integers(4, 10)), int(rng.integers(3, 13))
        ),
    )


BEFORE = (
    dense_on_maps(),
    Prediction(
        id="12-recall-top-five",
        question="A picture's true class has the third largest of a network's scores. How does the picture count?",
        options=(
            Option("As right for top-1 and for top-5", "For top-1, how many guesses does the network have?"),
            Option("As a top-5 error only", "Is the true class among the five largest scores?"),
            Option("As a top-1 error only", "It is not the first guess, and it is among the first five.", right=True),
            Option("As a top-1 and a top-5 error", "Name the five classes that top-5 looks at. Is the true one there?"),
        ),
    ),
    Prediction(
        id="12-recall-mean-loss",
        question="The loss of a batch is the mean over its pictures. Each picture is put into the batch a second time. "
        "What becomes of the gradient?",
        options=(
            Option("It doubles", "The sum does. By what is it divided now?"),
            Option("It is halved", "The number of pictures doubles. And the sum of their losses?"),
            Option("It stays the same", "Sum and number both double, and their quotient stays.", right=True),
            Option("It becomes less noisy", "Does a picture tell anything new when it comes a second time?"),
        ),
    ),
)


# ---- after ----------------------------------------------------------------------------------------------------------
def narrower(times=4):
    """Ask how the interval shrinks when the test set grows by a square number."""
    root = round(times**0.5)
    return Prediction(
        id="12-recall-narrower",
        question=f"Your test set becomes {times} times as large, and the accuracy stays. What becomes of the width of "
        "its 95 % interval?",
        options=(
            Option(
                "It stays: the accuracy is the same", "Does a share of a hundred pictures tell as much as of a million?"
            ),
            Option(f"A {_part(times)} of it remains", "n stands under a root. What remains of its factor?"),
            Option(
                f"{'Half' if root == 2 else 'A ' + _part(root)} of it remains",
                "The standard error is √(p(1 − p)/n): it goes by the root of the number of pictures.",
                right=True,
            ),
            Option(f"It grows {root}-fold", "Do more pictures make you more certain, or less?"),
        ),
        again=lambda rng: narrower(int(rng.choice((9, 16, 25, 100)))),
    )


def _part(number):
    names = {3: "third", 4: "quarter", 5: "fifth", 9: "ninth", 10: "tenth", 16: "sixteenth", 25: "twenty-fifth"}
    return names.get(number, "hundredth")


def two_parts(first=(30, 2), second=(10, 6)):
    """Ask for the mean over both parts of a batch, each (examples, gradient of its mean loss)."""
    (m, a), (n, b) = first, second
    mean = (m * a + n * b) / (m + n)
    return Prediction(
        id="12-recall-two-parts",
        question=f"One process has {m} examples and a gradient of {a} for some weight, the other {n} examples and {b}; "
        "each is the gradient of the mean loss over its own part. What is it over all of them?",
        options=(
            Option(f"{(a + b) / 2:g}", "Has each example the same say then, in the large part and in the small one?"),
            Option(f"{mean:g}", f"({m} · {a} + {n} · {b}) / {m + n}: each part counts by its size.", right=True),
            Option(f"{(n * a + m * b) / (m + n):g}", "Which of the two parts should count for more?"),
            Option(f"{a + b:g}", "Can a mean lie above everything that it is the mean of?"),
        ),
        again=lambda rng: two_parts(*_parts(rng)),
    )


def _parts(rng):
    a, apart = (int(n) for n in rng.integers(1, 6, size=2))
    few = 10 * int(rng.integers(1, 4))
    return (3 * few, a), (few, a + 4 * apart)


AFTER = (
    Prediction(
        id="12-recall-what-to-report",
        question="You have tried five networks. The one with the best validation accuracy, 96 %, gets 93 % of the test "
        "pictures right. Which number do you report?",
        options=(
            Option("96 %", "What was chosen by that number, and out of how many?"),
            Option("94.5 %, the mean of the two", "Does a number get honest by being mixed with one that is not?"),
            Option(
                "The test accuracy of another of the five, if it is better",
                "Whoever looks for it has tried five networks on the test set. What has that set become?",
            ),
            Option(
                "93 %",
                "Nothing has been chosen by the test set: it is the only one of the two numbers that still tells.",
                right=True,
            ),
        ),
    ),
    narrower(),
    Prediction(
        id="12-recall-beside-the-map",
        question="A saliency map lights up on the ears of a cat, and the article says: the network has learned what "
        "ears are. What has to stand beside the map before that can be discussed?",
        options=(
            Option(
                "The same map of the same network with random weights",
                "If that one lights up there too, the map says nothing about what has been learned.",
                right=True,
            ),
            Option("The network's test accuracy", "Does a right answer say for which reason it was given?"),
            Option(
                "A map of the same kind with a finer resolution",
                "What would it show, if nothing had been learned? How could you know?",
            ),
            Option(
                "Ten more cats whose ears light up", "Who chose them? And what would an untrained network show there?"
            ),
        ),
    ),
    Prediction(
        id="12-recall-flat-loss",
        question="With ten classes the training loss begins near ln 10 and is still there after twenty epochs. What is "
        "it most likely?",
        options=(
            Option("Overfitting", "What does the training loss do, when a network learns its pictures by heart?"),
            Option("Too few validation pictures", "Which of the two losses stands still here?"),
            Option("A leak", "What does a leak make look too good?"),
            Option(
                "The rate is far too high, or no gradient arrives",
                "ln 10 is the loss of somebody who gives each class a tenth: nothing at all has been learned.",
                right=True,
            ),
        ),
    ),
    two_parts(),
)
