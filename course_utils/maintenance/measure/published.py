"""LeNet-5 and SimpleConvNet on all of MNIST, by the program `train`: do they reach what was published?

The published figures (LeNet-5 0.95 % error, LeCun et al. 1998, section III.C; SimpleConvNet 98.96 % right after twenty
epochs) are of MNIST's 10,000 test pictures. Here those stay closed: each of the last 10,000 training pictures is asked
once, of a network that learned from 55,000 others. Rates, schedules, batch sizes and weight decay were chosen on the
first 50,000 alone; that they were tried again at all was because LeNet-5 with the paper's rates, learned from these
50,000, had come to 1.02 % on the last 10,000.

In a terminal the commands of chapters 07 and 08 do the same and learn from all 60,000.
"""

import time
from dataclasses import replace

import numpy as np
import torch

from course_utils import data
from course_utils.data import downloads, formats, sources
from course_utils.data.runs import Run
from course_utils.experiment import config, loop, pictures, recipe
from course_utils.experiment.model import MODELS, build
from course_utils.experiment.processes import Processes
from course_utils.experiment.train import Trainer
from course_utils.maintenance.measure import Job

SEEDS, PART, ASKED = range(3), 5_000, (50_000, 55_000)  # where the two parts begin that are asked
RECIPES = {
    "lenet5": dict(epochs=20, batch_size=32, weight_decay=0.1),
    "simple-convnet": dict(epochs=20, batch_size=32),
}


def jobs():
    """List both networks from every seed."""
    torch.set_num_threads(1)
    return [Job(model, seed, published) for seed in SEEDS for model in RECIPES]


def published(model, seed) -> Run:
    """Train twice from one seed, each time without one of the two parts, and report on both."""
    x, labels = training_half()
    runs = []
    for start in ASKED:
        part = slice(start, start + PART)
        others = np.delete(x, part, axis=0), np.delete(labels, part)
        runs.append(trained(model, seed, RECIPES[model], others, (x[part], labels[part])))
    accuracy = np.mean([run.train_accuracy for run in runs], axis=0).tolist()
    errors = [run.values["error"] for run in runs]
    return Run(model, seed, runs[0].settings, train_accuracy=accuracy, seconds=sum(run.seconds for run in runs),
               values={"error": sum(errors) / len(errors), "parts": errors})  # fmt: skip


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
                "optimizer": f"{chosen.optimizer} {chosen.lr:g}", "weight_decay": chosen.weight_decay,
                "schedule": chosen.schedule, "epochs": chosen.epochs}  # fmt: skip
    accuracy = [row["train_accuracy"] for row in trainer.rows]
    return Run(model, seed, settings, train_accuracy=accuracy, seconds=time.process_time() - start,
               values={"error": error})  # fmt: skip
