"""A model of the learner's own: clear words before the training, and what works is kept whole."""

import numpy as np
import pytest
import torch
from torch import nn

from course_utils.experiment import test, train
from course_utils.experiment.checkpoint import read
from course_utils.experiment.model import MODELS, register
from course_utils.experiment.run import Run


@pytest.fixture
def own(monkeypatch):
    """Return a function that registers, for one test, a function of (channels, side, classes) as "mine"."""
    monkeypatch.setattr("course_utils.experiment.model.MODELS", MODELS)

    def put(make, **how):
        MODELS.pop("mine", None)
        register("mine", **how)(lambda channels, side, classes, seed: make(channels, side, classes))

    yield put
    MODELS.pop("mine", None)


class Tied(nn.Module):
    """A convolution that is used twice, and a dense layer under two names."""

    def __init__(self, channels, classes):
        super().__init__()
        self.first, self.again = nn.Conv2d(channels, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1)
        self.out = nn.Linear(8, classes)
        self.also = self.out

    def forward(self, x):
        x = torch.relu(self.first(x))
        for _ in range(2):
            x = torch.relu(self.again(x))
        return self.also(x.mean(dim=(2, 3)))


class Says(nn.Module):
    """A model that returns whatever it was given to return for a batch of N."""

    def __init__(self, answer):
        super().__init__()
        self.weight, self.answer = nn.Parameter(torch.ones(1)), answer

    def forward(self, x):
        return self.answer(self.weight, len(x))


def dense(channels, side, classes, outputs=None):
    return nn.Sequential(nn.Flatten(), nn.Linear(channels * side * side, outputs or classes))


def go(folder, *more):
    return ["--model", "mine", "--data", "digits", "--limit", "64", "--epochs", "1", "--threads", "1", "--out",
            str(folder), *more]  # fmt: skip


WRONG = [
    (lambda c, s, n: None, "its function returned None; expected a torch.nn.Module"),
    (lambda c, s, n: dense, "expected a torch.nn.Module"),
    (lambda c, s, n: nn.Flatten(), "has no weights that could learn"),
    (lambda c, s, n: dense(c, s, n, 7), "gives outputs of shape (2, 7) for 2 pictures, and there are 10 classes"),
    (lambda c, s, n: dense(c, s, n, 1), "gives outputs of shape (2, 1) for 2 pictures, and there are 10 classes"),
    (lambda c, s, n: nn.Conv2d(c, n, 3), "expected a tensor of shape (2, 10), one number for each class"),
    (lambda c, s, n: nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, n)), "cannot take pictures of 1 × 28 × 28"),
    (lambda c, s, n: nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten()), "cannot take pictures of 1 × 28 × 28"),
    (lambda c, s, n: Says(lambda w, count: None), "returned None; expected a tensor of shape (2, 10)"),
    (lambda c, s, n: Says(lambda w, count: (w, w)), "expected a tensor of shape (2, 10)"),
    (lambda c, s, n: Says(lambda w, count: np.zeros((count, 10))), "expected a tensor of shape (2, 10)"),
    (lambda c, s, n: Says(lambda w, count: torch.zeros(count, 10, dtype=torch.int64)), "dtype torch.int64"),
    (lambda c, s, n: Says(lambda w, count: w.expand(10)), "expected a tensor of shape (2, 10)"),
]


@pytest.mark.parametrize(("make", "words"), WRONG)
def test_what_cannot_learn_is_said_before_anything_is_written(make, words, own, refused, tmp_path):
    own(make)
    said = refused(*go(tmp_path / "run"))
    assert said.startswith("error: mine") and words in said
    assert not (tmp_path / "run").exists()


def test_layers_that_are_shared_are_saved_gone_on_with_and_tested(own, tmp_path):
    own(lambda channels, side, classes: Tied(channels, classes))
    folder = tmp_path / "run"
    assert train.main(go(folder)) == 0
    assert train.main(["--out", str(folder), "--resume", "--epochs", "2"]) == 0
    assert test.main([str(folder)]) == 0
    model = Run.open(folder).model
    assert model.also is model.out
    kept = {name.removeprefix("model."): tensor for name, tensor in read(folder / "best.safetensors")[0].items()}
    fresh = Tied(1, 10)
    fresh.load_state_dict(kept, strict=False)
    assert torch.equal(fresh.also.weight, model.out.weight)


def test_a_maker_that_forgets_the_seed_gets_it(own, tmp_path):
    own(lambda channels, side, classes: dense(channels, side, classes))
    found = []
    for name, noise in (("one", 1), ("two", 2)):
        torch.manual_seed(noise)
        assert train.main(go(tmp_path / name)) == 0
        found.append(read(tmp_path / name / "best.safetensors")[0])
    assert all(torch.equal(found[0][name], found[1][name]) for name in found[0])


def test_a_model_for_one_side_says_so_and_a_border_is_added(own, tmp_path, refused):
    own(lambda channels, side, classes: dense(channels, 48, classes), side=48)
    said = refused(*go(tmp_path / "run"))
    assert "mine takes pictures of 48 × 48" in said and "28 × 28" in said
    own(lambda channels, side, classes: dense(channels, 32, classes), side=32)
    assert train.main(go(tmp_path / "run")) == 0
    assert Run.open(tmp_path / "run").predict(np.zeros((28, 28))).name in map(str, range(10))
