"""Old addresses: of chapters that have a new name since, each a small page that leads to the new one."""

from __future__ import annotations

from course_utils import renamed
from course_utils.site.pages import templates
from course_utils.site.source import relative


def addresses(files):
    """Return {old file: file} of those of the site's ``files`` that stood elsewhere in earlier editions.

    >>> addresses(["chapters/11-residual-networks-1.html", "about.html"])
    {'chapters/10-residual-networks-1.html': 'chapters/11-residual-networks-1.html'}
    """
    names = {_slug(new): _slug(old) for old, new in renamed.NOTEBOOKS.items()}
    return {file.replace(new, old): file for file in files for new, old in names.items() if f"/{new}" in file}


def page(old, file):
    """Return the page at ``old`` that leads to ``file``, to the same place of it where the address names one."""
    return templates().get_template("moved.html").render(there=relative(file, old))


def _slug(notebook):
    return notebook.removesuffix(".ipynb").replace("_", "-")
