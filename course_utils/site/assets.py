"""The files that all pages load: style, scripts, the explorers' views, the mathematics' library."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import course_utils
from course_utils import renamed
from course_utils.explorers import explorer_class, page_nets
from course_utils.explorers.page import VIEWS, page_module, page_style
from course_utils.site import tables

HERE = Path(__file__).parent
VENDOR = HERE / "vendor"
#: The site's own scripts, in the order in which they run: the first name what the later ones use.
SCRIPTS = (
    "files", "theme", "model", "served", "journal", "sealed", "awake", "gates", "contents", "search", "allowed",
    "address", "keys", "inpage", "about", "standing",
)  # fmt: skip
SITE = "assets/site.js"  # a folder with this file is one of ours
_FONTS = re.compile(r"src:url\(fonts/([\w-]+)\.woff2\)[^;}]*")


def files():
    """Return {file: text} of what all pages load."""
    views = {name: _read(HERE / "views" / name) for name in ("lecture.css", "lecture.js", "math.js", "site.css")}
    scripts = (_read(HERE / "views" / f"{name}.js") for name in SCRIPTS)
    known = f"const RENAMED = {json.dumps(renamed.IDS)};\nconst EDITION = {json.dumps(course_utils.__version__)};"
    own = "\n".join([known, *scripts])
    return {
        "assets/site.css": "\n".join([views["site.css"], page_style(), _read(VIEWS / "questions.css")]),
        SITE: f"{_read(VENDOR / 'sha256' / 'sha256.min.js')}\n(() => {{\n{own}\n}})();\n",
        "assets/explorers.js": f"window.ntr.give('views', {_called(page_module())});\n",
        "assets/questions.js": f"window.ntr.give('questions', {_called(_read(VIEWS / 'questions.js'))});\n",
        "assets/math.css": _FONTS.sub(_font, _read(VENDOR / "katex" / "katex.min.css")),
        "assets/math.js": f"{_read(VENDOR / 'katex' / 'katex.min.js')}\n{views['math.js']}",
        "assets/minisearch.js": _read(VENDOR / "minisearch" / "minisearch.js"),
        "assets/lecture.css": views["lecture.css"],
        "assets/lecture.js": views["lecture.js"],
    }


def stores():
    """Return {file: text} of what some explorers load beside their frames.

    Networks that read drawings come at the first stroke, verdicts at the first typed value, the photographs of
    the filter lab with the explorer.
    """
    kept = {name: page_nets.weights(name) for name in page_nets.NETS}
    kept |= {name: explorer_class(name).page_photos() for name in tables.PHOTOS}
    kept |= {name: explorer_class(name).page_verdicts() for name in tables.JUDGED}
    return {f"assets/stores/{name}.js": give(f"stores/{name}", content) for name, content in kept.items()}


def give(key, value):
    """Return the text of a JavaScript file that hands ``value`` to the page under ``key``.

    >>> give("nets/one", [1, 2])
    'window.ntr.give("nets/one",[1,2]);\\n'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"window.ntr.give({json.dumps(key, ensure_ascii=False)},{text});\n"


def _called(module):
    """Return an ES module as an expression for its default export: from file:// no module can be imported."""
    return f"(() => {{\n{module.replace('export default', 'return')}\n}})()"


def _font(found):
    """Return a font inside the style: from file:// some browsers load none that lies beside the page."""
    font = base64.b64encode((VENDOR / "katex" / "fonts" / f"{found[1]}.woff2").read_bytes()).decode("ascii")
    return f"src:url(data:font/woff2;base64,{font}) format('woff2')"


def _read(path):
    return path.read_text(encoding="utf-8")
