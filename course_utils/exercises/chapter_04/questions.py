"""Recall questions of chapter 04: three on what it needs from earlier chapters, five on itself."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction


# ---- before ---------------------------------------------------------------------------------------------------------
def layer_shapes(rows=20, inputs=6, units=4):
    """Ask for the shape of the weights of a dense layer."""
    return Prediction(
        id="04-recall-layer-shapes",
        question=f"A layer computes `x @ W + b`. It takes a batch of {rows} examples with {inputs} inputs each and has "
        f"{units} units. What shape has `W`?",
        options=(
            Option(f"({inputs}, {units})", "One row for each input, one column for each unit.", right=True),
            Option(f"({units}, {inputs})", "Which axis of `W` must fit the last axis of `x`, in `x @ W`?"),
            Option(f"({rows}, {units})", "That is a shape that the result could have. Does `W` grow with the batch?"),
            Option(f"({rows}, {inputs})", "That is the shape of what comes in. What turns inputs into units?"),
        ),
        again=lambda rng: layer_shapes(*(int(n) for n in rng.choice(range(2, 30), size=3, replace=False))),
    )


def updates(examples=600, batch=20, epochs=5):
    """Ask how many updates mini-batches make."""
    return Prediction(
        id="04-recall-updates",
        question=f"{examples:,} training examples, mini-batches of {batch}, {epochs} epochs. How often are the weights "
        "changed?",
        options=(
            Option(f"{epochs}", "In one epoch, how many mini-batches come by, and what happens after each?"),
            Option(f"{examples // batch}", "How far does that bring you through the training set, and how far to go?"),
            Option(
                f"{epochs * examples // batch:,}",
                f"{examples // batch} batches in each epoch, a step after each of them.",
                right=True,
            ),
            Option(
                f"{epochs * examples:,}", "So it would be, with a step after each example. When does one come here?"
            ),
        ),
        again=lambda rng: updates(
            100 * int(rng.integers(6, 40)), int(rng.choice((10, 20, 50))), int(rng.integers(3, 9))
        ),
    )


BEFORE = (
    layer_shapes(),
    updates(),
    Prediction(
        id="04-recall-weight-gradient",
        question="Backpropagation has brought the error to a unit: the slope of the loss with respect to its net "
        "input. What is the gradient of one weight on an edge that arrives there?",
        options=(
            Option(
                "The error times that weight",
                "That product travels on to the unit below. How much does the net input change when the *weight* does?",
            ),
            Option(
                "The error times what came in along the edge",
                "The net input is a sum of weight times input, so its slope in the weight is the input.",
                right=True,
            ),
            Option(
                "The error times the unit's output",
                "At which end of the edge is the number that the weight is multiplied with?",
            ),
            Option("The error alone", "That holds for the bias. With what is a weight multiplied, and a bias not?"),
        ),
    ),
)


# ---- after ----------------------------------------------------------------------------------------------------------
def pixel_below(height=20, width=30):
    """Ask how far the pixel below is away in the flat row."""
    return Prediction(
        id="04-recall-pixel-below",
        question=f"A colour picture, an array of shape (3, {height}, {width}), is flattened. How many places further "
        "on in the list does the pixel stand that was right below a given one, in the same channel?",
        options=(
            Option("1", "Which neighbour is the next number in the list, the one below or the one beside it?"),
            Option(f"{width}", "From one to the other you pass as many places as a row has pixels.", right=True),
            Option(f"{height}", "Walk to the end of the row, and on. Do you count rows on the way, or columns?"),
            Option(f"{height * width}", "That is a whole channel. Have you changed the channel, or the row?"),
        ),
        again=lambda rng: pixel_below(*(int(n) for n in rng.choice(range(8, 60), size=2, replace=False))),
    )


def kernels_of_a_layer(filters=12, kernel=3, side=40):
    """Ask for the parameters of a layer with shared windows on a colour picture."""
    window = 3 * kernel * kernel
    places = (side - kernel + 1) ** 2
    return Prediction(
        id="04-recall-shared-count",
        question=f"A colour picture of {side} × {side} pixels; {filters} kernels of {kernel} × {kernel}, each used "
        "in all places. How many parameters has the layer?",
        options=(
            Option(f"{filters * (kernel * kernel + 1):,}", "In which of the picture's tables does a kernel look?"),
            Option(f"{filters * window + 1:,}", "Must kernels that look for different things share anything?"),
            Option(
                f"{filters * (window + 1):,}",
                f"Each kernel has {kernel} · {kernel} · 3 weights and one bias, whatever the size of the picture.",
                right=True,
            ),
            Option(f"{filters * (window + 1) * places:,}", "What has one place for itself, when all places share?"),
        ),
        again=lambda rng: kernels_of_a_layer(
            int(rng.integers(4, 40)), int(rng.choice((3, 5, 7))), int(rng.integers(20, 65))
        ),
    )


AFTER = (
    pixel_below(),
    kernels_of_a_layer(),
    Prediction(
        id="04-recall-scrambled",
        question="All pictures, for training and for testing, are scrambled in one fixed order. A dense network and a "
        "network of shared 5 × 5 windows are trained on them. Which of the two does worse than on plain pictures?",
        options=(
            Option(
                "The dense one only",
                "What does a dense unit know about places, and what does a window rely on?",
            ),
            Option(
                "The one with windows only",
                "Its windows rely on neighbours that belong together; to the dense one the list says what it said.",
                right=True,
            ),
            Option("Both", "Does a sum over all the pixels change when its terms change places?"),
            Option("Neither", "What did a 5 × 5 window hold before, and what does it hold after the scrambling?"),
        ),
    ),
    Prediction(
        id="04-recall-stroke-elsewhere",
        question="A layer has learned to answer to a stroke that stood at the left in all training pictures. A test "
        "picture has it at the right. Which kind of layer answers to it there as it did at the left?",
        options=(
            Option("A dense one", "Which weights does the ink at the right meet, and what were these trained on?"),
            Option(
                "A local one without sharing",
                "The units at the right have weights of their own. What did those see in training?",
            ),
            Option(
                "One with shared weights",
                "The units at the right use the very weights that were trained at the left.",
                right=True,
            ),
            Option("All three", "What would have told the weights at the right what a stroke looks like?"),
        ),
    ),
    Prediction(
        id="04-recall-larger-picture",
        question="A network has a layer of 8 shared kernels of 5 × 5, then a dense layer of 10 units on their maps. It "
        "is rebuilt for pictures twice as wide and twice as high. Which of its layers gets more parameters?",
        options=(
            Option("The layer of kernels only", "Which number in the count of a kernel speaks about the picture?"),
            Option(
                "The dense layer only",
                "The kernels stay as they are. Their maps grow, and a dense unit has a weight for each number in them.",
                right=True,
            ),
            Option("Both", "Take the two layers one by one: which of them has something for every single place?"),
            Option("Neither", "How many numbers arrive at one dense unit, before and after?"),
        ),
    ),
)
