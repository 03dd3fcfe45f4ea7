"""Every number of a chapter, part, section or exercise is that of what it stands for; wrong ones are found."""

import copy
import dataclasses
import itertools
import json
import pathlib
import re
import shutil

import pytest

from course_utils import settings
from course_utils.maintenance.pages import Page
from course_utils.maintenance.references import book, check, find, structure, texts, write

COURSE = structure.chapters()
PLACES = texts.places(COURSE)
MEANINGS = book.read()
NAMES = [chapter.name for chapter in COURSE]
KINDS = {"part", "section", "exercise"}


def test_every_number_is_that_of_what_it_stands_for():
    assert check.problems(COURSE, PLACES, MEANINGS) == []


def test_references_of_every_kind_are_found_in_every_kind_of_text():
    kinds = {one.kind for place in PLACES for one in place.found}
    assert kinds == {"chapter", *KINDS} and sum(len(place.found) for place in PLACES) > 450
    keys = {place.key for place in PLACES if place.table == texts.FILES}
    assert {"README.md", "data/README.md runs/lenet5.json", "course_utils/exercises/chapter_05/questions.py"} <= keys
    assert any(" note" in place.key for place in PLACES)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Chapters 02 to 04, and chapter\n07.", ["02", "04", "07"]),
        ('"is in chapter "\n        "05, as said"', ["05"]),
        ("Sections 3, 4 and 5; Exercise 7 had it; parts 1–2.", ["3", "4", "5", "7", "1", "2"]),
        ("LeCun et al. 1998, section 2; section 3.4 and section III-A; He 2015, table 1 and section 4.", []),
        ("chapter 7 of a book, `exercise 3`, a part of 20 pixels", []),
    ],
)
def test_what_is_a_reference(text, numbers):
    assert [one.written for one in find.references(text)] == numbers


def test_a_reference_may_be_broken_over_the_lines_of_a_comment():
    assert [one.written for one in find.references("# see section\n    # 3 of it", markdown=False)] == ["3"]


# --- changed by one, each of them ------------------------------------------------------------------------------------


def shifted(one):
    number = int(one.written) + (1 if int(one.written) < 9 else -1)
    return f"{number:02d}" if one.kind == "chapter" else str(number)


def test_each_reference_with_another_number_is_found():
    caught = 0
    for place in PLACES:
        for at, one in enumerate(place.found):
            wrong = dataclasses.replace(one, written=shifted(one))
            changed = dataclasses.replace(place, found=(*place.found[:at], wrong, *place.found[at + 1 :]))
            targets = MEANINGS[place.table, place.key]
            found = [line for line in check.of_places(COURSE, [changed], MEANINGS) if place.name in line]
            assert bool(found) == (targets[at] != book.PAPER), (place.name, one)
            caught += bool(found)
    assert caught > 450


def test_each_link_with_another_number_is_found():
    for where, text in check.linked(COURSE, PLACES):
        for hit in check.LINK.finditer(text):
            number = int(hit["file"][:2])
            wrong = hit.group().replace(hit["file"], f"{(number + 1) % 13:02d}{hit['file'][2:]}")
            changed = text[: hit.start()] + wrong + text[hit.end() :]
            bad = check.LINK.search(changed, hit.start())
            assert any(was != shall for was, shall in check.wanted(bad, changed, COURSE)), where


def test_each_link_to_another_heading_by_number_is_found():
    numbered = 0
    for where, text in check.linked(COURSE, PLACES):
        for hit in check.LINK.finditer(text):
            if (anchor := hit["anchor"]) and (number := re.match(r"#(?:Part-|Exercise-)?(\d+)(?=-|:|,)", anchor)):
                wrong = anchor[: number.start(1)] + str(int(number[1]) + 1) + anchor[number.end(1) :]
                changed = text[: hit.start("anchor")] + wrong + text[hit.end("anchor") :]
                bad = check.LINK.search(changed, hit.start())
                assert any(was != shall for was, shall in check.wanted(bad, changed, COURSE)), (where, anchor)
                numbered += 1
    assert numbered > 100 and "concepts_and_glossary" in " ".join(where for where, _ in check.linked(COURSE, PLACES))


def test_a_reference_that_comes_or_goes_is_found():
    place = next(place for place in PLACES if len(place.found) == 3)
    fewer = dataclasses.replace(place, found=place.found[1:])
    assert "2 references, 3 meanings" in " ".join(check.of_places(COURSE, [fewer], MEANINGS))
    new = dataclasses.replace(place, key="a-new-cell")
    assert book.line(new, book.guesses(new, COURSE)) in " ".join(check.of_places(COURSE, [new], MEANINGS))
    assert "no reference stands there" in " ".join(check.of_places(COURSE, PLACES[1:], MEANINGS))


def test_a_new_chapter_can_be_entered_and_read(tmp_path):
    path = tmp_path / "references.toml"
    path.write_text("".join(re.split(r"(?m)^(?=\[)", book.PATH.read_text(encoding="utf-8"))[:3]), encoding="utf-8")
    new = book.adopt("pooling", PLACES, COURSE, path)
    assert len(new) > 10 and book.adopt("pooling", PLACES, COURSE, path) == []
    entered = {key: value for key, value in book.read(path).items() if key[0] == "pooling"}
    assert entered.keys() == {key for key in MEANINGS if key[0] == "pooling"}
    differ = [key for key in entered if entered[key] != MEANINGS[key]]
    assert differ == [("pooling", "title")]  # "for part 3 the chain rule of chapter 03": part 3 of this chapter


def test_adopting_writes_anew_what_has_another_length_and_drops_what_went(tmp_path):
    path = tmp_path / "references.toml"
    text = book.PATH.read_text(encoding="utf-8")
    spoiled = text.replace('title = "chapter:convolution part:part-3 ', 'gone = "chapter:pooling"\ntitle = "')
    assert spoiled != text
    path.write_text(spoiled, encoding="utf-8")
    assert [one.partition(" = ")[0] for one in book.adopt("pooling", PLACES, COURSE, path)] == ["title"]
    after = book.read(path)
    assert after.keys() == MEANINGS.keys()
    assert [key for key in after if after[key] != MEANINGS[key]] == [("pooling", "title")]  # part 3, as above


# --- headings that change places -------------------------------------------------------------------------------------


def with_lines(chapter, changes):
    """The chapter with other heading lines: {(cell id, line): line}."""
    notebook = json.loads(chapter.page.text)
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        for (id, line), new in changes.items():
            if cell["id"] == id:
                source = source.replace(line, new, 1)
        cell["source"] = source
    page = Page(chapter.page.path, json.dumps(notebook))
    return structure.chapter_of(page, chapter.number, chapter.name)


def lines_of(chapter):
    """(kind, cell id, heading line) of each numbered heading, in order."""
    return [
        (kind, cell.id, f"{'#' * level} {text}")
        for cell in chapter.page.markdown
        for level, text in cell.headings
        if (kind := structure.kind_of(level, text)) in KINDS
    ]


@pytest.mark.few(4)
@pytest.mark.parametrize("name", NAMES)
def test_headings_that_change_places_are_found(name):
    chapter = next(chapter for chapter in COURSE if chapter.name == name)
    for kind in KINDS:
        these = [(cell, line) for of, cell, line in lines_of(chapter) if of == kind]
        for (a, first), (b, second) in itertools.pairwise(these):
            if a != b:
                swapped = with_lines(chapter, {(a, first): second, (b, second): first})
                assert list(check.of_headings([swapped])), (first, second)
        for cell, line in these:
            number = re.search(r"\d+", line)[0]
            wrong = with_lines(chapter, {(cell, line): line.replace(number, str(int(number) + 6), 1)})
            assert list(check.of_headings([wrong])), line


def moved(chapter, first, second):
    """The chapter with the cells of two sections exchanged, and every heading numbered anew."""
    notebook = json.loads(chapter.page.text)
    at = {cell["id"]: place for place, cell in enumerate(notebook["cells"])}
    cells = notebook["cells"]
    cells[at[first]], cells[at[second]] = cells[at[second]], cells[at[first]]
    page = Page(chapter.page.path, json.dumps(notebook))
    return structure.chapter_of(page, chapter.number, chapter.name)


@pytest.mark.parametrize("name", NAMES)
def test_a_section_that_moves_is_missed_wherever_it_is_referred_to(name):
    chapter = next(chapter for chapter in COURSE if chapter.name == name)
    sections = [heading for heading in chapter.headings if heading.target.startswith("section:")]
    own = [place for place in PLACES if place.table == name]
    for one, two in itertools.pairwise(sections):
        course = [moved(other, one.cell, two.cell) if other is chapter else other for other in COURSE]
        meant = [target for place in own for target in MEANINGS[place.table, place.key]]
        found = [line for line in check.of_places(course, own, MEANINGS) if "which is" in line]
        assert len(found) >= sum(target in (one.target, two.target) for target in meant)


# --- written again ---------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(settings.NOTEBOOKS, tmp_path / "notebooks", ignore=shutil.ignore_patterns("images"))
    (tmp_path / "course_utils").mkdir()
    (tmp_path / "data").mkdir()
    for name in ("README.md", "data/README.md", "course_utils/convnet.py"):
        shutil.copy(settings.ROOT / name, tmp_path / name)
    return tmp_path


def all_text(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*")) if path.is_file()}


def content(all_of_it):
    """Notebooks as what they hold: another chapter's may not be in normal form yet."""
    return {name: json.loads(text) if name.endswith(".ipynb") else text for name, text in all_of_it.items()}


def test_right_numbers_are_left_alone(folder):
    before = all_text(folder)
    assert write.write(MEANINGS, folder / "notebooks", folder) == [] and all_text(folder) == before


def test_numbers_that_were_spoiled_come_back(folder):
    before, random_ones = all_text(folder), iter("2837465" * 200)
    for path in sorted((folder / "notebooks").glob("[0-9]*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        chapter = next(chapter for chapter in COURSE if chapter.page.path.name == path.name)
        keys = {place.key: place for place in texts.of_pages([chapter])}
        for cell in notebook["cells"]:
            if place := keys.get(cell["id"]):
                wrong = [f"0{next(random_ones)}" if one.kind == "chapter" else next(random_ones) for one in place.found]
                kept = [one.written if t == book.PAPER else w for one, w, t in
                        zip(place.found, wrong, MEANINGS[place.table, place.key], strict=True)]  # fmt: skip
                cell["source"] = find.replaced("".join(cell["source"]), list(place.found), kept).splitlines(True)
            if cell["cell_type"] == "markdown":
                lines = "".join(cell["source"]).split("\n")
                lines = [re.sub(r"^(#+ (?:Part |Exercise )?)\d+(?=( · |: |, opt))", r"\g<1>91", one)
                         if not re.match(r"# \d\d · ", one) else one for one in lines]  # fmt: skip
                cell["source"] = "\n".join(lines).splitlines(True)
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert all_text(folder) != before
    write.write(MEANINGS, folder / "notebooks", folder)
    assert content(all_text(folder)) == content(before)


def test_a_chapter_with_a_new_number_takes_references_and_links_along(folder):
    name = "your_own_network"
    was = next(chapter for chapter in COURSE if chapter.name == name)
    path = folder / "notebooks" / was.page.path.name
    path.rename(path.with_name(f"17_{name}.ipynb"))
    write.write(MEANINGS, folder / "notebooks", folder)
    course = structure.chapters(folder / "notebooks")
    again = texts.of_pages(course)
    assert list(check.of_places(course, again, {k: v for k, v in MEANINGS.items() if k[0] != texts.FILES})) == []
    assert list(check.of_links(course, again)) == []
    glossary = (folder / "notebooks" / "concepts_and_glossary.ipynb").read_text(encoding="utf-8")
    assert f"17_{name}.ipynb" in glossary and f"{was.number}_{name}" not in glossary
    assert f"| 17 | [Your own network](notebooks/17_{name}.ipynb)" in (folder / "README.md").read_text("utf-8")


def test_what_cannot_be_meant_is_said():
    place = next(place for place in PLACES if place.found[0].kind == "section")
    key = place.table, place.key
    for target, words in (("section:pooling/nowhere", "there is not"), ("chapter:pooling", "there is not"),
                          (book.TO_COME, "name it")):  # fmt: skip
        meanings = copy.deepcopy(MEANINGS)
        meanings[key][0] = target
        assert words in " ".join(check.of_places(COURSE, [place], meanings))


def test_a_figure_has_to_be_of_some_paper():
    chapter = COURSE[6]
    notebook = json.loads(chapter.page.text)
    notebook["cells"][1]["source"] = "As figure 3 shows."
    page = Page(chapter.page.path, json.dumps(notebook))
    wrong = structure.chapter_of(page, chapter.number, chapter.name)
    assert "of which paper?" in " ".join(check.of_papers([wrong]))


def test_the_course_stands_as_the_program_would_write_it(monkeypatch):
    touched = []
    for name in ("write_text", "write_bytes"):
        monkeypatch.setattr(pathlib.Path, name, lambda self, *words, **more: touched.append(self))
    assert write.write(book.read()) == [] and touched == []
