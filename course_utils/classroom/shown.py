"""What a notebook shows under a cell, as a page and as text."""

from __future__ import annotations

import html
import re

__all__ = ["Shown", "plain"]

_TAG = re.compile(r"<[^>]+>")
_ENDS = re.compile(r"</li>|</summary>|</tr>|</p>|</h\d>|<br>")


class Shown:
    """HTML for a page, and the same as plain text for where there is none; a notebook shows it under its cell."""

    def __init__(self, page, text):
        self.html, self.text = page, text

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, **_):
        return {"text/html": self.html, "text/plain": self.text}


def plain(page):
    """Return HTML without its tags, a line for each paragraph and each item.

    >>> plain("<p>A <em>unit</em></p><ul><li>one</li></ul>")
    'A unit\\n- one'
    """
    text = html.unescape(_TAG.sub("", _ENDS.sub("\n", page.replace("<li>", "- "))))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
