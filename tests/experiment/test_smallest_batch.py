"""A batch of one picture, where the network needs more, is noticed before anything is written."""

import pytest
import torch
from torch import nn

from course_utils.experiment import config, train, trial
from course_utils.experiment.errors import RunError


@pytest.mark.parametrize(
    ("pictures", "batch", "processes", "fewest"),
    [
        (101, 50, 1, 1),
        (100, 50, 1, 50),
        (100, 50, 2, 25),
        (7, 50, 1, 7),
        (103, 50, 2, 1),
        (103, 50, 4, 1),
        (60, 3, 4, 1),
    ],
)
def test_the_smallest_share_of_an_epoch(pictures, batch, processes, fewest):
    shares = [
        len(range(rank, min(batch, pictures - start), processes)) or 1  # one, at weight 0, where there is none
        for start in range(0, pictures, batch)
        for rank in range(processes)
    ]
    assert trial.smallest(pictures, batch, processes) == min(shares) == fewest


def test_one_picture_is_too_few_to_normalise(refused, tmp_path):
    asked = ("--model", "resnet18", "--data", "patches", "--out", tmp_path / "run", "--epochs", "1", "--threads", "1")
    said = refused(*asked, "--limit", "101", "--batch-size", "50")
    assert "with 101 training pictures a step would see a single picture" in said and "resnet18" in said
    assert "try --batch-size 49 or --limit 100" in said and not (tmp_path / "run").exists()


def test_what_is_advised_would_do():
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.BatchNorm1d(3))
    x = torch.randn(101, 1, 2, 2)
    for processes in (1, 2, 3):
        asked = dict(model="resnet8", data="digits", processes=processes)
        with pytest.raises(RunError, match="--batch-size 50") as caught:
            trial.step(model, x, config.Config(**asked, batch_size=50))
        advice = str(caught.value).split("try ")[1].rstrip(".").split(" or ")
        size, limit = (int(part.split()[1]) for part in advice)
        trial.step(model, x, config.Config(**asked, batch_size=size))
        trial.step(model, x[:limit], config.Config(**asked, batch_size=50))


def test_the_trial_changes_nothing():
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Dropout(0.5)).eval()
    before, x = {name: t.clone() for name, t in model.state_dict().items()}, torch.randn(8, 1, 2, 2)
    state = torch.get_rng_state()
    trial.step(model, x, config.Config(model="resnet8", data="digits", batch_size=100))
    assert all(torch.equal(t, before[name]) for name, t in model.state_dict().items()) and not model.training
    assert torch.equal(torch.get_rng_state(), state)


def test_a_batch_of_one_is_fine_where_the_maps_are_larger(tmp_path):
    asked = ("--model", "resnet8", "--data", "patches", "--limit", "21", "--batch-size", "10", "--epochs", "1")
    assert train.main([*asked, "--threads", "1", "--out", str(tmp_path / "run")]) == 0
