"""The guide: an entry for every part, plans that hold what they say, a page that shows what its cells give today."""

import json
import re

import pytest

from course_utils import settings
from course_utils.classroom.exam import paper
from course_utils.classroom.guide import entries, pages, plans, timetable
from course_utils.exercises import registry
from course_utils.exercises.outline import outline
from course_utils.maintenance import hygiene, minutes, notebooks
from course_utils.maintenance.claims import texts
from course_utils.maintenance.pages import Page
from course_utils.plotting import board

PATH = settings.NOTEBOOKS / "lecturers_guide.ipynb"
CHAPTERS = [f"{number:02}" for number in range(1, 13)]


def chapter_file(chapter):
    return next(settings.NOTEBOOKS.glob(f"{chapter}_*.ipynb"))


def stops_of(chapter):
    """Return {cell id: minutes} of a chapter's stops, read from the file itself."""
    cells = json.loads(chapter_file(chapter).read_text(encoding="utf-8"))["cells"]
    told = {cell["id"]: cell["metadata"]["lecture"] for cell in cells if "lecture" in cell["metadata"]}
    return {id: one.get("minutes", 1) for id, one in told.items()}


@pytest.fixture(scope="module")
def page():
    return Page(PATH)


# ---- the parts ------------------------------------------------------------------------------------------------------
def test_every_part_of_every_chapter_has_an_entry():
    assert sorted(pages.PARTS) == CHAPTERS == sorted(timetable.CHAPTERS)
    for chapter, said in pages.PARTS.items():
        assert len(said) == len(outline(chapter_file(chapter))) == len(timetable.parts(chapter)), chapter


def test_every_entry_says_all_that_it_has_to():
    for chapter, said in pages.PARTS.items():
        for number, one in enumerate(said, 1):
            for name in ("board", "skip", "keep"):
                text = getattr(one, name)
                assert len(text.split()) >= 4 and text[-1] in ".?", (chapter, number, name, text)
                assert not re.search(r"[a-z][.;:,][A-Za-z]|  ", text), (chapter, number, text)
            assert len(set(one.shows)) == len(one.shows) and min(map(len, one.shows)) > 10, one.ask
            assert ("Drawn below" in one.board) == ((chapter, number) in pages.SKETCHES), (chapter, number)


def test_each_question_is_asked_in_its_part_and_none_twice():
    asked = [(chapter, number, one.ask) for chapter, said in pages.PARTS.items() for number, one in enumerate(said, 1)]
    assert len({id for *_, id in asked}) == len(asked)
    for chapter, number, id in asked:
        assert id.startswith(f"{chapter}-")
        own = outline(chapter_file(chapter))[number - 1].asked
        assert id in own or ("-recall-" in id and id in {q.id for q in registry.entries(chapter, "AFTER")}), (
            number,
            id,
        )


def test_no_entry_gives_the_right_answer_of_its_question_away():
    for said in pages.PARTS.values():
        for one in said:
            right = next(option for option in entries.question(one.ask).options if option.right)
            assert right.label not in [label for label, _ in one.wrong]
            for text in (*one.shows, one.board, one.skip, one.keep):
                assert right.reply not in text and (len(right.label) < 12 or right.label not in text), one.ask


def test_an_entry_with_too_few_or_too_many_misconceptions_is_refused():
    one = pages.PARTS["05"][0]
    for shows in (one.shows[:-1], (*one.shows, "more")):
        with pytest.raises(ValueError, match="shows: got"):
            entries.Part(one.ask, shows, one.board, one.skip, one.keep)
    with pytest.raises(registry.UnknownId):
        entries.Part("05-no-such-question", one.shows, one.board, one.skip, one.keep)


# ---- the plans ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("length", "count"), [(50, 12), (90, 6), (50, 6)])
def test_a_plan_covers_each_chapter_once_within_its_time(length, count):
    plan = plans.sessions(length, count)
    assert len(plan) == count and [one for session in plan for one in session.chapters] == CHAPTERS
    for session in plan:
        held = sum(stops_of(one)[stop.block.cell.id] for one in session.chapters for stop in session.shown[one])
        assert held == session.minutes <= length, session.chapters
        assert held >= 0.86 * length, (session.chapters, held)
        for one in session.chapters:
            ids = [stop.block.cell.id for stop in session.shown[one]]
            assert ids == [id for id in stops_of(one) if id in ids], "out of order"
            assert sum(stop.block.kind == "predict" for stop in session.shown[one]) >= 2, one


def test_twelve_sessions_hold_every_stop():
    for session in plans.sessions(50, 12):
        [chapter] = session.chapters
        assert [stop.block.cell.id for stop in session.shown[chapter]] == list(stops_of(chapter))


def test_what_the_short_plans_name_is_there_and_no_more_than_once():
    for chapter in CHAPTERS:
        for table in (plans.LEFT_OUT, plans.CORE):
            named = table[chapter]
            assert set(named) <= set(stops_of(chapter)) and len(set(named)) == len(named), chapter
        assert not set(plans.LEFT_OUT[chapter]) & set(plans.CORE[chapter]), "the longer plan drops what the short keeps"
        first, last = next(iter(stops_of(chapter))), list(stops_of(chapter))[-1]
        assert {first, last} <= set(plans.CORE[chapter]), chapter
    assert set(plans.LEFT_OUT) == set(plans.CORE) == set(plans.HANDED_IN) == set(plans.BEFORE) == set(CHAPTERS)


def test_a_plan_that_there_is_not_says_which_there_are():
    with pytest.raises(ValueError, match="expected 12 of 50, 6 of 90 or 6 of 50"):
        plans.sessions(45, 12)


def test_what_is_handed_in_are_exercises_of_the_chapter_that_are_not_optional():
    for chapter, ids in plans.HANDED_IN.items():
        every = {exercise.id: exercise for exercise in registry.entries(chapter, "EXERCISES")}
        assert len(set(ids)) == 3 and all(not every[id].optional for id in ids), chapter


def test_minutes_and_titles_are_those_of_the_chapters():
    for chapter in CHAPTERS:
        timed = minutes.parts(Page(chapter_file(chapter)))
        found = timetable.parts(chapter)
        assert [(p.title, p.minutes) for p in found] == [(p.title, p.minutes) for p in timed]
        assert sum(p.lectured for p in found) == sum(stops_of(chapter).values()) == timetable.lecture_minutes(chapter)
        shown = pages.chapter(chapter).text
        assert all(part.title in shown for part in timed)


def test_changed_minutes_of_a_stop_change_the_plan(monkeypatch):
    stop = next(iter(timetable.stops("05").values()))
    before = plans.sessions(50, 12)[4].minutes
    monkeypatch.setitem(stop.told, "minutes", stop.told["minutes"] + 7)
    assert plans.sessions(50, 12)[4].minutes == before + 7 and f"{before + 7:g} minutes" in pages.plan(50, 12).text


# ---- the sketches ---------------------------------------------------------------------------------------------------
def test_every_chapter_has_a_sketch_with_words_and_a_description():
    assert {chapter for chapter, _ in pages.SKETCHES} == set(CHAPTERS)
    for (chapter, part), draw in pages.SKETCHES.items():
        picture = draw()
        assert len(board.words_of(picture)) >= 4 and len(picture.alt.split()) >= 15, (chapter, part)
        axes = picture.figure.axes[0]
        inside = [0 <= x <= 20 and 0 <= y <= axes.get_ylim()[1] for x, y in (t.get_position() for t in axes.texts)]
        assert all(inside), (chapter, "a word stands beside the board")
        assert draw.__doc__.startswith(f"Chapter {chapter}:")


@pytest.mark.parametrize("chapter", ["13", "00", "5", 5, None])
def test_a_chapter_that_the_guide_has_not_is_refused(chapter):
    with pytest.raises((ValueError, TypeError), match="chapter: got"):
        pages.chapter(chapter)


def test_a_board_refuses_a_colour_that_the_palette_has_not():
    with pytest.raises(ValueError, match="colour: got 'mauve'"):
        board.Board().line((1, 1), (2, 2), colour="mauve")


# ---- the page -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", hygiene.RULES, ids=lambda rule: rule.__name__)
def test_the_notebook_keeps_every_rule(page, rule):
    assert list(rule(page)) == []


def test_the_cells_show_what_they_would_show_today(page):
    names = {"plan": pages.plan, "homework": pages.homework, "chapter": pages.chapter}
    names |= {"questions": paper.questions, "marking": paper.marking}
    called = [cell for cell in page.code if cell.id != "setup"]
    for cell in called:
        shown = eval(cell.source, names)
        [output] = cell.outputs
        assert output["data"]["text/plain"] == shown.text, f"{cell.id}: run `make notebooks`"
    assert [cell.source for cell in called if cell.id.startswith("chapter-")] == [f'chapter("{n}")' for n in CHAPTERS]
    assert f"questions(seed={texts.PRINTED_SEED})" in [cell.source for cell in called]


def test_the_headings_name_the_chapters_as_they_name_themselves(page):
    for chapter in CHAPTERS:
        cell = next(cell for cell in page.cells if cell.id == f"about-{chapter}")
        assert cell.headings == [(3, f"{chapter} · {timetable.title(chapter)}")]
        assert cell.links == [chapter_file(chapter).name]


def test_a_public_exam_is_said_to_be_public(page):
    told = next(cell.source for cell in page.cells if cell.id == "exam")
    assert "public" in told and "python -m course_utils.classroom exam --seed" in told


def test_make_notebooks_runs_the_guide_after_all_chapters(tmp_path):
    every = notebooks.chosen()
    assert every[-1] == PATH and len(every) == 14 and notebooks.chosen(["guide"]) == [PATH]
    assert notebooks.chosen(["05"]) == [chapter_file("05")] and notebooks.chosen(["05", "guide"])[-1] == PATH
    (tmp_path / "01_one.ipynb").write_text("{}")
    assert [path.name for path in notebooks.chosen(folder=tmp_path)] == ["01_one.ipynb"]
    with pytest.raises(ValueError, match="notebook: got '44'"):
        notebooks.chosen(["44"])
