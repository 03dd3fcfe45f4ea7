"""The measurement of the published figures, on a few digits: it learns from one part and reports on the other."""

import numpy as np
import pytest

from course_utils import data
from course_utils.maintenance.measure import published


@pytest.fixture(scope="module")
def digits():
    found = data.load("digits")
    return found.train_x[:400], found.train_y[:400]


@pytest.mark.few(1)
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


def test_every_reported_picture_is_asked_once_and_of_a_network_that_did_not_learn_it(monkeypatch):
    x, labels = np.arange(60).reshape(60, 1, 1, 1), np.arange(60) % 10
    monkeypatch.setattr(published, "PART", 5)
    monkeypatch.setattr(published, "ASKED", (50, 55))
    monkeypatch.setattr(published, "training_half", lambda: (x, labels))
    seen = []

    def trained(model, seed, asked, learned, reported):
        assert (learned[1] == learned[0].ravel() % 10).all() and (reported[1] == reported[0].ravel() % 10).all()
        seen.append((set(learned[0].ravel()), set(reported[0].ravel())))
        return published.Run(model, seed, {"pictures": 55}, train_accuracy=[0.5], values={"error": 0.1 * len(seen)})

    monkeypatch.setattr(published, "trained", trained)
    run = published.published("lenet5", 3)
    assert all(not learned & reported and len(learned) == 55 for learned, reported in seen)
    assert [reported for _, reported in seen] == [set(range(50, 55)), set(range(55, 60))]
    assert run.seed == 3 and run.values["error"] == pytest.approx(0.15) and run.values["parts"] == [0.1, 0.2]
