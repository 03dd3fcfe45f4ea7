"""Markdown of a notebook's cell as HTML: mathematics is left to the page, links stay inside, code is coloured."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_MARKS = re.compile(r"[*_`]")
_TAGS = re.compile(r"<[^>]+>")


def coloured(code, language="python"):
    """Return code as HTML with a class for each kind of word; the site's own style gives the colours.

    >>> coloured("x = 1")
    '<pre class="code"><code><span class="n">x</span> <span class="o">=</span> <span class="mi">1</span></code></pre>'
    """
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    inner = highlight(code.rstrip("\n"), lexer, HtmlFormatter(nowrap=True)).rstrip("\n")
    return f'<pre class="code"><code>{inner}</code></pre>'


class _Renderer(IPythonRenderer):
    """HTML of one page; ``address(target)`` gives the place of a notebook's link, ``picture(target)`` of an image."""

    def __init__(self, address, picture):
        super().__init__(escape=False)
        self.address, self.picture = address, picture

    def block_code(self, code, info=None):
        return coloured(code, (info or "text").split()[0])

    def heading(self, text, level, **attrs):
        anchor = html.escape(html.unescape(_TAGS.sub("", text)).replace(" ", "-"), quote=True)
        link = f'<a class="anchor" href="#{anchor}" aria-label="Link to this section">#</a>'
        return f'<h{level} id="{anchor}">{text} {link}</h{level}>\n'

    def link(self, text, url, title=None):
        inside = self.address(unquote(url)) if ".ipynb" in url or url.startswith("#") else None
        if inside is None and "://" not in url:
            return text  # a file of the project: the words stay, the site does not hold it
        outside = "" if inside else ' rel="noopener"'
        return f'<a href="{html.escape(inside or url, quote=True)}"{outside}>{text}</a>'

    def image(self, text, url, title=None):
        return f'<img src="{html.escape(self.picture(url), quote=True)}" alt="{html.escape(text, quote=True)}">'

    def block_math(self, body):
        return f'<span class="math display">{html.escape(body.strip())}</span>'

    def inline_math(self, body):
        return f'<span class="math">{html.escape(body)}</span>'

    def latex_environment(self, name, body):
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def markdown(source, address=lambda target: None, picture=lambda target: target):
    """Return a cell's markdown as HTML.

    >>> markdown("A *unit* adds $w x$.")
    '<p>A <em>unit</em> adds <span class="math">w x</span>.</p>\\n'
    """
    return MarkdownWithMath(renderer=_Renderer(address, picture))(source)


def words(source):
    """Return the bare words of a markdown source, for the search.

    >>> words("A *unit* adds $w x$.")
    'A unit adds w x.'
    """
    return " ".join(html.unescape(_TAGS.sub(" ", markdown(source))).split()).replace(" .", ".")
