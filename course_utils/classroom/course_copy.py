"""Copy the course without its solutions: a package to run answers with, and a whole course for a students' server.

In the students' copy the exercises are tables (`exercises.tables`): tasks, first hints, and what the right function
and the known mistakes give on the inputs that `check` shows anyway. References, solutions, later hints, explanations
and the known mistakes' programs are not there, nor the lecturer's guide with its exam, nor the tests, which hold
answers. `check` works as ever, for a function on these inputs, for a number by a seal.

What a determined student can still find out: the results that `check` expects on the visible inputs, which a general
answer has to compute and the hidden inputs ask for again; names and questions of the mistakes; a number of few digits,
by trying; and what the package itself computes, since the course teaches with it: `shapes.output_size`, `WorkedExample`
of chapter 03, `convolution`, and whatever later chapters print.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
from pathlib import Path

from course_utils import settings
from course_utils.classroom import slices
from course_utils.exercises import registry, tables

__all__ = ["for_marking", "for_students", "main"]

LECTURERS = "lecturers_guide.ipynb"  # its exam has its marking notes beside it, and its commands are not in the copy
LEFT_OUT = ("__pycache__", "*.pyc", "classroom", "chapter_[0-9][0-9]*", "again.py")
GIVEN = ("data", "notebooks", "LICENSE", "LICENSE-text.md", "Makefile", "README.md")
GIVEN += ("environment.yml", "pyproject.toml", "requirements.lock")
QUESTIONS = ("PREDICTIONS", "BEFORE", "AFTER")
CHAPTER = '''"""Chapter {number} in a copy of the course without solutions: its exercises are tables."""

from course_utils.exercises import tables

{questions}

EXERCISES = tables.of_chapter("{number}")
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
    plain = shutil.ignore_patterns("__pycache__", "*.pyc", ".ipynb_checkpoints", LECTURERS)
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
    here = tables.FOLDER / f"chapter_{number}"
    opening = here / "__init__.py" if here.is_dir() else here.with_suffix(".py")
    text = _only_questions(opening, number)
    _put(folder / opening.relative_to(tables.FOLDER), text)
    secret = {getattr(e.reference, "__module__", "") for e in exercises if e.is_function}
    for path in _kept(number, text):
        name = ".".join(("course_utils.exercises", *path.relative_to(tables.FOLDER).with_suffix("").parts))
        if name in secret:
            raise ValueError(f"chapter_{number}: its questions need {path.name}, which holds a solution")
        _put(folder / path.relative_to(tables.FOLDER), path.read_text(encoding="utf-8"))


def _put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _only_questions(path, number):
    """Return a chapter's first file without its exercises: the statements that its questions need."""
    source = path.read_text(encoding="utf-8")
    pieces = [ast.get_source_segment(source, node) for node in ast.parse(source).body[1:]]
    pieces = [piece for piece in pieces if "__future__" not in piece and not piece.startswith("__all__")]
    questions = "\n\n".join(pieces[i] for i in slices.needed(pieces, set(QUESTIONS)))
    return CHAPTER.format(number=number, questions=questions)


def _kept(number, text):
    """Return the files of a chapter that its questions need, or modules outside the chapters."""
    package = f"course_utils.exercises.chapter_{number}"
    outside = (p for p in (settings.ROOT / "course_utils").rglob("*.py") if f"/chapter_{number}" not in p.as_posix())
    ahead = _imported(text, package).union(*(_imported(p.read_text(encoding="utf-8"), package) for p in outside))
    found = set()
    while ahead:
        path = ahead.pop()
        if path not in found:
            found.add(path)
            ahead |= _imported(path.read_text(encoding="utf-8"), package)
    return sorted(found)


def _imported(text, package):
    """Return the files of ``package`` that a program imports."""
    if package not in text:
        return set()
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) and node.module]
    names = {f"{node.module}{end}" for node in nodes for end in ("", *(f".{alias.name}" for alias in node.names))}
    paths = [settings.ROOT / f"{name.replace('.', '/')}.py" for name in names if name.startswith(f"{package}.")]
    return {path for path in paths if path.is_file()}
