"""A chapter's exercises as the notebook that nbgrader makes an assignment of: task, stub, check, each in its cell."""

from __future__ import annotations

from nbformat import v4

from course_utils.classroom import context, marks
from course_utils.exercises import registry
from course_utils.exercises.source import solution_of

__all__ = ["assignment_name", "notebook"]

HEAD = """# Chapter {number}: exercises

Your code goes into the cells with dots. The cell below each shows at once what is right or wrong with it, and which
mistake it looks like; it is graded on other inputs of the same kinds, too, so that only a general answer is right. A
cell that never ends, or ends Python, costs its own points alone.

A task may speak of what stands "above": that is the chapter, in the part that the task names. `hint("…")` and
`case("…")` work here as they do there."""
START = "import numpy as np\n\nfrom course_utils.exercises import case, check, hint"
TASK = """### {title}{optional}

{prompt}

*{points:g} points; at most {seconds:g} seconds. Chapter {number}{section}.*"""
CHECK = """verdict = check("{id}", {name})
display(verdict)
score = {points:g} if verdict.correct else 0
### BEGIN HIDDEN TESTS
# nbgrader_config.py has this marked outside the notebook. Elsewhere this does, and a part of the points counts, too.
from course_utils.classroom.marking import score_of_cells

score = score_of_cells("{id}", In, {points:g})
### END HIDDEN TESTS
score"""
LANGUAGE = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def assignment_name(number) -> str:
    """Return the name of the assignment, and of its notebook, for a chapter: "ch05"."""
    return f"ch{number}"


def notebook(number, optional=True):
    """Return the assignment of a chapter ("05") as a notebook for nbgrader's ``source`` folder.

    With ``optional`` False the exercises off the chapter's main path are left out.
    """
    cells = [_text("head", HEAD.format(number=number)), v4.new_code_cell(START, id="start")]
    for exercise in registry.entries(number, "EXERCISES"):
        if optional or not exercise.optional:
            cells += exercise_cells(exercise)
    return v4.new_notebook(cells=cells, metadata=LANGUAGE)


def exercise_cells(exercise) -> list:
    """Return the cells of one exercise: the task, the code that it speaks of, the stub with its solution, the check."""
    id, points = exercise.id, marks.points_of(exercise)
    section = context.section_of(exercise)
    task = TASK.format(
        title=exercise.title, optional=" (optional)" if exercise.optional else "", prompt=exercise.prompt,
        points=points, seconds=marks.seconds_for(exercise), number=id[:2], section=section and f", {section}",
    )  # fmt: skip
    given = [line for line in context.given_code(exercise) if line != "import numpy as np"]
    solved = f"{exercise.stub}\n### BEGIN SOLUTION\n{solution_of(exercise)}\n### END SOLUTION"
    check = CHECK.format(id=id, name=exercise.asked_name, points=points)
    return [
        _text(f"{id}-task", task),
        *([v4.new_code_cell("\n".join(given), id=f"{id}-given")] if given else []),
        v4.new_code_cell(solved, id=f"{id}-work", metadata=_meta(f"{id}-work", solution=True)),
        v4.new_code_cell(check, id=f"{id}-check", metadata=_meta(id, grade=True, locked=True, points=points)),
    ]


def _text(id, text):
    return v4.new_markdown_cell(text, id=id, metadata=_meta(id, locked=True, cell_type="markdown"))


def _meta(grade_id, **settings):
    usual = dict(grade=False, solution=False, locked=False, task=False, schema_version=3, cell_type="code")
    return {"nbgrader": {**usual, "grade_id": grade_id, **settings}}
