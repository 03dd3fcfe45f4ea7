"""The learner's own copy of each chapter, which follows the shipped one where the learner has changed nothing.

``COURSE_HOME/notebooks/05_convolution.ipynb``            the learner's copy, made without outputs
``COURSE_HOME/notebooks/.shipped/05_convolution.ipynb``   the shipped chapter that was last merged into it, the base
``COURSE_HOME/notebooks/.shipped/before-05_...ipynb``     the copy as it was before the last merge

Killed at any point, the next call does the rest: the base is written before a first copy and after a merge, and every
file is written whole. The course's own ``notebooks/`` are only read.
"""

import contextlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from course_utils import renamed, settings, whole_files
from course_utils.launch.merge import merge, text

BASES = ".shipped"
LOCK = "in-use"
AGAIN, FINISHED = "_again", "_finished"  # added to the names of further copies
_TARGETS = re.compile(r"""\]\(\s*<?([^)\s>#]+)|\b(?:src|href)\s*=\s*["']([^"'#]+)""")  # of links and pictures


@dataclass(frozen=True)
class Done:
    """What was done about one file.

    ``what`` is "" (nothing to do), "copied", "moved in" (a first copy of a chapter that was edited in place), "merged",
    "waits" (news, but the folder is in use), "renamed" (the chapter, and the copy with it), "both" (a copy under either
    name: both stay), "edited in place", "left" (the copy cannot be read), "broken" (the shipped one cannot) or "failed"
    (``why``). ``clashes`` holds the shipped cells that both sides changed, as (id, cell or None), and ``cells`` the
    chapter's cells after a merge.
    """

    name: str
    what: str = ""
    clashes: tuple = ()
    cells: tuple = ()
    why: str = ""


def folder():
    """Return the folder of the learner's copies, made on demand; raises OSError when it cannot be made."""
    place = settings.course_home() / "notebooks"
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise OSError(
            f"'{place}' cannot be made into a folder ({error.strerror or error}); your copies of the chapters belong "
            "there. Move what stands there out of the way and start again."
        ) from error
    return place


def lock_file(place):
    """Return the lock file that tells whether a folder of copies is in use."""
    return Path(place) / BASES / LOCK


def read(path):
    """Return the notebook at ``path``; None when it is no notebook, is damaged, or has no cell with an id."""
    with contextlib.suppress(OSError, ValueError, RecursionError, AttributeError, KeyError, TypeError):
        notebook = json.loads(Path(path).read_text(encoding="utf-8"))
        cells = notebook["cells"]
        whole = all(isinstance(cell["metadata"], dict) and cell["cell_type"] for cell in cells)
        sources = all("".join(cell["source"]) is not None for cell in cells)
        if whole and sources and (not cells or any("id" in cell for cell in cells)):
            return notebook
    return None


def dumps(notebook):
    """Return the text of a notebook file: sorted keys, one space deep, as Jupyter writes it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def bare(notebook):
    """Return a copy of a notebook without results."""
    empty = {"outputs": [], "execution_count": None}
    cells = [{**cell, **empty} if cell["cell_type"] == "code" else cell for cell in notebook["cells"]]
    return {**notebook, "cells": cells}


def edited_in_place(notebook):
    """Say whether somebody has saved a shipped chapter: Jupyter then writes down the language's version.

    >>> edited_in_place({"cells": [], "metadata": {"language_info": {"name": "python"}}})
    False
    """
    return bool(set(notebook.get("metadata", {}).get("language_info", {})) - {"name"})


def bring(shipped, mine, may_merge=True):
    """Bring one copy up to date, or make it; return what was `Done`. Raises OSError when a file cannot be written."""
    shipped, mine = Path(shipped), Path(mine)
    name, base = mine.name, mine.parent / BASES / mine.name
    new = read(shipped)
    if new is None:
        return Done(name, "broken")
    if renamed.copy_of(mine.parent, name) != mine:  # could not be moved yet
        return Done(name, "" if may_merge else "waits")
    in_place = edited_in_place(new)
    if whole_files.missing(mine):
        return _first(new, mine, base, in_place)
    own, old = read(mine), read(base) or {"cells": []}
    if own is None:
        return Done(name, "left")
    if in_place:
        return Done(name, "edited in place")
    fresh = bare(new)
    if old["cells"] == fresh["cells"]:
        return Done(name)
    if not may_merge:
        return Done(name, "waits")
    return _merged(old, own, fresh, mine, base)


def _first(new, mine, base, in_place):
    """Make the first copy. What was written into a shipped chapter belongs to the learner: it comes along whole."""
    origin = {**bare(new), "cells": []} if in_place else bare(new)
    whole_files.replace(base, dumps(origin).encode())
    try:
        whole_files.create(mine, dumps(new if in_place else bare(new)).encode())
    except FileExistsError:
        return Done(mine.name)  # another start was quicker
    return Done(mine.name, "moved in" if in_place else "copied")


def _merged(old, own, fresh, mine, base):
    cells, clashes = merge(old["cells"], own["cells"], fresh["cells"])
    what = ""
    if cells != own["cells"]:
        what = "merged"
        whole_files.replace(base.with_name(f"before-{mine.name}"), mine.read_bytes())
        notebook = {**own, "cells": cells}
        keep_trust(mine, notebook)
        whole_files.replace(mine, dumps(notebook).encode())
    whole_files.replace(base, dumps(fresh).encode())
    shipped = {cell["id"]: cell for cell in fresh["cells"]}
    news = tuple((id, shipped.get(id)) for id in clashes)
    return Done(mine.name, what or ("merged" if news else ""), news, tuple(cells))


def keep_trust(path, notebook):
    """Let Jupyter trust what a merge makes of a notebook that it trusts: the tables in it keep their style."""
    with contextlib.suppress(Exception):  # what cannot be signed is shown all the same, only plainer
        import nbformat
        from nbformat.sign import NotebookNotary

        notary = NotebookNotary()
        if notary.check_signature(nbformat.read(path, as_version=4)):
            notary.sign(nbformat.from_dict(notebook))


def trust(notebook):
    """Let Jupyter trust a notebook of the course's own: its tables and pictures keep their style."""
    with contextlib.suppress(Exception):  # as above
        import nbformat
        from nbformat.sign import NotebookNotary

        NotebookNotary().sign(nbformat.from_dict(notebook))


def referred(shipped):
    """Return the files beside the shipped chapters that their text shows or links to, chapters excepted."""
    found = set()
    for path in Path(shipped).glob("*.ipynb"):
        for cell in (read(path) or {"cells": []})["cells"]:
            if cell["cell_type"] == "markdown":
                found.update(filter(None, sum(_TARGETS.findall("".join(cell["source"])), ())))
    return sorted({path for target in found if (path := _inside(Path(shipped), unquote(target)))})


def _inside(folder, target):
    """Return the file in a folder that a link means; None for a chapter, for other places, and for pasted data."""
    path = folder / target
    if ":" in target or ".." in path.parts or folder not in path.parents or path.suffix == ".ipynb":
        return None
    with contextlib.suppress(OSError, ValueError):  # names that cannot be
        return path if path.is_file() else None


def bring_file(shipped, mine, base):
    """Bring the copy of a picture up to date; one that the learner has changed stays."""
    new = Path(shipped).read_bytes()
    old = base.read_bytes() if base.is_file() else None
    if whole_files.missing(mine):
        whole_files.replace(base, new)
        whole_files.replace(mine, new)
    elif new != old:
        if old == mine.read_bytes():
            whole_files.replace(mine, new)
        whole_files.replace(base, new)


def begun_again(shipped, mine):
    """Return the further copies of a chapter that the learner has begun (`course_utils.chapters.again`) and kept."""
    bases = sorted((mine / BASES).glob(f"{shipped.stem}{AGAIN}*.ipynb"))
    return [mine / base.name for base in bases if not whole_files.missing(mine / base.name)]


def old_copies(shipped, mine):
    """Return (path, path under the new name) of every copy, further copies too, of a chapter that has a new name."""
    found = []
    for old, new in renamed.NOTEBOOKS.items():
        for path in sorted(mine.glob(f"{old.removesuffix('.ipynb')}*.ipynb")) if (shipped / new).is_file() else ():
            further = path.stem.removeprefix(old.removesuffix(".ipynb"))
            if not further or further.startswith((AGAIN, FINISHED)):
                found.append((path, path.with_name(f"{new.removesuffix('.ipynb')}{further}.ipynb")))
    return found


def move(old, new):
    """Move a copy to its chapter's new name, with what its code calls otherwise now; the merge does the rest.

    ``.shipped/before-OLD`` keeps it as it was. A copy under the new name that the learner has written in stays, and so
    does the old one. Killed at any point, the next call does the rest.
    """
    own, bases = read(old), old.parent / BASES
    if not whole_files.missing(new):
        if not _untouched(new, bases / new.name):
            return Done(old.name, "both")
        whole_files.replace(bases / f"before-{new.name}", new.read_bytes())
    whole_files.replace(bases / f"before-{old.name}", old.read_bytes())
    (bases / new.name).unlink(missing_ok=True)  # of a copy that nobody has touched
    if base := read(bases / old.name):
        whole_files.replace(bases / new.name, dumps(_renamed(base, old, new)).encode())
    if own is not None:
        notebook = _renamed(own, old, new)
        keep_trust(old, notebook)
        whole_files.replace(old, dumps(notebook).encode())
    os.replace(old, new)
    (bases / old.name).unlink(missing_ok=True)
    return Done(new.name, "renamed")


def _renamed(notebook, old, new):
    cells = notebook["cells"]
    named = [renamed.code("".join(cell["source"]), old.name, new.name) for cell in cells]
    code = [cell["cell_type"] == "code" for cell in cells]
    return {**notebook, "cells": [{**c, "source": s} if is_code else c for c, s, is_code in zip(cells, named, code)]}


def _untouched(mine, base):
    own, old = read(mine), read(base)
    return own is not None and old is not None and [*map(text, own["cells"])] == [*map(text, old["cells"])]


def bring_all(shipped, mine, may_merge=True):
    """Bring every copy in the folder ``mine`` up to date; return a list of what was `Done`, by chapter."""
    shipped, mine = Path(shipped), Path(mine)
    if may_merge:
        whole_files.sweep(mine)
        whole_files.sweep(mine / BASES)
    done = [_try(move, *pair) for pair in old_copies(shipped, mine)] if may_merge else []
    for path in sorted(shipped.glob("*.ipynb")):
        done += [_try(bring, path, own, may_merge) for own in (mine / path.name, *begun_again(path, mine))]
    for path in referred(shipped) if may_merge else ():
        part = path.relative_to(shipped)
        done.append(_try(bring_file, path, mine / part, mine / BASES / part))
    return done


def _try(do, shipped, *rest):
    try:
        return do(shipped, *rest) or Done(shipped.name)
    except OSError as error:
        return Done(shipped.name, "failed", why=error.strerror or str(error))
