"""Mini-batches: the set cut into pieces of one size, in order or shuffled."""

import numpy as np

from course_utils import validation


def batches(x, y, size, rng=None):
    """Yield ``(x_batch, y_batch)`` pairs of ``size`` rows that together hold every row exactly once.

    ``x`` is ``(N, ...)``, ``y`` is ``(N, ...)``, arrays of the same length. The last batch is smaller where
    ``size`` does not divide N. With ``rng`` (a ``numpy.random.Generator``) the rows come in a fresh random
    order; without it, in the order given. Raises ValueError or TypeError at the call, not at the first
    batch.

    Example: ``[len(b) for b, _ in batches(x, y, 32)]`` with 100 rows gives ``[32, 32, 32, 4]``.
    """
    x, y = _rows("x", x), _rows("y", y)
    if len(x) != len(y):
        raise ValueError(f"y: got {len(y)} rows; expected {len(x)}, one for each row of x")
    if len(x) == 0:
        raise ValueError("x: got 0 rows; expected at least one")
    size = validation.integer("size", size, minimum=1)
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng: got {rng!r}; expected numpy.random.default_rng(seed), or None to keep the order")
    return _iterate(x, y, size, rng)


def _rows(name, value):
    try:
        rows = np.asarray(value)
    except ValueError:  # rows of different lengths
        rows = np.asarray(None)
    if rows.ndim == 0:
        raise validation.type_error(name, validation.describe(value), "an array with one row for each example")
    return rows


def _iterate(x, y, size, rng):
    order = None if rng is None else rng.permutation(len(x))  # (N,)
    for start in range(0, len(x), size):
        rows = slice(start, start + size) if order is None else order[start : start + size]
        yield x[rows], y[rows]
