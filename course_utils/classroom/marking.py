"""Mark whole notebooks: the step of ``nbgrader autograde`` that takes the place of running them.

``nbgrader_config.py``, written by `assignment`, names `MarkApart`. It looks at the sources of a submitted notebook, has
each answer run in a process of its own (`outside`), and writes points and verdict under the check. The submission's own
cells are not run in this process or in any that could reach the marks.
"""

from __future__ import annotations

import atexit
import functools
import json
import tempfile
from pathlib import Path

from nbformat import v4
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Unicode

from course_utils.classroom import course_copy, marks
from course_utils.exercises import registry

__all__ = ["PLAN", "MarkApart", "OursAlone", "score_of_cells"]

PLAN = "marking.json"  # beside nbgrader_config.py: {"secret": text, "seconds": {exercise id: seconds}}


class OursAlone(NbGraderPreprocessor):
    """Take what nbgrader goes by from every cell of a submission that is not the assignment's own."""

    def preprocess(self, nb, resources):
        """Return the notebook in which cells that somebody has made up count as plain ones."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as book:
            known = {cell.name for cell in book.find_notebook(about["notebook"], about["assignment"]).source_cells}
        for cell in nb.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") not in known:
                cell.metadata.pop("nbgrader", None)
        return nb, resources


class MarkApart(Execute):
    """Put points and verdict under the checks of a submitted notebook.

    Where the notebook has graded cells that are not the course's, it is run as nbgrader does, and these count as usual.
    """

    plan = Unicode("", help="The marking.json that `assignment` has written").tag(config=True)

    def preprocess(self, nb, resources, **kwargs):
        """Return the notebook with the outputs that `nbgrader` reads the points from."""
        plan = json.loads(Path(self.plan).read_text(encoding="utf-8"))
        if any(utils.is_grade(cell) and cell.cell_type == "code" and _exercise(cell) is None for cell in nb.cells):
            self._run_as_usual(nb, resources, kwargs)
        for place, cell in enumerate(nb.cells):
            exercise = _exercise(cell)
            if exercise is not None:
                before = [c.source for c in nb.cells[:place] if c.cell_type == "code" and not utils.is_grade(c)]
                cell.outputs = self._outputs(exercise, before, float(cell.metadata.nbgrader.points), plan)
                cell.execution_count = place + 1
        return nb, resources

    def _run_as_usual(self, nb, resources, kwargs):
        failed = v4.new_output("error", ename="NotRun", evalue="the notebook could not be run", traceback=[])
        for cell in nb.cells:
            if utils.is_grade(cell) and cell.cell_type == "code":
                cell.outputs = [failed]  # in the end those that the run does not reach earn nothing
        try:
            super().preprocess(nb, resources, **kwargs)
        except Exception as error:  # a kernel that died takes no other answer with it
            self.log.error("The notebook could not be run to its end: %s", error)

    def _outputs(self, exercise, cells, points, plan):
        seconds = plan["seconds"].get(exercise.id, marks.FLOOR)
        try:
            result = marks.mark(exercise, cells, plan["secret"], _package(), points, seconds)
        except Exception:
            self.log.exception("%s could not be marked, and has 0 points: look at it by hand", exercise.id)
            return [v4.new_output("error", ename="NotMarked", evalue="this could not be marked", traceback=[])]
        self.log.info("%s: %g of %g points", exercise.id, result.points, points)
        shown = marks.card(exercise, result, points)
        return [
            v4.new_output("display_data", data=shown._repr_mimebundle_()),
            v4.new_output("execute_result", data={"text/plain": f"{result.points:g}"}, execution_count=1),
        ]


def _exercise(cell):
    """Return the exercise whose check a cell is, None for other cells."""
    if cell.cell_type != "code" or not utils.is_grade(cell) or utils.is_solution(cell):
        return None
    try:
        return registry.find_exercise(cell.metadata.nbgrader.grade_id)
    except registry.UnknownId:
        return None


@functools.lru_cache(maxsize=1)
def _package():
    """Return the folder of the package without exercises, made once for this process."""
    folder = tempfile.TemporaryDirectory(prefix="marking-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return course_copy.for_marking(Path(folder.name) / "course")


def score_of_cells(id, cells, points):
    """Return the points of the answer in ``cells``, those that a notebook has run (IPython's ``In``).

    This is what a check does where the notebook itself is run, under another configuration: right for an honest answer,
    and no defence against one that reaches into the kernel.
    """
    exercise = registry.find_exercise(id)
    found = [Path(folder) / PLAN for folder in (Path.cwd(), *Path.cwd().parents)]
    plan = next(
        (json.loads(p.read_text(encoding="utf-8")) for p in found if p.is_file()), {"secret": "", "seconds": {}}
    )
    seconds = plan["seconds"].get(id, marks.FLOOR)
    return marks.mark(exercise, list(cells)[:-1], plan["secret"], _package(), points, seconds).points
