"""A quick look, for real but small: the order, the clock, and that nothing is said of what was not run."""

import json
import time

import pytest

from course_utils import settings
from course_utils.launch.quick import rules, run
from course_utils.launch.quick.rules import Picked
from course_utils.maintenance import durations

TESTS = """
import time, pytest
order = []
@pytest.mark.parametrize("k", [1, 2, 3])
def test_near(k): order.append(k)
@pytest.mark.parametrize("name", ["a", "b"])
def test_far(name): assert order == [1, 2, 3]
def test_not_picked(): assert False
"""
SLOW = "import time\ndef test_slow(): time.sleep(30)\n"
WRONG = "def test_wrong(): assert 1 == 2\n"


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A course of three files of tests, whose changed files somebody else finds."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p course_utils.maintenance.durations\n")
    for name, text in (("test_order.py", TESTS), ("test_slow.py", SLOW), ("test_wrong.py", WRONG)):
        (tmp_path / "tests" / name).write_text(text)
    real = settings.child_environment()
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.setattr(settings, "child_environment", lambda *_: real)
    monkeypatch.setattr(run, "lint", lambda paths: [])
    monkeypatch.setattr(run.changed, "files", lambda named: (["x.py"], "1 files differ"))
    return tmp_path


def look(monkeypatch, picks, seconds=30):
    monkeypatch.setattr(rules, "pick", lambda paths: picks)
    started = time.time()
    code = run.main([f"--seconds={seconds}"])
    return code, time.time() - started


def test_picked_tests_run_nearest_first_and_no_others(small, monkeypatch, capsys):
    picks = [Picked("tests/test_order.py", 0, "near"), Picked("tests/test_order.py", 2, r"far\[a\]")]
    code, _ = look(monkeypatch, picks)
    said = capsys.readouterr().out
    assert code == 0 and "4 tests of 1 files" in said and "NOT RUN" not in said
    assert "What ran has passed. `make test` proves the rest." in said


def test_what_fails_is_shown_and_named(small, monkeypatch, capsys):
    code, _ = look(monkeypatch, [Picked("tests/test_order.py", 0, "near"), Picked("tests/test_wrong.py", 1)])
    said = capsys.readouterr().out
    assert code == 1 and "FAILED: tests/test_wrong.py::test_wrong" in said and "assert 1 == 2" in said
    assert "has passed" not in said


@pytest.mark.long
def test_what_is_expected_to_take_too_long_is_not_begun_and_named(small, monkeypatch, capsys):
    known = {"tests/test_slow.py": {"test_slow": [1, 30.0]}}
    (small / durations.NAME).write_text(json.dumps(known))
    code, seconds = look(monkeypatch, [Picked("tests/test_order.py", 0, "near"), Picked("tests/test_slow.py", 1)], 20)
    said = capsys.readouterr().out
    assert code == 0 and seconds < 20 and "NOT RUN, for want of time: 1 tests or more, of tests/test_slow.py" in said
    assert "3 tests of 1 files" in said
    assert durations.read()["tests/test_slow.py"] == {"test_slow": (1, 30.0)}


@pytest.mark.long
def test_a_test_that_hangs_is_ended_and_the_answer_comes_all_the_same(small, monkeypatch, capsys):
    monkeypatch.setattr(run, "GRACE", 1)
    code, seconds = look(monkeypatch, [Picked("tests/test_order.py", 0, "near"), Picked("tests/test_slow.py", 1)], 15)
    said = capsys.readouterr().out
    assert seconds < 30 and "3 tests of 1 files" in said
    assert code == 0 and "NOT FINISHED when the time was up" in said and "NOT RUN" in said
    monkeypatch.setattr(run, "HANGS", 1)
    assert look(monkeypatch, [Picked("tests/test_slow.py", 1)], 15)[0] == 1
    assert "FAILED: tests/test_slow.py::test_slow, still running after" in capsys.readouterr().out


@pytest.mark.long
def test_a_file_that_cannot_be_collected_has_failed(small, monkeypatch, capsys):
    (small / "tests" / "test_wrong.py").write_text("import nothing_of_this_name")
    assert look(monkeypatch, [Picked("tests/test_wrong.py", 1)])[0] == 1
    assert "FAILED: tests/test_wrong.py" in capsys.readouterr().out


@pytest.mark.long
@pytest.mark.parametrize("picks", [[], [Picked("tests/test_order.py", 1, "no such id")]])
def test_nothing_tested_is_not_called_well(small, monkeypatch, capsys, picks):
    assert look(monkeypatch, picks)[0] == 0
    said = capsys.readouterr().out
    assert "Nothing was tested" in said and "passed" not in said


def test_the_nearest_answer_first_and_the_slow_begin_at_the_same_time():
    picks = [Picked(f"tests/core/test_{k}.py", 1 if k < 50 else 4) for k in range(90)]
    picks += [Picked("notebooks/01_a.ipynb", 2), Picked("tests/browser/test_drawn.py", 2, "x")]
    first, second, *others = run.batches_of(picks)
    assert first == picks[: run.NEAREST] and second == picks[90:]
    assert [one for batch in others for one in batch] == picks[run.NEAREST : 90]
    assert max(map(len, others)) == run.MORE
    assert run.batches_of(picks[90:]) == [picks[90:]] and run.batches_of([]) == []


OWN_END = """
import signal, time
def test_ended():
    def fail(*_): raise AssertionError
    signal.signal(signal.SIGTERM, fail)
    time.sleep(30)
"""


@pytest.mark.long
def test_a_test_that_is_cut_off_has_not_failed(small, monkeypatch, capsys):
    monkeypatch.setattr(run, "GRACE", 1)
    (small / "tests" / "test_slow.py").write_text(OWN_END)
    code, _ = look(monkeypatch, [Picked("tests/test_slow.py", 1)], 12)
    said = capsys.readouterr().out
    assert code == 0 and "NOT FINISHED" in said and "test_ended" in said and "FAILED" not in said


@pytest.mark.long
def test_what_is_left_between_two_tests_leaves_nothing_set_up(small, monkeypatch, capsys):
    both = "import pytest\n@pytest.fixture(scope='module', autouse=True)\ndef made(): yield\ndef test_first(): pass\n"
    (small / "tests" / "test_slow.py").write_text(both + SLOW)
    (small / durations.NAME).write_text(json.dumps({"tests/test_slow.py": {"test_slow": [1, 30.0]}}))
    picks = [Picked("tests/test_slow.py", 0), Picked("tests/test_order.py", 1, "near")]
    assert look(monkeypatch, picks, 20)[0] == 0
    said = capsys.readouterr().out
    assert "4 tests of 2 files" in said and "1 tests or more, of tests/test_slow.py" in said


def test_a_batch_for_which_there_is_no_time_is_left_and_named(small, monkeypatch, capsys):
    monkeypatch.setattr(run, "NEAREST", 1)
    monkeypatch.setattr(run, "start", lambda *_: pytest.fail("it began"))
    code, seconds = look(monkeypatch, [Picked("tests/test_order.py", 0), Picked("tests/test_wrong.py", 1)], 3)
    said = capsys.readouterr().out
    assert code == 0 and seconds < 3 and "there was no time" in said and "passed" not in said
    assert "of tests/test_order.py, tests/test_wrong.py" in said


def test_lint_names_what_found_something(tmp_path, capfd):
    wrong = tmp_path / "wrong.py"
    wrong.write_text("import os\nx = {  'a':1}\n")
    assert run.lint([str(wrong)]) == ["lint", "format"] and "F401" in capfd.readouterr().out
    assert run.lint([]) == []


def test_words_that_are_not_understood_name_the_file(monkeypatch, capsys):
    assert run.main(["no/such/file.py"]) == 2
    assert "got 'no/such/file.py'" in capsys.readouterr().err


def test_the_list_runs_nothing(monkeypatch, capsys):
    monkeypatch.setattr(run, "run", lambda *_: pytest.fail("it ran"))
    assert run.main(["--list", "tests/core/test_losses.py"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["0  tests/core/test_losses.py"]


# ---- what is remembered of durations ---------------------------------------------------------------------------------


class Config:
    def __init__(self, root):
        self.rootpath = root


class Report:
    def __init__(self, nodeid, duration, passed=True):
        self.nodeid, self.duration, self.passed = nodeid, duration, passed


def remember(*reports):
    clock = durations.Clock(Config(settings.ROOT))
    for report in reports:
        clock.pytest_runtest_logreport(report)
    clock.pytest_sessionfinish()
    return durations.read()


def test_parts_and_parameters_add_up_and_a_run_of_fewer_changes_nothing(small):
    parts = [Report("tests/a.py::t[1]", 1.0), Report("tests/a.py::t[1]", 0.5), Report("tests/a.py::t[2]", 2.0)]
    found = remember(*parts, Report("tests/a.py::t[3]", 9.0, passed=False), Report("notebooks/01_a.ipynb::Cell 0", 4.0))
    assert found == {"tests/a.py": {"t": (2, 3.5)}, "notebooks/01_a.ipynb": {"cells": (1, 4.0)}}
    assert remember(Report("tests/a.py::t[1]", 50.0))["tests/a.py"] == {"t": (2, 3.5)}
    found = remember(*(Report(f"tests/a.py::t[{k}]", 1.0) for k in range(4)))
    assert found["tests/a.py"] == {"t": (4, 4.0)} and durations.expected("tests/a.py::t[9]", found) == 1.0


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": {"t": ["x", "y"]}}', '{"a": {"t": [1]}}'])
def test_a_damaged_memory_is_none(small, text):
    (small / durations.NAME).write_text(text)
    assert durations.read() == {}
    assert durations.expected("tests/browser/test_x.py::t", {}) > 0 and durations.expected("elsewhere.py::t", {}) > 0


def test_a_course_that_may_only_be_read_is_tested_all_the_same(small, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(durations.whole_files, "replace", refuse)
    assert remember(Report("tests/a.py::t", 1.0)) == {}


class Item:
    def __init__(self, nodeid):
        self.nodeid = nodeid


def test_files_are_shared_out_the_longest_first_and_nothing_moves_within_one(small):
    known = {"tests/a.py": {"t": [3, 1.0]}, "tests/b.py": {"t": [2, 90.0]}, "notebooks/01_a.ipynb": {"cells": [2, 9.0]}}
    (small / durations.NAME).write_text(json.dumps(known))
    names = ["tests/a.py::t[2]", "tests/a.py::t[1]", "tests/b.py::t[1]", "tests/b.py::t[2]", "tests/a.py::t[3]"]
    items = [Item(name) for name in [*names, "notebooks/01_a.ipynb::Cell 0", "notebooks/01_a.ipynb::Cell 1"]]
    config = Config(small)
    durations.pytest_collection_modifyitems(config, items)
    assert [item.nodeid for item in items[:5]] == names  # one process runs in the order of collection
    config.workerinput = {}
    durations.pytest_collection_modifyitems(config, items)
    order = [item.nodeid for item in items]
    assert order == [*names[2:4], "notebooks/01_a.ipynb::Cell 0", "notebooks/01_a.ipynb::Cell 1", *names[:2], names[4]]
