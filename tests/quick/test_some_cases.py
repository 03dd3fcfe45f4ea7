"""Which cases are left out of a short run: never a whole test, and never what has changed."""

from types import SimpleNamespace

import pytest
from some_cases import MOST, changed_names, thinned


def items(**counts):
    return [SimpleNamespace(nodeid=f"t.py::{name}" + (f"[{k}-Collapse]" if k == 7 else f"[{k}-x]") * (count > 1))
            for name, count in counts.items() for k in range(count)]  # fmt: skip


def kept(everything, **options):
    run, left = thinned(everything, **options)
    assert [item for item in everything if item in run] == run and len(run) + len(left) == len(everything)
    return [item.nodeid.removeprefix("t.py::") for item in run]


@pytest.mark.parametrize("count", [1, 2, 4, 5, 9, 150])
def test_every_test_keeps_its_first_and_last_case(count):
    everything = items(few=1, many=count)
    run = kept(everything)
    assert "few" in run and len(run) == 1 + min(count, MOST)
    names = [item.nodeid.removeprefix("t.py::") for item in everything[1:]]
    assert names[0] in run and names[-1] in run
    assert len(kept(everything, most=4)) == 1 + min(count, 4)


def test_what_has_changed_is_kept_whole_and_everywhere():
    run = kept(items(many=30, others=9), always=["Collapse"])
    assert run.count("many[7-Collapse]") == run.count("others[7-Collapse]") == 1 and len(run) <= 10
    assert "many[7-Collapse]" not in kept(items(many=30))


def test_changed_files_are_those_of_explorers_and_of_chapters():
    paths = [
        "course_utils/explorers/collapse.py",
        "notebooks/05_convolution.ipynb",
        "notebooks/images/x.png",
        "README.md",
    ]
    assert changed_names(paths) == ["Collapse", "05_"]
    assert changed_names([]) == []
