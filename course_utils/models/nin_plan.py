"""Network in network on paper: every convolution is followed by two of 1 × 1, and the end is a mean over each map.

Source of the idea: Lin, Chen and Yan 2013, "Network in network", arXiv:1312.4400, sections 3.1 to 3.3. The paper prints
no widths; these are those of the model that its first author published for CIFAR-10.
"""

from course_utils.models import counts

#: Name, (kernel, filters) of its three convolutions; a pooling 3/2 follows the first two.
BLOCKS = (
    ("mlpconv1", ((5, 192), (1, 160), (1, 96))),
    ("mlpconv2", ((5, 192), (1, 192), (1, 192))),
    ("mlpconv3", ((3, 192), (1, 192), (1, 10))),
)


def rows(side=32, channels=3) -> list:
    """Count the network for pictures of (channels, side, side); return a list of `counts.Row`.

    >>> counts.total(rows()).parameters
    966986
    """
    found, shape = [], (channels, side, side)
    for number, (name, convolutions) in enumerate(BLOCKS):
        for kernel, filters in convolutions:
            found.append(counts.convolution(f"{name} {kernel}×{kernel}", shape, filters, kernel))
            shape = found[-1].shape
        if number < len(BLOCKS) - 1:
            found.append(counts.pooling(f"pool{number + 1}", shape, 3, 2, 1))
            shape = found[-1].shape
    return [*found, counts.mean("mean", shape)]
