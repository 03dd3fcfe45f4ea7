"""What chapter 11 does with its trained 20-layer networks, for five seeds: lesions, changes, added layers."""

import time

import numpy as np
import torch

from course_utils.data.runs import Run
from course_utils.experiment import loop
from course_utils.experiment.added_layers import ADDED_BLOCKS, Extended, maps_of, new_blocks
from course_utils.inspection.blocks import block_changes, lesions, responses
from course_utils.maintenance.measure.degradation import BATCH, MOMENTUM, RATE, digits, train

SEEDS, SETTLING, LOW_RATE = range(5), 2, 0.01
ADDED_EPOCHS = 4
#: Label -> (kind of the added blocks, learning rate). With 0.1 the identity without normalisation is lost, and its loss
#: grows beyond all numbers. The last four ask what belongs to the kind and what to the rate and the normalisation.
ADDITIONS = {
    "plain": ("plain", RATE),
    "plain, identity": ("plain, identity", LOW_RATE),
    "residual": ("residual", RATE),
    "residual, zero": ("residual, zero", RATE),
    "plain, normalised identity": ("plain, normalised identity", RATE),
    "plain, rate 0.03": ("plain", 0.03),
    "plain, rate 0.01": ("plain", 0.01),
    "residual, rate 0.03": ("residual", 0.03),
    "residual, rate 0.01": ("residual", 0.01),
}
LOOKED_AT = 500  # training digits on which changes and responses are measured


def go_on(network, train_set, test_set, epochs, rate, seed):
    """Train `network` further with stochastic gradient descent and momentum; return the `Record`."""
    return loop.fit(
        network, train_set, test_set, epochs=epochs, batch_size=BATCH, seed=seed, progress=False,
        optimizer=lambda parameters: torch.optim.SGD(parameters, lr=rate, momentum=MOMENTUM),
    )  # fmt: skip


def runs():
    """Train plain-20 and residual-20 from every seed, look into both, and add blocks to the plain one."""
    train_set, test_set = digits()
    for seed in SEEDS:
        for label, residual in (("plain20", False), ("residual20", True)):
            start = time.process_time()
            network, _ = train(20, residual, seed, sets=(train_set, test_set))
            record = go_on(network, train_set, test_set, SETTLING, LOW_RATE, seed)
            values = {
                "train_error": 1 - loop.evaluate(network, *train_set).accuracy,
                "lesions": lesions(network, *test_set),
                "changes": block_changes(network, train_set[0][:LOOKED_AT]),
                "responses": responses(network, train_set[0][:LOOKED_AT]),
            }
            yield _run(
                label, seed, {"residual": residual, "settling": SETTLING, "rate": LOW_RATE}, record, start, values
            )
            if not residual:
                yield from _additions(network, train_set, test_set, seed)


def _additions(network, train_set, test_set, seed):
    seen = (maps_of(network, train_set[0]), train_set[1])
    unseen = (maps_of(network, test_set[0]), test_set[1])
    before = loop.outputs(network, train_set[0])
    for label, (kind, rate) in ADDITIONS.items():
        start = time.process_time()
        deeper = Extended(new_blocks(kind, seen[0].shape[1], seed=seed, maps=seen[0]), network.fc)
        moved = float(np.abs(loop.outputs(deeper, seen[0]) - before).max())
        values = {"moved": moved, "start_error": 1 - loop.evaluate(deeper, *seen).accuracy}
        record = go_on(deeper, seen, unseen, ADDED_EPOCHS, rate, seed)
        values["end_error"] = 1 - loop.evaluate(deeper, *seen).accuracy
        yield _run(f"plain20 + {label}", seed, {"blocks": ADDED_BLOCKS, "rate": rate}, record, start, values)


def _run(label, seed, settings, record, start, values):
    return Run(label, seed, settings, record.train_loss, record.train_accuracy, record.validation_loss,
               record.validation_accuracy, time.process_time() - start, values)  # fmt: skip
