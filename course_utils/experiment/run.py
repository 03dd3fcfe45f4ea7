"""A run that is done, opened again: its weights, its classes, and what its pictures have to look like.

    from course_utils.experiment.run import Run

    run = Run.open("my_course/runs/resnet20-pets")
    run.predict(picture)
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from course_utils import validation
from course_utils.experiment import checkpoint, config, loop, pictures
from course_utils.experiment.errors import RunError
from course_utils.experiment.model import MODELS, build
from course_utils.experiment.run_folder import BEST, LAST

NEEDS = ("model", "class_names", "channels", "side", "scaling")


class Answer(NamedTuple):
    """What a network takes a picture for: the class, its probability, and all classes with theirs, likeliest first."""

    name: str
    probability: float
    every: dict

    def __repr__(self):
        return ", ".join(f"{name} {share:.0%}" for name, share in list(self.every.items())[:3])


class Run:
    """Hold what a run has learned: `model`, in use, `class_names`, `side`, `channels`, `config`, `facts`."""

    def __init__(self, model, facts, chosen, folder):
        self.model, self.facts, self.config, self.folder = model.eval(), facts, chosen, Path(folder)
        self.class_names, self.channels, self.side = tuple(facts["class_names"]), facts["channels"], facts["side"]

    @classmethod
    def open(cls, folder, which="best"):
        """Read the run in `folder`, with its "best" or its "last" weights.

        Raises RunError, with what to do, for a folder without a run, one that has no weights yet, and a model that is
        not registered or was changed since.
        """
        validation.choice("which", which, ("best", "last"))
        folder = Path(folder).expanduser()
        chosen, path = config.load(folder), _weights(folder, which)
        tensors, facts = checkpoint.read(path, NEEDS)
        if facts["model"] != chosen.model:
            raise RunError(f"{path} is a checkpoint of {facts['model']}; the run in {folder} is of {chosen.model}.")
        model = build(chosen.model, facts["channels"], facts["side"], len(facts["class_names"]), chosen.seed)
        checkpoint.load_model(model, tensors, path)
        return cls(model, facts, chosen, folder)

    def prepared(self, x) -> np.ndarray:
        """Return pictures as the network learned them: float32 (N, channels, side, side), scaled.

        `x` is one picture or several, as NumPy arrays: (H, W), (H, W, 3), (N, H, W, 3) or (N, C, H, W); bytes from 0 to
        255, or numbers from 0 to 1. They are cut to the central square and scaled to the side of the run.
        """
        squares = np.stack([pictures.square(one, self.channels, self.side) for one in _each(x)])
        prepare = MODELS[self.config.model].prepare
        if prepare is not None:
            return prepare(squares)
        return pictures.standardised(squares, self.facts["scaling"])

    def probabilities(self, x) -> np.ndarray:
        """Return the share (N, classes) that each class gets of each picture, adding up to 1."""
        outputs = torch.from_numpy(loop.outputs(self.model, torch.from_numpy(self.prepared(x))))
        return torch.softmax(loop.scores_of(self.model)(outputs), dim=1).numpy()

    def predict(self, x):
        """Return the `Answer` for one picture, or a list of them for several."""
        answers = [self._answer(row) for row in self.probabilities(x)]
        return answers[0] if _is_one(x) else answers

    def _answer(self, row):
        order = np.argsort(-row, kind="stable")
        every = {self.class_names[k]: float(row[k]) for k in order}
        return Answer(self.class_names[order[0]], float(row[order[0]]), every)


def _weights(folder, which):
    """Return the path of a checkpoint. Raises RunError that says what to do where it is not there."""
    path = folder / {"best": BEST, "last": LAST}[which]
    if which == "best" and not path.exists() and (folder / LAST).exists():
        raise RunError(f"{path} is missing: no epoch was finished yet; train on with --resume, or take the weights of "
                       "now with --checkpoint last.")  # fmt: skip
    return path
