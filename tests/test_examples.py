"""The examples in the docstrings do what they show."""

import doctest
import importlib

import pytest

from course_utils import settings

SHOWN = {
    ".".join(path.relative_to(settings.ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (settings.ROOT / "course_utils").rglob("*.py")
    if "    >>> " in path.read_text(encoding="utf-8") or "\n>>> " in path.read_text(encoding="utf-8")
}


def test_examples_are_found():
    assert {"course_utils.activations", "course_utils.plotting.style", "course_utils.explorers.descent"} <= SHOWN


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_the_examples_run(name, course_home):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
