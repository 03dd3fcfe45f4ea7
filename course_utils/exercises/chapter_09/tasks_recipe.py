"""Exercises of chapter 09 about training and testing: crops, colours, the paper's step, top-k error."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_09 import answers_recipe as answers
from course_utils.exercises.chapter_09 import slips_colour
from course_utils.exercises.chapter_09 import slips_recipe as slips
from course_utils.exercises.engine import Exercise, Misconception


def crop_cases(rng):
    """Return (whole, size, mirrored)."""
    return [
        (256, 224, True),
        (256, 224, False),
        (256, 227, True),
        (36, 32, True),
        (32, 28, False),
        (10, 10, True),
        (10, 10, False),
        (9, 4, True),
        (40, 33, False),
    ]


def covariance_cases(rng):
    """Return (x,): pictures whose colours go together, in several sizes, each with a brightness of its own."""
    found = []
    for N, H, W in ((2, 3, 4), (3, 2, 2), (4, 1, 3), (2, 5, 2), (5, 2, 3), (3, 4, 4), (2, 1, 6), (6, 3, 1)):
        mixed = np.einsum("dc,nchw->ndhw", rng.normal(size=(3, 3)), rng.normal(size=(N, 3, H, W)))
        found.append((mixed + rng.normal(0, 2, (N, 3, 1, 1)),))
    return found


def shift_cases(rng):
    """Return (x, values, vectors, alphas) with orthogonal vectors in the columns."""
    found = []
    for N, H, W in ((2, 3, 4), (3, 2, 2), (4, 1, 3), (2, 5, 2), (5, 2, 3), (3, 4, 1), (2, 1, 6), (6, 3, 1)):
        vectors = np.linalg.qr(rng.normal(size=(3, 3)))[0]
        values = np.sort(rng.uniform(0.2, 3, 3))[::-1]
        found.append((rng.normal(size=(N, 3, H, W)), values, vectors, rng.normal(0, 0.5, (N, 3))))
    return found


def step_cases(rng):
    """Return (w, v, grad, lr[, momentum, decay]), with weights large enough for their decay to be seen."""
    found = []
    settings = ((0.01,), (0.1,), (0.5, 0.9, 0.01), (0.01, 0.5), (0.3, 0.0, 0.1), (1.0, 0.8), (0.2, 0.9, 0.0), (0.05,))
    for shape, more in zip(((3,), (2, 3), (4,), (2, 2, 2), (5,), (1, 4), (3, 2), (6,)), settings, strict=True):
        found.append((10 * rng.normal(size=shape), rng.normal(size=shape), rng.normal(size=shape), *more))
    return found


def score_cases(rng):
    """Return (scores, labels, k): all scores different, k from 1 to all classes."""
    found = []
    for N, classes, k in ((6, 5, 1), (8, 6, 2), (10, 8, 5), (7, 4, 3), (12, 10, 5), (5, 3, 2), (9, 7, 3), (4, 4, 4)):
        found.append((rng.normal(size=(N, classes)), rng.integers(0, classes, N), k))
    return found


CROP_COUNT = Exercise(
    id="09-crop-count",
    title="How many crops?",
    prompt="Write `crop_count(whole, size, mirrored)`: how many different windows of `size` × `size` pixels a picture "
    "of `whole` × `whole` pixels has, counting every place, the edges included, and each window a second time where "
    "`mirrored` is True. (The paper says 2048 for 224 in 256. You will get a little more.)",
    stub="def crop_count(whole, size, mirrored):\n    ...",
    reference=answers.crop_count,
    cases=crop_cases,
    integer=True,
    misconceptions=(
        Misconception(
            "the paper's count",
            answers.crop_count_paper,
            "A window that can be moved by one pixel: has it one place, or two?",
        ),
        Misconception(
            "one direction only",
            answers.crop_count_one_axis,
            "At each place across, how many places are there up and down?",
            also=slips.ONE_AXIS_ALSO,
        ),
        Misconception(
            "mirrored in any case", answers.crop_count_always_mirrored, "What does `mirrored=False` ask for?"
        ),
        Misconception("never mirrored", answers.crop_count_never_mirrored, "What does `mirrored=True` add?"),
        Misconception(
            "four of each",
            answers.crop_count_both_ways,
            "You count each place four times. The paper reflects pictures left to right only, and no cat stands on its "
            "head: how many versions of a window are there?",
        ),
        *slips.CROP_COUNT,
    ),
    hints=(
        "Along one side the window begins at pixel 0, 1, 2, …: where at the latest?",
        "`whole - size` is the last place at which it can begin. Counting from 0, how many places is that?",
        "Both directions together, and twice that with the mirrored ones.",
    ),
)

COLOUR_COVARIANCE = Exercise(
    id="09-colour-covariance",
    optional=True,
    title="How the colours go together",
    prompt="Write `colour_covariance(x)` for pictures `x` of shape (N, 3, H, W): the 3 × 3 covariance matrix of red, "
    "green and blue, taken over *all pixels of all pictures* together. Divide by the number of pixels, N·H·W.",
    stub="def colour_covariance(x):\n    ...  # return an array, shape (3, 3)",
    reference=answers.colour_covariance,
    cases=covariance_cases,
    misconceptions=(
        Misconception(
            "no mean taken off",
            answers.covariance_not_centred,
            "A covariance measures how values go together *around their mean*. What is still in yours?",
            also=slips_colour.NOT_CENTRED_ALSO,
        ),
        Misconception(
            "one mean for all colours",
            answers.covariance_one_mean,
            "Is a photograph as blue, on average, as it is red?",
        ),
        Misconception(
            "picture by picture",
            answers.covariance_per_picture,
            "A dark picture and a bright one differ, too. Does your mean over pictures still see that?",
        ),
        Misconception(
            "of the pictures' mean colours",
            answers.covariance_of_means,
            "You have one colour for each picture. How many pixels should take part?",
        ),
        Misconception("a sum, not a mean", answers.covariance_summed, "By what do you still have to divide?"),
        Misconception(
            "reshaped across the pictures",
            answers.covariance_mixed_up,
            "The axes are (N, 3, H, W), and a `reshape` moves no number. Is one row (or column) of yours really red "
            "alone? Which axis has to be moved before?",
            also=slips_colour.MIXED_UP_ALSO,
        ),
        Misconception("correlation", answers.correlation, "Yours has ones on its diagonal. What was divided away?"),
        *slips_colour.COLOUR_COVARIANCE,
    ),
    hints=(
        "Make one matrix of shape (3, N·H·W): a row for each colour.",
        "`x.transpose(1, 0, 2, 3)` brings the colours to the front; only then `reshape(3, -1)`.",
        "Take each row's mean off; the matrix times its own transpose, divided by the number of columns.",
    ),
)

COLOUR_SHIFT = Exercise(
    id="09-colour-shift",
    optional=True,
    title="PCA colour augmentation",
    prompt="Write `colour_shift(x, values, vectors, alphas)`. To every pixel of picture number n add $[\\mathbf p_1, "
    "\\mathbf p_2, \\mathbf p_3]\\,[\\alpha_1\\lambda_1, \\alpha_2\\lambda_2, \\alpha_3\\lambda_3]^{\\mathsf T}$. `x` "
    "has shape (N, 3, H, W), `values` (3,) holds the eigenvalues λ, `vectors` (3, 3) the eigenvectors **p** in its "
    "*columns*, and `alphas` (N, 3) the draws for each picture. `x` itself stays as it is.",
    stub="def colour_shift(x, values, vectors, alphas):\n    ...  # return an array, shape (N, 3, H, W)",
    reference=answers.colour_shift,
    cases=shift_cases,
    misconceptions=(
        Misconception(
            "eigenvectors in rows",
            answers.shift_rows,
            "NumPy's `eigh` gives eigenvectors in columns, and so do we. Which did you take?",
        ),
        Misconception(
            "no eigenvalues",
            answers.shift_without_values,
            "How far does a picture move along a direction that varies much, and how far along one that hardly varies?",
        ),
        Misconception(
            "roots of the eigenvalues",
            answers.shift_root,
            "A standard deviation would be a natural choice. Is it what the paper's formula says?",
        ),
        Misconception(
            "one draw for all pictures",
            answers.shift_first_for_all,
            "Every picture is to have a shift of its own. Which row of `alphas` belongs to picture n?",
            also=slips_colour.ONE_DRAW_ALSO,
        ),
        Misconception(
            "the shift alone",
            answers.shift_alone,
            "That is what is to be added. To what?",
            also=slips_colour.SHIFT_ALONE_ALSO,
        ),
        Misconception(
            "along red, green and blue",
            answers.shift_per_channel,
            "You move along the three colour axes. Along which directions does the paper move?",
        ),
        Misconception(
            "wrote into x",
            answers.shift_in_place,
            "The same picture is shown again next epoch. Which colours has it then?",
        ),
        *slips_colour.COLOUR_SHIFT,
    ),
    hints=(
        "First the shift of each picture, an array (N, 3); only then the pixels.",
        "Picture n: `vectors @ (alphas[n] * values)`. What does a matrix product need turned, to do all rows at once?",
        "`shifts[:, :, None, None]` has shape (N, 3, 1, 1) and fits onto (N, 3, H, W).",
    ),
)

PAPER_STEP = Exercise(
    id="09-paper-step",
    title="The paper's step",
    prompt="Write `paper_step(w, v, grad, lr, momentum=0.9, decay=0.0005)`. Return the new weights and the new "
    "velocity: $v' = \\mu v - \\delta\\epsilon w - \\epsilon g$, then $w' = w + v'$, with momentum μ, weight decay δ "
    "and learning rate ε. All arrays have one shape; none of those given may be changed.",
    stub="def paper_step(w, v, grad, lr, momentum=0.9, decay=0.0005):\n    ...  # return w, v",
    reference=answers.paper_step,
    cases=step_cases,
    names=("w", "v"),
    misconceptions=(
        Misconception(
            "the learning rate outside the velocity",
            answers.step_rate_outside,
            "That is torch's rule. It takes the same steps only as long as the rate stays the same. Where does the "
            "paper have its ε?",
            also=slips.RATE_OUTSIDE_ALSO,
        ),
        Misconception(
            "decay without the learning rate", answers.step_decay_without_rate, "By what two factors is w multiplied?"
        ),
        Misconception("weights that grow", answers.step_decay_grows, "Decay: towards 0, or away from it?"),
        Misconception("no decay", answers.step_no_decay, "What does `decay` do in your function?"),
        Misconception("uphill", answers.step_uphill, "The gradient points where the loss grows. Which sign has ε g?"),
        Misconception(
            "moved by the old velocity", answers.step_old_velocity, "Which comes first, the new v or the new w?"
        ),
        Misconception(
            "a moving average",
            answers.step_average,
            "Some rules weigh the new gradient by 1 − μ. Does this one?",
            also=slips.AVERAGE_ALSO,
        ),
        Misconception(
            "wrote into w and v",
            answers.step_in_place,
            "`v *= momentum` changes the array that was given. What makes a new one?",
            also=slips.IN_PLACE_ALSO,
        ),
        *slips.PAPER_STEP,
    ),
    hints=(
        "Three terms make the new velocity: what is left of the old one, the decay, the gradient.",
        "Both the decay and the gradient are multiplied by the learning rate, and both are subtracted.",
        "`w + v` with the *new* v.",
    ),
)

TOP_K_ERROR = Exercise(
    id="09-top-k-error",
    title="Top-k error",
    prompt="Write `top_k_error(scores, labels, k)`: the share of the N pictures whose label is *not* among the `k` "
    "classes with the highest scores. `scores` has shape (N, classes), `labels` (N,). No two scores of a picture are "
    "equal.",
    stub="def top_k_error(scores, labels, k):\n    ...  # return a number from 0 to 1",
    reference=answers.top_k_error,
    cases=score_cases,
    misconceptions=(
        Misconception("accuracy", answers.top_k_accuracy, "Is that the share that is right, or the share that is not?"),
        Misconception(
            "the k lowest scores",
            answers.top_k_lowest,
            "In which order do you sort? (`argsort` puts the smallest first.) Which end do you want?",
        ),
        Misconception(
            "only the k-th place", answers.top_k_exactly, "A label in first place: is it among the first five?"
        ),
        Misconception(
            "one place too many", answers.top_k_one_more, "With k = 1, how many classes may be named? And in yours?"
        ),
        Misconception("k ignored", answers.top_one_whatever_k, "You look at the best class only. What is k for?"),
        Misconception(
            "a count", answers.top_k_count, "How many pictures, or which share of them?", also=slips.COUNT_ALSO
        ),
        Misconception(
            "divided by k as well",
            answers.top_k_per_place,
            "You took the mean over pictures and places. A picture counts once, wherever its label stands.",
        ),
        *slips.TOP_K_ERROR,
    ),
    hints=(
        "`np.argsort(-scores, axis=1)` lists the classes of each picture, the best first.",
        "Compare its first k columns with `labels[:, None]`.",
        "`any(axis=1)` says for each picture whether its label was found.",
    ),
)
