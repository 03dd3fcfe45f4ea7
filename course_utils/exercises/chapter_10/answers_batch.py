"""What chapter 10 asks for about batch normalisation, and its known mistakes.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so that
``check`` can recognise it.
"""

from __future__ import annotations

import numpy as np

PICTURES = (0, 2, 3)  # the axes of (N, C, H, W) that a channel's mean runs over


# ---- forward -------------------------------------------------------------------------------------------------------
def batch_norm(x, gamma, beta, eps=1e-5):
    """Return γ·(x − mean)/√(variance + eps) + β, mean and variance those of each channel of x (N, C, H, W)."""
    mean = x.mean(axis=(0, 2, 3), keepdims=True)  # (1, C, 1, 1)
    variance = ((x - mean) ** 2).mean(axis=(0, 2, 3), keepdims=True)
    normed = (x - mean) / np.sqrt(variance + eps)
    return gamma[:, None, None] * normed + beta[:, None, None]


def norm_with(x, gamma, beta, axes=PICTURES, divisor=None, spread=None, scaled=None):
    """Return x normalised with another choice of axes, spread, divisor or scaling."""
    mean = x.mean(axis=axes, keepdims=True)
    variance = (spread or (lambda x: x.var(axis=axes, keepdims=True)))(x)
    normed = (x - mean) / divisor(variance)
    return (scaled or (lambda v, g, b: g * v + b))(normed, gamma[:, None, None], beta[:, None, None])


def root(eps):
    return lambda variance: np.sqrt(variance + eps)


def norm_over_batch_only(x, gamma, beta, eps=1e-5):
    return norm_with(x, gamma, beta, (0,), root(eps))


def norm_each_picture(x, gamma, beta, eps=1e-5):
    return norm_with(x, gamma, beta, (1, 2, 3), root(eps))


def norm_each_map(x, gamma, beta, eps=1e-5):
    return norm_with(x, gamma, beta, (2, 3), root(eps))


def norm_all_channels(x, gamma, beta, eps=1e-5):
    return norm_with(x, gamma, beta, (0, 1, 2, 3), root(eps))


def norm_unbiased(x, gamma, beta, eps=1e-5):
    m = x[:, 0].size
    return norm_with(x, gamma, beta, divisor=lambda variance: np.sqrt(variance * m / max(m - 1, 1) + eps))


def norm_eps_outside(x, gamma, beta, eps=1e-5):
    return norm_with(x, gamma, beta, divisor=lambda variance: np.sqrt(variance) + eps)


def norm_no_root(x, gamma, beta, eps=1e-5):
    return norm_with(x, gamma, beta, divisor=lambda variance: variance + eps)


def norm_shift_first(x, gamma, beta, eps=1e-5):
    return norm_with(x, gamma, beta, divisor=root(eps), scaled=lambda v, g, b: g * (v + b))


def norm_exchanged(x, gamma, beta, eps=1e-5):
    return batch_norm(x, beta, gamma, eps)


def norm_unscaled(x, gamma, beta, eps=1e-5):
    return norm_with(x, gamma, beta, divisor=root(eps), scaled=lambda v, g, b: v + 0 * (g + b))


def norm_around_zero(x, gamma, beta, eps=1e-5):
    return norm_with(x, gamma, beta, divisor=root(eps), spread=lambda x: (x**2).mean(axis=PICTURES, keepdims=True))


# ---- backward ------------------------------------------------------------------------------------------------------
def norm_backward(grad_out, x, gamma, eps=1e-5):
    """Return (grad_x, grad_gamma, grad_beta) of batch normalisation over the rows of x (N, D)."""
    N = len(x)
    centred = x - x.mean(axis=0)  # (N, D)
    deviation = np.sqrt((centred**2).mean(axis=0) + eps)  # (D,)
    normed = centred / deviation
    grad_normed = grad_out * gamma
    grad_deviation = -(grad_normed * centred).sum(axis=0) / deviation**2
    grad_variance = grad_deviation / (2 * deviation)
    grad_centred = grad_normed / deviation + 2 * centred * grad_variance / N
    grad_mean = -grad_centred.sum(axis=0)
    return grad_centred + grad_mean / N, (grad_out * normed).sum(axis=0), grad_out.sum(axis=0)


def back_with(grad_out, x, gamma, eps, mean=1.0, tilt=1.0, scale=True, divisor=None):
    """Return the gradients where the ways through mean and variance count with the factors `mean` and `tilt`."""
    deviation = np.sqrt(x.var(axis=0) + eps)
    normed = (x - x.mean(axis=0)) / deviation
    g = grad_out * gamma if scale else grad_out
    grad = g - mean * g.mean(axis=0) - tilt * normed * (g * normed).mean(axis=0)
    return grad / (deviation if divisor is None else divisor), (grad_out * normed).sum(axis=0), grad_out.sum(axis=0)


def back_constants(grad_out, x, gamma, eps=1e-5):
    return back_with(grad_out, x, gamma, eps, mean=0, tilt=0)


def back_no_variance(grad_out, x, gamma, eps=1e-5):
    return back_with(grad_out, x, gamma, eps, tilt=0)


def back_no_mean(grad_out, x, gamma, eps=1e-5):
    return back_with(grad_out, x, gamma, eps, mean=0)


def back_no_gamma(grad_out, x, gamma, eps=1e-5):
    return back_with(grad_out, x, gamma, eps, scale=False)


def back_sums(grad_out, x, gamma, eps=1e-5):
    return back_with(grad_out, x, gamma, eps, mean=len(x), tilt=len(x))


def back_wrong_sign(grad_out, x, gamma, eps=1e-5):
    return back_with(grad_out, x, gamma, eps, tilt=-1)


def back_averaged(grad_out, x, gamma, eps=1e-5):
    grad_x, grad_gamma, grad_beta = norm_backward(grad_out, x, gamma, eps)
    return grad_x, grad_gamma / len(x), grad_beta / len(x)


def back_gamma_from_x(grad_out, x, gamma, eps=1e-5):
    grad_x, _, grad_beta = norm_backward(grad_out, x, gamma, eps)
    return grad_x, (grad_out * x).sum(axis=0), grad_beta


def back_parameters_unsummed(grad_out, x, gamma, eps=1e-5):
    grad_x, _, _ = norm_backward(grad_out, x, gamma, eps)
    return grad_x, grad_out * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps), grad_out


# ---- running averages ----------------------------------------------------------------------------------------------
def running_averages(batches, momentum=0.1):
    """Return (mean, variance), each (D,), after a list of batches (N, D): they begin at 0 and 1."""
    mean, variance = np.zeros(batches[0].shape[1]), np.ones(batches[0].shape[1])
    for x in batches:
        mean = (1 - momentum) * mean + momentum * x.mean(axis=0)
        variance = (1 - momentum) * variance + momentum * x.var(axis=0, ddof=1)
    return mean, variance


def averages_with(batches, momentum, mean, variance, ddof=1):
    """Return the averages from another start; the batches' variances divide by N − ``ddof``."""
    for x in batches:
        mean = (1 - momentum) * mean + momentum * x.mean(axis=0)
        variance = (1 - momentum) * variance + momentum * x.var(axis=0, ddof=ddof)
    return mean, variance


def _start(batches):
    width = batches[0].shape[1]
    return np.zeros(width), np.ones(width)


def averages_exchanged(batches, momentum=0.1):
    return averages_with(batches, 1 - momentum, *_start(batches))


def averages_biased(batches, momentum=0.1):
    return averages_with(batches, momentum, *_start(batches), ddof=0)


def averages_plain(batches, momentum=0.1):
    return tuple(np.mean([v(x) for x in batches], axis=0) for v in (lambda x: x.mean(0), lambda x: x.var(0, ddof=1)))


def averages_last(batches, momentum=0.1):
    return batches[-1].mean(axis=0), batches[-1].var(axis=0, ddof=1)


def averages_from_first(batches, momentum=0.1):
    first = batches[0].mean(axis=0), batches[0].var(axis=0, ddof=1)
    return averages_with(batches[1:], momentum, *first)


def averages_from_zero(batches, momentum=0.1):
    return averages_with(batches, momentum, *(2 * [np.zeros(batches[0].shape[1])]))


def averages_of_deviations(batches, momentum=0.1):
    mean, deviation = _start(batches)
    for x in batches:
        deviation = (1 - momentum) * deviation + momentum * x.std(axis=0, ddof=1)
    return running_averages(batches, momentum)[0], deviation


def averages_never_kept(batches, momentum=0.1):
    return averages_with(batches[-1:], momentum, *_start(batches))


# ---- how far they lag ----------------------------------------------------------------------------------------------
def lag(running_mean, x):
    """Return for each channel of x (N, C, H, W) how far its running mean is off, in present deviations, (C,)."""
    mean, deviation = x.mean(axis=(0, 2, 3)), x.std(axis=(0, 2, 3))
    return np.abs(running_mean - mean) / deviation


def lag_signed(running_mean, x):
    return (running_mean - x.mean(axis=PICTURES)) / x.std(axis=PICTURES)


def lag_by_variance(running_mean, x):
    return np.abs(running_mean - x.mean(axis=PICTURES)) / x.var(axis=PICTURES)


def lag_undivided(running_mean, x):
    return np.abs(running_mean - x.mean(axis=PICTURES))


def lag_relative(running_mean, x):
    return np.abs(running_mean - x.mean(axis=PICTURES)) / np.abs(running_mean)


def lag_of_the_mean_alone(running_mean, x):
    return np.abs(x.mean(axis=PICTURES)) / x.std(axis=PICTURES)


def lag_whole_layer(running_mean, x):
    return np.abs(running_mean - x.mean()) / x.std()


def lag_each_map_s_deviation(running_mean, x):
    return np.abs(running_mean - x.mean(axis=PICTURES)) / x.std(axis=(2, 3)).mean(axis=0)
