"""More ways in which the distances and the loss of chapter 08 go wrong, and the questions that lead out."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_08.answers import rbf
from course_utils.exercises.engine import Misconception


# ---- distances to the codes ---------------------------------------------------------------------------------------
def expanded(of_features=1.0, of_product=-2.0, of_codes=1.0):
    """Build an rbf from the three terms of the square, with these factors."""
    return lambda features, codes: (
        of_features * (features**2).sum(axis=1)[:, None]
        + of_product * features @ codes.T
        + of_codes * (codes**2).sum(axis=1)
    )


def pairs(features, codes):
    """Return the difference of every row and every code, (N, K, D)."""
    return features[:, None] - codes


def unit(rows):
    """Return the rows at length 1."""
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


RBF = (
    Misconception(
        "row by row",
        lambda features, codes: ((features - codes) ** 2).sum(axis=1),
        "You meet the first example with the first code, the second with the second. With how many codes should each "
        "example meet?",
    ),
    Misconception(
        "one code only",
        lambda features, codes: rbf(features, codes[:1]),
        "How many distances has each example, and how many codes are there?",
        also=(lambda features, codes: rbf(features, codes)[:, 0], lambda features, codes: rbf(features[:1], codes)),
    ),
    Misconception(
        "a term of the square wrong",
        expanded(of_product=2.0),
        "(a − b)² has three terms. Which are they, with factors and signs, and which of them are in yours?",
        also=(
            expanded(of_product=-1.0),
            expanded(of_features=0.0),
            expanded(of_codes=0.0),
            expanded(of_product=0.0),
            expanded(of_features=-1.0),
            expanded(of_product=1.0),
            expanded(of_features=0.0, of_codes=0.0),
            lambda features, codes: expanded(of_codes=0.0)(features, codes) + features.shape[1],
        ),
    ),
    Misconception(
        "added up along another axis",
        lambda features, codes: (pairs(features, codes) ** 2).sum(axis=1),
        "Which axis counts the features, and which ones count examples and codes? Only one of them is added up.",
        also=(
            lambda features, codes: (pairs(features, codes) ** 2).sum(axis=0),
            lambda features, codes: pairs(features, codes) ** 2,
            lambda features, codes: (pairs(features, codes) ** 2).sum(),
        ),
    ),
    Misconception(
        "added up before squaring",
        lambda features, codes: pairs(features, codes).sum(axis=2) ** 2,
        "Differences of both signs cancel when they are added first. Which comes first, the square or the sum?",
    ),
    Misconception(
        "differences not squared",
        lambda features, codes: pairs(features, codes).sum(axis=2),
        "Your distance can be negative. What is done to each difference before they are added?",
    ),
    Misconception(
        "half of it",
        lambda features, codes: 0.5 * rbf(features, codes),
        "A half is put there to swallow the 2 of a derivative. Does the definition have it?",
        also=(lambda features, codes: rbf(features, codes) / 84,),
    ),
    Misconception(
        "the largest difference",
        lambda features, codes: np.abs(pairs(features, codes)).max(axis=2),
        "Only one feature counts in your distance. And the others?",
        also=(lambda features, codes: (pairs(features, codes) ** 2).max(axis=2),),
    ),
    Misconception(
        "lengths made 1 first",
        lambda features, codes: rbf(unit(features), unit(codes)),
        "You change the rows before you compare them. Does the definition?",
        also=(
            lambda features, codes: rbf(unit(features), codes),
            lambda features, codes: unit(features) @ unit(codes).T,
            lambda features, codes: 1 - unit(features) @ unit(codes).T,
        ),
    ),
    Misconception(
        "the nearest code",
        lambda features, codes: rbf(features, codes).argmin(axis=1),
        "That is the answer that is read from the distances. Which of the two is asked for?",
        also=(lambda features, codes: rbf(features, codes).min(axis=1),),
    ),
    Misconception(
        "a softmax of it",
        lambda features, codes: (
            np.exp(-rbf(features, codes)) / np.exp(-rbf(features, codes)).sum(axis=1, keepdims=True)
        ),
        "Each of your rows adds up to 1. Are distances shares?",
    ),
)


# ---- the loss that compares ---------------------------------------------------------------------------------------
def loss(right=None, total=None, combine=lambda right, total: np.mean(right + np.log(total))):
    """Build a map_loss of other ``right(distances, labels)`` or ``total(distances, labels, j)``, or combined so."""

    def wrong(distances, labels, j):
        rows = np.arange(len(labels))
        near = right(distances, labels) if right else distances[rows, labels]
        far = total(distances, labels, j) if total else np.exp(-j) + np.exp(-distances).sum(axis=1)
        return combine(near, far)

    return wrong


def without_the_right(distances, labels, j):
    """Leave the label's own class out of the sum."""
    kept = np.exp(-distances)
    kept[np.arange(len(labels)), labels] = 0
    return np.exp(-j) + kept.sum(axis=1)


MAP_LOSS = (
    Misconception(
        "e to plus j",
        loss(total=lambda d, labels, j: np.exp(j) + np.exp(-d).sum(axis=1)),
        "The rubbish class is always at distance j. With which sign does a distance stand in the exponent?",
        also=(loss(total=lambda d, labels, j: j + np.exp(-d).sum(axis=1)),),
    ),
    Misconception(
        "competition with the wrong sign",
        loss(combine=lambda right, total: np.mean(right - np.log(total))),
        "The second term should grow when a wrong code comes near. Does yours?",
        also=(loss(combine=lambda right, total: np.mean(np.log(total) - right)),),
    ),
    Misconception(
        "minus the loss",
        loss(combine=lambda right, total: -np.mean(right + np.log(total))),
        "A loss is to be made small. Is yours small when all is right?",
    ),
    Misconception(
        "logarithm forgotten",
        loss(combine=lambda right, total: np.mean(right + total)),
        "What does Eq. 9 do to its sum before it is added?",
        also=(loss(combine=lambda right, total: np.mean(right + np.exp(total))),),
    ),
    Misconception(
        "another logarithm",
        loss(combine=lambda right, total: np.mean(right + np.log10(total))),
        "To which base is the logarithm, if it is to undo e to a power?",
        also=(
            loss(combine=lambda right, total: np.mean(right + np.log2(total))),
            loss(combine=lambda right, total: np.mean(right + np.log1p(total))),
        ),
    ),
    Misconception(
        "added up over examples, not classes",
        loss(total=lambda d, labels, j: np.exp(-j) + np.exp(-d).sum()),
        "Each example competes with its own ten distances. Along which axis do you add up?",
        also=(
            loss(
                total=lambda d, labels, j: np.exp(-j) + np.exp(-d).sum(axis=0),
                combine=lambda right, total: np.mean(right) + np.mean(np.log(total)),
            ),
        ),
    ),
    Misconception(
        "mean for the sum over classes",
        loss(total=lambda d, labels, j: np.exp(-j) + np.exp(-d).mean(axis=1)),
        "Inside the logarithm, does Eq. 9 add its terms up or average them?",
    ),
    Misconception(
        "one logarithm for all",
        loss(combine=lambda right, total: np.mean(right) + np.log(np.mean(total))),
        "Each example has a logarithm of its own. Where do you take the mean, inside it or outside?",
        also=(loss(combine=lambda right, total: np.mean(right) + np.log(np.sum(total))),),
    ),
    Misconception(
        "the right class left out of the sum",
        loss(total=without_the_right),
        "Eq. 9 adds over *all* i. Which class is missing in your sum?",
    ),
    Misconception(
        "a loss for each example",
        loss(combine=lambda right, total: right + np.log(total)),
        "One number is asked for. What becomes of the losses of the examples?",
    ),
    Misconception(
        "whole rows picked",
        loss(lambda d, labels: d[labels % len(d)].mean(axis=1)),
        "`distances[labels]` picks rows, and a row is an example. Which index picks one number from each row?",
        also=(loss(lambda d, labels: d[:, labels[0]]), loss(lambda d, labels: d[0, labels])),
    ),
    Misconception(
        "the nearest for the right one",
        loss(lambda d, labels: d.min(axis=1)),
        "Which code should the features come near to: the nearest, or that of the label?",
    ),
    Misconception(
        "competition only",
        loss(combine=lambda right, total: np.mean(np.log(total))),
        "What has become of the distance to the right code?",
    ),
    Misconception(
        "a share of the right code",
        loss(combine=lambda right, total: -np.mean(np.exp(-right) / total)),
        "You return a share (or minus a share). What does Eq. 9 add to what?",
        also=(
            loss(combine=lambda right, total: np.mean(np.exp(-right) / total)),
            loss(combine=lambda right, total: -np.log(np.mean(np.exp(-right) / total))),
        ),
    ),
)
