"""What the progress file tells: states, boxes, days; and what `review` makes of it on each of several days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from course_utils import renamed
from course_utils.exercises import cards, journal, memory, progress, registry
from course_utils.exercises.memory import AFTER_MISTAKES, AFTER_SOLUTION, AT_ONCE, DAYS, TRIED
from course_utils.explorers import questions, review

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def record(kind, day=0, **fields):
    time = (DAY + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"v": 1, "time": time, "kind": kind, "id": "99-leaky", **fields}


def attempt(right, day=0):
    return record("attempt", day, verdict="correct" if right else "not yet")


def answer(right, day=0, number=1, kind="prediction"):
    return record(kind, day, option="x", right=right, **{"try": number})


def item(*records):
    return memory.items(records)["99-leaky"]


def local(day=0):
    return (DAY + timedelta(days=day)).astimezone().date()


@pytest.mark.parametrize(
    ("records", "state"),
    [
        ([attempt(True)], AT_ONCE),
        ([attempt(False)], TRIED),
        ([attempt(False), attempt(True)], AFTER_MISTAKES),
        ([record("hint", number=1), attempt(True)], AFTER_MISTAKES),
        ([record("solution"), attempt(True)], AFTER_SOLUTION),
        ([attempt(False), record("solution"), attempt(True)], AFTER_SOLUTION),
        ([attempt(True), record("solution"), attempt(False)], AT_ONCE),  # what happened first stays
        ([record("solution")], memory.OPEN),
        ([answer(True)], AT_ONCE),
        ([answer(False)], TRIED),
        ([answer(False), answer(True, number=2)], AFTER_MISTAKES),
        ([answer(False), record("shown")], AFTER_SOLUTION),
        ([answer(True), answer(False, day=2)], AT_ONCE),
        ([record("prediction", option="x", right=False)], AFTER_SOLUTION),  # an older version: it marked the right one
    ],
)
def test_how_it_was_solved(records, state):
    assert item(*records).state == state


@pytest.mark.parametrize("ask", [attempt, answer])
def test_a_wrong_answer_comes_back_on_the_next_day_a_right_one_later(ask):
    assert item(ask(False)).due == local(1)
    assert item(ask(True)).due == local(3)
    assert item(ask(False), attempt(True)).due == local(1)  # put right on the same day: still asked once more


def test_right_answers_move_away_and_a_wrong_one_brings_it_back():
    history, day = [answer(True)], 0
    for days in DAYS[1:]:
        assert item(*history).due == local(day + days)
        day += days
        history.append(answer(True, day, kind="review"))
    assert item(*history).due == local(day + DAYS[-1])  # no further than the last box
    history.append(answer(False, day + 90, kind="review"))
    assert item(*history).due == local(day + 91)


def test_a_day_moves_it_by_one_box_at_most():
    eager = [answer(True), answer(True), answer(True, kind="review")]
    assert item(*eager).due == local(3)
    assert item(answer(False), answer(True, kind="review")).due == local(
        1
    )  # nor does it count on the day it went wrong


def test_later_tries_of_a_sitting_do_not_count():
    assert item(answer(False, 5), answer(True, 5, number=2)).box == 0


@pytest.mark.parametrize("time", [None, "", "yesterday", 7, "9999-99-99T00:00:00Z"])
def test_a_record_without_a_time_does_no_harm(time):
    found = memory.items([{**attempt(True), "time": time}, {**answer(False), "time": time}])
    assert found["99-leaky"].state == AT_ONCE
    assert memory.due(found, date(2026, 3, 1)) == []


def test_the_lowest_box_comes_first_then_what_waits_longest():
    records = [
        {**answer(True, 0), "id": "99-leaky"},
        {**answer(False, 4), "id": "99-loss"},
        {**answer(False, 2), "id": "99-slope"},
        {**answer(True, 9), "id": "99-predict-sign"},
    ]
    order = [found.id for found in memory.due(memory.items(records), local(10))]
    assert order == ["99-slope", "99-loss", "99-leaky"]


def test_an_id_that_moved_keeps_its_history(monkeypatch):
    monkeypatch.setitem(renamed.IDS, "99-rectifier", "99-leaky")
    found = memory.items([{**attempt(False), "id": "99-rectifier"}, attempt(True, 1)])
    assert list(found) == ["99-leaky"] and found["99-leaky"].state == AFTER_MISTAKES
    assert registry.find_exercise("99-rectifier").id == registry.find("99-rectifier").id == "99-leaky"


class Clock(datetime):
    """A clock that a test turns forward."""

    day = 0

    @classmethod
    def now(cls, tz=None):
        return DAY + timedelta(days=cls.day)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(journal, "datetime", Clock)
    monkeypatch.setattr(questions, "datetime", Clock)
    monkeypatch.setattr(Clock, "day", 0)
    return Clock


def answer_on_page(view, right):
    """Answer every card of a deck as a learner would, right or wrong at the first try."""
    for place, card in enumerate(view._asked):
        if isinstance(card, cards.Choice):
            options = [o.right for o in card.prediction.options]
            view.log = [*view.log, [place, options.index(right)]]
        elif isinstance(card, cards.Number):
            value = card.exercise.expected_value()
            view.log = [*view.log, [place, repr(float(value) if right else float(value) + 1)]]


def ids(view):
    return [card.id for card in view._asked]


def test_three_days_of_review(clock):
    assert "Nothing to review yet" in review().text
    answer_on_page(questions.predict("99-predict-sign"), right=False)
    journal.append("attempt", id="99-slope", verdict="correct")
    assert review().text == "→ Nothing is due today. The next card comes on Monday, 02 March."

    clock.day = 1
    first = review()
    assert ids(first) == ["99-predict-sign"]
    answer_on_page(first, right=False)
    assert "next card comes on Tuesday, 03 March" in review().text

    clock.day = 2
    second = review()
    assert ids(second) == ["99-predict-sign"]
    answer_on_page(second, right=True)

    clock.day = 3
    third = review()
    assert ids(third) == ["99-slope"]
    answer_on_page(third, right=True)
    assert "Nothing is due" in review().text  # the prediction was right on day 2: it comes on day 5
    clock.day = 5
    assert ids(review()) == ["99-predict-sign"]
    clock.day = 10
    assert set(ids(review())) == {"99-predict-sign", "99-slope"} and len(ids(review(1))) == 1


def test_a_review_does_not_change_how_it_was_solved(clock):
    answer_on_page(questions.predict("99-predict-sign"), right=True)
    clock.day = 3
    answer_on_page(review(), right=False)
    assert item_state("99-predict-sign") == AT_ONCE


def item_state(id):
    return memory.items(journal.records())[id].state


def test_what_the_course_no_longer_asks_is_passed_over(clock):
    journal.append("prediction", id="99-predict-gone", option="x", right=False)
    clock.day = 1
    assert "Nothing to review yet" in review().text and "wait" not in progress("06").text
    journal.append("attempt", id="99-slope", verdict="correct")
    assert review().text.endswith("The next card comes on Thursday, 05 March.")  # not the day of what is gone


def test_running_a_chapter_again_every_day_is_no_review():
    daily = [attempt(True, day) for day in range(3)]
    assert item(*daily).due == local(3)
    assert item(*daily, attempt(True, 3)).due == local(3 + 7)  # on its day it counts


@pytest.mark.parametrize("most", [0, 21, 1.5, "five"])
def test_a_strange_number_of_cards_is_named(most):
    with pytest.raises((ValueError, TypeError), match="most: got"):
        review(most)


def test_the_map_tells_apart_how_it_was_solved():
    assert "Nothing is ticked off yet" in progress("06").text
    right = registry.find_prediction("06-predict-winners").right
    questions.predict("06-predict-winners").log = [[0, right]]
    journal.append("attempt", id="06-unit-sees", verdict="not yet")
    journal.append("attempt", id="06-unit-sees", verdict="correct")
    found = progress("06")
    assert "(1 after mistakes)" in found.text and "(1 at once)" in found.text
    assert "◉" in found.html and "●" in found.html
