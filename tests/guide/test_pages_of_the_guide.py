"""The guide's pages of the site: four, each to be printed alone, and the exam's without a word of its marking notes."""

import html
import re

import pytest

from course_utils.classroom.exam import draw
from course_utils.maintenance.claims import texts
from course_utils.site import build, pages, source

FILES = ("lecturers.html", "lecturers-parts.html", "lecturers-exam.html", "lecturers-marking.html")


@pytest.fixture(scope="module")
def site():
    return build.Site()


@pytest.fixture(scope="module")
def text(site):
    return {file: site.page(file)[1] for file in (*FILES, "index.html", "glossary.html")}


def test_there_are_four_and_each_cell_stands_on_one_of_them(site, text):
    sheets = [sheet for sheet in site.every if sheet.file in FILES]
    assert tuple(sheet.file for sheet in sheets) == FILES == tuple(f for f in site.files if f.startswith("lecturers"))
    ids = [block.cell.id for sheet in sheets for block in sheet.blocks]
    every = [cell.id for cell in source.Page(source.settings.NOTEBOOKS / source.GUIDE).cells]
    assert sorted(ids) == sorted(every) and {source.block_file(sheet) for sheet in sheets} == {source.GUIDE}
    assert [pages.full_title(sheet) for sheet in sheets][:2] == ["For lecturers", "For lecturers: Part by part"]
    assert sheets[0].blocks[-1].cell.id == source.CLOSE, "the close belongs to the first page, not to the marking notes"


def test_every_page_of_the_site_leads_to_it(text):
    for file, page in text.items():
        assert re.search(r'<a href="lecturers.html">For lecturers</a>', page), file


def test_the_page_of_the_exam_holds_no_marking_notes(text):
    exam, notes = html.unescape(text[FILES[2]]), html.unescape(text[FILES[3]])
    for question in draw.exam(texts.PRINTED_SEED).questions:
        assert question.title in exam and question.title in notes
        for wrong in question.wrong:
            shows = wrong.shows.replace("*", "")
            assert shows not in exam and shows in re.sub(r"</?em>", "", notes), wrong


def test_on_paper_the_exam_stands_without_the_words_to_the_lecturer():
    style = (pages.HERE / "views" / "site.css").read_text(encoding="utf-8")
    printed = re.findall(r"@media print \{(.*?)\n\}", style, re.S)
    assert any(".lecturers-exam .prose > :not(h2)" in rules and "display: none" in rules for rules in printed)


def test_where_there_is_no_guide_no_page_leads_to_it(monkeypatch):
    monkeypatch.setattr(pages, "has_guide", lambda: False)
    assert "lecturers" not in pages.render("base.html", "index.html", title="A page", body="")
