"""The exam's questions on chapters 09 to 12; every number in them follows from those that are drawn."""

from __future__ import annotations

import math
import statistics

from course_utils.classroom.exam.question import Ask, Question, Wrong, listed, said

T_FOUR = 2.78  # Student's t for four degrees of freedom, both tails 5 %


def four_groups(rng):
    """Chapter 09: a convolution cut into groups."""
    reads, makes, groups = rng.choice((64, 128, 160)), rng.choice((96, 128, 192)), rng.choice((4, 8))
    kernel, side = rng.choice((3, 5)), rng.choice((13, 14))
    depth = reads // groups
    one, learned = depth * kernel**2, makes * (depth * kernel**2 + 1)
    work, twice = makes * one * side**2, (makes // groups) * one + makes
    return Question(
        "09", "Cut into groups",
        f"A convolution reads {reads} maps and makes {makes}, with kernels of {kernel} × {kernel}, a bias for each, "
        "and "
        f"padding that keeps the {side} × {side} places. It is cut into {groups} groups, as AlexNet's was into two.",
        (Ask("How many weights has one kernel?", 1, one, said(one)),
         Ask("How many numbers does the layer learn?", 2, learned, said(learned)),
         Ask("How many multiply-adds does it make for one picture, biases left out?", 1, work, said(work)),
         Ask("How many of the maps that come in can a given kernel not see?", 1, reads - depth, said(reads - depth))),
        "Half of the points of the second part without the biases.",
        (Wrong(1, twice, said(twice), "divided twice: each group has fewer kernels, all groups together have them all"),
         Wrong(0, reads * kernel**2, said(reads * kernel**2), "the cut is forgotten"),
         Wrong(2, makes * one, said(makes * one), "weights are counted, not their uses")),
        dict(reads=reads, makes=makes, groups=groups, kernel=kernel, side=side),
    )  # fmt: skip


def which_goes_on(rng):
    """Chapter 09: read training and test errors at two lengths of training."""
    a, b, test = rng.choice((1, 2)), rng.choice((14, 17, 19)), rng.choice((21, 23))
    late_a, late_b = test - rng.choice((0, 1)), test - rng.choice((6, 8))
    return Question(
        "09", "Which recipe goes on?",
        "Two recipes for one network, the same pictures, one run each:\n\n"
        "| | training error | test error |\n|---|---|---|\n"
        f"| A, after 20 epochs | {a} % | {test} % |\n| B, after 20 epochs | {b} % | {test + 1} % |\n"
        f"| A, after 100 epochs | 0 % | {late_a} % |\n| B, after 100 epochs | 1 % | {late_b} % |\n",
        (Ask("Somebody has seen the first two lines only and says: A is better. What speaks against it, in those "
             "lines?",
             2, None, f"B still errs on {b} % of its own training pictures: it is not done. A has hardly anything "
                      "left to "
             "learn."),
         Ask("One of the recipes has dropout and changed copies of the pictures. Which, and by what do you see it?", 2,
             None, f"B: its training error is held up, {b} % beside {a} %, while its test error is not."),
         Ask("What is missing before the last two lines may be compared?", 1, None,
             "Further runs from other seeds, or the interval that belongs to the test set's size.")),
        "One point for “train longer” without a look at the training error.",
        (Wrong(0, None, "“B overfits”", "overfitting is said of every bad number; B has too *high* a training error"),
         Wrong(1, None, "“A, its training error is lower”", "a brake is thought to help the training pictures"),
         Wrong(2, None, "“nothing: so many points are enough”", "size is taken for certainty")),
        dict(a=a, b=b, test=test, late_a=late_a, late_b=late_b),
    )  # fmt: skip


def training_and_use(rng):
    """Chapter 10: one number, normalised by its batch and by the stored averages."""
    mean, spread = rng.choice((5, 6, 8)), rng.choice((2, 3))
    gamma, beta = rng.choice((2, 3)), rng.choice((-1, 1))
    kept, deviation, more = rng.choice((2, 3)), rng.choice((4, 5)), 10
    batch, x = (mean - spread, mean + spread, mean - spread, mean + spread), mean + spread
    training, use = gamma + beta, gamma * (x - kept) / deviation + beta
    new = 0.9 * kept + 0.1 * mean
    return Question(
        "10", "In training, and in use",
        f"One channel of a normalised layer receives {listed(batch)} from a batch of four. γ is {gamma}, β is "
        f"{said(beta)}; the stored mean is {kept}, the stored deviation {deviation}. (Leave ε out.)",
        (Ask(f"What becomes of the number {x} in training?", 1, training, said(training)),
         Ask("And in use?", 2, use, said(use)),
         Ask("What is the stored mean after this batch, with a momentum of 0.1 in torch's sense?", 1, new, said(new)),
         Ask(f"Every number of the batch becomes larger by {more}, and x with it. Which of the first two answers "
             "changes?", 1, use + gamma * more / deviation,
             f"The one in use, to {said(use + gamma * more / deviation)}; in training the mean rises as well.")),
        "One of the two points in use for a right quotient without γ and β.",
        (Wrong(0, use, said(use), "training and use are exchanged"),
         Wrong(2, 0.1 * kept + 0.9 * mean, said(0.1 * kept + 0.9 * mean), "momentum is read as the share that is kept"),
         Wrong(1, gamma * (x - kept) / deviation**2 + beta, said(gamma * (x - kept) / deviation**2 + beta),
               "the variance stands where the deviation belongs")),
        dict(batch=batch, x=x, gamma=gamma, beta=beta, kept=kept, deviation=deviation, more=more),
    )  # fmt: skip


def narrow_door(rng):
    """Chapter 10: a 1 × 1 convolution before a large window."""
    reads, makes, door = rng.choice((128, 160, 256)), rng.choice((32, 48, 64)), rng.choice((12, 16, 24))
    side = rng.choice((7, 14, 28))
    area = side * side
    direct, narrow = area * 25 * reads * makes, area * (reads * door + 25 * door * makes)
    widest, behind = 25 * reads * makes // (2 * (reads + 25 * makes)), area * 25 * door * makes
    return Question(
        "10", "How narrow must the door be?",
        f"A 5 × 5 convolution reads {reads} maps of {side} × {side} and makes {makes} of the same size. Somebody "
        "puts a "
        f"1 × 1 convolution with {door} filters before it. Biases are left out.",
        (Ask("How many multiply-adds does the large window make without the door?", 1, direct, said(direct)),
         Ask("How many do both make with it?", 2, narrow, said(narrow)),
         Ask("How many filters may the door have at most, if at least half of the work is to be saved?", 2, widest,
             said(widest))),
        "One of the last two points for the right inequality.",
        (Wrong(1, behind, said(behind), "the door's own work is forgotten"),
         Wrong(2, reads // 2, said(reads // 2), "half of the maps are thought to be half of the work: the door "
                                                "costs, too"),
         Wrong(0, 25 * reads * makes, said(25 * reads * makes), "weights are counted, not their uses")),
        dict(reads=reads, makes=makes, door=door, side=side),
    )  # fmt: skip


def which_paths(rng):
    """Chapter 11: which paths of a residual chain carry the gradient."""
    blocks, slope = rng.choice((6, 8, 10, 12)), rng.choice((0.1, 0.2, 0.25))
    whole, single = (1 + slope) ** blocks, blocks * slope
    cut = slope * (1 + slope) ** (blocks - 1)
    return Question(
        "11", "Which paths carry it?",
        f"A chain of {blocks} residual blocks of one number each. Every branch has the slope {said(slope)} where it "
        "stands; nothing follows the sums.",
        (Ask("By what is a gradient multiplied on its way through the whole chain?", 1, whole, said(whole)),
         Ask("How many paths pass exactly one branch, and what do they add to that factor together?", 2,
             (blocks, single), f"{blocks} paths, {said(single)} together"),
         Ask("Which share of the factor comes along paths through one branch at most?", 1, (1 + single) / whole,
             f"{said(100 * (1 + single) / whole, 1)} %"),
         Ask("One block in the middle loses its shortcut. What is the factor then?", 1, cut, said(cut))),
        "One of the two points of the second part for the number of paths.",
        (Wrong(0, 1 + single, said(1 + single), "paths through several branches are forgotten"),
         Wrong(0, slope**blocks, f"{said(slope)} to the power {blocks}", "the shortcuts are forgotten"),
         Wrong(3, (1 + slope) ** (blocks - 1), said((1 + slope) ** (blocks - 1)),
               "a block without its shortcut is thought to be gone; it is a gate that all paths pass")),
        dict(blocks=blocks, slope=slope),
    )  # fmt: skip


def halving_block(rng):
    """Chapter 11: count a residual block that halves the side and doubles the channels."""
    c, side = rng.choice((24, 32, 64, 96)), rng.choice((16, 28, 32, 56))
    first, second, shortcut = 18 * c * c, 36 * c * c, 2 * c * c
    learned, places = first + second + shortcut, (side // 2) ** 2
    return Question(
        "11", "A block that halves",
        f"A residual block reads {c} maps of {side} × {side} and gives {2 * c} of half the side: a 3 × 3 convolution "
        "with "
        "stride 2, a second 3 × 3 convolution, and a 1 × 1 convolution with stride 2 as its shortcut. Biases and "
        "normalisation are left out.",
        (Ask("How many numbers does the block learn?", 2, learned, said(learned)),
         Ask("Which share of them belongs to the shortcut?", 1, shortcut / learned,
             f"1 in {said(learned / shortcut)}, or {said(100 * shortcut / learned, 1)} %"),
         Ask("How many multiply-adds do its two 3 × 3 convolutions make for one picture?", 2, (first + second) * places,
             said((first + second) * places))),
        "Half of the points of a count where one of the convolutions is wrong.",
        (Wrong(0, 2 * second + shortcut, said(2 * second + shortcut), "the first convolution is thought to read its "
                                                                      "own "
               "number of maps"),
         Wrong(0, first + second, said(first + second), "the shortcut is thought to learn nothing, as option A"),
         Wrong(2, (first + second) * side * side, said((first + second) * side * side), "the stride is forgotten")),
        dict(c=c, side=side),
    )  # fmt: skip


def five_seeds(rng):
    """Chapter 12: is a difference over five seeds seen?"""
    base = rng.choice((0.3, 0.6, 0.9))
    found = tuple(round(base + step, 1) for step in rng.sample((-0.8, -0.4, 0.1, 0.3, 0.5, 0.9), 5))
    mean, spread = statistics.mean(found), statistics.stdev(found)
    error = spread / math.sqrt(5)
    low, high = mean - T_FOUR * error, mean + T_FOUR * error
    verdict = "leaves 0 out: the difference is seen" if low * high > 0 else "holds 0: no difference is seen"
    return Question(
        "12", "Five seeds",
        "Two recipes are trained from the same five seeds and read the same test pictures. The second is better by "
        f"{listed(found)} points. For five seeds the interval reaches {T_FOUR} standard errors to either side.",
        (Ask("What is the mean difference?", 1, mean, said(mean, 2)),
         Ask("What is its standard error?", 2, error, said(error, 2)),
         Ask("Which interval is that, and is a difference seen?", 2, (low, high),
             f"{said(low, 2)} to {said(high, 2)}: it {verdict}."),
         Ask("A colleague has run one seed only and reports the largest of these numbers. What has she "
             "measured?", 1, None,
             "One draw: a difference of the recipes and of the seed, and nobody can tell how much of either.")),
        "One of the two points of the error for the deviation of the five, without the root of five.",
        (Wrong(1, spread, said(spread, 2), "the deviation of single runs is taken for that of their mean"),
         Wrong(2, (mean - error, mean + error), f"{said(mean - error, 2)} to {said(mean + error, 2)}",
               "one standard error is given for the interval"),
         Wrong(3, None, "“what it can do at its best”", "a maximum is taken for a property")),
        dict(found=found),
    )  # fmt: skip


def where_it_leaks(rng):
    """Chapter 12: find what the test set has to do with an experiment before it is asked."""
    photographs, copies, nets = rng.choice((150, 200, 300)), rng.choice((8, 10)), rng.choice((5, 6, 12))
    whole = photographs * copies
    return Question(
        "12", "Where does it leak?",
        f"A report: “Of {photographs} photographs we made {copies} changed copies each, shifted and mirrored. The "
        f"{said(whole)} pictures were brought to mean 0 and deviation 1. A tenth of them, drawn by lot, is our test "
        "set. "
        f"We trained {nets} networks; the best reads 97 % of the test set.”",
        (Ask("Name three ways in which the test set gets into the experiment before it is asked, the worst first.", 3,
             None, "Copies of one photograph stand on both sides, so the test asks for what was learned by heart; "
                   "the best "
             f"of {nets} was chosen by the test set; mean and deviation were taken of the test pictures, too."),
         Ask("Give the order of steps in which it should have been done.", 2, None,
             "Photographs into three sets; mean and deviation of the training set; copies of the training photographs "
             "only; networks chosen by validation; one of them asked the test set, once.")),
        "A point for each leak; the order of the first and the second is open where a reason is given.",
        (Wrong(0, None, "“a tenth is too small”", "size is confused with honesty"),
         Wrong(0, None, "“mirrored pictures are no real ones”", "what a copy is for is not known"),
         Wrong(1, None, "copies first, then the three sets", "the first leak again: its cause was not seen")),
        dict(photographs=photographs, copies=copies, nets=nets),
    )  # fmt: skip


QUESTIONS = (
    four_groups, which_goes_on, training_and_use, narrow_door, which_paths, halving_block, five_seeds, where_it_leaks,
)  # fmt: skip
