"""Local response normalisation as a torch layer, with the paper's constants."""

from torch import nn

from course_utils.normalisation import ALPHA, BETA, K, N


class LocalResponseNorm(nn.Module):
    """b = a / (k + α Σ a²)^β over n neighbouring channels; equal to `normalisation.local_response`.

    ``torch.nn.LocalResponseNorm`` divides α by n; this layer multiplies it by n first, so that `alpha` is the paper's.
    Source: Krizhevsky, Sutskever and Hinton 2012, section 3.3.

    >>> LocalResponseNorm().layer.alpha
    0.0005
    """

    def __init__(self, n=N, k=K, alpha=ALPHA, beta=BETA):
        super().__init__()
        self.layer = nn.LocalResponseNorm(n, alpha=alpha * n, beta=beta, k=k)

    def forward(self, a):
        """Return the normalised responses, (N, C, H, W)."""
        return self.layer(a)
