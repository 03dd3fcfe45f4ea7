"""Copy the course without its solutions: a package to run answers with, and a whole course for a students' server.

In the students' copy the exercises are tables (`exercises.tables`): tasks, first hints, and what the right function and
the known mistakes give on the inputs that `check` shows anyway. References, solutions, later hints, explanations and
the known mistakes' programs are not there, nor the tests, which hold answers. `check` works as ever, for a function on
these inputs, for a number by a seal.

What a determined student can still find out: the results that `check` expects on the visible inputs, which a general
answer has to compute and the hidden inputs ask for again; names and questions of the mistakes; a number of few digits,
by trying; and what the package itself computes, since the course teaches with it: `shapes.output_size`, `WorkedExample`
of chapter 03, `convolution`, and whatever later chapters print.
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

from course_utils import settings
from course_utils.classroom import slices
from course_utils.exercises import registry, tables

__all__ = ["for_marking", "for_students", "main"]

LEFT_OUT = ("__pycache__", "*.pyc", "classroom", "chapter_[0-9][0-9]*", "again.py")
GIVEN = ("data", "notebooks", "LICENSE", "LICENSE-text.md", "Makefile", "README.md")
GIVEN += ("environment.yml", "pyproject.toml", "requirements.lock")
QUESTIONS = ("PREDICTIONS", "BEFORE", "AFTER")
CHAPTER = '''"""Chapter {number} in a copy of the course without solutions: its exercises are tables."""

{imports}from course_utils.exercises import tables

{questions}EXERCISES = tables.of_chapter("{number}")
'''


def main(arguments) -> int:
    """Write the students' copy that the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.classroom copy", description=__doc__)
    parser.add_argument("folder", metavar="DIR", help="where the copy goes; it must not be there yet")
    try:
        print(f"wrote {for_students(parser.parse_args(arguments).folder)}")
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def for_marking(folder):
    """Write into ``folder`` the package without any exercise, for `outside.run`; return the folder.

    What the process will import is compiled once and the files made read-only: no answer is to change the next one's.
    """
    folder = Path(folder)
    ignored = shutil.ignore_patterns(*LEFT_OUT, "maintenance", "site", "launch")
    shutil.copytree(settings.ROOT / "course_utils", folder / "course_utils", ignore=ignored)
    command = [sys.executable, "-s", "-P", "-c", "import course_utils.exercises.apart"]
    subprocess.run(command, env={"PYTHONPATH": str(folder)}, cwd=folder, check=True, stdin=subprocess.DEVNULL)
    for path in folder.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return folder


def for_students(folder):
    """Write the course without solutions into the new ``folder``; return it.

    Raises FileExistsError where the folder is there already.
    """
    folder = Path(folder).absolute()
    if folder.exists():
        raise FileExistsError(f"folder: '{folder}' is there already; expected a new one, or remove it first")
    plain = shutil.ignore_patterns("__pycache__", "*.pyc", ".ipynb_checkpoints")
    for name in GIVEN:
        here = settings.ROOT / name
        if here.is_dir():
            shutil.copytree(here, folder / name, ignore=plain)
        elif here.exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(here, folder / name)
    shutil.copytree(settings.ROOT / "course_utils", folder / "course_utils", ignore=shutil.ignore_patterns(*LEFT_OUT))
    for number in registry.chapter_numbers():
        _chapter(number, folder / "course_utils" / "exercises")
    return folder


# ---- a chapter's exercises ------------------------------------------------------------------------------------------
def _chapter(number, folder):
    """Write a chapter's questions as they are, and its exercises as tables."""
    exercises = registry.entries(number, "EXERCISES")
    tables.write(exercises, folder / f"chapter_{number}.json")
    here = Path(registry.__file__).parent / f"chapter_{number}"
    if not here.is_dir():
        (folder / f"{here.name}.py").write_text(_only_questions(here.with_suffix(".py"), number), encoding="utf-8")
        return
    kept = _kept(here, number)
    secret = {getattr(e.reference, "__module__", None) for e in exercises if e.is_function}
    for path in kept:
        if f"{registry.PACKAGE}.{here.name}.{path.stem}" in secret:
            raise ValueError(f"chapter_{number}: its questions need {path.name}, which holds a solution")
        target = folder / path.relative_to(here.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    (folder / here.name / "__init__.py").write_text(_opening(here / "__init__.py", number), encoding="utf-8")


def _kept(here, number):
    """Return the files of a chapter that its questions, or modules outside it, need."""
    package, used = f"{registry.PACKAGE}.chapter_{number}", set()
    outside = (p for p in (settings.ROOT / "course_utils").rglob("*.py") if not p.parent.name.startswith("chapter_"))
    pattern = re.compile(rf"{re.escape(package)}(?:\.(\w+)| import (\w+))")
    ahead = {name for p in outside if here not in p.parents for name in _named(p, pattern)}
    ahead |= {path.stem for path in here.glob("*.py") if path.stem.startswith(("predictions", "questions"))}
    while ahead:
        name = ahead.pop()
        path = here / f"{name}.py"
        if name not in used and path.exists():
            used.add(name)
            ahead |= set(_named(path, pattern))
    return [here / f"{name}.py" for name in sorted(used)]


def _named(path, pattern):
    return ["".join(found) for found in pattern.findall(path.read_text(encoding="utf-8"))]


def _opening(path, number):
    """Return the first file of a chapter's folder: what it imports of questions, and the exercises as tables."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lines = [
        ast.unparse(node)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} & set(QUESTIONS)
    ]
    return CHAPTER.format(number=number, imports="".join(f"{line}\n" for line in lines), questions="")


def _only_questions(path, number):
    """Return a chapter of one file without its exercises: the statements that its questions need."""
    source = path.read_text(encoding="utf-8")
    pieces = [ast.get_source_segment(source, node) for node in ast.parse(source).body[1:]]
    kept = [pieces[i] for i in slices.needed(pieces, set(QUESTIONS))]
    kept = [piece for piece in kept if not piece.startswith("from __future__")]
    return CHAPTER.format(number=number, imports="", questions="\n\n".join(kept) + "\n\n")
