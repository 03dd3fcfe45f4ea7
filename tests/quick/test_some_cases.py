"""Which tests are left out of a short run: those marked for it and no others, and never what has changed."""

import os
import subprocess
import sys

import pytest
from some_cases import changed_names, thinned

from course_utils import settings


class Item:
    def __init__(self, nodeid, marks):
        self.nodeid, self.marks = nodeid, marks

    def get_closest_marker(self, name):
        return getattr(pytest.mark, name)(*self.marks[name]).mark if name in self.marks else None


def cases(name, count, file="tests/browser/t.py", **marks):
    ids = [f"[{k}-Collapse]" if k == 7 else f"[{k}-x]" for k in range(count)] if count > 1 else [""]
    return [Item(f"{file}::{name}{one}", marks) for one in ids]


def kept(everything, **options):
    run, left = thinned(everything, **options)
    assert [item for item in everything if item in run] == run and len(run) + len(left) == len(everything)
    return [item.nodeid.partition("::")[2] for item in run]


@pytest.mark.parametrize("count", [1, 2, 4, 5, 9, 150])
def test_every_test_in_a_browser_keeps_its_first_case_or_as_many_as_it_is_marked_for(count):
    many = cases("many", count)
    names = [item.nodeid.partition("::")[2] for item in many]
    assert kept(cases("one", 1) + many) == ["one", names[0]]
    run = kept(cases("many", count, few=(4,)))
    assert len(run) == min(count, 4) and names[0] in run and names[-1] in run
    assert kept(cases("many", count, few=(1,))) == names[:1]


@pytest.mark.parametrize("count", [1, 9])
def test_elsewhere_only_what_is_marked_is_thinned(count):
    file = "tests/core/t.py"
    assert len(kept(cases("all", count, file))) == count
    assert len(kept(cases("some", count, file, few=(2,)))) == min(count, 2)
    assert kept(cases("whole", count, file, long=())) == []


def test_what_has_changed_is_kept_whole_and_everywhere():
    paths = ["course_utils/explorers/collapse.py"]
    run = kept(cases("many", 30) + cases("others", 9), paths=paths)
    assert run.count("many[7-Collapse]") == run.count("others[7-Collapse]") == 1 and len(run) <= 10
    assert "many[7-Collapse]" not in kept(cases("many", 30))
    run = kept(cases("many", 30) + cases("one", 1, "tests/core/t.py", long=()), paths=["tests/core/t.py"])
    assert "one" in run and len(run) == 2


@pytest.mark.parametrize(
    ("changed", "run"),
    [
        ("README.md", "05"), ("notebooks/12_y.ipynb", "05 12 pages"), ("data/x.npz", "05 12"),
        ("course_utils/experiment/train.py", "05 12"), ("course_utils/site/views/site.css", "05 12 pages"),
    ],
)  # fmt: skip
def test_what_takes_minutes_waits_for_a_change_of_what_it_rests_on(changed, run):
    everything = [item for number in ("05", "12") for item in cases("Cell", 3, f"notebooks/{number}_y.ipynb")]
    found, _ = thinned(everything + cases("page", 1, "tests/browser/pages/t.py"), [changed])
    assert {item.nodeid.split("/")[-2 if "pages" in item.nodeid else -1].partition("_")[0] for item in found} == {
        *run.split()
    }
    assert sum("notebooks" in item.nodeid for item in found) in (3, 6)  # all cells of a notebook, or none


def test_changed_files_are_those_of_explorers_and_of_chapters():
    paths = [
        "course_utils/explorers/collapse.py",
        "notebooks/05_convolution.ipynb",
        "notebooks/images/x.png",
        "README.md",
    ]
    assert changed_names(paths) == ["Collapse", "05_"]
    assert changed_names([]) == []


@pytest.mark.parametrize(("asked", "left"), [("some", True), ("all", False)])
def test_only_a_run_that_asks_for_some_leaves_any(asked, left):
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "--collect-only", "tests/browser/test_fit.py"]
    variables = {**os.environ, "COURSE_TESTS": asked}
    told = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, check=False, env=variables).stdout
    assert ("deselected" in told) == left
