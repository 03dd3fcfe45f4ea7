"""SimpleConvNet: convolution, ReLU, max pooling, and two dense layers, in NumPy alone.

The network of K. Saitoh, "Deep Learning from Scratch" (2016), chapter 7, with sizes computed in whole numbers.
"""

import json
from pathlib import Path

import numpy as np

from course_utils import gradients, settings, shapes, training, validation, whole_files
from course_utils.data.embedded import file
from course_utils.layers import Conv2d, Dense, Flatten, MaxPool2d, Relu, Sequential, SoftmaxCrossEntropy

POOL = 2  # the pooling window and its stride
CHUNK = 500  # `predict` works through a large set in pieces: all feature maps of 60,000 digits would take 4 GB


class SimpleConvNet:
    """Convolution – ReLU – max pooling 2×2 – dense – ReLU – dense; softmax is part of the loss.

    `input_dim` is (C, H, W), `filters` the number of kernels of size `kernel_size` (a number or a pair, as `padding`
    and `stride`), `hidden_size` the units of the first dense layer, `classes` the number of logits. `weight_init` is
    "he", "glorot" or a standard deviation, for all three layers (`layers.initial_weight`); biases begin at 0. `seed`
    fixes the weights. `dtype` is float32 for training, float64 for checks of the gradient.

    Pictures go in as (N, C, H, W), the digits in [0, 1]. `params` is the dictionary of the arrays that the layers
    compute with. Raises ValueError where a window does not fit into what comes before it.

    >>> network = SimpleConvNet()
    >>> sum(array.size for array in network.params.values())
    433890
    """

    def __init__(
        self, input_dim=(1, 28, 28), filters=30, kernel_size=5, padding=0, stride=1, hidden_size=100, classes=10,
        weight_init="he", seed=settings.SEED, dtype=np.float32,
    ):  # fmt: skip
        if not isinstance(input_dim, (tuple, list)) or len(input_dim) != 3:
            raise validation.type_error("input_dim", validation.describe(input_dim), "three whole numbers (C, H, W)")
        channels, height, width = (validation.integer("input_dim", size, minimum=1) for size in input_dim)
        filters, hidden_size, classes = (
            validation.integer(name, size, minimum=1)
            for name, size in (("filters", filters), ("hidden_size", hidden_size), ("classes", classes))
        )
        maps = shapes.output_shape(height, width, kernel_size, stride, padding)
        rows, columns = shapes.output_shape(*maps, POOL, POOL)
        rng = np.random.default_rng(seed)
        how = dict(weight_init=weight_init, rng=rng, dtype=dtype)
        self.net = Sequential(
            [
                ("conv", Conv2d(channels, filters, kernel_size, stride, padding, **how)),
                ("conv_relu", Relu()),
                ("pool", MaxPool2d(POOL)),
                ("flatten", Flatten()),
                ("hidden", Dense(filters * rows * columns, hidden_size, **how)),
                ("hidden_relu", Relu()),
                ("output", Dense(hidden_size, classes, **how)),
            ]
        )
        self.net.layers["conv"].input_gradient = False  # nothing lies before it
        self.head, self.params = SoftmaxCrossEntropy(), self.net.params
        self.settings = dict(
            input_dim=[channels, height, width], filters=filters, kernel_size=kernel_size, padding=padding,
            stride=stride, hidden_size=hidden_size, classes=classes,
        )  # fmt: skip

    def _pictures(self, x):
        shape = ("N", *self.settings["input_dim"])
        x = validation.array("x", x, shape=shape, allow_empty=True, allow_inf=False)
        return x.astype(self.params["conv.weight"].dtype, copy=False)

    def predict(self, x):
        """Return the logits (N, classes) of pictures (N, C, H, W): scores, before softmax."""
        x = self._pictures(x)
        pieces = [self.net.forward(x[start : start + CHUNK]) for start in range(0, len(x), CHUNK)]
        self.net.forget()  # nobody goes back from here
        return np.concatenate(pieces) if pieces else np.zeros((0, self.settings["classes"]), x.dtype)

    def loss(self, x, labels):
        """Return the mean cross-entropy of pictures (N, C, H, W) with class numbers `labels` (N,)."""
        return self.head.forward(self.net.forward(self._pictures(x)), labels)

    def accuracy(self, x, labels, batch_size=200):
        """Return the share of right answers over all of x, whatever the batch size."""
        return training.evaluate(self, x, labels, batch_size).accuracy

    def loss_and_gradient(self, x, labels):
        """Return the loss, and its gradient as a dictionary with the names of `params`, by one backward pass."""
        loss = self.loss(x, labels)
        self.net.backward(self.head.backward())
        return loss, self.net.grads

    def gradient(self, x, labels):
        """Return the gradient of the loss as a dictionary with the names of `params`, by backpropagation."""
        return self.loss_and_gradient(x, labels)[1]

    def numerical_gradient(self, x, labels, h=1e-5):
        """Return the same gradient by central differences, two evaluations of the loss for each parameter.

        For small networks with ``dtype=np.float64``; raises TypeError for float32, where round-off drowns the slope.
        """
        return {
            name: gradients.numerical_gradient(lambda _: self.loss(x, labels), array, h)
            for name, array in self.params.items()
        }

    def activations(self, x):
        """Return a list of pairs (layer name, output) for pictures (N, C, H, W)."""
        return self.net.activations(self._pictures(x))

    def layer_table(self):
        """Return one row (layer name, shape of its output for one picture, parameters) for each layer."""
        blank = np.zeros((1, *self.settings["input_dim"]), np.float32)
        count = {name: sum(p.size for p in layer.params.values()) for name, layer in self.net.layers.items()}
        return [(name, out.shape[1:], count[name]) for name, out in self.activations(blank)]

    def save(self, path):
        """Write all parameters to an ``.npz`` file; return its Path. The old file stays until the new one is whole.

        No pickle: the file holds plain arrays, and reading it runs nobody's code. Raises OSError where it cannot be
        written; the old file is then as it was.
        """
        path = _file(path)
        with whole_files.writing(path) as file:
            np.savez_compressed(file, settings=np.array(json.dumps(self.settings, default=int)), **self.params)
        return path

    def load(self, path):
        """Read the parameters of a file that `save` wrote, into this network; return it.

        Raises FileNotFoundError, and ValueError for a file that is damaged, holds anything but such arrays, or belongs
        to a network of other sizes. Nothing has been changed then.
        """
        stored = _read(path)[1]
        for name, array in self.params.items():
            found, label = stored.get(name), f"{name} in {Path(path).name}"
            if found is None or found.shape != array.shape:
                came = "no such array" if found is None else f"shape {found.shape}"
                raise validation.value_error(label, came, f"shape {array.shape}")
            with np.errstate(over="ignore"):
                stored[name] = validation.array(label, found.astype(array.dtype), allow_inf=False)
        extra = sorted(set(stored) - set(self.params))
        if extra:
            raise validation.value_error(Path(path).name, f"the unknown arrays {extra}", f"{list(self.params)}")
        for name, array in self.params.items():
            array[...] = stored[name]  # in place: layers and optimizers hold these arrays
        return self

    @classmethod
    def from_file(cls, path):
        """Return a new network with the sizes and parameters of a file that `save` wrote; raise what `load` raises."""
        sizes = _read(path)[0]
        try:
            network = cls(**sizes)
        except (TypeError, ValueError) as error:
            raise validation.value_error(
                Path(path).name, f"settings that make no network ({error})", "a saved network"
            ) from error
        return network.load(path)


def _file(path):
    path = Path(path).expanduser()
    return path if path.suffix == ".npz" else path.with_name(path.name + ".npz")


def _read(path):
    """Return (settings, parameters) of a saved network; raise ValueError for anything else."""
    path = _file(path)
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        sizes = json.loads(str(arrays.pop("settings")))
        arrays = {name: validation.array(name, array, allow_inf=False) for name, array in arrays.items()}
    except FileNotFoundError:
        raise
    except Exception as error:  # a damaged file makes zipfile, zlib, json and NumPy raise errors of every kind
        raise ValueError(
            f"path: got {path.name}, which holds no saved network or is damaged ({error}); "
            "expected a file that SimpleConvNet.save wrote"
        ) from error
    return sizes, arrays


def pretrained():
    """Return the SimpleConvNet that ships with the course, trained on the 4,000 embedded digits.

    It is what ``python -m course_utils.maintenance.pretrained`` makes: seed 0, 20 epochs, Adam with rate 0.001.

    >>> pretrained().settings["filters"]
    30
    """
    return SimpleConvNet.from_file(file("simple_convnet.npz"))
