"""One tower of AlexNet as a process holds it, and the exchange with the other, where the paper's two GPUs exchanged.

`Tower` holds half of the kernels of every layer. Before conv3 and before each dense layer the halves are exchanged,
since these read both; the scores are exchanged for the one softmax. On the way back the gradients travel the same way
and are added.

Source: Krizhevsky, Sutskever and Hinton 2012, sections 3.2 and 3.5, figure 2.
"""

import copy

import torch
from torch import distributed, nn
from torch.nn import functional
from torch.nn.utils import skip_init

from course_utils import validation
from course_utils.models.alexnet import TowerNet, TowerwiseNorm, check_pictures

COMMAND = "torchrun --nproc-per-node 2 -m course_utils.models.towers"


def half(n, rank) -> slice:
    """Return which of `n` kernels, units or classes the tower `rank` holds; tower 0 has the odd one.

    >>> half(96, 1), half(7, 0)
    (slice(48, 96, None), slice(0, 4, None))
    """
    middle = (n + 1) // 2
    return slice(middle, n) if rank else slice(0, middle)


class Swap(torch.autograd.Function):
    """Join the halves of both processes along the channels; backwards, add up the gradients of both for each half."""

    @staticmethod
    def forward(ctx, own, exchange):
        """Return (N, n, …), the same in both processes, from this process's half of the n channels."""
        ctx.exchange = exchange
        halves = [own, own.new_empty(len(own), exchange.sizes[1 - exchange.rank], *own.shape[2:])]
        exchange.sent[0] = talk(own, halves[1], 1 - exchange.rank)
        return torch.cat(halves if exchange.rank == 0 else halves[::-1], dim=1)

    @staticmethod
    def backward(ctx, gradient):
        """Return the gradient of this process's half: its own part of it and, where it is to be added, the other's."""
        exchange = ctx.exchange
        parts = gradient.split(exchange.sizes, dim=1)
        own = parts[exchange.rank]
        if exchange.added:
            theirs = torch.empty_like(own, memory_format=torch.contiguous_format)
            exchange.sent[1] = talk(parts[1 - exchange.rank], theirs, 1 - exchange.rank)
            own = own + theirs
        return own, None


def talk(mine, theirs, other) -> int:
    """Send a tensor to the process `other` while receiving one into `theirs`; return the bytes sent."""
    mine = mine.contiguous()
    both = [
        distributed.P2POp(distributed.isend, mine, other),
        distributed.P2POp(distributed.irecv, theirs, other),
    ]
    for request in distributed.batch_isend_irecv(both):
        request.wait()
    return mine.numel() * mine.element_size()


class Exchange(nn.Module):
    """A place where the towers talk. `sent` holds the bytes that this process sent forward and backward last time.

    `added` is False for the scores: both processes go on to compute the same loss, which must be counted once.
    """

    def __init__(self, rank, n, added=True):
        super().__init__()
        self.rank, self.added, self.sent = rank, added, [0, 0]
        self.sizes = [half(n, 0).stop, n - half(n, 0).stop]

    def forward(self, own):
        """Return both halves (N, n, …) from this process's half."""
        self.sent = [0, 0]
        return Swap.apply(own, self)


class TowerDropout(nn.Module):
    """Dropout of a tower's own units, before the other tower sees them, so that both see the same zeros.

    The mask is drawn for both towers and cut: with the same seed it is that of the network in one piece.
    """

    def __init__(self, rate, rank, units):
        super().__init__()
        self.rate, self.rank, self.units = rate, rank, units

    def forward(self, x):
        """Return the units (N, n), some of them zero while training."""
        if not self.training:
            return x
        mask = functional.dropout(torch.ones(len(x), self.units, dtype=x.dtype, device=x.device), self.rate)
        return x * mask[:, half(self.units, self.rank)]


class Tower(nn.Module):
    """One of the two towers of a network, with copies of its weights: `rank` 0 or 1 of two processes.

    Both processes give it the same pictures (N, C, side, side), and both get all scores (N, classes). Raises ValueError
    for a network with one tower, and where it is run without a second process.
    """

    def __init__(self, rank, network):
        super().__init__()
        self.rank, self.plan = validation.choice("rank", rank, (0, 1)), _two_towers(network).plan
        classes = self.plan.dense[-1].units
        if classes < 2:
            raise validation.value_error("classes", str(classes), "at least 2, so that each tower has one to score")
        reads_both = [layer.name for layer in (*self.plan.convolutions[1:], *self.plan.dense)]
        reads_both = set(reads_both) - {layer.name for layer in self.plan.convolutions if layer.split}
        steps, width = {}, self.plan.channels  # the channels of both towers together at this place
        for name, module in network.steps.items():
            if name in reads_both:
                width = module.weight.shape[1]
                steps[f"{name}_exchange"] = Exchange(rank, width)
            steps[name] = _cut(module, rank, width)
            width = len(module.weight) if hasattr(module, "weight") else width
        steps["scores_exchange"] = Exchange(rank, classes, added=False)
        self.steps = nn.ModuleDict(steps)
        self.train(network.training)

    def forward(self, x):
        """Return the scores of all classes (N, classes), the same in both processes."""
        check_pictures(self.plan, x)
        count = distributed.get_world_size() if distributed.is_initialized() else 1
        if count != 2:
            raise validation.value_error("processes", str(count), f"2, one for each tower, as in: {COMMAND}")
        for step in self.steps.values():
            x = step(x)
        return x


def _two_towers(network):
    if not isinstance(network, TowerNet):
        raise validation.type_error("network", validation.describe(type(network)), "an AlexNet or a SmallAlexNet")
    if network.towers != 2:
        raise validation.value_error("network", "one of 1 tower", "a network of 2 towers")
    return network


def _cut(module, rank, width):
    """Return what a tower holds of one step of the network."""
    if isinstance(module, nn.Conv2d | nn.Linear):
        rows = half(len(module.weight), rank)
        count, like = rows.stop - rows.start, dict(dtype=module.weight.dtype, device=module.weight.device)
        if isinstance(module, nn.Linear):
            own = skip_init(nn.Linear, module.in_features, count, **like)
        else:
            window = (module.kernel_size, module.stride, module.padding)
            own = skip_init(nn.Conv2d, module.weight.shape[1], count, *window, **like)
        with torch.no_grad():
            own.weight.copy_(module.weight[rows])
            own.bias.copy_(module.bias[rows])
        return own
    if isinstance(module, TowerwiseNorm):
        return copy.deepcopy(module.norm)
    return TowerDropout(module.p, rank, width) if isinstance(module, nn.Dropout) else copy.deepcopy(module)
