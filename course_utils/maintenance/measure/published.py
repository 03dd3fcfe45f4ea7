"""LeNet-5 and SimpleConvNet on all of MNIST, by the program `train`: do they reach what was published?

The published figures (LeNet-5 0.95 % error, LeCun et al. 1998, section III.C; SimpleConvNet 98.96 % right after twenty
epochs) are of MNIST's 10,000 test pictures. Here those stay closed: of the 60,000 training pictures the last 10,000 are
kept for the report, and nothing was chosen by them. Rates, schedules and batch sizes were tried on 45,000 and 5,000 of
the others.

In a terminal the two are `COMMANDS`, which learn from all 60,000.
"""

import time
from dataclasses import replace

import torch

from course_utils import data
from course_utils.data import downloads, formats, sources
from course_utils.data.runs import Run
from course_utils.experiment import config, loop, pictures, recipe
from course_utils.experiment.model import MODELS, build
from course_utils.experiment.processes import Processes
from course_utils.experiment.train import Trainer
from course_utils.maintenance.measure import Job

SEEDS, KEPT = range(3), 10_000
RECIPES = {
    "lenet5": dict(epochs=20, batch_size=32, schedule="lecun-1998"),
    "simple-convnet": dict(epochs=20, batch_size=32),
}
ALL = "--data mnist --validation 0 --epochs 20 --batch-size 32"
COMMANDS = {"lenet5": f"--model lenet5 {ALL} --schedule lecun-1998", "simple-convnet": f"--model simple-convnet {ALL}"}


def jobs():
    """List both networks from every seed."""
    torch.set_num_threads(1)
    return [Job(model, seed, published) for seed in SEEDS for model in RECIPES]


def published(model, seed):
    """Train on the first 50,000 training pictures and report on the last 10,000."""
    x, labels = training_half()
    return trained(model, seed, RECIPES[model], (x[:-KEPT], labels[:-KEPT]), (x[-KEPT:], labels[-KEPT:]))


def training_half() -> tuple:
    """Return MNIST's training pictures (60,000, 1, 28, 28) from 0 to 1 and their labels; the others are not read."""
    wanted = replace(sources.MNIST, files=sources.MNIST.files[:2])
    paths = downloads.download(wanted)
    x, labels = (formats.idx(paths[one.file], one) for one in wanted.files)
    return x.astype("float32") / 255, labels


def trained(model, seed, asked, learned, reported) -> Run:
    """Train as `train` does with the options `asked`, on one pair (x, labels), and report on another."""
    start = time.process_time()
    found = pictures.prepared(
        data.DataSet("mnist", *learned, *reported, data.load("digits").class_names), "mnist", model, share=0
    )
    chosen = config.Config(model, "mnist", seed=seed, threads=1, device="cpu", validation=0.0,
                           optimizer=MODELS[model].optimizer, **asked)  # fmt: skip
    chosen = recipe.completed(chosen, len(found.train[0]))
    trainer = Trainer(chosen, build(model, *found.shape[:2], 10, seed), found, Processes("cpu"))
    while not trainer.whole:
        trainer.run_epoch()
    error = 1 - loop.evaluate(trainer.model, *found.test).accuracy
    settings = {"pictures": len(learned[1]), "reported": len(reported[1]), "batch_size": chosen.batch_size,
                "optimizer": f"{chosen.optimizer} {chosen.lr:g}", "schedule": chosen.schedule,
                "epochs": chosen.epochs}  # fmt: skip
    accuracy = [row["train_accuracy"] for row in trainer.rows]
    return Run(model, seed, settings, train_accuracy=accuracy, seconds=time.process_time() - start,
               values={"error": error})  # fmt: skip
