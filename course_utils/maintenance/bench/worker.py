"""One contestant of `bench.networks`, in a process of its own: the textbook's layers, ours, or torch's.

    python -m course_utils.maintenance.bench.worker ours

Each line that comes in is a request in JSON, each line that goes out the answer. Processes apart, because what one
library leaves behind in the memory allocator makes the next one slower or faster. Times are CPU seconds of one thread:
what else the machine does is not in them.
"""

import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np

from course_utils import data

#: (x, filters, kernel): the layers of SimpleConvNet and LeNet-5, and one as in the middle of a large network.
LAYERS = (
    ((100, 1, 28, 28), 30, 5),
    ((100, 1, 32, 32), 6, 5),
    ((100, 6, 14, 14), 16, 5),
    ((32, 64, 32, 32), 64, 3),
)
RUNS = 3  # of a layer at each request, after one that is not timed


def _arrays(shape, filters, kernel):
    rng = np.random.default_rng(0)
    out = [side - kernel + 1 for side in shape[2:]]
    sizes = (shape, (filters, shape[1], kernel, kernel), (filters,), (shape[0], filters, *out))
    return [rng.standard_normal(size).astype(np.float32) for size in sizes]


class _NumPy:
    """What the two NumPy contestants share: an epoch is the course's batches and the course's Adam."""

    def __init__(self):
        from course_utils.optimizers import Adam

        self.network, self.optimizer = None, Adam()

    def epoch(self, x, labels, rng):
        """Train once on every example."""
        if self.network is None:
            self.network = self.build()
        for some_x, some_labels in data.batches(x, labels, 100, rng):
            _, grads = self.network.loss_and_gradient(some_x, some_labels)
            self.optimizer.step(self.network.params, grads)


class Textbook(_NumPy):
    """im2col, np.dot and col2im in float64."""

    def layer(self, x, weight, bias, grad_out, input_gradient):
        """Return a function that runs one layer forward and backward."""
        from course_utils.maintenance.bench.textbook import Convolution

        x, weight, bias, grad_out = (array.astype(np.float64) for array in (x, weight, bias, grad_out))
        layer = Convolution(weight, bias)
        return lambda: (layer.forward(x), layer.backward(grad_out))  # it knows of no way to save the input gradient

    def build(self):
        """Return the network."""
        from course_utils.convnet import SimpleConvNet
        from course_utils.maintenance.bench.textbook import Network

        return Network(SimpleConvNet().params)


class Ours(_NumPy):
    """The course's own, in float32."""

    def layer(self, x, weight, bias, grad_out, input_gradient):
        """Return a function that runs one layer forward and backward."""
        from course_utils.convolution import conv2d, conv2d_backward

        return lambda: (
            conv2d(x, weight, bias),
            conv2d_backward(grad_out, x, weight, input_gradient=input_gradient),
        )

    def build(self):
        """Return the network."""
        from course_utils.convnet import SimpleConvNet

        return SimpleConvNet()


class Torch:
    """PyTorch, one thread."""

    def __init__(self):
        import torch

        torch.set_num_threads(1)
        self.torch, self.network = torch, None

    def layer(self, x, weight, bias, grad_out, input_gradient):
        """Return a function that runs one layer forward and backward."""
        torch = self.torch
        tensors = [torch.tensor(array, requires_grad=True) for array in (x, weight, bias)]
        tensors[0].requires_grad_(input_gradient)
        grad_out = torch.tensor(grad_out)

        def run():
            for tensor in tensors:
                tensor.grad = None
            torch.nn.functional.conv2d(*tensors).backward(grad_out)

        return run

    def epoch(self, x, labels, rng):
        """Train once on every example."""
        torch, nn = self.torch, self.torch.nn
        if self.network is None:
            convolution = nn.Conv2d(1, 30, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()
            self.network = nn.Sequential(*convolution, nn.Linear(4320, 100), nn.ReLU(), nn.Linear(100, 10))
            self.optimizer = torch.optim.Adam(self.network.parameters(), lr=0.001)
        for some_x, some_labels in data.batches(x, labels, 100, rng):
            logits = self.network(torch.from_numpy(some_x))
            loss = nn.functional.cross_entropy(logits, torch.from_numpy(some_labels))
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()


CONTESTANTS = {"textbook": Textbook, "ours": Ours, "torch": Torch}


class Worker:
    """Answers requests for one contestant."""

    def __init__(self, name):
        self.contestant, self.layers, self.digits = CONTESTANTS[name](), {}, None

    def layer(self, number, input_gradient):
        """Return the milliseconds of RUNS runs of layer `number`, forward and backward."""
        key = number, input_gradient
        if key not in self.layers:
            self.layers[key] = self.contestant.layer(*_arrays(*LAYERS[number]), input_gradient)
        self.layers[key]()
        return [1000 * _timed(self.layers[key]) for _ in range(RUNS)]

    def epoch(self, seed):
        """Return the seconds of one epoch on the 4,000 embedded digits."""
        self.digits = self.digits or data.load("digits")
        rng = np.random.default_rng(seed)
        return _timed(lambda: self.contestant.epoch(self.digits.train_x, self.digits.train_y, rng))

    def peak(self):
        """Return the most memory that this process has held so far, in units that differ between systems."""
        import resource  # not on Windows

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def train(self, seed, epochs, weight_init, mnist=None):
        """Return (test accuracy before and after each epoch, CPU seconds) of a SimpleConvNet of ours."""
        from course_utils import convnet, training

        sets = _mnist(Path(mnist)) if mnist else data.load("digits")
        x, labels, *validation_set = sets if mnist else (sets.train_x, sets.train_y, sets.test_x, sets.test_y)
        network = convnet.SimpleConvNet(seed=seed, weight_init=weight_init)
        start = time.process_time()
        history = training.train(network, x, labels, tuple(validation_set), epochs=epochs, seed=seed, progress=False)
        return history.test_accuracy, time.process_time() - start


def _mnist(folder):
    """Read the 60,000 training images of MNIST: 59,000 to train on, 1,000 to validate on."""
    x, labels = (
        np.frombuffer(gzip.decompress((folder / f"train-{name}-ubyte.gz").read_bytes()), np.uint8, offset=header)
        for name, header in (("images-idx3", 16), ("labels-idx1", 8))
    )
    x, labels = x.reshape(-1, 1, 28, 28).astype(np.float32) / np.float32(255), labels.astype(np.int64)
    return x[:59_000], labels[:59_000], x[59_000:], labels[59_000:]


def _timed(action):
    start = time.process_time()
    action()
    return time.process_time() - start


def main():
    """Answer requests until there are no more."""
    worker = Worker(sys.argv[1])
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(worker, request.pop("do"))(**request)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
