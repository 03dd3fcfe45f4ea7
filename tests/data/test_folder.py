"""Any folder of images as a data set."""

import hashlib
import os
import sys
import unicodedata

import numpy as np
import pytest
from PIL import Image

from course_utils import data
from course_utils.data import folder

RED, BLUE = (200, 0, 0), (0, 0, 200)


def paint(path, colour=RED, size=(40, 30)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return path


@pytest.fixture
def pets(tmp_path):
    """Return a folder with ten red cats and ten blue dogs, each with a little green of its own.

    The place has a space in its name.
    """
    root = tmp_path / "my pets"
    for k in range(10):
        paint(root / "cat" / f"{k}.png", (RED[0], k, 0))
        paint(root / "dog" / f"{k}.PNG", (0, k, BLUE[2]), (30, 50))
    return root


def test_sub_folders_are_classes(pets):
    found = data.load("folder", pets, size=16)
    assert found.class_names == ("cat", "dog")
    assert found.train_x.shape == (16, 3, 16, 16) and found.train_x.dtype == np.float32
    assert found.test_x.shape == (4, 3, 16, 16) and found.test_y.dtype == np.int64
    assert sorted(found.test_y) == [0, 0, 1, 1]
    colours = np.array([RED, BLUE], np.float32) / 255
    np.testing.assert_allclose(found.train_x.mean((2, 3))[:, ::2], colours[found.train_y][:, ::2], atol=1e-4)
    greens = [int(name.split("/")[1][0]) / 255 for name in found.train_files]
    np.testing.assert_allclose(found.train_x.mean((2, 3))[:, 1], greens, atol=1e-4)  # the names go with the pictures
    assert [found.class_names[label] for label in found.test_y] == [name.split("/")[0] for name in found.test_files]
    assert list(found.train_y) != sorted(found.train_y)  # mixed, so that the first images are of both classes
    few = data.load("folder", pets, size=16, train=3, test=2)
    assert few.train_files == found.train_files[:3] and few.test_files == found.test_files[:2]
    assert found.validation_x is None and found.validation_files == ()


def test_the_split_is_that_of_a_checksum_of_class_and_name(pets):
    """What older runs have learned from stays what it was: the checksum is part of what the course promises."""
    found = folder.read(pets, size=4)
    for kind in ("cat", "dog"):
        names = [f"{kind}/{k}.{'png' if kind == 'cat' else 'PNG'}" for k in range(10)]
        ordered = sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())
        assert {name for name in found.test_files if name.startswith(kind)} == set(ordered[:2])
    assert list(found.train_files) == sorted(found.train_files, key=lambda n: hashlib.sha256(n.encode()).digest())


def test_the_split_depends_on_names_alone(tmp_path):
    names = [f"{kind}/{k}.png" for kind in ("cat", "dog") for k in range(10)]
    for place, order in (("here", names), ("there", names[::-1])):  # made in another order, in another place
        for name in order:
            paint(tmp_path / place / name, (names.index(name) * 10, 0, 0))
    here, there = (folder.read(tmp_path / place, size=4) for place in ("here", "there"))
    np.testing.assert_array_equal(here.test_x, there.test_x)
    np.testing.assert_array_equal(here.train_x, there.train_x)
    tested = set(here.test_x[:, 0, 0, 0])
    paint(tmp_path / "here" / "cat" / "new.png", (255, 0, 0))
    assert len(tested - set(folder.read(tmp_path / "here", size=4).test_x[:, 0, 0, 0])) <= 1


def test_a_copy_from_a_mac_has_the_same_classes_and_the_same_split(tmp_path):
    """macOS writes é as e with an accent after it (NFD)."""
    for form in ("NFC", "NFD"):
        for k in range(8):
            for kind in ("café", "thé"):
                name = unicodedata.normalize(form, f"{kind}/é {k}.png")
                paint(tmp_path / form / name, (k, 0, len(kind)))
    here, there = (folder.read(tmp_path / form, size=4) for form in ("NFC", "NFD"))
    assert here.class_names == there.class_names == ("café", "thé")
    np.testing.assert_array_equal(here.test_x, there.test_x)
    np.testing.assert_array_equal(here.train_x, there.train_x)
    assert (tmp_path / "NFD" / there.train_files[0]).exists()  # the names are those of the disk


def test_hidden_files_and_other_files_are_left_out_with_a_message(pets, capsys):
    for name in (".DS_Store", "Thumbs.db", "notes.txt"):
        (pets / "cat" / name).write_text("no image")
    (pets / ".git").mkdir()
    (pets / "readme.txt").write_text("beside the classes")
    for name in ("__MACOSX", "$RECYCLE.BIN", "System Volume Information", "@eaDir", "#recycle", "__pycache__",
                 "lost+found", ".ipynb_checkpoints"):  # fmt: skip
        paint(pets / name / "a.png", (1, 2, 3))
        paint(pets / "cat" / name / "a.png", (1, 2, 4))
    paint(pets / "cat" / "deeper" / "still" / "11.png", (9, 9, 9))
    found = folder.read(pets)
    assert found.class_names == ("cat", "dog") and len(found.train_x) == 17
    assert "cat/deeper/still/11.png" in found.train_files + found.test_files
    assert capsys.readouterr().out == "left out: 2 × no picture (.txt): cat/notes.txt, readme.txt\n"


def test_links_that_lead_nowhere_are_told(pets, capsys):
    try:
        (pets / "cat" / "gone.png").symlink_to(pets / "nowhere.png")
        (pets / "cat" / "round.png").symlink_to(pets / "cat" / "round.png")
        (pets / "cat" / "good.png").symlink_to(paint(pets.parent / "elsewhere.png", (9, 9, 9)))
    except OSError:
        pytest.skip("links need a right that this account does not have")
    found = folder.read(pets, size=8)
    assert "cat/good.png" in found.train_files + found.test_files
    assert capsys.readouterr().out == "left out: 2 × a link that leads nowhere: cat/gone.png, cat/round.png\n"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names there are always Unicode")
def test_names_that_are_no_unicode_are_shown_as_far_as_they_go(pets, capsys):
    odd = os.fsdecode(b"caf\xe9")
    (pets / "cat" / f"{odd}.txt").write_text("no image")
    for k in range(2):
        paint(pets / odd / f"{k}.png", (k, k, k))
    (pets / "cat" / f"{odd}.png").write_text("no image either")
    found = folder.read(pets, size=8)
    said = capsys.readouterr().out
    said.encode("utf-8")  # what a page must be able to show
    assert r"no picture (.txt): cat/caf\xe9.txt" in said
    assert r"no picture, or of a kind that cannot be read: cat/caf\xe9.png" in said
    assert found.class_names == (r"caf\xe9", "cat", "dog")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty (0 bytes)"), (b"not an image at all", "no picture, or of a kind"), (None, "cut off or damaged")],
)
def test_broken_pictures_are_left_out_and_named_all_at_once(pets, capsys, content, reason):
    whole = (pets / "cat" / "0.png").read_bytes()
    for name in ("broken.jpg", "broken too.jpg"):
        (pets / "dog" / name).write_bytes(whole[: len(whole) // 2] if content is None else content)
    found = folder.read(pets)
    assert len(found.train_x) + len(found.test_x) == 20
    said = capsys.readouterr().out
    assert said.startswith(f"left out: 2 × {reason}")
    assert said.endswith(": dog/broken too.jpg, dog/broken.jpg\n") and said.count("\n") == 1


def test_a_handful_of_lines_tells_of_many_reasons(pets, capsys):
    for k, name in enumerate(("a.txt", "b.csv", "c.json", "d.zip", "e.mp4", "f.svg", "g.heic", "h.html")):
        (pets / "cat" / name).write_bytes(bytes([k]))
    folder.read(pets)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert lines[-1].startswith("left out for other reasons: 4; all of them: python -m course_utils.experiment.look")


def test_a_class_that_cannot_be_learned_is_left_out_and_the_rest_goes_on(pets, capsys):
    (pets / "emu").mkdir()
    paint(pets / "fox" / "only.png", (9, 9, 9))
    (pets / "gnu").mkdir()
    (pets / "gnu" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    found = folder.read(pets)
    assert found.class_names == ("cat", "dog") and set(found.train_y) == set(found.test_y) == {0, 1}
    said = capsys.readouterr().out
    assert "no class: 1 × a folder without pictures: emu\n" in said
    assert "the class is left out: 1 × the only picture of its class: fox/only.png\n" in said
    assert "the class is left out: 1 × a class without a picture that can be used: gnu\n" in said
    assert "left out: 1 × cut off or damaged: gnu/broken.png\n" in said


def test_two_pictures_are_enough_for_a_class(tmp_path):
    for k, name in enumerate(("a/1.png", "a/2.png", "b/1.png", "b/2.png")):
        paint(tmp_path / name, (k, k, k))
    found = folder.read(tmp_path)
    assert sorted(found.train_y) == sorted(found.test_y) == [0, 1]


def test_what_is_no_folder_of_classes_is_told(tmp_path, pets):
    with pytest.raises(FileNotFoundError, match="which does not exist"):
        folder.read(tmp_path / "nowhere")
    with pytest.raises(NotADirectoryError, match="which is a file"):
        folder.read(pets / "cat" / "0.png")
    with pytest.raises(ValueError, match="no sub-folders, and 10 pictures directly in it; expected at least two"):
        folder.read(pets / "cat")
    (tmp_path / "one" / "cat").mkdir(parents=True)
    with pytest.raises(ValueError, match="one class, 'cat'; expected at least two"):
        folder.read(tmp_path / "one")
    (tmp_path / "one" / "dog").mkdir()
    with pytest.raises(ValueError, match="no pictures in its 2 sub-folders; expected at least two"):
        folder.read(tmp_path / "one")
    paint(tmp_path / "one" / "cat" / "1.png")
    with pytest.raises(ValueError, match="pictures in one of its 2 sub-folders only, 'cat'; expected at least two"):
        folder.read(tmp_path / "one")
    paint(tmp_path / "one" / "dog" / "1.png", BLUE)
    with pytest.raises(ValueError, match="2 classes, of which too few can be used: none; expected at least two"):
        folder.read(tmp_path / "one")
    for wrong in (3, None, object()):
        with pytest.raises((TypeError, ValueError), match="path: got"):
            data.load("folder", wrong)
    for wrong in (0, -1, 2.5, "32"):
        with pytest.raises((TypeError, ValueError), match="size: got"):
            data.load("folder", pets, size=wrong)
