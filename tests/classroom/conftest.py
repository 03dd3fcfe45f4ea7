"""Journals written by hand, and an empty course home for each test."""

from types import SimpleNamespace

import pytest
from made_class import text

from course_utils.classroom import page
from course_utils.classroom.gather import gather
from course_utils.classroom.places import places
from course_utils.exercises import journal

NOW = 1_800_000_000  # January 2027, after all that is made up here


@pytest.fixture(autouse=True)
def own_home(course_home, monkeypatch):
    """Give the test an empty progress file, and a session that remembers nothing."""
    monkeypatch.setattr(journal, "_unsaved", [])
    monkeypatch.setattr(journal, "followers", [])
    return course_home


@pytest.fixture(scope="session")
def where():
    """Where everything stands in the course."""
    return places()


@pytest.fixture
def hand_in(tmp_path):
    """Return a function that writes records, or bytes, as a file that was handed in."""
    folder = tmp_path / "handed in"

    def write(name, content):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else text(content).encode("utf-8"))
        return path

    return SimpleNamespace(write=write, folder=folder)


@pytest.fixture
def report(hand_in, where):
    """Return a function that gives the HTML of the report on all that was handed in."""

    def write(**settings):
        handed, left_out = gather([hand_in.folder])
        return page.page(handed, left_out, where, page.Settings(**settings), NOW)

    return write
