"""The page of concepts: every line leads somewhere, every term has its sentence and its Chinese name."""

import re

import pytest

from course_utils import settings
from course_utils.exercises.course_map import chapters
from course_utils.maintenance import hygiene
from course_utils.maintenance.pages import Page

PATH = settings.NOTEBOOKS / "concepts_and_glossary.ipynb"
RULES = (hygiene.links, hygiene.normal_form, hygiene.meaningful_ids, hygiene.no_machine_paths, hygiene.size)
TERM = re.compile(r"- \*\*(?P<term>.+?)\*\* · (?P<chinese>.+?) · (?P<sentence>.+?) \d\d \[.+\]\((?P<link>.+)\)")
LINE = re.compile(r"- (?P<what>.+): (?P<chapter>\d\d) \[.+\]\((?P<link>.+)\)")


@pytest.fixture(scope="module")
def page():
    return Page(PATH)


def rows(page, start, pattern):
    """Return the matches of all lines of the page that begin like `start`; a line that does not match is None."""
    lines = [line for cell in page.markdown for line in cell.source.splitlines() if re.match(start, line)]
    return [pattern.fullmatch(line) for line in lines]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_link_arrives_and_the_page_is_in_form(page, rule):
    assert list(rule(page)) == []


def test_it_is_reachable_from_the_start():
    start = Page(settings.NOTEBOOKS / "00_start_here.ipynb")
    assert PATH.name in [target for cell in start.markdown for target in cell.links]


def test_every_term_has_one_sentence_a_chinese_name_and_a_section(page):
    terms = rows(page, r"- \*\*", TERM)
    assert all(terms) and len(terms) > 100
    assert len({row["term"] for row in terms}) == len(terms), "a term stands there twice"
    for row in terms:
        assert re.search(r"[\u4e00-\u9fff]", row["chinese"]), row["term"]
        assert row["sentence"].endswith(".") and not re.search(r"[.!?] [A-Z]", row["sentence"]), row["term"]
        assert ".ipynb#" in row["link"], row["term"]


def test_every_line_of_the_index_has_a_section(page):
    lines = rows(page, r"- (?!\*\*)", LINE)
    assert all(lines) and len(lines) > 100
    assert len({row["what"] for row in lines}) == len(lines), "a line stands there twice"
    assert all(row["link"].startswith(f"{row['chapter']}_") and ".ipynb#" in row["link"] for row in lines)


def test_every_chapter_is_in_both_lists(page):
    taught = {row["link"][:2] for row in rows(page, r"- \*\*", TERM)}
    assert taught == set(chapters()) - {"00"}
    assert {row["chapter"] for row in rows(page, r"- (?!\*\*)", LINE)} == taught
