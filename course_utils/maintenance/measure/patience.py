"""The three networks of chapter 11's first section, trained four times as long: what is left of the degradation."""

import time

from course_utils.data.runs import Run
from course_utils.maintenance.measure.degradation import BATCH, EPOCHS, MOMENTUM, RATE, digits, train

SEEDS, TIMES = range(3), 4
NETWORKS = {"plain20": (20, False), "plain44": (44, False), "residual44": (44, True)}


def runs():
    """Train each network from every seed, at the rate of `degradation`, for four times its epochs."""
    sets = digits()
    for label, (depth, residual) in NETWORKS.items():
        for seed in SEEDS:
            start = time.process_time()
            _, record = train(depth, residual, seed, epochs=TIMES * EPOCHS, sets=sets)
            settings = {"depth": depth, "residual": residual, "epochs": TIMES * EPOCHS, "batch_size": BATCH,
                        "optimizer": f"SGD {RATE:g}, momentum {MOMENTUM:g}"}  # fmt: skip
            yield Run(label, seed, settings, record.train_loss, record.train_accuracy, record.validation_loss,
                      record.validation_accuracy, time.process_time() - start)  # fmt: skip
