"""Prompts and stubs are written once, with the exercises, and brought into the chapters."""

import json
from dataclasses import replace

import pytest

from course_utils.maintenance import pages, prompts
from course_utils.maintenance.minutes import exercise_of

PATHS = pages.find()


def shown(text):
    """The prose and code of a notebook, each cell's words in a row: how lines are broken does not count."""
    return [" ".join("".join(cell["source"]).split()) for cell in json.loads(text)["cells"]]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem[:2])
def test_the_chapters_hold_what_is_written_with_the_exercises(path):
    text = path.read_text(encoding="utf-8")
    assert prompts.with_prompts(pages.Page(path)) == text


@pytest.mark.parametrize("path", PATHS[1:], ids=lambda path: path.stem[:2])
def test_a_changed_prompt_and_stub_reach_the_chapter_and_nothing_else_changes(path, monkeypatch):
    asked = {}

    def other(cell):
        if (exercise := exercise_of(cell)) is None:
            return None
        stub = f"{exercise.stub}  # another stub of {exercise.id}"
        first, *more = exercise.prompt.split("\n\n")
        asked[exercise.id] = replace(
            exercise, prompt="\n\n".join([f"Another prompt: {exercise.id}.", *more]), stub=stub
        )
        return asked[exercise.id]

    monkeypatch.setattr(prompts, "exercise_of", other)
    before = shown(path.read_text(encoding="utf-8"))
    after = shown(prompts.with_prompts(pages.Page(path)))
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 2 * len(asked) > 0
    for exercise in asked.values():
        assert sum(" ".join(exercise.stub.split()) in new for _, new in changed) == 1
        assert sum(" ".join(exercise.prompt.split()) in new for _, new in changed) == 1
    assert all(
        ("Stuck?" in old) == ("Stuck?" in new) and old.count("check(") == new.count("check(") for old, new in changed
    )
