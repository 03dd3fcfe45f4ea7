"""What a run learns from, chooses by and reports with: three sets of pictures, prepared for a model."""

import hashlib
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils import data
from course_utils.data.augmentation import colour_components, colour_shift, random_crops, random_reflections
from course_utils.experiment.errors import RunError
from course_utils.experiment.model import MODELS

RINGS = 4  # pixels of padding before a random crop, as for the residual networks on CIFAR-10
FEW_RINGS = 4  # a picture that is smaller than a model's by up to so many pixels either side gets a border
WORDS = dict(channels="channels", side="side of the pictures", counts="pictures to train, validate and test")


@dataclass(frozen=True)
class Pictures:
    """Hold pairs (x float32 (N, C, side, side), labels (N,)) and what was done to x.

    `validation` is a share of the training half, never of the test half, or the part that a folder brings for it.
    `scaling` is (means, deviations) of the channels of the training pictures, or None where the model brings its own;
    `drawn` is the side that the pictures had before a border was added for the model. `files` names the pictures of a
    folder, {"train": …, "validation": …, "test": …}, each in order; it is empty for a set without files.
    """

    train: tuple
    validation: tuple
    test: tuple
    class_names: tuple
    scaling: tuple | None
    drawn: int | None = None
    files: dict = field(default_factory=dict)

    @property
    def shape(self) -> tuple:
        """(C, side, side)."""
        return self.train[0].shape[1:]

    @cached_property
    def identity(self) -> dict:
        """What tells these pictures from others, for JSON: names, shape, counts, and a checksum of what is learned."""
        digest = hashlib.sha256()
        for part in (*self.train, *self.validation):
            digest.update(np.ascontiguousarray(part).view(np.uint8))
        channels, side = self.shape[:2]
        counts = [len(labels) for _, labels in (self.train, self.validation, self.test)]
        return dict(class_names=list(self.class_names), channels=channels, side=side, counts=counts,
                    digest=digest.hexdigest())  # fmt: skip

    def check(self, facts, source):
        """Raise RunError, naming --data, where these are not the pictures of which a checkpoint's `facts` speak."""
        own = self.identity
        facts = {name: facts[name] for name in own if name in facts}
        if self.files and "counts" in facts:  # pictures that came later are for the test
            facts["counts"] = [*facts["counts"][:2], own["counts"][2]]
        different = [name for name in facts if facts[name] != own[name]]
        if not different:
            return
        name = different[0]
        if name == "class_names":
            now, before = (", ".join(names) for names in (own[name], facts[name]))
            raise RunError(f"--data {source} has the classes {now}; the run learned {before}.")
        what = f"{WORDS[name]}: {own[name]}; it was {facts[name]}" if name in WORDS else "other pictures of that number"
        raise RunError(f"--data {source} is not what the run learned from any more ({what}); put back what was there, "
                       "or begin another run.")  # fmt: skip


def load(source, size, model, share=0.1, seed=0, limit=None, scaling=None, known=None, cache=None) -> Pictures:
    """Read the set called `source`, or the folder of that path, for the model called `model`.

    `size` is the side to which pictures of a folder are scaled, `share` the part of the training half that is kept for
    validation (drawn with `seed`, each class alike), `limit` keeps that many training pictures. A folder that brings
    pictures for validation keeps them. `scaling` repeats that of an earlier run, and `known`, the `files` of that run,
    its parts: pictures that came later are then left for the test. Prepared pixels are kept in the folder `cache`. Grey
    and larger pictures come of themselves where the model asks for them: colours are averaged, a border of up to four
    pixels is added.

    Raises RunError, ValueError or DownloadError with the reason where a set cannot be had or does not fit.
    """
    return prepared(_read(str(source), size, cache), source, model, share, seed, limit, scaling, known)


def prepared(found, source, model, share=0.1, seed=0, limit=None, scaling=None, known=None) -> Pictures:
    """Return a `DataSet` divided and prepared for a model, as `load` does it; `source` is what errors call the set."""
    entry = MODELS[model]
    parts = parts_of(found, source, share, seed, limit) if not known else _parts_again(found, source, known)
    x = {name: fitting(part.x, entry, model, source) for name, part in parts.items()}
    scaling = None if entry.prepare is not None else scaling or _scaling(x["train"])
    pairs = [(scaled_for(entry, x[name], scaling), part.labels) for name, part in parts.items()]
    files = {name: part.files for name, part in parts.items()} if found.train_files else {}
    return Pictures(*pairs, found.class_names, scaling, found.train_x.shape[2], files)


def keep_beside(chosen, folder, processes):
    """Read the folder of pictures of a configuration where several processes will, so that they find them prepared."""
    if processes > 1 and not is_set(chosen.data):
        with redirect_stdout(StringIO()):
            _read(chosen.data, chosen.size, folder)


class Part(NamedTuple):
    """Pictures (N, C, H, W), their labels (N,), and their files' names (N), or none."""

    x: np.ndarray
    labels: np.ndarray
    files: tuple

    def of(self, rows):
        """Return the pictures of these numbers."""
        return Part(self.x[rows], self.labels[rows], tuple(self.files[k] for k in rows) if self.files else ())


def parts_of(found, source, share=0.1, seed=0, limit=None) -> dict:
    """Divide a `DataSet` into the parts that are learned, chosen by, and left for the test: name -> `Part`."""
    learned = Part(found.train_x, found.train_y, found.train_files)
    if found.validation_x is not None:
        train = np.random.default_rng(seed).permutation(len(learned.labels))
        validation = Part(found.validation_x, found.validation_y, found.validation_files)
    else:
        train, kept = _split(found, source, share, seed)
        validation = learned.of(kept)
    test = Part(found.test_x, found.test_y, found.test_files)
    return {"train": learned.of(train[:limit]), "validation": validation, "test": test}


def _parts_again(found, source, known):
    """Return the parts of an earlier run, by its files; all other pictures are for the test.

    Raises RunError where one of them is gone.
    """
    halves = [(found.train_x, found.train_y, found.train_files), (found.test_x, found.test_y, found.test_files)]
    if found.validation_x is not None:
        halves.append((found.validation_x, found.validation_y, found.validation_files))
    x, labels = (np.concatenate([half[k] for half in halves]) for k in (0, 1))
    files = tuple(name for half in halves for name in half[2])
    place = {name: number for number, name in enumerate(files)}
    gone = [name for part in ("train", "validation") for name in known[part] if name not in place]
    if gone:
        more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
        raise RunError(f"--data {source} is not what the run learned from any more ({gone[0]}{more} cannot be found or "
                       "read); put back what was there, or begin another run.")  # fmt: skip
    used = {part: [place[name] for name in known[part]] for part in ("train", "validation")}
    seen = {number for numbers in used.values() for number in numbers}
    used["test"] = [number for number in range(len(files)) if number not in seen]
    every = Part(x, labels, files)
    return {part: every.of(np.array(numbers, np.int64)) for part, numbers in used.items()}


def scaled_for(entry, x, scaling) -> np.ndarray:
    """Return pictures (N, C, side, side) from [0, 1] in the numbers that the model of an `entry` learns from."""
    if entry.prepare is not None:
        return entry.prepare(x)
    means, deviations = (np.array(values, np.float32)[:, None, None] for values in scaling)
    return ((x - means) / deviations).astype(np.float32)


def is_set(source) -> bool:
    """Whether this is the name of a set that the course knows, not a folder."""
    return str(source) in data.names() and str(source) != "folder"


def _read(source, size, cache=None):
    if is_set(source):
        return data.load(source)
    if not Path(source).expanduser().exists():
        sets = ", ".join(name for name in data.names() if is_set(name))
        raise RunError(f"--data {source}: there is no such folder, nor is it one of the sets {sets}.")
    try:
        return data.load("folder", source, size=size, cache=cache)
    except (OSError, ValueError) as error:
        raise RunError(f"--data {source}: {str(error).removeprefix('path: ')}") from error


def fitting(x, entry, model, source):
    """Return pictures (N, C, H, W) with averaged colours and a border, where the model of an `entry` asks for it.

    Raises RunError for a side that the model cannot take.
    """
    if entry.channels == 1 and x.shape[1] == 3:
        x = x.mean(axis=1, keepdims=True)
    if entry.channels == 3 and x.shape[1] == 1:
        x = np.repeat(x, 3, axis=1)
    side = x.shape[2]
    if entry.takes(side):
        return x
    missing = next((wanted - side for wanted in entry.sides if wanted > side), 0)
    if not 0 < missing <= 2 * FEW_RINGS or missing % 2:
        advice = "" if is_set(source) else f"; give --size {' or '.join(map(str, entry.sides or (entry.least,)))}"
        raise RunError(f"{model} takes pictures of {entry.wants}; those of {source} have {side} × {side}{advice}.")
    rings = (missing // 2, missing // 2)
    return np.pad(x, ((0, 0), (0, 0), rings, rings))


def _split(found, source, share, seed):
    """Return the numbers of the training and of the validation pictures, which have at least one of each class."""
    rng, train, kept = np.random.default_rng(seed), [], [np.empty(0, np.int64)]
    for label in np.unique(found.train_y):
        rows = rng.permutation(np.flatnonzero(found.train_y == label))
        count = max(1, round(share * len(rows))) if share else 0
        if count >= len(rows):
            if not found.train_files or len(rows) > 1:
                _too_few(source, found.class_names[label], len(rows), share)
            count = 0  # a class of a folder with one picture to learn from: it is learned, and not looked at
        kept.append(rows[:count])
        train.append(rows[count:])
    return rng.permutation(np.concatenate(train)), np.sort(np.concatenate(kept))


def _too_few(source, name, count, share):
    besides = "" if is_set(source) else " (besides those for the test)"
    raise RunError(f"--data {source}: the class {name!r} has {count} picture{'s' * (count != 1)}{besides}: too few to "
                   f"keep {share:g} of them, at least one, for validation and to learn from the rest.")  # fmt: skip


def _scaling(x):
    means, deviations = x.mean(axis=(0, 2, 3), dtype=np.float64), x.std(axis=(0, 2, 3), dtype=np.float64)
    return [float(m) for m in means], [float(d) if d > 1e-6 else 1.0 for d in deviations]


def crop(x, rng):
    """Change a batch by random crops alone: digits and letters must not be mirrored."""
    return random_crops(x, x.shape[2], rng, padding=RINGS)


def crop_and_reflect(x, rng):
    """Change a batch as for the residual networks: four rings of padding, a random crop, a random reflection."""
    return random_reflections(crop(x, rng), rng)


def _with_colours(found):
    """Return what changes a batch by crops, reflections, and shifts along the colours of the training pictures."""
    if found.shape[0] != 3:
        raise RunError(f"--augment colour: it shifts red, green and blue; these pictures have {found.shape[0]} "
                       "channel; try crop-reflect.")  # fmt: skip
    components = colour_components(found.train[0])
    return lambda x, rng: colour_shift(crop_and_reflect(x, rng), components, rng)


#: Name -> what makes, from the `Pictures`, a function of a batch and a generator; or None where nothing is changed.
AUGMENTATIONS = {
    "none": lambda found: None,
    "crop": lambda found: crop,
    "crop-reflect": lambda found: crop_and_reflect,
    "colour": _with_colours,
}
