"""One file of a picture as bytes of red, green and blue, upright, on white, square."""

import contextlib
import math
import os
import threading
import warnings
from typing import NamedTuple

import numpy as np

from course_utils import validation
from course_utils.data.folder import kinds
from course_utils.data.folder.files import shown

ORIENTATION = 0x0112  # the EXIF tag in which a camera notes how it was held
TURNS = {  # its value -> the turn that puts the picture upright; 1 is upright
    2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE",
    8: "ROTATE_90",
}  # fmt: skip
LARGE = 1_000_000  # pixels from which on a picture is decoded smaller where its kind allows that
SPARE = 1.5  # a picture that is decoded smaller keeps at least so many times the side asked for, before it is scaled
LONGEST = 100_000  # pixels to a side; what claims more is a broken header, and can take minutes to find out
BYTES = 12  # of memory for each pixel that is decoded: four, in three copies
ONE_PICTURE = {"MPO", "PSD"}  # the others in the file are further views, or layers, of the same
TURNED = ("turned as the camera noted", "put upright")
MOVING = ("several pictures in one file", "the first one is taken")
OTHER_KIND = ("another kind of picture than its name says", "read by its content")
LAID_ON_WHITE = ("transparent", "laid on white")
DIM = ("8 to 12 bits in a file of 16", "scaled by the bits that are used")
ENLARGED = ("smaller than asked for", "enlarged")
DAMAGED, EMPTY, SHUT = "cut off or damaged", "empty (0 bytes)", "it may not be read"
_one_at_a_time = threading.Lock()  # Pillow's limit and Python's warnings are the whole process's


class Unreadable(Exception):
    """Say why a file gives no picture: the reason, in words that fit many files, and the detail of this one."""

    def __init__(self, reason, detail=""):
        super().__init__(f"{reason} ({detail})" if detail else reason)
        self.reason, self.detail = reason, detail


class Picture(NamedTuple):
    """A prepared picture: uint8 pixels (3, size, size), its own width and height, its kind, and what was odd."""

    pixels: np.ndarray
    width: int
    height: int
    kind: str
    notes: tuple  # of pairs (what is odd, what was done)


def read(path, size=32) -> Picture:
    """Read a file as a ``Picture``: turned as its camera noted, laid on white, cut to the central square, scaled.

    Of an animation the first frame is taken; 16 bits are scaled to 8 by the bits that are used. A large JPEG is decoded
    at a half, a quarter or an eighth of its size where that leaves more than enough.

    Raises ``Unreadable`` with the reason, whatever the file is.

    Example: ``read("dog.jpg", 64).pixels.shape`` gives ``(3, 64, 64)``.
    """
    try:
        with _quiet():
            return _read(path, size)
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable("too large for the memory of this computer") from None
    except PermissionError as error:
        raise Unreadable(SHUT, error.strerror or "") from None
    except Exception as error:  # a damaged file can make Pillow raise anything, a TypeError or a struct.error too
        raise Unreadable(DAMAGED, " ".join(shown(str(error) or type(error).__name__).split())) from None


def of(image, size=32) -> np.ndarray:
    """Return an image of Pillow's, or an array, prepared as ``read`` prepares a file: uint8 ``(3, size, size)``.

    An array is ``(H, W)``, ``(H, W, 3)`` or, with transparency, ``(H, W, 4)``: bytes, or numbers from 0 to 1. Raises
    TypeError or ValueError for another.
    """
    from PIL import Image

    if not isinstance(image, Image.Image):
        image = Image.fromarray(_bytes(image))
    with _quiet():
        image, _ = _rgb(_upright(image)[0])
        return np.ascontiguousarray(np.asarray(_square(image, size)).transpose(2, 0, 1))


def _bytes(image):
    pixels = np.asarray(image)
    if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] not in (3, 4)) or not pixels.size:
        raise validation.value_error("picture", f"an array of shape {pixels.shape}", "(H, W), (H, W, 3) or (H, W, 4)")
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype.kind != "f" or not (np.isfinite(pixels).all() and pixels.min() >= 0 and pixels.max() <= 1):
        raise validation.value_error("picture", f"an array of {pixels.dtype}", "bytes (uint8), or numbers from 0 to 1")
    return (pixels * 255).round().astype(np.uint8)


@contextlib.contextmanager
def _quiet():
    """While it lasts Pillow opens pictures of any size, which we measure ourselves, and warns of nothing."""
    from PIL import Image

    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = before


def _read(path, size):
    with _opened(path) as image:
        width, height = image.size
        notes = [OTHER_KIND] if kinds.differs(path, image.format) else []
        if image.format not in ONE_PICTURE and getattr(image, "n_frames", 1) > 1:
            notes.append(MOVING)
        _decode_smaller(image, size)
        _check_memory(image.size, width, height)
        image.load()  # some formats keep the camera's note behind the pixels
        kind = image.format
        image, turned = _upright(image)
        image, more = _rgb(image)
        notes += ([TURNED] if turned else []) + more + ([ENLARGED] if min(width, height) < size else [])
        pixels = np.asarray(_square(image, size)).transpose(2, 0, 1)
    return Picture(np.ascontiguousarray(pixels), width, height, kind, tuple(notes))


def _opened(path):
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(path, formats=kinds.to_try(path))
    except UnidentifiedImageError:
        start = kinds.first_bytes(path) or b""
        reason = DAMAGED if kinds.begins_as_picture(start) else kinds.of_start(start) if start else EMPTY
        raise Unreadable(reason or f"{kinds.NO_PICTURE}, or of a kind that cannot be read") from None


def _decode_smaller(image, size):
    """Ask the decoder for fewer pixels, at least SPARE times as many to a side as are needed; JPEG alone can do it."""
    if image.width * image.height > LARGE and image.format in ("JPEG", "MPO"):
        image.draft(None, (math.ceil(SPARE * size),) * 2)


def _check_memory(decoded, width, height):
    if max(width, height) > LONGEST:
        raise Unreadable(f"more than {LONGEST:,} pixels to a side", f"{width} × {height} pixels")
    if decoded[0] * decoded[1] > LARGE and BYTES * decoded[0] * decoded[1] > _free_memory():
        raise Unreadable("too large for the memory of this computer", f"{width} × {height} pixels")


def _free_memory():
    """Return how many bytes can be had, or, where the system does not say, as many as a small computer has."""
    with contextlib.suppress(OSError, ValueError, StopIteration), open("/proc/meminfo", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable")) * 1024
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return 4 << 30


def _upright(image):
    """Return a loaded image turned as its camera noted, and whether that changed it.

    ``ImageOps.exif_transpose`` also writes the notes anew, and fails where any of the others is odd.
    """
    from PIL import Image

    try:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # notes that cannot be read are no reason to refuse the pixels
        turn = None
    if turn is None:
        return image, False
    turned = image.transpose(Image.Transpose[turn])
    turned.info = image.info  # what is transparent stays so
    return turned, True


def _rgb(image):
    """Return an image as red, green and blue, on white where it is transparent, and what was odd about it."""
    from PIL import Image

    notes = []
    if image.mode.startswith(("I", "F")):
        image, notes = _eight_bits(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema()[0] < 255:
            notes.append(LAID_ON_WHITE)
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB"), notes


def _eight_bits(image):
    """Scale more than 8 bits to 8: Pillow would cut everything above 255 to white."""
    from PIL import Image

    values = np.asarray(image)
    if not np.isfinite(values).all():
        raise Unreadable("some of its pixels are no finite numbers")
    low, high = float(values.min()), float(values.max())
    sixteen = image.mode.startswith("I") and low >= 0 and high <= 65535
    bits = next(bits for bits in (8, 12, 16) if high < 2**bits) if sixteen else None
    low, top = (0.0, 2**bits - 1) if sixteen else (low, max(high, low + 1e-9))
    scaled = ((values.astype(np.float64) - low) * (255 / (top - low))).round().clip(0, 255).astype(np.uint8)
    notes = [DIM] if sixteen and bits < 16 and high > 0 else []
    clear = image.info.get("transparency")
    if isinstance(clear, int) and (values == clear).any():
        scaled, notes = np.where(values == clear, np.uint8(255), scaled), [*notes, LAID_ON_WHITE]
    return Image.fromarray(scaled), notes


def _square(image, size):
    """Return the central square of an image, scaled: as ``ImageOps.fit``, and in two steps where it is large."""
    from PIL import Image

    side = min(image.size)
    left, top = ((length - side) * 0.5 for length in image.size)
    gap = 3.0 if image.width * image.height > LARGE else None
    box = (left, top, left + side, top + side)
    return image.resize((size, size), Image.Resampling.LANCZOS, box=box, reducing_gap=gap)
