"""Answers about chapter 12's honest numbers as other people write them: right ones, and mistakes with their names."""

import math

import numpy as np


# ---- the right ones, in other styles ----
def epoch_loop(train, validation, test, better=lambda new, best: new > best, of=lambda a, b, c: b, start=-1.0):
    best, number = start, 0
    for epoch, scores in enumerate(zip(train, validation, test), 1):
        if better(of(*scores), best):
            best, number = of(*scores), epoch
    return number


def wilson_text(right, n, z=1.96):
    p = right / n
    root = math.sqrt((p * (1 - p) + z * z / (4 * n)) / n)
    centre = p + z * z / (2 * n)
    return (centre - z * root) / (1 + z * z / n), (centre + z * root) / (1 + z * z / n)


def wilson_counts(right, n, z=1.96):
    wrong = n - right
    centre = (right + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(right * wrong / n + z**2 / 4)
    return np.array([centre - half, centre + half])


def wilson_quadratic(right, n, z=1.96):
    p, g = right / n, z**2 / n
    a, b, c = 1 + g, -(2 * p + g), p * p
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    return [max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))]


def table_of_lists(labels, answers, classes):
    table = [[0] * classes for _ in range(classes)]
    for i, j in zip(labels, answers):
        table[i][j] += 1
    return table


def table_float(labels, answers, classes):
    table = np.zeros((classes, classes))
    for n in range(len(labels)):
        table[labels[n], answers[n]] = table[labels[n], answers[n]] + 1
    return table


def table_bincount(labels, answers, classes):
    return np.bincount(labels * classes + answers, minlength=classes**2).reshape(classes, classes)


def table_one_hot(labels, answers, classes):
    return np.eye(classes)[labels].T @ np.eye(classes)[answers]


def vote(train_x, train_y, x, k):
    answers = []
    for row in x:
        order = sorted(range(len(train_x)), key=lambda i: ((train_x[i] - row) ** 2).sum())[:k]
        answers.append(int(sum(train_y[i] for i in order) * 2 > k))
    return np.array(answers)


def honest(*given, ddof=0, extra=False, ends=lambda k, a: (k, a), better=lambda a, b: a > b):
    train_x, train_y, validation_x, validation_y, test_x, test_y, candidates = given
    mean, std = np.mean(train_x, 0), np.std(train_x, 0, ddof=ddof)
    a, b, c = (train_x - mean) / std, (validation_x - mean) / std, (test_x - mean) / std
    best_k, best = None, -1
    for k in candidates:
        score = (vote(a, train_y, b, k) == validation_y).mean()
        if better(score, best):
            best_k, best = k, score
    if extra:
        a, train_y = np.vstack([a, b]), np.hstack([train_y, validation_y])
    return ends(best_k, (vote(a, train_y, c, best_k) == test_y).mean())


def honest_with(**parts):
    return lambda *given: honest(*given, **parts)


def half_mended(*given, fit=lambda *sets: np.vstack(sets), choose="validation"):
    train_x, train_y, validation_x, validation_y, test_x, test_y, candidates = given
    known = fit(train_x, validation_x, test_x)
    a, b, c = ((x - known.mean(0)) / known.std(0) for x in (train_x, validation_x, test_x))
    judge_x, judge_y = (b, validation_y) if choose == "validation" else (c, test_y)
    k = max(candidates, key=lambda k: (vote(a, train_y, judge_x, k) == judge_y).mean())
    return k, (vote(a, train_y, c, k) == test_y).mean()


def half_mended_with(**parts):
    return lambda *given: half_mended(*given, **parts)


RIGHT = [
    ("12-best-epoch", "a loop", epoch_loop),
    ("12-best-epoch", "list.index", lambda a, b, c: list(b).index(max(b)) + 1),
    ("12-best-epoch", "NumPy integer", lambda a, b, c: np.argmax(b) + 1),
    ("12-planted-leak", "a loop", honest),
    ("12-planted-leak", "ddof=1", honest_with(ddof=1)),
    ("12-planted-leak", "train and validation", half_mended_with(fit=lambda a, b, c: np.vstack([a, b]))),
    ("12-planted-leak", "max with a key", half_mended_with(fit=lambda a, b, c: a)),
    ("12-confusion", "lists", table_of_lists),
    ("12-confusion", "floats", table_float),
    ("12-confusion", "bincount", table_bincount),
    ("12-confusion", "one-hot product", table_one_hot),
    ("12-interval", "factored", wilson_text),
    ("12-interval", "counts", wilson_counts),
    ("12-interval", "quadratic equation", wilson_quadratic),
    ("12-diagnosis", "as asked", "DBCA"),
    ("12-diagnosis", "small letters", "dbca"),
    ("12-diagnosis", "with commas", "D, B, C, A"),
    ("12-diagnosis", "a list", ["D", "B", "C", "A"]),
]  # fmt: skip


# ---- the wrong ones ----
def wilson_reddit(right, n, z=1.96, four=4, power=2):
    p = right / n
    left = p + 1 / (2 * n) * z * z
    under = z * math.sqrt(p * (1 - p) / n + z * z / (four * n**power))
    return (left - under) / (1 + 1 / n * z * z), (left + under) / (1 + 1 / n * z * z)


def wilson_without_1_minus_p(right, n, z=1.96):
    p, half = right / n, z * math.sqrt(right / n**2 + z**2 / (4 * n**2))
    return [(p + z**2 / (2 * n) + side * half) / (1 + z**2 / n) for side in (-1, 1)]


def wilson_precedence(right, n, z=1.96):
    p = right / n
    centre, half = p + z**2 / (2 * n), z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    return centre - half / (1 + z**2 / n), centre + half / (1 + z**2 / n)


def normal(right, n, z=1.96):
    p = right / n
    return p - z * math.sqrt(p * (1 - p) / n), p + z * math.sqrt(p * (1 - p) / n)


def agresti_coull(right, n, z=1.96):
    n = n + z * z
    return normal(right + z * z / 2, n, z)


def table_of_one_list(labels, answers, classes):
    table = [[0] * classes] * classes
    for i, j in zip(labels, answers):
        table[i][j] += 1
    return table


def table_added_at_once(labels, answers, classes):
    table = np.zeros((classes, classes), dtype=int)
    table[labels, answers] += 1
    return table


def table_once(labels, answers, classes):
    table = np.zeros((classes, classes), dtype=int)
    for i, j in zip(labels, answers):
        table[i, j] = 1
    return table


def table_returned_early(labels, answers, classes):
    table = np.zeros((classes, classes), dtype=int)
    for i, j in zip(labels, answers):
        table[i, j] += 1
        return table


WRONG = [
    ("12-best-epoch", "test", lambda a, b, c: epoch_loop(a, c, b), "chosen by the test set"),
    ("12-best-epoch", "argmax", lambda a, b, c: int(np.argmax(b)), "counted from 0"),
    ("12-best-epoch", "val + test", lambda a, b, c: epoch_loop(a, b, c, of=lambda x, y, z: y + z), "two sets together"),
    ("12-best-epoch", ">=", lambda a, b, c: epoch_loop(a, b, c, better=lambda x, y: x >= y), "the last of equals"),
    ("12-best-epoch", "tuples compared",
     lambda a, b, c: epoch_loop(a, b, c, of=lambda x, y, z: (y, z), start=(0, 0)), "ties decided by the test set"),
    ("12-best-epoch", "max", lambda a, b, c: max(b), "the accuracy, not its epoch"),
    ("12-best-epoch", "patience 0",
     lambda a, b, c: next((i for i in range(1, len(b)) if b[i] < b[i - 1]), len(b)), "the first fall ends it"),
    ("12-best-epoch", "argmin", lambda a, b, c: np.argmin(b) + 1, "the smallest accuracy"),
    ("12-planted-leak", "choice mended", half_mended_with(), "standardised with everything"),
    ("12-planted-leak", "scale mended",
     half_mended_with(fit=lambda a, b, c: a, choose="test"), "the test set still chooses"),
    ("12-planted-leak", "as it was", half_mended_with(choose="test"), "both leaks"),
    ("12-planted-leak", "learned from both", honest_with(extra=True), "the validation set learned from"),
    ("12-planted-leak", ">=", honest_with(better=lambda a, b: a >= b), "the last of equals"),
    ("12-planted-leak", "exchanged", honest_with(ends=lambda k, a: (a, k)), "k and accuracy exchanged"),
    ("12-planted-leak", "error", honest_with(ends=lambda k, a: (k, 1 - a)), "the error"),
    ("12-confusion", "+= with arrays", table_added_at_once, "every pair counted once"),
    ("12-confusion", "= 1", table_once, "every pair counted once"),
    ("12-confusion", "[[0] * n] * n", table_of_one_list, "rows that are one and the same"),
    ("12-confusion", "predicted first", lambda t, p, n: table_of_lists(p, t, n), "rows and columns exchanged"),
    ("12-confusion", "max + 1", lambda t, p, n: table_float(t, p, max(*t, *p) + 1), "only classes that occur"),
    ("12-confusion", "return in the loop", table_returned_early, "not all pairs"),
    ("12-confusion", "normalised", lambda t, p, n: (m := table_float(t, p, n)) / m.sum(), "shares, not counts"),
    ("12-interval", "normal", normal, "p ± z standard errors"),
    ("12-interval", "z² / 4n", lambda r, n, z=1.96: wilson_reddit(r, n, z, power=1), "the last term below the root"),
    ("12-interval", "divided twice by n",
     lambda r, n, z=1.96: wilson_reddit(r, n, z, power=3), "the last term below the root"),
    ("12-interval", "precedence", wilson_precedence, "only one part divided"),
    ("12-interval", "lower bound", lambda *given: wilson_text(*given)[0], "one end only"),
    ("12-interval", "high first", lambda *given: wilson_text(*given)[::-1], "high and low exchanged"),
    ("12-interval", "//", lambda r, n, z=1.96: wilson_text(r // n * n, n, z), "a division without remainder"),
    ("12-interval", "Agresti-Coull", agresti_coull, "the moved share below the root"),
    ("12-interval", "z fixed", lambda r, n, z=1.96: wilson_text(r, n), "z fixed"),
    ("12-diagnosis", "exchanged", "D, B, A, C", "few pictures and shuffled labels exchanged"),
    ("12-diagnosis", "high and low", "bdca", "high and low exchanged"),
    ("12-diagnosis", "turned round", list("ACBD"), "the high rate is another one"),
    ("12-diagnosis", "moved on", "DCAB", "the low rate is another one"),
    ("12-diagnosis", "twice", "DBCC", "a letter twice"),
    ("12-diagnosis", "too short", "DBC", None),
    ("12-planted-leak", "scaled by the test set", half_mended_with(fit=lambda a, b, c: c),
     "standardised with everything"),
    ("12-confusion", "last one lost", lambda t, p, n: table_float(t[:-1], p[:-1], n), "not all pairs"),
    ("12-interval", "rounded", lambda *given: [round(end, 3) for end in wilson_text(*given)], "rounded"),
    ("12-interval", "z = 2", lambda r, n, z=1.96: wilson_text(r, n, 2), "z fixed"),
    ("12-interval", "p / n", wilson_without_1_minus_p, "1 − p missing"),
]  # fmt: skip
