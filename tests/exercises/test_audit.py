"""The audit finds what is wrong with an exercise: each fault is planted here and has to be reported."""

import dataclasses

import numpy as np
import pytest

from course_utils.exercises import audit, sweeps
from course_utils.exercises.engine import Misconception
from course_utils.exercises.judge import RIGHT, judge
from course_utils.exercises.mutants import limited, mutants


def test_sound_exercises_have_no_faults(leaky_exercise, loss_exercise, slope_exercise, capsys):
    assert audit.audit("99") == []
    assert audit.main(["99"]) == 0
    assert "chapter 99: 3 exercises, 1 predictions, 0 faults" in capsys.readouterr().out


def test_a_remembering_reference_is_reported(leaky_exercise):
    draw = np.random.default_rng(0)
    noisy = dataclasses.replace(leaky_exercise, reference=lambda z, slope=0.01: z + draw.normal())
    assert audit.reference_passes(noisy)
    assert audit.cases_vary(noisy)


def test_a_stub_that_already_answers_is_reported(slope_exercise, leaky_exercise):
    eager = dataclasses.replace(slope_exercise, stub="slope_at_five = 0.0066")
    assert "is judged" in audit.stub_is_not_attempted(eager)[0]
    nameless = dataclasses.replace(leaky_exercise, stub="# your turn")
    assert "does not define" in audit.stub_is_not_attempted(nameless)[0]


def test_a_stub_with_a_planted_bug_is_not_attempted_until_it_changes(leaky_exercise):
    buggy = dataclasses.replace(leaky_exercise, stub="def leaky_relu(z, slope=0.01):\n    return np.maximum(z, slope)")
    assert audit.stub_is_not_attempted(buggy) == []


def test_misconceptions_that_cannot_be_told_apart_are_reported(leaky_exercise):
    twin = Misconception("twin", lambda z, slope=0.01: np.maximum(z, 0.0), "And this?")
    twins = dataclasses.replace(leaky_exercise, misconceptions=(*leaky_exercise.misconceptions, twin))
    assert "'twin'" in audit.misconceptions_earn_their_message(twins)[0]
    harmless = dataclasses.replace(
        leaky_exercise, misconceptions=(Misconception("right", leaky_exercise.reference, "?"),)
    )
    assert "'correct'" in audit.misconceptions_earn_their_message(harmless)[0]


def test_few_or_constant_cases_are_reported(leaky_exercise):
    few = dataclasses.replace(leaky_exercise, cases=[(np.array([1.0]),)] * 3)
    assert len(audit.cases_vary(few)) == 2


def test_an_exercise_that_zeros_pass_is_reported(leaky_exercise, slope_exercise):
    flat = dataclasses.replace(leaky_exercise, cases=[(np.zeros(n),) for n in range(1, 9)])
    assert "zeros passes" in audit.shortcuts_fail(flat)
    generous = dataclasses.replace(slope_exercise, tolerance=2.0, misconceptions=())
    assert audit.shortcuts_fail(generous) == []  # 0 is right there, and said to be: tolerance is the author's choice
    open_to_all = dataclasses.replace(slope_exercise, accept=lambda value: True)
    assert audit.shortcuts_fail(open_to_all)


def test_mutants_that_the_cases_miss_are_reported(leaky_exercise):
    without_default = dataclasses.replace(
        leaky_exercise, cases=[c for c in leaky_exercise.arguments() if len(c[0]) == 2]
    )
    without_default = dataclasses.replace(without_default, cases=[args for args, _ in without_default.cases])
    (survivor,) = audit.mutants_fail(without_default)
    assert survivor.startswith("survived: 0.01 -> ")
    allowed = dataclasses.replace(without_default, equivalent_mutants=(survivor.removeprefix(audit.SURVIVORS),))
    assert audit.mutants_fail(allowed) == []


def test_an_argument_that_may_be_ignored_is_reported(leaky_exercise):
    same_slope = dataclasses.replace(leaky_exercise, cases=lambda rng: [(rng.normal(size=n), 0.2) for n in range(1, 9)])
    assert sweeps.arguments_count(same_slope) == ["`slope` may be ignored"]
    assert sweeps.arguments_vary(same_slope) == ["`slope` is the same in all cases"]
    assert sweeps.arguments_vary(dataclasses.replace(same_slope, granted=("`slope` is the same in all cases",))) == []


def test_sizes_that_never_vary_are_reported(leaky_exercise):
    square = dataclasses.replace(leaky_exercise, cases=lambda rng: [(rng.normal(size=(n, n)),) for n in range(1, 9)])
    assert sweeps.arguments_vary(square) == ["`z` is square in all cases"]
    narrow = dataclasses.replace(leaky_exercise, cases=lambda rng: [(rng.normal(size=(n, 3)),) for n in range(1, 9)])
    assert sweeps.arguments_vary(narrow) == ["`z` has 3 along axis 1 in all cases"]
    assert sweeps.arguments_vary(dataclasses.replace(narrow, prompt="`z` has three columns.")) == []
    odd = dataclasses.replace(narrow, cases=[(np.arange(n), n) for n in range(1, 17, 2)])
    assert sweeps.arguments_vary(odd) == ["`slope` is odd in all cases"]


def test_a_type_that_is_asked_for_has_to_be_held(leaky_exercise):
    typed = dataclasses.replace(leaky_exercise, reference=lambda z, slope=0.01: (99 * z).astype("int8"), dtype="int8")
    assert sweeps.types_count(typed) == []
    assert sweeps.types_count(dataclasses.replace(typed, dtype="")) == []
    assert judge(typed, lambda z, slope=0.01: (99 * z).astype("int8")).state == RIGHT
    assert "int8 was asked for" in judge(typed, lambda z, slope=0.01: (99 * z).astype("int8").tolist()).parts[-2][1]


def test_an_answer_in_a_hint_is_reported(slope_exercise):
    told = dataclasses.replace(slope_exercise, hints=("It is 0.006648.",))
    assert "the answer 0.006648 stands in" in audit.texts_hide_the_answer(told)[0]


def test_a_solution_that_does_not_run_or_is_not_right_is_reported(leaky_exercise, slope_exercise):
    assert audit.solution_runs(leaky_exercise) == audit.solution_runs(slope_exercise) == []
    nameless = dataclasses.replace(leaky_exercise, solution="def leaky_relu(z, slope=0.01):\n    return numpy.abs(z)")
    assert "no right leaky_relu" in audit.solution_runs(nameless)[0]
    broken = dataclasses.replace(leaky_exercise, solution="leaky_relu = unknown")
    assert "does not run" in audit.solution_runs(broken)[0]
    bare = dataclasses.replace(slope_exercise, solution="slope_at_five = 0.0066480567")
    assert audit.solution_runs(bare) == ["the solution shows no working"]


def test_ids_of_another_chapter_are_reported(monkeypatch, leaky_exercise):
    stray = dataclasses.replace(leaky_exercise, id="98-leaky")
    monkeypatch.setattr(audit.registry, "entries", lambda number, kind: (stray, stray))
    assert len(audit.ids_are_sound("99")) >= 2


# ---- mutants


def example(x, k=2, *, flag=False):
    """Return something of everything. 3 + 4."""
    if x is None:
        raise ValueError("1 + 1")
    total = -x @ x.T + np.minimum(x.sum(axis=0), np.inf) * 3.0
    for i in range(k):
        total += i if total.max() > 0 and flag else 1
    return total


def test_mutants_change_one_thing_each():
    found = [what for what, _ in mutants(example)]
    for expected in (
        "2 -> 3",
        "False -> True",
        "-x -> +x",
        "x.T -> x.real",
        "0 -> 1",
        "3.0 -> 4.75",
        "total.max() > 0 -> total.max() <= 0",
        "x.sum -> x.mean",
        "np.inf -> 2",
        "np.inf -> 1e+09",
    ):
        assert expected in found
    assert not any("ValueError" in what or "3 + 4" in what for what in found)
    assert all(callable(mutant) for _, mutant in mutants(example))


def test_mutants_behave_differently_and_leave_the_function_alone():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    before = example(x)
    changed = [m(x) for what, m in mutants(example) if what in ("2 -> 3", "-x -> +x", "3.0 -> 4.75")]
    assert all(not np.array_equal(before, after) for after in changed)
    assert np.array_equal(before, example(x))


def test_what_has_no_source_has_no_mutants():
    assert list(mutants(np.add)) == []
    assert list(mutants(len)) == []
    assert list(mutants(lambda x: x + 1)) == []


def endless(n):
    while n > 0:
        n = n - 1
    return n


def test_an_endless_mutant_is_stopped():
    mutant = dict(mutants(endless))["n - 1 -> n + 1"]
    with limited(), pytest.raises(RuntimeError, match="too many lines"):
        mutant(1)
