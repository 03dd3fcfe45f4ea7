"""Anti-aliased max pooling: the maximum with stride 1, then a small blur with stride 2.

Source: R. Zhang 2019, "Making convolutional networks shift-invariant again", ICML, section 3.
"""

from torch import nn
from torch.nn import functional


class MaxBlurPool(nn.Module):
    """Turn maps (N, C, H, W) into (N, C, ⌊H/2⌋, ⌊W/2⌋), for H and W of at least 3.

    The maximum over 2 × 2 cells is taken at every place, then the maps are blurred by 1-2-1 both ways (reflected at
    the border), and every second cell is kept. A cell depends on 4 × 4 cells; nothing here is learned.

    >>> import torch
    >>> MaxBlurPool()(torch.ones(1, 2, 24, 24)).shape
    torch.Size([1, 2, 12, 12])
    """

    def forward(self, x):
        """Return the pooled maps of a batch (N, C, H, W)."""
        maxima = functional.max_pool2d(x, 2, stride=1)  # (N, C, H − 1, W − 1)
        rim = functional.pad(maxima, (1, 1, 1, 1), mode="reflect")
        rows = (rim[:, :, :-2:2] + 2 * rim[:, :, 1:-1:2] + rim[:, :, 2::2]) / 4  # blurred, and every second one kept
        return (rows[..., :-2:2] + 2 * rows[..., 1:-1:2] + rows[..., 2::2]) / 4
