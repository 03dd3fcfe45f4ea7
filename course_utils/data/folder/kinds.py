"""Kinds of files: which ones Pillow reads, how the others are called, and what to do about them."""

import contextlib
import functools
import importlib
import os

#: Kinds that Pillow names but does not decode by itself: they need another program, or hold no picture of pixels.
NOT_DECODED = {"BUFR", "GRIB", "HDF5", "IPTC", "MPEG", "WMF", "EPS"}
#: Pictures that give themselves away by their first bytes, whatever they are called.
SIGNED = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "JPEG2000", "PSD", "QOI", "ICO", "DDS", "HEIF")
SIGNATURES = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP  ",
    b"\xff\x4f\xff\x51", b"8BPS", b"qoif", b"DDS ",
)  # fmt: skip
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
OPENED_AS = {"MPO": "JPEG"}  # several JPEGs in one file, which begins as any other
ALIKE = {"MPO": "JPEG", "DIB": "BMP", "CUR": "ICO"}
HEIC = "HEIC, a telephone's kind, which Pillow does not read: export as JPEG, or install the package pillow-heif"
FILM, PACKED = "a film", "a packed archive: unpack it, and remove it from here"
RAW = "a camera's raw data: export it as JPEG"
DRAWING = "a drawing of lines, not of pixels: export it as PNG"
NO_PICTURE, WEB_PAGE = "no picture", "a web page under a picture's name"
CALLED = {
    **dict.fromkeys(("heic", "heif", "hif"), HEIC),
    **dict.fromkeys(("mp4", "mov", "avi", "mkv", "webm", "m4v", "3gp", "wmv", "mpg", "mpeg"), FILM),
    **dict.fromkeys(("zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz"), PACKED),
    **dict.fromkeys(("cr2", "cr3", "nef", "arw", "dng", "raf", "orf", "rw2", "pef", "srw"), RAW),
    **dict.fromkeys(("svg", "svgz", "eps", "ps", "ai", "pdf", "wmf", "emf", "cdr", "dxf"), DRAWING),
}


def readable() -> dict:
    """Return what Pillow decodes here, its plugins included: name of the kind -> endings, with their dots.

    Example: ``".jfif" in readable()["JPEG"]`` is True.
    """
    from PIL import Image

    _load_all()
    return _endings(len(Image.OPEN), len(Image.EXTENSION))


@functools.cache
def _load_all():
    from PIL import Image

    Image.init()
    with contextlib.suppress(Exception):  # not installed, or not whole: then HEIC is a kind that cannot be read
        importlib.import_module("pillow_heif").register_heif_opener()


@functools.lru_cache(maxsize=4)
def _endings(kinds, endings):
    # Asked once for so many kinds and endings: a plugin that is registered later adds to both.
    from PIL import Image

    found = {kind: set() for kind in Image.OPEN if kind not in NOT_DECODED}
    for ending, kind in Image.EXTENSION.items():
        kind = OPENED_AS.get(kind, kind)
        if kind in found:
            found[kind].add(ending)
    return {kind: frozenset(endings) for kind, endings in found.items()}


@functools.lru_cache(maxsize=4)
def _promises(kinds, endings):
    return {ending: kind for kind, found in _endings(kinds, endings).items() for ending in found}


def of_name(name) -> str | None:
    """Return the kind of picture that a file's ending promises, or None.

    Example: ``of_name("x.JPG")`` gives ``'JPEG'``.
    """
    from PIL import Image

    _load_all()
    return _promises(len(Image.OPEN), len(Image.EXTENSION)).get(_ending(name))


def _ending(name):
    return os.path.splitext(name)[1].lower()


def to_try(name) -> list:
    """Return the kinds to open a file as, the promised one first: a wrong ending is no reason to refuse a picture."""
    promised, known = of_name(name), readable()
    others = [kind for kind in SIGNED if kind != promised and kind in known]
    return [promised, *others] if promised else others


def differs(name, kind) -> bool:
    """Whether a file holds another kind of picture than its ending says."""
    promised = of_name(name)
    return ALIKE.get(kind, kind) != ALIKE.get(promised, promised)


def no_picture(path) -> str | None:
    """Return why a file is not worth opening as a picture, or None where it may be one.

    The ending decides for known kinds; other files are pictures where their first bytes say so. A file that cannot be
    read counts as one that may be a picture; opening it will tell.
    """
    ending = _ending(path)
    if of_name(path):
        return None
    if ending[1:] in CALLED:
        return CALLED[ending[1:]]
    start = first_bytes(path)
    if start is None or begins_as_picture(start):
        return None
    return of_start(start) or (f"{NO_PICTURE} ({ending})" if 1 < len(ending) <= 6 else NO_PICTURE)


def of_start(start) -> str | None:
    """Return what a file is instead of a picture that Pillow reads, by its first bytes, or None where they do not say.

    Example: ``of_start(b"<!DOCTYPE html>")`` gives ``'a web page under a picture's name'``.
    """
    if start[4:8] == b"ftyp":
        return {"AVIF": None, "HEIF": HEIC}.get(_boxed_kind(start), FILM)
    if start.lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return WEB_PAGE
    return None


def begins_as_picture(start) -> bool:
    """Whether a file's first bytes are those of a picture that can be read.

    Example: ``begins_as_picture(b"GIF89a")`` is True.
    """
    webp = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    return start.startswith(SIGNATURES) or webp or _boxed_kind(start) in readable()


def first_bytes(path, count=64) -> bytes | None:
    """Return the beginning of a file, or None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(count)
    except OSError:
        return None


def _boxed_kind(start):
    """Return "AVIF" or "HEIF" for a picture in boxes as films have them, None for everything else."""
    if start[4:8] != b"ftyp":
        return None
    brands = {start[k : k + 4] for k in range(8, len(start), 4)}
    return "AVIF" if brands & {b"avif", b"avis"} else "HEIF" if brands & HEIC_BRANDS else None
