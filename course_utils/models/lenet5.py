"""LeNet-5 as it was published in 1998, and a switch for each choice that is made differently today.

Source: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition", sections II-B
and II-C, appendix A.
"""

import numpy as np
import torch
from torch import nn

from course_utils import settings, validation
from course_utils.models import lenet5_plan as plan
from course_utils.models.digit_codes import CODES
from course_utils.models.lenet5_plan import C3_TABLE, MODERN, Row

__all__ = ["C3_TABLE", "MODERN", "LeNet5", "Row", "ScaledTanh", "SubSampling", "TableConv2d", "prepare", "pretrained"]

AMPLITUDE, SLOPE = 1.7159, 2 / 3  # f(a) = A tanh(S a): f(1) ≈ 1, f(−1) ≈ −1
PAPER, INK = -0.1, 1.175  # pixel values: mean about 0 and variance about 1 over MNIST
COEFFICIENT = 0.25  # of sub-sampling at the start: the sum of four times a quarter is their mean
MAP_CONSTANT = 10.0  # j of Eq. 9; the paper says only that it is positive
FILE = "lenet5.safetensors"


def prepare(x) -> np.ndarray:
    """Turn digits in [0, 1], (N, 1, 28, 28), into LeNet-5's input, float32 (N, 1, 32, 32): paper −0.1, ink 1.175.

    >>> prepare(np.zeros((1, 1, 28, 28))).shape
    (1, 1, 32, 32)
    """
    x = validation.array("x", x, shape=("N", 1, 28, 28), allow_empty=True)
    if x.size and not 0 <= x.min() <= x.max() <= 1:
        raise validation.value_error("x", f"values from {x.min():g} to {x.max():g}", "values in [0, 1]")
    wide = np.pad(x.astype(np.float32), ((0, 0), (0, 0), (2, 2), (2, 2)))
    return PAPER + np.float32(INK - PAPER) * wide


class ScaledTanh(nn.Module):
    """f(a) = 1.7159 tanh(2a/3), appendix A."""

    def forward(self, a):
        """Return f(a), of the same shape."""
        return AMPLITUDE * torch.tanh(SLOPE * a)


class TableConv2d(nn.Module):
    """A convolution whose output maps read only some of the input maps; one kernel for each pair that is connected.

    `table` lists for each output map the input maps that it reads.
    """

    def __init__(self, table, inputs, kernel):
        super().__init__()
        pairs = [(out, source) for out, sources in enumerate(table) for source in sources]
        self.table, self.inputs = table, inputs
        self.weight = nn.Parameter(torch.zeros(len(pairs), kernel, kernel))  # one kernel a pair
        self.bias = nn.Parameter(torch.zeros(len(table)))
        self.register_buffer("pairs", torch.tensor(pairs).T.contiguous(), persistent=False)  # (2, pairs)

    def kernels(self):
        """Return the weights as an ordinary convolution has them, (out, in, k, k), 0 where nothing is connected."""
        out, source = self.pairs
        full = self.weight.new_zeros(len(self.table), self.inputs, *self.weight.shape[1:])
        return full.index_put((out, source), self.weight)

    def forward(self, x):
        """Return (N, out, H − k + 1, W − k + 1)."""
        return nn.functional.conv2d(x, self.kernels(), self.bias)


class SubSampling(nn.Module):
    """The sum of each 2×2 window times a coefficient, plus a bias, one pair for each map; squashing comes after."""

    def __init__(self, maps):
        super().__init__()
        self.coefficient = nn.Parameter(torch.full((maps,), COEFFICIENT))
        self.bias = nn.Parameter(torch.zeros(maps))

    def forward(self, x):
        """Return (N, C, H/2, W/2)."""
        sums = nn.functional.avg_pool2d(x, plan.WINDOW) * plan.WINDOW**2
        return sums * self.coefficient[:, None, None] + self.bias[:, None, None]


class RBF(nn.Module):
    """The squared Euclidean distance between the features (N, 84) and each class's fixed code: (N, 10)."""

    def __init__(self):
        super().__init__()
        self.register_buffer("codes", torch.tensor(CODES), persistent=False)

    def forward(self, x):
        """Return the squared distances; the smallest one wins."""
        return ((x[:, None] - self.codes) ** 2).sum(dim=2)


class LeNet5(nn.Module):
    """LeNet-5: C1, S2, C3, S4, C5, F6 and ten output units, for input (N, 1, 32, 32) from `prepare`.

    With no argument it is the published network: 60,000 numbers to learn. Each switch moves one choice to what is usual
    today: `c3` "table" or "full"; `subsampling` "trainable", "average" or "max"; `activation` "scaled_tanh" or "relu";
    `output` "rbf" or "softmax"; `initialisation` "fan_in" (uniform within ±2.4/fan-in) or "he". `loss_kind` is the
    published network's loss, "distance" (Eq. 8) or "map" (Eq. 9, with the constant j = `map_constant`).

    Called, it returns squared distances (N, 10), of which the smallest wins, or logits with "softmax". Raises
    ValueError for an unknown position of a switch.

    >>> sum(p.numel() for p in LeNet5().parameters()), sum(p.numel() for p in LeNet5.modern().parameters())
    (60000, 61706)
    """

    def __init__(
        self, c3="table", subsampling="trainable", activation="scaled_tanh", output="rbf", initialisation="fan_in",
        *, loss_kind="distance", map_constant=MAP_CONSTANT, seed=settings.SEED,
    ):  # fmt: skip
        super().__init__()
        self.switches = plan.check(
            c3=c3, subsampling=subsampling, activation=activation, output=output, initialisation=initialisation
        )
        self.loss_kind = validation.choice("loss_kind", loss_kind, ("distance", "map"))
        self.map_constant = validation.positive("map_constant", map_constant)
        self.C1 = nn.Conv2d(1, plan.C1, plan.KERNEL)
        self.S2 = _pooling(subsampling, plan.C1)
        self.C3 = TableConv2d(plan.table_of(c3), plan.C1, plan.KERNEL)
        self.S4 = _pooling(subsampling, plan.C3)
        self.C5 = nn.Conv2d(plan.C3, plan.C5, plan.KERNEL)
        self.F6 = nn.Linear(plan.C5, plan.F6)
        self.output = RBF() if output == "rbf" else nn.Linear(plan.F6, plan.CLASSES)
        self.bend = ScaledTanh() if activation == "scaled_tanh" else nn.ReLU()
        self._initialise(initialisation, seed)

    @classmethod
    def modern(cls, seed=settings.SEED):
        """Return what most articles call LeNet-5: full C3, max pooling, ReLU, softmax; 61,706 numbers to learn."""
        return cls(**MODERN, seed=seed)

    def _initialise(self, kind, seed):
        """Draw weights and biases uniformly within ±2.4/fan-in, or weights by He's rule with biases 0."""
        generator = torch.Generator().manual_seed(validation.integer("seed", seed, minimum=0))
        with torch.no_grad():
            for weight, bias, fan_in in self._weighted():
                edge = 2.4 / fan_in if kind == "fan_in" else torch.sqrt(6 / fan_in)
                noise = torch.rand(weight.shape, generator=generator) * 2 - 1
                weight.copy_(noise * edge.reshape(-1, *[1] * (weight.ndim - 1)))
                if kind == "he":
                    bias.zero_()
                else:
                    shift = torch.rand(bias.shape, generator=generator) * 2 - 1
                    bias.copy_(shift * (2.4 / self._fan_in_of_units(bias, fan_in)))

    def _weighted(self):
        """Yield (weight, bias, fan-in of each of the weight's rows) of all layers that multiply."""
        layers = [self.C1, self.C5, self.F6] + ([self.output] if isinstance(self.output, nn.Linear) else [])
        for layer in layers:
            yield layer.weight, layer.bias, torch.full((len(layer.weight),), float(layer.weight[0].numel()))
        out = self.C3.pairs[0]
        yield self.C3.weight, self.C3.bias, self._c3_fan_in()[out]

    def _c3_fan_in(self):
        return torch.tensor([float(len(maps) * plan.KERNEL**2) for maps in self.C3.table])

    def _fan_in_of_units(self, bias, fan_in):
        return self._c3_fan_in() if bias is self.C3.bias else fan_in

    def layers(self, x):
        """Yield (name, output) of every layer for input (N, 1, 32, 32)."""
        x = self.bend(self.C1(_checked(x)))  # (N, 6, 28, 28)
        yield "C1", x
        x = self._squash(self.S2(x))  # (N, 6, 14, 14)
        yield "S2", x
        x = self.bend(self.C3(x))  # (N, 16, 10, 10)
        yield "C3", x
        x = self._squash(self.S4(x))  # (N, 16, 5, 5)
        yield "S4", x
        x = self.bend(self.C5(x))  # (N, 120, 1, 1)
        yield "C5", x
        x = self.bend(self.F6(x.flatten(1)))  # (N, 84)
        yield "F6", x
        yield "output", self.output(x)  # (N, 10)

    def _squash(self, x):
        """Only trainable sub-sampling has a bend of its own; plain pooling has none."""
        return self.bend(x) if self.switches["subsampling"] == "trainable" else x

    def forward(self, x):
        """Return (N, 10): squared distances, or logits."""
        return dict(self.layers(x))["output"]

    def loss(self, outputs, labels):
        """Return the mean loss of outputs (N, 10) for class numbers (N,): Eq. 8, Eq. 9, or cross-entropy."""
        if self.switches["output"] == "softmax":
            return nn.functional.cross_entropy(outputs, labels)
        right = outputs.gather(1, labels[:, None])[:, 0]  # (N,)
        if self.loss_kind == "map":
            rubbish = outputs.new_full((len(outputs), 1), -self.map_constant)
            right = right + torch.logsumexp(torch.cat([-outputs, rubbish], dim=1), dim=1)
        return right.mean()

    def scores(self, outputs):
        """Return numbers (N, 10) of which the largest wins."""
        return outputs if self.switches["output"] == "softmax" else -outputs

    def maps(self, x) -> dict:
        """Return name -> output of every layer as NumPy arrays, for x (N, 1, 32, 32), an array or a tensor."""
        with torch.no_grad():
            x = torch.as_tensor(x, dtype=self.C1.weight.dtype)
            return {name: out.numpy() for name, out in self.layers(x)}

    def table(self) -> list:
        """Return a `Row` (layer, shape, parameters, connections) for each layer."""
        return plan.rows(**self.switches)


def _pooling(kind, maps):
    makers = {"trainable": SubSampling, "average": lambda _: nn.AvgPool2d(plan.WINDOW)}
    return makers.get(kind, lambda _: nn.MaxPool2d(plan.WINDOW))(maps)


def _checked(x):
    if x.ndim != 4 or x.shape[1:] != (1, plan.SIDE, plan.SIDE):
        raise validation.value_error("x", f"shape {tuple(x.shape)}", "(N, 1, 32, 32), as `prepare` makes it")
    return x


def pretrained() -> LeNet5:
    """Return the published network, trained on the 4,000 embedded digits: the file that ships with the course."""
    from safetensors.torch import load_file

    from course_utils.data.embedded import file

    network = LeNet5()
    network.load_state_dict(load_file(file(FILE)))
    return network.eval()
