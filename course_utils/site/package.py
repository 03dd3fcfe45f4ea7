"""The course as a zip file for Python inside a page: the modules that pages need, and the embedded data."""

from __future__ import annotations

import io
import zipfile

from course_utils import settings

LEFT_OUT = ("launch", "maintenance", "inspection", "__pycache__", "vendor", "templates", "_course", "bootstrap.py")
DATA = ("*.npz", "*.safetensors", "photographs/*", "runs/*")
DATE = (2026, 1, 1, 0, 0, 0)  # the same bytes on every run


def archive():
    """Return the bytes of the zip file."""
    package = settings.PACKAGE
    files = [
        path for path in package.rglob("*")
        if path.suffix in (".py", ".js", ".css") and not set(path.relative_to(package).parts) & set(LEFT_OUT)
    ]  # fmt: skip
    files += [path for pattern in DATA for path in settings.DATA.glob(pattern)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for path in sorted(files, key=_name):
            name = zipfile.ZipInfo(_name(path), DATE)
            name.compress_type = zipfile.ZIP_DEFLATED
            folder.writestr(name, path.read_bytes())
    return packed.getvalue()


def _name(path):
    """Return a file's name as in a checkout, wherever the course lies."""
    top = settings.DATA if settings.DATA in path.parents else settings.PACKAGE
    return path.relative_to(top.parent).as_posix()
