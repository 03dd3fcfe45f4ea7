"""What the learner sees: verdicts, hints, solutions, the map; and what of it is remembered."""

import json
import re
from fractions import Fraction

import numpy as np
import pytest

from course_utils import exercises, settings
from course_utils.exercises import check, course_map, desk, hint, journal, memory, mine, progress, registry, solution
from course_utils.exercises.outline import outline
from course_utils.exercises.registry import UnknownId
from course_utils.exercises.render import Card, inline, plain
from course_utils.exercises.source import source_of


def right(z, slope=0.01):
    return np.where(z > 0, z, slope * z)


def relu(z, slope=0.01):
    return np.maximum(z, 0)


def records():
    return [{k: v for k, v in record.items() if k not in ("v", "time")} for record in journal.records()]


def test_the_public_names():
    assert set(exercises.__all__) == {
        "case", "check", "export_progress", "hint", "mine", "solution", "progress", "take_progress",
    }  # fmt: skip
    assert callable(exercises.progress)


def test_not_attempted_is_byte_stable_and_leaves_no_record(fresh_journal):
    card = check("99-leaky", ...)
    assert card.text == repr(card) == "○ Leaky ReLU: not attempted yet"
    assert card.html == check("99-leaky", None).html
    assert not card.correct and card.state == "not attempted yet"
    assert not fresh_journal.exists()


def test_a_correct_answer_earns_its_explanation_and_a_record():
    card = check("99-leaky", right)
    assert card.correct
    assert card.text == "✓ Leaky ReLU: correct\nNow the gradient never dies."
    assert records() == [{"kind": "attempt", "id": "99-leaky", "verdict": "correct", "misconception": None}]


def test_a_correct_function_may_be_compared_with_the_courses_own():
    card = check("99-leaky", right)
    assert "<details>" in card.html and "z &gt; 0" in card.html.split("<details>")[1]
    assert "<details>" not in check("99-leaky", relu).html  # not before


def test_mine_is_what_was_accepted_last_and_before_that_the_courses_own(capsys, monkeypatch):
    monkeypatch.setattr(desk, "_accepted", {})
    check("99-leaky", relu)
    theirs = mine("99-leaky")
    assert theirs(np.array([-1.0])) == -0.01
    assert capsys.readouterr().out == ("Leaky ReLU: none of yours is accepted yet, so the course's own stands in.\n")
    check("99-leaky", right)
    check("99-leaky", relu)
    assert mine("99-leaky") is right and capsys.readouterr().out == ""
    assert mine("99-slope") == pytest.approx(0.00665, abs=1e-5)
    with pytest.raises(UnknownId):
        mine("99-leeky")


@pytest.mark.parametrize(
    "written", ["0,00665", "0.00665", np.array([[0.00665]]), [0.00665], Fraction(665, 100_000)], ids=str
)
def test_mine_is_a_plain_number_however_it_was_written(written, monkeypatch):
    monkeypatch.setattr(desk, "_accepted", {})
    assert check("99-slope", written).correct
    assert type(mine("99-slope")) is float and mine("99-slope") == 0.00665


def test_a_wrong_answer_is_recorded_by_misconception_and_without_code():
    card = check("99-leaky", relu)
    assert card.misconception == "plain ReLU"
    assert "This looks like: plain ReLU" in card.text
    assert 'Stuck? `hint("99-leaky")`' in card.text
    assert card.text == check("99-leaky", relu).text  # the same again: seeded cases
    assert records()[0] == {"kind": "attempt", "id": "99-leaky", "verdict": "not yet", "misconception": "plain ReLU"}
    assert "maximum" not in json.dumps(records())


def test_misuse_is_explained_and_is_no_attempt():
    assert "without brackets" in check("99-leaky", np.zeros(2)).text
    assert 'check("99-leaky", leaky_relu)' in check("99-leaky").text
    assert records() == []


@pytest.mark.parametrize("ask", [check, hint, solution])
def test_unknown_ids_raise(ask):
    with pytest.raises(registry.UnknownId, match="99-leaky"):
        ask("99-leakyrelu")


def test_hints_come_one_by_one_and_end():
    first, second, third = hint("99-leaky"), hint("99-leaky"), hint("99-leaky")
    assert "Where is z positive?" in first.text and "np.where" not in first.text
    assert "Where is z positive?" in second.text and "np.where" in second.text
    assert "no more hints" in third.text and "np.where" in third.text
    assert [record["number"] for record in records()] == [1, 2]


def test_hints_go_on_after_a_restart(fresh_journal):
    fresh_journal.write_text('{"v": 1, "kind": "hint", "id": "99-leaky", "number": 1}\n')
    assert "hint 2 of 2" in hint("99-leaky").text
    assert "there are no hints" in hint("99-slope").text


def test_hints_go_on_without_a_disk(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file"))
    assert "could not be saved" in hint("99-leaky").text
    second = hint("99-leaky").text
    assert "hint 2 of 2" in second and "could not be saved" not in second
    assert check("99-leaky", right).correct


def test_a_solution_shows_source():
    assert "return np.where(z > 0, z, slope * z)" in solution("99-leaky").text
    value = solution("99-slope").text
    assert "e = np.exp(-5.0)" in value and "`slope_at_five` is then 0.00664806" in value
    assert [record["kind"] for record in records()] == ["solution", "solution"]


def test_the_source_of_a_lambda_is_its_expression():
    outer = lambda: lambda: 2 + 3  # noqa: E731
    assert source_of(outer()) == "2 + 3"
    pair = (lambda: 10 - 1), (lambda: 10 - 2)
    assert [source_of(function) for function in pair] == ["10 - 1", "10 - 2"]
    assert source_of(0.25) == "0.25"


def test_what_is_shown_is_escaped_and_marked():
    assert inline("is `a < b`, **now**?") == "is <code>a &lt; b</code>, <strong>now</strong>?"
    assert inline("*before* you **add** `a * b`, 2*3*4 and 5 * 6 * 7") == (
        "<em>before</em> you <strong>add</strong> <code>a * b</code>, 2*3*4 and 5 * 6 * 7"
    )
    assert plain("*before* you **add** `a**2`, 2*3*4") == "before you add `a**2`, 2*3*4"
    card = Card("bad", "✗", "A <b>", [("code", "x < y & z"), ("name", "<i>"), ("small", "s")])
    assert "<b>" not in card.html and "<i>" not in card.html
    assert "x &lt; y &amp; z" in card.html
    assert "✗" in card.html  # colour is not the only sign
    bundle = card._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"} and bundle["text/plain"] == card.text


def test_each_kind_of_part_has_its_own_form():
    kinds = ("say", "code", "source", "name", "ask", "small")
    html = Card("bad", "✗", "Heading", [(kind, f"{kind} of it") for kind in kinds]).html
    forms = re.findall(r"<(p|pre)\b([^>]*)>(?:This looks like: <strong>)?(\w+) of it", html)
    assert [(tag, text) for tag, _, text in forms] == [
        ("p", "say"), ("pre", "code"), ("pre", "source"), ("p", "name"), ("p", "ask"), ("p", "small")
    ]  # fmt: skip
    styles = {text: style for _, style, text in forms}
    assert "pre-wrap" in styles["code"] and "overflow-x:auto" in styles["source"] and "pre-wrap" not in styles["source"]
    assert "font-size" in styles["small"] and "font-size" not in styles["say"]
    assert re.findall(r"This looks like: <strong>(\w+)", html) == ["name"]
    assert html.startswith("<output ") and html.endswith("</output>")  # read aloud when it comes


# ---- the map


@pytest.fixture
def two_chapters(monkeypatch, tmp_path):
    """A course that so far has chapter 01 and a chapter 99 of its own."""
    for name in ("01_activation_functions.ipynb", "99_tests.ipynb"):
        (tmp_path / name).write_text("{}")
    monkeypatch.setattr(settings, "NOTEBOOKS", tmp_path)


def test_the_map_lists_the_chapters_that_are_there(two_chapters):
    assert [state.number for state in course_map.states({})] == ["01", "99"]
    shown = progress()
    assert shown.nothing_done and shown.text == course_map.NOTHING_YET
    assert '<a href="99_tests.ipynb">99 Tests</a>' in shown.html
    assert "<caption" in shown.html and 'scope="col"' in shown.html and 'scope="row"' in shown.html


def test_a_chapter_closes_with_its_own_line_of_the_map(two_chapters):
    check("99-leaky", right)
    assert progress("99").text == "99 Tests: exercises 1 of 3 (1 at once); questions 0 of 1"
    assert progress("01").nothing_done and "99 Tests" not in progress("01").html
    with pytest.raises(ValueError, match="chapter: got '02'; expected one of"):
        progress("02")  # its exercises are known, but its notebook is not there
    with pytest.raises(ValueError, match="chapter: got 1"):
        progress(1)


def test_the_map_follows_what_is_done(two_chapters):
    check("99-leaky", relu)
    check("99-leaky", right)
    check("99-leaky", relu)  # done stays done
    check("99-slope", 0.9933)
    journal.append("prediction", id="99-predict-sign", option="yes", right=False, **{"try": 1})
    state = course_map.states(memory.items(journal.records()))[1]
    assert (state.exercises, state.questions) == (("after mistakes", "open", "tried"), ("tried",))
    shown = progress()
    assert "99 Tests: exercises 1 of 3 (1 after mistakes, 1 tried); questions 0 of 1 (1 tried)" in shown.text
    assert ">◉○◐<" in shown.html and ">◐<" in shown.html


def test_the_map_counts_parts_by_what_is_open_on_their_main_path(two_chapters):
    cells = [
        ("markdown", "# 99 · Tests"), ("markdown", "## Part 1 · Slopes"), ("code", 'check("99-leaky", leaky_relu)'),
        ("markdown", "### More · Losses"), ("code", 'check("99-loss", loss_and_grad)'),
        ("markdown", "## Part 2 · Signs"), ("code", 'predict("99-predict-sign")'),
    ]  # fmt: skip
    file = settings.NOTEBOOKS / "99_tests.ipynb"
    folded = {"More": {"jp-MarkdownHeadingCollapsed": True}}
    told = [dict(cell_type=k, source=[s], metadata=folded.get(s[4:8], {})) for k, s in cells]
    file.write_text(json.dumps({"cells": told}))
    assert [part.asked for part in outline(file)] == [("99-leaky",), ("99-predict-sign",)]
    check("99-leaky", right)
    assert "99 Tests: parts 1 of 2;" in progress("99").text and ">1 of 2</td>" in progress("99").html


def test_the_map_says_what_waits(two_chapters, monkeypatch):
    check("99-leaky", right)
    monkeypatch.setattr(course_map.memory, "due", lambda found, today: list(found.values()))
    assert progress().text.endswith("1 card waits to be asked again: `review()`.")
    assert "<code>review()</code>" in progress().html


def test_the_map_holds_without_a_chapters_packages(two_chapters, monkeypatch):
    known = registry.chapter_module

    def broken(number):
        if number == "01":
            raise ImportError("no torch here")
        return known(number)

    monkeypatch.setattr(registry, "chapter_module", broken)
    assert [state.exercises for state in course_map.states({})] == [(), ("open",) * 3]


def test_every_notebook_of_the_course_has_its_title():
    titles = {state.number: state.title for state in course_map.states({})}
    assert titles["00"] == "Start here" and titles["12"] == "Your own network"
    firsts = {
        path: json.loads(path.read_text("utf-8"))["cells"][0]["source"][0]
        for path in settings.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")
    }
    assert {f"# {number} · {title}" for number, title in titles.items()} == {first.strip() for first in firsts.values()}
