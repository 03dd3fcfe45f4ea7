"""A run that is done, opened again: its weights, its classes, and what its pictures have to look like.

from course_utils.experiment.run import Run

run = Run.open("my_course/runs/resnet20-pets")
run.predict("new/tom.jpg")
"""

from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from course_utils import validation
from course_utils.data import handwriting
from course_utils.data.folder import picture
from course_utils.data.folder.files import printable
from course_utils.experiment import checkpoint, config, likeness, loop, pictures
from course_utils.experiment.errors import RunError
from course_utils.experiment.model import MODELS, build
from course_utils.experiment.run_folder import BEST, LAST, LIKENESS

NEEDS = ("model", "class_names", "channels", "side", "scaling")
DIGITS = ("digits", "mnist")  # sets of white ink on black, in the middle


class Answer(NamedTuple):
    """What a network takes a picture for: the class, its probability, all classes with theirs, likeliest first.

    `unlike` says that the picture is like none that was learned from, as `likeness` measures it.
    """

    name: str
    probability: float
    every: dict
    unlike: bool

    def __repr__(self):
        best = ", ".join(f"{printable(name)} {share:.0%}" for name, share in list(self.every.items())[:3])
        return f"{best} (unlike anything in training)" if self.unlike else best


class Run:
    """Hold what a run has learned: `model`, in use, `class_names`, `side`, `channels`, `config`, `facts`."""

    def __init__(self, model, facts, chosen, folder, which="best"):
        self.model, self.facts, self.config, self.folder = model.eval(), facts, chosen, Path(folder)
        self.class_names, self.channels, self.side = tuple(facts["class_names"]), facts["channels"], facts["side"]
        self.which = which

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
        return cls(model, facts, chosen, folder, which)

    def predict(self, one):
        """Return the `Answer` for a picture: the path of a file, an image of Pillow's, or an array.

        An array is (H, W), (H, W, 3), or (H, W, 4) where it is transparent: bytes, or numbers from 0 to 1. Raises
        ValueError for what is no picture, and `picture.Unreadable`, with the reason, for a file that gives none.
        """
        return self.answers(self.prepared(self.drawn(one))[None])[0]

    def drawn(self, one) -> np.ndarray:
        """Return a picture as pictures of the run look before they are scaled: uint8 (3, drawn, drawn)."""
        size = self.facts.get("drawn") or self.side
        if isinstance(one, (str, Path)):
            found = picture.read(one, 280 if self._digits else size).pixels
        else:
            found = picture.of(one, 280 if self._digits else size)
        return _as_digit(found) if self._digits else found

    def prepared(self, pixels) -> np.ndarray:
        """Return pixels, uint8 (3, drawn, drawn), as the network learned them: float32 (channels, side, side)."""
        entry = MODELS[self.config.model]
        x = pixels[None].astype(np.float32) / np.float32(255)
        if self.channels == 1:
            x = x.mean(axis=1, keepdims=True)
        x = pictures.fitting(x, entry, self.config.model, self.config.data)
        return pictures.scaled_for(entry, x, self.facts["scaling"])[0]

    def answers(self, x) -> list:
        """Return the `Answer` for each of some prepared pictures (N, channels, side, side)."""
        outputs = torch.from_numpy(loop.outputs(self.model, x))
        shares = torch.softmax(loop.scores_of(self.model)(outputs), dim=1).numpy()
        far = likeness.is_far(self.model, x, self.known)
        return [self._answer(row, bool(unlike)) for row, unlike in zip(shares, far, strict=True)]

    def _answer(self, row, unlike):
        order = np.argsort(-row, kind="stable")
        every = {self.class_names[k]: float(row[k]) for k in order}
        return Answer(self.class_names[order[0]], float(row[order[0]]), every, unlike)

    @cached_property
    def known(self) -> dict:
        """What tells pictures that are like none learned from.

        Empty for the last weights, for it is of the best, and where the run has not come to its end.
        """
        path = self.folder / LIKENESS
        return checkpoint.read(path, ())[0] if self.which == "best" and path.exists() else {}

    @property
    def _digits(self):
        return self.config.data in DIGITS


def _as_digit(pixels):
    """Return a photograph or drawing of a digit as the digits of MNIST are: white ink on black, scaled and centred."""
    grey = pixels.mean(axis=0)
    ink = grey if np.median(grey) < 128 else 255 - grey  # dark ink on a light ground
    ink = np.where(ink < 64, 0, ink).astype(np.uint8)  # paper is never quite even
    return np.repeat(handwriting.as_mnist(ink)[None], 3, axis=0)


def _weights(folder, which):
    """Return the path of a checkpoint. Raises RunError that says what to do where it is not there."""
    path = folder / {"best": BEST, "last": LAST}[which]
    if which == "best" and not path.exists() and (folder / LAST).exists():
        raise RunError(f"{path} is missing: no epoch was finished yet; train on with --resume, or take the weights of "
                       "now with --checkpoint last.")  # fmt: skip
    return path
