"""Write what the claims compute into a chapter's notebook and into the claims themselves."""

import re

import nbformat

from course_utils.maintenance.claims import check, texts, values
from course_utils.maintenance.claims.book import _MARK, FOLDER, Book
from course_utils.maintenance.normal_form import dumps


def write(name: str) -> list[str]:
    """Bring the numbers of a chapter's texts to what its claims compute; return a line for each that changed.

    Only texts of notebooks are written; a passage of an exercise or of the README is named for somebody to mend.
    """
    book = Book.read(name)
    path = texts.path_of(name)
    changes = {}
    for one in check.untrue(book, values.namespace(name, book.setup)):
        if isinstance(one, check.Untrue):
            changes.setdefault(one.claim, {})[one.place] = one.shown
    if not changes or path.suffix != ".ipynb":
        return [f"{claim.plain!r}: to be mended by hand" for claim in changes]
    return [_one(path, FOLDER / f"{name}.toml", claim, shown) for claim, shown in changes.items()]


def _one(path, claims, claim, shown):
    notebook = nbformat.read(path, as_version=4)
    places = sum(_in_cell(cell, claim, shown) for cell in notebook.cells)
    if not places:
        return f"{claim.plain!r}: stands in no notebook; to be mended by hand"
    path.write_text(dumps(notebook), encoding="utf-8")
    counter = iter(range(len(claim.marks)))
    says = _MARK.sub(lambda hit: f"[[{shown.get(next(counter), hit[1])}]]", claim.says)
    claims.write_text(claims.read_text(encoding="utf-8").replace(claim.says, says), encoding="utf-8")
    return f"{claim.plain!r} now says {', '.join(shown.values())}, in {places} places"


def _in_cell(cell, claim, shown) -> int:
    places = 0
    if cell.cell_type == "markdown":
        cell.source, places = claim.pattern.subn(lambda hit: _filled(hit, shown), cell.source)
    spoken = cell.metadata.get("lecture", {})
    for key, text in spoken.items():
        if isinstance(text, str):
            spoken[key], more = claim.pattern.subn(lambda hit: _filled(hit, shown), text)
            places += more
    return places


def _filled(hit: re.Match, shown) -> str:
    """Return a passage that was found, with the new numbers in the places of the old."""
    text, moved = hit.group(), 0
    for place, new in sorted(shown.items()):
        start, end = (edge - hit.start() + moved for edge in hit.span(place + 1))
        text, moved = text[:start] + new + text[end:], moved + len(new) - (end - start)
    return text
