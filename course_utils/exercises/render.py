"""Show a short message under a cell: HTML that reads in light and dark themes, and constant plain text.

State is told by a word and a mark; colour only repeats it. Styles are inline because the saved notebook has to read
well where no style sheet of ours exists, and text takes the page's own colour because themes differ.
"""

from __future__ import annotations

import html
import re

__all__ = ["Card", "inline", "plain"]

# "break-word", not "anywhere": JupyterLab drops what it does not know from the styles that a file brings.
COLOURS = {"good": "#009e73", "bad": "#d55e00", "open": "#7f7f7f", "note": "#0072b2"}
BOX = (
    "box-sizing:border-box;border:1px solid rgba(127,127,127,.45);border-left:5px solid {colour};border-radius:4px;"
    "padding:.4em .9em;margin:.3em 0;max-width:60em;overflow-wrap:break-word"
)
CODE = (
    "white-space:pre-wrap;word-break:normal;overflow-wrap:break-word;margin:.3em 0;padding:.35em .6em;"
    "background:rgba(127,127,127,.12);color:inherit;border-radius:3px"
)
SOURCE = CODE.replace("pre-wrap", "pre;overflow-x:auto").replace("overflow-wrap:break-word", "overflow-wrap:normal")


_CODE = re.compile(r"(`[^`]+`)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_EMPHASIS = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*]*[^\s*])\*(?![*\w])")  # not the stars of 2*3*4


def inline(text):
    """Return ``text`` as HTML: escaped, `code` between backticks, **strong** and *emphasis* between stars.

    >>> inline("is `a < b` *before* it?")
    'is <code>a &lt; b</code> <em>before</em> it?'
    """
    pieces = _CODE.split(html.escape(text, quote=False))
    return "".join(f"<code>{piece[1:-1]}</code>" if piece.startswith("`") else _marked(piece) for piece in pieces)


def _marked(piece):
    return _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", piece))


def plain(text):
    """Return ``text`` without the stars of **strong** and *emphasis*; those inside `code` stay.

    >>> plain("what *is* `a**2`?")
    'what is `a**2`?'
    """
    pieces = _CODE.split(text)
    return "".join(p if p.startswith("`") else _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", p)) for p in pieces)


class Card:
    """Hold a message with a tone ("good", "bad", "open", "note"), a mark, a heading and paragraphs of (kind, text).

    Kinds: "say" a paragraph, "code" values and errors, "source" a program (its lines are not wrapped), "ours" the
    course's own program, folded and left out of the plain text, "name" the name of a mistake, "ask" a question, "small"
    an aside.
    """

    def __init__(self, tone, mark, heading, parts=(), state=None, misconception=None):
        self.tone, self.mark, self.heading, self.parts = tone, mark, heading, tuple(parts)
        self.state, self.misconception = state, misconception

    @property
    def correct(self):
        """Return whether this is the verdict "correct"."""
        return self.state == "correct"

    @property
    def text(self):
        """Return the message as plain text, the same on every run for the same verdict."""
        prefix = {"name": "This looks like: ", "code": "    ", "source": "    "}
        lines = [f"{self.mark} {self.heading}"]
        for kind, text in self.parts:
            if kind == "ours":
                continue
            body = text.replace("\n", "\n    ") if kind in ("code", "source") else plain(text)
            lines.append(prefix.get(kind, "") + body)
        return "\n".join(lines)

    @property
    def html(self):
        """Return the message as HTML without scripts, ids or classes.

        A verdict should be read aloud when it comes. JupyterLab takes the attributes ``role`` and ``aria-live`` out of
        what a file brings; the element ``output`` has both by its nature, and stays.
        """
        body = "".join(_part(kind, text) for kind, text in self.parts)
        head = f'<p style="margin:.2em 0"><strong>{self.mark} {inline(self.heading)}</strong></p>'
        box = f'<div style="{BOX.format(colour=COLOURS[self.tone])}">{head}{body}</div>'
        return f'<output style="display:block">{box}</output>'

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, **_):
        return {"text/plain": self.text, "text/html": self.html}


def _part(kind, text):
    if kind == "code":
        return f'<pre style="{CODE}">{html.escape(text, quote=False)}</pre>'
    if kind == "source":
        return f'<pre style="{SOURCE}">{html.escape(text, quote=False)}</pre>'
    if kind == "ours":
        return f"<details><summary>The course's own, to compare</summary>{_part('source', text)}</details>"
    if kind == "name":
        return f'<p style="margin:.4em 0">This looks like: <strong>{inline(text)}</strong></p>'
    if kind == "small":
        return f'<p style="margin:.3em 0;font-size:.92em">{inline(text)}</p>'
    return f'<p style="margin:.4em 0">{inline(text)}</p>'
