"""Any function of one tensor, as a module."""

from torch import nn


class Call(nn.Module):
    """Apply a function."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)
