"""The formats of the larger sets, on small files of the same make, and the whole way from mirror to arrays."""

import gzip
import hashlib
import io
import re
import struct
import tarfile
import tracemalloc

import numpy as np
import pytest

from course_utils import data
from course_utils.data import downloads, formats, sources
from course_utils.data.sources import DownloadSet, Source
from course_utils.data.transfer import DownloadError

NO_MIRROR = ("http://127.0.0.1:9/a", "http://127.0.0.1:9/b")


def idx_bytes(values):
    return bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


def write(folder, file, content, urls=NO_MIRROR, **changes):
    """Write a gzip file of ``content`` and describe it as a Source."""
    packed = gzip.compress(content, mtime=0)
    (folder / file).write_bytes(packed)
    known = {"content_size": len(content), "content_sha256": hashlib.sha256(content).hexdigest()} | changes
    return Source(file, len(packed), hashlib.sha256(packed).hexdigest(), urls, **known)


def small_mnist(folder, rng):
    """Make a set of MNIST's four files, with 20 train and 10 test images."""
    arrays = [
        rng.integers(0, 256, (20, 28, 28), dtype=np.uint8),
        rng.integers(0, 10, 20, dtype=np.uint8),
        rng.integers(0, 256, (10, 28, 28), dtype=np.uint8),
        rng.integers(0, 10, 10, dtype=np.uint8),
    ]
    names = (sources.TRAIN_IMAGES, sources.TRAIN_LABELS, sources.TEST_IMAGES, sources.TEST_LABELS)
    files = tuple(write(folder, name, idx_bytes(a)) for name, a in zip(names, arrays, strict=True))
    return DownloadSet("mnist", files, tuple("0123456789"), "digits"), arrays


def test_mnist_comes_as_arrays_of_known_shape_and_dtype(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "mnist").mkdir()
    wanted, arrays = small_mnist(tmp_path / "mnist", np.random.default_rng(1))
    monkeypatch.setitem(sources.DOWNLOADS, "mnist", wanted)
    mnist = data.load("mnist")
    assert mnist.train_x.shape == (20, 1, 28, 28) and mnist.train_x.dtype == np.float32
    assert mnist.test_y.shape == (10,) and mnist.test_y.dtype == np.int64
    np.testing.assert_allclose(mnist.train_x[:, 0] * 255, arrays[0], atol=1e-4)
    np.testing.assert_array_equal(mnist.train_y, arrays[1])
    raw = data.load("mnist", raw=True, flatten=True)
    np.testing.assert_array_equal(raw.test_x, arrays[2].reshape(10, 784))
    assert raw.train_x.flags.writeable and mnist.train_x.flags.writeable  # augmentation may work in place


def test_a_copy_packed_anew_and_laid_down_by_hand_is_accepted(tmp_path):
    content = idx_bytes(np.arange(5, dtype=np.uint8))
    source = write(tmp_path, "x-labels.gz", content)
    (tmp_path / "x-labels.gz").write_bytes(gzip.compress(content, compresslevel=1, mtime=99))
    assert downloads.fetch(source, tmp_path) == tmp_path / "x-labels.gz"


def test_a_bomb_is_not_unpacked(tmp_path):
    source = write(tmp_path, "bomb.gz", bytes(50_000_000))
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"bomb\.gz"):
        downloads.gunzip(tmp_path / source.file, 1000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize("cut", [slice(0, 30), slice(4, None)])
def test_a_damaged_gzip_file_is_named(tmp_path, cut):
    source = write(tmp_path, "labels.gz", idx_bytes(np.arange(10, dtype=np.uint8) % 10))
    (tmp_path / source.file).write_bytes((tmp_path / source.file).read_bytes()[cut])
    with pytest.raises(ValueError, match=r"labels\.gz"):
        formats.idx(tmp_path / source.file, source)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (bytes((0, 0, 8, 3)) + struct.pack(">I", 3) + bytes(3), "IDX"),
        (bytes((0, 0, 13, 1)) + struct.pack(">I", 3) + bytes(3), "IDX"),
        (b"\0\0", "IDX"),
        (bytes((0, 0, 8, 1)) + struct.pack(">I", 4) + bytes(3), "announces"),
        (bytes((0, 0, 8, 1)) + struct.pack(">I", 3) + bytes((1, 2, 10)), "label 10"),
    ],
)
def test_a_file_that_is_no_idx_is_refused(tmp_path, content, word):
    source = write(tmp_path, "labels.gz", content)
    with pytest.raises(ValueError, match=f"labels.gz.*{word}"):
        formats.idx(tmp_path / source.file, source)


def test_content_with_another_checksum_is_refused(tmp_path):
    source = write(tmp_path, "labels.gz", idx_bytes(np.arange(3, dtype=np.uint8)), content_sha256="0" * 64)
    with pytest.raises(ValueError, match="another SHA-256"):
        formats.idx(tmp_path / source.file, source)


def archive(path, entries):
    """Write a .tar.gz of ``(name, content)`` entries; a content that is text is the type of a special member."""
    with tarfile.open(path, "w:gz") as packed:
        for name, content in entries:
            member = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                member.size = len(content)
                packed.addfile(member, io.BytesIO(content))
            else:
                member.type, member.linkname = content.encode(), "/etc/passwd"
                packed.addfile(member)
    return path


def cifar_entries(rng, rows):
    table = rng.integers(0, 256, (6, rows, formats.CIFAR_ROW), dtype=np.uint8)
    table[:, :, 0] %= 10
    names = (*formats.CIFAR_TRAIN, formats.CIFAR_TEST)
    return table, [(name, t.tobytes()) for name, t in zip(names, table, strict=True)]


def test_cifar_is_read_from_its_binary_archive(tmp_path, monkeypatch, mirrors):
    monkeypatch.setattr(formats, "CIFAR_ROWS", 4)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    table, entries = cifar_entries(np.random.default_rng(2), 4)
    readme = ("cifar-10-batches-bin/readme.html", b"not wanted")
    path = archive(tmp_path / "made.tar.gz", [("cifar-10-batches-bin", tarfile.DIRTYPE.decode()), readme, *entries])
    mirrors.content = path.read_bytes()
    small = DownloadSet("cifar10", (mirrors.source("good", file=sources.CIFAR_FILE),), sources.CIFAR10.class_names, "")
    monkeypatch.setitem(sources.DOWNLOADS, "cifar10", small)
    monkeypatch.setattr(sources, "CIFAR10", small)
    cifar = data.load("cifar10", raw=True)
    assert cifar.train_x.shape == (20, 3, 32, 32) and cifar.test_x.shape == (4, 3, 32, 32)
    np.testing.assert_array_equal(cifar.train_x.reshape(20, -1), table[:5, :, 1:].reshape(20, -1))
    np.testing.assert_array_equal(cifar.test_y, table[5, :, 0])
    assert cifar.class_names[0] == "airplane"
    assert sorted(p.name for p in (tmp_path / "cifar10").glob("[!.]*")) == [sources.CIFAR_FILE]  # nothing unpacked


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("/etc/evil.bin", b"x"),
        ("../evil.bin", b"x"),
        ("a/../../evil.bin", b"x"),
        ("C:\\evil.bin", b"x"),
        ("..\\evil.bin", b"x"),
        ("a/link", tarfile.SYMTYPE.decode()),
        ("a/hard", tarfile.LNKTYPE.decode()),
        ("a/device", tarfile.CHRTYPE.decode()),
        ("a/pipe", tarfile.FIFOTYPE.decode()),
    ],
)
def test_a_member_outside_the_target_is_refused(tmp_path, name, content):
    path = archive(tmp_path / "bad.tar.gz", [("a/good.bin", b"1234"), (name, content)])
    with pytest.raises(ValueError, match="is refused"):
        formats.members(path, ("a/good.bin",), 4)


def test_an_incomplete_archive_is_named(tmp_path):
    path = archive(tmp_path / "some.tar.gz", [("a/one.bin", b"1234"), ("a/short.bin", b"12")])
    assert formats.members(path, ("a/one.bin",), 4) == {"a/one.bin": b"1234"}
    with pytest.raises(ValueError, match=r"lacks a/two.bin"):
        formats.members(path, ("a/one.bin", "a/two.bin"), 4)
    with pytest.raises(ValueError, match="has 2 bytes; expected 4"):
        formats.members(path, ("a/short.bin",), 4)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ValueError, match="damaged"):
        formats.members(path, ("a/two.bin",), 4)


@pytest.mark.parametrize(
    ("name", "instead"), [("mnist", "digits"), ("fashion-mnist", "digits"), ("cifar10", "patches")]
)
def test_offline_the_error_says_what_to_do_and_what_works_instead(tmp_path, monkeypatch, name, instead):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(DownloadError) as raised:  # the real mirrors; the tests' network is blocked
        data.load(name)
    message = str(raised.value)
    for source in sources.DOWNLOADS[name].files:
        assert source.urls[0] in message
    assert str(tmp_path / name) in message
    assert f'load("{instead}") works without a network' in message
    assert "connect to the internet and run this again" in message
    assert len(data.load(instead, train=8).train_x) == 8


def test_the_table_of_sources_is_complete():
    files = [source for wanted in sources.DOWNLOADS.values() for source in wanted.files]
    assert len(files) == 9
    for source in files:
        assert re.fullmatch("[0-9a-f]{64}", source.sha256)
        assert len(set(source.urls)) >= 2 and all(url.endswith("/" + source.file) for url in source.urls)
        assert source.urls[0].startswith("https://")
    assert len({source.sha256 for source in files}) == 9
    assert all(source.content_sha256 for source in sources.MNIST.files)
    assert {len(wanted.class_names) for wanted in sources.DOWNLOADS.values()} == {10}
