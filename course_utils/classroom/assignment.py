"""Write a course for nbgrader: an assignment for each chapter, and the configuration that has it marked."""

from __future__ import annotations

import argparse
import importlib.util
import json
import secrets
import sys
from pathlib import Path

import nbformat

from course_utils import settings
from course_utils.classroom import cells, course_copy, marks
from course_utils.exercises import registry

__all__ = ["main", "write"]

CONFIG = '''"""Written by `python -m course_utils.classroom assignment`; nbgrader reads it in this folder."""

import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, {course!r})  # the course with its solutions
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")  # nbgrader calls alembic

from course_utils.classroom.marking import MarkApart, OursAlone  # noqa: E402
from nbgrader import preprocessors as steps  # noqa: E402

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "neuron"
c.CourseDirectory.root = here
c.ClearSolutions.code_stub = {{"python": ""}}  # the stub is the exercise's own
c.OverwriteCells.add_missing_cells = True
c.Autograde.sanitize_preprocessors = [
    OursAlone, steps.ClearOutput, steps.DeduplicateIds, steps.OverwriteKernelspec, steps.OverwriteCells,
    steps.CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [  # MarkApart in the place of Execute, which would run the notebook here
    MarkApart, steps.LimitOutput, steps.SaveAutoGrades, steps.AssignLatePenalties, steps.CheckCellMetadata,
]
c.MarkApart.plan = os.path.join(here, "marking.json")
'''
NEXT = """
What comes next, in the folder {out}:
    nbgrader generate_assignment {name} --create   makes release/{name}: the notebook without solutions and hidden tests
    nbgrader release_assignment {name}             gives it out by the exchange; or hand out release/{name} yourself
    nbgrader collect {name}                        fetches what came in; or lay it into submitted/STUDENT/{name}/
    nbgrader autograde {name}                      marks it: each answer in a process of its own, none can touch another
    nbgrader generate_feedback {name}              writes feedback/STUDENT/{name}; `nbgrader export` lists the points
Points and names of mistakes stand in the feedback. Change points in source/{name}, seconds in marking.json. Keep
marking.json to yourself: the hidden inputs are drawn from its secret."""
NO_NBGRADER = (
    f"nbgrader is not in this Python: {settings.command('classroom')} sets it up, in .venv-classroom"
    if not settings.INSTALLED
    else 'nbgrader is not in this Python yet: python -m pip install "nbgrader>=0.9.6,<1"'
)


def main(arguments) -> int:
    """Write the assignments that the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.classroom assignment", description=__doc__)
    parser.add_argument("chapters", nargs="+", metavar="CHAPTER", help="a chapter's number: 05")
    parser.add_argument(
        "--out", required=True, metavar="DIR", help="nbgrader's course folder, made where there is none"
    )
    parser.add_argument("--no-optional", action="store_true", help="leave out the exercises off the main path")
    parser.add_argument("--overwrite", action="store_true", help="write assignments again that are there already")
    parser.add_argument(
        "--no-solutions", action="store_true", help="write DIR/students too: the course for their server"
    )
    options = parser.parse_args(arguments)
    try:
        written = write(options.chapters, options.out, not options.no_optional, options.overwrite)
        if options.no_solutions:
            written.append(course_copy.for_students(Path(options.out) / "students"))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(*(f"wrote {path}" for path in written), sep="\n")
    print(NEXT.format(out=options.out, name=written[0].stem))
    if importlib.util.find_spec("nbgrader") is None:
        print(NO_NBGRADER)
    return 0


def write(chapters, out, optional=True, overwrite=False) -> list:
    """Write the assignments of ``chapters`` into the folder ``out``; return the paths of their notebooks.

    Raises ValueError for a chapter that the course does not have, FileExistsError for an assignment that is there.
    """
    numbers = [_number(chapter) for chapter in chapters]
    out = Path(out).absolute()
    paths = [out / "source" / cells.assignment_name(n) / f"{cells.assignment_name(n)}.ipynb" for n in numbers]
    for path in paths:
        if path.exists() and not overwrite:
            raise FileExistsError(
                f"out: '{path}' is there already, perhaps changed by you; --overwrite writes it again"
            )
    for number, path in zip(numbers, paths, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(cells.notebook(number, optional), path)
    _plan(out / "marking.json", numbers)
    (out / "nbgrader_config.py").write_text(CONFIG.format(course=str(settings.ROOT)), encoding="utf-8")
    return paths


def _number(chapter):
    number = str(chapter).zfill(2)
    known = registry.chapter_numbers()
    if number not in known or not str(chapter):
        raise ValueError(f"chapters: got {chapter!r}; expected one of {', '.join(known)}")
    return number


def _plan(path, numbers):
    """Add the time limits of some chapters to marking.json, which keeps its secret: what is marked twice is equal."""
    plan = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    plan.setdefault("secret", secrets.token_hex(16))
    limits = plan.setdefault("seconds", {})
    for number in numbers:
        for exercise in registry.entries(number, "EXERCISES"):
            limits.setdefault(exercise.id, marks.seconds_for(exercise))
    path.write_text(json.dumps(plan, indent=1), encoding="utf-8")
    path.chmod(0o600)
