"""A folder of pictures as people have them: every kind, broken, copied, misnamed, linked in circles; and what it is.

``make(root)`` writes it and returns, for each file, the part of the reason that a survey has to give, or None for a
plain picture. Beginnings of reasons of pictures that are taken all the same stand in ``TAKEN``.
"""

import io
import os
import struct
import unicodedata
import zlib

import numpy as np
from PIL import Image

TAKEN = ("turned", "several pictures", "another kind", "transparent", "8 to 12 bits", "smaller")
PASSED = "passed over"
NFD = unicodedata.normalize("NFD", "café")


def scene(number, size=(48, 40)):
    """Return the picture of a number: smooth, and no two alike."""
    spots = np.random.default_rng(number).integers(0, 256, (4, 5, 3), np.uint8)
    return Image.fromarray(spots).resize(size, Image.Resampling.BICUBIC)


def grey16(number, top):
    """Return a 16-bit grey picture whose values go from 0 to ``top``."""
    values = np.asarray(scene(number).convert("L"), np.float64)
    return Image.fromarray((values * (top / values.max())).astype(np.uint16))


def data_of(image, kind, **how):
    """Return the bytes of a file of that kind."""
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def turned(number, orientation):
    """Return a JPEG whose camera noted that it was held so."""
    note = Image.Exif()
    note[0x0112] = orientation
    return data_of(scene(number), "JPEG", exif=note, quality=95)


def claiming(width, height):
    """Return a PNG of a few bytes that says it is so large."""

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def kinds():
    """Yield (name, bytes, reason) of whole pictures of many kinds."""
    frames = [scene(100 + k) for k in range(3)]
    again = dict(save_all=True, append_images=frames[1:])
    for k, (ending, kind) in enumerate({
        "jfif": "JPEG", "jpe": "JPEG", "JPG": "JPEG", "avif": "AVIF", "jp2": "JPEG2000", "ppm": "PPM", "bmp": "BMP",
        "tga": "TGA", "webp": "WEBP", "tif": "TIFF", "png": "PNG", "ico": "ICO", "pcx": "PCX", "sgi": "SGI",
    }.items()):  # fmt: skip
        yield f"kind.{ending}", data_of(scene(k, (48, 48)), kind), None
    yield "grey.pgm", data_of(scene(30).convert("L"), "PPM"), None
    yield "views.mpo", data_of(frames[0], "MPO", **again), None
    yield "moving.gif", data_of(scene(31), "GIF", save_all=True, append_images=[scene(32)]), "several pictures"
    yield "moving.webp", data_of(scene(33), "WEBP", save_all=True, append_images=[scene(34)]), "several pictures"
    yield "pages.tiff", data_of(scene(35), "TIFF", save_all=True, append_images=[scene(36)]), "several pictures"
    yield "cmyk.jpg", data_of(scene(37).convert("CMYK"), "JPEG"), None
    yield "palette.png", data_of(scene(38).convert("P"), "PNG"), None
    yield "bit.png", data_of(scene(39).convert("1"), "PNG"), None
    clear = scene(40).convert("RGBA")
    clear.putalpha(scene(41).convert("L"))
    yield "alpha.png", data_of(clear, "PNG"), "transparent"
    yield "grey alpha.png", data_of(clear.convert("LA"), "PNG"), "transparent"
    yield "twelve.png", data_of(grey16(42, 4000), "PNG"), "8 to 12 bits"
    yield "sixteen.png", data_of(grey16(43, 65535), "PNG"), None
    yield "float.tif", data_of(Image.fromarray(np.asarray(scene(44).convert("L"), np.float32)), "TIFF"), None
    yield "tiny.png", data_of(scene(45, (9, 7)), "PNG"), "smaller"
    for orientation in range(1, 9):
        yield f"held {orientation}.jpg", turned(50 + orientation, orientation), "turned" if orientation > 1 else None


def broken():
    """Yield (name, bytes, reason) of files that give no picture, or not the one that they promise."""
    jpeg, png = data_of(scene(60, (200, 200)), "JPEG"), data_of(scene(61), "PNG")
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 99
    yield "cut.jpg", jpeg[: len(jpeg) // 2], "cut off or damaged"
    yield "cut.png", png[: len(png) // 2], "cut off or damaged"
    yield "nothing.jpg", b"", "empty (0 bytes)"
    yield "text.jpg", b"not a picture at all", "no picture"
    yield "page.jpg", b"<!DOCTYPE html><title>404</title>", "a web page"
    yield "phone.heic", heic, "HEIC"
    yield "phone too.jpg", heic, "HEIC"
    yield "film.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isom", "a film"
    yield "film.png", b"\0\0\0\x18ftypisom\0\0\0\0isom", "a film"
    yield "raw.cr2", b"II*\0\x10\0\0\0CR\x02\0", "a camera's raw data"
    yield "lines.svg", b"<svg/>", "a drawing"
    yield "more.zip", b"PK\x03\x04", "a packed archive"
    yield "notes.txt", b"cats, mostly", "no picture"
    yield "noise.dat", bytes(range(256)), "no picture"
    yield "really a jpeg.png", data_of(scene(62), "JPEG"), "another kind"
    yield "no ending", data_of(scene(63), "PNG"), "another kind"
    yield "huge.png", claiming(200_000, 200_000), "more than 100,000 pixels to a side"


def system():
    """Yield (name, bytes) of what computers leave behind."""
    for name in ("Thumbs.db", "desktop.ini", ".hidden.jpg", "._photo.jpg", "@eaDir/photo.jpg", "__pycache__/x.png",
                 ".ipynb_checkpoints/a.png"):  # fmt: skip
        yield name, data_of(scene(70), "PNG")


def make(root) -> dict:
    """Write the folder and return name -> what a survey has to say of it: None, a part of a reason, or ``PASSED``."""
    expected = {}

    def put(name, content, reason=None):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        expected[name] = reason

    for name, content, reason in (*kinds(), *broken()):
        put(f"cat/{name}", content, reason)
    for name, content in system():
        put(f"cat/{name}", content, PASSED)
    for name in ("$RECYCLE.BIN", "System Volume Information", "__MACOSX", "lost+found", "#recycle"):
        put(f"{name}/a.png", data_of(scene(71), "PNG"), PASSED)
    _more(put)
    (root / "empty").mkdir()
    expected["empty"] = "a folder without pictures"
    _links(root, expected)
    return expected


def _more(put):
    for k in range(6):
        put(f"dog/{k}.png", data_of(scene(200 + k), "PNG"))
        put(f"猫/{'一二三四五六'[k]} 😀.png", data_of(scene(300 + k), "PNG"))
        put(f"{NFD}/{NFD} {k}.png", data_of(scene(400 + k), "PNG"))
    put("dog/0 (1).png", data_of(scene(200), "PNG"), "the same picture as another")
    put("dog/one as bitmap.bmp", data_of(scene(201), "BMP"), "the same picture as another")
    put("dog/both.png", data_of(scene(500), "PNG"), "the same picture in two classes")
    put("猫/both.png", data_of(scene(500), "PNG"), "the same picture in two classes")
    put("dog/summer/2019/deep.png", data_of(scene(501), "PNG"))
    put("dog/folder.png/in it.png", data_of(scene(502), "PNG"))
    put("alone/only.png", data_of(scene(503), "PNG"), "the only picture of its class")
    put("gone/cut.gif", b"GIF89a cut off", "cut off or damaged")
    put("loose.png", data_of(scene(504), "PNG"), "beside the folders of the classes")


def _links(root, expected):
    """Add links and what only some systems have: circles, loose ends, a pipe, a name that is no text."""
    if os.name != "posix":
        return
    for name, to, reason in (
        ("dog/round", root, "a link that leads back"),
        ("dog/up", root.parent.parent, "a link that leads back"),
        ("dog/sister", root / "cat", "a link that leads back"),
        ("dog/nowhere.png", root / "not there", "a link that leads nowhere"),
        ("dog/itself.png", root / "dog" / "itself.png", "a link that leads nowhere"),
    ):
        (root / name).symlink_to(to)
        expected[name] = reason
    os.mkfifo(root / "dog" / "pipe.png")
    expected["dog/pipe.png"] = "a pipe"
    if os.uname().sysname == "Linux":
        odd = os.fsdecode(b"caf\xe9.png")
        (root / "dog" / odd).write_bytes(data_of(scene(505), "PNG"))
        expected[r"dog/caf\xe9.png"] = None


def fill(root, *names, first=0):
    """Write a picture of its own to each name; a name that ends in a slash stands for five in that folder."""
    count = first
    for name in names:
        for one in [f"{name}{k}.png" for k in range(5)] if name.endswith("/") else [name]:
            (root / one).parent.mkdir(parents=True, exist_ok=True)
            scene(count).save(root / one)
            count += 1
    return root


def files(found):
    """Return part -> the names of its files, sorted."""
    return {part: sorted(m.file.name for m in members) for part, members in found.chosen.items()}


def reasons(found, name):
    """Return what a survey finds odd about a file."""
    return [one.reason for one in found.odd if one.file == name]
