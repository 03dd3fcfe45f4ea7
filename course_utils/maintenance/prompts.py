"""Write the prompt and the stub of each exercise into its chapter: they are written once, in `course_utils.exercises`.

In the chapter an exercise is a heading, the prompt, whatever else belongs there, and a code cell that begins with the
stub and ends with ``check``.
"""

import re

import nbformat

from course_utils.maintenance.minutes import exercise_of
from course_utils.maintenance.normal_form import dumps
from course_utils.maintenance.pages import Page

_HEADING = re.compile(r"\A(#{1,6} [^\n]*\n+)?")
_BEFORE_CHECK = re.compile(r"\A((?:(?:from|import) [^\n]*\n+)*)(.*?)(\n*)(?=^[^\n]*\bcheck\()", re.M | re.S)


def with_prompts(page: Page) -> str:
    """Return the text of the notebook file with the prompts and stubs that belong there.

    Of the text above a stub, as many paragraphs after the heading are replaced as the prompt has.
    """
    nb = nbformat.from_dict(page.raw)
    for cell in page.cells:
        if exercise := exercise_of(cell):
            above = nb.cells[cell.index - 1]
            if above.cell_type == "markdown" and not _has(above.source, exercise.prompt):
                above.source = _prompted(above.source, exercise.prompt)
            if not _has(cell.source, exercise.stub):
                nb.cells[cell.index].source = _stubbed(cell.source, exercise.stub)
    return dumps(nb)


def _has(text, part) -> bool:
    return " ".join(part.split()) in " ".join(text.split())


def _prompted(text, prompt) -> str:
    heading = _HEADING.match(text)[0]
    rest = text[len(heading) :].split("\n\n")[len(prompt.split("\n\n")) :]
    return heading + "\n\n".join([prompt, *rest])


def _stubbed(source, stub) -> str:
    return _BEFORE_CHECK.sub(lambda hit: f"{hit[1]}{stub}{hit[3]}", source, count=1)
