"""What chapter 09 asks for about the recipe: crops, colours, the paper's step, top-k error, and its known mistakes.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so that
``check`` can recognise it.
"""

from __future__ import annotations

import numpy as np


# ---- top-k error ---------------------------------------------------------------------------------------------------
def top_k_error(scores, labels, k):
    """Return the share of the N pictures whose label is not among the k highest of their scores (N, classes)."""
    best = np.argsort(-scores, axis=1)[:, :k]  # (N, k)
    found = (best == labels[:, None]).any(axis=1)
    return 1 - np.mean(found)


def hits(scores, labels, ranks):
    """Return for each picture whether its label holds one of these places (0 is the best) among its scores."""
    order = np.argsort(-scores, axis=1)[:, ranks]
    return (order == labels[:, None]).any(axis=1)


def top_k_accuracy(scores, labels, k):
    return float(np.mean(hits(scores, labels, slice(0, k))))


def top_k_lowest(scores, labels, k):
    return 1 - float(np.mean(hits(-scores, labels, slice(0, k))))


def top_k_exactly(scores, labels, k):
    return 1 - float(np.mean(hits(scores, labels, slice(k - 1, k))))


def top_k_one_more(scores, labels, k):
    return 1 - float(np.mean(hits(scores, labels, slice(0, k + 1))))


def top_one_whatever_k(scores, labels, k):
    return 1 - float(np.mean(hits(scores, labels, slice(0, 1))))


def top_k_count(scores, labels, k):
    return float(np.sum(~hits(scores, labels, slice(0, k))))


def top_k_per_place(scores, labels, k):
    return 1 - top_k_accuracy(scores, labels, k) / k


# ---- colour --------------------------------------------------------------------------------------------------------
def colour_covariance(x):
    """Return the 3×3 covariance of red, green and blue over all pixels of all pictures x (N, 3, H, W)."""
    pixels = x.transpose(1, 0, 2, 3).reshape(3, x.size // 3)  # (3, N·H·W)
    centred = pixels - np.mean(pixels, axis=1, keepdims=True)
    return centred @ centred.T / pixels.shape[1]


def covariance_not_centred(x):
    pixels = x.transpose(1, 0, 2, 3).reshape(3, -1)
    return pixels @ pixels.T / pixels.shape[1]


def covariance_one_mean(x):
    pixels = x.transpose(1, 0, 2, 3).reshape(3, -1)
    centred = pixels - pixels.mean()
    return centred @ centred.T / pixels.shape[1]


def covariance_per_picture(x):
    return np.mean([colour_covariance(x[k : k + 1]) for k in range(len(x))], axis=0)


def covariance_of_means(x):
    return colour_covariance(x.mean(axis=(2, 3), keepdims=True))


def covariance_summed(x):
    return colour_covariance(x) * x.shape[0] * x.shape[2] * x.shape[3]


def covariance_mixed_up(x):
    pixels = x.reshape(3, -1)  # no error, and wrong wherever N > 1
    centred = pixels - pixels.mean(axis=1, keepdims=True)
    return centred @ centred.T / pixels.shape[1]


def correlation(x):
    return np.corrcoef(x.transpose(1, 0, 2, 3).reshape(3, -1))


def colour_shift(x, values, vectors, alphas):
    """Return x (N, 3, H, W) with p₁α₁λ₁ + p₂α₂λ₂ + p₃α₃λ₃ added to every pixel, the alphas (N, 3) of each picture."""
    shifts = (alphas * values) @ vectors.T  # (N, 3): the p are the columns
    return x + shifts[:, :, None, None]


def shift_rows(x, values, vectors, alphas):
    return colour_shift(x, values, vectors.T, alphas)


def shift_without_values(x, values, vectors, alphas):
    return colour_shift(x, np.ones(3), vectors, alphas)


def shift_root(x, values, vectors, alphas):
    return colour_shift(x, np.sqrt(values), vectors, alphas)


def shift_first_for_all(x, values, vectors, alphas):
    return colour_shift(x, values, vectors, alphas[:1])


def shift_alone(x, values, vectors, alphas):
    return np.broadcast_to(((alphas * values) @ vectors.T)[:, :, None, None], x.shape)


def shift_per_channel(x, values, vectors, alphas):
    return x + (alphas * values)[:, :, None, None]


def shift_in_place(x, values, vectors, alphas):
    x += ((alphas * values) @ vectors.T)[:, :, None, None]
    return x


# ---- how many crops ------------------------------------------------------------------------------------------------
def crop_count(whole, size, mirrored):
    """Return how many different windows of size × size a picture whole × whole has, mirrored ones counted too."""
    places = whole - size + 1
    return places**2 * (2 if mirrored else 1)


def crop_count_paper(whole, size, mirrored):
    return (whole - size) ** 2 * (2 if mirrored else 1)


def crop_count_one_axis(whole, size, mirrored):
    return (whole - size + 1) * (2 if mirrored else 1)


def crop_count_always_mirrored(whole, size, mirrored):
    return 2 * crop_count(whole, size, False)


def crop_count_never_mirrored(whole, size, mirrored):
    return crop_count(whole, size, False)


def crop_count_both_ways(whole, size, mirrored):
    return crop_count(whole, size, False) * (4 if mirrored else 1)


# ---- the paper's step ----------------------------------------------------------------------------------------------
def paper_step(w, v, grad, lr, momentum=0.9, decay=0.0005):
    """Return the new weights and the new velocity: the learning rate stands inside the velocity."""
    v = momentum * v - decay * lr * w - lr * grad
    return w + v, v


def step_rate_outside(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v = momentum * v + grad + decay * w
    return w - lr * v, v


def step_decay_without_rate(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v = momentum * v - decay * w - lr * grad
    return w + v, v


def step_decay_grows(w, v, grad, lr, momentum=0.9, decay=0.0005):
    return paper_step(w, v, grad, lr, momentum, -decay)


def step_no_decay(w, v, grad, lr, momentum=0.9, decay=0.0005):
    return paper_step(w, v, grad, lr, momentum, 0.0)


def step_uphill(w, v, grad, lr, momentum=0.9, decay=0.0005):
    return paper_step(w, v, -grad, lr, momentum, decay)


def step_old_velocity(w, v, grad, lr, momentum=0.9, decay=0.0005):
    return w + v, paper_step(w, v, grad, lr, momentum, decay)[1]


def step_average(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v = momentum * v - (1 - momentum) * lr * (grad + decay * w)
    return w + v, v


def step_in_place(w, v, grad, lr, momentum=0.9, decay=0.0005):
    v *= momentum
    v -= lr * (grad + decay * w)
    w += v
    return w, v
