"""A short run whose gradients are kept, run alone or by torchrun: a file name and batch sizes as arguments."""

import sys

import torch
from safetensors.torch import save_file

from course_utils.experiment import config, pictures, processes, train
from course_utils.experiment.model import build

PICTURES, SEED = 23, 3  # batches of 9, 9, 5 and of 11, 11, 1: of the last, one of two processes has nothing
RECIPES = {9: {}, 11: dict(class_weights="balanced", label_smoothing=0.1)}


def gradients(size):
    """Return (step.name -> gradient, the row of the epoch) of one epoch in batches of `size`."""
    chosen = config.Config(model="simple-convnet", data="digits", batch_size=size, lr=0.1, limit=PICTURES, seed=SEED,
                           **RECIPES[size])  # fmt: skip
    found = pictures.load("digits", 32, chosen.model, seed=SEED, limit=PICTURES)
    who = PROCESSES
    run = train.Trainer(chosen, build(chosen.model, 1, 28, 10, SEED), found, who)
    kept, stepping = {}, run.optimizer.step

    def keep(*arguments, **keywords):
        kept.update({f"{size}.{run.batch}.{n}": t.grad.clone() for n, t in run.model.named_parameters()})
        return stepping(*arguments, **keywords)

    run.scaler.step = lambda optimizer: keep()
    run.run_epoch()
    return kept, run.rows[0]


PROCESSES = processes.Processes("cpu")

if __name__ == "__main__":
    torch.set_num_threads(1)
    found = {}
    for size in sys.argv[2:]:
        kept, row = gradients(int(size))
        found |= kept | {f"{size}.{name}": torch.tensor(float(value)) for name, value in row.items()}
    if PROCESSES.first:
        save_file({name: t.contiguous() for name, t in found.items()}, sys.argv[1])
    PROCESSES.close()
    processes.end(0)
