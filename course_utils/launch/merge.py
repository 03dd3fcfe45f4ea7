"""Bring a notebook up to date cell by cell: the learner's cells stay, cells that the learner has left alone follow.

Pure functions on lists of cells, as a notebook file holds them. The three versions are ``base``, the shipped cells that
the learner began from, ``mine``, the learner's, and ``shipped``, those of the course now.
"""

import copy


def text(cell):
    """Return what makes a cell what it is: type, source without blanks at line ends, and pictures pasted into it.

    >>> text({"cell_type": "code", "source": ["a = 1  \\n", "b\\n"]})
    ('code', 'a = 1\\nb', {})
    """
    lines = "".join(cell["source"]).rstrip().splitlines()
    return cell["cell_type"], "\n".join(line.rstrip() for line in lines), cell.get("attachments") or {}


def by_name(cells):
    """Return {name: cell}; a cell's name is its id, or its place where it has none of its own.

    Programs that paste or write cells may leave ids out or use one twice: such a cell counts as the learner's own.
    """
    named = {}
    for place, cell in enumerate(cells):
        id = cell.get("id")
        named[id if isinstance(id, str) and id not in named else place] = cell
    return named


def merge(base, mine, shipped):
    """Return (cells, clashes): the learner's cells brought up to date, and the ids of cells that both sides changed.

    Cells that the learner has not changed follow the shipped ones: they change, move and go. Cells of the learner's,
    changed or new, stay as they are; those that were deleted stay deleted. Of a cell that both sides changed the
    learner's version stays; the same where the course removed what the learner had changed.
    """
    b, m, s = by_name(base), by_name(mine), by_name(shipped)
    kept, clashes = {}, []
    for name, cell in m.items():
        if name in b and text(cell) == text(b[name]):  # left alone
            if name in s:
                kept[name] = _followed(b[name], cell, s[name])
        else:
            kept[name] = cell
            if _news(b.get(name), cell, s.get(name)):
                clashes.append(name)
    kept.update((name, cell) for name, cell in s.items() if name not in m and name not in b)
    both = b.keys() & m.keys() & kept.keys()
    moved = [name for name in m if name in both] != [name for name in b if name in both]
    order = _line_up(m, s, kept) if moved else _line_up(s, m, kept)
    return [kept[name] for name in order], clashes


def _news(old, mine, new):
    """Say whether the course has something to tell about a cell that is the learner's now."""
    if new is None:
        return old is not None
    return text(new) != text(mine) and (old is None or text(new) != text(old))


def _followed(old, mine, new):
    """Return a cell that was left alone as the course has it now; results of the same source stay with it."""
    before, own, now = (cell.get("metadata", {}) for cell in (old, mine, new))
    gone = {name for name in before if name not in now and own.get(name) == before[name]}
    marks = {name: value for name, value in own.items() if name not in gone}
    marks.update((name, value) for name, value in now.items() if own.get(name) == before.get(name))
    kept = mine if text(mine) == text(new) else new
    return {**copy.deepcopy(kept), "metadata": marks}


def _line_up(skeleton, guest, kept):
    """Return the names of `kept` in the order of `skeleton`; those of `guest` alone follow their neighbour there."""
    line, last = [name for name in skeleton if name in kept], None
    present = set(line)
    for name in (name for name in guest if name in kept):
        if name not in present:
            line.insert(line.index(last) + 1 if last is not None else 0, name)
            present.add(name)
        last = name
    return line
