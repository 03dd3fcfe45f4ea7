"""Large pictures are decoded smaller; what gives no picture says why."""

import struct
import warnings

import numpy as np
import odd_folder
import pytest
from PIL import Image, ImageOps

from course_utils.data.folder import kinds, picture
from course_utils.data.folder.picture import Unreadable, read


def saved(path, image, **how):
    image.save(path, **how)
    return path


@pytest.mark.parametrize("size", [32, 64, 224])
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_large_picture_gives_nearly_the_same_pixels(tmp_path, size, ending):
    """Within 2 of 255 in the mean, and 16 anywhere, of what reading at full size gives."""
    fine = np.random.default_rng(2).normal(0, 12, (1500, 2000, 3))
    image = Image.fromarray((np.asarray(odd_folder.scene(1, (2000, 1500)), float) + fine).clip(0, 255).astype(np.uint8))
    path = saved(tmp_path / f"x.{ending}", image, quality=90)
    with Image.open(path) as whole:
        full = np.asarray(ImageOps.fit(whole.convert("RGB"), (size, size), Image.Resampling.LANCZOS), int)
    difference = np.abs(read(path, size).pixels.transpose(1, 2, 0) - full)
    assert difference.mean() < 2 and difference.max() <= 16


def test_a_picture_that_is_not_large_gives_the_very_same_pixels(tmp_path):
    path = saved(tmp_path / "x.jpg", odd_folder.scene(1, (1000, 1000)))
    with Image.open(path) as whole:
        full = np.asarray(ImageOps.fit(whole.convert("RGB"), (32, 32), Image.Resampling.LANCZOS))
    np.testing.assert_array_equal(read(path, 32).pixels.transpose(1, 2, 0), full)


def test_a_large_jpeg_is_decoded_small(tmp_path, monkeypatch):
    decoded = []
    monkeypatch.setattr(picture, "_check_memory", lambda size, *whole: decoded.append((size, whole)))
    read(saved(tmp_path / "x.jpg", Image.new("RGB", (4000, 3000))), 32)
    read(saved(tmp_path / "x.png", Image.new("RGB", (4000, 3000))), 32)
    assert decoded == [((500, 375), (4000, 3000)), ((4000, 3000), (4000, 3000))]


def test_two_hundred_megapixels_are_read_without_a_warning(tmp_path, capfd):
    path = saved(tmp_path / "x.jpg", Image.new("L", (20000, 10000), 77), quality=50)
    before = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = read(path, 8)
    assert np.abs(found.pixels.astype(int) - 77).max() <= 1 and (found.width, found.height) == (20000, 10000)
    assert capfd.readouterr() == ("", "") and before == Image.MAX_IMAGE_PIXELS


def test_what_does_not_fit_into_the_memory_is_left_out_in_words(tmp_path, monkeypatch):
    path = saved(tmp_path / "x.png", Image.new("L", (2000, 1000)))
    monkeypatch.setattr(picture, "_free_memory", lambda: 1_000_000)
    with pytest.raises(Unreadable, match=r"too large for the memory of this computer \(2000 × 1000 pixels\)"):
        read(path)
    (tmp_path / "y.png").write_bytes(odd_folder.claiming(9_000_000, 40))
    with pytest.raises(Unreadable, match=r"more than 100,000 pixels to a side \(9000000 × 40 pixels\)"):
        read(tmp_path / "y.png")


# --- what gives no picture --------------------------------------------------------------------------------------------


def test_whatever_decoding_raises_becomes_a_reason(tmp_path, monkeypatch):
    path = saved(tmp_path / "x.png", Image.new("RGB", (20, 20)))
    for error, words in (
        (struct.error("unpack requires a buffer of 4 bytes"), "cut off or damaged .unpack requires"),
        (TypeError(), "cut off or damaged .TypeError"),
        (MemoryError(), "too large for the memory"),
        (PermissionError(13, "Permission denied"), "it may not be read .Permission denied"),
    ):
        monkeypatch.setattr(picture, "_rgb", lambda image, error=error: (_ for _ in ()).throw(error))
        with pytest.raises(Unreadable, match=words):
            read(path)


@pytest.mark.parametrize(("name", "content", "reason"), list(odd_folder.broken()), ids=lambda value: str(value)[:20])
def test_each_broken_file_says_why(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    found = kinds.no_picture(path)
    if found is None and not reason.startswith(odd_folder.TAKEN):
        with pytest.raises(Unreadable) as refused:
            read(path)
        found = refused.value.reason
    assert found is None or found.startswith(reason.split(" (")[0])


def test_heic_is_read_where_a_plugin_reads_it(tmp_path, monkeypatch):
    (tmp_path / "x.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    (tmp_path / "x.jpg").write_bytes((tmp_path / "x.heic").read_bytes())
    if "HEIF" not in kinds.readable():
        assert kinds.no_picture(tmp_path / "x.heic").startswith("HEIC")

    def opened(file, name):
        found = Image.new("RGB", (40, 40), (200, 0, 0))
        found.format = "HEIF"
        return found

    monkeypatch.setitem(Image.OPEN, "HEIF", (opened, lambda start: start[4:12] == b"ftypheic"))
    monkeypatch.setitem(Image.EXTENSION, ".heic", "HEIF")
    for name in ("x.heic", "x.jpg"):
        assert kinds.no_picture(tmp_path / name) is None
        assert tuple(read(tmp_path / name).pixels[:, 4, 4]) == (200, 0, 0)
