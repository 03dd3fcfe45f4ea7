"""Any folder of images as a data set."""

import io
import os
import struct
import sys
import warnings

import numpy as np
import pytest
from PIL import Image, ImageOps

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


def two_of_each(root, image, name, **how):
    """Write the same image as both images of two classes."""
    for kind in "ab":
        (root / kind).mkdir(exist_ok=True)
        for copy in "12":
            image.save(root / kind / f"{copy}{name}", **how)
    return root


@pytest.mark.parametrize("name", [".png", ".jpg", ".webp", ".tif"])
@pytest.mark.parametrize("orientation", [*range(1, 9), 0, 9])
def test_every_orientation_is_turned_as_pillow_turns_it(tmp_path, name, orientation):
    pixels = np.random.default_rng(0).integers(0, 256, (2, 2, 3), np.uint8).repeat(6, 0).repeat(8, 1)
    note = Image.Exif()
    note[0x0112] = orientation
    two_of_each(tmp_path, Image.fromarray(pixels), name, exif=note)
    with Image.open(tmp_path / "a" / f"1{name}") as image:
        upright = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (8, 8), Image.Resampling.LANCZOS)
    np.testing.assert_array_equal(folder.read(tmp_path, size=8).train_x[0].transpose(1, 2, 0), np.asarray(upright))


def with_notes(picture, entries):
    """Return a JPEG with these 12-byte EXIF entries, which Pillow itself would not write."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=95)
    notes = b"Exif\0\0II" + struct.pack("<HLH", 42, 8, len(entries)) + b"".join(entries) + struct.pack("<L", 0)
    return file.getvalue()[:2] + b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes + file.getvalue()[2:]


ON_ITS_SIDE = struct.pack("<HHLHH", 0x0112, 3, 1, 6, 0)
ODD_NOTES = {
    "resolution as text": [ON_ITS_SIDE, struct.pack("<HHL4s", 0x011A, 2, 3, b"72")],
    "resolution missing": [ON_ITS_SIDE, struct.pack("<HHLL", 0x011A, 5, 1, 60000)],
    "a table that is a number": [ON_ITS_SIDE, struct.pack("<HHLL", 0x8769, 3, 1, 0)],
}


@pytest.mark.filterwarnings("ignore:Truncated File Read")
@pytest.mark.parametrize("entries", ODD_NOTES.values(), ids=ODD_NOTES)
def test_odd_camera_notes_do_not_hide_the_picture(pets, entries):
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[:20] = RED  # the upper half, which goes to the right when the picture is put upright
    for name in ("1", "2"):
        (pets / "emu").mkdir(exist_ok=True)
        (pets / "emu" / f"{name}.jpg").write_bytes(with_notes(Image.fromarray(picture), entries))
    found = folder.read(pets, size=8)
    emu = found.train_x[found.train_y == 2][0]
    assert emu[0, :, 6].mean() > 180 and emu[0, :, 1].mean() < 20


def test_notes_that_cannot_be_read_count_as_upright(tmp_path):
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[:20] = RED
    two_of_each(tmp_path, Image.fromarray(picture), ".jpg", exif=b"Exif\0\0no notes at all", quality=95)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert folder.read(tmp_path, size=8).train_x[0, 0, 1].mean() > 180


def test_whatever_decoding_raises_names_the_file(pets, monkeypatch):
    def fail(image):
        raise struct.error("unpack requires a buffer of 4 bytes")

    monkeypatch.setattr(folder, "_rgb", fail)
    with pytest.raises(ValueError, match=r"The image .*\.png cannot be read: unpack requires.*Remove or replace"):
        folder.read(pets, size=8)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_pixels_that_are_no_numbers_are_refused_by_name(pets, bad):
    pixels = np.zeros((20, 20), np.float32)
    pixels[3, 4] = bad
    Image.fromarray(pixels).save(pets / "cat" / "height.tif")
    with pytest.raises(ValueError, match=r"height\.tif cannot be read: some of its pixels are no finite numbers"):
        folder.read(pets, size=8)


def test_links_that_lead_nowhere_are_told(pets, capsys):
    try:
        (pets / "cat" / "gone.png").symlink_to(pets / "nowhere.png")
        (pets / "cat" / "round.png").symlink_to(pets / "cat" / "round.png")
        (pets / "cat" / "good.png").symlink_to(pets / "cat" / "0.png")
    except OSError:
        pytest.skip("links need a right that this account does not have")
    assert len(folder.read(pets, size=8).train_x) == 17
    said = capsys.readouterr().out
    assert (
        said
        == "cat: left out 2 files that are no images: "
        + ", ".join(f"{name}.png (a link that leads nowhere)" for name in ("gone", "round"))
        + "\n"
    )


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names there are always Unicode")
def test_names_that_are_no_unicode_are_shown_as_far_as_they_go(pets, capsys):
    odd = os.fsdecode(b"caf\xe9")
    (pets / "cat" / f"{odd}.txt").write_text("no image")
    for k in range(2):
        paint(pets / odd / f"{k}.png")
    found = folder.read(pets, size=8)
    said = capsys.readouterr().out
    said.encode("utf-8")  # what a page must be able to show
    assert r"cat: left out 1 file that is no image: caf\xe9.txt" in said
    assert found.class_names == (r"caf\xe9", "cat", "dog")
    (pets / "cat" / f"{odd}.png").write_text("no image either")
    with pytest.raises(ValueError, match=r"caf\\xe9\.png cannot be read"):
        folder.read(pets, size=8)


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
