"""What the learner wrote in an earlier chapter: found in their copy of it, and judged again before it is handed out."""

from __future__ import annotations

import ast
import contextlib
import io
import json

import numpy as np

from course_utils import renamed, settings
from course_utils.exercises.engine import MISSING
from course_utils.exercises.judge import passes

__all__ = ["from_copy"]


def from_copy(exercise):
    """Return the learner's function for ``exercise`` from their copy of its chapter, or MISSING.

    Only imports, functions and classes of the copy are run, up to the cell that checks the exercise, and what comes of
    it counts only if it is judged correct: a copy that is damaged, empty or half done yields nothing.
    """
    if not exercise.is_function:
        return MISSING
    space = {"__name__": "own", "np": np}
    for source in _cells(exercise.id[:2]):
        definitions, asked = _definitions(source, exercise.id)
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(definitions, f"<your copy of chapter {exercise.id[:2]}>", "exec"), space)
        if asked:
            break
    else:
        return MISSING
    answer = space.get(exercise.asked_name, MISSING)
    return answer if callable(answer) and passes(exercise, answer) else MISSING


def _cells(chapter):
    """Return the sources of the code cells of the learner's copy of a chapter; none where it cannot be read."""
    shipped = next(iter(sorted(settings.NOTEBOOKS.glob(f"{chapter}_*.ipynb"))), None)
    try:
        text = renamed.copy_of(settings.course_home() / "notebooks", shipped.name).read_text(encoding="utf-8")
        cells = json.loads(text)["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return []


def _definitions(source, id):
    """Return (a module of the imports, functions and classes of a cell, whether the cell checks ``id``)."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module([], []), False
    kept = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)]
    asked = any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] == "check"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and renamed.current(node.args[0].value) == id
        for node in ast.walk(tree)
    )
    return ast.Module(kept, []), asked
