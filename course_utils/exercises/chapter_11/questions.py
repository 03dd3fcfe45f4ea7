"""Recall questions of chapter 11: three on what it needs from earlier chapters, five on itself."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction


# ---- before -------------------------------------------------------------------------------------------------------
def two_gradients(first, second):
    """Return the question what comes back to a number that is used twice: the sum of two gradients."""
    return Prediction(
        id="11-recall-used-twice",
        question=f"A number a is used twice: u = {first}·a and v = {second}·a. The loss is L = u + v. What is the "
        "gradient of L with respect to a?",
        options=(
            Option(
                f"{first * second}",
                "Factors multiply along one path. Does the path through u go on through v?",
            ),
            Option(
                f"{max(first, second)}",
                "That is the stronger of the two paths. Move a by a little: does L feel one of them only?",
            ),
            Option(
                f"{first + second}",
                "Yes. Each use sends its own gradient back, and they add up.",
                right=True,
            ),
            Option(
                f"{(first + second) / 2:g}",
                "Move a by 1. By how much does u move, by how much v, and what is done with the two in L?",
            ),
        ),
        again=lambda rng: two_gradients(*(int(n) for n in rng.choice(range(3, 10), size=2, replace=False))),
    )


def halved(side):
    """Return the question what side a 3 × 3 convolution with stride 2 and padding 1 leaves of an even side."""
    return Prediction(
        id="11-recall-stride",
        question=f"A 3 × 3 convolution with stride 2 and padding 1 goes over maps of {side} × {side}. What side have "
        "its results?",
        options=(
            Option(
                f"{side // 2 - 1}",
                "So it would be without the rim. With padding 1, how far does the first window reach out?",
            ),
            Option(f"{side // 2}", f"Yes: ({side} + 2 − 3) / 2, rounded down, plus 1.", right=True),
            Option(
                f"{side - 2}", "That is a 3 × 3 kernel with stride 1 and no rim. What do the two settings here change?"
            ),
            Option(f"{side}", "That is what stride 1 and padding 1 would give. Over how many places does it step?"),
        ),
        again=lambda rng: halved(2 * int(rng.integers(5, 60))),
    )


BEFORE = (
    two_gradients(3, 5),
    halved(32),
    Prediction(
        id="11-recall-he",
        question="He's rule draws weights with variance 2/n, n being the number of inputs. What is the 2 for?",
        options=(
            Option(
                "Weights come in two signs",
                "They do, with any variance. What does a variance of 1/n already hold level in a layer without ReLU?",
            ),
            Option(
                "There are two passes, forward and backward",
                "Each pass meets the same weights, and one of them would be enough to ask for a factor. What happens "
                "to a signal between two layers?",
            ),
            Option(
                "ReLU takes away half of what arrives",
                "Yes: behind a ReLU the mean square is half of what it was, and the 2 makes up for it, so that signals "
                "keep their size from layer to layer.",
                right=True,
            ),
            Option(
                "Larger weights learn faster",
                "Then why not 3, or 10? What would become of the signal after twenty layers?",
            ),
        ),
    ),
)


# ---- after --------------------------------------------------------------------------------------------------------
def which_error(small, large):
    """Return the question what two networks' (training, test) errors in percent show; ``large`` is the deeper one."""
    too_little = large[0] > small[0]
    return Prediction(
        id="11-recall-two-errors",
        question=f"A network of 20 layers errs on {small[0]} % of its training pictures and {small[1]} % of new ones; "
        f"one of 56 layers, trained alike, on {large[0]} % and {large[1]} %. What is wrong with the deeper one?",
        options=(
            Option(
                "It overfits",
                "Yes. It does better on what it has seen, and worse on what it has not."
                if not too_little
                else "What would an overfitted network's error be on the pictures that it has seen?",
                right=not too_little,
            ),
            Option(
                "It is degraded: it has learned too little",
                "Yes. It is behind on its own training pictures, so it cannot have learned them too well."
                if too_little
                else "Which of the two networks does better on the pictures that they have seen?",
                right=too_little,
            ),
            Option(
                "Nothing: deeper networks find new pictures harder",
                "Look at the first number of each pair before the second. Which of the two moved with depth, and how?",
            ),
        ),
        again=other_errors,
    )


def other_errors(rng):
    """Return the same question for two other networks, the deeper one overfitted or degraded."""
    train, gap = int(rng.integers(4, 9)), int(rng.integers(3, 6))
    small = train, train + gap
    if rng.random() < 0.5:
        behind = train + int(rng.integers(10, 30))
        return which_error(small, (behind, behind + int(rng.integers(2, 6))))
    return which_error(small, (int(rng.integers(1, 3)), train + gap + int(rng.integers(4, 9))))


def shut_branch(x):
    """Return the question what a block of 2015 makes of ``x``, three numbers, when its branch gives 0."""
    rectified = tuple(max(0, value) for value in x)

    def shown(values):
        return "(" + ", ".join(f"{value:g}".replace("-", "−") for value in values) + ")"

    return Prediction(
        id="11-recall-shut-branch",
        question="All weights and biases of a residual block's branch are 0; the block is that of 2015. What does it "
        f"make of x = {shown(x)}?",
        options=(
            Option(shown(x), "That leaves every number as it came. What stands behind the addition in this block?"),
            Option(
                shown(rectified),
                "Yes: relu(0 + x). It is the identity for what comes out of a ReLU, and not for this x.",
                right=True,
            ),
            Option("(0, 0, 0)", "That is what the branch delivers. What is added to it?"),
            Option(
                shown([2 * value for value in rectified]),
                "x would have to arrive twice for that. How much of it comes through the branch?",
            ),
        ),
        again=other_inputs,
    )


def other_inputs(rng):
    """Return the same question for other numbers, of both signs."""
    low, high = (int(n) for n in rng.integers(1, 7, size=2))
    return shut_branch([high, -low, int(rng.integers(1, 10)) / 2])


def mixed_chain(slopes, plain):
    """Return the question what slope three blocks have together, block ``plain`` (0, 1, 2) being without shortcut."""
    product, right, every, exchanged = 1.0, 1.0, 1.0, 1.0
    for number, slope in enumerate(slopes):
        product *= slope
        every *= 1 + slope
        right *= slope if number == plain else 1 + slope
        exchanged *= 1 + slope if number == plain else slope
    listed = ", ".join(f"{slope:g}" for slope in slopes)
    return Prediction(
        id="11-recall-mixed-chain",
        question=f"Three blocks of one number each follow one another, with F′ = {listed}. Block {plain + 1} has no "
        "shortcut, the other two have one. What is the slope of the whole?",
        options=(
            Option(f"{product:.4g}", "That is the slope of three plain blocks. What does a shortcut do to a slope?"),
            Option(f"{every:.4g}", "That gives all three a shortcut. What is the slope of the one that has none?"),
            Option(
                f"{right:.4g}", "Yes: 1 + F′ for a block with a shortcut, F′ for one without, multiplied.", right=True
            ),
            Option(f"{exchanged:.4g}", "Which of the blocks has a second way round it, and which got the 1 in yours?"),
        ),
        again=other_mixed,
    )


def other_mixed(rng):
    """Return the same question for other slopes and another plain block."""
    slopes = (0.5, 2, 3), (0.5, 4, 1), (2, 0.25, 3), (1, 0.5, 5), (4, 0.5, 2)
    return mixed_chain(rng.permutation(slopes[int(rng.integers(len(slopes)))]).tolist(), int(rng.integers(3)))


AFTER = (
    which_error((5, 9), (21, 24)),
    Prediction(
        id="11-recall-frozen",
        question="Good layers are frozen, new plain ones are trained on top, and the training error rises. Somebody "
        "says: the gradient vanished before it reached the first layers. What speaks against it?",
        options=(
            Option(
                "With more epochs the error would come down again",
                "It might. Would that say anything about where a gradient arrived?",
            ),
            Option(
                "The error on new pictures may be better",
                "It may. Which error does the argument about added layers speak of, and which one rose?",
            ),
            Option(
                "He's start makes every gradient arrive",
                "That is a matter of the start, and can be measured. But which layers are waiting for one here?",
            ),
            Option(
                "Those layers are not trained: no gradient has to reach them",
                "Yes. What the new layers fail to do, in that time, is to pass on what they receive.",
                right=True,
            ),
        ),
    ),
    shut_branch([3, -2, 0.5]),
    mixed_chain((0.5, 2, 3), 1),
    Prediction(
        id="11-recall-equal-counts",
        question="Four networks of 34 layers: the plain one, and three with shortcuts of option A, B and C. Which of "
        "them learn equally many numbers?",
        options=(
            Option(
                "The plain one and A",
                "Yes: identities and zeros hold nothing that could be learned. B adds a few 1 × 1 convolutions, C "
                "many.",
                right=True,
            ),
            Option(
                "A and B: they differ where the size changes, and there one of them drops pixels",
                "Both drop pixels there. What else has one of them, and has it weights?",
            ),
            Option("All four: a shortcut is a wire", "An identity is. Is every one of the three options a wire?"),
            Option(
                "None: every option adds something",
                "Something is added to the drawing. How many numbers does an array of zeros have to learn?",
            ),
        ),
    ),
)
