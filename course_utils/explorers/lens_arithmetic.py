"""One window on one stack of channels: what it reads, what it yields, and why some windows have no place.

Three kinds of array: input (C, H, W), kernel (C, KH, KW), output (M, OH, OW), where M is 1, or C in pooling. The window
lies on grid B (the input; in a transposed convolution the output), and each of its places is a cell of grid A, the
other one. ``views/lens_numbers.js`` does the same sums in the page while a hand moves; a test holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils import convolution

SIDES = (1, 5)  # the sizes that a kernel may have
STRIDES, PADDINGS, DILATIONS = (1, 2, 3), (0, 1, 2), (1, 2, 3)
ROUNDING = 1e-13  # of the sizes of its terms: a sum below is what rounding leaves of 0, as of 0.1 + 0.2 − 0.3


@dataclass(frozen=True)
class Setting:
    """What a window does, wherever it stands: `x` (C, H, W), `kernel` (1 or C, KH, KW), both float64.

    ``mode`` is "sum", "transposed", "max" or "mean"; ``zeros`` lets the padding take part in pooling, as zeros. A
    kernel of one slice is laid on every channel. Products are divided by ``divisor``.
    """

    x: np.ndarray
    kernel: np.ndarray
    mode: str = "sum"
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    flip: bool = False
    zeros: bool = False
    bias: float = 0.0
    divisor: float = 1.0

    @property
    def sums(self):
        """Whether weights take part: not in pooling."""
        return self.mode in ("sum", "transposed")

    @property
    def window(self):
        """The rows and columns that the kernel has."""
        return self.kernel.shape[1:]

    @property
    def extent(self):
        """The rows and columns that the window covers, the gaps of its dilation included."""
        return tuple(self.dilation * (side - 1) + 1 for side in self.window)

    @property
    def places(self):
        """The size of grid A: how many places the window has."""
        if self.mode == "transposed":
            return self.x.shape[1:]
        sizes = zip(self.x.shape[1:], self.extent, strict=True)
        return tuple((size + 2 * self.padding - covered) // self.stride + 1 for size, covered in sizes)

    @property
    def ground(self):
        """The size of grid B, on which the window lies."""
        if self.mode != "transposed":
            return self.x.shape[1:]
        sizes = zip(self.x.shape[1:], self.extent, strict=True)
        return tuple((size - 1) * self.stride - 2 * self.padding + covered for size, covered in sizes)

    @property
    def laid(self):
        """The weights (C, KH, KW) as they are laid on the channels: turned if flipped, divided; in pooling all 1."""
        if not self.sums:
            return np.ones((len(self.x), *self.window))
        turned = self.kernel[:, ::-1, ::-1] if self.flip else self.kernel
        return np.broadcast_to(turned / self.divisor, (len(self.x), *self.window))

    def with_(self, **changes):
        """Return the same setting but for these changes; ``side`` stands for a square window of that size."""
        side = changes.pop("side", None)
        kernel = self.kernel if side is None else np.ones((len(self.kernel), side, side))
        return Setting(**{**self.__dict__, "kernel": kernel, **changes})


def settled(total, size):
    """Return sums, but 0 for those of which only rounding is left; ``size`` is the sum of the terms' sizes."""
    return np.where(np.abs(total) < ROUNDING * size, 0.0, total)


def added_up(terms):
    """Add terms one by one, in their order, as the page does; 0 where only rounding is left.

    >>> added_up([0.1, 0.2, -0.3]), added_up([1e-20, 1e-20])
    (0.0, 2e-20)
    """
    total = size = 0.0
    for term in terms:
        total, size = total + term, size + abs(term)
    return float(settled(total, size))


def refusal(s):
    """Return the kind of reason why this window yields nothing: "slices", "size", "cut", "padding", "empty"; or "".

    >>> [refusal(Setting(np.ones((1, 2, 2)), np.ones((1, side, side)))) for side in (3, 2)]
    ['size', '']
    """
    if s.sums and len(s.kernel) not in (1, len(s.x)):
        return "slices"
    if min(s.ground) < 1:
        return "cut"
    if min(s.places) < 1:
        return "size"
    if not s.sums and 2 * s.padding > min(s.window):  # as in `pooling`
        return "padding"
    return "empty" if not s.sums and any(0 in _seen(s, axis) for axis in (0, 1)) else ""


def _seen(s, axis):
    """How many cells of the input each place of a window meets along one axis."""
    starts = np.arange(s.places[axis])[:, None] * s.stride - s.padding  # (places, 1)
    at = starts + s.dilation * np.arange(s.window[axis])  # (places, KH or KW)
    return ((at >= 0) & (at < s.x.shape[1 + axis])).sum(axis=1)


def ways_out(s):
    """Return what would give a refused window a place, each by itself, of the controls' own values.

    >>> ways_out(Setting(np.ones((1, 4, 4)), np.ones((1, 1, 1)), mode="max", padding=1))
    ['a larger window', 'less padding']
    """
    tall, wide = min(s.window), max(s.window)
    trials = {
        "a larger window": [dict(side=side) for side in range(wide + 1, SIDES[1] + 1)],
        "a smaller window": [dict(side=side) for side in range(SIDES[0], tall)],
        "less dilation": [dict(dilation=d) for d in DILATIONS if d < s.dilation],
        "less padding": [dict(padding=p) for p in PADDINGS if p < s.padding],
        "more padding": [dict(padding=p) for p in PADDINGS if p > s.padding],
    }
    return [way for way, changes in trials.items() if any(not refusal(s.with_(**change)) for change in changes)]


def output(s):
    """Return the output (M, OH, OW), float64, of a setting that is not refused.

    >>> output(Setting(np.array([[[1.0, 2], [3, 4]]]), np.ones((1, 2, 2))))
    array([[[10.]]])
    """
    if s.mode == "max":
        return _windows(s, s.x, 0.0 if s.zeros else -np.inf).max(axis=(3, 4))
    sizes = {name: abs(getattr(s, name)) for name in ("x", "kernel", "bias", "divisor")}
    return settled(_added(s), _added(s.with_(**sizes)))


def _added(s):
    if s.mode == "sum":
        return convolution.conv2d(s.x[None], _spread(s)[None], np.array([s.bias]), s.stride, s.padding)[0]
    if s.mode == "transposed":
        return _stamped(s)
    windows = _windows(s, s.x)
    counted = windows.shape[3] * windows.shape[4] if s.zeros else _windows(s, np.ones_like(s.x)).sum(axis=(3, 4))
    total = np.zeros(windows.shape[:3])
    for p, q in np.ndindex(s.window):  # in the order of the words, so that they round alike
        total += windows[..., p, q]
    return total / counted


def _spread(s):
    """The laid kernel (C, extent) with zeros in the gaps of its dilation."""
    spread = np.zeros((len(s.x), *s.extent))
    spread[:, :: s.dilation, :: s.dilation] = s.laid
    return spread


def _stamped(s):
    """A transposed convolution: every pixel adds its copy of the kernel to the output, as `col2im` adds windows."""
    copies = np.tensordot(s.x, _spread(s), axes=(0, 0))  # (H, W, extent)
    rows = copies.reshape(s.x[0].size, -1)  # (H·W, extent)
    return convolution.col2im(rows, (1, 1, *s.ground), s.extent, s.stride, s.padding)[0] + s.bias


def _windows(s, x, ring=0.0):
    """All windows of `x`, (C, OH, OW, KH, KW), read from a ring of this value."""
    padded = np.pad(x, ((0, 0), *((s.padding,) * 2,) * 2), constant_values=ring)
    views = np.lib.stride_tricks.sliding_window_view(padded, s.extent, axis=(1, 2))
    return views[:, :: s.stride, :: s.stride, :: s.dilation, :: s.dilation]


@dataclass(frozen=True)
class Tap:
    """One element (p, q) of the window in one channel, at one place: the cell of B that it meets, and what it makes."""

    channel: int
    p: int
    q: int
    row: int
    column: int
    inside: bool  # of grid B, not in its padding
    pixel: float
    weight: float

    @property
    def product(self):
        return self.pixel * self.weight


def taps(s, place):
    """Return the taps of the window at a place (row, column) of grid A, channel by channel, row by row.

    In the padding the pixel is 0, or −∞ under a maximum without zeros.
    """
    laid, (rows, columns) = s.laid, s.ground
    ring = -np.inf if s.mode == "max" and not s.zeros else 0.0
    found = []
    for c, p, q in np.ndindex(laid.shape):
        row, column = (at * s.stride + s.dilation * k - s.padding for at, k in zip(place, (p, q), strict=True))
        inside = 0 <= row < rows and 0 <= column < columns
        met = place if s.mode == "transposed" else (row, column)
        pixel = float(s.x[c, *met]) if inside or s.mode == "transposed" else ring
        found.append(Tap(c, p, q, row, column, inside, pixel, float(laid[c, p, q])))
    return found


def winners(found):
    """Return the taps of the largest pixel of each channel, the first in row order."""
    best = {}
    for tap in found:
        if tap.channel not in best or tap.pixel > best[tap.channel].pixel:
            best[tap.channel] = tap
    return list(best.values())


def users(s, cell):
    """Return the places (row, column, p, q) of the window that touch a cell of grid B, each with the element that does.

    >>> users(Setting(np.ones((1, 3, 3)), np.ones((1, 2, 2))), (1, 1))
    [(1, 1, 0, 0), (1, 0, 0, 1), (0, 1, 1, 0), (0, 0, 1, 1)]
    """
    found = []
    for p, q in np.ndindex(s.window):
        steps = [at + s.padding - k * s.dilation for at, k in zip(cell, (p, q), strict=True)]
        place = [step // s.stride for step in steps]
        exact = all(step % s.stride == 0 for step in steps)
        if exact and all(0 <= at < size for at, size in zip(place, s.places, strict=True)):
            found.append((*place, p, q))
    return found
