"""The measurement of the published figures, on a few digits: it learns from one part and reports on the other."""

import numpy as np
import pytest

from course_utils import data
from course_utils.maintenance.measure import published


@pytest.fixture(scope="module")
def digits():
    found = data.load("digits")
    return found.train_x[:400], found.train_y[:400]


@pytest.mark.parametrize("model", published.RECIPES)
def test_it_learns_from_one_part_and_reports_on_the_other(model, digits):
    x, labels = digits
    asked = published.RECIPES[model] | {"epochs": 20}
    run = published.trained(model, 1, asked, (x[:300], labels[:300]), (x[300:], labels[300:]))
    assert run.settings["pictures"] == 300 and run.settings["reported"] == 100
    assert run.settings["batch_size"] == asked["batch_size"] and len(run.train_accuracy) == 20
    assert run.train_accuracy[-1] > 0.5 and run.values["error"] < 0.5, "it has learned something"
    shuffled = np.random.default_rng(0).permutation(labels[300:])
    other = published.trained(model, 1, asked, (x[:300], labels[:300]), (x[300:], shuffled))
    assert other.train_accuracy == run.train_accuracy and other.values["error"] > 0.6, "nothing learns from that part"


def test_it_lists_three_starts_of_both_networks():
    assert [(job.label, job.seed) for job in published.jobs()] == [
        (model, seed) for seed in range(3) for model in ("lenet5", "simple-convnet")
    ]
