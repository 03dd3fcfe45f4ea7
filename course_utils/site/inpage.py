"""Python inside a page: Pyodide beside the site or at an address, the course as a zip file, a button that starts it."""

from __future__ import annotations

import html
import shutil
from pathlib import Path

from course_utils.site import package
from course_utils.site.source import relative

HELP = (
    "offer Python in the page: the folder of Pyodide's full distribution, which is copied, or the address from which "
    "pages then load it (https://cdn.jsdelivr.net/pyodide/VERSION/full/)"
)
UNUSED = ("*.map", "*.d.ts", "*.html")


def bring(out, pyodide):
    """Pack the course for Pyodide, and copy Pyodide into the site unless it is an address.

    Raises FileNotFoundError for a folder that holds no Pyodide.
    """
    if "://" not in pyodide and not (Path(pyodide) / "pyodide.mjs").exists():
        raise FileNotFoundError(
            f"pyodide: {pyodide} holds no pyodide.mjs; expected the folder of a Pyodide distribution"
        )
    (out / "assets").mkdir(parents=True, exist_ok=True)
    (out / "assets" / "course.zip").write_bytes(package.archive())
    if "://" not in pyodide:
        shutil.copytree(pyodide, out / "assets" / "pyodide", ignore=shutil.ignore_patterns(*UNUSED))


def offered(text, file, pyodide):
    """Return a page's HTML with the address of Pyodide, and with the button that starts it."""
    elsewhere = "://" in pyodide
    base = f"{pyodide.rstrip('/')}/" if elsewhere else relative("assets/pyodide/", file)
    told = f"About 30 MB{f' from {html.escape(base)}' if elsewhere else ''}"
    button = '<button type="button" data-python-start>Start Python in this page</button>'
    text = text.replace("<html ", f'<html data-pyodide="{html.escape(base, quote=True)}" ', 1)
    return text.replace('<div class="tools">', f'<div class="tools">{button}<small data-python-note>{told}</small>', 1)
