"""Read the files of the larger sets: IDX (MNIST, Fashion-MNIST) and the CIFAR-10 binary archive. Nothing is pickled."""

import hashlib
import struct
import tarfile
import zlib
from pathlib import PureWindowsPath

import numpy as np

from course_utils.data import downloads, sources
from course_utils.data.data_set import Split

CIFAR_ROWS = 10_000  # images in one file of the archive
CIFAR_ROW = 1 + 3 * 32 * 32  # bytes: the label, then the red, the green, the blue plane
CIFAR_TRAIN = tuple(f"cifar-10-batches-bin/data_batch_{k}.bin" for k in range(1, 6))
CIFAR_TEST = "cifar-10-batches-bin/test_batch.bin"


def read(name, folder=None):
    """Read a downloaded set, fetching it first where need be: a ``Split`` of uint8 images and int64 labels.

    Raises DownloadError when it cannot be fetched, ValueError when a file does not hold what its format says.

    Example: ``read("mnist").train_x.shape`` gives ``(60000, 1, 28, 28)``.
    """
    wanted = sources.DOWNLOADS[name]
    paths = downloads.download(wanted, folder)
    if wanted is sources.CIFAR10:
        arrays = cifar(paths[sources.CIFAR_FILE])
    else:
        arrays = [idx(paths[one.file], one) for one in wanted.files]  # train x, y, test x, y
    return Split(*arrays, wanted.class_names)


def idx(path, source):
    """Read an IDX file, http://yann.lecun.com/exdb/mnist: images ``(N, 1, H, W)`` uint8, or labels ``(N,)`` int64.

    The header is two zero bytes, the type (8: uint8), the number of axes, and each axis as a big-endian
    32-bit number. Raises ValueError, naming the file, for anything else and for labels above 9.
    """
    content = downloads.gunzip(path, source.content_size)
    if source.content_sha256 and hashlib.sha256(content).hexdigest() != source.content_sha256:
        raise ValueError(f"{path} is damaged: its content has another SHA-256 than it should")
    axes = 1 if "labels" in source.file else 3
    header = 4 + 4 * axes
    if len(content) < header or content[:4] != bytes((0, 0, 8, axes)):
        raise ValueError(f"{path} is no IDX file of bytes with {axes} axes")
    shape = struct.unpack(f">{axes}I", content[4:header])
    if int(np.prod(shape, dtype=np.int64)) != len(content) - header:
        raise ValueError(f"{path} announces the shape {shape}, which is not what it holds")
    values = np.frombuffer(content, np.uint8, offset=header).reshape(shape)
    return _labels(values, path) if axes == 1 else values[:, None]  # (N,) or (N, 1, H, W)


def _labels(values, path):
    if len(values) and values.max() > 9:
        raise ValueError(f"{path} holds the label {values.max()}; expected labels from 0 to 9")
    return values.astype(np.int64)


def cifar(path):
    """Read the CIFAR-10 binary archive: train images ``(50000, 3, 32, 32)`` uint8 and labels, then the 10,000 of test.

    Krizhevsky, "Learning multiple layers of features from tiny images", 2009. Raises ValueError for a
    broken archive.
    """
    files = members(path, (*CIFAR_TRAIN, CIFAR_TEST), CIFAR_ROWS * CIFAR_ROW)
    train = [_rows(files[name], path) for name in CIFAR_TRAIN]
    train_x = np.concatenate([x for x, _ in train])
    train_y = np.concatenate([y for _, y in train])
    return train_x, train_y, *_rows(files[CIFAR_TEST], path)


def _rows(content, path):
    table = np.frombuffer(content, np.uint8).reshape(-1, CIFAR_ROW)  # (10000, 3073)
    return table[:, 1:].reshape(-1, 3, 32, 32), _labels(table[:, 0], path)


def members(path, names, size):
    """Read the files ``names``, of ``size`` bytes each, out of a tar archive, into memory.

    Nothing is unpacked to disk. Even so the whole archive is refused when any member would land outside a
    target folder or is no plain file or folder: such an archive was made to harm, and nothing else in it is
    to be trusted. Raises ValueError for that, for a missing file, for another size, and for a damaged
    archive.

    Example: ``members(path, ("a/b.bin",), 10)["a/b.bin"]`` gives 10 bytes.
    """
    found = {}
    try:
        with tarfile.open(path, "r|gz") as archive:  # as a stream: one pass, no seeking back
            for member in archive:
                _refuse(member, path)
                if member.name in names:
                    found[member.name] = _content(archive, member, size, path)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ValueError(f"{path} is damaged: {error}") from error
    missing = [name for name in names if name not in found]
    if missing:
        raise ValueError(f"{path} lacks {', '.join(missing)}")
    return found


def _refuse(member, path):
    name = PureWindowsPath(member.name)  # knows both slashes and drives, so it catches what any system would obey
    if name.anchor or ".." in name.parts:
        raise ValueError(f"{path} is refused: its member {member.name!r} lies outside the target folder")
    if not (member.isreg() or member.isdir()):
        raise ValueError(f"{path} is refused: its member {member.name!r} is a link or a device, not a file")


def _content(archive, member, size, path):
    if member.size != size:
        raise ValueError(f"{path}: {member.name} has {member.size} bytes; expected {size}")
    return archive.extractfile(member).read()
