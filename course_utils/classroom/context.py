"""What a task refers to in its chapter: the section where it stands, and the code that it speaks about."""

from __future__ import annotations

import ast
import json
import re
from functools import lru_cache

from course_utils import settings
from course_utils.classroom import slices
from course_utils.exercises import registry

__all__ = ["given_code", "section_of"]

NAME = re.compile(r"[^\W\d]\w*")
CODE = re.compile(r"`([^`]+)`")
OURS = ("course_utils.exercises", "course_utils.explorers", "course_utils.plotting")  # not what an answer is made of
SPOKEN_OF = {  # what a task means by "the picture", "the four trips", "the map above"
    "02-slope-by-hand": {"KILOMETRES", "MINUTES"},
    "05-window-by-hand": {"PICTURE"},
    "06-overlap-by-hand": {"FIVE"},
    "06-gradient-by-thought": {"THREE", "ARRIVES"},
}


def section_of(exercise) -> str:
    """Return the heading of the section in which an exercise stands, "" where its chapter does not have it."""
    heading = ""
    for cell in _cells(exercise.id[:2]):
        if cell["cell_type"] == "markdown":
            found = re.findall(r"^## (.+)$", _source(cell), re.MULTILINE)
            heading = found[-1] if found else heading
        elif _asks_for(_source(cell), exercise.id):
            return heading
    return ""


def given_code(exercise) -> list:
    """Return the chapter's imports, functions and constants that a task speaks of, as they stand before it is asked.

    >>> given_code(registry.find_exercise("05-channels"))[-1]
    'from course_utils.convolution import correlate2d_naive'
    """
    pieces = []
    for cell in _cells(exercise.id[:2]):
        source = _source(cell)
        if cell["cell_type"] == "code" and _asks_for(source, exercise.id):
            break
        pieces += _statements(source) if cell["cell_type"] == "code" else []
    texts = [*CODE.findall(exercise.prompt), exercise.stub]
    names = {name for text in texts for name in NAME.findall(text)} | SPOKEN_OF.get(exercise.id, set())
    names -= _asked_names()
    return [pieces[i] for i in slices.needed(pieces, names, given=_asked_names())]


@lru_cache(maxsize=16)
def _cells(number):
    path = next(iter(sorted(settings.NOTEBOOKS.glob(f"{number}_*.ipynb"))))
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def _source(cell):
    return "".join(cell["source"])


def _asks_for(source, id):
    return re.search(rf'\bcheck\("{id}"', source) is not None


@lru_cache(maxsize=1)
def _asked_names():
    numbers = registry.chapter_numbers()
    return frozenset(exercise.asked_name for n in numbers for exercise in registry.entries(n, "EXERCISES"))


def _statements(source):
    """Yield what a cell defines for good: imports, one name each; functions and classes; constants in capitals."""
    source = slices.readable(source)
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            if not (getattr(node, "module", None) or "").startswith(OURS):
                yield from (ast.unparse(_one(node, alias)) for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) or _is_constant(node):
            yield "\n".join(source.splitlines()[node.lineno - 1 : node.end_lineno])


def _one(node, alias):
    return ast.Import([alias]) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, [alias], node.level)


def _is_constant(node):
    names = [getattr(target, "id", "") for target in node.targets] if isinstance(node, ast.Assign) else [""]
    return all(name.isupper() and len(name) > 1 for name in names)
