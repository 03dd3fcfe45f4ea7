"""Train the networks that ship with the course, and write them into ``data`` with their checksums.

    python -m course_utils.maintenance.pretrained            all of them
    python -m course_utils.maintenance.pretrained lenet5     one: simple_convnet or lenet5

Seed 0, 20 epochs on the 4,000 embedded digits: SimpleConvNet with Adam, rate 0.001 and batches of 100 (half a minute);
LeNet-5 as published with Adam, rate 0.002 and batches of 50 (15 seconds). The last digits of the weights depend on the
processor, so another machine writes files that are as good, and not the same.
"""

import sys

from course_utils import convnet, data, settings, training
from course_utils.maintenance import checksums

EPOCHS = 20


def simple_convnet():
    """Train chapter 07's network and write ``data/simple_convnet.npz``; return the path."""
    digits = data.load("digits")
    network = convnet.SimpleConvNet(seed=settings.SEED)
    print(training.train(network, digits.train_x, digits.train_y, (digits.test_x, digits.test_y), epochs=EPOCHS))
    return network.save(settings.DATA / "simple_convnet.npz")


def lenet5():
    """Train LeNet-5 as published and write ``data/lenet5.safetensors``; return the path."""
    from course_utils.experiment import checkpoint, loop
    from course_utils.models import lenet5 as published

    digits = data.load("digits")
    sets = [(published.prepare(x), y) for x, y in ((digits.train_x, digits.train_y), (digits.test_x, digits.test_y))]
    network = published.LeNet5(seed=settings.SEED)
    print(loop.fit(network, *sets, epochs=EPOCHS, seed=settings.SEED))
    path = settings.DATA / published.FILE
    checkpoint.replace(path, checkpoint.weights(network))
    return path


NETWORKS = {"simple_convnet": simple_convnet, "lenet5": lenet5}


def main(names=None):
    """Train the networks that are named, or all; write each file and its checksum."""
    for name in names or NETWORKS:
        path = NETWORKS[name]()
        checksums.write(path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
