"""Prepared pictures kept from one reading to the next, so that large photographs are decoded once."""

import contextlib
import json
import os
from pathlib import Path

import numpy as np

from course_utils import whole_files
from course_utils.data.folder.picture import Picture

LARGEST = 2_000_000_000  # bytes of pixels that are kept; of more the disk would notice
FILES = "pictures-*.npz"
READER = 1  # raise it where picture.read gives other pixels than before: what was kept is then not used any more


class Cache:
    """Hold prepared pictures of one side, by name, length and time of the file; nothing depends on its being there.

    They lie in one file, ``pictures-32.npz`` for 32 pixels, in the folder ``place``; with None nothing is kept. A file
    that is damaged, or of another reader, is made anew; where it cannot be written, or would be very large, nothing
    is said.
    """

    def __init__(self, place, size):
        self.path = None if place is None else Path(place) / FILES.replace("*", str(size))
        self.size, self.used, self.new = size, {}, False
        self.known = {} if self.path is None else _load(self.path, size)

    def get(self, file) -> Picture | None:
        """Return what is kept of a file, or None where that is nothing, or the file is not what it was."""
        found = self.known.get(_key(file)) if self.known else None
        if found is not None:
            self.used[_key(file)] = found
        return found

    def put(self, file, picture):
        """Keep a picture of a file."""
        if self.path is not None:
            self.used[_key(file)] = picture
            self.new = True

    def write(self):
        """Write what was got and put, beside the file and then renamed; nothing where all was known before."""
        unchanged = not self.new and len(self.used) == len(self.known)
        if unchanged or 3 * self.size**2 * len(self.used) > LARGEST:
            return
        # On a full disk, or in a place that may only be read: the pictures are then decoded again next time.
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with whole_files.writing(self.path) as file:
                np.savez(file, facts=_facts(self.used), pixels=_pixels(self.used, self.size))


def _key(file):
    info = os.stat(file.path)
    return file.name, info.st_size, info.st_mtime_ns


def _facts(pictures):
    rows = [[*key, p.width, p.height, p.kind, p.notes] for key, p in pictures.items()]
    text = json.dumps([READER, *rows])  # in ASCII: a name may be no text
    return np.frombuffer(text.encode("ascii"), np.uint8)


def _pixels(pictures, size):
    return np.array([p.pixels for p in pictures.values()], np.uint8).reshape(-1, 3, size, size)


def _load(path, size):
    try:
        with np.load(path, allow_pickle=False) as found:
            (reader, *rows), pixels = json.loads(found["facts"].tobytes()), found["pixels"]
        if reader != READER or pixels.shape != (len(rows), 3, size, size) or pixels.dtype != np.uint8:
            return {}
        return {
            (name, length, time): Picture(x, width, height, kind, tuple(map(tuple, notes)))
            for x, (name, length, time, width, height, kind, notes) in zip(pixels, rows)
        }
    except Exception:  # damaged, from elsewhere, or not there: as if there were none
        return {}
