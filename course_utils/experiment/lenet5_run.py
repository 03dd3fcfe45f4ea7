"""One training run of LeNet-5 with its switches as you like: the recipe of chapter 08's stored measurements.

    python -m course_utils.experiment.lenet5_run '{"c3": "full", "subsampling": "max"}' --seed 0

prints a line of JSON after each epoch, with `epoch`, `epochs` and `accuracy` (of the test digits, from 0 to 1), and at
last one with `run`, the fields of `data.runs.Run`. With --leash it ends as soon as its standard input is closed: a
program that started it leaves nothing behind, however that one ends.
"""

import argparse
import json
import os
import sys
import threading
import time
from dataclasses import asdict

from course_utils import data
from course_utils.data.runs import Run
from course_utils.experiment import loop
from course_utils.experiment.errors import guarded
from course_utils.models.lenet5 import LeNet5, prepare

EPOCHS, BATCH, RATE = 20, 50, loop.RATE


def trained(label, switches, seed, epochs=EPOCHS, after_epoch=None):
    """Train LeNet-5 with `switches` (arguments of `LeNet5`) on the 4,000 embedded digits; return (network, `Run`).

    The 1,000 test digits are looked at after every epoch, and not learned from. ``after_epoch(record)`` is called then.
    Raises ValueError for a position that a switch does not have, and KeyboardInterrupt when it is stopped on its way.
    """
    network = LeNet5(**switches, seed=seed)
    digits = data.load("digits")
    train, test = ((prepare(x), y) for x, y in ((digits.train_x, digits.train_y), (digits.test_x, digits.test_y)))
    start = time.process_time()
    found = loop.fit(
        network, train, test, epochs=epochs, batch_size=BATCH, seed=seed, progress=False, after_epoch=after_epoch
    )
    if found.interrupted:
        raise KeyboardInterrupt  # half a run is none
    settings = {**switches, "epochs": epochs, "batch_size": BATCH, "optimizer": f"Adam {RATE:g}"}
    curves = found.train_loss, found.train_accuracy, found.validation_loss, found.validation_accuracy
    return network, Run(label, seed, settings, *curves, seconds=time.process_time() - start)


def main(arguments=None):
    """Train what the command line asks for, telling of it line by line."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.experiment.lenet5_run", description=__doc__)
    parser.add_argument("switches", type=_switches, help="a JSON object: switches of LeNet5, or loss_kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--leash", action="store_true", help="end when standard input is closed")
    chosen = parser.parse_args(arguments)
    if chosen.leash:
        threading.Thread(target=_end_with_input, daemon=True).start()

    def tell(record):
        _print(epoch=record.epochs, epochs=chosen.epochs, accuracy=record.validation_accuracy[-1])

    _, run = trained("own", chosen.switches, chosen.seed, chosen.epochs, tell)
    _print(run=asdict(run))
    return 0


def _switches(text):
    try:
        return dict(json.loads(text))
    except (ValueError, TypeError):
        raise argparse.ArgumentTypeError(f"got {text!r}; expected a JSON object") from None


def _print(**content):
    print(json.dumps(content), flush=True)


def _end_with_input():
    while os.read(0, 1024):  # not sys.stdin: its lock, held in a thread, breaks the interpreter's end
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(guarded(main, sys.argv[1:]))
