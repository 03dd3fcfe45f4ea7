"""Nothing that the course promises to teach is lost: each line of its plan leads to a section that speaks of it."""

import re
import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from course_utils import settings
from course_utils.exercises.course_map import chapters
from course_utils.maintenance.pages import Page

PLAN = tomllib.loads((Path(__file__).parent / "coverage.toml").read_text(encoding="utf-8"))["lines"]
INDEX = re.compile(r"- (?P<what>[^*].*?): \d\d \[.+\]\((?P<file>[\w.]+)#(?P<anchor>.+)\)")


@cache
def page(name):
    return Page(settings.NOTEBOOKS / name)


@cache
def index():
    """Return {line of the index: (file, anchor)}."""
    lines = [line for cell in page("concepts_and_glossary.ipynb").markdown for line in cell.source.splitlines()]
    return {m["what"]: (m["file"], unquote(m["anchor"])) for line in lines if (m := INDEX.fullmatch(line))}


@cache
def section(file, anchor):
    """Return all that stands under a heading, down to the next of its level: text, code and results."""
    found, level = [], 0
    for cell in page(file).cells:
        headings = cell.headings if cell.kind == "markdown" else []
        if level and any(here <= level for here, _ in headings[:1]):
            break
        for here, text in headings:
            if not level and re.sub(r"[*_`]", "", text).replace(" ", "-") == anchor:
                level = here
        if level:
            found += [cell.source, cell.shown_text]
    return "\n".join(found)


@pytest.mark.parametrize(("what", "line", "words"), PLAN, ids=[what for what, _, _ in PLAN])
def test_a_section_speaks_of_it(what, line, words):
    places = [place for text, place in index().items() if text.startswith(line)]
    assert places, f"no line of the index begins with {line!r}"
    missing = [word for word in words if not any(re.search(word, section(*place)) for place in places)]
    assert not missing, f"{places}: {missing} stand nowhere in the section"


def test_the_plan_is_whole():
    assert len({what for what, _, _ in PLAN}) == len(PLAN) >= 105
    assert {file[:2] for file, _ in index().values()} == set(chapters()) - {"00"}
