"""The kernels that the filter lab offers, in whole numbers, as they are laid on the picture (not flipped)."""

from __future__ import annotations

IDENTITY = ((0, 0, 0), (0, 1, 0), (0, 0, 0))
SOBEL_X = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))
SOBEL_Y = ((-1, -2, -1), (0, 0, 0), (1, 2, 1))
GAUSSIAN_5 = ((1, 4, 6, 4, 1), (4, 16, 24, 16, 4), (6, 24, 36, 24, 6), (4, 16, 24, 16, 4), (1, 4, 6, 4, 1))

#: Name -> (kernel, what it does, in words). The blurs are divided by their sum on the way.
FILTERS = {
    "identity": (IDENTITY, "The identity returns the picture itself."),
    "blur 3×3": (((1,) * 3,) * 3, "A box blur: each pixel becomes the mean of its neighbourhood."),
    "blur 5×5": (((1,) * 5,) * 5, "A box blur: each pixel becomes the mean of its neighbourhood."),
    "Gaussian 3×3": (((1, 2, 1), (2, 4, 2), (1, 2, 1)), "A Gaussian blur: near neighbours count more than far ones."),
    "Gaussian 5×5": (GAUSSIAN_5, "A Gaussian blur: near neighbours count more than far ones."),
    "sharpen": (
        ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
        "Sharpening adds to each pixel its differences from its four neighbours.",
    ),
    "emboss": (
        ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
        "Embossing adds the difference between lower right and upper left: as if lit from one side.",
    ),
    "Laplacian": (
        ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
        "The Laplacian answers where a pixel differs from the mean of its four neighbours, in whatever direction.",
    ),
    "edges": (
        ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
        "This kernel answers where a pixel differs from the mean of its eight neighbours.",
    ),
    "Sobel, horizontal": (
        SOBEL_X,
        "Sobel, horizontal, answers where the right is brighter (or darker) than the left: upright edges.",
    ),
    "Sobel, vertical": (
        SOBEL_Y,
        "Sobel, vertical, answers where below is brighter (or darker) than above: level edges.",
    ),
    "Prewitt, horizontal": (
        ((-1, 0, 1),) * 3,
        "Prewitt, horizontal, answers to upright edges, as Sobel does, all three rows alike.",
    ),
    "Prewitt, vertical": (
        ((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
        "Prewitt, vertical, answers to level edges, as Sobel does, all three columns alike.",
    ),
}
#: Those whose words hold only after the division by their sum.
BLURS = ("blur 3×3", "blur 5×5", "Gaussian 3×3", "Gaussian 5×5")


def named(kernel):
    """Return the name of a kernel among ``FILTERS``, or "" for one's own.

    >>> named(SOBEL_X), named(((1.0,),))
    ('Sobel, horizontal', '')
    """
    return next((name for name, (known, _) in FILTERS.items() if known == kernel), "")
