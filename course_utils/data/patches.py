"""Small colour images with labels, cut from the photographs: which photo does this patch come from?"""

import numpy as np

from course_utils.data.data_set import Split
from course_utils.data.pictures import photographs

SIZE = 32  # side of a patch, in pixels
TILE = 64  # side of a tile; a patch never leaves its tile
STEP = 8  # distance between neighbouring patches in a tile
TRAIN_PER_CLASS = 500
TEST_PER_CLASS = 125
# Below this standard deviation a patch is one flat colour: the black around the retina could be any photo's
# black.
FLAT = 2.0


def patches():
    """Cut the patch-classification set: 8 classes (the photographs), 4,000 train and 1,000 test patches.

    Each photograph is covered with tiles of 64 x 64 pixels. Every fifth tile, along diagonals, is a test
    tile. A patch lies inside one tile, so no pixel is in both halves; within a half, patches of one tile
    overlap. Patches without any structure are left out. No random numbers are involved. Both halves are
    dealt out as class 0, 1, …, 7, 0, 1, …, so that any run of images whose length is a multiple of eight is
    balanced.

    Returns a ``Split``: uint8 images ``(N, 3, 32, 32)``, int64 labels ``(N,)``, and the names of the
    photographs.

    Example: ``patches().train_x.shape`` gives ``(4000, 3, 32, 32)``.
    """
    pictures = photographs()
    train = [_cut(p, TRAIN_PER_CLASS, test=False) for p in pictures.values()]
    test = [_cut(p, TEST_PER_CLASS, test=True) for p in pictures.values()]
    return Split(*_deal(train), *_deal(test), tuple(pictures))


def corners(height, width, test):
    """List the top left corners ``(row, column)`` of all patches of one half of a photograph, tile by tile.

    Example: ``corners(64, 128, test=True)[:2]`` gives ``[(0, 0), (0, 8)]``.
    """
    offsets = range(0, TILE - SIZE + 1, STEP)
    return [
        (tile_row * TILE + r, tile_column * TILE + c)
        for tile_row in range(height // TILE)
        for tile_column in range(width // TILE)
        if ((tile_row * 2 + tile_column) % 5 == 0) == test
        for r in offsets
        for c in offsets
    ]


def tiles():
    """Number the tile of every test patch: integers (1000,), equal where two patches are cut from one tile.

    Patches of a tile overlap, so a network that misses one is likely to miss its neighbours: for an interval they are
    clusters (`course_utils.uncertainty.clustered`), not independent pictures.

    >>> import numpy as np
    >>> len(np.unique(tiles()))
    179
    """
    places = [_places(picture, TEST_PER_CLASS, test=True) for picture in photographs().values()]  # (classes, count, 2)
    found = np.array(places) // TILE
    found = np.concatenate([np.indices(found.shape[:2])[0][..., None], found], axis=2)  # photograph, row, column
    dealt = found.swapaxes(0, 1).reshape(-1, 3)
    return np.unique(dealt, axis=0, return_inverse=True)[1].reshape(-1)


def _cut(picture, count, test):
    places = _places(picture, count, test)
    found = [picture[row : row + SIZE, column : column + SIZE].transpose(2, 0, 1) for row, column in places]
    return np.stack(found)  # (count, 3, 32, 32)


def _places(picture, count, test):
    """Choose the top left corners (row, column) of `count` patches with structure."""
    height, width, _ = picture.shape
    sparse = picture[::4, ::4].astype(np.float32)  # (H/4, W/4, 3): enough to see whether a patch is flat, and quick
    found = []
    for row, column in _scattered(corners(height, width, test)):
        seen = sparse[row // 4 : (row + SIZE) // 4, column // 4 : (column + SIZE) // 4]  # (8, 8, 3)
        if seen.std(axis=(0, 1)).mean() >= FLAT:
            found.append((row, column))
        if len(found) == count:
            return found
    raise ValueError(f"a photograph gives only {len(found)} patches with structure; expected {count}")


def _scattered(places):
    # Multiples of the golden ratio spread evenly over the photo, however many of them are taken from the
    # front; and unlike a generator's shuffle the order can never change with a version of NumPy.
    order = np.argsort(np.arange(len(places)) * 0.6180339887498949 % 1.0, kind="stable")
    return [places[i] for i in order]


def _deal(by_class):
    dealt = np.stack(by_class, axis=1)  # (count, classes, 3, 32, 32)
    return dealt.reshape(-1, *dealt.shape[2:]), np.tile(np.arange(len(by_class), dtype=np.int64), len(dealt))
