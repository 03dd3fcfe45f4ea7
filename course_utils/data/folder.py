"""Any folder of images as a data set: one sub-folder per class."""

import hashlib
import os
from pathlib import Path

import numpy as np

from course_utils import validation
from course_utils.data.sets import Split

IMAGES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff"}
NOT_MEANT = {"thumbs.db", "desktop.ini", "__macosx"}  # what file managers leave behind
TEST_SHARE = 0.2
ORIENTATION = 0x0112  # the EXIF tag in which a camera notes how it was held
TURNS = {  # its value -> the turn that puts the picture upright; 1 is upright
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def read(path, size=32):
    """Read the images under ``path`` as a ``Split``: uint8 ``(N, 3, size, size)``, labels in the order of the names.

    Each sub-folder is a class; the images in it (not in deeper folders) are turned as their camera noted,
    laid on white where they are transparent, converted to red, green, blue, cut to the central square and
    scaled. One image in five, at least one of each class, is for testing; which ones depends only on the
    names, so it stays the same on every computer and when other images are added. Both halves come in a
    mixed order.

    Hidden files are left out; so are files that are no images and links that lead nowhere, with a message.
    Raises FileNotFoundError or NotADirectoryError for a path that is no folder, ValueError for a folder with
    fewer than two classes, a class with fewer than two images, and a broken image, which it names.

    Example: ``read("pets").class_names`` gives ``('cat', 'dog')`` for a folder with those two folders in it.
    """
    size = validation.integer("size", size, minimum=1)
    classes = _classes(_root(path))
    train, test = [], []
    for label, files in enumerate(classes.values()):
        count = max(1, round(TEST_SHARE * len(files)))
        ordered = sorted(files, key=_rank)
        test += [(file, label) for file in ordered[:count]]
        train += [(file, label) for file in ordered[count:]]
    return Split(*_arrays(train, size), *_arrays(test, size), tuple(classes))


def _root(path):
    try:
        root = Path(path).expanduser()
        found = root.exists()
    except (TypeError, ValueError, RuntimeError):
        raise TypeError(f"path: got {path!r}; expected the path of a folder") from None
    if not found:
        raise FileNotFoundError(f"path: got {str(path)!r}, which does not exist (looked for {root.absolute()})")
    if not root.is_dir():
        raise NotADirectoryError(
            f"path: got {str(path)!r}, which is a file; expected a folder with one folder per class"
        )
    return root


def _classes(root):
    folders = sorted(p for p in root.iterdir() if p.is_dir() and not _hidden(p))
    classes = {_shown(folder.name): _images(folder) for folder in folders}
    if len(classes) < 2:
        had = f"one class, {next(iter(classes))!r}" if classes else "no sub-folders"
        raise ValueError(f"path: got {str(root)!r} with {had}; expected at least two sub-folders, one for each class")
    for name, files in classes.items():
        if len(files) < 2:
            raise ValueError(
                f"path: the class {name!r} in {str(root)!r} has {len(files)} image{'' if len(files) == 1 else 's'}; "
                f"expected at least two, one to train and one to test ({', '.join(sorted(IMAGES))})"
            )
    return classes


def _images(folder):
    files = sorted(p for p in folder.iterdir() if not p.is_dir() and not _hidden(p))
    images = [p for p in files if p.suffix.lower() in IMAGES and p.is_file()]
    others = sorted(set(files) - set(images))
    if others:
        names = [_shown(p.name) + ("" if p.exists() else " (a link that leads nowhere)") for p in others[:5]]
        shown = ", ".join(names) + (", …" if len(others) > 5 else "")
        what = "1 file that is no image" if len(others) == 1 else f"{len(others)} files that are no images"
        print(f"{_shown(folder.name)}: left out {what}: {shown}", flush=True)
    return images


def _shown(name):
    # A name from an older disk may not be UTF-8; Python keeps such bytes as surrogates, which no page can print.
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _hidden(path):
    return path.name.startswith(".") or path.name.lower() in NOT_MEANT


def _rank(file):
    # A checksum of "class/name" shuffles the files in a way that neither the disk nor a random generator
    # decides.
    return hashlib.sha256(f"{file.parent.name}/{file.name}".encode("utf-8", "surrogateescape")).digest()


def _arrays(chosen, size):
    chosen = sorted(chosen, key=lambda pair: _rank(pair[0]))
    x = np.stack([_pixels(file, size) for file, _ in chosen])  # (N, 3, size, size)
    return x, np.array([label for _, label in chosen], np.int64)


def _pixels(file, size):
    """Read one image file as uint8 ``(3, size, size)``."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(file) as image:
            image.load()  # some formats keep the camera's note behind the pixels
            image = _rgb(_upright(image))
            return np.asarray(ImageOps.fit(image, (size, size), Image.Resampling.LANCZOS)).transpose(2, 0, 1)
    except UnidentifiedImageError:
        reason = "it is no image, or one of a kind that cannot be read"
    except Exception as error:  # a damaged file can make Pillow raise anything, a TypeError or a struct.error too
        reason = _shown(str(error) or type(error).__name__)
    raise ValueError(
        f"The image {_shown(file)} cannot be read: {reason}. Remove or replace it, and load the folder again."
    )


def _upright(image):
    """Return a loaded image turned as its camera noted.

    ``ImageOps.exif_transpose`` also writes the notes anew, and fails where any of the others is odd.
    """
    from PIL import Image

    try:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # notes that cannot be read are no reason to refuse the pixels
        turn = None
    return image if turn is None else image.transpose(Image.Transpose[turn])


def _rgb(image):
    from PIL import Image

    if image.mode.startswith(("I", "F")):
        # More than 8 bits per pixel: Pillow would cut everything above 255 to white, so scale first.
        values = np.asarray(image, np.float64)
        if not np.isfinite(values).all():
            raise ValueError("some of its pixels are no finite numbers")
        sixteen = image.mode.startswith("I") and values.min() >= 0 and values.max() <= 65535
        low, high = (0, 65535) if sixteen else (values.min(), max(values.max(), values.min() + 1e-9))
        image = Image.fromarray(((values - low) * (255 / (high - low))).round().clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("RGB")
