"""Answers about batch normalisation as other people write them: right ones, and mistakes with their names."""

import numpy as np
import torch
import torch.nn.functional as F


# ---- the right ones, in other styles ----
def norm_torch(x, gamma, beta, eps=1e-5):
    given = (torch.as_tensor(a) for a in (x, gamma, beta))
    x, gamma, beta = given
    return F.batch_norm(x, None, None, gamma, beta, training=True, eps=eps).numpy()


def norm_loops(x, gamma, beta, eps=1e-5):
    out = np.empty_like(x)
    for c in range(x.shape[1]):
        values = x[:, c].ravel()
        mean = sum(values) / len(values)
        variance = sum((v - mean) ** 2 for v in values) / len(values)
        out[:, c] = gamma[c] * (x[:, c] - mean) / (variance + eps) ** 0.5 + beta[c]
    return out


def norm_rows(x, gamma, beta, eps=1e-5):
    """CS231n's way: channels last, rows, and back."""
    N, C, H, W = x.shape
    rows = x.transpose(0, 2, 3, 1).reshape(-1, C)
    rows = gamma * (rows - rows.mean(0)) / np.sqrt(rows.var(0) + eps) + beta
    return rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)


def norm_moments(x, gamma, beta, eps=1e-5):
    axes = (0, 2, 3)
    mean = np.mean(x, axes)
    variance = np.mean(x * x, axes) - mean * mean
    scale = gamma / np.sqrt(variance + eps)
    return x * scale.reshape(1, -1, 1, 1) + (beta - mean * scale).reshape(1, -1, 1, 1)


def backward_autograd(grad_out, x, gamma, eps=1e-5):
    x, gamma = (torch.tensor(a, requires_grad=True) for a in (x, gamma))
    beta = torch.zeros_like(gamma, requires_grad=True)
    F.batch_norm(x, None, None, gamma, beta, training=True, eps=eps).backward(torch.as_tensor(grad_out))
    return x.grad.numpy(), gamma.grad.numpy(), beta.grad.numpy()


def backward_short(grad_out, x, gamma, eps=1e-5):
    """The form that CS231n's assignment asks for as the alternative."""
    N = x.shape[0]
    std = np.sqrt(x.var(0) + eps)
    normed = (x - x.mean(0)) / std
    dgamma, dbeta = np.sum(grad_out * normed, 0), np.sum(grad_out, 0)
    return gamma / (N * std) * (N * grad_out - dbeta - normed * dgamma), dgamma, dbeta


def backward_paper(grad_out, x, gamma, eps=1e-5):
    """Line by line as in section 3 of the paper."""
    m, mean, var = len(x), x.mean(axis=0), x.var(axis=0)
    dxhat = grad_out * gamma
    dvar = np.sum(dxhat * (x - mean) * -0.5 * (var + eps) ** -1.5, axis=0)
    dmean = np.sum(-dxhat / np.sqrt(var + eps), axis=0) + dvar * np.sum(-2 * (x - mean), axis=0) / m
    dx = dxhat / np.sqrt(var + eps) + dvar * 2 * (x - mean) / m + dmean / m
    return dx, np.sum(grad_out * (x - mean) / np.sqrt(var + eps), axis=0), np.sum(grad_out, axis=0)


def averages_torch(batches, momentum=0.1):
    layer = torch.nn.BatchNorm1d(batches[0].shape[1], momentum=momentum, dtype=torch.float64)
    for x in batches:
        layer(torch.tensor(x))
    return layer.running_mean.numpy(), layer.running_var.numpy()


def averages_weights(batches, momentum=0.1):
    T = len(batches)
    weights = momentum * (1 - momentum) ** np.arange(T)[::-1]
    mean = sum(w * x.mean(0) for w, x in zip(weights, batches, strict=True))
    variance = (1 - momentum) ** T + sum(w * np.cov(x.T, ddof=1).reshape(x.shape[1], -1).diagonal()
                                         for w, x in zip(weights, batches, strict=True))  # fmt: skip
    return mean, variance


def averages_lerp(batches, momentum=0.1):
    D = batches[0].shape[-1]
    running = [np.zeros(D), np.ones(D)]
    for x in batches:
        n = len(x)
        for k, value in enumerate((np.mean(x, 0), np.var(x, 0) * n / (n - 1))):
            running[k] = running[k] + momentum * (value - running[k])
    return running


def lag_loops(running_mean, x):
    return np.array([abs(running_mean[c] - x[:, c].mean()) / x[:, c].std() for c in range(x.shape[1])])


def lag_torch(running_mean, x):
    t = torch.as_tensor(x).transpose(0, 1).flatten(1)
    return ((torch.as_tensor(running_mean) - t.mean(1)).abs() / t.std(1, correction=0)).numpy()


RIGHT = [
    ("10-batch-norm", "torch", norm_torch),
    ("10-batch-norm", "loops", norm_loops),
    ("10-batch-norm", "channels last", norm_rows),
    ("10-batch-norm", "moments", norm_moments),
    ("10-batch-norm-backward", "autograd", backward_autograd),
    ("10-batch-norm-backward", "one line", backward_short),
    ("10-batch-norm-backward", "the paper's lines", backward_paper),
    ("10-running-averages", "torch", averages_torch),
    ("10-running-averages", "all weights at once", averages_weights),
    ("10-running-averages", "a step towards the batch", averages_lerp),
    ("10-lagging-average", "loops", lag_loops),
    ("10-lagging-average", "torch", lag_torch),
]


# ---- the wrong ones ----
def norm_along_batch(x, gamma, beta, eps=1e-5):
    flat = x.reshape(len(x), -1)
    flat = (flat - flat.mean(0)) / np.sqrt(flat.var(0) + eps)
    return flat.reshape(x.shape) * gamma[None, :, None, None] + beta[None, :, None, None]


def norm_std(x, gamma, beta, eps=1e-5):
    m, s = x.mean((0, 2, 3), keepdims=True), x.std((0, 2, 3), keepdims=True)
    return gamma.reshape(1, -1, 1, 1) * (x - m) / (s + eps) + beta.reshape(1, -1, 1, 1)


def norm_ddof(x, gamma, beta, eps=1e-5):
    t = torch.as_tensor(x)
    mean, variance = t.mean((0, 2, 3), keepdim=True), t.var((0, 2, 3), keepdim=True)  # torch's default is unbiased
    normed = ((t - mean) / (variance + eps).sqrt()).numpy()
    return gamma[:, None, None] * normed + beta[:, None, None]


def norm_in_use(x, gamma, beta, eps=1e-5):
    C = len(gamma)
    given = (torch.as_tensor(a) for a in (x, np.zeros(C), np.ones(C), gamma, beta))
    return F.batch_norm(*given, training=False, eps=eps).numpy()


def norm_layer(x, gamma, beta, eps=1e-5):
    normed = F.layer_norm(torch.as_tensor(x), x.shape[1:], eps=eps).numpy()
    return normed * gamma[:, None, None] + beta[:, None, None]


def norm_instance(x, gamma, beta, eps=1e-5):
    normed = (x - x.mean((2, 3), keepdims=True)) / np.sqrt(x.var((2, 3), keepdims=True) + eps)
    return normed * gamma[:, None, None] + beta[:, None, None]


def backward_in_use(grad_out, x, gamma, eps=1e-5):
    std = np.sqrt(x.var(0) + eps)
    return grad_out * gamma / std, (grad_out * (x - x.mean(0)) / std).sum(0), grad_out.sum(0)


def backward_detached_variance(grad_out, x, gamma, eps=1e-5):
    t, g = torch.tensor(x, requires_grad=True), torch.tensor(gamma, requires_grad=True)
    b = torch.zeros_like(g, requires_grad=True)
    normed = (t - t.mean(0)) / (t.var(0, correction=0).detach() + eps).sqrt()
    (g * normed + b).backward(torch.as_tensor(grad_out))
    return t.grad.numpy(), g.grad.numpy(), b.grad.numpy()


def backward_detached_mean(grad_out, x, gamma, eps=1e-5):
    t, g = torch.tensor(x, requires_grad=True), torch.tensor(gamma, requires_grad=True)
    b = torch.zeros_like(g, requires_grad=True)
    mean = t.mean(0).detach()
    normed = (t - mean) / (((t - mean) ** 2).mean(0) + eps).sqrt()
    (g * normed + b).backward(torch.as_tensor(grad_out))
    return t.grad.numpy(), g.grad.numpy(), b.grad.numpy()


def backward_mean_of_parameters(grad_out, x, gamma, eps=1e-5):
    dx, dgamma, dbeta = backward_short(grad_out, x, gamma, eps)
    return dx, dgamma / len(x), dbeta / len(x)


def backward_ddof(grad_out, x, gamma, eps=1e-5):
    t, g = torch.tensor(x, requires_grad=True), torch.tensor(gamma, requires_grad=True)
    b = torch.zeros_like(g, requires_grad=True)
    normed = (t - t.mean(0)) / (t.var(0) + eps).sqrt()
    (g * normed + b).backward(torch.as_tensor(grad_out))
    return t.grad.numpy(), g.grad.numpy(), b.grad.numpy()


def averages_keras(batches, momentum=0.1):
    mean, variance = np.zeros(batches[0].shape[1]), np.ones(batches[0].shape[1])
    for x in batches:
        mean = momentum * mean + (1 - momentum) * x.mean(0)
        variance = momentum * variance + (1 - momentum) * x.var(0, ddof=1)
    return mean, variance


def averages_numpy_var(batches, momentum=0.1):
    mean, variance = np.zeros(batches[0].shape[1]), np.ones(batches[0].shape[1])
    for x in batches:
        mean += momentum * (x.mean(0) - mean)
        variance += momentum * (x.var(0) - variance)
    return mean, variance


def averages_cumulative(batches, momentum=0.1):
    layer = torch.nn.BatchNorm1d(batches[0].shape[1], momentum=None, dtype=torch.float64)
    for x in batches:
        layer(torch.tensor(x))
    return layer.running_mean.numpy(), layer.running_var.numpy()


def averages_no_start(batches, momentum=0.1):
    mean = variance = 0
    for x in batches:
        mean = (1 - momentum) * mean + momentum * x.mean(0)
        variance = (1 - momentum) * variance + momentum * x.var(0, ddof=1)
    return mean, variance


def lag_own_deviation(running_mean, x):
    return np.abs(running_mean - x.mean((0, 2, 3))) / (x - running_mean[:, None, None]).std((0, 2, 3)) ** 2


WRONG = [
    ("10-batch-norm", "each place by itself", norm_along_batch, "over the batch only"),
    ("10-batch-norm", "std + eps", norm_std, "eps outside the root"),
    ("10-batch-norm", "torch's var", norm_ddof, "the unbiased variance"),
    ("10-batch-norm", "averages of 0 and 1", norm_in_use, None),
    ("10-batch-norm", "layer norm", norm_layer, "each picture by itself"),
    ("10-batch-norm", "instance norm", norm_instance, "each map by itself"),
    ("10-batch-norm-backward", "as in use", backward_in_use, "mean and variance as constants"),
    ("10-batch-norm-backward", "variance detached", backward_detached_variance,
     "the way through the variance forgotten"),
    ("10-batch-norm-backward", "mean detached", backward_detached_mean, "the way through the mean forgotten"),
    ("10-batch-norm-backward", "means of the parameters", backward_mean_of_parameters,
     "parameters' gradients averaged"),
    ("10-batch-norm-backward", "torch's var", backward_ddof, "the unbiased variance"),
    ("10-running-averages", "as Keras names it", averages_keras, "momentum exchanged"),
    ("10-running-averages", "NumPy's var", averages_numpy_var, "the batch's own, biased variance"),
    ("10-running-averages", "momentum None", averages_cumulative, "the plain mean over the steps"),
    ("10-running-averages", "from nothing", averages_no_start, "variance from 0"),
    ("10-lagging-average", "over the variance", lag_own_deviation, "divided by the variance"),
    ("10-lagging-average", "one deviation for all", lambda r, x: np.abs(r - x.mean((0, 2, 3))) / x.std(), None),
    ("10-lagging-average", "no abs", lambda r, x: (x.mean((0, 2, 3)) - r) / x.std((0, 2, 3)), "with its sign"),
]  # fmt: skip
