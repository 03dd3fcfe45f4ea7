"""What a run learns from, chooses by and reports with: three sets of pictures, prepared for a model."""

from dataclasses import dataclass

import numpy as np

from course_utils import data
from course_utils.data.augmentation import random_crops, random_reflections
from course_utils.experiment.errors import RunError
from course_utils.experiment.model import MODELS

RINGS = 4  # pixels of padding before a random crop, as for the residual networks on CIFAR-10
FEW_RINGS = 4  # a picture that is smaller than a model's by up to so many pixels either side gets a border


@dataclass(frozen=True)
class Pictures:
    """Hold pairs (x float32 (N, C, side, side), labels (N,)) and what was done to x.

    `validation` is a share of the training half, never of the test half. `scaling` is (means, deviations) of the
    channels of the training pictures, or None where the model brings its own.
    """

    train: tuple
    validation: tuple
    test: tuple
    class_names: tuple
    scaling: tuple | None

    @property
    def shape(self) -> tuple:
        """(C, side, side)."""
        return self.train[0].shape[1:]


def load(source, size, model, share=0.1, seed=0, limit=None, scaling=None) -> Pictures:
    """Read the set called `source`, or the folder of that path, for the model called `model`.

    `size` is the side to which pictures of a folder are scaled, `share` the part of the training half that is kept for
    validation (drawn with `seed`, each class alike), `limit` keeps that many training pictures. `scaling` repeats that
    of an earlier run. Grey and larger pictures come of themselves where the model asks for them: colours are averaged,
    a border of up to four pixels is added.

    Raises RunError, ValueError, OSError or DownloadError with the reason where a set cannot be had or does not fit.
    """
    found = _read(source, size)
    entry = MODELS[model]
    x = [_fitting(half, entry, model, source) for half in (found.train_x, found.test_x)]
    train, validation = _split(found.train_y, share, seed)
    train = train if limit is None else train[:limit]
    if len(train) == 0 or len(validation) == 0:
        count = len(found.train_y)
        raise RunError(f"{source}: {count} training pictures are too few to keep {share:g} of them for validation.")
    if entry.prepare is not None:
        scaling, scaled = None, [entry.prepare(half) for half in x]
    else:
        scaling = scaling or _scaling(x[0][train])
        scaled = [_standardised(half, scaling) for half in x]
    return Pictures(
        (scaled[0][train], found.train_y[train]), (scaled[0][validation], found.train_y[validation]),
        (scaled[1], found.test_y), found.class_names, scaling,
    )  # fmt: skip


def _read(source, size):
    if source in data.names() and source != "folder":
        return data.load(source)
    return data.load("folder", source, size=size)


def _fitting(x, entry, model, source):
    """Average colours and add a border, where the model asks for it."""
    if entry.channels == 1 and x.shape[1] == 3:
        x = x.mean(axis=1, keepdims=True)
    if entry.channels == 3 and x.shape[1] == 1:
        x = np.repeat(x, 3, axis=1)
    side = x.shape[2]
    if entry.side is None or entry.side == side:
        return x
    missing = entry.side - side
    if not 0 < missing <= 2 * FEW_RINGS or missing % 2:
        raise RunError(
            f"{model} takes pictures of {entry.side} × {entry.side}; those of {source} have {side} × {side}. "
            f"For a folder of pictures, give --size {entry.side}."
        )
    rings = (missing // 2, missing // 2)
    return np.pad(x, ((0, 0), (0, 0), rings, rings))


def _split(labels, share, seed):
    """Return the numbers of the training and of the validation pictures: at least one of each class for validation."""
    rng, train, kept = np.random.default_rng(seed), [], []
    for label in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == label))
        count = max(1, round(share * len(rows)))
        kept.append(rows[:count])
        train.append(rows[count:])
    return rng.permutation(np.concatenate(train)), np.sort(np.concatenate(kept))


def _scaling(x):
    means, deviations = x.mean(axis=(0, 2, 3), dtype=np.float64), x.std(axis=(0, 2, 3), dtype=np.float64)
    return [float(m) for m in means], [float(d) if d > 1e-6 else 1.0 for d in deviations]


def _standardised(x, scaling):
    means, deviations = (np.array(values, np.float32)[:, None, None] for values in scaling)
    return ((x - means) / deviations).astype(np.float32)


def crop_and_reflect(x, rng):
    """Change a batch as for the residual networks: four rings of padding, a random crop, a random reflection."""
    return random_reflections(random_crops(x, x.shape[2], rng, padding=RINGS), rng)


def crop(x, rng):
    """Change a batch by random crops alone: digits and letters must not be mirrored."""
    return random_crops(x, x.shape[2], rng, padding=RINGS)


AUGMENTATIONS = {"none": None, "crop": crop, "crop-reflect": crop_and_reflect}
