"""Questions of chapters 01 and 03 keep their promises whatever numbers are drawn."""

import numpy as np
import pytest

from course_utils.exercises import chapter_01, chapter_03, registry

DECKS = (chapter_01.PREDICTIONS, chapter_01.AFTER, chapter_03.PREDICTIONS, chapter_03.BEFORE, chapter_03.AFTER)
QUESTIONS = {question.id: question for deck in DECKS for question in deck}
DRAWN = [question for question in QUESTIONS.values() if question.again]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.id)
def test_a_wrong_choice_earns_a_question(question):
    assert all(option.reply.endswith("?") for option in question.options if not option.right)


@pytest.mark.parametrize("question", DRAWN, ids=lambda question: question.id)
def test_other_numbers_make_the_same_question_with_one_right_answer(question):
    drawn = [question.again(np.random.default_rng(seed)) for seed in range(200)]
    assert {other.id for other in drawn} == {question.id}
    assert len({(other.question, other.right) for other in drawn}) > 2
    assert all(option.reply.endswith("?") for other in drawn for option in other.options if not option.right)


def test_the_drawn_answers_are_right():
    for seed in range(50):
        rng = np.random.default_rng(seed)
        shape = QUESTIONS["01-predict-batch-shape"].again(rng)
        inputs, units, examples = (int(word) for word in shape.question.replace(".", "").split() if word.isdigit())
        assert shape.options[shape.right].label == f"({examples}, {units})"
        slope = QUESTIONS["01-recall-slope-from-output"].again(rng)
        y = float(slope.question.split("y = ")[1].split(". ")[0])
        assert float(slope.options[slope.right].label) == pytest.approx(y * (1 - y))
        dead = QUESTIONS["01-recall-dead"].again(rng)
        rows = [part.split(": ")[1] for part in dead.question.split("examples: ")[1].split(". ")[0].split("; ")]
        count = sum(all(float(z.replace("−", "-")) <= 0 for z in row.split(", ")) for row in rows)
        assert dead.right == count


def test_what_has_moved_is_found_under_its_old_id():
    assert registry.find_prediction("01-predict-twenty-layers").id == "03-predict-twenty-layers"
    assert registry.find_exercise("03-repair-the-order").id == "03-repair-the-step"
