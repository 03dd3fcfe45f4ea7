"""An exercise that cannot be judged is refused where it is written, with the name of what is wrong."""

import dataclasses
import importlib
import subprocess
import sys

import pytest

from course_utils.exercises import registry
from course_utils.exercises.engine import Exercise, Misconception, Option, Prediction


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": "leaky"}, "id"),
        ({"id": "99_leaky"}, "id"),
        ({"title": " "}, "title"),
        ({"reference": None}, "reference"),
        ({"answer": 3}, "reference"),
        ({"reference": 3}, "reference"),
        ({"cases": ()}, "cases"),
        ({"hints": ("a", "b", "c", "d")}, "hints"),
        ({"tolerance": 0}, "tolerance"),
        ({"misconceptions": (Misconception("a", 1, "?"), Misconception("a", 2, "?"))}, "misconceptions"),
    ],
)
def test_a_faulty_exercise_is_refused_by_argument(leaky_exercise, change, named):
    with pytest.raises(ValueError, match=f"^{named}: got "):
        dataclasses.replace(leaky_exercise, **change)


@pytest.mark.parametrize(
    "options",
    [
        (Option("a", "r", right=True),),
        (Option("a", "r"), Option("b", "r")),
        (Option("a", "r", right=True), Option("b", "r", right=True)),
        (Option("a", "r", right=True), Option("a", "r")),
        (Option("a", "r", right=True), Option("b", " ")),
    ],
)
def test_a_faulty_prediction_is_refused(options):
    with pytest.raises(ValueError, match="^options: got "):
        Prediction("99-p", "Which?", options)


def test_cases_are_tuples_or_dicts(leaky_exercise):
    wrong = dataclasses.replace(leaky_exercise, cases=([1, 2],))
    with pytest.raises(TypeError, match="^cases: got list"):
        wrong.arguments()


def test_cases_are_the_same_on_every_call_and_differ_between_exercises(leaky_exercise):
    first, second = leaky_exercise.arguments(), leaky_exercise.arguments()
    assert all((a[0][0] == b[0][0]).all() for a, b in zip(first, second, strict=True))
    other = dataclasses.replace(leaky_exercise, id="99-other").arguments()
    assert (first[1][0][0] != other[1][0][0]).any()


@pytest.mark.parametrize(
    ("stub", "name"),
    [
        ("def f(x):\n    ...", "f"),
        ("slope = ...", "slope"),
        ("class Adam:\n    ...", "Adam"),
        ("import x\ny = ...", "y"),
    ],
)
def test_the_asked_name_is_read_from_the_stub(leaky_exercise, stub, name):
    assert dataclasses.replace(leaky_exercise, stub=stub).asked_name == name


def test_an_unknown_id_names_those_that_come_near():
    with pytest.raises(registry.UnknownId, match='did you mean "99-leaky"'):
        registry.find_exercise("99-leeky")
    with pytest.raises(registry.UnknownId, match="is the id of a prediction.*predict"):
        registry.find_exercise("99-predict-sign")
    with pytest.raises(registry.UnknownId, match="is the id of an exercise"):
        registry.find_prediction("99-leaky")
    with pytest.raises(registry.UnknownId, match="no exercise is called"):
        registry.find_exercise("77-nothing-like-it")
    with pytest.raises(TypeError, match="^id: got function"):
        registry.find_exercise(lambda: 0)


def test_a_notebook_shows_the_sentence_without_the_engines_lines():
    with pytest.raises(registry.UnknownId) as caught:
        registry.find_exercise("99-leeky")
    (shown,) = caught.value._render_traceback_()
    assert shown.startswith('UnknownId: id: no exercise is called "99-leeky"')


def test_a_missing_chapter_is_no_error_but_a_broken_one_is(monkeypatch, tmp_path):
    monkeypatch.undo()
    assert registry.chapter_module("98") is None
    package = importlib.import_module("course_utils.exercises")
    (tmp_path / "chapter_97.py").write_text("import a_package_that_is_not_there\n")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError, match="a_package_that_is_not_there"):
        registry.chapter_module("97")
    assert "97" in registry.chapter_numbers()


def test_the_engine_loads_nothing_heavy():
    heavy = "{'torch', 'matplotlib', 'ipywidgets', 'anywidget', 'IPython'}"
    code = f"import sys, course_utils.exercises, course_utils.exercises.audit; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_exercise_prints_without_its_allow_list(leaky_exercise):
    assert isinstance(leaky_exercise, Exercise)
    assert "equivalent_mutants" not in repr(leaky_exercise)
