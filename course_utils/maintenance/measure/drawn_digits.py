"""What networks of chapter 07 from ten starts read in the drawings that its pad offers."""

import time

import numpy as np

from course_utils import data, losses, training
from course_utils.convnet import SimpleConvNet
from course_utils.data.runs import Run
from course_utils.data.strokes import PENS
from course_utils.explorers.draw_digit import HABITS, ready_made
from course_utils.explorers.drawings import drawing_array, drawing_mnist
from course_utils.maintenance.measure.first_convnet import BATCH, EPOCHS, RATE
from course_utils.optimizers import SGD

SEEDS = range(10)


def drawings() -> dict:
    """Return what is read, name -> picture (28, 28).

    The habits with the pad's pen, prepared; the hooked 9 with every pen; the small nought, as it is drawn and prepared.
    """
    texts = dict(ready_made())
    found = {f"{digit} {name}": drawing_mnist(texts[f"{digit} {name}"]) for digit, name in HABITS}
    for pen in PENS:
        found[f"9 hooked, {pen}"] = drawing_mnist(texts["9 hooked"].replace("medium", pen, 1))
    found["0 small, as it is"] = drawing_array(texts["0 small"])
    return found | {"0 small": drawing_mnist(texts["0 small"])}


def runs():
    """Train the network from every seed as the chapter does, and let it read every drawing."""
    digits, read = data.load("digits"), drawings()
    x = np.stack(list(read.values()))[:, None] / np.float32(255)
    kept = {"epochs": EPOCHS, "batch_size": BATCH, "optimizer": f"SGD {RATE:g}", "drawings": list(read)}
    for seed in SEEDS:
        start = time.process_time()
        network = SimpleConvNet(seed=seed)
        training.train(
            network, digits.train_x, digits.train_y, (digits.test_x, digits.test_y), epochs=EPOCHS, batch_size=BATCH,
            optimizer=SGD(RATE), seed=seed, progress=False,
        )  # fmt: skip
        p = losses.softmax(network.predict(x))
        values = {"answers": p.argmax(axis=1).tolist(), "shares": np.round(p.max(axis=1).astype(float), 3).tolist()}
        yield Run("SimpleConvNet", seed, kept, seconds=time.process_time() - start, values=values)
