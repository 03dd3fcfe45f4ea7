"""What chapter 11 says about degradation holds for each of five seeds, and the stored numbers come from this code."""

import numpy as np
import pytest

from course_utils.data import runs
from course_utils.maintenance.measure import degradation


@pytest.fixture(scope="module")
def stored():
    return runs.load("degradation")


def error(stored, label, seed):
    """Running training error of the last epoch, in points."""
    (run,) = stored.where(label, seed)
    return 100 * (1 - run.train_accuracy[-1])


@pytest.mark.parametrize("seed", range(5))
def test_deeper_plain_networks_learn_worse_and_residual_ones_do_not(stored, seed):
    found = {label: error(stored, label, seed) for label in stored.labels}
    assert found["plain44"] >= found["plain20"] + 20
    assert found["residual44"] <= found["plain44"] - 20
    assert found["residual20"] < found["plain20"]
    assert found["plain56"] > found["plain20"] + 20 and found["residual56"] < found["plain56"] - 20


def test_it_is_not_overfitting(stored):
    """The deep plain networks are worse on what they learned from, and no better on test digits."""
    for seed in range(5):
        shallow, deep = (stored.where(label, seed)[0] for label in ("plain20", "plain44"))
        assert deep.train_loss[-1] > shallow.train_loss[-1]
        assert deep.validation_accuracy[-1] < shallow.validation_accuracy[-1]


def test_the_configuration_is_the_one_that_is_described(stored):
    assert len(stored) == 30 and {run.seed for run in stored} == set(range(5))
    for run in stored:
        depth, residual = degradation.NETWORKS[run.label]
        assert (run.settings["depth"], run.settings["residual"]) == (depth, residual)
        assert run.settings["widths"] == [8, 16, 32] and run.settings["digits"] == 2000
        assert len(run.train_accuracy) == len(run.validation_accuracy) == run.settings["epochs"] == 6
        assert run.settings["optimizer"] == "SGD 0.1, momentum 0.9" and run.settings["batch_size"] == 100


def test_the_digits_are_balanced_and_standardised_with_the_training_set():
    (x, labels), (test_x, test_labels) = degradation.digits()
    np.testing.assert_array_equal(np.bincount(labels), [200] * 10)
    assert x.shape == (2000, 1, 16, 16) and test_x.shape == (1000, 1, 16, 16) and len(test_labels) == 1000
    assert abs(x.mean()) < 1e-4 and abs(x.std() - 1) < 1e-4 and 1e-4 < abs(test_x.mean()) < 0.1


def test_the_code_gives_the_stored_first_epoch(stored):
    _, record = degradation.train(20, True, seed=0, epochs=1)
    (run,) = stored.where("residual20", 0)
    assert record.train_accuracy[0] == pytest.approx(run.train_accuracy[0], abs=0.03)  # another CPU: other last digits
    assert record.train_loss[0] == pytest.approx(run.train_loss[0], rel=0.1)
