"""Put cells into a chapter: at the end of the last part that has room for them, or folded away where none has."""

import re

import nbformat
from nbformat import v4

from course_utils.exercises.outline import COLLAPSED
from course_utils.maintenance import minutes
from course_utils.maintenance.new.draft import Refused
from course_utils.maintenance.normal_form import dumps, normalise
from course_utils.maintenance.pages import Page, find


def page_of(chapter):
    """Return the Page of a chapter ("06"); raises Refused naming the chapters that are there."""
    try:
        (path,) = find([chapter])
    except ValueError as error:
        raise Refused(str(error).replace("notebook", "chapter", 1)) from None
    return Page(path)


def place(page, needed):
    """Return (index, folded): before which cell something of ``needed`` minutes goes, and whether it is folded away.

    That is the end of the last part that stays within its minutes; where none does, the end of the last section, under
    a folded heading, which is off the chapter's main path.
    """
    found, ends = minutes.parts(page), _ends(page)
    room = minutes.LONGEST_PATH - sum(part.minutes for part in found)
    room = 0 if page.chapter == "00" else room  # the welcome takes ten minutes, whatever comes to it
    for part, end in reversed(list(zip(found, ends))):
        if needed <= min(room, minutes.LONGEST_PART - part.minutes):
            return end, False
    at = ends[-1]
    while at and not _closes(page.cells[at]):
        at -= 1
    return at, True


def last(page):
    """Return before which cell the chapter's last part ends."""
    return _ends(page)[-1]


def _ends(page):
    """Return the index of the cell that closes each part: its stop, and before the close of the chapter the last."""
    stops = [cell.index for cell in page.markdown if "You can stop here" in cell.source]
    recalled = [cell.index for cell in page.code if f'recall("{page.chapter}-after")' in cell.source]
    closing = [cell.index for cell in page.markdown if re.search(r"(?mi)^#+ .*can now", cell.source)]
    last = recalled[0] - 1 if recalled else closing[0] if closing else len(page.cells)
    return [*stops, last]


def _closes(cell):
    """Whether a cell begins with a heading that ends what is folded before it."""
    return cell.kind == "markdown" and bool(re.match(r"#{1,3} ", cell.source))


def after(page, cell):
    """Return the index behind the cell called ``cell``; raises Refused where the page has none."""
    for one in page.cells:
        if one.id == cell:
            return one.index + 1
    ids = ", ".join(one.id for one in page.markdown)
    raise Refused(f"after: got {cell!r}; expected the id of a cell of {page.path.name}, such as one of {ids}")


def markdown(id, source, folded=False):
    """Return a markdown cell; a folded one is a heading that hides what follows."""
    return v4.new_markdown_cell(source, id=id, metadata={COLLAPSED: True} if folded else {})


def code(id, source):
    """Return a code cell that has not run."""
    return v4.new_code_cell(source, id=id)


def with_cells(page, at, cells):
    """Return the text of the page with cells before the cell at ``at``; raises Refused for an id that is there."""
    nb, known = nbformat.from_dict(page.raw), {cell.id for cell in page.cells}
    for cell in cells:
        if cell.id in known:
            raise Refused(f"{page.path.name} has a cell {cell.id!r} already; choose another name")
    nb.cells[at:at] = cells
    return dumps(normalise(nb))
