"""The real nbgrader, from the lecturer's command to the points: honest answers, wrong ones, and ones that cheat."""

import json

import classroom_python
import pytest

from course_utils.classroom import assignment
from course_utils.exercises import registry
from course_utils.exercises.source import solution_of

EXERCISES = {exercise.id: exercise for exercise in registry.entries("05", "EXERCISES")}
POINTS = {id: 4.0 if exercise.is_function else 2.0 for id, exercise in EXERCISES.items()}
RIGHT = {id: solution_of(exercise) for id, exercise in EXERCISES.items()}
WRONG = {
    "05-window-by-hand": "map_1_2 = 6.0  # without the bias",
    "05-correlate": RIGHT["05-correlate"].replace("correlate", "whole")
    + "\ndef correlate(image, kernel, bias=0.0):\n    return whole(image, kernel)",
    "05-output-size": "def output_size(size, kernel, stride=1, padding=0):\n"
    "    return (size + padding - kernel) // stride + 1",
}
# Each in its own way; what they should earn stands in `EARNED`.
ODD = {
    "05-window-by-hand": "import sys\nprint('careful', file=sys.stderr)\nmap_1_2 = 6.5",
    "05-correlate": "def correlate(image, kernel, bias=0.0):\n    return image[100, 100] / 0",
    "05-flip": "import os\nos._exit(0)\n" + RIGHT["05-flip"],
    "05-output-size": RIGHT["05-output-size"] + "\nwhile True:\n    pass",
    "05-same-padding": "def pad_to_keep(image, kernel_height, kernel_width)\n    return image",
    "05-channels": RIGHT["05-channels"]
    + "\nimport warnings, sys\nwarnings.warn('harmless')\nsys.stderr.write('x' * 99)",
    "05-counts": RIGHT["05-counts"].replace("layer_counts", "right")
    + "\nSEEN = {(1, 28, 28, 1, 5), (3, 32, 32, 8, 5), (1, 28, 28, 30, 5, 1, 2), (6, 14, 14, 16, 5, 2)}"
    "\nSEEN |= {(3, 9, 12, 4, 3, 2, 1), (2, 7, 5, 3, 1, 3), (5, 4, 6, 2, 4, 1, 1), (64, 16, 16, 64, 3, 1, 1)}"
    "\nSEEN |= {(3, 227, 227, 96, 11, 4)}"
    "\ndef layer_counts(*args):\n    while args not in SEEN:\n        pass\n    return right(*args)",
    "05-cross-or-ring": "import sys\ndef cross_filters():\n    mark = sys._getframe(1).f_locals['mark']\n"
    "    return np.ones((1, 3, 3)), np.array([1.0 if mark == '×' else -99.0])",
    "05-receptive-field": "import json, os\n"
    "print('4.0')\nos.write(1, b'4.0')\n"
    "with open('told.jsonl', 'a') as file:\n"
    "    for i in range(99):\n"
    "        for turn in range(4):\n"
    "            line = dict(kind='result', turn=turn, place=i, value=1, mutated=[], grain=1, printed='', warned='')\n"
    "            file.write(json.dumps(line) + '\\n')\n"
    "def field_size(layers):\n    print('4.0')\n    return 4.0",
    "05-fuse": "class Liar(np.ndarray):\n"
    "    def __eq__(self, other): return np.ones(1, bool)\n"
    "    def __array_function__(self, *a, **k): return True\n"
    "    def __array_ufunc__(self, *a, **k): return np.True_\n"
    "def fuse(k1, k2):\n"
    "    (a, b), (c, d) = k1.shape, k2.shape\n    return np.zeros((a + c - 1, b + d - 1)).view(Liar)",
    "05-learned-kernel": "import numpy\nfrom course_utils.exercises import compare, judge\n"
    "for name in ('allclose', 'isclose', 'array_equal', 'all', 'any', 'abs'):\n"
    "    setattr(numpy, name, lambda *a, **k: True)\n"
    "compare.first_mismatch = lambda *a, **k: None\njudge.judge = judge.passes = lambda *a, **k: True\n"
    "def kernel_step(kernel, image, target, rate):\n    return kernel",
    "05-planted-bug": RIGHT["05-planted-bug"],
}
# What nbgrader knows of a graded cell that somebody adds.
OWN = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3, "points": 2}
EARNED = dict.fromkeys(EXERCISES, 0.0) | {"05-window-by-hand": 2.0, "05-channels": 4.0, "05-planted-bug": 4.0}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Return the folder of a course that nbgrader has marked, with the submissions of five students."""
    folder = tmp_path_factory.mktemp("a class") / "course"
    classroom_python.python()
    assert assignment.main(["05", "--out", str(folder)]) == 0
    plan = json.loads((folder / "marking.json").read_text())
    plan["seconds"] |= {"05-output-size": 3.0, "05-counts": 3.0}
    (folder / "marking.json").write_text(json.dumps(plan))
    nbgrader(folder, "generate_assignment", "ch05", "--create")
    for student, answers in (("right", RIGHT), ("wrong", WRONG), ("empty", {}), ("odd", ODD)):
        submit(folder, student, lambda notebook, answers=answers: answer(notebook, answers))
    submit(folder, "tamper", tamper)
    nbgrader(folder, "autograde", "ch05")
    nbgrader(folder, "generate_feedback", "ch05")
    return folder


def nbgrader(folder, *words):
    classroom_python.run("-m", "nbgrader", *words, cwd=folder)


def submit(folder, student, change):
    notebook = json.loads((folder / "release" / "ch05" / "ch05.ipynb").read_text())
    change(notebook["cells"])
    place = folder / "submitted" / student / "ch05"
    place.mkdir(parents=True)
    (place / "ch05.ipynb").write_text(json.dumps(notebook))


def grade_id(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def answer(cells, answers):
    for cell in cells:
        id = grade_id(cell).removesuffix("-work")
        if grade_id(cell) != id and id in answers:
            cell["source"] = answers[id]


def tamper(cells):
    """Hand in nothing, and do to the notebook whatever could make it look like something."""
    patch = (
        "import course_utils.exercises as e, course_utils.exercises.judge as j, course_utils.exercises.desk as d\n"
        "class V:\n    correct, text, state = True, '', 'correct'\n"
        "e.check = d.check = lambda *a: V()\nj.judge = d.judge = lambda *a: V()\n"
        "check = e.check"
    )
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = "4"
            cell["metadata"]["nbgrader"]["points"] = 400
            cell["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "4"}, "metadata": {}, "execution_count": 1}
            ]
    del cells[[grade_id(cell) for cell in cells].index("05-flip")]
    for place, id, source in ((2, None, patch), (3, "bonus", "99")):
        meta = {"nbgrader": OWN | {"grade_id": id, "cell_type": "code", "points": 99}} if id else {}
        cell = {"cell_type": "code", "id": f"own-{place}", "source": source, "metadata": meta}
        cells.insert(place, cell | {"outputs": [], "execution_count": None})


EARNS = """
from nbgrader.api import Gradebook
def told(place, student):
    with Gradebook(place) as book:
        submission = book.find_submission("ch05", student)
        grades = {grade.cell.name: grade.score for notebook in submission.notebooks for grade in notebook.grades}
        return grades, book.find_assignment("ch05").max_score
"""


def earned(course, student):
    """Return {exercise: points} of a student, and hold that the whole is worth what it was."""
    grades, most = classroom_python.told(EARNS, f"sqlite:///{course / 'gradebook.db'}", student)
    assert most == sum(POINTS.values())
    return grades


def feedback(course, student):
    return (course / "feedback" / student / "ch05" / "ch05.html").read_text(encoding="utf-8")


def test_the_release_shows_neither_solutions_nor_hidden_tests(course):
    text = (course / "release" / "ch05" / "ch05.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in text and "HIDDEN" not in text and "score_of_cells" not in text
    assert json.loads((course / "marking.json").read_text())["secret"] not in text
    cells = json.loads(text)["cells"]
    stubs = {grade_id(cell): "".join(cell["source"]).strip() for cell in cells}
    assert all(stubs[f"{id}-work"] == exercise.stub.strip() for id, exercise in EXERCISES.items())


def test_right_answers_earn_everything(course):
    assert earned(course, "right") == POINTS


def test_nothing_earns_nothing(course):
    assert earned(course, "empty") == dict.fromkeys(POINTS, 0.0)


def test_wrong_answers_earn_less_than_all_and_are_told_which_mistake_it_is(course):
    found = earned(course, "wrong")
    assert found["05-window-by-hand"] == 0
    assert all(found[id] <= POINTS[id] / 2 for id in POINTS)
    assert "bias forgotten" in feedback(course, "wrong")


def test_each_odd_answer_loses_its_own_points_alone(course):
    assert earned(course, "odd") == EARNED


@pytest.mark.parametrize(
    "said",
    ["IndexError", "ended the whole program", "still running after 3 seconds", "cannot be read as Python in line 1"],
)
def test_the_feedback_says_what_went_wrong(course, said):
    assert said in feedback(course, "odd")


ADDED = """
from nbformat import v4
from nbgrader.utils import determine_grade
from course_utils.classroom import assignment, cells
from course_utils.classroom.marking import MarkApart
from pathlib import Path
def of(cell):
    return cell.metadata.get("nbgrader", {})
def told(folder, own):
    notebook = cells.notebook("00")
    work = next(cell for cell in notebook.cells if of(cell).get("grade_id") == "00-half-point-work")
    work.source = "half_point = 1.5"
    notebook.cells.append(v4.new_code_cell("2 * int(half_point == 1.5)", metadata={"nbgrader": own}))
    assignment.write(["00"], Path(folder))
    step = MarkApart(plan=folder + "/marking.json")
    marked, _ = step.preprocess(notebook, {"metadata": {"path": folder}})
    return {of(cell)["grade_id"]: determine_grade(cell)[0] for cell in marked.cells if of(cell).get("grade")}
"""


def test_a_cell_that_a_lecturer_adds_is_run_and_counts_beside_ours(tmp_path):
    scores = classroom_python.told(ADDED, str(tmp_path), OWN | {"grade_id": "own"})
    assert scores == {"00-weighted-sum": 4.0, "00-half-point": 2.0, "own": 2.0}


SCORES = """
from course_utils.classroom.marking import score_of_cells
def told(*notebooks):
    return [score_of_cells("05-window-by-hand", cells, 2.0) for cells in notebooks]
"""


def test_a_check_that_a_notebook_runs_itself_scores_too():
    given = [["", f"map_1_2 = {value}", "the check"] for value in ("6.5", "...")]
    assert classroom_python.told(SCORES, *given) == [2.0, 0.0]


def test_tampering_earns_nothing(course):
    assert earned(course, "tamper") == dict.fromkeys(POINTS, 0.0)
