"""What the answers to the exercises on batch normalisation are judged on."""

from __future__ import annotations


def norm_cases(rng):
    """Return (x, gamma, beta[, eps]): one picture, maps of one pixel, a constant channel, far from 0, a large eps."""
    shapes = ((2, 3, 2, 2), (1, 2, 3, 4), (5, 4, 1, 1), (3, 1, 2, 3), (2, 2, 2, 2), (4, 3, 3, 1), (2, 5, 1, 2),
              (3, 2, 2, 4), (2, 3, 4, 2))  # fmt: skip
    found = []
    for number, (n, c, h, w) in enumerate(shapes):
        spread, level = rng.uniform(0.3, 4, (c, 1, 1)), rng.uniform(-5, 5, (c, 1, 1))
        x = rng.normal(size=(n, c, h, w)) * spread + level
        if number == 4:
            x[:, 1] = 7.5
        eps = () if number < 3 else (float(rng.choice([0.01, 0.1, 0.5])),)
        found.append((x, rng.uniform(0.5, 2, c), rng.normal(size=c) * 2, *eps))
    return found


def backward_cases(rng):
    """Return (grad_out, x, gamma[, eps]): two rows up to seven, one column up to four, small and large eps."""
    sizes = ((3, 2), (2, 3), (5, 1), (4, 4), (7, 2), (6, 3), (2, 2), (3, 4), (5, 3))
    found = []
    for number, (n, d) in enumerate(sizes):
        x = rng.normal(size=(n, d)) * rng.uniform(0.5, 3, d) + rng.uniform(-4, 4, d)
        eps = () if number < 4 else (float(rng.choice([0.01, 0.2, 1.0])),)
        found.append((rng.normal(size=(n, d)), x, rng.uniform(0.4, 2, d) * rng.choice([-1, 1], d), *eps))
    return found


def average_cases(rng):
    """Return (batches[, momentum]): one batch up to nine, of two examples up to six, a mean that moves."""
    sizes = ((1, 3, 2), (2, 2, 3), (4, 4, 1), (9, 5, 2), (3, 2, 2), (6, 6, 4), (5, 3, 3), (7, 2, 1), (2, 6, 2))
    found = []
    for number, (count, n, d) in enumerate(sizes):
        batches = [rng.normal(step / 2, 2, (n, d)) for step in range(count)]
        found.append((batches, *(() if number < 3 else (float(rng.choice([0.05, 0.2, 0.3, 0.7])),))))
    return found


def lag_cases(rng):
    """Return (running_mean, x): several channels, one channel, one picture, maps of one pixel, a mean that is right."""
    shapes = ((2, 3, 2, 2), (3, 1, 3, 2), (1, 4, 3, 3), (6, 2, 1, 1), (2, 2, 4, 3), (4, 5, 2, 1), (3, 3, 2, 2),
              (2, 4, 1, 3))  # fmt: skip
    found = []
    for number, (n, c, h, w) in enumerate(shapes):
        x = rng.normal(size=(n, c, h, w)) * rng.uniform(0.3, 3, (c, 1, 1)) + rng.normal(size=(c, 1, 1)) * 3
        mean = x.mean(axis=(0, 2, 3))
        found.append((mean.copy() if number == 6 else mean + rng.normal(size=c), x))
    return found
