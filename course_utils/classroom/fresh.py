"""Draw the inputs that an exercise is marked on: of the kinds that its check uses, with other numbers.

Most exercises draw their inputs at random, and are drawn again with another seed. Where they stand in the exercise one
by one, a function here changes their numbers and keeps their kind: oblong stays oblong, padded stays padded.
"""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np

from course_utils.exercises.values import same

__all__ = ["drawn", "known"]

WIDER = (0, 1, 2, 3, 5, 8)


def drawn(exercise, secret, number):
    """Return ``exercise`` with hidden cases: ``number`` 1, 2, … of those that the text ``secret`` leads to."""
    rng = np.random.default_rng([zlib.crc32(secret.encode()), number, zlib.crc32(exercise.id.encode())])
    if exercise.id in CHANGED:
        change = CHANGED[exercise.id]
        return replace(exercise, cases=tuple(tuple(change(rng, *args)) for args, _ in exercise.arguments()))
    return replace(exercise, cases=tuple(exercise.cases(rng)))


def known(exercise, hidden):
    """Return the places of the kinds whose hidden inputs are the ones that everybody sees."""
    pairs = zip(exercise.arguments(), hidden.arguments(), strict=True)
    return {place for place, (seen, other) in enumerate(pairs) if same(seen, other)}


def _wider(rng, *sizes):
    return [size + int(rng.choice(WIDER)) for size in sizes]


def _sizes(count):
    """Return a change that makes the first ``count`` arguments larger, and leaves the others."""
    return lambda rng, *args: (*_wider(rng, *args[:count]), *args[count:])


def _counts(channels, height, width, filters):
    """Return a change of a layer's sizes, whose groups go on dividing its maps."""

    def change(rng, *args):
        by = args[7] if len(args) > 7 else 1
        args = list(args)
        for place in (channels, filters):
            args[place] += by * int(rng.choice(WIDER))
        args[height], args[width] = _wider(rng, args[height], args[width])
        return args

    return change


def _field(rng, layers):
    return ([(kernel + int(rng.integers(0, 3)), stride) for kernel, stride in layers],)


def _pooled(rng, shape, window, stride, padding):
    batch = shape[0] and shape[0] + int(rng.integers(0, 4))
    return (batch, *_wider(rng, *shape[1:])), window, stride, padding


def _he(rng, shape):
    return (tuple(_wider(rng, *shape)),)


def _split(rng, channels, filters, kernel, towers):
    first, second = (towers * int(n) for n in rng.integers(1, 5, 2))
    return channels + first, filters + second, kernel, towers


def _crops(rng, whole, size, mirrored):
    (more,) = _wider(rng, size) if whole == size else (size + int(rng.integers(0, whole - size)),)
    return (more if whole == size else whole + int(rng.integers(0, 9))), more, mirrored


def _stack(rng, kernel, channels):
    return kernel + 2 * int(rng.integers(0, 3)), *_wider(rng, channels)


def _module(rng, *maps):
    return tuple(_wider(rng, *maps))


def _skips(rng, skips):
    more = [bool(skip) for skip in rng.integers(0, 2, 3 if len(skips) < 5 else 1)]
    same = len(set(skips)) == 1 and len(skips) > 2
    return (skips + (skips[:1] * len(more) if same else more),)


def _parameters(rng, n, widths=None, *others):
    n += int(rng.integers(0, 4))
    return (n,) if widths is None else (n, tuple(_wider(rng, *widths)), *others)


def _interval(rng, right, total, *z):
    more = int(rng.integers(1, 9))
    return (right + (more if right == total else 0 if right == 0 else int(rng.integers(0, more)))), total + more, *z


def _needed(rng, p, q, *others):
    nearer = float(rng.uniform(0.8, 1.0))  # the two shares come nearer to each other, and stay in their order
    return p if p == 1 else q + (p - q) * nearer, q, *others


CHANGED = {
    "05-output-size": _sizes(1),
    "05-counts": _counts(0, 1, 2, 3),
    "05-receptive-field": _field,
    "06-pooled-shape": _pooled,
    "07-he-std": _he,
    "07-dense-inputs": _sizes(3),
    "09-fitting-side": _sizes(1),
    "09-split-parameters": _split,
    "09-crop-count": _crops,
    "10-small-stack": _stack,
    "10-module": _module,
    "11-paths": _skips,
    "11-parameters": _parameters,
    "12-grouped-cost": _counts(0, 1, 2, 3),
    "12-interval": _interval,
    "12-needed": _needed,
    "12-block-cost": _sizes(2),
}
