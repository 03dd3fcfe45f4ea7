"""A drawing made to look like an MNIST digit: scaled into a box of 20×20, centred by its mass in 28×28."""

import numpy as np

from course_utils import validation

SIDE, BOX, CENTRE = 28, 20, 14  # pixels; the centre of mass of every MNIST digit rounds to row 14, column 14


def as_mnist(drawing):
    """Scale and centre a drawing the way the digits of MNIST were: uint8 ``(H, W)`` to uint8 ``(28, 28)``.

    The rectangle round the ink (every value above 0, on a black ground) is scaled, its proportions kept, until its
    longer side has 20 pixels; then it is moved by whole pixels until its centre of mass lies at row 14, column 14, or
    as near as the frame allows. A blank drawing stays blank, and a digit of MNIST comes back as it is. Raises
    TypeError or ValueError for anything but such a picture. Source: LeCun, Bottou, Bengio, Haffner 1998,
    "Gradient-based learning applied to document recognition", section III-A.

    >>> corner = np.zeros((40, 40), dtype=np.uint8)
    >>> corner[:10, :5] = 255
    >>> found = np.argwhere(as_mnist(corner))
    >>> found.min(axis=0).tolist(), found.max(axis=0).tolist()  # 20 rows, 10 columns, round (14, 14)
    ([4, 10], [23, 19])
    """
    drawing = validation.array("drawing", drawing, ndim=2, dtype="uint8")
    if not drawing.any():
        return np.zeros((SIDE, SIDE), dtype=np.uint8)
    rows, columns = np.flatnonzero(drawing.any(axis=1)), np.flatnonzero(drawing.any(axis=0))
    return framed(_scaled(drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]))


def framed(ink):
    """Put ink, uint8 of at most 28 rows and columns, where its centre of mass lies at (14, 14): uint8 ``(28, 28)``."""
    top, left = (_start(ink.sum(axis=1 - axis)) for axis in (0, 1))
    frame = np.zeros((SIDE, SIDE), dtype=np.uint8)
    frame[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return frame


def _scaled(ink):
    """Scale until the longer side has 20 pixels; grey levels come from the averaging, as they did in MNIST."""
    height, width = ink.shape
    factor = BOX / max(height, width)
    size = [max(1, round(factor * side)) for side in (width, height)]
    if size == [width, height]:
        return ink
    from PIL import Image  # here, so that importing the data package stays quick

    scaled = np.array(Image.fromarray(ink).resize(size, Image.Resampling.BILINEAR))
    return scaled if scaled.any() else np.full_like(scaled, ink.max())  # ink as faint as 1 could vanish


def _start(mass):
    """Return where a profile of ink has to begin for its centre to lie at 14, none of it outside the frame."""
    centre = np.average(np.arange(len(mass)), weights=mass)
    return int(np.clip(round(CENTRE - centre), 0, SIDE - len(mass)))
