"""The page's part of an explorer: the view files, joined into the one module and the one style that a page takes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

VIEWS = Path(__file__).parent / "views"
STYLES = ("explorer", "lens")
# theme first (colours, helpers), explorer last (it calls all the others)
MODULES = (
    "theme", "plane", "lines", "bars", "pixels", "tiles", "grid", "graph", "fit", "words", "layout", "table",
    "controls", "lens_numbers", "lens_words", "lens_filter_words", "lens_filter", "lens_frame", "lens_layout",
    "lens_paint", "lens_kernel", "lens", "panels", "lens_hands", "cells", "pick", "drawing", "upload", "action",
    "own_run", "digit_strokes", "digit_net", "digit_frame", "lenet_frame", "digit_local",
    "microscope_judge", "touch", "state", "explorer",
)  # fmt: skip
_IMPORT = re.compile(r"^import\b[^;]*;\n", re.MULTILINE)  # an import of many names takes several lines
_EXPORT = re.compile(r"^export ", re.MULTILINE)


@cache
def page_module():
    """Join the small view files into one ES module; ``views/loader.js`` loads it, once for all explorers of a page."""
    pieces = []
    for name in MODULES:
        text = (VIEWS / f"{name}.js").read_text(encoding="utf-8")
        pieces.append(_EXPORT.sub("", _IMPORT.sub("", text)).rstrip("\n"))
    return "\n".join([*pieces, "export default { render };", ""])


@cache
def page_style():
    """Join the style sheets of the views."""
    return "\n".join((VIEWS / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)
