"""Gradients from the definition, by central differences, and the check of a derivation against them.

The slope of f at x along one coordinate is taken as (f(x + h) − f(x − h)) / 2h. Two errors pull h in opposite
directions. Truncation: the Taylor remainder f‴h²/6 shrinks with h². Round-off: f is known to about 1e-16 of its size,
and the division by 2h blows that up to 1e-16/h. Their sum is least near h = (3e-16)^(1/3) ≈ 7e-6 when f and f‴ are
about 1; the default 1e-5 leaves an error of some 1e-11. Both need float64: in float32 the best h still leaves 1e-5.
"""

from typing import NamedTuple

import numpy as np

from course_utils import validation

#: Gradients smaller than this, times the size of f, are compared absolutely: their digits are round-off.
FLOOR = 1e-3


def numerical_gradient(f, x, h=1e-5) -> np.ndarray:
    """Return the gradient of the number f(x) with respect to every entry of `x`, by central differences.

    `x` is a float64 array of any shape; the result has its shape. Each entry in turn is moved by ±h·max(1, |entry|) *in
    `x` itself*, so f may also read the array from elsewhere (a layer's weights, say: ``lambda _: loss()``). When the
    function returns, or f raises, `x` is as before. A number or a list works too (f is then given a float64 array).

    Raises TypeError or ValueError when f does not return one finite number, for a float32 or read-only `x` (round-off
    would drown the slope; nothing could be moved), an empty array, NaN and infinities, and for h not above 0.

    >>> numerical_gradient(lambda w: np.sum(w**2), np.array([1.0, -2.0])).round(6)
    array([ 2., -4.])
    """
    validation.function("f", f)
    h = validation.positive("h", h)
    x = _movable(x)
    before = x.copy()
    gradient = np.empty_like(x)
    try:
        for index in np.ndindex(x.shape):
            gradient[index] = _slope(f, x, index, h)
        if not np.array_equal(x, before):
            raise validation.value_error("f", "a function that writes to its argument", "one that only reads it")
    finally:
        x[...] = before
    return gradient[()]


def _movable(value):
    x = validation.array("x", value, allow_inf=False)
    if x.dtype != np.float64:
        raise validation.type_error("x", f"dtype {x.dtype}", "float64: x.astype(np.float64) makes it")
    if not x.flags.writeable:
        raise validation.value_error("x", "a read-only array", "one whose entries can be moved: x.copy() makes it")
    return x


def _slope(f, x, index, h):
    here = float(x[index])
    step = h * max(1.0, abs(here))  # far from 0 a step of 1e-5 would be lost in the rounding of x
    right, left = here + step, here - step
    x[index] = right
    above = _number_from(f(x), f"with x moved at index {index}")
    x[index] = left
    below = _number_from(f(x), f"with x moved at index {index}")
    x[index] = here
    return (above - below) / (right - left)  # right − left is the distance after rounding, not 2h exactly


def _number_from(value, where):
    try:
        result = np.asarray(value)
    except Exception:  # a tuple of a loss and an array, a tensor that tracks its gradient
        result = np.asarray(None)
    if result.size != 1 or result.dtype.kind not in "fiu":
        raise validation.type_error("f", f"a result that is {validation.describe(value)}", "one real number, the loss")
    if result.dtype.kind == "f" and result.dtype.itemsize < 8:
        raise validation.type_error("f", f"a result in {result.dtype}", "float64: round-off would drown the slope")
    result = float(result.reshape(()))
    if not np.isfinite(result):
        raise validation.value_error("f", f"{result} {where}", "a finite number")
    return result


class GradientCheck(NamedTuple):
    """The verdict of `check_gradient`; true when every entry agrees.

    `error` is the largest relative error, `index` where in x it is first met, `analytic` and `numerical` the two
    values, `tolerance` what was allowed, `entries` how many were compared.
    """

    ok: bool
    error: float
    index: tuple
    analytic: float
    numerical: float
    tolerance: float
    entries: int

    def __bool__(self):
        return self.ok

    def __repr__(self):
        if self.ok:  # no digits of the error itself: they are round-off, and differ between machines
            return f"gradient agrees: {self.entries} entries, each within {self.tolerance:g}"
        return (
            f"gradient differs at index {self.index}: analytic {self.analytic:.6g}, numerical {self.numerical:.6g}, "
            f"relative error {self.error:.2g}, allowed {self.tolerance:g}"
        )


def check_gradient(f, grad, x, tolerance=1e-6, h=1e-5) -> GradientCheck:
    """Compare a derived gradient with `numerical_gradient` of f at `x`, entry by entry; return a `GradientCheck`.

    `grad` is an array of x's shape, or a function that returns one for x. The error of an entry is
    |analytic − numerical| / max(|analytic|, |numerical|, 0.001·max(1, |f(x)|)): relative, except for entries so small
    beside f that round-off is much of what central differences see. For an f much smaller than 1, scale f and grad
    up. Where f has a corner within h of x (ReLU at 0) there is no slope to agree on.

    Raises what `numerical_gradient` raises, and TypeError or ValueError for a grad that is no array of x's shape or
    that holds NaN or infinities, and for a tolerance not above 0.

    >>> check_gradient(lambda w: np.sum(w**2), lambda w: 2 * w, np.array([1.0, -2.0]))
    gradient agrees: 2 entries, each within 1e-06
    >>> check_gradient(lambda w: np.sum(w**2), np.array([2.0, 4.0]), np.array([1.0, -2.0]))
    gradient differs at index (1,): analytic 4, numerical -4, relative error 2, allowed 1e-06
    """
    validation.function("f", f)
    tolerance = validation.positive("tolerance", tolerance)
    x = _movable(x)
    before = x.copy()
    analytic = grad(x) if callable(grad) else grad
    if not np.array_equal(x, before):
        x[...] = before
        raise validation.value_error("grad", "a function that writes to its argument", "one that only reads it")
    # A copy, because the gradient may be x itself (that of ‖x‖²/2 is), and x moves from here on.
    analytic = np.array(validation.array("grad", analytic, shape=x.shape, dtype="float64", allow_inf=False))
    numerical = np.asarray(numerical_gradient(f, x, h))
    floor = FLOOR * max(1.0, abs(_number_from(f(x), "at x")))
    error = np.abs(analytic - numerical) / np.maximum(np.maximum(np.abs(analytic), np.abs(numerical)), floor)
    # A slip that halves a slope is equally wrong at several entries; round-off must not choose among them.
    largest = float(error.max())
    worst = np.unravel_index(np.argmax(error >= largest * (1 - 1e-6)), error.shape)
    return GradientCheck(
        largest <= tolerance,
        largest,
        tuple(int(i) for i in worst),
        float(analytic[worst]),
        float(numerical[worst]),
        tolerance,
        error.size,
    )
