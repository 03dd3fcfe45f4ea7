"""A small course and a learner's folder to try copies on."""

import pytest
from small_course import cell, notebook, put, ran

from course_utils import settings


@pytest.fixture
def small():
    """The cells of a small chapter, run."""
    return [
        cell("title", "# One", "markdown"),
        cell("sum", **ran("1 + 2")),
        cell("task", "## Your turn\n\nAdd.", "markdown"),
        cell("answer", "answer = ..."),
        cell("end", "The end.", "markdown"),
    ]


@pytest.fixture
def course(tmp_path, monkeypatch, course_home, small):
    """A course of two chapters; its folder. The learner's is `course_home`."""
    folder = tmp_path / "course é" / "notebooks"
    monkeypatch.setattr(settings, "NOTEBOOKS", folder)
    put(folder / "01_one.ipynb", notebook(small))
    put(folder / "02_two.ipynb", notebook([cell("title", "# Two", "markdown"), cell("two", "2")]))
    return folder
