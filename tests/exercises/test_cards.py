"""Cards of review: every exercise and question of the course comes back as one, with numbers that are judged."""

import re
from datetime import date, timedelta

import numpy as np
import pytest

from course_utils.exercises import cards, registry
from course_utils.exercises.engine import Prediction
from course_utils.exercises.judge import RIGHT, WRONG, judge
from course_utils.exercises.memory import Item

TODAY = date(2026, 3, 1)
EVERYTHING = [
    entry.id
    for number in registry.chapter_numbers()
    for entry in registry.entries_of(number, ("EXERCISES", *registry.QUESTIONS))
]
DRAWN = [id for id in EVERYTHING if registry.find(id).again]


@pytest.mark.parametrize("id", EVERYTHING)
def test_everything_comes_back_as_a_card(id):
    for day in range(3):
        card = cards.card_for(Item(id), TODAY + timedelta(days=day))
        if isinstance(card, cards.Choice):
            (right,) = [option.label for option in card.prediction.options if option.right]
            assert right and card.prediction.id == id
        elif isinstance(card, cards.Number):
            value = float(card.exercise.expected_value())
            assert judge(card.exercise, repr(value)).state == RIGHT
            assert judge(card.exercise, repr(value + 1)).state == WRONG
            assert repr(value) not in card.question.replace(card.exercise.prompt, "")
            assert not re.search(r"\b(above|below) (has|holds)|drawing|explorer", card.question), card.question
        else:
            assert card.exercise.id == id


@pytest.mark.parametrize("id", DRAWN)
def test_other_numbers_are_drawn_and_each_drawing_is_whole(id):
    asked, seen = registry.find(id), set()
    for seed in range(60):
        drawn = asked.again(np.random.default_rng(seed))
        assert drawn.id == id
        if isinstance(asked, Prediction):
            seen.add((drawn.question, *(option.label for option in drawn.options)))
        else:
            assert judge(drawn, repr(float(drawn.expected_value()))).state == RIGHT
            assert len(drawn.misconceptions) >= 2, drawn.prompt  # no draw hides the mistakes
            for mistake in drawn.misconceptions:
                found = judge(drawn, repr(mistake.wrong))
                assert found.state == WRONG and found.misconception, (drawn.prompt, mistake.name)
            seen.add(drawn.prompt)
    assert len(seen) >= 3, f"{id} draws only {len(seen)} versions of itself"


def test_a_function_comes_back_as_one_call_with_its_mistakes():
    found = [cards.card_for(Item("05-output-size"), TODAY + timedelta(days=d)) for d in range(20)]
    assert {type(card) for card in found} == {cards.Number}
    assert len({card.question for card in found}) > 3
    named = [mistake.name for card in found for mistake in card.exercise.misconceptions]
    assert named, "none of the function's misconceptions is recognised in a number"
    for card in found:
        names = {mistake.name for mistake in card.exercise.misconceptions}
        for mistake in card.exercise.misconceptions:
            assert judge(card.exercise, repr(mistake.wrong)).misconception in names


def test_the_same_day_asks_the_same_and_another_day_another():
    same = [cards.card_for(Item("05-output-size"), TODAY).question for _ in range(2)]
    assert same[0] == same[1]
    assert len({cards.card_for(Item("05-output-size", reviews=n), TODAY).question for n in range(9)}) > 2


def test_what_is_gone_has_no_card():
    for id in ("99-gone", "strange"):
        with pytest.raises(registry.UnknownId):
            cards.card_for(Item(id), TODAY)
