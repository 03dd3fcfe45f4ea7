"""One call that loads any data set."""

import numpy as np

from course_utils import validation
from course_utils.data.data_set import DataSet, Split

DIGIT_NAMES = tuple("0123456789")


def _digits():
    from course_utils.data import embedded

    return Split(*embedded.digits(), DIGIT_NAMES)


def _patches():
    from course_utils.data import patches

    return patches.patches()


def _download(name):
    def read():
        from course_utils.data import formats

        return formats.read(name)

    return read


SETS = {
    "digits": _digits,
    "patches": _patches,
    "mnist": _download("mnist"),
    "fashion-mnist": _download("fashion-mnist"),
    "cifar10": _download("cifar10"),
}


def names() -> tuple[str, ...]:
    """Name every set that ``load`` knows, the embedded ones first.

    Example: ``names()`` gives ``('digits', 'patches', 'mnist', 'fashion-mnist', 'cifar10', 'folder')``.
    """
    return (*SETS, "folder")


def load(name: str, path=None, *, size=32, flatten=False, raw=False, train=None, test=None, cache=None) -> DataSet:
    """Load a set of labelled images by name.

    ``"digits"`` (4,000 + 1,000 of MNIST, 1x28x28) and ``"patches"`` (cut from the photographs, 3x32x32)
    ship with the course. ``"mnist"``, ``"fashion-mnist"`` (60,000 + 10,000, 1x28x28) and ``"cifar10"``
    (50,000 + 10,000, 3x32x32) are downloaded once and verified. ``"folder"`` reads ``path``: one sub-folder
    of images per class, each image cut to a square and scaled to ``size`` x ``size`` pixels.

    ``train`` and ``test`` keep only the first so many images. ``flatten`` gives ``(N, C*H*W)``; ``raw``
    leaves uint8; ``cache`` names a folder in which ``"folder"`` keeps prepared pictures for the next time.

    Returns a ``DataSet``. Raises ValueError for an unknown name or argument, ``DownloadError`` when a download
    cannot be had, OSError or ValueError for a folder that does not serve.

    Example: ``load("digits", flatten=True).train_x.shape`` gives ``(4000, 784)``.
    """
    validation.choice("name", name, names())
    if (path is not None) != (name == "folder"):
        wanted = "the folder that holds one sub-folder per class" if name == "folder" else f"no path for {name!r}"
        raise ValueError(f"path: got {path!r}; expected {wanted}")
    validation.boolean("flatten", flatten)
    validation.boolean("raw", raw)
    validation.integer("size", size, minimum=1)
    if name == "folder":
        from course_utils.data import folder

        split = folder.read(path, size, cache=cache)
    else:
        split = SETS[name]()
    train_x, train_y = _take("train", train, split.train_x, split.train_y)
    test_x, test_y = _take("test", test, split.test_x, split.test_y)
    brought = {}
    if split.validation_x is not None:
        brought = dict(validation_x=_images(split.validation_x, flatten, raw), validation_y=split.validation_y,
                       validation_files=split.validation_files)  # fmt: skip
    return DataSet(
        name, _images(train_x, flatten, raw), train_y, _images(test_x, flatten, raw), test_y, split.class_names,
        split.train_files[:train], split.test_files[:test], **brought,
    )  # fmt: skip


def _take(argument, count, x, y):
    if count is not None and validation.integer(argument, count, minimum=1) > len(x):
        raise ValueError(f"{argument}: got {count}; expected at most {len(x)}, the images this set has")
    return x[:count], y[:count].astype(np.int64)


def _images(x, flatten, raw):
    x = x.reshape(len(x), -1) if flatten else x  # (N, C*H*W) or (N, C, H, W)
    if raw:
        return np.array(x)
    # In place: CIFAR-10 as float32 is 740 MB, and a second copy of it would not fit a small laptop.
    x = x.astype(np.float32)
    x /= np.float32(255)
    return x
