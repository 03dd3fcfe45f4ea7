"""The exercises of chapter 08 in which a part of LeNet-5 is written, or mended."""

from __future__ import annotations

from course_utils.exercises.chapter_08 import answers, slips_maps, slips_output
from course_utils.exercises.engine import Exercise, Misconception


def sub_sampling_cases(rng):
    """Return (x, coefficient, bias) of several sizes, every map with numbers of its own."""
    cases = []
    for number in range(10):
        n, c, h, w = 1 + number % 2, 2 + number % 3, 2 + 2 * (number % 3), 2 + 2 * (number % 4)
        cases.append((rng.normal(size=(n, c, h, w)), rng.uniform(-1.2, 1.2, c), rng.normal(size=c)))
    return cases


def c3_cases(rng):
    """Return (s2, kernels, bias, sources): rows of the table, and sources that are neither sorted nor the first."""
    from course_utils.models.lenet5_plan import C3_TABLE

    tables = [*C3_TABLE[1:8], (5, 0, 3), (4, 2), (5,)]
    cases = []
    for number, sources in enumerate(tables):
        s2 = rng.normal(size=(6, 6 + number % 3, 9 - number % 4))
        cases.append((s2, rng.normal(size=(len(sources), 5, 5)), float(rng.normal() + 2), sources))
    return cases


def rbf_cases(rng):
    """Return (features, codes): batches of vectors, and codes, of ±1 in every other case."""
    cases = []
    for number in range(9):
        n, k, d = 1 + number % 4, 2 + number % 5, 3 + number
        codes = rng.normal(size=(k, d)) if number % 2 else rng.choice([-1.0, 1.0], size=(k, d))
        cases.append((rng.normal(size=(n, d)), codes))
    return cases


def loss_cases(rng):
    """Return (distances, labels, j) with distances from 0 to 12, so that the constant matters in some."""
    cases = []
    for number in range(10):
        n, k = 2 + number % 4, 10 - number % 7
        cases.append((rng.uniform(0, 2 + number, (n, k)), rng.integers(0, k, n), 0.5 + number))
    return cases


SUB_SAMPLE = Exercise(
    id="08-sub-sample",
    title="Sub-sampling, as it was",
    prompt="Write `sub_sample(x, coefficient, bias)` for maps `x` $(N, C, H, W)$, $H$ and $W$ even: add up each 2 × 2, "
    "multiply by the map's coefficient, add the map's bias, squash with $1.7159\\tanh(2a/3)$. `coefficient` and `bias` "
    "have shape $(C,)$.",
    stub="def sub_sample(x, coefficient, bias):\n    ...  # return (N, C, H/2, W/2)",
    reference=answers.sub_sample,
    cases=sub_sampling_cases,
    misconceptions=(
        Misconception(
            "mean for sum",
            answers.sub_sample_mean,
            "Your results belong to a coefficient four times smaller. Does the formula add the four up, or average?",
        ),
        Misconception(
            "one element picked",
            answers.sub_sample_picks,
            "You kept one of four. Change one of the other three: should the result not change?",
        ),
        Misconception(
            "maximum taken", answers.sub_sample_max, "That is max pooling. What did the paper do with the four?"
        ),
        Misconception("not squashed", answers.sub_sample_no_squash, "One step is left: what bends the result?"),
        Misconception(
            "bias forgotten",
            answers.sub_sample_no_bias,
            "Two numbers are learned for each map. Which of them is not in your result?",
        ),
        Misconception(
            "plain tanh", answers.sub_sample_plain_tanh, "Which function squashes in LeNet-5? It reaches 1.7159."
        ),
        Misconception(
            "logistic sigmoid",
            answers.sub_sample_logistic,
            "“Sigmoid” meant any S in 1998. Is theirs between 0 and 1, or odd?",
        ),
        Misconception(
            "bias multiplied as well",
            answers.sub_sample_bias_inside,
            "First the coefficient, then the bias. What did you multiply?",
        ),
        Misconception(
            "the first map's numbers for all",
            answers.sub_sample_one_for_all,
            "Each map has a coefficient and a bias of its own. Which did the second map get?",
        ),
        Misconception(
            "squashed too early",
            answers.sub_sample_squashed_first,
            "You squashed the bare sum. In the formula, what stands inside f?",
        ),
        *slips_maps.SUB_SAMPLE,
    ),
    hints=(
        "The four cells of all windows at once: `x[:, :, ::2, ::2]` and its three neighbours, as in chapter 06.",
        "`coefficient[:, None, None]` has shape (C, 1, 1), so that it meets each map.",
        "Scale and shift the sum of the four before you squash it: what is `a` in $1.7159\\tanh(2a/3)$?",
    ),
    tolerance=1e-9,
    explanation="`models.lenet5.SubSampling` does the same in torch, up to the squashing, which follows it.",
)

C3_MAP = Exercise(
    id="08-c3-map",
    title="One map of C3",
    prompt="Write `c3_map(s2, kernels, bias, sources)`, which computes one map of C3 before it is squashed. `s2` is "
    "$(6, H, W)$; `sources` lists the maps that it reads, such as `(0, 1, 2)`; `kernels[i]`, of shape $5 \\times 5$, "
    "belongs to map `sources[i]`; `bias` is one number. `convolution.conv2d(x, weight, bias)` takes $(N, C, H, W)$, "
    "$(F, C, 5, 5)$ and $(F,)$, and may be used.",
    stub="def c3_map(s2, kernels, bias, sources):\n    ...  # return one map, (H - 4, W - 4)",
    reference=answers.c3_map,
    cases=c3_cases,
    misconceptions=(
        Misconception(
            "the first maps read", answers.c3_first_maps, "Which maps did you read for the sources (1, 2, 3)?"
        ),
        Misconception(
            "kernels flipped",
            answers.c3_flipped,
            "Networks skip the flip (chapter 05). Where does your first weight go?",
        ),
        Misconception(
            "a bias for each source",
            answers.c3_bias_a_source,
            "Give it kernels of zeros, three sources and the bias 1. What should come out, and what does?",
        ),
        Misconception(
            "bias forgotten",
            answers.c3_no_bias,
            "All your numbers differ from ours by one and the same number. Which argument is in none of them?",
        ),
        Misconception(
            "one kernel for all", answers.c3_one_kernel, "Does each map that is read have a kernel of its own?"
        ),
        Misconception(
            "one source only", answers.c3_first_source, "`sources` lists several maps. What becomes of the others?"
        ),
        Misconception("averaged", answers.c3_averaged, "Are the windows on the maps added, or is their mean taken?"),
        Misconception(
            "kernels in the order of the maps",
            answers.c3_kernels_by_map,
            "`kernels[i]` belongs to `sources[i]`, in the order given. Which kernel did map 5 get for (5, 0, 3)?",
        ),
        Misconception("squashed", answers.c3_squashed, "Is the map asked for before it is squashed, or after?"),
        *slips_maps.C3_MAP,
    ),
    hints=(
        "`s2[list(sources)]` are the maps that are read, in that order.",
        "A convolution with several input channels already adds up over them. Give it one filter.",
        "`[None]` puts an axis of length 1 in front: one picture, one filter. Which axes has the result too many?",
    ),
    tolerance=1e-9,
    explanation="Sixty such kernels, and no more, are what C3 learns besides its biases.",
)

RBF = Exercise(
    id="08-rbf",
    title="Distances to the codes",
    prompt="Write `rbf(features, codes)`: the squared Euclidean distance of each row of `features` $(N, D)$ to each "
    "row of `codes` $(K, D)$, as an array $(N, K)$.",
    stub="def rbf(features, codes):\n    ...  # return (N, K)",
    reference=answers.rbf,
    cases=rbf_cases,
    misconceptions=(
        Misconception(
            "root taken", answers.rbf_root, "The units give out the *squared* distance. What did you do last?"
        ),
        Misconception("absolute differences", answers.rbf_absolute, "How is a Euclidean distance made of differences?"),
        Misconception(
            "product with the code",
            answers.rbf_product,
            "That is a dense layer without bias: large when alike. And a distance?",
        ),
        Misconception("negative", answers.rbf_negative, "Can a squared distance be below 0?"),
        Misconception("mean over the features", answers.rbf_mean, "Are the squares added up, or averaged?"),
        Misconception(
            "samples centred",
            answers.rbf_centred,
            "You subtracted a mean first. Which numbers does the definition compare, and is a mean among them?",
            also=(
                answers.rbf_both_centred,
                answers.rbf_rows_centred,
                answers.rbf_centred_by_codes,
                lambda features, codes: answers.rbf(features - features.mean(), codes),
            ),
        ),
        Misconception(
            "bell curve",
            answers.rbf_gaussian,
            "Other RBF networks use e to minus the distance. What does LeNet-5's unit do?",
        ),
        Misconception(
            "rows and columns exchanged",
            answers.rbf_turned,
            "What does one row of your result belong to, an example or a code?",
        ),
        *slips_output.RBF,
    ),
    hints=(
        "`features[:, None]` has shape (N, 1, D) and meets `codes` (K, D) in every pair.",
        "Of each pair take the differences, feature by feature; what makes a squared distance of them?",
        "The difference has shape (N, K, D). Which of its axes must be gone at the end?",
    ),
    tolerance=1e-9,
    explanation="The smallest of a row is the answer: `argmin`, not `argmax`.",
)

MAP_LOSS = Exercise(
    id="08-planted-bugs",
    title="Find the two bugs",
    prompt="`broken_map_loss` above cannot tell right from wrong. Two of its lines are wrong. Copy it here under the "
    "name `map_loss` and mend both.",
    stub="def map_loss(distances, labels, j):\n    ...  # return one number",
    reference=answers.map_loss,
    cases=loss_cases,
    misconceptions=(
        Misconception(
            "both bugs still there",
            answers.map_loss_with_bugs,
            "Take two examples. Whose distances does the first line average? And a far code: should e to its distance "
            "be large?",
        ),
        Misconception(
            "still the wrong sign",
            answers.map_loss_sign,
            "One bug is gone. A code that is far away should count for nothing in the sum. Does it?",
        ),
        Misconception(
            "still all labels for all",
            answers.map_loss_column,
            "One bug is gone. `distances[:, labels]` has how many rows and columns? One distance for each example is "
            "wanted.",
        ),
        Misconception("constant left out", answers.map_loss_no_constant, "What has become of j?"),
        Misconception("sum for mean", answers.map_loss_sum, "Twice the examples, twice your loss. And the formula?"),
        Misconception(
            "competition left out", answers.map_loss_distance_only, "That is Eq. 8. What does Eq. 9 add to it?"
        ),
        *slips_output.MAP_LOSS,
    ),
    hints=(
        "Try it on two examples with hand-made distances, right and wrong.",
        "`distances[:, labels]` picks columns; which index picks one number from each row?",
        "e to *minus* the distance: near codes count, far ones vanish.",
    ),
    tolerance=1e-9,
    explanation="One index that is too generous and one sign: neither raises an error, and with neither does the "
    "network learn to read.",
)
