"""The prediction as Python sees it: what is sent to the page, what is saved, what is noted."""

import pytest

from course_utils.exercises import journal
from course_utils.exercises.registry import UnknownId
from course_utils.explorers import predict


@pytest.fixture
def view():
    return predict("99-predict-sign")


def test_everything_the_page_needs_is_in_the_widget(view):
    assert view.question == "Is <code>σ(−3) &lt; 0</code>?"
    assert [option["label"] for option in view.options] == ["yes", "no"]
    assert view.options[0]["reply"] == "No: σ lies <strong>between</strong> 0 and 1."
    assert [option["right"] for option in view.options] == [False, True]
    assert view.choice == -1


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
    view.history = [1]
    assert (again.html, again.text) == (view.html, view.text)


def test_each_commitment_is_noted_once_the_first_one_first(view):
    view.history = [0]
    view.history = [0, 1]
    noted = [(r["kind"], r["id"], r["option"], r["right"]) for r in journal.records()]
    assert noted == [("prediction", "99-predict-sign", "yes", False), ("prediction", "99-predict-sign", "no", True)]
    assert view.noted == 2  # which the page waits for


def test_choices_made_while_the_kernel_was_busy_arrive_together(view):
    view.history = [0, 1, 0]
    assert [r["option"] for r in journal.records()] == ["yes", "no", "yes"]


def test_an_index_that_no_option_has_is_passed_over(view):
    view.history = [7, -1, 1]
    assert [r["option"] for r in journal.records()] == ["no"]


def test_a_full_disk_is_told_in_the_page(view, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file"))
    view.history = [0]
    assert "could not be saved" in view.notice


def test_unknown_predictions_raise():
    with pytest.raises(UnknownId, match='did you mean "99-predict-sign"'):
        predict("99-predict-sing")
    with pytest.raises(UnknownId, match="check"):
        predict("99-leaky")
