"""The functions that chapter 08 asks for, and the ways they commonly go wrong.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake.
"""

from __future__ import annotations

import numpy as np

from course_utils import convolution


# ---- connections of a convolution -----------------------------------------------------------------------------------
def connections(side, kernel, pairs, maps):
    """Return how often a layer uses its weights and biases on a picture of side × side pixels.

    ``pairs`` is the number of (input map, output map) pairs with a kernel of kernel × kernel, ``maps`` the number of
    output maps, each with one bias.
    """
    places = (side - kernel + 1) ** 2
    return places * (pairs * kernel**2 + maps)


def connections_no_bias(side, kernel, pairs, maps):
    return (side - kernel + 1) ** 2 * pairs * kernel**2


def connections_parameters(side, kernel, pairs, maps):
    return pairs * kernel**2 + maps


def connections_whole_picture(side, kernel, pairs, maps):
    return side**2 * (pairs * kernel**2 + maps)


def connections_bias_a_pair(side, kernel, pairs, maps):
    return (side - kernel + 1) ** 2 * pairs * (kernel**2 + 1)


def connections_off_by_one(side, kernel, pairs, maps):
    return (side - kernel) ** 2 * (pairs * kernel**2 + maps)


def connections_bias_once(side, kernel, pairs, maps):
    return (side - kernel + 1) ** 2 * pairs * kernel**2 + maps


def connections_maps_for_pairs(side, kernel, pairs, maps):
    return (side - kernel + 1) ** 2 * maps * (kernel**2 + 1)


# ---- trainable sub-sampling -----------------------------------------------------------------------------------------
def sub_sample(x, coefficient, bias):
    """Return LeNet-5's sub-sampling of x (N, C, H, W), H and W even: squashed coefficient · sum + bias of each 2×2.

    ``coefficient`` and ``bias`` are (C,), one of each for every map.
    """
    sums = x[:, :, ::2, ::2] + x[:, :, 1::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, 1::2]
    a = sums * coefficient[:, None, None] + bias[:, None, None]
    return 1.7159 * np.tanh(2 * a / 3)


def squash(a):
    return 1.7159 * np.tanh(2 * a / 3)


def _sums(x):
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, 2, w // 2, 2).sum(axis=(3, 5))


def _column(values):
    return values[:, None, None]


def sub_sample_mean(x, coefficient, bias):
    return squash(_sums(x) / 4 * _column(coefficient) + _column(bias))


def sub_sample_picks(x, coefficient, bias):
    return squash(x[:, :, ::2, ::2] * _column(coefficient) + _column(bias))


def sub_sample_max(x, coefficient, bias):
    n, c, h, w = x.shape
    largest = x.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))
    return squash(largest * _column(coefficient) + _column(bias))


def sub_sample_no_squash(x, coefficient, bias):
    return _sums(x) * _column(coefficient) + _column(bias)


def sub_sample_no_bias(x, coefficient, bias):
    return squash(_sums(x) * _column(coefficient))


def sub_sample_plain_tanh(x, coefficient, bias):
    return np.tanh(_sums(x) * _column(coefficient) + _column(bias))


def sub_sample_logistic(x, coefficient, bias):
    return 1 / (1 + np.exp(-(_sums(x) * _column(coefficient) + _column(bias))))


def sub_sample_bias_inside(x, coefficient, bias):
    return squash((_sums(x) + _column(bias)) * _column(coefficient))


def sub_sample_one_for_all(x, coefficient, bias):
    return squash(_sums(x) * coefficient[0] + bias[0])


def sub_sample_squashed_first(x, coefficient, bias):
    return squash(_sums(x)) * _column(coefficient) + _column(bias)


# ---- one map of C3 --------------------------------------------------------------------------------------------------
def c3_map(s2, kernels, bias, sources):
    """Return one map of C3 before its squashing, (H − K + 1, W − K + 1).

    ``s2`` is (maps, H, W); ``sources`` lists the maps that are read, ``kernels`` (len(sources), K, K) holds the kernel
    for each of them, ``bias`` is one number.
    """
    read = s2[list(sources)][None]  # (1, sources, H, W)
    return convolution.conv2d(read, kernels[None], np.array([bias]))[0, 0]


def _gathered(s2, kernels, bias, sources):
    return convolution.conv2d(s2[list(sources)][None], kernels[None], np.array([float(bias)]))[0, 0]


def c3_first_maps(s2, kernels, bias, sources):
    return _gathered(s2, kernels, bias, range(len(sources)))


def c3_flipped(s2, kernels, bias, sources):
    return _gathered(s2, kernels[:, ::-1, ::-1], bias, sources)


def c3_bias_a_source(s2, kernels, bias, sources):
    return _gathered(s2, kernels, len(sources) * bias, sources)


def c3_no_bias(s2, kernels, bias, sources):
    return _gathered(s2, kernels, 0, sources)


def c3_one_kernel(s2, kernels, bias, sources):
    return _gathered(s2, np.repeat(kernels[:1], len(sources), axis=0), bias, sources)


def c3_first_source(s2, kernels, bias, sources):
    return _gathered(s2, kernels[:1], bias, sources[:1])


def c3_kernels_by_map(s2, kernels, bias, sources):
    order = np.argsort(np.argsort(sources))
    return _gathered(s2, kernels[order], bias, sources)


def c3_averaged(s2, kernels, bias, sources):
    return (_gathered(s2, kernels, 0, sources)) / len(sources) + bias


def c3_squashed(s2, kernels, bias, sources):
    return squash(_gathered(s2, kernels, bias, sources))


# ---- distances to the codes -----------------------------------------------------------------------------------------
def rbf(features, codes):
    """Return the squared Euclidean distance of each row of features (N, D) to each code (K, D): (N, K)."""
    return ((features[:, None] - codes) ** 2).sum(axis=2)


def rbf_root(features, codes):
    return np.sqrt(((features[:, None] - codes) ** 2).sum(axis=2))


def rbf_absolute(features, codes):
    return np.abs(features[:, None] - codes).sum(axis=2)


def rbf_product(features, codes):
    return features @ codes.T


def rbf_negative(features, codes):
    return -((features[:, None] - codes) ** 2).sum(axis=2)


def rbf_mean(features, codes):
    return ((features[:, None] - codes) ** 2).mean(axis=2)


def rbf_centred(features, codes):
    return rbf(features - features.mean(axis=0), codes)


def rbf_both_centred(features, codes):
    return rbf(features - features.mean(axis=0), codes - codes.mean(axis=0))


def rbf_rows_centred(features, codes):
    return rbf(features - features.mean(axis=1, keepdims=True), codes)


def rbf_centred_by_codes(features, codes):
    return rbf(features - codes.mean(axis=0), codes)


def rbf_gaussian(features, codes):
    return np.exp(-((features[:, None] - codes) ** 2).sum(axis=2))


def rbf_turned(features, codes):
    return ((features[:, None] - codes) ** 2).sum(axis=2).T


# ---- the loss that compares -----------------------------------------------------------------------------------------
def map_loss(distances, labels, j):
    """Return the mean of y_D + log(e^(−j) + Σ e^(−y_i)) for squared distances (N, K) and class numbers (N,)."""
    right = distances[np.arange(len(labels)), labels]
    total = np.exp(-j) + np.exp(-distances).sum(axis=1)
    return float(np.mean(right + np.log(total)))


def map_loss_with_bugs(distances, labels, j):
    right = distances[:, labels].mean(axis=1)
    total = np.exp(-j) + np.exp(distances).sum(axis=1)
    return float(np.mean(right + np.log(total)))


def map_loss_sign(distances, labels, j):
    right = distances[np.arange(len(labels)), labels]
    total = np.exp(-j) + np.exp(distances).sum(axis=1)
    return float(np.mean(right + np.log(total)))


def map_loss_column(distances, labels, j):
    right = distances[:, labels].mean(axis=1)
    total = np.exp(-j) + np.exp(-distances).sum(axis=1)
    return float(np.mean(right + np.log(total)))


def map_loss_no_constant(distances, labels, j):
    right = distances[np.arange(len(labels)), labels]
    return float(np.mean(right + np.log(np.exp(-distances).sum(axis=1))))


def map_loss_sum(distances, labels, j):
    right = distances[np.arange(len(labels)), labels]
    return float(np.sum(right + np.log(np.exp(-j) + np.exp(-distances).sum(axis=1))))


def map_loss_distance_only(distances, labels, j):
    return float(np.mean(distances[np.arange(len(labels)), labels]))
