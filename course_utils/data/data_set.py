"""What a set of labelled pictures is: as it was read, and as it is used."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, repr=False, eq=False)
class DataSet:
    """Hold the train and test halves of one set of labelled images.

    Images are float32 in [0, 1], NCHW: ``(N, C, H, W)``, or ``(N, C*H*W)`` where ``load(...,
    flatten=True)`` was asked; with ``raw=True`` they are the bytes as stored, uint8 in 0..255. Labels are
    int64, ``(N,)``, and index ``class_names``. A folder also gives the names of its files, in the same order, and,
    where it brings a validation part of its own, that part; other sets have None and no names.

    Example: ``digits = load("digits"); digits.train_x.shape`` gives ``(4000, 1, 28, 28)``.
    """

    name: str
    train_x: np.ndarray
    train_y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    class_names: tuple[str, ...]
    train_files: tuple[str, ...] = ()
    test_files: tuple[str, ...] = ()
    validation_x: np.ndarray | None = None
    validation_y: np.ndarray | None = None
    validation_files: tuple[str, ...] = ()

    def __repr__(self):
        names = ", ".join(self.class_names[:10]) + (", …" if len(self.class_names) > 10 else "")
        kept = "" if self.validation_x is None else (
            f"\n  validation_x {self.validation_x.shape} {self.validation_x.dtype}, "
            f"validation_y {self.validation_y.shape} {self.validation_y.dtype}")  # fmt: skip
        return (
            f"DataSet {self.name!r}: {len(self.class_names)} classes ({names})\n"
            f"  train_x {self.train_x.shape} {self.train_x.dtype}, train_y {self.train_y.shape} {self.train_y.dtype}\n"
            f"  test_x  {self.test_x.shape} {self.test_x.dtype}, test_y  {self.test_y.shape} {self.test_y.dtype}{kept}"
        )


@dataclass(frozen=True)
class Split:
    """The raw material of a ``DataSet``: uint8 images ``(N, C, H, W)`` and labels ``(N,)``, both halves.

    A folder gives the names of its files too, relative to it, and a validation part where it brings one.
    """

    train_x: np.ndarray
    train_y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    class_names: tuple[str, ...]
    train_files: tuple[str, ...] = ()
    test_files: tuple[str, ...] = ()
    validation_x: np.ndarray | None = None
    validation_y: np.ndarray | None = None
    validation_files: tuple[str, ...] = ()
