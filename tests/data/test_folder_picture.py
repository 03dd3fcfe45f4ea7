"""One file of a picture, whatever it is, as upright bytes of red, green and blue on white."""

import io
import struct
import warnings
import zlib

import numpy as np
import odd_folder
import pytest
from PIL import Image, ImageOps, features

from course_utils.data.folder import kinds, picture
from course_utils.data.folder.picture import Unreadable, read

RED = (200, 0, 0)


def saved(path, image, **how):
    image.save(path, **how)
    return path


def middle(path):
    """Return the colour in the middle of what is read from a file."""
    return read(path, 8).pixels[:, 4, 4].astype(int)


@pytest.mark.parametrize(
    ("name", "image", "colour"),
    [
        ("1.png", Image.new("1", (20, 20), 1), (255, 255, 255)),
        ("L.png", Image.new("L", (20, 20), 128), (128, 128, 128)),
        ("LA.png", Image.new("LA", (20, 20), (128, 255)), (128, 128, 128)),
        ("P.png", Image.new("RGB", (20, 20), RED).convert("P"), RED),
        ("RGBA.png", Image.new("RGBA", (20, 20), (*RED, 0)), (255, 255, 255)),  # transparent: the white it is laid on
        ("half.png", Image.new("RGBA", (20, 20), (0, 0, 0, 128)), (127, 127, 127)),
        ("I16.png", Image.fromarray(np.full((20, 20), 32768, np.uint16)), (128, 128, 128)),
        ("I16.tif", Image.fromarray(np.full((20, 20), 32768, np.uint16)), (128, 128, 128)),
        ("CMYK.tif", Image.new("CMYK", (20, 20), (0, 255, 255, 0)), (255, 0, 0)),
        ("CMYK.jpg", Image.new("CMYK", (20, 20), (0, 255, 255, 0)), (255, 0, 0)),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_every_mode_becomes_rgb(tmp_path, name, image, colour):
    assert np.abs(middle(saved(tmp_path / name, image)) - colour).max() <= 8


def test_a_colour_of_a_palette_can_be_transparent(tmp_path):
    image = Image.new("P", (20, 20), 1)
    image.putpalette([0, 0, 0, *RED])
    assert tuple(middle(saved(tmp_path / "p.png", image, transparency=1))) == (255, 255, 255)
    assert tuple(middle(saved(tmp_path / "p.gif", image, transparency=0))) == RED


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "AVIF", "JPEG2000", "PPM", "ICO", "TGA",
                                  "PCX", "SGI", "MPO", "DDS", "DIB", "QOI"])  # fmt: skip
def test_every_kind_that_pillow_writes_is_read_again(tmp_path, kind):
    Image.init()
    if kind not in Image.SAVE or (kind in ("AVIF", "WEBP") and not features.check(kind.lower())):
        pytest.skip("this Pillow does not write it")
    for ending in sorted(e for e, k in Image.registered_extensions().items() if k == kind):
        found = read(saved(tmp_path / f"x{ending}", Image.new("RGB", (48, 48), RED), format=kind), 8)
        assert np.abs(found.pixels[:, 4, 4].astype(int) - RED).max() <= 12, ending
        assert picture.OTHER_KIND not in found.notes, ending
        assert kinds.no_picture(tmp_path / f"x{ending}") is None


def test_a_wrong_ending_does_not_hide_the_picture(tmp_path):
    for name in ("a.png", "b.txt", "c", "d.tga", "e.gif"):
        saved(tmp_path / name, Image.new("RGB", (20, 20), RED), format="JPEG", quality=95)
        assert kinds.no_picture(tmp_path / name) is None
        assert np.abs(middle(tmp_path / name) - RED).max() <= 8
        assert picture.OTHER_KIND in read(tmp_path / name).notes
    assert picture.OTHER_KIND not in read(saved(tmp_path / "x.MPO", Image.new("RGB", (40, 40)), format="JPEG")).notes


@pytest.mark.parametrize("ending", ["gif", "webp", "png", "tif"])
def test_of_several_frames_the_first_is_taken(tmp_path, ending):
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, (0, 0, 200), (0, 200, 0))]
    path = saved(tmp_path / f"x.{ending}", frames[0], save_all=True, append_images=frames[1:])
    assert np.abs(middle(path) - RED).max() <= 8
    assert read(path).notes == (picture.MOVING,)


def test_views_in_one_jpeg_count_as_one_picture(tmp_path):
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, (0, 0, 200))]
    path = saved(tmp_path / "x.mpo", frames[0], save_all=True, append_images=frames[1:])
    assert np.abs(middle(path) - RED).max() <= 8 and read(path).notes == ()


# --- 16 bits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("top", "note"), [(255, True), (1000, True), (4095, True), (4096, False), (65535, False)])
@pytest.mark.parametrize("ending", ["png", "tif"])
def test_the_bits_that_are_used_are_scaled(tmp_path, top, note, ending):
    values = np.linspace(0, top, 256).astype(np.uint16)[None, :].repeat(256, 0)
    found = read(saved(tmp_path / f"x.{ending}", Image.fromarray(values)), 256)
    full = next(2**bits - 1 for bits in (8, 12, 16) if top < 2**bits)
    np.testing.assert_allclose(found.pixels[0], np.round(values * 255.0 / full), atol=1)
    assert (picture.DIM in found.notes) == note


def test_twelve_bits_keep_their_grey_levels(tmp_path):
    values = np.linspace(0, 4095, 256).astype(np.uint16)[None, :].repeat(256, 0)
    found = read(saved(tmp_path / "x.png", Image.fromarray(values)), 256)
    assert len(np.unique(found.pixels)) > 250 and found.pixels.max() == 255  # 16 levels, at most 15, if read as 16 bits


def test_transparency_of_16_bits_is_laid_on_white(tmp_path):
    values = np.full((20, 20), 30000, np.uint16)
    values[:, 10:] = 7
    path = tmp_path / "x.png"
    path.write_bytes(with_transparent_grey(odd_folder.data_of(Image.fromarray(values), "PNG"), 7))
    found = read(path, 20)
    assert (found.pixels[:, :, 12:] == 255).all() and np.abs(found.pixels[:, :, :8].astype(int) - 117).max() <= 1
    assert picture.LAID_ON_WHITE in found.notes


def with_transparent_grey(png, value):
    """Return a PNG in which one grey level is transparent, which Pillow would not write."""
    content = struct.pack(">H", value)
    chunk = struct.pack(">I", 2) + b"tRNS" + content + struct.pack(">I", zlib.crc32(b"tRNS" + content))
    at = png.index(b"IDAT") - 4
    return png[:at] + chunk + png[at:]


def test_floating_point_is_stretched_from_its_lowest_to_its_highest(tmp_path):
    values = np.linspace(-3, 5, 64, dtype=np.float32)[None, :].repeat(64, 0)
    found = read(saved(tmp_path / "x.tif", Image.fromarray(values)), 64)
    assert found.pixels.min() == 0 and found.pixels.max() == 255


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_pixels_that_are_no_numbers_are_refused(tmp_path, bad):
    pixels = np.zeros((20, 20), np.float32)
    pixels[3, 4] = bad
    with pytest.raises(Unreadable, match="some of its pixels are no finite numbers"):
        read(saved(tmp_path / "height.tif", Image.fromarray(pixels)))


# --- upright and square -----------------------------------------------------------------------------------------------


def test_the_camera_note_on_orientation_is_obeyed(tmp_path):
    upper = np.zeros((40, 40, 3), np.uint8)
    upper[:20] = RED
    note = Image.Exif()
    note[0x0112] = 3  # upside down
    found = read(saved(tmp_path / "x.jpg", Image.fromarray(upper), exif=note, quality=95), 8)
    assert found.pixels[0, 1].mean() < 20 and found.pixels[0, 6].mean() > 180
    assert found.notes == (picture.TURNED,)


@pytest.mark.parametrize("name", [".png", ".jpg", ".webp", ".tif"])
@pytest.mark.parametrize("orientation", [*range(1, 9), 0, 9])
def test_every_orientation_is_turned_as_pillow_turns_it(tmp_path, name, orientation):
    pixels = np.random.default_rng(0).integers(0, 256, (2, 2, 3), np.uint8).repeat(6, 0).repeat(8, 1)
    note = Image.Exif()
    note[0x0112] = orientation
    path = saved(tmp_path / f"x{name}", Image.fromarray(pixels), exif=note)
    with Image.open(path) as image:
        upright = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (8, 8), Image.Resampling.LANCZOS)
    np.testing.assert_array_equal(read(path, 8).pixels.transpose(1, 2, 0), np.asarray(upright))


def test_a_turned_picture_stays_transparent(tmp_path):
    note = Image.Exif()
    note[0x0112] = 6
    image = Image.new("P", (20, 20), 1)
    image.putpalette([0, 0, 0, *RED])
    assert tuple(middle(saved(tmp_path / "x.png", image, transparency=1, exif=note))) == (255, 255, 255)


def with_notes(image, entries):
    """Return a JPEG with these 12-byte EXIF entries, which Pillow itself would not write."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95)
    notes = b"Exif\0\0II" + struct.pack("<HLH", 42, 8, len(entries)) + b"".join(entries) + struct.pack("<L", 0)
    return file.getvalue()[:2] + b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes + file.getvalue()[2:]


ON_ITS_SIDE = struct.pack("<HHLHH", 0x0112, 3, 1, 6, 0)
ODD_NOTES = {
    "resolution as text": [ON_ITS_SIDE, struct.pack("<HHL4s", 0x011A, 2, 3, b"72")],
    "resolution missing": [ON_ITS_SIDE, struct.pack("<HHLL", 0x011A, 5, 1, 60000)],
    "a table that is a number": [ON_ITS_SIDE, struct.pack("<HHLL", 0x8769, 3, 1, 0)],
}


@pytest.mark.parametrize("entries", ODD_NOTES.values(), ids=ODD_NOTES)
def test_odd_camera_notes_do_not_hide_the_picture(tmp_path, entries):
    upper = np.zeros((40, 40, 3), np.uint8)
    upper[:20] = RED  # the upper half, which goes to the right when the picture is put upright
    (tmp_path / "x.jpg").write_bytes(with_notes(Image.fromarray(upper), entries))
    found = read(tmp_path / "x.jpg", 8).pixels
    assert found[0, :, 6].mean() > 180 and found[0, :, 1].mean() < 20


def test_notes_that_cannot_be_read_count_as_upright(tmp_path):
    upper = np.zeros((40, 40, 3), np.uint8)
    upper[:20] = RED
    path = saved(tmp_path / "x.jpg", Image.fromarray(upper), exif=b"Exif\0\0no notes at all", quality=95)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # and nothing is said about them
        assert read(path, 8).pixels[0, 1].mean() > 180


def test_the_central_square_is_taken(tmp_path):
    wide = np.zeros((20, 60, 3), np.uint8)
    wide[:, 20:40] = 255
    assert (read(saved(tmp_path / "x.png", Image.fromarray(wide)), 20).pixels == 255).all()
