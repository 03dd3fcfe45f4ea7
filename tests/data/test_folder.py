"""Any folder of images as a data set."""

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
    """Return a folder with ten red cats and ten blue dogs, in a place with a space in its name."""
    root = tmp_path / "my pets"
    for k in range(10):
        paint(root / "cat" / f"{k}.png", RED)
        paint(root / "dog" / f"{k}.PNG", BLUE, (30, 50))
    return root


def test_sub_folders_are_classes(pets):
    found = data.load("folder", pets, size=16)
    assert found.class_names == ("cat", "dog")
    assert found.train_x.shape == (16, 3, 16, 16) and found.train_x.dtype == np.float32
    assert found.test_x.shape == (4, 3, 16, 16) and found.test_y.dtype == np.int64
    assert sorted(found.test_y) == [0, 0, 1, 1]
    colours = np.array([RED, BLUE], np.float32) / 255
    np.testing.assert_allclose(found.train_x.mean((2, 3)), colours[found.train_y], atol=1e-4)
    assert list(found.train_y) != sorted(found.train_y)  # mixed, so that the first images are of both classes


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


def test_hidden_files_and_other_files_are_left_out_with_a_message(pets, capsys):
    for name in (".DS_Store", "Thumbs.db", "notes.txt"):
        (pets / "cat" / name).write_text("no image")
    (pets / ".git").mkdir()
    (pets / "__MACOSX").mkdir()
    (pets / "readme.txt").write_text("beside the classes")
    (pets / "cat" / "deeper").mkdir()
    found = folder.read(pets)
    assert len(found.train_x) == 16
    said = capsys.readouterr().out
    assert "cat: left out 1 file that is no image: notes.txt" in said
    assert "DS_Store" not in said and "Thumbs" not in said


def test_every_kind_of_picture_becomes_rgb(tmp_path):
    modes = {
        "1": Image.new("1", (20, 20), 1),
        "L": Image.new("L", (20, 20), 128),
        "LA": Image.new("LA", (20, 20), (128, 255)),
        "P": Image.new("RGB", (20, 20), RED).convert("P"),
        "RGBA": Image.new("RGBA", (20, 20), (*RED, 0)),
        "I;16": Image.fromarray(np.full((20, 20), 32768, np.uint16)),
    }
    for name, image in modes.items():
        for copy in "ab":
            (tmp_path / name).mkdir(exist_ok=True)
            image.save(tmp_path / name / f"{copy}.png")
    for copy in "ab":
        (tmp_path / "CMYK").mkdir(exist_ok=True)
        Image.new("CMYK", (20, 20), (0, 255, 255, 0)).save(tmp_path / "CMYK" / f"{copy}.tif")
    found = folder.read(tmp_path, size=8)
    middle = {found.class_names[label]: x[:, 4, 4] for x, label in zip(found.train_x, found.train_y, strict=True)}
    expected = {
        "1": (255, 255, 255),
        "L": (128, 128, 128),
        "LA": (128, 128, 128),
        "P": RED,
        "RGBA": (255, 255, 255),  # fully transparent: the white it is laid on
        "I;16": (128, 128, 128),
        "CMYK": (255, 0, 0),
    }
    assert set(middle) == set(expected)
    for name, colour in expected.items():
        assert np.abs(middle[name].astype(int) - colour).max() <= 8, name


def test_the_camera_note_on_orientation_is_obeyed(tmp_path):
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[:20] = RED  # the upper half
    note = Image.Exif()
    note[0x0112] = 3  # upside down
    for name in ("a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.fromarray(picture).save(tmp_path / name, exif=note, quality=95)
    found = folder.read(tmp_path, size=8)
    assert found.train_x[0, 0, 1].mean() < 20
    assert found.train_x[0, 0, 6].mean() > 180


def test_the_central_square_is_taken(tmp_path):
    wide = np.zeros((20, 60, 3), np.uint8)
    wide[:, 20:40] = 255
    for name in ("a/1.png", "a/2.png", "b/1.png", "b/2.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.fromarray(wide).save(tmp_path / name)
    assert (folder.read(tmp_path, size=20).train_x == 255).all()


@pytest.mark.parametrize("content", [b"", b"not an image at all", None])
def test_a_broken_image_is_named(pets, content):
    whole = (pets / "cat" / "0.png").read_bytes()
    (pets / "dog" / "broken.jpg").write_bytes(whole[: len(whole) // 2] if content is None else content)
    with pytest.raises(ValueError, match=r"broken\.jpg cannot be read: .*Remove or replace"):
        folder.read(pets)


def test_what_is_no_folder_of_classes_is_told(tmp_path, pets):
    with pytest.raises(FileNotFoundError, match="which does not exist"):
        folder.read(tmp_path / "nowhere")
    with pytest.raises(NotADirectoryError, match="which is a file"):
        folder.read(pets / "cat" / "0.png")
    with pytest.raises(ValueError, match="no sub-folders"):
        folder.read(pets / "cat")
    (tmp_path / "one" / "cat").mkdir(parents=True)
    with pytest.raises(ValueError, match="one class, 'cat'; expected at least two"):
        folder.read(tmp_path / "one")
    (pets / "emu").mkdir()
    with pytest.raises(ValueError, match="class 'emu' .* has 0 images; expected at least two"):
        folder.read(pets)
    paint(pets / "emu" / "only.png")
    with pytest.raises(ValueError, match="class 'emu' .* has 1 image;"):
        folder.read(pets)
    for wrong in (3, None, object()):
        with pytest.raises((TypeError, ValueError), match="path: got"):
            data.load("folder", wrong)
    for wrong in (0, -1, 2.5, "32"):
        with pytest.raises((TypeError, ValueError), match="size: got"):
            data.load("folder", pets, size=wrong)
