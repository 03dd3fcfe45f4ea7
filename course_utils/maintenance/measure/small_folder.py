"""Running averages that lag: resnet20 on a small folder, its error in use beside the same weights otherwise normalised.

As ``train --model resnet20 --data FOLDER`` does with ``--schedule constant --warm-up 0 --statistics running
--batch-size 100 --lr 0.1``, with momentum 0.9. With ``--limit 108`` it learns from as many pictures as a folder of 150
leaves after those for test and validation.
"""

import copy
import tempfile
import time
from pathlib import Path

import torch

from course_utils.data.runs import Run
from course_utils.data.sample_folder import write_sample_folder
from course_utils.experiment import loop, pictures
from course_utils.experiment.config import BEFORE, Config
from course_utils.experiment.model import build
from course_utils.experiment.processes import Processes
from course_utils.experiment.train import Trainer
from course_utils.inspection import averages

SEEDS, MODEL = range(10), "resnet20"
#: Label -> (training pictures, epochs, the epochs after which it is looked at closely).
FOLDERS = {"108 pictures": (108, 20, (10, 20)), "360 pictures": (360, 20, (10, 20))}
DROP_AT = 7  # of the 360 pictures' run once more, its rate divided by ten from there on
MOMENTA = (0.3, 0.5, 1.0)  # of the averages, besides torch's 0.1: the weights that are learned are the same


def runs():
    """Train from every seed on both folders, and once more with a falling rate."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as home:
        folder = write_sample_folder(Path(home) / "pictures")
        for seed in SEEDS:
            for label, (count, epochs, looked_at) in FOLDERS.items():
                yield from _run(label, folder, seed, count, epochs, looked_at)


def _run(label, folder, seed, count, epochs, looked_at):
    start, trainer = time.process_time(), _trainer(folder, seed, count, epochs)
    kept = averages.Beside(trainer.model, MOMENTA)
    curves, found = {"in_use": [], "own": []}, {}
    while trainer.epoch < epochs:
        if trainer.epoch == DROP_AT and count == FOLDERS["360 pictures"][0]:
            dropped = copy.deepcopy(trainer.model), copy.deepcopy(trainer.optimizer.state_dict())
        trainer.run_epoch(kept.after_step)
        for name, error in _errors(trainer.model, trainer.test).items():
            curves[name].append(error)
        if trainer.epoch in looked_at:
            found[str(trainer.epoch)] = _closely(trainer, kept)
    settings = _settings(trainer)
    yield _stored(label, seed, settings, trainer, curves | found, start)
    if count == FOLDERS["360 pictures"][0]:
        start, again = time.process_time(), _trainer(folder, seed, count, 10, drop_at=(DROP_AT,))
        again.model.load_state_dict(dropped[0].state_dict())
        again.optimizer.load_state_dict(dropped[1])
        again.epoch = DROP_AT
        while again.epoch < 10:
            again.run_epoch()
        values = {"10": _errors(again.model, again.test) | {"again": _again(again)}}
        yield _stored(label + ", falling rate", seed, settings | {"drop_at": DROP_AT}, again, values, start)


def asked(folder, seed, count, epochs, drop_at=()) -> Config:
    """Return what is asked of the training program: `count` pictures of `folder`, as at first, in batches of 100."""
    return Config(MODEL, str(folder), epochs=epochs, optimizer="sgd", lr=0.1, seed=seed, limit=count, threads=1,
                  device="cpu", drop_at=drop_at, batch_size=100, **BEFORE)  # fmt: skip


def _trainer(folder, seed, count, epochs, drop_at=()):
    chosen = asked(folder, seed, count, epochs, drop_at)
    found = pictures.load(folder, chosen.size, MODEL, chosen.validation, seed, count)
    channels, side = found.shape[:2]
    trainer = Trainer(chosen, build(MODEL, channels, side, len(found.class_names), seed), found, Processes("cpu"))
    trainer.test = found.test
    return trainer


def _errors(model, test):
    """Return the test error in use, and with the test pictures' own statistics, all of them in one batch."""
    own = averages.own_statistics(model)
    return {"in_use": 1 - loop.evaluate(model, *test).accuracy, "own": 1 - loop.evaluate(own, *test).accuracy}


def _again(trainer):
    return 1 - loop.evaluate(averages.estimated_again(trainer.model, trainer.x), *trainer.test).accuracy


def _closely(trainer, kept):
    model, test = trainer.model, trainer.test
    again = averages.estimated_again(model, trainer.x)
    return {
        **_errors(model, test),
        "again": 1 - loop.evaluate(again, *test).accuracy,
        "train_in_use": 1 - loop.evaluate(model, trainer.x, trainer.labels).accuracy,
        "train_own": 1 - loop.evaluate(averages.own_statistics(model), trainer.x, trainer.labels).accuracy,
        "momenta": {f"{m:g}": 1 - loop.evaluate(kept.model(m), *test).accuracy for m in MOMENTA},
        "lag": [round(number, 4) for number in averages.lag(model, again)],
    }


def _settings(trainer):
    return {"pictures": len(trainer.x), "test": len(trainer.test[1]), "epochs": trainer.config.epochs,
            "steps_an_epoch": trainer.batches, "batch_size": trainer.config.batch_size,
            "optimizer": "SGD 0.1, momentum 0.9, weight decay 0.0001"}  # fmt: skip


def _stored(label, seed, settings, trainer, values, start):
    accuracy = [row["train_accuracy"] for row in trainer.rows]
    return Run(label, seed, settings, train_accuracy=accuracy, seconds=time.process_time() - start, values=values)
