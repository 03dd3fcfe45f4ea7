"""What chapter 12 asks for: what a grouped convolution costs, how sure an accuracy is, mistakes counted, work shared.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so that
``check`` can recognise it.
"""

from __future__ import annotations

import math

import numpy as np

from course_utils.shapes import output_size


# ---- a grouped convolution ----------------------------------------------------------------------------------------
def grouped_cost(C, H, W, F, K, S=1, P=0, groups=1):
    """Return (parameters, multiply-adds) of a K×K convolution from C to F maps in ``groups`` separate parts."""
    OH, OW = output_size(H, K, S, P), output_size(W, K, S, P)
    per_filter = (C // groups) * K * K  # a filter sees only the maps of its own group
    parameters = F * per_filter + F  # and has one bias
    return parameters, F * per_filter * OH * OW


def cost_without_groups(C, H, W, F, K, S=1, P=0, groups=1):
    return grouped_cost(C, H, W, F, K, S, P, 1)


def cost_divided_twice(C, H, W, F, K, S=1, P=0, groups=1):
    parameters, work = grouped_cost(C, H, W, F // groups, K, S, P, groups)
    return parameters, work


def cost_without_bias(C, H, W, F, K, S=1, P=0, groups=1):
    parameters, work = grouped_cost(C, H, W, F, K, S, P, groups)
    return parameters - F, work


def cost_bias_in_work(C, H, W, F, K, S=1, P=0, groups=1):
    parameters, work = grouped_cost(C, H, W, F, K, S, P, groups)
    return parameters, work * parameters // (parameters - F)


def cost_at_input_places(C, H, W, F, K, S=1, P=0, groups=1):
    parameters, _ = grouped_cost(C, H, W, F, K, S, P, groups)
    return parameters, (parameters - F) * H * W


def cost_weights_at_each_place(C, H, W, F, K, S=1, P=0, groups=1):
    parameters, work = grouped_cost(C, H, W, F, K, S, P, groups)
    return work + F, work


def cost_square(C, H, W, F, K, S=1, P=0, groups=1):
    return grouped_cost(C, H, H, F, K, S, P, groups)


# ---- how sure is an accuracy? -------------------------------------------------------------------------------------
def interval(right, total, z=1.96):
    """Return Wilson's interval (low, high) for the true accuracy after ``right`` of ``total`` answers were right."""
    p = right / total
    spread = z * math.sqrt(p * (1 - p) / total + z**2 / (4 * total**2))
    middle = p + z**2 / (2 * total)
    scale = 1 + z**2 / total
    return (middle - spread) / scale, (middle + spread) / scale


def interval_symmetric(right, total, z=1.96):
    p = right / total
    spread = z * math.sqrt(p * (1 - p) / total)
    return p - spread, p + spread


def interval_one_error(right, total, z=1.96):
    return interval(right, total, 1.0)


def interval_not_scaled(right, total, z=1.96):
    low, high = interval(right, total, z)
    return low * (1 + z**2 / total), high * (1 + z**2 / total)


def interval_not_moved(right, total, z=1.96):
    p, scale = right / total, 1 + z**2 / total
    spread = z * math.sqrt(p * (1 - p) / total + z**2 / (4 * total**2))
    return (p - spread) / scale, (p + spread) / scale


def interval_no_square_root(right, total, z=1.96):
    p, scale = right / total, 1 + z**2 / total
    middle, spread = p + z**2 / (2 * total), z * (p * (1 - p) / total + z**2 / (4 * total**2))
    return (middle - spread) / scale, (middle + spread) / scale


def interval_of_errors(right, total, z=1.96):
    return interval(total - right, total, z)


# ---- which mistakes? ----------------------------------------------------------------------------------------------
def confusion(labels, answers, classes):
    """Return counts (classes, classes): row = true class, column = answer."""
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels, answers), 1)  # adds again where a pair comes again
    return counts


def confusion_once(labels, answers, classes):
    counts = np.zeros((classes, classes), int)
    counts[labels, answers] += 1
    return counts


def confusion_turned(labels, answers, classes):
    return confusion(answers, labels, classes)


def confusion_only_mistakes(labels, answers, classes):
    counts = confusion(labels, answers, classes)
    return counts - np.diag(np.diag(counts))


def confusion_shares(labels, answers, classes):
    counts = confusion(labels, answers, classes)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def confusion_seen_classes(labels, answers, classes):
    seen = np.unique(np.concatenate([labels, answers]))
    return confusion(labels, answers, classes)[np.ix_(seen, seen)]


# ---- which epoch to keep ------------------------------------------------------------------------------------------
def best_epoch(train, validation, test):
    """Return the number, from 1, of the epoch whose weights to keep: the first with the best validation accuracy."""
    return int(np.argmax(validation)) + 1


def best_epoch_by_test(train, validation, test):
    return int(np.argmax(test)) + 1


def best_epoch_by_training(train, validation, test):
    return int(np.argmax(train)) + 1


def last_epoch(train, validation, test):
    return len(validation)


def best_epoch_from_zero(train, validation, test):
    return int(np.argmax(validation))


def best_epoch_last_of_equals(train, validation, test):
    return len(validation) - int(np.argmax(np.asarray(validation)[::-1]))


def best_epoch_smallest(train, validation, test):
    return int(np.argmin(validation)) + 1


def best_epoch_by_gap(train, validation, test):
    return int(np.argmin(np.subtract(train, validation))) + 1


# ---- gradients of several processes -------------------------------------------------------------------------------
def global_gradient(gradients, counts):
    """Return the gradient of the mean loss of all examples, from each process's own mean gradient and its count."""
    counts = np.asarray(counts, float)
    shares = counts / counts.sum()
    return np.tensordot(shares, gradients, axes=1)


def gradient_plain_mean(gradients, counts):
    return np.mean(gradients, axis=0)


def gradient_sum(gradients, counts):
    return np.sum(gradients, axis=0)


def gradient_of_the_sum(gradients, counts):
    return np.tensordot(np.asarray(counts, float), gradients, axes=1)


def gradient_divided_by_processes(gradients, counts):
    return np.tensordot(np.asarray(counts, float), gradients, axes=1) / len(counts)


def gradient_inverse_shares(gradients, counts):
    shares = 1 / np.asarray(counts, float)
    return np.tensordot(shares / shares.sum(), gradients, axes=1)


def gradient_sum_over_total(gradients, counts):
    return np.sum(gradients, axis=0) / np.sum(counts)


def gradient_first_process(gradients, counts):
    return np.array(gradients[0])
