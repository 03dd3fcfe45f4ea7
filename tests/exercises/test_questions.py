"""Questions as Python sees them: what is sent to the page, what is saved, what is noted."""

from types import SimpleNamespace

import pytest

from course_utils.exercises import journal, registry
from course_utils.exercises.cards import Again, Number
from course_utils.exercises.registry import NotAnId, UnknownId
from course_utils.explorers import predict, recall
from course_utils.explorers.questions import Questions


@pytest.fixture
def view():
    return predict("99-predict-sign")


def noted(*names):
    return [tuple(record[name] for name in ("kind", "id", *names)) for record in journal.records()]


def test_everything_the_page_needs_is_in_the_widget(view):
    (card,) = view.cards
    assert card["question"] == "Is <code>σ(−3) &lt; 0</code>?" and card["kicker"] == "Predict"
    assert [option["label"] for option in card["options"]] == ["yes", "no"]
    assert card["options"][0]["reply"] == "No: σ lies <strong>between</strong> 0 and 1."
    assert [option["right"] for option in card["options"]] == [False, True]
    assert view.log == [] and view.noted == 0


def test_the_saved_page_folds_the_answer_away(view):
    bundle = view._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    before, folded = bundle["text/html"].split("<details><summary>Answer</summary>")
    assert "<li>yes</li><li>no</li>" in before
    assert "between" not in before and "small" not in before
    assert "<strong>no</strong>: Right" in folded and "yes: No" in folded
    assert bundle["text/plain"] == "Predict: Is `σ(−3) < 0`? (yes; no)"


def test_the_saved_page_is_the_same_every_time(view):
    again = predict("99-predict-sign")
    assert (again.html, again.text) == (view.html, view.text)
    view.log = [[0, 1]]
    assert (again.html, again.text) == (view.html, view.text)


def test_each_try_is_noted_the_first_one_as_first(view):
    view.log = [[0, 0]]
    view.log = [[0, 0], [0, 1]]
    assert noted("option", "right", "try") == [
        ("prediction", "99-predict-sign", "yes", False, 1),
        ("prediction", "99-predict-sign", "no", True, 2),
    ]
    assert view.noted == 2  # which the page waits for


def test_answering_again_begins_to_count_anew(view):
    view.log = [[0, 0], [0, 1], [0, "again"], [0, 1]]
    assert noted("option", "try")[2:] == [("prediction", "99-predict-sign", "no", 1)]


def test_an_answer_that_was_asked_for_is_noted_as_shown(view):
    view.log = [[0, 0], [0, "show"]]
    assert noted()[1] == ("shown", "99-predict-sign")


def test_choices_made_while_the_kernel_was_busy_arrive_together(view):
    view.log = [[0, 0], [0, "again"], [0, 1]]
    assert [record["option"] for record in journal.records()] == ["yes", "no"]


@pytest.mark.parametrize("entry", [[0, 7], [0, -1], [3, 0], [0, None], [0, "three"], [0, 1.5]])
def test_what_no_card_has_is_passed_over(view, entry):
    view.log = [entry, [0, 1]]
    assert [record["option"] for record in journal.records()] == ["no"]
    assert view.noted == 2


def test_a_full_disk_is_told_in_the_page(view, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file"))
    view.log = [[0, 0]]
    assert "could not be saved" in view.notice


def test_unknown_predictions_raise():
    with pytest.raises(UnknownId, match='did you mean "99-predict-sign"'):
        predict("99-predict-sing")
    with pytest.raises(UnknownId, match="check"):
        predict("99-leaky")


def test_a_deck_asks_its_questions_one_below_the_other(monkeypatch):
    sign = registry.find_prediction("99-predict-sign")
    real, chapter = registry.chapter_module, SimpleNamespace(AFTER=(sign, sign))
    monkeypatch.setattr(registry, "chapter_module", lambda number: chapter if number == "98" else real(number))
    view = recall("98-after")
    assert [card["kicker"] for card in view.cards] == ["Recall", "Recall"]
    view.log = [[1, 1], [0, 0]]
    assert [record["option"] for record in journal.records()] == ["no", "yes"]
    with pytest.raises(UnknownId, match="no deck of questions"):
        recall("98-before")
    for wrong, error in (("98", UnknownId), ("after", UnknownId), (98, NotAnId)):
        with pytest.raises(error):
            recall(wrong)


def test_a_typed_number_is_judged_by_python(slope_exercise):
    view = Questions([Number("99-slope", "The slope at 5?", slope_exercise)], "Review", kind="review")
    view.log = [[0, "0.9933"]]
    assert view.verdicts["0"]["right"] is False and "height or the slope" in view.verdicts["0"]["reply"]
    view.log = [[0, "0.9933"], [0, "0,0066"]]
    assert view.verdicts["1"]["right"] is True
    assert noted("right", "try") == [("review", "99-slope", False, 1), ("review", "99-slope", True, 2)]
    assert "0.0066" in view.html.split("<details>")[1] and "0.0066" not in view.html.split("<details>")[0]


def test_a_text_that_is_no_number_is_no_try(slope_exercise):
    view = Questions([Number("99-slope", "The slope at 5?", slope_exercise)], "Review", kind="review")
    view.log = [[0, "<b>steep</b>"]]
    assert view.verdicts["0"]["right"] is False and "<b>" not in view.verdicts["0"]["reply"]


def test_a_task_to_write_again_shows_its_stub_and_asks_for_nothing(leaky_exercise):
    view = Questions([Again("99-leaky", leaky_exercise)], "Review", kind="review")
    assert view.cards[0]["kind"] == "read" and "def leaky_relu" in view.cards[0]["reading"]
    view.log = [[0, 0]]
    assert journal.records() == [] and "Leaky ReLU" in view.text
