"""The site's style, and the mathematics' library, each as one file."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from course_utils.explorers.page import VIEWS

HERE = Path(__file__).parent
KATEX = HERE / "vendor" / "katex"
_SOURCES = re.compile(r"src:url\(fonts/([\w-]+)\.woff2\)[^;}]*")


def sheet(explorers):
    """Return the style of all pages; ``explorers`` is that of the explorers' views."""
    own = (HERE / "views" / "site.css").read_text(encoding="utf-8")
    questions = (VIEWS / "questions.css").read_text(encoding="utf-8")
    return "\n".join([own, explorers, questions])


def questions_module():
    """Return the view of questions as an ES module."""
    return (VIEWS / "questions.js").read_text(encoding="utf-8")


def mathematics():
    """Return the script that sets all formulas of a page."""
    library = (KATEX / "katex.min.js").read_text(encoding="utf-8")
    return f"{library}\n{(HERE / 'views' / 'math.js').read_text(encoding='utf-8')}"


def mathematics_style():
    """Return KaTeX's style with its fonts inside: from file:// some browsers load no font beside a page."""

    def inside(found):
        font = base64.b64encode((KATEX / "fonts" / f"{found[1]}.woff2").read_bytes()).decode("ascii")
        return f"src:url(data:font/woff2;base64,{font}) format('woff2')"

    return _SOURCES.sub(inside, (KATEX / "katex.min.css").read_text(encoding="utf-8"))
