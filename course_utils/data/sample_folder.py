"""A small folder of pictures to practise on, one sub-folder per class, cut from the photographs of the course."""

from pathlib import Path

import numpy as np

from course_utils import validation, whole_files
from course_utils.data.patches import FLAT, SIZE
from course_utils.data.pictures import PHOTOGRAPHS, photograph

PICTURES = ("chelsea", "coffee", "flower", "hubble", "rocket")


def write_sample_folder(path, pictures=PICTURES, per_class=100):
    """Write a folder of PNG files, a sub-folder for each photograph in `pictures`, and return its Path.

    Each file is one square of 32 × 32 pixels. No two squares overlap, so however the files are divided into training
    and test pictures, no pixel is in both. Squares without any structure are left out; the others are taken evenly
    from all over the photograph. No random numbers are involved.

    A second call with the same arguments restores what is missing and leaves the rest. Raises ValueError for unknown
    photographs, fewer than two, or more squares than a photograph holds; FileExistsError, before anything is written,
    for a folder that holds other files.

    Example: ``write_sample_folder("pictures")`` writes 500 files; ``load("folder", "pictures")`` reads them.
    """
    if isinstance(pictures, str) or len(set(pictures)) < 2:
        raise validation.value_error("pictures", repr(pictures), "the names of at least two photographs")
    per_class = validation.integer("per_class", per_class, minimum=2)
    squares = {
        f"{name}/{k:03}.png": square
        for name in pictures
        for k, square in enumerate(_squares(validation.choice("pictures", name, tuple(PHOTOGRAPHS)), per_class))
    }
    root = Path(path).expanduser()
    _refuse_others(root, squares)
    for name, square in squares.items():
        _write(root / name, square)
    return root


def _squares(name, count):
    """Return `count` squares (32, 32, 3) of one photograph that do not overlap and are not flat."""
    picture = photograph(name)
    rows, columns = (size // SIZE for size in picture.shape[:2])
    tiles = picture[: rows * SIZE, : columns * SIZE].reshape(rows, SIZE, columns, SIZE, 3).swapaxes(1, 2)
    tiles = tiles.reshape(-1, SIZE, SIZE, 3)  # (rows * columns, 32, 32, 3)
    tiles = tiles[tiles[:, ::4, ::4].astype(np.float32).std(axis=(1, 2)).mean(axis=1) >= FLAT]
    if count > len(tiles):
        raise validation.value_error("per_class", str(count), f"at most {len(tiles)}, the squares that {name!r} holds")
    return tiles[np.arange(count) * len(tiles) // count]


def _refuse_others(root, wanted):
    if root.exists() and not root.is_dir():
        raise FileExistsError(f"path: got {root.name!r}, which is a file; expected a folder, or nothing there yet")
    found = (p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()) if root.exists() else ()
    others = sorted(set(found) - set(wanted))
    if others:
        raise FileExistsError(
            f"path: got {root.name!r}, a folder with other files in it (for instance {others[0]!r}); "
            "expected an empty one, or one that does not exist yet"
        )


def _write(path, square):
    from PIL import Image

    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_files.writing(path) as file:
        Image.fromarray(square).save(file, "PNG")
