"""The data that ships with the course: 5,000 digits and the photographs. No network, ever."""

import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from course_utils import settings

TEST_PER_CLASS = 100


def file(relative):
    """Find an embedded file; raise FileNotFoundError that says how to restore it."""
    path = Path(settings.DATA) / relative
    if not path.is_file():
        rebuild = "" if settings.INSTALLED else ", or rebuild the folder with 'python data/rebuild.py'"
        raise FileNotFoundError(
            f"{path} is missing: it ships with the course. Restore it with '{settings.restore('data')}'{rebuild}."
        )
    return path


def digits():
    """Read the balanced MNIST sample: uint8 images ``(N, 1, 28, 28)`` and int64 labels ``(N,)``, train then test.

    The file holds 500 images of each class in the order of their source. In every class the first 400 are for
    training and the last 100 for testing: 4,000 and 1,000. Both halves are dealt out as 0, 1, …, 9, 0, 1,
    …, so that any run of images whose length is a multiple of ten is balanced too.

    Returns ``train_x, train_y, test_x, test_y``. Raises FileNotFoundError when the file is gone.

    Example: ``digits()[1][:12]`` gives ``[0 1 2 3 4 5 6 7 8 9 0 1]``.
    """
    with np.load(file("digits.npz"), allow_pickle=False) as stored:
        images, labels = stored["images"], stored["labels"]  # (5000, 28, 28), (5000,)
    by_class = [images[labels == k] for k in range(10)]
    dealt = np.stack(by_class, axis=1)[:, :, None]  # (500, 10, 1, 28, 28)
    train, test = dealt[:-TEST_PER_CLASS], dealt[-TEST_PER_CLASS:]
    return *_rows(train), *_rows(test)


def _rows(dealt):
    x = dealt.reshape(-1, *dealt.shape[2:])  # (N, 1, 28, 28)
    return x, np.tile(np.arange(10, dtype=np.int64), len(dealt))


@lru_cache(maxsize=1)
def _manifest():
    lines = file("SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines if line)}


def verify_embedded():
    """Compare every embedded file with the SHA-256 in ``data/SHA256SUMS``.

    Returns a list of sentences, one for each problem; empty when all is intact. Raises nothing: it is meant
    for ``python -m course_utils doctor``.
    """
    try:
        _manifest.cache_clear()
        wanted = _manifest()
    except (OSError, ValueError) as error:
        return [f"The list of checksums cannot be read: {error}"]
    problems = []
    for name, digest in wanted.items():
        try:
            found = hashlib.sha256(file(name).read_bytes()).hexdigest()
        except OSError as error:
            problems.append(str(error))
            continue
        if found != digest:
            problems.append(
                f"data/{name} is not the file that ships with the course (SHA-256 {found[:12]}…, "
                f"expected {digest[:12]}…). Remove it, then restore it with '{settings.restore(f'data/{name}')}'."
            )
    return problems
