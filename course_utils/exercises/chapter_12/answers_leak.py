"""The experiment of chapter 12 with two planted leaks, and what it becomes when only one of them is mended."""

from __future__ import annotations

import numpy as np


def nearest(train_x, train_y, x, k):
    """Return for each row of x (M, D) the commonest label (0 or 1) among its k nearest rows of train_x; k is odd."""
    distances = ((x[:, None] - train_x) ** 2).sum(axis=2)  # (M, N)
    neighbours = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return (train_y[neighbours].mean(axis=1) > 0.5).astype(int)


def mended_experiment(train_x, train_y, validation_x, validation_y, test_x, test_y, candidates):
    """Return the k that was chosen, and its accuracy on the test set, which nothing before it has seen."""
    mean, std = train_x.mean(axis=0), train_x.std(axis=0)
    train_x, validation_x, test_x = ((x - mean) / std for x in (train_x, validation_x, test_x))
    right = [np.sum(nearest(train_x, train_y, validation_x, k) == validation_y) for k in candidates]
    k = candidates[int(np.argmax(right))]
    return k, np.mean(nearest(train_x, train_y, test_x, k) == test_y)


def with_leaks(statistics="train", choice="validation"):
    """Return the experiment with statistics ("train", "seen", "test", "all", "own") and choice taken from these sets.

    "seen" is what the choice may look at: training and validation.
    """

    def leaking(train_x, train_y, validation_x, validation_y, test_x, test_y, candidates):
        sets = [train_x, validation_x, test_x]
        known = {"train": train_x, "seen": np.concatenate(sets[:2]), "test": test_x, "all": np.concatenate(sets)}
        sources = sets if statistics == "own" else [known[statistics]] * 3
        sets = [(x - source.mean(axis=0)) / source.std(axis=0) for x, source in zip(sets, sources)]
        labels = {"train": train_y, "validation": validation_y, "test": test_y}
        judged = dict(zip(labels, sets))[choice]
        scores = [np.mean(nearest(sets[0], train_y, judged, k) == labels[choice]) for k in candidates]
        k = candidates[int(np.argmax(scores))]
        return k, np.mean(nearest(sets[0], train_y, sets[2], k) == test_y)

    return leaking


def not_standardised(train_x, train_y, validation_x, validation_y, test_x, test_y, candidates):
    """Mend the choice and leave the features on their own scales."""
    scores = [np.mean(nearest(train_x, train_y, validation_x, k) == validation_y) for k in candidates]
    k = candidates[int(np.argmax(scores))]
    return k, np.mean(nearest(train_x, train_y, test_x, k) == test_y)


def reports_validation(train_x, train_y, validation_x, validation_y, test_x, test_y, candidates):
    """Report the score that chose."""
    mean, std = train_x.mean(axis=0), train_x.std(axis=0)
    train_x, validation_x = (train_x - mean) / std, (validation_x - mean) / std
    scores = [np.mean(nearest(train_x, train_y, validation_x, k) == validation_y) for k in candidates]
    return candidates[int(np.argmax(scores))], max(scores)
