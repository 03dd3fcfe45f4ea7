"""The course as a zip file for Python inside a page: the modules that pages need, and the embedded data."""

from __future__ import annotations

import io
import zipfile

from course_utils import settings

LEFT_OUT = ("launch", "maintenance", "inspection", "__pycache__", "vendor", "templates", "_course")
DATA = ("*.npz", "*.safetensors", "photographs/*", "runs/*")
DATE = (2026, 1, 1, 0, 0, 0)  # the same bytes on every run


def archive():
    """Return the bytes of the zip file."""
    package, data = settings.PACKAGE, settings.DATA
    files = [
        path for path in package.rglob("*")
        if path.suffix in (".py", ".js", ".css") and not set(path.relative_to(package).parts) & set(LEFT_OUT)
    ]  # fmt: skip
    files += [path for pattern in DATA for path in data.glob(pattern)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for path in sorted(files):
            top = data if data in path.parents else package
            name = zipfile.ZipInfo(path.relative_to(top.parent).as_posix(), DATE)
            name.compress_type = zipfile.ZIP_DEFLATED
            folder.writestr(name, path.read_bytes())
    return packed.getvalue()
